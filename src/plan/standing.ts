// Whether a rule that the ledger knows is still there, as far as the policies were understood.
import { parseRuleKey, type RuleKey } from '../model/rule-id.ts';
import type { PlanContext } from './input.ts';

/** `in-doubt`: its policy was not understood as a whole, which does not prove that a rule of it is gone. */
export type Standing = 'present' | 'in-doubt' | 'rule-deleted' | 'policy-deleted';

/** What became of a rule. */
export function standingOf({ ruleByKey, policies }: PlanContext, rule: RuleKey): Standing {
  if (ruleByKey.has(rule)) return 'present';
  const id = parseRuleKey(rule);
  const policy = policies.find(
    ({ kind, namespace, name }) => kind === id?.policyKind && namespace === id.policyNamespace && name === id.policy,
  );
  if (policy === undefined) return 'policy-deleted';
  return policy.complete ? 'rule-deleted' : 'in-doubt';
}
