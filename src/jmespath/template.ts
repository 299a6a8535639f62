// Documents with `{{ }}` variables and `$( )` references: compiled once, rendered many times. What an expression yields is left to
// the caller, who may have to load something first; what a string becomes is in template-text.ts.

import type { ExpressionError } from './expression-error.ts';
import { resolveReferences } from './references.ts';
import type { DocumentPath, TemplateError } from './template-error.ts';
import { isTemplateError, templateError } from './template-error.ts';
import type { Rendering, RenderMode, TextTemplate } from './template-text.ts';
import { compileText, expressionsOf, MAX_OUTPUT, MAX_VARIABLES, renderText } from './template-text.ts';
import type { JmesValue } from './value.ts';
import { isList, objectOf } from './value.ts';
import { mayHoldVariables } from './variable-syntax.ts';

/** An expression of a template and where it stands; `complete` is false where variables inside it are still to be put in. */
export interface TemplateExpression {
  readonly text: string;
  readonly path: DocumentPath;
  readonly complete: boolean;
}

/** A compiled document. */
export interface Template {
  /** All expressions, in the order of the document, inner ones before those around them. */
  readonly expressions: readonly TemplateExpression[];
  /** References that lead nowhere: rendering fails with the first of them. */
  readonly problems: readonly TemplateError[];
  /**
   * The document with its variables put in.
   *
   * Shape   parts without variables are the very parts of the document, not copies.
   * Errors  all codes of TemplateError, the first in the order of the document; never a throw.
   */
  render(evaluate: (expression: string) => JmesValue | ExpressionError, mode: RenderMode): JmesValue | TemplateError;
}

/** How deep a document may be nested, what came from data included. */
export const MAX_DOCUMENT_DEPTH = 500;

/** A part of a document: without variables, a string with some, or something that holds such strings. */
type Part =
  | { readonly type: 'fixed'; readonly value: JmesValue }
  | { readonly type: 'text'; readonly text: TextTemplate }
  | { readonly type: 'list'; readonly items: readonly Part[] }
  | { readonly type: 'map'; readonly path: DocumentPath; readonly entries: readonly Entry[] }
  | { readonly type: 'problem'; readonly problem: TemplateError };

interface Entry {
  readonly key: string;
  readonly name: Part;
  readonly value: Part;
}

/**
 * The compiled document.
 *
 * Source  Kyverno 1.19, variables in rules: references first, then variables, in leaf strings and keys.
 */
export function compileTemplate(document: JmesValue): Template {
  const collected: Collected = { expressions: [], problems: [] };
  const part = compilePart(document, [], document, collected);
  return {
    ...collected,
    render: (evaluate, mode) => {
      if (part.type === 'fixed') return part.value;
      return guarded(() => renderPart(part, { ...mode, evaluate, variables: MAX_VARIABLES, output: MAX_OUTPUT }, 0));
    },
  };
}

/** Depths are bounded, but not how deep the caller's data is. */
function guarded(work: () => JmesValue | TemplateError): JmesValue | TemplateError {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return templateError('limit', 'the document or its data is too large', []);
  }
}

interface Collected {
  readonly expressions: TemplateExpression[];
  readonly problems: TemplateError[];
}

/** `root` is the document references look at; undefined for data, in which there are none. */
function compilePart(value: JmesValue, path: DocumentPath, root: JmesValue | undefined, collected: Collected): Part {
  if (typeof value === 'string') return compileString(value, path, root, collected);
  if (typeof value !== 'object' || value === null) return { type: 'fixed', value };
  if (path.length > MAX_DOCUMENT_DEPTH) {
    return problemPart(
      templateError('limit', `the document is deeper than ${MAX_DOCUMENT_DEPTH} levels`, path),
      collected,
    );
  }
  if (isList(value)) {
    const items = value.map((item, index) => compilePart(item, [...path, index], root, collected));
    return items.every((item) => item.type === 'fixed') ? { type: 'fixed', value } : { type: 'list', items };
  }
  const entries = Object.entries(value).map(([key, item]): Entry => {
    const place = [...path, key];
    return { key, name: compileString(key, place, root, collected), value: compilePart(item, place, root, collected) };
  });
  const fixed = entries.every(({ name, value: item }) => name.type === 'fixed' && item.type === 'fixed');
  return fixed ? { type: 'fixed', value } : { type: 'map', path, entries };
}

function problemPart(problem: TemplateError, collected: Collected): Part {
  collected.problems.push(problem);
  return { type: 'problem', problem };
}

function compileString(text: string, path: DocumentPath, root: JmesValue | undefined, collected: Collected): Part {
  const resolved = root === undefined ? text : resolveReferences(text, path, root);
  if (isTemplateError(resolved)) return problemPart(resolved, collected);
  if (!mayHoldVariables(resolved) && resolved === text) return { type: 'fixed', value: text };
  const template = compileText(resolved, path);
  if (isTemplateError(template)) return problemPart(template, collected);
  for (const expression of expressionsOf(template)) collected.expressions.push({ ...expression, path });
  return { type: 'text', text: template };
}

function renderPart(part: Part, rendering: Rendering, depth: number): JmesValue | TemplateError {
  switch (part.type) {
    case 'fixed':
      return part.value;
    case 'problem':
      return part.problem;
    case 'text':
      return renderString(part.text, rendering, depth);
    case 'list':
      return renderList(part.items, rendering, depth);
    case 'map':
      return renderMap(part.entries, part.path, rendering, depth);
  }
}

function renderString(text: TextTemplate, rendering: Rendering, depth: number): JmesValue | TemplateError {
  const result = renderText(text, rendering);
  if (isTemplateError(result)) return result;
  const { value, whole } = result;
  if (!whole || rendering.substitution === 'once' || typeof value !== 'object' || value === null) return value;
  return renderData(value, text.path, rendering, depth);
}

/** A list or map that came from data is walked too. */
function renderData(
  value: JmesValue,
  path: DocumentPath,
  rendering: Rendering,
  depth: number,
): JmesValue | TemplateError {
  if (depth >= MAX_DOCUMENT_DEPTH || path.length > MAX_DOCUMENT_DEPTH) {
    return templateError('limit', `variables in data are nested deeper than ${MAX_DOCUMENT_DEPTH} levels`, path);
  }
  if (!holdsBraces(value, MAX_DOCUMENT_DEPTH)) return value;
  const part = compilePart(value, path, undefined, { expressions: [], problems: [] });
  return renderPart(part, rendering, depth + 1);
}

function holdsBraces(value: JmesValue, depth: number): boolean {
  if (typeof value === 'string') return mayHoldVariables(value);
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (isList(value)) return value.some((item) => holdsBraces(item, depth - 1));
  return Object.keys(value).some((key) => mayHoldVariables(key) || holdsBraces(value[key] ?? null, depth - 1));
}

function renderList(items: readonly Part[], rendering: Rendering, depth: number): JmesValue | TemplateError {
  const results: JmesValue[] = [];
  for (const item of items) {
    const result = renderPart(item, rendering, depth);
    if (isTemplateError(result)) return result;
    results.push(result);
  }
  return results;
}

function renderMap(
  entries: readonly Entry[],
  path: DocumentPath,
  rendering: Rendering,
  depth: number,
): JmesValue | TemplateError {
  const results = new Map<string, JmesValue>();
  for (const entry of entries) {
    const key = renderKey(entry, path, rendering, depth);
    if (isTemplateError(key)) return key;
    const value = renderPart(entry.value, rendering, depth);
    if (isTemplateError(value)) return value;
    if (results.has(key)) {
      return templateError('key-collision', `two keys become ${JSON.stringify(key)}`, [...path, entry.key]);
    }
    results.set(key, value);
  }
  return objectOf(results);
}

/** null leaves a key as written. */
function renderKey(entry: Entry, path: DocumentPath, rendering: Rendering, depth: number): string | TemplateError {
  const name = renderPart(entry.name, rendering, depth);
  if (isTemplateError(name)) return name;
  if (name === null) return entry.key;
  if (typeof name === 'string') return name;
  return templateError('key-not-text', 'expected string after substituting variables in key', [...path, entry.key]);
}
