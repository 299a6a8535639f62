// Context entries of a rule or of a foreach entry, compiled to lazy entries of a scope. How each kind is loaded has a file of its own.
import { isExpressionError } from '../../../jmespath/index.ts';
import { canonicalJson } from '../../../model/digest.ts';
import { child, isJsonObject, textAt, type JsonObject } from '../../../model/resource.ts';
import type { Operation, World } from '../../../model/trigger.ts';
import type { FieldPath } from '../document.ts';
import type { RuleEnvironment } from '../environment.ts';
import { entryError, namesEntry, type EntryPlace, type LazyEntry, type Scope } from '../scope.ts';
import { apiCallLoader } from './api-entry.ts';
import { configMapLoader } from './config-map.ts';
import { entryFailure, type Load } from './loader.ts';
import { isSuppliedOrLoaded, suppliedLoader } from './supplied-entry.ts';
import { variableLoader } from './variable.ts';

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
      load(scope) {
        const value = load({ environment, scope, world, operation });
        if (!isExpressionError(value)) return value;
        return entryError(entryFailure(`context entry ${name}: ${value.message}`), place);
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
  return () => entryFailure(reason);
}
