// Comparing, folding and encoding of plain text, and the texts of numbers, as Go does them.
// Which value becomes text, and when, is left to the callers.

/** −1, 0 or 1 by Unicode code point, which is the order of UTF-8 bytes. */
export function compareText(left: string, right: string): -1 | 0 | 1 {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const mine = left.charCodeAt(index);
    const other = right.charCodeAt(index);
    if (mine !== other) return codePointRank(mine) < codePointRank(other) ? -1 : 1;
  }
  return left.length < right.length ? -1 : left.length > right.length ? 1 : 0;
}

/** Surrogates stand for code points above all others. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** `text` with each character in its upper-case form, where that is a single character. */
export function upperCase(text: string): string {
  return mapCharacters(text, (character) => character.toUpperCase());
}

/** `text` with each character in its lower-case form, where that is a single character. */
export function lowerCase(text: string): string {
  return mapCharacters(text, (character) => (character === 'İ' ? 'i' : character.toLowerCase()));
}

function mapCharacters(text: string, change: (character: string) => string): string {
  let result = '';
  for (const character of text) {
    const changed = change(character);
    result += Array.from(changed).length === 1 ? changed : character;
  }
  return result;
}

/** Whether two texts are equal under simple case folding. */
export function equalFold(left: string, right: string): boolean {
  return left === right || fold(left) === fold(right);
}

function fold(text: string): string {
  return lowerCase(upperCase(text)).replaceAll('ς', 'σ');
}

/** The standard base64 text of the UTF-8 bytes of `text`. */
export function encodeBase64(content: string | Uint8Array): string {
  return (typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content)).toString('base64');
}

/**
 * The text in standard, padded base64, or undefined when it is none.
 *
 * Shape   line breaks are skipped; bytes that are no UTF-8 become replacement characters.
 */
export function decodeBase64(text: string): string | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  return Buffer.from(packed, 'base64').toString('utf8');
}

/**
 * The bytes of a text in standard base64, or undefined when it is none.
 *
 * Shape   line breaks are skipped; the padding is whole or left out.
 */
export function decodeBase64Bytes(text: string): Uint8Array | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  const digits = packed.replace(/={1,2}$/, '');
  if (digits.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(digits)) return undefined;
  if (digits.length < packed.length && packed.length % 4 !== 0) return undefined;
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

/**
 * The number written in `text`, or undefined: decimal or hexadecimal floating point, `Inf`, `Infinity` or `NaN` with any case.
 *
 * Source  Go `strconv.ParseFloat`.
 */
export function parseFloatText(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const named = /^([+-]?)(?:inf|infinity)$/i.exec(text);
  if (named !== null) return named[1] === '-' ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? NaN : parseHexadecimal(text);
}

function parseHexadecimal(text: string): number | undefined {
  const match = /^([+-]?)0[xX]([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([+-]?\d{1,4})$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  const value = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** The number as a 32-bit float without an exponent, which is how functions take a number for a text. */
export function printShortFloat(value: number): string {
  const narrow = Math.fround(value);
  if (!Number.isFinite(narrow)) return narrow > 0 ? '+Inf' : narrow < 0 ? '-Inf' : 'NaN';
  for (let digits = 1; digits <= 9; digits++) {
    const text = narrow.toPrecision(digits);
    if (Math.fround(Number(text)) === narrow) return withoutExponent(text);
  }
  return withoutExponent(narrow.toPrecision(9));
}

/** The shortest text that gives the number back, without an exponent. */
export function printPlainNumber(value: number | bigint): string {
  return withoutExponent(String(value));
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const point = whole.length + Number(power);
  const digits = (whole + fraction).padEnd(Math.max(point, 0), '0');
  if (point > 0) return withoutExponent(`${sign}${digits.slice(0, point)}.${digits.slice(point)}0`);
  return withoutExponent(`${sign}0.${'0'.repeat(-point)}${digits}`);
}
