// Kyverno's wildcards: `*` stands for any run of characters, `?` for exactly one; nothing else is special.
// Which texts are compared, and in which direction, is left to the callers.

const SURROGATE = /[\uD800-\uDFFF]/;

/** Whether `text` holds a wildcard, that is, stands for more than itself. */
export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/**
 * Whether the whole of `text` matches `pattern`.
 *
 * Shape   case-sensitive; no escapes; `?` is one Unicode code point. Time is bounded by the product of the lengths, never exponential.
 * Source  Kyverno 1.19, wildcards in match, exclude, operators and `pattern_match`.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (!hasWildcard(pattern)) return pattern === text;
  if (pattern === '*') return true;
  return SURROGATE.test(text) || SURROGATE.test(pattern)
    ? matchUnits(Array.from(pattern), Array.from(text))
    : matchUnits(pattern, text);
}

/** Greedy matching that only ever goes back to the latest `*`. */
function matchUnits(pattern: ArrayLike<string>, text: ArrayLike<string>): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let position = 0; position < text.length;) {
    const wanted = at < pattern.length ? pattern[at] : undefined;
    if (wanted === '*') {
      star = at++;
      resume = position;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else return false;
  }
  while (at < pattern.length && pattern[at] === '*') at++;
  return at === pattern.length;
}
