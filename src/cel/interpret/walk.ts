// The macros that walk a list, or a map's keys: `all`, `exists`, `exists_one`, `filter`, `map`, `sortBy`.
import { sumOfWeights } from '../cost.ts';
import { compareValues } from '../equality.ts';
import { CelFailure, invalid, type Span } from '../failure.ts';
import { asBool } from './logic.ts';
import type { Frame, Planner, Scope, Step } from './plan.ts';
import type { CelRun } from '../run.ts';
import { typeName } from '../runtime-type.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { CelMap, isList, type CelResult, type CelValue } from '../value.ts';

type Walk = Node & { readonly kind: 'walk' };

/** What is done with each element. `undefined`: go on. */
type Visit = (item: CelValue, frame: Frame) => CelResult | undefined;

/** Walks over what the range gives: what `visit` ends it with, or else undefined. */
type Walker = (frame: Frame, items: readonly CelValue[], visit: Visit) => CelResult | undefined;

/** A macro that walks, ready to run. */
export function planWalk(node: Walk, scope: Scope | undefined, planner: Planner): Step {
  const slot = planner.newSlot();
  const inner: Scope = { name: node.variable.text, slot, value: undefined, outer: scope };
  const range = planner.plan(node.range, scope);
  const macro = planMacro(node, planner.plan(node.body, inner), node.where && planner.plan(node.where, inner));
  const walker = walkerOf(slot, node.span);
  return (frame) => {
    const spent = frame.run.spend(1);
    if (spent !== undefined) return spent.at(node.span);
    const items = itemsOf(range(frame), node);
    return items instanceof CelFailure ? items : macro(frame, items, walker);
  };
}

type Macro = (frame: Frame, items: readonly CelValue[], walker: Walker) => CelResult;

function planMacro(node: Walk, body: Step, where: Step | undefined): Macro {
  switch (node.macro) {
    case 'all':
      return quantifier(node, body, false);
    case 'exists':
      return quantifier(node, body, true);
    case 'exists_one':
      return exactlyOne(node, body);
    case 'filter':
      return filter(node, body);
    case 'map':
      return where === undefined ? map(body) : filteredMap(node, body, where);
    case 'sortBy':
      return sortBy(node, body);
  }
}

function itemsOf(range: CelResult, node: Walk): readonly CelValue[] | CelFailure {
  if (range instanceof CelFailure) return range;
  if (isList(range)) return range;
  if (range instanceof CelMap && node.macro !== 'sortBy') return range.keys();
  const message = `${node.macro} needs a list${node.macro === 'sortBy' ? '' : ' or a map'}, not a value of type ${typeName(range)}`;
  return new CelFailure('no-such-overload', message, node.range.span);
}

function walkerOf(slot: number, at: Span): Walker {
  return (frame, items, visit) => {
    for (const item of items) {
      const spent = frame.run.spend(1);
      if (spent !== undefined) return spent.at(at);
      frame.locals[slot] = item;
      const end = visit(item, frame);
      if (end !== undefined) return end;
    }
    return undefined;
  };
}

/** `all` and `exists`: one decisive element decides, whatever failed before; else the first failure counts. */
function quantifier(node: Walk, body: Step, decisive: boolean): Macro {
  return (frame, items, walker) => {
    let failure: CelFailure | undefined;
    const end = walker(frame, items, () => {
      const value = asBool(body(frame), node.body, node.macro);
      if (value === decisive) return value;
      if (!(value instanceof CelFailure)) return undefined;
      if (value.final) return value;
      failure ??= value;
      return undefined;
    });
    return end ?? failure ?? !decisive;
  };
}

function exactlyOne(node: Walk, body: Step): Macro {
  return (frame, items, walker) => {
    let count = 0;
    const end = walker(frame, items, () => {
      const value = asBool(body(frame), node.body, node.macro);
      if (value instanceof CelFailure) return value;
      if (value) count += 1;
      return undefined;
    });
    return end ?? count === 1;
  };
}

function filter(node: Walk, body: Step): Macro {
  return (frame, items, walker) => {
    const kept: CelValue[] = [];
    const end = walker(frame, items, (item) => {
      const value = asBool(body(frame), node.body, node.macro);
      if (value === true) kept.push(item);
      return value instanceof CelFailure ? value : undefined;
    });
    return end ?? kept;
  };
}

function map(body: Step): Macro {
  return (frame, items, walker) => {
    const made: CelValue[] = [];
    const end = walker(frame, items, () => {
      const value = body(frame);
      if (value instanceof CelFailure) return value;
      made.push(value);
      return undefined;
    });
    return end ?? made;
  };
}

function filteredMap(node: Walk, body: Step, where: Step): Macro {
  return (frame, items, walker) => {
    const made: CelValue[] = [];
    const end = walker(frame, items, () => {
      const wanted = asBool(where(frame), node.where ?? node, node.macro);
      if (wanted instanceof CelFailure) return wanted;
      const value = wanted ? body(frame) : undefined;
      if (value instanceof CelFailure) return value;
      if (value !== undefined) made.push(value);
      return undefined;
    });
    return end ?? made;
  };
}

function sortBy(node: Walk, body: Step): Macro {
  const keysOf = map(body);
  return (frame, items, walker) => {
    const keys = keysOf(frame, items, walker);
    if (keys instanceof CelFailure) return keys;
    const sorted = isList(keys) ? sortedBy(items, keys, frame.run) : items;
    return sorted instanceof CelFailure ? sorted.at(node.span) : sorted;
  };
}

/** Stable. Keys must be of one type, one that has an order. */
function sortedBy(items: readonly CelValue[], keys: readonly CelValue[], run: CelRun): CelResult {
  const first = keys[0];
  if (first === undefined) return items;
  if (compareValues(first, first) === undefined) return invalid(`values of type ${typeName(first)} have no order`);
  const type = typeName(first);
  if (keys.some((key) => typeName(key) !== type)) return invalid('only values of one type can be sorted');
  const spent = run.spend(Math.ceil(sumOfWeights(keys, run) * Math.log2(keys.length + 1)));
  if (spent !== undefined) return spent;
  const order = [...items.keys()].sort((a, b) => ordered(keys[a] ?? null, keys[b] ?? null));
  return order.map((at) => items[at] ?? null);
}

function ordered(left: CelValue, right: CelValue): number {
  const order = compareValues(left, right);
  return typeof order === 'number' ? order : 0;
}
