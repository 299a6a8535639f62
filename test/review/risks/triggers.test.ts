// What is generated and is itself what a policy looks for.
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/model/policy.ts';
import { metadataMap } from '../../../src/model/resource.ts';
import type { ReviewInput } from '../../../src/review/index.ts';
import { inEach, riskLines, risksBetween } from '../../support/a-review.ts';
import { compilePolicies } from '../../../src/policy/index.ts';
import { documentsOf, someOptions } from '../../policy/cluster-policy/rules.ts';
import { aKind, anInventory, aNamespace, aRule } from '../../support/planning.ts';

const map = (labels = '{}'): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: NAMESPACE, labels: ${labels} }
`;

function after(...rules: readonly Rule[]): Partial<ReviewInput> {
  return { after: { rules, inventory: anInventory(aNamespace('NAMESPACE', { tier: 'gold' })) } };
}

const lookingForMaps = (changes: Parameters<typeof aRule>[1] = {}): Rule =>
  aRule('copies', { kinds: [aKind('ConfigMap')], ...changes });

describe('a generated object that a rule looks for', () => {
  test('is told, as Headwater and Kyverno skip it', () => {
    const [risk] = risksBetween({ after: map() }, after(lookingForMaps()));
    expect(risk).toMatchObject({
      level: 'caution',
      code: 'triggers-policy',
      message:
        'ConfigMap settings of tenants/generate in NAMESPACE is what copies/generate looks for, which skips what is generated',
      count: 1,
      groups: [0],
      at: { file: 'copies.yaml', line: 1 },
    });
    expect(risk?.help).toContain('skipBackgroundRequests');
  });

  test('is told as what sets off a rule that does not skip it', () => {
    expect(riskLines({ after: map() }, after(lookingForMaps({ skipGenerated: false })))).toEqual([
      'caution triggers-policy (1) ConfigMap settings of tenants/generate in NAMESPACE sets off copies/generate',
    ]);
  });

  test('is told once for a pair of rules', () => {
    const many = inEach(['team-a', 'team-b', 'team-c'], map());
    expect(risksBetween({ after: many }, after(lookingForMaps()))).toMatchObject([
      {
        message:
          'The ConfigMap of tenants/generate in 3 namespaces is what copies/generate looks for, which skips what is generated',
        count: 3,
        groups: [0, 1, 2],
      },
    ]);
  });

  test.each([
    ['of another kind', aRule('others', { kinds: [aKind('Secret')] })],
    ['that it leaves out', lookingForMaps({ match: () => ({ outcome: 'no', because: 'exclude', detail: '' }) })],
    ['of which it cannot tell', lookingForMaps({ match: () => ({ outcome: 'unknown', diagnostics: [] }) })],
    ['that it only looks at when it comes', lookingForMaps({ ignoresRequests: true })],
    [
      'that it would ask the time about',
      lookingForMaps({ match: (_trigger, world) => (world.now > '' ? { outcome: 'yes' } : { outcome: 'yes' }) }),
    ],
  ])('is no risk for a rule for one %s', (_what, rule) => {
    expect(riskLines({ after: map() }, after(rule))).toEqual([]);
  });

  test('is asked in the world that will be', () => {
    const tier = (wanted: string): Rule =>
      lookingForMaps({
        match: ({ id }, world) => {
          const namespace = world.get({ group: '', kind: 'Namespace', namespace: '', name: id.namespace });
          const maps = world.list({ group: '', kind: 'ConfigMap', namespace: 'NAMESPACE' }).length;
          return namespace !== undefined && maps === 1 && metadataMap(namespace, 'labels')['tier'] === wanted
            ? { outcome: 'yes' }
            : { outcome: 'no', because: 'match', detail: '' };
        },
      });
    expect(riskLines({ after: map() }, after(tier('gold')))).toHaveLength(1);
    expect(riskLines({ after: map() }, after(tier('none')))).toEqual([]);
  });

  test('is told of an update only where the rule did not look for it before', () => {
    const labelled = lookingForMaps({
      match: ({ object }) =>
        metadataMap(object, 'labels')['copy'] === 'yes'
          ? { outcome: 'yes' }
          : { outcome: 'no', because: 'match', detail: '' },
    });
    const [without, copied] = [map(), map('{ copy: "yes" }')];
    expect(riskLines({ before: without, after: copied }, after(labelled))).toHaveLength(1);
    expect(riskLines({ before: copied, after: map('{ copy: "yes", a: b }') }, after(labelled))).toEqual([]);
    expect(riskLines({ before: copied }, after(labelled))).toEqual([]);
  });
});

describe('a policy as users write it', () => {
  const policy = (selector: string, precondition: string): string => `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: copies }
spec:
  rules:
  - name: copy
    match: { any: [{ resources: { kinds: [ConfigMap], namespaceSelector: { matchLabels: ${selector} } } }] }
    preconditions: { all: [{ key: "${precondition}", operator: Equals, value: settings }] }
    generate:
      synchronize: true
      apiVersion: v1
      kind: Secret
      name: copy
      namespace: "{{ request.namespace }}"
      data: {}
`;
  const rulesOf = (text: string): readonly Rule[] => {
    const { value, diagnostics } = compilePolicies(documentsOf(text), someOptions());
    expect(diagnostics).toEqual([]);
    return value.rules;
  };

  test('is asked with its selectors and preconditions', () => {
    const rules = rulesOf(policy('{ tier: gold }', '{{ request.object.metadata.name }}'));
    expect(riskLines({ after: map() }, after(...rules))).toEqual([
      'caution triggers-policy (1) ConfigMap settings of tenants/generate in NAMESPACE is what copies/copy looks for, which skips what is generated',
    ]);
  });

  test.each([
    ['a selector', policy('{ tier: none }', '{{ request.object.metadata.name }}')],
    ['a precondition', policy('{ tier: gold }', '{{ request.object.metadata.namespace }}')],
    ['a deletion that it waits for', policy('{ tier: gold }', '{{ request.operation }}')],
  ])('is not concerned by %s that does not hold', (_what, text) => {
    expect(riskLines({ after: map() }, after(...rulesOf(text)))).toEqual([]);
  });
});
