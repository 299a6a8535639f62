// Reads JSON texts, several values one after the other included, with exact integers, refused duplicate keys and places.
// The built-in parser does none of the three. YAML, which also takes most JSON, is read by parse.ts.
import { setOwn } from './compose.ts';
import { depthTrouble } from './events.ts';
import type { Trouble } from './events.ts';
import { makeLineMap } from './line-map.ts';
import type { LineMap } from './line-map.ts';
import { isList } from './print-json.ts';
import { valueOfFloat, valueOfInteger } from './scalar.ts';
import { documentTrouble, findOversize } from './split.ts';
import { DEFAULT_LIMITS } from './value.ts';
import type { YamlDocument, YamlLimits, YamlParse, YamlPosition, YamlProblem, YamlValue } from './value.ts';
import { placeInScalar } from './written-scalar.ts';

/** Offsets of the keys or items of each collection, kept only when someone asks for a place. */
type Places = Map<YamlValue, ReadonlyMap<string | number, number>>;

interface Reader {
  readonly text: string;
  readonly limits: YamlLimits;
  readonly places: Places | undefined;
  position: number;
  /** The first trouble ends the reading: JSON has no mark at which to start again. */
  trouble: Trouble | undefined;
}

/**
 * The values of a JSON text in their order; a byte order mark is skipped.
 *
 * Errors  `syntax`, `duplicate-key`, `number` (beyond a double), `surrogate`, `encoding` (NUL) and the limits, except the
 *         length of a line and of a document. The values before a problem are returned with it.
 */
export function parseJson(text: string, limits: Partial<YamlLimits> = {}): YamlParse {
  const all: YamlLimits = { ...DEFAULT_LIMITS, ...limits };
  const lines = makeLineMap(text);
  const position = text.startsWith('\ufeff') ? 1 : 0;
  const reader: Reader = { text, limits: all, places: undefined, position, trouble: findOversize(text, all) };
  const documents: YamlDocument[] = [];
  while (hasMore(reader)) {
    const start = reader.position;
    if (documents.length >= all.maxDocuments) reader.trouble = documentTrouble(all, start);
    else addDocument(documents, reader, lines);
  }
  return { documents, problems: reader.trouble === undefined ? [] : [problemOf(reader.trouble, lines)] };
}

function hasMore(reader: Reader): boolean {
  if (reader.trouble !== undefined) return false;
  skipBlanks(reader);
  return reader.position < reader.text.length;
}

function addDocument(documents: YamlDocument[], reader: Reader, lines: LineMap): void {
  const start = reader.position;
  const value = readValue(reader, 0);
  if (reader.trouble === undefined) documents.push(makeDocument(reader, start, value, lines));
}

function problemOf({ at, also, ...rest }: Trouble, lines: LineMap): YamlProblem {
  const problem = { ...rest, at: lines.at(at) };
  return also === undefined ? problem : { ...problem, also: lines.at(also) };
}

function makeDocument({ text, limits }: Reader, start: number, value: YamlValue, lines: LineMap): YamlDocument {
  return {
    value,
    get at(): YamlPosition {
      return lines.at(start);
    },
    positionOf(path): YamlPosition {
      const again = placesFrom(text, limits, start);
      return lines.at(locateIn(again, readValue(again, 0), path, start).at);
    },
    positionWithin(path, offset): YamlPosition {
      const again = placesFrom(text, limits, start);
      const located = locateIn(again, readValue(again, 0), path, start);
      return lines.at(placeInValue(again, located, offset));
    },
  };
}

function placesFrom(text: string, limits: YamlLimits, start: number): Reader {
  return { text, limits, places: new Map(), position: start, trouble: undefined };
}

/** Where `path` leads, a key or an item; `found` is what lies there, if it is there at all. */
interface Located {
  readonly at: number;
  readonly found: 'root' | 'entry' | 'item' | undefined;
}

function locateIn(reader: Reader, root: YamlValue, path: readonly (string | number)[], start: number): Located {
  let at = start;
  let value = root;
  let found: Located['found'] = 'root';
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return { at, found: undefined };
    const name = isList(value) ? Number(step) : String(step);
    const next = reader.places?.get(value)?.get(name);
    if (next === undefined) return { at, found: undefined };
    at = next;
    found = isList(value) ? 'item' : 'entry';
    value = (isList(value) ? value[Number(step)] : value[String(step)]) ?? null;
  }
  return { at, found };
}

/** Offset of what stands at `offset` of the text of a scalar, which is behind its key where it has one. */
function placeInValue(reader: Reader, { at, found }: Located, offset: number): number {
  if (found === undefined) return at;
  reader.position = at;
  if (found === 'entry') {
    readString(reader);
    skipBlanks(reader);
    reader.position += 1;
    skipBlanks(reader);
  }
  const { text, position } = reader;
  if (/[{[]/.test(text.charAt(position))) return position;
  const value = readValue(reader, 0);
  const [style, quote] = typeof value === 'string' ? (['double', 1] as const) : (['plain', 0] as const);
  const written = {
    style,
    start: position + quote,
    end: reader.position - quote,
    indent: -1,
    chomping: 'clip',
  } as const;
  return placeInScalar(text, written, typeof value === 'string' ? value : text.slice(position, written.end), offset);
}

function skipBlanks(reader: Reader): void {
  for (;;) {
    const unit = reader.text.charCodeAt(reader.position);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
    reader.position += 1;
  }
}

function fail(reader: Reader, message: string, at: number, code: Trouble['code'] = 'syntax'): null {
  reader.trouble ??= { code, message, at };
  return null;
}

function readValue(reader: Reader, depth: number): YamlValue {
  const start = reader.position;
  switch (reader.text.charAt(start)) {
    case '{':
      return readMap(reader, depth + 1);
    case '[':
      return readList(reader, depth + 1);
    case '"':
      return readString(reader);
    case 't':
      return readWord(reader, 'true', true);
    case 'f':
      return readWord(reader, 'false', false);
    case 'n':
      return readWord(reader, 'null', null);
    case '':
      return fail(reader, 'the text ends where a value should be', start);
    case '\0':
      return fail(reader, 'a NUL character, which no JSON text has', start, 'encoding');
    default:
      return readNumber(reader);
  }
}

function readWord(reader: Reader, word: string, value: boolean | null): boolean | null {
  if (!reader.text.startsWith(word, reader.position)) return fail(reader, 'not a JSON value', reader.position);
  reader.position += word.length;
  return value;
}

function readNumber(reader: Reader): YamlValue {
  const start = reader.position;
  const shape = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
  shape.lastIndex = start;
  const match = shape.exec(reader.text);
  if (match === null) return fail(reader, 'not a JSON value', start);
  reader.position = shape.lastIndex;
  const [all, digits = '', fraction, exponent] = match;
  const whole = fraction === undefined && exponent === undefined;
  if (whole && digits.length < 16) return Number(digits) + 0;
  if (whole && digits.length < 21) return valueOfInteger(BigInt(digits));
  const message = 'a number beyond what a double can hold';
  return valueOfFloat(Number(all)) ?? fail(reader, message, start, 'number');
}

function readString(reader: Reader): string | null {
  const start = reader.position;
  const end = endOfString(reader.text, start + 1);
  if (end === -1) return fail(reader, 'this string has no end', start);
  reader.position = end + 1;
  const raw = reader.text.slice(start + 1, end);
  const text = raw.includes('\\') ? unescape(reader.text.slice(start, end + 1)) : raw;
  if (text === undefined) return fail(reader, 'an escape that JSON does not know', start);
  const control = controlIn(raw);
  if (control !== -1) return fail(reader, 'a control character in a string', start + 1 + control);
  if (!hasLoneSurrogate(text)) return text;
  return fail(reader, 'half of a surrogate pair, which is no character', start, 'surrogate');
}

function endOfString(text: string, from: number): number {
  const quote = text.indexOf('"', from);
  const slash = quote === -1 ? -1 : text.slice(from, quote).indexOf('\\');
  if (slash === -1) return quote;
  for (let index = from + slash; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x5c) index += 1;
    else if (unit === 0x22) return index;
  }
  return -1;
}

function unescape(quoted: string): string | undefined {
  try {
    // Control characters are reported by themselves, with their place.
    const text: unknown = JSON.parse(quoted.replace(/[^ -\uffff]/g, ' '));
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

function controlIn(raw: string): number {
  return raw.search(/[^ -\uffff]/);
}

function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text);
}

/** Steps over `,` or the end mark; false when the collection is at its end or broken. */
function goOn(reader: Reader, end: string): boolean {
  if (reader.trouble !== undefined) return false;
  skipBlanks(reader);
  const mark = reader.text.charAt(reader.position);
  reader.position += 1;
  if (mark === ',') return true;
  if (mark !== end) fail(reader, `expected , or ${end}`, reader.position - 1);
  return false;
}

/** Steps into a collection; false when it is empty or too deep. */
function enter(reader: Reader, depth: number, end: string): boolean {
  if (depth > reader.limits.maxDepth) {
    reader.trouble ??= depthTrouble(reader.position, reader.limits.maxDepth);
    return false;
  }
  reader.position += 1;
  skipBlanks(reader);
  if (reader.text.charAt(reader.position) !== end) return true;
  reader.position += 1;
  return false;
}

function readList(reader: Reader, depth: number): YamlValue {
  const list: YamlValue[] = [];
  const places = reader.places === undefined ? undefined : new Map<number, number>();
  for (let more = enter(reader, depth, ']'); more; more = goOn(reader, ']')) {
    skipBlanks(reader);
    places?.set(list.length, reader.position);
    list.push(readValue(reader, depth));
  }
  if (places !== undefined) reader.places?.set(list, places);
  return list;
}

function readMap(reader: Reader, depth: number): YamlValue {
  const map: Record<string, YamlValue> = {};
  const places = reader.places === undefined ? undefined : new Map<string, number>();
  const start = reader.position;
  for (let more = enter(reader, depth, '}'); more; more = goOn(reader, '}')) {
    const at = readEntry(reader, map, { depth, start });
    if (at !== undefined) places?.set(at.key, at.offset);
  }
  if (places !== undefined) reader.places?.set(map, places);
  return map;
}

function readEntry(
  reader: Reader,
  map: Record<string, YamlValue>,
  within: { readonly depth: number; readonly start: number },
): { readonly key: string; readonly offset: number } | undefined {
  skipBlanks(reader);
  const offset = reader.position;
  const key =
    reader.text.charAt(offset) === '"' ? readString(reader) : fail(reader, 'expected a key in quotes', offset);
  if (key === null) return undefined;
  if (Object.hasOwn(map, key)) {
    const message = `the key ${JSON.stringify(key.slice(0, 64))} is there twice`;
    reader.trouble = { code: 'duplicate-key', message, at: offset, also: firstPlace(reader, within, key) };
    return undefined;
  }
  skipBlanks(reader);
  if (reader.text.charAt(reader.position) !== ':') return void fail(reader, 'expected : after a key', reader.position);
  reader.position += 1;
  skipBlanks(reader);
  setOwn(map, key, readValue(reader, within.depth));
  return { key, offset };
}

/** Where `key` stands first in the map: the map is read again up to the trouble, so that good texts need no places. */
function firstPlace({ text, limits }: Reader, within: { depth: number; start: number }, key: string): number {
  const again: Reader = { text, limits, places: new Map(), position: within.start + 1, trouble: undefined };
  const seen: Record<string, YamlValue> = {};
  for (let more = true; more; more = goOn(again, '}')) {
    const entry = readEntry(again, seen, within);
    if (entry === undefined || entry.key === key) return entry?.offset ?? within.start;
  }
  return within.start;
}
