// Trees of expressions written by hand, so that running them is tested apart from reading them.
import type { Span } from '../../src/cel/failure.ts';
import type { Name, Node, WalkMacro } from '../../src/cel/syntax/syntax-tree.ts';
import type { CelValue } from '../../src/cel/value.ts';

export const HERE: Span = { start: 3, end: 7 };

export function name(text: string): Name {
  return { text, span: HERE };
}

export function lit(value: CelValue): Node {
  return { kind: 'literal', value, span: HERE };
}

export function id(text: string): Node {
  return { kind: 'identifier', name: text, absolute: false, span: HERE };
}

export function call(text: string, ...args: readonly Node[]): Node {
  return { kind: 'call', name: name(text), args, span: HERE };
}

export function method(target: Node, text: string, ...args: readonly Node[]): Node {
  return { kind: 'call', name: name(text), target, args, span: HERE };
}

export function field(operand: Node, text: string, optional = false): Node {
  return { kind: 'select', operand, field: name(text), optional, span: HERE };
}

export function has(operand: Node, text: string): Node {
  return { kind: 'has', operand, field: name(text), optional: false, span: HERE };
}

export function at(operand: Node, index: Node, optional = false): Node {
  return { kind: 'index', operand, index, optional, span: HERE };
}

export function list(...values: readonly Node[]): Node {
  return { kind: 'list', elements: values.map((value) => ({ value, optional: false })), span: HERE };
}

export function logic(left: Node, kind: 'and' | 'or', right: Node): Node {
  return { kind, left, right, span: HERE };
}

export function walk(range: Node, macro: WalkMacro, variable: string, body: Node): Node {
  return { kind: 'walk', macro, range, variable: name(variable), body, span: HERE };
}

export function bind(variable: string, value: Node, body: Node): Node {
  return { kind: 'bind', variable: name(variable), value, body, span: HERE };
}
