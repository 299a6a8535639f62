// One resource rule of an admission policy against one resource. Selectors, exclusions and their order are for match-constraints.ts.
import { guessPlural } from '../../kube/index.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import { textAt, versionOf } from '../../model/resource.ts';
import type { Operation, Trigger } from '../../model/trigger.ts';
import type { ResourceRule } from './document.ts';

/** Every operation, in the order in which they are told. */
export const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

const ANY = '*';

/** A trigger as resource rules see it. What an inventory holds is never a subresource. */
export interface RequestedResource {
  readonly group: string;
  readonly version: string;
  /** The plural. */
  readonly resource: string;
  /** A Namespace counts as cluster-scoped. */
  readonly scope: 'Namespaced' | 'Cluster';
  readonly name: string;
  readonly generateName: string;
}

/** An entry of `resources`, `pods` or `pods/exec`, in its parts. */
export interface ResourceEntry {
  readonly resource: string;
  /** '' for the resource itself, which `*` means as well. */
  readonly subresource: string;
}

/** The trigger as resource rules see it. *Shape*: the plural of a kind that is not known is guessed. */
export function requestedResource({ id, object }: Trigger, kinds: KindCatalog): RequestedResource {
  return {
    group: id.group,
    version: versionOf(object.apiVersion),
    resource: kinds.find(id.group, id.kind)?.plural ?? guessPlural(id.kind),
    scope: id.namespace === '' || isNamespace(id) ? 'Cluster' : 'Namespaced',
    name: id.name,
    generateName: textAt(object.metadata, 'generateName'),
  };
}

/** Tells whether an identity is that of a Namespace. */
export function isNamespace({ group, kind }: Trigger['id']): boolean {
  return group === '' && kind === 'Namespace';
}

/** Reads an entry of `resources`: what is after the first slash is the subresource. */
export function parseResourceEntry(entry: string): ResourceEntry {
  const slash = entry.indexOf('/');
  if (slash < 0) return { resource: entry, subresource: '' };
  return { resource: entry.slice(0, slash), subresource: entry.slice(slash + 1) };
}

/** Tells whether an entry can mean a resource itself, and not only a part of it. */
export function meansWholeResource({ subresource }: ResourceEntry): boolean {
  return subresource === '' || subresource === ANY;
}

/** Tells whether a rule lists an operation, by name or by `*`. */
export function listsOperation({ operations }: ResourceRule, operation: Operation): boolean {
  return lists(operations, operation);
}

/** Why a rule does not mean a resource, whatever the operation; undefined where it does. */
export function resourceMismatch(rule: ResourceRule, asked: RequestedResource): string | undefined {
  const { group, version, resource, scope } = asked;
  if (rule.scope !== ANY && rule.scope !== scope) return `its scope is ${scope}, not ${rule.scope}`;
  if (!lists(rule.apiGroups, group)) return `group ${quote(group)} is not one of ${list(rule.apiGroups)}`;
  if (!lists(rule.apiVersions, version)) return `version ${version} is not one of ${list(rule.apiVersions)}`;
  if (!rule.resources.some((entry) => meansResource(parseResourceEntry(entry), resource))) {
    return `resource ${resource} is not one of ${list(rule.resources)}`;
  }
  return nameMismatch(rule.resourceNames, asked);
}

function meansResource(entry: ResourceEntry, resource: string): boolean {
  return (entry.resource === ANY || entry.resource === resource) && meansWholeResource(entry);
}

/** An object without a name yet is known by how its name will begin. */
function nameMismatch(names: readonly string[], { name, generateName }: RequestedResource): string | undefined {
  if (names.length === 0) return undefined;
  if (name !== '') return names.includes(name) ? undefined : `name ${quote(name)} is not one of ${list(names)}`;
  if (generateName !== '' && names.some((listed) => generateName.startsWith(listed))) return undefined;
  return `generateName ${quote(generateName)} begins with none of ${list(names)}`;
}

function lists(entries: readonly string[], text: string): boolean {
  return entries.includes(ANY) || entries.includes(text);
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => (text === '' ? '""' : text)).join(', ')}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
