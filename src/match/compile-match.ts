// match and exclude of a rule as one predicate with reasons. What a policy's namespace or its preconditions add is the policy's to say.
import type { KindPattern } from '../model/policy.ts';
import type { Filter, FilterBlock } from './filter.ts';
import { parseKindPattern } from './kinds.ts';
import {
  describeFilter,
  prepareFilter,
  testFilter,
  type FilterView,
  type MatchSubject,
  type PreparedFilter,
  type Verdict,
} from './test-filter.ts';

/** Whether the filters of a rule concern a trigger. `unknown` depends on a Namespace that is not in the inventory. */
export type MatchResult =
  | { readonly outcome: 'yes' }
  | { readonly outcome: 'no'; readonly because: 'operation' | 'match' | 'exclude'; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly detail: string };

/** match and exclude, ready to be asked. */
export interface CompiledMatch {
  test(subject: MatchSubject): MatchResult;
}

interface PreparedBlock {
  readonly form: FilterBlock['form'];
  readonly filters: readonly PreparedFilter[];
}

/**
 * Prepares match and exclude.
 *
 * Shape   `operation` is the reason only where everything but the operations holds (or may hold) and nothing excludes the trigger: with
 *         another operation it would match.
 */
export function compileMatch(match: FilterBlock, exclude?: FilterBlock): CompiledMatch {
  const matching = prepareBlock(match);
  const excluding = exclude && prepareBlock(exclude);
  return {
    test: (subject) => {
      const matched = testBlock(matching, subject, { part: 'match', operations: 'heeded' });
      if (matched.holds === 'no') return explainNoMatch(matched.detail, matching, excluding, subject);
      const excluded = testExclude(excluding, subject);
      if (excluded.holds === 'yes') return { outcome: 'no', because: 'exclude', detail: excluded.detail };
      if (matched.holds === 'unknown') return { outcome: 'unknown', detail: matched.detail };
      return excluded.holds === 'unknown' ? { outcome: 'unknown', detail: excluded.detail } : { outcome: 'yes' };
    },
  };
}

/** match of an exception, ready to be asked. `needsObject`: more than the trigger's identity decides. */
export interface CompiledExceptionMatch {
  readonly needsObject: boolean;
  test(subject: MatchSubject): Verdict['holds'];
}

/**
 * Prepares the match of an exception.
 *
 * Source  Kyverno: operations are ignored, a namespaceSelector is on a Namespace itself, filters that ask who made the request hold for
 *         nobody where that is not known, and only `any` and `all` are looked at.
 */
export function compileExceptionMatch(match: FilterBlock): CompiledExceptionMatch {
  const prepared = prepareBlock(match);
  return {
    needsObject: prepared.filters.some(looksAtObject),
    test: (subject) =>
      match.form === 'direct' ? 'no' : testBlock(prepared, subject, { part: 'exception', operations: 'ignored' }).holds,
  };
}

function looksAtObject({ filter, kinds }: PreparedFilter): boolean {
  const { annotations = {}, selector } = filter;
  return selector !== undefined || Object.keys(annotations).length > 0 || kinds.some(({ version }) => version !== '*');
}

/** The kinds that a block's filters name; a filter without kinds stands for every kind. *Order*: as written. */
export function kindPatternsOf(block: FilterBlock): readonly KindPattern[] {
  return block.filters.flatMap((filter) => filterKinds(filter));
}

function filterKinds({ kinds = [] }: Filter): readonly KindPattern[] {
  const written = kinds.length > 0 ? kinds : ['*'];
  return written.map(parseKindPattern).filter((pattern) => pattern !== undefined);
}

function prepareBlock({ form, filters }: FilterBlock): PreparedBlock {
  return { form, filters: filters.map(prepareFilter) };
}

/** Asks again without the operations, to tell whether they alone were the reason. */
function explainNoMatch(
  detail: string,
  matching: PreparedBlock,
  excluding: PreparedBlock | undefined,
  subject: MatchSubject,
): MatchResult {
  const otherwise = testBlock(matching, subject, { part: 'match', operations: 'ignored' });
  if (otherwise.holds === 'no') return { outcome: 'no', because: 'match', detail: otherwise.detail };
  const excluded = testExclude(excluding, subject);
  return excluded.holds === 'yes'
    ? { outcome: 'no', because: 'exclude', detail: excluded.detail }
    : { outcome: 'no', because: 'operation', detail };
}

function testExclude(excluding: PreparedBlock | undefined, subject: MatchSubject): Verdict {
  if (excluding === undefined) return { holds: 'no', detail: 'nothing is excluded' };
  return testBlock(excluding, subject, { part: 'exclude', operations: 'heeded' });
}

function testBlock(block: PreparedBlock, subject: MatchSubject, view: FilterView): Verdict {
  const found: Verdict[] = [];
  const decisive = block.form === 'all' ? 'no' : 'yes';
  for (const filter of block.filters) {
    const verdict = testFilter(filter, subject, view);
    if (verdict.holds === decisive) return verdict;
    found.push(verdict);
  }
  if (found.length === 0) return { holds: 'no', detail: 'there is no filter' };
  const open = found.find((verdict) => verdict.holds === 'unknown');
  if (open !== undefined) return open;
  return block.form === 'all' ? allHold(block.filters) : { holds: 'no', detail: joinDetails(found) };
}

function allHold(filters: readonly PreparedFilter[]): Verdict {
  return { holds: 'yes', detail: `all of: ${filters.map(({ filter }) => describeFilter(filter)).join('; ')}` };
}

function joinDetails(verdicts: readonly Verdict[]): string {
  return [...new Set(verdicts.map((verdict) => verdict.detail))].join('; ');
}
