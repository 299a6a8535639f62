import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Quantity } from '../../src/values/index.ts';
import {
  addQuantities,
  compareQuantities,
  divideQuantity,
  multiplyQuantities,
  parseQuantity,
  printQuantity,
  quantityRatio,
  quantityRemainder,
  subtractQuantities,
} from '../../src/values/index.ts';

function quantity(text: string): Quantity {
  const parsed = parseQuantity(text);
  expect(parsed, text).toBeDefined();
  return parsed!;
}

describe('canonical text', () => {
  it.each([
    ['0', '0'],
    ['000', '0'],
    ['-0', '0'],
    ['1', '1'],
    ['+1', '1'],
    ['.5', '500m'],
    ['1.', '1'],
    ['0.25', '250m'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1000k', '1M'],
    ['1024Ki', '1Mi'],
    ['1.5Gi', '1536Mi'],
    ['1023Ki', '1023Ki'],
    ['0.5Ki', '512'],
    ['0.5Mi', '512Ki'],
    ['1e3', '1e3'],
    ['12e-1', '1200e-3'],
    ['1.5e3', '1500'],
    ['1E', '1E'],
    ['1E3', '1e3'],
    ['2000E', '2000E'],
    ['100n', '100n'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['-3Mi', '-3Mi'],
  ])('%s prints as %s', (text, printed) => {
    expect(printQuantity(quantity(text))).toBe(printed);
  });

  it('gives itself back when it is parsed again', () => {
    const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'E', 'Ki', 'Mi', 'Gi', 'e2', 'E-3');
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 999 }), suffix, (whole, fraction, unit) => {
        const value = quantity(`${whole}.${fraction}${unit}`);
        const printed = printQuantity(value);
        expect(printQuantity(quantity(printed))).toBe(printed);
        expect(compareQuantities(quantity(printed), value)).toBe(0);
      }),
    );
  });
});

it.each(['', '+', '.', '-.', 'abc', '1x', '1 Gi', '1gi', '1K', '1e', '1e+', '0x1', '1_000', 'Infinity', '1e99999'])(
  '%j is no quantity',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

it.each([
  ['1Ki', '1024', 0],
  ['1Gi', '1G', 1],
  ['500m', '0.5', 0],
  ['-1', '1', -1],
  ['9007199254740993', '9007199254740992', 1],
] as const)('%s compared with %s is %d', (left, right, order) => {
  expect(compareQuantities(quantity(left), quantity(right))).toBe(order);
  expect(compareQuantities(quantity(right), quantity(left))).toBe(order === 0 ? 0 : -order);
});

describe('arithmetic keeps the notation of the left operand', () => {
  it.each([
    ['1Gi', '512Mi', '1536Mi'],
    ['1Ki', '1', '1025'],
    ['1', '1Ki', '1025'],
    ['0', '1Ki', '1Ki'],
    ['0.3', '0.6', '900m'],
  ])('%s + %s = %s', (left, right, sum) => {
    expect(printQuantity(addQuantities(quantity(left), quantity(right)))).toBe(sum);
  });

  it('subtracts, multiplies and divides', () => {
    expect(printQuantity(subtractQuantities(quantity('1Gi'), quantity('1536Mi')))).toBe('-512Mi');
    expect(printQuantity(multiplyQuantities(quantity('2Gi'), quantity('0.5')))).toBe('1Gi');
    expect(printQuantity(divideQuantity(quantity('7'), quantity('2'))!)).toBe('3');
    expect(printQuantity(divideQuantity(quantity('-7'), quantity('2.0'))!)).toBe('-3500m');
    expect(printQuantity(divideQuantity(quantity('1Mi'), quantity('1k'))!)).toBe('1048');
    expect(printQuantity(quantityRemainder(quantity('-7'), quantity('2'))!)).toBe('-1');
    expect(quantityRatio(quantity('1Gi'), quantity('256Mi'))).toBe(4);
  });

  it('knows no division by zero and no remainder of fractions', () => {
    expect(divideQuantity(quantity('1'), quantity('0'))).toBeUndefined();
    expect(quantityRatio(quantity('1'), quantity('0'))).toBeUndefined();
    expect(quantityRemainder(quantity('1'), quantity('0'))).toBeUndefined();
    expect(quantityRemainder(quantity('1.5'), quantity('1'))).toBeUndefined();
  });
});
