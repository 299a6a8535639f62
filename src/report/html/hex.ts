// Bytes written in hexadecimal, which is how digests come.

/** The bytes of a text of pairs of hexadecimal digits. */
export function decodeHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
}
