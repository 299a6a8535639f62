// One evaluation of an expression: what it may ask for and how much it may do. What is asked is left to the functions.

import type { ExpressionError, Span } from './expression-error.ts';
import { expressionError } from './expression-error.ts';
import type { JmesValue } from './value.ts';
import { isList } from './value.ts';

/** The bounds of one evaluation. */
export interface Limits {
  /** How large a value made by an expression may be: characters of texts plus one for each value. */
  readonly outputSize: number;
  /** How many values an evaluation may touch. */
  readonly steps: number;
  /** How deep values may be nested. */
  readonly valueDepth: number;
}

/** The bounds where the caller sets none: 2 MiB is what the engine allows for a whole context. */
export const DEFAULT_LIMITS: Limits = { outputSize: 2 * 1024 * 1024, steps: 20_000_000, valueDepth: 200 };

/** What an expression may look at besides its input; what is missing makes the functions that need it fail. */
export interface Capabilities {
  /** The instant `time_now` gives, RFC 3339. */
  readonly now?: string;
  /** What `random` is derived from, besides its own expression. */
  readonly seed?: string;
  /** What `parse_yaml` reads text with: the first document as JSON, or what is wrong with it. */
  readonly parseYaml?: (
    text: string,
  ) => { readonly value: JmesValue } | { readonly problem: string | { readonly message: string } };
  readonly limits?: Partial<Limits>;
}

/** An evaluation under way; `steps` counts down. */
export interface Run {
  readonly capabilities: Capabilities;
  readonly limits: Limits;
  steps: number;
}

/** A fresh evaluation. */
export function startRun(capabilities: Capabilities): Run {
  const limits = { ...DEFAULT_LIMITS, ...capabilities.limits };
  return { capabilities, limits, steps: limits.steps };
}

/** Takes `count` steps; an error when there are not that many left. */
export function takeSteps(run: Run, count: number, span: Span): ExpressionError | undefined {
  run.steps -= count;
  if (run.steps >= 0) return undefined;
  return expressionError('limit', `the evaluation takes more than ${run.limits.steps} steps`, span);
}

/** An error when a text of this length is more than an expression may make. */
export function checkLength(run: Run, length: number, span: Span): ExpressionError | undefined {
  return length <= run.limits.outputSize ? takeSteps(run, length >> 6, span) : tooLarge(run, span);
}

/** An error when `value` is larger or deeper than an expression may make; costs at most the size limit. */
export function checkSize(run: Run, value: JmesValue, span: Span): ExpressionError | undefined {
  const budget = { left: run.limits.outputSize };
  const fits = measure(value, budget, run.limits.valueDepth);
  const spent = takeSteps(run, (run.limits.outputSize - Math.max(budget.left, 0)) >> 2, span);
  if (spent !== undefined) return spent;
  if (fits) return undefined;
  if (budget.left < 0) return tooLarge(run, span);
  return expressionError('limit', `the value is nested deeper than ${run.limits.valueDepth} levels`, span);
}

function tooLarge(run: Run, span: Span): ExpressionError {
  return expressionError('limit', `the value is larger than ${run.limits.outputSize}`, span);
}

/** Subtracts the size of `value`; false when it does not fit. Shared parts count as often as they occur. */
function measure(value: JmesValue, budget: { left: number }, depth: number): boolean {
  budget.left -= typeof value === 'string' ? value.length + 1 : 1;
  if (budget.left < 0) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (isList(value)) return value.every((item) => measure(item, budget, depth - 1));
  for (const key of Object.keys(value)) {
    budget.left -= key.length;
    if (!measure(value[key] ?? null, budget, depth - 1)) return false;
  }
  return true;
}
