// Names: of the policy, of its rules, and of policies beside one another.
import type { Diagnostic } from '../../model/diagnostic.ts';
import { child } from '../../model/resource.ts';
import type { PolicyDocument, RuleDocument } from '../cluster-policy/document.ts';
import { asDiagnostic, identityOf, perPolicy, perRule, policyName, type Check } from './check.ts';

const LONGEST_NAME = 63;

/** A ClusterPolicy that names a namespace. */
export const namespaceOfClusterPolicy: Check = perPolicy((policy) =>
  policy.kind === 'ClusterPolicy' && (child(child(policy.raw, 'metadata'), 'namespace') ?? '') !== ''
    ? [
        {
          path: ['metadata', 'namespace'],
          message: `ClusterPolicy ${policy.name} names a namespace, but is cluster-wide`,
          help: 'Remove metadata.namespace, or make it a Policy.',
        },
      ]
    : [],
);

/** A policy without a usable name or namespace: what it is, and which policy of before it is, cannot be said. */
export const policyWithoutIdentity: Check = perPolicy((policy) => {
  const metadata = child(policy.raw, 'metadata');
  const namespace = child(metadata, 'namespace') ?? '';
  if (policy.kind === 'Policy' && typeof namespace !== 'string') {
    const message = `the namespace of Policy ${policy.name} is no text`;
    return [{ path: ['metadata', 'namespace'], message, help: 'Write metadata.namespace as a text, in quotes.' }];
  }
  if (policy.name !== '') return [];
  const given = child(metadata, 'name') ?? '';
  return given === ''
    ? [{ path: ['metadata'], message: 'the policy has no name', help: 'Write metadata.name.' }]
    : [{ path: ['metadata', 'name'], message: 'the name of the policy is no text', help: 'Write it in quotes.' }];
});

/** A policy name that does not fit into a label. */
export const longPolicyName: Check = perPolicy((policy) =>
  policy.name.length > LONGEST_NAME
    ? [
        {
          path: ['metadata', 'name'],
          message: `the name of policy ${policy.name} has ${policy.name.length} characters, of ${LONGEST_NAME} that are allowed`,
          help: 'Shorten the name.',
        },
      ]
    : [],
);

/** A generating rule without a name. */
export const ruleWithoutName: Check = perRule((rule) =>
  rule.name === ''
    ? [{ path: rule.path, message: `rule ${rule.index + 1} has no name`, help: 'Give the rule a name.' }]
    : [],
);

/** Two rules of one name, at least one of them generating. */
export const duplicateRuleNames: Check = (policy) => {
  const named = policy.spec.rules.filter((rule) => rule.name !== '');
  return withFirst(named, (rule) => rule.name)
    .filter(([first, second]) => first.generate !== undefined || second.generate !== undefined)
    .map(([first, second]) => duplicateRule(policy, first, second));
};

/**
 * The policies that have the kind, namespace and name of an earlier one.
 *
 * Order   as given; each is reported at its own place, with the place of the first in the message.
 * Errors  policy/duplicate-policy
 */
export function duplicatePolicies(policies: readonly PolicyDocument[]): readonly Diagnostic[] {
  return withFirst(policies, identityOf).map(([first, second]) => duplicatePolicy(first, second));
}

/** Every item whose name an earlier one has, after the first of that name. */
function withFirst<T>(items: readonly T[], nameOf: (item: T) => string): readonly (readonly [T, T])[] {
  const first = new Map<string, T>();
  return items.flatMap((item): (readonly [T, T])[] => {
    const name = nameOf(item);
    const found = first.get(name);
    if (found === undefined) first.set(name, item);
    return found === undefined ? [] : [[found, item]];
  });
}

function duplicateRule(policy: PolicyDocument, first: RuleDocument, second: RuleDocument): Diagnostic {
  return asDiagnostic(policy, second, {
    code: 'policy/duplicate-rule',
    path: [...second.path, 'name'],
    message: `rule ${second.name} of policy ${policyName(policy)} has the name of the rule at ${placeOf(policy, [...first.path, 'name'])}`,
    help: 'Rename one of the two: a rule is known by its name.',
  });
}

function duplicatePolicy(first: PolicyDocument, second: PolicyDocument): Diagnostic {
  return asDiagnostic(second, undefined, {
    code: 'policy/duplicate-policy',
    path: ['metadata', 'name'],
    message: `${second.kind} ${policyName(second)} is already defined at ${placeOf(first, ['metadata', 'name'])}`,
    help: 'Rename or remove one of the two: in a cluster the second would replace the first.',
  });
}

function placeOf(policy: PolicyDocument, path: readonly (string | number)[]): string {
  const { file, line, column } = policy.place(path);
  return `${file}:${line}:${column}`;
}
