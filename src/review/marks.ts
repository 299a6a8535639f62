// Names of places as marks. What is folded is compared in a written form in which a mark cannot be taken for text, nor text for a mark:
// it is made here, and read back for showing. Which changes are compared belongs to fold.ts.
import { provenanceParty, type ProvenanceParty } from '../kube/index.ts';
import type { Change } from '../model/plan.ts';
import { NAMESPACE_MARK, TRIGGER_MARK } from '../model/preview.ts';
import {
  child,
  isJsonList,
  isJsonObject,
  parseResourceKey,
  type Json,
  type JsonObject,
  type Resource,
} from '../model/resource.ts';

/** A name that is another one in another member of a group, and the letter of its mark. */
export interface PlaceName {
  readonly text: string;
  readonly mark: 'n' | 't';
}

/** A text in which names are marks; see markText. */
export type Marked = string & { readonly brand: 'Marked' };

/**
 * In front of every mark. A text that has it in itself has it followed by LITERAL, so that each form is read back in one way.
 * It is a word as YAML has it, so that a mark never makes a text need quotes, and no two of them overlap.
 */
const OPEN = 'ZqX';
const LITERAL = 'x';

const SHOWN: Readonly<Record<string, string>> = {
  n: NAMESPACE_MARK,
  t: TRIGGER_MARK,
  p: '‹policy›',
  r: '‹rule›',
  o: TRIGGER_MARK,
  f: '‹former trigger›',
  s: '‹source›',
  [LITERAL]: OPEN,
};

const PARTY_MARKS: Readonly<Record<ProvenanceParty, string>> = { policy: 'p', rule: 'r', trigger: 'o', source: 's' };
const FORMER_TRIGGER = 'f';

/** The names of places in a change: its own namespace, and its trigger's name where that is another one. */
export function placeNames({ id, causes }: Pick<Change, 'id' | 'causes'>): readonly PlaceName[] {
  const trigger = causes[0] && parseResourceKey(causes[0].trigger)?.name;
  return [
    ...(id.namespace === '' ? [] : [{ text: id.namespace, mark: 'n' as const }]),
    ...(trigger === undefined || trigger === id.namespace ? [] : [{ text: trigger, mark: 't' as const }]),
  ];
}

/**
 * A text with names as marks: whole words only, where a letter or a digit in front or behind makes it another word. Of two that overlap
 * the one that begins first counts, then the longer one. From the result and the names the text can be read back.
 */
export function markText(text: string, names: readonly PlaceName[]): Marked {
  let [marked, from] = ['', 0];
  for (const { at, name } of foundNames(text, names)) {
    if (at < from) continue;
    marked += literal(text.slice(from, at)) + OPEN + name.mark;
    from = at + name.text.length;
  }
  return (marked + literal(text.slice(from))) as Marked;
}

/** The form with these names in the place of their marks. */
export function withNames(marked: Marked, names: readonly PlaceName[]): Marked {
  const known = new Map<string, string>(names.map(({ mark, text }) => [mark, literal(text)]));
  return rewrite(marked, (letter) => known.get(letter) ?? OPEN + letter) as Marked;
}

/** The form as people are shown it. */
export function showMarked(marked: Marked): string {
  return rewrite(marked, (letter) => SHOWN[letter] ?? '');
}

/** Whether it is the text itself, with nothing marked in it. */
export function isUnmarked(marked: Marked): boolean {
  return !marked.includes(OPEN);
}

/** Whether the form has one of the names in it as text. */
export function mentions(marked: Marked, names: readonly PlaceName[]): boolean {
  return names.some(({ text }) => marked.includes(literal(text)));
}

/** How often the form has a mark in it. */
export function countMarks(marked: Marked): number {
  return marked.split(OPEN).length - marked.split(OPEN + LITERAL).length;
}

/** What marking an object has to know beside it. */
export interface MarkingAround {
  /** The object on the other side of the difference: what provenance says differently there stays to be seen. */
  readonly other: Resource | undefined;
  readonly isBefore: boolean;
  /** Texts that are no content: they stay as they are. */
  readonly isMask: (text: string) => boolean;
}

/**
 * An object with names as marks in texts and keys, and what provenance says as a mark of its own.
 *
 * Shape   its group, version and kind, and the keys of the object itself and of its metadata, mean the same everywhere and stay.
 */
export function markResource(resource: Resource, names: readonly PlaceName[], around: MarkingAround): JsonObject {
  const mark = (text: string): string => (around.isMask(text) ? literal(text) : markText(text, names));
  const fields = Object.entries(resource).map(([key, value]): [string, Json] => {
    if (key === 'apiVersion' || key === 'kind') return [key, mapJson(value, literal)];
    return [literal(key), key === 'metadata' ? markMetadata(resource.metadata, mark, around) : mapJson(value, mark)];
  });
  return Object.fromEntries(fields);
}

function markMetadata(metadata: JsonObject, mark: (text: string) => string, around: MarkingAround): JsonObject {
  const fields = Object.entries(metadata).map(([key, value]): [string, Json] => {
    const isMap = (key === 'annotations' || key === 'labels') && isJsonObject(value);
    return [literal(key), isMap ? markEntries(key, value, mark, around) : mapJson(value, mark)];
  });
  return Object.fromEntries(fields);
}

function markEntries(
  field: 'annotations' | 'labels',
  map: JsonObject,
  mark: (text: string) => string,
  { other, isBefore }: MarkingAround,
): JsonObject {
  const others = child(other?.metadata, field);
  const entries = Object.entries(map).map(([key, value]): [string, Json] => {
    const party = provenanceParty(field, key);
    const letter = party && markOfParty(party, value, child(others, key), isBefore);
    return letter === undefined ? [mark(key), mapJson(value, mark)] : [literal(key), OPEN + letter];
  });
  return Object.fromEntries(entries);
}

function markOfParty(
  party: ProvenanceParty,
  value: Json,
  other: Json | undefined,
  isBefore: boolean,
): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (other === undefined || other === value) return PARTY_MARKS[party];
  if (party !== 'trigger') return undefined;
  return isBefore ? FORMER_TRIGGER : PARTY_MARKS.trigger;
}

/** The value with all its texts and keys as `rewritten` gives them; different keys stay different. */
function mapJson(value: Json, rewritten: (text: string) => string): Json {
  if (typeof value === 'string') return rewritten(value);
  if (isJsonList(value)) return value.map((item) => mapJson(item, rewritten));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rewritten(key), mapJson(item, rewritten)]));
}

interface Found {
  readonly at: number;
  readonly name: PlaceName;
}

/** By place, the longer of two first. */
function foundNames(text: string, names: readonly PlaceName[]): readonly Found[] {
  const found = names.flatMap((name) => placesOf(text, name));
  return names.length > 1 && found.length > 1
    ? found.sort((a, b) => a.at - b.at || b.name.text.length - a.name.text.length)
    : found;
}

function placesOf(text: string, name: PlaceName): Found[] {
  const found: Found[] = [];
  for (let at = text.indexOf(name.text); at >= 0; at = text.indexOf(name.text, at + 1)) {
    const end = at + name.text.length;
    // Two code units, for a letter may take two.
    if (endsInWord(text.slice(Math.max(0, at - 2), at)) || beginsWithWord(text.slice(end, end + 2))) continue;
    found.push({ at, name });
  }
  return found;
}

function endsInWord(text: string): boolean {
  return /[\p{L}\p{N}]$/u.test(text);
}

function beginsWithWord(text: string): boolean {
  return /^[\p{L}\p{N}]/u.test(text);
}

function literal(text: string): string {
  return text.includes(OPEN) ? text.replaceAll(OPEN, OPEN + LITERAL) : text;
}

function rewrite(marked: Marked, textOf: (letter: string) => string): string {
  if (isUnmarked(marked)) return marked;
  const [first = '', ...rest] = marked.split(OPEN);
  return first + rest.map((part) => textOf(part.slice(0, 1)) + part.slice(1)).join('');
}
