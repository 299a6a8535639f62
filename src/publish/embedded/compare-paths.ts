// Compares paths on disk with HEAD and the index for the embedded backend, reading a file only where the index cannot vouch for it.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, realpathSync, type BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommitTrouble } from '../commit-checks.ts';
import { makeEntry, vouchesFor, type IndexEntry } from './git-index.ts';
import type { TreeBlob } from './isomorphic-trees.ts';

/** What a path is now, against HEAD and the index. */
export interface ComparedPath {
  readonly path: string;
  /** Undefined where there is no file. */
  readonly now: FileNow | undefined;
  /** Differs from HEAD. */
  readonly changed: boolean;
  /** The index has something else, or only knows the file as it was. */
  readonly stale: boolean;
  /** HEAD or the index has it, so .gitignore no longer counts. */
  readonly known: boolean;
}

/** A file on disk. `bytes` are there where it had to be read. */
export interface FileNow {
  readonly id: string;
  readonly mode: number;
  readonly entry: IndexEntry;
  readonly bytes?: Buffer;
}

/** What to compare with. */
export interface Comparison {
  readonly root: string;
  readonly index: { readonly byPath: ReadonlyMap<string, IndexEntry>; readonly writtenAt: bigint };
  readonly inHead: (path: string) => Promise<TreeBlob | undefined>;
  /** Whether the executable bit on disk means anything (core.fileMode). */
  readonly trustsModes: boolean;
}

/** Mode of a file that may be run, and of any other. */
export const EXECUTABLE = 0o100755;
const REGULAR = 0o100644;

/**
 * Each path once, in the given order; those that a sparse index leaves out of the work tree are not in it.
 *
 * Errors  throws CommitTrouble for a link, or a path behind one.
 */
export async function comparePaths(paths: readonly string[], comparison: Comparison): Promise<readonly ComparedPath[]> {
  const found: ComparedPath[] = [];
  const folders = new Set<string>();
  for (const path of new Set(paths)) {
    refuseLinkedFolder(comparison.root, dirname(path), folders);
    const entry = comparison.index.byPath.get(path);
    const now = fileNow(path, entry, await comparison.inHead(path), comparison);
    if (now || entry?.skipWorktree !== true) found.push(await compareOne(path, now, comparison));
  }
  return found;
}

async function compareOne(path: string, now: FileNow | undefined, comparison: Comparison): Promise<ComparedPath> {
  const head = await comparison.inHead(path);
  const entry = comparison.index.byPath.get(path);
  const changed = now ? head?.id !== now.id || Number.parseInt(head.mode, 8) !== now.mode : head !== undefined;
  return { path, now, changed, stale: now?.entry !== entry, known: head !== undefined || entry !== undefined };
}

function fileNow(
  path: string,
  entry: IndexEntry | undefined,
  head: TreeBlob | undefined,
  { root, index, trustsModes }: Comparison,
): FileNow | undefined {
  const file = join(root, path);
  const stats = statOf(file);
  if (stats?.isSymbolicLink() === true) throw new CommitTrouble(`${path} is a link.`);
  if (stats?.isFile() !== true) return undefined;
  const before = entry?.mode ?? (head && Number.parseInt(head.mode, 8)) ?? REGULAR;
  const mode = trustsModes ? ((stats.mode & 0o100n) === 0n ? REGULAR : EXECUTABLE) : before;
  if (entry?.mode === mode && vouchesFor(entry, stats, index.writtenAt)) return { id: entry.id, mode, entry };
  const bytes = readFileSync(file);
  const id = createHash('sha1').update(`blob ${bytes.byteLength}\u0000`).update(bytes).digest('hex');
  return { id, mode, entry: makeEntry(path, id, mode, stats), bytes };
}

function statOf(file: string): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // A file where a folder was: then this path is gone.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function refuseLinkedFolder(root: string, folder: string, seen: Set<string>): void {
  if (seen.has(folder)) return;
  seen.add(folder);
  const path = join(root, folder);
  try {
    if (realpathSync(path) === path) return;
  } catch {
    // Not there: nothing to be misled by.
    return;
  }
  throw new CommitTrouble(`${folder} is a link, or lies behind one.`);
}
