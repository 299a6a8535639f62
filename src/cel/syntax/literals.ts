// Reads numbers, strings and bytes as they are written in an expression. A sign before a number, and the bound of an int that depends on
// it, are left to the parser.
import { CelFailure } from '../failure.ts';
import { CelBytes, CelUint, fitsUint, type CelValue } from '../value.ts';

/** A literal that was read, and where it ends. */
export type Literal =
  | { readonly kind: 'int'; readonly size: bigint; readonly end: number }
  | { readonly kind: 'literal'; readonly value: CelValue; readonly end: number };

const NUMBER =
  /0x(?<hex>[0-9a-fA-F]+)(?<hexUint>[uU])?|(?<double>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)|(?<int>[0-9]+)(?<uint>[uU])?/y;

/** More digits than this are beyond 64 bits, whatever they are. */
const MOST_DIGITS = 20;

/** The number that starts at `start`, why it is none, or undefined where there is no number. */
export function readNumber(text: string, start: number): Literal | CelFailure | undefined {
  NUMBER.lastIndex = start;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const span = { start, end: start + match[0].length };
  const { hex, hexUint, double, int = '', uint } = match.groups ?? {};
  if (double !== undefined) {
    const value = Number(double);
    if (Number.isFinite(value)) return { kind: 'literal', value, end: span.end };
    return new CelFailure('syntax', 'this number is too large for a double', span);
  }
  const digits = (hex ?? int).replace(/^0+(?=.)/, '');
  const size = digits.length > MOST_DIGITS ? undefined : BigInt(hex === undefined ? digits : `0x${digits}`);
  const unsigned = (hexUint ?? uint) !== undefined;
  if (size === undefined || (unsigned && !fitsUint(size))) return outOfRange(unsigned ? 'uint' : 'int', span);
  if (unsigned) return { kind: 'literal', value: new CelUint(size), end: span.end };
  return { kind: 'int', size, end: span.end };
}

/** The failure of an integer that does not fit into 64 bits. */
export function outOfRange(type: 'int' | 'uint', span: { readonly start: number; readonly end: number }): CelFailure {
  return new CelFailure(
    'syntax',
    `this number is outside of the 64 bits of ${type === 'int' ? 'an int' : 'a uint'}`,
    span,
  );
}

/** Where the string or the bytes that start at `start` end; undefined where no quote is, a failure where they have no end. */
export function endOfQuoted(text: string, start: number): number | CelFailure | undefined {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening === null) return undefined;
  const [all, , raw, quote = ''] = opening;
  const to = findClosing(text, start + all.length, quote, raw !== '');
  return to instanceof CelFailure ? to.at({ start, end: text.length }) : to + quote.length;
}

const OPENING = /([bB]?)([rR]?)("""|'''|"|')/y;

/** The string or the bytes that start at `start`, why they are none, or undefined where no quote is. */
export function readQuoted(text: string, start: number): Literal | CelFailure | undefined {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening === null) return undefined;
  const [all, bytes, raw, quote = ''] = opening;
  const from = start + all.length;
  const to = findClosing(text, from, quote, raw !== '');
  if (to instanceof CelFailure) return to.at({ start, end: text.length });
  const body = { text: text.slice(from, to), at: from };
  const value = bytes === '' ? stringOf(body, raw !== '') : bytesOf(body, raw !== '');
  return value instanceof CelFailure ? value : { kind: 'literal', value, end: to + quote.length };
}

function findClosing(text: string, from: number, quote: string, raw: boolean): number | CelFailure {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\' && !raw) at += 1;
    else if (character === quote.charAt(0) && text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && (character === '\n' || character === '\r')) {
      const message = `a string in ${quote} ends on its own line; one with line breaks stands in ${quote.repeat(3)}`;
      return new CelFailure('syntax', message, { start: at, end: at + 1 });
    }
  }
  return new CelFailure('syntax', `unexpected end: expected ${quote}, which ends the string`);
}

interface Body {
  readonly text: string;
  /** Where it stands in the expression. */
  readonly at: number;
}

function stringOf(body: Body, raw: boolean): string | CelFailure {
  const pieces = raw ? [body.text.replace(/\r\n?/g, '\n')] : unescape(body, 'string');
  if (pieces instanceof CelFailure) return pieces;
  return pieces.map((piece) => (typeof piece === 'string' ? piece : String.fromCodePoint(piece))).join('');
}

function bytesOf(body: Body, raw: boolean): CelBytes | CelFailure {
  const pieces = raw ? [body.text.replace(/\r\n?/g, '\n')] : unescape(body, 'bytes');
  if (pieces instanceof CelFailure) return pieces;
  const encoder = new TextEncoder();
  const parts = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : Uint8Array.of(piece)));
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return new CelBytes(out);
}

const ESCAPE =
  /\\(?:(?<sign>[abfnrtv"'\\?`])|[xX](?<hex>[0-9a-fA-F]{2})|u(?<four>[0-9a-fA-F]{4})|U(?<eight>[0-9a-fA-F]{8})|(?<octal>[0-3][0-7]{2}))/y;
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Texts, and the numbers that escapes name: code points in a string, bytes in bytes. Line breaks of the source become LF. */
function unescape(body: Body, within: 'string' | 'bytes'): readonly (string | number)[] | CelFailure {
  const pieces: (string | number)[] = [];
  for (let at = 0; ;) {
    const escape = body.text.indexOf('\\', at);
    pieces.push(body.text.slice(at, escape === -1 ? undefined : escape).replace(/\r\n?/g, '\n'));
    if (escape === -1) return pieces;
    ESCAPE.lastIndex = escape;
    const match = ESCAPE.exec(body.text);
    const piece = match === null ? 'this escape does not exist' : meaning(match.groups ?? {}, within);
    const length = match?.[0].length ?? 2;
    if (piece instanceof Object) pieces.push(piece.is);
    else return new CelFailure('syntax', piece, { start: body.at + escape, end: body.at + escape + length });
    at = escape + length;
  }
}

type Groups = Readonly<Record<string, string | undefined>>;

/** What an escape stands for, or why it stands for nothing. */
function meaning(groups: Groups, within: 'string' | 'bytes'): { readonly is: string | number } | string {
  const { sign, hex, octal, four, eight } = groups;
  if (sign !== undefined) return { is: SIGNS.get(sign) ?? sign };
  if (hex !== undefined) return { is: parseInt(hex, 16) };
  if (octal !== undefined) return { is: parseInt(octal, 8) };
  if (within === 'bytes') return 'bytes have no \\u and \\U escapes; write the character itself or its bytes as \\x';
  const point = parseInt(four ?? eight ?? '', 16);
  if (point > 0x10ffff) return 'this escape names a character beyond U+10FFFF';
  if (point >= 0xd800 && point <= 0xdfff) return 'this escape names half of a surrogate pair, which is no character';
  return { is: point };
}
