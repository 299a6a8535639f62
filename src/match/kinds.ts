// One entry of `kinds`: how it is read, and which resources it means.
import type { KindPattern } from '../model/policy.ts';
import { matchesWildcard } from '../values/index.ts';

/** The kind of one resource, exactly. `subresource` is '' for the resource itself. */
export interface ExactKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
}

const VERSION = /^(?:v\d+(?:(?:alpha|beta)\d+)?|\*)$/;
const ANY = '*';

/**
 * Reads one entry of `kinds`; undefined where it has too many parts.
 *
 * Shape   `K`, `V/K`, `K/S`, `V/K/S`, `G/V/K` or `G/V/K/S`, the last slash also as a dot; two stars mean everything, a star before a
 *         lower-case word that subresource of any kind. What is not written is `*`, but the subresource is ''.
 * Source  Kyverno 1.19, kinds of match and exclude. Of two or three parts the first is a version where it looks like one; so
 *         two parts are never a group and a kind.
 */
export function parseKindPattern(text: string): KindPattern | undefined {
  const slashed = text.split('/');
  const parts = [...slashed.slice(0, -1), ...(slashed.at(-1) ?? '').split('.')];
  const [first = '', second = '', third = '', fourth = ''] = parts;
  switch (parts.length) {
    case 1:
      return { group: ANY, version: ANY, kind: first, subresource: '' };
    case 2:
      return parsePair(first, second);
    case 3:
      return VERSION.test(first)
        ? { group: ANY, version: first, kind: second, subresource: third }
        : { group: first, version: second, kind: third, subresource: '' };
    case 4:
      return { group: first, version: second, kind: third, subresource: fourth };
    default:
      return undefined;
  }
}

/** Tells whether one of the patterns means a resource of this kind. Case counts. */
export function kindMatches(patterns: readonly KindPattern[], exact: ExactKind): boolean {
  return patterns.some((pattern) => matchesKind(pattern, exact));
}

function parsePair(first: string, second: string): KindPattern {
  if (first === ANY && second === ANY) return { group: ANY, version: ANY, kind: ANY, subresource: ANY };
  if (first === ANY && second === second.toLowerCase()) {
    return { group: ANY, version: ANY, kind: ANY, subresource: second };
  }
  return VERSION.test(first)
    ? { group: ANY, version: first, kind: second, subresource: '' }
    : { group: ANY, version: ANY, kind: first, subresource: second };
}

function matchesKind(pattern: KindPattern, exact: ExactKind): boolean {
  return (
    matchesWildcard(pattern.group, exact.group) &&
    matchesWildcard(pattern.version, exact.version) &&
    matchesWildcard(pattern.kind, exact.kind) &&
    matchesSubresource(pattern, exact)
  );
}

function matchesSubresource(pattern: KindPattern, exact: ExactKind): boolean {
  // A debug container changes the Pod itself, so who asks for Pods is asked about these too.
  const isDebugContainer = exact.kind === 'Pod' && exact.subresource === 'ephemeralcontainers';
  return matchesWildcard(pattern.subresource, exact.subresource) || (pattern.subresource === '' && isDebugContainer);
}
