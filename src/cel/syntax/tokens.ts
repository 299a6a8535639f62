// Cuts the text of an expression into tokens. Literals are read by literals.ts; which token may stand where is for the parser.
import { CelFailure } from '../failure.ts';
import { readNumber, readQuoted, type Literal } from './literals.ts';
import type { CelValue } from '../value.ts';

/** A stretch of the text. */
export type Token = TokenForm & {
  readonly start: number;
  readonly end: number;
};

/**
 * What a token is.
 *
 * Shape   an `int` has no sign and no bound yet, since a minus before it may belong to it. `keyword` is `in`, `true`, `false` or `null`;
 *         other reserved words are names. The last token is `end`, or `bad` where the text cannot be read on.
 */
export type TokenForm =
  | { readonly kind: 'name' | 'quoted-name' | 'keyword' | 'symbol'; readonly text: string }
  | { readonly kind: 'int'; readonly size: bigint }
  | { readonly kind: 'literal'; readonly value: CelValue }
  | { readonly kind: 'bad'; readonly failure: CelFailure }
  | { readonly kind: 'end' };

const BLANKS = /(?:[ \t\r\n\f]+|\/\/[^\n]*)+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const QUOTED_NAME = /`([A-Za-z0-9_./ -]+)`/y;
const SYMBOL = /==|!=|<=|>=|&&|\|\||[<>!+\-*/%?:.,()[\]{}]/y;
const KEYWORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

/** All tokens of `text`, in order; reading ends at the first place that is no token. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(BLANKS, text, at)?.[0].length ?? 0;
    const token = at < text.length ? readToken(text, at) : ({ kind: 'end', start: at, end: at } as const);
    tokens.push(token);
    if (token.kind === 'end' || token.kind === 'bad') return tokens;
    at = token.end;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readToken(text: string, start: number): Token {
  const literal = readQuoted(text, start) ?? readNumber(text, start);
  if (literal !== undefined) return literalToken(literal, start);
  const name = matchAt(NAME, text, start)?.[0];
  if (name !== undefined) {
    return { kind: KEYWORDS.has(name) ? 'keyword' : 'name', text: name, start, end: start + name.length };
  }
  const quoted = matchAt(QUOTED_NAME, text, start);
  if (quoted !== null) return { kind: 'quoted-name', text: quoted[1] ?? '', start, end: start + quoted[0].length };
  const symbol = matchAt(SYMBOL, text, start)?.[0];
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, start, end: start + symbol.length };
  return badCharacter(text, start);
}

function literalToken(literal: Literal | CelFailure, start: number): Token {
  if (literal instanceof CelFailure) return { kind: 'bad', failure: literal, start, end: start };
  return { ...literal, start };
}

function badCharacter(text: string, start: number): Token {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const end = start + character.length;
  const failure = new CelFailure('syntax', whatIsWrong(character), { start, end });
  return { kind: 'bad', failure, start, end };
}

function whatIsWrong(character: string): string {
  switch (character) {
    case '=':
      return 'a single "=" is no operator; equality is "=="';
    case '&':
    case '|':
      return `a single "${character}" is no operator; write "${character}${character}"`;
    case '`':
      return 'a name between backticks consists of letters, digits and "_", ".", "-", "/" or blanks, and ends with a backtick';
    default:
      return `the character ${JSON.stringify(character)} stands for nothing in an expression`;
  }
}
