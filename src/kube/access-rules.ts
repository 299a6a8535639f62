// What the rules of a Role or ClusterRole allow, and what one list of rules allows that another does not. Order and grouping of rules do
// not matter: each is taken apart into single grants. Who is bound to a role is not looked at.
import { canonicalJson } from '../model/digest.ts';
import { child, isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';

/** The group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** One thing that is allowed: a verb on a resource (`name` '' for all of them), or on an address of the API server. */
export type Grant =
  | { readonly verb: string; readonly group: string; readonly resource: string; readonly name: string }
  | { readonly verb: string; readonly url: string };

/** One rule of a role. Entries that are no text are left out. */
interface AccessRule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Empty: all of them. */
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** Verbs with which one can get more access than one has. */
const ESCALATING: ReadonlySet<string> = new Set(['escalate', 'bind', 'impersonate']);

/** More comparisons than this are not made: a rule that would take more is judged whole. */
const MOST_COMPARISONS = 500_000;

const ANY = '*';

/** Tells whether a verb lets one get more access than one has. */
export function isEscalatingVerb(verb: string): boolean {
  return ESCALATING.has(verb);
}

/** Tells whether a grant holds for every verb, group, resource or address. */
export function isWildcardGrant(grant: Grant): boolean {
  if (grant.verb === ANY) return true;
  return 'url' in grant ? isEveryUrl(grant.url) : grant.group === ANY || grant.resource === ANY;
}

/** Tells whether a role allows everything with resources. */
export function allowsEverything(role: Resource): boolean {
  const everything: Grant = { verb: ANY, group: ANY, resource: ANY, name: '' };
  return rulesOf(role).some((rule) => covers(rule, everything));
}

/**
 * What `after` allows and `before` does not; undefined for a role that is not there, which allows nothing.
 *
 * Order   as written in `after`.
 * Shape   a rule that would take too long to take apart is one grant, with the widest of its entries.
 * Source  Kubernetes, comparison of rules in the check against escalation.
 */
export function addedGrants(before: Resource | undefined, after: Resource | undefined): readonly Grant[] {
  const owned = before === undefined ? [] : rulesOf(before);
  const known = new Set(owned.map(textOf));
  const asked = after === undefined ? [] : rulesOf(after).filter((rule) => !known.has(textOf(rule)));
  const grants = asked.flatMap((rule) =>
    sizeOf(rule) * Math.max(1, owned.length) > MOST_COMPARISONS / asked.length ? widestOf(rule) : grantsOf(rule),
  );
  return grants.filter((grant) => !owned.some((rule) => covers(rule, grant)));
}

function rulesOf(role: Resource): readonly AccessRule[] {
  const rules = child(role, 'rules');
  if (!isJsonList(rules)) return [];
  return rules.filter(isJsonObject).map((rule) => ({
    verbs: texts(child(rule, 'verbs')),
    groups: texts(child(rule, 'apiGroups')),
    resources: texts(child(rule, 'resources')),
    names: texts(child(rule, 'resourceNames')),
    urls: texts(child(rule, 'nonResourceURLs')),
  }));
}

function texts(list: Json | undefined): readonly string[] {
  if (!isJsonList(list)) return [];
  return [...new Set(list.filter((item) => typeof item === 'string'))];
}

function textOf({ verbs, groups, resources, names, urls }: AccessRule): string {
  return canonicalJson([verbs, groups, resources, names, urls]);
}

function sizeOf({ verbs, groups, resources, names, urls }: AccessRule): number {
  return verbs.length * (groups.length * resources.length * Math.max(1, names.length) + urls.length);
}

function grantsOf({ verbs, groups, resources, names, urls }: AccessRule): readonly Grant[] {
  const called = names.length === 0 ? [''] : names;
  return verbs.flatMap((verb) => [
    ...groups.flatMap((group) =>
      resources.flatMap((resource) => called.map((name): Grant => ({ verb, group, resource, name }))),
    ),
    ...urls.map((url): Grant => ({ verb, url })),
  ]);
}

function widestOf(rule: AccessRule): readonly Grant[] {
  const one = (entries: readonly string[]): readonly string[] =>
    entries.length === 0 ? [] : [entries.find((entry) => entry === ANY) ?? entries.find(isEscalatingVerb) ?? ANY];
  return grantsOf({
    verbs: one(rule.verbs),
    groups: one(rule.groups),
    resources: one(rule.resources),
    names: [],
    urls: one(rule.urls),
  });
}

function covers(rule: AccessRule, grant: Grant): boolean {
  if (!rule.verbs.includes(ANY) && !rule.verbs.includes(grant.verb)) return false;
  if ('url' in grant) return rule.urls.some((url) => coversUrl(url, grant.url));
  return (
    (rule.groups.includes(ANY) || rule.groups.includes(grant.group)) &&
    rule.resources.some((resource) => coversResource(resource, grant.resource)) &&
    (rule.names.length === 0 || rule.names.includes(grant.name))
  );
}

function coversResource(owned: string, asked: string): boolean {
  if (owned === ANY || owned === asked) return true;
  return owned.startsWith('*/') && asked.includes('/') && asked.slice(asked.indexOf('/')) === owned.slice(1);
}

function coversUrl(owned: string, asked: string): boolean {
  if (owned === ANY || owned === asked) return true;
  return owned.endsWith(ANY) && asked.startsWith(owned.slice(0, -1));
}

function isEveryUrl(url: string): boolean {
  return url === ANY || url === '/*';
}
