// Prints values as JSON with sorted keys and every digit of big integers, for ledgers and reports, and the quoted form
// of a string that printYaml falls back on. YAML's own forms are in print-yaml.ts.
import type { YamlValue } from './value.ts';

/**
 * The value as JSON text without a final newline.
 *
 * Shape   compact when `indent` is left out, else one entry a line with `indent` blanks for each level.
 * Order   keys by UTF-16 code unit.
 * Errors  throws a RangeError for a number that is not finite: that is a mistake of the caller.
 */
export function printJson(value: YamlValue, indent?: number): string {
  const newline = indent === undefined ? '' : '\n';
  const colon = indent === undefined ? ':' : ': ';
  return write(value, { newline, step: ' '.repeat(indent ?? 0), colon, number: printNumber });
}

/** The value on one line as YAML's flow style, with numbers as `number` prints them. */
export function printFlow(value: YamlValue, number: (value: number) => string): string {
  return write(value, { newline: '', step: '', colon: ': ', number });
}

interface Style {
  readonly newline: string;
  readonly step: string;
  readonly colon: string;
  readonly number: (value: number) => string;
}

interface Writer extends Style {
  readonly out: string[];
}

/** A collection that is being written: its children, and the keys in front of them if it is a map. */
interface Frame {
  readonly keys: readonly string[] | undefined;
  readonly children: readonly YamlValue[];
  index: number;
}

/** Keeps its own stack, so that depth costs memory and never overflows. */
function write(root: YamlValue, style: Style): string {
  const writer: Writer = { ...style, out: [] };
  const frames: Frame[] = [];
  openValue(writer, frames, root);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.index === frame.children.length) {
      frames.pop();
      breakLine(writer, frames.length);
      writer.out.push(frame.keys === undefined ? ']' : '}');
      continue;
    }
    if (frame.index > 0) writer.out.push(',');
    breakLine(writer, frames.length);
    const key = frame.keys?.[frame.index];
    if (key !== undefined) writer.out.push(quote(key), writer.colon);
    frame.index += 1;
    openValue(writer, frames, frame.children[frame.index - 1] ?? null);
  }
  return writer.out.join('');
}

function breakLine({ out, newline, step }: Writer, depth: number): void {
  if (newline !== '') out.push(newline, step.repeat(depth));
}

function openValue({ out, number }: Writer, frames: Frame[], value: YamlValue): void {
  if (typeof value !== 'object' || value === null) {
    out.push(printScalar(value, number));
    return;
  }
  const frame = makeFrame(value);
  if (frame.children.length === 0) out.push(frame.keys === undefined ? '[]' : '{}');
  else {
    out.push(frame.keys === undefined ? '[' : '{');
    frames.push(frame);
  }
}

function makeFrame(value: readonly YamlValue[] | { readonly [key: string]: YamlValue }): Frame {
  if (isList(value)) return { keys: undefined, children: value, index: 0 };
  const keys = sortedKeys(value);
  return { keys, children: keys.map((key) => value[key] ?? null), index: 0 };
}

function printScalar(value: null | boolean | number | bigint | string, number: (value: number) => string): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' ? number(value) : String(value);
}

/** Whether the collection is a list; the built-in test does not narrow readonly arrays. */
export function isList(
  value: readonly YamlValue[] | { readonly [key: string]: YamlValue },
): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** The own keys by code unit. */
export function sortedKeys(map: { readonly [key: string]: YamlValue }): readonly string[] {
  return Object.keys(map).sort();
}

/** The number as JSON writes it, minus zero as zero; a RangeError for what JSON cannot write. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a number that is not finite has no form in JSON or YAML');
  return String(value === 0 ? 0 : value);
}

/** JSON's own escapes go beyond what JSON.stringify does: all control characters and what a reader may take for a line break. */
const BEYOND_JSON = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** What needs a closer look: all but printable ASCII without its quote and backslash. */
const TO_ESCAPE = /[^ !#-[\]-~]/;

/** The string in double quotes, readable as JSON and as YAML 1.1 and 1.2. */
export function quote(text: string): string {
  if (!TO_ESCAPE.test(text)) return `"${text}"`;
  const quoted = JSON.stringify(text);
  return quoted.replace(BEYOND_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
