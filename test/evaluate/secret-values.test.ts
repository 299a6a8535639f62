import { describe, expect, test } from 'vitest';
import { HIDDEN, hideTextsOf, readsSecrets, showBeside } from '../../src/evaluate/index.ts';
import type { Json } from '../../src/model/resource.ts';

describe('a value beside what came of other values in the Secrets', () => {
  test.each<{ name: string; value: Json; twin: Json | undefined; expected: Json }>([
    { name: 'the same text', value: 'a', twin: 'a', expected: 'a' },
    { name: 'another text', value: 'a', twin: 'b', expected: HIDDEN },
    { name: 'another type', value: 1, twin: '1', expected: HIDDEN },
    { name: 'nothing to compare with', value: true, twin: undefined, expected: HIDDEN },
    {
      name: 'a part that differs',
      value: { a: 1, b: [1, 2] },
      twin: { a: 1, b: [1, 3] },
      expected: { a: 1, b: [1, HIDDEN] },
    },
    { name: 'another length', value: [1, 2], twin: [1], expected: HIDDEN },
    { name: 'other keys', value: { a: 1 }, twin: { b: 1 }, expected: HIDDEN },
    { name: 'a map beside a list', value: { 0: 1 }, twin: [1], expected: HIDDEN },
    { name: 'numbers beyond 2^53', value: 9007199254740993n, twin: 9007199254740993n, expected: 9007199254740993n },
  ])('$name', ({ value, twin, expected }) => {
    expect(showBeside(value, twin)).toEqual(expected);
  });
});

test('reads that may have come upon a Secret', () => {
  expect(readsSecrets(['/ConfigMap/a/b', '/Secret/a/b'])).toBe(true);
  expect(readsSecrets(['list /Secret/*'])).toBe(true);
  expect(readsSecrets(['/ConfigMap/Secret/b', 'external.io/Secret/a/b', 'list /ConfigMap/*'])).toBe(false);
});

describe('texts of Secrets', () => {
  const secret = (fields: Record<string, Json>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    ...fields,
  });
  const { json, text } = hideTextsOf([
    secret({ data: { a: 'aHVudGVyMg==', short: 'YQ==' }, stringData: { pin: '0042', other: 7 } }),
    secret({ data: 'no map at all' }),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'plain' } },
  ]);

  test.each<{ value: Json; expected: Json }>([
    { value: 'hunter2', expected: HIDDEN },
    { value: 'xhunter2x', expected: HIDDEN },
    { value: 'aHVudGVyMg==', expected: HIDDEN },
    { value: 'no map at all', expected: HIDDEN },
    { value: ['plain', 'a', 10042, 42, null, true], expected: ['plain', 'a', HIDDEN, 42, null, true] },
    { value: { hunter2: 'x', b: { c: '0042' } }, expected: { [HIDDEN]: 'x', b: { c: HIDDEN } } },
  ])('$value', ({ value, expected }) => {
    expect(json(value)).toEqual(expected);
  });

  test('in a sentence hide all of it', () => {
    expect(text('it is hunter2')).toBe(HIDDEN);
    expect(text('it is fine')).toBe('it is fine');
  });
});
