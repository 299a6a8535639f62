// JSON text that keeps every digit: integers beyond 2^53 come back as bigint, floats of that size as floats. What a record
// means belongs to its own file.
import { compareText, isJsonList, isJsonObject, type Json } from './resource.ts';

/** Objects nested deeper than this are refused: nothing that Kubernetes stores comes near it, and recursion stays safe. */
const MAX_DEPTH = 500;

/** Only a text with a number of that many digits can hold an integer that JSON.parse would round. */
const LONG_DIGITS = /(?:^|[:[,\s-])\d{16}/;

/** A string or a number, wherever one stands in valid JSON text. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * One line of JSON for a value, from which parseExactJson gives the same value.
 *
 * Shape   keys sorted by code unit, no blanks; bigint as digits, a float beyond 2^53 with an exponent.
 */
export function printExactJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return printNumber(value);
  if (isJsonList(value)) return `[${value.map(printExactJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort(compareText)
    .map((key) => `${JSON.stringify(key)}:${printExactJson(value[key] ?? null)}`);
  return `{${fields.join(',')}}`;
}

/** The value of a JSON text; undefined where the text is none, or nests deeper than any Kubernetes object. */
export function parseExactJson(text: string): Json | undefined {
  const plain = parseJson(text);
  if (plain === undefined || !isWithinDepth(plain, MAX_DEPTH)) return undefined;
  if (!LONG_DIGITS.test(text)) return plain;
  const marked = parseJson(text.replace(TOKEN, markToken));
  return marked === undefined ? undefined : unmark(marked);
}

function printNumber(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : JSON.stringify(value);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // the parse edge: JSON.parse gives nothing but JSON
  } catch {
    return undefined;
  }
}

function isWithinDepth(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((part: Json) => isWithinDepth(part, depth - 1));
}

/** Every string gets an `s` in front, so that a large integer can stand as a string with an `n`. */
function markToken(token: string): string {
  if (token.startsWith('"')) return `"s${token.slice(1)}`;
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"n${token}"` : token;
}

function unmark(value: Json): Json {
  if (typeof value === 'string') return value.startsWith('n') ? BigInt(value.slice(1)) : value.slice(1);
  if (isJsonList(value)) return value.map(unmark);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key.slice(1), unmark(part)]));
}
