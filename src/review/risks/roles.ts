// Roles and ClusterRoles that come to allow more. The same rights in another order or under other rules are no more.
import { compareText, type Resource } from '../../model/resource.ts';
import {
  addedAggregation,
  addedAggregators,
  aggregatorsOf,
  isAggregated,
  isEscalatingVerb,
  isWildcardGrant,
  RBAC_GROUP,
  type Grant,
} from '../../kube/index.ts';
import type { Family, Finding, Places, View } from './finding.ts';
import { listed } from './words.ts';

const WILDCARD_HELP =
  'A * also holds for whatever is added later: name the verbs and resources, or keep it to roles for administrators.';
const ESCALATION_HELP =
  'With escalate, bind or impersonate one can get any right, one’s own or another’s: name the roles or users in resourceNames.';

/** Roles that allow what they did not. */
export const findRoles: Family = ({ change, before, after }, view) => {
  if (after === undefined || change.id.group !== RBAC_GROUP || !isRole(change.id.kind)) return [];
  const aggregation = addedAggregation(before, after);
  const aggregated = aggregation === 'none' ? [] : [aggregationFinding(after, aggregation)];
  // The rules of such a role are written over by the cluster.
  return isAggregated(after)
    ? aggregated
    : [...grantFindings(before, after, view), ...joinFindings(before, after, view)];
};

function isRole(kind: string): boolean {
  return kind === 'Role' || kind === 'ClusterRole';
}

/** One finding for the worst of what is new. */
function grantFindings(before: Resource | undefined, after: Resource, view: View): readonly Finding[] {
  const added = view.addedGrants(isAggregated(before) ? undefined : before, after);
  const wildcards = added.filter(isWildcardGrant);
  const escalating = added.filter(({ verb }) => isEscalatingVerb(verb));
  const findings: Finding[] = [];
  if (wildcards.length > 0) {
    findings.push({ ...growing(after, wildcards, view), level: 'blocker', code: 'rbac-wildcard', help: WILDCARD_HELP });
  }
  if (escalating.length > 0) {
    findings.push({
      ...growing(after, escalating, view),
      level: 'blocker',
      code: 'rbac-escalation',
      help: ESCALATION_HELP,
    });
  }
  if (findings.length > 0 || added.length === 0) return findings;
  return [{ ...growing(after, added, view), level: 'caution', code: 'rbac-rule' }];
}

function growing(role: Resource, grants: readonly Grant[], { hiding }: View): Pick<Finding, 'say'> {
  const text = `${role.kind} ${role.metadata.name} comes to allow ${hiding.text(wordsOf(grants))}`;
  const joined = aggregatorsOf(role);
  const also = joined.length === 0 ? '' : `, and ClusterRole ${listed(joined)} with it`;
  return { say: ({ show, where }: Places) => `RBAC grows: ${show(text)}${where}${also}` };
}

/** A role with the same rules whose labels bring them into others. */
function joinFindings(before: Resource | undefined, after: Resource, view: View): readonly Finding[] {
  const names = addedAggregators(before, after);
  // A role that is new is told with what it allows.
  if (names.length === 0 || before === undefined || view.addedGrants(undefined, after).length === 0) return [];
  const text = `the rules of ClusterRole ${after.metadata.name}`;
  return [
    {
      level: 'caution',
      code: 'rbac-rule',
      say: ({ show }) => `RBAC grows: ClusterRole ${listed(names)} takes in ${show(text)}`,
    },
  ];
}

function aggregationFinding(after: Resource, aggregation: 'some' | 'all'): Finding {
  const text = `ClusterRole ${after.metadata.name}`;
  const help = 'Which rules these are is decided in the cluster, now and later, by the labels of other ClusterRoles.';
  return aggregation === 'all'
    ? {
        level: 'blocker',
        code: 'rbac-wildcard',
        say: ({ show }) => `RBAC grows: ${show(text)} takes in the rules of all ClusterRoles`,
        help,
      }
    : {
        level: 'caution',
        code: 'rbac-rule',
        say: ({ show }) => `RBAC grows: ${show(text)} takes in the rules of more ClusterRoles, by their labels`,
        help,
      };
}

/** Grants as `get, list on secrets; * on pods`. */
function wordsOf(grants: readonly Grant[]): string {
  const verbs = new Map<string, Set<string>>();
  for (const grant of grants) {
    const object = objectOf(grant);
    const known = verbs.get(object);
    if (known) known.add(grant.verb);
    else verbs.set(object, new Set([grant.verb]));
  }
  const objects = new Map<string, string[]>();
  for (const [object, names] of verbs) {
    const key = listed([...names].sort(compareText), 8);
    const known = objects.get(key);
    if (known) known.push(object);
    else objects.set(key, [object]);
  }
  return listed(
    [...objects].map(([key, names]) => `${key} on ${listed([...names].sort(compareText))}`).sort(compareText),
  );
}

function objectOf(grant: Grant): string {
  if ('url' in grant) return grant.url;
  const group = grant.group === '' || (grant.group === '*' && grant.resource === '*') ? '' : `.${grant.group}`;
  return `${grant.resource}${group}${grant.name === '' ? '' : ` ${grant.name}`}`;
}
