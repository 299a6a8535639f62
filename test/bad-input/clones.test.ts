// Clone sources that carry what has no place in Git, and sources that are their own target.
import { expect, test } from 'vitest';
import { aProject } from '../support/project.ts';
import { clusterPolicy, errorsOf, manifest, namespaces, noticesOf, wordsOf } from './inputs.ts';

const COPY = clusterPolicy(
  'share',
  `
- name: settings
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: settings
    namespace: "{{ request.object.metadata.name }}"
    clone:
      namespace: default
      name: settings
`,
);

function source(metadata: string, rest = 'data: {color: red}'): string {
  const lines = metadata.split('\n').map((line) => `  ${line}`);
  return [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: settings',
    '  namespace: default',
    ...lines,
    rest,
    '',
  ].join('\n');
}

async function copyOf(text: string, cloneMetadata: 'clean' | 'keep' = 'clean') {
  const project = aProject({
    'policies/share.yaml': COPY,
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/settings.yaml': text,
  });
  const result = await project.reconcile({ provenance: 'none', cloneMetadata });
  expect(errorsOf(result)).toEqual([]);
  expect(result.status).toBe(0);
  const before = project.files('output');
  await project.reconcile({ provenance: 'none', cloneMetadata });
  expect(project.files('output')).toEqual(before);
  return manifest(project.manifests()['team-a/configmap_settings.yaml']);
}

const OWN = { name: 'settings', namespace: 'team-a' };

test('B81: what deployment tools wrote on a source is left out of the copy, and the rest stays', async () => {
  const copy = await copyOf(
    source(`labels:
  app.kubernetes.io/instance: platform
  argocd.argoproj.io/instance: platform
  kustomize.toolkit.fluxcd.io/name: platform
  kustomize.toolkit.fluxcd.io/namespace: flux-system
  helm.toolkit.fluxcd.io/name: platform
  app.kubernetes.io/managed-by: Helm
  team: platform
annotations:
  argocd.argoproj.io/tracking-id: "platform:/ConfigMap:default/settings"
  argocd.argoproj.io/hook: PreSync
  argocd.argoproj.io/hook-delete-policy: HookSucceeded
  argocd.argoproj.io/sync-wave: "5"
  argocd.argoproj.io/sync-options: Prune=false
  kustomize.toolkit.fluxcd.io/reconcile: disabled
  helm.sh/hook: pre-install
  meta.helm.sh/release-name: platform
  meta.helm.sh/release-namespace: default
  config.kubernetes.io/origin: "path: settings.yaml"
  example.com/contact: platform`),
  );
  expect(copy['metadata']).toEqual({
    ...OWN,
    labels: { team: 'platform' },
    annotations: { 'example.com/contact': 'platform' },
  });
  expect(copy['data']).toEqual({ color: 'red' });
});

test('B81: what was left out of a copy is listed in explain', async () => {
  const annotations = [
    'argocd.argoproj.io/sync-wave: "5"',
    'helm.sh/hook: pre-install',
    'example.com/contact: platform',
  ];
  const labels = ['app.kubernetes.io/instance: platform', 'team: platform'];
  const project = aProject({
    'policies/share.yaml': COPY,
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/settings.yaml': source(
      [
        'uid: "7"',
        'annotations:',
        ...annotations.map((line) => `  ${line}`),
        'labels:',
        ...labels.map((line) => `  ${line}`),
      ].join('\n'),
    ),
  });
  const removedOf = async (cloneMetadata: 'clean' | 'keep') => {
    const { report, status } = await project.explain('cm/team-a/settings', { cloneMetadata });
    expect(status).toBe(0);
    return report.explained?.[0]?.downstream?.causes[0]?.source?.removed;
  };
  expect(await removedOf('clean')).toEqual([
    'metadata.annotations[argocd.argoproj.io/sync-wave]',
    'metadata.annotations[helm.sh/hook]',
    'metadata.labels[app.kubernetes.io/instance]',
    'metadata.uid',
  ]);
  expect(await removedOf('keep')).toEqual(['metadata.uid']);
});

test('B82: the last applied configuration is removed from a copy', async () => {
  const applied = `annotations:
  kubectl.kubernetes.io/last-applied-configuration: '{"data":{"color":"green"}}'`;
  expect(await copyOf(source(applied))).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: OWN,
    data: { color: 'red' },
  });
});

test('B82: the last applied configuration of a Secret is removed even where metadata is kept', async () => {
  const project = aProject({
    'policies/share.yaml': COPY.replace('kind: ConfigMap', 'kind: Secret'),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/settings.yaml': source(`annotations:
  kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"password":"hunter2"}}'`)
      .replace('ConfigMap', 'Secret')
      .replace('data: {color: red}', 'data: {password: eA==}'),
  });
  const result = await project.reconcile({ secrets: 'plain', cloneMetadata: 'keep', digestKey: 'key' });
  expect(result.status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual(['team-a/secret_settings.yaml']);
  expect(JSON.stringify([project.files('output'), result.report])).not.toContain('hunter2');
});

const SERVER_SET = `uid: 7c1b5d8e-0000-4000-8000-000000000001
resourceVersion: "48813"
generation: 3
creationTimestamp: "2025-11-02T10:00:00Z"
selfLink: /api/v1/namespaces/default/configmaps/settings
finalizers: [example.com/protect]
managedFields:
- manager: kubectl
  operation: Update
ownerReferences:
- apiVersion: apps/v1
  kind: Deployment
  name: platform
  uid: 7c1b5d8e-0000-4000-8000-000000000002`;

test('B83: status and what a server set are removed from a copy, owner references and finalizers too', async () => {
  const copy = await copyOf(source(SERVER_SET, 'data: {color: red}\nstatus: {phase: Ready}'));
  expect(copy).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: OWN, data: { color: 'red' } });
});

test('B83: a source that is being deleted is copied without its deletionTimestamp', async () => {
  const copy = await copyOf(source('deletionTimestamp: "2025-11-02T10:00:00Z"\ndeletionGracePeriodSeconds: 30'));
  expect(copy['metadata']).toEqual(OWN);
});

test('B83: a change of nothing but what a server set changes no byte of the copy', async () => {
  const project = aProject({
    'policies/share.yaml': COPY,
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/settings.yaml': source('resourceVersion: "1"'),
  });
  await project.reconcile();
  const before = project.manifests();
  project.write({ 'cluster-state/settings.yaml': source('resourceVersion: "2"\ngeneration: 9') });
  expect((await project.reconcile()).report.counts).toMatchObject({ updated: 0, failed: 0 });
  expect(project.manifests()).toEqual(before);
});

test('B83: owner references that the data of a rule sets are kept', async () => {
  const rule = `
- name: settings
  match:
    any:
    - resources:
        kinds: [Service]
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: settings
    namespace: "{{ request.namespace }}"
    data:
      metadata:
        ownerReferences:
        - apiVersion: v1
          kind: Service
          name: "{{ request.object.metadata.name }}"
          uid: "{{ request.object.metadata.uid }}"
`;
  const project = aProject({
    'policies/own.yaml': clusterPolicy('own', rule),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    'cluster-state/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: team-a, uid: u-1}\n',
  });
  expect((await project.reconcile({ provenance: 'none' })).status).toBe(0);
  expect(manifest(project.manifests()['team-a/configmap_settings.yaml'])['metadata']).toEqual({
    ...OWN,
    ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u-1' }],
  });
});

test('B52: a source that is its own target is skipped with the reason, and copied everywhere else', async () => {
  const project = aProject({
    'policies/share.yaml': COPY,
    'cluster-state/namespaces.yaml': namespaces('default', 'team-a'),
    'cluster-state/settings.yaml': source('labels: {team: platform}'),
  });
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_settings.yaml']);
  expect(noticesOf(result)).toEqual([
    {
      code: 'evaluate/skipped',
      at: 'policies/share.yaml:18',
      policy: 'share',
      rule: 'settings',
      trigger: '/Namespace//default',
    },
  ]);
  expect(wordsOf(result)).toContain('ConfigMap/default/settings is its own source');
});

test('B52: a cloneList leaves out the sources that lie in the target namespace', async () => {
  const rule = `
- name: settings
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
    namespace: "{{ request.object.metadata.name }}"
    cloneList:
      namespace: default
      kinds: [v1/ConfigMap]
`;
  const project = aProject({
    'policies/share.yaml': clusterPolicy('share', rule),
    'cluster-state/namespaces.yaml': namespaces('default', 'team-a'),
    'cluster-state/settings.yaml': source('labels: {team: platform}'),
  });
  const result = await project.reconcile();
  expect(errorsOf(result)).toEqual([]);
  expect(result.status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_settings.yaml']);
});
