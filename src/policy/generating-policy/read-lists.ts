// Lists of a document whose entries are expressions with a name. Which lists there are is for those who read the documents.
import { child, type Json, type JsonObject } from '../../model/resource.ts';
import type { Finding } from '../checks/check.ts';
import type { FieldPath } from '../trouble.ts';
import type { FieldReader } from '../cluster-policy/fields.ts';
import type { NamedExpression } from './document.ts';

/** What was read, and what is wrong with it beside types. */
export interface Read<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

/** Which list, where it is not one of the spec itself below which field, and what its entries call their name and their expression. */
export interface ListForm {
  readonly below?: FieldPath;
  readonly list: string;
  readonly name: string;
  readonly expression: string;
}

const SPEC: FieldPath = ['spec'];

/** Entries `{name, expression}` of the list of this name. */
export function namedList(list: string): ListForm {
  return { list, name: 'name', expression: 'expression' };
}

/**
 * The entries of a list of `parent`, which is the spec unless the form says otherwise. *Order*: as written.
 *
 * Errors  entries without a name or an expression, and names given twice.
 */
export function readNamedExpressions(
  reader: FieldReader,
  parent: JsonObject,
  form: ListForm,
): Read<readonly NamedExpression[]> {
  const below = form.below ?? SPEC;
  const path = [...below, form.list];
  const entries = (reader.objects(parent, below, form.list) ?? []).map(({ index, value }) =>
    readEntry(reader, value, [...path, index], form),
  );
  const value = entries.flatMap((entry) => entry.value ?? []);
  const findings = [...entries.flatMap((entry) => entry.findings), ...namesTwice(value, form)];
  return { value, findings };
}

/** The finding that Kyverno words so where a field is missing. */
export function required(path: FieldPath, help: string, detail = ''): Finding {
  const field = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return { path, message: `${field.slice(1)}: Required value${detail === '' ? '' : `: ${detail}`}`, help };
}

/** Tells whether a field was given: null counts as not, as the API machinery has it. */
export function isGiven(parent: Json | undefined, key: string): boolean {
  return (child(parent, key) ?? undefined) !== undefined;
}

function readEntry(
  reader: FieldReader,
  raw: JsonObject,
  path: FieldPath,
  form: ListForm,
): Read<NamedExpression | undefined> {
  const name = reader.text(raw, path, form.name) ?? '';
  const text = reader.text(raw, path, form.expression) ?? '';
  const missing = [form.name, form.expression].filter((key) => !isGiven(raw, key) || child(raw, key) === '');
  const findings = missing.map((key) => required([...path, key], `Write ${key}: each of ${form.list} needs it.`));
  const value = missing.length > 0 ? undefined : { name, text, path: [...path, form.expression] };
  return { value, findings };
}

function namesTwice(entries: readonly NamedExpression[], form: ListForm): readonly Finding[] {
  return entries
    .filter(({ name }, index) => entries.findIndex((entry) => entry.name === name) < index)
    .map(({ name, path }) => ({
      path: [...path.slice(0, -1), form.name],
      message: `${form.list} has ${JSON.stringify(name)} twice`,
      help: 'Rename or remove one of the two.',
    }));
}
