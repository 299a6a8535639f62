// Compiles the text of an expression once, to be evaluated many times. The only way into the language.

import type { ExpressionError } from './expression-error.ts';
import type { NamedPlace } from './names-used.ts';
import { namesUsed } from './names-used.ts';
import { expressionError, isExpressionError } from './expression-error.ts';
import { compileNode } from './interpreter.ts';
import { parseExpression } from './parser.ts';
import type { Capabilities } from './run.ts';
import { startRun } from './run.ts';
import type { JmesValue } from './value.ts';

/** A compiled expression. */
export interface Expression {
  readonly text: string;
  /** The functions it calls, in the order of the text. */
  readonly calls: readonly NamedPlace[];
  /** The keys it reads from its input itself, in the order of the text: the variables it depends on. */
  readonly roots: readonly NamedPlace[];
  /**
   * Its value for `input`.
   *
   * Errors  all but syntax; never a throw. Shape: parts of `input` are shared, not copied.
   */
  evaluate(input: JmesValue, capabilities?: Capabilities): JmesValue | ExpressionError;
}

/**
 * The compiled expression.
 *
 * Errors  syntax, limit
 * Source  JMESPath as Kyverno 1.19 speaks it.
 */
export function compileExpression(text: string): Expression | ExpressionError {
  return guarded(text, () => {
    const tree = parseExpression(text);
    if (isExpressionError(tree)) return tree;
    const evaluate = compileNode(tree, text);
    return {
      text,
      ...namesUsed(tree),
      evaluate: (input, capabilities = {}) => guarded(text, () => evaluate(input, startRun(capabilities))),
    };
  });
}

/** Depths are bounded, but not how deep the stack already is when we are called, nor how deep the caller's input. */
function guarded<T>(text: string, work: () => T | ExpressionError): T | ExpressionError {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return expressionError('limit', 'the expression or its input is too large', { start: 0, end: text.length });
  }
}
