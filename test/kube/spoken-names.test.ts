import { describe, expect, test } from 'vitest';
import { kindCatalog, namedObjects, nearNames } from '../../src/kube/index.ts';
import type { ResourceKey } from '../../src/model/resource.ts';

const KEYS = [
  '/ConfigMap/shop/web',
  '/ConfigMap/team/web',
  '/Namespace//shop',
  'apps/Deployment/shop/web',
  'example.com/Widget/shop/web',
  'networking.k8s.io/NetworkPolicy/shop/web',
] as readonly string[] as readonly ResourceKey[];

const KINDS = kindCatalog([
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgetry.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgetry' },
      versions: [{ name: 'v1' }],
    },
  },
]);

describe('objects by the names that people type', () => {
  test.each<{ typed: string; expected: readonly string[] }>([
    { typed: 'ConfigMap/shop/web', expected: ['/ConfigMap/shop/web'] },
    { typed: 'configmap/SHOP/web', expected: ['/ConfigMap/shop/web'] },
    { typed: 'cm/web', expected: ['/ConfigMap/shop/web', '/ConfigMap/team/web'] },
    { typed: 'ns/shop', expected: ['/Namespace//shop'] },
    { typed: 'Namespace//shop', expected: ['/Namespace//shop'] },
    { typed: 'namespaces/shop', expected: ['/Namespace//shop'] },
    { typed: 'deploy/shop/web', expected: ['apps/Deployment/shop/web'] },
    { typed: 'deployments.apps/shop/web', expected: ['apps/Deployment/shop/web'] },
    { typed: 'deployment.apps/web', expected: ['apps/Deployment/shop/web'] },
    { typed: 'deployment.batch/web', expected: [] },
    { typed: 'netpol/shop/web', expected: ['networking.k8s.io/NetworkPolicy/shop/web'] },
    { typed: 'NetworkPolicy.networking.k8s.io/web', expected: ['networking.k8s.io/NetworkPolicy/shop/web'] },
    { typed: 'widgetry/shop/web', expected: ['example.com/Widget/shop/web'] },
    { typed: 'apps/Deployment/shop/web', expected: ['apps/Deployment/shop/web'] },
    { typed: 'web', expected: [] },
    { typed: 'cm/shop/web/x', expected: [] },
    { typed: 'constructor/shop', expected: [] },
    { typed: '', expected: [] },
  ])('$typed', ({ typed, expected }) => {
    expect(namedObjects(typed, KEYS, KINDS)).toEqual(expected);
  });
});

describe('names that are near', () => {
  const names = ['Namespace/payments', 'Namespace/shop', 'ConfigMap/payments/settings', 'ConfigMap/shop/settings'];

  test.each<{ typed: string; expected: readonly string[] }>([
    { typed: 'ns/paymets', expected: ['Namespace/payments'] },
    { typed: 'Namespace/shp', expected: ['Namespace/shop'] },
    { typed: 'cm/payment/settings', expected: ['ConfigMap/payments/settings', 'ConfigMap/shop/settings'] },
    { typed: 'elsewhere', expected: [] },
  ])('$typed', ({ typed, expected }) => {
    expect(nearNames(typed, names)).toEqual(expected);
  });

  test('are five at most, the nearest first', () => {
    const many = Array.from({ length: 9 }, (_, at) => `Namespace/a${at}`);
    expect(nearNames('Namespace/a7', many)).toHaveLength(5);
    expect(nearNames('Namespace/a7', many)[0]).toBe('Namespace/a7');
  });
});
