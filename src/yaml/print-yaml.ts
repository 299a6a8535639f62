// Prints values as YAML that every reader, of YAML 1.1 or 1.2, reads back as the same values. The same value gives the
// same bytes whatever the order of its keys. JSON is printed by print-json.ts.
import { isList, printFlow, printNumber, quote, sortedKeys } from './print-json.ts';
import type { YamlValue } from './value.ts';

const FIRST_KEYS: readonly string[] = ['apiVersion', 'kind', 'metadata'];
/** Collections deeper than this are written as JSON on one line: indentation would grow with the square of the depth. */
const DEEPEST_BLOCK = 250;
/** YAML 1.1 ends an unmarked key at this length; Go's printer takes 128. */
const LONGEST_PLAIN_KEY = 128;

const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./-]*$/;
const QUANTITY = /^[1-9][0-9]*(?:m|k|Ki|Mi|Gi|Ti|Pi|Ei|M|G|T|P)$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const NOT_BLOCK = /[^\P{Cc}\n]|[\u2028\u2029\ufeff\ufffe\uffff]| (?:\n|$)|\p{Surrogate}/u;
/** A file with this marker in it is skipped by Argo CD without a word. */
const SKIP_MARKER = /\+(?=argocd:skip-file-rendering)/g;

/**
 * The value as YAML with a final newline.
 *
 * Order   at the top `apiVersion`, `kind`, `metadata`, then keys by UTF-16 code unit, as everywhere below.
 * Errors  throws a RangeError for a number that is not finite: that is a mistake of the caller.
 */
export function printYaml(value: YamlValue): string {
  if (!isCollection(value)) return `${printInline(value, '')}\n`;
  if (isEmpty(value)) return isList(value) ? '[]\n' : '{}\n';
  return isList(value) ? printList(value, '', 0) : printMap(value, topKeys(value), '', 0);
}

type Collection = readonly YamlValue[] | { readonly [key: string]: YamlValue };
type Leaf = null | boolean | number | bigint | string;

function isCollection(value: YamlValue): value is Collection {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: Collection): boolean {
  return isList(value) ? value.length === 0 : Object.keys(value).length === 0;
}

function topKeys(map: { readonly [key: string]: YamlValue }): readonly string[] {
  const first = FIRST_KEYS.filter((key) => Object.hasOwn(map, key));
  return [...first, ...sortedKeys(map).filter((key) => !FIRST_KEYS.includes(key))];
}

/** The lines of a map, each with `pad` in front; the caller has written `pad` for the first where it stands after `- `. */
function printMap(
  map: { readonly [key: string]: YamlValue },
  keys: readonly string[],
  pad: string,
  depth: number,
): string {
  let out = '';
  for (const key of keys) {
    const name = printKey(key);
    const long = name.length > LONGEST_PLAIN_KEY;
    out += long ? `${pad}? ${name}\n${pad}:` : `${pad}${name}:`;
    out += printEntry(map[key] ?? null, pad, depth, long);
  }
  return out;
}

/** What follows the colon of a key at `pad`, with its newline. */
function printEntry(value: YamlValue, pad: string, depth: number, explicit: boolean): string {
  if (!isCollection(value)) return ` ${printInline(value, pad)}\n`;
  if (isEmpty(value)) return isList(value) ? ' []\n' : ' {}\n';
  if (depth >= DEEPEST_BLOCK) return ` ${printDeep(value)}\n`;
  if (!isList(value)) return `\n${printMap(value, sortedKeys(value), `${pad}  `, depth + 1)}`;
  // After an explicit key some readers want the list deeper than the colon.
  return `\n${printList(value, explicit ? `${pad}  ` : pad, depth + 1)}`;
}

function printList(list: readonly YamlValue[], pad: string, depth: number): string {
  let out = '';
  for (const item of list) out += `${pad}- ${printItem(item, pad, depth)}`;
  return out;
}

/** What follows `- ` at `pad`: a nested map or list starts on the same line. */
function printItem(item: YamlValue, pad: string, depth: number): string {
  if (!isCollection(item)) return `${printInline(item, pad)}\n`;
  if (isEmpty(item)) return isList(item) ? '[]\n' : '{}\n';
  if (depth >= DEEPEST_BLOCK) return `${printDeep(item)}\n`;
  const inner = `${pad}  `;
  const lines = isList(item) ? printList(item, inner, depth + 1) : printMap(item, sortedKeys(item), inner, depth + 1);
  return lines.slice(inner.length);
}

function printDeep(value: Collection): string {
  return hideMarker(printFlow(value, printYamlNumber));
}

function printInline(value: Leaf, pad: string): string {
  switch (typeof value) {
    case 'string':
      return printText(value, pad);
    case 'number':
      return printYamlNumber(value);
    default:
      return String(value);
  }
}

/** YAML 1.1 takes a number with an exponent for text unless it has a point. */
function printYamlNumber(value: number): string {
  const text = printNumber(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

function isPlain(text: string): boolean {
  return (PLAIN.test(text) && !RESERVED.test(text)) || QUANTITY.test(text);
}

function printKey(key: string): string {
  return PLAIN.test(key) && !RESERVED.test(key) ? key : printQuoted(key);
}

function printText(text: string, pad: string): string {
  if (isPlain(text)) return text;
  return canBeBlock(text) ? printBlock(text, pad) : printQuoted(text);
}

function canBeBlock(text: string): boolean {
  const breakAt = text.indexOf('\n');
  if (breakAt <= 0 || text.endsWith('\n\n') || text.startsWith(' ')) return false;
  return !NOT_BLOCK.test(text) && !text.includes('+argocd:skip-file-rendering');
}

/** Blank lines get no indentation, so that no line ends in blanks. */
function printBlock(text: string, pad: string): string {
  const ends = text.endsWith('\n');
  const body = ends ? text.slice(0, -1) : text;
  return `${ends ? '|' : '|-'}\n${body.replace(/^(?=.)/gm, `${pad}  `)}`;
}

/** Half of a surrogate pair has no form that every reader takes; it becomes U+FFFD, as in Go. */
function printQuoted(text: string): string {
  return hideMarker(quote(text.replace(/\p{Surrogate}/gu, '\ufffd')));
}

function hideMarker(quoted: string): string {
  return quoted.replace(SKIP_MARKER, '\\x2B');
}
