// What a function of the language is: its name, its parameters' types and its implementation. Which one a call means, the checker and the
// interpreter find out.
import { CelFailure } from './failure.ts';
import type { CelRun } from './run.ts';
import type { Type } from './type.ts';
import { CelMap, isList, type CelResult, type CelValue } from './value.ts';

/**
 * One way to call a function.
 *
 * Shape   `name` with its prefix where it has one (`math.greatest`). A method's first parameter is what it is called on. `run` gets as many
 *         arguments as there are parameters, each of its parameter's type (outermost: elements of lists and maps may be anything), and never
 *         a failure. A failure it gives needs no span.
 */
export interface Overload {
  readonly name: string;
  readonly style: 'function' | 'method';
  readonly parameters: readonly Type[];
  readonly result: Type;
  readonly run: (args: readonly CelValue[], run: CelRun) => CelResult;
  /** The same as `run` where there are two parameters, without a list of the arguments: for what is called very often. */
  readonly runPair?: PairRun;
  /** What is wrong with literal arguments, found before anything runs: a pattern that does not compile. */
  readonly checkLiterals?: (args: readonly (CelValue | undefined)[]) => string | undefined;
}

/** What is done with two arguments. */
export type PairRun = (left: CelValue, right: CelValue, run: CelRun) => CelResult;

/** A function or method of two parameters that is called very often. */
export function pairOverload(
  style: Overload['style'],
  name: string,
  parameters: readonly [Type, Type],
  result: Type,
  runPair: PairRun,
): Overload {
  const run: Overload['run'] = (args, steps) => runPair(anyAt(args, 0), anyAt(args, 1), steps);
  return { name, style, parameters, result, run, runPair };
}

/** A function `name(…)`. */
export function functionOverload(
  name: string,
  parameters: readonly Type[],
  result: Type,
  run: Overload['run'],
): Overload {
  return { name, style: 'function', parameters, result, run };
}

/** A method `parameters[0].name(…)`. */
export function methodOverload(
  name: string,
  parameters: readonly Type[],
  result: Type,
  run: Overload['run'],
): Overload {
  return { name, style: 'method', parameters, result, run };
}

/** Ends the program: what the types of a table's parameters promise does not hold. */
export function wrongTable(expected: string): never {
  throw new Error(`invariant: the parameter types of this overload promise ${expected}`);
}

/** The argument at `index`. */
export function anyAt(args: readonly CelValue[], index: number): CelValue {
  const value = args[index];
  return value === undefined ? wrongTable('another argument') : value;
}

/** The string at `index`. */
export function textAt(args: readonly CelValue[], index: number): string {
  const value = args[index];
  return typeof value === 'string' ? value : wrongTable('a string');
}

/** The int at `index`. */
export function intAt(args: readonly CelValue[], index: number): bigint {
  const value = args[index];
  return typeof value === 'bigint' ? value : wrongTable('an int');
}

/** The double at `index`. */
export function doubleAt(args: readonly CelValue[], index: number): number {
  const value = args[index];
  return typeof value === 'number' ? value : wrongTable('a double');
}

/** The list at `index`. */
export function listAt(args: readonly CelValue[], index: number): readonly CelValue[] {
  const value = anyAt(args, index);
  return isList(value) ? value : wrongTable('a list');
}

/** The map at `index`. */
export function mapAt(args: readonly CelValue[], index: number): CelMap {
  const value = args[index];
  return value instanceof CelMap ? value : wrongTable('a map');
}

/** Where elements behind the declared type are not what the function needs. */
export function noSuchOverload(name: string): CelFailure {
  return new CelFailure('no-such-overload', `there is no ${name} for arguments of these types`);
}
