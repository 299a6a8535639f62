import { describe, expect, it, test } from 'vitest';
import { STRINGS } from '../../../src/cel/libraries/strings.ts';
import type { CelValue } from '../../../src/cel/value.ts';
import { call, failureOf, forms } from './call.ts';

const GOOD: readonly [string, readonly CelValue[], CelValue][] = [
  ['charAt', ['a😀b', 1n], '😀'],
  ['charAt', ['a😀b', 2n], 'b'],
  ['charAt', ['ab', 2n], ''],
  ['indexOf', ['😀b😀', 'b'], 1n],
  ['indexOf', ['abab', 'b', 2n], 3n],
  ['indexOf', ['abab', 'c', 2n], -1n],
  ['indexOf', ['ab', 'a', 7n], -1n],
  ['indexOf', ['ab', '', 1n], 1n],
  ['lastIndexOf', ['😀b😀b', 'b'], 3n],
  ['lastIndexOf', ['abab', 'b', 2n], 1n],
  ['lastIndexOf', ['abab', 'b', 9n], -1n],
  ['lastIndexOf', ['', 'a'], -1n],
  ['lastIndexOf', ['abc', ''], 3n],
  ['join', [['a', 'b', 'c']], 'abc'],
  ['join', [['a', 'b'], ', '], 'a, b'],
  ['join', [[], ','], ''],
  ['replace', ['banana', 'an', 'x'], 'bxxa'],
  ['replace', ['banana', 'an', 'x', 1n], 'bxana'],
  ['replace', ['banana', 'an', 'x', 0n], 'banana'],
  ['replace', ['banana', 'an', 'x', -3n], 'bxxa'],
  ['replace', ['a😀', '', '.'], '.a.😀.'],
  ['replace', ['abc', '', '.', 2n], '.a.bc'],
  ['replace', ['abc', '', '.', 9n], '.a.b.c.'],
  ['replace', ['$&', '&', '$$'], '$$$'],
  ['split', ['a,b,', ','], ['a', 'b', '']],
  ['split', ['', ','], ['']],
  ['split', ['', ''], []],
  ['split', ['a😀b', ''], ['a', '😀', 'b']],
  ['split', ['a,b,c', ',', 2n], ['a', 'b,c']],
  ['split', ['abc', '', 2n], ['a', 'bc']],
  ['split', ['a,b', ',', 0n], []],
  ['split', ['a,b', ',', -1n], ['a', 'b']],
  ['substring', ['a😀bc', 2n], 'bc'],
  ['substring', ['a😀bc', 1n, 3n], '😀b'],
  ['substring', ['ab', 2n], ''],
  ['trim', ['\u0085\u00a0 \t\na b\u3000\r'], 'a b'],
  ['trim', ['\ufeffa'], '\ufeffa'],
  ['trim', [' \n '], ''],
  ['lowerAscii', ['ÄBC'], 'Äbc'],
  ['upperAscii', ['äbc'], 'äBC'],
  ['strings.quote', ['a"\\\n\u0007é'], '"a\\"\\\\\\n\\aé"'],
  ['strings.quote', ['\ud800x'], '"\ufffdx"'],
];

it.each(GOOD)('%s of %o gives %o', (name, args, result) => {
  expect(call(STRINGS, name, args)).toEqual(result);
});

it.each<[string, readonly CelValue[]]>([
  ['charAt', ['ab', 3n]],
  ['charAt', ['ab', -1n]],
  ['charAt', ['😀', 2n]],
  ['indexOf', ['ab', 'a', -1n]],
  ['lastIndexOf', ['ab', 'a', -1n]],
  ['substring', ['ab', 3n]],
  ['substring', ['ab', -1n, 1n]],
  ['substring', ['ab', 1n, 0n]],
  ['substring', ['ab', 0n, 3n]],
])('%s of %o fails', (name, args) => {
  expect(failureOf(STRINGS, name, args)).toBe('invalid-value');
});

test('there is no reverse, and join takes texts only', () => {
  expect(forms(STRINGS, 'reverse')).toEqual([]);
  expect(failureOf(STRINGS, 'join', [['a', 1n]])).toBe('no-such-overload');
});

test('the results have the types they are declared with', () => {
  expect(forms(STRINGS, 'split')).toEqual(['string, string -> list(string)', 'string, string, int -> list(string)']);
  expect(forms(STRINGS, 'join')).toEqual(['list(string) -> string', 'list(string), string -> string']);
});

describe('texts that would grow beyond all bounds', () => {
  const long = 'a'.repeat(10_000);
  it.each<[string, readonly CelValue[]]>([
    ['replace', [long, 'a', long]],
    ['replace', [long, '', long]],
    ['join', [Array.from({ length: 10_000 }, () => long)]],
  ])('%s ends at the limit', (name, args) => {
    expect(failureOf(STRINGS, name, args, 1_000_000)).toBe('limit');
  });
});
