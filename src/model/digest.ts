// Digests of content. Two objects have the same digest exactly when they are the same JSON, whatever their order of keys.
import { createHash, createHmac } from 'node:crypto';
import { compareText, isJsonList, isJsonObject } from './resource.ts';
import type { Json, JsonObject, Metadata, Resource } from './resource.ts';

/** Hex SHA-256 of canonical JSON; keyed (HMAC) for the values of Secrets. */
export type Digest = string & { readonly brand: 'Digest' };

/** Digest of a JSON value. */
export function digestOf(value: Json): Digest {
  return createHash('sha256').update(canonicalJson(value)).digest('hex') as Digest;
}

/**
 * Digest of an object that may hold secret values.
 *
 * Shape   for a Secret each value under data and stringData enters only as an HMAC under `key`; without a key it does not enter at
 *         all, so a change of a value alone is not seen. A plain hash of a short password would be the password.
 */
export function digestOfResource(resource: Resource, key: string | undefined): Digest {
  return digestOf(isSecret(resource) ? withoutSecretValues(resource, key) : resource);
}

/** Digest of a value that may be secret: under `key` as an HMAC, without a key of nothing. */
export function digestOfSecretValue(value: Json, key: string | undefined): Digest {
  return digestOf(keyed(value, key));
}

/** Tells whether an object is a core Secret. */
export function isSecret(resource: { readonly apiVersion: string; readonly kind: string }): boolean {
  return resource.kind === 'Secret' && resource.apiVersion === 'v1';
}

/** kubectl writes the whole object, values included, into this annotation. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A Secret with each value replaced by its keyed digest, or by nothing where there is no key. */
export function withoutSecretValues(resource: Resource, key: string | undefined): Resource {
  const hidden = (map: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(map).map(([name, secret]) => [name, keyed(secret, key)]));
  const replaced = Object.entries(resource).map(([field, value]): [string, Json] =>
    (field === 'data' || field === 'stringData') && isJsonObject(value) ? [field, hidden(value)] : [field, value],
  );
  return { ...resource, ...Object.fromEntries(replaced), metadata: withoutLastApplied(resource.metadata) };
}

function withoutLastApplied(metadata: Metadata): Metadata {
  const { annotations } = metadata;
  if (!isJsonObject(annotations) || !Object.hasOwn(annotations, LAST_APPLIED)) return metadata;
  const kept = Object.entries(annotations).filter(([name]) => name !== LAST_APPLIED);
  return { ...metadata, annotations: Object.fromEntries(kept) };
}

/** JSON text with keys sorted by code unit and no blanks; bigint as plain digits. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (isJsonList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort(compareText)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${fields.join(',')}}`;
}

/** Tells whether two values have the same canonical JSON, several times faster than by printing both. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isJsonList(a))
    return isJsonList(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at] ?? null));
  if (isJsonObject(a)) return isJsonObject(b) && sameFields(a, b);
  const isNumeric = typeof a === 'bigint' || typeof b === 'bigint';
  return isNumeric && canonicalJson(a) === canonicalJson(b);
}

function sameFields(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null));
}

function keyed(secret: Json, key: string | undefined): string {
  return key === undefined ? '' : createHmac('sha256', key).update(canonicalJson(secret)).digest('hex');
}
