// `gzip.`: texts compressed and back.
import { compressText, decompressText } from '../../values/index.ts';
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, functionOverload, noSuchOverload, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { BYTES, DYN, STRING } from '../type.ts';
import { CelBytes, type CelResult, type CelValue } from '../value.ts';

/** Each text or stretch of bytes begins anew, with tables of its own. */
const STEPS_FOR_START = 1000;

function compress(value: CelValue, run: CelRun): CelResult {
  if (typeof value !== 'string') return noSuchOverload('gzip.compress');
  return run.spend(STEPS_FOR_START + (value.length >> 2)) ?? new CelBytes(compressText(value));
}

function decompress(value: CelValue, run: CelRun): CelResult {
  if (!(value instanceof CelBytes)) return noSuchOverload('gzip.decompress');
  const spent = run.spend(STEPS_FOR_START + (value.bytes.length >> 4));
  if (spent !== undefined) return spent;
  const text = decompressText(value.bytes);
  if (typeof text === 'string') return run.spend(text.length >> 4) ?? text;
  return text.limit === true ? new CelFailure('limit', text.problem) : invalid(text.problem);
}

/** Compressing and decompressing. The checker lets `compress` have anything; it runs for texts alone. */
export const GZIP: readonly Overload[] = [
  functionOverload('gzip.compress', [DYN], BYTES, (args, run) => compress(anyAt(args, 0), run)),
  functionOverload('gzip.decompress', [BYTES], STRING, (args, run) => decompress(anyAt(args, 0), run)),
];
