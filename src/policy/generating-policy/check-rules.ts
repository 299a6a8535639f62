// What resource rules ask for that an inventory can never show, and plurals that nothing known has. Nothing of it is an error: a cluster
// takes such rules.
import { guessPlural } from '../../kube/index.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import type { Finding } from '../checks/check.ts';
import type { MatchConstraints, ResourceRule } from './document.ts';
import { meansWholeResource, OPERATIONS, parseResourceEntry } from './resource-rules.ts';

const NEEDED = ['apiGroups', 'apiVersions', 'resources', 'operations'] as const;
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** Findings about the rules, as warnings and notices. *Shape*: unknown plurals are told once, all together. */
export function checkResourceRules(constraints: MatchConstraints, kinds: KindCatalog): readonly Finding[] {
  const { resourceRules, excludeResourceRules } = constraints;
  const rules = [...resourceRules, ...excludeResourceRules];
  return [...rules.flatMap(checkLists), ...resourceRules.flatMap(checkReach), ...tellUnknownPlurals(rules, kinds)];
}

function checkLists(rule: ResourceRule): readonly Finding[] {
  const operations = rule.operations.filter((name) => name !== '*' && !OPERATIONS.some((known) => known === name));
  return [
    ...NEEDED.filter((field) => rule[field].length === 0).map((field) =>
      never([...rule.path, field], `the rule lists no ${field}, so it matches nothing`, `List ${field}; "*" is all.`),
    ),
    ...operations.map((name) =>
      never(
        [...rule.path, 'operations'],
        `${JSON.stringify(name)} is no operation`,
        `Write ${OPERATIONS.join(', ')} or "*".`,
      ),
    ),
    ...(SCOPES.includes(rule.scope)
      ? []
      : [
          never(
            [...rule.path, 'scope'],
            `${JSON.stringify(rule.scope)} is no scope, so the rule matches nothing`,
            'Write Cluster, Namespaced or "*".',
          ),
        ]),
  ];
}

function never(path: Finding['path'], message: string, help: string): Finding {
  return { code: 'match/never', severity: 'warning', path, message, help };
}

function checkReach({ path, resources, operations }: ResourceRule): readonly Finding[] {
  const help = 'Nothing, if the policy is for the cluster: an inventory holds whole resources.';
  const told = { code: 'match/never', severity: 'notice', help } as const;
  if (resources.length > 0 && !resources.some((entry) => meansWholeResource(parseResourceEntry(entry)))) {
    const message = `the rule is only for subresources (${resources.join(', ')}), which are requests and in no inventory`;
    return [{ ...told, path: [...path, 'resources'], message }];
  }
  if (operations.length === 0 || operations.some((operation) => operation !== 'CONNECT')) return [];
  const message = 'the rule is only for CONNECT, which is a request that leaves nothing in an inventory';
  return [{ ...told, path: [...path, 'operations'], message }];
}

function tellUnknownPlurals(rules: readonly ResourceRule[], kinds: KindCatalog): readonly Finding[] {
  const found = rules.flatMap((rule) => {
    const names = unknownPlurals(rule, kinds);
    return names.length > 0 ? [{ path: [...rule.path, 'resources'], names, groups: rule.apiGroups }] : [];
  });
  const [first] = found;
  if (first === undefined) return [];
  const names = [...new Set(found.flatMap((one) => one.names))].join(', ');
  const meant = new Set(found.flatMap((one) => one.names.flatMap((name) => pluralMeant(name, one.groups, kinds))));
  return [
    {
      code: 'evaluate/kind-unknown',
      severity: 'warning',
      path: first.path,
      message: `No CustomResourceDefinition says which kind ${names} means: the plurals of such kinds are guessed from their names`,
      help:
        meant.size > 0
          ? `Write ${[...meant].join(', ')}; else correct the name, or add the CustomResourceDefinition to the inventory.`
          : 'Correct the name, or add the CustomResourceDefinition to the inventory.',
    },
  ];
}

/** What somebody meant who wrote a kind or its singular: `namespaces instead of Namespace`. */
function pluralMeant(name: string, groups: readonly string[], kinds: KindCatalog): readonly string[] {
  const plural = [guessPlural(name), name.toLowerCase()].find((one) =>
    groups.some((group) => kinds.byPlural(group, one) !== undefined),
  );
  return plural === undefined ? [] : [`${plural} instead of ${name}`];
}

/** Groups and resources are listed crosswise, so a plural is known where one of the groups has it. */
function unknownPlurals({ apiGroups, resources }: ResourceRule, kinds: KindCatalog): readonly string[] {
  if (apiGroups.length === 0 || apiGroups.includes('*')) return [];
  return resources
    .map(parseResourceEntry)
    .filter((entry) => entry.resource !== '*' && meansWholeResource(entry))
    .map(({ resource }) => resource)
    .filter((resource) => !apiGroups.some((group) => kinds.byPlural(group, resource) !== undefined));
}
