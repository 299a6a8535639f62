// Equality that counts the steps it takes: values may share their parts so often that comparing them never ends.
import { lengthCost } from './cost.ts';
import { equalValues } from './equality.ts';
import { CelFailure } from './failure.ts';
import type { CelRun } from './run.ts';
import { CelBytes, CelMap, CelOptional, isList, type CelValue } from './value.ts';

/**
 * Whether `==` holds, as `equalValues` says.
 *
 * Errors  the steps run out; a field of a map cannot be computed.
 */
export function equalWithin(left: CelValue, right: CelValue, run: CelRun): boolean | CelFailure {
  if (left === right) return true;
  if (typeof left === 'string') return typeof right === 'string' && equalTexts(left, right, run);
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
    return equalValues(left, right);
  }
  if (isList(left)) return isList(right) && equalLists(left, right, run);
  if (left instanceof CelMap) return right instanceof CelMap && equalMaps(left, right, run);
  if (left instanceof CelOptional && right instanceof CelOptional) return equalOptionals(left, right, run);
  if (left instanceof CelBytes) return run.spend(lengthCost(left.bytes.length)) ?? equalValues(left, right);
  return equalValues(left, right);
}

function equalTexts(left: string, right: string, run: CelRun): boolean | CelFailure {
  if (left.length !== right.length) return false;
  return run.spend(lengthCost(left.length)) ?? left === right;
}

function equalLists(left: readonly CelValue[], right: readonly CelValue[], run: CelRun): boolean | CelFailure {
  if (left.length !== right.length) return false;
  const spent = run.spend(left.length);
  if (spent !== undefined) return spent;
  for (const [at, item] of left.entries()) {
    const equal = equalWithin(item, right[at] ?? null, run);
    if (equal !== true) return equal;
  }
  return true;
}

function equalMaps(left: CelMap, right: CelMap, run: CelRun): boolean | CelFailure {
  if (left.json !== undefined && left.json === right.json) return true;
  if (left.size !== right.size) return false;
  const spent = run.spend(left.size);
  if (spent !== undefined) return spent;
  for (const key of left.keys()) {
    const [a, b] = [left.get(key), right.get(key)];
    if (a instanceof CelFailure) return a;
    if (b instanceof CelFailure) return b;
    if (a === undefined || b === undefined) return false;
    const equal = equalWithin(a, b, run);
    if (equal !== true) return equal;
  }
  return true;
}

function equalOptionals(left: CelOptional, right: CelOptional, run: CelRun): boolean | CelFailure {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return run.spend(1) ?? equalWithin(left.value, right.value, run);
}
