// The draft of a rebuilt ledger: what is known of each manifest so far, and on what grounds. How it grows is in extend.ts, what comes
// of it in conclude.ts.
import { seenKey, type Ledger, type LedgerEntry, type Seen, type SeenRule } from '../../model/ledger.ts';
import type { Output } from '../../model/output.ts';
import type { Rule } from '../../model/policy.ts';
import { parseRuleKey, ruleKey, type RuleKey } from '../../model/rule-id.ts';
import { parseResourceKey, type ResourceKey } from '../../model/resource.ts';
import { isMarkedBy } from '../../kube/index.ts';
import type { LedgerCause } from '../../model/ledger.ts';
import type { Resource } from '../../model/resource.ts';

/** On what grounds a manifest was taken up: its marks, a ledger of before, or that the policies want just this. */
export type Ground = 'provenance' | 'history' | 'policies';

/** Why nothing certain could be told of a manifest. */
export type Doubt = 'marks-disagree' | 'other-content' | 'no-trigger' | 'other-place' | 'shared-file';

/** What is known so far. */
export interface Draft {
  /** The ledger of before, as far as there is one. */
  readonly former: Ledger;
  /** The one to settle next. */
  readonly ledger: Ledger;
  readonly grounds: ReadonlyMap<ResourceKey, Ground>;
  /** Taken up for a try: the next plan says whether a rule wants just this. */
  readonly tried: ReadonlySet<ResourceKey>;
  /** Tried, and not what a rule wants. */
  readonly rejected: ReadonlySet<ResourceKey>;
  /** Rules and triggers whose record says that they made nothing yet: what lies in output may say otherwise. */
  readonly questioned: ReadonlySet<string>;
  /** Retained on the word of their marks alone, or because marks and ledger disagree. */
  readonly retained: ReadonlySet<ResourceKey>;
  /** Not in output, wanted by rules that do not synchronize: taken for deleted by somebody. */
  readonly missing: ReadonlySet<ResourceKey>;
  /** Taken up as the policies want it, though its marks name others. */
  readonly disbelieved: ReadonlySet<ResourceKey>;
}

/** What drafts are made from. */
export interface AdoptInput {
  /** All good ledgers in one. */
  readonly former: Ledger;
  readonly output: Output;
  readonly rules: readonly Rule[];
}

/** The first draft: the records of before, under the rules of now where there are none of before. */
export function startDraft({ former, output, rules }: AdoptInput): Draft {
  const grounds = new Map<ResourceKey, Ground>();
  for (const [key, entry] of former.downstreams) {
    const found = output.manifests.get(key);
    if (found)
      grounds.set(key, entry.causes.some((cause) => isNamed(found.resource, cause)) ? 'provenance' : 'history');
  }
  const questioned = idlePairs(former);
  const seen = [...former.seen].map(([pair, record]): [string, Seen] => [
    pair,
    questioned.has(pair) ? { ...record, existing: false } : record,
  ]);
  return {
    former,
    ledger: { ...former, seen: new Map(seen), rules: knownRules(former, rules) },
    questioned,
    grounds,
    tried: new Set(),
    rejected: new Set(),
    retained: new Set(),
    missing: new Set(),
    disbelieved: new Set(),
  };
}

/** A run without its ledger takes every trigger for one that was there before its policy, and remembers it so. */
function idlePairs({ seen, downstreams }: Ledger): ReadonlySet<string> {
  const idle = new Set([...seen].filter(([, { existing }]) => existing).map(([pair]) => pair));
  if (idle.size === 0) return idle;
  for (const { causes } of downstreams.values()) {
    for (const { rule, trigger } of causes) idle.delete(seenKey(rule, trigger));
  }
  return idle;
}

/**
 * A rule that nobody remembers counts as known, or every trigger would be one that was there before its policy. One that hears of no
 * requests would not look at any trigger then.
 */
function knownRules(former: Ledger, rules: readonly Rule[]): ReadonlyMap<RuleKey, SeenRule> {
  const known = new Map(former.rules);
  for (const { id, digest, lifecycle, ignoresRequests } of rules) {
    const rule = ruleKey(id);
    if (!known.has(rule) && ignoresRequests !== true) known.set(rule, { rule, digest, lifecycle });
  }
  return known;
}

/** Whether the marks of a manifest name this cause. */
export function isNamed(resource: Resource, { rule, trigger }: Pick<LedgerCause, 'rule' | 'trigger'>): boolean {
  const [id, triggerId] = [parseRuleKey(rule), parseResourceKey(trigger)];
  return id !== undefined && triggerId !== undefined && isMarkedBy(resource, { rule: id, triggerId });
}

/** The draft with more entries and triggers. */
export function withRecords(
  draft: Draft,
  entries: readonly LedgerEntry[],
  seen: readonly (readonly [string, Seen])[] = [],
): Draft {
  const { ledger } = draft;
  const downstreams = new Map([
    ...ledger.downstreams,
    ...entries.map((entry): [ResourceKey, LedgerEntry] => [entry.key, entry]),
  ]);
  return { ...draft, ledger: { ...ledger, downstreams, seen: new Map([...ledger.seen, ...seen]) } };
}

/** A set with more in it. */
export function withMore<T>(set: ReadonlySet<T>, more: Iterable<T>): ReadonlySet<T> {
  return new Set([...set, ...more]);
}
