// Finds the placeholders `(( … ))` in a text. What stands in them is an expression, of which only parentheses and strings are looked at
// here.
import { CelFailure } from '../failure.ts';
import { endOfQuoted } from '../syntax/literals.ts';

/** A part of a text: a text, or the expression of a placeholder and where it begins. */
export type Piece = string | { readonly expression: string; readonly at: number };

const OPENING = /(\\?)\(\(/g;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * The text in pieces; `\((` is the text `((`.
 *
 * Shape   texts that follow one another are one piece, none is empty.
 * Errors  a placeholder that is empty, unfinished or has parentheses that do not match; the span is in `text`.
 */
export function scanPlaceholders(text: string): readonly Piece[] | CelFailure {
  const pieces: Piece[] = [];
  let plain = '';
  let at = 0;
  const opening = new RegExp(OPENING);
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    plain += text.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[1] !== '') {
      plain += '((';
      continue;
    }
    const end = closingOf(text, at);
    if (end instanceof CelFailure) return end.at({ start: match.index, end: text.length });
    const expression = text.slice(at, end);
    if (expression.trim() === '') return syntax('this placeholder is empty', match.index, end + 2);
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push({ expression, at });
    at = end + 2;
    opening.lastIndex = at;
  }
  plain += text.slice(at);
  return plain === '' ? pieces : [...pieces, plain];
}

/** Offset of the `))` that ends the placeholder whose inside begins at `from`. */
function closingOf(text: string, from: number): number | CelFailure {
  let depth = 0;
  for (let at = from; at < text.length;) {
    const quoted = endOfQuoted(text, at);
    if (quoted instanceof CelFailure) return quoted;
    const character = text.charAt(at);
    if (quoted !== undefined) at = quoted;
    else if (character === ')' && depth === 0) {
      if (text.charAt(at + 1) === ')') return at;
      return syntax('this ")" closes nothing; a placeholder ends with "))"', at, at + 1);
    } else {
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      at += nameLength(text, at) ?? 1;
    }
  }
  return new CelFailure('syntax', 'this placeholder has no "))" at its end');
}

/** A name is passed as a whole: the `r` of `bar` does not make the string after it raw. */
function nameLength(text: string, at: number): number | undefined {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0].length;
}

function syntax(message: string, start: number, end: number): CelFailure {
  return new CelFailure('syntax', message, { start, end });
}
