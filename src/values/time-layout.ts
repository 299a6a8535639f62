// Reading times by Go's layouts, which show how the instant «Mon Jan 2 15:04:05 MST 2006» would be written.
// Zones known only by an abbreviation have no offset, as in Go where the zone is not the local one.

import { civilFromDays, daysFromCivil } from './calendar.ts';
import type { Instant } from './time.ts';
import { instantOf, nanosecondsOf } from './time.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']; // prettier-ignore
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const CHUNK =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|[345]|PM|pm|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?!\d)/g;
const MAX_TEXT = 1024;

/** What has been read so far. */
interface Reading {
  rest: string;
  year: number;
  month: number;
  day: number;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: bigint;
  offset: number;
  afternoon: boolean | undefined;
}

/**
 * The instant that `text` shows when it is read by `layout`, or undefined.
 *
 * Source  Go `time.Parse`.
 */
export function parseTimeByLayout(layout: string, text: string): Instant | undefined {
  if (layout.length > MAX_TEXT || text.length > MAX_TEXT) return undefined;
  const reading = startReading(text);
  let done = 0;
  const chunks = [...layout.matchAll(CHUNK)];
  for (const [index, chunk] of chunks.entries()) {
    if (!skipText(reading, layout.slice(done, chunk.index))) return undefined;
    done = chunk.index + chunk[0].length;
    const fractionNext = /^[.,]/.test(chunks[index + 1]?.[0] ?? '') && chunks[index + 1]?.index === done;
    if (!readChunk(reading, chunk[0], fractionNext)) return undefined;
  }
  return skipText(reading, layout.slice(done)) && reading.rest === '' ? finish(reading) : undefined;
}

function startReading(text: string): Reading {
  return {
    rest: text,
    year: 0,
    month: 1,
    day: 1,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0n,
    offset: 0,
    afternoon: undefined,
  };
}

function finish(reading: Reading): Instant | undefined {
  const { yearDay, afternoon } = reading;
  if (yearDay !== undefined) {
    const date = civilFromDays(daysFromCivil(reading.year, 1, 1) + yearDay - 1);
    if (date.year !== reading.year) return undefined;
    Object.assign(reading, date);
  }
  if (afternoon === true && reading.hour < 12) reading.hour += 12;
  if (afternoon === false && reading.hour === 12) reading.hour = 0;
  return instantOf(reading, reading.nanoseconds, reading.offset);
}

/** A run of blanks in the layout stands for any run of blanks. */
function skipText(reading: Reading, literal: string): boolean {
  for (const part of literal.match(/ +|[^ ]+/g) ?? []) {
    if (part.startsWith(' ')) {
      if (reading.rest !== '' && !reading.rest.startsWith(' ')) return false;
      reading.rest = reading.rest.replace(/^ +/, '');
    } else if (reading.rest.startsWith(part)) reading.rest = reading.rest.slice(part.length);
    else return false;
  }
  return true;
}

function take(reading: Reading, pattern: RegExp): RegExpExecArray | undefined {
  const match = pattern.exec(reading.rest);
  if (match === null) return undefined;
  reading.rest = reading.rest.slice(match[0].length);
  return match;
}

function takeNumber(reading: Reading, pattern: RegExp): number | undefined {
  const text = take(reading, pattern)?.[0];
  return text === undefined ? undefined : Number(text);
}

const ONE_OR_TWO = /^\d\d?/;
const TWO = /^\d\d/;

function readChunk(reading: Reading, chunk: string, fractionNext: boolean): boolean {
  switch (chunk) {
    case 'January':
    case 'Jan':
      return set(reading, 'month', takeName(reading, MONTHS, chunk === 'Jan'));
    case '1':
      return set(reading, 'month', takeNumber(reading, ONE_OR_TWO));
    case '01':
      return set(reading, 'month', takeNumber(reading, TWO));
    case 'Monday':
    case 'Mon':
      return takeName(reading, WEEKDAYS, chunk === 'Mon') !== undefined;
    case '2':
      return set(reading, 'day', takeNumber(reading, ONE_OR_TWO));
    case '_2':
      return set(reading, 'day', takeNumber(reading, /^ ?\d\d?/));
    case '02':
      return set(reading, 'day', takeNumber(reading, TWO));
    case '002':
      return set(reading, 'yearDay', takeNumber(reading, /^\d{3}/));
    case '__2':
      return set(reading, 'yearDay', takeNumber(reading, /^[ \d]{2}\d/));
    case '2006':
      return set(reading, 'year', takeNumber(reading, /^\d{4}/));
    case '06':
      return set(reading, 'year', centuryOf(takeNumber(reading, TWO)));
    case '15':
      return set(reading, 'hour', takeNumber(reading, ONE_OR_TWO));
    case '3':
    case '03':
      return set(reading, 'hour', takeNumber(reading, chunk === '3' ? ONE_OR_TWO : TWO)) && reading.hour <= 12;
    case '4':
    case '04':
      return set(reading, 'minute', takeNumber(reading, chunk === '4' ? ONE_OR_TWO : TWO));
    case '5':
    case '05':
      return readSecond(reading, chunk === '5' ? ONE_OR_TWO : TWO, fractionNext);
    case 'PM':
    case 'pm':
      return readHalf(reading, chunk);
    case 'MST':
      return readAbbreviation(reading);
    default:
      return /^[.,]/.test(chunk) ? readFraction(reading, chunk) : readOffset(reading, chunk);
  }
}

type NumberField = 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second';

function set(reading: Reading, field: NumberField, value: number | undefined): boolean {
  if (value === undefined) return false;
  reading[field] = value;
  return true;
}

function takeName(reading: Reading, names: readonly string[], short: boolean): number | undefined {
  const rest = reading.rest.toLowerCase();
  const index = names.findIndex((name) => rest.startsWith((short ? name.slice(0, 3) : name).toLowerCase()));
  if (index < 0) return undefined;
  reading.rest = reading.rest.slice(short ? 3 : (names[index] ?? '').length);
  return index + 1;
}

function centuryOf(year: number | undefined): number | undefined {
  return year === undefined ? undefined : year >= 69 ? year + 1900 : year + 2000;
}

/** A fraction may follow the seconds even where the layout shows none. */
function readSecond(reading: Reading, pattern: RegExp, fractionNext: boolean): boolean {
  if (!set(reading, 'second', takeNumber(reading, pattern))) return false;
  const fraction = fractionNext ? undefined : take(reading, /^[.,](\d+)/)?.[1];
  if (fraction !== undefined) reading.nanoseconds = nanosecondsOf(fraction);
  return true;
}

/** Zeros ask for exactly so many digits, nines for any number, also none. */
function readFraction(reading: Reading, chunk: string): boolean {
  const fixed = chunk.charAt(1) === '0';
  const fraction = take(reading, /^[.,](\d+)/)?.[1];
  if (fraction !== undefined) reading.nanoseconds = nanosecondsOf(fraction);
  return fixed ? fraction?.length === chunk.length - 1 : true;
}

function readHalf(reading: Reading, chunk: string): boolean {
  const half = take(reading, chunk === 'PM' ? /^[AP]M/ : /^[ap]m/)?.[0];
  if (half === undefined) return false;
  reading.afternoon = half.startsWith(chunk.charAt(0));
  return true;
}

function readAbbreviation(reading: Reading): boolean {
  const match = take(reading, /^(?:GMT([+-]\d{1,2})|[A-Z]{3,5}|ChST|MeST|[+-]\d{2})/);
  if (match === undefined) return false;
  reading.offset = Number(match[1] ?? 0) * 3600;
  return true;
}

function readOffset(reading: Reading, chunk: string): boolean {
  if (chunk.startsWith('Z') && reading.rest.startsWith('Z')) {
    reading.rest = reading.rest.slice(1);
    return true;
  }
  const shape = chunk.slice(1).replaceAll(/\d\d/g, '(\\d\\d)');
  const match = take(reading, new RegExp(`^([+-])${shape}`));
  if (match === undefined) return false;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(2).map(Number);
  if (hours > 24 || minutes > 60 || seconds > 60) return false;
  reading.offset = (hours * 3600 + minutes * 60 + seconds) * (match[1] === '-' ? -1 : 1);
  return true;
}
