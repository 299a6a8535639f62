// What a namespaced policy may touch: only its own namespace. The one place that answers it for what evaluation reads and writes, after
// the variables are put in; what the text of a policy shows already is for checks/.
import { describeResource, type ResourceId } from '../model/resource.ts';
import type { Scope } from '../model/trigger.ts';
import type { ApiAddress, ApiPath } from './api/api-path.ts';

/** Something that a rule is about to read or write. */
export type Access =
  /** An object, as a target or a source; `scope` is its kind's. */
  | { readonly to: 'object'; readonly id: ResourceId; readonly scope: Scope }
  /** All objects of a kind in a namespace; in every namespace where it is ''. */
  | { readonly to: 'list'; readonly namespace: string }
  | { readonly to: 'path'; readonly path: ApiPath }
  | { readonly to: 'global-context' };

/** Why an access is refused (the rest of a sentence about what is accessed), and what to do. */
export interface Confined {
  readonly problem: string;
  readonly help: string;
}

const HELP = 'Use a cluster-wide policy for this rule.';

/**
 * Why a policy of namespace `own` may not have an access; undefined where it may, as a ClusterPolicy (own is '') always does.
 *
 * Errors  what cannot be told to lie in the namespace is refused: an object of a kind whose scope is not known, a path in disguise.
 */
export function refusedAccess(own: string, access: Access): Confined | undefined {
  if (own === '') return undefined;
  switch (access.to) {
    case 'object':
      return refusedObject(own, access.id, access.scope);
    case 'list':
      return access.namespace === own ? undefined : refusedList(own, access.namespace);
    case 'path':
      return refusedPath(own, access.path);
    case 'global-context':
      return {
        problem: `holds objects of all namespaces, and the policy may only read in its own, ${own}`,
        help: HELP,
      };
  }
}

/** Whether a policy of namespace `own` looks at a trigger at all. */
export function looksAt(own: string, trigger: ResourceId): boolean {
  return own === '' || trigger.namespace === own;
}

function refusedObject(own: string, id: ResourceId, scope: Scope): Confined | undefined {
  const problem = `${describeResource(id)} is outside the policy's namespace ${own}`;
  if (id.namespace !== own || scope === 'Cluster') return { problem, help: HELP };
  if (scope === 'Namespaced') return undefined;
  // A cluster drops the namespace of an object whose kind is cluster-scoped.
  return {
    problem: `whether ${id.kind} lives in namespaces is not known, and the policy may only use its own, ${own}`,
    help: `Add the CustomResourceDefinition of ${id.kind} to the inventory, or use a cluster-wide policy for this rule.`,
  };
}

function refusedList(own: string, namespace: string): Confined {
  const where = namespace === '' ? 'all namespaces' : namespace;
  return { problem: `in ${where} are outside the policy's namespace ${own}`, help: HELP };
}

function refusedPath(own: string, path: ApiPath): Confined | undefined {
  if (path.kind === 'refused') return { problem: path.reason, help: `Write the path as /api/v1/namespaces/${own}/….` };
  const named = path.kind === 'resource' ? namespaceOf(path.address) : undefined;
  if (named === own) return undefined;
  const where = named === undefined ? 'no namespace' : `the namespace ${named}`;
  return { problem: `its urlPath names ${where}, but a Policy may only read in its own, ${own}`, help: HELP };
}

/** The namespace in the path; for a Namespace itself, its own name. */
function namespaceOf({ group, plural, namespace, name }: ApiAddress): string | undefined {
  return namespace ?? (group === '' && plural === 'namespaces' ? name : undefined);
}
