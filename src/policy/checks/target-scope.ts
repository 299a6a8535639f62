// Namespaces of targets and sources: given where the kind lives in one, absent where it does not.
import { child, isJsonObject, type Json } from '../../model/resource.ts';
import type { Scope } from '../../model/trigger.ts';
import { hasWildcard } from '../../values/index.ts';
import type { PatternDocument, PolicyDocument } from '../cluster-policy/document.ts';
import { perPattern, type Check, type CheckFacts, type Finding } from './check.ts';
import { copiesList } from './generate-form.ts';
import { isTemplated, scopeOf, scopeOfText } from './kinds.ts';

/** A namespaced target without a namespace. */
export const missingNamespace: Check = perPattern((pattern, _policy, facts) =>
  targetScope(pattern, facts) === 'Namespaced' && pattern.namespace === ''
    ? [
        {
          path: [...pattern.path, 'namespace'],
          message: `the ${pattern.kind} to generate lives in a namespace, but none is given`,
          help: 'Write namespace, for example "{{ request.object.metadata.name }}" where the trigger is a Namespace.',
        },
      ]
    : [],
);

/** A target of an unknown kind without a namespace: Kyverno takes what it does not know for namespaced. */
export const namespaceOfUnknownKind: Check = perPattern((pattern, _policy, facts) =>
  targetScope(pattern, facts) === 'unknown' && pattern.namespace === ''
    ? [
        {
          path: [...pattern.path, 'namespace'],
          message: `the ${pattern.kind} to generate has no namespace, and its kind is not known to be cluster-scoped`,
          help: 'Write namespace, or add the CustomResourceDefinition of the kind to the inventory.',
        },
      ]
    : [],
);

/** A cluster-scoped target with a namespace. */
export const superfluousNamespace: Check = perPattern((pattern, _policy, facts) =>
  targetScope(pattern, facts) === 'Cluster' && pattern.namespace !== ''
    ? [
        {
          path: [...pattern.path, 'namespace'],
          message: `the ${pattern.kind} to generate is cluster-scoped, but a namespace is given`,
          help: 'Remove namespace.',
        },
      ]
    : [],
);

/** Kinds to copy of which some live in namespaces and others do not. */
export const mixedCloneScopes: Check = perPattern(({ cloneList, path }, _policy, facts) => {
  const scopes = new Set(cloneScopes(cloneList?.kinds ?? [], facts));
  return scopes.has('Cluster') && scopes.size > 1
    ? [
        {
          path: [...path, 'cloneList', 'kinds'],
          message: 'cloneList.kinds has kinds that live in namespaces and kinds that do not',
          help: 'Make a rule for each of the two.',
        },
      ]
    : [];
});

/** Sources in all namespaces, where one has to be named. */
export const cloneListNamespace: Check = perPattern((pattern, policy, facts) =>
  cloneListFindings(pattern, policy, facts, 'Namespaced'),
);

/** The same for kinds that are not known, which Kyverno takes for namespaced. */
export const cloneListNamespaceOfUnknown: Check = perPattern((pattern, policy, facts) =>
  cloneListFindings(pattern, policy, facts, 'unknown'),
);

/** Cluster-scoped sources with a namespace. */
export const cloneListOfClusterKinds: Check = perPattern(({ cloneList, path }, policy, facts) => {
  if (cloneList === undefined || cloneList.namespace === '' || policy.kind === 'Policy') return [];
  const scopes = cloneScopes(cloneList.kinds, facts);
  if (scopes.length === 0 || scopes.some((scope) => scope !== 'Cluster')) return [];
  return [
    {
      path: [...path, 'cloneList', 'namespace'],
      message: 'cloneList has a namespace, but its kinds are cluster-scoped',
      help: 'Remove cloneList.namespace.',
    },
  ];
});

/** Wildcards in the selector of sources, which the API that lists them does not take. */
export const wildcardsInCloneSelector: Check = perPattern(({ cloneList, path }) =>
  Object.entries(labelsOf(cloneList?.selector))
    .filter(([key, value]) => hasWildcard(key) || (typeof value === 'string' && hasWildcard(value)))
    .map(([key]) => ({
      path: [...path, 'cloneList', 'selector', 'matchLabels', key],
      message: `the selector of cloneList has a wildcard in ${key}`,
      help: 'Write the label out, or use matchExpressions with Exists.',
    })),
);

function cloneListFindings(
  { cloneList, path }: PatternDocument,
  policy: PolicyDocument,
  facts: CheckFacts,
  scope: Scope,
): readonly Finding[] {
  if (cloneList === undefined || cloneList.namespace !== '' || policy.kind === 'Policy') return [];
  if (!cloneScopes(cloneList.kinds, facts).includes(scope)) return [];
  return [
    {
      path: [...path, 'cloneList', 'namespace'],
      message: 'cloneList lists kinds that live in namespaces, but has no namespace',
      help: 'Write cloneList.namespace.',
    },
  ];
}

/** The scope of the target; a missing apiVersion is reported elsewhere and taken as the one inferred. */
function targetScope(pattern: PatternDocument, { kinds }: CheckFacts): Scope | 'none' {
  const { apiVersion, kind } = pattern;
  if (kind === '' || copiesList(pattern)) return 'none';
  if (apiVersion === '') return scopeOfText(kinds, kind);
  return isTemplated(apiVersion) || isTemplated(kind) ? 'unknown' : scopeOf(kinds, apiVersion, kind);
}

function cloneScopes(texts: readonly string[], { kinds }: CheckFacts): readonly Scope[] {
  return texts.map((text) => scopeOfText(kinds, text));
}

function labelsOf(selector: Json | undefined): Readonly<Record<string, Json>> {
  const labels = child(selector, 'matchLabels');
  return isJsonObject(labels) ? labels : {};
}
