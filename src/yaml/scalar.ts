// What an unquoted YAML scalar means to Kubernetes: null, boolean, number or text. The model is sigs.k8s.io/yaml, a
// YAML 1.1 reader in Go, with its habits. Explicit tags (tag.ts) and quoting are left to others.
import type { YamlValue } from './value.ts';

/** What the scalar is to Go, before it becomes a value of JSON. */
export type Resolved =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number; readonly negativeZero: boolean }
  | { readonly kind: 'text'; readonly value: string };

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

const NULL: Resolved = { kind: 'null' };
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** In front of a point Go takes any `_`; a number that starts with the point has them between digits only. */
const LOOSE_UNDERSCORE = /(?:^|[^0-9])_|_(?:[^0-9]|$)/;
const INTEGER = /^([-+]?)(?:0([xXbBoO])([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))$/;
const RADIX_MARK: ReadonlyMap<string, string> = new Map([
  ['x', '0x'],
  ['o', '0o'],
  ['b', '0b'],
]);

const WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Resolved] => [word, NULL]),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word): [string, Resolved] => [
    word,
    { kind: 'bool', value: true },
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word): [string, Resolved] => [
    word,
    { kind: 'bool', value: false },
  ]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, Resolved] => [
    word,
    { kind: 'float', value: Infinity, negativeZero: false },
  ]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, Resolved] => [
    word,
    { kind: 'float', value: -Infinity, negativeZero: false },
  ]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Resolved] => [
    word,
    { kind: 'float', value: NaN, negativeZero: false },
  ]),
]);

/**
 * What a plain scalar means.
 *
 * Source  sigs.k8s.io/yaml 1.4 over its YAML 1.1 reader: words in three spellings, `_` in numbers, octal by a leading 0.
 */
export function resolvePlain(text: string): Resolved {
  if (text.length <= 5) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  return (startsLikeNumber(text) ? resolveNumber(text) : undefined) ?? { kind: 'text', value: text };
}

function startsLikeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
}

function resolveNumber(text: string): Resolved | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const dotted = text.startsWith('.');
  if (dotted && LOOSE_UNDERSCORE.test(text)) return undefined;
  const integer = dotted ? undefined : readInteger(plain);
  if (integer !== undefined) return { kind: 'int', value: integer };
  if (!FLOAT.test(plain)) return undefined;
  const value = Number(plain);
  if (!Number.isFinite(value)) return undefined;
  return { kind: 'float', value: value === 0 ? 0 : value, negativeZero: Object.is(value, -0) };
}

/** The integer within int64 or uint64 that Go's ParseInt finds with base 0. */
function readInteger(plain: string): bigint | undefined {
  const signedBinary = /^0b([-+][01]+)$/.exec(plain)?.[1];
  if (signedBinary !== undefined) return readInteger(`${signedBinary.charAt(0)}0b${signedBinary.slice(1)}`);
  const match = INTEGER.exec(plain);
  if (match === null) return undefined;
  const [, sign = '', mark = '', marked = '', octal = '', decimal = ''] = match;
  const size = magnitude(mark.toLowerCase(), marked, octal, decimal);
  if (size === undefined) return undefined;
  const value = sign === '-' ? -size : size;
  return value >= INT64_MIN && value <= (sign === '' ? UINT64_MAX : INT64_MAX) ? value : undefined;
}

function magnitude(mark: string, marked: string, octal: string, decimal: string): bigint | undefined {
  if (decimal !== '') return decimal.length > 20 ? undefined : BigInt(decimal);
  if (octal !== '') return BigInt(`0o${octal}`);
  const prefix = RADIX_MARK.get(mark);
  const digits = mark === 'x' ? /^[0-9a-fA-F]+$/ : mark === 'o' ? /^[0-7]+$/ : /^[01]+$/;
  return prefix !== undefined && marked.length <= 200 && digits.test(marked) ? BigInt(prefix + marked) : undefined;
}

/** The value of JSON that a resolved scalar becomes, or undefined for infinities and not-a-number, which JSON lacks. */
export function valueOfResolved(resolved: Resolved): YamlValue | undefined {
  switch (resolved.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'text':
      return resolved.value;
    case 'int':
      return valueOfInteger(resolved.value);
    case 'float':
      return valueOfFloat(resolved.value);
  }
}

/** The integer as a value: exact within int64, the nearest double beyond. */
export function valueOfInteger(value: bigint): number | bigint {
  const near = Number(value);
  if (Number.isSafeInteger(near)) return near;
  return value >= INT64_MIN && value <= INT64_MAX ? value : near;
}

/** The double as a value: a whole one within int64 is that integer, as in Kubernetes; undefined where JSON has none. */
export function valueOfFloat(value: number): number | bigint | undefined {
  if (!Number.isFinite(value)) return undefined;
  return Number.isInteger(value) ? valueOfInteger(BigInt(value)) : value;
}

/**
 * The text that a scalar becomes as a map key, or undefined for null and integers beyond int64, which cannot be keys.
 *
 * Source  sigs.k8s.io/yaml 1.4: floats print as 32-bit `%g`, so `1e6` is the key `1e+06`.
 */
export function keyOfResolved(resolved: Resolved): string | undefined {
  switch (resolved.kind) {
    case 'null':
      return undefined;
    case 'text':
      return resolved.value;
    case 'bool':
      return String(resolved.value);
    case 'int':
      return resolved.value > INT64_MAX ? undefined : String(resolved.value);
    case 'float':
      return resolved.negativeZero ? '-0' : shortFloat(Math.fround(resolved.value));
  }
}

/** Go's shortest `%g` of a 32-bit float. */
function shortFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (value === 0) return '0';
  let shortest = value.toExponential(8);
  for (let digits = 0; digits < 8; digits += 1) {
    const candidate = value.toExponential(digits);
    if (Math.fround(Number(candidate)) === value) {
      shortest = candidate;
      break;
    }
  }
  const [mantissa = '', exponentText = ''] = shortest.split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(Number(shortest));
  const padded = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${padded}`;
}
