// Objects by kind and namespace, and which recorded looks a change of one of them concerns.
import { describe, expect, test } from 'vitest';
import { indexInventory, indexObjects, readsTouchedBy } from '../../src/evaluate/index.ts';
import type { ResourceKey } from '../../src/model/resource.ts';
import { aConfigMap, aNamespace, anInventory, aSecret, indexed, keyOf } from '../support/planning.ts';

const objects = [
  aConfigMap('team-b', 'z'),
  aSecret('team-a', 's'),
  aConfigMap('team-a', 'b'),
  aNamespace('team-a'),
  aConfigMap('team-a', 'a'),
];
const keys = (found: readonly { readonly key: ResourceKey }[]): readonly string[] => found.map(({ key }) => key);

describe.each([
  ['of objects', indexObjects(objects.map(indexed))],
  ['of an inventory', indexInventory(anInventory(...objects))],
])('an index %s', (_, index) => {
  test('knows each object by its key', () => {
    expect(index.get(keyOf(aSecret('team-a', 's')))?.resource).toEqual(aSecret('team-a', 's'));
    expect(index.get(keyOf(aSecret('team-b', 's')))).toBeUndefined();
  });
  test('lists a kind in key order', () => {
    expect(keys(index.ofKind('', 'ConfigMap'))).toEqual([
      '/ConfigMap/team-a/a',
      '/ConfigMap/team-a/b',
      '/ConfigMap/team-b/z',
    ]);
    expect(index.ofKind('apps', 'ConfigMap')).toEqual([]);
  });
  test('lists a kind in one namespace, and cluster-scoped ones under none', () => {
    expect(keys(index.inNamespace('', 'ConfigMap', 'team-a'))).toEqual(['/ConfigMap/team-a/a', '/ConfigMap/team-a/b']);
    expect(keys(index.inNamespace('', 'Namespace', ''))).toEqual(['/Namespace//team-a']);
  });
  test('names each kind that has objects once', () => {
    expect(index.kinds.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Namespace', 'Secret']);
  });
});

describe('a changed object concerns', () => {
  test('looks at itself, at its kind in its namespace and at its kind everywhere', () => {
    expect(readsTouchedBy(keyOf(aConfigMap('team-a', 'x')))).toEqual([
      '/ConfigMap/team-a/x',
      'list /ConfigMap/team-a',
      'list /ConfigMap/*',
    ]);
  });
  test('lists without a namespace, where it has none', () => {
    expect(readsTouchedBy(keyOf(aNamespace('team-a')))).toContain('list /Namespace/');
  });
});
