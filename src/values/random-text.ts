// Texts that match a regular expression, drawn from a seed: the same seed gives the same text on every machine.
// What goes into the seed is left to the callers.

import { digest } from './digest.ts';
import { compilePattern } from './pattern.ts';

/** How often a repetition without an upper bound is repeated at most beyond its lower bound. */
export const MAX_OPEN_REPEAT = 10;
/** How long a drawn text may get. */
export const MAX_RANDOM_LENGTH = 4096;

/** A part of an expression, from which texts are drawn. */
type Part =
  | { readonly type: 'characters'; readonly ranges: readonly CodeRange[] }
  | { readonly type: 'sequence' | 'choice'; readonly parts: readonly Part[] }
  | { readonly type: 'repeat'; readonly part: Part; readonly least: number; readonly most: number };

type CodeRange = readonly [number, number];
type Draw = (below: number) => number;

const PRINTABLE: CodeRange = [0x20, 0x7e];
const DIGITS: readonly CodeRange[] = [[0x30, 0x39]];
const UPPER: CodeRange = [0x41, 0x5a];
const LOWER: CodeRange = [0x61, 0x7a];
const WORD: readonly CodeRange[] = [[0x30, 0x39], UPPER, [0x5f, 0x5f], LOWER];
const SPACE: readonly CodeRange[] = [[0x09, 0x0a], [0x0c, 0x0d], [0x20, 0x20]]; // prettier-ignore
const CLASSES: ReadonlyMap<string, readonly CodeRange[]> = new Map([
  ['d', DIGITS],
  ['w', WORD],
  ['s', SPACE],
  ['alpha', [UPPER, LOWER]],
  ['digit', DIGITS],
  ['alnum', [...DIGITS, UPPER, LOWER]],
  ['upper', [UPPER]],
  ['lower', [LOWER]],
  ['xdigit', [...DIGITS, [0x41, 0x46], [0x61, 0x66]]],
  ['space', SPACE],
  ['word', WORD],
]);
const CONTROL: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
]);

/**
 * A text that the whole of `pattern` matches, drawn from `seed`; or why there is none.
 *
 * Shape   `.` and negated classes yield printable ASCII; at most MAX_OPEN_REPEAT repetitions where there is no bound.
 * Errors  an empty or bad expression, and one with parts nothing can be drawn for.
 */
export function randomText(pattern: string, seed: string): string | { readonly problem: string } {
  if (pattern === '') return { problem: 'the regular expression is empty' };
  const check = compilePattern(`^(?:${pattern})$`);
  if ('problem' in check) return check;
  const tree = parse(pattern);
  const text = tree === undefined ? undefined : drawText(tree, drawFrom(seed));
  if (text !== undefined && check.matches(text)) return text;
  return { problem: 'no text can be drawn for this regular expression' };
}

/** Numbers below a bound from a row of digests; what does not divide evenly is drawn again. */
function drawFrom(seed: string): Draw {
  let block = 0;
  let pool = '';
  const next = () => {
    if (pool === '') pool = digest('sha256', `${seed}\0${block++}`);
    const value = parseInt(pool.slice(0, 8), 16);
    pool = pool.slice(8);
    return value;
  };
  return (below) => {
    const limit = Math.floor(2 ** 32 / below) * below;
    for (;;) {
      const value = next();
      if (value < limit) return value % below;
    }
  };
}

function drawText(part: Part, draw: Draw): string | undefined {
  let text = '';
  const visit = (current: Part): boolean => {
    switch (current.type) {
      case 'characters':
        text += drawCharacter(current.ranges, draw);
        return text.length <= MAX_RANDOM_LENGTH;
      case 'sequence':
        return current.parts.every(visit);
      case 'choice': {
        const chosen = current.parts[draw(Math.max(current.parts.length, 1))];
        return chosen === undefined || visit(chosen);
      }
      case 'repeat': {
        const count = current.least + draw(current.most - current.least + 1);
        for (let at = 0; at < count; at++) if (!visit(current.part)) return false;
        return true;
      }
    }
  };
  return visit(part) ? text : undefined;
}

function drawCharacter(ranges: readonly CodeRange[], draw: Draw): string {
  let place = draw(ranges.reduce((sum, [low, high]) => sum + high - low + 1, 0));
  for (const [low, high] of ranges) {
    if (place <= high - low) return String.fromCodePoint(low + place);
    place -= high - low + 1;
  }
  return '';
}

/** The expression was compiled before, so only what cannot be drawn has to be refused here. */
function parse(pattern: string): Part | undefined {
  const reader = { rest: pattern, depth: 0 };
  const tree = parseChoice(reader);
  return reader.rest === '' ? tree : undefined;
}

interface Reader {
  rest: string;
  depth: number;
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  const match = pattern.exec(reader.rest);
  if (match === null) return undefined;
  reader.rest = reader.rest.slice(match[0].length);
  return match;
}

function parseChoice(reader: Reader): Part | undefined {
  if (++reader.depth > 100) return undefined;
  const parts: Part[] = [];
  do {
    const part = parseSequence(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (take(reader, /^\|/) !== undefined);
  reader.depth--;
  return { type: 'choice', parts };
}

function parseSequence(reader: Reader): Part | undefined {
  const parts: Part[] = [];
  while (reader.rest !== '' && !/^[|)]/.test(reader.rest)) {
    if (take(reader, /^(?:[$^]|\\[Az])/) !== undefined) continue;
    const part = parseAtom(reader);
    if (part === undefined) return undefined;
    parts.push(parseRepeat(reader, part));
  }
  return { type: 'sequence', parts };
}

function parseRepeat(reader: Reader, part: Part): Part {
  const match = take(reader, /^(?:([*+?])|\{(\d+)(,)?(\d+)?\})\??/);
  if (match === undefined) return part;
  const [, sign, low, comma, high] = match;
  const least = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
  const open = sign === undefined ? comma !== undefined && high === undefined : sign !== '?';
  const most = open ? least + MAX_OPEN_REPEAT : sign === '?' ? 1 : Number(high ?? low);
  return { type: 'repeat', part, least, most };
}

function parseAtom(reader: Reader): Part | undefined {
  if (take(reader, /^\((?:\?:|\?P?<\w+>|(?!\?))/) !== undefined) {
    const inner = parseChoice(reader);
    return take(reader, /^\)/) === undefined ? undefined : inner;
  }
  if (take(reader, /^\./) !== undefined) return { type: 'characters', ranges: [PRINTABLE] };
  if (take(reader, /^\[/) !== undefined) return parseClass(reader);
  const ranges = parseEscape(reader) ?? parseLiteral(reader);
  return ranges === undefined ? undefined : { type: 'characters', ranges };
}

function parseLiteral(reader: Reader): readonly CodeRange[] | undefined {
  const code = take(reader, /^[^\\()[\]*+?|]/u)?.[0].codePointAt(0);
  return code === undefined ? undefined : [[code, code]];
}

function parseEscape(reader: Reader): readonly CodeRange[] | undefined {
  const name = take(reader, /^\\([dwsDWSntrfv]|[^\p{L}\p{N}])/u)?.[1];
  if (name === undefined) return undefined;
  const known = CLASSES.get(name);
  if (known !== undefined) return known;
  const negated = CLASSES.get(name.toLowerCase());
  if (negated !== undefined) return without(negated);
  const code = (CONTROL.get(name) ?? name).codePointAt(0) ?? 0;
  return [[code, code]];
}

/** Printable ASCII without these. */
function without(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const kept: CodeRange[] = [];
  for (let code = PRINTABLE[0]; code <= PRINTABLE[1]; code++) {
    if (!ranges.some(([low, high]) => code >= low && code <= high)) kept.push([code, code]);
  }
  return kept;
}

function parseClass(reader: Reader): Part | undefined {
  const negated = take(reader, /^\^/) !== undefined;
  const ranges: CodeRange[] = [];
  for (let first = true; first || take(reader, /^\]/) === undefined; first = false) {
    const found = parseClassItem(reader, first);
    if (found === undefined) return undefined;
    ranges.push(...found);
  }
  const all = negated ? without(ranges) : ranges;
  return all.length === 0 ? undefined : { type: 'characters', ranges: all };
}

function parseClassItem(reader: Reader, first: boolean): readonly CodeRange[] | undefined {
  const named = take(reader, /^\[:(\w+):\]/)?.[1];
  if (named !== undefined) return CLASSES.get(named);
  const low = parseEscape(reader) ?? parseClassCharacter(reader, first);
  const [start] = low ?? [];
  if (low?.length !== 1 || start === undefined || start[0] !== start[1]) return low;
  if (take(reader, /^-(?!\])/) === undefined) return low;
  const high = (parseEscape(reader) ?? parseClassCharacter(reader, false))?.[0];
  return high === undefined || high[0] < start[0] ? undefined : [[start[0], high[0]]];
}

function parseClassCharacter(reader: Reader, first: boolean): readonly CodeRange[] | undefined {
  const code = take(reader, first ? /^[^\\]/u : /^[^\\\]]/u)?.[0].codePointAt(0);
  return code === undefined ? undefined : [[code, code]];
}
