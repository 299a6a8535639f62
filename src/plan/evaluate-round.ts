// Which evaluations a round makes, and making them: all candidates at first, then what the decisions made new or other.
import { openWorld, readsTouchedBy, type IndexedObject } from '../evaluate/index.ts';
import { kindMatches } from '../match/index.ts';
import { seenKey } from '../model/ledger.ts';
import type { Rule } from '../model/policy.ts';
import { versionOf, type ResourceKey } from '../model/resource.ts';
import { ruleKey } from '../model/rule-id.ts';
import type { PlanContext } from './input.ts';
import { candidates, isUnheard, observeGone, observePresent, seenByRule, type Observed } from './observe.ts';
import { withKeptClock } from './kept-clock.ts';
import { evaluationId, outcomeOf, type Outcome } from './outcome.ts';
import type { State } from './state.ts';

/** Every trigger of every rule that the inventory or the ledger knows, in rule order. */
export function observeAll(context: PlanContext): readonly Observed[] {
  const seen = seenByRule(context.ledger);
  return context.rules.flatMap((rule) => {
    const objects = candidates(rule, context.index).filter(
      (object) => !isOwnProduct(context, rule, object) && !isUnheard(context, rule, object.key),
    );
    const present = objects.map((object) => observePresent(context, rule, object));
    const there = new Set(present.map(({ key }) => key));
    const gone = (seen.get(ruleKey(rule.id)) ?? []).filter(({ trigger }) => !isThere(context, there, trigger));
    return [...present, ...gone.map((record) => observeGone(rule, record))];
  });
}

/**
 * What Headwater made and was then applied sets off chaining rules only. One that a rule knew before it was claimed stays its
 * trigger.
 */
function isOwnProduct({ ledger }: PlanContext, { id, skipGenerated }: Rule, { key }: IndexedObject): boolean {
  if (!skipGenerated || ledger.downstreams.get(key)?.state !== 'managed') return false;
  return !ledger.seen.has(seenKey(ruleKey(id), key));
}

/** A trigger that is in the inventory is not gone, even where its kind is none of the rule's any more. */
function isThere(context: PlanContext, candidateKeys: ReadonlySet<ResourceKey>, key: ResourceKey): boolean {
  return candidateKeys.has(key) || context.index.get(key) !== undefined;
}

/** Evaluates what was observed, and puts the outcomes into the state. */
export function evaluateAll(context: PlanContext, state: State, observed: readonly Observed[], round: number): void {
  for (const one of observed) {
    const id = evaluationId(one.ruleKey, one.key);
    // The round of a cause is the one its trigger came up in, however often it was evaluated again.
    const former = state.outcomes.get(id);
    const first = former && former.fact !== 'gone' ? former.round : isGenerated(context, state, one) ? round : 0;
    state.outcomes.set(
      id,
      withKeptClock(context, one, (now) => evaluateAt(context, state, one, now, first)),
    );
  }
}

function evaluateAt(context: PlanContext, state: State, one: Observed, now: string, round: number): Outcome {
  const world = openWorld({
    inventory: context.index,
    kinds: context.inventory.kinds,
    overlay: state.overlay,
    answers: context.answers,
    now,
    nowOf: (rule) => state.outcomes.get(evaluationId(rule, one.key))?.clock?.instant ?? context.now,
    evaluation: evaluationId(one.ruleKey, one.key),
  });
  return outcomeOf(context, one, world, round);
}

function isGenerated(context: PlanContext, state: State, { key }: Observed): boolean {
  return context.index.get(key) === undefined && state.effective.has(key);
}

/** Evaluations that the changed objects concern: as triggers of rules that chain, or as something that was looked at. */
export function toEvaluateAgain(
  context: PlanContext,
  state: State,
  changed: readonly ResourceKey[],
): readonly Observed[] {
  if (changed.length === 0) return [];
  const again = new Map<string, Observed>();
  const chaining = context.rules.filter((rule) => !rule.skipGenerated);
  for (const key of changed) {
    for (const rule of chaining) addObserved(again, observeAgain(context, state, rule, key));
  }
  const touched = new Set(changed.flatMap(readsTouchedBy));
  for (const outcome of state.outcomes.values()) {
    if (outcome.reads.some((read) => touched.has(read))) addObserved(again, outcome.observed);
  }
  return [...again.values()];
}

function addObserved(again: Map<string, Observed>, observed: Observed | undefined): void {
  if (observed === undefined) return;
  const id = evaluationId(observed.ruleKey, observed.key);
  if (!again.has(id)) again.set(id, observed);
}

/** A generated object as the trigger of a chaining rule; undefined where the rule has nothing to do with it. */
function observeAgain(context: PlanContext, state: State, rule: Rule, key: ResourceKey): Observed | undefined {
  if (isUnheard(context, rule, key)) return undefined;
  const laid = state.effective.get(key)?.object;
  const object = laid ?? (state.overlay.gone.has(key) ? undefined : context.index.get(key));
  if (object) return isKindOf(rule, object) ? observePresent(context, rule, object) : undefined;
  const former = state.outcomes.get(evaluationId(ruleKey(rule.id), key))?.observed;
  if (!former) return undefined;
  return former.seen ? observeGone(rule, former.seen) : withoutTrigger(former);
}

function withoutTrigger({ rule, ruleKey: key, key: trigger }: Observed): Observed {
  return { rule, ruleKey: key, key: trigger, since: 'gone' };
}

function isKindOf(rule: Rule, { id, resource }: IndexedObject): boolean {
  const version = versionOf(resource.apiVersion);
  return kindMatches(rule.kinds, { group: id.group, kind: id.kind, version, subresource: '' });
}
