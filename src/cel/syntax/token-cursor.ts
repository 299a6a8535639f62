// Walks over the tokens of an expression and says what stands where something else is expected. What is expected is for parser.ts.
import { CelFailure, type Span } from '../failure.ts';
import type { Token } from './tokens.ts';

/** A place among tokens. After the first failure it stands at the end, so that all that is under way comes to its own end at once. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  readonly #last: Token;
  #at = 0;
  #failure: CelFailure | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#last = tokens.at(-1) ?? { kind: 'end', start: 0, end: 0 };
  }

  /** The first failure. */
  get failure(): CelFailure | undefined {
    return this.#failure;
  }

  /** The token here, or some tokens on; beyond the end it is the last one. */
  at(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#last;
  }

  /** Goes on to the next token. */
  pass(): void {
    this.#at += 1;
  }

  /** Whether the token is this symbol or keyword. */
  is(text: string, ahead = 0): boolean {
    const token = this.at(ahead);
    return (token.kind === 'symbol' || token.kind === 'keyword') && token.text === text;
  }

  /** Passes this symbol or keyword, if it is here. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.pass();
    return true;
  }

  /** Passes this symbol; anything else is a failure that names `expected`. */
  expect(text: string, expected = `"${text}"`): void {
    if (!this.take(text)) this.fail(this.unexpected(expected));
  }

  /** The stretch from `start` to the end of the token before this one. */
  from(start: number): Span {
    return { start, end: this.#tokens[this.#at - 1]?.end ?? start };
  }

  /** Ends the reading, because of this failure unless there was one before. */
  fail(failure: CelFailure): void {
    this.#failure ??= failure;
    this.#at = this.#tokens.length;
  }

  /** The failure that the token here is not what is expected. */
  unexpected(expected: string): CelFailure {
    const token = this.at();
    if (token.kind === 'bad') return token.failure;
    const { start, end } = token;
    const message = token.kind === 'end' ? 'unexpected end' : `unexpected ${wording(token)}`;
    return new CelFailure('syntax', `${message}: expected ${expected}`, { start, end });
  }
}

/** The token as messages call it: never with the content of a literal. */
function wording(token: Token): string {
  switch (token.kind) {
    case 'int':
      return 'number';
    case 'literal':
      return typeof token.value === 'string' ? 'string' : 'literal';
    case 'bad':
    case 'end':
      return 'end';
    default:
      return JSON.stringify(token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text);
  }
}
