// Counts for each rule: how many triggers it concerned, and how many downstreams it has.
import type { RuleTally } from '../model/plan.ts';
import { policyLabel, ruleKey, type RuleKey } from '../model/rule-id.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { Agreed } from './conflicts.ts';
import type { PlanContext } from './input.ts';
import type { Outcome } from './outcome.ts';

/** One tally a rule, in rule order. */
export function tallyRules(
  context: PlanContext,
  outcomes: readonly Outcome[],
  agreed: ReadonlyMap<ResourceKey, Agreed>,
): readonly RuleTally[] {
  const triggers = countBy(outcomes.filter((outcome) => outcome.match?.outcome === 'yes').map(ruleOfOutcome));
  const downstreams = countBy([...agreed.values()].flatMap(({ sharing }) => sharing.map((want) => want.ruleKey)));
  const excepted = countExcepted(outcomes);
  const looked = countBy(outcomes.map(ruleOfOutcome));
  return context.rules.map(({ id }) => {
    const key = ruleKey(id);
    return {
      policy: policyLabel(id),
      rule: id.rule,
      looked: looked.get(key) ?? 0,
      triggers: triggers.get(key) ?? 0,
      downstreams: downstreams.get(key) ?? 0,
      ...given(excepted.get(key)),
    };
  });
}

function ruleOfOutcome(outcome: Outcome): RuleKey {
  return outcome.observed.ruleKey;
}

function countBy(keys: readonly RuleKey[]): ReadonlyMap<RuleKey, number> {
  const counts = new Map<RuleKey, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** By rule, then by exception. */
function countExcepted(outcomes: readonly Outcome[]): ReadonlyMap<RuleKey, ReadonlyMap<string, number>> {
  const counts = new Map<RuleKey, Map<string, number>>();
  for (const outcome of outcomes) {
    if (outcome.match?.outcome !== 'excepted') continue;
    const { exception } = outcome.match;
    const ofRule = counts.get(ruleOfOutcome(outcome)) ?? new Map<string, number>();
    counts.set(ruleOfOutcome(outcome), ofRule.set(exception, (ofRule.get(exception) ?? 0) + 1));
  }
  return counts;
}

function given(counts: ReadonlyMap<string, number> | undefined): Pick<RuleTally, 'excepted'> {
  return counts ? { excepted: Object.fromEntries(counts) } : {};
}
