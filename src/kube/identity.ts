// What makes two objects the same object to a cluster. Whether the parts are legal is judged in names.ts.
import type { KindCatalog } from '../model/inventory.ts';
import { groupOf, textAt, type Resource, type ResourceId } from '../model/resource.ts';

/** The namespace of a namespaced object that names none. */
export const DEFAULT_NAMESPACE = 'default';

/**
 * The identity of an object.
 *
 * Shape   an object of a cluster-scoped kind loses a namespace; one of a namespaced or unknown kind without one is in `default`.
 */
export function resourceIdOf(resource: Resource, kinds: KindCatalog): ResourceId {
  const group = groupOf(resource.apiVersion);
  const { kind } = resource;
  const { name } = resource.metadata;
  const isCluster = kinds.find(group, kind)?.scope === 'Cluster';
  const namespace = isCluster ? '' : textAt(resource.metadata, 'namespace') || DEFAULT_NAMESPACE;
  return { group, kind, namespace, name };
}
