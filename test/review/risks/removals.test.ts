// What is lost when an object goes away: which kinds are told, and in which words for one and for many.
import { describe, expect, test } from 'vitest';
import { inEach, riskLines, risksBetween } from '../../support/a-review.ts';

const policy = (namespace: string, name: string, port = 53): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: { podSelector: {}, egress: [{ ports: [{ port: ${port} }] }] }
`;

const LOST: readonly (readonly [string, string, string])[] = [
  [
    'Namespace',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: team-a }',
    'blocker namespace-removed (1) A Namespace goes away: team-a',
  ],
  [
    'CustomResourceDefinition',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: teams.acme.io }',
    'blocker crd-removed (1) A CustomResourceDefinition goes away: teams.acme.io',
  ],
  [
    'PersistentVolumeClaim',
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: team-a }',
    'blocker claim-removed (1) A PersistentVolumeClaim goes away: team-a/data',
  ],
  [
    'StatefulSet',
    'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db, namespace: team-a }',
    'blocker stateful-set-removed (1) A StatefulSet goes away: team-a/db',
  ],
  [
    'NetworkPolicy',
    policy('team-a', 'allow-dns'),
    'blocker network-policy-removed (1) A NetworkPolicy goes away: team-a/allow-dns',
  ],
];

describe('an object that goes away', () => {
  test.each(LOST)('is told for a %s', (_kind, before, line) => {
    expect(riskLines({ before })).toEqual([line]);
  });

  test.each(LOST)('is no risk where a %s comes or stays', (_kind, object) => {
    const changed = object.replace('name: ', 'labels: { a: b }, name: ');
    expect(riskLines({ after: object })).toEqual([]);
    expect(riskLines({ before: object, after: changed })).toEqual([]);
  });

  test.each([
    ['of another kind', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: NetworkPolicy, namespace: team-a }'],
    ['of another group', 'apiVersion: acme.io/v1\nkind: Namespace\nmetadata: { name: team-a, namespace: team-a }'],
    ['of an older group', policy('team-a', 'old').replace('networking.k8s.io', 'crd.projectcalico.org')],
  ])('is no risk %s', (_what, before) => {
    expect(riskLines({ before })).toEqual([]);
  });

  test('is no blocker where it is only retained', () => {
    expect(riskLines({ before: policy('team-a', 'allow-dns'), retained: ['allow-dns'] })).toEqual([
      'caution retained (1) NetworkPolicy allow-dns stays in team-a and is no longer managed',
    ]);
  });
});

describe('many that go away', () => {
  const teams = ['team-a', 'team-b', 'team-c', 'team-d'];

  test('are one sentence with their number', () => {
    const before = inEach(teams, policy('NAMESPACE', 'default-deny'));
    const risks = risksBetween({ before, folded: true });
    expect(risks).toMatchObject([
      { message: 'A NetworkPolicy goes away in 4 namespaces: default-deny', count: 4, groups: [0] },
    ]);
    expect(risks[0]).toMatchObject({ at: { file: 'policies/tenants.yaml', line: 7 } });
  });

  test('are one sentence over several groups, which then has no one place', () => {
    const before = inEach(teams, policy('NAMESPACE', 'default-deny'));
    const [risk, ...others] = risksBetween({ before });
    expect(others).toEqual([]);
    expect(risk).toMatchObject({ count: 4, groups: [0, 1, 2, 3] });
    expect(risk).not.toHaveProperty('at');
  });

  test('show the mark where their names hold the namespace', () => {
    const before = inEach(teams, policy('NAMESPACE', 'NAMESPACE-deny'));
    expect(riskLines({ before, folded: true })).toEqual([
      'blocker network-policy-removed (4) A NetworkPolicy goes away in 4 namespaces: ‹namespace›-deny',
    ]);
  });

  test('are listed where they lie in no namespace', () => {
    const before = inEach(teams, 'apiVersion: v1\nkind: Namespace\nmetadata: { name: NAMESPACE }');
    expect(riskLines({ before })).toEqual([
      'blocker namespace-removed (4) 4 Namespaces go away: team-a, team-b, team-c and 1 more',
    ]);
  });

  test('are told together from the 26th sentence on', () => {
    const names = Array.from({ length: 40 }, (_, index) => `deny-${String(index).padStart(2, '0')}`);
    const before = names.map((name) => policy('team-a', name)).join('---');
    const risks = risksBetween({ before, after: policy('team-a', 'kept') });
    const told = risks.filter(({ code }) => code === 'network-policy-removed');
    expect(told).toHaveLength(26);
    expect(told[0]).toMatchObject({ message: 'NetworkPolicies go away in 15 more places', count: 15 });
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(new Set(told.flatMap(({ groups }) => groups)).size).toBe(40);
  });
});

describe('a NetworkPolicy that is renamed', () => {
  const before = policy('team-a', 'deny');

  test('is told with the new one of the same spec', () => {
    expect(riskLines({ before, after: policy('team-a', 'default-deny') })).toEqual([
      'blocker network-policy-removed (1) A NetworkPolicy goes away: team-a/deny (NetworkPolicy/default-deny is new with the same spec)',
    ]);
  });

  test.each([
    ['another spec', policy('team-a', 'default-deny', 8053)],
    ['another namespace', policy('team-b', 'default-deny')],
  ])('is told without one of %s', (_what, after) => {
    expect(riskLines({ before, after })).toEqual([
      'blocker network-policy-removed (1) A NetworkPolicy goes away: team-a/deny',
    ]);
  });
});

describe('a NetworkPolicy that goes with its Namespace', () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: team-a }';
  const before = policy('team-a', 'deny');

  test('is told, and that it does', () => {
    expect(riskLines({ before, inventoryBefore: namespace, inventoryAfter: '' })).toEqual([
      'blocker network-policy-removed (1) A NetworkPolicy goes away: team-a/deny (its Namespace goes too)',
    ]);
  });

  test('is told without that where the Namespace stays', () => {
    expect(riskLines({ before, inventoryBefore: namespace })).toEqual([
      'blocker network-policy-removed (1) A NetworkPolicy goes away: team-a/deny',
    ]);
  });
});
