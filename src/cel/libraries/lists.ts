// Functions over lists: the extension library, version 3, and those of Kubernetes. The macro `sortBy` is the interpreter's, which finds the
// order here.
//
// Source  cel-go, `ext.Lists(ext.ListsVersion(3))`; Kubernetes, CEL library `lists`.
import { sumOfWeights, weightOf } from '../cost.ts';
import { compareValues, equalValues } from '../equality.ts';
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, functionOverload, intAt, listAt, methodOverload, noSuchOverload, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { typeName } from '../runtime-type.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  optionalOf,
  parameter,
  STRING,
  TIMESTAMP,
  UINT,
  type Type,
} from '../type.ts';
import { CelDuration, CelOptional, CelUint, fitsInt, fitsUint, isList, NONE } from '../value.ts';
import type { CelResult, CelValue } from '../value.ts';
import { distinctValues } from './equal-sets.ts';

type Items = readonly CelValue[];

function slice(items: Items, start: bigint, end: bigint): CelResult {
  if (start < 0n || end < 0n) return invalid('slice takes no negative positions');
  if (start > end) return invalid('slice starts behind its end');
  if (end > BigInt(items.length)) return invalid('slice ends behind the end of the list');
  return items.slice(Number(start), Number(end));
}

function flatten(items: Items, depth: bigint, run: CelRun): CelResult {
  if (depth < 0n) return invalid('the depth of flatten must not be negative');
  const out: CelValue[] = [];
  return unfold(items, depth, out, run) ?? out;
}

function unfold(items: Items, depth: bigint, out: CelValue[], run: CelRun): CelFailure | undefined {
  const refused = run.spend(items.length);
  if (refused !== undefined) return refused;
  for (const item of items) {
    if (depth === 0n || !isList(item)) out.push(item);
    else {
      const inner = unfold(item, depth - 1n, out, run);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function range(count: bigint, run: CelRun): CelResult {
  if (count <= 0n) return [];
  return run.spend(2 * Number(count)) ?? Array.from({ length: Number(count) }, (_, index) => BigInt(index));
}

function distinct(items: Items, run: CelRun): CelResult {
  const refused = run.spend(sumOfWeights(items, run));
  return refused ?? distinctValues(items, run);
}

/**
 * `items` in the order of their `keys`, one for each; those of equal keys stay as they are.
 *
 * Errors  keys of different types or of one without an order, and NaN.
 */
export function sortByKeys(items: Items, keys: Items, run: CelRun): readonly CelValue[] | CelFailure {
  const first = keys[0];
  if (first === undefined) return [];
  for (const key of keys) {
    if (typeName(key) !== typeName(first)) return invalid('list elements must have the same type to be sorted');
    const order = compareValues(key, key);
    if (order === undefined) return invalid(`values of type ${typeName(key)} have no order`);
    if (order === 'unordered') return invalid('NaN has no place in an order');
  }
  const refused = run.spend(Math.ceil(sumOfWeights(keys, run) * Math.log2(keys.length + 1)));
  if (refused !== undefined) return refused;
  const places = keys.map((key, index) => ({ key, item: items[index] ?? null }));
  return places.sort((left, right) => Number(compareValues(left.key, right.key))).map(({ item }) => item);
}

function isSorted(items: Items): CelResult {
  for (const [index, next] of items.entries()) {
    const before = items[index - 1];
    if (before === undefined) continue;
    const order = compareValues(before, next);
    if (order === undefined) return noSuchOverload('isSorted');
    if (order === 'unordered') return invalid('NaN has no place in an order');
    if (order > 0) return false;
  }
  return true;
}

function extreme(name: 'min' | 'max', items: Items): CelResult {
  let best = items[0];
  if (best === undefined) return invalid(`${name} called on an empty list`);
  if (compareValues(best, best) === undefined) return noSuchOverload(name);
  for (const item of items.slice(1)) {
    const order = compareValues(item, best);
    if (order === undefined) return noSuchOverload(name);
    if (order === 'unordered') return invalid('NaN has no place in an order');
    if (name === 'min' ? order < 0 : order > 0) best = item;
  }
  return best;
}

function sum(items: Items, zero: CelValue): CelResult {
  let total: CelValue | undefined;
  for (const item of items) {
    const next: CelResult = total === undefined ? summand(item) : plus(total, item);
    if (next instanceof CelFailure) return next;
    total = next;
  }
  return total ?? zero;
}

function summand(item: CelValue): CelResult {
  const known =
    typeof item === 'bigint' || typeof item === 'number' || item instanceof CelUint || item instanceof CelDuration;
  return known ? item : noSuchOverload('sum');
}

function plus(left: CelValue, right: CelValue): CelResult {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return fitsInt(left + right) ? left + right : invalid('the sum does not fit an int');
  }
  if (left instanceof CelUint && right instanceof CelUint) {
    const total = left.value + right.value;
    return fitsUint(total) ? new CelUint(total) : invalid('the sum does not fit a uint');
  }
  if (left instanceof CelDuration && right instanceof CelDuration) {
    const total = left.nanoseconds + right.nanoseconds;
    return fitsInt(total) ? new CelDuration(total) : invalid('the sum does not fit a duration');
  }
  return noSuchOverload('sum');
}

function optional(item: CelValue | undefined): CelOptional {
  return item === undefined ? NONE : new CelOptional(item);
}

const A = parameter('A');
const LIST = listOf(A);
const ORDERED: readonly Type[] = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES];
/** With what the sum of none is. */
const SUMMABLE: readonly (readonly [Type, CelValue])[] = [
  [INT, 0n],
  [UINT, new CelUint(0n)],
  [DOUBLE, 0],
  [DURATION, new CelDuration(0n)],
];

/** A method of lists that looks at each element at least once. */
function method(
  name: string,
  parameters: readonly Type[],
  result: Type,
  run: (items: Items, args: readonly CelValue[], state: CelRun) => CelResult,
): Overload {
  return methodOverload(name, parameters, result, (args, state) => {
    const items = listAt(args, 0);
    return state.spend(items.length) ?? run(items, args, state);
  });
}

/** The functions of lists. */
export const LISTS: readonly Overload[] = [
  method('slice', [LIST, INT, INT], LIST, (items, args) => slice(items, intAt(args, 1), intAt(args, 2))),
  method('flatten', [listOf(LIST)], LIST, (items, _, run) => flatten(items, 1n, run)),
  method('flatten', [listOf(DYN), INT], listOf(DYN), (items, args, run) => flatten(items, intAt(args, 1), run)),
  functionOverload('lists.range', [INT], listOf(INT), (args, run) => range(intAt(args, 0), run)),
  method('distinct', [LIST], LIST, (items, _, run) => distinct(items, run)),
  method('reverse', [LIST], LIST, (items) => items.toReversed()),
  methodOverload('first', [LIST], optionalOf(A), (args) => optional(listAt(args, 0)[0])),
  methodOverload('last', [LIST], optionalOf(A), (args) => optional(listAt(args, 0).at(-1))),
  method('indexOf', [LIST, A], INT, (items, args, run) => {
    const wanted = anyAt(args, 1);
    const refused = run.spend(items.length * weightOf(wanted, run));
    return refused ?? BigInt(items.findIndex((item) => equalValues(item, wanted)));
  }),
  method('lastIndexOf', [LIST, A], INT, (items, args, run) => {
    const wanted = anyAt(args, 1);
    const refused = run.spend(items.length * weightOf(wanted, run));
    return refused ?? BigInt(items.findLastIndex((item) => equalValues(item, wanted)));
  }),
  ...ORDERED.flatMap((type) => [
    method('sort', [listOf(type)], listOf(type), (items, _, run) => sortByKeys(items, items, run)),
    method('isSorted', [listOf(type)], BOOL, (items, _, run) => run.spend(sumOfWeights(items, run)) ?? isSorted(items)),
    method(
      'min',
      [listOf(type)],
      type,
      (items, _, run) => run.spend(sumOfWeights(items, run)) ?? extreme('min', items),
    ),
    method(
      'max',
      [listOf(type)],
      type,
      (items, _, run) => run.spend(sumOfWeights(items, run)) ?? extreme('max', items),
    ),
  ]),
  ...SUMMABLE.map(([type, zero]) => method('sum', [listOf(type)], type, (items) => sum(items, zero))),
];
