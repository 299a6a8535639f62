// The form of match and exclude: one of any, all and direct; names and selectors that can be read; something to look for.
import { isEmptySelector, selectorProblem, type Filter, type FilterBlock } from '../../match/index.ts';
import { child, isJsonList, isJsonObject, type Json } from '../../model/resource.ts';
import type { RuleDocument } from '../cluster-policy/document.ts';
import { perRule, type Check, type Finding } from './check.ts';
import type { FieldPath } from '../trouble.ts';

type BlockName = 'match' | 'exclude';
const BLOCKS: readonly BlockName[] = ['match', 'exclude'];

/** A filter of match or exclude with the place of its `resources`. */
export interface PlacedFilter {
  readonly block: BlockName;
  readonly filter: Filter;
  /** The path of the filter itself. */
  readonly path: FieldPath;
}

/** All filters of a rule, match first. */
export function placedFilters(rule: RuleDocument): readonly PlacedFilter[] {
  return BLOCKS.flatMap((block) => filtersOf(rule, block));
}

/** The filters of one block. */
export function filtersOf(rule: RuleDocument, block: BlockName): readonly PlacedFilter[] {
  const read: FilterBlock | undefined = rule[block];
  if (read === undefined) return [];
  const path = [...rule.path, block];
  return read.filters.map((filter, index) => ({
    block,
    filter,
    path: read.form === 'direct' ? path : [...path, read.form, index],
  }));
}

/** More than one of `any`, `all` and a direct `resources` in one block: only one of them would be looked at. */
export const mixedForms: Check = perRule((rule) =>
  BLOCKS.flatMap((block) => {
    const raw = child(rule.raw, block);
    const forms = [
      ...(['any', 'all'] as const).filter((form) => isFilled(child(raw, form))),
      ...(isFilled(child(raw, 'resources')) ? ['resources'] : []),
    ];
    if (forms.length < 2) return [];
    return [
      {
        path: [...rule.path, block],
        message: `${block} of rule ${rule.name} has ${forms.join(' and ')}, of which it may have only one`,
        help: 'Put all filters under any, or all under all.',
      },
    ];
  }),
);

/** The old direct form in an API version that does not have it. */
export const directFormInBeta: Check = perRule((rule, policy) =>
  policy.apiVersion !== 'kyverno.io/v2beta1'
    ? []
    : BLOCKS.filter((block) => isFilled(child(child(rule.raw, block), 'resources'))).map((block) => ({
        path: [...rule.path, block, 'resources'],
        message: `${block} of rule ${rule.name} has resources directly, which kyverno.io/v2beta1 does not know`,
        help: `Write it as an item of ${block}.any.`,
      })),
);

/** `name` and `names` in one filter. */
export const nameAndNames: Check = perRule((rule) =>
  placedFilters(rule)
    .filter(({ filter }) => (filter.name ?? '') !== '' && (filter.names ?? []).length > 0)
    .map(({ block, path }) => ({
      path: [...path, 'resources', 'name'],
      message: `a filter in ${block} of rule ${rule.name} has both name and names`,
      help: 'Write names only.',
    })),
);

/** Selectors that no label could be compared with. */
export const invalidSelectors: Check = perRule((rule) =>
  placedFilters(rule).flatMap((placed) => selectorFindings(rule, placed, 'selector')),
);

/** The same for the labels of namespaces, which Kyverno finds out when it matches. */
export const invalidNamespaceSelectors: Check = perRule((rule) =>
  placedFilters(rule)
    .flatMap((placed) => selectorFindings(rule, placed, 'namespaceSelector'))
    .map((finding) => ({ ...finding, severity: 'warning' })),
);

/** A selector with no requirement in it. */
export const emptySelectors: Check = perRule((rule) =>
  placedFilters(rule)
    .filter(({ filter }) => filter.selector !== undefined && isEmptySelector(filter.selector))
    .map(({ block, path }) => ({
      path: [...path, 'resources', 'selector'],
      message: `a selector in ${block} of rule ${rule.name} has no requirement`,
      help: 'Remove the selector, or write matchLabels or matchExpressions.',
    })),
);

/** A match without anything in it, and filters of match that look for no kind. */
export const matchWithoutKinds: Check = perRule((rule): readonly Finding[] => {
  const path = [...rule.path, 'match'];
  const filters = filtersOf(rule, 'match');
  if (filters.every(({ filter }) => isEmptyFilter(filter)))
    return [{ path, message: `match of rule ${rule.name} is empty`, help: 'Write match.any with resources.kinds.' }];
  return filters
    .filter(({ filter }) => (filter.kinds ?? []).length === 0)
    .map((placed) => ({
      path: placed.path,
      message: `a filter in match of rule ${rule.name} names no kind`,
      help: 'Write resources.kinds.',
    }));
});

function selectorFindings(
  rule: RuleDocument,
  { block, filter, path }: PlacedFilter,
  field: 'selector' | 'namespaceSelector',
): readonly Finding[] {
  const selector = filter[field];
  if (selector === undefined) return [];
  const problem = selectorProblem(selector);
  if (problem === undefined) return [];
  return [
    {
      path: [...path, 'resources', field],
      message: `the ${field} in ${block} of rule ${rule.name} is invalid: ${problem}`,
      help: 'Write a label selector as Kubernetes takes it.',
    },
  ];
}

/** Whether nothing in the filter says what to look for; an empty list or map says nothing. */
function isEmptyFilter(filter: Filter): boolean {
  const { selector, namespaceSelector, ...rest } = filter;
  if (selector !== undefined || namespaceSelector !== undefined) return false;
  return Object.values(rest).every((value) => Object.keys(value).length === 0);
}

function isFilled(value: Json | undefined): boolean {
  if (isJsonList(value)) return value.length > 0;
  return isJsonObject(value) && Object.keys(value).length > 0;
}
