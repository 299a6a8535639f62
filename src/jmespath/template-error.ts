// What is wrong with a template while it is rendered, as a value with its place in the document.

import type { ExpressionError } from './expression-error.ts';

/** The way from the root of a document to a value: keys and indexes. */
export type DocumentPath = readonly (string | number)[];

/** What kind of trouble a template is in. */
export type TemplateErrorCode =
  | 'empty-expression'
  | 'expression'
  | 'unresolved'
  | 'reference'
  | 'key-not-text'
  | 'key-collision'
  | 'not-text'
  | 'limit';

/** Trouble with a template; `path` is where in the document, `cause` what is wrong with `expression`. */
export interface TemplateError {
  readonly error: true;
  readonly code: TemplateErrorCode;
  readonly message: string;
  readonly path: DocumentPath;
  readonly expression?: string;
  readonly cause?: ExpressionError;
}

/** A class, since a rendered document may have the very fields of an error: identity tells them apart. */
class TemplateFailure implements TemplateError {
  readonly error = true;
  readonly code: TemplateErrorCode;
  readonly message: string;
  readonly path: DocumentPath;
  declare readonly expression?: string;
  declare readonly cause?: ExpressionError;

  constructor(code: TemplateErrorCode, message: string, path: DocumentPath, about: ErrorDetail) {
    this.code = code;
    this.message = message;
    this.path = path;
    if (about.expression !== undefined) this.expression = about.expression;
    if (about.cause !== undefined) this.cause = about.cause;
  }
}

interface ErrorDetail {
  readonly expression?: string;
  readonly cause?: ExpressionError;
}

/** An error of this code at this place. */
export function templateError(
  code: TemplateErrorCode,
  message: string,
  path: DocumentPath,
  about: ErrorDetail = {},
): TemplateError {
  return new TemplateFailure(code, message, path, about);
}

/** The error for a variable whose expression failed: `unresolved` when a key is not there, else `expression`. */
export function variableError(expression: string, cause: ExpressionError, path: DocumentPath): TemplateError {
  const code = cause.code === 'unknown-key' ? 'unresolved' : 'expression';
  return templateError(code, `{{ ${expression} }}: ${cause.message}`, path, { expression, cause });
}

/** Whether what came out is an error of a template, and not data that looks like one. */
export function isTemplateError(value: unknown): value is TemplateError {
  return value instanceof TemplateFailure;
}
