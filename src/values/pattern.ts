// Regular expressions as RE2 reads them (no look-around, no back-references, time linear in the text) with Go's rules for replacing.
// The third-party engine is only known here; what a bad expression means to a policy is left to the callers.

import { RE2JS } from 're2js';

/** A compiled regular expression. */
export interface Pattern {
  /** How many instructions it has: a search takes at most about this many steps for each character of the text. */
  readonly size: number;
  /** How many groups it captures, the whole match not counted. */
  readonly groups: number;
  /** Whether it is found anywhere in `text`. */
  matches(text: string): boolean;
  /** The leftmost match that begins at the unit `from` or behind it. */
  find(text: string, from: number): PatternMatch | undefined;
  /** `text` with each match replaced; `$1`, `${1}`, `$name` and `$$` in `replacement` are expanded as Go does. */
  replaceAll(text: string, replacement: string): string;
  /** `text` with each match replaced by `replacement` as it is. */
  replaceAllLiteral(text: string, replacement: string): string;
}

/** Where a match is, in UTF-16 units. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** The texts of the groups, the whole match first; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

/** Why a text is no regular expression. */
export interface PatternProblem {
  readonly problem: string;
}

/** The longest regular expression that is compiled. */
export const MAX_PATTERN_LENGTH = 4096;

/** The longest text a replacement may grow to. */
export const MAX_REPLACED_LENGTH = 8 * 1024 * 1024;

type Matcher = ReturnType<RE2JS['matcher']>;

/**
 * The compiled expression, or what is wrong with it.
 *
 * Errors  a syntax RE2 does not have, and a text beyond MAX_PATTERN_LENGTH.
 * Source  RE2 syntax; Go `regexp` for replacing.
 */
export function compilePattern(source: string): Pattern | PatternProblem {
  if (source.length > MAX_PATTERN_LENGTH) {
    return { problem: `the regular expression is longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  try {
    return patternOf(RE2JS.compile(source));
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : 'not a regular expression' };
  }
}

function patternOf(compiled: RE2JS): Pattern {
  const groups = compiled.namedGroups();
  return {
    size: compiled.programSize(),
    groups: compiled.groupCount(),
    matches: (text) => compiled.matcher(text).find(),
    find: (text, from) => matchOf(compiled.matcher(text), from),
    replaceAll: (text, replacement) => {
      const parts = parseReplacement(replacement, groups);
      return replace(compiled, text, (matcher) => expand(parts, matcher));
    },
    replaceAllLiteral: (text, replacement) => replace(compiled, text, () => replacement),
  };
}

function matchOf(matcher: Matcher, from: number): PatternMatch | undefined {
  if (!matcher.find(from)) return undefined;
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
  return { start: matcher.start(), end: matcher.end(), groups };
}

/** Go leaves out an empty match right after another match. */
function replace(compiled: RE2JS, text: string, put: (matcher: Matcher) => string): string {
  const matcher = compiled.matcher(text);
  let result = '';
  let done = 0;
  let search = 0;
  while (search <= text.length && matcher.find(search)) {
    const start = matcher.start();
    const end = matcher.end();
    result += text.slice(done, start);
    if (end > done || start === 0) result += put(matcher);
    if (result.length > MAX_REPLACED_LENGTH) return result;
    done = end;
    search = end > search ? end : search + ((text.codePointAt(search) ?? 0) > 0xffff ? 2 : 1);
  }
  return result + text.slice(done);
}

type ReplacementPart = string | number;

function expand(parts: readonly ReplacementPart[], matcher: Matcher): string {
  let result = '';
  for (const part of parts) {
    if (typeof part === 'string') result += part;
    else if (part <= matcher.groupCount()) result += matcher.group(part) ?? '';
  }
  return result;
}

/** Text and group numbers; an unknown name is an empty text, a `$` without a name stays. */
function parseReplacement(text: string, groups: Readonly<Record<string, number>>): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
  let done = 0;
  for (const match of text.matchAll(reference)) {
    parts.push(text.slice(done, match.index));
    const name = match[1] ?? match[2];
    if (name === undefined) parts.push('$');
    else if (/^\d+$/.test(name)) parts.push(Number(name));
    else if (Object.hasOwn(groups, name)) parts.push(groups[name] ?? '');
    done = match.index + match[0].length;
  }
  parts.push(text.slice(done));
  return parts;
}
