import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/resource.ts';
import { holding, jsonBytes } from '../../../src/policy/cluster-policy/context-size.ts';

const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1.5,
  '',
  'abc',
  'a"b\\c',
  'line\nbreak\ttab\b\f\r',
  '\u0001\u001f\u007f',
  'äöü',
  '€',
  '😀',
  [],
  [1],
  [1, [2, 'x'], null],
  {},
  { a: 1 },
  { 'k"y': { b: [true, { c: 'ü' }] }, d: '' },
];

describe('bytes of JSON text', () => {
  it.each(VALUES.map((value) => ({ text: JSON.stringify(value), value })))('$text', ({ text, value }) => {
    expect(jsonBytes(value, 1000)).toBe(Buffer.byteLength(text));
  });

  it('an integer beyond the range of a double has all its digits', () => {
    expect(jsonBytes(12345678901234567890n, 1000)).toBe(20);
  });

  it('parts that are shared count each time, and counting stops beyond the most', () => {
    const shared = Array.from({ length: 100 }).reduce<Json>((value) => [value, value], 'x');
    const start = performance.now();
    expect(jsonBytes(shared, 1000)).toBeGreaterThan(1000);
    expect(jsonBytes('x'.repeat(1_000_000), 10)).toBeGreaterThan(10);
    expect(jsonBytes({ a: 'x'.repeat(100), b: 1 }, 10)).toBeGreaterThan(10);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('what is held', () => {
  it('is one’s own and that of the scopes around, not of those inside', () => {
    const outer = holding();
    outer.add(10);
    const inner = holding(outer);
    inner.add(5);
    const other = holding(outer);
    expect([outer.total(), inner.total(), other.total()]).toEqual([10, 15, 10]);
    outer.add(1);
    expect([outer.total(), inner.total()]).toEqual([11, 16]);
  });
});
