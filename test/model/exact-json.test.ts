import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactJson, printExactJson } from '../../src/model/exact-json.ts';
import type { Json } from '../../src/model/resource.ts';

const largeInteger = fc
  .bigInt({ min: -(2n ** 80n), max: 2n ** 80n })
  .filter((value) => value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER));

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('n9007199254740993', '9007199254740993', 's', '"', '\\', '1e99'),
  largeInteger,
);

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('__proto__')), tie('value'), { maxKeys: 4 }),
  ),
})).value;

function isNegativeZero(value: Json): boolean {
  return JSON.stringify(value, (_, part: unknown) =>
    Object.is(part, -0) ? '-0' : typeof part === 'bigint' ? 0 : part,
  ).includes('"-0"');
}

describe('exact JSON', () => {
  test('gives every value back, digits and all', () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!isNegativeZero(value));
        expect(parseExactJson(printExactJson(value))).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<{ name: string; value: Json; text: string }>([
    { name: 'sorts keys by code unit', value: { b: 1, a: 2, B: 3 }, text: '{"B":3,"a":2,"b":1}' },
    { name: 'writes a bigint as digits', value: { n: 9007199254740993n }, text: '{"n":9007199254740993}' },
    { name: 'keeps a large float a float', value: 1e20, text: '1e+20' },
    { name: 'keeps __proto__ an ordinary key', value: JSON.parse('{"__proto__":1}') as Json, text: '{"__proto__":1}' },
    { name: 'leaves digits in a text alone', value: 'x12345678901234567890', text: '"x12345678901234567890"' },
  ])('$name', ({ value, text }) => {
    expect(printExactJson(value)).toBe(text);
    expect(parseExactJson(text)).toEqual(value);
  });

  test.each(['', '{', '{"a":1} x', '01', "{'a':1}", `${'['.repeat(600)}${']'.repeat(600)}`])('refuses %j', (text) => {
    expect(parseExactJson(text)).toBeUndefined();
  });

  test('reads a text of megabytes beside a large integer', () => {
    const value = { a: 'é\\"'.repeat(1_000_000), b: 2n ** 70n };
    expect(parseExactJson(printExactJson(value))).toEqual(value);
  });
});
