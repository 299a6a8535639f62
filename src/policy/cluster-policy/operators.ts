// The operators of preconditions, on a key and a value after substitution. Substituting, `any` and `all`, and what an error means
// for a rule are left to the callers.

import type { Quantity, Version } from '../../values/index.ts';
import {
  compareQuantities,
  compareVersions,
  durationFromSeconds,
  matchesWildcard,
  parseDuration,
  parseFloatText,
  parseQuantity,
  parseVersion,
  printPlainNumber,
} from '../../values/index.ts';

/** A JSON value, as conditions compare them; whole numbers beyond 2^53 are bigint. */
export type OperandValue =
  null | boolean | number | bigint | string | readonly OperandValue[] | { readonly [key: string]: OperandValue };

/** The operators the schema of a policy admits, in its order. */
export const KNOWN_OPERATORS = [
  'Equals',
  'NotEquals',
  'In',
  'AnyIn',
  'AllIn',
  'NotIn',
  'AnyNotIn',
  'AllNotIn',
  'GreaterThanOrEquals',
  'GreaterThan',
  'LessThanOrEquals',
  'LessThan',
  'DurationGreaterThanOrEquals',
  'DurationGreaterThan',
  'DurationLessThanOrEquals',
  'DurationLessThan',
] as const;

type Outcome = boolean | { readonly error: string };
type Operator = (key: OperandValue, value: OperandValue) => Outcome;
type Order = -1 | 0 | 1;

/** By lower-case name: names are read without regard to case. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['equal', equals],
  ['equals', equals],
  ['notequal', notEquals],
  ['notequals', notEquals],
  ['in', (key, value) => isIn(key, value, false)],
  ['notin', (key, value) => isIn(key, value, true)],
  ['anyin', (key, value) => anyAllIn(key, value, 'any', false)],
  ['allin', (key, value) => anyAllIn(key, value, 'all', false)],
  ['anynotin', (key, value) => anyAllIn(key, value, 'any', true)],
  ['allnotin', (key, value) => anyAllIn(key, value, 'all', true)],
]);

/** The order operators, which compare their exact spelling. */
const ORDERS: ReadonlyMap<string, (order: Order) => boolean> = new Map<string, (order: Order) => boolean>([
  ['GreaterThan', (order) => order > 0],
  ['GreaterThanOrEquals', (order) => order >= 0],
  ['LessThan', (order) => order < 0],
  ['LessThanOrEquals', (order) => order <= 0],
]);
const LOWER_ORDERS: ReadonlySet<string> = new Set([...ORDERS.keys()].map((name) => name.toLowerCase()));

/**
 * Whether the condition holds.
 *
 * Errors  an operator there is not, and lists the old In family cannot read.
 * Source  Kyverno 1.19, preconditions. Numbers are compared as numbers, not by the texts the engine makes of them.
 */
export function evaluateOperator(operator: string, key: OperandValue, value: OperandValue): Outcome {
  const lower = operator.toLowerCase();
  const plain = OPERATORS.get(lower);
  if (plain !== undefined) return plain(key, value);
  const isDuration = lower.startsWith('duration');
  if (!LOWER_ORDERS.has(isDuration ? lower.slice('duration'.length) : lower))
    return { error: `unknown operator ${operator}` };
  const holds = ORDERS.get(
    isDuration && operator.startsWith('Duration') ? operator.slice('Duration'.length) : operator,
  );
  if (holds === undefined) return false;
  const order = isDuration ? durationOrder(key, value) : orderOf(key, value);
  return order !== undefined && holds(order);
}

// Equals

function equals(key: OperandValue, value: OperandValue): boolean {
  if (key === null) return false;
  if (typeof key === 'string') return textEquals(key, value);
  if (isNumber(key)) return isNumber(value) ? key == value : typeof value === 'string' && numberOrder(key, value) === 0;
  return same(key, value);
}

function notEquals(key: OperandValue, value: OperandValue): boolean {
  return key !== null && !equals(key, value);
}

function textEquals(key: string, value: OperandValue): boolean {
  const durations = durationPair(key, value);
  if (durations !== undefined) return durations[0] === durations[1];
  if (typeof value !== 'string') return false;
  const quantity = parseQuantity(key);
  if (quantity === undefined) return matchesWildcard(value, key);
  const other = parseQuantity(value);
  return other !== undefined && compareQuantities(quantity, other) === 0;
}

function isNumber(value: OperandValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isList(value: OperandValue): value is readonly OperandValue[] {
  return Array.isArray(value);
}

function same(left: OperandValue, right: OperandValue): boolean {
  if (isNumber(left) && isNumber(right)) return left == right;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  if (isList(left)) {
    return isList(right) && left.length === right.length && left.every((item, at) => same(item, right[at] ?? null));
  }
  if (isList(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((name) => Object.hasOwn(right, name) && same(left[name] ?? null, right[name] ?? null))
  );
}

// Durations and order

/** Both as durations, when one is a duration text (`0` is none) and the other one too or a number of seconds. */
function durationPair(key: OperandValue, value: OperandValue): readonly [bigint, bigint] | undefined {
  if (!isDurationText(key) && !isDurationText(value)) return undefined;
  const left = durationOf(key);
  const right = durationOf(value);
  return left === undefined || right === undefined ? undefined : [left, right];
}

function isDurationText(value: OperandValue): boolean {
  return typeof value === 'string' && value !== '0' && parseDuration(value) !== undefined;
}

/** `0` counts only where it is asked for: see `durationOrder`. */
function durationOf(value: OperandValue): bigint | undefined {
  if (isNumber(value)) return durationFromSeconds(Math.trunc(Number(value)));
  return typeof value === 'string' && value !== '0' ? parseDuration(value) : undefined;
}

function durationOrder(key: OperandValue, value: OperandValue): Order | undefined {
  const left = key === '0' ? 0n : durationOf(key);
  const right = value === '0' ? 0n : durationOf(value);
  return left === undefined || right === undefined ? undefined : rank(left, right);
}

function rank(left: number | bigint, right: number | bigint): Order | undefined {
  return left < right ? -1 : left > right ? 1 : left == right ? 0 : undefined;
}

function orderOf(key: OperandValue, value: OperandValue): Order | undefined {
  if (!isNumber(key) && typeof key !== 'string') return undefined;
  const durations = durationPair(key, value);
  if (durations !== undefined) return rank(durations[0], durations[1]);
  return isNumber(key) ? numberOrder(key, value) : textOrder(key, value);
}

function numberOrder(key: number | bigint, value: OperandValue): Order | undefined {
  if (isNumber(value)) return rank(key, value);
  const number = typeof value === 'string' ? parseFloatText(value) : undefined;
  return number === undefined ? undefined : rank(key, number);
}

function textOrder(key: string, value: OperandValue): Order | undefined {
  const quantities = both<Quantity>(key, value, parseQuantity);
  if (quantities !== undefined) return compareQuantities(...quantities);
  const number = parseFloatText(key);
  if (number !== undefined) return orderOf(number, value);
  const versions = both<Version>(key, value, parseVersion);
  return versions === undefined ? undefined : compareVersions(...versions);
}

function both<T extends object>(
  key: string,
  value: OperandValue,
  parse: (text: string) => T | undefined,
): readonly [T, T] | undefined {
  const left = parse(key);
  const right = typeof value === 'string' ? parse(value) : undefined;
  return left === undefined || right === undefined ? undefined : [left, right];
}

// The In family

const RANGE = /^([-|+]?\d+(?:\.\d+)?[A-Za-z]*)-([-|+]?\d+(?:\.\d+)?[A-Za-z]*)$/;

/** Whether a text lies between two ends, both included; undefined when `text` is no range. */
function parseRange(text: string): ((value: string) => boolean) | undefined {
  const match = RANGE.exec(text);
  if (match === null) return undefined;
  const [, low = '', high = ''] = match;
  const outside = [betweenOrder(low, low), betweenOrder(high, high)].includes(undefined);
  if (outside) return undefined;
  return (value) => (betweenOrder(value, low) ?? -1) >= 0 && (betweenOrder(value, high) ?? 1) <= 0;
}

function betweenOrder(value: string, end: string): Order | undefined {
  const left = parseDuration(value);
  const right = parseDuration(end);
  if (left !== undefined && right !== undefined) return rank(left, right);
  const quantities = both<Quantity>(value, end, parseQuantity);
  return quantities === undefined ? undefined : compareQuantities(...quantities);
}

function eitherWay(left: string, right: string): boolean {
  return matchesWildcard(left, right) || matchesWildcard(right, left);
}

/** A value as the In family reads it. */
function textOf(value: OperandValue): string {
  if (typeof value === 'string') return value;
  if (isNumber(value)) return printPlainNumber(value);
  return value === null ? '<nil>' : typeof value === 'object' ? JSON.stringify(value, bigintAsText) : String(value);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** The list of strings in a JSON text; the text alone when it is no JSON; undefined for JSON of another kind. */
function textsIn(text: string): readonly string[] | undefined {
  const value = jsonOf(text);
  if (value === undefined) return [text];
  if (!isList(value)) return undefined;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}

function jsonOf(text: string): OperandValue | undefined {
  try {
    // JSON.parse is typed any; what it yields is JSON by definition.
    return JSON.parse(text) as OperandValue;
  } catch {
    return undefined;
  }
}

function anyAllIn(key: OperandValue, value: OperandValue, how: 'any' | 'all', negated: boolean): boolean {
  if (isList(key)) return listIn(key.map(textOf), value, how, negated);
  if (key === null || typeof key === 'object') return false;
  const found = scalarIn(textOf(key), value);
  return found !== undefined && found !== negated;
}

/** Undefined where neither the operator nor its negation holds. */
function scalarIn(key: string, value: OperandValue): boolean | undefined {
  if (isList(value)) return value.some((item) => eitherWay(textOf(item), key));
  if (typeof value !== 'string') return undefined;
  if (matchesWildcard(value, key) || parseRange(value)?.(key) === true) return true;
  return textsIn(value)?.includes(key);
}

function listIn(keys: readonly string[], value: OperandValue, how: 'any' | 'all', negated: boolean): boolean {
  if (isList(value)) return quantified(keys, amongst(value.map(textOf)), how, negated);
  if (typeof value === 'string') return listInText(keys, value, how, negated);
  if (how === 'all' || value === null || typeof value === 'object') return false;
  return quantified(keys, amongst([textOf(value)]), how, negated);
}

function listInText(keys: readonly string[], value: string, how: 'any' | 'all', negated: boolean): boolean {
  if (keys.length === 1 && keys[0] === value) return !negated;
  const texts = textsIn(value);
  const inside = parseRange(value) ?? (texts === undefined ? undefined : amongst(texts));
  return inside !== undefined && quantified(keys, inside, how, negated);
}

function amongst(values: readonly string[]): (key: string) => boolean {
  return (key) => values.some((value) => eitherWay(value, key));
}

/** With `negated`, `any` is: some key is not inside; `all`: none is. */
function quantified(
  keys: readonly string[],
  inside: (key: string) => boolean,
  how: 'any' | 'all',
  negated: boolean,
): boolean {
  const test = (key: string) => inside(key) !== negated;
  return how === 'any' ? keys.some(test) : keys.every(test);
}

/** The old In and NotIn: no ranges, no wildcards between lists; NotIn of a list asks for some element that is missing. */
function isIn(key: OperandValue, value: OperandValue, negated: boolean): Outcome {
  if (isList(key)) return listInOld(key, value, negated);
  if (key === null || typeof key === 'object') return false;
  const found = scalarInOld(textOf(key), value);
  return found !== undefined && found !== negated;
}

function scalarInOld(key: string, value: OperandValue): boolean | undefined {
  if (isList(value)) return value.some((item) => eitherWay(textOf(item), key));
  if (typeof value !== 'string') return undefined;
  if (matchesWildcard(value, key)) return true;
  return jsonOf(value) === undefined ? undefined : textsIn(value)?.includes(key);
}

function listInOld(key: readonly OperandValue[], value: OperandValue, negated: boolean): Outcome {
  const keys = key.filter((item) => typeof item === 'string');
  if (keys.length !== key.length) return { error: 'the key is a list with elements that are no strings' };
  if (typeof value === 'string') {
    if (keys.length === 1 && keys[0] === value) return true;
    const texts = jsonOf(value) === undefined ? undefined : textsIn(value);
    return texts !== undefined && keys.every((item) => texts.includes(item)) !== negated;
  }
  if (!isList(value)) return false;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length && keys.every((item) => texts.includes(item)) !== negated;
}
