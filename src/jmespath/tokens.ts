// Splits the text of an expression into tokens with their offsets. Their order is left to parser.ts.

import type { ExpressionError } from './expression-error.ts';
import { expressionError, isExpressionError } from './expression-error.ts';
import type { JmesValue } from './value.ts';

/** The signs of the language, by their text. */
export type Sign =
  | '.' | '*' | ',' | ':' | '{' | '}' | ']' | '(' | ')' | '@' | '[' | '[?' | '[]'
  | '|' | '||' | '&' | '&&' | '!' | '==' | '!=' | '<' | '<=' | '>' | '>='; // prettier-ignore

/** A token; `start` and `end` are offsets in the text. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly type: 'sign'; readonly sign: Sign }
  | { readonly type: 'name' | 'quoted-name'; readonly name: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'literal'; readonly value: JmesValue }
  | { readonly type: 'end' }
);

const SIGNS: ReadonlySet<string> = new Set<Sign>([
  '.', '*', ',', ':', '{', '}', ']', '(', ')', '@', '[', '[?', '[]',
  '|', '||', '&', '&&', '!', '==', '!=', '<', '<=', '>', '>=',
]); // prettier-ignore
const PLAIN = /[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+/y;
const BLANK = /[ \t\r\n]+/y;

/** The tokens of `text`, the last of type `end`; or the first error. */
export function tokenize(text: string): readonly Token[] | ExpressionError {
  const tokens: Token[] = [];
  const blank = new RegExp(BLANK);
  for (let at = 0; at < text.length;) {
    blank.lastIndex = at;
    if (blank.test(text)) {
      at = blank.lastIndex;
      continue;
    }
    const token = tokenAt(text, at);
    if (isExpressionError(token)) return token;
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ type: 'end', start: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, start: number): Token | ExpressionError {
  switch (text[start]) {
    case '"':
      return quotedName(text, start);
    case "'":
      return rawText(text, start);
    case '`':
      return jsonLiteral(text, start);
    default:
      return plainToken(text, start) ?? signAt(text, start);
  }
}

function plainToken(text: string, start: number): Token | undefined {
  const plain = new RegExp(PLAIN);
  plain.lastIndex = start;
  const found = plain.exec(text)?.[0];
  if (found === undefined) return undefined;
  const end = start + found.length;
  if (/^[-0-9]/.test(found)) return { type: 'number', value: Number(found), start, end };
  return { type: 'name', name: found, start, end };
}

function signAt(text: string, start: number): Token | ExpressionError {
  for (const length of [2, 1]) {
    const sign = text.slice(start, start + length);
    if (isSign(sign)) return { type: 'sign', sign, start, end: start + sign.length };
  }
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  return expressionError('syntax', `unexpected character ${JSON.stringify(character)}`, {
    start,
    end: start + character.length,
  });
}

function isSign(text: string): text is Sign {
  return SIGNS.has(text);
}

/** The offset of the closing `quote`, skipping whatever a backslash precedes; undefined when there is none. */
function closing(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
}

/** How deep a literal may be nested: what a whole value may be. */
const MAX_LITERAL_DEPTH = 200;

function quotedName(text: string, start: number): Token | ExpressionError {
  const close = closing(text, start, '"');
  if (close === undefined) return unclosed(text, start);
  const end = close + 1;
  const name = parseJson(text.slice(start, end));
  if (typeof name === 'string') return { type: 'quoted-name', name, start, end };
  return expressionError('syntax', 'a quoted name is not valid JSON text', { start, end });
}

function jsonLiteral(text: string, start: number): Token | ExpressionError {
  const close = closing(text, start, '`');
  if (close === undefined) return unclosed(text, start);
  const end = close + 1;
  const value = parseJson(text.slice(start + 1, close).replaceAll('\\`', '`'));
  if (value !== undefined && isDeeper(value, MAX_LITERAL_DEPTH)) {
    return expressionError('limit', `the literal is nested deeper than ${MAX_LITERAL_DEPTH} levels`, { start, end });
  }
  if (value !== undefined) return { type: 'literal', value, start, end };
  return expressionError('syntax', 'the literal between back quotes is not JSON', { start, end });
}

function isDeeper(value: JmesValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}

/** Only `\'` is an escape; any other backslash stays. */
function rawText(text: string, start: number): Token | ExpressionError {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && text[at + 1] === "'") at++;
    else if (text[at] === "'") {
      return { type: 'literal', value: text.slice(start + 1, at).replaceAll("\\'", "'"), start, end: at + 1 };
    }
  }
  return unclosed(text, start);
}

function unclosed(text: string, start: number): ExpressionError {
  return expressionError('syntax', `unclosed ${text.charAt(start)}`, { start, end: text.length });
}

/** The JSON value of `text`, or undefined when it is none or has a number that is not finite. */
export function parseJson(text: string): JmesValue | undefined {
  try {
    // JSON.parse is typed any; what it yields is JSON by definition.
    return (
      /\d[eE]\+?\d\d/.test(text) || /\d{300}/.test(text) ? JSON.parse(text, finite) : JSON.parse(text)
    ) as JmesValue;
  } catch {
    return undefined;
  }
}

function finite(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new SyntaxError('a number is too large');
  return value;
}
