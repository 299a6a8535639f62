// Runs one case of a list of matching cases against the product. Reading the list and printing what differs is the caller's.
import {
  kindMatches,
  missingAnnotation,
  parseKindPattern,
  selectorMatches,
  selectorProblem,
} from '../src/match/index.ts';
import { matchesWildcard } from '../src/values/index.ts';

type Texts = Readonly<Record<string, string>>;

/** One case. `what` says which function it is about and which of the other fields are there. */
export type MatchingCase = { readonly result?: unknown; readonly error?: boolean; readonly about?: string } & (
  | { readonly what: 'wildcard'; readonly pattern: string; readonly text: string }
  | { readonly what: 'kind-selector'; readonly text: string }
  | {
      readonly what: 'kinds';
      readonly kinds: readonly string[];
      readonly group: string;
      readonly version: string;
      readonly kind: string;
      readonly subresource: string;
    }
  | { readonly what: 'annotations'; readonly filter: Texts; readonly annotations: Texts }
  | { readonly what: 'selector'; readonly matchLabels: Texts; readonly labels: Texts }
);

/** Tells whether a case came out as expected, and what came. */
export function matchingCase(given: MatchingCase): { readonly pass: boolean; readonly got: unknown } {
  const got = outcome(given);
  const expected = given.error === true ? { error: true } : given.result;
  return { pass: sorted(got) === sorted(expected), got };
}

function outcome(given: MatchingCase): unknown {
  switch (given.what) {
    case 'wildcard':
      return matchesWildcard(given.pattern, given.text);
    case 'kind-selector':
      return parseKindPattern(given.text) ?? { group: '', version: '', kind: '', subresource: '' };
    case 'kinds':
      return kindMatches(
        given.kinds.map(parseKindPattern).filter((pattern) => pattern !== undefined),
        given,
      );
    case 'annotations':
      return missingAnnotation(given.filter, given.annotations) === undefined;
    case 'selector': {
      const selector = { matchLabels: given.matchLabels };
      const isLegal = selectorProblem(selector) === undefined;
      return isLegal ? selectorMatches(selector, given.labels) : { error: true };
    }
  }
}

/** JSON text that does not depend on the order of keys. */
function sorted(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : JSON.stringify(value);
}
