// Asks rules whether they concern an object that will be there, in a world of the objects that will be, and of nothing from outside. An
// answer that took a clock or a service to find is not used: there is none here.
import type { Inventory } from '../../model/inventory.ts';
import type { Rule } from '../../model/policy.ts';
import { compareText, parseResourceKey, resourceKey, type Resource, type ResourceKey } from '../../model/resource.ts';
import type { ListQuery, Trigger, World } from '../../model/trigger.ts';

/** Tells whether a rule concerns a trigger for certain. */
export type Matching = (rule: Rule, trigger: Trigger) => boolean;

/** Any instant will do: whoever reads it gets an answer that is not used. */
const NO_TIME = '1970-01-01T00:00:00Z';

/** Objects of one kind, in key order, with their namespaces. */
type ByKind = ReadonlyMap<string, readonly { readonly namespace: string; readonly resource: Resource }[]>;

/** Opens a world on the objects that will be there. */
export function startMatching(objects: ReadonlyMap<ResourceKey, Resource>, kinds: Inventory['kinds']): Matching {
  let byKind: ByKind | undefined;
  let isShort = false;
  const list = ({ group, kind, namespace }: ListQuery): readonly Resource[] => {
    byKind ??= indexByKind(objects);
    const found = byKind.get(`${group}/${kind}`) ?? [];
    return found
      .filter((one) => namespace === undefined || one.namespace === namespace)
      .map(({ resource }) => resource);
  };
  const world: World = {
    get: (id) => objects.get(resourceKey(id)),
    list,
    scope: (group, kind) => kinds.find(group, kind)?.scope ?? 'unknown',
    kindOfPlural: (group, plural) => kinds.byPlural(group, plural)?.kind,
    pluralOfKind: (group, kind) => kinds.find(group, kind)?.plural,
    ask: () => {
      isShort = true;
      return { known: false };
    },
    get now() {
      isShort = true;
      return NO_TIME;
    },
    asSeenBy: () => world,
  };
  return (rule, trigger) => {
    isShort = false;
    return rule.match(trigger, world).outcome === 'yes' && !isShort;
  };
}

function indexByKind(objects: ReadonlyMap<ResourceKey, Resource>): ByKind {
  const byKind = new Map<string, { namespace: string; resource: Resource }[]>();
  for (const [key, resource] of [...objects].sort((a, b) => compareText(a[0], b[0]))) {
    const id = parseResourceKey(key);
    if (id === undefined) continue;
    const kind = `${id.group}/${id.kind}`;
    const found = byKind.get(kind);
    if (found) found.push({ namespace: id.namespace, resource });
    else byKind.set(kind, [{ namespace: id.namespace, resource }]);
  }
  return byKind;
}
