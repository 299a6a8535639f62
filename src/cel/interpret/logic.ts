// `&&`, `||` and `?:`: the forms that do not need all of their parts. A failure on one side of `&&` and `||` gives way to a decision on the other.
import { CelFailure } from '../failure.ts';
import type { Planner, Scope, Step } from './plan.ts';
import { typeName } from '../runtime-type.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import type { CelResult } from '../value.ts';

/** A bool, or the failure that something else stands where one must. */
export function asBool(value: CelResult, node: Node, name: string): boolean | CelFailure {
  if (typeof value === 'boolean' || value instanceof CelFailure) return value;
  return new CelFailure('no-such-overload', `${name} needs a bool, not a value of type ${typeName(value)}`, node.span);
}

/** `left && right`, `left || right`. */
export function planLogic(
  node: Node & { readonly kind: 'and' | 'or' },
  scope: Scope | undefined,
  planner: Planner,
): Step {
  const decisive = node.kind === 'or';
  const name = decisive ? '||' : '&&';
  const left = planner.plan(node.left, scope);
  const right = planner.plan(node.right, scope);
  return (frame) => {
    const spent = frame.run.spend(1);
    if (spent !== undefined) return spent.at(node.span);
    const first = asBool(left(frame), node.left, name);
    if (first === decisive || (first instanceof CelFailure && first.final)) return first;
    const second = asBool(right(frame), node.right, name);
    if (second === decisive || (second instanceof CelFailure && second.final)) return second;
    return first instanceof CelFailure ? first : second;
  };
}

/** `condition ? yes : no`. */
export function planConditional(
  node: Node & { readonly kind: 'conditional' },
  scope: Scope | undefined,
  planner: Planner,
): Step {
  const condition = planner.plan(node.condition, scope);
  const yes = planner.plan(node.yes, scope);
  const no = planner.plan(node.no, scope);
  return (frame) => {
    const spent = frame.run.spend(1);
    if (spent !== undefined) return spent.at(node.span);
    const decision = asBool(condition(frame), node.condition, '?:');
    if (decision instanceof CelFailure) return decision;
    return decision ? yes(frame) : no(frame);
  };
}
