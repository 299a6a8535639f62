// Macros: what they walk, the type of their variable and what they give.
import type { CheckContext, NodeOf } from './check-context.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  optionalOf,
  parameter,
  STRING,
  TIMESTAMP,
  UINT,
  type Type,
} from '../type.ts';
import { resolveCall } from './resolve-call.ts';

/** The types `sortBy` can bring into order. */
const SORTABLE: readonly Type[] = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES];

/** The type of `list.all(x, …)` and the other macros that walk. */
export function checkWalk(node: NodeOf<'walk'>, context: CheckContext): Type {
  const range = context.types.resolve(context.check(node.range));
  const item = itemType(range, node, context);
  if (node.where !== undefined) {
    context.expectBool(node.where, context.checkWith(node.variable, item, node.where));
  }
  const body = context.checkWith(node.variable, item, node.body);
  switch (node.macro) {
    case 'map':
      return context.types.listOf(context.types.resolve(body));
    case 'filter':
      context.expectBool(node.body, body);
      return context.types.listOf(item);
    case 'sortBy':
      return sorted(range, item, body, node, context);
    case 'all':
    case 'exists':
    case 'exists_one':
      context.expectBool(node.body, body);
      return BOOL;
  }
}

function itemType(range: Type, node: NodeOf<'walk'>, context: CheckContext): Type {
  switch (range.kind) {
    case 'list':
      return range.element;
    case 'map':
      return range.key;
    case 'dyn':
      return DYN;
    case 'parameter':
      context.types.assignable(DYN, range);
      return DYN;
    default:
      return context.report(
        node.range.span,
        `expression of type '${context.print(range)}' cannot be range of a comprehension (must be list, map, or dynamic)` +
          (range.kind === 'any' ? "; 'dyn(…)' around it makes it one" : ''),
      );
  }
}

function sorted(range: Type, item: Type, key: Type, node: NodeOf<'walk'>, context: CheckContext): Type {
  if (range.kind === 'map') {
    context.report(node.range.span, `'sortBy' sorts lists, this is of type '${context.print(range)}'`);
  } else if (!SORTABLE.some((type) => context.types.assignable(key, type))) {
    const names = SORTABLE.map((type) => context.print(type)).join(', ');
    context.report(
      node.body.span,
      `'sortBy' needs a key of one of the types ${names}, this is '${context.print(key)}'`,
    );
  }
  return range.kind === 'list' ? context.types.listOf(item) : DYN;
}

/** The type of `cel.bind(name, value, body)`. */
export function checkBind(node: NodeOf<'bind'>, context: CheckContext): Type {
  return context.checkWith(node.variable, context.check(node.value), node.body);
}

const [A, B] = [parameter('A'), parameter('B')];

/** The type of `optional.optMap(x, …)` and `optional.optFlatMap(x, …)`: an optional, of a dyn too. */
export function checkOptionalMap(node: NodeOf<'optional-map'>, context: CheckContext): Type {
  const { types } = context;
  const operand = types.resolve(context.check(node.operand));
  const content = resolveCall([{ parameters: [optionalOf(A)], result: A }], [operand], types);
  if (content === undefined) {
    const name = node.flat ? 'optFlatMap' : 'optMap';
    context.report(node.operand.span, `'${name}' needs an optional, this is of type '${context.print(operand)}'`);
  }
  const body = types.resolve(context.checkWith(node.variable, content?.result ?? DYN, node.body));
  if (!node.flat) return types.optionalOf(body);
  const flat = resolveCall([{ parameters: [B, B], result: B }], [body, types.optionalOf(types.fresh())], types);
  if (flat !== undefined) return flat.result;
  return context.report(
    node.body.span,
    `'optFlatMap' needs a body that gives an optional, not '${context.print(body)}'`,
  );
}
