// Finds the repository that a path lies in, and opens its objects for reading. What a reference means is for git-reference.ts, what
// lies in a tree for git-tree.ts. Nothing here writes, and no git program is needed.
import * as fs from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { TreeEntry } from 'isomorphic-git';

/** Where a repository keeps what. */
export interface GitRepository {
  /** The folder of the work tree, with no link in it. */
  readonly root: string;
  /** Of this work tree: HEAD is here. */
  readonly gitFolder: string;
  /** Of all work trees of the repository: objects and branches are here. */
  readonly commonFolder: string;
}

/** A path in a repository: relative to its root, with '/', '' for the root itself. */
export interface RepositoryPath {
  readonly repository: GitRepository;
  readonly path: string;
}

/** What reading a repository failed at, in one sentence, with what to do about it. Thrown here, caught in git.ts. */
export class GitTrouble extends Error {
  readonly code: 'load/git-reference' | 'load/git-object' | 'load/git-repository';
  readonly help: string;

  constructor(code: GitTrouble['code'], message: string, help: string) {
    super(message);
    this.code = code;
    this.help = help;
  }
}

/** A commit, as far as it is looked at. */
export interface GitCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

/** The objects and names of a repository. Every method throws GitTrouble where an object is missing or broken. */
export interface GitObjects {
  readonly repository: GitRepository;
  /** The commit of this id, or the one that a tag of this id names. */
  commit(id: string): Promise<GitCommit>;
  folder(id: string): Promise<readonly TreeEntry[]>;
  blob(id: string): Promise<Uint8Array>;
  /** The id behind a full or partial name of a branch or tag; undefined where there is none. */
  named(name: string): Promise<string | undefined>;
  /** The one id that begins so; undefined where there is none, or more than one. */
  abbreviated(start: string): Promise<string | undefined>;
}

/** The repository around a path, which need not exist; undefined where there is none. The last part of the path is not followed as a link. */
export function findRepository(path: string): RepositoryPath | undefined {
  const full = realParent(resolve(path));
  for (let folder = full; ; folder = dirname(folder)) {
    const gitFolder = gitFolderIn(folder);
    if (gitFolder !== undefined) {
      const below = relative(folder, full).split(sep).join('/');
      return { repository: { root: folder, gitFolder, commonFolder: commonFolderOf(gitFolder) }, path: below };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Opens a repository for reading.
 *
 * Errors  throws GitTrouble for a form that cannot be read: SHA-256, reftable, objects borrowed from another repository.
 */
export async function openObjects(repository: GitRepository): Promise<GitObjects> {
  refuseStrangeForm(repository);
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  const at = { fs, gitdir: repository.commonFolder, cache: {} };
  const read = <T>(id: string, action: () => Promise<T>): Promise<T> =>
    action().catch((error: unknown) => {
      throw objectTrouble(repository, id, error);
    });
  return {
    repository,
    commit: (id) =>
      read(id, async () => {
        const { oid, commit } = await git.readCommit({ ...at, oid: id });
        return { id: oid, tree: commit.tree, parents: commit.parent };
      }),
    folder: (id) => read(id, async () => (await git.readTree({ ...at, oid: id })).tree),
    blob: (id) => read(id, async () => (await git.readBlob({ ...at, oid: id })).blob),
    named: (name) => git.resolveRef({ ...at, ref: name }).then(asId, () => undefined),
    abbreviated: (start) => git.expandOid({ ...at, oid: start }).then(asId, () => undefined),
  };
}

/** Tells whether history or contents were left out when the repository was cloned. */
export function fetchCommand({ commonFolder }: GitRepository): string {
  if (fs.existsSync(join(commonFolder, 'shallow'))) return 'git fetch --unshallow';
  return isPartialClone(commonFolder) ? 'git fetch --refetch --no-filter' : 'git fetch origin';
}

function asId(text: string): string | undefined {
  return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}

/** The path with the links above its last part resolved, as far as it is there. */
function realParent(path: string): string {
  const parent = dirname(path);
  if (parent === path) return path;
  try {
    return join(fs.realpathSync(parent), basename(path));
  } catch {
    return join(realParent(parent), basename(path));
  }
}

/** `.git`, or the folder that a `.git` file names (submodules, linked work trees). */
function gitFolderIn(folder: string): string | undefined {
  const path = join(folder, '.git');
  const stats = statsOf(path);
  if (stats?.isDirectory()) return fs.existsSync(join(path, 'HEAD')) ? path : undefined;
  if (!stats?.isFile()) return undefined;
  const named = /^gitdir: (.+?)\s*$/u.exec(textOf(path))?.[1];
  return named === undefined ? undefined : resolve(folder, named);
}

function commonFolderOf(gitFolder: string): string {
  const named = textOf(join(gitFolder, 'commondir')).trim();
  return named === '' ? gitFolder : resolve(gitFolder, named);
}

function refuseStrangeForm({ root, commonFolder }: GitRepository): void {
  const config = textOf(join(commonFolder, 'config')).toLowerCase();
  const strange =
    (/^\s*objectformat\s*=\s*(?!sha1\s*$)/mu.test(config) && 'does not use SHA-1') ||
    (/^\s*refstorage\s*=\s*(?!files\s*$)/mu.test(config) && 'keeps its references in another form') ||
    (fs.existsSync(join(commonFolder, 'objects', 'info', 'alternates')) && 'borrows objects from another repository');
  if (strange === false) return;
  throw new GitTrouble('load/git-repository', `The repository at ${root} ${strange}, which cannot be read.`, CHECK_OUT);
}

const CHECK_OUT = 'Check the reference out (git worktree add FOLDER REFERENCE) and name the folder instead.';

function isPartialClone(commonFolder: string): boolean {
  return /^\s*(?:partialclone\s*=|promisor\s*=\s*true)/imu.test(textOf(join(commonFolder, 'config')));
}

function objectTrouble(repository: GitRepository, id: string, error: unknown): GitTrouble {
  const name = error instanceof Error ? error.name : '';
  const where = `the repository at ${repository.root}`;
  if (name === 'NotFoundError') {
    const help = `Fetch what was left out when it was cloned: ${fetchCommand(repository)}`;
    return new GitTrouble('load/git-object', `Object ${id} is not in ${where}.`, help);
  }
  if (name === 'ObjectTypeError') {
    return new GitTrouble('load/git-reference', `Object ${id} is no commit.`, 'Name a branch, a tag or a commit.');
  }
  const cause = error instanceof Error ? error.message : String(error);
  return new GitTrouble('load/git-object', `Object ${id} of ${where} cannot be read: ${cause}`, 'Run git fsck.');
}

function statsOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
