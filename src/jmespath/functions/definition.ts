// What a function of the language is: its name, the types of its arguments, its implementation and a line about it.
// The checks every call goes through are in call.ts.

import type { ExpressionError, ExpressionErrorCode } from '../expression-error.ts';
import type { Run } from '../run.ts';
import type { JmesObject, JmesValue } from '../value.ts';
import { isList, isObject } from '../value.ts';

/** An expression given as an argument (`&a.b`), ready to be applied to a value. */
export class Reference {
  readonly apply: (value: JmesValue) => JmesValue | ExpressionError;

  constructor(apply: (value: JmesValue) => JmesValue | ExpressionError) {
    this.apply = apply;
  }
}

/** What an argument may be. `texts` is a list of strings, `numbers` one of numbers, `sortable` one of either. */
export type ParameterType =
  'any' | 'string' | 'number' | 'object' | 'array' | 'texts' | 'numbers' | 'sortable' | 'expression';

/** An argument of a call after its type was checked. */
export type Argument = JmesValue | Reference;

/** What an implementation gets besides its arguments. */
export interface CallContext {
  readonly run: Run;
  /** The text of the call in the expression. */
  readonly text: string;
  readonly fail: (code: ExpressionErrorCode, message: string) => ExpressionError;
  /** Takes steps for work that the size of the result does not show; an error when there are not that many left. */
  readonly spend: (steps: number) => ExpressionError | undefined;
}

/** A function of the language. */
export interface FunctionDefinition {
  readonly name: string;
  /** The types each argument may have. */
  readonly parameters: readonly (readonly ParameterType[])[];
  /** Whether the last parameter stands for one or more arguments. */
  readonly variadic?: boolean;
  /** Whether the result is made of parts of the arguments alone, so that it needs no measuring. */
  readonly selects?: boolean;
  /** One line: what it yields. */
  readonly about: string;
  readonly call: (args: readonly Argument[], context: CallContext) => JmesValue | ExpressionError;
}

function wrongTable(expected: string): never {
  throw new Error(`invariant: the parameter types of this function promise ${expected}`);
}

/** The argument at `index`, whatever its type. */
export function anyAt(args: readonly Argument[], index: number): JmesValue {
  const value = args[index] ?? null;
  return value instanceof Reference ? wrongTable('a value') : value;
}

/** The string at `index`. */
export function textAt(args: readonly Argument[], index: number): string {
  const value = args[index];
  return typeof value === 'string' ? value : wrongTable('a string');
}

/** The number at `index`. */
export function numberAt(args: readonly Argument[], index: number): number {
  const value = args[index];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : wrongTable('a number');
}

/** The list at `index`. */
export function listAt(args: readonly Argument[], index: number): readonly JmesValue[] {
  const value = anyAt(args, index);
  return isList(value) ? value : wrongTable('a list');
}

/** The object at `index`. */
export function objectAt(args: readonly Argument[], index: number): JmesObject {
  const value = anyAt(args, index);
  return isObject(value) ? value : wrongTable('an object');
}

/** The expression at `index`. */
export function referenceAt(args: readonly Argument[], index: number): Reference {
  const value = args[index];
  return value instanceof Reference ? value : wrongTable('an expression');
}
