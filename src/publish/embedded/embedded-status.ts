// Which files of a work tree are not as they are committed, without a git program.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../model/resource.ts';
import { foldersOf } from '../branch-commit-checks.ts';
import { CommitTrouble } from '../commit-checks.ts';
import { openStore, readStoredHead, treeOf, type EmbeddedGit } from './embedded-store.ts';
import { isSameFile, type FileAt } from '../follow-plan.ts';
import { isSet, readGitConfig } from './git-config.ts';
import { vouchesFor, type IndexEntry } from './git-index.ts';
import { pathTrouble } from '../git-names.ts';
import { readIndex } from './index-lock.ts';
import { filesOfTree, type ObjectStore } from './isomorphic-trees.ts';
import { isWithinFolder } from '../disk/work-tree.ts';

const SUBMODULE = 0o160000;

/** The paths at or below these ones that differ between HEAD, index and work tree or are not known to Git; ignored ones left out. */
export async function embeddedUncommitted(embedded: EmbeddedGit, paths: readonly string[]): Promise<readonly string[]> {
  for (const path of paths) {
    const trouble = path === '' ? undefined : pathTrouble(path);
    if (trouble !== undefined) throw new CommitTrouble(`the path ${JSON.stringify(path)} ${trouble}.`);
  }
  const store = await openStore(embedded);
  const { commit } = await readStoredHead(store);
  const inHead = await filesOfTree(store, commit === undefined ? undefined : await treeOf(store, commit));
  const tree = workTreeOf(embedded);
  const isAsked = (path: string): boolean => paths.some((folder) => isWithinFolder(folder, path));
  const known = [...new Set([...inHead.keys(), ...tree.index.keys()])].filter(isAsked);
  const differing = known.filter((path) => !isSameFile(inHead.get(path), tree.staged(path)) || tree.isDirty(path));
  const unknown = await unknownFiles(store, { root: embedded.root, paths, known: (path) => tree.index.has(path) });
  return [...new Set([...differing, ...unknown])].sort(compareText);
}

/** The index of a repository against its work tree. */
export interface WorkTree {
  readonly index: ReadonlyMap<string, IndexEntry>;
  readonly staged: (path: string) => FileAt;
  /** The work tree has something else than the index; a path that the index has not is not dirty. */
  readonly isDirty: (path: string) => boolean;
}

/** The index and the work tree as they are now. Paths that are in conflict are left out. */
export function workTreeOf({ root, gitFolder, env }: EmbeddedGit): WorkTree {
  const file = join(gitFolder, 'index');
  const writtenAt = lstatSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n;
  const entries = readIndex(file).entries.filter(({ stage }) => stage === 0);
  const index = new Map(entries.map((entry) => [entry.path, entry]));
  const config = readGitConfig(gitFolder, env);
  const trustsModes = config.get('core.filemode') === undefined || isSet(config, 'core.filemode');
  const staged = (path: string): FileAt => {
    const entry = index.get(path);
    return entry && { mode: entry.mode.toString(8).padStart(6, '0'), id: entry.id };
  };
  const isLinked = linksAbove(root);
  const isDirty = (path: string): boolean => {
    const entry = index.get(path);
    if (entry === undefined || entry.skipWorktree) return false;
    // What lies behind a link is none of the work tree's files.
    if (isLinked(path)) return true;
    const stats = statOf(join(root, path));
    // What is in a submodule is its own repository's matter.
    if (entry.mode === SUBMODULE) return stats?.isDirectory() !== true;
    if (stats !== undefined && vouchesFor(entry, stats, writtenAt)) return false;
    const now = fileNow(join(root, path), stats, trustsModes ? undefined : entry.mode);
    return !isSameFile(now, staged(path));
  };
  return { index, staged, isDirty };
}

/** Tells whether a folder on the way to a path is a link; each folder is looked at once. */
function linksAbove(root: string): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const isLink = (folder: string): boolean => {
    const found = known.get(folder) ?? statOf(join(root, folder))?.isSymbolicLink() === true;
    known.set(folder, found);
    return found;
  };
  return (path) => foldersOf(path).some(isLink);
}

function fileNow(file: string, stats: BigIntStats | undefined, knownMode: number | undefined): FileAt {
  if (stats?.isSymbolicLink() === true) return { mode: '120000', id: blobId(Buffer.from(readlinkSync(file))) };
  if (stats?.isFile() !== true) return undefined;
  const mode = (stats.mode & 0o100n) === 0n ? '100644' : '100755';
  return { mode: knownMode === undefined ? mode : knownMode.toString(8), id: blobId(readFileSync(file)) };
}

function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\u0000`).update(bytes).digest('hex');
}

interface Search {
  readonly root: string;
  readonly paths: readonly string[];
  readonly known: (path: string) => boolean;
}

/** Files that neither the index nor .gitignore names. */
async function unknownFiles({ git, at }: ObjectStore, { root, paths, known }: Search): Promise<readonly string[]> {
  const found: string[] = [];
  const look = async (path: string): Promise<void> => {
    const stats = statOf(join(root, path));
    if (stats === undefined || known(path)) return;
    if (path !== '' && (await git.isIgnored({ ...at, filepath: path }))) {
      // What is in the index counts although its folder is ignored; it has been looked at already.
      return;
    }
    if (!stats.isDirectory()) {
      found.push(path);
      return;
    }
    for (const name of readdirSync(join(root, path))) {
      if (name !== '.git') await look(path === '' ? name : `${path}/${name}`);
    }
  };
  for (const path of paths) await look(path);
  return found;
}

function statOf(file: string): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    // A file where a folder would have to be.
    return undefined;
  }
}
