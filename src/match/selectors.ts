// Label selectors: whether one is legal, and which labels it selects. With wildcards in matchLabels (filters), or without (cloneList).
import { compareText } from '../model/resource.ts';
import { hasWildcard, matchesWildcard } from '../values/index.ts';
import type { LabelRequirement, LabelSelector } from './filter.ts';

type Labels = Readonly<Record<string, string>>;

/** `literal`: '*' and '?' in matchLabels are characters like others, so that the selector is not legal. */
export type WildcardUse = 'wildcards' | 'literal';

const PART = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Tells whether the labels are selected. All entries have to hold; a selector that is not legal selects nothing.
 *
 * Source  Kyverno 1.19, selector of a filter: an entry with wildcards stands for the first label that meets it; where none does,
 *         `*` and `?` are read as `0`.
 */
export function selectorMatches(selector: LabelSelector, labels: Labels, use: WildcardUse = 'wildcards'): boolean {
  return selectorMismatch(selector, labels, use) === undefined;
}

/** Why the labels are not selected, with the values looked at; undefined where they are. */
export function selectorMismatch(
  selector: LabelSelector,
  labels: Labels,
  use: WildcardUse = 'wildcards',
): string | undefined {
  const problem = problemFor(selector, labels, use);
  if (problem !== undefined) return `the selector is not legal: ${problem}`;
  const entry = Object.entries(selector.matchLabels ?? {}).find((wanted) => !entryMatches(wanted, labels, use));
  if (entry !== undefined) return `label ${entry[0]} is not ${quote(entry[1])}${seen(labels, entry[0])}`;
  const requirement = (selector.matchExpressions ?? []).find((wanted) => !requirementMatches(wanted, labels));
  return requirement && `label ${describe(requirement)} does not hold${seen(labels, requirement.key)}`;
}

/** Why no API server would take the selector, with `*` and `?` in matchLabels taken as `0`; undefined where it would. */
export function selectorProblem(selector: LabelSelector, use: WildcardUse = 'wildcards'): string | undefined {
  return problemFor(selector, {}, use);
}

/** Tells whether a selector has no requirement, so that it selects everything. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** Why a text is no label key; undefined where it is one. */
export function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const isLegalPrefix = prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix));
  return isLegalPrefix && name.length <= 63 && PART.test(name) ? undefined : `${quote(key)} is not a label key`;
}

/** Why a text is no label value; undefined where it is one. */
export function labelValueProblem(value: string): string | undefined {
  return value === '' || (value.length <= 63 && PART.test(value)) ? undefined : `${quote(value)} is not a label value`;
}

function problemFor(selector: LabelSelector, labels: Labels, use: WildcardUse): string | undefined {
  const entries = Object.entries(selector.matchLabels ?? {});
  for (const entry of entries) {
    const [key, value] = use === 'literal' ? entry : expand(entry, labels);
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    if (problem !== undefined) return problem;
  }
  return firstDefined((selector.matchExpressions ?? []).map(requirementProblem));
}

function requirementProblem({ key, operator, values = [] }: LabelRequirement): string | undefined {
  const valueProblem = labelKeyProblem(key) ?? firstDefined(values.map(labelValueProblem));
  switch (operator) {
    case 'In':
    case 'NotIn':
      return valueProblem ?? (values.length > 0 ? undefined : `${operator} of ${quote(key)} has no values`);
    case 'Exists':
    case 'DoesNotExist':
      return valueProblem ?? (values.length === 0 ? undefined : `${operator} of ${quote(key)} takes no values`);
    default:
      return `${quote(operator)} is not an operator`;
  }
}

function entryMatches(entry: readonly [string, string], labels: Labels, use: WildcardUse): boolean {
  const [key, value] = use === 'literal' ? entry : expand(entry, labels);
  return Object.hasOwn(labels, key) && labels[key] === value;
}

/** The entry without wildcards: the first label, by key, that meets it; else with `0` for each of them. */
function expand([key, value]: readonly [string, string], labels: Labels): readonly [string, string] {
  if (!hasWildcard(key) && !hasWildcard(value)) return [key, value];
  const met = Object.entries(labels)
    .filter(([k, v]) => matchesWildcard(key, k) && matchesWildcard(value, v))
    .sort((a, b) => compareText(a[0], b[0]));
  return met[0] ?? [key.replace(/[*?]/g, '0'), value.replace(/[*?]/g, '0')];
}

function requirementMatches({ key, operator, values = [] }: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function describe({ key, operator, values = [] }: LabelRequirement): string {
  return values.length > 0 ? `${key} ${operator} [${values.join(', ')}]` : `${key} ${operator}`;
}

function seen(labels: Labels, key: string): string {
  if (hasWildcard(key)) return '';
  return Object.hasOwn(labels, key) ? `: it is ${quote(labels[key] ?? '')}` : ': there is no such label';
}

function firstDefined(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
