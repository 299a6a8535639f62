// Finds out what a change would do: which commits are compared, both runs, and the review of them. Who is told of it, and how, is for
// preview.ts.
import { findRepository, readInputs, type GitRepository } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { Preview, PreviewSide } from '../../model/preview.ts';
import { validatePolicies } from '../../policy/index.ts';
import type { TreeFile } from '../../model/tree.ts';
import type { ReportInput } from '../../report/index.ts';
import {
  hidingOf,
  reviewChange,
  secretNames,
  type Reviewed,
  type ReviewEdit,
  type ReviewInput,
} from '../../review/index.ts';
import type { RunOptions } from '../options.ts';
import { isLocal } from '../world.ts';
import { findComparison, type Comparison } from './comparison.ts';
import { computeSides, type BaseRun, type HeadRun } from './compute-sides.ts';
import { confined, isOfFork, linksOut } from './of-a-fork.ts';
import type { PreviewOptions } from './options.ts';
import { configureSide, readSides, type Side } from './read-sides.ts';
import { openSide } from './side-reader.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';

/** What the report is built from. Without a `preview` that was computed there is nothing to show but diagnostics. */
export interface Findings extends Omit<ReportInput, 'kind' | 'version'> {
  /** Names that hold a value of a Secret, with what is shown for them. */
  readonly secretNames?: ReadonlyMap<string, string>;
}

/** Both runs with what they were made from. */
export interface Computed {
  readonly base: Side;
  readonly head: Side;
  readonly runs: { readonly base: BaseRun; readonly head: HeadRun };
  readonly comparison: Comparison;
  readonly around: Surroundings;
  readonly repository: GitRepository;
}

/** Everything that is to be told; the repository is read and never written. */
export async function findOut(options: PreviewOptions): Promise<Findings> {
  const computed = await computeChange(options);
  return 'runs' in computed ? tell(computed) : computed;
}

/** Both runs, or what keeps them from being compared. */
export async function computeChange(options: PreviewOptions): Promise<Computed | Findings> {
  const around = readSurroundings(options.env);
  const linked = around.isFork ? linkedConfiguration(options) : [];
  const now = optionsNow(linked.length > 0 ? { ...options, configuration: undefined } : options);
  const refused = [...linked, ...(options.refused ?? [])];
  const repository = repositoryAround(now);
  if (repository === undefined) {
    return nothing(now, unknownSides(options, around), around, refused.length > 0 ? refused : [noRepository(now)]);
  }
  options.progress('finding the base');
  const { value: comparison, diagnostics } = await findComparison(repository, options, around);
  if (refused.length > 0) return nothing(now, comparison, around, refused);
  if (hasErrors(diagnostics) || comparison.base.commit === undefined) {
    return nothing(now, comparison, around, diagnostics);
  }
  const sides = await openSides(repository, comparison, around, { ...options, remote: now.remote });
  const runs = await computeSides(sides);
  return { ...sides, runs, comparison, around, repository };
}

/** A configuration in the work tree that leads out of it. */
function linkedConfiguration({ configuration, cwd, env }: PreviewOptions): readonly Diagnostic[] {
  const repository = findRepository(cwd)?.repository;
  if (configuration === undefined || repository === undefined || !isOfFork(configuration, cwd, env)) return [];
  return linksOut(configuration, repository);
}

/** The options of the work tree: they tell where to look for a repository. */
function optionsNow({ configuration, runOptions }: PreviewOptions): RunOptions {
  const [file] = configuration === undefined ? [] : readInputs([configuration]).value;
  return runOptions(file).value;
}

/** The repository of the working folder, where any input or the output lies in it; else that of the first of these. */
function repositoryAround({ cwd, output, policies, clusterState }: RunOptions): GitRepository | undefined {
  const inputs = [output, ...policies, ...clusterState].filter(isLocal);
  const found = inputs.flatMap((input) => findRepository(input)?.repository ?? []);
  const here = findRepository(cwd)?.repository;
  return found.find(({ root }) => root === here?.root) ?? found[0];
}

async function openSides(
  repository: GitRepository,
  { base, head }: Comparison,
  around: Surroundings,
  options: PreviewOptions & Pick<RunOptions, 'remote'>,
): Promise<{ readonly base: Side; readonly head: Side }> {
  const { remote } = options;
  const shared = { repository, reading: options, remote, outside: new Map<string, Checked<readonly TreeFile[]>>() };
  const name = base.name === '' ? (base.commit ?? '').slice(0, 7) : base.name;
  const former = openSide({ ...shared, commit: base.commit, prefix: `${name}:`, mayMiss: true });
  const commit = head.workTree ? undefined : head.commit;
  const current = openSide({ ...shared, commit, prefix: '', mayMiss: false });
  const opened = await configureSide(former, options, around.isFork);
  const changed = await configureSide(current, options, around.isFork);
  return readSides(opened, around.isFork ? confined(changed, opened, repository) : changed);
}

function tell(computed: Computed): Findings {
  const { head, runs, comparison, around, repository } = computed;
  const { cluster, output } = head.options;
  const { planned, ownEdits } = runs.head;
  const diagnostics = [...(runs.base.unusable ? [runs.base.unusable] : []), ...runs.head.diagnostics];
  const known = { ...facts(comparison, around, shownOutput(repository, output)), ownEdits };
  if (planned === undefined) return { cluster, diagnostics, preview: { ...NOTHING, ...known, computed: false } };
  const { plan, exceptions } = planned;
  const input = reviewInput(computed, planned);
  const hiding = hidingOf(input);
  const preview = { ...reviewChange(input, hiding), ...known, computed: true };
  const sources = head.options.remote.sources();
  return { cluster, diagnostics, plan, exceptions, preview, sources, secretNames: secretNames(input, hiding) };
}

function reviewInput({ base, head, runs }: Computed, planned: NonNullable<HeadRun['planned']>): ReviewInput {
  const { plan, side, output, guard } = planned;
  return {
    plan,
    basePlan: runs.base.plan,
    output,
    before: runs.base.side,
    after: side,
    edits: editsOf(head, runs.base),
    failuresBefore: runs.base.failures.map((failure) => asInHead(failure, base)),
    failures: [...runs.head.diagnostics, ...plan.diagnostics].filter(({ severity }) => severity === 'error'),
    ...(guard ? { guard } : {}),
  };
}

function editsOf(head: Side, { documents }: BaseRun): readonly ReviewEdit[] {
  if (documents === undefined) return [];
  const kinds = head.inventory.value.kinds;
  const { edits } = validatePolicies({ documents: head.documents.value, kinds, base: documents });
  return edits.map(({ edit, at }) => ({ edit, at }));
}

/** A diagnostic of the base with its files named as the head names them, so that the same trouble in both is the same. */
function asInHead(diagnostic: Diagnostic, { reader: { prefix }, options }: Side): Diagnostic {
  const names = [...options.policies, ...options.clusterState, options.output];
  const plain = (text: string): string =>
    names.reduce((shown, name) => shown.replaceAll(`${prefix}${name}`, name), text);
  const { at, message } = diagnostic;
  return { ...diagnostic, message: plain(message), ...(at ? { at: { ...at, file: plain(at.file) } } : {}) };
}

// ---- what is told of a comparison, whatever comes of it

const NOTHING: Reviewed & Pick<Preview, 'ownEdits'> = {
  stopped: false,
  namespaces: 0,
  managed: 0,
  pending: 0,
  ownEdits: 0,
  failedBefore: 0,
  groups: [],
  risks: [],
  rules: [],
  kinds: [],
};

type Facts = Pick<Preview, 'output' | 'base' | 'head' | 'pullRequest'>;

function facts({ base, head }: Comparison, { pullRequest }: Surroundings, output: string): Facts {
  return { output, base, head, ...(pullRequest === undefined ? {} : { pullRequest }) };
}

function nothing(
  { cluster, output }: RunOptions,
  comparison: Comparison,
  around: Surroundings,
  diagnostics: readonly Diagnostic[],
): Findings {
  const shown = findRepository(output)?.path ?? output;
  return { cluster, diagnostics, preview: { ...NOTHING, ...facts(comparison, around, shown), computed: false } };
}

/** The output root as the repository names it, else as it was given. */
function shownOutput({ root }: GitRepository, output: string): string {
  const place = findRepository(output);
  return (place?.repository.root === root ? place.path : output).replace(/\/+$/, '');
}

function unknownSides({ base, head }: PreviewOptions, { baseName, headName }: Surroundings): Comparison {
  const side = (name: string | undefined): PreviewSide => ({ name: name ?? '', workTree: false });
  return { base: side(base ?? baseName), head: { ...side(head ?? headName), workTree: head === undefined } };
}

function noRepository({ cwd, output }: RunOptions): Diagnostic {
  return {
    code: 'cli/usage',
    severity: 'error',
    message: `Neither ${cwd} nor ${output} lies in a Git repository, so there is no state before the change to compare with`,
    help: 'Run it in a clone of the repository that holds policies, inventory or output. What the next run would change, `headwater diff` shows without one.',
    about: {},
  };
}
