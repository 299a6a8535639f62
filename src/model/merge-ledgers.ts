// Two ledgers that grew out of one, made one again: record by record, where a merge of their files would put two records of one object into
// one text. Which commits they come from is for whoever reads them.
import { printLedgerLine, sameEntry } from './ledger-lines.ts';
import type { Ledger } from './ledger.ts';

/** What both began with, and what each became. */
export interface LedgerSides {
  readonly base: Ledger;
  readonly branch: Ledger;
  readonly main: Ledger;
}

/**
 * The ledger that both sides amount to: what one of them changed is as that one has it. What both changed is as the branch has it, but for
 * a downstream whose manifest is main's.
 *
 * Shape   `isOfMain` tells of a path below the output root whether main changed the file.
 * Order   as main and then the branch have their records; whoever prints it sorts.
 */
export function mergeLedgers({ base, branch, main }: LedgerSides, isOfMain: (path: string) => boolean): Ledger {
  const toBranch = (): boolean => false;
  return {
    version: Math.max(branch.version, main.version),
    cluster: main.cluster === '' ? branch.cluster : main.cluster,
    downstreams: merged([base.downstreams, branch.downstreams, main.downstreams], sameEntry, ({ path }) =>
      isOfMain(path),
    ),
    seen: merged(
      [base.seen, branch.seen, main.seen],
      sameLine((seen) => ({ kind: 'seen', seen })),
      toBranch,
    ),
    clocks: merged(
      [base.clocks, branch.clocks, main.clocks],
      sameLine((clock) => ({ kind: 'clock', clock })),
      toBranch,
    ),
    rules: merged(
      [base.rules, branch.rules, main.rules],
      sameLine((rule) => ({ kind: 'rule', rule })),
      toBranch,
    ),
  };
}

function sameLine<V>(record: (value: V) => Parameters<typeof printLedgerLine>[0]): (a: V, b: V) => boolean {
  return (a, b) => printLedgerLine(record(a)) === printLedgerLine(record(b));
}

type Three<K, V> = readonly [base: ReadonlyMap<K, V>, branch: ReadonlyMap<K, V>, main: ReadonlyMap<K, V>];

/** `isOfMain` is asked about what both sides changed to different ends. */
function merged<K, V>(
  [base, branch, main]: Three<K, V>,
  same: (a: V, b: V) => boolean,
  isOfMain: (value: V) => boolean,
): ReadonlyMap<K, V> {
  const agree = (a: V | undefined, b: V | undefined): boolean =>
    a === undefined || b === undefined ? a === b : same(a, b);
  const kept = new Map<K, V>();
  for (const key of new Set([...main.keys(), ...branch.keys()])) {
    const [before, ours, theirs] = [base.get(key), branch.get(key), main.get(key)];
    const known = theirs ?? ours;
    const isMain = agree(before, ours) || (!agree(before, theirs) && known !== undefined && isOfMain(known));
    const value = isMain ? theirs : ours;
    if (value !== undefined) kept.set(key, value);
  }
  return kept;
}
