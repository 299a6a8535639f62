// Runs every case below this folder, in each lifecycle it names: the words of its steps first, then every byte of what came out.
// UPDATE_GOLDEN=1 writes the bytes anew; the words are checked all the same.
import { existsSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/run/index.ts';
import { aProject, type Project } from '../support/project.ts';
import { entryFor, readCases, readTree, writeTree, type GoldenCase, type Lifecycle, type Step } from './golden-case.ts';

const UPDATES = process.env['UPDATE_GOLDEN'] === '1';

/** What a word of the table asks of a manifest: an action that is reported, and what becomes of the file. */
const WORDS: Readonly<Record<string, { readonly actions: readonly string[]; readonly file: string }>> = {
  created: { actions: ['create'], file: 'appears' },
  recreated: { actions: ['create'], file: 'appears' },
  're-rendered': { actions: ['update'], file: 'changes' },
  synced: { actions: ['update'], file: 'changes' },
  reverted: { actions: ['update'], file: 'changes' },
  'brought in line': { actions: ['update'], file: 'changes' },
  unchanged: { actions: ['none', 'hold'], file: 'stays' },
  'kept as edited': { actions: ['none'], file: 'stays' },
  held: { actions: ['hold'], file: 'stays' },
  retained: { actions: ['retain'], file: 'stays' },
  deleted: { actions: ['delete'], file: 'goes' },
  absent: { actions: ['none', 'hold'], file: 'is not there' },
  'stays deleted': { actions: ['none', 'hold'], file: 'is not there' },
};

interface Outputs {
  readonly tree: Readonly<Record<string, string>>;
  readonly report: string;
}

describe.each(readCases(import.meta.dirname).map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
  test.each([...golden.lifecycles])('%s', async (lifecycle) => {
    const project = aProject();
    const results: RunResult[] = [];
    for (const step of golden.steps) results.push(await runStep(project, step, step.flags.lifecycle ?? lifecycle));
    const outputs: Outputs = { tree: project.files('output'), report: printReports(results, project.root) };
    await project.reconcile({ lifecycle, ...golden.steps.at(-1)?.flags });
    expect(project.files('output'), 'a run more changes nothing').toEqual(outputs.tree);
    compareOutputs(golden, lifecycle, outputs);
  });
});

async function runStep(project: Project, step: Step, lifecycle: Lifecycle): Promise<RunResult> {
  project.write(step.writes);
  project.remove(...step.removes);
  const before = project.manifests();
  const result = await project.reconcile({ lifecycle, ...step.flags });
  const after = project.manifests();
  expect(whatCame(result, step, lifecycle, { before, after }), step.says).toEqual({
    exit: Number(entryFor(step.exit, lifecycle)),
    reports: entryFor(step.reports, lifecycle),
    downstreams: wordsFor(step, lifecycle),
  });
  return result;
}

function wordsFor(step: Step, lifecycle: Lifecycle): Record<string, string> {
  return Object.fromEntries(
    Object.entries(step.downstreams).map(([path, cell]) => [path, entryFor(cell, lifecycle)] as const),
  );
}

/** The step's own words where they hold; where they do not, what happened instead. Manifests that are not named have to stay. */
function whatCame(
  { report, status }: RunResult,
  step: Step,
  lifecycle: Lifecycle,
  output: Readonly<Record<'before' | 'after', Readonly<Record<string, string>>>>,
): unknown {
  const actions = new Map(report.changes.map(({ path, action }) => [path, action]));
  const words = wordsFor(step, lifecycle);
  const paths = new Set([...Object.keys(words), ...Object.keys(output.before), ...Object.keys(output.after)]);
  const came = [...paths].sort().flatMap((path): [string, string][] => {
    const action = actions.get(path) ?? 'none';
    const file = fateOf(output.before[path], output.after[path]);
    const word = words[path];
    const meaning = WORDS[word ?? 'unchanged'];
    const holds = meaning?.actions.includes(action) && meaning.file === file;
    if (holds) return word === undefined ? [] : [[path, word]];
    return [[path, `${action}, and the file ${file}`]];
  });
  const codes = [...new Set(report.diagnostics.map(({ code }) => code))].sort();
  return { exit: status, reports: codes.join(' '), downstreams: Object.fromEntries(came) };
}

function fateOf(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return after === undefined ? 'is not there' : 'appears';
  if (after === undefined) return 'goes';
  return before === after ? 'stays' : 'changes';
}

/** Files are told by their path in the project, which is a folder of its own in every run. */
function printReports(results: readonly RunResult[], root: string): string {
  return `${JSON.stringify(results, null, 2).replaceAll(`${root}/`, '')}\n`;
}

/** The first lifecycle's outputs lie in expected/ and report.json; the other's beside them, only where they differ. */
function compareOutputs({ folder, lifecycles }: GoldenCase, lifecycle: Lifecycle, outputs: Outputs): void {
  const suffix = lifecycle === lifecycles[0] ? '' : `.${lifecycle}`;
  const [tree, report] = [join(folder, `expected${suffix}`), join(folder, `report${suffix}.json`)];
  const [firstTree, firstReport] = [join(folder, 'expected'), join(folder, 'report.json')];
  if (UPDATES) {
    const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
    rmSync(tree, { recursive: true, force: true });
    rmSync(report, { force: true });
    if (suffix === '' || !isSame(readTree(firstTree), outputs.tree)) writeTree(tree, outputs.tree);
    if (suffix === '' || readFileSync(firstReport, 'utf8') !== outputs.report) writeFileSync(report, outputs.report);
  }
  expect(outputs.tree).toEqual(readTree(existsSync(tree) ? tree : firstTree));
  expect(outputs.report).toBe(readFileSync(existsSync(report) ? report : firstReport, 'utf8'));
}
