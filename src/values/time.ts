// Instants with the zone they were written in: RFC 3339, Go's layouts, and arithmetic in nanoseconds.
// What «now» is, is left to the callers: nothing here reads a clock.

import { civilFromDays, dayOfWeek, daysFromCivil, daysInMonth } from './calendar.ts';

/** An instant, in nanoseconds since 1970 in UTC, and the seconds its zone is ahead of UTC. */
export interface Instant {
  readonly nanoseconds: bigint;
  readonly offset: number;
}

/** What a clock on the wall shows. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const SECOND = 1_000_000_000n;
const DAY = 86_400;
/** Year 1, the zero of Go's time, in seconds before 1970. */
const YEAR_ONE = 62_135_596_800n;
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** The instant written in RFC 3339, or undefined. */
export function parseTime(text: string): Instant | undefined {
  const match = text.length <= 64 ? RFC3339.exec(text) : null;
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [, , , , , , , fraction = '', sign, hours = '0', minutes = '0'] = match;
  if (Number(hours) > 24 || Number(minutes) > 60) return undefined;
  const offset = (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1);
  return instantOf({ year, month, day, hour, minute, second }, nanosecondsOf(fraction), offset);
}

/** Nanoseconds of the digits behind a point; what is finer is cut. */
export function nanosecondsOf(fraction: string): bigint {
  return BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

/** The instant at which clocks `offset` seconds ahead of UTC show this, or undefined when there is no such day or time. */
export function instantOf(wall: Omit<WallTime, 'weekday'>, nanoseconds: bigint, offset: number): Instant | undefined {
  const { year, month, day, hour, minute, second } = wall;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = daysFromCivil(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
  return { nanoseconds: BigInt(seconds) * SECOND + nanoseconds, offset };
}

/** The instant so many seconds after 1970, in UTC. */
export function instantFromUnix(seconds: bigint): Instant {
  return { nanoseconds: seconds * SECOND, offset: 0 };
}

/** What clocks in the zone of the instant show. */
export function wallTime(instant: Instant): WallTime {
  const seconds = Number(floorDivide(instant.nanoseconds, SECOND)) + instant.offset;
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  return {
    ...civilFromDays(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: dayOfWeek(days),
  };
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** The instant in RFC 3339 in its own zone, without a fraction of seconds; undefined outside the years 0 to 9999. */
export function printTime(instant: Instant): string | undefined {
  const { year, month, day, hour, minute, second } = wallTime(instant);
  if (year < 0 || year > 9999) return undefined;
  const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
  return `${date}T${digits(hour)}:${digits(minute)}:${digits(second)}${zoneText(instant.offset)}`;
}

function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function zoneText(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.floor(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`;
}

/** The same instant in UTC. */
export function inUtc(instant: Instant): Instant {
  return { nanoseconds: instant.nanoseconds, offset: 0 };
}

/** The instant moved by a duration, in the same zone. */
export function addToTime(instant: Instant, duration: bigint): Instant {
  return { nanoseconds: instant.nanoseconds + duration, offset: instant.offset };
}

/** The duration from `start` to `end`, at most what 64 bits hold. */
export function timeBetween(start: Instant, end: Instant): bigint {
  const difference = end.nanoseconds - start.nanoseconds;
  const largest = 2n ** 63n - 1n;
  if (difference > largest) return largest;
  return difference < -largest ? -largest : difference;
}

/** The instant cut down to a multiple of `duration` since year 1 in UTC; as it is when the duration is not positive. */
export function truncateTime(instant: Instant, duration: bigint): Instant {
  if (duration <= 0n) return instant;
  const sinceYearOne = instant.nanoseconds + YEAR_ONE * SECOND;
  const rest = sinceYearOne - floorDivide(sinceYearOne, duration) * duration;
  return addToTime(instant, -rest);
}
