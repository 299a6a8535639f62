import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { hasWildcard, matchesWildcard } from '../../src/values/index.ts';

const CASES: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'team-a', true],
  ['team-*', 'team-', true],
  ['team-*', 'Team-a', false],
  ['*-prod', 'eu-prod', true],
  ['*-prod', 'eu-prod-2', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['team-?', 'team-a', true],
  ['team-?', 'team-', false],
  ['team-?', 'team-ab', false],
  ['?', '😀', true],
  ['??', '😀', false],
  ['*?', 'x', true],
  ['**x', 'x', true],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
];

describe('matchesWildcard', () => {
  it.each(CASES)('%j against %j is %j', (pattern, text, matches) => {
    expect(matchesWildcard(pattern, text)).toBe(matches);
  });

  it('takes no exponential time for many stars', () => {
    expect(matchesWildcard(`${'*a'.repeat(300)}b`, 'a'.repeat(5000))).toBe(false);
  });

  it('agrees with a regular expression made of the pattern', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(letters, text, (pattern, subject) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesWildcard(pattern, subject)).toBe(expression.test(subject));
      }),
    );
  });
});

it('hasWildcard tells patterns from names', () => {
  expect(['a', 'a*', '?', ''].map(hasWildcard)).toEqual([false, true, true, false]);
});
