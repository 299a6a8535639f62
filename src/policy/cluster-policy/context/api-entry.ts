// Context entries of kind apiCall: the call, then the expression on what it answered.
import { child, type JsonObject } from '../../../model/resource.ts';
import { placedTemplate, renderIn } from '../render.ts';
import { callApi } from './api-call.ts';
import { confinedEntry, entryFailure, unrendered, type Load } from './loader.ts';
import type { FieldPath } from '../../trouble.ts';

/**
 * How an `apiCall` entry is loaded.
 *
 * Source  Kyverno, context entries, apiCall: jmesPath is on what the call answers, never on the default.
 */
export function apiCallLoader(apiCall: JsonObject, path: FieldPath): Load {
  const template = placedTemplate(apiCall, path);
  return ({ environment, scope, world, operation }) => {
    const rendered = renderIn(environment, template, scope, operation);
    if (!rendered.ok) return unrendered(rendered.trouble);
    const result = callApi(rendered.value, environment, world);
    if (result.outcome === 'confined') return confinedEntry(result.confined);
    if (result.outcome === 'failed') return entryFailure(result.reason);
    const jmesPath = child(rendered.value, 'jmesPath') ?? '';
    if (typeof jmesPath !== 'string') return entryFailure('its jmesPath is no text');
    return result.outcome === 'default' || jmesPath === '' ? result.value : scope.evaluateOn(jmesPath, result.value);
  };
}
