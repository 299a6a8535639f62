// A run computed from a commit: configuration, policies, inventory and filters as they are in it, on an output that is given. Nothing of the work
// tree is looked at but what lies outside of the repository or is ignored.
import { findRepository, ignoredPaths, isGitAddress, readGitFolder } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { TreeFile } from '../../model/tree.ts';
import { commitMessage, pathInRepository, type TreeChange } from '../../publish/index.ts';
import { ledgerChanges, ledgerFiles } from '../../render/index.ts';
import { factsOf } from '../commit.ts';
import { computeWorld, type Computed } from '../compute.ts';
import { lastDiffChange } from '../last-diff.ts';
import { tellIgnored } from '../tell-ignored.ts';
import { worldOf } from '../preview/compute-sides.ts';
import { configureSide, readSide, type Side } from '../preview/read-sides.ts';
import { openSide } from '../preview/side-reader.ts';
import { isLocal } from '../world.ts';
import type { PushRun } from './push-run.ts';

/** Inputs and options as a commit has them. */
export interface StateAt {
  /** Undefined: there is no commit yet. */
  readonly commit: string | undefined;
  readonly side: Side;
  /** The output root as the repository names it. */
  readonly root: string;
}

/** What a run comes to. */
export type Planned = NonNullable<Computed['planned']>;

/** Reads the state of a commit. */
export async function readState(run: PushRun, commit: string | undefined): Promise<StateAt> {
  const { objects, publish, outside, options, committed } = run;
  const reader = openSide({
    repository: objects,
    reading: publish,
    commit,
    prefix: '',
    mayMiss: false,
    outside,
    remote: options.remote,
  });
  const { cwd } = options;
  const opened =
    committed === undefined
      ? { reader, options, configuration: [] }
      : await configureSide(reader, { ...committed, cwd, env: publish.env }, false);
  const missing = committed === undefined ? [] : await missingConfiguration(run, reader);
  const side = await readSide({ ...opened, configuration: [...opened.configuration, ...missing] });
  const root = pathInRepository(run.repository, side.options.output);
  const trouble = findRepository(side.options.output)?.repository.root === objects.root ? [] : [elsewhere(side)];
  return { commit, side: { ...side, root: [...side.root, ...trouble] }, root };
}

/** A file that was named must be there: without it the run would go by other settings than those that were meant. */
async function missingConfiguration({ committed }: PushRun, reader: Side['reader']): Promise<readonly Diagnostic[]> {
  if (committed?.configuration === undefined || !committed.isNamed) return [];
  const { value, diagnostics } = await reader.configuration(committed.configuration);
  if (value !== undefined || hasErrors(diagnostics)) return [];
  const message = `${committed.configuration} is not in the commit that is built on.`;
  return [{ code: 'load/missing-folder', severity: 'error', message, about: {} }];
}

/** Every file below the output root of a state, as another commit has it; none where there is no commit. */
export async function outputAt(
  { objects, publish: { git, env } }: PushRun,
  { side, root }: StateAt,
  commit: string | undefined,
): Promise<Checked<readonly TreeFile[]>> {
  // A root that is refused is not looked into.
  if (commit === undefined || hasErrors(side.root)) return { value: [], diagnostics: [] };
  const shown = side.options.output;
  const { value, diagnostics } = await readGitFolder(objects, {
    ...{ git, env, reference: commit, path: root, shown },
    extensions: [''],
  });
  return { value: value.files, diagnostics };
}

/** The run of a state on these files of its output root. */
export function computeOn({ side }: StateAt, output: Checked<readonly TreeFile[]>): Promise<Computed> {
  const { options, configuration, root } = side;
  return computeWorld(worldOf(side, output, options.output), [...configuration, ...root], options);
}

/** What a run changes below the root of the repository, its own files included; nothing where all is as it should be. */
export function changesOf({ side, root }: StateAt, { world, plan, files }: Planned): readonly TreeChange[] {
  const diff = lastDiffChange(world, files, side.options);
  const ledger = ledgerChanges(world.own, ledgerFiles(plan.ledger));
  return [...files, ...(diff ? [diff] : []), ...ledger].map(({ path, after }) => ({
    path: root === '' ? path : `${root}/${path}`,
    content: after,
  }));
}

/** A warning about files that are new with a commit although .gitignore names them. `known` are paths below the output root. */
export function ignoredAmong(
  { objects }: PushRun,
  { root }: StateAt,
  changes: readonly TreeChange[],
  known: (path: string) => boolean,
): readonly Diagnostic[] {
  const below = (path: string): string => (root === '' ? path : path.slice(root.length + 1));
  const added = changes.filter(({ path, content }) => content !== undefined && !known(below(path)));
  return tellIgnored(
    ignoredPaths(
      objects,
      added.map(({ path }) => path),
    ),
  );
}

/** The message of the commit that carries a run out. */
export function messageOf(
  { publish }: PushRun,
  { commit, side }: StateAt,
  computed: Planned,
  diagnostics: readonly Diagnostic[],
): string {
  const { options, reader } = side;
  const local = options.policies.filter((input) => !isGitAddress(input));
  const isInside = local.length > 0 && local.every((input) => isLocal(input) && reader.isOwn(input));
  const ledger = ledgerFiles(computed.plan.ledger);
  return commitMessage(factsOf({ options, publish, computed, ledger, diagnostics }, isInside ? commit : undefined));
}

function elsewhere({ options: { output } }: Side): Diagnostic {
  const message = `${output} does not lie in the repository that is pushed.`;
  return { code: 'output/unsafe-root', severity: 'error', message, about: {} };
}
