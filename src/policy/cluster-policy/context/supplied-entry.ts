// Context entries as a test has them: left out where nothing loads them, answered where the test holds the answer. Elsewhere the
// entry's own loader does its work.
import { isExpressionError } from '../../../jmespath/index.ts';
import { child, isJsonObject, textAt, type Json, type JsonObject } from '../../../model/resource.ts';
import type { SuppliedCall, SuppliedContext, SuppliedGlobal } from '../../supplied.ts';
import { placedTemplate, renderIn } from '../render.ts';
import type { Scope } from '../scope.ts';
import { entryFailure, type Load } from './loader.ts';
import type { FieldPath } from '../../trouble.ts';

/**
 * Tells whether an entry is there at all. One that is not leaves its name to the values of the test, or unknown.
 *
 * Source  Kyverno, command line: without cluster resources only variables are loaded, and what the test answers.
 */
export function isSuppliedOrLoaded(entry: JsonObject, supplied: SuppliedContext | undefined): boolean {
  if (supplied === undefined || isJsonObject(child(entry, 'variable'))) return true;
  if (Object.hasOwn(entry, 'imageRegistry')) return false;
  if (supplied.loadsEntries) return true;
  if (isJsonObject(child(entry, 'apiCall'))) return supplied.calls.length > 0;
  return Object.hasOwn(entry, 'globalReference') && globalOf(entry, supplied) !== undefined;
}

/** An entry's loader, with the answers of the test before it. */
export function suppliedLoader(
  entry: JsonObject,
  path: FieldPath,
  supplied: SuppliedContext | undefined,
  otherwise: Load,
): Load {
  if (supplied === undefined) return otherwise;
  const apiCall = child(entry, 'apiCall');
  if (isJsonObject(apiCall) && supplied.calls.length > 0) {
    return callLoader(apiCall, [...path, 'apiCall'], supplied, otherwise);
  }
  const found = globalOf(entry, supplied);
  if (found === undefined) return otherwise;
  return globalLoader(found, child(entry, 'globalReference') ?? {}, [...path, 'globalReference']);
}

// ---- apiCall

function callLoader(apiCall: JsonObject, path: FieldPath, supplied: SuppliedContext, otherwise: Load): Load {
  const template = placedTemplate(apiCall, path);
  return (input) => {
    const rendered = renderIn(input.environment, template, input.scope, input.operation);
    if (!rendered.ok) return entryFailure(rendered.trouble.message);
    const service = textAt(child(rendered.value, 'service'), 'url');
    const url = textAt(rendered.value, 'urlPath') || service;
    const answer = answerOf(url, textAt(rendered.value, 'method') || 'GET', supplied.calls);
    if (answer !== undefined) return answered(answer, rendered.value, input.scope);
    return supplied.loadsEntries
      ? otherwise(input)
      : entryFailure(`no apiCallResponses of the test has the url ${url}`);
  };
}

function answerOf(url: string, method: string, calls: readonly SuppliedCall[]): SuppliedCall | undefined {
  return calls.find((call) => call.url === url && (call.method === '' || call.method === method));
}

/** The default of an entry is not used here: the call was answered. */
function answered({ status, body }: SuppliedCall, call: Json, scope: Scope): ReturnType<Load> {
  if (status < 200 || status > 299) return entryFailure(`the call is answered with status ${status}`);
  const jmesPath = textAt(call, 'jmesPath');
  return jmesPath === '' ? body : scope.evaluateOn(jmesPath, body);
}

// ---- globalReference

interface FoundGlobal {
  readonly global: SuppliedGlobal;
  /** '' for the entry itself. */
  readonly projection: string;
}

/** A reference is the name of an entry, or `entry.projection`. */
function globalOf(entry: JsonObject, { globals }: SuppliedContext): FoundGlobal | undefined {
  const name = textAt(child(entry, 'globalReference'), 'name');
  const own = globals.get(name);
  if (own !== undefined) return { global: own, projection: '' };
  const dot = name.lastIndexOf('.');
  const global = dot < 0 ? undefined : globals.get(name.slice(0, dot));
  return global && { global, projection: name.slice(dot + 1) };
}

function globalLoader({ global, projection }: FoundGlobal, reference: Json, path: FieldPath): Load {
  const template = placedTemplate(reference, path);
  return ({ environment, scope, operation }) => {
    const rendered = renderIn(environment, template, scope, operation);
    if (!rendered.ok) return entryFailure(rendered.trouble.message);
    const projected = projection === '' ? '' : global.projections.get(projection);
    if (projected === undefined) return entryFailure(`the entry has no projection ${projection}`);
    const steps = [global.fieldPath, projected, textAt(rendered.value, 'jmesPath')];
    return inSteps(scope, global.value, steps);
  };
}

function inSteps(scope: Scope, start: Json, expressions: readonly string[]): ReturnType<Load> {
  let value = start;
  for (const expression of expressions) {
    const next = expression === '' ? value : scope.evaluateOn(expression, value);
    if (isExpressionError(next)) return next;
    value = next;
  }
  return value;
}
