import { describe, expect, it } from 'vitest';
import type { Pattern } from '../../src/values/index.ts';
import { compilePattern, MAX_PATTERN_LENGTH } from '../../src/values/index.ts';

function pattern(source: string): Pattern {
  const compiled = compilePattern(source);
  expect(compiled).not.toHaveProperty('problem');
  return compiled as Pattern;
}

it.each([
  '(',
  '[',
  'a(?=b)',
  'a(?!b)',
  '(?<=a)b',
  '(a)\\1',
  '*',
  'a'.repeat(MAX_PATTERN_LENGTH + 1),
  '(a{1000}){1000}',
])('refuses %.40j', (source) => {
  expect(compilePattern(source)).toHaveProperty('problem');
});

it('is found anywhere unless anchored', () => {
  expect(pattern('b+').matches('abbc')).toBe(true);
  expect(pattern('^b+$').matches('abbc')).toBe(false);
});

it('takes linear time where backtracking takes forever', () => {
  expect(pattern('(a+)+$').matches(`${'a'.repeat(50_000)}b`)).toBe(false);
});

describe('replaceAll', () => {
  it.each([
    ['(\\w+)-(\\w+)', 'left-right', '$2-$1', 'right-left'],
    ['(?P<first>\\w+)-', 'left-right', '${first}+', 'left+right'],
    ['(a)', 'a', '$1x', ''],
    ['(a)', 'a', '${1}x', 'ax'],
    ['a', 'a', '$$', '$'],
    ['a', 'a', '$', '$'],
    ['a', 'a', '$9', ''],
    ['a', 'aa', '$0$0', 'aaaa'],
    ['a*', 'baac', 'x', 'xbxcx'],
    ['', 'ab', '-', '-a-b-'],
    ['', '😀', '-', '-😀-'],
    ['a|(b)', 'ab', '<$1>', '<><b>'],
  ])('%s on %s with %s gives %s', (source, text, replacement, result) => {
    expect(pattern(source).replaceAll(text, replacement)).toBe(result);
  });

  it('leaves a literal replacement as it is', () => {
    expect(pattern('(a)').replaceAllLiteral('banana', '$1')).toBe('b$1n$1n$1');
  });
});

describe('find', () => {
  it('gives the place of the first match from there on and the texts of its groups', () => {
    const found = pattern('(a)(b)?c');
    expect(found.groups).toBe(2);
    expect(found.find('ac abc', 0)).toEqual({ start: 0, end: 2, groups: ['ac', 'a', undefined] });
    expect(found.find('ac abc', 1)).toEqual({ start: 3, end: 6, groups: ['abc', 'a', 'b'] });
    expect(found.find('ac abc', 4)).toBeUndefined();
  });

  it('sees what stands before', () => {
    expect(pattern('^a').find('aa', 1)).toBeUndefined();
    expect(pattern('\\ba').find('aa', 1)).toBeUndefined();
  });
});
