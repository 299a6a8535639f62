// Makes up an inventory that a rule would act on: a trigger for each filter of its match, with what its expressions and
// preconditions ask for, the sources of its clones and the ConfigMaps of its context. A guess from the rule's text alone; what
// cannot be guessed stands in test/conformance/corpus-triggers.yaml.
import { compileExpression, compileTemplate, isExpressionError, isTemplateError } from '../../src/jmespath/index.ts';
import type { JmesValue } from '../../src/jmespath/index.ts';
import { kindCatalog } from '../../src/kube/index.ts';
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../../src/model/resource.ts';
import {
  asDraft,
  asText,
  contentsOf,
  definition,
  filled,
  filledMap,
  labelsFor,
  listAt,
  put,
  SAMPLE,
  textsAt,
  valueFor,
  type Draft,
} from './drafts.ts';
import { objectPaths, type PathStep } from './paths.ts';

const BUILT_IN = kindCatalog([]);

/** The rules of a policy that generate. */
export function generatingRules(policy: JsonObject): readonly Json[] {
  return listAt(child(policy, 'spec'), 'rules').filter((rule) => isJsonObject(child(rule, 'generate')));
}

/** What nobody can make up an inventory for, in a person's words; undefined where somebody can. */
export function unmeetable(rule: Json): string | undefined {
  const text = JSON.stringify(rule);
  if (/request\.(?:userInfo|roles|clusterRoles)|serviceAccountName/.test(text)) return 'asks who made the request';
  const clones = patternsOf(rule).map((part) => child(part, 'clone'));
  if (clones.some((clone) => isJsonObject(clone) && textAt(clone, 'namespace') === ''))
    return 'clones from no namespace';
  return undefined;
}

/** The objects that a rule of a policy needs, triggers last: an inventory for each trigger, since two might be in each other's way. */
export function inventoriesFor(policy: JsonObject, rule: Json): readonly (readonly JsonObject[])[] {
  return triggersOf(rule, textAt(child(policy, 'metadata'), 'namespace')).map((trigger) => {
    const objects = [...configMapsOf(rule), ...sourcesOf(rule, trigger), trigger];
    return [...definitionsFor(rule, trigger), ...namespacesFor(objects, rule), ...objects];
  });
}

/** As the object was before: the same, with other contents. */
export function earlier(object: JsonObject): JsonObject {
  const metadata: Draft = { ...asDraft(object['metadata']), generation: 1, resourceVersion: '1' };
  const data = isJsonObject(object['data']) ? { data: { ...object['data'], earlier: 'ZWFybGllcg==' } } : {};
  const annotations = { annotations: { ...asDraft(metadata['annotations']), earlier: SAMPLE } };
  return { ...object, metadata: { ...metadata, ...annotations }, ...data };
}

function triggersOf(rule: Json, policyNamespace: string): readonly JsonObject[] {
  return filtersOf(child(rule, 'match')).flatMap((resources) => {
    const kinds = listAt(resources, 'kinds').filter((kind): kind is string => typeof kind === 'string');
    return kinds.map((kind) => triggerOf(rule, kind, resources, policyNamespace));
  });
}

/** The `resources` of each way to match: of each element of `any`, of all of `all` together, of the old form. */
function filtersOf(match: Json | undefined): readonly JsonObject[] {
  const any = listAt(match, 'any').map((filter) => asDraft(child(filter, 'resources')));
  const all = listAt(match, 'all').map((filter) => asDraft(child(filter, 'resources')));
  const merged = all.length === 0 ? [] : [Object.assign({}, ...all) as JsonObject];
  const old = child(match, 'resources');
  return [...any, ...merged, ...(isJsonObject(old) ? [old] : [])];
}

function triggerOf(rule: Json, kindText: string, resources: JsonObject, policyNamespace: string): JsonObject {
  const { apiVersion, kind } = gvkOf(kindText, listAt(resources, 'apiGroups'));
  const names = [...textsAt(resources, 'name'), ...textsAt(resources, 'names')];
  const namespaces = textsAt(resources, 'namespaces');
  const isNamespaced = isNamespacedKind(apiVersion, kind, rule, resources);
  const spaces = kind === 'Namespace' ? [...names, ...namespaces] : names;
  const metadata: Draft = {
    name: filled(spaces[0] ?? `${kind.toLowerCase()}-one-two-three`),
    uid: '5f1c3c0e-0000-4000-8000-000000000000',
    generation: 2,
    resourceVersion: '2',
    labels: labelsFor(child(resources, 'selector')),
    annotations: filledMap(child(resources, 'annotations')),
  };
  if (isNamespaced)
    metadata['namespace'] = filled(namespaces[0] ?? (policyNamespace === '' ? SAMPLE : policyNamespace));
  const object: Draft = { apiVersion, kind, metadata };
  const wanted = wantedValues(rule);
  for (const path of objectPaths(rule)) {
    const key = JSON.stringify(path);
    if (wanted.get(key) === undefined && !wanted.has(key)) put(object, path, valueFor(path, kind));
  }
  for (const [key, value] of wanted) {
    // The keys were made from paths just above.
    if (value !== undefined) put(object, JSON.parse(key) as readonly PathStep[], value, true);
  }
  return object;
}

/** `group/version/Kind`, `version/Kind`, `Kind`, each perhaps with a subresource; of a kind without a group the first that is known. */
function gvkOf(text: string, groups: readonly Json[]): { readonly apiVersion: string; readonly kind: string } {
  const parts = text
    .replace(/^\*\//, '')
    .split('/')
    .filter((part) => part !== '');
  const at = parts.findIndex((part) => /^[A-Z*]/.test(part));
  const kind = (parts[at] ?? SAMPLE).split('.')[0] ?? SAMPLE;
  const before = parts.slice(0, Math.max(at, 0)).map((part) => (part === '*' ? 'v1' : part));
  if (before.length > 0) return { apiVersion: before.join('/'), kind };
  const known = BUILT_IN.groupsOf(kind)[0];
  const group = groups[0] ?? known?.group ?? 'example.org';
  const version = known?.versions[0] ?? 'v1';
  return { apiVersion: group === '' ? version : `${asText(group)}/${version}`, kind };
}

function isNamespacedKind(apiVersion: string, kind: string, rule: Json, resources: JsonObject): boolean {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const known = BUILT_IN.find(group, kind);
  if (known) return known.scope === 'Namespaced';
  const text = JSON.stringify(rule);
  return textsAt(resources, 'namespaces').length > 0 || /request\.(?:object\.metadata\.)?namespace\b/.test(text);
}

/**
 * What the preconditions ask of paths of the trigger. An undefined value: the path has to be missing.
 *
 * A name of the context or `element` in a key stands for its own expression.
 */
function wantedValues(rule: Json): ReadonlyMap<string, Json | undefined> {
  const wanted = new Map<string, Json | undefined>();
  const meanings = meaningsOf(rule);
  const foreach = listAt(child(rule, 'generate'), 'foreach');
  const conditions = [child(rule, 'preconditions'), ...foreach.map((one) => child(one, 'preconditions'))];
  for (const condition of conditions.flatMap(firstConditions)) {
    const key = expanded(textAt(condition, 'key'), meanings);
    for (const path of objectPaths(key)) {
      const value = askedBy(condition);
      if (value !== 'nothing') wanted.set(JSON.stringify(path), value.asked);
    }
  }
  return wanted;
}

type Asked = 'nothing' | { readonly asked: Json | undefined };

function askedBy(condition: Json): Asked {
  const value = child(condition, 'value');
  const first = isJsonList(value) ? value[0] : value;
  const text = typeof first === 'string' ? first : '';
  switch (textAt(condition, 'operator')) {
    case 'Equals':
    case 'Equal':
    case 'In':
    case 'AnyIn':
    case 'AllIn':
      if (first === '' || text.includes('{{')) return first === '' ? { asked: undefined } : 'nothing';
      return { asked: typeof first === 'string' ? filled(first) : first };
    case 'GreaterThanOrEquals':
      return { asked: first };
    case 'GreaterThan':
      return { asked: Number(first) + 1 };
    default:
      return 'nothing';
  }
}

function firstConditions(conditions: Json | undefined): readonly Json[] {
  if (isJsonList(conditions)) return conditions;
  return [...listAt(conditions, 'all'), ...listAt(conditions, 'any').slice(0, 1)];
}

function meaningsOf(rule: Json): ReadonlyMap<string, string> {
  const foreach = listAt(child(rule, 'generate'), 'foreach');
  const entries = [...listAt(rule, 'context'), ...foreach.flatMap((one) => listAt(one, 'context'))];
  const meanings = entries.map((entry): readonly [string, string] => {
    const variable = child(entry, 'variable');
    return [textAt(entry, 'name'), `${textAt(variable, 'jmesPath')} ${textAt(variable, 'value')}`];
  });
  return new Map([...meanings, ...foreach.map((one): [string, string] => ['element', textAt(one, 'list')])]);
}

function expanded(text: string, meanings: ReadonlyMap<string, string>): string {
  let all = text;
  for (let round = 0; round < 3; round++) {
    for (const [name, meaning] of meanings) {
      if (new RegExp(`(?<![\\w.'"-])${name}(?![\\w-])`).test(all) && !all.includes(meaning)) all += ` ${meaning}`;
    }
  }
  return all;
}

function configMapsOf(rule: Json): readonly JsonObject[] {
  const wanted = [...listAt(rule, 'context')].filter((entry) => isJsonObject(child(entry, 'configMap')));
  return wanted.map((entry) => {
    const configMap = child(entry, 'configMap');
    const name = textAt(entry, 'name');
    const data: Draft = {};
    for (const path of objectPaths(rule, name)) {
      if (path[0] === 'data' && typeof path[1] === 'string') data[path[1]] = configMapValue(rule, name, path[1]);
    }
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: textAt(configMap, 'name'), namespace: textAt(configMap, 'namespace') || 'default' },
      data,
    };
  });
}

function configMapValue(rule: Json, name: string, key: string): Json {
  const asking = firstConditions(child(rule, 'preconditions')).find((condition) =>
    textAt(condition, 'key').includes(`${name}.data.${key}`),
  );
  const value = asking === undefined ? 'nothing' : askedBy(asking);
  return value === 'nothing' || value.asked === undefined ? SAMPLE : asText(value.asked);
}

/** The sources of `clone` and `cloneList`. */
function sourcesOf(rule: Json, trigger: JsonObject): readonly JsonObject[] {
  return patternsOf(rule).flatMap((part) => [
    ...(isJsonObject(child(part, 'clone')) ? [cloneSource(part, trigger, rule)] : []),
    ...listAt(child(part, 'cloneList'), 'kinds').map((kind) => listSource(child(part, 'cloneList'), asText(kind))),
  ]);
}

function cloneSource(generate: Json | undefined, trigger: JsonObject, rule: Json): JsonObject {
  const clone = child(generate, 'clone');
  const apiVersion = textAt(generate, 'apiVersion') || 'v1';
  const namespace = rendered(textAt(clone, 'namespace'), trigger, rule);
  const metadata = { name: rendered(textAt(clone, 'name'), trigger, rule), ...(namespace === '' ? {} : { namespace }) };
  return contentsOf({ apiVersion, kind: textAt(generate, 'kind'), metadata });
}

function listSource(cloneList: Json | undefined, kind: string): JsonObject {
  const namespace = textAt(cloneList, 'namespace');
  const labels = labelsFor(child(cloneList, 'selector'));
  const metadata = { name: 'sample-source', labels, ...(namespace === '' ? {} : { namespace }) };
  return contentsOf({ ...gvkOf(kind, []), metadata });
}

/** A name with what it takes from the trigger and from a ConfigMap of the context. */
function rendered(text: string, trigger: JsonObject, rule: Json): string {
  const namespace = textAt(child(trigger, 'metadata'), 'namespace');
  const maps = Object.fromEntries(
    listAt(rule, 'context').flatMap((entry, at) => {
      const made = isJsonObject(child(entry, 'configMap')) ? configMapsOf(rule)[at] : undefined;
      return made === undefined ? [] : [[textAt(entry, 'name'), made]];
    }),
  );
  const world = { request: { object: trigger, namespace, operation: 'CREATE' }, element: SAMPLE, ...maps } as JmesValue;
  const result = compileTemplate(text).render(
    (expression) => {
      const compiled = compileExpression(expression);
      return isExpressionError(compiled) ? compiled : compiled.evaluate(world);
    },
    { substitution: 'once', operation: 'CREATE' },
  );
  return isTemplateError(result) || typeof result !== 'string' ? SAMPLE : result;
}

/** A Namespace for each that is named. */
function namespacesFor(objects: readonly JsonObject[], rule: Json): readonly JsonObject[] {
  const selectors = filtersOf(child(rule, 'match')).map((filter) => child(filter, 'namespaceSelector'));
  const labels = Object.assign({}, ...selectors.map(labelsFor)) as JsonObject;
  const used = [
    ...objects.map((object) => textAt(child(object, 'metadata'), 'namespace')),
    ...patternsOf(rule).map((pattern) => textAt(pattern, 'namespace')),
  ];
  const there = new Set(
    objects.filter(({ kind }) => kind === 'Namespace').map((object) => textAt(child(object, 'metadata'), 'name')),
  );
  const missing = [...new Set(used)].filter((name) => /^[a-z0-9-]+$/.test(name) && !there.has(name));
  return missing.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }));
}

/** A CustomResourceDefinition for each kind that is not built in. */
function definitionsFor(rule: Json, trigger: JsonObject): readonly JsonObject[] {
  const made = patternsOf(rule).map((pattern) => ({ pattern, namespace: textAt(pattern, 'namespace') }));
  const used = { pattern: trigger, namespace: textAt(child(trigger, 'metadata'), 'namespace') };
  return [...made, used].flatMap(({ pattern, namespace }) => {
    const [apiVersion, kind] = [textAt(pattern, 'apiVersion'), textAt(pattern, 'kind')];
    const [group = ''] = apiVersion.split('/');
    const isCustom = apiVersion.includes('/') && kind !== '' && BUILT_IN.find(group, kind) === undefined;
    return isCustom ? [definition(apiVersion, kind, namespace)] : [];
  });
}

/** The generate block of a rule and the entries of its foreach. */
function patternsOf(rule: Json): readonly (Json | undefined)[] {
  const generate = child(rule, 'generate');
  return [generate, ...listAt(generate, 'foreach')];
}
