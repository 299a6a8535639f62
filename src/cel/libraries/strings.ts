// The extension library for strings, version 2. Positions are code points. How `format` writes values is in format-text.ts.
//
// Source  cel-go, `ext.Strings(ext.StringsVersion(2))`.
import { textSteps } from '../cost.ts';
import { CelFailure, invalid } from '../failure.ts';
import { functionOverload, intAt, listAt, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { INT, listOf, STRING, type Type } from '../type.ts';
import type { CelResult } from '../value.ts';
import { countPoints, unitOfPoint } from './code-points.ts';
import { quoteText } from './quote-text.ts';

type Run = Overload['run'];

/** A method of strings whose work grows with the text. */
function method(name: string, more: readonly Type[], result: Type, run: Run): Overload {
  return methodOverload(
    name,
    [STRING, ...more],
    result,
    (args, state) => state.spend(textSteps(textAt(args, 0).length)) ?? run(args, state),
  );
}

/** Which position it is stays unsaid, here as in all libraries: it may have been computed from a secret. */
function outOfRange(): CelFailure {
  return invalid('the position is outside of the text');
}

function charAt(text: string, position: bigint): CelResult {
  const unit = unitOfPoint(text, position);
  if (unit === undefined) return outOfRange();
  const point = text.codePointAt(unit);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function pointsBefore(text: string, unit: number): bigint {
  return unit < 0 ? -1n : BigInt(countPoints(text.slice(0, unit)));
}

function indexOf(text: string, part: string, from: bigint): CelResult {
  if (part === '') return from;
  if (from < 0n) return outOfRange();
  const start = unitOfPoint(text, from);
  return start === undefined ? -1n : pointsBefore(text, text.indexOf(part, start));
}

function lastIndexOf(text: string, part: string): CelResult {
  return pointsBefore(text, text.lastIndexOf(part));
}

function lastIndexOfBefore(text: string, part: string, from: bigint): CelResult {
  if (part === '') return from;
  if (from < 0n) return outOfRange();
  const start = unitOfPoint(text, from);
  return start === undefined || start === text.length ? -1n : pointsBefore(text, text.lastIndexOf(part, start));
}

function substring(text: string, from: bigint, to: bigint | undefined): CelResult {
  const start = unitOfPoint(text, from);
  if (start === undefined) return outOfRange();
  if (to === undefined) return text.slice(start);
  const end = unitOfPoint(text, to);
  if (end === undefined) return outOfRange();
  return start > end ? invalid('the start is behind the end') : text.slice(start, end);
}

function join(args: Parameters<Run>[0], separator: string, run: CelRun): CelResult {
  const parts: string[] = [];
  let length = 0;
  for (const item of listAt(args, 0)) {
    if (typeof item !== 'string') return noSuchOverload('join');
    parts.push(item);
    length += item.length + separator.length;
  }
  return run.spend(parts.length + textSteps(length)) ?? parts.join(separator);
}

/** The text cut at each separator, or into its characters, into at most `most` pieces; below 0: as many as there are. */
function pieces(text: string, separator: string, most: bigint): readonly string[] {
  if (most === 0n) return [];
  const all = separator === '' ? Array.from(text) : text.split(separator);
  if (most < 0n || BigInt(all.length) <= most) return all;
  const kept = all.slice(0, Number(most) - 1);
  const used = kept.reduce((sum, piece) => sum + piece.length + separator.length, 0);
  return [...kept, text.slice(used)];
}

function split(text: string, separator: string, most: bigint, run: CelRun): CelResult {
  const result = pieces(text, separator, most);
  return run.spend(result.length) ?? result;
}

/** `part` replaced, at most `most` times; an empty one stands before each character and at the end. */
function replace(args: Parameters<Run>[0], most: bigint, run: CelRun): CelResult {
  const [text, part, put] = [textAt(args, 0), textAt(args, 1), textAt(args, 2)];
  const found = part === '' ? countPoints(text) + 1 : text.split(part).length - 1;
  const times = most < 0n || most > BigInt(found) ? found : Number(most);
  const refused = run.spend(times + textSteps(text.length + times * Math.max(0, put.length - part.length)));
  if (refused !== undefined) return refused;
  if (part !== '') return pieces(text, part, BigInt(times) + 1n).join(put);
  const edge = unitOfPoint(text, BigInt(Math.min(times, found - 1))) ?? 0;
  const head = Array.from(text.slice(0, edge), (character) => put + character).join('');
  return head + (times === found ? put : '') + text.slice(edge);
}

const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Without the white space of Unicode around it, to which U+0085 belongs and U+FEFF does not. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const TEXTS = listOf(STRING);

/** The extension functions of strings. */
export const STRINGS: readonly Overload[] = [
  method('charAt', [INT], STRING, (args) => charAt(textAt(args, 0), intAt(args, 1))),
  method('indexOf', [STRING], INT, (args) => indexOf(textAt(args, 0), textAt(args, 1), 0n)),
  method('indexOf', [STRING, INT], INT, (args) => indexOf(textAt(args, 0), textAt(args, 1), intAt(args, 2))),
  method('lastIndexOf', [STRING], INT, (args) => lastIndexOf(textAt(args, 0), textAt(args, 1))),
  method('lastIndexOf', [STRING, INT], INT, (args) =>
    lastIndexOfBefore(textAt(args, 0), textAt(args, 1), intAt(args, 2)),
  ),
  methodOverload('join', [TEXTS], STRING, (args, run) => join(args, '', run)),
  methodOverload('join', [TEXTS, STRING], STRING, (args, run) => join(args, textAt(args, 1), run)),
  method('replace', [STRING, STRING], STRING, (args, run) => replace(args, -1n, run)),
  method('replace', [STRING, STRING, INT], STRING, (args, run) => replace(args, intAt(args, 3), run)),
  method('split', [STRING], TEXTS, (args, run) => split(textAt(args, 0), textAt(args, 1), -1n, run)),
  method('split', [STRING, INT], TEXTS, (args, run) => split(textAt(args, 0), textAt(args, 1), intAt(args, 2), run)),
  method('substring', [INT], STRING, (args) => substring(textAt(args, 0), intAt(args, 1), undefined)),
  method('substring', [INT, INT], STRING, (args) => substring(textAt(args, 0), intAt(args, 1), intAt(args, 2))),
  method('trim', [], STRING, (args) => trim(textAt(args, 0))),
  method('lowerAscii', [], STRING, (args) => textAt(args, 0).replace(/[A-Z]+/g, (found) => found.toLowerCase())),
  method('upperAscii', [], STRING, (args) => textAt(args, 0).replace(/[a-z]+/g, (found) => found.toUpperCase())),
  functionOverload(
    'strings.quote',
    [STRING],
    STRING,
    (args, run) => run.spend(1 + 4 * textAt(args, 0).length) ?? quoteText(textAt(args, 0)),
  ),
];
