// Pushing to the branch that the inputs lie on: computed on HEAD where HEAD is that branch, else and after a lost race on the tip that the
// remote has.
import { mergeBase } from '../../load/index.ts';
import { hasErrors, type Diagnostic } from '../../model/diagnostic.ts';
import type { Remote } from '../../publish/index.ts';
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

type Found = { readonly footing: Footing } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Computes and pushes. Nothing is asked of the remote where nothing is to be committed and HEAD is what is built on.
 *
 * Errors  those of deliverUntilDone and Remote.fetch; publish/unpushed-commits.
 */
export async function pushDirectly(run: PushRun, remote: Remote, branch: TargetBranch): Promise<Outcome> {
  const { options, head } = run;
  const before = await remote.lastSeen(branch.name);
  let last: Outcome = { options, diagnostics: [] };
  return deliverUntilDone(remote, run.ports, async (attempt) => {
    const onHead: Found = { footing: { commit: head.commit, expected: head.commit } };
    const isFirst = attempt === 1;
    const found = isFirst && branch.isHead ? onHead : await fetchFooting(run, remote, branch, before.value);
    if ('diagnostics' in found) return { ...last, diagnostics: [...last.diagnostics, ...found.diagnostics], status: 1 };
    const { commit, ...outcome } = await computeFrom(run, branch.name, found.footing);
    last = outcome;
    if (commit !== undefined) return { ...outcome, commit };
    const { expected } = found.footing;
    const isFetched = found !== onHead && outcome.status === undefined && expected !== undefined;
    return isFetched ? { ...outcome, upToDate: expected } : outcome;
  });
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

/** The tip that the remote has now. `before` is the one that it was last seen to have when the run began. */
async function fetchFooting(
  { head, options, objects, publish }: PushRun,
  remote: Remote,
  { name, isHead }: TargetBranch,
  before: string | undefined,
): Promise<Found> {
  options.progress('fetching');
  const { value: tip, diagnostics } = await remote.fetch(name);
  if (hasErrors(diagnostics)) return { diagnostics };
  if (tip === undefined) return { footing: { commit: head.commit, expected: undefined } };
  const own = isHead ? head.commit : undefined;
  const contains = async (commit: string, other: string | undefined): Promise<boolean> =>
    other !== undefined && (await mergeBase(objects, commit, other, publish)).value === commit;
  const isKept = own === undefined || (await contains(own, tip)) || (await contains(own, before));
  if (isKept) return { footing: { commit: tip, expected: tip } };
  return { diagnostics: [(await contains(tip, own)) ? ahead(remote, name) : unpushed(remote, name)] };
}

function ahead(remote: Remote, branch: string): Diagnostic {
  return {
    code: 'publish/unpushed-commits',
    severity: 'error',
    message: `HEAD has commits that ${remote.name}/${branch} has not, and a run pushes only its own`,
    help: `Push them first (git push ${remote.name} HEAD:${branch}), and run again.`,
    about: {},
  };
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

const NO_BRANCH: Diagnostic = {
  code: 'publish/no-branch',
  severity: 'error',
  message: 'HEAD is detached, and nothing tells which branch to push to',
  help: 'Name it with --branch, as in --branch main, or check the branch out.',
  about: {},
};
