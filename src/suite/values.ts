// Values and UserInfo of a test: what they supply to the rules of one policy on one resource.
import type { Checked } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { child, textAt, type Json, type JsonObject, type Resource, groupOf } from '../model/resource.ts';
import { mergedMaps, type SuppliedParent, type SuppliedUser } from '../policy/index.ts';
import { checkFields } from './fields.ts';
import { USER_FIELDS, VALUES_FIELDS } from './forms.ts';
import { mapAt, objectsAt, textsAt } from './read.ts';

/** Values by what they are for. */
export interface Values {
  /** For a policy and a resource of that name, over the global ones. */
  variables(policy: PolicyName, resource: string): JsonObject;
  readonly namespaces: readonly Resource[];
  ruleValues(policy: PolicyName): ReadonlyMap<string, JsonObject>;
  elementValues(policy: PolicyName): ReadonlyMap<string, JsonObject>;
  /** What a resource is a subresource of. */
  parentOf(resource: Resource): SuppliedParent | undefined;
}

/** A policy as values may name it. */
export interface PolicyName {
  readonly name: string;
  readonly namespace: string;
}

/** The values of a document, or of the test itself. */
export function readValues(values: JsonObject): Values {
  const policies = objectsAt(values, 'policies');
  const of = (policy: PolicyName): readonly JsonObject[] =>
    policies.filter((one) => isNamed(textAt(one, 'name'), policy));
  const global = nested(mapAt(values, 'globalValues'));
  return {
    variables: (policy, resource) =>
      of(policy)
        .flatMap((one) => objectsAt(one, 'resources'))
        .filter((one) => textAt(one, 'name') === resource)
        .map((one) => nested(mapAt(one, 'values')))
        .reduce(mergedMaps, global),
    namespaces: namespacesOf(values),
    ruleValues: (policy) => rulesOf(of(policy), (rule) => nested(mapAt(rule, 'values'))),
    elementValues: (policy) => rulesOf(of(policy), (rule) => nested(firstOfEach(mapAt(rule, 'foreachValues')))),
    parentOf: (resource) => parentIn(objectsAt(values, 'subresources'), resource),
  };
}

/** Checks a file of values and gives its content. *Errors* suite/invalid. */
export function readValuesFile(document: SourceDocument): Checked<JsonObject> {
  const found = checkFields(document, document.value, VALUES_FIELDS);
  if (textAt(document.value, 'apiVersion') !== '' && textAt(document.value, 'kind') !== '') {
    return { value: document.value, diagnostics: found };
  }
  const message = 'The values have no apiVersion and kind, as only older commands of Kyverno take them';
  const help = 'Write apiVersion: cli.kyverno.io/v1alpha1 and kind: Values.';
  const old = {
    code: 'suite/deprecated',
    severity: 'notice',
    message,
    help,
    at: document.place([]),
    about: {},
  } as const;
  return { value: document.value, diagnostics: [...found, old] };
}

/** Who made the requests. *Errors* suite/invalid. */
export function readUser(document: SourceDocument): Checked<SuppliedUser> {
  const { value } = document;
  const userInfo = mapAt(value, 'userInfo');
  return {
    value: {
      userInfo,
      username: textAt(userInfo, 'username'),
      groups: textsAt(userInfo, 'groups'),
      roles: textsAt(value, 'roles'),
      clusterRoles: textsAt(value, 'clusterRoles'),
    },
    diagnostics: checkFields(document, value, USER_FIELDS),
  };
}

/** `a.b."c.d": 1` as `{a: {b: {c.d: 1}}}`, later keys over earlier ones. */
export function nested(flat: JsonObject): JsonObject {
  return Object.entries(flat)
    .map(([key, value]) => atPath(partsOf(key), value))
    .reduce(mergedMaps, {});
}

function atPath(parts: readonly string[], value: Json): JsonObject {
  const inner = parts.slice(1).reduceRight<Json>((below, part) => ({ [part]: below }), value);
  return { [parts[0] ?? '']: inner };
}

function partsOf(key: string): readonly string[] {
  const parts = key.match(/(?:"[^"]*"|[^."])+/g) ?? [key];
  return parts.map((part) => part.replaceAll('"', ''));
}

function isNamed(written: string, { name, namespace }: PolicyName): boolean {
  return written === name || (namespace !== '' && written === `${namespace}/${name}`);
}

function rulesOf(
  policies: readonly JsonObject[],
  read: (rule: JsonObject) => JsonObject,
): ReadonlyMap<string, JsonObject> {
  const rules = policies.flatMap((policy) => objectsAt(policy, 'rules'));
  return new Map(rules.map((rule) => [textAt(rule, 'name'), read(rule)]));
}

function firstOfEach(values: JsonObject): JsonObject {
  const entries = Object.entries(values).map(([key, list]): [string, Json] => {
    return [key, Array.isArray(list) ? ((list as readonly Json[])[0] ?? null) : list]; // isArray makes it any[]
  });
  return Object.fromEntries(entries);
}

/** Namespace objects win over mere labels. */
function namespacesOf(values: JsonObject): readonly Resource[] {
  const labelled = objectsAt(values, 'namespaceSelector').map((one) => namespaceOf(textAt(one, 'name'), one));
  const objects = objectsAt(values, 'namespaces').map((one) => {
    const metadata = mapAt(one, 'metadata');
    return namespaceOf(textAt(metadata, 'name'), metadata);
  });
  return [...labelled, ...objects].filter(({ metadata }) => metadata.name !== '');
}

function namespaceOf(name: string, labelled: JsonObject): Resource {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { ...labelled, name, labels: mapAt(labelled, 'labels') } };
}

function parentIn(subresources: readonly JsonObject[], resource: Resource): SuppliedParent | undefined {
  const found = subresources.find(({ subresource }) => {
    return textAt(subresource, 'kind') === resource.kind && describesVersion(subresource, resource.apiVersion);
  });
  if (found === undefined) return undefined;
  const parent = child(found, 'parentResource');
  const [group, version] = [textAt(parent, 'group'), textAt(parent, 'version')];
  const plural = textAt(child(found, 'subresource'), 'name');
  return {
    group,
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind: textAt(parent, 'kind'),
    subresource: plural.slice(plural.lastIndexOf('/') + 1),
  };
}

/** A description without group and version fits any. */
function describesVersion(subresource: Json | undefined, apiVersion: string): boolean {
  const [group, version] = [textAt(subresource, 'group'), textAt(subresource, 'version')];
  if (version === '') return group === '' || group === groupOf(apiVersion);
  return apiVersion === (group === '' ? version : `${group}/${version}`);
}
