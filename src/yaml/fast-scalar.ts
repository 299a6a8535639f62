// The scalars of machine-written YAML: plain and quoted ones, also folded over several lines, and literal blocks. Maps and
// lists are read by fast.ts.
import { giveUp, isLetter, lineEnd, skipBlanks, toContent, UNIT } from './fast-cursor.ts';
import type { Cursor } from './fast-cursor.ts';
import { resolvePlain, valueOfResolved } from './scalar.ts';
import type { YamlValue } from './value.ts';

/** A scalar or empty collection that starts at the cursor, with the lines that belong to it. */
export function readInline(cursor: Cursor, indent: number): YamlValue | undefined {
  const { text, position } = cursor;
  const last = lineEnd(cursor, position);
  if (position >= last || text.charCodeAt(last - 1) === UNIT.space) return giveUp(cursor);
  switch (text.charCodeAt(position)) {
    case UNIT.pipe:
      return readLiteral(cursor, indent, last);
    case UNIT.quote:
      return readDouble(cursor, indent, last);
    case UNIT.apostrophe:
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
  if (isDeeper(cursor, indent, last + 1)) return readLongPlain(cursor, indent, last);
  if (isLetter(first) && content.length > 5) return finish(cursor, indent, last, content);
  const value = smallInteger(content) ?? valueOfResolved(resolvePlain(content));
  return value === undefined ? giveUp(cursor) : finish(cursor, indent, last, value);
}

/** Whether the line at `from` goes on with a plain scalar in a map or list at `indent`; a comment ends one. */
function isDeeper({ text, end }: Cursor, indent: number, from: number): boolean {
  const start = skipBlanks({ text }, from);
  const unit = text.charCodeAt(start);
  return start - from > indent && start < end && unit !== UNIT.feed && unit !== UNIT.hash;
}

/** A plain scalar of several lines is never anything but text: no number has a blank in it. */
function readLongPlain(cursor: Cursor, indent: number, from: number): YamlValue | undefined {
  const folded = fold(cursor, indent, from, (_, last) => !isDeeper(cursor, indent, last + 1));
  if (folded === undefined || !isOneScalar(folded.content)) return giveUp(cursor);
  return finish(cursor, indent, folded.last, folded.content);
}

/** Digits, and `_ / . ( + < =` and others that are no indicator; a dash needs a character behind it. */
function startsPlain(first: number, second: number): boolean {
  if (first === UNIT.dash) return second > UNIT.space;
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

/** A part of the text on one line or more, as one line, and the end of its last one. */
interface Folded {
  readonly content: string;
  readonly last: number;
}

/** What stands at the cursor up to the line that `closes` it, a line break read as a blank; undefined to give up. */
function fold(
  cursor: Cursor,
  indent: number,
  from: number,
  closes: (line: string, last: number) => boolean,
): Folded | undefined {
  let last = from;
  let line = cursor.text.slice(cursor.position, last);
  let content = line;
  while (!closes(line, last)) {
    if (line.endsWith('\t')) return undefined;
    const start = skipBlanks(cursor, last + 1);
    if (start >= cursor.end || start - last - 1 <= indent) return undefined;
    last = lineEnd(cursor, start);
    line = cursor.text.slice(start, last);
    // A blank line is a line break of the content, and blanks at an end are none of it: both for the full parser.
    if (line === '' || line.endsWith(' ') || line.includes('\t')) return undefined;
    content += ` ${line}`;
  }
  return { content, last };
}

function readSingle(cursor: Cursor, indent: number, last: number): YamlValue | undefined {
  // The opening quote and pairs of quotes are even at the end, since the closing one is there too.
  let odd = false;
  const folded = fold(cursor, indent, last, (line) => {
    for (let at = line.indexOf("'"); at !== -1; at = line.indexOf("'", at + 1)) odd = !odd;
    return !odd;
  });
  if (folded?.content.endsWith("'") !== true || folded.content.length < 2) return giveUp(cursor);
  const content = folded.content.slice(1, -1);
  if (!content.includes("'")) return finish(cursor, indent, folded.last, content);
  if (content.replaceAll("''", '').includes("'")) return giveUp(cursor);
  return finish(cursor, indent, folded.last, content.replaceAll("''", "'"));
}

function readDouble(cursor: Cursor, indent: number, last: number): YamlValue | undefined {
  const closes = (line: string, end: number): boolean => endsInQuote(line) && (line.length > 1 || end !== last);
  const folded = fold(cursor, indent, last, closes);
  if (folded === undefined) return giveUp(cursor);
  const content = folded.content.slice(1, -1);
  if (!content.includes('\\') && !content.includes('"')) return finish(cursor, indent, folded.last, content);
  // Halves of surrogate pairs are refused with their place by the full parser.
  const value = content.includes('\\u') ? undefined : unescape(folded.content);
  return value === undefined ? giveUp(cursor) : finish(cursor, indent, folded.last, value);
}

function endsInQuote(line: string): boolean {
  if (!line.endsWith('"')) return false;
  let slashes = 0;
  while (line.charCodeAt(line.length - 2 - slashes) === UNIT.backslash) slashes += 1;
  return slashes % 2 === 0;
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
  while (text.charCodeAt(content) === UNIT.space) content += 1;
  const width = content - start;
  const first = text.charCodeAt(content);
  if (content >= cursor.end || first === UNIT.feed || first === UNIT.tab || width <= indent) return giveUp(cursor);
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
    while (position < limit && text.charCodeAt(position) === UNIT.space) position += 1;
    if (position < limit && text.charCodeAt(position) !== UNIT.feed) return start;
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
  while (body.charCodeAt(end - 1) === UNIT.feed) end -= 1;
  return chomp === '-' ? body.slice(0, end) : body.slice(0, end + 1);
}
