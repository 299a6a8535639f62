// Server-side apply on a manifest: fields that Headwater wants are set, fields it set before and no longer wants go, all others stay.
import { compareText, isJsonObject, type Json, type JsonObject, type Resource } from '../model/resource.ts';

/** Pointers of the leaves of an object, sorted. Lists count as one leaf; '/' and '~' in keys are escaped as in RFC 6901. */
export function leafFields(resource: Resource): readonly string[] {
  return leaves(resource, '').sort(compareText);
}

/**
 * What is found, with the wanted fields set and the formerly set ones removed.
 *
 * Source  Kyverno, useServerSideApply: apply with force under one field manager; lists are replaced as a whole here.
 */
export function applyServerSide(found: Resource, wanted: Resource, former: readonly string[]): Resource {
  const still = new Set(leafFields(wanted));
  const pruned = former.filter((field) => !still.has(field)).reduce<Json>(removeField, found);
  // The identity is the wanted one's, and `found` was a resource, so that what comes out is one too.
  return overlay(pruned, wanted) as Resource;
}

function leaves(value: Json, pointer: string): string[] {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return [pointer];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, `${pointer}/${escapeKey(key)}`));
}

function overlay(base: Json, wanted: Json): Json {
  if (!isJsonObject(base) || !isJsonObject(wanted)) return wanted;
  const set = Object.entries(wanted).map(([key, value]): [string, Json] => {
    const present = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, present === undefined ? value : overlay(present, value)];
  });
  return Object.fromEntries([...Object.entries(base), ...set]);
}

function removeField(value: Json, pointer: string): Json {
  return removeAt(value, pointer.split('/').slice(1).map(unescapeKey));
}

function removeAt(value: Json, path: readonly string[]): Json {
  const [key, ...rest] = path;
  if (key === undefined || !isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  const without: JsonObject = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  if (rest.length === 0) return without;
  const inner = removeAt(value[key] ?? null, rest);
  // A map that held only what was set goes with it.
  return isJsonObject(inner) && Object.keys(inner).length === 0 ? without : { ...value, [key]: inner };
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapeKey(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
