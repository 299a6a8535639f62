// Tells macros from ordinary calls, by name, form and number of arguments. A call that is near a macro but none stays a call, which the
// checker will refuse.
import { CelFailure } from '../failure.ts';
import type { Name, Node, NodeForm, WalkMacro } from './syntax-tree.ts';

/** A call as it is written. */
export interface WrittenCall {
  readonly target: Node | undefined;
  readonly name: Name;
  readonly args: readonly Node[];
}

const WALKS: ReadonlyMap<string, WalkMacro> = new Map(
  (['all', 'exists', 'exists_one', 'filter', 'map', 'sortBy'] as const).map((name) => [name, name]),
);

/** What the macro of this call stands for, what is wrong with it, or undefined for an ordinary call. */
export function expandMacro({ target, name, args }: WrittenCall): NodeForm | CelFailure | undefined {
  if (target === undefined) return name.text === 'has' ? expandHas(args) : undefined;
  const walk = WALKS.get(name.text);
  if (walk !== undefined) return expandWalk(walk, target, args);
  if (name.text === 'bind') return expandBind(target, args);
  if (name.text === 'optMap' || name.text === 'optFlatMap') {
    return expandOptional(name.text === 'optFlatMap', target, args);
  }
  return undefined;
}

function expandHas(args: readonly Node[]): NodeForm | CelFailure | undefined {
  const [field] = args;
  if (field === undefined || args.length !== 1) return undefined;
  if (field.kind === 'select' && !field.optional) {
    return { kind: 'has', operand: field.operand, field: field.field, optional: false };
  }
  return new CelFailure('syntax', 'has() takes the selection of a field, such as has(a.b)', field.span);
}

function expandWalk(macro: WalkMacro, range: Node, args: readonly Node[]): NodeForm | CelFailure | undefined {
  const [first, second, third] = args;
  if (first === undefined || second === undefined || args.length > (macro === 'map' ? 3 : 2)) return undefined;
  const variable = simpleName(first, macro);
  if (variable instanceof CelFailure) return variable;
  if (third === undefined) return { kind: 'walk', macro, range, variable, body: second };
  return { kind: 'walk', macro, range, variable, where: second, body: third };
}

function expandBind(target: Node, args: readonly Node[]): NodeForm | CelFailure | undefined {
  const [first, value, body] = args;
  if (target.kind !== 'identifier' || target.name !== 'cel' || target.absolute) return undefined;
  if (first === undefined || value === undefined || body === undefined || args.length !== 3) return undefined;
  const variable = simpleName(first, 'cel.bind');
  return variable instanceof CelFailure ? variable : { kind: 'bind', variable, value, body };
}

function expandOptional(flat: boolean, operand: Node, args: readonly Node[]): NodeForm | CelFailure | undefined {
  const [first, body] = args;
  if (first === undefined || body === undefined || args.length !== 2) return undefined;
  const variable = simpleName(first, flat ? 'optFlatMap' : 'optMap');
  return variable instanceof CelFailure ? variable : { kind: 'optional-map', flat, operand, variable, body };
}

function simpleName(node: Node, macro: string): Name | CelFailure {
  if (node.kind === 'identifier' && !node.absolute) return { text: node.name, span: node.span };
  return new CelFailure('syntax', `the first argument of ${macro}() must be a simple name, the variable`, node.span);
}
