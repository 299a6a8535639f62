// What of an object changed, in a few words: a label, else an annotation, else the fields. Values stand there only where they are short
// enough to read and are no Secret's.
import { withoutVolatile } from '../kube/index.ts';
import { isSecret, sameJson } from '../model/digest.ts';
import { child, compareText, isJsonObject, metadataMap, type Json, type Resource } from '../model/resource.ts';

/** What changed, to be put into a sentence: `subject` `verb`, or `subject` of the object `verb`. */
export interface ObjectDifference {
  /** As in `label tier` and `spec.replicas and spec.template`. */
  readonly subject: string;
  /** As in `changed from gold to none` and `is new`. */
  readonly verb: string;
}

const LONGEST_VALUE = 40;
const MOST_NAMES = 3;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Fields of which the next level says more. */
const OPENED: ReadonlySet<string> = new Set(['spec', 'data', 'metadata']);

/** What changed between two states of an object; undefined where it is the same, but for what a server counts. */
export function objectDifference(before: Resource, after: Resource): ObjectDifference | undefined {
  const shows = !isSecret(before) && !isSecret(after);
  return (
    entryDifference('label', metadataMap(before, 'labels'), metadataMap(after, 'labels'), shows) ??
    entryDifference('annotation', annotationsOf(before), annotationsOf(after), shows) ??
    fieldDifference(withoutVolatile(before), withoutVolatile(after))
  );
}

function annotationsOf(resource: Resource): Readonly<Record<string, string>> {
  const entries = Object.entries(metadataMap(resource, 'annotations')).filter(([key]) => key !== LAST_APPLIED);
  return Object.fromEntries(entries);
}

function entryDifference(
  word: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  shows: boolean,
): ObjectDifference | undefined {
  const keys = differingKeys(before, after);
  const [only, second] = keys;
  if (only === undefined) return undefined;
  if (second !== undefined) return { subject: `${word}s ${listed(keys)}`, verb: 'changed' };
  const [a, b] = [valueAt(before, only), valueAt(after, only)];
  const subject = `${word} ${readable(only)}`;
  if (a === undefined) return { subject: shows && b !== undefined ? `${subject}=${b}` : subject, verb: 'is new' };
  if (b === undefined) return { subject: shows ? `${subject}=${a}` : subject, verb: 'is gone' };
  return { subject, verb: shows ? `changed from ${a} to ${b}` : 'changed' };
}

function fieldDifference(before: Resource, after: Resource): ObjectDifference | undefined {
  const fields = differingKeys(before, after).flatMap((field) => openedFields(field, before[field], after[field]));
  // The state that a cluster reports follows from the rest.
  const wanted = fields.filter((field) => field !== 'status');
  const told = wanted.length > 0 ? wanted : fields;
  return told.length === 0 ? undefined : { subject: listed(told), verb: 'changed' };
}

function openedFields(field: string, before: Json | undefined, after: Json | undefined): readonly string[] {
  if (!OPENED.has(field) || !isJsonObject(before) || !isJsonObject(after)) return [field];
  return differingKeys(before, after).map((key) => `${field}.${key}`);
}

function differingKeys(before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !sameField(child(before, key), child(after, key))).sort(compareText);
}

function sameField(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameJson(a, b);
}

function valueAt(map: Readonly<Record<string, string>>, key: string): string | undefined {
  const value = child(map, key);
  return typeof value === 'string' ? (value === '' ? "''" : readable(value)) : undefined;
}

/** As in `a`, `a and b`, `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(readable);
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more} more`] : shown;
  return [parts.slice(0, -1).join(', '), parts.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
}

/** In one line, and cut. */
function readable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const characters = Array.from(line.slice(0, 2 * LONGEST_VALUE));
  return characters.length > LONGEST_VALUE ? `${characters.slice(0, LONGEST_VALUE - 1).join('')}…` : line;
}
