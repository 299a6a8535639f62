import { describe, expect, it } from 'vitest';
import { CLOCK } from '../../../src/cel/libraries/clock.ts';
import { KYVERNO_MATH } from '../../../src/cel/libraries/kyverno-math.ts';
import { RANDOM } from '../../../src/cel/libraries/random.ts';
import { TRANSFORM } from '../../../src/cel/libraries/transform.ts';
import { CelRun } from '../../../src/cel/run.ts';
import { toJson } from '../../../src/cel/text-of.ts';
import { CelDuration, CelTimestamp, fromJson, type CelJson, type CelValue } from '../../../src/cel/value.ts';
import { parseTime } from '../../../src/values/index.ts';
import { call, codeOf } from './call-overload.ts';

function at(text: string): CelTimestamp {
  const instant = parseTime(text)!;
  return new CelTimestamp(instant.nanoseconds, instant.offset);
}

describe('random', () => {
  const host = { seed: 'seed' };

  it.each<[string, readonly CelValue[], RegExp]>([
    ['random', [], /^[0-9a-z]{8}$/],
    ['random.random', ['[A-Z]{3}-[0-9]'], /^[A-Z]{3}-[0-9]$/],
    ['random', [''], /^$/],
  ])('%s gives what the pattern says, the same in every run', (name, args, shape) => {
    const text = call(RANDOM, name, args, host);
    expect(text).toMatch(shape);
    expect(call(RANDOM, name, args, host)).toBe(text);
  });

  it('differs from draw to draw and from seed to seed', () => {
    const run = new CelRun(host);
    const texts = [1, 2].map(() => RANDOM[0]!.run([], run));
    expect(new Set([...texts, call(RANDOM, 'random', [], { seed: 'other' })]).size).toBe(3);
  });

  it('fails for a bad pattern and without a seed', () => {
    expect(codeOf(call(RANDOM, 'random', ['['], host))).toBe('invalid-value');
    expect(codeOf(call(RANDOM, 'random', []))).toBe('unavailable');
  });
});

describe('time', () => {
  it('is what the host says', () => {
    expect(call(CLOCK, 'time.now', [], { now: '2024-05-06T07:08:09Z' })).toEqual(at('2024-05-06T07:08:09Z'));
    expect(codeOf(call(CLOCK, 'time.now', []))).toBe('unavailable');
  });

  it.each<[string, bigint, string]>([
    ['2025-01-02T03:45:27Z', 3600n, '2025-01-02T03:00:00Z'],
    ['2025-01-02T03:45:27Z', 0n, '2025-01-02T03:45:27Z'],
    ['1969-12-31T23:59:59Z', 60n, '1969-12-31T23:59:00Z'],
    ['2025-01-02T03:45:27+02:00', 86400n, '2025-01-02T02:00:00+02:00'],
  ])('truncate %s by %s seconds', (time, seconds, expected) => {
    const step = new CelDuration(seconds * 1_000_000_000n);
    expect(call(CLOCK, 'time.truncate', [at(time), step])).toEqual(at(expected));
  });

  it.each([
    ['2025-01-05T00:00:00Z', '0 0 5 1 0'],
    ['2025-03-08T21:07:59Z', '7 21 8 3 6'],
  ])('toCron %s', (time, expected) => {
    expect(call(CLOCK, 'time.toCron', [at(time)])).toBe(expected);
  });
});

it.each<[number, bigint, number]>([
  [3.14159, 2n, 3.14],
  [2.5, 0n, 3],
  [-2.5, 0n, -3],
  [1234.5, -2n, 1200],
  [-2.345, 2n, -2.35],
  [1.005, 2n, 1],
  [0.49999999999999994, 0n, 0],
  [1.5, 400n, 1.5],
  [1e308, 10n, 1e308],
  [5, -400n, 0],
  [Infinity, 2n, Infinity],
])('math.round(%d, %s)', (value, places, expected) => {
  expect(call(KYVERNO_MATH, 'math.round', [value, places])).toBe(expected);
});

describe('listObjToMap', () => {
  it.each<[CelJson, CelJson, CelJson | string]>([
    [[{ k: 'a' }, { k: 'b' }], [{ v: '1' }, { v: 2 }], { a: '1', b: 2 }],
    [[{ k: 'a' }], [{ z: 1 }], { a: null }],
    [[{ k: 'a' }, { k: 'a' }], [{ v: 1 }, { v: 2 }], { a: 2 }],
    [[], [], {}],
    [[{ k: 'a' }], [], 'invalid-value'],
    [[{ k: 1 }], [{ v: 1 }], 'invalid-value'],
    [[{}], [{ v: 1 }], 'invalid-value'],
    [['a'], [{ v: 1 }], 'no-such-overload'],
  ])('case %#', (keys, values, expected) => {
    for (const name of ['listObjToMap', 'transform.listObjToMap']) {
      const result = call(TRANSFORM, name, [fromJson(keys), fromJson(values), 'k', 'v']);
      expect(codeOf(result) ?? toJson(result as CelValue)).toEqual(expected);
    }
  });
});
