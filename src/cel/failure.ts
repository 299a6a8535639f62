// What is wrong with an expression, as a value with its place in the text. Where that text stands in a file is left to the callers.

/**
 * What kind of trouble an expression is in.
 *
 * Shape   `syntax` and `check` come before any evaluation. Of the others only `limit` and `pending` end an evaluation at once: `||`, `&&`
 *         and macros do not absorb them.
 */
export type CelFailureCode =
  | 'syntax'
  | 'check'
  | 'no-such-overload'
  | 'no-such-field'
  | 'no-such-name'
  | 'invalid-value'
  | 'unavailable'
  | 'pending'
  | 'limit';

/** The stretch of an expression's text that something is about, in offsets of UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A class, since data may have the very fields of a failure: identity tells them apart. */
export class CelFailure {
  readonly code: CelFailureCode;
  readonly message: string;
  /** Undefined until somebody who knows the place gives it. */
  readonly span: Span | undefined;

  constructor(code: CelFailureCode, message: string, span?: Span) {
    this.code = code;
    this.message = message;
    this.span = span;
  }

  /** This failure at `span`, unless it has a place already. */
  at(span: Span): CelFailure {
    return this.span === undefined ? new CelFailure(this.code, this.message, span) : this;
  }

  /** Whether nothing in the expression may absorb it. */
  get final(): boolean {
    return this.code === 'limit' || this.code === 'pending';
  }
}

/** A failure of a value: a text that is no number, an index out of range. */
export function invalid(message: string): CelFailure {
  return new CelFailure('invalid-value', message);
}
