// Turns the bytes of a file into text: strict UTF-8, a byte order mark dropped, everything that only looks like text
// refused with its place. What the text means is for the parsers.
import { DEFAULT_LIMITS } from './value.ts';
import type { YamlLimits, YamlPosition, YamlProblem } from './value.ts';

const START: YamlPosition = { line: 1, column: 1 };

/**
 * The text of a file's bytes.
 *
 * Errors  `size-limit`; `encoding` for UTF-16, UTF-32, a NUL, and bytes that are no UTF-8, with line and column.
 */
export function decodeText(
  bytes: Uint8Array,
  limits: Partial<YamlLimits> = {},
): { readonly text: string } | { readonly problem: YamlProblem } {
  const { maxBytes } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.byteLength > maxBytes) {
    return { problem: { code: 'size-limit', message: `larger than ${maxBytes} bytes (limit maxBytes)`, at: START } };
  }
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return refuse(`the text is ${wide}`, START);
  const nul = bytes.indexOf(0);
  if (nul !== -1) return refuse('a NUL byte, which no text has', positionOfByte(bytes, nul));
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('a byte that is not UTF-8', positionOfByte(bytes, firstInvalid(bytes)));
  }
}

function refuse(message: string, at: YamlPosition): { readonly problem: YamlProblem } {
  return { problem: { code: 'encoding', message, help: 'save the file as UTF-8', at } };
}

/** The name of the encoding that a byte order mark, or NULs in every other place, give away. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32 (little endian)' : 'UTF-16 (little endian)';
  if (a === 0xfe && b === 0xff) return 'UTF-16 (big endian)';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32 (big endian)';
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'UTF-16 (little endian, without its mark)';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'UTF-16 (big endian, without its mark)';
  return undefined;
}

function positionOfByte(bytes: Uint8Array, offset: number): YamlPosition {
  let line = 1;
  let start = 0;
  for (let index = 0; index < offset; index += 1) {
    const byte = bytes[index];
    if (byte !== 0x0a && (byte !== 0x0d || bytes[index + 1] === 0x0a)) continue;
    line += 1;
    start = index + 1;
  }
  const before = new TextDecoder('utf-8').decode(bytes.subarray(start, offset));
  return { line, column: before.length + 1 };
}

/** Offset of the first byte that is not part of a well-formed sequence (RFC 3629). */
function firstInvalid(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length === 0) return index;
    index += length;
  }
  return index;
}

function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next += 1) {
    const byte = bytes[index + next] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  const second = bytes[index + 1] ?? 0;
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  return length;
}
