// The operators of preconditions, on a key and a value after substitution. Substituting, `any` and `all`, and what an error means
// for a rule are left to the callers.

import {
  compareQuantities,
  compareVersions,
  durationFromSeconds,
  matchesWildcard,
  parseDuration,
  parseFloatText,
  parseQuantity,
  parseVersion,
} from '../../values/index.ts';
import type { OperandValue, Order, Outcome } from './operand.ts';
import { bothParsed, isList, isNumber, rank } from './operand.ts';
import { anyAllIn, isIn } from './operators-in.ts';

export type { OperandValue } from './operand.ts';

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

type Operator = (key: OperandValue, value: OperandValue) => Outcome;

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
  const quantities = bothParsed(key, value, parseQuantity);
  if (quantities !== undefined) return compareQuantities(...quantities);
  const number = parseFloatText(key);
  if (number !== undefined) return orderOf(number, value);
  const versions = bothParsed(key, value, parseVersion);
  return versions === undefined ? undefined : compareVersions(...versions);
}
