// What the language itself says of texts and sizes: `size`, `contains`, `startsWith`, `endsWith`, `matches`. More are in the strings library.
import { lengthCost } from '../cost.ts';
import { compilePattern } from '../../values/index.ts';
import {
  functionOverload,
  listAt,
  mapAt,
  methodOverload,
  pairOverload,
  textAt,
  wrongTable,
  type Overload,
} from '../overload.ts';
import type { CelRun } from '../run.ts';
import { BOOL, BYTES, INT, listOf, mapOf, parameter, STRING, type Type } from '../type.ts';
import type { CelResult, CelValue } from '../value.ts';
import { bytesAt } from './arguments.ts';
import { noPattern } from './no-pattern.ts';

function bothStyles(
  name: string,
  parameters: readonly Type[],
  result: Type,
  run: Overload['run'],
): readonly Overload[] {
  return [functionOverload(name, parameters, result, run), methodOverload(name, parameters, result, run)];
}

function sizeOfText(args: readonly CelValue[], run: CelRun): CelResult {
  const text = textAt(args, 0);
  return run.spend(lengthCost(text.length)) ?? BigInt(codePoints(text));
}

function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at += 1) {
    if ((text.codePointAt(at) ?? 0) > 0xffff) {
      pairs += 1;
      at += 1;
    }
  }
  return text.length - pairs;
}

function textTest(name: string, holds: (text: string, part: string) => boolean): Overload {
  return pairOverload('method', name, [STRING, STRING], BOOL, (text, part, run) => {
    if (typeof text !== 'string' || typeof part !== 'string') return wrongTable('two strings');
    return run.spend(lengthCost(text.length + part.length)) ?? holds(text, part);
  });
}

/** Compiling takes about as long as a search through a text of the same length. */
function matches(args: readonly CelValue[], run: CelRun): CelResult {
  const [text, source] = [textAt(args, 0), textAt(args, 1)];
  const spent = run.spend(source.length * 20);
  if (spent !== undefined) return spent;
  const pattern = compilePattern(source);
  if ('problem' in pattern) return noPattern(pattern.problem);
  return run.spend(pattern.size * (text.length + 10)) ?? pattern.matches(text);
}

/** Sizes and tests of texts. */
export const TEXT: readonly Overload[] = [
  ...bothStyles('size', [STRING], INT, sizeOfText),
  ...bothStyles('size', [BYTES], INT, (args) => BigInt(bytesAt(args, 0).length)),
  ...bothStyles('size', [listOf(parameter('A'))], INT, (args) => BigInt(listAt(args, 0).length)),
  ...bothStyles('size', [mapOf(parameter('A'), parameter('B'))], INT, (args, run) => {
    const { size } = mapAt(args, 0);
    return run.spend(size >> 3) ?? BigInt(size);
  }),
  textTest('contains', (text, part) => text.includes(part)),
  textTest('startsWith', (text, part) => text.startsWith(part)),
  textTest('endsWith', (text, part) => text.endsWith(part)),
  ...bothStyles('matches', [STRING, STRING], BOOL, matches),
];
