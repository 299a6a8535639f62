// Context entries of kind variable: a value, an expression, or an expression on a value, with a default.
import { isExpressionError, type ExpressionError } from '../../../jmespath/index.ts';
import { child, type Json, type JsonObject } from '../../../model/resource.ts';
import { placedTemplate, renderIn, type PlacedTemplate } from '../render.ts';
import { isRefusal, type Scope } from '../scope.ts';
import { entryFailure, unrendered, type Load } from './loader.ts';
import type { Attempt, FieldPath } from '../../trouble.ts';

interface VariableParts {
  readonly value: PlacedTemplate | undefined;
  readonly jmesPath: PlacedTemplate | undefined;
  readonly fallback: PlacedTemplate | undefined;
}

/**
 * How a `variable` entry is loaded.
 *
 * Source  Kyverno, context entries, variable: default before value, jmesPath on the value or on the whole context; a failing
 *         expression gives the default, a null of one on the value does not.
 */
export function variableLoader(variable: JsonObject, path: FieldPath): Load {
  const part = (key: string): PlacedTemplate | undefined => {
    const given = child(variable, key);
    return given === undefined ? undefined : placedTemplate(given, [...path, key]);
  };
  const parts: VariableParts = { value: part('value'), jmesPath: part('jmesPath'), fallback: part('default') };
  return ({ environment, scope, operation }) => {
    const put = (template: PlacedTemplate | undefined): Attempt<Json | undefined> =>
      template ? renderIn(environment, template, scope, operation) : { ok: true, value: undefined };
    const fallback = put(parts.fallback);
    const value = put(parts.value);
    const jmesPath = put(parts.jmesPath);
    for (const attempt of [fallback, value, jmesPath]) if (!attempt.ok) return unrendered(attempt.trouble);
    const result = variableValue(scope, { value, fallback, jmesPath });
    return result === null ? entryFailure('its value is null') : result;
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
  if (isExpressionError(found)) return isRefusal(found) ? found : (fallback ?? found);
  // Only an expression on the whole context falls back for null.
  return found === null && value === undefined ? (fallback ?? null) : found;
}
