// Digests of text as lower-case hexadecimal. What is digested, and whether with a key, is left to the callers.

import { createHash } from 'node:crypto';

/** The digest algorithms on offer. */
export type DigestAlgorithm = 'sha256' | 'sha1' | 'md5';

/** The digest of the UTF-8 bytes of `text`, in lower-case hexadecimal. */
export function digest(algorithm: DigestAlgorithm, text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
