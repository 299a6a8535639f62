// Files of a cluster's state to an inventory: every object once, by key, with the kinds that its CustomResourceDefinitions teach.
import { kindCatalog, resourceIdOf } from '../kube/index.ts';
import type { Checked, Diagnostic, Position } from '../model/diagnostic.ts';
import { canonicalJson } from '../model/digest.ts';
import type { Inventory, InventoryObject } from '../model/inventory.ts';
import {
  child,
  compareText,
  describeResource,
  isJsonObject,
  resourceKey,
  textAt,
  type JsonObject,
  type Resource,
  type ResourceKey,
} from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import { flattenLists, readDocuments } from './documents.ts';

interface Placed {
  readonly resource: Resource;
  readonly at: Position;
}

/**
 * The inventory in the files given.
 *
 * Errors  load/duplicate-object for two objects of one key with different content. Documents that are no Kubernetes objects
 *         (values.yaml, kustomization.yaml, files of a CI) are one notice with their count.
 */
export function readInventory(files: readonly TreeFile[]): Checked<Inventory> {
  const diagnostics: Diagnostic[] = [];
  const others: Position[] = [];
  const placed: Placed[] = [];
  for (const file of files) readFile(file, { diagnostics, others, placed });
  const kinds = kindCatalog(placed.map(({ resource }) => resource).filter(isDefinition));
  const objects = new Map<ResourceKey, InventoryObject>();
  for (const { resource, at } of placed) {
    const id = resourceIdOf(resource, kinds);
    const key = resourceKey(id);
    const known = objects.get(key);
    if (known === undefined) objects.set(key, { id, resource, at });
    else if (canonicalJson(known.resource) !== canonicalJson(resource)) diagnostics.push(duplicate(known, at));
  }
  const sorted = new Map([...objects].sort((a, b) => compareText(a[0], b[0])));
  return { value: { objects: sorted, kinds }, diagnostics: [...diagnostics, ...tellOthers(others)] };
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
      const at = value === document.value ? document.at : place([]);
      if (isResource(value)) reading.placed.push({ resource: value, at });
      else reading.others.push(at);
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

function tellOthers(others: readonly Position[]): readonly Diagnostic[] {
  const [first] = others;
  if (first === undefined) return [];
  const files = [...new Set(others.map((at) => at.file))];
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ' …' : '');
  const message = `${others.length} documents without apiVersion, kind and metadata.name are left alone (${shown})`;
  return [{ code: 'load/not-kubernetes', severity: 'notice', message, at: first, about: {} }];
}
