// Regular expressions as RE2 reads them: the extension library, version 1, and `find` of Kubernetes. `matches` belongs to the standard.
//
// Source  cel-go, `ext.Regex(ext.RegexVersion(1))`; Kubernetes, CEL library `regex`.
import { textSteps } from '../cost.ts';
import { compilePattern, type Pattern, type PatternMatch } from '../../values/index.ts';
import { CelFailure, invalid } from '../failure.ts';
import { functionOverload, intAt, methodOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { INT, listOf, optionalOf, STRING } from '../type.ts';
import { CelOptional, NONE, type CelResult, type CelValue } from '../value.ts';
import { noPattern } from './no-pattern.ts';

/** Compiling looks at a character about so many times. */
const STEPS_FOR_PATTERN = 20;
/** Repetitions make many instructions of few characters, which are to be made too. */
const STEPS_FOR_INSTRUCTION = 10;

/** The compiled pattern; what compiling and one search through a text of this length take is spent. */
function patternFor(source: string, length: number, run: CelRun): Pattern | CelFailure {
  const refused = run.spend(source.length * STEPS_FOR_PATTERN);
  if (refused !== undefined) return refused;
  const pattern = compilePattern(source);
  if ('problem' in pattern) return noPattern(pattern.problem);
  return run.spend(pattern.size * (length + STEPS_FOR_INSTRUCTION)) ?? pattern;
}

/**
 * The matches in order, at most `most` of them; below 0: all.
 *
 * Source  Go `regexp`: an empty match right behind another one is left out.
 */
function allMatches(pattern: Pattern, text: string, most: bigint, run: CelRun): readonly PatternMatch[] | CelFailure {
  const found: PatternMatch[] = [];
  let last = -1;
  let search = 0;
  while (search <= text.length && (most < 0n || BigInt(found.length) < most)) {
    const refused = run.spend(1 + pattern.size * (text.length - search));
    if (refused !== undefined) return refused;
    const match = pattern.find(text, search);
    if (match === undefined) break;
    const { start, end } = match;
    if (end > start || start !== last) found.push(match);
    last = end;
    search = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

function find(text: string, source: string, run: CelRun): CelResult {
  const pattern = patternFor(source, text.length, run);
  return pattern instanceof CelFailure ? pattern : (pattern.find(text, 0)?.groups[0] ?? '');
}

function findAll(text: string, source: string, most: bigint, run: CelRun): CelResult {
  const pattern = patternFor(source, text.length, run);
  if (pattern instanceof CelFailure) return pattern;
  const matches = allMatches(pattern, text, most, run);
  return matches instanceof CelFailure ? matches : matches.map(({ groups }) => groups[0] ?? '');
}

function extracting(source: string, length: number, run: CelRun): Pattern | CelFailure {
  const pattern = patternFor(source, length, run);
  if (pattern instanceof CelFailure || pattern.groups <= 1) return pattern;
  return invalid('a regular expression that extracts must not have more than one group');
}

/** The text of the group, or of the match where there is no group; undefined for a group that is empty. */
function extracted(match: PatternMatch): string | undefined {
  if (match.groups.length === 1) return match.groups[0];
  return match.groups[1] === '' ? undefined : match.groups[1];
}

function extract(text: string, source: string, run: CelRun): CelResult {
  const pattern = extracting(source, text.length, run);
  if (pattern instanceof CelFailure) return pattern;
  const match = pattern.find(text, 0);
  const found = match === undefined ? undefined : extracted(match);
  return found === undefined ? NONE : new CelOptional(found);
}

function extractAll(text: string, source: string, run: CelRun): CelResult {
  const pattern = extracting(source, text.length, run);
  if (pattern instanceof CelFailure) return pattern;
  const matches = allMatches(pattern, text, -1n, run);
  if (matches instanceof CelFailure) return matches;
  return matches.map(extracted).filter((found) => found !== undefined);
}

/** Texts and numbers of groups: `\1` is a group, `\\` a backslash, and nothing else may follow one. */
function parseReplacement(text: string, groups: number): readonly (string | number)[] | CelFailure {
  const parts: (string | number)[] = [];
  let done = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', done)) {
    parts.push(text.slice(done, at));
    const next = text.charAt(at + 1);
    if (next !== '\\' && !/^\d$/.test(next)) {
      return invalid('in a replacement, a backslash must be followed by a digit or a backslash');
    }
    if (Number(next) > groups)
      return invalid('the replacement asks for a group that the regular expression does not have');
    parts.push(next === '\\' ? next : Number(next));
    done = at + 2;
  }
  return [...parts, text.slice(done)];
}

function replace(args: readonly CelValue[], most: bigint, run: CelRun): CelResult {
  const text = textAt(args, 0);
  if (most === 0n) return text;
  const pattern = patternFor(textAt(args, 1), text.length, run);
  if (pattern instanceof CelFailure) return pattern;
  const parts = parseReplacement(textAt(args, 2), pattern.groups);
  if (parts instanceof CelFailure) return parts;
  const matches = allMatches(pattern, text, most, run);
  return matches instanceof CelFailure ? matches : rebuilt(text, matches, parts, run);
}

function rebuilt(
  text: string,
  matches: readonly PatternMatch[],
  parts: readonly (string | number)[],
  run: CelRun,
): CelResult {
  let result = '';
  let done = 0;
  for (const { start, end, groups } of matches) {
    const put = parts.map((part) => (typeof part === 'string' ? part : (groups[part] ?? ''))).join('');
    const refused = run.spend(parts.length + textSteps(put.length + start - done));
    if (refused !== undefined) return refused;
    result += text.slice(done, start) + put;
    done = end;
  }
  return result + text.slice(done);
}

/** These patterns are compiled before anything runs. */
function withCheckedPattern(overload: Overload): Overload {
  return {
    ...overload,
    checkLiterals: ([, source]) => {
      if (typeof source !== 'string') return undefined;
      const pattern = compilePattern(source);
      return 'problem' in pattern ? pattern.problem : undefined;
    },
  };
}

const TWO = [STRING, STRING];
const TEXTS = listOf(STRING);

/** The functions of regular expressions. */
export const REGEX: readonly Overload[] = [
  withCheckedPattern(methodOverload('find', TWO, STRING, (args, run) => find(textAt(args, 0), textAt(args, 1), run))),
  withCheckedPattern(
    methodOverload('findAll', TWO, TEXTS, (args, run) => findAll(textAt(args, 0), textAt(args, 1), -1n, run)),
  ),
  withCheckedPattern(
    methodOverload('findAll', [...TWO, INT], TEXTS, (args, run) =>
      findAll(textAt(args, 0), textAt(args, 1), intAt(args, 2), run),
    ),
  ),
  functionOverload('regex.replace', [...TWO, STRING], STRING, (args, run) => replace(args, -1n, run)),
  functionOverload('regex.replace', [...TWO, STRING, INT], STRING, (args, run) => replace(args, intAt(args, 3), run)),
  functionOverload('regex.extract', TWO, optionalOf(STRING), (args, run) =>
    extract(textAt(args, 0), textAt(args, 1), run),
  ),
  functionOverload('regex.extractAll', TWO, TEXTS, (args, run) => extractAll(textAt(args, 0), textAt(args, 1), run)),
];
