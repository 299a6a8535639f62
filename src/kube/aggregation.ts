// ClusterRoles that are put together from others: which ones a role collects, and which roles collect it.
import { canonicalJson } from '../model/digest.ts';
import {
  child,
  compareText,
  isJsonList,
  isJsonObject,
  metadataMap,
  type Json,
  type Resource,
} from '../model/resource.ts';

const PREFIX = 'rbac.authorization.k8s.io/aggregate-to-';

/** What a role collects that it did not before: nothing, the rules of some ClusterRoles, or those of all. */
export function addedAggregation(before: Resource | undefined, after: Resource | undefined): 'none' | 'some' | 'all' {
  const known = new Set(selectorsOf(before).map(canonicalJson));
  const added = selectorsOf(after).filter((selector) => !known.has(canonicalJson(selector)));
  if (added.length === 0 || selectorsOf(before).some(selectsAll)) return 'none';
  return added.some(selectsAll) ? 'all' : 'some';
}

/** Tells whether the rules of a role are filled in from others, whatever its manifest says. */
export function isAggregated(role: Resource | undefined): boolean {
  return isJsonObject(child(role, 'aggregationRule'));
}

/** Names of the built-in roles (admin, edit, view) that take a ClusterRole in by its labels, and did not before. *Order*: by name. */
export function addedAggregators(before: Resource | undefined, after: Resource): readonly string[] {
  const known = before === undefined ? [] : aggregatorsOf(before);
  return aggregatorsOf(after).filter((name) => !known.includes(name));
}

/** Names of the roles that take a ClusterRole in by its labels. *Order*: by name. */
export function aggregatorsOf(role: Resource): readonly string[] {
  if (role.kind !== 'ClusterRole') return [];
  return Object.entries(metadataMap(role, 'labels'))
    .filter(([key, value]) => key.startsWith(PREFIX) && value === 'true')
    .map(([key]) => key.slice(PREFIX.length))
    .sort(compareText);
}

function selectorsOf(role: Resource | undefined): readonly Json[] {
  const selectors = child(child(role, 'aggregationRule'), 'clusterRoleSelectors');
  return isJsonList(selectors) ? selectors : [];
}

/** A selector that asks for nothing. */
function selectsAll(selector: Json): boolean {
  return isJsonObject(selector) && Object.values(selector).every(isEmpty);
}

function isEmpty(value: Json): boolean {
  if (isJsonList(value)) return value.length === 0;
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0);
}
