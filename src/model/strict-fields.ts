// Strict reading of a parsed JSON object: every field has a check, and a field that nobody asked for is refused. Which fields
// a record has belongs to ledger-lines.ts.
import { child, isJsonList, isJsonObject, type Json } from './resource.ts';

/** A value, or the end of a sentence about what is wrong with it: names and types, never the value itself. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: string };

/** Reads one JSON value into its type. */
export type Check<T> = (value: Json) => Read<T>;

/** How a field is read, and what a missing one gives. */
export interface Field<T> {
  readonly check: Check<T>;
  readonly absent: Read<T>;
}

/** One Field for every property of T; only an optional property may be missing. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Field<object extends Pick<T, K> ? T[K] | undefined : T[K]>;
};

/** A reading that worked. */
export function pass<T>(value: T): Read<T> {
  return { ok: true, value };
}

/** A reading that did not work. */
export function fail(trouble: string): { readonly ok: false; readonly trouble: string } {
  return { ok: false, trouble };
}

/** A field that has to be there. */
export function need<T>(check: Check<T>): Field<T> {
  return { check, absent: fail('is missing') };
}

/** A field that may be missing. */
export function may<T>(check: Check<T>): Field<T | undefined> {
  return { check, absent: pass(undefined) };
}

/** A field that is left out where it has its usual value. */
export function usually<T>(value: T, check: Check<T>): Field<T> {
  return { check, absent: pass(value) };
}

/**
 * Reads an object field by field.
 *
 * Errors  a missing field, one of the wrong type, one that `shape` does not have. The first of them is told.
 */
export function asObject<T extends object>(shape: Shape<T>): Check<T> {
  const known = asKnownFields(shape);
  return (value) => {
    const names = isJsonObject(value) ? Object.keys(value) : [];
    const unknown = names.find((name) => !Object.hasOwn(shape, name));
    return unknown === undefined ? known(value) : fail(`has an unknown field ${JSON.stringify(unknown)}`);
  };
}

/** Reads an object field by field; a field that `shape` does not have is left out. *Errors* as those of asObject. */
export function asKnownFields<T extends object>(shape: Shape<T>): Check<T> {
  const fields = Object.entries<Field<unknown>>(shape);
  return (value) => {
    if (!isJsonObject(value)) return fail('is no object');
    const read: [string, unknown][] = [];
    for (const [name, field] of fields) {
      const given = child(value, name);
      const result = given === undefined ? field.absent : field.check(given);
      if (!result.ok) return fail(joinTrouble(name, result.trouble));
      if (result.value !== undefined) read.push([name, result.value]);
    }
    return pass(Object.fromEntries(read) as T); // the parse edge: shape has a check for every property of T
  };
}

/** Reads a list item by item. */
export function asList<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    if (!isJsonList(value)) return fail('is no list');
    const items: T[] = [];
    for (const [index, item] of value.entries()) {
      const result = check(item);
      if (!result.ok) return fail(joinTrouble(`[${index}]`, result.trouble));
      items.push(result.value);
    }
    return pass(items);
  };
}

/** Reads a text. */
export const asText: Check<string> = (value) => (typeof value === 'string' ? pass(value) : fail('is no text'));

/** Reads true or false. */
export const asBoolean: Check<boolean> = (value) =>
  typeof value === 'boolean' ? pass(value) : fail('is neither true nor false');

/** Reads a whole number from 0 on. */
export const asCount: Check<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? pass(value) : fail('is no count');

/** Reads one of the words given. */
export function asOneOf<T extends string>(words: readonly T[]): Check<T> {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    return word === undefined ? fail(`is none of ${words.join(', ')}`) : pass(word);
  };
}

/** `causes` and `[0].rule is no text` become `causes[0].rule is no text`. */
function joinTrouble(name: string, trouble: string): string {
  if (trouble.startsWith('[')) return `${name}${trouble}`;
  return /^(is|has) /.test(trouble) ? `${name} ${trouble}` : `${name}.${trouble}`;
}
