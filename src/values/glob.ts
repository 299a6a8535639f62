// Globs as shells and Go have them: `*`, `?`, `[a-z]`, a backslash before what is meant as it is; `**` and braces for those who know
// them. Which of these a reader of patterns knows, and what its patterns are held against, is left to the callers.

/** Whether a text fits a pattern. */
export type Glob = (text: string) => boolean;

/** One character of a text, as a pattern wants it; undefined stands for any run of characters. */
type Token = ((character: string) => boolean) | undefined;

/** More patterns than braces may stand for. */
const MOST_ALTERNATIVES = 1000;

/** The longest pattern that is understood. */
const MOST_CHARACTERS = 4096;

/** A pattern for a whole text in which `/` is a character as any other; undefined for one that cannot be understood. */
export function compileTextGlob(pattern: string): Glob | undefined {
  const alternatives = expandBraces(pattern);
  const known = alternatives?.map(tokensOf).filter((tokens) => tokens !== undefined);
  if (known === undefined || known.length !== alternatives?.length) return undefined;
  return (text) => known.some((tokens) => matchesTokens(tokens, text));
}

/**
 * A pattern for a path, in which `*` and `?` stop at `/`; undefined for one that cannot be understood.
 *
 * Shape   with `doubleStar`, a part `**` stands for any number of folders; without, it is the same as `*`.
 */
export function compilePathGlob(pattern: string, { doubleStar }: { readonly doubleStar: boolean }): Glob | undefined {
  if (pattern.length > MOST_CHARACTERS) return undefined;
  const steps: Step[] = [];
  for (const part of pattern.split('/')) {
    const fits = compilePart(part);
    if (fits === undefined) return undefined;
    steps.push(doubleStar && part === '**' ? undefined : fits);
  }
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return (text) => !text.includes('/') && only(text);
  return (text) => matchesRun(steps, text.split('/'));
}

/** One part of a path, as a pattern wants it; undefined stands for any number of them. */
type Step = Glob | undefined;

/** Most parts are names as they are. */
function compilePart(part: string): Glob | undefined {
  if (!/[*?[\\]/.test(part)) return (text) => text === part;
  const tokens = tokensOf(part);
  return tokens && ((text) => matchesTokens(tokens, text));
}

function matchesTokens(tokens: readonly Token[], text: string): boolean {
  return matchesRun(tokens, Array.from(text));
}

/** Greedy matching that only ever goes back to the latest step that stands for a run: its time is bounded by the product of the lengths. */
function matchesRun(steps: readonly (Glob | undefined)[], items: readonly string[]): boolean {
  let at = 0;
  let run = -1;
  let resume = 0;
  for (let position = 0; position < items.length;) {
    const step = steps[at];
    const item = items[position];
    if (at < steps.length && step === undefined) {
      run = at++;
      resume = position;
    } else if (step !== undefined && item !== undefined && step(item)) {
      at++;
      position++;
    } else if (run >= 0) {
      at = run + 1;
      position = ++resume;
    } else return false;
  }
  return steps.slice(at).every((step) => step === undefined);
}

function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let rest = pattern; rest !== '';) {
    const [first = ''] = rest;
    if (first === '[') {
      const set = readSet(rest);
      if (set === undefined) return undefined;
      tokens.push(set.test);
      rest = rest.slice(set.length);
      continue;
    }
    const taken = first === '\\' ? (Array.from(rest.slice(0, 3))[1] ?? '\\') : first;
    if (first === '*') {
      if (tokens.length === 0 || tokens.at(-1) !== undefined) tokens.push(undefined);
    } else tokens.push(first === '?' ? () => true : (character) => character === taken);
    rest = rest.slice(taken.length + (first === '\\' ? 1 : 0));
  }
  return tokens;
}

/** `[abc]`, `[a-z]`, `[^a]`, `[!a]` at the start of a text. */
function readSet(text: string): { readonly test: (character: string) => boolean; readonly length: number } | undefined {
  const isNegated = text[1] === '^' || text[1] === '!';
  const start = isNegated ? 2 : 1;
  const end = text.indexOf(']', start + 1);
  if (end < 0) return undefined;
  const members = Array.from(text.slice(start, end));
  const ranges = rangesOf(members);
  const isIn = (character: string): boolean => ranges.some(([from, to]) => character >= from && character <= to);
  return { test: (character) => isIn(character) !== isNegated, length: end + 1 };
}

function rangesOf(members: readonly string[]): readonly (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at] ?? '';
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return ranges;
}

/** `{a,b}` written out, one in another too; undefined where there would be too many, or a brace is not closed. */
function expandBraces(pattern: string): readonly string[] | undefined {
  if (pattern.length > MOST_CHARACTERS) return undefined;
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = firstBraces(next);
    if (found === undefined) done.push(next);
    else if (found === 'unclosed') return undefined;
    else open.push(...found);
    if (done.length + open.length > MOST_ALTERNATIVES) return undefined;
  }
  return done;
}

/** The pattern once for each alternative of its first braces; undefined where it has none. */
function firstBraces(pattern: string): readonly string[] | 'unclosed' | undefined {
  let start = -1;
  let depth = 0;
  const cuts: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') {
      if (depth++ === 0) start = at;
    } else if (character === ',' && depth === 1) cuts.push(at);
    else if (character === '}' && depth > 0 && --depth === 0) {
      return [start, ...cuts].map((from, index) => {
        const to = cuts[index] ?? at;
        return pattern.slice(0, start) + pattern.slice(from + 1, to) + pattern.slice(at + 1);
      });
    }
  }
  return depth > 0 ? 'unclosed' : undefined;
}
