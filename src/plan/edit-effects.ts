// What edits of policies do to downstreams: the plan under the new policies against the plan under the old ones, on the same inventory
// and memory. What both would do has other reasons and is left out.
import { canonicalJson } from '../model/digest.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Action, Change, Plan, Reason } from '../model/plan.ts';
import type { EditEffects, EffectGroup, PolicyEdit } from '../model/policy-edit.ts';
import { compareText, resourceKey, type ResourceKey } from '../model/resource.ts';
import { ruleKey, type RuleKey } from '../model/rule-id.ts';

/** What an edit does to one downstream; `none` where it stays as it is. */
interface Effect {
  readonly key: ResourceKey;
  readonly action: Action;
  readonly reason: Reason;
  readonly path: string;
  readonly rules: ReadonlySet<RuleKey>;
}

/** The two plans, and the memory that both were made on. */
export interface PlanPair {
  readonly old: Plan;
  readonly current: Plan;
  readonly ledger: Ledger;
  /** How to name a manifest to a person, by its path below the output root. */
  readonly shown: (path: string) => string;
}

/** Edits with their effects, and what happens to downstreams of rules that no edit names: through chains and shared targets. */
export interface JudgedEdits {
  readonly edits: readonly PolicyEdit[];
  readonly others: EditEffects;
}

/**
 * The effects of edits.
 *
 * Shape   a downstream counts for every rule that it came from or will come from. An edit of a policy's own fields has the effects on
 *         downstreams of those of its rules that no other edit names.
 */
export function judgeEdits(edits: readonly PolicyEdit[], plans: PlanPair): JudgedEdits {
  const effects = effectsOf(plans);
  const named = new Set(edits.flatMap((edit): RuleKey[] => (edit.rule === undefined ? [] : [keyOf(edit, edit.rule)])));
  const policies = new Set<string>(edits.filter(({ rule }) => rule === undefined).map((edit) => keyOf(edit, '')));
  const concerns = (edit: PolicyEdit, rule: RuleKey): boolean =>
    edit.rule === undefined ? !named.has(rule) && policyOf(rule) === keyOf(edit, '') : rule === keyOf(edit, edit.rule);
  const isNamed = (rule: RuleKey): boolean => named.has(rule) || policies.has(policyOf(rule));
  return {
    edits: edits.map((edit) => ({
      ...edit,
      effects: summary(
        effects.filter(({ rules }) => [...rules].some((rule) => concerns(edit, rule))).map(becauseOfTheRule),
      ),
    })),
    others: summary(effects.filter(({ action, rules }) => action !== 'none' && ![...rules].some(isNamed))),
  };
}

function effectsOf({ old, current, ledger, shown }: PlanPair): readonly Effect[] {
  const before = new Map(old.changes.map((change) => [resourceKey(change.id), change]));
  return current.changes.flatMap((change): readonly Effect[] => {
    const key = resourceKey(change.id);
    const [was, entry] = [before.get(key), ledger.downstreams.get(key)];
    const isEffect = isOther(was, change) && change.action !== 'none';
    if (!isEffect && entry?.state !== 'managed') return [];
    const causes = [...change.causes, ...(was?.causes ?? []), ...(entry?.causes ?? [])];
    const { reason } = change;
    const path = shown(change.path);
    const action = isEffect ? change.action : 'none';
    return [{ key, action, reason, path, rules: new Set(causes.map((cause) => cause.rule)) }];
  });
}

/** Inventory and sources are the same for both plans: what is new to the planner here is the rule. */
function becauseOfTheRule(effect: Effect): Effect {
  return FROM_INVENTORY.has(effect.reason) ? { ...effect, reason: 'rule-changed' } : effect;
}

const FROM_INVENTORY: ReadonlySet<Reason> = new Set(['inputs-changed', 'source-appeared', 'source-changed']);

/** Whether the new policies do something else than the old ones would have done. */
function isOther(was: Change | undefined, is: Change): boolean {
  if (was?.action !== is.action) return true;
  return textOf(was) !== textOf(is);
}

function textOf({ action, after }: Change): string {
  return (action === 'create' || action === 'update') && after ? canonicalJson(after) : '';
}

const COUNTS = {
  delete: 'deleted',
  update: 'updated',
  create: 'created',
  retain: 'retained',
  hold: 'held',
  none: 'unchanged',
} as const satisfies Record<Action, keyof EditEffects>;

/** What cannot be undone by the next run goes first. */
const ORDER: readonly Action[] = ['delete', 'update', 'create', 'retain', 'hold'];

function summary(effects: readonly Effect[]): EditEffects {
  const counts = { created: 0, updated: 0, deleted: 0, retained: 0, held: 0, unchanged: 0 };
  for (const { action } of effects) counts[COUNTS[action]] += 1;
  return { ...counts, groups: ORDER.flatMap((action) => groupsOf(action, effects)) };
}

function groupsOf(action: Action, effects: readonly Effect[]): readonly EffectGroup[] {
  const groups = new Map<Reason, EffectGroup>();
  for (const { reason, path } of effects.filter((effect) => effect.action === action)) {
    const group = groups.get(reason) ?? { action, reason, count: 0, example: path };
    groups.set(reason, { ...group, count: group.count + 1 });
  }
  return [...groups.values()].sort((a, b) => compareText(a.reason, b.reason));
}

function keyOf({ policy }: PolicyEdit, rule: string): RuleKey {
  return ruleKey({ ...policy, rule });
}

/** The key of the policy that a rule is in: its own without the name of the rule. */
function policyOf(rule: RuleKey): string {
  return rule.slice(0, rule.lastIndexOf('/') + 1);
}
