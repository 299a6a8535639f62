// Parts of timestamps and durations. Timestamps are read in UTC, whatever zone they were written in, unless a zone is named.
import { wallTime, type WallTime } from '../../values/index.ts';
import { CelFailure, invalid } from '../failure.ts';
import { methodOverload, textAt, type Overload } from '../overload.ts';
import { DURATION, INT, STRING, TIMESTAMP } from '../type.ts';
import { durationAt, timestampAt } from './arguments.ts';
import { daysSince1970 } from './calendar-day.ts';
import { zoneOffset } from './time-zone.ts';

const SECOND = 1_000_000_000n;

function dayOfYear({ year, month, day }: WallTime): number {
  return daysSince1970(year, month, day) - daysSince1970(year, 1, 1);
}

/** What the clock shows, and what the part is called. */
const PARTS: readonly (readonly [string, (wall: WallTime) => number])[] = [
  ['getFullYear', (wall) => wall.year],
  ['getMonth', (wall) => wall.month - 1],
  ['getDayOfYear', dayOfYear],
  ['getDayOfMonth', (wall) => wall.day - 1],
  ['getDate', (wall) => wall.day],
  ['getDayOfWeek', (wall) => wall.weekday],
  ['getHours', (wall) => wall.hour],
  ['getMinutes', (wall) => wall.minute],
  ['getSeconds', (wall) => wall.second],
];

/** What asking the database of zones costs: as much as a thousand ordinary steps. */
const ZONE_COST = 4000;
const PART_COST = 200;

function timestampPart(name: string, part: (wall: WallTime) => number): readonly Overload[] {
  return [
    methodOverload(name, [TIMESTAMP], INT, (args, run) => {
      const { nanoseconds } = timestampAt(args, 0);
      return run.spend(PART_COST) ?? BigInt(part(wallTime({ nanoseconds, offset: 0 })));
    }),
    methodOverload(name, [TIMESTAMP, STRING], INT, (args, run) => {
      const { nanoseconds } = timestampAt(args, 0);
      const offset = run.spend(ZONE_COST) ?? offsetIn(textAt(args, 1), nanoseconds);
      return offset instanceof CelFailure ? offset : BigInt(part(wallTime({ nanoseconds, offset })));
    }),
  ];
}

/** Zones are `±hh:mm` (the sign may be left out) or names; '' is UTC, as in Go. */
function offsetIn(zone: string, nanoseconds: bigint): number | CelFailure {
  const fixed = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone);
  if (fixed !== null) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60;
    return fixed[1] === '-' ? -seconds : seconds;
  }
  if (zone === '' || zone === 'UTC') return 0;
  const named = /^[A-Za-z][\w+/-]*$/.test(zone)
    ? zoneOffset(zone, Number(floorDivide(nanoseconds, SECOND)))
    : undefined;
  return named ?? invalid('unknown time zone');
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function milliseconds(nanoseconds: bigint): bigint {
  return (nanoseconds - floorDivide(nanoseconds, SECOND) * SECOND) / 1_000_000n;
}

/** Of a duration each part is the whole of it in that unit, cut toward zero. */
function durationPart(name: string, unit: bigint): Overload {
  return methodOverload(name, [DURATION], INT, (args) => durationAt(args, 0) / unit);
}

/** Parts of timestamps and durations. */
export const TIME: readonly Overload[] = [
  ...PARTS.flatMap(([name, part]) => timestampPart(name, part)),
  methodOverload('getMilliseconds', [TIMESTAMP], INT, (args) => milliseconds(timestampAt(args, 0).nanoseconds)),
  methodOverload('getMilliseconds', [TIMESTAMP, STRING], INT, (args, run) => {
    const { nanoseconds } = timestampAt(args, 0);
    const offset = run.spend(ZONE_COST) ?? offsetIn(textAt(args, 1), nanoseconds);
    return offset instanceof CelFailure ? offset : milliseconds(nanoseconds);
  }),
  durationPart('getHours', 3600n * SECOND),
  durationPart('getMinutes', 60n * SECOND),
  durationPart('getSeconds', SECOND),
  durationPart('getMilliseconds', 1_000_000n),
];
