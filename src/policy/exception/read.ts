// Reads a parsed PolicyException. It judges nothing but types: what an exception may say is for check.ts.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Checked } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import { child, isJsonList, isJsonObject, textAt, type Json } from '../../model/resource.ts';
import { fieldReader, type FieldReader } from '../cluster-policy/fields.ts';
import { readFilterBlock } from '../cluster-policy/read-filters.ts';
import type { ExceptionDocument, ExceptionItem } from './document.ts';

const SPEC = ['spec'];

/**
 * The exception that a document holds.
 *
 * Errors  policy/wrong-type at each field that has another type than the schema gives it; such a field is taken as absent.
 */
export function readException(document: SourceDocument): Checked<ExceptionDocument> {
  const raw = document.value;
  const metadata = child(raw, 'metadata');
  const name = textAt(metadata, 'name');
  const label = `${textAt(metadata, 'namespace') || 'default'}/${name}`;
  const reader = fieldReader(document, label);
  const spec = reader.object(raw, [], 'spec') ?? {};
  const conditions = reader.object(spec, SPEC, 'conditions');
  const exception: ExceptionDocument = {
    label,
    name,
    raw,
    background: reader.flag(spec, SPEC, 'background') ?? true,
    match: readFilterBlock(reader, spec, SPEC, 'match') ?? { form: 'direct', filters: [] },
    ...(conditions === undefined ? {} : { conditions }),
    items: readItems(reader, spec),
    place: (path) => document.place(path),
  };
  return { value: exception, diagnostics: reader.problems.map((problem) => withoutPolicy(label, problem)) };
}

function readItems(reader: FieldReader, spec: Json): readonly ExceptionItem[] | undefined {
  const listed = child(spec, 'exceptions');
  const items = reader.objects(spec, SPEC, 'exceptions');
  // An item that is none may have been meant to name any rule.
  if (items === undefined || !isJsonList(listed) || !listed.every(isJsonObject)) return undefined;
  return items.map(({ index, value }) => {
    const path = [...SPEC, 'exceptions', index];
    const names = child(value, 'ruleNames');
    const ruleNames = reader.texts(value, path, 'ruleNames');
    return {
      path,
      policyName: reader.text(value, path, 'policyName') || undefined,
      ruleNames: ruleNames && isJsonList(names) && ruleNames.length === names.length ? ruleNames : undefined,
    };
  });
}

/** The reader speaks of policies; an exception is none. */
function withoutPolicy(label: string, problem: Diagnostic): Diagnostic {
  const { field } = problem.about;
  return {
    ...problem,
    message: `${problem.message} (PolicyException ${label})`,
    about: field === undefined ? {} : { field },
  };
}
