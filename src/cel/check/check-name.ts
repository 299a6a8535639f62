// Names and fields: variables, names with dots, types as values, selections and has().
import { isDynamic } from './assign.ts';
import type { CheckContext, NodeOf } from './check-context.ts';
import { didYouMean } from './near-name.ts';
import { dottedName, type DottedName } from '../syntax/qualified-name.ts';
import { TYPE_NAMES } from '../type-names.ts';
import { BOOL, DYN, TYPE, type Type } from '../type.ts';

/** The type of what the name stands for; undefined where nothing declares it. */
function declared(name: DottedName, context: CheckContext): Type | undefined {
  if (!name.root.absolute) {
    const local = context.local(name.root.name);
    if (local !== undefined) return name.text === name.root.name ? local : undefined;
  }
  return context.environment.variables.get(name.text) ?? (context.isTypeName(name.text) ? TYPE : undefined);
}

/** Whether a plain name stands for something. */
export function isDeclared(node: NodeOf<'identifier'>, context: CheckContext): boolean {
  return declared({ root: node, text: node.name }, context) !== undefined;
}

/** The type of an identifier. */
export function checkIdentifier(node: NodeOf<'identifier'>, context: CheckContext): Type {
  const type = declared({ root: node, text: node.name }, context);
  const refused = node.absolute || context.local(node.name) === undefined ? refusal(node.name, context) : undefined;
  if (refused !== undefined) return context.report(node.span, refused);
  if (type !== undefined) return type;
  const names = [...context.environment.variables.keys(), ...TYPE_NAMES, ...context.localNames()];
  return context.report(node.span, `undeclared reference to '${node.name}'${didYouMean(node.name, names)}`);
}

function refusal(name: string, { environment }: CheckContext): string | undefined {
  return environment.refused?.get(name);
}

/** The type of `a.b`, `a.?b`: a name with a dot first, then a field. */
export function checkSelect(node: NodeOf<'select'>, context: CheckContext): Type {
  const name = dottedName(node);
  const type = name === undefined ? undefined : declared(name, context);
  return type ?? fieldType(node, context);
}

/** The type of `has(a.b)`. */
export function checkHas(node: NodeOf<'has'>, context: CheckContext): Type {
  fieldType(node, context);
  return BOOL;
}

function fieldType(node: NodeOf<'select' | 'has'>, context: CheckContext): Type {
  const { types } = context;
  const operand = types.resolve(context.check(node.operand));
  const target = operand.kind === 'optional' ? operand.element : operand;
  const field = typeOfField(target, node, context);
  return node.optional || operand.kind === 'optional' ? types.optionalOf(field) : field;
}

function typeOfField(target: Type, node: NodeOf<'select' | 'has'>, context: CheckContext): Type {
  const { text, span } = node.field;
  if (target.kind === 'map') return target.value;
  if (target.kind === 'message') {
    const field = target.fields.get(text);
    return field ?? context.report(span, undefinedField(text, target.name, [...target.fields.keys()]));
  }
  // A type still open has to be one that has fields.
  if (target.kind === 'parameter') context.types.assignable(DYN, target);
  else if (!isDynamic(target)) context.report(span, noFields(target, text, context));
  return DYN;
}

function noFields(target: Type, field: string, context: CheckContext): string {
  const isMethod = context.environment.functions.get(field)?.some((form) => form.style === 'method') ?? false;
  const hint = isMethod ? `; '${field}' is a function, to be called as '${field}(…)'` : '';
  return `type '${context.print(target)}' does not support field selection${hint}`;
}

/** How many fields a finding names. */
const SHOWN_FIELDS = 20;

/** The finding about a field that a message does not have. */
export function undefinedField(field: string, type: string, fields: readonly string[]): string {
  const shown = fields.slice(0, SHOWN_FIELDS).join(', ');
  const more = fields.length > SHOWN_FIELDS ? ` and ${fields.length - SHOWN_FIELDS} more` : '';
  const has = fields.length === 0 ? 'no fields' : `${shown}${more}`;
  return `undefined field '${field}'${didYouMean(field, fields)}; '${type}' has ${has}`;
}
