// The parser for machine-written YAML: block maps and lists, one-line scalars, long ones folded by a printer, literal
// blocks. It gives up on anything else, and the full parser takes over; what it does read, it reads the same.
import { resolvePlain, valueOfResolved } from './scalar.ts';
import type { Chunk } from './split.ts';
import type { YamlValue } from './value.ts';

/** The answer for a document that needs the full parser. */
export const GAVE_UP = 'gave-up';
/** The answer for a document that is empty or all comments. */
export const NO_CONTENT = 'no-content';

const SPACE = 0x20;
const HASH = 0x23;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const DASH = 0x2d;
const COLON = 0x3a;
const PIPE = 0x7c;

/** Carriage returns, control characters but tab and line feed, byte order marks, non-characters. */
const UNUSUAL = /[^\t\n -~\u00a0-\ufefe\uff00-\ufffd]/;

/** Keys short enough to be a word of YAML, or a number after a point, are left to the full parser. */
const SHORT_DOTTED = 4;
const WORDS: ReadonlySet<string> = new Set(
  'y,Y,yes,Yes,YES,on,On,ON,true,True,TRUE,n,N,no,No,NO,off,Off,OFF,false,False,FALSE,null,Null,NULL'.split(','),
);

interface Cursor {
  readonly text: string;
  readonly end: number;
  readonly maxDepth: number;
  /** Offset of the first character of the current line that is not a blank. */
  position: number;
  /** Its column from 0, or -1 at the end of the document. */
  indent: number;
  failed: boolean;
}

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
  return text.charCodeAt(next) === 0x0a ? next + 1 : -1;
}

/** Marks the reading as failed; the answer is the one that every caller passes on. */
function giveUp(cursor: Cursor): YamlValue | undefined {
  cursor.failed = true;
  return undefined;
}

/** Moves to the next line with content at or after `from`, which starts a line; false when it gives up there. */
function toContent(cursor: Cursor, from: number): boolean {
  const { text, end } = cursor;
  let start = from;
  while (start < end) {
    let position = start;
    while (text.charCodeAt(position) === SPACE) position += 1;
    const unit = text.charCodeAt(position);
    if (position >= end) break;
    if (unit === HASH) start = lineEnd(cursor, position) + 1;
    else if (unit === 0x0a) start = position + 1;
    else {
      cursor.position = position;
      cursor.indent = position - start;
      // A tab may be indentation or content; three points at the margin may be the end of the document.
      if (unit === 0x09 || (unit === 0x2e && cursor.indent === 0 && text.startsWith('...', position))) giveUp(cursor);
      return !cursor.failed;
    }
  }
  cursor.position = end;
  cursor.indent = -1;
  return true;
}

function lineEnd({ text, end }: Cursor, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed === -1 || feed > end ? end : feed;
}

/** The map or list whose first character is at the cursor; undefined when it is neither. */
function readBlock(cursor: Cursor, depth: number): YamlValue | undefined {
  if (depth > cursor.maxDepth) return giveUp(cursor);
  return isDash(cursor) ? readList(cursor, cursor.indent, depth) : readMap(cursor, cursor.indent, depth);
}

function isDash({ text, position }: Cursor): boolean {
  return text.charCodeAt(position) === DASH && text.charCodeAt(position + 1) === SPACE;
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
  if (text.charCodeAt(position) === QUOTE) return readQuotedKey(cursor);
  let end = position;
  while (isKeyUnit(text.charCodeAt(end))) {
    if (text.charCodeAt(end) === COLON && endsKey(text.charCodeAt(end + 1))) break;
    end += 1;
  }
  if (end >= cursor.end || text.charCodeAt(end) !== COLON || !startsKey(text.charCodeAt(position))) return undefined;
  const key = text.slice(position, end);
  if (key.length <= 5 && (WORDS.has(key) || (key.startsWith('.') && key.length <= SHORT_DOTTED))) return undefined;
  cursor.position = end + 1;
  return key;
}

function readQuotedKey(cursor: Cursor): string | undefined {
  const { text, position } = cursor;
  const end = text.indexOf('"', position + 1);
  if (end === -1 || end + 1 >= cursor.end || text.charCodeAt(end + 1) !== COLON || !endsKey(text.charCodeAt(end + 2))) {
    return undefined;
  }
  const key = text.slice(position + 1, end);
  if (/[\\\n]/.test(key)) return undefined;
  cursor.position = end + 2;
  return key;
}

function endsKey(unit: number): boolean {
  return unit === SPACE || unit === 0x0a || Number.isNaN(unit);
}

function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

/** A letter, or one of `_ / . $` that no number and no indicator starts with but the point, which readKey looks after. */
function startsKey(unit: number): boolean {
  return isLetter(unit) || unit === 0x5f || unit === 0x2f || unit === 0x2e || unit === 0x24;
}

/** Letters, digits and `_ / . $ - : @`. */
function isKeyUnit(unit: number): boolean {
  return startsKey(unit) || (unit >= 0x2e && unit <= COLON) || unit === DASH || unit === 0x40;
}

/** The value behind a key's colon, in a map at `indent`. */
function readEntry(cursor: Cursor, indent: number, depth: number): YamlValue | undefined {
  const { text, position, end } = cursor;
  const unit = text.charCodeAt(position);
  if (position < end && unit === SPACE) {
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

/** A scalar or empty collection that starts at the cursor, with the lines that belong to it. */
function readInline(cursor: Cursor, indent: number): YamlValue | undefined {
  const { text, position } = cursor;
  const last = lineEnd(cursor, position);
  if (position >= last || text.charCodeAt(last - 1) === SPACE) return giveUp(cursor);
  switch (text.charCodeAt(position)) {
    case PIPE:
      return readLiteral(cursor, indent, last);
    case QUOTE:
      return readDouble(cursor, indent, last);
    case APOSTROPHE:
      return readSingle(cursor, indent, last);
    default:
      return readPlain(cursor, indent, last);
  }
}

/** Moves on after a scalar; a deeper line would belong to it in a way that is not known here. */
function finish(cursor: Cursor, indent: number, last: number, value: YamlValue): YamlValue | undefined {
  return toContent(cursor, last + 1) && cursor.indent <= indent ? value : giveUp(cursor);
}

function readPlain(cursor: Cursor, indent: number, last: number): YamlValue | undefined {
  const { text, position } = cursor;
  const first = text.charCodeAt(position);
  if (!isLetter(first)) {
    if (text.startsWith('{}', position) && position + 2 === last) return finish(cursor, indent, last, {});
    if (text.startsWith('[]', position) && position + 2 === last) return finish(cursor, indent, last, []);
    if (!startsPlain(first, text.charCodeAt(position + 1))) return giveUp(cursor);
  }
  const content = text.slice(position, last);
  if (!isOneScalar(content)) return giveUp(cursor);
  if (isLetter(first) && content.length > 5) return finish(cursor, indent, last, content);
  const value = smallInteger(content) ?? valueOfResolved(resolvePlain(content));
  return value === undefined ? giveUp(cursor) : finish(cursor, indent, last, value);
}

/** Digits, and `_ / . ( + < =` and others that are no indicator; a dash needs a character behind it. */
function startsPlain(first: number, second: number): boolean {
  if (first === DASH) return second > SPACE;
  return (
    (first >= 0x28 && first <= 0x39 && first !== 0x2a && first !== 0x2c) ||
    first === 0x2f ||
    first === 0x24 ||
    first === 0x3b ||
    first === 0x3c ||
    first === 0x3d ||
    first === 0x5e ||
    first === 0x5f ||
    first === 0x7e ||
    first > 0xa0
  );
}

/** No comment, no map, no tab in it. */
function isOneScalar(content: string): boolean {
  return !content.includes(': ') && !content.includes(' #') && !content.endsWith(':') && !content.includes('\t');
}

function smallInteger(content: string): number | undefined {
  if (content.length > 15 || !/^[1-9][0-9]*$/.test(content)) return undefined;
  return Number(content);
}

function readSingle(cursor: Cursor, indent: number, last: number): YamlValue | undefined {
  const { text, position } = cursor;
  if (last - position < 2 || text.charCodeAt(last - 1) !== APOSTROPHE) return giveUp(cursor);
  const content = text.slice(position + 1, last - 1);
  if (!content.includes("'")) return finish(cursor, indent, last, content);
  if (content.replaceAll("''", '').includes("'")) return giveUp(cursor);
  return finish(cursor, indent, last, content.replaceAll("''", "'"));
}

function readDouble(cursor: Cursor, indent: number, last: number): YamlValue | undefined {
  const { text, position } = cursor;
  if (last - position < 2 || text.charCodeAt(last - 1) !== QUOTE) return giveUp(cursor);
  const content = text.slice(position + 1, last - 1);
  if (!content.includes('\\')) {
    return content.includes('"') ? giveUp(cursor) : finish(cursor, indent, last, content);
  }
  const value = content.includes('\\u') ? undefined : unescape(text.slice(position, last));
  return value === undefined ? giveUp(cursor) : finish(cursor, indent, last, value);
}

/** JSON's escapes mean the same in YAML; what is more than them is for the full parser. */
function unescape(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A `|` block below a parent at `indent`. */
function readLiteral(cursor: Cursor, indent: number, last: number): YamlValue | undefined {
  const { text } = cursor;
  const chomp = text.slice(cursor.position + 1, last);
  if (chomp !== '' && chomp !== '-' && chomp !== '+') return giveUp(cursor);
  const start = last + 1;
  let content = start;
  while (text.charCodeAt(content) === SPACE) content += 1;
  const width = content - start;
  const first = text.charCodeAt(content);
  if (content >= cursor.end || first === 0x0a || first === 0x09 || width <= indent) return giveUp(cursor);
  const end = blockEnd(cursor, start, width);
  if (end === -1) return giveUp(cursor);
  const pad = text.slice(start, content);
  const body = text.slice(content, end).replaceAll(`\n${pad}`, '\n');
  return toContent(cursor, end) && cursor.indent <= indent ? chompBlock(body, chomp) : giveUp(cursor);
}

/** Offset of the first line that is not of the block; -1 for blank lines with blanks in them, and a missing last line feed. */
function blockEnd(cursor: Cursor, from: number, width: number): number {
  const { text, end } = cursor;
  let start = from;
  while (start < end) {
    let position = start;
    const limit = start + width;
    while (position < limit && text.charCodeAt(position) === SPACE) position += 1;
    if (position < limit && text.charCodeAt(position) !== 0x0a) return start;
    if (position < limit && position > start) return -1;
    const feed = text.indexOf('\n', position);
    if (feed === -1 || feed >= end) return -1;
    start = feed + 1;
  }
  return start;
}

function chompBlock(body: string, chomp: string): string {
  if (chomp === '+') return body;
  let end = body.length;
  while (body.charCodeAt(end - 1) === 0x0a) end -= 1;
  return chomp === '-' ? body.slice(0, end) : body.slice(0, end + 1);
}
