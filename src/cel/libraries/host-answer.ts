// What the surroundings answer, as results. What they are asked is left to the libraries.
import { CelFailure, type CelFailureCode } from '../failure.ts';
import type { HostAnswer } from '../run.ts';
import { fromJson, type CelResult } from '../value.ts';

/** Something that cannot be had here: no network, no clock, no inventory. */
export function unavailable(message: string): CelFailure {
  return new CelFailure('unavailable', message);
}

/** The answer as a result; `code` is for what it fails with, `missing` for when there is nobody to ask. */
export function resultOf(answer: HostAnswer | undefined, code: CelFailureCode, missing: string): CelResult {
  if (answer === undefined) return unavailable(missing);
  if ('failure' in answer) return new CelFailure(code, answer.failure);
  if ('pending' in answer) return new CelFailure('pending', answer.pending);
  return fromJson(answer.value);
}
