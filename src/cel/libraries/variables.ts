// The types of the variables of generating policies, and the values of those that are libraries. The values of the others are the callers'.
import { BOOL, DYN, INT, listOf, mapOf, message, STRING, TIMESTAMP, type Type } from '../type.ts';
import type { CelObject } from '../value.ts';
import { GENERATOR_VALUE } from './generator.ts';
import { GLOBAL_CONTEXT_VALUE } from './global-context.ts';
import { HTTP_VALUE } from './http.ts';
import { IMAGE_VALUE } from './image.ts';
import { JSON_VALUE } from './json.ts';
import { RESOURCE_VALUE } from './resource.ts';
import { YAML_VALUE } from './yaml.ts';

const KIND = message('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const ADDRESS = message('kubernetes.GroupVersionResource', { group: STRING, version: STRING, resource: STRING });
const USER_INFO = message('kubernetes.UserInfo', {
  username: STRING,
  uid: STRING,
  groups: listOf(STRING),
  extra: mapOf(STRING, listOf(STRING)),
});

/** The type of `request`. */
export const REQUEST_TYPE: Type = message('kubernetes.AdmissionRequest', {
  kind: KIND,
  resource: ADDRESS,
  subResource: STRING,
  requestKind: KIND,
  requestResource: ADDRESS,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: USER_INFO,
  dryRun: BOOL,
  options: DYN,
  object: DYN,
  oldObject: DYN,
});

const NAMESPACE_METADATA = message('kubernetes.NamespaceMetadata', {
  name: STRING,
  generateName: STRING,
  namespace: STRING,
  labels: mapOf(STRING, STRING),
  annotations: mapOf(STRING, STRING),
  UID: STRING,
  creationTimestamp: TIMESTAMP,
  deletionGracePeriodSeconds: INT,
  deletionTimestamp: TIMESTAMP,
  generation: INT,
  resourceVersion: STRING,
  finalizers: listOf(STRING),
});
const NAMESPACE_CONDITION = message('kubernetes.NamespaceCondition', {
  status: STRING,
  type: STRING,
  lastTransitionTime: TIMESTAMP,
  message: STRING,
  reason: STRING,
});

/** The type of `namespaceObject`. Its times are declared as such although they are texts when an expression runs, as in Kyverno. */
export const NAMESPACE_OBJECT_TYPE: Type = message('kubernetes.Namespace', {
  metadata: NAMESPACE_METADATA,
  spec: message('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: message('kubernetes.NamespaceStatus', { conditions: listOf(NAMESPACE_CONDITION), phase: STRING }),
});

/** The type of `exceptions`. */
export const EXCEPTIONS_TYPE: Type = message('kyverno.Exceptions', {
  allowedImages: listOf(STRING),
  allowedValues: listOf(STRING),
});

/** The types of the variables that hold data, by name; `variables` is each policy's own. */
export const DATA_VARIABLES: ReadonlyMap<string, Type> = new Map([
  ['object', DYN],
  ['oldObject', DYN],
  ['request', REQUEST_TYPE],
  ['namespaceObject', NAMESPACE_OBJECT_TYPE],
  ['exceptions', EXCEPTIONS_TYPE],
]);

/** The values of the variables that are libraries, by name; each has its type. */
export const LIBRARY_VARIABLES: ReadonlyMap<string, CelObject> = new Map<string, CelObject>([
  ['resource', RESOURCE_VALUE],
  ['generator', GENERATOR_VALUE],
  ['globalContext', GLOBAL_CONTEXT_VALUE],
  ['http', HTTP_VALUE],
  ['json', JSON_VALUE],
  ['yaml', YAML_VALUE],
  ['image', IMAGE_VALUE],
]);
