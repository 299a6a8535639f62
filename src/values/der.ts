// Reads DER, the binary form of certificates, into a tree. What the elements mean is left to certificate.ts.

/** An element: its tag, its content, its parts where it is constructed, and all its bytes with tag and length. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly parts: readonly DerElement[];
  readonly bytes: Uint8Array;
}

const MAX_DEPTH = 32;

/** The one element that `bytes` hold, or undefined when they are not well formed. */
export function readDer(bytes: Uint8Array): DerElement | undefined {
  const elements = readAll(bytes, 0);
  return elements?.length === 1 ? elements[0] : undefined;
}

function readAll(bytes: Uint8Array, depth: number): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = depth > MAX_DEPTH ? undefined : readOne(bytes, at, depth);
    if (element === undefined) return undefined;
    elements.push(element);
    at += element.bytes.length;
  }
  return elements;
}

function readOne(bytes: Uint8Array, start: number, depth: number): DerElement | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || extra > 4) return undefined;
  let length = extra === 0 ? first : 0;
  for (let at = 0; at < extra; at++) length = length * 256 + (bytes[start + 2 + at] ?? 0);
  const begin = start + 2 + extra;
  if (begin + length > bytes.length) return undefined;
  const content = bytes.subarray(begin, begin + length);
  const parts = (tag & 0x20) === 0 ? [] : readAll(content, depth + 1);
  return parts === undefined ? undefined : { tag, content, parts, bytes: bytes.subarray(start, begin + length) };
}

/** The dotted text of an object identifier. */
export function objectIdentifier(content: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (numbers.length === 0) {
      const first = Math.min(Math.floor(value / 40), 2);
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers;
}

/** The signed integer in two's complement. */
export function integer(content: Uint8Array): bigint {
  const hex = Buffer.from(content).toString('hex');
  return hex === '' ? 0n : BigInt.asIntN(content.length * 8, BigInt(`0x${hex}`));
}
