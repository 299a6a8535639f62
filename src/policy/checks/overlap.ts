// Match and exclude that leave nothing over, judged by text alone as Kyverno does it (and so also where they do leave something).
import type { Filter, LabelSelector } from '../../match/index.ts';
import { canonicalJson } from '../../model/digest.ts';
import type { Json } from '../../model/resource.ts';
import { matchesWildcard } from '../../values/index.ts';
import type { RuleDocument } from '../cluster-policy/document.ts';
import { perRule, type Check } from './check.ts';

/**
 * An exclude that takes away everything that match lets in.
 *
 * Source  Kyverno 1.19: never with `all`; equal filters where both are `any`; by containment where match is direct. An exclude in
 *         `any` form beside a direct match has no direct field, which is why it is taken to cover any match without labels.
 */
export const matchAgainstExclude: Check = perRule((rule) =>
  cancels(rule)
    ? [
        {
          path: [...rule.path, 'exclude'],
          message: `exclude of rule ${rule.name} takes away what its match lets in`,
          help: 'Make exclude narrower than match; write both with any.',
        },
      ]
    : [],
);

function cancels({ match, exclude }: RuleDocument): boolean {
  if (exclude === undefined || match.form === 'all' || exclude.form === 'all') return false;
  if (match.form === 'any')
    return (
      exclude.form === 'any' && match.filters.some((filter) => exclude.filters.some((other) => same(filter, other)))
    );
  const [wanted] = match.filters;
  const [left] = exclude.filters;
  if (wanted === undefined || left === undefined) return false;
  if (exclude.form === 'any') return covers({}, wanted);
  return Object.keys(left).length > 0 && covers(left, wanted);
}

function covers(exclude: Filter, match: Filter): boolean {
  if (exclude.names !== undefined && exclude.names.length > 0) {
    const names = match.names ?? [];
    if (!exclude.names.some((pattern) => names.some((name) => matchesWildcard(pattern, name)))) return false;
    return true;
  }
  return (
    includesAll(exclude.roles, match.roles) &&
    includesAll(exclude.clusterRoles, match.clusterRoles) &&
    includesAll(exclude.subjects?.map(textOf), match.subjects?.map(textOf)) &&
    includesAll(exclude.kinds, match.kinds) &&
    includesAll(exclude.namespaces, match.namespaces) &&
    (exclude.name === undefined || matchesWildcard(exclude.name, match.name ?? '')) &&
    coversSelector(exclude.selector, match.selector) &&
    coversSelector(exclude.namespaceSelector, match.namespaceSelector) &&
    same(exclude.annotations ?? {}, match.annotations ?? {})
  );
}

/** Whether a criterion of exclude leaves nothing over: it is absent, or has all that match has of it. */
function includesAll(exclude: readonly string[] = [], match: readonly string[] = []): boolean {
  if (exclude.length === 0) return true;
  return match.length > 0 && match.every((item) => exclude.includes(item));
}

function coversSelector(exclude: LabelSelector | undefined, match: LabelSelector | undefined): boolean {
  if (exclude === undefined || match === undefined) return exclude === match;
  const parts = (selector: LabelSelector): readonly string[] => [
    ...Object.entries(selector.matchLabels ?? {}).map(textOf),
    ...(selector.matchExpressions ?? []).map(textOf),
  ];
  return includesAll(parts(exclude), parts(match));
}

function same(a: object, b: object): boolean {
  return textOf(a) === textOf(b);
}

/** Filters are read from JSON and hold nothing else. */
function textOf(value: object): string {
  return canonicalJson(value as Json);
}
