// What is said of a text that is no regular expression, when it may have been computed: why, without the text.
import { invalid, type CelFailure } from '../failure.ts';

/** The failure for what the compiler of patterns found; the part of the pattern that it quotes is left out. */
export function noPattern(problem: string): CelFailure {
  const reason = problem.replace(/:?\s*`.*$/s, '');
  return invalid(`the text is no regular expression: ${reason}`);
}
