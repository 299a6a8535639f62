// What an evaluation looked at, as texts: the key of an object, or a list query. A change of either means to evaluate again.
import { parseResourceKey, type ResourceKey } from '../model/resource.ts';
import type { ListQuery } from '../model/trigger.ts';

/** A recorded read: a ResourceKey, or `list group/Kind/namespace` with `*` for all namespaces. */
export type Read = string;

/** The read that a list query stands for. */
export function listRead(query: ListQuery): Read {
  return `list ${query.group}/${query.kind}/${query.namespace ?? '*'}`;
}

/** All reads that a change of one object concerns. */
export function readsTouchedBy(key: ResourceKey): readonly Read[] {
  const id = parseResourceKey(key);
  if (id === undefined) return [key];
  const { group, kind, namespace } = id;
  return [key, listRead({ group, kind, namespace }), listRead({ group, kind })];
}
