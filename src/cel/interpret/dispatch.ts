// Calls: which function a name means, and which of its overloads the values at hand are for.
import { CelFailure } from '../failure.ts';
import type { Overload } from '../overload.ts';
import { failing, type Planner, type Scope, type Step } from './plan.ts';
import { dottedName } from '../syntax/qualified-name.ts';
import { isOfType, typeName } from '../runtime-type.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { CelOptional, type CelResult, type CelValue } from '../value.ts';

type Call = Node & { readonly kind: 'call' };

/**
 * A call, ready to run.
 *
 * Shape   `a.b(c)` is the function `a.b` where there is one, else a method of what `a` is.
 * Errors  no function of that name; none for arguments of these types; what an argument or the function fails with.
 */
export function planCall(node: Call, scope: Scope | undefined, planner: Planner): Step {
  const { name, target, args } = node;
  const prefix = target === undefined ? undefined : dottedName(target)?.text;
  const qualified = prefix === undefined ? name.text : `${prefix}.${name.text}`;
  const isMethod = target !== undefined && (prefix === undefined || !has(planner, qualified, 'function'));
  const [called, style] = isMethod ? ([name.text, 'method'] as const) : ([qualified, 'function'] as const);
  if (!has(planner, called, style)) {
    return failing(new CelFailure('no-such-name', `there is no ${style} ${called}`, name.span));
  }
  const parts = (isMethod ? [target, ...args] : args).map((part) => planner.plan(part, scope));
  if (style === 'method' && parts.length === 2 && (called === 'or' || called === 'orValue')) {
    return alternative(parts, called === 'orValue');
  }
  const candidates = overloadsOf(planner, called, style).filter((each) => each.parameters.length === parts.length);
  const meant = planner.meant.get(node);
  const first = meant !== undefined && candidates.includes(meant) ? [meant] : [];
  return strictCall(node, called, [...first, ...candidates], parts);
}

function overloadsOf(planner: Planner, name: string, style: Overload['style']): readonly Overload[] {
  return (planner.environment.functions.get(name) ?? []).filter((overload) => overload.style === style);
}

function has(planner: Planner, name: string, style: Overload['style']): boolean {
  return overloadsOf(planner, name, style).length > 0;
}

/** `or` and `orValue` do not look at their argument unless they need it; what is no optional counts as there. */
function alternative(parts: readonly Step[], unwrap: boolean): Step {
  const [first, second] = parts;
  if (first === undefined || second === undefined)
    throw new Error('invariant: a method with one argument has two parts');
  return (frame) => {
    const value = frame.run.spend(1) ?? first(frame);
    if (!(value instanceof CelOptional)) return value;
    if (value.value === undefined) return second(frame);
    return unwrap ? value.value : value;
  };
}

function strictCall(node: Call, name: string, candidates: readonly Overload[], parts: readonly Step[]): Step {
  const at = node.name.span;
  const cost = 1 + parts.length;
  return (frame) => {
    const spent = frame.run.spend(cost);
    if (spent !== undefined) return spent.at(at);
    const values: CelValue[] = [];
    for (const part of parts) {
      const value = part(frame);
      if (value instanceof CelFailure) return value;
      values.push(value);
    }
    const overload = chosen(candidates, values);
    const result: CelResult = overload === undefined ? noOverload(name, values) : overload.run(values, frame.run);
    return result instanceof CelFailure ? result.at(at) : result;
  };
}

function chosen(candidates: readonly Overload[], values: readonly CelValue[]): Overload | undefined {
  for (const candidate of candidates) if (takes(candidate, values)) return candidate;
  return undefined;
}

function takes({ parameters }: Overload, values: readonly CelValue[]): boolean {
  for (let at = 0; at < parameters.length; at += 1) {
    const [type, value] = [parameters[at], values[at]];
    if (type === undefined || value === undefined || !isOfType(value, type)) return false;
  }
  return true;
}

function noOverload(name: string, values: readonly CelValue[]): CelFailure {
  return new CelFailure('no-such-overload', `there is no ${name} for (${values.map(typeName).join(', ')})`);
}
