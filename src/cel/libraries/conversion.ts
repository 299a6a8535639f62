// Conversions: functions named like the type they give, `dyn` and `type`.
import { lengthCost } from '../cost.ts';
import { checkedTimestamp } from '../time-range.ts';
import { parseDuration, parseFloatText, parseTime } from '../../values/index.ts';
import { invalid, type CelFailure } from '../failure.ts';
import { anyAt, doubleAt, functionOverload, intAt, textAt, type Overload } from '../overload.ts';
import { typeName } from '../runtime-type.ts';
import { printDouble, printSeconds, printTimestamp } from '../text-of.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  parameter,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
  type Type,
} from '../type.ts';
import {
  CelBytes,
  CelDuration,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  fitsInt,
  fitsUint,
  type CelResult,
  type CelValue,
} from '../value.ts';
import { bytesAt, durationAt, timestampAt, uintAt } from './arguments.ts';

type Convert = (args: readonly CelValue[]) => CelResult;

function to(name: string, result: Type, from: Type, convert: Convert): Overload {
  return functionOverload(name, [from], result, convert);
}

/** Times have a calendar, and parts to be told apart. */
const STEPS_FOR_TIME = 300;

/** Texts are read at the price of their length. */
function fromText(name: string, result: Type, read: (text: string) => CelResult, steps = 4): Overload {
  return functionOverload(name, [STRING], result, (args, run) => {
    const text = textAt(args, 0);
    return run.spend(steps + lengthCost(text.length)) ?? read(text);
  });
}

function same(name: string, type: Type): Overload {
  return to(name, type, type, (args) => anyAt(args, 0));
}

function noText(of: string): CelFailure {
  return invalid(`the text is no ${of}`);
}

function checkedInt(value: bigint): CelResult {
  return fitsInt(value) ? value : invalid('integer overflow');
}

function checkedUint(value: bigint): CelResult {
  return fitsUint(value) ? new CelUint(value) : invalid('unsigned integer overflow');
}

/** The longest text of digits that is looked at: leading zeros are allowed, but not forever. */
const MAX_DIGITS = 1024;

function readInt(text: string): CelResult {
  return text.length <= MAX_DIGITS && /^[+-]?\d+$/.test(text) ? checkedInt(wholeOf(text)) : noText('int');
}

function wholeOf(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
}

function readUint(text: string): CelResult {
  return text.length <= MAX_DIGITS && /^\d+$/.test(text) ? checkedUint(BigInt(text)) : noText('uint');
}

/** The least int counts as out of range, as it does for cel-go. */
function intOfDouble(value: number): CelResult {
  return value > -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : invalid('integer overflow');
}

function uintOfDouble(value: number): CelResult {
  const fits = value >= 0 && value < 2 ** 64;
  return fits ? new CelUint(BigInt(Math.trunc(value))) : invalid('unsigned integer overflow');
}

const INTS: readonly Overload[] = [
  same('int', INT),
  to('int', INT, UINT, (args) => checkedInt(uintAt(args, 0))),
  to('int', INT, DOUBLE, (args) => intOfDouble(doubleAt(args, 0))),
  fromText('int', INT, readInt),
  to('int', INT, TIMESTAMP, (args) => floorSeconds(timestampAt(args, 0).nanoseconds)),
  to('int', INT, DURATION, (args) => durationAt(args, 0)),
  same('uint', UINT),
  to('uint', UINT, INT, (args) => checkedUint(intAt(args, 0))),
  to('uint', UINT, DOUBLE, (args) => uintOfDouble(doubleAt(args, 0))),
  fromText('uint', UINT, readUint),
];

function floorSeconds(nanoseconds: bigint): bigint {
  const seconds = nanoseconds / 1_000_000_000n;
  return nanoseconds % 1_000_000_000n < 0n ? seconds - 1n : seconds;
}

const DOUBLES: readonly Overload[] = [
  same('double', DOUBLE),
  to('double', DOUBLE, INT, (args) => Number(intAt(args, 0))),
  to('double', DOUBLE, UINT, (args) => Number(uintAt(args, 0))),
  fromText('double', DOUBLE, (text) => parseFloatText(text) ?? noText('double')),
];

const TEXTS: readonly Overload[] = [
  same('string', STRING),
  to('string', STRING, INT, (args) => String(intAt(args, 0))),
  to('string', STRING, UINT, (args) => String(uintAt(args, 0))),
  to('string', STRING, DOUBLE, (args) => printDouble(doubleAt(args, 0))),
  to('string', STRING, BOOL, (args) => String(anyAt(args, 0) === true)),
  functionOverload('string', [BYTES], STRING, (args, run) => {
    const bytes = bytesAt(args, 0);
    return run.spend(lengthCost(bytes.length)) ?? textOfBytes(bytes);
  }),
  functionOverload(
    'string',
    [TIMESTAMP],
    STRING,
    (args, run) => run.spend(STEPS_FOR_TIME) ?? printTimestamp(timestampAt(args, 0)),
  ),
  to('string', STRING, DURATION, (args) => printSeconds(durationAt(args, 0))),
];

function textOfBytes(bytes: Uint8Array): CelResult {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return invalid('the bytes are no UTF-8');
  }
}

const TRUE_TEXTS: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE_TEXTS: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function readBool(text: string): CelResult {
  return TRUE_TEXTS.has(text) || (FALSE_TEXTS.has(text) ? false : noText('bool'));
}

function readTimestamp(text: string): CelResult {
  const instant = parseTime(text);
  if (instant === undefined) return noText('timestamp');
  return checkedTimestamp(new CelTimestamp(instant.nanoseconds, instant.offset));
}

function readDuration(text: string): CelResult {
  const nanoseconds = parseDuration(text);
  return nanoseconds === undefined ? noText('duration') : new CelDuration(nanoseconds);
}

const OTHERS: readonly Overload[] = [
  same('bytes', BYTES),
  fromText('bytes', BYTES, (text) => new CelBytes(new TextEncoder().encode(text))),
  same('bool', BOOL),
  fromText('bool', BOOL, readBool),
  same('timestamp', TIMESTAMP),
  fromText('timestamp', TIMESTAMP, readTimestamp, STEPS_FOR_TIME),
  to('timestamp', TIMESTAMP, INT, (args) => checkedTimestamp(new CelTimestamp(intAt(args, 0) * 1_000_000_000n))),
  same('duration', DURATION),
  fromText('duration', DURATION, readDuration, STEPS_FOR_TIME),
  to('duration', DURATION, INT, (args) => new CelDuration(intAt(args, 0))),
  to('dyn', DYN, parameter('A'), (args) => anyAt(args, 0)),
  to('type', TYPE, parameter('A'), (args) => new CelTypeValue(typeName(anyAt(args, 0)))),
];

/** The conversions. */
export const CONVERSION: readonly Overload[] = [...INTS, ...DOUBLES, ...TEXTS, ...OTHERS];
