// Which kinds there are, in which scope and under which plural: the built-in ones and those that CustomResourceDefinitions teach.
// Whether an unknown kind is an error is for the callers to say.
import type { KindCatalog, KindFacts } from '../model/inventory.ts';
import {
  child,
  compareText,
  groupOf,
  isJsonList,
  isJsonObject,
  textAt,
  versionOf,
  type Json,
  type Resource,
} from '../model/resource.ts';
import type { Scope } from '../model/trigger.ts';
import { BUILT_IN_KINDS } from './built-in-kinds.ts';
import { compareVersions } from './versions.ts';

/**
 * All kinds that are known: the built-in ones and those of `crds`.
 *
 * Shape   a CustomResourceDefinition of a kind that is built in replaces it. Objects of other kinds among `crds` are passed over.
 * Order   does not depend on the order of `crds`.
 */
export function kindCatalog(crds: readonly Resource[]): KindCatalog {
  const taught = crds
    .filter(isDefinition)
    .toSorted((a, b) => compareText(a.metadata.name, b.metadata.name))
    .flatMap(factsOf);
  const byKind = new Map<string, KindFacts>();
  for (const facts of [...BUILT_IN_KINDS, ...taught]) byKind.set(pairKey(facts.group, facts.kind), facts);
  const all = [...byKind.values()];
  const byPlural = new Map(all.map((facts) => [pairKey(facts.group, facts.plural), facts]));
  const byName = groupByKind(all);
  return {
    find: (group, kind) => byKind.get(pairKey(group, kind)),
    byPlural: (group, plural) => byPlural.get(pairKey(group, plural)),
    groupsOf: (kind) => byName.get(kind) ?? [],
  };
}

/** Group and version of an apiVersion; the group of `v1` is ''. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  return { group: groupOf(apiVersion), version: versionOf(apiVersion) };
}

/** The apiVersion that a built-in kind name stands for where none is written; undefined for other kinds. */
export function inferApiVersion(kind: string): string | undefined {
  const facts = BUILT_IN_KINDS.find((known) => known.kind === kind);
  const version = facts?.versions[0];
  if (facts === undefined || version === undefined) return undefined;
  return facts.group === '' ? version : `${facts.group}/${version}`;
}

function groupByKind(all: readonly KindFacts[]): ReadonlyMap<string, readonly KindFacts[]> {
  const groups = new Map<string, KindFacts[]>();
  for (const facts of all) {
    const group = groups.get(facts.kind);
    if (group === undefined) groups.set(facts.kind, [facts]);
    else group.push(facts);
  }
  return groups;
}

function isDefinition(resource: Resource): boolean {
  return resource.kind === 'CustomResourceDefinition' && groupOf(resource.apiVersion) === 'apiextensions.k8s.io';
}

function factsOf(definition: Resource): readonly KindFacts[] {
  const spec = child(definition, 'spec');
  const names = child(spec, 'names');
  const [group, kind, plural] = [textAt(spec, 'group'), textAt(names, 'kind'), textAt(names, 'plural')];
  if (group === '' || kind === '' || plural === '') return [];
  return [{ group, kind, plural, scope: scopeOf(textAt(spec, 'scope')), versions: versionsOf(spec) }];
}

function scopeOf(text: string): Scope {
  return text === 'Namespaced' || text === 'Cluster' ? text : 'unknown';
}

/** Served versions, the preferred one first; `spec.version` is the spelling of v1beta1. */
function versionsOf(spec: Json | undefined): readonly string[] {
  const list = child(spec, 'versions');
  const served = isJsonList(list)
    ? list.filter((entry) => isJsonObject(entry) && child(entry, 'served') !== false)
    : [];
  const names = served.length > 0 ? served.map((entry) => textAt(entry, 'name')) : [textAt(spec, 'version')];
  return [...new Set(names.filter((name) => name !== ''))].sort(compareVersions);
}

function pairKey(group: string, name: string): string {
  return `${group}/${name}`;
}
