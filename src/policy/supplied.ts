// What a test supplies to the rules it runs: variables, answers of context entries, and who made the request. Where it comes from is
// the tests' business; a run of reconcile supplies nothing.
import { isJsonObject, type Json, type JsonObject } from '../model/resource.ts';

/** Everything supplied to the rules of one policy on one trigger. */
export interface SuppliedContext {
  /** Laid over the variables of the request, maps merged. */
  readonly variables: JsonObject;
  /** By rule name: laid over `variables` where that rule is evaluated. A context entry that is loaded wins over both. */
  readonly ruleValues: ReadonlyMap<string, JsonObject>;
  /** By rule name: laid over the variables of each element of foreach. */
  readonly elementValues: ReadonlyMap<string, JsonObject>;
  /** False: entries of kind configMap, apiCall and globalReference are not there, unless they are answered here. */
  readonly loadsEntries: boolean;
  readonly calls: readonly SuppliedCall[];
  readonly globals: ReadonlyMap<string, SuppliedGlobal>;
  /** What image registries say, by reference; of a Context file. */
  readonly images: ReadonlyMap<string, Json>;
  readonly user?: SuppliedUser;
  /** The trigger stands for a subresource of this kind. */
  readonly parent?: SuppliedParent;
}

/** An answer to an API call by its exact address. A status other than 2xx is a failure of the call. */
export interface SuppliedCall {
  readonly url: string;
  /** '' stands for any. */
  readonly method: string;
  readonly status: number;
  readonly body: Json;
}

/** What a global context entry holds. `fieldPath` ('' for none) and the projections are expressions on it. */
export interface SuppliedGlobal {
  readonly value: Json;
  readonly fieldPath: string;
  readonly projections: ReadonlyMap<string, string>;
}

/** Who made the request. */
export interface SuppliedUser {
  readonly userInfo: JsonObject;
  readonly username: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
}

/** The resource that a subresource belongs to. */
export interface SuppliedParent {
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly subresource: string;
}

/** One value laid over another: maps are merged key by key, anything else is replaced. */
export function laidOver(below: Json | undefined, above: Json): Json {
  if (!isJsonObject(below) || !isJsonObject(above)) return above;
  const merged = Object.entries(above).map(([key, value]): [string, Json] => {
    return [key, laidOver(Object.hasOwn(below, key) ? below[key] : undefined, value)];
  });
  return { ...below, ...Object.fromEntries(merged) };
}

/** The same for two maps. */
export function mergedMaps(below: JsonObject, above: JsonObject): JsonObject {
  const merged = laidOver(below, above);
  return isJsonObject(merged) ? merged : below;
}
