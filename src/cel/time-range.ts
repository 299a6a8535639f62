// The ranges of timestamps and durations.
import { invalid, type CelFailure } from './failure.ts';
import { CelDuration, CelTimestamp, fitsInt } from './value.ts';

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
