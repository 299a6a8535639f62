import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { OperandValue } from '../../../src/policy/cluster-policy/operators.ts';
import { evaluateOperator, KNOWN_OPERATORS } from '../../../src/policy/cluster-policy/operators.ts';

type Row = readonly [key: OperandValue, value: OperandValue, ...outcomes: boolean[]];

/** Rows of a key and a value with the outcome of each of the operators. */
function table(operators: readonly string[], rows: readonly Row[]) {
  const cases = rows.flatMap(([key, value, ...outcomes]) =>
    operators.map((operator, index) => [operator, key, value, outcomes[index]] as const),
  );
  it.each(cases)('%s of %o and %o is %o', (operator, key, value, outcome) => {
    expect(evaluateOperator(operator, key, value)).toBe(outcome);
  });
}

describe('equality', () => {
  table(
    ['Equals', 'NotEquals'],
    [
      [true, true, true, false],
      [true, 'true', false, true],
      [3, 3, true, false],
      [3, '3', true, false],
      [3, '3.0', true, false],
      [3, 'x', false, true],
      [3, true, false, true],
      [3600, '1h', false, true],
      ['1h', 3600, true, false],
      ['1h', '60m', true, false],
      ['1h', 3600.9, true, false],
      ['30m', 1800, true, false],
      ['30m', '1800', false, true],
      ['0', '0s', false, true],
      ['1Gi', '1024Mi', true, false],
      ['1Gi', 'x', false, true],
      ['1', '*', false, true],
      ['1', 1, false, true],
      ['', '', true, false],
      ['team-a', 'team-*', true, false],
      ['team-*', 'team-a', false, true],
      ['a', null, false, true],
      [['a', 'b'], ['a', 'b'], true, false],
      [['a', 'b'], ['b', 'a'], false, true],
      [['a'], 'a', false, true],
      [{ a: [1] }, { a: [1.0] }, true, false],
      [{ a: 1 }, { b: 1 }, false, true],
      [null, null, false, false],
      [null, 'x', false, false],
      [9_007_199_254_740_993n, 9_007_199_254_740_993n, true, false],
      [9_007_199_254_740_993n, 9_007_199_254_740_992, false, true],
    ],
  );

  it('has two old names, read without regard to case', () => {
    expect(['Equal', 'equals', 'EQUAL'].map((name) => evaluateOperator(name, 'a', 'a'))).toEqual([true, true, true]);
    expect(['NotEqual', 'notequals'].map((name) => evaluateOperator(name, 'a', 'b'))).toEqual([true, true]);
  });
});

describe('membership', () => {
  table(
    ['AnyIn', 'AllIn', 'AnyNotIn', 'AllNotIn'],
    [
      ['a', ['a', 'b'], true, true, false, false],
      ['c', ['a', 'b'], false, false, true, true],
      ['abc', ['a*'], true, true, false, false],
      ['a*', ['abc'], true, true, false, false],
      [1, ['1'], true, true, false, false],
      [1_000_000, [1_000_000], true, true, false, false],
      [true, ['true'], true, true, false, false],
      ['a', [], false, false, true, true],
      ['abc', 'a*', true, true, false, false],
      ['5', '1-10', true, true, false, false],
      [5, '1-10', true, true, false, false],
      ['11', '1-10', false, false, true, true],
      ['90s', '1m-1h', true, true, false, false],
      ['x', '1-10', false, false, true, true],
      ['a', '["a","b"]', true, true, false, false],
      ['a', 'a,b', false, false, true, true],
      ['a', '{"a":1}', false, false, false, false],
      ['a', '[1]', false, false, false, false],
      ['a', 1, false, false, false, false],
      ['a', null, false, false, false, false],
      [null, ['a'], false, false, false, false],
      [{ a: 1 }, ['a'], false, false, false, false],
      [['a', 'b'], ['a', 'b', 'c'], true, true, false, false],
      [['a', 'd'], ['a', 'b', 'c'], true, false, true, false],
      [['d', 'e'], ['a', 'b', 'c'], false, false, true, true],
      [['a', 'd'], 'a', true, false, true, false],
      [['a'], 'a', true, true, false, false],
      [['a', 'b'], '["a","b"]', true, true, false, false],
      [['a'], '{"a":1}', false, false, false, false],
      [[2, 20], '1-10', true, false, true, false],
      [[20, 30], '1-10', false, false, true, true],
      [['5', '6'], 5, true, false, true, false],
      [['a'], null, false, false, false, false],
      [[], ['a'], false, true, false, true],
      [[], [], false, true, false, true],
    ],
  );

  table(
    ['In', 'NotIn'],
    [
      ['a', ['a'], true, false],
      ['abc', ['a*'], true, false],
      ['c', ['a'], false, true],
      ['5', '1-10', false, false],
      ['a', 'a', true, false],
      ['a', '["a"]', true, false],
      ['a', 'b,a', false, false],
      ['a', 5, false, false],
      [['a'], ['a', 'b'], true, false],
      [['a', 'd'], ['a', 'b'], false, true],
      [['abc'], ['a*'], false, true],
      [['a'], [1], false, false],
      [['a'], 'a', true, true],
      [['a', 'b'], '["a","b"]', true, false],
      [['a', 'b'], 'a', false, false],
      [[], ['a'], true, false],
      [null, ['a'], false, false],
    ],
  );

  it('the old ones cannot read a key list with other elements than strings', () => {
    expect(evaluateOperator('In', [1], ['1'])).toHaveProperty('error');
    expect(evaluateOperator('NotIn', ['a', 1], ['1'])).toHaveProperty('error');
  });
});

describe('order', () => {
  table(
    ['GreaterThan', 'GreaterThanOrEquals', 'LessThan', 'LessThanOrEquals'],
    [
      [2, 1, true, true, false, false],
      [1, 1.0, false, true, false, true],
      [2, '1.5', true, true, false, false],
      [3600, '1h', false, true, false, true],
      [3600.9, '1h', false, true, false, true],
      ['2h', 3600, true, true, false, false],
      ['1h', '61m', false, false, true, true],
      ['1Gi', '1G', true, true, false, false],
      ['10m', '20m', false, false, true, true],
      ['10', 9, true, true, false, false],
      ['1Gi', 5, false, false, false, false],
      ['1.10.0', '1.9.0', true, true, false, false],
      ['1.0.0-rc1', '1.0.0', false, false, true, true],
      ['v1.2.3', 'v1.2.2', false, false, false, false],
      ['b', 'a', false, false, false, false],
      ['', 1, false, false, false, false],
      [1, null, false, false, false, false],
      [null, 1, false, false, false, false],
      [true, 1, false, false, false, false],
      [[1], [0], false, false, false, false],
      [1, 'NaN', false, false, false, false],
      [9_007_199_254_740_993n, 9_007_199_254_740_992, true, true, false, false],
    ],
  );

  table(
    ['DurationGreaterThan', 'DurationGreaterThanOrEquals', 'DurationLessThan', 'DurationLessThanOrEquals'],
    [
      ['1h', '30m', true, true, false, false],
      ['1h', 3600, false, true, false, true],
      [60, 60, false, true, false, true],
      [60.9, '1m', false, true, false, true],
      ['0', '0s', false, true, false, true],
      ['60', '1m', false, false, false, false],
      ['1d', '24h', false, false, false, false],
      [null, '1m', false, false, false, false],
    ],
  );

  it('knows only the exact spelling: another one is always false', () => {
    expect(evaluateOperator('greaterthan', 2, 1)).toBe(false);
    expect(evaluateOperator('durationgreaterthan', '2h', '1h')).toBe(false);
    expect(evaluateOperator('DurationgreaterThan', '2h', '1h')).toBe(false);
  });
});

it('an operator there is not is an error', () => {
  expect(evaluateOperator('Is', 1, 1)).toEqual({ error: 'unknown operator Is' });
  expect(evaluateOperator('', 1, 1)).toHaveProperty('error');
  expect(evaluateOperator('DurationEquals', 1, 1)).toHaveProperty('error');
});

it('every operator of the schema takes any two values', () => {
  const operand = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<OperandValue>,
    fc.constantFrom('1h', '1Gi', '1-10', '["a"]', '1.2.3', '*', 'a?', '-5--1', '+Inf', 'NaN', '0'),
    fc.bigInt(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...KNOWN_OPERATORS), operand, operand, (operator, key, value) => {
      const result = evaluateOperator(operator, key, value);
      expect(typeof result === 'boolean' || (operator.endsWith('In') && 'error' in result)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
