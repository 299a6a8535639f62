// Rights that grow: judged by what they allow, not by how they are written.
import { describe, expect, test } from 'vitest';
import { inEach, riskLines, risksBetween } from '../../support/a-review.ts';

function role(rules: string, more = '', kind = 'Role'): string {
  const place = kind === 'Role' ? 'namespace: team-a, ' : '';
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { ${place}name: deployer${more} }\n${rules}`;
}

function rules(...list: readonly string[]): string {
  return `rules: [${list.join(', ')}]`;
}

const pods = (verbs: string): string => `{ apiGroups: [""], resources: [pods], verbs: [${verbs}] }`;

const GROWING: readonly (readonly [string, string, string, string])[] = [
  [
    'a verb',
    pods('get'),
    pods('get, delete'),
    'caution rbac-rule (1) RBAC grows: Role deployer comes to allow delete on pods in team-a',
  ],
  [
    'a rule',
    pods('get'),
    `${pods('get')}, { apiGroups: [apps], resources: [deployments], verbs: [patch, get] }`,
    'caution rbac-rule (1) RBAC grows: Role deployer comes to allow get and patch on deployments.apps in team-a',
  ],
  [
    'all names in place of one',
    '{ apiGroups: [""], resources: [secrets], resourceNames: [one], verbs: [get] }',
    '{ apiGroups: [""], resources: [secrets], verbs: [get] }',
    'caution rbac-rule (1) RBAC grows: Role deployer comes to allow get on secrets in team-a',
  ],
  [
    'one more name',
    '{ apiGroups: [""], resources: [secrets], resourceNames: [one], verbs: [get] }',
    '{ apiGroups: [""], resources: [secrets], resourceNames: [one, two], verbs: [get] }',
    'caution rbac-rule (1) RBAC grows: Role deployer comes to allow get on secrets two in team-a',
  ],
  [
    '* as a verb',
    pods('get'),
    pods('"*"'),
    'blocker rbac-wildcard (1) RBAC grows: Role deployer comes to allow * on pods in team-a',
  ],
  [
    '* as a resource',
    pods('get'),
    '{ apiGroups: [""], resources: ["*"], verbs: [get] }',
    'blocker rbac-wildcard (1) RBAC grows: Role deployer comes to allow get on * in team-a',
  ],
  [
    '* as a group',
    pods('get'),
    '{ apiGroups: ["*"], resources: [pods], verbs: [get] }',
    'blocker rbac-wildcard (1) RBAC grows: Role deployer comes to allow get on pods.* in team-a',
  ],
  [
    'all addresses',
    '{ nonResourceURLs: ["/healthz"], verbs: [get] }',
    '{ nonResourceURLs: ["*"], verbs: [get] }',
    'blocker rbac-wildcard (1) RBAC grows: Role deployer comes to allow get on * in team-a',
  ],
  [
    'escalate',
    pods('get'),
    '{ apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate] }',
    'blocker rbac-escalation (1) RBAC grows: Role deployer comes to allow escalate on roles.rbac.authorization.k8s.io in team-a',
  ],
  [
    'bind',
    pods('get'),
    '{ apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [bind] }',
    'blocker rbac-escalation (1) RBAC grows: Role deployer comes to allow bind on roles.rbac.authorization.k8s.io in team-a',
  ],
  [
    'impersonate',
    pods('get'),
    '{ apiGroups: [""], resources: [users], verbs: [impersonate] }',
    'blocker rbac-escalation (1) RBAC grows: Role deployer comes to allow impersonate on users in team-a',
  ],
];

const SAME: readonly (readonly [string, string, string])[] = [
  ['the same in another order', pods('get, list'), pods('list, get')],
  ['a verb twice', pods('get'), pods('get, get')],
  ['a rule split in two', pods('get, list'), `${pods('list')}, ${pods('get')}`],
  ['two rules made one', `${pods('list')}, ${pods('get')}`, pods('get, list')],
  ['a verb less', pods('get, list'), pods('get')],
  ['no rule any more', pods('get, list'), ''],
  ['a verb that * held', pods('"*"'), pods('get, escalate')],
  ['a resource that * held', '{ apiGroups: [""], resources: ["*"], verbs: [get] }', pods('get')],
  [
    'a part of what */status held',
    '{ apiGroups: [apps], resources: ["*/status"], verbs: [get] }',
    '{ apiGroups: [apps], resources: [deployments/status], verbs: [get] }',
  ],
  [
    'a name that all held',
    '{ apiGroups: [""], resources: [pods], verbs: [get] }',
    '{ apiGroups: [""], resources: [pods], resourceNames: [one], verbs: [get] }',
  ],
  [
    'an address below one that was held',
    '{ nonResourceURLs: ["/logs/*"], verbs: [get] }',
    '{ nonResourceURLs: ["/logs/a"], verbs: [get] }',
  ],
  ['* that was there', pods('"*"'), `${pods('"*"')}, ${pods('get')}`],
  ['nothing, as no verb is named', pods('get'), `${pods('get')}, { apiGroups: [""], resources: [secrets], verbs: [] }`],
];

describe('a role that changes', () => {
  test.each(GROWING)('is told where it gains %s', (_what, before, after, line) => {
    expect(riskLines({ before: role(rules(before)), after: role(rules(after)) })).toEqual([line]);
  });

  test.each(SAME)('is no risk with %s', (_what, before, after) => {
    expect(riskLines({ before: role(rules(before)), after: role(rules(after)) })).toEqual([]);
  });

  test('is told where it comes, with what it allows', () => {
    expect(riskLines({ after: role(rules(pods('get, list'))) })).toEqual([
      'caution rbac-rule (1) RBAC grows: Role deployer comes to allow get and list on pods in team-a',
    ]);
    expect(riskLines({ after: role('rules: []') })).toEqual([]);
  });

  test('is no risk where the inventory has it with the same rights', () => {
    const after = role(rules(pods('get')));
    expect(riskLines({ after, inventoryBefore: after })).toEqual([]);
  });

  test('is no risk where it goes', () => {
    expect(riskLines({ before: role(rules(pods('"*"'))) })).toEqual([]);
  });

  test('is told once for many namespaces', () => {
    const each = (verbs: string): string =>
      inEach(['team-a', 'team-b'], role(rules(pods(verbs))).replace('team-a', 'NAMESPACE'));
    expect(risksBetween({ before: each('get'), after: each('get, delete'), folded: true })).toMatchObject([
      { message: 'RBAC grows: Role deployer comes to allow delete on pods in 2 namespaces', count: 2, groups: [0] },
    ]);
  });

  test('is judged whole where it is too large to take apart', () => {
    const names = (letter: string): string => Array.from({ length: 300 }, (_, at) => `${letter}${at}`).join(', ');
    const large = (verbs: string): string =>
      `{ apiGroups: [${names('g')}], resources: [${names('r')}], resourceNames: [${names('n')}], verbs: [${verbs}] }`;
    const before = role(rules(large('get')));
    expect(riskLines({ before, after: before.replace('name: deployer', 'labels: {a: b}, name: deployer') })).toEqual(
      [],
    );
    expect(riskLines({ before, after: role(rules(large('get, bind'))) })[0]).toMatch(/^blocker rbac-/);
  });
});

describe('a ClusterRole that is put together from others', () => {
  const aggregated = (selectors: string): string =>
    role(`aggregationRule: { clusterRoleSelectors: [${selectors}] }`, '', 'ClusterRole');
  const one = '{ matchLabels: { a: b } }';
  const two = '{ matchLabels: { c: d } }';

  test('is told where it takes in more', () => {
    expect(riskLines({ before: aggregated(one), after: aggregated(`${two}, ${one}`) })).toEqual([
      'caution rbac-rule (1) RBAC grows: ClusterRole deployer takes in the rules of more ClusterRoles, by their labels',
    ]);
  });

  test('is a blocker where it takes in all', () => {
    expect(riskLines({ before: aggregated(one), after: aggregated('{}') })).toEqual([
      'blocker rbac-wildcard (1) RBAC grows: ClusterRole deployer takes in the rules of all ClusterRoles',
    ]);
  });

  test.each([
    ['in another order', `${one}, ${two}`, `${two}, ${one}`],
    ['less', `${one}, ${two}`, one],
    ['what it took in among all', '{}', one],
  ])('is no risk where it takes in %s', (_what, before, after) => {
    expect(riskLines({ before: aggregated(before), after: aggregated(after) })).toEqual([]);
  });

  test('is no risk by rules of its own, which the cluster writes over', () => {
    const after = `${aggregated(one)}\n${rules(pods('"*"'))}`;
    expect(riskLines({ before: aggregated(one), after })).toEqual([]);
  });

  test('is told where its labels bring it into another', () => {
    const label = ', labels: { rbac.authorization.k8s.io/aggregate-to-admin: "true" }';
    const plain = role(rules(pods('get')), '', 'ClusterRole');
    expect(riskLines({ before: plain, after: role(rules(pods('get')), label, 'ClusterRole') })).toEqual([
      'caution rbac-rule (1) RBAC grows: ClusterRole admin takes in the rules of ClusterRole deployer',
    ]);
    expect(riskLines({ after: role(rules(pods('get')), label, 'ClusterRole') })).toEqual([
      'caution rbac-rule (1) RBAC grows: ClusterRole deployer comes to allow get on pods, and ClusterRole admin with it',
    ]);
    expect(
      riskLines({ before: plain, after: role(rules(pods('get')), label.replace('true', 'false'), 'ClusterRole') }),
    ).toEqual([]);
  });
});

function binding(subjects: string, more: { readonly role?: string; readonly kind?: string } = {}): string {
  const { role: name = 'admin', kind = 'RoleBinding' } = more;
  const place = kind === 'RoleBinding' ? 'namespace: team-a, ' : '';
  return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { ${place}name: admins }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name} }
subjects: [${subjects}]
`;
}

const OWNERS = '{ kind: Group, name: owners, apiGroup: rbac.authorization.k8s.io }';
const CONTRACTORS = '{ kind: Group, name: contractors, apiGroup: rbac.authorization.k8s.io }';
const BUILDER = '{ kind: ServiceAccount, name: builder, namespace: ci }';

describe('a binding that changes', () => {
  test('is told where it gains a subject', () => {
    expect(riskLines({ before: binding(OWNERS), after: binding(`${OWNERS}, ${CONTRACTORS}`) })).toEqual([
      'caution rbac-subject (1) RBAC grows: Group contractors gains ClusterRole admin in team-a',
    ]);
  });

  test('is told where it is new', () => {
    expect(riskLines({ after: binding(`${CONTRACTORS}, ${BUILDER}`) })).toEqual([
      'caution rbac-subject (1) RBAC grows: Group contractors and ServiceAccount ci/builder gain ClusterRole admin in team-a',
    ]);
    expect(riskLines({ after: binding('') })).toEqual([]);
  });

  test.each([
    ['the same in another order', `${OWNERS}, ${BUILDER}`, `${BUILDER}, ${OWNERS}`],
    ['a subject twice', OWNERS, `${OWNERS}, ${OWNERS}`],
    ['a subject without the group that follows from its kind', OWNERS, '{ kind: Group, name: owners }'],
    ['a subject less', `${OWNERS}, ${BUILDER}`, OWNERS],
  ])('is no risk with %s', (_what, before, after) => {
    expect(riskLines({ before: binding(before), after: binding(after) })).toEqual([]);
  });

  test('is told where a ServiceAccount of that name is another’s', () => {
    const other = '{ kind: ServiceAccount, name: builder, namespace: other }';
    expect(riskLines({ before: binding(BUILDER), after: binding(other) })).toEqual([
      'caution rbac-subject (1) RBAC grows: ServiceAccount other/builder gains ClusterRole admin in team-a',
    ]);
  });

  test('says who everybody is', () => {
    const [risk] = risksBetween({ after: binding('{ kind: Group, name: "system:unauthenticated" }') });
    expect(risk).toMatchObject({
      code: 'rbac-subject',
      help: 'Group system:unauthenticated is everybody who can reach the API server, without logging in.',
    });
  });

  test('shows marks for names of places', () => {
    const yaml = inEach(
      ['team-a', 'team-b'],
      binding('{ kind: Group, name: NAMESPACE-owners }').replace('team-a', 'NAMESPACE'),
    );
    expect(riskLines({ after: yaml, folded: true })).toEqual([
      'caution rbac-subject (2) RBAC grows: Group ‹namespace›-owners gains ClusterRole admin in 2 namespaces',
    ]);
  });
});

describe('a binding to a role that allows everything', () => {
  const admin = { role: 'cluster-admin', kind: 'ClusterRoleBinding' };

  test('is a blocker where it is new, where it gains a subject and where the role is another', () => {
    const gains = 'Group contractors gains ClusterRole cluster-admin';
    expect(riskLines({ after: binding(CONTRACTORS, admin) })).toEqual([
      `blocker rbac-cluster-admin (1) RBAC grows: ${gains} in the whole cluster`,
    ]);
    expect(riskLines({ before: binding(OWNERS, admin), after: binding(`${OWNERS}, ${CONTRACTORS}`, admin) })).toEqual([
      `blocker rbac-cluster-admin (1) RBAC grows: ${gains} in the whole cluster`,
    ]);
    expect(riskLines({ before: binding(CONTRACTORS), after: binding(CONTRACTORS, { role: 'cluster-admin' }) })).toEqual(
      [
        'blocker immutable-field (1) RoleBinding admins in team-a changes roleRef, which cannot be changed',
        `blocker rbac-cluster-admin (1) RBAC grows: ${gains} in team-a`,
      ],
    );
  });

  test('is no risk where nobody gains it', () => {
    expect(riskLines({ before: binding(`${OWNERS}, ${CONTRACTORS}`, admin), after: binding(OWNERS, admin) })).toEqual(
      [],
    );
    expect(riskLines({ before: binding(OWNERS, admin) })).toEqual([]);
  });

  test('is a blocker for a role of another name, wherever that is', () => {
    const god = role(rules('{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }'), '', 'ClusterRole');
    const after = binding(CONTRACTORS, { role: 'deployer' });
    expect(riskLines({ after, inventoryBefore: god })).toEqual([
      'blocker rbac-cluster-admin (1) RBAC grows: Group contractors gains ClusterRole deployer in team-a, which allows everything',
    ]);
    const reader = role(rules('{ apiGroups: ["*"], resources: ["*"], verbs: [get] }'), '', 'ClusterRole');
    expect(riskLines({ after, inventoryBefore: reader })).toEqual([
      'caution rbac-subject (1) RBAC grows: Group contractors gains ClusterRole deployer in team-a',
    ]);
  });
});
