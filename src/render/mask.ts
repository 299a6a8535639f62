// Copies of Secrets for showing: every key is there, no value is. Which files hold a Secret is decided in files.ts.
import type { FileChange } from '../model/file-change.ts';
import { canonicalJson, isSecret } from '../model/digest.ts';
import { child, isJsonObject, type Json, type JsonObject, type Resource } from '../model/resource.ts';

/** A Secret before and after, as far as there is one. */
export type SecretPair = NonNullable<FileChange['sensitive']>;

/** Masks one pair after the other; equal values get equal masks in all of them. */
export type Masker = (pair: SecretPair) => SecretPair;

/** kubectl writes the whole object, values included, into this annotation. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * A masker for one diff.
 *
 * Shape   `‹secret 24 bytes›`; a second value of the same length is `‹secret 24 bytes #2›`, so that two masks up to the comma are equal
 *         exactly when the values are. `, changed›` closes the mask of a key whose value was another one before.
 * Order   numbers count in the order of masking, so the same diff has the same masks.
 */
export function startMasking(): Masker {
  const label = startLabels();
  return ({ before, after }) => ({
    ...(before && { before: maskSecret(before, undefined, label) }),
    ...(after && { after: maskSecret(after, before, label) }),
  });
}

/** Labels for secret values, each a text with one byte to a character: `secret 24 bytes`, `secret 24 bytes #2`. Equal values, equal labels. */
export function startLabels(): (value: string) => string {
  const numbers = new Map<string, number>();
  const counts = new Map<number, number>();
  return (value) => {
    const count = counts.get(value.length) ?? 0;
    const number = numbers.get(value) ?? count + 1;
    if (number > count) counts.set(value.length, number);
    numbers.set(value, number);
    return `secret ${value.length} ${value.length === 1 ? 'byte' : 'bytes'}${number === 1 ? '' : ` #${number}`}`;
  };
}

type Label = (value: string) => string;

type SecretField = 'data' | 'stringData';

function maskSecret(resource: Resource, former: Resource | undefined, label: Label): Resource {
  if (!isSecret(resource)) return resource;
  const masked: Record<string, Json> = {};
  for (const field of ['data', 'stringData'] as const) {
    const values = child(resource, field);
    if (values !== undefined) masked[field] = maskField(values, child(former, field), field, label);
  }
  return { ...resource, ...masked, metadata: maskMetadata(resource, former, label) };
}

/** Where `data` is no map, or a value no text, it is still taken for a secret: nothing below these fields is ever shown. */
function maskField(values: Json, former: Json | undefined, field: SecretField, label: Label): Json {
  if (!isJsonObject(values)) return maskValue(values, former, field, label);
  const entries = Object.entries(values).map(([key, value]): [string, Json] => [
    key,
    maskValue(value, child(former, key), field, label),
  ]);
  return Object.fromEntries(entries);
}

function maskMetadata(resource: Resource, former: Resource | undefined, label: Label): Resource['metadata'] {
  const annotations = child(resource.metadata, 'annotations');
  const value = child(annotations, LAST_APPLIED);
  if (!isJsonObject(annotations) || value === undefined) return resource.metadata;
  const earlier = child(child(former?.metadata, 'annotations'), LAST_APPLIED);
  const masked: JsonObject = { ...annotations, [LAST_APPLIED]: maskValue(value, earlier, 'stringData', label) };
  return { ...resource.metadata, annotations: masked };
}

function maskValue(value: Json, former: Json | undefined, field: SecretField, label: Label): string {
  const bytes = bytesOf(value, field);
  const changed = former !== undefined && bytesOf(former, field) !== bytes;
  return `‹${label(bytes)}${changed ? ', changed' : ''}›`;
}

/** The bytes of a value, one to a character: of what base64 stands for under data, of the text itself under stringData. */
function bytesOf(value: Json, field: SecretField): string {
  if (typeof value !== 'string') return utf8(canonicalJson(value));
  if (field === 'stringData') return utf8(value);
  try {
    return atob(value);
  } catch {
    return utf8(value);
  }
}

function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
