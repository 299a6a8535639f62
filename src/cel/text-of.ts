// How values are written out: `string(x)`, and the JSON that leaves the language.
import { encodeBase64, printTime } from '../values/index.ts';
import { CelFailure, invalid } from './failure.ts';
import type { CelRun } from './run.ts';
import { typeName } from './runtime-type.ts';
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
  type CelJson,
  type CelValue,
} from './value.ts';

/**
 * A double as `string()` writes it: the shortest digits that read back the same.
 *
 * Shape   with an exponent exactly where it is below -4 or above 5; the exponent has a sign and at least two digits.
 */
export function printDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent > 5) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return String(value);
}

/** A duration as `string()` writes it: seconds with a fraction as long as needed, `1.5s`. */
export function printSeconds(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = fractionOf(size % 1_000_000_000n);
  const whole = `${nanoseconds < 0n ? '-' : ''}${size / 1_000_000_000n}`;
  return fraction === '' ? `${whole}s` : `${whole}.${fraction}s`;
}

function fractionOf(nanoseconds: bigint): string {
  return String(nanoseconds).padStart(9, '0').replace(/0+$/, '');
}

/** An instant in RFC 3339 with its own zone and a fraction as long as needed; a failure outside of the years 0 to 9999. */
export function printTimestamp(value: CelTimestamp): string | CelFailure {
  const { nanoseconds, offset } = value;
  const text = printTime({ nanoseconds, offset });
  if (text === undefined) return invalid('the timestamp is outside of the years 0 to 9999');
  const fraction = fractionOf(((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  return fraction === '' ? text : `${text.slice(0, 19)}.${fraction}${text.slice(19)}`;
}

/** Copying takes longer than walking, and what was copied stays in memory. */
const STEPS_FOR_VALUE = 6;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The value as the JSON of a manifest. A map that was made of a JSON object gives that very object.
 *
 * Shape   integers beyond 2^53 become texts, timestamps, durations and bytes (base64) too; an optional gives its content.
 *         With `run`, some steps for each value that is copied and one for 16 characters of text: what a small expression holds many times over is
 *         many values in JSON.
 * Errors  what JSON has no form for: NaN and infinities, keys that are no texts, types, values of libraries, an optional without a value.
 */
export function toJson(value: CelValue, run?: CelRun): CelJson | CelFailure {
  const spent = run?.spend(typeof value === 'string' ? STEPS_FOR_VALUE + (value.length >> 4) : STEPS_FOR_VALUE);
  if (spent !== undefined) return spent;
  if (value === null) return null;
  switch (typeof value) {
    case 'bigint':
      return wholeJson(value);
    case 'number':
      return Number.isFinite(value) ? value : invalid(`${printDouble(value)} has no form in JSON`);
    case 'object':
      return isList(value) ? listJson(value, run) : instanceJson(value, run);
    default:
      return value;
  }
}

function wholeJson(value: bigint): CelJson {
  return value >= -SAFE && value <= SAFE ? Number(value) : String(value);
}

function listJson(items: readonly CelValue[], run: CelRun | undefined): CelJson | CelFailure {
  const out: CelJson[] = [];
  for (const item of items) {
    const json = toJson(item, run);
    if (json instanceof CelFailure) return json;
    out.push(json);
  }
  return out;
}

function instanceJson(
  value: Exclude<CelValue & object, readonly CelValue[]>,
  run: CelRun | undefined,
): CelJson | CelFailure {
  if (value instanceof CelMap) return value.json ?? mapJson(value, run);
  if (value instanceof CelUint) return wholeJson(value.value);
  if (value instanceof CelTimestamp) return printTimestamp(value);
  if (value instanceof CelDuration) return printSeconds(value.nanoseconds);
  if (value instanceof CelBytes) return encodeBase64(value.bytes);
  if (value instanceof CelOptional && value.value !== undefined) return toJson(value.value, run);
  const what = value instanceof CelTypeValue ? `the type ${value.name}` : `a value of type ${typeName(value)}`;
  return invalid(`${what} has no form in JSON`);
}

function mapJson(map: CelMap, run: CelRun | undefined): CelJson | CelFailure {
  const entries: [string, CelJson][] = [];
  for (const key of map.keys()) {
    if (typeof key !== 'string') return invalid(`a key of type ${typeName(key)} has no form in JSON`);
    const value = map.get(key) ?? null;
    if (value instanceof CelFailure) return value;
    const json = toJson(value, run);
    if (json instanceof CelFailure) return json;
    entries.push([key, json]);
  }
  return Object.fromEntries(entries);
}
