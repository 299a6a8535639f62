// A preview says what the next run after the merge does: for every history of a project, with runs, pending edits and edits of output on
// its main branch, and every change in a branch, committed or not. Real repositories, and real runs to compare with.
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { computeChange } from '../../src/run/preview/findings.ts';
import type { RunOptions } from '../../src/run/index.ts';
import {
  arbitraryEdit,
  arbitraryState,
  asFiles,
  editedOutput,
  editedState,
  type Edit,
  type PolicyLimits,
  type ProjectState,
} from '../support/arbitrary-project.ts';
import { gitProjectIn, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { openSandbox } from '../publish/git-sandbox.ts';
import { filesBelow, projectIn, type Files, type Project } from '../support/project.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const ANY: PolicyLimits = { onlySynchronized: false, mayFail: true };

interface Change {
  readonly start: ProjectState;
  /** On main: each of these is followed by a run. */
  readonly earlier: readonly (readonly Edit[])[];
  /** On main, with no run after it. */
  readonly pending: readonly Edit[];
  /** In the branch: committed, and left in the work tree. */
  readonly committed: readonly Edit[];
  readonly uncommitted: readonly Edit[];
  /** On main after the branch began. */
  readonly others: readonly Edit[];
  /** The branch holds what a run on it wrote. */
  readonly branchRuns: boolean;
  /** The head is named, and something else is checked out: then nothing is uncommitted. */
  readonly isNamed: boolean;
}

function arbitraryChange(): fc.Arbitrary<Change> {
  const edits = (maxLength: number): fc.Arbitrary<readonly Edit[]> => fc.array(arbitraryEdit(ANY, true), { maxLength });
  return fc.record({
    start: arbitraryState(ANY),
    earlier: fc.array(edits(3), { maxLength: 2 }),
    pending: edits(3),
    committed: edits(3),
    uncommitted: edits(2),
    others: edits(2),
    branchRuns: fc.boolean(),
    isNamed: fc.boolean(),
  });
}

/** The state after edits, written into a project. */
function put(project: Project, state: ProjectState, edits: readonly Edit[]): ProjectState {
  const next = editedState(state, edits);
  const { policies, inventory } = asFiles(next);
  replace(project, 'policies', policies);
  replace(project, 'cluster-state', inventory);
  replace(project, 'output', editedOutput(project.files('output'), edits));
  return next;
}

function replace(project: Project, folder: string, files: Files): void {
  const wanted: Files = { '.keep': '', ...files };
  const gone = Object.keys(project.files(folder)).filter((path) => !Object.hasOwn(wanted, path));
  project.remove(...gone.map((path) => `${folder}/${path}`));
  project.write(Object.fromEntries(Object.entries(wanted).map(([path, text]) => [`${folder}/${path}`, text])));
}

function everything(project: Project): Files {
  const folders = ['policies', 'cluster-state', 'output'].map((folder) =>
    Object.entries(project.files(folder)).map(([path, text]) => [`${folder}/${path}`, text]),
  );
  return Object.fromEntries(folders.flat()) as Files;
}

/** Lays the history; gives the files that the branch began with. */
async function play(project: GitProject, change: Change, options: Partial<RunOptions>): Promise<Files> {
  let state = put(project, change.start, []);
  for (const edits of [[], ...change.earlier]) {
    state = put(project, state, edits);
    await project.reconcile(options);
    project.commit();
  }
  state = put(project, state, change.pending);
  project.commit();
  const base = everything(project);
  put(project, state, change.others);
  project.commit('by others');
  project.git('checkout', '-q', '-b', 'change', 'HEAD^');
  state = put(project, state, change.committed);
  if (change.branchRuns) await project.reconcile(options);
  project.commit();
  put(project, state, change.uncommitted);
  return base;
}

/** What a run does once the branch is merged into a base on which a run was made and committed. */
async function runAfterMerge(merged: Project, base: Files, head: Files, options: Partial<RunOptions>) {
  merged.write(base);
  await merged.reconcile(options);
  for (const path of new Set([...Object.keys(base), ...Object.keys(head)])) {
    if (base[path] === head[path]) continue;
    const text = head[path];
    if (text !== undefined) merged.write({ [path]: text });
    else if (Object.hasOwn(everything(merged), path)) merged.remove(path);
  }
  return merged.reconcile(options);
}

async function withRepository(work: (project: GitProject, other: string) => Promise<void>): Promise<void> {
  const sandbox = openSandbox();
  const other = mkdtempSync(join(tmpdir(), 'headwater-merged-'));
  try {
    await work({ ...gitProjectIn(sandbox.root, sandbox.git), home: sandbox.home }, other);
  } finally {
    sandbox.close();
    rmSync(other, { recursive: true });
  }
}

describe.skipIf(!HAS_GIT).each(['desired', 'kyverno'] as const)(
  `in the lifecycle %s (${SHOWN_SEED})${NEEDS_GIT}`,
  (lifecycle) => {
    test('a preview is what the next run after the merge does, and touches nothing', async () => {
      const options = { lifecycle };
      await fc.assert(
        fc.asyncProperty(arbitraryChange(), (change) =>
          withRepository(async (project, other) => {
            const base = await play(project, change, options);
            const head = everything(project);
            const request = { base: 'main', head: change.isNamed ? 'change' : undefined };
            if (change.isNamed) {
              project.commit();
              project.git('checkout', '-q', 'main');
            }
            const before = filesBelow(project.root);
            const preview = await project.preview(request, options);
            const computed = await computeChange(project.previewOptions(request, options));
            expect(filesBelow(project.root)).toEqual(before);
            const merged = projectIn(other);
            const real = await runAfterMerge(merged, base, head, options);
            expect(preview.status).toBe(real.status);
            expect(preview.report.changes).toEqual(real.report.changes);
            const planned = 'runs' in computed ? computed.runs.head.planned : undefined;
            expect(preview.report.preview?.computed).toBe(real.status !== 2);
            if (planned) expect(texts(planned.after())).toEqual(withoutDiff(merged.files('output')));
          }),
        ),
        runs(25),
      );
    }, 240_000);
  },
);

function texts(files: ReadonlyMap<string, Uint8Array>): Files {
  const decoder = new TextDecoder();
  return withoutDiff(Object.fromEntries([...files].map(([path, bytes]) => [path, decoder.decode(bytes)])));
}

/** Without the last diff: a report of a run, which no run reads. */
function withoutDiff(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== '.headwater/last.diff'));
}
