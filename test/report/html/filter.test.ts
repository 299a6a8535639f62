// The filter's way into the address and back, and numbers as the page has them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterAddress, NO_FILTER, readAddress } from '../../../src/report/html/filter.ts';
import { capital, counted, GROUP_ACTIONS, numberText } from '../../../src/report/html/words.ts';

describe('the address', () => {
  test('says nothing of what is not narrowed', () => {
    expect(filterAddress(NO_FILTER)).toBe('');
    expect(filterAddress({ actions: ['create', 'delete'], text: 'a b', risks: true })).toBe(
      'search=a+b&actions=create%2Cdelete&risks=yes',
    );
  });
  test('takes what it does not know for nothing', () => {
    expect(readAddress('row-5')).toEqual(NO_FILTER);
    expect(readAddress('actions=burn,create&%E0%A4%A')).toEqual({ ...NO_FILTER, actions: ['create'] });
  });
  test('leads back to the same filter', () => {
    const text = fc.string({ unit: 'grapheme' });
    const filters = fc.record({
      ...{ text, policy: text, rule: text, kind: text, namespace: text, trigger: text, risks: fc.boolean() },
      actions: fc.subarray([...GROUP_ACTIONS]),
    });
    fc.assert(
      fc.property(filters, (filter) => {
        expect(readAddress(filterAddress(filter))).toEqual(filter);
      }),
    );
  });
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1\u202f000'],
  [1234567, '1\u202f234\u202f567'],
])('%d is written %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('words are counted', () => {
  expect([counted(1, 'policy'), counted(2, 'policy'), counted(2000, 'rule')]).toEqual([
    '1 policy',
    '2 policies',
    '2\u202f000 rules',
  ]);
  expect([capital('the rule'), capital('')]).toEqual(['The rule', '']);
});
