import { expect, it } from 'vitest';
import fc from 'fast-check';
import { durationFromSeconds, durationInSeconds, parseDuration, printDuration } from '../../src/values/index.ts';

it.each([
  ['0', '0s'],
  ['-0', '0s'],
  ['90m', '1h30m0s'],
  ['1.5h', '1h30m0s'],
  ['1h1ns', '1h0m0.000000001s'],
  ['.5s', '500ms'],
  ['1.s', '1s'],
  ['1500us', '1.5ms'],
  ['1µs', '1µs'],
  ['1μs', '1µs'],
  ['1000ns', '1µs'],
  ['999ns', '999ns'],
  ['-2m', '-2m0s'],
  ['+2m', '2m0s'],
  ['24h', '24h0m0s'],
  ['1m1m', '2m0s'],
])('%s prints as %s', (text, printed) => {
  expect(printDuration(parseDuration(text)!)).toBe(printed);
});

it.each(['', '1', '1d', 's', '.s', '1 h', '--1h', 'h1', '1h-', '9999999999h'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it.each([
  ['-9223372036854775808ns', -(2n ** 63n)],
  ['9223372036854775807ns', 2n ** 63n - 1n],
  ['-9223372036854775809ns', undefined],
  ['9223372036854775808ns', undefined],
])('%s is read up to the ends of 64 bits', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

it('prints what it parses back to the same length', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (nanoseconds) => {
      expect(parseDuration(printDuration(nanoseconds))).toBe(nanoseconds);
    }),
  );
});

it('converts from and to seconds', () => {
  expect(durationFromSeconds(1.5)).toBe(1_500_000_000n);
  expect(durationFromSeconds(1e300)).toBeUndefined();
  expect(durationFromSeconds(NaN)).toBeUndefined();
  expect(durationInSeconds(-1_500_000_000n)).toBe(-1.5);
});
