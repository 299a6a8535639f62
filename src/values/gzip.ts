// Text in gzip and back. The compressed bytes hold neither a time nor the system they were made on.

import { gunzipSync, gzipSync } from 'node:zlib';

/** How many bytes decompressing may give. */
export const MAX_DECOMPRESSED = 16 * 1024 * 1024;

/** Where the header names the system; 255 is an unknown one, which is what Go writes. */
const SYSTEM = 9;

/** The UTF-8 bytes of `text` in gzip. */
export function compressText(text: string): Uint8Array {
  const bytes = new Uint8Array(gzipSync(Buffer.from(text, 'utf8')));
  bytes[SYSTEM] = 0xff;
  return bytes;
}

/** The text that `bytes` hold in gzip, or what is wrong with them; `limit` where that is only how much they hold. */
export function decompressText(bytes: Uint8Array): string | { readonly problem: string; readonly limit?: true } {
  let content: Uint8Array;
  try {
    content = gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED });
  } catch (error) {
    return isTooLarge(error)
      ? { problem: `decompressing gives more than ${MAX_DECOMPRESSED} bytes`, limit: true }
      : { problem: 'the bytes are no gzip' };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return { problem: 'what the bytes hold in gzip is no UTF-8' };
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
