// Calls: which function a name means, and which of its overloads the values at hand are for.
import type { Overload } from '../overload.ts';
import { failing, type Planner, type Scope, type Step } from './plan.ts';
import { dottedName } from '../syntax/qualified-name.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { CelOptional, type CelResult, type CelValue } from '../value.ts';
import { CelFailure, type Span } from '../failure.ts';
import type { CelRun } from '../run.ts';
import { isOfType, mayShareValues, typeName } from '../runtime-type.ts';

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
  const called: Called = { name, at: node.name.span, choice: new Choice(candidates), cost: 1 + parts.length };
  const [first, second] = parts;
  return parts.length === 2 && first !== undefined && second !== undefined
    ? callOfTwo(called, first, second)
    : callOfMany(called, parts);
}

interface Called {
  readonly name: string;
  readonly at: Span;
  readonly choice: Choice;
  readonly cost: number;
}

function callOfMany({ name, at, choice, cost }: Called, parts: readonly Step[]): Step {
  return (frame) => {
    const spent = frame.run.spend(cost);
    if (spent !== undefined) return spent.at(at);
    const values: CelValue[] = [];
    for (const part of parts) {
      const value = part(frame);
      if (value instanceof CelFailure) return value;
      values.push(value);
    }
    const overload = choice.forAll(values);
    const result = overload === undefined ? noOverload(name, values) : overload.run(values, frame.run);
    return result instanceof CelFailure ? result.at(at) : result;
  };
}

/** Most calls are operators and tests of two values: they do without a list. */
function callOfTwo({ name, at, choice, cost }: Called, first: Step, second: Step): Step {
  return (frame) => {
    const spent = frame.run.spend(cost);
    if (spent !== undefined) return spent.at(at);
    const left = first(frame);
    if (left instanceof CelFailure) return left;
    const right = second(frame);
    if (right instanceof CelFailure) return right;
    const overload = choice.forTwo(left, right);
    const result = overload === undefined ? noOverload(name, [left, right]) : runTwo(overload, left, right, frame.run);
    return result instanceof CelFailure ? result.at(at) : result;
  };
}

function runTwo({ run, runPair }: Overload, left: CelValue, right: CelValue, steps: CelRun): CelResult {
  return runPair === undefined ? run([left, right], steps) : runPair(left, right, steps);
}

/** Which of some overloads a place calls: mostly the same again, so that the last one is tried first. */
class Choice {
  readonly #candidates: readonly Overload[];
  #last: Overload | undefined;

  constructor(candidates: readonly Overload[]) {
    this.#candidates = candidates;
  }

  forTwo(left: CelValue, right: CelValue): Overload | undefined {
    return this.#last !== undefined && takesTwo(this.#last, left, right) ? this.#last : this.#search([left, right]);
  }

  forAll(values: readonly CelValue[]): Overload | undefined {
    return this.#last !== undefined && takes(this.#last, values) ? this.#last : this.#search(values);
  }

  /** The first that takes the values. It is remembered only where no earlier one might want others of its values. */
  #search(values: readonly CelValue[]): Overload | undefined {
    const at = this.#candidates.findIndex((candidate) => takes(candidate, values));
    const found = this.#candidates[at];
    const earlier = this.#candidates.slice(0, Math.max(at, 0));
    if (found !== undefined && !earlier.some((other) => overlap(other, found))) this.#last = found;
    return found;
  }
}

function takes({ parameters }: Overload, values: readonly CelValue[]): boolean {
  for (let at = 0; at < parameters.length; at += 1) {
    const type = parameters[at];
    const value = values[at];
    if (type === undefined || value === undefined || !isOfType(value, type)) return false;
  }
  return true;
}

function takesTwo({ parameters }: Overload, left: CelValue, right: CelValue): boolean {
  const one = parameters[0];
  const other = parameters[1];
  return one !== undefined && other !== undefined && isOfType(left, one) && isOfType(right, other);
}

function overlap(one: Overload, other: Overload): boolean {
  return one.parameters.every((type, at) => mayShareValues(type, other.parameters[at] ?? type));
}

function noOverload(name: string, values: readonly CelValue[]): CelFailure {
  return new CelFailure('no-such-overload', `there is no ${name} for (${values.map(typeName).join(', ')})`);
}
