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

type Content =
  | { readonly from: 'entries'; readonly entries: ReadonlyMap<Key, Entry> }
  | { readonly from: 'json'; readonly json: CelJsonObject; readonly numbers: JsonNumbers }
  | { readonly from: 'fields'; readonly fields: Fields };

/** A map. Keys are bool, int, uint or string; numbers of equal value are the same key. Order: as inserted. */
export class CelMap {
  readonly #content: Content;
  #unpacked: Map<string, CelResult> | undefined;

  private constructor(content: Content) {
    this.#content = content;
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
    return new CelMap({ from: 'entries', entries: byKey });
  }

  /** A map of texts to values. */
  static ofFields(fields: Iterable<readonly [string, CelValue]>): CelMap {
    const entries = new Map<Key, Entry>();
    for (const entry of fields) entries.set(entry[0], entry);
    return new CelMap({ from: 'entries', entries });
  }

  /** The map of a JSON object, which is unpacked where it is read. */
  static ofJson(json: CelJsonObject, numbers: JsonNumbers = 'by-value'): CelMap {
    return new CelMap({ from: 'json', json, numbers });
  }

  /** A map whose fields are computed when they are first read, each at most once; a field may fail. */
  static lazy(names: readonly string[], read: (name: string) => CelResult): CelMap {
    const known = new Set(names);
    const fields = { names: () => names, read: (name: string) => (known.has(name) ? read(name) : undefined) };
    return new CelMap({ from: 'fields', fields });
  }

  /** The JSON object this map was made from, the very same object; undefined for other maps. */
  get json(): CelJsonObject | undefined {
    return this.#content.from === 'json' && this.#content.numbers === 'by-value' ? this.#content.json : undefined;
  }

  get size(): number {
    switch (this.#content.from) {
      case 'entries':
        return this.#content.entries.size;
      case 'json':
        return Object.keys(this.#content.json).length;
      case 'fields':
        return this.#content.fields.names().length;
    }
  }

  /** Whether there is such a key; nothing is computed. */
  has(key: CelValue): boolean {
    switch (this.#content.from) {
      case 'entries': {
        const own = keyOf(key);
        return own !== undefined && this.#content.entries.has(own);
      }
      case 'json':
        return typeof key === 'string' && Object.hasOwn(this.#content.json, key);
      case 'fields':
        return typeof key === 'string' && this.#content.fields.names().includes(key);
    }
  }

  /** The value under `key`, or undefined where there is none. */
  get(key: CelValue): CelResult | undefined {
    const content = this.#content;
    if (content.from === 'entries') {
      const own = keyOf(key);
      return own === undefined ? undefined : content.entries.get(own)?.[1];
    }
    if (typeof key !== 'string') return undefined;
    return content.from === 'json' ? this.#fieldOf(content.json, content.numbers, key) : this.#computed(content, key);
  }

  /** The keys, in order. */
  keys(): readonly CelValue[] {
    switch (this.#content.from) {
      case 'entries':
        return [...this.#content.entries.values()].map(([key]) => key);
      case 'json':
        return Object.keys(this.#content.json);
      case 'fields':
        return this.#content.fields.names();
    }
  }

  /** Most values of JSON cost nothing to make again; lists and objects are made once. */
  #fieldOf(json: CelJsonObject, numbers: JsonNumbers, name: string): CelResult | undefined {
    const field = json[name];
    // What every object inherits is neither text nor bool.
    if (field === undefined || typeof field === 'string' || typeof field === 'boolean') return field;
    if (!Object.hasOwn(json, name)) return undefined;
    if (typeof field !== 'object' || field === null) return fromJson(field, numbers);
    return this.#unpacked?.get(name) ?? this.#keep(name, fromJson(field, numbers));
  }

  #computed({ fields }: Content & { readonly from: 'fields' }, name: string): CelResult | undefined {
    const known = this.#unpacked?.get(name);
    if (known !== undefined) return known;
    const value = fields.read(name);
    return value === undefined ? undefined : this.#keep(name, value);
  }

  #keep(name: string, value: CelResult): CelResult {
    (this.#unpacked ??= new Map<string, CelResult>()).set(name, value);
    return value;
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
