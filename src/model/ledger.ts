// Headwater's memory of what it wrote, and the one-line JSON form of each of its records. Which file holds a line belongs to render/.
import type { Digest } from './digest.ts';
import type { Cause, Source } from './downstream.ts';
import type { Lifecycle } from './policy.ts';
import type { RuleKey } from './rule-id.ts';
import type { Resource, ResourceKey } from './resource.ts';
import type { Operation } from './trigger.ts';

/** The version of the ledger's format that this program writes. A newer one is refused. */
export const LEDGER_VERSION = 1;

/** Why a downstream is there, and under which rules it lives, as last seen. */
export interface LedgerCause extends Cause {
  readonly mode: 'data' | 'clone';
  readonly source?: Source;
  readonly ruleDigest: Digest;
}

/** One downstream. `path` is relative to the output root. */
export interface LedgerEntry {
  readonly key: ResourceKey;
  readonly state: 'managed' | 'retained';
  readonly path: string;
  /** Digest of the manifest as written, or as found where Headwater left an edited one. */
  readonly written: Digest;
  /** First by policy name, rule order and trigger comes first; never empty. */
  readonly causes: readonly LedgerCause[];
  /** Pointers of the leaves that Headwater set, kept only under server-side apply. */
  readonly fields?: readonly string[];
  /**
   * Only between the first and the last write of a run: what the entry was before it (null: there was none; the same as the entry:
   * it goes). The next run after a crash takes whichever of the two the file on disk agrees with.
   */
  readonly before?: LedgerEntry | null;
}

/** What a rule knows about a trigger from the last run. */
export interface Seen {
  readonly rule: RuleKey;
  readonly trigger: ResourceKey;
  readonly digest: Digest;
  /** The operation it was last taken for. */
  readonly operation: Operation;
  /** It was there before the policy, and nothing has happened to it since (lifecycle `kyverno`). */
  readonly existing: boolean;
  /** It is gone, and a rule that lists DELETE fired on that. */
  readonly gone: boolean;
  /** The object, where the rule needs its former state; a Secret's values are never in it. */
  readonly object?: Resource;
}

/**
 * The instant that an evaluation first took for now. It stays that while `dependsOn` does: the digest of the rule, of the trigger, and
 * of what the evaluation looked at.
 */
export interface KeptClock {
  readonly rule: RuleKey;
  readonly trigger: ResourceKey;
  /** RFC 3339. */
  readonly instant: string;
  readonly dependsOn: Digest;
}

/** A rule as last seen: what it takes to clean up after it is gone. */
export interface SeenRule {
  readonly rule: RuleKey;
  readonly digest: Digest;
  readonly lifecycle: Lifecycle;
}

/** The whole memory. Keys of `seen` and `clocks` are made by seenKey. */
export interface Ledger {
  readonly version: number;
  /** The name given to the cluster in the configuration; '' where none is. */
  readonly cluster: string;
  readonly downstreams: ReadonlyMap<ResourceKey, LedgerEntry>;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly clocks: ReadonlyMap<string, KeptClock>;
  readonly rules: ReadonlyMap<RuleKey, SeenRule>;
}

/** Map key of a Seen and of a KeptClock: rule and trigger. */
export function seenKey(rule: RuleKey, trigger: ResourceKey): string {
  return `${rule} ${trigger}`;
}

/** A ledger that remembers nothing. */
export function emptyLedger(cluster: string): Ledger {
  return {
    version: LEDGER_VERSION,
    cluster,
    downstreams: new Map(),
    seen: new Map(),
    clocks: new Map(),
    rules: new Map(),
  };
}
