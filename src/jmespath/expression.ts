// Compiles the text of an expression once, to be evaluated many times. The only way into the language.

import type { ExpressionError } from './expression-error.ts';
import { expressionError, isExpressionError } from './expression-error.ts';
import { compileNode } from './interpreter.ts';
import { parseExpression } from './parser.ts';
import type { Capabilities } from './run.ts';
import { startRun } from './run.ts';
import type { Node } from './syntax-tree.ts';
import type { JmesValue } from './value.ts';

/** A name at a place of an expression's text. */
export interface NamedPlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

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
    const calls: NamedPlace[] = [];
    const roots: NamedPlace[] = [];
    collect(tree, true, calls, roots);
    return {
      text,
      calls,
      roots,
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

/** Walks the tree; `atRoot` is whether the node applies to the input itself. */
function collect(node: Node, atRoot: boolean, calls: NamedPlace[], roots: NamedPlace[]): void {
  switch (node.type) {
    case 'current':
    case 'literal':
      return;
    case 'field':
      if (atRoot) roots.push({ name: node.name, start: node.start, end: node.end });
      return;
    case 'index':
    case 'slice':
      return collect(node.left, atRoot, calls, roots);
    case 'not':
    case 'flatten':
      return collect(node.operand, atRoot, calls, roots);
    case 'reference':
      return collect(node.operand, false, calls, roots);
    case 'or':
    case 'and':
    case 'comparison':
      collect(node.left, atRoot, calls, roots);
      return collect(node.right, atRoot, calls, roots);
    case 'subexpression':
    case 'pipe':
    case 'list-projection':
    case 'value-projection':
      collect(node.left, atRoot, calls, roots);
      return collect(
        node.right,
        atRoot && node.type !== 'list-projection' && node.left.type === 'current',
        calls,
        roots,
      );
    case 'filter':
      for (const part of [node.left, node.condition, node.right])
        collect(part, atRoot && part === node.left, calls, roots);
      return;
    case 'list':
      for (const item of node.items) collect(item, atRoot, calls, roots);
      return;
    case 'hash':
      for (const [, item] of node.entries) collect(item, atRoot, calls, roots);
      return;
    case 'call':
      calls.push({ name: node.name, start: node.start, end: node.end });
      for (const argument of node.args) collect(argument, atRoot, calls, roots);
      return;
  }
}
