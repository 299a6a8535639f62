// Reads match and exclude of a rule: one of any, all or, in the old form, one filter written directly.
import type { Filter, FilterBlock, LabelRequirement, LabelSelector, Subject } from '../../match/filter.ts';
import type { Json, JsonObject } from '../../model/resource.ts';
import type { FieldReader } from './fields.ts';
import type { FieldPath } from '../trouble.ts';

/**
 * The block under `key`, or undefined where there is none.
 *
 * Source  Kyverno: a non-empty `any`, else a non-empty `all`, else the direct filter.
 */
export function readFilterBlock(
  reader: FieldReader,
  rule: JsonObject,
  rulePath: FieldPath,
  key: 'match' | 'exclude',
): FilterBlock | undefined {
  const block = reader.object(rule, rulePath, key);
  if (block === undefined) return undefined;
  const path = [...rulePath, key];
  for (const form of ['any', 'all'] as const) {
    const listed = reader.objects(block, path, form) ?? [];
    if (listed.length === 0) continue;
    return { form, filters: listed.map(({ index, value }) => readFilter(reader, value, [...path, form, index])) };
  }
  return { form: 'direct', filters: [readFilter(reader, block, path)] };
}

function readFilter(reader: FieldReader, raw: JsonObject, path: FieldPath): Filter {
  const resources = reader.object(raw, path, 'resources');
  const at = [...path, 'resources'];
  return withoutUndefined({
    kinds: reader.texts(resources, at, 'kinds'),
    name: reader.text(resources, at, 'name'),
    names: reader.texts(resources, at, 'names'),
    namespaces: reader.texts(resources, at, 'namespaces'),
    annotations: reader.textMap(resources, at, 'annotations'),
    selector: readSelector(reader, resources, at, 'selector'),
    namespaceSelector: readSelector(reader, resources, at, 'namespaceSelector'),
    operations: reader.texts(resources, at, 'operations'),
    subjects: readSubjects(reader, raw, path),
    roles: reader.texts(raw, path, 'roles'),
    clusterRoles: reader.texts(raw, path, 'clusterRoles'),
  });
}

/** The label selector under `key`, or undefined where there is none. */
export function readSelector(
  reader: FieldReader,
  parent: Json | undefined,
  path: FieldPath,
  key: string,
): LabelSelector | undefined {
  const raw = reader.object(parent, path, key);
  if (raw === undefined) return undefined;
  const at = [...path, key];
  const expressions = reader.objects(raw, at, 'matchExpressions');
  return withoutUndefined({
    matchLabels: reader.textMap(raw, at, 'matchLabels'),
    matchExpressions: expressions?.map(({ index, value }) =>
      readRequirement(reader, value, [...at, 'matchExpressions', index]),
    ),
  });
}

function readRequirement(reader: FieldReader, raw: JsonObject, path: FieldPath): LabelRequirement {
  return withoutUndefined({
    key: reader.text(raw, path, 'key') ?? '',
    operator: reader.text(raw, path, 'operator') ?? '',
    values: reader.texts(raw, path, 'values'),
  });
}

function readSubjects(reader: FieldReader, raw: JsonObject, path: FieldPath): readonly Subject[] | undefined {
  return reader.objects(raw, path, 'subjects')?.map(({ index, value }) => {
    const at = [...path, 'subjects', index];
    return withoutUndefined({
      kind: reader.text(value, at, 'kind') ?? '',
      name: reader.text(value, at, 'name') ?? '',
      namespace: reader.text(value, at, 'namespace'),
    });
  });
}

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the fields that are undefined: what exactOptionalPropertyTypes asks for. */
function withoutUndefined<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
