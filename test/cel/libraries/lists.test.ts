import { expect, it, test } from 'vitest';
import { CelFailure } from '../../../src/cel/failure.ts';
import { LISTS, sortByKeys } from '../../../src/cel/libraries/lists.ts';
import { CelRun } from '../../../src/cel/run.ts';
import { CelOptional, NONE, type CelValue } from '../../../src/cel/value.ts';
import { call, failureOf, forms, map, seconds, uint } from './call.ts';

const LARGEST = 2n ** 63n - 1n;

it.each<[string, readonly CelValue[], CelValue]>([
  ['slice', [[1n, 2n, 3n], 1n, 3n], [2n, 3n]],
  ['slice', [[1n], 1n, 1n], []],
  ['flatten', [[[1n], [2n, [3n]]]], [1n, 2n, [3n]]],
  ['flatten', [[1n, [2n]]], [1n, 2n]],
  ['flatten', [[1n, [2n, [3n, [4n]]]], 2n], [1n, 2n, 3n, [4n]]],
  ['flatten', [[[1n]], 0n], [[1n]]],
  ['lists.range', [3n], [0n, 1n, 2n]],
  ['lists.range', [-1n], []],
  ['distinct', [[1n, 1.0, uint(1n), '1', true, true]], [1n, '1', true]],
  ['distinct', [[[1n], [1.0], [2n]]], [[1n], [2n]]],
  ['distinct', [[0.5, NaN, NaN]], [0.5, NaN, NaN]],
  ['sort', [[3n, -1n, 2n]], [-1n, 2n, 3n]],
  ['sort', [['\uffff', '😀', 'a']], ['a', '\uffff', '😀']],
  ['sort', [[]], []],
  ['reverse', [[1n, 2n]], [2n, 1n]],
  ['first', [[1n, 2n]], new CelOptional(1n)],
  ['last', [[1n, 2n]], new CelOptional(2n)],
  ['first', [[]], NONE],
  ['first', [[null]], new CelOptional(null)],
  ['isSorted', [[1n, 1.5, uint(2n)]], true],
  ['isSorted', [[2n, 1n]], false],
  ['isSorted', [[]], true],
  ['sum', [[1n, 2n]], 3n],
  ['sum', [[1.5, 2.0]], 3.5],
  ['sum', [[uint(1n), uint(2n)]], uint(3n)],
  ['sum', [[seconds(1n), seconds(2n)]], seconds(3n)],
  ['sum', [[]], 0n],
  ['min', [[2n, 1n, 3n]], 1n],
  ['max', [['a', 'c', 'b']], 'c'],
  ['indexOf', [[1n, 2n, 2n], 2n], 1n],
  ['indexOf', [[map({ a: 1n })], map({ a: 1.0 })], 0n],
  ['lastIndexOf', [[1n, 2n, 2n], 2n], 2n],
  ['lastIndexOf', [[1n], 'a'], -1n],
])('%s of %o gives %o', (name, args, result) => {
  expect(call(LISTS, name, args)).toEqual(result);
});

it.each<[string, readonly CelValue[]]>([
  ['slice', [[1n], 0n, 2n]],
  ['slice', [[1n], 1n, 0n]],
  ['slice', [[1n], -1n, 0n]],
  ['flatten', [[1n], -1n]],
  ['sort', [[1n, 'a']]],
  ['sort', [[1n, 1.5]]],
  ['sort', [[[1n]]]],
  ['sort', [[1.0, NaN]]],
  ['min', [[]]],
  ['max', [[]]],
  ['min', [[1.0, NaN]]],
  ['sum', [[LARGEST, 1n]]],
  ['sum', [[uint(2n ** 64n - 1n), uint(1n)]]],
  ['sum', [[seconds(9_000_000_000n), seconds(9_000_000_000n)]]],
])('%s of %o fails', (name, args) => {
  expect(failureOf(LISTS, name, args)).toBe('invalid-value');
});

it.each<[string, readonly CelValue[]]>([
  ['sum', [['a']]],
  ['sum', [[1n, 1.0]]],
  ['max', [[null]]],
  ['max', [[1n, 'a']]],
  ['isSorted', [['a', 1n]]],
])('there is no %s of %o', (name, args) => {
  expect(failureOf(LISTS, name, args)).toBe('no-such-overload');
});

test('elements keep their type', () => {
  expect(forms(LISTS, 'first')).toEqual(['list(A) -> optional(A)']);
  expect(forms(LISTS, 'slice')).toEqual(['list(A), int, int -> list(A)']);
  expect(forms(LISTS, 'flatten')).toEqual(['list(list(A)) -> list(A)', 'list(dyn), int -> list(dyn)']);
  expect(forms(LISTS, 'max')).toContain('list(timestamp) -> timestamp');
  expect(forms(LISTS, 'sum')).not.toContain('list(string) -> string');
});

test('sorting by keys keeps the order of what is equal', () => {
  const items = ['a', 'b', 'c', 'd'];
  expect(sortByKeys(items, [2n, 1n, 2n, 1n], new CelRun({}))).toEqual(['b', 'd', 'a', 'c']);
  expect(sortByKeys(items, [2n, 'x', 2n, 1n], new CelRun({}))).toBeInstanceOf(CelFailure);
});

it.each<[string, readonly CelValue[]]>([
  ['lists.range', [LARGEST]],
  ['distinct', [Array.from({ length: 5000 }, (_, index) => [BigInt(index)])]],
  ['sort', [Array.from({ length: 5000 }, (_, index) => `${'a'.repeat(1000)}${index}`)]],
])('%s ends at the limit', (name, args) => {
  expect(failureOf(LISTS, name, args, 100_000)).toBe('limit');
});

test('flattening a list that holds itself many times ends at the limit', () => {
  let nested: CelValue = [1n, 2n];
  for (let depth = 0; depth < 40; depth += 1) nested = [nested, nested];
  expect(failureOf(LISTS, 'flatten', [nested, 50n], 100_000)).toBe('limit');
});
