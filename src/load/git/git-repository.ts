// Finds the repository that a path lies in, and tells what form it has. Its objects are read in git-objects.ts. Nothing here writes, and
// no git program is needed.
import * as fs from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';

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

/** What reading a repository failed at, in one sentence, with what to do about it. Thrown here and there, caught by `checked`. */
export class GitTrouble extends Error {
  readonly code: 'load/git-reference' | 'load/git-object' | 'load/git-repository' | 'load/no-common-history';
  readonly help: string;

  constructor(code: GitTrouble['code'], message: string, help: string) {
    super(message);
    this.code = code;
    this.help = help;
  }
}

/** What reading gives, or `otherwise` and what it failed at. */
export async function checked<T>(otherwise: T, read: () => Promise<Checked<T>>): Promise<Checked<T>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitTrouble)) throw error;
    const { code, message, help } = error;
    return { value: otherwise, diagnostics: [{ code, severity: 'error', message, help, about: {} }] };
  }
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

/** Whether a path is written as one below the repository's folder, wherever links on the way lead. */
export function isWrittenInside(path: string, { root }: GitRepository): boolean {
  return `${resolve(path)}${sep}`.startsWith(`${root}${sep}`);
}

/** Tells whether history or contents were left out when the repository was cloned. */
export function fetchCommand({ commonFolder }: GitRepository): string {
  if (fs.existsSync(join(commonFolder, 'shallow'))) return 'git fetch --unshallow';
  return isPartialClone(commonFolder) ? 'git fetch --refetch --no-filter' : 'git fetch origin';
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

/** *Errors* throws GitTrouble for a form that cannot be read: SHA-256, reftable; objects borrowed from another repository without a git program. */
export function refuseStrangeForm({ root, commonFolder }: GitRepository): void {
  const config = textOf(join(commonFolder, 'config')).toLowerCase();
  const strange =
    (/^\s*objectformat\s*=\s*(?!sha1\s*$)/mu.test(config) && 'does not use SHA-1') ||
    (/^\s*refstorage\s*=\s*(?!files\s*$)/mu.test(config) && 'keeps its references in another form') ||
    false;
  if (strange === false) return;
  throw new GitTrouble('load/git-repository', `The repository at ${root} ${strange}, which cannot be read.`, CHECK_OUT);
}

/** Whether objects may lie in another repository, as after `git clone --shared` or `--reference`: only the git program finds them there. */
export function borrowsObjects({ commonFolder }: GitRepository): boolean {
  return fs.existsSync(join(commonFolder, 'objects', 'info', 'alternates'));
}

/** What is wrong where an object of such a repository is asked for and the git program did not give it. */
export function borrowed({ root }: GitRepository): GitTrouble {
  const message = `The repository at ${root} borrows objects from another repository, which cannot be read without the git program.`;
  return new GitTrouble(
    'load/git-repository',
    message,
    'Install git, or let it take them over: git repack -a -d, then remove .git/objects/info/alternates',
  );
}

const CHECK_OUT = 'Check the reference out (git worktree add FOLDER REFERENCE) and name the folder instead.';

function isPartialClone(commonFolder: string): boolean {
  return /^\s*(?:partialclone\s*=|promisor\s*=\s*true)/imu.test(textOf(join(commonFolder, 'config')));
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
