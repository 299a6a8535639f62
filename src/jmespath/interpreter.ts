// Turns the tree of an expression into one closure that evaluates it: Kyverno's JMESPath, where a key that is not there is an error
// of its own. Where that error becomes null is written here, once for each kind of node. Functions are left to functions/.

import type { ExpressionError } from './expression-error.ts';
import { expressionError, isExpressionError } from './expression-error.ts';
import { callFunction } from './functions/call.ts';
import type { Argument } from './functions/definition.ts';
import { Reference } from './functions/definition.ts';
import { FUNCTIONS } from './functions/table.ts';
import type { Run } from './run.ts';
import { checkSize, takeSteps } from './run.ts';
import type { Comparison, Node } from './syntax-tree.ts';
import type { JmesValue } from './value.ts';
import { deepEqual, isList, isObject, isTruthy, objectOf, sortedKeys } from './value.ts';

type Result = JmesValue | ExpressionError;
/** An expression ready to be applied to a value. */
export type Evaluate = (value: JmesValue, run: Run) => Result;
type NodeOf<T extends Node['type']> = Extract<Node, { readonly type: T }>;

/**
 * The closure for `node`, a part of `text`.
 *
 * Source  Kyverno 1.19: an unknown key is null in operands, arguments, elements, stages of a pipe and projections, an error elsewhere.
 */
export function compileNode(node: Node, text: string): Evaluate {
  switch (node.type) {
    case 'current':
      return (value) => value;
    case 'literal':
      return () => node.value;
    case 'field':
      return field(node, node.name);
    case 'index':
      return index(node, compileNode(node.left, text));
    case 'slice':
      return slice(node, compileNode(node.left, text));
    case 'subexpression':
      return subexpression(node, text);
    case 'pipe':
      return pipe(lenient(node.left, text), lenient(node.right, text));
    case 'or':
      return or(lenient(node.left, text), lenient(node.right, text));
    case 'and':
      return and(lenient(node.left, text), compileNode(node.right, text));
    case 'not':
      return not(lenient(node.operand, text));
    case 'comparison':
      return comparison(node.sign, lenient(node.left, text), lenient(node.right, text));
    case 'flatten':
      return flatten(node, lenient(node.operand, text));
    case 'list-projection':
      return projection(node, lenient(node.left, text), lenient(node.right, text));
    case 'value-projection':
      return projection(node, objectValues(lenient(node.left, text)), lenient(node.right, text));
    case 'filter':
      return filter(node, text);
    case 'list':
      return list(node, text);
    case 'hash':
      return hash(node, text);
    case 'call':
      return call(node, text);
    case 'reference':
      return () => expressionError('argument-type', 'an expression (&) is only of use as an argument', node);
  }
}

/** As `node`, but with null for an unknown key. */
function lenient(node: Node, text: string): Evaluate {
  const evaluate = compileNode(node, text);
  return (value, run) => {
    const result = evaluate(value, run);
    return isExpressionError(result) && result.code === 'unknown-key' ? null : result;
  };
}

function field(node: Node, name: string, path?: string): Evaluate {
  const where = path === undefined ? '' : ` in ${path}`;
  const unknown = expressionError('unknown-key', `unknown key ${JSON.stringify(name)}${where}`, node);
  return (value) => {
    if (!isObject(value)) return null;
    return Object.hasOwn(value, name) ? (value[name] ?? null) : unknown;
  };
}

function subexpression(node: NodeOf<'subexpression' | 'pipe' | 'or' | 'and'>, text: string): Evaluate {
  const left = compileNode(node.left, text);
  const right =
    node.right.type === 'field'
      ? field(node.right, node.right.name, text.slice(node.start, node.right.end))
      : compileNode(node.right, text);
  return (value, run) => {
    const source = left(value, run);
    return isExpressionError(source) ? source : right(source, run);
  };
}

function index(node: NodeOf<'index'>, left: Evaluate): Evaluate {
  return (value, run) => {
    const source = left(value, run);
    if (isExpressionError(source)) return source;
    return isList(source) ? (source.at(node.index) ?? null) : null;
  };
}

function slice(node: NodeOf<'slice'>, left: Evaluate): Evaluate {
  return (value, run) => {
    const source = left(value, run);
    if (isExpressionError(source)) return source;
    if (!isList(source)) return null;
    const step = node.step ?? 1;
    if (step === 0) return expressionError('invalid-value', 'the step of a slice cannot be 0', node);
    return sliced(source, node.from, node.to, step);
  };
}

function sliced(list: readonly JmesValue[], from: number | undefined, to: number | undefined, step: number) {
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? list.length : list.length - 1;
  const bound = (at: number) => Math.min(Math.max(at < 0 ? at + list.length : at, lowest), highest);
  const start = from === undefined ? (step > 0 ? 0 : highest) : bound(from);
  const stop = to === undefined ? (step > 0 ? list.length : -1) : bound(to);
  const result: JmesValue[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) result.push(list[at] ?? null);
  return result;
}

function pipe(left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => {
    const source = left(value, run);
    return isExpressionError(source) ? source : right(source, run);
  };
}

function or(left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => {
    const first = left(value, run);
    return isExpressionError(first) || isTruthy(first) ? first : right(value, run);
  };
}

function and(left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => {
    const first = left(value, run);
    return isExpressionError(first) || !isTruthy(first) ? first : right(value, run);
  };
}

function not(operand: Evaluate): Evaluate {
  return (value, run) => {
    const result = operand(value, run);
    return isExpressionError(result) ? result : !isTruthy(result);
  };
}

function comparison(sign: Comparison, left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => {
    const first = left(value, run);
    if (isExpressionError(first)) return first;
    const second = right(value, run);
    return isExpressionError(second) ? second : compare(sign, first, second);
  };
}

/** Order is only between numbers; of anything else it is null. */
function compare(sign: Comparison, left: JmesValue, right: JmesValue): JmesValue {
  if (sign === '==') return deepEqual(left, right);
  if (sign === '!=') return !deepEqual(left, right);
  if (typeof left !== 'number' && typeof left !== 'bigint') return null;
  if (typeof right !== 'number' && typeof right !== 'bigint') return null;
  switch (sign) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function flatten(node: Node, operand: Evaluate): Evaluate {
  return (value, run) => {
    const source = operand(value, run);
    if (isExpressionError(source)) return source;
    if (!isList(source)) return null;
    const flat = source.flat();
    return takeSteps(run, flat.length, node) ?? flat;
  };
}

function objectValues(left: Evaluate): Evaluate {
  return (value, run) => {
    const source = left(value, run);
    if (isExpressionError(source)) return source;
    return isObject(source) ? sortedKeys(source).map((key) => source[key] ?? null) : null;
  };
}

/** `right` of each element; null results are left out; null when there is no list to project. */
function projection(node: Node, left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => {
    const source = left(value, run);
    if (isExpressionError(source)) return source;
    return isList(source) ? project(source, right, run, node) : null;
  };
}

function project(source: readonly JmesValue[], right: Evaluate, run: Run, node: Node): Result {
  const spent = takeSteps(run, source.length, node);
  if (spent !== undefined) return spent;
  const results: JmesValue[] = [];
  for (const item of source) {
    const result = right(item, run);
    if (isExpressionError(result)) return result;
    if (result !== null) results.push(result);
  }
  return results;
}

function filter(node: NodeOf<'filter'>, text: string): Evaluate {
  const condition = lenient(node.condition, text);
  const right = lenient(node.right, text);
  const kept: Evaluate = (item, run) => {
    const holds = condition(item, run);
    if (isExpressionError(holds)) return holds;
    return isTruthy(holds) ? right(item, run) : null;
  };
  return projection(node, lenient(node.left, text), kept);
}

function list(node: NodeOf<'list'>, text: string): Evaluate {
  const items = node.items.map((item) => lenient(item, text));
  return (value, run) => {
    const results: JmesValue[] = [];
    for (const item of items) {
      const result = item(value, run);
      if (isExpressionError(result)) return result;
      results.push(result);
    }
    return checkSize(run, results, node) ?? results;
  };
}

function hash(node: NodeOf<'hash'>, text: string): Evaluate {
  const entries = node.entries.map(([key, item]) => [key, lenient(item, text)] as const);
  return (value, run) => {
    const results: [string, JmesValue][] = [];
    for (const [key, item] of entries) {
      const result = item(value, run);
      if (isExpressionError(result)) return result;
      results.push([key, result]);
    }
    const made = objectOf(results);
    return checkSize(run, made, node) ?? made;
  };
}

function call(node: NodeOf<'call'>, text: string): Evaluate {
  const definition = FUNCTIONS.get(node.name);
  if (definition === undefined) {
    const unknown = expressionError('unknown-function', `unknown function ${node.name}`, node);
    return () => unknown;
  }
  const args = node.args.map((argument) => argumentOf(argument, text));
  const source = text.slice(node.start, node.end);
  return (value, run) => {
    const values: Argument[] = [];
    for (const argument of args) {
      const result = argument(value, run);
      if (isExpressionError(result)) return result;
      values.push(result);
    }
    return takeSteps(run, 1, node) ?? callFunction(definition, values, { run, span: node, text: source });
  };
}

function argumentOf(node: Node, text: string): (value: JmesValue, run: Run) => Argument | ExpressionError {
  if (node.type !== 'reference') return lenient(node, text);
  const evaluate = compileNode(node.operand, text);
  return (_value, run) => new Reference((item) => evaluate(item, run));
}
