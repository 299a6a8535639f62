// One filter against one trigger, in three values: a Namespace that is not in the inventory leaves a namespaceSelector open.
import type { KindPattern } from '../model/policy.ts';
import { metadataMap, versionOf, type Resource, type ResourceId } from '../model/resource.ts';
import { missingAnnotation } from './annotations.ts';
import type { Filter, LabelSelector, RequestUser } from './filter.ts';
import { kindMatches, parseKindPattern } from './kinds.ts';
import { filterableName, filterableNamespace, matchesAny } from './names.ts';
import { operationListed } from './operations.ts';
import { selectorMismatch, selectorProblem } from './selectors.ts';
import { asksForUser, matchesRoles, matchesSubjects } from './subjects.ts';

/** What a filter looks at. `namespaceLabels` is asked only where a namespaceSelector decides. */
export interface MatchSubject {
  readonly object: Resource;
  readonly id: ResourceId;
  readonly operation: string;
  /** Only where it is known who made the request. */
  readonly user?: RequestUser;
  /** '' or absent for the resource itself. */
  readonly subresource?: string;
  readonly namespaceLabels: () => Readonly<Record<string, string>> | 'missing';
}

/** Three values, with what the filter asks for where it holds, else with what the first condition that does not hold saw. */
export interface Verdict {
  readonly holds: 'yes' | 'no' | 'unknown';
  readonly detail: string;
}

/** A filter with its kinds read. */
export interface PreparedFilter {
  readonly filter: Filter;
  readonly kinds: readonly KindPattern[];
}

/** How to look at a filter: as part of match, of exclude or of an exception, and whether its operations count. */
export interface FilterView {
  readonly part: 'match' | 'exclude' | 'exception';
  readonly operations: 'heeded' | 'ignored';
}

/** Reads the kinds of a filter; entries that mean nothing are left out and so match nothing. */
export function prepareFilter(filter: Filter): PreparedFilter {
  const kinds = (filter.kinds ?? []).map(parseKindPattern).filter((pattern) => pattern !== undefined);
  return { filter, kinds };
}

/** Tells whether a filter holds for a trigger. A filter that asks for nothing holds for nothing. */
export function testFilter(prepared: PreparedFilter, subject: MatchSubject, view: FilterView): Verdict {
  const { filter } = prepared;
  const dropsUser = view.part === 'match' && subject.user === undefined;
  if (!asksForResource(filter) && (dropsUser || !asksForUser(filter))) {
    const isLeftEmpty = dropsUser && asksForUser(filter);
    return no(isLeftEmpty ? 'the filter asks only who made the request, which is not known' : 'the filter is empty');
  }
  const failed =
    (view.operations === 'heeded' ? operationMismatch(filter, subject) : undefined) ??
    kindMismatch(prepared, subject) ??
    nameMismatch(filter, subject) ??
    metadataMismatch(filter, subject) ??
    (dropsUser ? undefined : userMismatch(filter, subject.user));
  if (failed !== undefined) return no(failed);
  const verdict = filter.namespaceSelector && testNamespaceSelector(filter.namespaceSelector, subject, view);
  return verdict ?? { holds: 'yes', detail: describeFilter(filter) };
}

/** What a filter asks for, in one line: `kinds [Pod], namespaces [kube-system]`. */
export function describeFilter(filter: Filter): string {
  const lists = (['kinds', 'names', 'namespaces', 'operations', 'roles', 'clusterRoles'] as const).flatMap((field) => {
    const texts = filter[field] ?? [];
    return texts.length > 0 ? [`${field} ${list(texts)}`] : [];
  });
  const name = (filter.name ?? '') === '' ? [] : [`name ${filter.name ?? ''}`];
  const maps = (['annotations', 'selector', 'namespaceSelector', 'subjects'] as const).filter(
    (field) => filter[field] !== undefined,
  );
  return [...lists, ...name, ...maps].join(', ');
}

function asksForResource(filter: Filter): boolean {
  const lists = [filter.kinds, filter.names, filter.namespaces, filter.operations];
  return (
    lists.some((list) => (list?.length ?? 0) > 0) ||
    (filter.name ?? '') !== '' ||
    Object.keys(filter.annotations ?? {}).length > 0 ||
    filter.selector !== undefined ||
    filter.namespaceSelector !== undefined
  );
}

function operationMismatch({ operations = [] }: Filter, { operation }: MatchSubject): string | undefined {
  if (operationListed(operations, operation)) return undefined;
  return `operation ${operation} is not one of ${list(operations)}`;
}

function kindMismatch(
  { filter, kinds }: PreparedFilter,
  { object, id, subresource = '' }: MatchSubject,
): string | undefined {
  const written = filter.kinds ?? [];
  const exact = { group: id.group, version: versionOf(object.apiVersion), kind: id.kind, subresource };
  if (written.length === 0 || kindMatches(kinds, exact)) return undefined;
  return `kind ${object.apiVersion}/${id.kind} is not one of ${list(written)}`;
}

function nameMismatch(filter: Filter, { object, id }: MatchSubject): string | undefined {
  const { name = '', names = [], namespaces = [] } = filter;
  const own = filterableName(object);
  if (name !== '' && !matchesAny([name], own)) return `name ${quote(own)} is not ${name}`;
  if (names.length > 0 && !matchesAny(names, own)) return `name ${quote(own)} is not one of ${list(names)}`;
  const namespace = filterableNamespace(id);
  if (namespaces.length === 0 || matchesAny(namespaces, namespace)) return undefined;
  return `namespace ${quote(namespace)} is not one of ${list(namespaces)}`;
}

/** An annotation's value is not shown: one of them repeats whole Secrets. */
function metadataMismatch({ annotations = {}, selector }: Filter, { object }: MatchSubject): string | undefined {
  const missing = missingAnnotation(annotations, metadataMap(object, 'annotations'));
  if (missing !== undefined) return `no annotation meets ${missing}: ${annotations[missing] ?? ''}`;
  return selector && selectorMismatch(selector, metadataMap(object, 'labels'));
}

function userMismatch(filter: Filter, user: RequestUser | undefined): string | undefined {
  if (!asksForUser(filter)) return undefined;
  if (user === undefined) return 'it is not known who made the request';
  const { subjects = [], roles = [], clusterRoles = [] } = filter;
  if (subjects.length > 0 && !matchesSubjects(subjects, user)) return `user ${user.username} is none of the subjects`;
  if (roles.length > 0 && !matchesRoles(roles, user.roles)) return `the user has none of the roles ${list(roles)}`;
  if (clusterRoles.length === 0 || matchesRoles(clusterRoles, user.clusterRoles)) return undefined;
  return `the user has none of the cluster roles ${list(clusterRoles)}`;
}

/** Undefined where it holds. A selector that is not legal decides without looking at any labels. */
function testNamespaceSelector(
  selector: LabelSelector,
  { id, namespaceLabels }: MatchSubject,
  { part }: FilterView,
): Verdict | undefined {
  const { kind, namespace } = id;
  if (kind === 'Namespace' && part === 'exception') return undefined;
  if (kind === 'Namespace') return no('a namespaceSelector does not apply to a Namespace itself');
  const problem = selectorProblem(selector);
  if (problem !== undefined) return no(`the namespaceSelector is not legal: ${problem}`);
  const labels = namespace === '' ? {} : namespaceLabels();
  if (labels === 'missing') {
    return { holds: 'unknown', detail: `Namespace ${namespace} is not in the inventory, and its labels decide` };
  }
  const mismatch = selectorMismatch(selector, labels);
  if (mismatch === undefined) return undefined;
  return no(namespace === '' ? `no namespace, and ${mismatch}` : `in Namespace ${namespace}, ${mismatch}`);
}

function no(detail: string): Verdict {
  return { holds: 'no', detail };
}

function list(texts: readonly string[]): string {
  return `[${texts.join(', ')}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
