// name, names and namespaces of a filter.
import { textAt, type Resource, type ResourceId } from '../model/resource.ts';
import { matchesWildcard } from '../values/index.ts';

/** The name that filters look at: metadata.name, or generateName where there is none. */
export function filterableName(resource: Resource): string {
  return resource.metadata.name || textAt(resource.metadata, 'generateName');
}

/** The namespace that filters look at: that of the object, a Namespace's own name, '' for other cluster-scoped kinds. */
export function filterableNamespace(id: ResourceId): string {
  return id.kind === 'Namespace' ? id.name : id.namespace;
}

/** Tells whether one of the patterns matches the text. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesWildcard(pattern, text));
}
