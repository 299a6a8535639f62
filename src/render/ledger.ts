// Divides a ledger into files, so that two branches that touch different namespaces rarely touch one file, and one namespace's
// change rewrites kilobytes. The form of a line belongs to model/ledger-lines.ts, writing to publish/.
import { encodeSegment } from '../kube/index.ts';
import { digestOf } from '../model/digest.ts';
import type { FileChange } from '../model/file-change.ts';
import { isLedgerPath, LEDGER_FOLDER, LEDGER_HEADER_PATH } from '../model/ledger-file.ts';
import { printLedgerLine, sameEntry, type LedgerRecord } from '../model/ledger-lines.ts';
import { seenKey, type Ledger, type LedgerEntry } from '../model/ledger.ts';
import { parseRuleKey } from '../model/rule-id.ts';
import { compareText, parseResourceKey, type ResourceId, type ResourceKey } from '../model/resource.ts';

/** Texts by path below the output root. */
export type LedgerFiles = ReadonlyMap<string, string>;

/**
 * The files of a ledger.
 *
 * Shape   `header.jsonl` always; `rules/<policy>.jsonl`; `namespaces/<namespace>.jsonl` for what is in a namespace, and for the
 *         Namespace itself; `cluster/<two hex digits>.jsonl` for everything else. One record a line.
 * Order   paths by code unit; lines by kind of record, then by key.
 */
export function ledgerFiles(ledger: Ledger): LedgerFiles {
  const shards = new Map<string, Line[]>();
  for (const line of linesOf(ledger)) {
    const shard = shards.get(line.path);
    if (shard === undefined) shards.set(line.path, [line]);
    else shard.push(line);
  }
  const files = [...shards].map(([path, lines]): [string, string] => [path, textOf(lines)]);
  return new Map(files.sort(([a], [b]) => compareText(a, b)));
}

/**
 * The files of the ledger that holds while manifests are being written: whatever moment the run stops at, the next one finds
 * every file of Headwater's in it.
 *
 * Shape   header, rules and triggers of `before`; its downstreams that go, with themselves as what they were `before`; those of
 *         `after`, the new and changed ones with what they were `before` (null: nothing).
 */
export function unionLedgerFiles(before: Ledger, after: Ledger): LedgerFiles {
  const going = [...before.downstreams].filter(([key]) => !after.downstreams.has(key));
  const downstreams = new Map(
    going.map(([key, entry]): [ResourceKey, LedgerEntry] => [key, { ...entry, before: entry }]),
  );
  for (const [key, entry] of after.downstreams) downstreams.set(key, unionEntry(before.downstreams.get(key), entry));
  return ledgerFiles({ ...before, downstreams });
}

/**
 * The order in which the files of the union ledger are written: the header first, since shards without one are a broken ledger.
 */
export function unionWriteOrder(paths: Iterable<string>): readonly string[] {
  return inOrder(paths, (path) => (path === LEDGER_HEADER_PATH ? 0 : 1));
}

/** The order in which the files of the exact ledger are written: namespaces and cluster, then rules, then the header. */
export function ledgerWriteOrder(paths: Iterable<string>): readonly string[] {
  return inOrder(paths, finalRank);
}

/**
 * What has to be written and deleted to get from the files on disk to the wanted ones, in ledgerWriteOrder.
 *
 * Shape   only what differs in other than the order of its lines, which a union merge of Git leaves as it comes; files that are none of
 *         the ledger's are left alone.
 */
export function ledgerChanges(onDisk: ReadonlyMap<string, string>, wanted: LedgerFiles): readonly FileChange[] {
  const paths = new Set([...[...onDisk.keys()].filter(isLedgerPath), ...wanted.keys()]);
  return ledgerWriteOrder(paths)
    .filter((path) => !hasSameLines(onDisk.get(path), wanted.get(path)))
    .map((path) => fileChange(path, onDisk.get(path), wanted.get(path)));
}

function hasSameLines(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return one === other;
  const [left, right] = [new Set(one.split('\n')), new Set(other.split('\n'))];
  return left.size === right.size && [...left].every((line) => right.has(line));
}

interface Line {
  readonly path: string;
  readonly sortKey: string;
  readonly record: LedgerRecord;
}

function linesOf(ledger: Ledger): readonly Line[] {
  const shards = new Map<ResourceKey, string>();
  const shardOf = (key: ResourceKey): string => {
    const shard = shards.get(key) ?? objectShard(key);
    shards.set(key, shard);
    return shard;
  };
  const header = { version: ledger.version, cluster: ledger.cluster };
  return [
    { path: LEDGER_HEADER_PATH, sortKey: '', record: { kind: 'ledger', header } },
    ...[...ledger.downstreams.values()].map((entry): Line => ({
      path: shardOf(entry.key),
      sortKey: `0 ${entry.key}`,
      record: { kind: 'downstream', entry },
    })),
    ...[...ledger.seen.values()].map((seen): Line => ({
      path: shardOf(seen.trigger),
      sortKey: `1 ${seen.trigger} ${seenKey(seen.rule, seen.trigger)}`,
      record: { kind: 'seen', seen },
    })),
    ...[...ledger.clocks.values()].map((clock): Line => ({
      path: shardOf(clock.trigger),
      sortKey: `2 ${clock.trigger} ${seenKey(clock.rule, clock.trigger)}`,
      record: { kind: 'clock', clock },
    })),
    ...[...ledger.rules.values()].map((rule): Line => ({
      path: `${LEDGER_FOLDER}rules/${encodeSegment(parseRuleKey(rule.rule)?.policy ?? rule.rule)}.jsonl`,
      sortKey: `3 ${rule.rule}`,
      record: { kind: 'rule', rule },
    })),
  ];
}

function textOf(lines: Line[]): string {
  return lines
    .sort((a, b) => compareText(a.sortKey, b.sortKey))
    .map(({ record }) => `${printLedgerLine(record)}\n`)
    .join('');
}

function objectShard(key: ResourceKey): string {
  const namespace = shardNamespace(parseResourceKey(key));
  if (namespace !== '') return `${LEDGER_FOLDER}namespaces/${encodeSegment(namespace)}.jsonl`;
  return `${LEDGER_FOLDER}cluster/${digestOf(key).slice(0, 2)}.jsonl`;
}

function shardNamespace(id: ResourceId | undefined): string {
  if (id === undefined) return '';
  return id.group === '' && id.kind === 'Namespace' ? id.name : id.namespace;
}

function unionEntry(before: LedgerEntry | undefined, after: LedgerEntry): LedgerEntry {
  if (before === undefined) return { ...after, before: null };
  return sameEntry(before, after) ? before : { ...after, before };
}

function finalRank(path: string): number {
  if (path === LEDGER_HEADER_PATH) return 2;
  return path.startsWith(`${LEDGER_FOLDER}rules/`) ? 1 : 0;
}

function inOrder(paths: Iterable<string>, rank: (path: string) => number): readonly string[] {
  return [...paths].sort((a, b) => rank(a) - rank(b) || compareText(a, b));
}

function fileChange(path: string, before: string | undefined, after: string | undefined): FileChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
