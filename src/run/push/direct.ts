// Pushing to the branch that the inputs lie on: computed on HEAD where HEAD is that branch, else and after a lost race on the tip that the
// remote has.
import { differingPaths, mergeBase } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import { pathInRepository, type Remote } from '../../publish/index.ts';
import { deliverUntilDone, type Attempt, type Outcome } from './attempts.ts';
import { changesOf, computeOn, ignoredAmong, messageOf, outputAt, readState } from './compute-at.ts';
import type { PushRun } from './push-run.ts';
import type { TargetBranch } from './target-branch.ts';

/** What an attempt builds on. */
interface Footing {
  /** Undefined: nothing, it is the first commit. */
  readonly commit: string | undefined;
  /** The tip that the remote is believed to have. */
  readonly expected: string | undefined;
}

/** Without a footing there is nothing to build on. */
interface Found {
  readonly footing?: Footing;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Computes and pushes. Nothing is asked of the remote where nothing is to be committed and HEAD is what is built on.
 *
 * Errors  those of deliverUntilDone and Remote.fetch; publish/unpushed-commits; publish/no-branch for one that was deleted meanwhile.
 */
export async function pushDirectly(run: PushRun, remote: Remote, branch: TargetBranch): Promise<Outcome> {
  const { options } = run;
  const before = (await remote.lastSeen(branch.name)).value;
  let last: Outcome = { options, diagnostics: [] };
  return deliverUntilDone(remote, run.ports, async (attempt) => {
    const isFirst = attempt === 1 && branch.isHead;
    const found = isFirst ? await headFooting(run, before) : await fetchFooting(run, remote, branch, before);
    const { footing, diagnostics } = found;
    if (footing === undefined) return { ...last, diagnostics: [...last.diagnostics, ...diagnostics], status: 1 };
    const { commit, ...computed } = await computeFrom(run, branch.name, footing);
    last = computed;
    // What was merged to build on is told where it is pushed.
    if (commit !== undefined) return { ...computed, diagnostics: [...computed.diagnostics, ...diagnostics], commit };
    const { expected } = footing;
    const isOfRemote = !isFirst && expected !== undefined && expected === footing.commit;
    return isOfRemote && computed.status === undefined ? { ...computed, upToDate: expected } : computed;
  });
}

/** HEAD, with the commits on it that the remote was not seen to have: they are pushed too, as `git push` would. */
async function headFooting(run: PushRun, before: string | undefined): Promise<Found> {
  const { commit } = run.head;
  const isAhead = commit !== undefined && before !== commit && (await contains(run, before, commit));
  return { footing: { commit, expected: isAhead ? before : commit }, diagnostics: [] };
}

/** What the run would commit on HEAD, where nobody says to which branch: refused if that is anything. */
export async function pushNowhere(run: PushRun): Promise<Outcome> {
  const { commit, ...outcome } = await computeFrom(run, '', { commit: run.head.commit, expected: run.head.commit });
  if (commit === undefined) return outcome;
  const { options } = outcome;
  return { options, diagnostics: [...outcome.diagnostics, NO_BRANCH], status: 2 };
}

async function computeFrom(run: PushRun, branch: string, { commit, expected }: Footing): Promise<Attempt> {
  const state = await readState(run, commit);
  const { options } = state.side;
  options.progress('reading output');
  const output = await outputAt(run, state, commit);
  const { planned, diagnostics } = await computeOn(state, output);
  if (planned === undefined) return { options, diagnostics, status: 2 };
  const changes = changesOf(state, planned);
  if (changes.length === 0) return { options, planned, diagnostics };
  const { author } = run.publish;
  const known = new Set(output.value.map(({ path }) => path));
  const ignored = ignoredAmong(run, state, changes, (path) => known.has(path));
  return {
    ...{ options, planned, diagnostics: [...diagnostics, ...ignored] },
    commit: {
      ...{ branch, expected, base: commit, changes },
      parents: commit === undefined ? [] : [commit],
      message: messageOf(run, state, planned, diagnostics),
      ...(author ? { author } : {}),
    },
  };
}

/**
 * What to build on now that the branch was fetched: its tip, or HEAD where that only has more. `before` is the tip that was last seen when
 * the run began.
 */
async function fetchFooting(
  run: PushRun,
  remote: Remote,
  { name, isHead }: TargetBranch,
  before: string | undefined,
): Promise<Found> {
  run.options.progress('fetching');
  const { value: tip, diagnostics } = await remote.fetch(name);
  if (hasErrors(diagnostics)) return { diagnostics };
  const { commit } = run.head;
  if (tip === undefined && isHead && before !== undefined) return { diagnostics: [gone(remote, name)] };
  if (tip === undefined) return { footing: { commit, expected: undefined }, diagnostics: [] };
  const onTip: Found = { footing: { commit: tip, expected: tip }, diagnostics: [] };
  if (!isHead || commit === undefined) return onTip;
  if ((await contains(run, commit, tip)) || (await contains(run, commit, before))) return onTip;
  // Where the branch was taken back, HEAD on top of it would bring back what somebody wanted gone.
  const isWhole = before === undefined || (await contains(run, before, tip));
  if (isWhole && (await contains(run, tip, commit))) return { footing: { commit, expected: tip }, diagnostics: [] };
  const merged = isWhole ? await mergeInputs(run, name, tip, commit) : NOT_MERGED;
  return merged.value === undefined
    ? { diagnostics: [...merged.diagnostics, unpushed(remote, name)] }
    : { footing: { commit: merged.value, expected: tip }, diagnostics: [tellMerged(remote, name)] };
}

type Merged = Checked<string | undefined>;

const NOT_MERGED: Merged = { value: undefined, diagnostics: [] };

/**
 * The tip with the commits that are only here, such as a snapshot that a job has just committed. Undefined where the two conflict, or where those
 * commits touch the output: ledgers are never merged as texts.
 */
async function mergeInputs(run: PushRun, branch: string, tip: string, own: string): Promise<Merged> {
  const { objects, publish, repository, options } = run;
  const parted = await mergeBase(objects, tip, own, publish);
  if (parted.value === undefined) return NOT_MERGED;
  const changed = await differingPaths(objects, parted.value, own, publish);
  const root = pathInRepository(repository, options.output);
  const isOutput = (path: string): boolean => root === '' || path === root || path.startsWith(`${root}/`);
  if (hasErrors(changed.diagnostics) || changed.value.some(isOutput)) return NOT_MERGED;
  const message = `Merge commits of this job into ${branch}\n`;
  const { author } = publish;
  return repository.merge({ into: tip, from: own, message, ...(author ? { author } : {}) });
}

function tellMerged({ name }: Remote, branch: string): Diagnostic {
  const message = `Commits that were only here were merged with what others had pushed to ${name}/${branch}`;
  return { code: 'publish/merged', severity: 'notice', message, about: {} };
}

/** Whether a commit is `other` or in its history. */
async function contains(
  { objects, publish }: PushRun,
  commit: string | undefined,
  other: string | undefined,
): Promise<boolean> {
  if (commit === undefined || other === undefined) return false;
  return commit === other || (await mergeBase(objects, commit, other, publish)).value === commit;
}

function unpushed(remote: Remote, branch: string): Diagnostic {
  return {
    code: 'publish/unpushed-commits',
    severity: 'error',
    message: `HEAD has commits that ${remote.name}/${branch} has not, and that has moved: building on it would leave them behind`,
    help: `Bring the two together first (git pull --rebase ${remote.name} ${branch}, then git push), and run again.`,
    about: {},
  };
}

/** Making it anew would undo what somebody did, or bring a history to a remote that is another one now. */
function gone(remote: Remote, branch: string): Diagnostic {
  return {
    code: 'publish/no-branch',
    severity: 'error',
    message: `${remote.name} has no branch ${branch} any more: somebody deleted it since it was last fetched`,
    help: `To have it again, push it yourself: git push ${remote.name} HEAD:refs/heads/${branch}`,
    about: {},
  };
}

const NO_BRANCH: Diagnostic = {
  code: 'publish/no-branch',
  severity: 'error',
  message: 'HEAD is detached, and nothing tells which branch to push to',
  help: 'Name it with --branch, as in --branch main, or check the branch out.',
  about: {},
};
