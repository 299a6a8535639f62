// The parser for machine-written YAML: block maps and lists, one-line scalars, long ones folded by a printer, literal
// blocks. It gives up on anything else, and the full parser takes over; what it does read, it reads the same.
import { giveUp, isLetter, toContent, UNIT } from './fast-cursor.ts';
import type { Cursor } from './fast-cursor.ts';
import { readInline } from './fast-scalar.ts';
import type { Chunk } from './split.ts';
import type { YamlValue } from './value.ts';

/** The answer for a document that needs the full parser. */
export const GAVE_UP = 'gave-up';
/** The answer for a document that is empty or all comments. */
export const NO_CONTENT = 'no-content';

/** Carriage returns, control characters but tab and line feed, byte order marks, non-characters. */
const UNUSUAL = /[^\t\n -~\u00a0-\ufefe\uff00-\ufffd]/;

/** Keys short enough to be a word of YAML, or a number after a point, are left to the full parser. */
const SHORT_DOTTED = 4;
const WORDS: ReadonlySet<string> = new Set(
  'y,Y,yes,Yes,YES,on,On,ON,true,True,TRUE,n,N,no,No,NO,off,Off,OFF,false,False,FALSE,null,Null,NULL'.split(','),
);

/** Whether all characters of the text mean the same in every reader, without which this parser is not for it. */
export function readsFast(text: string): boolean {
  return !UNUSUAL.test(text);
}

/** The document in the chunk, for texts that `readsFast` lets through. */
export function parseFast(
  text: string,
  chunk: Chunk,
  maxDepth: number,
): { readonly value: YamlValue } | typeof GAVE_UP | typeof NO_CONTENT {
  const start = skipMark(text, chunk);
  if (start === -1) return GAVE_UP;
  // An empty collection may stand one below the deepest block.
  const cursor: Cursor = { text, end: chunk.end, maxDepth: maxDepth - 1, position: start, indent: -1, failed: false };
  if (!toContent(cursor, start)) return GAVE_UP;
  if (cursor.indent === -1) return NO_CONTENT;
  const value = readBlock(cursor, 1);
  return cursor.failed || cursor.indent !== -1 || value === undefined ? GAVE_UP : { value };
}

/** Offset behind the document mark and its line, or -1 if more than the mark is on that line. */
function skipMark(text: string, chunk: Chunk): number {
  if (!text.startsWith('---', chunk.start)) return chunk.start;
  const next = chunk.start + 3;
  if (next >= chunk.end) return next;
  return text.charCodeAt(next) === UNIT.feed ? next + 1 : -1;
}

/** The map or list whose first character is at the cursor; undefined when it is neither. */
function readBlock(cursor: Cursor, depth: number): YamlValue | undefined {
  if (depth > cursor.maxDepth) return giveUp(cursor);
  return isDash(cursor) ? readList(cursor, cursor.indent, depth) : readMap(cursor, cursor.indent, depth);
}

function isDash({ text, position }: Cursor): boolean {
  return text.charCodeAt(position) === UNIT.dash && text.charCodeAt(position + 1) === UNIT.space;
}

function readMap(cursor: Cursor, indent: number, depth: number): YamlValue | undefined {
  const map: Record<string, YamlValue> = {};
  do {
    const key = readKey(cursor);
    // What an empty object answers to is left to the full parser, and so are duplicates.
    if (key === undefined || map[key] !== undefined) return giveUp(cursor);
    const value = readEntry(cursor, indent, depth);
    if (value === undefined) return undefined;
    map[key] = value;
  } while (cursor.indent === indent);
  return cursor.indent > indent ? giveUp(cursor) : map;
}

/** The key at the cursor, which then stands behind its colon; undefined if there is none that is sure to be one. */
function readKey(cursor: Cursor): string | undefined {
  const { text, position } = cursor;
  if (text.charCodeAt(position) === UNIT.quote) return readQuotedKey(cursor);
  let end = position;
  while (isKeyUnit(text.charCodeAt(end))) {
    if (text.charCodeAt(end) === UNIT.colon && endsKey(text.charCodeAt(end + 1))) break;
    end += 1;
  }
  if (end >= cursor.end || text.charCodeAt(end) !== UNIT.colon || !startsKey(text.charCodeAt(position)))
    return undefined;
  const key = text.slice(position, end);
  if (key.length <= 5 && (WORDS.has(key) || (key.startsWith('.') && key.length <= SHORT_DOTTED))) return undefined;
  cursor.position = end + 1;
  return key;
}

function readQuotedKey(cursor: Cursor): string | undefined {
  const { text, position } = cursor;
  const end = text.indexOf('"', position + 1);
  if (
    end === -1 ||
    end + 1 >= cursor.end ||
    text.charCodeAt(end + 1) !== UNIT.colon ||
    !endsKey(text.charCodeAt(end + 2))
  ) {
    return undefined;
  }
  const key = text.slice(position + 1, end);
  if (/[\\\n]/.test(key)) return undefined;
  cursor.position = end + 2;
  return key;
}

function endsKey(unit: number): boolean {
  return unit === UNIT.space || unit === UNIT.feed || Number.isNaN(unit);
}

/** A letter, or one of `_ / . $` that no number and no indicator starts with but the point, which readKey looks after. */
function startsKey(unit: number): boolean {
  return isLetter(unit) || unit === 0x5f || unit === 0x2f || unit === UNIT.point || unit === 0x24;
}

/** Letters, digits and `_ / . $ - : @`. */
function isKeyUnit(unit: number): boolean {
  return startsKey(unit) || (unit >= 0x2e && unit <= UNIT.colon) || unit === UNIT.dash || unit === 0x40;
}

/** The value behind a key's colon, in a map at `indent`. */
function readEntry(cursor: Cursor, indent: number, depth: number): YamlValue | undefined {
  const { text, position, end } = cursor;
  const unit = text.charCodeAt(position);
  if (position < end && unit === UNIT.space) {
    cursor.position = position + 1;
    return readInline(cursor, indent);
  }
  if (!toContent(cursor, position + 1)) return undefined;
  if (cursor.indent > indent) return readBlock(cursor, depth + 1);
  if (cursor.indent === indent && isDash(cursor))
    return depth < cursor.maxDepth ? readList(cursor, indent, depth + 1) : giveUp(cursor);
  return null;
}

function readList(cursor: Cursor, indent: number, depth: number): YamlValue | undefined {
  const list: YamlValue[] = [];
  do {
    const item = readItem(cursor, indent, depth);
    if (item === undefined) return giveUp(cursor);
    list.push(item);
  } while (cursor.indent === indent && isDash(cursor));
  return cursor.indent > indent ? giveUp(cursor) : list;
}

/** The item behind a dash: a map or list that starts on the same line, or a scalar. */
function readItem(cursor: Cursor, indent: number, depth: number): YamlValue | undefined {
  const start = cursor.position + 2;
  cursor.position = start;
  cursor.indent = indent + 2;
  if (isDash(cursor)) return readBlock(cursor, depth + 1);
  if (readKey(cursor) === undefined) return readInline(cursor, indent);
  cursor.position = start;
  return readBlock(cursor, depth + 1);
}
