import { expect, it, test } from 'vitest';
import { FORMAT_TEXT } from '../../../src/cel/libraries/format-text.ts';
import { CelBytes, CelTimestamp, CelTypeValue, NONE, type CelValue } from '../../../src/cel/value.ts';
import { call, failureOf, literalProblem, map, seconds, uint } from './call.ts';

const BYTES = new CelBytes(new Uint8Array([104, 105]));

it.each<[string, readonly CelValue[], string]>([
  ['%s-%s', ['a', 1n], 'a-1'],
  ['%s', [null], 'null'],
  ['%s', [1000000.0], '1e+06'],
  ['%s', [uint(7n)], '7'],
  ['%s', [BYTES], 'hi'],
  ['%s', [new CelTypeValue('int')], 'int'],
  ['%s', [seconds(90n)], '90s'],
  ['%s', [new CelTimestamp(0n)], '1970-01-01T00:00:00Z'],
  ['%s', [[1n, 'a"\n', 1.5, null, true]], '[1, "a\\"\\n", 1.500000, null, true]'],
  ['%s', [[BYTES, seconds(1n), new CelTimestamp(0n)]], '[b"hi", duration("1s"), timestamp("1970-01-01T00:00:00Z")]'],
  ['%s', [[NaN, '\u0000\u0080']], '["NaN", "\\x00\\u0080"]'],
  ['%s', [map({ b: 2n, a: [1n] })], '{"a":[1], "b":2}'],
  ['%d %d', [-5n, uint(5n)], '-5 5'],
  ['%f', [1e22], '10000000000000000000000.000000'],
  ['%.0f %.0f %.0f', [0.5, 1.5, 2.5], '0 2 2'],
  ['%.2f', [1.005], '1.00'],
  ['%.1f', [-0.0], '-0.0'],
  ['%f %f', [Infinity, 'NaN'], '+Inf NaN'],
  ['%e', [1234.5], '1.234500e+03'],
  ['%.2e', [9.996], '1.00e+01'],
  ['%.0e', [0.00012], '1e-04'],
  ['%e', [0.0], '0.000000e+00'],
  ['%x %X', [-255n, 255n], '-ff FF'],
  ['%x %X', ['hi', BYTES], '6869 6869'],
  ['%b %b %b', [5n, true, -2n], '101 1 -10'],
  ['%o', [8n], '10'],
  ['%d%%', [5n], '5%'],
  ['ä', [], 'ä'],
])('%s with %o is %s', (text, values, result) => {
  expect(call(FORMAT_TEXT, 'format', [text, values])).toBe(result);
});

it.each<[string, readonly CelValue[]]>([
  ['%d', ['x']],
  ['%d', [1.0]],
  ['%f', [1n]],
  ['%f', ['1']],
  ['%e', [1n]],
  ['%x', [1.5]],
  ['%b', ['1']],
  ['%o', [true]],
  ['%s', [NONE]],
  ['%s', [new CelBytes(new Uint8Array([255]))]],
  ['%s %s', ['one']],
  ['%y', [1n]],
  ['%.f', [1.0]],
  ['%.1001f', [1.0]],
  ['%', []],
])('%s with %o fails, and that is known beforehand', (text, values) => {
  expect(failureOf(FORMAT_TEXT, 'format', [text, values])).toBe('invalid-value');
  expect(literalProblem(FORMAT_TEXT, 'format', [text, values])).toBeTypeOf('string');
});

test('too many values are a finding, no failure', () => {
  expect(call(FORMAT_TEXT, 'format', ['%s', ['a', 'b']])).toBe('a');
  expect(literalProblem(FORMAT_TEXT, 'format', ['%s', ['a', 'b']])).toContain('1 clauses for 2 values');
});

test('a format is checked without its values, and values are not without a format', () => {
  expect(literalProblem(FORMAT_TEXT, 'format', ['%y', undefined])).toContain('no such formatting clause');
  expect(literalProblem(FORMAT_TEXT, 'format', ['%s', undefined])).toBeUndefined();
  expect(literalProblem(FORMAT_TEXT, 'format', [undefined, ['a']])).toBeUndefined();
});

test('a value that holds itself many times ends at the limit', () => {
  let nested: CelValue = 'x'.repeat(1000);
  for (let depth = 0; depth < 40; depth += 1) nested = [nested, nested];
  expect(failureOf(FORMAT_TEXT, 'format', ['%s', [nested]], 1_000_000)).toBe('limit');
});
