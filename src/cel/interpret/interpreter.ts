// Runs expressions: a tree becomes closures once, which then work on the variables of each evaluation. It takes unchecked trees as well:
// whatever does not exist or does not fit fails where it is evaluated. What functions do is left to libraries/.
import { element, elementOptional, hasField, select, selectOptional } from './access.ts';
import { planList, planMap } from './construct.ts';
import { planCall } from './dispatch.ts';
import type { CelEnvironment } from '../environment.ts';
import { CelFailure } from '../failure.ts';
import { planConditional, planLogic } from './logic.ts';
import { planMessage } from './message.ts';
import type { Overload } from '../overload.ts';
import { bindingOf, type Frame, type Planner, type Scope, type Step } from './plan.ts';
import { dottedName } from '../syntax/qualified-name.ts';
import type { CelRun } from '../run.ts';
import { typeName } from '../runtime-type.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { typeNamed } from '../type-names.ts';
import { CelMap, CelOptional, NONE, type CelResult } from '../value.ts';
import { planWalk } from './walk.ts';

/** An expression, ready to run as often as wanted; `variables` may be computed where they are read, and fail. */
export type Evaluator = (run: CelRun, variables: CelMap) => CelResult;

/** The expression, ready to run; `meant` is what the checker knows of its calls. Failures of the evaluation have a span. */
export function planEvaluation(
  node: Node,
  environment: CelEnvironment,
  meant: ReadonlyMap<Node, Overload> = new Map(),
): Evaluator {
  let slots = 0;
  const planner: Planner = {
    environment,
    meant,
    plan: (part, scope) => planNode(part, scope, planner),
    newSlot: () => (slots += 1),
  };
  const step = planner.plan(node, undefined);
  const locals = (): Frame['locals'] => (slots === 0 ? [] : new Array<undefined>(slots + 1).fill(undefined));
  return (run, variables) => {
    const frame: Frame = { run, variables, locals: locals() };
    const spent = run.spend(1);
    return spent === undefined ? step(frame) : spent.at(node.span);
  };
}

function planNode(node: Node, scope: Scope | undefined, planner: Planner): Step {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'identifier':
      return planIdentifier(node, scope, planner);
    case 'select':
      return planSelect(node, scope, planner);
    case 'has':
      return planHas(node, scope, planner);
    case 'index':
      return planIndex(node, scope, planner);
    case 'call':
      return planCall(node, scope, planner);
    case 'and':
    case 'or':
      return planLogic({ ...node, kind: node.kind }, scope, planner);
    case 'conditional':
      return planConditional(node, scope, planner);
    case 'list':
      return planList(node, scope, planner);
    case 'map':
      return planMap(node, scope, planner);
    case 'message':
      return planMessage(node, scope, planner);
    case 'walk':
      return planWalk(node, scope, planner);
    case 'bind':
      return planBind(node, scope, planner);
    case 'optional-map':
      return planOptionalMap(node, scope, planner);
  }
}

type Identifier = Node & { readonly kind: 'identifier' };

function planIdentifier(node: Identifier, scope: Scope | undefined, planner: Planner): Step {
  const binding = node.absolute ? undefined : bindingOf(node.name, scope);
  return binding === undefined ? planVariable(node.name, node, planner) : planBound(binding);
}

function planBound({ slot, value }: Scope): Step {
  if (value === undefined) return ({ locals }) => locals[slot] ?? null;
  return (frame) => {
    const known = frame.locals[slot];
    return known === undefined ? (frame.locals[slot] = value(frame)) : known;
  };
}

function planVariable(name: string, node: Node, planner: Planner): Step {
  const otherwise =
    typeNamed(name, planner.environment) ?? new CelFailure('no-such-name', `there is no ${name}`, node.span);
  return ({ variables }) => {
    const value = variables.get(name);
    if (value === undefined) return otherwise;
    return value instanceof CelFailure ? value.at(node.span) : value;
  };
}

/** A chain of names is a name of its own where it starts with no variable and there is something of that name. */
function wholeName(node: Node, scope: Scope | undefined, { environment }: Planner): string | undefined {
  const name = dottedName(node);
  if (name === undefined || bindingOf(name.root.name, scope) !== undefined) return undefined;
  const { root, text } = name;
  if (environment.variables.has(text)) return text;
  return environment.variables.has(root.name) || typeNamed(text, environment) === undefined ? undefined : text;
}

function planSelect(node: Node & { readonly kind: 'select' }, scope: Scope | undefined, planner: Planner): Step {
  const whole = wholeName(node, scope, planner);
  if (whole !== undefined) return planVariable(whole, node, planner);
  const operand = planner.plan(node.operand, scope);
  const get = node.optional ? selectOptional : select;
  const { text, span } = node.field;
  return (frame) => {
    const value = frame.run.spend(1) ?? operand(frame);
    if (value instanceof CelFailure) return value.at(span);
    const result = get(value, text);
    return result instanceof CelFailure ? result.at(span) : result;
  };
}

function planHas(node: Node & { readonly kind: 'has' }, scope: Scope | undefined, planner: Planner): Step {
  const operand = planner.plan(node.operand, scope);
  const { text, span } = node.field;
  return (frame) => {
    const value = frame.run.spend(1) ?? operand(frame);
    if (value instanceof CelFailure) return value.at(span);
    const result = hasField(value, text);
    return result instanceof CelFailure ? result.at(span) : result;
  };
}

function planIndex(node: Node & { readonly kind: 'index' }, scope: Scope | undefined, planner: Planner): Step {
  const operand = planner.plan(node.operand, scope);
  const index = planner.plan(node.index, scope);
  const written = node.index.kind === 'literal';
  const at = node.index.span;
  return (frame) => {
    const value = frame.run.spend(2) ?? operand(frame);
    if (value instanceof CelFailure) return value.at(at);
    const key = index(frame);
    if (key instanceof CelFailure) return key;
    const result = node.optional ? elementOptional(value, key) : element(value, key, written);
    return result instanceof CelFailure ? result.at(at) : result;
  };
}

/** The value is computed where the body first reads it, once: an unused one that would fail does no harm. */
function planBind(node: Node & { readonly kind: 'bind' }, scope: Scope | undefined, planner: Planner): Step {
  const slot = planner.newSlot();
  const value = planner.plan(node.value, scope);
  const body = planner.plan(node.body, { name: node.variable.text, slot, value, outer: scope });
  return (frame) => {
    const spent = frame.run.spend(1);
    if (spent !== undefined) return spent.at(node.span);
    frame.locals[slot] = undefined;
    return body(frame);
  };
}

function planOptionalMap(
  node: Node & { readonly kind: 'optional-map' },
  scope: Scope | undefined,
  planner: Planner,
): Step {
  const slot = planner.newSlot();
  const operand = planner.plan(node.operand, scope);
  const body = planner.plan(node.body, { name: node.variable.text, slot, value: undefined, outer: scope });
  const name = node.flat ? 'optFlatMap' : 'optMap';
  return (frame) => {
    const value = frame.run.spend(1) ?? operand(frame);
    if (value instanceof CelFailure) return value.at(node.span);
    if (!(value instanceof CelOptional)) {
      return new CelFailure('no-such-overload', `there is no ${name} for (${typeName(value)})`, node.span);
    }
    if (value.value === undefined) return NONE;
    frame.locals[slot] = value.value;
    const result = body(frame);
    return node.flat || result instanceof CelFailure ? result : new CelOptional(result);
  };
}
