// One string of a template: its variables found once, put in at each rendering. Walking documents is left to template.ts.

import type { ExpressionError } from './expression-error.ts';
import { isExpressionError } from './expression-error.ts';
import type { DocumentPath, TemplateError } from './template-error.ts';
import { isTemplateError, templateError, variableError } from './template-error.ts';
import type { JmesValue } from './value.ts';
import { jsonText } from './value.ts';
import { findVariables, unescapeVariables, variableContent } from './variable-syntax.ts';

/** How a template is rendered. */
export interface RenderMode {
  /** `kyverno`: text that came from data is searched for variables again; `once`: it never is. */
  readonly substitution: 'once' | 'kyverno';
  /** On DELETE, `request.object` is read as `request.oldObject`. */
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT' | '';
}

/** How often the text that came out of variables is searched again. */
export const MAX_ROUNDS = 64;
/** How many variables one rendering evaluates. */
export const MAX_VARIABLES = 100_000;
/** How long a text may grow by substitution, and how many characters all texts together. */
export const MAX_OUTPUT = 2 * 1024 * 1024;

/** A rendering under way; the counts go down. */
export interface Rendering extends RenderMode {
  readonly evaluate: (expression: string) => JmesValue | ExpressionError;
  variables: number;
  output: number;
}

/** A piece of a text: fixed, or a variable whose expression may itself be put together. */
type Piece = string | Variable;

interface Variable {
  readonly expression: readonly Piece[];
  readonly verbatim: boolean;
}

/** A string with variables, taken apart. */
export interface TextTemplate {
  readonly text: string;
  readonly path: DocumentPath;
  readonly pieces: readonly Piece[];
  /** Whether variables stand inside variables, or one forbids another search. */
  readonly intricate: boolean;
}

/**
 * The variables of `text`, which stands at `path`.
 *
 * Errors  limit
 */
export function compileText(text: string, path: DocumentPath): TextTemplate | TemplateError {
  const pieces = takeApart(text);
  if (pieces === undefined)
    return templateError('limit', `variables are nested deeper than ${MAX_ROUNDS} levels`, path);
  const intricate = pieces.some(
    (piece) =>
      typeof piece !== 'string' && (piece.verbatim || piece.expression.some((part) => typeof part !== 'string')),
  );
  return { text, path, pieces, intricate };
}

/** Finds the innermost variables, sets a sign in their place, and searches on until none is left. */
function takeApart(text: string): readonly Piece[] | undefined {
  const sign = unusedCharacter(text);
  const variables: Variable[] = [];
  let rest = text;
  let rounds = 0;
  for (let found = findVariables(rest); found.length > 0; found = findVariables(rest)) {
    if (++rounds > MAX_ROUNDS) return undefined;
    let next = '';
    let done = 0;
    for (const { start, end } of found) {
      const { expression, verbatim } = variableContent(rest.slice(start, end));
      next += `${rest.slice(done, start)}${sign}${variables.length}${sign}`;
      variables.push({ expression: piecesOf(expression, sign, variables), verbatim });
      done = end;
    }
    rest = next + rest.slice(done);
  }
  return piecesOf(rest, sign, variables).map((piece) => (typeof piece === 'string' ? unescapeVariables(piece) : piece));
}

/** Even parts are text, odd ones numbers of variables. */
function piecesOf(text: string, sign: string, variables: readonly Variable[]): readonly Piece[] {
  return text
    .split(sign)
    .map((part, index) => (index % 2 === 0 ? part : (variables[Number(part)] ?? '')))
    .filter((piece) => piece !== '');
}

function unusedCharacter(text: string): string {
  for (let code = 0xe000; ; code++) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) return character;
  }
}

/** The expressions of a text that are known before any data is; `complete` is false where a variable inside is still to be put in. */
export function expressionsOf(
  template: TextTemplate,
): readonly { readonly text: string; readonly complete: boolean }[] {
  return template.pieces.flatMap(expressionsIn);
}

function expressionsIn(piece: Piece): readonly { readonly text: string; readonly complete: boolean }[] {
  if (typeof piece === 'string') return [];
  const inner = piece.expression.flatMap(expressionsIn);
  const text = piece.expression.map((part) => (typeof part === 'string' ? part : `{{ ${sourceOf(part)} }}`)).join('');
  return [...inner, { text, complete: inner.length === 0 }];
}

function sourceOf(variable: Variable): string {
  return variable.expression.map((part) => (typeof part === 'string' ? part : `{{ ${sourceOf(part)} }}`)).join('');
}

/**
 * The text with its variables put in; `whole` is whether it was exactly one variable, whose value keeps its type.
 *
 * Errors  empty-expression, unresolved, expression, not-text, limit
 */
export function renderText(
  template: TextTemplate,
  rendering: Rendering,
): { readonly value: JmesValue; readonly whole: boolean } | TemplateError {
  const again = rendering.substitution === 'kyverno';
  if (again && template.intricate) return renderRounds(template.text, template.path, rendering);
  const { pieces, path } = template;
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && typeof only !== 'string') {
    const value = valueOf(only, path, rendering);
    return isTemplateError(value) ? value : { value, whole: true };
  }
  const text = putTogether(pieces, path, rendering, again);
  if (text === undefined) return renderRounds(template.text, path, rendering);
  return isTemplateError(text) ? text : finished(text, path, rendering);
}

function finished(text: string, path: DocumentPath, rendering: Rendering) {
  rendering.output -= text.length;
  return rendering.output < 0 ? tooLarge(path) : { value: text, whole: false };
}

/** The text of all pieces; undefined when `cautious` and data holds what another search could take for a variable or an escape. */
function putTogether(
  pieces: readonly Piece[],
  path: DocumentPath,
  rendering: Rendering,
  cautious: boolean,
): string | TemplateError | undefined {
  let result = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      result += piece;
      continue;
    }
    const value = valueOf(piece, path, rendering);
    if (isTemplateError(value)) return value;
    if (piece.verbatim && typeof value !== 'string') return notText(path);
    const text = textOf(value);
    if (cautious && /[{}\\]/.test(text)) return undefined;
    result += text;
    if (result.length > MAX_OUTPUT) return tooLarge(path);
  }
  return result;
}

function valueOf(variable: Variable, path: DocumentPath, rendering: Rendering): JmesValue | TemplateError {
  const [only] = variable.expression;
  if (variable.expression.length === 1 && typeof only === 'string') return evaluate(only, path, rendering);
  const expression = putTogether(variable.expression, path, rendering, false);
  return typeof expression === 'string' ? evaluate(expression.trim(), path, rendering) : (expression ?? null);
}

/** As the engine does it: search, put in, and search again until nothing is found. */
function renderRounds(
  source: string,
  path: DocumentPath,
  rendering: Rendering,
): { readonly value: JmesValue; readonly whole: boolean } | TemplateError {
  let text = source;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = findVariables(text, true);
    const [first] = found;
    if (first === undefined) return finished(unescapeVariables(text), path, rendering);
    if (first.start === 0 && first.end === text.length) {
      const value = evaluate(variableContent(text).expression, path, rendering);
      return isTemplateError(value) ? value : { value, whole: true };
    }
    const next = renderRound(text, found, path, rendering);
    if (isTemplateError(next)) return next;
    if (next.last) return finished(unescapeVariables(next.text), path, rendering);
    text = next.text;
  }
  return templateError('limit', `after ${MAX_ROUNDS} rounds there are still variables in the text`, path);
}

/** One round; `last` is whether a variable with `-` ends the search. */
function renderRound(
  text: string,
  found: ReturnType<typeof findVariables>,
  path: DocumentPath,
  rendering: Rendering,
): { readonly text: string; readonly last: boolean } | TemplateError {
  let result = '';
  let done = 0;
  let last = false;
  for (const { start, end } of found) {
    const { expression, verbatim } = variableContent(text.slice(start, end));
    const value = evaluate(expression, path, rendering);
    if (isTemplateError(value)) return value;
    if (verbatim && typeof value !== 'string') return notText(path);
    last ||= verbatim;
    const put = textOf(value);
    result += text.slice(done, start) + (verbatim ? put.replaceAll('{{', '\\{{') : put);
    if (result.length > MAX_OUTPUT) return tooLarge(path);
    done = end;
  }
  return { text: result + text.slice(done), last };
}

function evaluate(expression: string, path: DocumentPath, rendering: Rendering): JmesValue | TemplateError {
  if (expression === '') return templateError('empty-expression', 'the expression of a variable is empty', path);
  if (--rendering.variables < 0) return templateError('limit', `there are more than ${MAX_VARIABLES} variables`, path);
  const asked = inMode(expression, path, rendering.operation);
  const value = rendering.evaluate(asked);
  return isExpressionError(value) ? variableError(asked, value, path) : value;
}

function inMode(expression: string, path: DocumentPath, operation: RenderMode['operation']): string {
  const plain = expression === '@' ? ownPlace(path) : expression;
  return operation === 'DELETE' ? plain.replaceAll('request.object', 'request.oldObject') : plain;
}

/** What a lone `@` stands for: the place of the string itself below the trigger, without its first two steps. */
function ownPlace(path: DocumentPath): string {
  const steps = path.slice(path.indexOf('foreach') + 1).slice(2);
  return steps.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return `${text}.${/^[A-Za-z_]\w*$/.test(step) ? step : JSON.stringify(step)}`;
  }, 'request.object');
}

function textOf(value: JmesValue): string {
  return typeof value === 'string' ? value : jsonText(value);
}

function notText(path: DocumentPath): TemplateError {
  return templateError('not-text', 'a variable with - inside a text has to yield a string', path);
}

function tooLarge(path: DocumentPath): TemplateError {
  return templateError('limit', `substitution makes more than ${MAX_OUTPUT} characters`, path);
}
