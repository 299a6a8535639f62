import { describe, expect, it } from 'vitest';
import { CelFailure } from '../../../src/cel/failure.ts';
import { OPTIONAL } from '../../../src/cel/libraries/optional.ts';
import { STANDARD } from '../../../src/cel/libraries/standard.ts';
import { CelRun } from '../../../src/cel/run.ts';
import { isOfType } from '../../../src/cel/runtime-type.ts';
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  NONE,
  type CelResult,
  type CelValue,
} from '../../../src/cel/value.ts';

function run(name: string, ...args: readonly CelValue[]): CelResult {
  const overload = [...STANDARD, ...OPTIONAL].find(
    (each) =>
      each.name === name &&
      each.parameters.length === args.length &&
      each.parameters.every((type, index) => isOfType(args[index]!, type)),
  );
  if (overload === undefined) throw new Error(`no overload of ${name}`);
  return overload.run(args, new CelRun({}));
}

const uint = (value: bigint) => new CelUint(value);
const seconds = (value: number) => new CelDuration(BigInt(value) * 1_000_000_000n);
const instant = (text: string): CelTimestamp => {
  const value = run('timestamp', text);
  if (!(value instanceof CelTimestamp)) throw new Error(`${text} is no timestamp`);
  return value;
};
const bytes = (...values: readonly number[]) => new CelBytes(Uint8Array.from(values));
const LEAST = -(2n ** 63n);
const LARGEST = 2n ** 63n - 1n;
const NOON = instant('2024-02-29T12:34:56.789Z');

type Case = readonly [name: string, args: readonly CelValue[], result: CelValue];

describe.each<{ about: string; cases: readonly Case[] }>([
  {
    about: 'arithmetic',
    cases: [
      ['_/_', [-7n, 2n], -3n],
      ['_%_', [-7n, 3n], -1n],
      ['_-_', [uint(5n), uint(2n)], uint(3n)],
      ['_/_', [1, 0], Infinity],
      ['_+_', ['a', 'b'], 'ab'],
      ['_+_', [bytes(1), bytes(2, 3)], bytes(1, 2, 3)],
      ['_+_', [[1n], ['a']], [1n, 'a']],
      ['_+_', [seconds(1), NOON], instant('2024-02-29T12:34:57.789Z')],
      ['_-_', [instant('2024-03-01T00:00:00Z'), instant('2024-02-29T23:59:00Z')], seconds(60)],
      ['-_', [2n], -2n],
      ['!_', [true], false],
    ],
  },
  {
    about: 'comparison',
    cases: [
      ['_==_', [1n, 1], true],
      ['_==_', [1n, '1'], false],
      [
        '_!=_',
        [
          [1n, null],
          [1, null],
        ],
        false,
      ],
      ['_<_', [uint(1n), 1.5], true],
      ['_<_', ['\u{1f600}', '\uffff'], false],

      ['_<=_', [bytes(1), bytes(1, 0)], true],
      ['_in_', [1, [2n, 1n]], true],
      ['_in_', ['b', CelMap.ofFields([['a', 1n]])], false],
      ['_in_', [null, CelMap.ofFields([['a', 1n]])], false],
    ],
  },
  {
    about: 'texts',
    cases: [
      ['size', ['h\u00e9\u{1f600}'], 3n],
      ['size', [bytes(1, 2)], 2n],
      ['contains', ['hello', 'ell'], true],
      ['endsWith', ['hello', 'he'], false],
      ['matches', ['hello', 'L+'], false],
      ['matches', ['hello', '(?i)L+'], true],
    ],
  },
  {
    about: 'conversions',
    cases: [
      ['int', [-3.9], -3n],
      ['int', ['+42'], 42n],
      ['int', [instant('1969-12-31T23:59:59.5Z')], -1n],
      ['uint', [3.9], uint(3n)],
      ['double', ['1e3'], 1000],
      ['string', [1e6], '1e+06'],
      ['string', [uint(7n)], '7'],
      ['string', [bytes(0xc3, 0xa9)], 'é'],
      ['string', [instant('2024-02-29T12:00:00.25+02:00')], '2024-02-29T12:00:00.25+02:00'],
      ['string', [new CelDuration(1_500_000_000n)], '1.5s'],
      ['bytes', ['é'], bytes(0xc3, 0xa9)],
      ['bool', ['t'], true],
      ['bool', ['False'], false],
      ['timestamp', [60n], instant('1970-01-01T00:01:00Z')],
      ['duration', ['-1.5h'], seconds(-5400)],
      ['type', [null], new CelTypeValue('null_type')],
      ['dyn', ['x'], 'x'],
    ],
  },
  {
    about: 'times',
    cases: [
      ['getMonth', [NOON], 1n],
      ['getDayOfYear', [NOON], 59n],
      ['getDayOfMonth', [NOON], 28n],
      ['getDayOfWeek', [NOON], 4n],
      ['getMilliseconds', [NOON], 789n],
      ['getMilliseconds', [instant('1969-12-31T23:59:59.25Z')], 250n],
      ['getHours', [instant('2024-02-29T12:00:00+02:00')], 10n],
      ['getHours', [NOON, '-03:30'], 9n],
      ['getHours', [NOON, 'Europe/Berlin'], 13n],
      ['getHours', [instant('2024-07-01T12:00:00Z'), 'Europe/Berlin'], 14n],
      ['getDate', [instant('2024-02-29T23:00:00Z'), 'Asia/Tokyo'], 1n],
      ['getFullYear', [instant('0001-01-01T00:00:00Z'), 'America/New_York'], 0n],
      ['getMinutes', [seconds(5400)], 90n],
      ['getHours', [seconds(-5400)], -1n],
    ],
  },
  {
    about: 'optionals',
    cases: [
      ['optional.of', [1n], new CelOptional(1n)],
      ['optional.ofNonZeroValue', [[]], NONE],
      ['optional.ofNonZeroValue', [uint(0n)], NONE],
      ['optional.ofNonZeroValue', ['x'], new CelOptional('x')],
      ['value', [new CelOptional(null)], null],
      ['orValue', [new CelOptional(null), 1n], null],
      ['orValue', ['plain', 1n], 'plain'],
      ['or', [NONE, new CelOptional(2n)], new CelOptional(2n)],
      ['unwrapOpt', [[new CelOptional(1n), NONE]], [1n]],
    ],
  },
])('$about', ({ cases }) => {
  it.each(cases)('%s of case %#', (name, args, result) => {
    expect(run(name, ...args)).toEqual(result);
  });
});

it.each<readonly [string, readonly CelValue[]]>([
  ['_+_', [LARGEST, 1n]],
  ['_-_', [LEAST, 1n]],
  ['_*_', [LARGEST, 2n]],
  ['_/_', [LEAST, -1n]],
  ['_/_', [1n, 0n]],
  ['_%_', [uint(1n), uint(0n)]],
  ['_-_', [uint(2n), uint(5n)]],
  ['-_', [LEAST]],
  ['_+_', [instant('9999-12-31T23:59:59Z'), seconds(1)]],
  ['_-_', [instant('9999-12-31T23:59:59Z'), instant('0001-01-01T00:00:00Z')]],
  ['matches', ['a', '(?=a)']],
  ['int', ['1.5']],
  ['int', ['']],
  ['int', [2 ** 63]],
  ['int', [NaN]],
  ['uint', [-1n]],
  ['uint', ['+1']],
  ['double', ['x']],
  ['bool', ['yes']],
  ['string', [bytes(0xff)]],
  ['timestamp', ['2024-13-01T00:00:00Z']],
  ['timestamp', ['0000-01-01T00:00:00Z']],
  ['duration', ['7d']],
  ['getHours', [NOON, 'Nowhere/Land']],
  ['getHours', [NOON, 'Local']],
  ['value', [NONE]],
])('%s fails for case %#', (name, args) => {
  const result = run(name, ...args);
  expect(result).toBeInstanceOf(CelFailure);
  expect(result instanceof CelFailure && result.code).toBe('invalid-value');
});

it('refuses a list with something else among optionals', () => {
  const result = run('unwrapOpt', [1n]);
  expect(result instanceof CelFailure && result.code).toBe('no-such-overload');
});
