// The variables that an expression sees. Context entries are layers that load when an expression first names them, in the order they
// were declared, and each sees only what was declared before it.
import { isExpressionError, type Capabilities, type ExpressionError } from '../../jmespath/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/resource.ts';
import type { FieldPath } from './document.ts';
import type { RuleEnvironment } from './environment.ts';

/** Variables, and expressions evaluated on them. */
export interface Scope {
  /** The value of a bare JMESPath expression. */
  evaluate(expression: string): Json | ExpressionError;
  /** The value of an expression on a document instead of on the variables. */
  evaluateOn(expression: string, document: Json): Json | ExpressionError;
  /** A scope with further variables over this one. */
  withValues(values: JsonObject): Scope;
  /** A scope with one lazy entry over this one. */
  withEntry(entry: LazyEntry): Scope;
}

/** A context entry: loaded at most once, in the scope of what was declared before it. */
export interface LazyEntry {
  readonly name: string;
  /** Maps of the same name are merged; a variable replaces. */
  readonly merges: boolean;
  load(before: Scope): Json | ExpressionError;
}

/** Where a context entry stands, and what to do when it cannot be loaded. */
export interface EntryPlace {
  readonly path: FieldPath;
  readonly help: string;
}

/** An error of an entry, told to the expression that asked for it. */
export interface EntryError extends ExpressionError {
  readonly entry: EntryPlace;
}

/** The error with the place of its entry. */
export function entryError(error: ExpressionError, entry: EntryPlace): EntryError {
  return Object.assign(error, { entry });
}

/** Whether an expression failed because of a context entry. */
export function isEntryError(error: ExpressionError): error is EntryError {
  return 'entry' in error;
}

interface Layer {
  /** Loads what the text names, then gives all variables there are. */
  resolve(text: string): JsonObject | ExpressionError;
}

/** The outermost scope. */
export function openScope(
  environment: RuleEnvironment,
  values: JsonObject,
  capabilities: Capabilities,
  operation: string,
): Scope {
  return scopeOn({ resolve: () => values }, { environment, capabilities, operation });
}

interface Evaluator {
  readonly environment: RuleEnvironment;
  readonly capabilities: Capabilities;
  readonly operation: string;
}

function scopeOn(layer: Layer, evaluator: Evaluator): Scope {
  const scope: Scope = {
    evaluate: (text) => evaluateIn(layer, evaluator, text),
    evaluateOn(text, document) {
      const compiled = evaluator.environment.expression(text);
      return isExpressionError(compiled) ? compiled : compiled.evaluate(document, evaluator.capabilities);
    },
    withValues: (values) => scopeOn(valueLayer(layer, values), evaluator),
    withEntry: (entry) => scopeOn(entryLayer(layer, entry, scope), evaluator),
  };
  return scope;
}

function evaluateIn(
  layer: Layer,
  { environment, capabilities, operation }: Evaluator,
  text: string,
): Json | ExpressionError {
  // The engine reads the old object wherever an expression names the object of a DELETE.
  const asked = operation === 'DELETE' ? text.replaceAll('request.object', 'request.oldObject') : text;
  const compiled = environment.expression(asked);
  if (isExpressionError(compiled)) return compiled;
  const variables = layer.resolve(asked);
  return isExpressionError(variables) ? variables : compiled.evaluate(variables, capabilities);
}

function valueLayer(below: Layer, values: JsonObject): Layer {
  return {
    resolve(text) {
      const known = below.resolve(text);
      return isExpressionError(known) ? known : { ...known, ...values };
    },
  };
}

function entryLayer(below: Layer, entry: LazyEntry, scopeBelow: Scope): Layer {
  const named = namesEntry(entry.name);
  let loaded: { readonly value: Json | ExpressionError } | undefined;
  return {
    resolve(text) {
      const known = below.resolve(text);
      if (isExpressionError(known)) return known;
      if (loaded === undefined && !named.test(text)) return known;
      loaded ??= { value: entry.load(scopeBelow) };
      const { value } = loaded;
      // A failed entry is told to the expression that names it, not to others that come after.
      if (isExpressionError(value)) return named.test(text) ? value : known;
      return { ...known, [entry.name]: merged(known[entry.name], value, entry.merges) };
    },
  };
}

function merged(former: Json | undefined, value: Json, merges: boolean): Json {
  return merges && isJsonObject(former) && isJsonObject(value) ? { ...former, ...value } : value;
}

/** Finds an entry's name in an expression's text: not after a letter, digit or dot, and up to a word boundary. */
export function namesEntry(name: string): RegExp {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?:^|[^A-Za-z0-9.])${escaped}\b`);
}
