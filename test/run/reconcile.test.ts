// The main job over a small project, as a user would write it.
import { expect, test } from 'vitest';
import { aProject } from '../support/project.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

const TEAM_A = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-a\n';

test('a namespace gets its manifest, and a second run touches nothing', async () => {
  const project = aProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/team-a.yaml': TEAM_A });
  const first = await project.reconcile();
  expect(first.status).toBe(0);
  expect(project.manifests()).toEqual({
    'team-a/networkpolicy.networking.k8s.io_deny-all.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  annotations:
    headwater.dev/policy: default-deny
    headwater.dev/rule: deny-all
    headwater.dev/trigger: Namespace/team-a
  labels:
    app.kubernetes.io/managed-by: headwater
  name: deny-all
  namespace: team-a
spec:
  podSelector: {}
  policyTypes:
  - Ingress
`,
  });
  const before = project.files('output');
  expect((await project.reconcile()).report.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, failed: 0 });
  expect(project.files('output')).toEqual(before);
});

test('a namespace that goes takes its synchronized manifest with it', async () => {
  const project = aProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/team-a.yaml': TEAM_A });
  await project.reconcile();
  project.remove('cluster-state/team-a.yaml');
  expect((await project.reconcile({ allowEmpty: true })).status).toBe(0);
  expect(project.manifests()).toEqual({});
});

test('a rule that applies only where there is none does not see what it made itself, applied in the cluster', async () => {
  const policy = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: default-pdb
spec:
  rules:
  - name: only-where-there-is-none
    match:
      any:
      - resources:
          kinds: [Namespace]
    context:
    - name: count
      apiCall:
        urlPath: /api/v1/namespaces/{{request.object.metadata.name}}/configmaps
        jmesPath: items | length(@)
    preconditions:
      all:
      - key: "{{ count }}"
        operator: Equals
        value: 0
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: only
      namespace: "{{request.object.metadata.name}}"
      data:
        data: {a: b}
`;
  const project = aProject({ 'policies/pdb.yaml': policy, 'cluster-state/team-a.yaml': TEAM_A });
  await project.reconcile();
  const made = project.manifests();
  expect(Object.keys(made)).toEqual(['team-a/configmap_only.yaml']);
  project.write({ 'cluster-state/only.yaml': made['team-a/configmap_only.yaml']! });
  expect((await project.reconcile()).report.changes).toEqual([]);
  expect(project.manifests()).toEqual(made);
});
