// Makes up an inventory that a policy in CEL would act on: a trigger for each resource of its matchConstraints, with what its expressions
// ask for, and the sources they read. What cannot be guessed stands in test/conformance/corpus-triggers.yaml.
import type { Node } from '../../src/cel/syntax/syntax-tree.ts';
import { guessPlural, kindCatalog } from '../../src/kube/index.ts';
import { child, textAt, type Json, type JsonObject } from '../../src/model/resource.ts';
import { celReads, literal, resolved, triggerPath, type CelReads, type SourceCall } from './cel-reads.ts';
import {
  asDraft,
  contentsOf,
  definition,
  labelsFor,
  listAt,
  put,
  SAMPLE,
  textsAt,
  valueFor,
  type Draft,
} from './drafts.ts';

const BUILT_IN = kindCatalog([]);

/** Whether an object is a policy in CEL that generates. */
export function isCelPolicy({ kind }: JsonObject): boolean {
  return kind === 'GeneratingPolicy' || kind === 'NamespacedGeneratingPolicy';
}

/** The objects that a policy needs, its trigger last: an inventory for each resource it is triggered by. */
export function celInventoriesFor(policy: JsonObject): readonly (readonly JsonObject[])[] {
  const reads = celReads(policy);
  return triggersOf(policy, reads).map((trigger) => {
    const sources = reads.sources.flatMap((call) => sourceOf(call, policy, reads, trigger));
    const objects = [...sources, trigger];
    return [...definitionsFor(objects), ...namespacesFor(objects, policy, reads), ...objects];
  });
}

/**
 * The kinds that should come out: those that are built, and where none is those of the sources.
 *
 * Shape   `User` and `ClusterRole` in a RoleBinding are what it refers to, and are not generated, though a table that was made from every
 *         `kind` in the text may name them.
 */
export function celTargets(policy: JsonObject): ReadonlySet<string> {
  const reads = celReads(policy);
  if (reads.built.size > 0) return reads.built;
  const read = reads.sources.map(({ args }) => args.map((arg) => textOf(arg, reads.variables, {})));
  return new Set(read.map(([version = '', plural = '']) => kindOf(groupOf(version), plural, policy)));
}

function triggersOf(policy: JsonObject, reads: CelReads): readonly JsonObject[] {
  const constraints = child(child(policy, 'spec'), 'matchConstraints');
  return listAt(constraints, 'resourceRules').flatMap((rule) => {
    const [group = '', version = 'v1'] = [textsAt(rule, 'apiGroups')[0], textsAt(rule, 'apiVersions')[0]];
    const names = textsAt(rule, 'resourceNames');
    return textsAt(rule, 'resources').map((resource) => {
      const kind = kindOf(group, resource.split('/')[0] ?? '', policy);
      const metadata: Draft = {
        name: names[0] ?? `${kind.toLowerCase()}-one`,
        uid: '5f1c3c0e-0000-4000-8000-000000000000',
        generation: 2,
        resourceVersion: '2',
        labels: labelsFor(child(constraints, 'objectSelector')),
      };
      if (isNamespaced(group, kind, reads))
        metadata['namespace'] = textAt(child(policy, 'metadata'), 'namespace') || SAMPLE;
      return withAsked({ apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata }, reads);
    });
  });
}

function withAsked(trigger: Draft, reads: CelReads): JsonObject {
  const parts = reads.listed.length > 0 ? [...reads.listed, SAMPLE] : ['sample-one', 'sample-two'];
  for (const { path, value, splitAt } of reads.paths) {
    const split = splitAt === undefined ? undefined : parts.join(splitAt);
    put(trigger, path, value ?? split ?? valueFor(path, textAt(trigger, 'kind')), value !== undefined);
  }
  return trigger;
}

/** The kind of a plural: a known one, one that some expression names, or a guess. */
function kindOf(group: string, plural: string, policy: JsonObject): string {
  const known = BUILT_IN.byPlural(group, plural)?.kind;
  const named = [...JSON.stringify(policy).matchAll(/\b[A-Z]\w*/g)].map(([word]) => word);
  return (
    known ??
    named.find((word) => guessPlural(word) === plural) ??
    `${plural.slice(0, 1).toUpperCase()}${plural.slice(1)}`
  );
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

function isNamespaced(group: string, kind: string, reads: CelReads): boolean {
  const known = BUILT_IN.find(group, kind);
  if (known) return known.scope === 'Namespaced';
  return reads.paths.some(({ path }) => path.join('.') === 'metadata.namespace');
}

/**
 * The object that a call reads, or one that a list holds.
 *
 * Shape   the namespace is the third argument, also where a policy of a namespace should leave it out.
 */
function sourceOf(
  { reads, args }: SourceCall,
  policy: JsonObject,
  { variables, labels }: CelReads,
  trigger: JsonObject,
): readonly JsonObject[] {
  const texts = args.map((arg) => textOf(arg, variables, trigger));
  const own = textAt(child(policy, 'metadata'), 'namespace');
  const isShort = own !== '' && reads === 'one' && args.length === 3;
  const [apiVersion = 'v1', plural = '', third = own, fourth = ''] = texts;
  const namespace = isShort ? own : third;
  const name = reads === 'list' ? 'sample-source' : isShort ? third : fourth;
  const kind = kindOf(groupOf(apiVersion), plural, policy);
  const metadata = {
    name: name === '' ? SAMPLE : name,
    ...(namespace === '' ? {} : { namespace }),
    ...(reads === 'list' ? { labels: { ...Object.fromEntries(labels), ...labelsIn(args[3]) } } : {}),
  };
  return [contentsOf({ apiVersion, kind, metadata })];
}

function labelsIn(node: Node | undefined): JsonObject {
  if (node?.kind !== 'map') return {};
  return Object.fromEntries(
    node.entries.map(({ key, value }) => [textOf(key, new Map(), {}), literal(value) ?? SAMPLE]),
  );
}

/** What an argument says of a trigger: a text, a field of it, or both joined. */
function textOf(node: Node, variables: ReadonlyMap<string, Node>, trigger: JsonObject): string {
  const plain = resolved(node, variables);
  const text = literal(plain);
  if (typeof text === 'string') return text;
  if (plain.kind === 'call' && plain.name.text === '_+_') {
    return plain.args.map((arg) => textOf(arg, variables, trigger)).join('');
  }
  const path = triggerPath(plain, variables);
  const found = path?.reduce<Json | undefined>((at, step) => child(at, String(step)), trigger);
  return typeof found === 'string' ? found : SAMPLE;
}

/** A Namespace for each that is named, those among them that a text of the trigger lists. */
function namespacesFor(objects: readonly JsonObject[], policy: JsonObject, reads: CelReads): readonly JsonObject[] {
  const labels = labelsFor(child(child(child(policy, 'spec'), 'matchConstraints'), 'namespaceSelector'));
  const targets = reads.paths.some(({ splitAt }) => splitAt !== undefined)
    ? [...reads.listed, 'sample-one', 'sample-two']
    : [];
  const used = objects.map((object) => textAt(child(object, 'metadata'), 'namespace'));
  const there = objects
    .filter(({ kind }) => kind === 'Namespace')
    .map((object) => textAt(child(object, 'metadata'), 'name'));
  const missing = [...new Set([...used, ...targets])].filter((name) => name !== '' && !there.includes(name));
  return missing.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }));
}

function definitionsFor(objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.flatMap((object) => {
    const [apiVersion, kind] = [textAt(object, 'apiVersion'), textAt(object, 'kind')];
    if (BUILT_IN.find(groupOf(apiVersion), kind) || groupOf(apiVersion) === '') return [];
    const { namespace } = asDraft(child(object, 'metadata'));
    return [definition(apiVersion, kind, typeof namespace === 'string' ? namespace : '')];
  });
}
