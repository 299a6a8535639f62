// Fetches one commit of a remote repository into a bare repository in a temporary folder, with the git program.
//
// Nothing of what is fetched runs or is followed: there is no work tree, so no checkout filter, LFS or attribute; no template and no hooks
// folder, so no hook; no submodule is fetched and no fsmonitor asked. The user's own configuration holds (credential helpers, insteadOf,
// proxies, ssh), but for the protocols: those are named by us, and hold for rewritten and redirected addresses too. Objects are not held
// to fsck beyond the user's setting: names in them are judged where they are read, and nothing of them is ever written as a file.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../model/environment.ts';
import type { GitRepository } from '../git/git-repository.ts';
import type { GitAddress } from './address.ts';
import { allowedProtocols } from './protocols.ts';
import { runGit, type GitRun } from './run-git.ts';

/** Bounds of one fetch. */
export interface FetchLimits {
  readonly fetchMilliseconds: number;
  /** Of everything that is fetched of one repository, as it lies on the disk. */
  readonly fetchBytes: number;
}

/** Far above any repository of policies, and short of what a job would be ended for. */
export const DEFAULT_FETCH_LIMITS: FetchLimits = { fetchMilliseconds: 600_000, fetchBytes: 2 * 1024 ** 3 };

/** A repository that was fetched, and the commit that was asked for. */
export interface FetchedCommit {
  readonly repository: GitRepository;
  readonly commit: string;
}

/** Why nothing was fetched. `reference`: the repository is there, the reference is not. What is said may hold credentials. */
export type FetchFailure =
  | { readonly kind: 'no-program' | 'reference' | 'no-commit' | 'strange-form' }
  | { readonly kind: 'limit'; readonly limit: keyof FetchLimits }
  | { readonly kind: 'failed'; readonly said: string };

/** Fetches into a folder that is empty. */
export async function fetchCommit(
  address: GitAddress,
  folder: string,
  { env, limits }: { readonly env: Environment; readonly limits: FetchLimits },
): Promise<FetchedCommit | FetchFailure> {
  const gitFolder = join(folder, '.git');
  const isTooMuch = async (): Promise<boolean> => (await sizeOf(gitFolder)) > limits.fetchBytes;
  const bounds = {
    env: surroundingsOf(env, folder, address),
    cwd: folder,
    milliseconds: limits.fetchMilliseconds,
    isTooMuch,
  };
  const run: Run = (args) => runGit([...HARDENED, ...args], bounds);
  const made = await run(['init', '--quiet', '--bare', '--template=', gitFolder]);
  if (!isDone(made)) return failureOf(made);
  const { fetched, name } = await fetchWanted(address, (args) => run([`--git-dir=${gitFolder}`, ...args]));
  if (!isDone(fetched)) return failureOf(fetched);
  if (await isTooMuch()) return { kind: 'limit', limit: 'fetchBytes' };
  const read = await run([`--git-dir=${gitFolder}`, 'rev-parse', '--quiet', '--verify', `${name}^{commit}`]);
  const commit = isDone(read) ? /^[0-9a-f]{40}$/m.exec(read.output)?.[0] : undefined;
  if (commit === undefined) return { kind: name === FETCHED ? 'no-commit' : 'reference' };
  return { repository: { root: folder, gitFolder, commonFolder: gitFolder }, commit };
}

type Run = (args: readonly string[]) => Promise<GitRun>;

/** What came of it, and by what name the temporary repository knows what was asked for. */
async function fetchWanted(
  address: GitAddress,
  run: Run,
): Promise<{ readonly fetched: GitRun; readonly name: string }> {
  const { url, reference = 'HEAD' } = address;
  const fetch = (...args: readonly string[]): Promise<GitRun> => {
    const [options, refspecs] = [args.filter((arg) => arg.startsWith('--')), args.filter((arg) => arg.startsWith('+'))];
    const fixed = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules'];
    return run([...credentialsFor(address), ...fixed, ...options, '--end-of-options', url, ...refspecs]);
  };
  const isId = /^[0-9a-f]{40}$/i.test(reference);
  const wanted = isId ? reference.toLowerCase() : reference;
  const first = await fetch('--depth=1', `+${wanted}:${FETCHED}`);
  // A server without Git's own protocol gives whole histories only.
  const fetched = saysOf(first, /not support shallow/i) ? await fetch(`+${wanted}:${FETCHED}`) : first;
  if (!isId || !saysOf(fetched, MISSING)) return { fetched, name: FETCHED };
  // One may give branches and tags alone: then the commit is looked for in their histories.
  const all = await fetch('+refs/heads/*:refs/remotes/heads/*', '+refs/tags/*:refs/remotes/tags/*');
  return { fetched: all, name: wanted };
}

/** What is fetched is called so in the temporary repository. */
const FETCHED = 'refs/headwater/fetched';

const MISSING = /couldn't find remote ref|not our ref|unadvertised object/i;

function isDone(run: GitRun): run is GitRun & { readonly kind: 'ended' } {
  return run.kind === 'ended' && run.status === 0;
}

function saysOf(run: GitRun, said: RegExp): boolean {
  return run.kind === 'ended' && run.status !== 0 && said.test(run.errors);
}

/** What holds for every call, whatever the user's configuration says. */
const HARDENED: readonly string[] = [
  '--no-pager',
  ...[
    ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'submodule.recurse=false', 'fetch.recurseSubmodules=false'],
    ...['gc.auto=0', 'maintenance.auto=false', 'init.templateDir=', 'core.pager=cat', 'fetch.writeCommitGraph=false'],
    // An archive of objects that a server names would be fetched from wherever it says.
    ...['fetch.uriProtocols=', 'transfer.bundleURI=false'],
  ].flatMap((setting) => ['-c', setting]),
];

/** Variables that would point Git at other objects or configuration than those of the temporary repository, or have it say what it hides. */
const MISLEADING: ReadonlySet<string> = new Set(
  [
    'GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR',
    'GIT_NAMESPACE GIT_GRAFT_FILE GIT_SHALLOW_FILE GIT_IMPLICIT_WORK_TREE GIT_DEFAULT_HASH GIT_TEMPLATE_DIR GIT_CONFIG',
    'GIT_QUARANTINE_PATH GIT_REPLACE_REF_BASE GIT_TRACE_REDACT',
  ].flatMap((names) => names.split(' ')),
);

function surroundingsOf(env: Environment, folder: string, { user, password }: GitAddress): Environment {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !MISLEADING.has(name))),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: allowedProtocols(env).join(':'),
    GIT_CEILING_DIRECTORIES: folder,
    ...(user === undefined ? {} : { [USER]: user, [PASSWORD]: password ?? '' }),
  };
}

const USER = 'HEADWATER_FETCH_USER';
const PASSWORD = 'HEADWATER_FETCH_PASSWORD';

/**
 * Has Git ask us for what the address says, for this host only: so it is in no argument, and no helper of the user's keeps it. A user
 * without a password may have one in a helper of the user's, which is asked first; where it has none, the user is a token.
 */
function credentialsFor({ origin, user, password }: GitAddress): readonly string[] {
  if (user === undefined || !/^https?:/.test(origin)) return [];
  const answer = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$${USER}" "$${PASSWORD}"; }; f`;
  const ours = ['-c', `credential.${origin}.helper=${answer}`];
  return password === undefined ? ours : ['-c', 'credential.helper=', '-c', `credential.${origin}.helper=`, ...ours];
}

function failureOf(run: GitRun): FetchFailure {
  if (run.kind === 'no-program') return run;
  if (run.kind === 'over-limit') return { kind: 'limit', limit: run.limit };
  if (/mismatched algorithms|object.format/i.test(run.errors)) return { kind: 'strange-form' };
  return MISSING.test(run.errors) ? { kind: 'reference' } : { kind: 'failed', said: run.errors };
}

async function sizeOf(folder: string): Promise<number> {
  let total = 0;
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    const path = join(folder, entry.name);
    // A file may go away meanwhile.
    total += entry.isDirectory()
      ? await sizeOf(path)
      : await stat(path).then(
          ({ size }) => size,
          () => 0,
        );
  }
  return total;
}
