// cloneList: copies of all sources of some kinds that a selector selects, under the sources' own names in one namespace.
import { inferApiVersion } from '../../kube/index.ts';
import { selectorMatches, type LabelRequirement, type LabelSelector } from '../../match/index.ts';
import {
  child,
  groupOf,
  isJsonList,
  isJsonObject,
  metadataMap,
  textAt,
  type Json,
  type Resource,
  type ResourceId,
} from '../../model/resource.ts';
import { copySource } from './clone.ts';
import { refusedAccess, type Confined } from '../confinement.ts';
import { nothingBut, textsOf, type PatternResult, type Rendered } from './rendered.ts';
import { resolveTarget } from '../target.ts';
import type { Trouble } from '../trouble.ts';

/**
 * Copies of what is listed, kind by kind in the order given.
 *
 * Source  Kyverno, generate, cloneList: a source in the target's own namespace is skipped; a kind that cannot be listed ends the rule.
 */
export function cloneListed(rendered: Rendered): PatternResult {
  const list = child(rendered.document, 'cloneList');
  const kinds = child(list, 'kinds');
  const texts = textsOf(list, ['namespace'], [...rendered.path, 'cloneList']);
  if (!texts.ok) return nothingBut(texts.trouble);
  const results = (isJsonList(kinds) ? kinds : []).map((kind, index) =>
    typeof kind === 'string' ? cloneKind(rendered, list, kind, index) : nothingBut(unlistable(rendered, kind, index)),
  );
  return {
    desired: results.flatMap((result) => result.desired),
    missingSources: results.flatMap((result) => result.missingSources),
    skipped: results.flatMap((result) => result.skipped),
    troubles: results.flatMap((result) => result.troubles),
  };
}

function cloneKind(rendered: Rendered, list: Json | undefined, text: string, index: number): PatternResult {
  const listed = kindOf(rendered, text);
  if (listed === undefined) return nothingBut(unlistable(rendered, text, index));
  const from = textAt(list, 'namespace');
  const selector = readSelector(child(list, 'selector'));
  const { environment, world } = rendered;
  const refused = refusedAccess(environment.policy.namespace, { to: 'list', namespace: from });
  if (refused !== undefined) return nothingBut(outside(rendered, refused));
  const query = { group: groupOf(listed.apiVersion), kind: listed.kind, ...(from === '' ? {} : { namespace: from }) };
  const sources = world
    .list(query)
    .filter((source) => selectorMatches(selector, metadataMap(source, 'labels'), 'literal'));
  const results = sources.map((source) => cloneListedSource(rendered, listed, source, index));
  return {
    desired: results.flatMap((result) => result.desired),
    missingSources: [],
    skipped: results.flatMap((result) => result.skipped),
    troubles: results.flatMap((result) => result.troubles),
  };
}

interface ListedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

function cloneListedSource(rendered: Rendered, kind: ListedKind, source: Resource, index: number): PatternResult {
  const { environment, document, path, world } = rendered;
  const { name } = source.metadata;
  const text = { ...kind, namespace: textAt(document, 'namespace'), name };
  const target = resolveTarget(environment, text, path, world);
  if (!target.ok) return nothingBut(target.trouble);
  const sourceId: ResourceId = { ...target.value.id, namespace: textAt(source.metadata, 'namespace') };
  const inList = `cloneList[${index}]/${name}`;
  const element = rendered.element === undefined ? inList : `${rendered.element}/${inList}`;
  return copySource({ ...rendered, element }, target.value, sourceId);
}

/** Reads `version/Kind`, `group/version/Kind` or a bare `Kind`; undefined where there is no such kind to list. */
function kindOf({ environment, world }: Rendered, text: string): ListedKind | undefined {
  const parts = text.split('/');
  const kind = parts.at(-1) ?? '';
  const apiVersion =
    parts.length === 1 ? (inferApiVersion(kind) ?? taught(environment, kind)) : parts.slice(0, -1).join('/');
  if (apiVersion === undefined || parts.length > 3 || !/^[A-Z]/.test(kind)) return undefined;
  const known = world.scope(groupOf(apiVersion), kind) !== 'unknown';
  return known || world.list({ group: groupOf(apiVersion), kind }).length > 0 ? { apiVersion, kind } : undefined;
}

function taught({ options }: Rendered['environment'], kind: string): string | undefined {
  const [facts] = options.kinds.groupsOf(kind);
  const version = facts?.versions[0];
  return facts && version ? `${facts.group}/${version}` : undefined;
}

function readSelector(raw: Json | undefined): LabelSelector {
  const labels = child(raw, 'matchLabels');
  const expressions = child(raw, 'matchExpressions');
  const texts = isJsonObject(labels)
    ? Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : [];
  return {
    matchLabels: Object.fromEntries(texts),
    matchExpressions: isJsonList(expressions) ? expressions.map(readRequirement) : [],
  };
}

function readRequirement(raw: Json): LabelRequirement {
  const values = child(raw, 'values');
  const texts = isJsonList(values) ? values.filter((value) => typeof value === 'string') : undefined;
  return { key: textAt(raw, 'key'), operator: textAt(raw, 'operator'), ...(texts ? { values: texts } : {}) };
}

function unlistable({ path }: Rendered, kind: Json, index: number): Trouble {
  return {
    code: 'evaluate/kind-unknown',
    message: `Kind ${JSON.stringify(kind)} of cloneList is not known, so its sources cannot be listed`,
    help: 'Write version/Kind with the kind as in manifests (v1/Secret), and add the CustomResourceDefinition of a custom kind to the inventory.',
    path: [...path, 'cloneList', 'kinds', index],
  };
}

function outside({ path }: Rendered, { problem, help }: Confined): Trouble {
  return {
    code: 'evaluate/confined',
    message: `The sources ${problem}`,
    help,
    path: [...path, 'cloneList', 'namespace'],
  };
}
