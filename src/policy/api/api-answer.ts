// Answers reads of the Kubernetes API from the world: one object, or a list with its selectors. Addresses are read in api-path.ts.
import { DEFAULT_NAMESPACE } from '../../kube/index.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import {
  compareText,
  describeResource,
  metadataMap,
  textAt,
  type Json,
  type Resource,
  type ResourceId,
} from '../../model/resource.ts';
import type { World } from '../../model/trigger.ts';
import { parseFieldSelector, type SelectableObject } from './api-field-selector.ts';
import { parseLabelSelector } from './api-label-selector.ts';
import type { ApiAddress } from './api-path.ts';

/** What the API server would send, or why it would send an error. */
export type ApiAnswer = { readonly value: Json } | { readonly failure: string };

interface KnownAddress extends ApiAddress {
  readonly kind: string;
  readonly isCluster: boolean;
}

/**
 * The answer to a GET.
 *
 * Shape   a list is `{apiVersion, kind, metadata: {}, items}`; items keep apiVersion and kind.
 * Order   items by namespace, then by name.
 * Errors  an object that is missing, a kind or version that is not known, a path that does not fit the kind's scope, a selector that
 *         is not legal, a subresource other than `status`.
 */
export function answerRead(address: ApiAddress, world: World, kinds: KindCatalog): ApiAnswer {
  const { group, plural, version, namespace, name, subresource } = address;
  const resource = group === '' ? plural : `${plural}.${group}`;
  const kind = world.kindOfPlural(group, plural);
  if (kind === undefined) {
    return fail(`${resource} is no kind that is known; add its CustomResourceDefinition to the inventory`);
  }
  const versions = kinds.find(group, kind)?.versions ?? [];
  if (versions.length > 0 && !versions.includes(version)) {
    return fail(`${resource} has no version ${version}, only ${versions.join(', ')}`);
  }
  const scope = world.scope(group, kind);
  if (scope === 'Cluster' && namespace !== undefined)
    return fail(`${kind} is cluster-scoped, but the path has a namespace`);
  if (scope === 'Namespaced' && namespace === undefined && name !== undefined) {
    return fail(`${kind} lives in a namespace, but the path of ${name} has none`);
  }
  if (subresource !== undefined && subresource !== 'status') {
    return fail(`the inventory has no subresource ${subresource} of ${kind}`);
  }
  const known = { ...address, kind, isCluster: scope === 'Cluster' };
  return name === undefined ? answerList(known, world) : answerGet({ ...known, name }, world);
}

function answerGet(address: KnownAddress & { readonly name: string }, world: World): ApiAnswer {
  const { group, kind, namespace = '', name } = address;
  const id: ResourceId = { group, kind, namespace, name };
  const found = world.get(id);
  return found === undefined
    ? fail(`${describeResource(id)} is not in the inventory`)
    : { value: selectable(found, address).resource };
}

function answerList(address: KnownAddress, world: World): ApiAnswer {
  const { group, version, kind, namespace, parameters } = address;
  const labels = parseLabelSelector(parameters.get('labelSelector') ?? '');
  if ('problem' in labels) return fail(labels.problem);
  const fields = parseFieldSelector(parameters.get('fieldSelector') ?? '', group, kind);
  if ('problem' in fields) return fail(fields.problem);
  const limit = parameters.get('limit') ?? '';
  if (!/^[0-9]*$/.test(limit)) return fail(`limit ${JSON.stringify(limit)} is no number`);
  if ((parameters.get('continue') ?? '') !== '') return fail('a list from the inventory cannot be continued');
  if (/^(?:1|true)$/i.test(parameters.get('watch') ?? '')) return fail('an inventory cannot be watched');
  const items = world
    .list({ group, kind, ...(namespace === undefined ? {} : { namespace }) })
    .map((resource) => selectable(resource, address))
    .filter((object) => labels.matches(metadataMap(object.resource, 'labels')) && fields.matches(object))
    .sort(byNamespaceThenName)
    .map(({ resource }) => resource);
  return { value: listOf(group === '' ? version : `${group}/${version}`, kind, firstOf(items, Number(limit))) };
}

/** The object as the API server would send it, which always says the namespace. */
function selectable(resource: Resource, { group, kind, isCluster }: KnownAddress): SelectableObject {
  const { name } = resource.metadata;
  if (isCluster) return { id: { group, kind, namespace: '', name }, resource };
  const written = textAt(resource.metadata, 'namespace');
  const namespace = written || DEFAULT_NAMESPACE;
  const served = written === '' ? { ...resource, metadata: { ...resource.metadata, namespace } } : resource;
  return { id: { group, kind, namespace, name }, resource: served };
}

function byNamespaceThenName(a: SelectableObject, b: SelectableObject): number {
  return compareText(a.id.namespace, b.id.namespace) || compareText(a.id.name, b.id.name);
}

function firstOf(items: readonly Resource[], limit: number): readonly Resource[] {
  return limit === 0 ? items : items.slice(0, limit);
}

function listOf(apiVersion: string, kind: string, items: readonly Resource[]): Json {
  return { apiVersion, kind: `${kind}List`, metadata: {}, items };
}

function fail(failure: string): ApiAnswer {
  return { failure };
}
