// Several causes for one target.
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/policy.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Resource } from '../../src/model/resource.ts';
import { mergeWants, type Want } from '../../src/plan/conflicts.ts';
import { aConfigMap, aDesired, aNamespace, aRule, aRuleId, keyOf } from '../support/planning.ts';

const TARGET = keyOf(aConfigMap('team-a', 'made'));

function aWant(rule: Rule, is: string, changes: { readonly trigger?: Resource; readonly order?: number } = {}): Want {
  const trigger = changes.trigger ?? aNamespace('team-a');
  return {
    rule,
    ruleKey: ruleKey(rule.id),
    triggerKey: keyOf(trigger),
    trigger: 'new',
    desired: aDesired(aConfigMap('team-a', 'made', { is })),
    order: changes.order ?? 0,
    round: 0,
  };
}

const named = (policy: string, order = 0): Rule => aRule(policy, { order });
const whose = ({ rule, triggerKey, order }: Want): string => `${rule.id.policy} ${triggerKey} ${order}`;

const cases: readonly {
  readonly name: string;
  readonly wants: readonly Want[];
  readonly first: string;
  readonly sharing: number;
  readonly losers: readonly string[];
}[] = [
  {
    name: 'equal content is shared under the first by policy name',
    wants: [aWant(named('b'), 'x'), aWant(named('a'), 'x')],
    first: 'a /Namespace//team-a 0',
    sharing: 2,
    losers: [],
  },
  {
    name: 'of different contents the first by policy name wins',
    wants: [aWant(named('b'), 'y'), aWant(named('a'), 'x')],
    first: 'a /Namespace//team-a 0',
    sharing: 1,
    losers: ['b'],
  },
  {
    name: 'rule order comes after the policy and before the trigger',
    wants: [
      aWant(named('a', 1), 'y', { trigger: aNamespace('team-a') }),
      aWant(named('a', 0), 'x', { trigger: aNamespace('team-b') }),
    ],
    first: 'a /Namespace//team-b 0',
    sharing: 1,
    losers: ['a'],
  },
  {
    name: 'the trigger comes after the rule',
    wants: [aWant(named('a'), 'y', { trigger: aNamespace('team-b') }), aWant(named('a'), 'x')],
    first: 'a /Namespace//team-a 0',
    sharing: 1,
    losers: ['a'],
  },
  {
    name: 'the order within one evaluation comes last',
    wants: [aWant(named('a'), 'y', { order: 1 }), aWant(named('a'), 'x', { order: 0 })],
    first: 'a /Namespace//team-a 0',
    sharing: 1,
    losers: ['a'],
  },
  {
    name: 'who agrees with the first shares, also behind a loser',
    wants: [aWant(named('a'), 'x'), aWant(named('b'), 'y'), aWant(named('c'), 'x')],
    first: 'a /Namespace//team-a 0',
    sharing: 2,
    losers: ['b'],
  },
  {
    name: 'policies sort by code unit',
    wants: [aWant(named('a'), 'y'), aWant(named('Z'), 'x')],
    first: 'Z /Namespace//team-a 0',
    sharing: 1,
    losers: ['a'],
  },
];

describe('merging', () => {
  test.each(cases)('$name', ({ wants, first, sharing, losers }) => {
    for (const order of [wants, [...wants].reverse()]) {
      const { agreed, diagnostics } = mergeWants(order);
      expect(whose(agreed.get(TARGET)!.first)).toBe(first);
      expect(agreed.get(TARGET)!.sharing).toHaveLength(sharing);
      expect(diagnostics.map(({ about }) => about.policy)).toEqual(losers);
    }
  });

  test('the loser is told who won, for which trigger', () => {
    const { diagnostics } = mergeWants([aWant(named('a'), 'x'), aWant(named('b'), 'y')]);
    expect(diagnostics[0]).toMatchObject({
      code: 'plan/conflict',
      severity: 'error',
      message:
        'ConfigMap/team-a/made is wanted with other content by a/generate for Namespace/team-a, which comes first',
      about: { policy: 'b', rule: aRuleId('b').rule, downstream: TARGET },
    });
  });

  test('other targets have nothing to do with it', () => {
    const other: Want = { ...aWant(named('b'), 'y'), desired: aDesired(aConfigMap('team-b', 'made', { is: 'y' })) };
    const { agreed, diagnostics } = mergeWants([aWant(named('a'), 'x'), other]);
    expect([...agreed.keys()]).toEqual([TARGET, '/ConfigMap/team-b/made']);
    expect(diagnostics).toEqual([]);
  });
});
