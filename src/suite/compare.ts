// Compares a generated object with the one a test expects, as Kyverno's command line does.
import { DEFAULT_NAMESPACE, resourceIdOf } from '../kube/index.ts';
import { canonicalJson } from '../model/digest.ts';
import type { KindCatalog } from '../model/inventory.ts';
import {
  child,
  isJsonList,
  isJsonObject,
  resourceKey,
  type Json,
  type JsonObject,
  type Resource,
} from '../model/resource.ts';

/** `expected` and `found` in the form that they are compared in. */
export type Comparison =
  | { readonly outcome: 'equal' }
  | { readonly outcome: 'different'; readonly expected: Resource; readonly found: Resource }
  | { readonly outcome: 'missing' };

/**
 * Compares with the namesake among the objects of one file.
 *
 * Shape   labels of a generation are left out and the one of Kyverno's management is set, on both sides; nulls, empty maps and empty
 *         lists do not count; lists keep their order, and a number is not a text. Where `expected` has no annotations, those of the
 *         other may be left out of account too.
 * Source  Kyverno, command line: comparison of generated resources.
 */
export function compareGenerated(
  found: Resource,
  expected: readonly Resource[],
  kinds: KindCatalog,
  annotations: 'compared' | 'where-expected' = 'compared',
): Comparison {
  const key = resourceKey(resourceIdOf(found, kinds));
  const namesake = expected.find((one) => {
    return one.apiVersion === found.apiVersion && resourceKey(resourceIdOf(one, kinds)) === key;
  });
  if (namesake === undefined) return { outcome: 'missing' };
  const left = comparable(namesake, kinds);
  const isBare = annotations === 'where-expected' && child(left.metadata, 'annotations') === undefined;
  const right = comparable(isBare ? withoutAnnotations(found) : found, kinds);
  if (canonicalJson(left) === canonicalJson(right)) return { outcome: 'equal' };
  return { outcome: 'different', expected: left, found: right };
}

function withoutAnnotations(resource: Resource): Resource {
  return { ...resource, metadata: { ...resource.metadata, annotations: {} } };
}

/** The form in which objects are compared. */
export function comparable(resource: Resource, kinds: KindCatalog): Resource {
  const { namespace } = resourceIdOf(resource, kinds);
  const metadata: JsonObject = {
    ...resource.metadata,
    ...(namespace === DEFAULT_NAMESPACE ? { namespace } : {}),
    labels: comparableLabels(child(resource.metadata, 'labels')),
  };
  const whole = withoutEmpty({ ...resource, metadata });
  // The name is kept: it is no empty value.
  return whole as Resource;
}

function comparableLabels(labels: Json | undefined): JsonObject {
  const written = isJsonObject(labels) ? Object.entries(labels) : [];
  const kept = written.filter(([key]) => !key.startsWith('generate.kyverno.io/'));
  return { ...Object.fromEntries(kept), 'app.kubernetes.io/managed-by': 'kyverno' };
}

/** From the inside out: what is empty after its content is gone goes too. */
function withoutEmpty(value: Json): Json {
  if (isJsonList(value)) return value.map(withoutEmpty).filter((item) => !isEmpty(item));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => [key, withoutEmpty(inner)]);
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}

function isEmpty(value: Json): boolean {
  if (value === null) return true;
  if (isJsonList(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
