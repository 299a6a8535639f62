// A namespaced policy reads and writes in its own namespace only. Namespaces are compared as text, as Kyverno does; where one is a
// variable, evaluation compares again what came out.
import { child, textAt, type JsonObject } from '../../model/resource.ts';
import type { PatternDocument, PolicyDocument } from '../cluster-policy/document.ts';
import { perPattern, perRule, type Check, type Finding } from './check.ts';
import { placedFilters } from './filters.ts';
import { copiesList } from './generate-form.ts';
import { isTemplated, scopeOf, scopeOfText } from './kinds.ts';
import type { FieldPath } from '../trouble.ts';

/** Filters of a namespaced policy that name namespaces. */
export const namespacesInPolicy: Check = perRule((rule, policy) =>
  policy.kind !== 'Policy'
    ? []
    : placedFilters(rule)
        .filter(({ filter }) => (filter.namespaces ?? []).length > 0)
        .map(({ block, path }) => ({
          path: [...path, 'resources', 'namespaces'],
          message: `${block} of rule ${rule.name} names namespaces, but a Policy only looks into its own`,
          help: 'Remove namespaces, or use a ClusterPolicy.',
        })),
);

/** Cluster-scoped kinds that a namespaced policy looks for in vain. */
export const clusterKindsInPolicy: Check = perRule((rule, policy, { kinds }) =>
  policy.kind !== 'Policy'
    ? []
    : placedFilters(rule).flatMap(({ filter, block, path }) =>
        (filter.kinds ?? []).flatMap((text, index) =>
          scopeOfText(kinds, text) === 'Cluster'
            ? [
                {
                  path: [...path, 'resources', 'kinds', index],
                  message: `${block} of rule ${rule.name} looks for the cluster-scoped kind ${text}, which a Policy never sees`,
                  help: 'Use a ClusterPolicy.',
                },
              ]
            : [],
        ),
      ),
);

/** A namespaced policy that makes something cluster-scoped. */
export const clusterTargetOfPolicy: Check = perPattern((pattern, policy, { kinds }) => {
  if (policy.kind !== 'Policy') return [];
  const { apiVersion, kind, cloneList, path } = pattern;
  const target = copiesList(pattern)
    ? []
    : [apiVersion === '' ? scopeOfText(kinds, kind) : scopeOf(kinds, apiVersion, kind)];
  const sources = (cloneList?.kinds ?? []).map((text) => scopeOfText(kinds, text));
  return [
    ...(target.includes('Cluster') ? [clusterFinding(kind, [...path, 'kind'])] : []),
    ...sources.flatMap((scope, index) =>
      scope === 'Cluster'
        ? [clusterFinding(cloneList?.kinds[index] ?? '', [...path, 'cloneList', 'kinds', index])]
        : [],
    ),
  ];
});

/** A namespaced policy that reads or writes in another namespace. */
export const otherNamespace: Check = perPattern((pattern, policy) =>
  foreignNamespaces(pattern, policy, (namespace) => !isTemplated(namespace)),
);

/** A namespaced policy whose namespaces are variables, which Kyverno refuses because they are no plain text. */
export const templatedNamespace: Check = perPattern((pattern, policy) =>
  foreignNamespaces(pattern, policy, isTemplated),
);

/** Context of a namespaced policy that reads elsewhere, which Kyverno refuses when the rule runs. */
export const foreignContext: Check = perRule((rule, policy) =>
  policy.kind !== 'Policy'
    ? []
    : [rule, ...(rule.generate.foreach ?? [])].flatMap((scope) =>
        scope.context.flatMap((entry, index): readonly Finding[] => {
          const source = foreignSource(entry, policy.namespace);
          if (source === undefined) return [];
          return [
            {
              severity: 'warning',
              path: [...scope.path, 'context', index, ...source.path],
              message: `the context entry ${textAt(entry, 'name')} reads ${source.what}, but the Policy may only read in its own namespace, ${policy.namespace}`,
              help: 'Read in the namespace of the policy, or use a ClusterPolicy.',
            },
          ];
        }),
      ),
);

/** What an entry reads outside the namespace, as far as its text tells; evaluation looks again at what the variables gave. */
function foreignSource(
  entry: JsonObject,
  own: string,
): { readonly what: string; readonly path: FieldPath } | undefined {
  if ((child(entry, 'globalReference') ?? null) !== null)
    return { what: 'a GlobalContextEntry', path: ['globalReference'] };
  const namespace = textAt(child(entry, 'configMap'), 'namespace');
  if (namespace !== '' && namespace !== own && !isTemplated(namespace))
    return { what: `a ConfigMap of ${namespace}`, path: ['configMap', 'namespace'] };
  const url = textAt(child(entry, 'apiCall'), 'urlPath');
  const named = /\/namespaces\/([^/?]+)/.exec(url)?.[1];
  if (url !== '' && named !== own && !isTemplated(url)) return { what: url, path: ['apiCall', 'urlPath'] };
  return undefined;
}

function foreignNamespaces(
  pattern: PatternDocument,
  policy: PolicyDocument,
  concerns: (namespace: string) => boolean,
): readonly Finding[] {
  if (policy.kind !== 'Policy') return [];
  return namespacesOf(pattern)
    .filter(({ namespace }) => namespace !== policy.namespace && concerns(namespace))
    .map(({ namespace, what, path }) => ({
      path,
      message: `${what} ${namespace === '' ? 'no namespace' : `the namespace ${namespace}`}, but the Policy may only use its own, ${policy.namespace}`,
      help: `Write namespace: ${policy.namespace}, or use a ClusterPolicy.`,
    }));
}

function namespacesOf(
  pattern: PatternDocument,
): readonly { readonly namespace: string; readonly what: string; readonly path: FieldPath }[] {
  const { namespace, clone, cloneList, path } = pattern;
  return [
    { namespace, what: 'what to generate has', path: [...path, 'namespace'] },
    ...(clone !== undefined && clone.name !== ''
      ? [{ namespace: clone.namespace, what: 'clone has', path: [...path, 'clone', 'namespace'] }]
      : []),
    ...(copiesList(pattern)
      ? [{ namespace: cloneList?.namespace ?? '', what: 'cloneList has', path: [...path, 'cloneList', 'namespace'] }]
      : []),
  ];
}

function clusterFinding(kind: string, path: FieldPath): Finding {
  return {
    path,
    message: `a Policy cannot generate the cluster-scoped kind ${kind}`,
    help: 'Use a ClusterPolicy.',
  };
}
