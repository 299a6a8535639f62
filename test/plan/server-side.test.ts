// Fields of one owner among fields of others.
import { describe, expect, test } from 'vitest';
import { applyServerSide, leafFields } from '../../src/plan/server-side.ts';
import type { Json, Resource } from '../../src/model/resource.ts';

const object = (data: Json): Resource => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
const dataFields = (data: Json): readonly string[] =>
  leafFields(object(data)).filter((field) => field.startsWith('/data'));

describe('the fields of an object', () => {
  const cases: readonly { readonly name: string; readonly data: Json; readonly fields: readonly string[] }[] = [
    { name: 'are its leaves, sorted', data: { b: '1', a: { c: 2 } }, fields: ['/data/a/c', '/data/b'] },
    { name: 'count a list as one', data: { list: [1, { a: 2 }] }, fields: ['/data/list'] },
    { name: 'count an empty map as one', data: { none: {} }, fields: ['/data/none'] },
    { name: 'count null as one', data: { none: null }, fields: ['/data/none'] },
    { name: 'escape / and ~', data: { 'a/b': '1', 'c~d': '2' }, fields: ['/data/a~1b', '/data/c~0d'] },
  ];
  test.each(cases)('$name', ({ data, fields }) => expect(dataFields(data)).toEqual(fields));
});

describe('applying on what is found', () => {
  const cases: readonly {
    readonly name: string;
    readonly found: Json;
    readonly former: Json;
    readonly wanted: Json;
    readonly gives: Json;
  }[] = [
    {
      name: 'own fields are set, others kept',
      found: { own: 'edited', other: '1' },
      former: { own: 'a' },
      wanted: { own: 'b' },
      gives: { own: 'b', other: '1' },
    },
    {
      name: 'a field no longer wanted goes',
      found: { old: '1', other: '1' },
      former: { old: '1' },
      wanted: { own: 'b' },
      gives: { other: '1', own: 'b' },
    },
    {
      name: 'a map that held only own fields goes with the last of them',
      found: { map: { a: '1' }, x: '1' },
      former: { map: { a: '1' } },
      wanted: { x: '1' },
      gives: { x: '1' },
    },
    {
      name: 'a map with fields of others stays',
      found: { map: { a: '1', b: '2' } },
      former: { map: { a: '1' } },
      wanted: { x: '1' },
      gives: { map: { b: '2' }, x: '1' },
    },
    {
      name: 'a list is replaced as a whole',
      found: { list: [1, 2, 3] },
      former: { list: [1] },
      wanted: { list: [4] },
      gives: { list: [4] },
    },
    {
      name: 'a value where others put a map is set',
      found: { a: { b: '1' } },
      former: {},
      wanted: { a: 'text' },
      gives: { a: 'text' },
    },
    {
      name: 'keys with / and ~ are found again',
      found: { 'a/b': '1', 'c~d': '2', e: '3' },
      former: { 'a/b': '1', 'c~d': '2' },
      wanted: { x: '1' },
      gives: { e: '3', x: '1' },
    },
    {
      name: 'a field that is gone already is no trouble, and an empty map sets nothing',
      found: { a: '1' },
      former: { b: '1' },
      wanted: {},
      gives: { a: '1' },
    },
  ];
  test.each(cases)('$name', ({ found, former, wanted, gives }) => {
    const applied = applyServerSide(object(found), object(wanted), leafFields(object(former)));
    expect(applied['data']).toEqual(gives);
  });
});
