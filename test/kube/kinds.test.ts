import { describe, expect, test } from 'vitest';
import { compareVersions, inferApiVersion, kindCatalog, resourceIdOf, splitApiVersion } from '../../src/kube/index.ts';
import { BUILT_IN_KINDS } from '../../src/kube/built-in-kinds.ts';
import type { JsonObject, Resource } from '../../src/model/resource.ts';

function crd(spec: JsonObject, name = 'widgets.example.com'): Resource {
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name }, spec };
}

const WIDGET = {
  group: 'example.com',
  scope: 'Cluster',
  names: { kind: 'Widget', plural: 'widgets' },
  versions: [
    { name: 'v1alpha1', served: true },
    { name: 'v1', served: true },
    { name: 'v2beta1', served: true },
    { name: 'v0', served: false },
  ],
};

describe('the built-in kinds', () => {
  const kinds = kindCatalog([]);
  test.each([
    { group: '', kind: 'Namespace', plural: 'namespaces', scope: 'Cluster' },
    { group: '', kind: 'Endpoints', plural: 'endpoints', scope: 'Namespaced' },
    { group: 'apps', kind: 'Deployment', plural: 'deployments', scope: 'Namespaced' },
    { group: 'networking.k8s.io', kind: 'NetworkPolicy', plural: 'networkpolicies', scope: 'Namespaced' },
    { group: 'networking.k8s.io', kind: 'IngressClass', plural: 'ingressclasses', scope: 'Cluster' },
    { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', plural: 'clusterroles', scope: 'Cluster' },
    { group: 'policy', kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', scope: 'Namespaced' },
    { group: 'kyverno.io', kind: 'ClusterPolicy', plural: 'clusterpolicies', scope: 'Cluster' },
    { group: 'policies.kyverno.io', kind: 'GeneratingPolicy', plural: 'generatingpolicies', scope: 'Cluster' },
  ])('know $kind', ({ group, kind, plural, scope }) => {
    expect(kinds.find(group, kind)).toMatchObject({ plural, scope });
    expect(kinds.byPlural(group, plural)).toMatchObject({ kind, scope });
  });

  test('are found only in their group', () => {
    expect(kinds.find('', 'Deployment')).toBeUndefined();
    expect(kinds.byPlural('apps', 'configmaps')).toBeUndefined();
  });

  test('have no kind and no plural twice in a group, and a version each', () => {
    for (const pick of ['kind', 'plural'] as const) {
      const names = BUILT_IN_KINDS.map((facts) => `${facts.group}/${facts[pick]}`);
      expect(names).toEqual([...new Set(names)]);
    }
    expect(BUILT_IN_KINDS.filter((facts) => facts.plural === '' || facts.versions.length === 0)).toEqual([]);
  });

  test('of one name in several groups come with the core group first', () => {
    expect(kinds.groupsOf('Event').map((facts) => facts.group)).toEqual(['', 'events.k8s.io']);
    expect(kinds.groupsOf('Widget')).toEqual([]);
  });
});

describe('a CustomResourceDefinition', () => {
  test('teaches a kind, its plural, its scope and its served versions by preference', () => {
    const kinds = kindCatalog([crd(WIDGET)]);
    const facts = {
      group: 'example.com',
      kind: 'Widget',
      plural: 'widgets',
      scope: 'Cluster',
      versions: ['v1', 'v2beta1', 'v1alpha1'],
    };
    expect(kinds.find('example.com', 'Widget')).toEqual(facts);
    expect(kinds.byPlural('example.com', 'widgets')).toEqual(facts);
    expect(kinds.groupsOf('Widget')).toEqual([facts]);
  });

  test('comes after the built-in kinds of the same name', () => {
    const spec = {
      ...WIDGET,
      group: 'crd.projectcalico.org',
      names: { kind: 'NetworkPolicy', plural: 'networkpolicies' },
    };
    const groups = kindCatalog([crd(spec)]).groupsOf('NetworkPolicy');
    expect(groups.map((facts) => facts.group)).toEqual(['networking.k8s.io', 'crd.projectcalico.org']);
  });

  test('of the old form has one version', () => {
    const kinds = kindCatalog([crd({ ...WIDGET, versions: null, version: 'v1beta1' })]);
    expect(kinds.find('example.com', 'Widget')?.versions).toEqual(['v1beta1']);
  });

  test('without a known scope leaves the scope open, and without a kind teaches nothing', () => {
    const odd = kindCatalog([
      crd({ ...WIDGET, scope: 'cluster' }),
      crd({ group: 'x.y', names: { plural: 'things' } }, 'b'),
    ]);
    expect(odd.find('example.com', 'Widget')?.scope).toBe('unknown');
    expect(odd.byPlural('x.y', 'things')).toBeUndefined();
  });

  test('counts the same in any order', () => {
    const other = crd({ ...WIDGET, scope: 'Namespaced' }, 'a');
    const [one, two] = [kindCatalog([crd(WIDGET), other]), kindCatalog([other, crd(WIDGET)])];
    expect(one.find('example.com', 'Widget')).toEqual(two.find('example.com', 'Widget'));
  });

  test('is told from other objects', () => {
    const impostor = { ...crd(WIDGET), apiVersion: 'example.com/v1' };
    expect(kindCatalog([impostor]).find('example.com', 'Widget')).toBeUndefined();
  });
});

describe('inferApiVersion', () => {
  test.each([
    ['ConfigMap', 'v1'],
    ['Event', 'v1'],
    ['NetworkPolicy', 'networking.k8s.io/v1'],
    ['Ingress', 'networking.k8s.io/v1'],
    ['RoleBinding', 'rbac.authorization.k8s.io/v1'],
    ['HorizontalPodAutoscaler', 'autoscaling/v2'],
    ['PodDisruptionBudget', 'policy/v1'],
    ['CronJob', 'batch/v1'],
    ['Policy', 'kyverno.io/v1'],
    ['Widget', undefined],
    ['configmap', undefined],
  ])('of %s is %s', (kind, expected) => {
    expect(inferApiVersion(kind)).toBe(expected);
  });
});

test('splitApiVersion gives the core group as an empty text', () => {
  expect(splitApiVersion('v1')).toEqual({ group: '', version: 'v1' });
  expect(splitApiVersion('apps/v1')).toEqual({ group: 'apps', version: 'v1' });
});

test('versions are ordered as Kubernetes prefers them', () => {
  const versions = [
    'v1',
    'v10beta3',
    'foo1',
    'v3beta1',
    'v2',
    'v10',
    'v11alpha2',
    'v12alpha1',
    'foo10',
    'v3beta2',
    'v11beta2',
  ];
  expect(versions.toSorted(compareVersions)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v10beta3',
    'v3beta2',
    'v3beta1',
    'v12alpha1',
    'v11alpha2',
    'foo1',
    'foo10',
  ]);
});

describe('resourceIdOf', () => {
  const kinds = kindCatalog([crd(WIDGET)]);
  const cases: readonly { name: string; resource: Resource; namespace: string }[] = [
    {
      name: 'keeps the namespace of a namespaced object',
      resource: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b' } },
      namespace: 'b',
    },
    {
      name: 'puts a namespaced object without namespace into default',
      resource: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: '' } },
      namespace: 'default',
    },
    {
      name: 'puts an object of an unknown kind without namespace into default',
      resource: { apiVersion: 'x.y/v1', kind: 'Thing', metadata: { name: 'a' } },
      namespace: 'default',
    },
    {
      name: 'drops the namespace of a cluster-scoped object',
      resource: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', namespace: 'b' } },
      namespace: '',
    },
    {
      name: 'drops it for kinds that a CustomResourceDefinition made cluster-scoped',
      resource: { apiVersion: 'example.com/v9', kind: 'Widget', metadata: { name: 'a', namespace: 'b' } },
      namespace: '',
    },
  ];
  test.each(cases)('$name', ({ resource, namespace }) => {
    expect(resourceIdOf(resource, kinds)).toMatchObject({ kind: resource.kind, name: 'a', namespace });
  });

  test('leaves the version out', () => {
    const at = (apiVersion: string) => resourceIdOf({ apiVersion, kind: 'CronJob', metadata: { name: 'a' } }, kinds);
    expect(at('batch/v1beta1')).toEqual(at('batch/v1'));
  });
});
