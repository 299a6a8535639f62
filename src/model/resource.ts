// Kubernetes objects as values, and the one printed form of their identity. What a kind's scope or plural is belongs to kube/.

/** Any JSON value. Integers beyond 2^53 are bigint, so that every digit survives. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A JSON object. `__proto__` is an ordinary own key. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An object that has at least apiVersion, kind and metadata.name; the loaders vouch for it. */
export interface Resource extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** The metadata that Headwater reads; everything else in it stays reachable as JSON. */
export interface Metadata extends JsonObject {
  readonly name: string;
}

/** The same object to a cluster, whatever its version. `namespace` is '' for cluster-scoped kinds, `group` is '' for the core group. */
export interface ResourceId {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A printed ResourceId, `group/Kind/namespace/name`: the only map key and sort key for objects. */
export type ResourceKey = string & { readonly brand: 'ResourceKey' };

/** Tells whether a JSON value is an object (not a list, not null). */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether a JSON value is a list. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The child of an object, or undefined where `value` is no object or has no such own key. */
export function child(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The text under `key`, or '' where there is none. */
export function textAt(value: Json | undefined, key: string): string {
  const found = child(value, key);
  return typeof found === 'string' ? found : '';
}

/** The string-valued entries of the map under `metadata.<field>` (labels, annotations); other values are left out. */
export function metadataMap(resource: Resource, field: 'labels' | 'annotations'): Readonly<Record<string, string>> {
  const map = child(resource.metadata, field);
  if (!isJsonObject(map)) return {};
  const entries = Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

/**
 * Builds a key from an identity.
 *
 * Shape   four parts joined by '/'; '%' and '/' inside a part are percent-encoded, so the form is injective.
 */
export function resourceKey(id: ResourceId): ResourceKey {
  return [id.group, id.kind, id.namespace, id.name].map(escapePart).join('/') as ResourceKey;
}

/** Reads a key back; undefined where the text is none. */
export function parseResourceKey(text: string): ResourceId | undefined {
  const [group, kind, namespace, name, ...rest] = text.split('/').map(unescapePart);
  if (group === undefined || !kind || namespace === undefined || !name || rest.length > 0) return undefined;
  return { group, kind, namespace, name };
}

/** How people are shown an object: `Namespace/team-a`, `ConfigMap/team-a/zk`. */
export function describeResource(id: ResourceId): string {
  return [id.kind, id.namespace, id.name].filter((part) => part !== '').join('/');
}

/** The group of an apiVersion: 'apps' of 'apps/v1', '' of 'v1'. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an apiVersion: 'v1' of 'apps/v1' and of 'v1'. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** Compares by code unit: the one order of everything that is printed. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function escapePart(part: string): string {
  return part.includes('%') || part.includes('/') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
}

function unescapePart(part: string): string {
  return part.includes('%') ? part.replaceAll('%2F', '/').replaceAll('%25', '%') : part;
}
