// Asking the surroundings, whose answers become results. What they are asked is left to the libraries.
import { CelFailure, type CelFailureCode } from '../failure.ts';
import type { CelHost, CelRun, HostAnswer } from '../run.ts';
import { fromJson, type CelResult } from '../value.ts';

/** Something that cannot be had here: no network, no clock, no inventory. */
export function unavailable(message: string): CelFailure {
  return new CelFailure('unavailable', message);
}

/** How a library asks. */
export interface Question {
  /** What looking for the answer costs, however small it is. */
  readonly steps: number;
  /** What a failure of the answer is. */
  readonly code: CelFailureCode;
  /** What to say when there is nobody to ask. */
  readonly missing: string;
}

/** What the host answers, as a result; `put` puts the question to it. */
export function ask(
  run: CelRun,
  { steps, code, missing }: Question,
  put: (host: CelHost) => HostAnswer | undefined,
): CelResult {
  const spent = run.spend(steps);
  if (spent !== undefined) return spent;
  const answer = put(run.host);
  if (answer === undefined) return unavailable(missing);
  if ('failure' in answer) return new CelFailure(code, answer.failure);
  if ('pending' in answer) return new CelFailure('pending', answer.pending);
  return fromJson(answer.value);
}
