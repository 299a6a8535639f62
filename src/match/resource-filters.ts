// The list of resources that policies never see, whatever they match: `[Kind,namespace,name]`, entry after entry.
import { versionOf, type Resource, type ResourceId } from '../model/resource.ts';
import type { KindPattern } from '../model/policy.ts';
import { matchesWildcard } from '../values/index.ts';
import { kindMatches, parseKindPattern, type ExactKind } from './kinds.ts';

/** One entry. `text` is how it was written, for people. */
export interface ResourceFilter {
  readonly text: string;
  readonly kind: KindPattern;
  readonly namespace: string;
  readonly name: string;
}

/** A list that was read, and what of the text is no entry. */
export interface ParsedResourceFilters {
  readonly filters: readonly ResourceFilter[];
  readonly problems: readonly string[];
}

/**
 * Reads a list of entries, with or without blanks and line ends between them.
 *
 * Shape   a namespace or name that is left out is `*`.
 * Errors  text outside brackets, an entry without a kind, with a kind that cannot be read or with more than three parts is a problem.
 */
export function parseResourceFilters(text: string): ParsedResourceFilters {
  const filters: ResourceFilter[] = [];
  const problems: string[] = [];
  for (const piece of text.match(/\[[^[\]]*\]|[^\s[\]]+|[[\]]/g) ?? []) {
    const filter = piece.startsWith('[') && piece.endsWith(']') ? parseEntry(piece) : undefined;
    if (filter === undefined) problems.push(`${piece} is not of the form [Kind,namespace,name]`);
    else filters.push(filter);
  }
  return { filters, problems };
}

/** The entry that keeps policies from seeing an object, as written; undefined where none does. */
export function filteredBy(
  filters: readonly ResourceFilter[],
  subject: { readonly id: ResourceId; readonly object: Resource; readonly subresource?: string },
): string | undefined {
  const { id, object, subresource = '' } = subject;
  const exact: ExactKind = { group: id.group, version: versionOf(object.apiVersion), kind: id.kind, subresource };
  return filters.find((filter) => concerns(filter, id, exact))?.text;
}

function parseEntry(text: string): ResourceFilter | undefined {
  const [kindText = '', namespace = '*', name = '*', ...rest] = text
    .slice(1, -1)
    .split(',')
    .map((part) => part.trim());
  const kind = kindText === '' ? undefined : parseKindPattern(kindText);
  return kind === undefined || rest.length > 0 ? undefined : { text, kind, namespace, name };
}

function concerns(filter: ResourceFilter, id: ResourceId, exact: ExactKind): boolean {
  if (!kindMatches([filter.kind], exact)) return false;
  if (matchesWildcard(filter.namespace, id.namespace) && matchesWildcard(filter.name, id.name)) return true;
  // What is said of a namespace is said of the Namespace too.
  return id.group === '' && id.kind === 'Namespace' && matchesWildcard(filter.namespace, id.name);
}

const CONTROLLERS = ['admission', 'background', 'cleanup', 'reports'].map((role) => `${role}-controller`);

/**
 * What Kyverno leaves out as installed: cluster machinery, the system's namespaces and Kyverno itself.
 *
 * Source  Kyverno 1.19, default resourceFilters of its chart, with the namespace `kyverno` whole, which its webhooks do not see.
 */
export const DEFAULT_RESOURCE_FILTERS: readonly ResourceFilter[] = parseResourceFilters(
  [
    '[Event,*,*]',
    '[*/*,kube-system,*]',
    '[*/*,kube-public,*]',
    '[*/*,kube-node-lease,*]',
    '[Node,*,*]',
    '[Node/?*,*,*]',
    '[APIService,*,*]',
    '[APIService/?*,*,*]',
    '[TokenReview,*,*]',
    '[SubjectAccessReview,*,*]',
    '[SelfSubjectAccessReview,*,*]',
    '[Binding,*,*]',
    '[Pod/binding,*,*]',
    '[ReplicaSet,*,*]',
    '[ReplicaSet/?*,*,*]',
    '[EphemeralReport,*,*]',
    '[ClusterEphemeralReport,*,*]',
    '[*/*,kyverno,*]',
    ...CONTROLLERS.flatMap((controller) => [
      `[ClusterRole,*,kyverno:${controller}]`,
      `[ClusterRole,*,kyverno:${controller}:core]`,
      `[ClusterRole,*,kyverno:${controller}:additional]`,
      `[ClusterRoleBinding,*,kyverno:${controller}]`,
    ]),
  ].join(''),
).filters;
