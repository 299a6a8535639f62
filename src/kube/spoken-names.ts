// Objects by the names that people type: `deploy/shop/web`, `netpol/a/deny`, `deployments.apps/shop/web`. Case does not matter.
import type { KindCatalog } from '../model/inventory.ts';
import { compareText, parseResourceKey, type ResourceId, type ResourceKey } from '../model/resource.ts';

/** Short names that kubectl knows, by plural and group. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['cm', 'configmaps'],
  ['crd', 'customresourcedefinitions.apiextensions.k8s.io'],
  ['crds', 'customresourcedefinitions.apiextensions.k8s.io'],
  ['cj', 'cronjobs.batch'],
  ['deploy', 'deployments.apps'],
  ['ds', 'daemonsets.apps'],
  ['ep', 'endpoints'],
  ['hpa', 'horizontalpodautoscalers.autoscaling'],
  ['ing', 'ingresses.networking.k8s.io'],
  ['limits', 'limitranges'],
  ['netpol', 'networkpolicies.networking.k8s.io'],
  ['no', 'nodes'],
  ['ns', 'namespaces'],
  ['pc', 'priorityclasses.scheduling.k8s.io'],
  ['pdb', 'poddisruptionbudgets.policy'],
  ['po', 'pods'],
  ['pv', 'persistentvolumes'],
  ['pvc', 'persistentvolumeclaims'],
  ['quota', 'resourcequotas'],
  ['rc', 'replicationcontrollers'],
  ['rs', 'replicasets.apps'],
  ['sa', 'serviceaccounts'],
  ['sc', 'storageclasses.storage.k8s.io'],
  ['sts', 'statefulsets.apps'],
  ['svc', 'services'],
]);

/**
 * The objects among `keys` that a typed name stands for, in key order.
 *
 * Shape   `KIND/NAME` in any namespace, `KIND/NAMESPACE/NAME`, or a printed key. KIND is a kind, a plural or a short name, with its group
 *         behind a dot or without.
 */
export function namedObjects(typed: string, keys: Iterable<ResourceKey>, kinds: KindCatalog): readonly ResourceKey[] {
  const wanted = typed.toLowerCase();
  const matches = spokenAs(wanted, kinds);
  return [...keys].filter((key) => key.toLowerCase() === wanted || matches(parseResourceKey(key))).sort(compareText);
}

/** Up to five names that are near to a typed one, the nearest first: the same name in another place or kind, or a slip of the keys. */
export function nearNames(typed: string, names: Iterable<string>): readonly string[] {
  const wanted = typed.toLowerCase();
  const rated = [...new Set(names)].map((name) => ({ name, nearness: nearness(wanted, name.toLowerCase()) }));
  return rated
    .filter((one) => one.nearness <= FAR)
    .sort((a, b) => a.nearness - b.nearness || compareText(a.name, b.name))
    .slice(0, 5)
    .map(({ name }) => name);
}

/** More letters than this in which two names differ are no slip. */
const FAR = 3;

/** Another kind, or another spelling of it, weighs as one letter; another place as three. */
function nearness(typed: string, name: string): number {
  const behindKind = 1 + editDistance(typed.slice(typed.indexOf('/') + 1), name.slice(name.indexOf('/') + 1), FAR + 1);
  const elsewhere = lastPart(typed) === lastPart(name) ? FAR : FAR + 1;
  return Math.min(editDistance(typed, name, FAR + 1), behindKind, elsewhere);
}

function spokenAs(typed: string, kinds: KindCatalog): (id: ResourceId | undefined) => boolean {
  const [kind = '', second, third, ...rest] = typed.split('/');
  if (second === undefined || rest.length > 0) return () => false;
  const [namespace, name] = third === undefined ? [undefined, second] : [second, third];
  const isKind = kindSpokenAs(SHORT_NAMES.get(kind) ?? kind, kinds);
  return (id) =>
    id !== undefined &&
    id.name.toLowerCase() === name &&
    (namespace === undefined || id.namespace.toLowerCase() === namespace) &&
    isKind(id);
}

function kindSpokenAs(typed: string, kinds: KindCatalog): (id: ResourceId) => boolean {
  const dot = typed.indexOf('.');
  const [word, group] = dot < 0 ? [typed, undefined] : [typed.slice(0, dot), typed.slice(dot + 1)];
  return (id) => {
    if (group !== undefined && id.group.toLowerCase() !== group) return false;
    return id.kind.toLowerCase() === word || kinds.find(id.group, id.kind)?.plural === word;
  };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** How many letters have to be put in, taken out or replaced; `most` where it is more than that. */
function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) >= most) return most;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? most) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? most) + 1, (next[j - 1] ?? most) + 1));
    }
    row = next;
  }
  return Math.min(row[other.length] ?? most, most);
}
