// The operators that compare: equality of everything, order where there is one, membership.
import { lengthCost } from '../cost.ts';
import { equalWithin } from '../bounded-equality.ts';
import { compareValues } from '../equality.ts';
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, functionOverload, listAt, mapAt, pairOverload, type Overload, type PairRun } from '../overload.ts';
import type { CelRun } from '../run.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  parameter,
  STRING,
  TIMESTAMP,
  UINT,
  type Type,
} from '../type.ts';
import { CelBytes, type CelResult, type CelValue } from '../value.ts';

const A = parameter('A');
const B = parameter('B');

const EQUALITY: readonly Overload[] = [
  pairOverload('function', '_==_', [A, A], BOOL, equalWithin),
  pairOverload('function', '_!=_', [A, A], BOOL, (left, right, run) => {
    const equal = equalWithin(left, right, run);
    return equal instanceof CelFailure ? equal : !equal;
  }),
];

const NUMBERS: readonly Type[] = [INT, UINT, DOUBLE];
/** What is compared with what. The commonest come first: they are tried in order. */
const ORDERED: readonly (readonly [Type, Type])[] = [
  [INT, INT],
  ...[STRING, DOUBLE, UINT, BOOL, BYTES, TIMESTAMP, DURATION].map((type) => [type, type] as const),
  ...NUMBERS.flatMap((left) =>
    NUMBERS.filter((right) => right !== left).map((right): readonly [Type, Type] => [left, right]),
  ),
];

function order(name: string, holds: (difference: number) => boolean): readonly Overload[] {
  const compare: PairRun = (left, right, steps) => {
    if (typeof left === 'bigint' && typeof right === 'bigint') return holds(left < right ? -1 : Number(left > right));
    const spent = steps.spend(Math.min(costOf(left), costOf(right)));
    if (spent !== undefined) return spent;
    const difference = compareValues(left, right);
    if (difference === 'unordered') return invalid('NaN has no place in an order');
    return difference !== undefined && holds(difference);
  };
  return ORDERED.map(([left, right]) => pairOverload('function', name, [left, right], BOOL, compare));
}

function costOf(value: CelValue): number {
  if (typeof value === 'string') return lengthCost(value.length);
  return value instanceof CelBytes ? lengthCost(value.bytes.length) : 0;
}

function isElement(args: readonly CelValue[], run: CelRun): CelResult {
  const wanted = anyAt(args, 0);
  for (const item of listAt(args, 1)) {
    const equal = run.spend(1) ?? equalWithin(wanted, item, run);
    if (equal !== false) return equal;
  }
  return false;
}

const MEMBERSHIP: readonly Overload[] = [
  functionOverload('_in_', [A, listOf(A)], BOOL, isElement),
  functionOverload('_in_', [A, mapOf(A, B)], BOOL, (args) => mapAt(args, 1).has(anyAt(args, 0))),
];

/** The operators that compare. */
export const COMPARISON: readonly Overload[] = [
  ...EQUALITY,
  ...order('_<_', (difference) => difference < 0),
  ...order('_<=_', (difference) => difference <= 0),
  ...order('_>_', (difference) => difference > 0),
  ...order('_>=_', (difference) => difference >= 0),
  ...MEMBERSHIP,
];
