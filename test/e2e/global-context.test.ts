// A GlobalContextEntry over what other rules generate: chained evaluation sees it, a fault of the entry holds only who refers to it.
import { expect, test } from 'vitest';
import { aProject, type Files } from '../support/project.ts';

const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

const ENTRY = `apiVersion: kyverno.io/v2
kind: GlobalContextEntry
metadata:
  name: quotas
spec:
  kubernetesResource:
    version: v1
    resource: resourcequotas
  projections:
  - name: namespaces
    jmesPath: sort([].metadata.namespace)
`;

function policy(name: string, kinds: string, body: string): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: ${name}
spec:
  rules:
  - name: make
    match:
      any:
      - resources:
          kinds: [${kinds}]
${body}`;
}

const FILES: Files = {
  'policies/entry.yaml': ENTRY,
  'policies/quota.yaml': policy(
    'quota',
    'Namespace',
    `    generate:
      synchronize: true
      apiVersion: v1
      kind: ResourceQuota
      name: small
      namespace: "{{ request.object.metadata.name }}"
      data:
        spec:
          hard:
            pods: "10"
`,
  ),
  'policies/summary.yaml': policy(
    'summary',
    'ConfigMap',
    `    exclude:
      any:
      - resources:
          names: [summary]
    context:
    - name: namespaces
      globalReference:
        name: quotas.namespaces
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: summary
      namespace: team-a
      data:
        data:
          namespaces: "{{ join(' ', namespaces) }}"
`,
  ),
  'cluster-state/a.yaml': namespace('team-a'),
  'cluster-state/t.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: trigger\n  namespace: team-a\n',
};

const SUMMARY = 'team-a/configmap_summary.yaml';

test('an entry sees what other rules generate, in the same run, and follows it', async () => {
  const project = aProject(FILES);
  expect((await project.reconcile()).status).toBe(0);
  expect(project.manifests()[SUMMARY]).toContain('namespaces: team-a\n');
  project.write({ 'cluster-state/b.yaml': namespace('team-b') });
  expect((await project.reconcile()).status).toBe(0);
  expect(project.manifests()[SUMMARY]).toContain('namespaces: "team-a team-b"\n');
  project.remove('cluster-state/b.yaml');
  expect((await project.reconcile({ maxDeletions: { percent: 100 } })).status).toBe(0);
  expect(project.manifests()[SUMMARY]).toContain('namespaces: team-a\n');
});

test.each([
  { name: 'a fault', entry: ENTRY.replace('version: v1', 'group: ""'), codes: ['evaluate/context', 'policy/invalid'] },
  { name: 'a double', entry: `${ENTRY}---\n${ENTRY}`, codes: ['evaluate/context', 'policy/invalid'] },
  { name: 'another name', entry: ENTRY.replace('name: quotas', 'name: others'), codes: ['evaluate/context'] },
  { name: 'an unknown kind', entry: ENTRY.replace('resourcequotas', 'gadgets'), codes: ['evaluate/context'] },
])('an entry with $name holds what refers to it, and nothing else', async ({ entry, codes }) => {
  const project = aProject(FILES);
  await project.reconcile();
  const before = project.manifests();
  project.write({ 'policies/entry.yaml': entry, 'cluster-state/b.yaml': namespace('team-b') });
  const { status, report } = await project.reconcile();
  expect(status).toBe(1);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code }) => code).sort()).toEqual(codes);
  for (const error of errors) expect(error).toMatchObject({ line: expect.any(Number) as number });
  const { 'team-b/resourcequota_small.yaml': added, ...after } = project.manifests();
  expect(added).toContain('pods');
  expect(after).toEqual(before);
});
