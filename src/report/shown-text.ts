// Makes text from inputs safe to print: a name from a policy must not move the cursor, hide a line or turn the reading direction.

/** Control characters, line and paragraph separators, marks that turn the reading direction, and halves of pairs. */
const UNSAFE = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Runners of CI take `##[…]`, `##vso[…]` and the like for commands wherever they stand in a line. */
const COMMAND = /##(?=[a-z]*\[)/gi;

/** The text on one line, with everything that a terminal could act on written as an escape such as `\u001b`. */
export function shownText(text: string): string {
  return text.replace(UNSAFE, escaped).replace(COMMAND, '#\\u0023');
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
