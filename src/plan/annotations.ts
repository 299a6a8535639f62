// What policies want noted of their triggers, for the report. A note is shown where it is the same with other values in the Secrets, and
// repeats none of them.
import {
  HIDDEN,
  hideTextsOf,
  openWorld,
  readsSecrets,
  triggerWithStandIns,
  withStandIns,
  type Overlay,
} from '../evaluate/index.ts';
import { isSecret } from '../model/digest.ts';
import type { Annotation } from '../model/plan.ts';
import { compareText } from '../model/resource.ts';
import { policyLabel } from '../model/rule-id.ts';
import type { PlanContext } from './input.ts';
import { evaluationId, type Outcome } from './outcome.ts';

type Values = ReadonlyMap<string, string>;

/** The notes of all evaluations. *Order*: by policy, rule and trigger; of one evaluation as its policy lists them. */
export function collectAnnotations(
  context: PlanContext,
  outcomes: readonly Outcome[],
  overlay: Overlay,
): readonly Annotation[] {
  const noting = outcomes.filter(({ evaluation }) => (evaluation?.annotations?.size ?? 0) > 0);
  if (noting.length === 0) return [];
  const hide = hideTextsOf([...context.inventory.objects.values()].map(({ resource }) => resource));
  return noting
    .flatMap((outcome) => {
      const { observed, evaluation } = outcome;
      const values: Values = evaluation?.annotations ?? new Map();
      const twin = isTainted(outcome) ? twinOf(context, outcome, overlay) : values;
      const { id } = observed.rule;
      const named = { policy: policyLabel(id), rule: id.rule, trigger: observed.key };
      return [...values].map(([key, value]) => {
        const visible = twin.get(key) === value ? hide.text(value) : HIDDEN;
        return { ...named, key, value: visible };
      });
    })
    .sort(
      (a, b) => compareText(a.policy, b.policy) || compareText(a.rule, b.rule) || compareText(a.trigger, b.trigger),
    );
}

function isTainted({ observed: { trigger }, reads }: Outcome): boolean {
  return (trigger !== undefined && isSecret(trigger.object)) || readsSecrets(reads);
}

/** The notes of the same evaluation with other values in the Secrets. */
function twinOf(context: PlanContext, { observed }: Outcome, overlay: Overlay): Values {
  const { rule, ruleKey, key, trigger } = observed;
  if (trigger === undefined) return new Map();
  const world = openWorld({
    inventory: context.index,
    kinds: context.inventory.kinds,
    overlay,
    answers: context.answers,
    now: context.now,
    evaluation: evaluationId(ruleKey, key),
  });
  return rule.evaluate(triggerWithStandIns(trigger), withStandIns(world)).annotations ?? new Map();
}
