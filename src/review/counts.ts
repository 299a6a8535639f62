// What a change comes to by rule and by kind. Counts are of changes, not of groups.
import type { Change, RuleTally } from '../model/plan.ts';
import type { KindPattern } from '../model/policy.ts';
import type { PreviewKind, PreviewRule } from '../model/preview.ts';
import { compareText } from '../model/resource.ts';
import { policyLabel, ruleKey, type RuleId } from '../model/rule-id.ts';
import { countActions } from './relevant.ts';
import type { ReviewInput } from './review.ts';

/** Every rule of the two states with what it comes to; a change counts for its first cause. By policy and rule. */
export function countByRule(input: ReviewInput, changes: readonly Change[]): readonly PreviewRule[] {
  const rules = new Map([...input.before.rules, ...input.after.rules].map((rule) => [ruleKey(rule.id), rule]));
  const ofRule = gatherBy(changes, ({ causes }) => causes[0]?.rule ?? '');
  const tallies = new Map(input.plan.rules.map((tally) => [namesOf(tally), tally]));
  const failures = gatherBy(input.failures, ({ about: { policy = '', rule = '' } }) => namesOf({ policy, rule }));
  return [...rules]
    .map(([key, rule]): PreviewRule => {
      const names = { policy: policyLabel(rule.id), rule: rule.id.rule };
      const tally: Partial<RuleTally> = tallies.get(namesOf(names)) ?? {};
      return {
        ...names,
        kinds: [...new Set(rule.kinds.map(kindAsWritten))],
        looked: tally.looked ?? 0,
        triggers: tally.triggers ?? 0,
        ...countActions(ofRule.get(key) ?? []),
        failed: failures.get(namesOf(names))?.length ?? 0,
      };
    })
    .sort((a, b) => compareText(a.policy, b.policy) || compareText(a.rule, b.rule));
}

/** What of each kind comes, changes, goes and is retained, by group and kind. */
export function countByKind(changes: readonly Change[]): readonly PreviewKind[] {
  const moved = changes.filter(({ action }) => action !== 'hold' && action !== 'none');
  return [...gatherBy(moved, ({ id }) => `${id.group}/${id.kind}`).values()]
    .map((among) => {
      const { group, kind } = among[0].id;
      return { group, kind, ...countActions(among) };
    })
    .sort((a, b) => compareText(a.group, b.group) || compareText(a.kind, b.kind));
}

/** A kind as policies write it: no more of group and version than says something. */
function kindAsWritten({ group, version, kind, subresource }: KindPattern): string {
  const named = group !== '*' && group !== '';
  const parts = named ? [group, version, kind] : version === '*' ? [kind] : [version, kind];
  return [...parts, ...(subresource === '' || (kind === '*' && subresource === '*') ? [] : [subresource])].join('/');
}

function namesOf({ policy, rule }: Pick<RuleTally, 'policy'> & Pick<RuleId, 'rule'>): string {
  return `${policy}\u0000${rule}`;
}

function gatherBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly [T, ...T[]]> {
  const gathered = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const among = gathered.get(key);
    if (among) among.push(item);
    else gathered.set(key, [item]);
  }
  return gathered;
}
