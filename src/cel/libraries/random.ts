// Texts drawn at random, the same in every run: from the seed of the host, the pattern, and how many were drawn before.
import { compilePattern, randomText } from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { functionOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { STRING } from '../type.ts';
import type { CelResult } from '../value.ts';
import { unavailable } from './host-answer.ts';
import { alsoPrefixed } from './spelling.ts';

const DEFAULT_PATTERN = '[0-9a-z]{8}';
/** Compiling the pattern and drawing. */
const STEPS_FOR_TEXT = 1000;
/** Making an instruction and drawing from it. */
const STEPS_FOR_INSTRUCTION = 20;

function random(pattern: string, run: CelRun): CelResult {
  const { seed } = run.host;
  if (seed === undefined) return unavailable('there is nothing to draw from here');
  const draw = run.nextDraw();
  if (pattern === '') return '';
  const compiled = compilePattern(pattern);
  const spent = run.spend(STEPS_FOR_TEXT + pattern.length);
  if (spent !== undefined || 'problem' in compiled) return spent ?? invalid('the text is no regular expression');
  const spentOnSize = run.spend(compiled.size * STEPS_FOR_INSTRUCTION);
  if (spentOnSize !== undefined) return spentOnSize;
  const text = randomText(pattern, [seed, pattern, draw].join('\0'));
  if (typeof text !== 'string') return invalid(text.problem);
  // Each text is tried against its pattern before it is given out.
  return run.spend((text.length * compiled.size) >> 3) ?? text;
}

/** `random()` and `random(pattern)`. */
export const RANDOM: readonly Overload[] = alsoPrefixed('random', [
  functionOverload('random', [], STRING, (_, run) => random(DEFAULT_PATTERN, run)),
  functionOverload('random', [STRING], STRING, (args, run) => random(textAt(args, 0), run)),
]);
