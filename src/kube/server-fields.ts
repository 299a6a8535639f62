// Fields of an object that change without anybody changing it.
import { child, isJsonObject, type JsonObject, type Metadata, type Resource } from '../model/resource.ts';

/** What a cluster counts up on its own. A difference in these alone is no change of a trigger. */
const VOLATILE: ReadonlySet<string> = new Set(['resourceVersion', 'generation', 'managedFields']);

/** The object without what differs between two reads of the same object: for digests that tell whether a trigger changed. */
export function withoutVolatile(resource: Resource): Resource {
  const kept = Object.entries(resource.metadata).filter(([field]) => !VOLATILE.has(field));
  // The name is not among the fields left out, so what is left is still Metadata.
  return { ...resource, metadata: Object.fromEntries(kept) as Metadata };
}

/** What only a server sets, and Kyverno takes off everything it generates. */
const SERVER_SET: ReadonlySet<string> = new Set([
  'uid',
  'selfLink',
  'creationTimestamp',
  'managedFields',
  'resourceVersion',
]);

/** What is state of a running cluster too, and means nothing in a repository. */
const CLUSTER_STATE: ReadonlySet<string> = new Set(['generation', 'deletionTimestamp', 'deletionGracePeriodSeconds']);

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * A built object without what a server sets.
 *
 * Shape   `keep` takes off what Kyverno does; `clean` also the other marks of a running cluster, `status` among them. Finalizers stay.
 */
export function withoutServerFields(object: JsonObject, mode: 'clean' | 'keep'): JsonObject {
  const metadata = child(object, 'metadata');
  if (!isJsonObject(metadata)) return object;
  const isKept = (field: string): boolean => !SERVER_SET.has(field) && (mode === 'keep' || !CLUSTER_STATE.has(field));
  const kept = Object.fromEntries(Object.entries(metadata).filter(([field]) => isKept(field)));
  if (mode === 'keep') return { ...object, metadata: kept };
  const fields = Object.entries(object).filter(([field]) => field !== 'status');
  return { ...Object.fromEntries(fields), metadata: withoutLastApplied(kept) };
}

function withoutLastApplied(metadata: JsonObject): JsonObject {
  const annotations = child(metadata, 'annotations');
  if (!isJsonObject(annotations) || !Object.hasOwn(annotations, LAST_APPLIED)) return metadata;
  const kept = Object.entries(annotations).filter(([key]) => key !== LAST_APPLIED);
  return { ...metadata, annotations: Object.fromEntries(kept) };
}
