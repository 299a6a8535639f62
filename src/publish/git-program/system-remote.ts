// A remote that the git program fetches from and pushes to, with the user's own settings, credentials and hooks. What a push's words mean is
// push-result.ts's, how a commit is made make-commit.ts's.
import type { Checked } from '../../model/diagnostic.ts';
import type { Environment } from '../../model/environment.ts';
import { refuseLostTip } from '../branch-commit-checks.ts';
import { isBranchName } from '../branch-name.ts';
import type { BranchCommit, Deepening, Delivered, Remote } from '../branch-port.ts';
import { isExecutable } from '../commit-checks.ts';
import { gitPath } from './git-head.ts';
import { listSettings } from './git-settings.ts';
import { makeCommit } from './make-commit.ts';
import { judgePush, type PushVerdict } from '../remote/push-result.ts';
import { chooseRemote } from '../remote/remote-choice.ts';
import { deliveryFailed, fetchFailed, refuseBranchName } from '../remote/remote-trouble.ts';
import { gitIn, outputOf, type GitResult, type RunGit } from './run-git.ts';
import { credentialScrubber, shownAddress, variablesWithCredentials } from '../remote/without-credentials.ts';

/** What Git takes for all of the history, also where nothing of it is missing. */
const INFINITE_DEPTH = 0x7f_ff_ff_ff;

interface SystemRemote {
  readonly root: string;
  readonly env: Environment;
  readonly run: RunGit;
  readonly name: string;
  readonly shown: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly scrub: (text: string) => string;
  /** What this program has seen of branches; undefined: that the remote had none of the name. */
  readonly seen: Map<string, string | undefined>;
}

/**
 * The remote of a name, or the one that is meant for a branch; undefined beside an error.
 *
 * Errors  publish/bad-branch, publish/no-remote.
 */
export async function openSystemRemote(
  root: string,
  env: Environment,
  given: string | undefined,
  branch: string,
): Promise<Checked<Remote | undefined>> {
  const local = gitIn(root, env);
  const listed = await listSettings(local);
  const settings = new Map(listed);
  const names = (await outputOf(local, { args: ['remote'] })).split('\n').filter((name) => name !== '');
  const ofBranch = settings.get(`branch.${branch}.remote`);
  const { value: name, diagnostics } = chooseRemote({ given, branch, ofBranch, names });
  if (name === undefined) return { value: undefined, diagnostics };
  const scrub = credentialScrubber([...listed, ...variablesWithCredentials(env)]);
  const address = (await local({ args: ['remote', 'get-url', '--push', name] })).output.split('\n')[0] ?? '';
  const run = gitIn(root, { ...env, ...withoutQuestions(env, settings) });
  const shown = scrub(shownAddress(address));
  return { value: asRemote({ root, env, run, name, shown, settings, scrub, seen: new Map() }), diagnostics: [] };
}

function asRemote(remote: SystemRemote): Remote {
  return {
    name: remote.name,
    shown: remote.shown,
    fetch: (branch, deepen) => fetchBranch(remote, branch, deepen),
    lastSeen: (branch) => lastSeen(remote, branch),
    deliver: (commit) => deliver(remote, commit),
  };
}

/** ssh asks on the terminal, past everything that Git is told; where the user has said how to call it, that holds. */
function withoutQuestions(env: Environment, settings: ReadonlyMap<string, string>): Environment {
  const how = env['GIT_SSH_COMMAND'] ?? env['GIT_SSH'] ?? settings.get('core.sshcommand');
  const chosen = how ?? env['GIT_SSH_VARIANT'] ?? settings.get('ssh.variant');
  return chosen === undefined ? { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' } : {};
}

/** Settings for calls that talk to the remote: no housekeeping while somebody waits, and this branch only. */
function networkSettings({ name, settings }: SystemRemote): readonly string[] {
  const quiet = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'submodule.recurse=false'];
  // Git refuses to push one branch to a remote that is set to be mirrored, and would force.
  return settings.has(`remote.${name}.mirror`) ? [...quiet, '-c', `remote.${name}.mirror=false`] : quiet;
}

async function fetchBranch(
  remote: SystemRemote,
  branch: string,
  deepen?: Deepening,
): Promise<Checked<string | undefined>> {
  if (!isBranchName(branch)) return refuseBranchName(branch);
  const found = await tipOf(remote, branch, deepen);
  if ('failed' in found) return fetchFailed(remote, branch, found.failed);
  remote.seen.set(branch, found.tip);
  return { value: found.tip, diagnostics: [] };
}

type Tip = { readonly tip: string | undefined } | { readonly failed: string };

async function tipOf(remote: SystemRemote, branch: string, deepen?: Deepening): Promise<Tip> {
  const tracking = `refs/remotes/${remote.name}/${branch}`;
  const fetched = await fetchInto(remote, `+refs/heads/${branch}:${tracking}`, deepen);
  if (fetched.status === 0) {
    const tip = await commitAt(remote.run, tracking);
    return tip === undefined ? { failed: `${branch} does not point to a commit.` } : { tip };
  }
  const listed = await remote.run({
    args: [...networkSettings(remote), 'ls-remote', remote.name, `refs/heads/${branch}`],
  });
  if (listed.status !== 0) return { failed: fetched.errors };
  const there = idOf(listed.output, `refs/heads/${branch}`);
  if (there === undefined) return { tip: undefined };
  // The name of the remote-tracking branch may be locked, or taken by a branch that the remote has no more.
  const again = await fetchInto(remote, `refs/heads/${branch}`, deepen);
  const tip = again.status === 0 ? await commitAt(remote.run, there) : undefined;
  return tip === undefined ? { failed: fetched.errors } : { tip };
}

/** One branch. Its full name cannot become an option; an empty map keeps the remote's own refspecs out. */
function fetchInto(remote: SystemRemote, refspec: string, deepen: Deepening | undefined): Promise<GitResult> {
  const only = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-prune', '--refmap='];
  const reach = deepen === undefined ? [] : [deepen === 'all' ? `--depth=${INFINITE_DEPTH}` : `--deepen=${deepen}`];
  return remote.run({ args: [...networkSettings(remote), 'fetch', ...only, ...reach, remote.name, refspec] });
}

function idOf(listing: string, reference: string): string | undefined {
  const line = listing.split('\n').find((one) => one.endsWith(`\t${reference}`));
  return line?.slice(0, line.indexOf('\t'));
}

async function commitAt(run: RunGit, reference: string): Promise<string | undefined> {
  const resolved = await run({ args: ['rev-parse', '-q', '--verify', `${reference}^{commit}`] });
  return resolved.status === 0 ? resolved.output.trim() : undefined;
}

async function lastSeen(remote: SystemRemote, branch: string): Promise<Checked<string | undefined>> {
  if (!isBranchName(branch)) return { value: undefined, diagnostics: [] };
  if (remote.seen.has(branch)) return { value: remote.seen.get(branch), diagnostics: [] };
  return { value: await commitAt(remote.run, `refs/remotes/${remote.name}/${branch}`), diagnostics: [] };
}

async function deliver(remote: SystemRemote, commit: BranchCommit): Promise<Delivered> {
  let id: string;
  try {
    id = await makeCommit(remote, commit);
    refuseLostTip(commit, await hasTip(remote, commit, id));
  } catch (error) {
    return deliveryFailed(remote, `No commit was made: ${error instanceof Error ? error.message : String(error)}`);
  }
  const verdict = judgePush(await push(remote, commit, id), remote.scrub);
  const { said } = verdict;
  switch (verdict.kind) {
    case 'delivered':
      return await delivered(remote, commit.branch, id);
    case 'refused':
      return { kind: 'refused', said };
    case 'failed':
    case 'lost':
    case 'unclear':
      return (await hasArrived(remote, commit.branch, id))
        ? await delivered(remote, commit.branch, id)
        : await notDelivered(remote, verdict);
  }
}

async function hasTip({ run }: SystemRemote, { expected, parents }: BranchCommit, id: string): Promise<boolean> {
  if (expected === undefined || parents.includes(expected)) return true;
  return (await run({ args: ['merge-base', '--is-ancestor', expected, id] })).status === 0;
}

/**
 * Pushes one commit to one branch, with the user's pre-push hook.
 *
 * A plain push is refused where the branch is not an ancestor of the commit, but it would win where somebody has taken the branch back to
 * an older commit, has deleted it, or has just made it at one: what they did would be undone without a word. The lease closes that: it lets
 * the push through only where the branch is exactly what the commit was computed from. A lease lets Git go on where the branch is NOT an
 * ancestor, but it always is one: refuseLostTip asks for the expected tip in the history of the commit. So nothing is ever forced.
 */
function push(remote: SystemRemote, { branch, expected }: BranchCommit, id: string): Promise<GitResult> {
  const reference = `refs/heads/${branch}`;
  const only = ['--porcelain', '--no-progress', '--no-follow-tags', '--recurse-submodules=no'];
  const lease = `--force-with-lease=${reference}:${expected ?? ''}`;
  return remote.run({
    args: [...networkSettings(remote), 'push', ...only, lease, remote.name, `${id}:${reference}`],
  });
}

/** The remote-tracking branch follows, also where the clone fetches another one only; without it, the next fetch brings it. */
async function delivered(remote: SystemRemote, branch: string, id: string): Promise<Delivered> {
  remote.seen.set(branch, id);
  const reference = `refs/remotes/${remote.name}/${branch}`;
  await remote.run({ args: ['update-ref', '-m', 'update by push', reference, id] });
  return { kind: 'delivered', commit: id };
}

/** Whether the remote took the commit although its answer did not come through; others may have pushed on top of it. */
async function hasArrived(remote: SystemRemote, branch: string, id: string): Promise<boolean> {
  const found = await tipOf(remote, branch);
  if ('failed' in found || found.tip === undefined) return false;
  return (await remote.run({ args: ['merge-base', '--is-ancestor', id, found.tip] })).status === 0;
}

async function notDelivered(remote: SystemRemote, { kind, said }: PushVerdict): Promise<Delivered> {
  if (kind === 'lost') return { kind, said };
  // The user's own hook ends a push without a word of Git's.
  const silent = kind === 'unclear' && !/^(?:fatal|ssh|error: (?:RPC|unable|src|could))\b/imu.test(said);
  if (silent && (await hasPushHook(remote))) {
    return { kind: 'refused', said: said || 'The pre-push hook of this repository said no.' };
  }
  return deliveryFailed(remote, said);
}

async function hasPushHook({ run, root, settings }: SystemRemote): Promise<boolean> {
  if ([...settings].some(([key, value]) => /^hook\..*\.event$/u.test(key) && value === 'pre-push')) return true;
  return isExecutable(await gitPath(run, root, 'hooks/pre-push'));
}
