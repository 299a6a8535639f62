// A small world in memory, written as YAML: objects, the kinds that CustomResourceDefinitions among them teach, and triggers.
import { indexInventory, OFFLINE_ANSWERS, openWorld } from '../../src/evaluate/index.ts';
import { kindCatalog, resourceIdOf } from '../../src/kube/index.ts';
import type { Inventory, InventoryObject } from '../../src/model/inventory.ts';
import { resourceKey, type Resource, type ResourceKey } from '../../src/model/resource.ts';
import { indexObjects } from '../../src/evaluate/index.ts';
import type { Operation, Trigger, World } from '../../src/model/trigger.ts';
import { parseYaml } from '../../src/yaml/index.ts';

/** What a world holds. */
export interface WorldParts {
  /** Manifests in one YAML text. */
  readonly objects?: string;
  readonly now?: string;
}

/** A world with these objects, without anything laid over it. */
export function aWorld({ objects = '', now = '2026-01-01T00:00:00Z' }: WorldParts = {}): World {
  const inventory = anInventory(objects);
  return openWorld({
    inventory: indexInventory(inventory),
    kinds: inventory.kinds,
    overlay: { objects: indexObjects([]), gone: new Set(), causedOnlyBy: () => false },
    answers: OFFLINE_ANSWERS,
    now,
    evaluation: 'test',
  });
}

/** The objects of a YAML text as an inventory. */
export function anInventory(text: string): Inventory {
  const resources = resourcesOf(text);
  const kinds = kindCatalog(resources);
  const objects = new Map<ResourceKey, InventoryObject>();
  for (const resource of resources) {
    const id = resourceIdOf(resource, kinds);
    objects.set(resourceKey(id), { id, resource, at: { file: 'cluster-state/a.yaml', line: 1, column: 1 } });
  }
  return { objects, kinds };
}

/** The one object of a YAML text as a trigger. */
export function aTrigger(text: string, operation: Operation = 'CREATE', former?: string): Trigger {
  const [object] = resourcesOf(text);
  const [old] = former === undefined ? [] : resourcesOf(former);
  if (object === undefined) throw new Error('a trigger needs an object');
  const id = resourceIdOf(object, kindCatalog([]));
  const oldObject = old ?? (operation === 'DELETE' ? object : undefined);
  const since = operation === 'DELETE' ? 'gone' : operation === 'UPDATE' ? 'changed' : 'new';
  return { id, object, operation, since, ...(oldObject ? { oldObject } : {}) };
}

/** A Namespace of this name as YAML; `more` goes below metadata, written at column 0. */
export function aNamespace(name: string, more = ''): string {
  const lines = more === '' ? [] : more.split('\n').map((line) => `  ${line}`);
  return ['apiVersion: v1', 'kind: Namespace', 'metadata:', `  name: ${name}`, ...lines, ''].join('\n');
}

function resourcesOf(text: string): readonly Resource[] {
  const { documents, problems } = parseYaml(text);
  const [problem] = problems;
  if (problem) throw new Error(problem.message);
  return documents.map(({ value }) => value as Resource); // the test wrote it
}
