// Calls: which function is meant, which of its forms take the arguments, and what the call then gives. Operators and indexing too.
import type { CheckContext, NodeOf } from './check-context.ts';
import { isDeclared } from './check-name.ts';
import { literalValue } from './literal-values.ts';
import { didYouMean } from './near-name.ts';
import type { Overload } from '../overload.ts';
import { dottedName } from '../syntax/qualified-name.ts';
import { isOperator, noMatchingOverload, resolveCall, type Signature } from './resolve-call.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { BOOL, DYN, INT, listOf, mapOf, optionalOf, parameter, type Type } from '../type.ts';

type Call = NodeOf<'call'>;

/** The type of a call. A name with dots is tried before the target as a value: `math.greatest(…)` needs no variable `math`. */
export function checkCall(node: Call, context: CheckContext): Type {
  const { functions } = context.environment;
  const { target, name } = node;
  if (target === undefined) {
    return functions.has(name.text)
      ? applied(node, name.text, undefined, context)
      : undeclared(node, name.text, context);
  }
  const prefix = dottedName(target);
  const dotted = prefix === undefined ? undefined : `${prefix.text}.${name.text}`;
  if (dotted !== undefined && functions.has(dotted)) return applied(node, dotted, undefined, context);
  if (prefix !== undefined && !isDeclared(prefix.root, context) && isPrefix(prefix.text, context)) {
    return undeclared(node, `${prefix.text}.${name.text}`, context);
  }
  return methodCall(node, target, context);
}

function methodCall(node: Call, target: Node, context: CheckContext): Type {
  const before = context.problems.length;
  const type = context.check(target);
  if (context.environment.functions.has(node.name.text))
    return applied(node, node.name.text, { type, node: target }, context);
  // What is wrong with the target may well be why there is no such method.
  return context.problems.length > before ? DYN : undeclared(node, node.name.text, context);
}

/** Whether there are functions of this prefix. */
function isPrefix(prefix: string, context: CheckContext): boolean {
  for (const name of context.environment.functions.keys()) if (name.startsWith(`${prefix}.`)) return true;
  return false;
}

/** The macros that are called on something: with other arguments than a macro has, they are calls of functions that do not exist. */
const MACROS = ['all', 'exists', 'exists_one', 'filter', 'map', 'sortBy', 'optMap', 'optFlatMap'];

function undeclared(node: Call, name: string, context: CheckContext): Type {
  const span = name === node.name.text ? node.name.span : { start: node.span.start, end: node.name.span.end };
  context.report(span, `undeclared reference to '${name}'${hint(node, name, context)}`);
  // Arguments that nothing declares are meant as variables of what somebody took for a macro.
  const likeMacro = node.args.some((arg) => arg.kind === 'identifier' && !isDeclared(arg, context));
  if (!likeMacro) for (const arg of node.args) context.check(arg);
  return DYN;
}

/** Looking for what was meant costs more than finding out that something is wrong; who has that many findings needs no more. */
const MAX_HINTS = 100;

function hint(node: Call, name: string, context: CheckContext): string {
  if (context.problems.length > MAX_HINTS) return '';
  const macros = node.target === undefined ? [] : MACROS;
  if (macros.includes(name)) return `; the macro '${name}' takes the name of a variable and an expression`;
  const functions = [...context.environment.functions.keys()].filter((known) => !isOperator(known));
  return didYouMean(name, [...functions, ...macros]);
}

interface Receiver {
  readonly type: Type;
  readonly node: Node;
}

function applied(node: Call, name: string, receiver: Receiver | undefined, context: CheckContext): Type {
  const { types, environment } = context;
  const given: Type[] = receiver === undefined ? [] : [receiver.type];
  for (const arg of node.args) given.push(context.check(arg));
  const args = given.map((type) => types.resolve(type));
  const style = receiver === undefined ? 'function' : 'method';
  const forms = environment.functions.get(name) ?? [];
  const resolution = resolveCall(
    forms.filter((form) => form.style === style),
    args,
    types,
  );
  if (resolution === undefined) {
    const settled = args.map((type) => types.settle(type));
    return context.report(node.name.span, noMatchingOverload(name, style, settled, forms));
  }
  const nodes = receiver === undefined ? node.args : [receiver.node, ...node.args];
  reportLiterals(node, resolution.matching, nodes, context);
  const [only, ...others] = resolution.matching;
  if (only !== undefined && others.length === 0) context.meant.set(node, only);
  return resolution.result;
}

function reportLiterals(node: Call, forms: readonly Overload[], args: readonly Node[], context: CheckContext): void {
  const particular = forms.filter((form) => form.checkLiterals !== undefined);
  if (particular.length === 0 || !context.mayCheckLiterals()) return;
  const values = args.map(literalValue);
  const texts = particular.map((form) => form.checkLiterals?.(values)).filter((text) => text !== undefined);
  for (const text of new Set(texts)) context.report(node.name.span, text);
}

const [A, B] = [parameter('A'), parameter('B')];

/** The forms of `a[b]`: within an optional, the result is one. */
const INDEX: readonly Signature[] = [
  { parameters: [listOf(A), INT], result: A },
  { parameters: [mapOf(A, B), A], result: B },
  { parameters: [optionalOf(listOf(A)), INT], result: optionalOf(A) },
  { parameters: [optionalOf(mapOf(A, B)), A], result: optionalOf(B) },
];

/** The forms of `a[?b]`. */
const OPTIONAL_INDEX: readonly Signature[] = INDEX.map(({ parameters, result }) => ({
  parameters,
  result: result.kind === 'optional' ? result : optionalOf(result),
}));

/** The type of `a[b]` and `a[?b]`. */
export function checkIndex(node: NodeOf<'index'>, context: CheckContext): Type {
  const { types } = context;
  const operand = types.resolve(context.check(node.operand));
  const index = types.resolve(context.check(node.index));
  const resolution = resolveCall(node.optional ? OPTIONAL_INDEX : INDEX, [operand, index], types);
  if (resolution !== undefined) return resolution.result;
  return context.report(
    node.index.span,
    `found no matching overload for '[${node.optional ? '?' : ''}]' applied to '(${context.print(operand)}, ${context.print(index)})'; ` +
      'there is list(A)[int], map(A, B)[A] and the same within an optional',
  );
}

/** The type of `a ? b : c`: that of both. */
export function checkConditional(node: NodeOf<'conditional'>, context: CheckContext): Type {
  const { types } = context;
  context.expectBool(node.condition, context.check(node.condition));
  const yes = types.resolve(context.check(node.yes));
  const no = types.resolve(context.check(node.no));
  const resolution = resolveCall([{ parameters: [A, A], result: A }], [yes, no], types);
  if (resolution !== undefined) return resolution.result;
  const message = `the results of '? :' need one type, these are '${context.print(yes)}' and '${context.print(no)}'`;
  return context.report({ start: node.yes.span.start, end: node.no.span.end }, message);
}

/** The type of `a && b` and `a || b`. */
export function checkLogic(node: NodeOf<'and' | 'or'>, context: CheckContext): Type {
  context.expectBool(node.left, context.check(node.left));
  context.expectBool(node.right, context.check(node.right));
  return BOOL;
}
