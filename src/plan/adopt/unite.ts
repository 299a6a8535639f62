// Makes one ledger of several that were good once: of both sides of a merge, of what a broken one still says. What of it counts is for
// the draft of a rebuilt ledger.
import type { Digest } from '../../model/digest.ts';
import { sameEntry } from '../../model/ledger-lines.ts';
import {
  LEDGER_VERSION,
  seenKey,
  type KeptClock,
  type Ledger,
  type LedgerEntry,
  type Seen,
} from '../../model/ledger.ts';
import { sameJson } from '../../model/digest.ts';
import type { ResourceKey } from '../../model/resource.ts';
import { resolveInterrupted } from '../recover.ts';

/** Digest of what lies in output under a key, as the ledger keeps digests; undefined where nothing does. */
export type FoundDigest = (key: ResourceKey) => Digest | undefined;

/**
 * All records of the ledgers, which are given newest first.
 *
 * Shape   where two have different records of one downstream, the one whose `written` is what lies there now, else the newest. Of a
 *         rule and a trigger, the ledger's that knows best what the two made; else the newest.
 */
export function uniteLedgers(given: readonly Ledger[], found: FoundDigest, cluster: string): Ledger {
  const ledgers = given.map((ledger) => resolveInterrupted(ledger, found));
  const standing = ledgers.map((ledger) => standingOfPairs(ledger, found));
  return {
    version: LEDGER_VERSION,
    cluster: [cluster, ...given.map((ledger) => ledger.cluster)].find((name) => name !== '') ?? '',
    downstreams: united(
      ledgers.map(({ downstreams }) => downstreams),
      sameEntry,
      (entries) => entries.findIndex(({ entry }) => entry.written === found(entry.key)),
    ),
    seen: united(
      ledgers.map(({ seen }) => seen),
      sameSeen,
      (records) => bestOf(records, standing),
    ),
    clocks: united(
      ledgers.map(({ clocks }) => clocks),
      sameClock,
      (records) => bestOf(records, standing),
    ),
    rules: united(
      ledgers.map(({ rules }) => rules),
      (a, b) => a.digest === b.digest,
      () => 0,
    ),
  };
}

interface Record<T> {
  readonly entry: T;
  /** Of the ledger it is in. */
  readonly index: number;
}

/** `choose` is asked only where records differ; a negative answer means the newest. */
function united<K extends string, T>(
  maps: readonly ReadonlyMap<K, T>[],
  isSame: (a: T, b: T) => boolean,
  choose: (records: readonly Record<T>[]) => number,
): ReadonlyMap<K, T> {
  const records = new Map<K, Record<T>[]>();
  for (const [index, map] of maps.entries()) {
    for (const [key, entry] of map) {
      const list = records.get(key);
      if (list === undefined) records.set(key, [{ entry, index }]);
      else if (!list.some((other) => isSame(other.entry, entry))) list.push({ entry, index });
    }
  }
  const chosen = [...records].flatMap(([key, list]): [K, T][] => {
    const record = list.length === 1 ? list[0] : (list[choose(list)] ?? list[0]);
    return record ? [[key, record.entry]] : [];
  });
  return new Map(chosen);
}

/** How many downstreams of a rule and a trigger lie in output as a ledger says; computed only where it is asked. */
function standingOfPairs(ledger: Ledger, found: FoundDigest): (pair: string) => number {
  let byPair: Map<string, LedgerEntry[]> | undefined;
  return (pair) => {
    byPair ??= entriesByPair(ledger);
    return (byPair.get(pair) ?? []).filter((entry) => entry.written === found(entry.key)).length;
  };
}

function entriesByPair({ downstreams }: Ledger): Map<string, LedgerEntry[]> {
  const byPair = new Map<string, LedgerEntry[]>();
  for (const entry of downstreams.values()) {
    for (const { rule, trigger } of entry.causes) {
      const pair = seenKey(rule, trigger);
      const list = byPair.get(pair);
      if (list) list.push(entry);
      else byPair.set(pair, [entry]);
    }
  }
  return byPair;
}

function bestOf(
  records: readonly Record<Pick<Seen, 'rule' | 'trigger'>>[],
  standing: readonly ((pair: string) => number)[],
): number {
  const scores = records.map(({ entry, index }) => standing[index]?.(seenKey(entry.rule, entry.trigger)) ?? 0);
  return scores.indexOf(Math.max(...scores));
}

function sameSeen(a: Seen, b: Seen): boolean {
  const isSame = a.digest === b.digest && a.operation === b.operation && a.existing === b.existing && a.gone === b.gone;
  return isSame && (a.object === b.object || (!!a.object && !!b.object && sameJson(a.object, b.object)));
}

function sameClock(a: KeptClock, b: KeptClock): boolean {
  return a.instant === b.instant && a.dependsOn === b.dependsOn;
}
