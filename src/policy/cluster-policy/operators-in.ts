// The In family of precondition operators: whether a key, or the elements of one, are amongst values, in a range or match them.

import {
  compareQuantities,
  matchesWildcard,
  parseDuration,
  parseQuantity,
  printPlainNumber,
} from '../../values/index.ts';
import type { OperandValue, Order, Outcome } from './operand.ts';
import { bothParsed, isList, isNumber, rank } from './operand.ts';

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
  const quantities = bothParsed(value, end, parseQuantity);
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

/** AnyIn, AllIn and, negated, AnyNotIn and AllNotIn. */
export function anyAllIn(key: OperandValue, value: OperandValue, how: 'any' | 'all', negated: boolean): boolean {
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

/**
 * The old In and NotIn.
 *
 * Shape   no ranges, no wildcards between lists; NotIn of a list asks for some element that is missing.
 * Errors  a key list with elements that are no strings.
 */
export function isIn(key: OperandValue, value: OperandValue, negated: boolean): Outcome {
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
