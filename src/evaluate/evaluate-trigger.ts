// One rule on one trigger: first whether it concerns the trigger, then what it wants. Whatever happens inside, one value comes out.
import type { Evaluation } from '../model/downstream.ts';
import type { Match, Rule } from '../model/policy.ts';
import { child, describeResource, resourceKey } from '../model/resource.ts';
import { policyLabel } from '../model/rule-id.ts';
import type { Trigger, World } from '../model/trigger.ts';

/** The outcome of one rule on one trigger. `evaluation` is there when the rule concerns the trigger. */
export interface TriggerOutcome {
  readonly match: Match;
  readonly evaluation?: Evaluation;
}

/**
 * Matches, then evaluates.
 *
 * Shape   a trigger that is being deleted (it has a deletionTimestamp) gives an incomplete evaluation without downstreams: nothing
 *         new is generated for it, nothing that it caused is deleted before it is gone, and a notice says so.
 */
export function evaluateTrigger(rule: Rule, trigger: Trigger, world: World): TriggerOutcome {
  const match = rule.match(trigger, world);
  const ends = isBeingDeleted(trigger);
  // That it no longer matches on its way out proves nothing either.
  if (match.outcome === 'no' && ends) return { match: { outcome: 'unknown', diagnostics: [] } };
  if (match.outcome !== 'yes') return { match };
  if (ends) return { match, evaluation: terminating(rule, trigger) };
  return { match, evaluation: rule.evaluate(trigger, world) };
}

function isBeingDeleted(trigger: Trigger): boolean {
  return trigger.operation !== 'DELETE' && (child(trigger.object.metadata, 'deletionTimestamp') ?? null) !== null;
}

function terminating(rule: Rule, trigger: Trigger): Evaluation {
  const detail = `${describeResource(trigger.id)} is being deleted`;
  return {
    desired: [],
    missingSources: [],
    skipped: [{ because: 'being-deleted', detail }],
    complete: false,
    diagnostics: [
      {
        code: 'evaluate/skipped',
        severity: 'notice',
        message: `${detail}: nothing new is generated for it, and what it has stays until it is gone`,
        at: rule.at,
        about: { policy: policyLabel(rule.id), rule: rule.id.rule, trigger: resourceKey(trigger.id) },
      },
    ],
  };
}
