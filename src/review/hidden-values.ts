// Hides values of Secrets in objects that are no Secrets: what a rule copied out of one into a ConfigMap is as secret there. Secrets
// themselves are masked by render/mask.ts.
import { isSecret } from '../model/digest.ts';
import type { Inventory } from '../model/inventory.ts';
import { child, isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';

/** Texts shorter than this occur within others by chance. */
const SHORTEST_PART = 8;
/** The same for whole texts. */
const SHORTEST_WHOLE = 6;
/** What is repeated in every object, and decides nothing but where it lies. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind']);
const PLAIN_METADATA: ReadonlySet<string> = new Set(['name', 'namespace']);

/** Replaces values of Secrets in an object; `label` names a value, as in `secret 24 bytes`. */
export type HideValues = (resource: Resource, label: (value: string) => string) => Resource;

/**
 * Hides the values that the Secrets of these inventories have, raw and encoded, and the texts in those that are JSON.
 *
 * Shape   a whole text from six characters on, a part of one from eight: shorter ones would be found everywhere.
 */
export function hideValuesOf(inventories: readonly Inventory[]): HideValues {
  const secrets = inventories.flatMap(({ objects }) =>
    [...objects.values()].map(({ resource }) => resource).filter(isSecret),
  );
  const sought = soughtTexts(new Set(secrets.flatMap(valuesOf)));
  if (sought.whole.size === 0) return (resource) => resource;
  return (resource, label) => {
    const masked = (value: string): string => `‹${label(utf8(value))}›`;
    const entries = Object.entries(resource).map(([key, value]): [string, Json] => {
      if (PLAIN_FIELDS.has(key)) return [key, value];
      return [key, key === 'metadata' ? hideMetadata(value, sought, masked) : hideJson(value, sought, masked)];
    });
    return { ...resource, ...Object.fromEntries(entries) };
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

function valuesOf(secret: Resource): readonly string[] {
  const encoded = textsOf(child(secret, 'data')).flatMap((text) => [text, ...withinJson(decoded(text))]);
  const plain = textsOf(child(secret, 'stringData')).flatMap((text) => [btoa(utf8(text)), ...withinJson(text)]);
  return [...encoded, ...plain].map((text) => text.trim()).filter((text) => text.length >= SHORTEST_WHOLE);
}

function textsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isJsonList(value)) return value.flatMap(textsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

/** The text, and the texts in it where it is JSON: of the registry's credentials it is the password that is copied. */
function withinJson(text: string): readonly string[] {
  if (!text.startsWith('{')) return [text];
  try {
    return [text, ...textsOf(JSON.parse(text) as Json)]; // what JSON.parse gives is JSON
  } catch {
    return [text];
  }
}

function decoded(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return '';
  }
}

function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
