// Wishes that no API server would take because of their size. They fail as a wish with a bad name does, before anything is planned.
import { sizeProblem } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Desired, Evaluation } from '../model/downstream.ts';
import type { Rule } from '../model/policy.ts';
import { describeResource, resourceKey } from '../model/resource.ts';
import { policyLabel } from '../model/rule-id.ts';
import type { Trigger } from '../model/trigger.ts';

/** The evaluation without what is too large; incomplete where something was, so that what is there already stays. */
export function withoutTooLarge(evaluation: Evaluation, rule: Rule, trigger: Trigger): Evaluation {
  const judged = evaluation.desired.map((desired) => ({ desired, problem: sizeProblem(desired.content) }));
  if (judged.every(({ problem }) => problem === undefined)) return evaluation;
  return {
    ...evaluation,
    desired: judged.flatMap(({ desired, problem }) => (problem === undefined ? [desired] : [])),
    complete: false,
    diagnostics: [
      ...evaluation.diagnostics,
      ...judged.flatMap(({ desired, problem }) =>
        problem === undefined ? [] : [tellTooLarge(desired, problem, rule, trigger)],
      ),
    ],
  };
}

function tellTooLarge({ id }: Desired, problem: string, rule: Rule, trigger: Trigger): Diagnostic {
  return {
    code: 'delivery/too-large',
    severity: 'error',
    message: `${describeResource(id)} cannot be applied: ${problem}`,
    help: 'Make the rule write less into one object, or split it over several.',
    at: rule.at,
    about: {
      policy: policyLabel(rule.id),
      rule: rule.id.rule,
      trigger: resourceKey(trigger.id),
      downstream: resourceKey(id),
    },
  };
}
