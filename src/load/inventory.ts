// Files of a cluster's state to an inventory: every object once, by key, with the kinds that its CustomResourceDefinitions teach.
import { DEFAULT_NAMESPACE, kindCatalog, resourceIdOf } from '../kube/index.ts';
import type { Checked, Diagnostic, Position } from '../model/diagnostic.ts';
import { canonicalJson } from '../model/digest.ts';
import type { Inventory, InventoryObject, KindCatalog } from '../model/inventory.ts';
import {
  child,
  compareText,
  describeResource,
  groupOf,
  isJsonObject,
  resourceKey,
  textAt,
  type JsonObject,
  type Resource,
  type ResourceId,
  type ResourceKey,
} from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import { flattenLists, readDocuments } from './documents.ts';

interface Placed {
  readonly resource: Resource;
  readonly place: () => Position;
}

/**
 * The inventory in the files given.
 *
 * Errors  load/duplicate-object for two objects of one key with different content. Documents that are no Kubernetes objects
 *         (values.yaml, kustomization.yaml, files of a CI) are one notice with their count. load/kind-unknown is a warning, once a
 *         kind, where an object of a kind that nobody taught names no namespace.
 */
export function readInventory(files: readonly TreeFile[]): Checked<Inventory> {
  const diagnostics: Diagnostic[] = [];
  const others: Position[] = [];
  const placed: Placed[] = [];
  for (const file of files) readFile(file, { diagnostics, others, placed });
  const kinds = kindCatalog(placed.map(({ resource }) => resource).filter(isDefinition));
  const objects = new Map<ResourceKey, InventoryObject>();
  for (const { resource, place } of placed) {
    const id = resourceIdOf(resource, kinds);
    const key = resourceKey(id);
    const known = objects.get(key);
    if (known === undefined) objects.set(key, inventoryObject(id, resource, place));
    else if (canonicalJson(known.resource) !== canonicalJson(resource)) diagnostics.push(duplicate(known, place()));
  }
  const sorted = new Map([...objects].sort((a, b) => compareText(a[0], b[0])));
  const told = [...diagnostics, ...tellUnknownKinds(placed, kinds), ...tellOthers(others)];
  return { value: { objects: sorted, kinds }, diagnostics: told };
}

/** Places are asked for only when something is wrong; for an item of a large List they cost a second look at the file. */
function inventoryObject(id: ResourceId, resource: Resource, place: () => Position): InventoryObject {
  return {
    id,
    resource,
    get at() {
      return place();
    },
  };
}

interface Reading {
  readonly diagnostics: Diagnostic[];
  readonly others: Position[];
  readonly placed: Placed[];
}

function readFile(file: TreeFile, reading: Reading): void {
  const read = readDocuments(file);
  reading.diagnostics.push(...read.diagnostics);
  for (const document of read.value) {
    if (!isJsonObject(document.value)) {
      reading.others.push(document.at);
      continue;
    }
    const flat = flattenLists(document);
    reading.diagnostics.push(...flat.diagnostics);
    for (const { value, place } of flat.value) {
      // The document's own place is cheap and lets go of the text.
      const own = value === document.value ? document.at : undefined;
      const at = (): Position => own ?? place([]);
      if (isResource(value)) reading.placed.push({ resource: value, place: at });
      else reading.others.push(at());
    }
  }
}

/** Tells whether an object has what identifies it to a cluster. */
export function isResource(value: JsonObject): value is Resource {
  const hasKind = textAt(value, 'apiVersion') !== '' && textAt(value, 'kind') !== '';
  return hasKind && textAt(child(value, 'metadata'), 'name') !== '';
}

function isDefinition({ kind, apiVersion }: Resource): boolean {
  return kind === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/');
}

function duplicate(first: InventoryObject, at: Position): Diagnostic {
  return {
    code: 'load/duplicate-object',
    severity: 'error',
    message: `${describeResource(first.id)} is also in ${first.at.file}:${first.at.line}, with other content`,
    help: 'Keep one of the two.',
    at,
    about: { trigger: resourceKey(first.id) },
  };
}

/** Whether such an object is cluster-scoped cannot be known: it is taken as namespaced. */
function tellUnknownKinds(placed: readonly Placed[], kinds: KindCatalog): readonly Diagnostic[] {
  const unknown = new Map<string, Placed>();
  for (const one of placed) {
    const { resource } = one;
    const kind = `${resource.kind} (${resource.apiVersion})`;
    const isUnknown = (kinds.find(groupOf(resource.apiVersion), resource.kind)?.scope ?? 'unknown') === 'unknown';
    if (isUnknown && textAt(resource.metadata, 'namespace') === '' && !unknown.has(kind)) unknown.set(kind, one);
  }
  return [...unknown].map(([kind, { resource, place }]) => ({
    code: 'load/kind-unknown',
    severity: 'warning',
    message: `${kind} is not known, so ${resource.kind} ${resource.metadata.name}, which names no namespace, is taken to be in ${DEFAULT_NAMESPACE}`,
    help: `Add the CustomResourceDefinition of ${kind} to the inventory.`,
    at: place(),
    about: {},
  }));
}

function tellOthers(others: readonly Position[]): readonly Diagnostic[] {
  const [first] = others;
  if (first === undefined) return [];
  const files = [...new Set(others.map((at) => at.file))];
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ' …' : '');
  const message = `${others.length} documents without apiVersion, kind and metadata.name are left alone (${shown})`;
  return [{ code: 'load/not-kubernetes', severity: 'notice', message, at: first, about: {} }];
}
