// Functions over instants. The current time is a capability of the caller: without it, what asks for it fails.

import type { Instant } from '../../values/index.ts';
import {
  addToTime,
  instantFromUnix,
  inUtc,
  parseDuration,
  parseTime,
  parseTimeByLayout,
  printDuration,
  printTime,
  timeBetween,
  truncateTime,
  wallTime,
} from '../../values/index.ts';
import type { ExpressionError } from '../expression-error.ts';
import { isExpressionError } from '../expression-error.ts';
import type { JmesValue } from '../value.ts';
import type { Argument, CallContext, FunctionDefinition, ParameterType } from './definition.ts';
import { textAt } from './definition.ts';

type Result = JmesValue | ExpressionError;
type TimeResult = Instant | ExpressionError;

const TEXT: readonly ParameterType[] = ['string'];

function timeAt(args: readonly Argument[], index: number, context: CallContext): TimeResult {
  return parseTime(textAt(args, index)) ?? context.fail('invalid-value', `argument ${index + 1} is no RFC 3339 time`);
}

function printed(instant: TimeResult, context: CallContext): Result {
  if (isExpressionError(instant)) return instant;
  return printTime(instant) ?? context.fail('invalid-value', 'the year is beyond 9999 or below 0');
}

function now(context: CallContext): TimeResult {
  const { now: text } = context.run.capabilities;
  if (text === undefined) return context.fail('missing-capability', 'there is no current time here');
  return parseTime(text) ?? context.fail('missing-capability', 'the current time is not given in RFC 3339');
}

function utc(instant: TimeResult): TimeResult {
  return isExpressionError(instant) ? instant : inUtc(instant);
}

/** `change` of the time and the duration in the first two arguments. */
function withDuration(
  args: readonly Argument[],
  context: CallContext,
  change: (instant: Instant, duration: bigint) => Instant,
): Result {
  const instant = timeAt(args, 0, context);
  if (isExpressionError(instant)) return instant;
  const duration = parseDuration(textAt(args, 1));
  if (duration === undefined) return context.fail('invalid-value', 'argument 2 is no duration');
  return printed(change(instant, duration), context);
}

/** Whether `test` holds of the times in all arguments, in nanoseconds. */
function compareTimes(
  args: readonly Argument[],
  context: CallContext,
  test: (first: bigint, second: bigint, third: bigint) => boolean,
): Result {
  const instants: bigint[] = [];
  for (const index of args.keys()) {
    const instant = timeAt(args, index, context);
    if (isExpressionError(instant)) return instant;
    instants.push(instant.nanoseconds);
  }
  const [first = 0n, second = 0n, third = 0n] = instants;
  return test(first, second, third);
}

function difference(start: TimeResult, end: TimeResult): Result {
  if (isExpressionError(start)) return start;
  return isExpressionError(end) ? end : printDuration(timeBetween(start, end));
}

function byLayout(layout: string, text: string, context: CallContext): TimeResult {
  const instant = layout === '' ? parseTime(text) : parseTimeByLayout(layout, text);
  return instant ?? context.fail('invalid-value', 'a time is not written as the layout asks');
}

function since(args: readonly Argument[], context: CallContext): Result {
  const layout = textAt(args, 0);
  const end = textAt(args, 2);
  return difference(
    byLayout(layout, textAt(args, 1), context),
    end === '' ? now(context) : byLayout(layout, end, context),
  );
}

/** A layout that is an integer asks for Unix seconds. */
function parse(args: readonly Argument[], context: CallContext): Result {
  const layout = textAt(args, 0);
  const text = textAt(args, 1);
  if (!/^[+-]?\d+$/.test(layout)) return printed(byLayout(layout, text, context), context);
  if (!/^[+-]?\d{1,15}$/.test(text)) return context.fail('invalid-value', 'argument 2 is no number of seconds');
  return printed(instantFromUnix(BigInt(text)), context);
}

function toCron(args: readonly Argument[], context: CallContext): Result {
  const instant = timeAt(args, 0, context);
  if (isExpressionError(instant)) return instant;
  const { minute, hour, day, month, weekday } = wallTime(instant);
  return [minute, hour, day, month, weekday].join(' ');
}

/** Functions over instants. */
export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'time_add',
    parameters: [TEXT, TEXT],
    about: 'a time moved by a duration',
    call: (args, context) => withDuration(args, context, addToTime),
  },
  {
    name: 'time_after',
    parameters: [TEXT, TEXT],
    about: 'whether the first time is later than the second',
    call: (args, context) => compareTimes(args, context, (first, second) => first > second),
  },
  {
    name: 'time_before',
    parameters: [TEXT, TEXT],
    about: 'whether the first time is earlier than the second',
    call: (args, context) => compareTimes(args, context, (first, second) => first < second),
  },
  {
    name: 'time_between',
    parameters: [TEXT, TEXT, TEXT],
    about: 'whether the first time is later than the second and earlier than the third',
    call: (args, context) => compareTimes(args, context, (time, start, end) => time > start && time < end),
  },
  {
    name: 'time_diff',
    parameters: [TEXT, TEXT],
    about: 'the duration from the first time to the second',
    call: (args, context) => difference(timeAt(args, 0, context), timeAt(args, 1, context)),
  },
  {
    name: 'time_now',
    parameters: [],
    about: 'the current time',
    call: (_args, context) => printed(now(context), context),
  },
  {
    name: 'time_now_utc',
    parameters: [],
    about: 'the current time in UTC',
    call: (_args, context) => printed(utc(now(context)), context),
  },
  { name: 'time_parse', parameters: [TEXT, TEXT], about: 'a time written by a layout, as RFC 3339', call: parse },
  {
    name: 'time_since',
    parameters: [TEXT, TEXT, TEXT],
    about: 'the duration from one time to another or to now',
    call: since,
  },
  {
    name: 'time_to_cron',
    parameters: [TEXT],
    about: 'a time as minute, hour, day, month and weekday of a cron line',
    call: toCron,
  },
  {
    name: 'time_truncate',
    parameters: [TEXT, TEXT],
    about: 'a time cut down to a multiple of a duration since year 1',
    call: (args, context) => withDuration(args, context, truncateTime),
  },
  {
    name: 'time_utc',
    parameters: [TEXT],
    about: 'a time in UTC',
    call: (args, context) => printed(utc(timeAt(args, 0, context)), context),
  },
];
