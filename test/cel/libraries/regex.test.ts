import { expect, it, test } from 'vitest';
import { REGEX } from '../../../src/cel/libraries/regex.ts';
import { CelOptional, NONE, type CelValue } from '../../../src/cel/value.ts';
import { call, failureOf, literalProblem } from './call.ts';

it.each<[string, readonly CelValue[], CelValue]>([
  ['find', ['ab 12 34', '[0-9]+'], '12'],
  ['find', ['ab', '[0-9]+'], ''],
  ['find', ['ABC', '(?i)b(c)'], 'BC'],
  ['findAll', ['1, 22, 333', '[0-9]+'], ['1', '22', '333']],
  ['findAll', ['1, 22, 333', '[0-9]+', 2n], ['1', '22']],
  ['findAll', ['1, 22', '[0-9]+', 0n], []],
  ['findAll', ['1, 22', '[0-9]+', -1n], ['1', '22']],
  ['findAll', ['baac', 'a*'], ['', 'aa', '']],
  ['findAll', ['😀😀', ''], ['', '', '']],
  ['findAll', ['ab', '^.'], ['a']],
  ['regex.replace', ['a-b-c', '-', '_'], 'a_b_c'],
  ['regex.replace', ['a-b-c', '-', '_', 1n], 'a_b-c'],
  ['regex.replace', ['a-b', '-', '_', 0n], 'a-b'],
  ['regex.replace', ['a-b-c', '-', '_', -2n], 'a_b_c'],
  ['regex.replace', ['foo bar', '(\\w+) (\\w+)', '\\2 \\1 \\0'], 'bar foo foo bar'],
  ['regex.replace', ['ab', '(x)?b', '<\\1\\\\>'], 'a<\\>'],
  ['regex.replace', ['a', 'a', '$0'], '$0'],
  ['regex.replace', ['ab', '', '-'], '-a-b-'],
  ['regex.extract', ['item-42', 'item-(\\d+)'], new CelOptional('42')],
  ['regex.extract', ['item-42', '\\d+'], new CelOptional('42')],
  ['regex.extract', ['item', '\\d+'], NONE],
  ['regex.extract', ['ab', 'a(x)?b'], NONE],
  ['regex.extract', ['ab', 'a(x*)b'], NONE],
  ['regex.extractAll', ['id:1,id:2', 'id:(\\d)'], ['1', '2']],
  ['regex.extractAll', ['a1 a a2', 'a(\\d)?'], ['1', '2']],
  ['regex.extractAll', ['x', '\\d'], []],
])('%s of %o gives %o', (name, args, result) => {
  expect(call(REGEX, name, args)).toEqual(result);
});

it.each<[string, readonly CelValue[]]>([
  ['find', ['a', '(']],
  ['find', ['a', '(?=a)']],
  ['findAll', ['aa', '(a)\\1']],
  ['regex.replace', ['a', '(', 'b']],
  ['regex.replace', ['a', 'a', '\\1']],
  ['regex.replace', ['a', 'a', '\\x']],
  ['regex.replace', ['a', 'a', 'x\\']],
  ['regex.extract', ['ab', '(a)(b)']],
  ['regex.extractAll', ['ab', '(a)(b)']],
])('%s of %o fails', (name, args) => {
  expect(failureOf(REGEX, name, args)).toBe('invalid-value');
});

test('a bad literal pattern of find and findAll is found beforehand', () => {
  expect(literalProblem(REGEX, 'find', [undefined, '('])).toBeTypeOf('string');
  expect(literalProblem(REGEX, 'findAll', ['a', '(', 1n])).toBeTypeOf('string');
  expect(literalProblem(REGEX, 'find', [undefined, 'a'])).toBeUndefined();
  expect(literalProblem(REGEX, 'find', ['a', undefined])).toBeUndefined();
  expect(literalProblem(REGEX, 'regex.replace', ['a', '(', 'b'])).toBeUndefined();
});

test.each<[string, readonly CelValue[]]>([
  ['find', ['a'.repeat(100_000), '(a+)+$']],
  ['findAll', ['a'.repeat(20_000), 'a*b|a']],
  ['regex.replace', ['a'.repeat(2000), 'a', 'b'.repeat(100_000)]],
])('%s of large texts ends at the limit', (name, args) => {
  expect(failureOf(REGEX, name, args, 500_000)).toBe('limit');
});
