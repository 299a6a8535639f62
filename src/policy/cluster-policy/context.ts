// Context entries of a rule or of a foreach entry, compiled to lazy entries of a scope.
import { expressionError, isExpressionError, type ExpressionError } from '../../jmespath/index.ts';
import { DEFAULT_NAMESPACE } from '../../kube/index.ts';
import { canonicalJson } from '../../model/digest.ts';
import { child, isJsonObject, textAt, type Json, type JsonObject } from '../../model/resource.ts';
import type { Operation, World } from '../../model/trigger.ts';
import { callApi } from './api-call.ts';
import type { FieldPath } from './document.ts';
import type { Attempt, RuleEnvironment } from './environment.ts';
import { placedTemplate, renderIn, type PlacedTemplate } from './render.ts';
import { entryError, namesEntry, type EntryPlace, type LazyEntry, type Scope } from './scope.ts';

/** A compiled context entry, bound to an evaluation by `bind`. */
export interface ContextEntry {
  readonly name: string;
  bind(world: World, operation: Operation): LazyEntry;
}

type Load = (environment: RuleEnvironment, scope: Scope, world: World, operation: Operation) => Json | ExpressionError;

/** Compiles entries in the order they are declared. `path` leads to the list. */
export function compileContext(
  environment: RuleEnvironment,
  entries: readonly JsonObject[],
  path: FieldPath,
): readonly ContextEntry[] {
  const names = entries.map((entry) => textAt(entry, 'name'));
  return entries.map((entry, index) => {
    const help = helpFor(entry, names.slice(index));
    return compileEntry(environment, entry, { path: [...path, index], help });
  });
}

/** A scope in which the entries can be named. */
export function scopeWithContext(
  scope: Scope,
  entries: readonly ContextEntry[],
  world: World,
  operation: Operation,
): Scope {
  return entries.reduce((outer, entry) => outer.withEntry(entry.bind(world, operation)), scope);
}

function compileEntry(environment: RuleEnvironment, entry: JsonObject, place: EntryPlace): ContextEntry {
  const name = textAt(entry, 'name');
  const load = loaderOf(entry, place.path);
  return {
    name,
    bind: (world, operation) => ({
      name,
      merges: !Object.hasOwn(entry, 'variable'),
      load(scope) {
        const value = load(environment, scope, world, operation);
        return isExpressionError(value) ? entryError(entryFailure(name, value.message), place) : value;
      },
    }),
  };
}

/** `notYet` are the entry itself and those after it, which it cannot see. */
function helpFor(entry: JsonObject, notYet: readonly string[]): string {
  const text = canonicalJson({ ...entry, name: '' });
  const asked = notYet.find((name) => namesEntry(name).test(text));
  if (asked === undefined) return 'Check the entry, or give it a default.';
  return `An entry sees only those that are declared before it, and ${asked} is not.`;
}

function loaderOf(entry: JsonObject, path: FieldPath): Load {
  const variable = child(entry, 'variable');
  if (isJsonObject(variable)) return variableLoader(variable, [...path, 'variable']);
  const configMap = child(entry, 'configMap');
  if (isJsonObject(configMap)) return configMapLoader(configMap, [...path, 'configMap']);
  const apiCall = child(entry, 'apiCall');
  if (isJsonObject(apiCall)) return apiCallLoader(apiCall, [...path, 'apiCall']);
  const kinds = ['globalReference', 'imageRegistry'].filter((kind) => Object.hasOwn(entry, kind));
  const reason = kinds[0] ? `${kinds[0]} entries are not evaluated yet` : 'it has no kind of entry that is known';
  return () => entryFailure('', reason);
}

// ---- variable

interface VariableParts {
  readonly value: PlacedTemplate | undefined;
  readonly jmesPath: PlacedTemplate | undefined;
  readonly fallback: PlacedTemplate | undefined;
}

/**
 * Source  Kyverno, context entries, variable: default before value, jmesPath on the value or on the whole context; a failing
 *         expression gives the default, a null of one on the value does not.
 */
function variableLoader(variable: JsonObject, path: FieldPath): Load {
  const part = (key: string): PlacedTemplate | undefined => {
    const given = child(variable, key);
    return given === undefined ? undefined : placedTemplate(given, [...path, key]);
  };
  const parts: VariableParts = { value: part('value'), jmesPath: part('jmesPath'), fallback: part('default') };
  return (environment, scope, _world, operation) => {
    const put = (template: PlacedTemplate | undefined): Attempt<Json | undefined> =>
      template ? renderIn(environment, template, scope, operation) : { ok: true, value: undefined };
    const fallback = put(parts.fallback);
    const value = put(parts.value);
    const jmesPath = put(parts.jmesPath);
    for (const attempt of [fallback, value, jmesPath])
      if (!attempt.ok) return entryFailure('', attempt.trouble.message);
    const result = variableValue(scope, { value, fallback, jmesPath });
    return result === null ? entryFailure('', 'its value is null') : result;
  };
}

interface RenderedVariable {
  readonly value: Attempt<Json | undefined>;
  readonly fallback: Attempt<Json | undefined>;
  readonly jmesPath: Attempt<Json | undefined>;
}

function variableValue(scope: Scope, parts: RenderedVariable): Json | ExpressionError {
  const value = parts.value.ok ? parts.value.value : undefined;
  const fallback = parts.fallback.ok ? parts.fallback.value : undefined;
  const jmesPath = parts.jmesPath.ok ? parts.jmesPath.value : undefined;
  if (typeof jmesPath !== 'string') return value ?? null;
  const found = value === undefined ? scope.evaluate(jmesPath) : scope.evaluateOn(jmesPath, value);
  if (isExpressionError(found)) return fallback ?? found;
  // Only an expression on the whole context falls back for null.
  return found === null && value === undefined ? (fallback ?? null) : found;
}

// ---- configMap

/** Source  Kyverno, context entries, configMap: `{data, metadata}`; data is null where the ConfigMap has none. */
function configMapLoader(configMap: JsonObject, path: FieldPath): Load {
  const reference = placedTemplate(
    { name: textAt(configMap, 'name'), namespace: textAt(configMap, 'namespace') },
    path,
  );
  return (environment, scope, world, operation) => {
    const rendered = renderIn(environment, reference, scope, operation);
    if (!rendered.ok) return entryFailure('', rendered.trouble.message);
    const name = textAt(rendered.value, 'name');
    const own = environment.policy.namespace;
    const namespace = textAt(rendered.value, 'namespace') || own || DEFAULT_NAMESPACE;
    if (name === '') return entryFailure('', 'the name of the ConfigMap is no text');
    if (own !== '' && namespace !== own) {
      return entryFailure('', `ConfigMap ${namespace}/${name} is outside the policy's namespace ${own}`);
    }
    const found = world.get({ group: '', kind: 'ConfigMap', namespace, name });
    if (found === undefined) return entryFailure('', `ConfigMap ${namespace}/${name} is not in the inventory`);
    return { data: child(found, 'data') ?? null, metadata: found.metadata };
  };
}

// ---- apiCall

/** Source  Kyverno, context entries, apiCall: jmesPath is on what the call answers, never on the default. */
function apiCallLoader(apiCall: JsonObject, path: FieldPath): Load {
  const template = placedTemplate(apiCall, path);
  return (environment, scope, world, operation) => {
    const rendered = renderIn(environment, template, scope, operation);
    if (!rendered.ok) return entryFailure('', rendered.trouble.message);
    const result = callApi(rendered.value, environment, world);
    if (result.outcome === 'failed') return entryFailure('', result.reason);
    const jmesPath = child(rendered.value, 'jmesPath') ?? '';
    if (typeof jmesPath !== 'string') return entryFailure('', 'its jmesPath is no text');
    return result.outcome === 'default' || jmesPath === '' ? result.value : scope.evaluateOn(jmesPath, result.value);
  };
}

function entryFailure(name: string, reason: string): ExpressionError {
  const message = name === '' ? reason : `context entry ${name}: ${reason}`;
  return expressionError('invalid-value', message, { start: 0, end: 0 });
}
