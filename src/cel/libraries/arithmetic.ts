// The operators that compute: `+ - * / %` and the signs. Numbers of different types do not mix.
import { lengthCost } from '../cost.ts';
import { checkedDuration, checkedTimestamp } from '../time-range.ts';
import { CelFailure, invalid } from '../failure.ts';
import {
  anyAt,
  doubleAt,
  functionOverload,
  intAt,
  listAt,
  pairOverload,
  wrongTable,
  type Overload,
} from '../overload.ts';
import type { CelRun } from '../run.ts';
import { BOOL, BYTES, DOUBLE, DURATION, INT, listOf, parameter, STRING, TIMESTAMP, UINT } from '../type.ts';
import { CelBytes, CelTimestamp, CelUint, fitsInt, fitsUint, type CelResult, type CelValue } from '../value.ts';
import { bytesAt, durationAt, timestampAt, uintAt } from './arguments.ts';

const A = parameter('A');

function ofInts(name: string, compute: (left: bigint, right: bigint) => bigint | CelFailure): Overload {
  return pairOverload('function', name, [INT, INT], INT, (left, right) => {
    if (typeof left !== 'bigint' || typeof right !== 'bigint') return wrongTable('two ints');
    const result = compute(left, right);
    if (result instanceof CelFailure) return result;
    return fitsInt(result) ? result : invalid('integer overflow');
  });
}

function ofUints(name: string, compute: (left: bigint, right: bigint) => bigint | CelFailure): Overload {
  return functionOverload(name, [UINT, UINT], UINT, (args) => {
    const result = compute(uintAt(args, 0), uintAt(args, 1));
    if (result instanceof CelFailure) return result;
    return fitsUint(result) ? new CelUint(result) : invalid('unsigned integer overflow');
  });
}

function ofDoubles(name: string, compute: (left: number, right: number) => number): Overload {
  return functionOverload(name, [DOUBLE, DOUBLE], DOUBLE, (args) => compute(doubleAt(args, 0), doubleAt(args, 1)));
}

function ofWholes(name: string, compute: (left: bigint, right: bigint) => bigint | CelFailure): readonly Overload[] {
  return [ofInts(name, compute), ofUints(name, compute)];
}

function divide(left: bigint, right: bigint): bigint | CelFailure {
  return right === 0n ? invalid('division by zero') : left / right;
}

/** Where the division overflows the remainder does so too, although it would be 0. */
function remainder(left: bigint, right: bigint): bigint | CelFailure {
  if (right === 0n) return invalid('modulus by zero');
  return right === -1n && !fitsInt(-left) ? invalid('integer overflow') : left % right;
}

function joinTexts(left: CelValue, right: CelValue, run: CelRun): CelResult {
  if (typeof left !== 'string' || typeof right !== 'string') return wrongTable('two strings');
  return run.spend(lengthCost(left.length + right.length)) ?? left + right;
}

function joinBytes(args: readonly CelValue[], run: CelRun): CelResult {
  const [left, right] = [bytesAt(args, 0), bytesAt(args, 1)];
  const spent = run.spend(lengthCost(left.length + right.length));
  if (spent !== undefined) return spent;
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return new CelBytes(joined);
}

function joinLists(args: readonly CelValue[], run: CelRun): CelResult {
  const [left, right] = [listAt(args, 0), listAt(args, 1)];
  return run.spend(left.length + right.length) ?? [...left, ...right];
}

function moved(at: CelTimestamp, by: bigint): CelResult {
  return checkedTimestamp(new CelTimestamp(at.nanoseconds + by, at.offset));
}

const JOINS: readonly Overload[] = [
  pairOverload('function', '_+_', [STRING, STRING], STRING, joinTexts),
  functionOverload('_+_', [BYTES, BYTES], BYTES, joinBytes),
  functionOverload('_+_', [listOf(A), listOf(A)], listOf(A), joinLists),
];

const TIMES: readonly Overload[] = [
  functionOverload('_+_', [TIMESTAMP, DURATION], TIMESTAMP, (args) => moved(timestampAt(args, 0), durationAt(args, 1))),
  functionOverload('_+_', [DURATION, TIMESTAMP], TIMESTAMP, (args) => moved(timestampAt(args, 1), durationAt(args, 0))),
  functionOverload('_+_', [DURATION, DURATION], DURATION, (args) =>
    checkedDuration(durationAt(args, 0) + durationAt(args, 1)),
  ),
  functionOverload('_-_', [TIMESTAMP, TIMESTAMP], DURATION, (args) =>
    checkedDuration(timestampAt(args, 0).nanoseconds - timestampAt(args, 1).nanoseconds),
  ),
  functionOverload('_-_', [TIMESTAMP, DURATION], TIMESTAMP, (args) =>
    moved(timestampAt(args, 0), -durationAt(args, 1)),
  ),
  functionOverload('_-_', [DURATION, DURATION], DURATION, (args) =>
    checkedDuration(durationAt(args, 0) - durationAt(args, 1)),
  ),
];

const SIGNS: readonly Overload[] = [
  functionOverload('-_', [INT], INT, (args) => {
    const result = -intAt(args, 0);
    return fitsInt(result) ? result : invalid('integer overflow');
  }),
  functionOverload('-_', [DOUBLE], DOUBLE, (args) => -doubleAt(args, 0)),
  functionOverload('!_', [BOOL], BOOL, (args) => anyAt(args, 0) !== true),
];

/** The operators that compute. */
export const ARITHMETIC: readonly Overload[] = [
  ...ofWholes('_+_', (left, right) => left + right),
  ofDoubles('_+_', (left, right) => left + right),
  ...ofWholes('_-_', (left, right) => left - right),
  ofDoubles('_-_', (left, right) => left - right),
  ...ofWholes('_*_', (left, right) => left * right),
  ofDoubles('_*_', (left, right) => left * right),
  ...ofWholes('_/_', divide),
  ofDoubles('_/_', (left, right) => left / right),
  ...ofWholes('_%_', remainder),
  ...JOINS,
  ...TIMES,
  ...SIGNS,
];
