// Whose turn it is to be evaluated, and who waits.
import { expect, test } from 'vitest';
import type { Resource } from '../../src/model/resource.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Observed } from '../../src/plan/observe.ts';
import { joined, nextTurn } from '../../src/plan/turns.ts';
import { aConfigMap, aNamespace, aRule, keyOf } from '../support/planning.ts';

function observed(policy: string, trigger: Resource, since: Observed['since'] = 'new'): Observed {
  const rule = aRule(policy);
  return { rule, ruleKey: ruleKey(rule.id), key: keyOf(trigger), since };
}

const told = (all: readonly Observed[]): readonly string[] => all.map(({ rule, key }) => `${rule.id.policy} on ${key}`);

test('it is that of the first of each namespace, by rule and trigger, in whatever order they come', () => {
  const agenda = [
    observed('b', aConfigMap('team-a', 'first')),
    observed('a', aConfigMap('team-a', 'second')),
    observed('a', aConfigMap('team-a', 'first')),
    observed('b', aConfigMap('team-b', 'only')),
  ];
  for (const order of [agenda, agenda.toReversed()]) {
    const { now, waiting } = nextTurn(order);
    expect(told(now)).toEqual(['a on /ConfigMap/team-a/first', 'b on /ConfigMap/team-b/only']);
    expect(told(waiting)).toEqual(['a on /ConfigMap/team-a/second', 'b on /ConfigMap/team-a/first']);
  }
});

test('a Namespace counts to itself', () => {
  const agenda = [observed('a', aNamespace('team-a')), observed('a', aNamespace('team-b'))];
  expect(nextTurn(agenda)).toEqual({ now: agenda, waiting: [] });
  const inside = observed('a', aConfigMap('team-a', 'map'));
  expect(told(nextTurn([...agenda, inside]).waiting)).toEqual(['a on /Namespace//team-a']);
});

test('who waits is asked once, as it was observed last', () => {
  const [waiting, other] = [observed('a', aConfigMap('team-a', 'map')), observed('a', aConfigMap('team-b', 'map'))];
  const fresh = observed('a', aConfigMap('team-a', 'map'), 'gone');
  expect(joined([waiting], [other, fresh])).toEqual([fresh, other]);
});
