// The variables that the expressions of a policy see for a trigger. Each is made when it is first read, so that an evaluation depends only
// on what it looked at.
import {
  CelFailure,
  CelMap,
  fromJson,
  libraryValues,
  MAX_EVALUATION_DEPTH,
  type CelResult,
  type CelRun,
} from '../../cel/index.ts';
import { groupOf, isJsonObject, versionOf, type Json, type JsonObject } from '../../model/resource.ts';
import type { Trigger, World } from '../../model/trigger.ts';
import type { CompileOptions } from '../options.ts';
import { VariableFailure, type PolicyEnvironment } from './environment.ts';
import type { CompiledExpression } from './expressions.ts';

/** What partial exceptions allow. */
export interface Allowances {
  readonly images: readonly string[];
  readonly values: readonly string[];
}

/** What variables are made of. */
export interface Bound {
  readonly environment: PolicyEnvironment;
  readonly trigger: Trigger;
  readonly world: World;
  readonly run: CelRun;
  readonly allowances: Allowances;
  /** In declared order; none where variables are not to be seen. */
  readonly variables: readonly CompiledExpression[];
}

/** The variables by name. */
export function bindingsOf(bound: Bound): CelMap {
  const libraries = libraryValues();
  const names = [...NAMES, ...libraries.keys()];
  let variables: CelMap | undefined;
  const all = CelMap.lazy(names, (name) => {
    if (name === 'variables') return (variables ??= declared(bound, () => all));
    return libraries.get(name) ?? valueOf(bound, name);
  });
  return all;
}

/** The variables of the conditions of a webhook, which Kubernetes itself evaluates. */
export function admissionBindings(options: Pick<CompileOptions, 'supplied'>, trigger: Trigger, world: World): CelMap {
  return CelMap.lazy(['object', 'oldObject', 'request', 'authorizer'], (name) => {
    if (name === 'authorizer')
      return new CelFailure('unavailable', 'authorizer is not available: nobody says who may do what');
    if (name === 'request') return fromJson(requestOf(options, trigger, world));
    return fromJson(name === 'object' ? newObject(trigger) : (trigger.oldObject ?? null));
  });
}

const NAMES = ['object', 'oldObject', 'request', 'namespaceObject', 'variables', 'exceptions'];

function valueOf({ environment, trigger, world, allowances }: Bound, name: string): CelResult {
  switch (name) {
    case 'object':
      return fromJson(newObject(trigger));
    case 'oldObject':
      return fromJson(trigger.oldObject ?? null);
    case 'request':
      return fromJson(requestOf(environment.options, trigger, world));
    case 'namespaceObject':
      return namespaceOf(environment, trigger, world);
    default:
      return fromJson({ allowedImages: allowances.images, allowedValues: allowances.values });
  }
}

function newObject({ operation, object }: Trigger): Json {
  return operation === 'DELETE' ? null : object;
}

/** How many variables may wait for one another: each takes a stretch of the stack, besides what its expression takes. */
const MAX_CHAIN = 100;
const DEPTH_OF_VARIABLE = 10;

/** Evaluated at first use, at most once; one that comes back to itself fails. */
function declared({ run, variables }: Bound, all: () => CelMap): CelMap {
  const byName = new Map(variables.map((one) => [one.name, one]));
  const underWay = new Set<string>();
  let depth = 0;
  return CelMap.lazy([...byName.keys()], (name) => {
    const variable = byName.get(name);
    if (variable === undefined || underWay.has(name)) {
      return new CelFailure('no-such-name', `the variable ${name} is made of itself`);
    }
    if (underWay.size >= MAX_CHAIN) {
      return new CelFailure('limit', `more than ${MAX_CHAIN} variables wait for one another`);
    }
    const further = variable.program.depth + DEPTH_OF_VARIABLE;
    if (depth > 0 && depth + further > MAX_EVALUATION_DEPTH) {
      return new CelFailure('limit', `variables that wait for one another go more than ${MAX_EVALUATION_DEPTH} deep`);
    }
    depth += further;
    underWay.add(name);
    const value = variable.program.evaluate(run, all());
    underWay.delete(name);
    depth -= further;
    // One that failed in another variable knows its place already.
    const isNew = value instanceof CelFailure && !(value instanceof VariableFailure);
    return isNew ? new VariableFailure(value, variable.source) : value;
  });
}

/**
 * The admission request that a trigger of the inventory stands for.
 *
 * Shape   what would be empty is left out, as Kyverno does; `userInfo` has nothing but what a test supplies.
 */
function requestOf(options: Pick<CompileOptions, 'supplied'>, trigger: Trigger, world: World): JsonObject {
  const { id, object, operation, oldObject } = trigger;
  const version = versionOf(object.apiVersion);
  const kind = { group: groupOf(object.apiVersion), version, kind: id.kind };
  const plural = world.pluralOfKind(id.group, id.kind);
  const resource = { group: id.group, version, resource: plural ?? '' };
  const namespace = id.kind === 'Namespace' && id.group === '' ? id.name : id.namespace;
  return {
    kind,
    requestKind: kind,
    resource,
    requestResource: resource,
    name: id.name,
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: withoutEmpty(options.supplied?.user?.userInfo ?? {}),
    dryRun: false,
    options: null,
    object: newObject(trigger),
    oldObject: oldObject ?? null,
  };
}

function withoutEmpty(userInfo: JsonObject): JsonObject {
  const isEmpty = (value: Json): boolean =>
    value === null || value === '' || (isJsonObject(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(userInfo).filter(([, value]) => !isEmpty(value)));
}

/** The Namespace of the trigger, for a Namespace itself. A test knows only the Namespaces it names; a run must know this one. */
function namespaceOf({ options }: PolicyEnvironment, { id, object }: Trigger, world: World): CelResult {
  if (id.kind === 'Namespace' && id.group === '') return fromJson(object);
  if (id.namespace === '') return null;
  const found = world.get({ group: '', kind: 'Namespace', namespace: '', name: id.namespace });
  if (found !== undefined) return fromJson(found);
  if (options.supplied !== undefined) return null;
  return new CelFailure('unavailable', `the Namespace ${id.namespace} is not in the inventory`);
}
