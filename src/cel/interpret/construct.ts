// List and map literals, with elements and entries that may be left out (`[?x]`, `{?k: v}`).
import { CelFailure } from '../failure.ts';
import type { Planner, Scope, Step } from './plan.ts';
import { typeName } from '../runtime-type.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { CelMap, CelOptional, type CelResult, type CelValue } from '../value.ts';

/** What it takes to make an empty list or map: as many steps as other parts of an expression do in that time. */
const STEPS_FOR_LIST = 4;
const STEPS_FOR_MAP = 10;

/** `[a, ?b]`. */
export function planList(node: Node & { readonly kind: 'list' }, scope: Scope | undefined, planner: Planner): Step {
  const parts = node.elements.map(({ value, optional }) => {
    const step = planner.plan(value, scope);
    return optional ? unwrapping(step, value) : step;
  });
  return (frame) => {
    const spent = frame.run.spend(STEPS_FOR_LIST + parts.length);
    if (spent !== undefined) return spent.at(node.span);
    const items: CelValue[] = [];
    for (const part of parts) {
      const item = part(frame);
      if (item instanceof CelFailure) return item;
      if (item !== undefined) items.push(item);
    }
    return items;
  };
}

/** `{k: v, ?k: v}`; of equal keys the last wins. */
export function planMap(node: Node & { readonly kind: 'map' }, scope: Scope | undefined, planner: Planner): Step {
  const parts = node.entries.map(({ key, value, optional }) => {
    const step = planner.plan(value, scope);
    return { key: planner.plan(key, scope), value: optional ? unwrapping(step, value) : step, at: key.span };
  });
  return (frame) => {
    const spent = frame.run.spend(STEPS_FOR_MAP + 2 * parts.length);
    if (spent !== undefined) return spent.at(node.span);
    const entries: [CelValue, CelValue][] = [];
    for (const part of parts) {
      const key = keyOf(part.key(frame));
      if (key instanceof CelFailure) return key.at(part.at);
      const value = part.value(frame);
      if (value instanceof CelFailure) return value;
      if (value !== undefined) entries.push([key, value]);
    }
    const map = CelMap.of(entries);
    return map instanceof CelFailure ? map.at(node.span) : map;
  };
}

/** A double finds keys of its value but is none. */
function keyOf(key: CelResult): CelResult {
  if (typeof key !== 'number') return key;
  return new CelFailure('no-such-overload', 'a double cannot be the key of a map');
}

/** What an optional holds, undefined where it holds nothing. */
function unwrapping(step: Step, node: Node): (...frame: Parameters<Step>) => CelResult | undefined {
  return (frame) => {
    const value = step(frame);
    if (value instanceof CelOptional) return value.value;
    if (value instanceof CelFailure) return value;
    const message = `only an optional may stand behind ?, not a value of type ${typeName(value)}`;
    return new CelFailure('no-such-overload', message, node.span);
  };
}
