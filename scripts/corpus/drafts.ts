// The pieces that made-up objects are put together from: values at paths, labels that a selector takes, contents by kind, definitions
// of custom kinds. What a policy asks for is found out in triggers.ts and cel-triggers.ts.
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../../src/model/resource.ts';
import type { PathStep } from './paths.ts';

/** An object that can still be written to. */
export type Draft = Record<string, Json>;

/** The name and value of whatever may be called anything. */
export const SAMPLE = 'sample';

/** What may stand at a path of an object of a kind. */
export function valueFor(path: readonly PathStep[], kind: string): Json {
  const last = path.findLast((step) => typeof step === 'string');
  if (last === 'labels' || last === 'matchLabels' || last === 'annotations') return { app: SAMPLE };
  if (last === 'selector') return { matchLabels: { app: SAMPLE } };
  if (last === 'data' || last === 'spec' || last === 'metadata' || last === 'status') return {};
  if (kind === 'Secret' && path[0] === 'data') return 'c2FtcGxl';
  return last === 'replicas' || last === 'port' ? 3 : SAMPLE;
}

/** Puts a value where nothing is, or (`replace`) where a text is. */
export function put(object: Draft, path: readonly PathStep[], value: Json, replace = false): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  const key = asText(first);
  const there = object[key];
  if (rest.length === 0) {
    if (there === undefined || (replace && !isJsonObject(there))) object[key] = value;
    return;
  }
  const isList = typeof rest[0] === 'number';
  if (there === undefined || typeof there !== 'object' || there === null) object[key] = isList ? [] : {};
  // What is in a draft was made here, so that it may be written to; a list is written by its indices.
  put(object[key] as Draft, rest, value, replace);
}

/** An object with contents as its kind has them. */
export function contentsOf(object: JsonObject): JsonObject {
  if (object['kind'] === 'Secret') return { ...object, type: 'Opaque', data: { key: 'c2FtcGxl' } };
  if (object['kind'] === 'ConfigMap') return { ...object, data: { key: SAMPLE } };
  if (object['kind'] === 'Role') return { ...object, rules: [] };
  if (object['kind'] !== 'RoleBinding') return { ...object, spec: {} };
  return { ...object, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: SAMPLE }, subjects: [] };
}

/** The definition of a custom kind; one that names no namespace is taken for a kind of the cluster. */
export function definition(apiVersion: string, kind: string, namespace: string): JsonObject {
  const [group = '', version = 'v1'] = apiVersion.split('/');
  const plural = `${kind.toLowerCase()}s`;
  const scope = namespace === '' ? 'Cluster' : 'Namespaced';
  const versions = [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names: { kind, plural, singular: kind.toLowerCase() }, versions },
  };
}

/** Labels that a selector takes. */
export function labelsFor(selector: Json | undefined): JsonObject {
  const labels: Draft = { ...filledMap(child(selector, 'matchLabels')) };
  for (const expression of listAt(selector, 'matchExpressions')) {
    const operator = textAt(expression, 'operator');
    const [first = SAMPLE] = listAt(expression, 'values');
    if (operator === 'In') labels[textAt(expression, 'key')] = filled(asText(first));
    if (operator === 'Exists') labels[textAt(expression, 'key')] = SAMPLE;
  }
  return labels;
}

/** A map with texts that its wildcards match. */
export function filledMap(map: Json | undefined): JsonObject {
  const entries = isJsonObject(map) ? Object.entries(map) : [];
  return Object.fromEntries(entries.map(([key, value]) => [filled(key), filled(asText(value))]));
}

/** A text that a wildcard matches. */
export function filled(pattern: string): string {
  return pattern.replaceAll('*', SAMPLE).replaceAll('?', 'a');
}

/** A copy to write to; empty where there is no map. */
export function asDraft(value: Json | undefined): Draft {
  return isJsonObject(value) ? { ...value } : {};
}

/** The list at a key; empty where there is none. */
export function listAt(value: Json | undefined, key: string): readonly Json[] {
  const list = child(value, key);
  return isJsonList(list) ? list : [];
}

/** The text or texts at a key. */
export function textsAt(value: Json | undefined, key: string): readonly string[] {
  const found = child(value, key);
  if (typeof found === 'string') return [found];
  return listAt(value, key).filter((item): item is string => typeof item === 'string');
}

/** A text as it is, anything else as JSON. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
