// The cluster's state as given. After load nobody can tell whether it came from files, Git or a live cluster.
import type { Position } from './diagnostic.ts';
import type { Resource, ResourceId, ResourceKey } from './resource.ts';
import type { Scope } from './trigger.ts';

/** One object with the place it was read from. */
export interface InventoryObject {
  readonly id: ResourceId;
  readonly resource: Resource;
  readonly at: Position;
}

/** What is known about a kind. `versions` is empty where any version will do. */
export interface KindFacts {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: Scope;
  readonly versions: readonly string[];
}

/** Kinds by group and kind, and by group and plural: built in, and taught by CustomResourceDefinitions. */
export interface KindCatalog {
  find(group: string, kind: string): KindFacts | undefined;
  byPlural(group: string, plural: string): KindFacts | undefined;
  /** All groups that know a kind of this name, the built-in ones first. */
  groupsOf(kind: string): readonly KindFacts[];
}

/** All objects by key, in key order, with the kinds that are known. */
export interface Inventory {
  readonly objects: ReadonlyMap<ResourceKey, InventoryObject>;
  readonly kinds: KindCatalog;
}
