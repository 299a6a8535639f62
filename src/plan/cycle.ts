// Rules that set each other off without end: named, and what is on the cycle is held as it is.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Evaluation } from '../model/downstream.ts';
import { type Rule } from '../model/policy.ts';
import { policyLabel } from '../model/rule-id.ts';
import { compareText } from '../model/resource.ts';
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
  const rules = new Map(unsettled.map((observed) => [observed.ruleKey, observed.rule]));
  const moving = new Set(unsettled.map((observed) => evaluationId(observed.ruleKey, observed.key)));
  for (const [id, outcome] of outcomes) {
    const onCycle = rules.has(outcome.observed.ruleKey) && outcome.round > 0;
    if (moving.has(id) || onCycle) outcomes.set(id, { ...outcome, evaluation: UNDECIDED, complete: false });
  }
  const names = [...rules.values()].map(nameOfRule).sort(compareText);
  return [...rules.values()].map((rule) => tellCycle(rule, names));
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
