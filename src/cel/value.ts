// The values expressions work on, maps among them: of entries, of a JSON object that nobody has unpacked yet, or of fields computed when they
// are first read. Equality, order and text of values are in the files named so; functions over them in libraries/.
import { CelFailure } from './failure.ts';
import type { Type } from './type.ts';

/** A 64-bit unsigned integer: a type of its own. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** Bytes. */
export class CelBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** An instant, in nanoseconds since 1970 in UTC, and the seconds its zone is ahead of UTC. */
export class CelTimestamp {
  readonly nanoseconds: bigint;
  readonly offset: number;

  constructor(nanoseconds: bigint, offset = 0) {
    this.nanoseconds = nanoseconds;
    this.offset = offset;
  }
}

/** A span of time in nanoseconds. */
export class CelDuration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** A type as a value: what `type(x)` gives, and what `int`, `list` … stand for. */
export class CelTypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value or none. */
export class CelOptional {
  readonly value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

/** No value. */
export const NONE = new CelOptional(undefined);

/** A value that a library defines: a quantity, a URL, a network, the `resource` variable … Subclasses hold what it consists of. */
export abstract class CelObject {
  /** Its type, an `opaque` one: what the checker and overloads call it, and `type(x)` prints. */
  abstract readonly type: Type & { readonly kind: 'opaque' };
  /** Whether `==` holds; only asked for a value of the same class. */
  abstract equals(other: CelObject): boolean;
}

/** A value: int is bigint, double is number. */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly CelValue[]
  | CelUint
  | CelBytes
  | CelTimestamp
  | CelDuration
  | CelTypeValue
  | CelOptional
  | CelMap
  | CelObject;

/** What an evaluation gives. */
export type CelResult = CelValue | CelFailure;

/** The JSON that goes in and comes out: the same shape as manifests have. */
export type CelJson = null | boolean | number | bigint | string | readonly CelJson[] | CelJsonObject;

/** A JSON object; `__proto__` is an ordinary own key. */
export interface CelJsonObject {
  readonly [key: string]: CelJson;
}

/** Whether the value is a list. */
export function isList(value: CelValue): value is readonly CelValue[] {
  return Array.isArray(value);
}

/** Whether the JSON is an object. */
export function isJsonObject(value: CelJson | undefined): value is CelJsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LEAST_INT = -(2n ** 63n);
const LARGEST_INT = 2n ** 63n - 1n;
const LARGEST_UINT = 2n ** 64n - 1n;

/** Whether it is within 64 bits with a sign. */
export function fitsInt(value: bigint): boolean {
  return value >= LEAST_INT && value <= LARGEST_INT;
}

/** Whether it is within 64 bits without a sign. */
export function fitsUint(value: bigint): boolean {
  return value >= 0n && value <= LARGEST_UINT;
}

/** What numbers of JSON become: whole ones int and others double, or all of them double. */
export type JsonNumbers = 'by-value' | 'double';

/**
 * The value of JSON. Objects stay as they are until a field is asked for, so that a large inventory costs nothing.
 *
 * Shape   whole numbers are int (beyond 64 bits: double), others double; with `double` all are double.
 */
export function fromJson(json: CelJson, numbers: JsonNumbers = 'by-value'): CelValue {
  if (json === null) return null;
  switch (typeof json) {
    case 'number':
      return numbers === 'by-value' && Number.isSafeInteger(json) ? BigInt(json) : json;
    case 'bigint':
      return numbers === 'by-value' && fitsInt(json) ? json : Number(json);
    case 'object':
      return isJsonObject(json) ? CelMap.ofJson(json, numbers) : json.map((item) => fromJson(item, numbers));
    default:
      return json;
  }
}

type Entry = readonly [CelValue, CelValue];

/** What keys that are the same have in common: numbers of equal value whatever their type. */
type Key = string | bigint | boolean;

/** Where a map has its entries from. `read` gives undefined for a name that is not there. */
interface Fields {
  readonly names: () => readonly string[];
  readonly read: (name: string) => CelResult | undefined;
}

/** What a map consists of: one of the three. */
interface Content {
  readonly entries?: ReadonlyMap<Key, Entry>;
  readonly json?: CelJsonObject;
  readonly fields?: Fields;
  readonly numbers?: JsonNumbers;
}

/** A map. Keys are bool, int, uint or string; numbers of equal value are the same key. Order: as inserted. */
export class CelMap {
  readonly #entries: ReadonlyMap<Key, Entry> | undefined;
  readonly #json: CelJsonObject | undefined;
  readonly #numbers: JsonNumbers;
  readonly #fields: Fields | undefined;
  /** Of JSON: lists and objects, the rest costs nothing to make again. */
  #unpacked: Map<string, CelResult> | undefined;

  private constructor({ entries, json, numbers = 'by-value', fields }: Content) {
    this.#entries = entries;
    this.#json = json;
    this.#numbers = numbers;
    this.#fields = fields;
  }

  /** A map of these entries; of equal keys the last wins. A failure for a key that is of no key type. */
  static of(entries: Iterable<Entry>): CelMap | CelFailure {
    const byKey = new Map<Key, Entry>();
    for (const entry of entries) {
      const key = keyOf(entry[0]);
      if (key === undefined)
        return new CelFailure('invalid-value', 'a map key must be a bool, an int, a uint or a string');
      byKey.set(key, entry);
    }
    return new CelMap({ entries: byKey });
  }

  /** A map of texts to values. */
  static ofFields(fields: Iterable<readonly [string, CelValue]>): CelMap {
    const entries = new Map<Key, Entry>();
    for (const entry of fields) entries.set(entry[0], entry);
    return new CelMap({ entries });
  }

  /** The map of a JSON object, which is unpacked where it is read. */
  static ofJson(json: CelJsonObject, numbers: JsonNumbers = 'by-value'): CelMap {
    return new CelMap({ json, numbers });
  }

  /** A map whose fields are computed when they are first read, each at most once; a field may fail. */
  static lazy(names: readonly string[], read: (name: string) => CelResult): CelMap {
    const known = new Set(names);
    const fields = { names: () => names, read: (name: string) => (known.has(name) ? read(name) : undefined) };
    return new CelMap({ fields });
  }

  /** The JSON object this map was made from, the very same object; undefined for other maps. */
  get json(): CelJsonObject | undefined {
    return this.#numbers === 'by-value' ? this.#json : undefined;
  }

  get size(): number {
    return this.#entries?.size ?? this.#names().length;
  }

  /** Whether there is such a key; nothing is computed. */
  has(key: CelValue): boolean {
    if (this.#entries !== undefined) {
      const own = keyOf(key);
      return own !== undefined && this.#entries.has(own);
    }
    if (typeof key !== 'string') return false;
    return this.#json === undefined ? this.#names().includes(key) : Object.hasOwn(this.#json, key);
  }

  /** The value under `key`, or undefined where there is none. */
  get(key: CelValue): CelResult | undefined {
    if (this.#entries !== undefined) {
      const own = keyOf(key);
      return own === undefined ? undefined : this.#entries.get(own)?.[1];
    }
    if (typeof key !== 'string') return undefined;
    if (this.#json !== undefined) {
      const field = this.#json[key];
      // What every object inherits is neither text nor bool.
      if (field === undefined || typeof field === 'string' || typeof field === 'boolean') return field;
    }
    const known = this.#unpacked?.get(key);
    return known === undefined ? this.#unpack(key) : known;
  }

  /** The keys, in order. */
  keys(): readonly CelValue[] {
    return this.#entries === undefined ? this.#names() : [...this.#entries.values()].map(([key]) => key);
  }

  #names(): readonly string[] {
    return this.#json === undefined ? (this.#fields?.names() ?? []) : Object.keys(this.#json);
  }

  #unpack(name: string): CelResult | undefined {
    const value = this.#json === undefined ? this.#fields?.read(name) : this.#fieldOf(this.#json, name);
    if (value === undefined || (this.#json !== undefined && typeof value !== 'object')) return value;
    (this.#unpacked ??= new Map<string, CelResult>()).set(name, value);
    return value;
  }

  #fieldOf(json: CelJsonObject, name: string): CelValue | undefined {
    const field = Object.hasOwn(json, name) ? json[name] : undefined;
    return field === undefined ? undefined : fromJson(field, this.#numbers);
  }
}

/** The key as maps have it; undefined where the value cannot be one. A double finds the integer of its value. */
function keyOf(key: CelValue): Key | undefined {
  switch (typeof key) {
    case 'string':
    case 'bigint':
    case 'boolean':
      return key;
    case 'number':
      return Number.isInteger(key) ? BigInt(key) : undefined;
    default:
      return key instanceof CelUint ? key.value : undefined;
  }
}
