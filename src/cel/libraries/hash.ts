// Digests of texts, with the prefix `hash.` and without.
import { digest, type DigestAlgorithm } from '../../values/index.ts';
import { functionOverload, textAt, type Overload } from '../overload.ts';
import { STRING } from '../type.ts';
import { alsoPrefixed } from './spelling.ts';

const ALGORITHMS: readonly DigestAlgorithm[] = ['sha256', 'sha1', 'md5'];

/** Digests of the UTF-8 bytes, in lower-case hexadecimal. */
export const HASH: readonly Overload[] = alsoPrefixed(
  'hash',
  ALGORITHMS.map((algorithm) =>
    functionOverload(algorithm, [STRING], STRING, (args, run) => {
      const text = textAt(args, 0);
      return run.spend(20 + (text.length >> 4)) ?? digest(algorithm, text);
    }),
  ),
);
