// Fields of an object that change without anybody changing it.
import type { Metadata, Resource } from '../model/resource.ts';

/** What a cluster counts up on its own. A difference in these alone is no change of a trigger. */
const VOLATILE: ReadonlySet<string> = new Set(['resourceVersion', 'generation', 'managedFields']);

/** The object without what differs between two reads of the same object: for digests that tell whether a trigger changed. */
export function withoutVolatile(resource: Resource): Resource {
  const kept = Object.entries(resource.metadata).filter(([field]) => !VOLATILE.has(field));
  // The name is not among the fields left out, so what is left is still Metadata.
  return { ...resource, metadata: Object.fromEntries(kept) as Metadata };
}
