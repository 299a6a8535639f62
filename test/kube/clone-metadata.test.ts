import { describe, expect, test } from 'vitest';
import { copyForClone, refusedSource, withoutVolatile } from '../../src/kube/index.ts';
import type { JsonObject, Resource, ResourceId } from '../../src/model/resource.ts';

const SOURCE_ID: ResourceId = { group: '', kind: 'ConfigMap', namespace: 'default', name: 'ca' };
const TARGET: ResourceId = { ...SOURCE_ID, namespace: 'team-a', name: 'ca-copy' };
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function aSource(metadata: JsonObject = {}, more: JsonObject = {}): Resource {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...more,
    metadata: { name: 'ca', namespace: 'default', ...metadata },
    data: { 'ca.crt': 'x' },
  };
}

const SERVER_SET = {
  uid: 'u-1',
  selfLink: '/api',
  creationTimestamp: '2020-01-01T00:00:00Z',
  managedFields: [],
  resourceVersion: '7',
};
const LEFT_BY_KYVERNO = {
  generation: 2,
  deletionTimestamp: '2020-01-02T00:00:00Z',
  deletionGracePeriodSeconds: 30,
  finalizers: ['a/b'],
};
const OWNERS = { ownerReferences: [{ kind: 'Pod', name: 'p', uid: 'u-2' }] };

const FOREIGN_ANNOTATIONS = [
  LAST_APPLIED,
  'argocd.argoproj.io/tracking-id',
  'argocd.argoproj.io/hook',
  'argocd.argoproj.io/hook-delete-policy',
  'argocd.argoproj.io/sync-wave',
  'argocd.argoproj.io/sync-options',
  'kustomize.toolkit.fluxcd.io/prune',
  'meta.helm.sh/release-name',
  'helm.sh/hook',
  'helm.sh/hook-weight',
  'helm.sh/resource-policy',
  'config.kubernetes.io/depends-on',
  'deployment.kubernetes.io/revision',
  'control-plane.alpha.kubernetes.io/leader',
  'reflector.v1.k8s.emberstack.com/reflects',
  'replicator.v1.mittwald.de/replicated-keys',
];
const FOREIGN_LABELS = [
  'app.kubernetes.io/instance',
  'argocd.argoproj.io/instance',
  'kustomize.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/name',
];

function allSet(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, 'x']));
}

function metadataAfter(mode: 'clean' | 'keep', metadata: JsonObject, target = TARGET): JsonObject {
  return copyForClone(aSource(metadata), target, mode, SOURCE_ID).content.metadata;
}

describe('a clean copy', () => {
  test('has the name and namespace of the target and the content of the source', () => {
    expect(copyForClone(aSource(), TARGET, 'clean', SOURCE_ID)).toEqual({
      content: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'ca-copy', namespace: 'team-a' },
        data: { 'ca.crt': 'x' },
      },
      removed: [],
    });
  });

  test('has no namespace where the target has none', () => {
    expect(metadataAfter('clean', {}, { ...TARGET, namespace: '' })).toEqual({ name: 'ca-copy' });
  });

  test('leaves out what the server sets, owners, finalizers and status, and says so', () => {
    const source = aSource({ ...SERVER_SET, ...LEFT_BY_KYVERNO, ...OWNERS }, { status: { ready: true } });
    const { content, removed } = copyForClone(source, TARGET, 'clean', SOURCE_ID);
    expect(content.metadata).toEqual({ name: 'ca-copy', namespace: 'team-a' });
    expect(content).not.toHaveProperty('status');
    expect(removed).toEqual([
      'metadata.creationTimestamp',
      'metadata.deletionGracePeriodSeconds',
      'metadata.deletionTimestamp',
      'metadata.finalizers',
      'metadata.generation',
      'metadata.managedFields',
      'metadata.ownerReferences',
      'metadata.resourceVersion',
      'metadata.selfLink',
      'metadata.uid',
      'status',
    ]);
  });

  test('leaves out owner references within one namespace too', () => {
    expect(metadataAfter('clean', OWNERS, { ...TARGET, namespace: 'default' })).not.toHaveProperty('ownerReferences');
  });

  test.each(FOREIGN_ANNOTATIONS)('leaves out the annotation %s', (key) => {
    const annotations = { ...allSet([key]), mine: 'y' };
    const { content, removed } = copyForClone(aSource({ annotations }), TARGET, 'clean', SOURCE_ID);
    expect(content.metadata['annotations']).toEqual({ mine: 'y' });
    expect(removed).toEqual([`metadata.annotations[${key}]`]);
  });

  test.each(FOREIGN_LABELS)('leaves out the label %s', (key) => {
    expect(metadataAfter('clean', { labels: { ...allSet([key]), mine: 'y' } })['labels']).toEqual({ mine: 'y' });
  });

  test('leaves out managed-by only where it says Helm', () => {
    const labels = (value: string) =>
      metadataAfter('clean', { labels: { 'app.kubernetes.io/managed-by': value } })['labels'];
    expect(labels('Helm')).toBeUndefined();
    expect(labels('somebody')).toEqual({ 'app.kubernetes.io/managed-by': 'somebody' });
  });

  test('has no map that it emptied, and keeps one that was empty', () => {
    expect(
      metadataAfter('clean', { annotations: allSet(FOREIGN_ANNOTATIONS), labels: allSet(FOREIGN_LABELS) }),
    ).toEqual({
      name: 'ca-copy',
      namespace: 'team-a',
    });
    expect(metadataAfter('clean', { labels: {} })['labels']).toEqual({});
  });

  test('keeps keys that only look alike', () => {
    const annotations = allSet(['helm.sh/chart', 'argocd.argoproj.iox/a', 'app.kubernetes.io/instance']);
    const labels = allSet(['app.kubernetes.io/name', 'helm.sh/chart']);
    expect(metadataAfter('clean', { annotations, labels })).toMatchObject({ annotations, labels });
  });
});

describe('a kept copy', () => {
  test('loses what a server sets and owners across namespaces, nothing else', () => {
    const annotations = allSet(FOREIGN_ANNOTATIONS);
    const labels = { ...allSet(FOREIGN_LABELS), 'app.kubernetes.io/managed-by': 'Helm' };
    const kept = { ...LEFT_BY_KYVERNO, generateName: 'ca-', annotations, labels };
    const source = aSource({ ...SERVER_SET, ...OWNERS, ...kept }, { status: { ready: true } });
    const { content, removed } = copyForClone(source, TARGET, 'keep', SOURCE_ID);
    expect(content.metadata).toEqual({ name: 'ca-copy', namespace: 'team-a', ...kept });
    expect(content['status']).toEqual({ ready: true });
    expect(removed).toEqual([
      'metadata.creationTimestamp',
      'metadata.managedFields',
      'metadata.ownerReferences',
      'metadata.resourceVersion',
      'metadata.selfLink',
      'metadata.uid',
    ]);
  });

  test('keeps owner references within one namespace', () => {
    expect(metadataAfter('keep', OWNERS, { ...TARGET, namespace: 'default' })).toMatchObject(OWNERS);
  });

  test('of a Secret loses the annotation that repeats its values', () => {
    const source = aSource({ annotations: { [LAST_APPLIED]: '{}', mine: 'y' } }, { kind: 'Secret' });
    const { content, removed } = copyForClone(source, { ...TARGET, kind: 'Secret' }, 'keep', SOURCE_ID);
    expect(content.metadata['annotations']).toEqual({ mine: 'y' });
    expect(removed).toEqual([`metadata.annotations[${LAST_APPLIED}]`]);
  });
});

test('a copy leaves its source as it was', () => {
  const source = aSource({ ...SERVER_SET, annotations: allSet(FOREIGN_ANNOTATIONS) });
  const before = structuredClone(source);
  copyForClone(source, TARGET, 'clean', SOURCE_ID);
  expect(source).toEqual(before);
});

describe('refusedSource', () => {
  test.each(['kubernetes.io/service-account-token', 'helm.sh/release.v1', 'bootstrap.kubernetes.io/token'])(
    'refuses a Secret of type %s, with a reason and without its values',
    (type) => {
      const reason = refusedSource(aSource({}, { kind: 'Secret', type, stringData: { token: 'hunter2' } }));
      expect(reason).toMatch(/^it is /);
      expect(reason).not.toContain('hunter2');
    },
  );

  test.each([
    { name: 'an ordinary Secret', more: { kind: 'Secret', type: 'kubernetes.io/dockerconfigjson' } },
    { name: 'a Secret without a type', more: { kind: 'Secret' } },
    { name: 'another kind with such a type', more: { type: 'helm.sh/release.v1' } },
    {
      name: 'a Secret of another group',
      more: { apiVersion: 'x.io/v1', kind: 'Secret', type: 'helm.sh/release.v1' },
    },
  ])('takes $name', ({ more }) => {
    expect(refusedSource(aSource({}, more))).toBeUndefined();
  });
});

describe('withoutVolatile', () => {
  test('leaves out what changes on its own, and only that', () => {
    const object = aSource({ resourceVersion: '7', generation: 2, managedFields: [], uid: 'u-1', labels: { a: 'b' } });
    expect(withoutVolatile(object)).toEqual(aSource({ uid: 'u-1', labels: { a: 'b' } }));
  });
});
