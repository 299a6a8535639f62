// The variables that an expression sees. Context entries are layers that load when an expression first names them, in the order they
// were declared, and each sees only what was declared before it.
import { expressionError, isExpressionError, type Capabilities, type ExpressionError } from '../../jmespath/index.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/resource.ts';
import { holding, jsonBytes, type Held } from './context-size.ts';
import type { RuleEnvironment } from './environment.ts';
import type { FieldPath, Trouble } from '../trouble.ts';

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
  /** Keeps something to say about what was put in, also by the entries that loaded on the way. */
  remark(trouble: Trouble): void;
  /** Everything that was kept, of all scopes over the same outermost one. */
  remarks(): readonly Trouble[];
}

/** A context entry: loaded at most once, in the scope of what was declared before it. */
export interface LazyEntry {
  readonly name: string;
  /** Maps of the same name are merged; a variable replaces. */
  readonly merges: boolean;
  /** Given for entries that a policy declares, whose size counts. */
  readonly place?: EntryPlace;
  load(before: Scope): Json | ExpressionError;
}

/** Where a context entry stands, and what to do when it cannot be loaded. `code` is given where the entry is refused, not missing. */
export interface EntryPlace {
  readonly path: FieldPath;
  readonly help: string;
  readonly code?: DiagnosticCode;
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

/** Whether an expression failed for good: a default is for what is missing, not for what is refused or too large. */
export function isRefusal(error: ExpressionError): boolean {
  return error.code === 'limit' || (isEntryError(error) && error.entry.code !== undefined);
}

interface Layer {
  /** Loads what the text names, then gives all variables there are. `asking` is what the scope that asks holds already. */
  resolve(text: string, asking: Held): JsonObject | ExpressionError;
}

/** The outermost scope. */
export function openScope(
  environment: RuleEnvironment,
  values: JsonObject,
  capabilities: Capabilities,
  operation: string,
): Scope {
  return scopeOn({ resolve: () => values }, { environment, capabilities, operation, remarks: [] }, holding());
}

interface Evaluator {
  readonly environment: RuleEnvironment;
  readonly capabilities: Capabilities;
  readonly operation: string;
  readonly remarks: Trouble[];
}

function scopeOn(layer: Layer, evaluator: Evaluator, held: Held): Scope {
  const scope: Scope = {
    evaluate: (text) => evaluateIn(layer, evaluator, text, held),
    evaluateOn(text, document) {
      const compiled = evaluator.environment.expression(text);
      return isExpressionError(compiled) ? compiled : compiled.evaluate(document, evaluator.capabilities);
    },
    withValues: (values) => scopeOn(valueLayer(layer, values), evaluator, holding(held)),
    withEntry: (entry) =>
      scopeOn(entryLayer(layer, { entry, before: scope, held, limit: contextLimit(evaluator) }), evaluator, held),
    remark: (trouble) => void evaluator.remarks.push(trouble),
    remarks: () => evaluator.remarks,
  };
  return scope;
}

function evaluateIn(
  layer: Layer,
  { environment, capabilities, operation }: Evaluator,
  text: string,
  held: Held,
): Json | ExpressionError {
  // The engine reads the old object wherever an expression names the object of a DELETE.
  const asked = operation === 'DELETE' ? text.replaceAll('request.object', 'request.oldObject') : text;
  const compiled = environment.expression(asked);
  if (isExpressionError(compiled)) return compiled;
  const variables = layer.resolve(asked, held);
  return isExpressionError(variables) ? variables : compiled.evaluate(variables, capabilities);
}

function valueLayer(below: Layer, values: JsonObject): Layer {
  return {
    resolve(text, asking) {
      const known = below.resolve(text, asking);
      return isExpressionError(known) ? known : { ...known, ...values };
    },
  };
}

function contextLimit({ environment }: Evaluator): number {
  return environment.options.limits.contextBytes;
}

/** An entry with the scope of what was declared before it, and what its own scope holds. */
interface BoundEntry {
  readonly entry: LazyEntry;
  readonly before: Scope;
  readonly held: Held;
  readonly limit: number;
}

function entryLayer(below: Layer, bound: BoundEntry): Layer {
  const { entry } = bound;
  const named = namesEntry(entry.name);
  let loaded: { readonly value: Json | ExpressionError } | undefined;
  return {
    resolve(text, asking) {
      const known = below.resolve(text, asking);
      if (isExpressionError(known)) return known;
      if (loaded === undefined && !named.test(text)) return known;
      loaded ??= { value: loadWithin(bound, asking) };
      const { value } = loaded;
      // A failed entry is told to the expression that names it, not to others that come after.
      if (isExpressionError(value)) return named.test(text) ? value : known;
      return { ...known, [entry.name]: merged(known[entry.name], value, entry.merges) };
    },
  };
}

/** The entry's value, where there is room for it beside what the scope that asks holds. */
function loadWithin({ entry, before, held, limit }: BoundEntry, asking: Held): Json | ExpressionError {
  const value = entry.load(before);
  if (isExpressionError(value) || entry.place === undefined) return value;
  const room = limit - asking.total();
  const bytes = jsonBytes(value, room);
  if (bytes > room) return tooMuchHeld(entry.name, entry.place, limit);
  held.add(bytes);
  return value;
}

function tooMuchHeld(name: string, place: EntryPlace, limit: number): EntryError {
  const message = `context entry ${name}: with it the context entries hold more than the ${limit} bytes that limits.contextBytes allows`;
  return entryError(expressionError('limit', message, { start: 0, end: 0 }), {
    path: place.path,
    help: 'Keep less in the entries (a jmesPath takes only what is needed), or raise limits.contextBytes in headwater.yaml.',
    code: 'evaluate/limit',
  });
}

function merged(former: Json | undefined, value: Json, merges: boolean): Json {
  return merges && isJsonObject(former) && isJsonObject(value) ? { ...former, ...value } : value;
}

/** Finds an entry's name in an expression's text: not after a letter, digit or dot, and up to a word boundary. */
export function namesEntry(name: string): RegExp {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?:^|[^A-Za-z0-9.])${escaped}\b`);
}
