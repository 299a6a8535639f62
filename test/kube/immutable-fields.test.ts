// Fields that the API server lets nobody change, and their neighbours that it does.
import { describe, expect, test } from 'vitest';
import { changedImmutableFields, secretValues } from '../../src/kube/index.ts';
import type { JsonObject, Resource } from '../../src/model/resource.ts';

const METADATA = { name: 'one', namespace: 'team-a' };

function changed(kind: string, before: JsonObject, after: JsonObject): readonly string[] {
  const dot = kind.lastIndexOf('/');
  const head = { apiVersion: kind.slice(0, dot), kind: kind.slice(dot + 1), metadata: METADATA };
  return changedImmutableFields({ ...before, ...head }, { ...after, ...head });
}

/** Kind, fields before, fields after, what is told. */
type Row = readonly [string, JsonObject, JsonObject, readonly string[]];

const web = { matchLabels: { app: 'web' } };
const api = { matchLabels: { app: 'api' } };
const ref = (name: string, more: JsonObject = {}): JsonObject => ({ roleRef: { kind: 'Role', name, ...more } });
const quota = (...scopes: readonly string[]): JsonObject => ({ spec: { scopes, hard: { pods: '1' } } });
const claim = (more: JsonObject, storage = '1Gi'): JsonObject => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more },
});
const template = (image: string, more: JsonObject = {}): JsonObject => ({
  spec: { containers: [{ name: 'a', image }], ...more },
});

const FIXED: readonly Row[] = [
  ['apps/v1/Deployment', { spec: { selector: web } }, { spec: { selector: api } }, ['spec.selector']],
  ['apps/v1/DaemonSet', { spec: { selector: web } }, { spec: { selector: api } }, ['spec.selector']],
  ['apps/v1/ReplicaSet', { spec: { selector: web } }, { spec: { selector: api } }, ['spec.selector']],
  [
    'apps/v1/StatefulSet',
    { spec: { serviceName: 'a', selector: web } },
    { spec: { serviceName: 'b', selector: api } },
    ['spec.selector', 'spec.serviceName'],
  ],
  ['apps/v1/StatefulSet', { spec: {} }, { spec: { podManagementPolicy: 'Parallel' } }, ['spec.podManagementPolicy']],
  [
    'apps/v1/StatefulSet',
    { spec: { volumeClaimTemplates: [{ metadata: { name: 'a' } }] } },
    { spec: {} },
    ['spec.volumeClaimTemplates'],
  ],
  ['rbac.authorization.k8s.io/v1/RoleBinding', ref('a'), ref('b'), ['roleRef']],
  ['rbac.authorization.k8s.io/v1/ClusterRoleBinding', ref('a'), ref('a', { kind: 'ClusterRole' }), ['roleRef']],
  ['v1/PersistentVolumeClaim', claim({}), claim({ accessModes: ['ReadWriteMany'] }), ['spec.accessModes']],
  [
    'v1/PersistentVolumeClaim',
    claim({ storageClassName: 'fast' }),
    claim({ storageClassName: 'slow' }),
    ['spec.storageClassName'],
  ],
  [
    'v1/PersistentVolumeClaim',
    claim({ volumeName: 'v' }),
    claim({ volumeName: 'v', storageClassName: 'slow' }),
    ['spec.storageClassName'],
  ],
  ['v1/PersistentVolumeClaim', claim({}), claim({ volumeMode: 'Block' }), ['spec.volumeMode']],
  ['v1/PersistentVolumeClaim', claim({}, '2Gi'), claim({}, '1Gi'), ['spec.resources.requests']],
  ['v1/PersistentVolume', { spec: { nfs: { server: 'a' } } }, { spec: { nfs: { server: 'b' } } }, ['spec.nfs']],
  ['batch/v1/Job', { spec: { template: template('a:1') } }, { spec: { template: template('a:2') } }, ['spec.template']],
  ['batch/v1/Job', { spec: {} }, { spec: { completions: 2 } }, ['spec.completions']],
  [
    'batch/v1/Job',
    { spec: { completionMode: 'Indexed', completions: 2, parallelism: 2 } },
    { spec: { completionMode: 'Indexed', completions: 3, parallelism: 2 } },
    ['spec.completions'],
  ],
  [
    'batch/v1/Job',
    { spec: { suspend: true, template: template('a:1') } },
    { spec: { suspend: true, template: template('a:2') } },
    ['spec.template'],
  ],
  ['v1/Pod', template('a:1'), template('a:1', { nodeName: 'n' }), ['spec.nodeName']],
  ['v1/Pod', template('a:1'), { spec: { containers: [{ name: 'b', image: 'a:1' }] } }, ['spec.containers']],
  ['v1/ConfigMap', { immutable: true, data: { a: '1' } }, { immutable: true, data: { a: '2' } }, ['data']],
  ['v1/ConfigMap', { immutable: true, data: { a: '1' } }, { data: { a: '1' } }, ['immutable']],
  ['v1/Secret', { immutable: true, data: { a: 'MQ==' } }, { immutable: true, stringData: { a: '2' } }, ['data']],
  ['v1/Secret', { immutable: true }, { immutable: false }, ['immutable']],
  ['v1/Secret', {}, { type: 'kubernetes.io/tls' }, ['type']],
  ['v1/Service', { spec: { clusterIP: '10.0.0.1' } }, { spec: { clusterIP: '10.0.0.2' } }, ['spec.clusterIP']],
  ['v1/Service', { spec: {} }, { spec: { clusterIP: 'None' } }, ['spec.clusterIP']],
  ['v1/Service', { spec: { clusterIPs: ['10.0.0.1'] } }, { spec: { clusterIPs: ['10.0.0.2'] } }, ['spec.clusterIP']],
  [
    'storage.k8s.io/v1/StorageClass',
    { provisioner: 'a', parameters: { type: 'x' } },
    { provisioner: 'b', parameters: { type: 'y' } },
    ['parameters', 'provisioner'],
  ],
  [
    'storage.k8s.io/v1/StorageClass',
    {},
    { reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer' },
    ['reclaimPolicy', 'volumeBindingMode'],
  ],
  ['scheduling.k8s.io/v1/PriorityClass', { value: 1 }, { value: 2 }, ['value']],
  [
    'apiextensions.k8s.io/v1/CustomResourceDefinition',
    { spec: { scope: 'Cluster' } },
    { spec: { scope: 'Namespaced' } },
    ['spec.scope'],
  ],
  [
    'apiextensions.k8s.io/v1/CustomResourceDefinition',
    { spec: { names: { kind: 'A' } } },
    { spec: { names: { kind: 'B' } } },
    ['spec.names.kind'],
  ],
  ['v1/ResourceQuota', quota('BestEffort'), quota('NotBestEffort'), ['spec.scopes']],
  [
    'networking.k8s.io/v1/IngressClass',
    { spec: { controller: 'a' } },
    { spec: { controller: 'b' } },
    ['spec.controller'],
  ],
  ['node.k8s.io/v1/RuntimeClass', { handler: 'a' }, { handler: 'b' }, ['handler']],
  ['discovery.k8s.io/v1/EndpointSlice', { addressType: 'IPv4' }, { addressType: 'IPv6' }, ['addressType']],
];

const FREE: readonly (readonly [string, JsonObject, JsonObject])[] = [
  ['apps/v1/Deployment', { spec: { selector: web, replicas: 1 } }, { spec: { selector: web, replicas: 2 } }],
  ['apps/v1/Deployment', { spec: { selector: { ...web, matchExpressions: [] } } }, { spec: { selector: web } }],
  ['acme.io/v1/Deployment', { spec: { selector: web } }, { spec: { selector: api } }],
  [
    'apps/v1/StatefulSet',
    { spec: { replicas: 1, template: template('a:1'), podManagementPolicy: 'OrderedReady' } },
    { spec: { replicas: 2, template: template('a:2'), minReadySeconds: 3 } },
  ],
  ['rbac.authorization.k8s.io/v1/RoleBinding', ref('a'), ref('a', { apiGroup: 'rbac.authorization.k8s.io' })],
  ['v1/PersistentVolumeClaim', claim({}, '1Gi'), claim({}, '2Gi')],
  ['v1/PersistentVolumeClaim', claim({}, '1Gi'), claim({ volumeAttributesClassName: 'gold' }, '1024Mi')],
  [
    'v1/PersistentVolumeClaim',
    claim({}),
    claim({ storageClassName: 'fast', volumeName: 'v', volumeMode: 'Filesystem' }),
  ],
  [
    'v1/PersistentVolume',
    { spec: { nfs: { server: 'a' }, capacity: { storage: '1Gi' } } },
    {
      spec: {
        nfs: { server: 'a' },
        persistentVolumeReclaimPolicy: 'Retain',
        nodeAffinity: { required: { nodeSelectorTerms: ['a'] } },
      },
    },
  ],
  [
    'batch/v1/Job',
    { spec: { parallelism: 1, completions: 1, completionMode: 'NonIndexed' } },
    { spec: { parallelism: 2, completions: 1, suspend: true } },
  ],
  [
    'batch/v1/Job',
    { spec: { completionMode: 'Indexed', completions: 2, parallelism: 2 } },
    { spec: { completionMode: 'Indexed', completions: 3, parallelism: 3 } },
  ],
  [
    'batch/v1/Job',
    { spec: { suspend: true, template: template('a:1') } },
    { spec: { template: template('a:1', { nodeSelector: { zone: 'a' }, tolerations: [{ key: 'a' }] }) } },
  ],
  ['v1/Pod', template('a:1'), template('a:2', { activeDeadlineSeconds: 5 })],
  ['v1/ConfigMap', { data: { a: '1' } }, { data: { a: '2' }, immutable: true }],
  ['v1/ConfigMap', { immutable: true, data: {} }, { immutable: true }],
  ['v1/Secret', { immutable: true, data: { a: 'MQ==' } }, { immutable: true, stringData: { a: '1' }, type: 'Opaque' }],
  ['v1/Secret', { data: { a: 'MQ==' } }, { data: { a: 'Mg==' } }],
  ['v1/Service', { spec: { clusterIP: '10.0.0.1' } }, { spec: {} }],
  ['v1/Service', { spec: { clusterIP: '10.0.0.1' } }, { spec: { type: 'ExternalName' } }],
  ['v1/Service', { spec: { clusterIP: 'None' } }, { spec: { clusterIP: 'None', clusterIPs: ['None'] } }],
  [
    'storage.k8s.io/v1/StorageClass',
    { reclaimPolicy: 'Delete' },
    { allowVolumeExpansion: true, volumeBindingMode: 'Immediate', parameters: {} },
  ],
  [
    'scheduling.k8s.io/v1/PriorityClass',
    { value: 1, description: 'a' },
    { value: 1, preemptionPolicy: 'PreemptLowerPriority' },
  ],
  [
    'apiextensions.k8s.io/v1/CustomResourceDefinition',
    { spec: { scope: 'Cluster', versions: [] } },
    { spec: { scope: 'Cluster', versions: [{ name: 'v1' }] } },
  ],
  ['v1/ResourceQuota', quota('BestEffort', 'Terminating'), quota('Terminating', 'BestEffort')],
  ['networking.k8s.io/v1/NetworkPolicy', { spec: { podSelector: web } }, { spec: { podSelector: api } }],
];

describe('changedImmutableFields', () => {
  test.each(FIXED)('tells what of a %s cannot be changed (%#)', (kind, before, after, fields) => {
    expect(changed(kind, before, after)).toEqual(fields);
  });

  test.each(FREE)('tells nothing of what may change in a %s (%#)', (kind, before, after) => {
    expect(changed(kind, before, after)).toEqual([]);
  });
});

describe('secretValues', () => {
  const secret = (fields: JsonObject): Resource => ({
    ...fields,
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: METADATA,
  });

  test('lays stringData over data, as the API server keeps it', () => {
    const found = secretValues(secret({ data: { a: 'MQ==', b: 'Mg==' }, stringData: { b: 'ü', __proto__x: '3' } }));
    expect(found).toEqual({ a: 'MQ==', b: 'w7w=', __proto__x: 'Mw==' });
  });

  test('is empty for what is no map', () => {
    expect(secretValues(secret({ data: 'x', stringData: ['y'] }))).toEqual({});
  });
});
