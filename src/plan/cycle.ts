// Rules that set each other off without end: named, and what is on the cycle is held as it is.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Evaluation } from '../model/downstream.ts';
import { type Rule } from '../model/policy.ts';
import { policyLabel } from '../model/rule-id.ts';
import { compareText, resourceKey, type ResourceKey } from '../model/resource.ts';
import type { Observed } from './observe.ts';
import { evaluationId, type Outcome } from './outcome.ts';

const UNDECIDED: Evaluation = {
  desired: [],
  missingSources: [],
  skipped: [],
  complete: false,
  needs: [],
  diagnostics: [],
};

/**
 * Sets the evaluations that still change aside, and with them all that the same rules made of generated triggers.
 *
 * Errors  plan/cycle, one for each rule, naming all of them.
 */
export function breakCycle(unsettled: readonly Observed[], outcomes: Map<string, Outcome>): readonly Diagnostic[] {
  const producers = producersOf(outcomes);
  const onCycleOrMoving = unsettled.flatMap((observed) => [observed, ...cycleThrough(observed, producers)]);
  const rules = new Map(onCycleOrMoving.map((observed) => [observed.ruleKey, observed.rule]));
  const moving = new Set(unsettled.map((observed) => evaluationId(observed.ruleKey, observed.key)));
  for (const [id, outcome] of outcomes) {
    const onCycle = rules.has(outcome.observed.ruleKey) && outcome.round > 0;
    if (moving.has(id) || onCycle) outcomes.set(id, { ...outcome, evaluation: UNDECIDED, complete: false });
  }
  const names = [...rules.values()].map(nameOfRule).sort(compareText);
  return [...rules.values()].map((rule) => tellCycle(rule, names));
}

/** The evaluation that made an object, by the object's key. */
function producersOf(outcomes: ReadonlyMap<string, Outcome>): ReadonlyMap<ResourceKey, Observed> {
  const producers = new Map<ResourceKey, Observed>();
  for (const { evaluation, observed } of outcomes.values()) {
    for (const { id } of evaluation?.desired ?? []) producers.set(resourceKey(id), observed);
  }
  return producers;
}

/** From an evaluation back over what made its trigger: those that come round again, or whose rule does under ever new names. */
function cycleThrough(start: Observed, producers: ReadonlyMap<ResourceKey, Observed>): readonly Observed[] {
  const trail: Observed[] = [];
  let at: Observed | undefined = start;
  while (at && !trail.includes(at)) {
    trail.push(at);
    at = producers.get(at.key);
  }
  if (at) return trail.slice(trail.indexOf(at));
  return trail.filter(({ ruleKey }) => trail.filter((other) => other.ruleKey === ruleKey).length > 1);
}

function tellCycle(rule: Rule, names: readonly string[]): Diagnostic {
  return {
    code: 'plan/cycle',
    severity: 'error',
    message: `What these rules generate sets them off again without end: ${names.join(', ')}; what is on the cycle is left as it is`,
    help: 'Exclude the generated objects from one of the rules, or let one of them skip background requests.',
    at: rule.at,
    about: { policy: policyLabel(rule.id), rule: rule.id.rule },
  };
}

function nameOfRule({ id }: Rule): string {
  return `${policyLabel(id)}/${id.rule}`;
}
