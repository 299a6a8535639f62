// Holds Git's index the way Git does, with a lock file beside it; new content is moved over it when it is complete. Reading and printing the
// content is git-index.ts's.
import { lstatSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommitTrouble } from '../commit-checks.ts';
import type { ComparedPath } from './compare-paths.ts';
import { EMPTY_INDEX, parseIndex, printIndex, type GitIndex, type IndexEntry } from './git-index.ts';

/** The index while nobody else may write it. */
export interface LockedIndex {
  /** Entries outside conflicts, by path. */
  readonly byPath: ReadonlyMap<string, IndexEntry>;
  /** When the file was written, in nanoseconds: an entry as young as this may hide a later change. */
  readonly writtenAt: bigint;
  /** Takes over what is on disk for these paths, and writes the index if that changes it. */
  readonly replace: (paths: readonly ComparedPath[]) => void;
  /** Gives the lock back; to be called whatever happened. */
  readonly release: () => void;
}

/**
 * The index of a repository, locked.
 *
 * Errors  throws CommitTrouble where another process holds it, and where only the git program can write it.
 */
export function lockIndex(gitFolder: string): LockedIndex {
  const file = join(gitFolder, 'index');
  const lock = `${file}.lock`;
  takeLock(lock);
  try {
    const index = readIndex(file);
    return {
      byPath: new Map(index.entries.filter((entry) => entry.stage === 0).map((entry) => [entry.path, entry])),
      writtenAt: lstatSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n,
      replace: (paths) => replaceEntries(index, paths, file),
      release: () => rmSync(lock, { force: true }),
    };
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  }
}

function takeLock(lock: string): void {
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (error) {
    const held = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!held) throw error;
    throw new CommitTrouble(`another Git process holds the index; run again when it is done (or remove ${lock}).`);
  }
}

/**
 * The index as it stands in its file.
 *
 * Errors  throws CommitTrouble where only the git program can read it.
 */
export function readIndex(file: string): GitIndex {
  if (!lstatSync(file, { throwIfNoEntry: false })) return EMPTY_INDEX;
  const index = parseIndex(readFileSync(file));
  if (typeof index !== 'string') return index;
  throw new CommitTrouble(`the index ${index}, which needs the git program (Debian package git).`);
}

function replaceEntries(index: GitIndex, paths: readonly ComparedPath[], file: string): void {
  const stale = paths.filter((one) => one.stale);
  if (stale.length === 0) return;
  const replaced = new Set(stale.map((one) => one.path));
  const fresh = stale.flatMap((one) => (one.now ? [one.now.entry] : []));
  const inTheWay = clashes(fresh);
  const kept = index.entries.filter((entry) => !replaced.has(entry.path) && !inTheWay(entry.path));
  // Not into the lock file itself: the lock stays ours until the reference has moved.
  const complete = `${file}.headwater`;
  writeFileSync(complete, printIndex({ version: index.version, entries: [...kept, ...fresh] }));
  renameSync(complete, file);
}

/** Tells which entries cannot stand beside the fresh ones: a file where there is a folder now, or the other way round. */
function clashes(fresh: readonly IndexEntry[]): (path: string) => boolean {
  const files = new Set(fresh.map((entry) => entry.path));
  const folders = new Set(fresh.flatMap((entry) => parentsOf(entry.path)));
  return (path) => folders.has(path) || parentsOf(path).some((parent) => files.has(parent));
}

function parentsOf(path: string): readonly string[] {
  const parents: string[] = [];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    parents.push(path.slice(0, slash));
  return parents;
}
