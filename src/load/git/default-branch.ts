// Which branch a repository is on, and which one its work goes into, as far as the repository itself knows. Nothing is asked of a
// remote.
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { GitRepository } from './git-repository.ts';

/** The names and settings of a repository. */
interface Names {
  /** Whether there is a reference of this full name. */
  has(name: string): Promise<boolean>;
  /** The full name that a symbolic reference stands for. */
  target(name: string): Promise<string | undefined>;
  setting(path: string): Promise<string | undefined>;
  remotes(): Promise<readonly string[]>;
  /** Those of a remote that are here. */
  branches(remote: string): Promise<readonly string[]>;
}

/** The short name of the branch that a work tree is on; undefined where HEAD names a commit. */
export function currentBranch({ gitFolder }: GitRepository): string | undefined {
  try {
    const head = fs.readFileSync(join(gitFolder, 'HEAD'), 'utf8');
    return /^ref: refs\/heads\/(\S+)\s*$/u.exec(head)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * The branch that work goes into, as a reference: of the remote that the current branch follows, else of `origin`, else of the only
 * one. It is what the remote calls its HEAD, else its `main` or `master`. Where no branch of a remote is here: the repository's own
 * `main`, `master` or `init.defaultBranch`. Undefined where nothing fits.
 */
export async function defaultBranch(repository: GitRepository): Promise<string | undefined> {
  const names = await openNames(repository);
  const remotes = await names.remotes();
  const branches = await Promise.all(remotes.map((remote) => names.branches(remote)));
  const hasNone = branches.every((of) => of.length === 0);
  const full = hasNone
    ? await ownBranch(names)
    : await branchOfRemotes(names, await inOrder(repository, names, remotes));
  return full === undefined ? undefined : await shortName(names, full);
}

/** The remotes that may say it, the most fitting one first. */
async function inOrder(
  repository: GitRepository,
  names: Names,
  remotes: readonly string[],
): Promise<readonly string[]> {
  const branch = currentBranch(repository);
  const followed = branch === undefined ? undefined : await names.setting(`branch.${branch}.remote`);
  const wanted = [followed, 'origin', remotes.length === 1 ? remotes[0] : undefined];
  return wanted.flatMap((remote) => (remote !== undefined && remotes.includes(remote) ? [remote] : []));
}

async function branchOfRemotes(names: Names, remotes: readonly string[]): Promise<string | undefined> {
  for (const remote of remotes) {
    const below = `refs/remotes/${remote}/`;
    const head = await names.target(`${below}HEAD`);
    const candidates = [...(head?.startsWith(below) ? [head] : []), `${below}main`, `${below}master`];
    const found = await firstOf(names, candidates);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function ownBranch(names: Names): Promise<string | undefined> {
  const configured = await names.setting('init.defaultbranch');
  const candidates = ['main', 'master', ...(configured === undefined ? [] : [configured])];
  return await firstOf(
    names,
    candidates.map((name) => `refs/heads/${name}`),
  );
}

async function firstOf(names: Names, candidates: readonly string[]): Promise<string | undefined> {
  for (const name of candidates) if (await names.has(name)) return name;
  return undefined;
}

/** `origin/main` as people call it; the full name where a tag or another branch would be taken for it. */
async function shortName(names: Names, full: string): Promise<string> {
  const short = full.replace(/^refs\/(?:heads|remotes)\//, '');
  const others = [`refs/${short}`, `refs/tags/${short}`, `refs/heads/${short}`].filter((name) => name !== full);
  return (await firstOf(names, others)) === undefined ? short : full;
}

async function openNames({ commonFolder }: GitRepository): Promise<Names> {
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  const at = { fs, gitdir: commonFolder };
  const branches = (remote: string): Promise<readonly string[]> =>
    git.listBranches({ ...at, remote }).catch((): readonly string[] => []);
  return {
    has: (name) => git.resolveRef({ ...at, ref: name }).then(isId, () => false),
    target: (name) => git.resolveRef({ ...at, ref: name, depth: 2 }).catch(() => undefined),
    setting: (path) => git.getConfig({ ...at, path }).then(asText, () => undefined),
    remotes: () =>
      git.listRemotes(at).then(
        (remotes) => remotes.map(({ remote }) => remote),
        (): readonly string[] => [],
      ),
    branches,
  };
}

function isId(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** A setting may hold anything. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
