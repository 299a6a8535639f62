import { expect, it, test } from 'vitest';
import { MATH } from '../../../src/cel/libraries/math.ts';
import { SETS } from '../../../src/cel/libraries/sets.ts';
import type { CelValue } from '../../../src/cel/value.ts';
import { call, failureOf, forms, literalProblem, uint } from './call.ts';

const LEAST = -(2n ** 63n);

it.each<[string, CelValue, CelValue, boolean]>([
  ['sets.contains', [1n, 2n], [2n, 2n], true],
  ['sets.contains', [1n], [1.0, uint(1n)], true],
  ['sets.contains', [1n], [1n, 2n], false],
  ['sets.contains', [], [], true],
  ['sets.contains', [[1n], [2n]], [[2n]], true],
  ['sets.intersects', [1n, 2n], [2n, 3n], true],
  ['sets.intersects', [1n], [], false],
  ['sets.equivalent', [1n, 2n, 1n], [2n, 1n], true],
  ['sets.equivalent', [1n], [1n, 2n], false],
  ['sets.equivalent', [1n, 2n], [1n], false],
])('%s of %o and %o is %s', (name, left, right, result) => {
  expect(call(SETS, name, [left, right])).toBe(result);
});

test('sets of lists end at the limit', () => {
  const many = Array.from({ length: 3000 }, (_, index) => [BigInt(index)]);
  expect(failureOf(SETS, 'sets.contains', [many, many], 100_000)).toBe('limit');
});

it.each<[string, readonly CelValue[], CelValue]>([
  ['math.greatest', [5n], 5n],
  ['math.greatest', [1n, 2.5], 2.5],
  ['math.greatest', [1n, 2.5, uint(3n)], uint(3n)],
  ['math.greatest', [1n, 2n, 9n, 4n], 9n],
  ['math.greatest', [1n, 1.0], 1n],
  ['math.greatest', [[1n, 7n]], 7n],
  ['math.least', [1n, -2.5, uint(3n), 0n], -2.5],
  ['math.least', [[uint(1n), uint(0n)]], uint(0n)],
  ['math.abs', [-3n], 3n],
  ['math.abs', [-1.5], 1.5],
  ['math.abs', [uint(3n)], uint(3n)],
  ['math.ceil', [1.2], 2],
  ['math.floor', [-1.2], -2],
  ['math.round', [2.5], 3],
  ['math.round', [-2.5], -3],
  ['math.round', [0.49999999999999994], 0],
  ['math.round', [Infinity], Infinity],
  ['math.trunc', [-1.7], -1],
  ['math.sign', [-4n], -1n],
  ['math.sign', [uint(4n)], uint(1n)],
  ['math.sign', [-0.0], 0],
  ['math.isNaN', [NaN], true],
  ['math.isInf', [-Infinity], true],
  ['math.isInf', [NaN], false],
  ['math.isFinite', [NaN], false],
  ['math.sqrt', [16n], 4],
  ['math.sqrt', [uint(9n)], 3],
  ['math.sqrt', [-1.0], NaN],
  ['math.bitAnd', [6n, 3n], 2n],
  ['math.bitOr', [uint(6n), uint(3n)], uint(7n)],
  ['math.bitXor', [-1n, 1n], -2n],
  ['math.bitNot', [0n], -1n],
  ['math.bitNot', [uint(1n)], uint(2n ** 64n - 2n)],
  ['math.bitShiftLeft', [1n, 63n], LEAST],
  ['math.bitShiftLeft', [1n, 64n], 0n],
  ['math.bitShiftLeft', [uint(2n ** 63n), 1n], uint(0n)],
  ['math.bitShiftRight', [-1n, 63n], 1n],
  ['math.bitShiftRight', [uint(8n), 2n], uint(2n)],
])('%s of %o gives %o', (name, args, result) => {
  expect(call(MATH, name, args)).toEqual(result);
});

it.each<[string, readonly CelValue[], string]>([
  ['math.abs', [LEAST], 'invalid-value'],
  ['math.abs', ['x'], 'no-such-overload'],
  ['math.ceil', [1n], 'no-such-overload'],
  ['math.bitShiftLeft', [1n, -1n], 'invalid-value'],
  ['math.bitShiftRight', [uint(1n), -1n], 'invalid-value'],
  ['math.greatest', [[]], 'invalid-value'],
  ['math.greatest', [['a']], 'no-such-overload'],
  ['math.greatest', [1n, 2n, 3n, 'a'], 'no-such-overload'],
  ['math.greatest', [1n, 'a'], 'no-such-overload'],
  ['math.least', [1.0, NaN], 'invalid-value'],
])('%s of %o fails', (name, args, code) => {
  expect(failureOf(MATH, name, args)).toBe(code);
});

test('the greatest of numbers of one type is of that type, of a mixture dyn', () => {
  expect(forms(MATH, 'math.greatest')).toEqual(
    expect.arrayContaining(['int -> int', 'uint, uint -> uint', 'int, double, int -> dyn', 'list(double) -> double']),
  );
});

test('literals that are no numbers are found beforehand', () => {
  const overloads = MATH.filter(({ name, parameters }) => name === 'math.least' && parameters.length === 4);
  const problems = overloads.map((overload) => overload.checkLiterals?.([1n, undefined, 'a', 2n]));
  expect(problems).toContain('math.least takes numbers only');
  expect(literalProblem(MATH, 'math.least', [1n, undefined, 1.5, 2n])).toBeUndefined();
});
