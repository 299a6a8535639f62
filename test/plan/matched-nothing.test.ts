// When a rule is told to have matched nothing, and in which words.
import { describe, expect, test } from 'vitest';
import { aKind, aNamespace, aConfigMap, anInventory, aRule, aSettleInput, wanting } from '../support/planning.ts';
import type { Rule } from '../../src/model/policy.ts';
import type { Resource } from '../../src/model/resource.ts';
import { settle } from '../../src/plan/index.ts';

const NO = { outcome: 'no', because: 'match', detail: 'label tier is not gold' } as const;

function told(rules: readonly Rule[], ...resources: readonly Resource[]): readonly string[] {
  const { plan } = settle(aSettleInput(rules, { inventory: anInventory(...resources) }));
  return plan.diagnostics.filter(({ code }) => code === 'plan/matched-nothing').map(({ message }) => message);
}

function namespaces(count: number): readonly Resource[] {
  return Array.from({ length: count }, (_, index) => aNamespace(`team-${index}`));
}

describe('a rule that matched nothing', () => {
  test('is told with the number it looked at, where it stands', () => {
    const rule = aRule('tenants', { match: () => NO });
    const { plan } = settle(aSettleInput([rule], { inventory: anInventory(...namespaces(1204)) }));
    expect(plan.diagnostics).toEqual([
      {
        code: 'plan/matched-nothing',
        severity: 'notice',
        message: '0 of 1,204 Namespaces: rule generate matched nothing',
        help: '`headwater explain KIND/NAME` says why a trigger was left out.',
        at: rule.at,
        about: { policy: 'tenants', rule: 'generate' },
      },
    ]);
  });

  test('is told in the words of its kinds', () => {
    const of = (...kinds: readonly string[]) => [
      aRule('p', { match: () => NO, kinds: kinds.map((kind) => aKind(kind)) }),
    ];
    expect(told(of('Namespace'), aNamespace('a'))).toEqual(['0 of 1 Namespace: rule generate matched nothing']);
    expect(told(of('Namespace', 'ConfigMap'), aNamespace('a'), aConfigMap('a', 'b'))).toEqual([
      '0 of 2 Namespaces and ConfigMaps: rule generate matched nothing',
    ]);
    expect(told(of('*'), aNamespace('a'), aNamespace('b'))).toEqual(['0 of 2 objects: rule generate matched nothing']);
    expect(told(of('NetworkPolicy', 'Namespace', 'Ingress'), aNamespace('a'), aNamespace('b'))).toEqual([
      '0 of 2 NetworkPolicies, Namespaces and Ingresses: rule generate matched nothing',
    ]);
  });

  test('is told where there is nothing of its kinds', () => {
    expect(told([aRule('p')])).toEqual(['there is no Namespace in the inventory: rule generate matched nothing']);
    expect(told([aRule('p', { kinds: [aKind('ConfigMap'), aKind('Secret')] })], aNamespace('a'))).toEqual([
      'there is no ConfigMap or Secret in the inventory: rule generate matched nothing',
    ]);
  });

  test('is not told of one that concerns an object, or would but for an exception, an operation or a doubt', () => {
    const outcomes: readonly ReturnType<Rule['match']>[] = [
      { outcome: 'yes' },
      { outcome: 'excepted', exception: 'ns/none' },
      { outcome: 'unknown', diagnostics: [] },
      { outcome: 'no', because: 'operation', detail: 'it is no DELETE' },
    ];
    for (const one of outcomes) {
      const rule = aRule('p', { match: ({ id }) => (id.name === 'team-1' ? one : NO) });
      expect(told([rule], ...namespaces(3)), one.outcome).toEqual([]);
    }
  });

  test('is not told of one that what others generate sets off', () => {
    const first = aRule('a', { evaluate: ({ id }) => wanting(aConfigMap(id.name, 'made')) });
    const chained = (skipGenerated: boolean) => aRule('b', { kinds: [aKind('ConfigMap')], skipGenerated });
    expect(told([first, chained(false)], aNamespace('t'))).toEqual([]);
    expect(told([first, chained(true)], aNamespace('t'))).toHaveLength(1);
  });
});
