// The values expressions read and yield, and what the language itself asks of them: kind, truth, equality, JSON text.
// Functions over values are left to functions/.

/** A JSON value; whole numbers beyond 2^53 are bigint. */
export type JmesValue = null | boolean | number | bigint | string | readonly JmesValue[] | JmesObject;

/** A JSON object. */
export interface JmesObject {
  readonly [key: string]: JmesValue;
}

/** The names `type()` gives to kinds of values. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** Whether the value is a list. */
export function isList(value: JmesValue): value is readonly JmesValue[] {
  return Array.isArray(value);
}

/** Whether the value is an object: no list, not null. */
export function isObject(value: JmesValue): value is JmesObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The kind of a value. */
export function kindOf(value: JmesValue): Kind {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'bigint':
      return 'number';
    case 'string':
      return 'string';
    default:
      return Array.isArray(value) ? 'array' : 'object';
  }
}

/** The keys in the order of code units, which is the order of everything that lists an object. */
export function sortedKeys(value: JmesObject): readonly string[] {
  return Object.keys(value).sort();
}

/** An object of these entries, later ones winning; `__proto__` is a key like any other. */
export function objectOf(entries: Iterable<readonly [string, JmesValue]>): JmesObject {
  return Object.fromEntries(entries);
}

/** Whether `||`, `&&`, `!` and filters take the value for true: all but null, false and what is empty; 0 is true. */
export function isTruthy(value: JmesValue): boolean {
  if (value === null || value === false || value === '') return false;
  if (typeof value !== 'object') return true;
  if (isList(value)) return value.length > 0;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/** Deep equality; numbers by value, whatever their type; a number never equals a text. */
export function deepEqual(left: JmesValue, right: JmesValue): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return sameNumber(left, right);
  if (left === null || right === null) return false;
  if (isList(left)) {
    return (
      isList(right) && left.length === right.length && left.every((item, at) => deepEqual(item, right[at] ?? null))
    );
  }
  if (isList(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key] ?? null, right[key] ?? null))
  );
}

function sameNumber(left: JmesValue, right: JmesValue): boolean {
  if (typeof left === 'bigint' && typeof right === 'number') return Number.isInteger(right) && left === BigInt(right);
  if (typeof left === 'number' && typeof right === 'bigint') return sameNumber(right, left);
  return false;
}

const MARKUP: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
]);

/**
 * Compact JSON with sorted keys, in which `<`, `>`, `&`, U+2028 and U+2029 are escaped.
 *
 * Source  Go `encoding/json`, which the engine prints values with.
 */
export function jsonText(value: JmesValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return Object.is(value, -0) ? '0' : String(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const entries = sortedKeys(value).map((key) => `${quoted(key)}:${jsonText(value[key] ?? null)}`);
  return `{${entries.join(',')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => MARKUP.get(character) ?? character);
}
