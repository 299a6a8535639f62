// The `time.` functions: the current time, cutting a time down, and its text for cron. What the current time is, the host says.
import { parseTime, truncateTime, wallTime } from '../../values/index.ts';
import { anyAt, functionOverload, noSuchOverload, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { DURATION, STRING, TIMESTAMP } from '../type.ts';
import { CelDuration, CelTimestamp, type CelResult, type CelValue } from '../value.ts';
import { unavailable } from './host-answer.ts';

/** Reading and printing a time. */
const STEPS = 400;

function now(run: CelRun): CelResult {
  const instant = run.host.now === undefined ? undefined : parseTime(run.host.now);
  return instant === undefined
    ? unavailable('there is no current time here')
    : new CelTimestamp(instant.nanoseconds, instant.offset);
}

function truncate(args: readonly CelValue[]): CelResult {
  const [time, step] = [anyAt(args, 0), anyAt(args, 1)];
  if (!(time instanceof CelTimestamp) || !(step instanceof CelDuration)) return noSuchOverload('time.truncate');
  const { nanoseconds, offset } = truncateTime(time, step.nanoseconds);
  return new CelTimestamp(nanoseconds, offset);
}

function toCron(args: readonly CelValue[]): CelResult {
  const time = anyAt(args, 0);
  if (!(time instanceof CelTimestamp)) return noSuchOverload('time.toCron');
  const { minute, hour, day, month, weekday } = wallTime(time);
  return [minute, hour, day, month, weekday].join(' ');
}

/** The `time.` functions. */
export const CLOCK: readonly Overload[] = [
  functionOverload('time.now', [], TIMESTAMP, (_, run) => run.spend(STEPS) ?? now(run)),
  functionOverload(
    'time.truncate',
    [TIMESTAMP, DURATION],
    TIMESTAMP,
    (args, run) => run.spend(STEPS) ?? truncate(args),
  ),
  functionOverload('time.toCron', [TIMESTAMP], STRING, (args, run) => run.spend(STEPS) ?? toCron(args)),
];
