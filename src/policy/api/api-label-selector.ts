// The text form of label selectors, as parameters of lists have it: `app=web,tier in (a, b),!old`.
import { selectorMatches, selectorProblem, type LabelRequirement } from '../../match/index.ts';

type Labels = Readonly<Record<string, string>>;

/** Tells which labels a selector selects, or why it is none. */
export type ParsedSelector<T> = { readonly matches: (subject: T) => boolean } | { readonly problem: string };

/** Operators of the text form that LabelSelector objects do not have. */
interface Comparison {
  readonly key: string;
  readonly operator: 'Gt' | 'Lt';
  readonly bound: bigint;
}

type Requirement = LabelRequirement | Comparison;

/**
 * Reads a label selector; an empty one selects everything.
 *
 * Source  Kubernetes labels.Parse: `=`, `==`, `!=`, `in (…)`, `notin (…)`, `key`, `!key`, `>`, `<`, joined by commas.
 */
export function parseLabelSelector(text: string): ParsedSelector<Labels> {
  const tokens = text.match(/==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+/g) ?? [];
  const requirements = readRequirements(tokens);
  if (requirements === undefined) return { problem: `the label selector ${JSON.stringify(text)} cannot be read` };
  const comparisons = requirements.filter(isComparison);
  const selector = { matchExpressions: requirements.filter((requirement) => !isComparison(requirement)) };
  const keys = { matchExpressions: comparisons.map(({ key }) => ({ key, operator: 'Exists' })) };
  const problem = selectorProblem(selector, 'literal') ?? selectorProblem(keys, 'literal');
  if (problem !== undefined) return { problem: `the label selector is not legal: ${problem}` };
  return {
    matches: (labels) =>
      selectorMatches(selector, labels, 'literal') && comparisons.every((comparison) => compares(comparison, labels)),
  };
}

function isComparison(requirement: Requirement): requirement is Comparison {
  return 'bound' in requirement;
}

function compares({ key, operator, bound }: Comparison, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? integer(labels[key] ?? '') : undefined;
  if (value === undefined) return false;
  return operator === 'Gt' ? value > bound : value < bound;
}

function integer(text: string): bigint | undefined {
  return /^[0-9]{1,19}$/.test(text) ? BigInt(text) : undefined;
}

function readRequirements(tokens: readonly string[]): readonly Requirement[] | undefined {
  const requirements: Requirement[] = [];
  for (const part of partsOf(tokens)) {
    const requirement = readRequirement(part);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return requirements;
}

/** The tokens between the commas that stand outside parentheses; none for no tokens. */
function partsOf(tokens: readonly string[]): readonly (readonly string[])[] {
  if (tokens.length === 0) return [];
  const parts: string[][] = [[]];
  let isInside = false;
  for (const token of tokens) {
    if (token === ',' && !isInside) parts.push([]);
    else parts.at(-1)?.push(token);
    if (token === '(' || token === ')') isInside = token === '(';
  }
  return parts;
}

function readRequirement([first = '', second, ...rest]: readonly string[]): Requirement | undefined {
  if (first === '!') {
    return isWord(second) && rest.length === 0 ? { key: second, operator: 'DoesNotExist' } : undefined;
  }
  if (!isWord(first)) return undefined;
  switch (second) {
    case undefined:
      return { key: first, operator: 'Exists' };
    case '=':
    case '==':
      return withValues(first, 'In', oneValue(rest));
    case '!=':
      return withValues(first, 'NotIn', oneValue(rest));
    case 'in':
      return withValues(first, 'In', listedValues(rest));
    case 'notin':
      return withValues(first, 'NotIn', listedValues(rest));
    case '>':
    case '<':
      return comparison(first, second === '>' ? 'Gt' : 'Lt', oneValue(rest));
    default:
      return undefined;
  }
}

function withValues(key: string, operator: string, values: readonly string[] | undefined): Requirement | undefined {
  return values && { key, operator, values };
}

function comparison(key: string, operator: Comparison['operator'], values: readonly string[] | undefined) {
  const bound = integer(values?.[0] ?? '');
  return bound === undefined ? undefined : { key, operator, bound };
}

/** `key=` asks for the empty value. */
function oneValue(tokens: readonly string[]): readonly string[] | undefined {
  const [value = '', ...more] = tokens;
  return more.length === 0 && (value === '' || isWord(value)) ? [value] : undefined;
}

/** What stands in parentheses; nothing between two commas is the empty value, and `()` is no value at all. */
function listedValues(tokens: readonly string[]): readonly string[] | undefined {
  const inner = tokens.slice(1, -1);
  if (tokens[0] !== '(' || tokens.length < 2 || tokens.at(-1) !== ')') return undefined;
  const values: string[] = [];
  let needsComma = false;
  for (const token of inner) {
    if (token === ',') {
      if (!needsComma) values.push('');
      needsComma = false;
    } else if (isWord(token) && !needsComma) {
      values.push(token);
      needsComma = true;
    } else return undefined;
  }
  return inner.length > 0 && !needsComma ? [...values, ''] : values;
}

function isWord(token: string | undefined): token is string {
  return token !== undefined && !/^(?:==|!=|[=!(),<>])$/.test(token);
}
