// The entry of the package of Kyverno's JMESPath: expressions, and documents with variables and references.

export type { JmesObject, JmesValue } from './value.ts';
export { deepEqual, isTruthy, jsonText } from './value.ts';
export type { ExpressionError, ExpressionErrorCode } from './expression-error.ts';
export { expressionError, isExpressionError } from './expression-error.ts';
export type { Capabilities, Limits } from './run.ts';
export { DEFAULT_LIMITS } from './run.ts';
export { MAX_DEPTH, MAX_EXPRESSION_LENGTH } from './parser.ts';
export type { Expression } from './expression.ts';
export type { NamedPlace } from './names-used.ts';
export { compileExpression } from './expression.ts';
export type { DocumentPath, TemplateError, TemplateErrorCode } from './template-error.ts';
export { isTemplateError } from './template-error.ts';
export type { RenderMode } from './template-text.ts';
export { MAX_OUTPUT, MAX_ROUNDS, MAX_VARIABLES } from './template-text.ts';
export type { Template, TemplateExpression } from './template.ts';
export { compileTemplate, MAX_DOCUMENT_DEPTH } from './template.ts';
export { FUNCTION_NAMES } from './functions/names.ts';
