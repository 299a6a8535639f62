// Rules that set each other off, and rules that want the same target: what is made, what is told, and what lives how long.
import { expect, test } from 'vitest';
import { aProject } from '../support/project.ts';
import { actionsOf, clusterPolicy, errorsOf, manifest, namespaces, wordsOf } from './inputs.ts';

// ---- B53: rules that trigger each other

/** A rule that answers each object of one kind with one of another, also where the trigger was generated. */
function answering(kind: string, target: string, name: string): string {
  return `
- name: answer
  skipBackgroundRequests: false
  match:
    any:
    - resources:
        kinds: [${kind}]
  generate:
    synchronize: true
    apiVersion: v1
    kind: ${target}
    name: "${name}"
    namespace: "{{ request.namespace }}"
`;
}

const SAME = '{{ request.object.metadata.name }}';
const GROWING = '{{ request.object.metadata.name }}-x';

/** Beside the cycle: it has to be carried out whatever happens there. */
const LIMITS = clusterPolicy(
  'limits',
  `
- name: limits
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
    apiVersion: v1
    kind: LimitRange
    name: limits
    namespace: "{{ request.object.metadata.name }}"
    data:
      spec:
        limits: []
`,
);

const ROBOT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: robot\n  namespace: team-a\n';

function chained(toAccount: string) {
  return {
    'policies/accounts.yaml': clusterPolicy('accounts', answering('ServiceAccount', 'ConfigMap', SAME)),
    'policies/settings.yaml': clusterPolicy('settings', answering('ConfigMap', 'ServiceAccount', toAccount)),
    'policies/limits.yaml': LIMITS,
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/robot.yaml': ROBOT,
  };
}

test('B53: two rules that trigger each other and agree come to an end in one run', async () => {
  const project = aProject(chained(SAME));
  const result = await project.reconcile();
  expect(errorsOf(result)).toEqual([]);
  expect(result.status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual([
    'team-a/configmap_robot.yaml',
    'team-a/limitrange_limits.yaml',
    'team-a/serviceaccount_robot.yaml',
  ]);
  const before = project.files('output');
  const second = await project.reconcile();
  expect(second.status).toBe(0);
  expect(actionsOf(second)).toEqual([]);
  expect(project.files('output')).toEqual(before);
});

test('B53: two rules that trigger each other without end are named both, quickly, and the rest is carried out', async () => {
  const project = aProject(chained(GROWING));
  const started = performance.now();
  const result = await project.reconcile();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([
    { code: 'plan/cycle', at: 'policies/accounts.yaml:7', policy: 'accounts', rule: 'answer' },
    { code: 'plan/cycle', at: 'policies/settings.yaml:7', policy: 'settings', rule: 'answer' },
  ]);
  expect(wordsOf(result)).toContain('accounts/answer, settings/answer');
  expect(wordsOf(result)).toContain('skip background requests');
  expect(project.manifests()).toHaveProperty(['team-a/limitrange_limits.yaml']);
  const before = project.files('output');
  const second = await project.reconcile();
  expect(second.status).toBe(1);
  expect(project.files('output')).toEqual(before);
});

test('B53: what was there before its rules came into a cycle is held as it is', async () => {
  const project = aProject(chained(SAME));
  await project.reconcile();
  const before = project.manifests();
  project.write(chained(GROWING));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(result.report.counts).toMatchObject({ deleted: 0, retained: 0 });
  expect(project.manifests()).toMatchObject(before);
});

test('B53: a rule that sets itself off without end is named', async () => {
  const project = aProject({
    'policies/accounts.yaml': clusterPolicy('accounts', answering('ServiceAccount', 'ServiceAccount', GROWING)),
    'policies/limits.yaml': LIMITS,
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/robot.yaml': ROBOT,
  });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([{ code: 'plan/cycle', policy: 'accounts', rule: 'answer' }]);
  expect(project.manifests()).toHaveProperty(['team-a/limitrange_limits.yaml']);
});

test('B53: without skipBackgroundRequests: false nothing that is generated sets a rule off', async () => {
  const files = Object.entries(chained(GROWING)).map(([path, text]) => [
    path,
    text.replace('    skipBackgroundRequests: false\n', ''),
  ]);
  const project = aProject(Object.fromEntries(files) as Record<string, string>);
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_robot.yaml', 'team-a/limitrange_limits.yaml']);
});

// ---- B54, B55: rules with one target

function settings(color: string, more = ''): string {
  return `
- name: settings
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
${more}    apiVersion: v1
    kind: ConfigMap
    name: settings
    namespace: "{{ request.object.metadata.name }}"
    data:
      data:
        color: ${color}
`;
}

const SETTINGS = 'team-a/configmap_settings.yaml';

function twoOwners(first: string, second: string) {
  return {
    'policies/first.yaml': clusterPolicy('first', settings(first)),
    'policies/second.yaml': clusterPolicy('second', settings(second)),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
  };
}

test('B54: of two rules that want one target with other content the first by policy name wins, and both are named', async () => {
  const project = aProject(twoOwners('red', 'blue'));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([
    {
      code: 'plan/conflict',
      at: 'policies/second.yaml:7',
      policy: 'second',
      rule: 'settings',
      trigger: '/Namespace//team-a',
    },
  ]);
  expect(wordsOf(result)).toContain('ConfigMap/team-a/settings is wanted with other content by first/settings');
  expect(manifest(project.manifests()[SETTINGS])['data']).toEqual({ color: 'red' });
});

test('B54: of two rules of one policy the first in order wins', async () => {
  const rules = [settings('red').replace('settings', 'zebra'), settings('blue').replace('settings', 'ant')];
  const project = aProject({
    'policies/tenants.yaml': clusterPolicy('tenants', ...rules),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
  });
  const result = await project.reconcile();
  expect(errorsOf(result)).toMatchObject([{ code: 'plan/conflict', rule: 'ant' }]);
  expect(manifest(project.manifests()[SETTINGS])['data']).toEqual({ color: 'red' });
});

test('B54: of two triggers of one rule the first by name wins', async () => {
  const rule = settings('"{{ request.object.metadata.name }}"').replace(
    'namespace: "{{ request.object.metadata.name }}"',
    'namespace: team-a',
  );
  const project = aProject({
    'policies/tenants.yaml': clusterPolicy('tenants', rule),
    'cluster-state/namespaces.yaml': namespaces('team-b', 'team-a'),
  });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([{ code: 'plan/conflict', trigger: '/Namespace//team-b' }]);
  expect(manifest(project.manifests()[SETTINGS])['data']).toEqual({ color: 'team-a' });
});

test('B54: the loser takes over when the winner goes', async () => {
  const project = aProject(twoOwners('red', 'blue'));
  await project.reconcile();
  project.remove('policies/first.yaml');
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(actionsOf(result)).toEqual(['update ConfigMap/team-a/settings']);
  expect(manifest(project.manifests()[SETTINGS])['data']).toEqual({ color: 'blue' });
});

test('B54: a rule that comes first by name later on takes over, and the former owner is told', async () => {
  const project = aProject({ ...twoOwners('red', 'blue'), 'policies/first.yaml': '' });
  await project.reconcile();
  project.write(twoOwners('red', 'blue'));
  const result = await project.reconcile();
  expect(errorsOf(result)).toMatchObject([{ code: 'plan/conflict', policy: 'second' }]);
  expect(manifest(project.manifests()[SETTINGS])['data']).toEqual({ color: 'red' });
});

test('B54: a winner that cannot be evaluated keeps its place', async () => {
  const project = aProject(twoOwners('red', 'blue'));
  await project.reconcile();
  const before = project.manifests();
  project.write({ 'policies/first.yaml': clusterPolicy('first', settings('"{{ request.object.spec.color }}"')) });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([
    { code: 'evaluate/variable', policy: 'first' },
    { code: 'plan/conflict', policy: 'second' },
  ]);
  expect(project.manifests()).toEqual(before);
});

test('B55: two rules that want one target with the same content share it, and it lives until the last goes', async () => {
  const project = aProject(twoOwners('red', 'red'));
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(errorsOf(result)).toEqual([]);
  expect(result.report.changes.map(({ causes }) => causes.map(({ policy }) => policy))).toEqual([['first', 'second']]);

  project.remove('policies/first.yaml');
  expect((await project.reconcile()).report.counts).toMatchObject({ created: 0, deleted: 0, failed: 0 });
  expect(manifest(project.manifests()[SETTINGS])['data']).toEqual({ color: 'red' });

  project.remove('policies/second.yaml');
  expect(actionsOf(await project.reconcile())).toEqual(['delete ConfigMap/team-a/settings']);
  expect(project.manifests()).toEqual({});
});

test('B55: when the owner that the manifest does not name goes, no byte of the manifest changes', async () => {
  const project = aProject(twoOwners('red', 'red'));
  await project.reconcile();
  const before = project.manifests();
  project.remove('policies/second.yaml');
  expect(actionsOf(await project.reconcile())).toEqual([]);
  expect(project.manifests()).toEqual(before);
  project.remove('policies/first.yaml');
  expect(actionsOf(await project.reconcile())).toEqual(['delete ConfigMap/team-a/settings']);
});

test('B55: an owner that orphans its downstreams keeps them when it is the last to go', async () => {
  const orphaning = settings('red', '    orphanDownstreamOnPolicyDelete: true\n');
  const project = aProject({ ...twoOwners('red', 'red'), 'policies/second.yaml': clusterPolicy('second', orphaning) });
  await project.reconcile();
  project.remove('policies/first.yaml');
  await project.reconcile();
  project.remove('policies/second.yaml');
  expect(actionsOf(await project.reconcile())).toEqual(['retain ConfigMap/team-a/settings']);
  expect(Object.keys(project.manifests())).toEqual([SETTINGS]);
});
