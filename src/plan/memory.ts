// What the ledger will remember after this run: the downstreams as judged, the triggers as seen, the rules as they are.
import { isSecret, withoutSecretValues } from '../model/digest.ts';
import { LEDGER_VERSION, seenKey } from '../model/ledger.ts';
import type { KeptClock, Ledger, LedgerEntry, Seen, SeenRule } from '../model/ledger.ts';
import type { Mismatch, Rule } from '../model/policy.ts';
import { ruleKey, type RuleKey } from '../model/rule-id.ts';
import { compareText, type Resource, type ResourceKey } from '../model/resource.ts';
import type { PlanContext } from './input.ts';
import type { Judgement } from './bench.ts';
import { clockAfter } from './kept-clock.ts';
import { isReachEdited } from './observe.ts';
import type { Outcome } from './outcome.ts';
import { standingOf } from './standing.ts';

/** The ledger after the run, every map in key order. */
export function nextLedger(
  context: PlanContext,
  outcomes: readonly Outcome[],
  judgements: ReadonlyMap<ResourceKey, Judgement>,
): Ledger {
  const entries = [...judgements].flatMap(([key, { entry }]): [ResourceKey, LedgerEntry][] =>
    entry ? [[key, entry]] : [],
  );
  return {
    version: LEDGER_VERSION,
    cluster: context.ledger.cluster,
    downstreams: inOrder(entries),
    seen: inOrder([...keptSeen(context), ...nextSeen(context, outcomes)]),
    clocks: inOrder([...keptClocks(context), ...nextClocks(context, outcomes)]),
    rules: inOrder([...keptRules(context), ...currentRules(context)]),
  };
}

function currentRules(context: PlanContext): [RuleKey, SeenRule][] {
  return context.rules.map(({ id, digest, lifecycle }) => {
    const rule = ruleKey(id);
    return [rule, { rule, digest, lifecycle }];
  });
}

/** Rules of policies that were not understood as a whole stay known. */
function keptRules(context: PlanContext): [RuleKey, SeenRule][] {
  return [...context.ledger.rules].filter(([rule]) => standingOf(context, rule) === 'in-doubt');
}

function keptSeen(context: PlanContext): [string, Seen][] {
  return [...context.ledger.seen].filter(([, { rule }]) => standingOf(context, rule) === 'in-doubt');
}

function keptClocks(context: PlanContext): [string, KeptClock][] {
  return [...context.ledger.clocks].filter(([, { rule }]) => standingOf(context, rule) === 'in-doubt');
}

function nextClocks(context: PlanContext, outcomes: readonly Outcome[]): [string, KeptClock][] {
  return outcomes.flatMap((outcome): [string, KeptClock][] => {
    const clock = clockAfter(context.ledger, outcome);
    return clock ? [[seenKey(clock.rule, clock.trigger), clock]] : [];
  });
}

function nextSeen(context: PlanContext, outcomes: readonly Outcome[]): [string, Seen][] {
  return outcomes.flatMap((outcome): [string, Seen][] => {
    const seen = seenAfter(context, outcome);
    return seen ? [[seenKey(seen.rule, seen.trigger), seen]] : [];
  });
}

/** What is remembered of one trigger; undefined where the rule has nothing to do with it any more. */
function seenAfter(context: PlanContext, outcome: Outcome): Seen | undefined {
  const { observed, fact, match, complete } = outcome;
  const { seen, rule } = observed;
  // What is not heard of changes nothing of what is known, until the rule changes.
  if (context.mode === 'kyverno' && rule.ignoresRequests && seen && (fact === 'unlisted' || fact === 'ignored')) {
    return observed.since === 'gone' ? { ...seen, gone: true } : seen;
  }
  switch (match?.outcome) {
    case undefined:
      // What was made of its deletion is kept for as long as this is known.
      return seen?.gone ? seen : undefined;
    case 'yes':
      return complete || seen === undefined ? freshSeen(context, outcome) : seenWhileIncomplete(context, outcome, seen);
    case 'excepted':
      return seen && seenUnderException(context, outcome, seen);
    case 'unknown':
      return seen;
    case 'no':
      // Whoever means it again finds it as one that was there before.
      if (fact === 'ignored' && isReachEdited(context, observed.ruleKey, rule.lifecycle)) return undefined;
      return fact === 'unlisted' || (fact === 'ignored' && seen) || isUpdateNotMet(observed, match.because)
        ? freshSeen(context, outcome)
        : undefined;
  }
}

/** Only what comes after the match kept an update from it: forgotten, the trigger would come up again as one whose operation is not listed. */
function isUpdateNotMet({ rule, trigger }: Outcome['observed'], because: Mismatch): boolean {
  const isLate = because === 'preconditions' || because === 'match-conditions' || because === 'apply-rules-one';
  return isLate && trigger?.operation === 'UPDATE' && rule.lifecycle.operations.length > 0;
}

/** A trigger whose evaluation failed is not forgotten; that it changed is told again until the evaluation succeeds. */
function seenWhileIncomplete(context: PlanContext, outcome: Outcome, seen: Seen): Seen | undefined {
  return context.mode === 'kyverno' ? freshSeen(context, outcome) : seen;
}

/**
 * What happens under an exception is not taken for known, so that it is told when the exception is gone; only the object is kept as
 * last seen, to ask the exception for when the trigger is gone.
 *
 * Source  Kyverno: a deletion under an exception is over with it; nothing is cleaned up later. In `desired` it is.
 */
function seenUnderException({ mode }: PlanContext, { observed }: Outcome, seen: Seen): Seen {
  const { rule, trigger, since } = observed;
  if (since === 'gone') return mode === 'kyverno' ? { ...seen, gone: true } : seen;
  return trigger && rule.exceptions?.needsObject ? { ...seen, object: rememberable(trigger.object) } : seen;
}

function freshSeen({ mode }: PlanContext, { observed, fact }: Outcome): Seen | undefined {
  const { rule, ruleKey: key, trigger, digest, since, seen } = observed;
  if (trigger === undefined || digest === undefined) return undefined;
  const remembers = needsObject(rule, mode);
  // An unchanged trigger had no event since: in `desired` it is tried as a CREATE all the same.
  const last = since === 'same' ? seen?.operation : undefined;
  return {
    rule: key,
    trigger: observed.key,
    digest,
    operation: last ?? trigger.operation,
    existing: fact === 'existing' && !rule.lifecycle.generateExisting,
    gone: since === 'gone',
    ...(remembers ? { object: rememberable(trigger.object) } : {}),
  };
}

/** Whether the next run may have to evaluate the former state: on deletion, under exceptions, or where an update is one. */
function needsObject({ lifecycle, needsFormerObject, exceptions }: Rule, mode: PlanContext['mode']): boolean {
  const { operations } = lifecycle;
  if (operations.includes('DELETE') || exceptions?.needsObject) return true;
  return mode === 'kyverno' ? needsFormerObject : operations.includes('UPDATE') && !operations.includes('CREATE');
}

/** An object as the ledger may hold it: never with a Secret's values. */
function rememberable(resource: Resource): Resource {
  return isSecret(resource) ? withoutSecretValues(resource, undefined) : resource;
}

function inOrder<K extends string, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, V> {
  return new Map([...entries].sort((a, b) => compareText(a[0], b[0])));
}
