// What is wrong with an expression, as a value with its place in the text. Where that text stands in a file is left to the callers.

/** What kind of trouble an expression is in. */
export type ExpressionErrorCode =
  | 'syntax'
  | 'unknown-key'
  | 'unknown-function'
  | 'argument-type'
  | 'argument-count'
  | 'invalid-value'
  | 'missing-capability'
  | 'limit';

/** Trouble with an expression; `start` and `end` are offsets of UTF-16 units in its text. */
export interface ExpressionError {
  readonly error: true;
  readonly code: ExpressionErrorCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The stretch of an expression's text that something is about. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A class, since data may have the very fields of an error: identity tells them apart. */
class Failure implements ExpressionError {
  readonly error = true;
  readonly code: ExpressionErrorCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;

  constructor(code: ExpressionErrorCode, message: string, span: Span) {
    this.code = code;
    this.message = message;
    this.start = span.start;
    this.end = span.end;
  }
}

/** An error of this code about this stretch of the text. */
export function expressionError(code: ExpressionErrorCode, message: string, span: Span): ExpressionError {
  return new Failure(code, message, span);
}

/** Whether what came out is an error of this package, and not data that looks like one. */
export function isExpressionError(value: unknown): value is ExpressionError {
  return value instanceof Failure;
}
