// The predicates that rules are compiled to: which triggers a rule concerns, and why not the others. This is the folder's only entry.
export type { Filter, FilterBlock, LabelRequirement, LabelSelector, RequestUser, Subject } from './filter.ts';
export { kindMatches, parseKindPattern, type ExactKind } from './kinds.ts';
export {
  compileExceptionMatch,
  compileMatch,
  kindPatternsOf,
  type CompiledExceptionMatch,
  type CompiledMatch,
  type MatchResult,
} from './compile-match.ts';
export type { MatchSubject } from './test-filter.ts';
export { missingAnnotation } from './annotations.ts';
export { listsOperations } from './operations.ts';
export { filterableNamespace } from './names.ts';
export {
  isEmptySelector,
  labelKeyProblem,
  labelValueProblem,
  selectorMatches,
  selectorMismatch,
  selectorProblem,
  type WildcardUse,
} from './selectors.ts';
export {
  DEFAULT_RESOURCE_FILTERS,
  filteredBy,
  parseResourceFilters,
  type ParsedResourceFilters,
  type ResourceFilter,
} from './resource-filters.ts';
