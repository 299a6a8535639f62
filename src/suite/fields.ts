// Strict checking of a document against a table of its fields: every field has a form, and one that the table does not have is an
// error at its line. What the fields mean is for the files that read them.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../model/resource.ts';

/** The form of a field. `unread` is accepted, and has no effect here. */
export type Form =
  | 'text'
  | 'texts'
  | 'flag'
  | 'number'
  | 'map'
  | 'any'
  | 'unread'
  | { readonly object: Fields }
  | { readonly list: Fields };

/** The fields of an object. */
export type Fields = Readonly<Record<string, Form>>;

type Path = readonly (string | number)[];

interface Checking {
  readonly document: SourceDocument;
  readonly found: Diagnostic[];
}

/** What is wrong with a document, each with its place. *Errors* suite/invalid. A field that is null counts as absent. */
export function checkFields(document: SourceDocument, value: JsonObject, fields: Fields): readonly Diagnostic[] {
  const checking: Checking = { document, found: [] };
  checkObject(checking, value, fields, []);
  return checking.found;
}

function checkObject(checking: Checking, value: JsonObject, fields: Fields, path: Path): void {
  for (const [name, given] of Object.entries(value)) {
    const form = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const at = [...path, name];
    if (form === undefined) complain(checking, at, `${name} is no field of ${nameOf(path)}`);
    else if (given !== null) checkForm(checking, given, form, at);
  }
}

function checkForm(checking: Checking, value: Json, form: Form, path: Path): void {
  if (typeof form === 'object') {
    checkNested(checking, value, form, path);
    return;
  }
  const wrong = wrongForm(value, form);
  if (wrong !== undefined) complain(checking, path, `${nameOf(path)} ${wrong}`);
}

function checkNested(
  checking: Checking,
  value: Json,
  form: { readonly object: Fields } | { readonly list: Fields },
  path: Path,
): void {
  if ('object' in form) {
    if (isJsonObject(value)) checkObject(checking, value, form.object, path);
    else complain(checking, path, `${nameOf(path)} is no map`);
    return;
  }
  if (!isJsonList(value)) {
    complain(checking, path, `${nameOf(path)} is no list`);
    return;
  }
  for (const [index, item] of value.entries()) {
    const at = [...path, index];
    if (isJsonObject(item)) checkObject(checking, item, form.list, at);
    else complain(checking, at, `${nameOf(at)} is no map`);
  }
}

function wrongForm(value: Json, form: Exclude<Form, object>): string | undefined {
  switch (form) {
    case 'text':
      return typeof value === 'string' ? undefined : 'is no text';
    case 'texts':
      return isJsonList(value) && value.every((item) => typeof item === 'string') ? undefined : 'is no list of texts';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'is neither true nor false';
    case 'number':
      return typeof value === 'number' ? undefined : 'is no number';
    case 'map':
      return isJsonObject(value) ? undefined : 'is no map';
    case 'any':
    case 'unread':
      return undefined;
  }
}

/** `results[0].result`; the document itself where the path is empty. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'the document';
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}

function complain({ document, found }: Checking, path: Path, message: string): void {
  found.push({
    code: 'suite/invalid',
    severity: 'error',
    message,
    at: document.place(path),
    about: { field: path.join('.') },
  });
}
