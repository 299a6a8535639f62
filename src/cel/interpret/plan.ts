// What the parts of the interpreter share: a part of an expression made ready to run, what it runs on, and the names macros bind.
import type { CelEnvironment } from '../environment.ts';
import type { CelFailure } from '../failure.ts';
import type { CelRun } from '../run.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import type { CelMap, CelResult } from '../value.ts';
import type { Overload } from '../overload.ts';

/** What one evaluation of an expression works on. */
export interface Frame {
  readonly run: CelRun;
  readonly variables: CelMap;
  /** What macros have bound, by slot. */
  readonly locals: (CelResult | undefined)[];
}

/** A part of an expression, ready to run. */
export type Step = (frame: Frame) => CelResult;

/** The names that macros around a place bind, innermost first. */
export interface Scope {
  readonly name: string;
  /** Each binding of an expression has its own, so that a value computed late disturbs nothing. */
  readonly slot: number;
  /** Computes the value when it is first read; undefined where it is there already. */
  readonly value: Step | undefined;
  readonly outer: Scope | undefined;
}

/** Makes parts of one expression ready. */
export interface Planner {
  readonly environment: CelEnvironment;
  /** The form of the function that a call means, where the checker knows: an empty list does not tell of what. */
  readonly meant: ReadonlyMap<Node, Overload>;
  plan(node: Node, scope: Scope | undefined): Step;
  newSlot(): number;
}

/** The innermost binding of the name. */
export function bindingOf(name: string, scope: Scope | undefined): Scope | undefined {
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === name) return at;
  return undefined;
}

/** A step that fails whenever it runs. */
export function failing(failure: CelFailure): Step {
  return () => failure;
}
