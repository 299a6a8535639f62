// Several causes that want one downstream: equal content is shared, of different contents the first wins and the others are reported.
import type { Diagnostic } from '../model/diagnostic.ts';
import { sameJson } from '../model/digest.ts';
import type { Desired } from '../model/downstream.ts';
import type { LedgerCause } from '../model/ledger.ts';
import { compareRules, type Rule } from '../model/policy.ts';
import { policyLabel, type RuleKey } from '../model/rule-id.ts';
import { compareText, describeResource, parseResourceKey, resourceKey, type ResourceKey } from '../model/resource.ts';
import type { TriggerFact } from './facts.ts';

/** One cause's wish for one downstream. */
export interface Want {
  readonly rule: Rule;
  readonly ruleKey: RuleKey;
  readonly triggerKey: ResourceKey;
  readonly trigger: TriggerFact;
  readonly desired: Desired;
  /** Position among the wishes of its evaluation. */
  readonly order: number;
  readonly round: number;
}

/** The wishes that are carried out for one downstream: the first, and those with equal content. */
export interface Agreed {
  readonly first: Want;
  readonly sharing: readonly Want[];
}

/** What wants come to. */
export interface Merged {
  readonly agreed: ReadonlyMap<ResourceKey, Agreed>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Merges wants into one for each downstream. `sharing` includes the first. */
export function mergeWants(wants: readonly Want[]): Merged {
  const byTarget = new Map<ResourceKey, Want[]>();
  for (const want of wants) {
    const key = resourceKey(want.desired.id);
    const list = byTarget.get(key);
    if (list) list.push(want);
    else byTarget.set(key, [want]);
  }
  const agreed = new Map<ResourceKey, Agreed>();
  const diagnostics: Diagnostic[] = [];
  for (const [key, list] of byTarget) {
    const merged = agree(list);
    agreed.set(key, merged.agreed);
    diagnostics.push(...merged.losers.map((loser) => conflict(key, merged.agreed.first, loser)));
  }
  return { agreed, diagnostics };
}

/** Order among wants for one target: policy name, rule order, trigger, order within the evaluation. */
export function compareWants(a: Want, b: Want): number {
  return compareRules(a.rule, b.rule) || compareText(a.triggerKey, b.triggerKey) || a.order - b.order;
}

/** Causes in the order of wants; those of rules that are not there come last. */
export function inRuleOrder(
  { ruleByKey }: { readonly ruleByKey: ReadonlyMap<RuleKey, Rule> },
  causes: readonly LedgerCause[],
): readonly LedgerCause[] {
  return [...causes].sort((a, b) => {
    const [one, other] = [ruleByKey.get(a.rule), ruleByKey.get(b.rule)];
    const byRule =
      one && other ? compareRules(one, other) : Number(!one) - Number(!other) || compareText(a.rule, b.rule);
    return byRule || compareText(a.trigger, b.trigger);
  });
}

function agree(list: readonly Want[]): { agreed: Agreed; losers: readonly Want[] } {
  const [first, ...others] = [...list].sort(compareWants);
  if (first === undefined) throw new Error('invariant broken: a target is wanted by somebody');
  if (others.length === 0) return { agreed: { first, sharing: [first] }, losers: [] };
  const same = (want: Want): boolean => sameJson(want.desired.content, first.desired.content);
  return { agreed: { first, sharing: [first, ...others.filter(same)] }, losers: others.filter((want) => !same(want)) };
}

function conflict(target: ResourceKey, winner: Want, loser: Want): Diagnostic {
  const name = describeKey(target);
  const won = `${policyLabel(winner.rule.id)}/${winner.rule.id.rule} for ${describeKey(winner.triggerKey)}`;
  return {
    code: 'plan/conflict',
    severity: 'error',
    message: `${name} is wanted with other content by ${won}, which comes first`,
    help: 'Give one of the two another name, or exclude the trigger from one of them.',
    at: loser.rule.at,
    about: {
      policy: policyLabel(loser.rule.id),
      rule: loser.rule.id.rule,
      trigger: loser.triggerKey,
      downstream: target,
    },
  };
}

function describeKey(key: ResourceKey): string {
  const id = parseResourceKey(key);
  return id ? describeResource(id) : key;
}
