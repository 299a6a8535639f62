// Policy exceptions that somebody put where they reach further than anybody meant: what is honoured, what is not, and what is shown.
import { expect, test } from 'vitest';
import { aProject, type Files } from '../support/project.ts';
import { actionsOf, clusterPolicy, errorsOf, namespaces, warningsOf, wordsOf } from './inputs.ts';

/** A rule that makes a ConfigMap for each object of a kind. */
function perObject(name: string, kind: string, namespace: string): string {
  return `
- name: ${name}
  match:
    any:
    - resources:
        kinds: [${kind}]
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: ${name}-{{ request.object.metadata.name }}
    namespace: ${namespace}
    data:
      data:
        k: v
`;
}

const TENANTS = clusterPolicy(
  'tenants',
  perObject('settings', 'Namespace', 'team-a'),
  perObject('quota', 'Namespace', 'team-a'),
);

/** An exception that exempts whatever there is from these rules. */
function exemptingAll(name: string, rules: string, match = '{any: [{resources: {kinds: ["*"]}}]}'): string {
  return [
    'apiVersion: kyverno.io/v2',
    'kind: PolicyException',
    `metadata: {name: ${name}, namespace: tenant-of-somebody}`,
    'spec:',
    `  match: ${match}`,
    `  exceptions: [{policyName: tenants, ruleNames: ${rules}}]`,
    '',
  ].join('\n');
}

const STATE: Files = { 'cluster-state/namespaces.yaml': namespaces('team-a') };

test('B57: an exception that exempts everything is honoured among the policies, and listed in the report', async () => {
  const project = aProject({ ...STATE, 'policies/tenants.yaml': TENANTS });
  await project.reconcile();
  const before = project.manifests();
  project.write({
    'policies/open.yaml': exemptingAll('open', '["*"]'),
    'cluster-state/namespaces.yaml': namespaces('team-a', 'team-b'),
  });
  const result = await project.reconcile();
  expect(project.manifests()).toEqual(before);
  expect(result.report.counts).toMatchObject({ created: 0, deleted: 0, held: 2 });
  expect(result.report.exceptions).toEqual([
    {
      name: 'tenant-of-somebody/open',
      file: expect.stringMatching(/policies\/open\.yaml$/) as string,
      line: 1,
      triggers: 4,
      rules: [
        { policy: 'tenants', rule: 'quota', triggers: 2 },
        { policy: 'tenants', rule: 'settings', triggers: 2 },
      ],
    },
  ]);
  expect([result.status, result.report.diagnostics]).toEqual([0, []]);
});

test('B57: an exception in the inventory exempts nothing: it is an object like others, and may be a trigger', async () => {
  const copying = clusterPolicy('copies', perObject('copy', 'PolicyException', 'team-a'));
  const project = aProject({
    ...STATE,
    'policies/tenants.yaml': TENANTS,
    'policies/copies.yaml': copying,
    'cluster-state/open.yaml': exemptingAll('open', '["*"]'),
  });
  const result = await project.reconcile();
  expect(actionsOf(result)).toEqual([
    'create ConfigMap/team-a/copy-open',
    'create ConfigMap/team-a/quota-team-a',
    'create ConfigMap/team-a/settings-team-a',
  ]);
  expect(result.report).not.toHaveProperty('exceptions');
  expect(errorsOf(result)).toEqual([]);
});

/** An exception of the newer group that names a policy. */
function celException(kind: string, name: string): string {
  const head = 'apiVersion: policies.kyverno.io/v1\nkind: PolicyException\nmetadata: {name: open, namespace: team-a}\n';
  return `${head}spec: {policyRefs: [{kind: ${kind}, name: ${name}}]}\n`;
}

test('B57: an exception of policies.kyverno.io takes nothing from the rules of a ClusterPolicy', async () => {
  const open = celException('ClusterPolicy', 'tenants');
  const project = aProject({ ...STATE, 'policies/tenants.yaml': TENANTS, 'policies/open.yaml': open });
  const result = await project.reconcile();
  expect(result.report.counts.created).toBe(2);
  expect([result.status, warningsOf(result)]).toEqual([0, []]);
});

test('B57: an exception of policies.kyverno.io for a GeneratingPolicy that is not there is warned about', async () => {
  const open = celException('GeneratingPolicy', 'tenants');
  const project = aProject({ ...STATE, 'policies/tenants.yaml': TENANTS, 'policies/open.yaml': open });
  const result = await project.reconcile();
  expect(result.report.counts.created).toBe(2);
  const told = { code: 'policy/exception-without-rule', at: 'policies/open.yaml:4' };
  expect([result.status, warningsOf(result)]).toEqual([0, [told]]);
});

test('B57: an exception of policies.kyverno.io in the older spelling is an error, and takes nothing', async () => {
  const other = exemptingAll('open', '["*"]').replace('kyverno.io/v2', 'policies.kyverno.io/v1');
  const project = aProject({ ...STATE, 'policies/tenants.yaml': TENANTS, 'policies/open.yaml': other });
  const result = await project.reconcile();
  expect(result.report.counts.created).toBe(2);
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([expect.objectContaining({ code: 'policy/invalid' })]);
  expect(wordsOf(result)).toContain('spec.policyRefs');
});

test('B57: an exception that names nothing is warned about where it stands', async () => {
  const project = aProject({
    ...STATE,
    'policies/tenants.yaml': TENANTS,
    'policies/lost.yaml': exemptingAll('lost', '[sittings]'),
  });
  const result = await project.reconcile();
  expect(result.report.counts.created).toBe(2);
  expect(warningsOf(result)).toMatchObject([{ code: 'policy/exception-without-rule' }]);
  expect(wordsOf(result)).toContain('policy tenants has no rule sittings');
});

test('B58: where one rule is exempted twice the result is the same in any order of files and documents', async () => {
  const first = exemptingAll('a-first', '[settings]');
  const second = exemptingAll('b-second', '["s*"]', '{all: [{resources: {kinds: [Namespace]}}]}');
  const failing = `${exemptingAll('a-failing', '[settings]')}  conditions: {all: [{key: "{{ request.object.no }}", operator: Equals, value: v}]}\n`;
  const orders: readonly Files[] = [
    { 'policies/x.yaml': [failing, first, second].join('---\n') },
    { 'policies/x.yaml': [second, first, failing].join('---\n') },
    { 'policies/1.yaml': second, 'policies/2.yaml': failing, 'policies/a/3.yaml': first },
    { 'policies/1.yaml': first, 'policies/z.yaml': `${second}---\n${failing}` },
  ];
  const results = [];
  for (const files of orders) {
    const project = aProject({ ...STATE, 'policies/tenants.yaml': TENANTS, ...files });
    const { report, status } = await project.reconcile();
    results.push({
      status,
      files: project.files('output'),
      exceptions: report.exceptions?.map(({ name, triggers, rules }) => ({ name, triggers, rules })),
      told: report.diagnostics.map(({ code, message, trigger }) => ({ code, message, trigger })),
    });
  }
  const [result, ...others] = results;
  for (const other of others) expect(other).toEqual(result);
  expect(result?.exceptions?.map(({ name, triggers }) => `${name} ${triggers}`)).toEqual([
    'tenant-of-somebody/a-failing 0',
    'tenant-of-somebody/a-first 1',
    'tenant-of-somebody/b-second 0',
  ]);
  expect(result?.told.map(({ code }) => code)).toEqual(['evaluate/preconditions']);
  expect(Object.keys(result?.files ?? {}).filter((path) => path.startsWith('team-a'))).toEqual([
    'team-a/configmap_quota-team-a.yaml',
  ]);
});

test('B58: two exceptions of one name that differ hold what both may name', async () => {
  const project = aProject({ ...STATE, 'policies/tenants.yaml': TENANTS });
  await project.reconcile();
  const before = project.manifests();
  project.write({
    'policies/a.yaml': exemptingAll('one', '[settings]'),
    'policies/b.yaml': exemptingAll('one', '[quota]'),
  });
  project.remove('cluster-state/namespaces.yaml');
  project.write({ 'cluster-state/namespaces.yaml': namespaces('team-b') });
  const result = await project.reconcile();
  expect([result.status, project.manifests()]).toEqual([1, before]);
  expect(errorsOf(result).map(({ code, at }) => `${code} ${at?.split('/').at(-1) ?? ''}`)).toEqual(
    expect.arrayContaining(['policy/invalid a.yaml:3', 'policy/invalid b.yaml:3']),
  );
});
