// Context entries of a rule or of a foreach entry, compiled to lazy entries of a scope. How each kind is loaded has a file of its own.
import { isExpressionError, type ExpressionError } from '../../../jmespath/index.ts';
import { canonicalJson } from '../../../model/digest.ts';
import { child, isJsonObject, textAt, type JsonObject } from '../../../model/resource.ts';
import type { Operation, World } from '../../../model/trigger.ts';
import type { RuleEnvironment } from '../environment.ts';
import {
  entryError,
  isEntryError,
  isRefusal,
  namesEntry,
  type EntryPlace,
  type LazyEntry,
  type Scope,
} from '../scope.ts';
import { apiCallLoader } from './api-entry.ts';
import { configMapLoader } from './config-map.ts';
import { globalReferenceLoader } from './global-reference.ts';
import { imageRegistryLoader } from './image-registry.ts';
import { entryFailure, isEntryFailure, type Load } from './loader.ts';
import { isSuppliedOrLoaded, suppliedLoader } from './supplied-entry.ts';
import { variableLoader } from './variable.ts';
import type { FieldPath } from '../../trouble.ts';

/** A compiled context entry, bound to an evaluation by `bind`. */
export interface ContextEntry {
  readonly name: string;
  bind(world: World, operation: Operation): LazyEntry;
}

/** Compiles entries in the order they are declared. `path` leads to the list. */
export function compileContext(
  environment: RuleEnvironment,
  entries: readonly JsonObject[],
  path: FieldPath,
): readonly ContextEntry[] {
  const names = entries.map((entry) => textAt(entry, 'name'));
  const { supplied } = environment.options;
  return entries.flatMap((entry, index) => {
    if (!isSuppliedOrLoaded(entry, supplied)) return [];
    const help = helpFor(entry, names.slice(index));
    return [compileEntry(environment, entry, { path: [...path, index], help })];
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
  const load = suppliedLoader(entry, place.path, environment.options.supplied, loaderOf(entry, place.path));
  return {
    name,
    bind: (world, operation) => ({
      name,
      merges: !Object.hasOwn(entry, 'variable'),
      place,
      load(scope) {
        const value = load({ environment, scope, world, operation });
        return isExpressionError(value) ? failedEntry(name, value, place) : value;
      },
    }),
  };
}

/** The failure as the entry's own; that of an entry it is built on stays with that one where it was a refusal. */
function failedEntry(name: string, error: ExpressionError, place: EntryPlace): ExpressionError {
  if (isEntryError(error) && isRefusal(error)) return error;
  const told = isEntryFailure(error) ? error.told : error.code === 'limit' ? TOO_LARGE : {};
  return entryError(entryFailure(`context entry ${name}: ${error.message}`), { ...place, ...told });
}

/** What to say of an expression that asks for too much. */
const TOO_LARGE = {
  code: 'evaluate/limit',
  help: 'Make the entry ask for less; where it is a value that is too large, raise limits.contextBytes in headwater.yaml.',
} as const;

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
  const globalReference = child(entry, 'globalReference');
  if (isJsonObject(globalReference)) return globalReferenceLoader(globalReference, [...path, 'globalReference']);
  if (isJsonObject(child(entry, 'imageRegistry'))) return imageRegistryLoader();
  return () => entryFailure('it has no kind of entry that is known');
}
