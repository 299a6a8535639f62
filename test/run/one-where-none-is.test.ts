// «One where there is none», for triggers that look for the same: the first by name has it, the others see it, and a second run agrees.
import { expect, test } from 'vitest';
import { aProject, type Project } from '../support/project.ts';

const POLICY = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: budgets}
spec:
  rules:
  - name: budget
    match: {any: [{resources: {kinds: [Deployment]}}]}
    context:
    - name: count
      apiCall:
        urlPath: "/apis/policy/v1/namespaces/{{request.namespace}}/poddisruptionbudgets"
        jmesPath: "items[?label_match(spec.selector.matchLabels, \`{{request.object.spec.template.metadata.labels}}\`)] | length(@)"
    preconditions:
      all: [{key: "{{count}}", operator: Equals, value: 0}]
    generate:
      generateExisting: true
      synchronize: true
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      name: "{{request.object.metadata.name}}"
      namespace: "{{request.namespace}}"
      data:
        spec: {minAvailable: 1, selector: "{{request.object.spec.selector}}"}
`;

function deployment(namespace: string, name: string, app: string): string {
  const labels = `{app: ${app}}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec: {replicas: 2, selector: {matchLabels: ${labels}}, template: {metadata: {labels: ${labels}}}}
`;
}

function aCluster(): Project {
  const namespaces = ['a', 'b'].map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`);
  const files = [
    ['a', 'one', 'shop'],
    ['a', 'two', 'shop'],
    ['a', 'alone', 'other'],
    ['b', 'three', 'shop'],
    ['b', 'four', 'shop'],
    ['b', 'five', 'shop'],
  ].map(([namespace = '', name = '', app = '']) => [
    `cluster-state/${namespace}-${name}.yaml`,
    deployment(namespace, name, app),
  ]);
  return aProject({
    'policies/budgets.yaml': POLICY,
    'cluster-state/namespaces.yaml': namespaces.join('---\n'),
    ...(Object.fromEntries(files) as Record<string, string>),
  });
}

const budgets = (project: Project): readonly string[] =>
  Object.keys(project.manifests()).map((path) => path.replace('poddisruptionbudget.policy_', ''));

test.each(['desired', 'kyverno'] as const)('the first has it, in %s', async (lifecycle) => {
  const project = aCluster();
  const first = await project.reconcile({ lifecycle });
  expect([first.status, first.report.diagnostics]).toEqual([0, []]);
  expect(budgets(project)).toEqual(['a/alone.yaml', 'a/one.yaml', 'b/five.yaml']);
  const again = await project.reconcile({ lifecycle });
  expect([again.status, again.report.counts]).toMatchObject([0, { created: 0, updated: 0, deleted: 0, unchanged: 3 }]);
});

test('when it goes with its trigger, the next one has it', async () => {
  const project = aCluster();
  await project.reconcile();
  project.remove('cluster-state/b-five.yaml');
  expect((await project.reconcile()).status).toBe(0);
  expect(budgets(project)).toEqual(['a/alone.yaml', 'a/one.yaml', 'b/four.yaml']);
  expect((await project.reconcile()).report.counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
});
