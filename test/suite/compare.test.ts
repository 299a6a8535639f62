// When a generated object counts as the one that is expected.
import { describe, expect, test } from 'vitest';
import { kindCatalog } from '../../src/kube/index.ts';
import type { JsonObject, Resource } from '../../src/model/resource.ts';
import { compareGenerated } from '../../src/suite/compare.ts';

const KINDS = kindCatalog([]);

function aMap(more: JsonObject = {}, metadata: JsonObject = {}): Resource {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n', ...metadata }, ...more };
}

const labels = (more: JsonObject): JsonObject => ({ labels: more });

describe('a comparison', () => {
  test.each([
    {
      name: 'labels of a generation',
      found: aMap({}, labels({ 'generate.kyverno.io/policy-name': 'p' })),
      expected: aMap(),
    },
    { name: 'who manages it', found: aMap({}, labels({ 'app.kubernetes.io/managed-by': 'me' })), expected: aMap() },
    { name: 'nulls', found: aMap({ data: { a: '1', b: null } }), expected: aMap({ data: { a: '1' } }) },
    { name: 'what is empty inside', found: aMap({ spec: { a: { b: [{}, []] } } }), expected: aMap() },
    { name: 'the order of keys', found: aMap({ spec: { a: 1, b: 2 } }), expected: aMap({ spec: { b: 2, a: 1 } }) },
    { name: 'the form of a number', found: aMap({ spec: { a: 1.0 } }), expected: aMap({ spec: { a: 1 } }) },
  ])('passes over $name', ({ found, expected }) => {
    expect(compareGenerated(found, [expected], KINDS)).toEqual({ outcome: 'equal' });
    expect(compareGenerated(expected, [found], KINDS)).toEqual({ outcome: 'equal' });
  });

  test.each([
    { name: 'other labels', found: aMap({}, labels({ a: 'b' })), expected: aMap() },
    { name: 'a number and a text', found: aMap({ spec: { a: 1 } }), expected: aMap({ spec: { a: '1' } }) },
    { name: 'the order of lists', found: aMap({ spec: [1, 2] }), expected: aMap({ spec: [2, 1] }) },
    { name: 'one key more', found: aMap({ data: { a: '', b: '' } }), expected: aMap({ data: { a: '' } }) },
    { name: 'an empty text', found: aMap({ data: { a: '' } }), expected: aMap() },
    { name: 'false', found: aMap({ spec: { a: false } }), expected: aMap() },
    {
      name: 'large numbers that differ in the last digit',
      found: aMap({ a: 9007199254740993n }),
      expected: aMap({ a: 9007199254740992n }),
    },
  ])('tells $name apart', ({ found, expected }) => {
    expect(compareGenerated(found, [expected], KINDS).outcome).toBe('different');
  });

  test.each([
    { name: 'name', expected: aMap({}, { name: 'b' }) },
    { name: 'namespace', expected: aMap({}, { namespace: 'm' }) },
    { name: 'version', expected: aMap({ apiVersion: 'v2' }) },
    { name: 'kind', expected: aMap({ kind: 'Secret' }) },
  ])('finds nothing under another $name', ({ expected }) => {
    expect(compareGenerated(aMap(), [expected], KINDS)).toEqual({ outcome: 'missing' });
  });

  test('takes an object without a namespace to be in default', () => {
    const bare: Resource = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    expect(compareGenerated(aMap({}, { namespace: 'default' }), [bare], KINDS)).toEqual({ outcome: 'equal' });
    const role: Resource = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a' } };
    expect(compareGenerated(role, [role], KINDS)).toEqual({ outcome: 'equal' });
  });
});
