// Where `{{ }}` variables stand in a text, and what expression is inside. What they stand for is left to template-text.ts.

/** A variable found in a text: `start` and `end` include its braces. */
export interface FoundVariable {
  readonly start: number;
  readonly end: number;
}

/** What is between the braces. */
export interface VariableContent {
  readonly expression: string;
  /** Whether a leading `-` asks that the result is put in as it is. */
  readonly verbatim: boolean;
}

/** Whether substitution has anything to do with the text: a variable, or one that is escaped. */
export function mayHoldVariables(text: string): boolean {
  return text.includes('{{');
}

/**
 * The innermost variables of `text`, from left to right.
 *
 * Shape   braces inside occur only as one level of `{…}`; a backslash before the first brace hides a variable. With `apart`, a variable
 *         that directly follows another is left for the next search.
 * Source  Kyverno 1.19: `(^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})`, whose first group takes a character (`apart`).
 */
export function findVariables(text: string, apart = false): readonly FoundVariable[] {
  const found: FoundVariable[] = [];
  let free = 0;
  for (let at = text.indexOf('{{'); at >= 0;) {
    const end = visible(text, at, apart ? free : 0) ? variableEnd(text, at) : -1;
    if (end >= 0) {
      found.push({ start: at, end });
      free = end;
    }
    at = text.indexOf('{{', end >= 0 ? end : at + 1);
  }
  return found;
}

/** Whether the character before `at` lets a variable begin there; one before `free` is taken already. */
function visible(text: string, at: number, free: number): boolean {
  return at === 0 || (at - 1 >= free && text[at - 1] !== '\\');
}

/** The offset behind the variable that begins at `start`, or −1 when none does. */
function variableEnd(text: string, start: number): number {
  for (let at = start + 2; at < text.length; at++) {
    const character = text[at];
    if (character === '}') return text[at + 1] === '}' ? at + 2 : -1;
    if (character !== '{') continue;
    at = groupEnd(text, at);
    if (at < 0) return -1;
  }
  return -1;
}

/** The offset of the `}` that closes the group at `start`, or −1 when another `{` comes first. */
function groupEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '}') return at;
    if (text[at] === '{') return -1;
  }
  return -1;
}

/** The expression of a variable given with its braces: they and the blanks around are dropped, then a leading `-`. */
export function variableContent(variable: string): VariableContent {
  const inner = variable.replaceAll('{{', '').replaceAll('}}', '').trim();
  return inner.startsWith('-')
    ? { expression: inner.slice(1).trim(), verbatim: true }
    : { expression: inner, verbatim: false };
}

/** The text with every escaped `\{{` as `{{`. */
export function unescapeVariables(text: string): string {
  return text.replaceAll('\\{{', '{{');
}
