// When two values are equal, and which of two comes first.
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
  type CelValue,
} from './value.ts';
import { CelFailure } from './failure.ts';

/** Whether `==` holds: numbers by value whatever their type, lists and maps by content, values of different types never. */
export function equalValues(left: CelValue, right: CelValue): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (isNumber(left)) return isNumber(right) && compareNumbers(left, right) === 0;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (isList(left)) return isList(right) && equalLists(left, right);
  return !isList(right) && equalInstances(left, right);
}

function equalLists(left: readonly CelValue[], right: readonly CelValue[]): boolean {
  return left.length === right.length && left.every((item, at) => equalValues(item, right[at] ?? null));
}

function equalInstances(left: CelValue & object, right: CelValue & object): boolean {
  if (left instanceof CelMap) return right instanceof CelMap && equalMaps(left, right);
  if (left instanceof CelOptional) return right instanceof CelOptional && equalOptionals(left, right);
  if (left instanceof CelBytes) return right instanceof CelBytes && compareBytes(left.bytes, right.bytes) === 0;
  if (left instanceof CelTimestamp) return right instanceof CelTimestamp && left.nanoseconds === right.nanoseconds;
  if (left instanceof CelDuration) return right instanceof CelDuration && left.nanoseconds === right.nanoseconds;
  if (left instanceof CelTypeValue) return right instanceof CelTypeValue && left.name === right.name;
  if (left instanceof CelObject) {
    return right instanceof CelObject && left.type.name === right.type.name && left.equals(right);
  }
  return false;
}

function equalMaps(left: CelMap, right: CelMap): boolean {
  if (left.size !== right.size) return false;
  if (left.json !== undefined && left.json === right.json) return true;
  return left.keys().every((key) => {
    const [a, b] = [left.get(key), right.get(key)];
    if (a === undefined || b === undefined || a instanceof CelFailure || b instanceof CelFailure) return false;
    return equalValues(a, b);
  });
}

function equalOptionals(left: CelOptional, right: CelOptional): boolean {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return equalValues(left.value, right.value);
}

type Numeric = bigint | number | CelUint;

function isNumber(value: CelValue): value is Numeric {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;
}

/** Below 0, 0, above 0; undefined where one is no number (NaN). JavaScript compares bigint and number by value. */
function compareNumbers(left: Numeric, right: Numeric): number | undefined {
  const a = left instanceof CelUint ? left.value : left;
  const b = right instanceof CelUint ? right.value : right;
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? undefined : 0;
}

/** Below 0, 0 or above 0; `unordered` where NaN is among them; undefined where the two have no order. */
export function compareValues(left: CelValue, right: CelValue): number | 'unordered' | undefined {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) ?? 'unordered';
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof CelBytes && right instanceof CelBytes) return compareBytes(left.bytes, right.bytes);
  if (left instanceof CelTimestamp && right instanceof CelTimestamp) return sign(left.nanoseconds - right.nanoseconds);
  if (left instanceof CelDuration && right instanceof CelDuration) return sign(left.nanoseconds - right.nanoseconds);
  return undefined;
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : Number(difference > 0n);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const common = Math.min(left.length, right.length);
  for (let at = 0; at < common; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** By code points: UTF-16 puts the surrogates of large ones before U+E000 to U+FFFF. */
export function compareTexts(left: string, right: string): number {
  const common = Math.min(left.length, right.length);
  for (let at = 0; at < common; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return unitRank(a) - unitRank(b);
  }
  return left.length - right.length;
}

function unitRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
