// Arguments of the types that overload.ts does not read, and the ranges of times that functions give.
import { CelFailure, invalid } from '../failure.ts';
import { CelBytes, CelDuration, CelOptional, CelTimestamp, CelUint, fitsInt, type CelValue } from '../value.ts';

function wrongTable(expected: string): never {
  throw new Error(`invariant: the parameter types of this overload promise ${expected}`);
}

/** What the uint at `index` is. */
export function uintAt(args: readonly CelValue[], index: number): bigint {
  const value = args[index];
  return value instanceof CelUint ? value.value : wrongTable('a uint');
}

/** What the bytes at `index` are. */
export function bytesAt(args: readonly CelValue[], index: number): Uint8Array {
  const value = args[index];
  return value instanceof CelBytes ? value.bytes : wrongTable('bytes');
}

/** The timestamp at `index`. */
export function timestampAt(args: readonly CelValue[], index: number): CelTimestamp {
  const value = args[index];
  return value instanceof CelTimestamp ? value : wrongTable('a timestamp');
}

/** The nanoseconds of the duration at `index`. */
export function durationAt(args: readonly CelValue[], index: number): bigint {
  const value = args[index];
  return value instanceof CelDuration ? value.nanoseconds : wrongTable('a duration');
}

/** The optional at `index`. */
export function optionalAt(args: readonly CelValue[], index: number): CelOptional {
  const value = args[index];
  return value instanceof CelOptional ? value : wrongTable('an optional');
}

/** The start of the year 1 and the end of the year 9999, in nanoseconds. */
const FIRST_INSTANT = -62_135_596_800_000_000_000n;
const LAST_INSTANT = 253_402_300_799_999_999_999n;

/** The timestamp, if it is in the years 1 to 9999. */
export function checkedTimestamp(value: CelTimestamp): CelTimestamp | CelFailure {
  const inRange = value.nanoseconds >= FIRST_INSTANT && value.nanoseconds <= LAST_INSTANT;
  return inRange ? value : invalid('the timestamp is outside of the years 1 to 9999');
}

/** The duration of so many nanoseconds, if 64 bits hold it. */
export function checkedDuration(nanoseconds: bigint): CelDuration | CelFailure {
  return fitsInt(nanoseconds) ? new CelDuration(nanoseconds) : invalid('the duration is out of range');
}
