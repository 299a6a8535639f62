// Reads and writes Git's index file, versions 2 and 3 with SHA-1, keeping every entry that is not replaced byte for byte. What stands
// in an entry is decided by isomorphic.ts.
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';

/** One entry as it stands in the file. Entries of a conflict share a path and differ in `stage`. */
export interface IndexEntry {
  readonly path: string;
  readonly stage: number;
  readonly id: string;
  readonly mode: number;
  /** Times in nanoseconds, size and inode as the index holds them (32 bits each), to tell whether the file has changed. */
  readonly stat: IndexStat;
  /** The checkout leaves this path out: that it is not on disk means nothing. */
  readonly skipWorktree: boolean;
  readonly raw: Buffer;
}

/** What the index remembers of a file. */
export interface IndexStat {
  readonly ctime: bigint;
  readonly mtime: bigint;
  readonly inode: number;
  readonly size: number;
}

/** An index file. */
export interface GitIndex {
  readonly version: number;
  readonly entries: readonly IndexEntry[];
}

const HEADER_BYTES = 12;
const FIXED_BYTES = 62;
const ID_BYTES = 20;
const EXTENDED = 0x4000;
const SKIP_WORKTREE = 0x4000;
const LONGEST_NAME = 0xfff;
const NANOSECONDS = 1_000_000_000n;

/** The index of a repository that has none yet. */
export const EMPTY_INDEX: GitIndex = { version: 2, entries: [] };

/**
 * The entries of an index file, or why it cannot be read here.
 *
 * Source  Git's index-format documentation. Optional extensions (upper-case) are caches and are dropped; others change what the
 *         entries mean.
 */
export function parseIndex(bytes: Buffer): GitIndex | string {
  if (bytes.byteLength < HEADER_BYTES + ID_BYTES || bytes.toString('latin1', 0, 4) !== 'DIRC') return 'is no index';
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) return `has version ${version}`;
  const body = bytes.subarray(0, -ID_BYTES);
  const sum = bytes.subarray(-ID_BYTES);
  // Git writes zeros where it was told to leave the sum out (index.skipHash).
  if (!sum.every((byte) => byte === 0) && !sha1(body).equals(sum))
    return 'has a wrong checksum (not SHA-1, or damaged)';
  const entries: IndexEntry[] = [];
  let at = HEADER_BYTES;
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const entry = parseEntry(body, at);
    entries.push(entry);
    at += entry.raw.byteLength;
  }
  const extension = strangeExtension(body, at);
  return extension === undefined ? { version, entries } : `has the extension ${JSON.stringify(extension)}`;
}

/** The bytes of an index file. Entries may come in any order. */
export function printIndex({ version, entries }: GitIndex): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('DIRC', 'latin1');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(entries.length, 8);
  const keyed = entries.map((entry) => ({ entry, key: Buffer.from(entry.path) }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key) || a.entry.stage - b.entry.stage);
  const body = Buffer.concat([header, ...keyed.map(({ entry }) => entry.raw)]);
  return Buffer.concat([body, sha1(body)]);
}

/** What an entry is made from. */
export type EntryStats = Pick<BigIntStats, 'ctimeNs' | 'mtimeNs' | 'dev' | 'ino' | 'uid' | 'gid' | 'size'>;

/** Stats that no file has: Git looks at the file itself. */
export const NO_STATS: EntryStats = { ctimeNs: 0n, mtimeNs: 0n, dev: 0n, ino: 0n, uid: 0n, gid: 0n, size: 0n };

/** An entry for a file on disk. */
export function makeEntry(path: string, id: string, mode: number, stats: EntryStats): IndexEntry {
  const name = Buffer.from(path);
  // One to eight zeros fill up to a multiple of eight.
  const raw = Buffer.alloc(Math.floor((FIXED_BYTES + name.byteLength + 8) / 8) * 8);
  const fields = [
    ...splitTime(stats.ctimeNs),
    ...splitTime(stats.mtimeNs),
    low32(stats.dev),
    low32(stats.ino),
    mode,
    low32(stats.uid),
    low32(stats.gid),
    low32(stats.size),
  ];
  fields.forEach((field, index) => raw.writeUInt32BE(field, index * 4));
  raw.write(id, 40, 'hex');
  raw.writeUInt16BE(Math.min(name.byteLength, LONGEST_NAME), 60);
  name.copy(raw, FIXED_BYTES);
  return { path, stage: 0, id, mode, stat: indexStat(stats), skipWorktree: false, raw };
}

/** What the index would remember of a file with these stats. */
function indexStat(stats: EntryStats): IndexStat {
  return { ctime: stats.ctimeNs, mtime: stats.mtimeNs, inode: low32(stats.ino), size: low32(stats.size) };
}

/** An unchanged stat, taken clearly before the index was written: the rule by which Git itself trusts an entry. */
export function vouchesFor(entry: IndexEntry, stats: EntryStats, writtenAt: bigint): boolean {
  const now = indexStat(stats);
  const same = (['ctime', 'mtime', 'inode', 'size'] as const).every((field) => entry.stat[field] === now[field]);
  return same && entry.stat.mtime < writtenAt;
}

function parseEntry(bytes: Buffer, at: number): IndexEntry {
  const flags = bytes.readUInt16BE(at + 60);
  const extended = (flags & EXTENDED) !== 0;
  const nameAt = at + FIXED_BYTES + (extended ? 2 : 0);
  const nameEnd = bytes.indexOf(0, nameAt);
  const length = Math.floor((nameEnd - at + 8) / 8) * 8;
  return {
    path: bytes.toString('utf8', nameAt, nameEnd),
    stage: (flags >> 12) & 3,
    id: bytes.toString('hex', at + 40, at + 60),
    mode: bytes.readUInt32BE(at + 24),
    stat: {
      ctime: joinTime(bytes, at),
      mtime: joinTime(bytes, at + 8),
      inode: bytes.readUInt32BE(at + 20),
      size: bytes.readUInt32BE(at + 36),
    },
    skipWorktree: extended && (bytes.readUInt16BE(at + FIXED_BYTES) & SKIP_WORKTREE) !== 0,
    raw: bytes.subarray(at, at + length),
  };
}

/** The name of the first extension that cannot be dropped. */
function strangeExtension(bytes: Buffer, from: number): string | undefined {
  for (let at = from; at + 8 <= bytes.byteLength; at += 8 + bytes.readUInt32BE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4);
    if (!/^[A-Z]/u.test(name)) return name;
  }
  return undefined;
}

function splitTime(nanoseconds: bigint): readonly [number, number] {
  return [low32(nanoseconds / NANOSECONDS), Number(nanoseconds % NANOSECONDS)];
}

function joinTime(bytes: Buffer, at: number): bigint {
  return BigInt(bytes.readUInt32BE(at)) * NANOSECONDS + BigInt(bytes.readUInt32BE(at + 4));
}

function low32(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

function sha1(bytes: Buffer): Buffer {
  return createHash('sha1').update(bytes).digest();
}
