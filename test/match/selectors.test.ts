import { describe, expect, test } from 'vitest';
import { isEmptySelector, selectorMatches, selectorProblem, type LabelSelector } from '../../src/match/index.ts';

const LABELS = { 'app.io/tier': 'web', team: 'blue', empty: '' };

describe('selectorMatches', () => {
  const cases: readonly { name: string; selector: LabelSelector; is: boolean; literally?: boolean }[] = [
    { name: 'nothing asked selects all', selector: {}, is: true },
    { name: 'an equal label', selector: { matchLabels: { team: 'blue' } }, is: true },
    { name: 'another value', selector: { matchLabels: { team: 'red' } }, is: false },
    { name: 'another case', selector: { matchLabels: { team: 'Blue' } }, is: false },
    { name: 'a missing label', selector: { matchLabels: { tier: 'web' } }, is: false },
    { name: 'an inherited name is no label', selector: { matchLabels: { toString: 'x' } }, is: false },
    { name: 'an empty value', selector: { matchLabels: { empty: '' } }, is: true },
    { name: 'every label asked for', selector: { matchLabels: { team: 'blue', 'app.io/tier': 'db' } }, is: false },
    { name: 'a wildcard in the value', selector: { matchLabels: { team: 'bl*' } }, is: true, literally: false },
    { name: 'a wildcard in the key', selector: { matchLabels: { '*.io/tie?': 'web' } }, is: true, literally: false },
    { name: 'key and value from one label', selector: { matchLabels: { 'team*': 'we?' } }, is: false },
    { name: 'a wildcard on an absent label', selector: { matchLabels: { 'zone*': '*' } }, is: false },
    {
      name: 'two wildcards may mean one label',
      selector: { matchLabels: { 'te*': '*', '*am': 'b*' } },
      is: true,
      literally: false,
    },
    {
      name: 'In with the value',
      selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['red', 'blue'] }] },
      is: true,
    },
    {
      name: 'In without it',
      selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['red'] }] },
      is: false,
    },
    {
      name: 'In on a missing label',
      selector: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] },
      is: false,
    },
    {
      name: 'NotIn on a missing label',
      selector: { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
      is: true,
    },
    {
      name: 'NotIn with the value',
      selector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['blue'] }] },
      is: false,
    },
    { name: 'Exists', selector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] }, is: true },
    {
      name: 'Exists on a missing label',
      selector: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
      is: false,
    },
    {
      name: 'DoesNotExist',
      selector: { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist', values: [] }] },
      is: true,
    },
    {
      name: 'DoesNotExist on a label',
      selector: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
      is: false,
    },
    {
      name: 'labels and expressions together',
      selector: { matchLabels: { team: 'blue' }, matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
      is: false,
    },
    {
      name: 'no wildcard in expressions',
      selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['bl*'] }] },
      is: false,
    },
    {
      name: 'an illegal selector selects nothing',
      selector: { matchExpressions: [{ key: 'a/b/c', operator: 'DoesNotExist' }] },
      is: false,
    },
  ];
  test.each(cases)('$name: $is', ({ selector, is }) => {
    expect(selectorMatches(selector, LABELS)).toBe(is);
  });

  test.each(cases)('without wildcards, $name', ({ selector, is, literally }) => {
    expect(selectorMatches(selector, LABELS, 'literal')).toBe(literally ?? is);
  });

  test('any label at all is asked for by two stars', () => {
    expect(selectorMatches({ matchLabels: { '*': '*' } }, { a: '' })).toBe(true);
    expect(selectorMatches({ matchLabels: { '*': '*' } }, {})).toBe(false);
  });

  test('a label that is written like the stand-in of a wildcard is met by the wildcard', () => {
    expect(selectorMatches({ matchLabels: { 'a?': 'b' } }, { a0: 'b' })).toBe(true);
    expect(selectorMatches({ matchLabels: { 'a*': 'x', 'a?': 'b' } }, { a0: 'b' })).toBe(false);
  });
});

describe('selectorProblem', () => {
  const legal: readonly LabelSelector[] = [
    {},
    { matchLabels: { 'app.kubernetes.io/name': 'a_b.c' } },
    { matchLabels: { '*': '*', 'a.io/*': '?x' } },
    { matchLabels: { a: '' } },
    { matchExpressions: [{ key: 'a', operator: 'NotIn', values: [''] }] },
  ];
  test.each(legal)('takes %j', (selector) => {
    expect(selectorProblem(selector)).toBeUndefined();
  });

  const illegal: readonly LabelSelector[] = [
    { matchLabels: { 'abc/def/ghi': '*' } },
    { matchLabels: { '': 'a' } },
    { matchLabels: { '/a': 'a' } },
    { matchLabels: { 'A.io/a': 'a' } },
    { matchLabels: { a: 'b c' } },
    { matchLabels: { a: '-b' } },
    { matchLabels: { a: 'x'.repeat(64) } },
    { matchLabels: { ['x'.repeat(64)]: 'a' } },
    { matchExpressions: [{ key: 'a', operator: 'In' }] },
    { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
    { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
    { matchExpressions: [{ key: 'a', operator: 'in', values: ['b'] }] },
    { matchExpressions: [{ key: 'a*', operator: 'Exists' }] },
  ];
  test.each(illegal)('refuses %j', (selector) => {
    expect(selectorProblem(selector)).toMatch(/./);
  });

  test('refuses wildcards where they are not meant', () => {
    expect(selectorProblem({ matchLabels: { a: '*' } }, 'literal')).toMatch(/\*/);
  });
});

test('a selector without a requirement is empty, whatever it is written with', () => {
  const empty = [{}, { matchLabels: {} }, { matchExpressions: [] }].map(isEmptySelector);
  expect([...empty, isEmptySelector({ matchLabels: { a: '*' } })]).toEqual([true, true, true, false]);
});
