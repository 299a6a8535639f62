// The identity of what a pattern generates, after substitution: scope and legal names. Where a namespaced policy may write is asked of
// confinement.ts.
import { apiVersionProblem, inferApiVersion, nameProblem } from '../kube/index.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { describeResource, groupOf, resourceKey, type ResourceId } from '../model/resource.ts';
import type { Scope, World } from '../model/trigger.ts';
import { refusedAccess } from './confinement.ts';
import { type Attempt, type FieldPath, type Trouble, failed, made } from './trouble.ts';

/** What resolving a target depends on: whose rule it is, and the kinds that are known. */
export interface TargetEnvironment {
  readonly policy: { readonly namespace: string };
  readonly options: { readonly kinds: KindCatalog };
}

/** What a rendered pattern says of its target; '' where it says nothing. */
export interface TargetText {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A target with the apiVersion it is written under, and what there is to remark. */
export interface Target {
  readonly id: ResourceId;
  readonly apiVersion: string;
  readonly scope: Scope;
  readonly remarks: readonly Trouble[];
}

/** The target that texts name; a failure where they name none that a cluster would accept. */
export function resolveTarget(
  environment: TargetEnvironment,
  text: TargetText,
  path: FieldPath,
  world: World,
): Attempt<Target> {
  const apiVersion = text.apiVersion || apiVersionOf(environment, text.kind);
  if (apiVersion === undefined) return failed(unknownKind(text.kind, path));
  const group = groupOf(apiVersion);
  const scope = world.scope(group, text.kind);
  if (scope !== 'Cluster' && text.namespace === '') return failed(withoutNamespace(text, scope, path));
  const namespace = scope === 'Cluster' ? '' : text.namespace;
  const id: ResourceId = { group, kind: text.kind, namespace, name: text.name };
  const problem = nameProblem(id) ?? apiVersionProblem(apiVersion);
  if (problem !== undefined) return failed(illegal(id, problem, path));
  const refused = refusedAccess(environment.policy.namespace, { to: 'object', id, scope });
  if (refused !== undefined)
    return failed({ ...illegal(id, refused.problem, path), code: 'evaluate/confined', help: refused.help });
  const dropped = scope === 'Cluster' && text.namespace !== '';
  return made({ id, apiVersion, scope, remarks: dropped ? [namespaceDropped(id, text.namespace, path)] : [] });
}

function apiVersionOf({ options }: TargetEnvironment, kind: string): string | undefined {
  const inferred = inferApiVersion(kind);
  if (inferred !== undefined) return inferred;
  const [taught] = options.kinds.groupsOf(kind);
  const version = taught?.versions[0];
  if (taught === undefined || version === undefined) return undefined;
  return taught.group === '' ? version : `${taught.group}/${version}`;
}

function unknownKind(kind: string, path: FieldPath): Trouble {
  return {
    code: 'evaluate/kind-unknown',
    message: `Kind ${JSON.stringify(kind)} has no apiVersion here and is not known`,
    help: 'Write the apiVersion of the target, or add the CustomResourceDefinition of the kind to the inventory.',
    path: [...path, 'kind'],
  };
}

function withoutNamespace(text: TargetText, scope: 'Namespaced' | 'unknown', path: FieldPath): Trouble {
  const name = `${text.kind} ${text.name}`;
  if (scope === 'Namespaced') {
    return {
      code: 'evaluate/invalid-target',
      message: `${name} lives in a namespace, and the rule names none`,
      help: 'Give the target a namespace.',
      path: [...path, 'namespace'],
    };
  }
  return {
    code: 'evaluate/kind-unknown',
    message: `${name} has no namespace, and whether its kind needs one is not known`,
    help: `Add the CustomResourceDefinition of ${text.kind} (${text.apiVersion || 'no apiVersion'}) to the inventory, or give the target a namespace.`,
    path: [...path, 'namespace'],
  };
}

function illegal(id: ResourceId, problem: string, path: FieldPath): Trouble {
  return {
    code: 'evaluate/invalid-target',
    message: `The target cannot be written: ${problem}`,
    help: 'Check the expressions that give the target its kind, namespace and name.',
    path,
    // A key that is no legal identity is shown all the same: it says what the expressions gave.
    downstream: resourceKey(id),
  };
}

function namespaceDropped(id: ResourceId, namespace: string, path: FieldPath): Trouble {
  return {
    code: 'evaluate/invalid-target',
    severity: 'notice',
    message: `${describeResource(id)} is of a cluster-scoped kind, so the namespace ${namespace} is left out`,
    help: 'Remove the namespace from the rule.',
    path: [...path, 'namespace'],
  };
}
