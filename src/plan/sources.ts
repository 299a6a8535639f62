// What to tell about clones whose source is not there: an error where something is still to be made, a warning where copies go with it.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { MissingSource } from '../model/downstream.ts';
import { policyLabel } from '../model/rule-id.ts';
import { describeResource, resourceKey } from '../model/resource.ts';
import type { PlanContext } from './input.ts';
import type { Outcome } from './outcome.ts';

/** One diagnostic for each clone that an evaluation could not make for want of its source. */
export function tellMissingSources(context: PlanContext, outcome: Outcome): readonly Diagnostic[] {
  const { rule } = outcome.observed;
  if (outcome.fact === 'existing' && !rule.lifecycle.generateExisting) return [];
  return (outcome.evaluation?.missingSources ?? []).map((missing) => tellMissing(context, outcome, missing));
}

function tellMissing(context: PlanContext, { observed }: Outcome, missing: MissingSource): Diagnostic {
  const { rule, ruleKey, key } = observed;
  const downstream = resourceKey(missing.target);
  const source = describeResource(missing.source);
  const target = describeResource(missing.target);
  const known = context.ledger.downstreams.get(downstream);
  const wasCopied = known?.state === 'managed' && known.causes.some((cause) => cause.rule === ruleKey);
  const shared = {
    at: rule.at,
    about: { policy: policyLabel(rule.id), rule: rule.id.rule, trigger: key, downstream },
  };
  if (wasCopied) {
    const fate = rule.lifecycle.synchronize
      ? `${target} is deleted with it`
      : `${target} is kept and no longer managed`;
    return {
      code: 'plan/source-deleted',
      severity: 'warning',
      message: `The source ${source} is gone; ${fate}`,
      help: 'If that is not meant, put the source back and run again.',
      ...shared,
    };
  }
  return {
    code: 'evaluate/source-missing',
    severity: 'error',
    message: `The source ${source} is not in the inventory, so ${target} cannot be made`,
    help: 'Add the source to the inventory, or exclude the trigger from the rule.',
    ...shared,
  };
}
