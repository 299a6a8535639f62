// Where in the file the trouble with an expression stands: the expression may be the whole text of a field, or lie in its `{{ }}`.
// Where the text of the field stands in the file is known to the document.
import type { Position } from '../../model/diagnostic.ts';
import { isJsonList, isJsonObject, type Json } from '../../model/resource.ts';
import type { PolicyDocument } from '../cluster-policy/document.ts';
import type { FieldPath } from '../trouble.ts';

/** An expression in a policy and what in it is spoken of. */
export interface PlacedExpression {
  readonly path: FieldPath;
  readonly text: string;
  readonly offset: number;
}

/** The place of the unit at `offset` of the expression; that of the field where the expression is not found in its text. */
export function placeInExpression(policy: PolicyDocument, { path, text, offset }: PlacedExpression): Position {
  const field = valueAt(policy.raw, path);
  const start = typeof field === 'string' ? startIn(field, text) : undefined;
  return start === undefined ? policy.place(path) : policy.placeWithin(path, start + offset);
}

function valueAt(root: Json, path: FieldPath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (isJsonList(value)) value = value[Number(step)];
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** Where the expression starts in the text of its field. A text that variables or references make is not found. */
function startIn(field: string, expression: string): number | undefined {
  if (field === expression) return 0;
  if (expression === '') return undefined;
  for (let at = field.indexOf(expression); at >= 0; at = field.indexOf(expression, at + 1)) {
    if (isOpened(field, at) && isClosed(field, at + expression.length)) return at;
  }
  return undefined;
}

/** Whether `{{` is in front, with nothing between but blanks and the `-` that asks for no further search. */
function isOpened(field: string, at: number): boolean {
  let open = skipBlanksBack(field, at);
  if (field.charAt(open - 1) === '-') open = skipBlanksBack(field, open - 1);
  return open >= 2 && field.startsWith('{{', open - 2) && field.charAt(open - 3) !== '\\';
}

function skipBlanksBack(field: string, from: number): number {
  let at = from;
  while (at > 0 && field.charAt(at - 1).trim() === '') at -= 1;
  return at;
}

function isClosed(field: string, from: number): boolean {
  let at = from;
  while (at < field.length && field.charAt(at).trim() === '') at += 1;
  return field.startsWith('}}', at);
}
