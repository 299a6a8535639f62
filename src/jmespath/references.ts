// `$(…)` references from one string of a document to another: the first of the two passes. Since they only look at the document
// itself, they are resolved once, when a template is compiled.

import type { DocumentPath, TemplateError } from './template-error.ts';
import { isTemplateError, templateError } from './template-error.ts';
import type { JmesValue } from './value.ts';
import { isList, isObject } from './value.ts';

/**
 * `text` with its references resolved; `path` is its own place in `root`.
 *
 * Errors  reference
 * Source  Kyverno 1.19: `^\$\(.[^\ ]*\)|[^\\]\$\(.[^\ ]*\)`, greedy up to the last `)` before a blank; `\$(` is an escaped `$(`.
 */
export function resolveReferences(text: string, path: DocumentPath, root: JmesValue): string | TemplateError {
  if (!text.includes('$(')) return text;
  let result = '';
  let done = 0;
  for (const { start, end, escaped } of findReferences(text)) {
    const value = escaped ? '$(' : resolve(text.slice(start, end), path, root);
    if (isTemplateError(value)) return value;
    result += text.slice(done, escaped ? start - 1 : start) + value;
    done = end;
  }
  return result + text.slice(done);
}

interface FoundReference {
  readonly start: number;
  readonly end: number;
  readonly escaped: boolean;
}

/** From each `$(` up to the last `)` before a blank; the first character inside may be a blank itself. An escaped one ends at its `(`. */
function findReferences(text: string): readonly FoundReference[] {
  const found: FoundReference[] = [];
  for (let start = text.indexOf('$('); start >= 0;) {
    const blank = text.indexOf(' ', start + 3);
    const stop = blank < 0 ? text.length : blank;
    const close = text.lastIndexOf(')', stop - 1);
    let next = close < start ? Math.max(start + 2, stop - 2) : start + 2;
    if (close >= start + 3 && text[start + 2] !== '\n') {
      const escaped = text[start - 1] === '\\';
      found.push({ start, end: escaped ? start + 2 : close + 1, escaped });
      next = escaped ? start + 2 : close + 1;
    }
    start = text.indexOf('$(', next);
  }
  return found;
}

function resolve(reference: string, path: DocumentPath, root: JmesValue): string | TemplateError {
  const content = reference.replace(/^[$()]+|[$()]+$/g, '');
  const operator = /^(?:>=|<=|>|<|!)/.exec(content)?.[0] ?? '';
  const target = content.slice(operator.length);
  if (target === '') return templateError('reference', `the reference ${reference} is empty`, path);
  const value = find(root, target.startsWith('/') ? [] : path, target);
  if (typeof value === 'string') return operator + value;
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (isNumber && operator !== '') return operator + printed(value);
  const what = value === undefined ? 'leads nowhere' : 'does not lead to a string';
  return templateError('reference', `the reference ${reference} ${what}`, path);
}

function printed(value: number | bigint): string {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? `${String(value)}.000000` : value.toFixed(6);
}

/** Follows `target` as a path of a file system, first from `base`; `/` in a key is written `\/`. */
function find(root: JmesValue, base: DocumentPath, target: string): JmesValue | undefined {
  const steps = base.map(String);
  for (const step of target.split(/(?<!\\)\//)) {
    if (step === '' || step === '.') continue;
    if (step === '..') steps.pop();
    else steps.push(step.replaceAll('\\/', '/'));
  }
  let value: JmesValue | undefined = root;
  for (const step of steps) value = child(value, withoutAnchor(step));
  return value;
}

function child(value: JmesValue | undefined, step: string): JmesValue | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  if (isList(value)) return /^\d+$/.test(step) ? value[Number(step)] : undefined;
  if (!isObject(value)) return undefined;
  const key = Object.keys(value).find((name) => withoutAnchor(name) === step);
  return key === undefined ? undefined : value[key];
}

/** `+(name)`, `=(name)` and the like stand for the key itself. */
function withoutAnchor(key: string): string {
  return /^[+<=X^]?\((.+)\)$/s.exec(key)?.[1] ?? key;
}
