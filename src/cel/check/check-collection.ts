// List, map and message literals. Elements of different types are allowed and make it one of dyn.
import type { CheckContext, NodeOf } from './check-context.ts';
import { undefinedField } from './check-name.ts';
import { didYouMean } from './near-name.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { KNOWN_MESSAGES, type KnownMessage } from '../type-names.ts';
import { isDynamic } from './assign.ts';
import type { Type } from '../type.ts';

/** The type of `[…]`. */
export function checkList(node: NodeOf<'list'>, context: CheckContext): Type {
  const { types } = context;
  let joined: Type | undefined;
  for (const { value, optional } of node.elements) {
    const type = partType(value, optional, context);
    joined = joined === undefined ? type : types.join(joined, type);
  }
  return types.listOf(joined ?? types.fresh());
}

/** The type of `{…}`. */
export function checkMap(node: NodeOf<'map'>, context: CheckContext): Type {
  const { types } = context;
  let keys: Type | undefined;
  let values: Type | undefined;
  for (const { key, value, optional } of node.entries) {
    const keyType = types.resolve(context.check(key));
    keys = keys === undefined ? keyType : types.join(keys, keyType);
    const valueType = partType(value, optional, context);
    values = values === undefined ? valueType : types.join(values, valueType);
  }
  return types.mapOf(keys ?? types.fresh(), values ?? types.fresh());
}

/** The type of an element, of a value: what is in the optional after `?`. */
function partType(node: Node, optional: boolean, context: CheckContext): Type {
  const type = context.types.resolve(context.check(node));
  if (!optional) return type;
  if (type.kind === 'optional') return type.element;
  if (isDynamic(type)) return type;
  const found = context.print(type);
  return context.report(node.span, `expected type 'optional(${found})' but found '${found}'`);
}

/** The type of `name{…}`. */
export function checkMessage(node: NodeOf<'message'>, context: CheckContext): Type {
  const name = node.type.text.startsWith('.') ? node.type.text.slice(1) : node.type.text;
  const message = KNOWN_MESSAGES.get(name);
  const type = message?.type ?? context.report(node.type.span, notAMessage(name, context));
  for (const { name: field, value, optional } of node.fields) {
    const given = partType(value, optional, context);
    if (message === undefined) continue;
    const problem = fieldProblem(name, message, field.text, given, context);
    if (problem !== undefined) context.report(field.span, problem);
  }
  return type;
}

function notAMessage(name: string, context: CheckContext): string {
  if (context.local(name) !== undefined || context.environment.variables.has(name)) return `'${name}' is not a type`;
  if (context.isTypeName(name)) return `'${name}' is not a message type`;
  return `undeclared reference to '${name}'${didYouMean(name, KNOWN_MESSAGES.keys())}`;
}

function fieldProblem(
  type: string,
  message: KnownMessage,
  field: string,
  given: Type,
  context: CheckContext,
): string | undefined {
  const expected = message.fields.get(field);
  if (expected === undefined) return undefinedField(field, type, [...message.fields.keys()]);
  if (context.types.assignable(expected, given)) return undefined;
  return `expected type of field '${field}' is '${context.print(expected)}' but provided type is '${context.print(given)}'`;
}
