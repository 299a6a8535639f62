// What explaining works on: a plan with the trace of how it came about, and the places of policies, which planning does not know.
import type { Hiding } from '../../evaluate/index.ts';
import type { CloneMetadata } from '../../kube/index.ts';
import type { Diagnostic, Position } from '../../model/diagnostic.ts';
import type { RuleName } from '../../model/explanation.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { ResourceKey } from '../../model/resource.ts';
import { parseRuleKey, policyLabel, type RuleId, type RuleKey } from '../../model/rule-id.ts';
import type { Trace } from '../trace.ts';

/** A plan, and what is needed beside it to tell why. */
export interface ExplainInput {
  readonly plan: Plan;
  readonly trace: Trace;
  /** Of compiling the policies: why a rule was set aside. */
  readonly diagnostics: readonly Diagnostic[];
  readonly cloneMetadata: CloneMetadata;
  /** The run that is asked about refuses Secrets; the plan is made as if it did not. */
  readonly refusesSecrets: boolean;
  /** Where a policy stands, undefined where it is not there. */
  readonly policyAt: (id: RuleId) => Position | undefined;
}

/** The input with what is looked up in it again and again. */
export interface Explaining extends ExplainInput {
  readonly changes: ReadonlyMap<ResourceKey, Change>;
  /** Masks texts that repeat values of Secrets. */
  readonly hide: Hiding;
}

/** A rule by its key, with its places as far as it is there. */
export function ruleName({ trace, policyAt }: Explaining, key: RuleKey): RuleName {
  const id = parseRuleKey(key);
  if (id === undefined) return { policy: '', rule: key };
  const at = policyAt(id);
  const rule = trace.context.ruleByKey.get(key);
  return {
    policy: policyLabel(id),
    rule: id.rule,
    ...(at ? { policyAt: at } : {}),
    ...(rule ? { ruleAt: rule.at } : {}),
  };
}
