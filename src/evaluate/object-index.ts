// Objects by kind and by namespace within a kind, so that a rule tries only what it may concern and a list costs what it finds.
import type { Inventory } from '../model/inventory.ts';
import { compareText, type Resource, type ResourceId, type ResourceKey } from '../model/resource.ts';

/** One object in the index. */
export interface IndexedObject {
  readonly key: ResourceKey;
  readonly id: ResourceId;
  readonly resource: Resource;
}

/** A kind that has objects. */
export interface PresentKind {
  readonly group: string;
  readonly kind: string;
}

/** Objects by key, by kind, and by kind and namespace. Lists are in key order. */
export interface ObjectIndex {
  readonly kinds: readonly PresentKind[];
  get(key: ResourceKey): IndexedObject | undefined;
  ofKind(group: string, kind: string): readonly IndexedObject[];
  inNamespace(group: string, kind: string, namespace: string): readonly IndexedObject[];
}

/** The index of an inventory. */
export function indexInventory(inventory: Inventory): ObjectIndex {
  const objects = [...inventory.objects].map(([key, { id, resource }]) => ({ key, id, resource }));
  return indexObjects(objects);
}

/** The index of any objects. */
export function indexObjects(objects: readonly IndexedObject[]): ObjectIndex {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const byKind = new Map<string, IndexedObject[]>();
  const byNamespace = new Map<string, IndexedObject[]>();
  const kinds = new Map<string, PresentKind>();
  for (const object of [...objects].sort((a, b) => compareText(a.key, b.key))) {
    const { group, kind, namespace } = object.id;
    const kindKey = `${group}/${kind}`;
    if (!kinds.has(kindKey)) kinds.set(kindKey, { group, kind });
    append(byKind, kindKey, object);
    append(byNamespace, `${kindKey}/${namespace}`, object);
  }
  return {
    kinds: [...kinds.values()],
    get: (key) => byKey.get(key),
    ofKind: (group, kind) => byKind.get(`${group}/${kind}`) ?? [],
    inNamespace: (group, kind, namespace) => byNamespace.get(`${group}/${kind}/${namespace}`) ?? [],
  };
}

function append(map: Map<string, IndexedObject[]>, key: string, object: IndexedObject): void {
  const list = map.get(key);
  if (list) list.push(object);
  else map.set(key, [object]);
}
