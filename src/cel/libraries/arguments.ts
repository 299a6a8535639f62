// Arguments of the types that overload.ts does not read.
import { CelBytes, CelDuration, CelOptional, CelTimestamp, CelUint, type CelValue } from '../value.ts';

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
