// Semantic versions and the ranges of `semver_compare`: strict three-part versions, comparators, `x` wildcards, AND by blank, OR by `||`.
// What a text that is no version counts as is left to the callers.

/** A version without its build metadata, which never decides an order. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: readonly string[];
}

/** A compiled range: alternatives of comparators that all have to hold. */
export type VersionRange = readonly (readonly Comparator[])[];

interface Comparator {
  readonly operator: '=' | '!=' | '>' | '>=' | '<' | '<=';
  readonly version: Version;
}

const NUMBER = '(0|[1-9]\\d*)';
const PART = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${PART}(?:\\.${PART})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
const MAX_TEXT = 256;

/** The version 0.0.0. */
export const ZERO_VERSION: Version = { major: 0n, minor: 0n, patch: 0n, pre: [] };

/**
 * The version written in `text`, or undefined: three parts, no `v`, no leading zeros.
 *
 * Source  Semantic Versioning 2.0.0.
 */
export function parseVersion(text: string): Version | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', pre] = match;
  return { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), pre: pre?.split('.') ?? [] };
}

/** −1, 0 or 1 by precedence; a pre-release is below its release. */
export function compareVersions(left: Version, right: Version): -1 | 0 | 1 {
  return (
    order(left.major, right.major) ||
    order(left.minor, right.minor) ||
    order(left.patch, right.patch) ||
    comparePre(left.pre, right.pre)
  );
}

function order<T extends bigint | string | number>(left: T, right: T): -1 | 0 | 1 {
  return left < right ? -1 : left > right ? 1 : 0;
}

function comparePre(left: readonly string[], right: readonly string[]): -1 | 0 | 1 {
  if (left.length === 0 || right.length === 0) return order(right.length, left.length);
  for (const [index, mine] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const result = comparePart(mine, other);
    if (result !== 0) return result;
  }
  return left.length < right.length ? -1 : 0;
}

function comparePart(left: string, right: string): -1 | 0 | 1 {
  const numeric = /^\d+$/;
  const mine = numeric.test(left);
  const other = numeric.test(right);
  if (mine && other) return order(BigInt(left), BigInt(right));
  if (mine !== other) return mine ? -1 : 1;
  return order(left, right);
}

/**
 * The range written in `text`, or undefined when it is none.
 *
 * Shape   `=`, `==`, `!`, `!=`, `>`, `>=`, `<`, `<=` or none, then a version whose last parts may be `x`; no `^`, no `~`.
 * Source  Kyverno 1.19, `semver_compare`. A negated wildcard is, as there, below and above at once and so never holds.
 */
export function parseVersionRange(text: string): VersionRange | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const alternatives: (readonly Comparator[])[] = [];
  for (const alternative of text.split('||')) {
    const comparators = parseComparators(alternative);
    if (comparators === undefined) return undefined;
    alternatives.push(comparators);
  }
  return alternatives;
}

function parseComparators(text: string): readonly Comparator[] | undefined {
  const words = text
    .replace(/([<>=!]) +/g, '$1')
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const comparators: Comparator[] = [];
  for (const word of words) {
    const [, sign = '', rest = ''] = /^(==|!=|>=|<=|[=!<>]?)(\d.*)$/s.exec(word) ?? [];
    const operator = sign === '' || sign === '==' ? '=' : sign === '!' ? '!=' : operatorOf(sign);
    const found = operator === undefined ? undefined : expand(operator, rest);
    if (found === undefined) return undefined;
    comparators.push(...found);
  }
  return comparators;
}

function operatorOf(sign: string): Comparator['operator'] | undefined {
  return (['=', '!=', '>', '>=', '<', '<='] as const).find((known) => known === sign);
}

/** A version with `x` stands for all versions from its lowest up to, not including, the next one. */
function expand(operator: Comparator['operator'], text: string): readonly Comparator[] | undefined {
  const wildcard = /^(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?\.x(\.x)?$/.exec(text);
  if (wildcard === null) {
    const version = parseVersion(text);
    return version === undefined ? undefined : [{ operator, version }];
  }
  const [, first = '0', second, third] = wildcard;
  if (second !== undefined && third !== undefined) return undefined;
  const major = BigInt(first);
  const minor = second === undefined ? undefined : BigInt(second);
  const low: Version = { major, minor: minor ?? 0n, patch: 0n, pre: [] };
  const next: Version = minor === undefined ? { ...low, major: major + 1n } : { ...low, minor: minor + 1n };
  return bounds(operator, low, next);
}

function bounds(operator: Comparator['operator'], low: Version, next: Version): readonly Comparator[] {
  switch (operator) {
    case '=':
      return [
        { operator: '>=', version: low },
        { operator: '<', version: next },
      ];
    case '!=':
      return [
        { operator: '<', version: low },
        { operator: '>=', version: next },
      ];
    case '>':
      return [{ operator: '>=', version: next }];
    case '>=':
      return [{ operator: '>=', version: low }];
    case '<':
      return [{ operator: '<', version: low }];
    case '<=':
      return [{ operator: '<', version: next }];
  }
}

/** Whether `version` lies in `range`. */
export function versionInRange(version: Version, range: VersionRange): boolean {
  return range.some((all) => all.every((one) => holds(one.operator, compareVersions(version, one.version))));
}

function holds(operator: Comparator['operator'], result: -1 | 0 | 1): boolean {
  switch (operator) {
    case '=':
      return result === 0;
    case '!=':
      return result !== 0;
    case '>':
      return result > 0;
    case '>=':
      return result >= 0;
    case '<':
      return result < 0;
    case '<=':
      return result <= 0;
  }
}
