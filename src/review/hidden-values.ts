// Hides values of Secrets in objects that are no Secrets: what a rule copied out of one into a ConfigMap is as secret there. Secrets
// themselves are masked by render/mask.ts; which texts are values of Secrets is secret-texts.ts.
import { isSecret } from '../model/digest.ts';
import { isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';
import type { ReviewInput } from './review.ts';
import { secretTexts, utf8 } from './secret-texts.ts';

/** Texts shorter than this occur within others by chance. */
const SHORTEST_PART = 8;
/** What is repeated in every object, and decides nothing but where it lies. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind']);
const PLAIN_METADATA: ReadonlySet<string> = new Set(['name', 'namespace']);

/** Replaces values of Secrets in an object; `label` names a value, as in `secret 24 bytes`. */
export type HideValues = (resource: Resource, label: (value: string) => string) => Resource;

/** Knows the values of the Secrets of a review. */
export interface Hiding {
  readonly resource: HideValues;
  /** A text for people without them. */
  readonly text: (text: string) => string;
  /** Those of eight characters and more that lie in an object that is no Secret, its name included. They are for comparing alone. */
  readonly heldIn: (resource: Resource) => ReadonlySet<string>;
  readonly heldInText: (text: string) => ReadonlySet<string>;
}

/**
 * Hides the values that the Secrets of inventory, output and plan have, raw and encoded, and what is secret within them.
 *
 * Shape   a whole text from six characters on, a part of one from eight: shorter ones would be found everywhere. The name of a Namespace
 *         is no secret, whatever repeats it.
 */
export function hidingOf(input: ReviewInput): Hiding {
  const sought = soughtTexts(withoutNamespaces(secretTexts(resourcesOf(input)), input));
  if (sought.whole.size === 0) return NOTHING_TO_HIDE;
  return {
    resource: (resource, label) => hideIn(resource, sought, (value) => `‹${label(utf8(value))}›`),
    text: (text) => hideText(text, sought, (value) => `‹secret ${utf8(value).length} bytes›`),
    heldIn: (resource) => heldIn(resource, sought),
    heldInText: (text) => heldInText(text, sought),
  };
}

const NOTHING_TO_HIDE: Hiding = {
  resource: (resource) => resource,
  text: (text) => text,
  heldIn: () => new Set(),
  heldInText: () => new Set(),
};

function* resourcesOf({ before, after, output, plan }: ReviewInput): Generator<Resource> {
  for (const { objects } of [before.inventory, after.inventory]) {
    for (const { resource } of objects.values()) yield resource;
  }
  for (const { resource } of output.manifests.values()) yield resource;
  for (const change of plan.changes) {
    if (change.before) yield change.before;
    if (change.after) yield change.after;
  }
}

function withoutNamespaces(texts: ReadonlySet<string>, { before, after }: ReviewInput): ReadonlySet<string> {
  if (texts.size === 0) return texts;
  const kept = new Set(texts);
  for (const { objects } of [before.inventory, after.inventory]) {
    for (const { resource } of objects.values()) if (resource.kind === 'Namespace') kept.delete(resource.metadata.name);
  }
  return kept;
}

function hideIn(resource: Resource, sought: Sought, masked: (value: string) => string): Resource {
  const entries = Object.entries(resource).map(([key, value]): [string, Json] => {
    if (PLAIN_FIELDS.has(key)) return [key, value];
    return [key, key === 'metadata' ? hideMetadata(value, sought, masked) : hideJson(value, sought, masked)];
  });
  return { ...resource, ...Object.fromEntries(entries) };
}

function heldIn(resource: Resource, sought: Sought): ReadonlySet<string> {
  if (isSecret(resource)) return new Set();
  const held = new Set(heldInText(resource.metadata.name, sought));
  hideIn(resource, sought, notingIn(held));
  return held;
}

function heldInText(text: string, sought: Sought): ReadonlySet<string> {
  const held = new Set<string>();
  hideText(text, sought, notingIn(held));
  return held;
}

function notingIn(held: Set<string>): (value: string) => string {
  return (value) => {
    const text = value.trim();
    if (text.length >= SHORTEST_PART) held.add(text);
    return '';
  };
}

function hideMetadata(metadata: Json, sought: Sought, masked: (value: string) => string): Json {
  if (!isJsonObject(metadata)) return metadata;
  const entries = Object.entries(metadata).map(([key, value]) => [
    key,
    PLAIN_METADATA.has(key) ? value : hideJson(value, sought, masked),
  ]);
  return Object.fromEntries(entries) as Json; // of a mapped tuple, TypeScript forgets the parts
}

function hideJson(value: Json, sought: Sought, masked: (value: string) => string): Json {
  if (typeof value === 'string') return hideText(value, sought, masked);
  if (typeof value === 'number' || typeof value === 'bigint') {
    return sought.whole.has(String(value)) ? masked(String(value)) : value;
  }
  if (isJsonList(value)) return value.map((item) => hideJson(item, sought, masked));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [
    hideText(key, sought, masked),
    hideJson(item, sought, masked),
  ]);
  return Object.fromEntries(entries);
}

function hideText(text: string, sought: Sought, masked: (value: string) => string): string {
  if (sought.whole.has(text.trim())) return masked(text);
  let [shown, from] = ['', 0];
  for (let at = 0; at + SHORTEST_PART <= text.length; at += 1) {
    const found = partAt(text, at, sought);
    if (found === undefined) continue;
    shown += text.slice(from, at) + masked(found);
    from = at + found.length;
    at = from - 1;
  }
  return shown + text.slice(from);
}

/** What is looked for: `parts` by how they begin, the longest first; `starts` tells by two characters that nothing begins so. */
interface Sought {
  readonly whole: ReadonlySet<string>;
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly starts: Uint8Array;
}

function soughtTexts(texts: ReadonlySet<string>): Sought {
  const parts = new Map<string, string[]>();
  const starts = new Uint8Array(0x10000);
  for (const text of [...texts].sort((a, b) => b.length - a.length)) {
    if (text.length < SHORTEST_PART) continue;
    const start = text.slice(0, SHORTEST_PART);
    const list = parts.get(start);
    if (list) list.push(text);
    else parts.set(start, [text]);
    starts[startAt(text, 0)] = 1;
  }
  return { whole: texts, parts, starts };
}

function partAt(text: string, at: number, { parts, starts }: Sought): string | undefined {
  if (starts[startAt(text, at)] === 0) return undefined;
  const candidates = parts.get(text.slice(at, at + SHORTEST_PART));
  return candidates?.find((candidate) => text.startsWith(candidate, at));
}

function startAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 251 + text.charCodeAt(at + 1)) & 0xffff;
}
