// Reads a parsed ClusterPolicy or Policy into a PolicyDocument. It judges nothing but types: what a policy may say is for checks/.
import type { Checked } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import { child, isJsonObject, textAt, type Json, type JsonObject } from '../../model/resource.ts';
import type {
  ForeachDocument,
  GenerateDocument,
  PatternDocument,
  PolicyDocument,
  RuleDocument,
  RuleType,
  SpecDocument,
} from './document.ts';
import { fieldReader, type FieldReader } from './fields.ts';
import { readFilterBlock } from './read-filters.ts';
import type { FieldPath } from '../trouble.ts';

/**
 * The policy that a document holds.
 *
 * Errors  policy/wrong-type at each field that has another type than the schema gives it; such a field is taken as absent.
 */
export function readPolicyDocument(document: SourceDocument): Checked<PolicyDocument> {
  const raw = document.value;
  const metadata = child(raw, 'metadata');
  const kind = raw['kind'] === 'Policy' ? 'Policy' : 'ClusterPolicy';
  const name = textAt(metadata, 'name');
  const namespace = kind === 'Policy' ? textAt(metadata, 'namespace') || 'default' : '';
  const reader = fieldReader(document, namespace === '' ? name : `${namespace}/${name}`);
  const policy: PolicyDocument = {
    kind,
    apiVersion: textAt(raw, 'apiVersion'),
    name,
    namespace,
    raw,
    spec: readSpec(reader, raw),
    place: (path) => document.place(path),
    placeWithin: (path, offset) => document.placeWithin(path, offset),
  };
  return { value: policy, diagnostics: reader.problems };
}

function readSpec(reader: FieldReader, raw: JsonObject): SpecDocument {
  const path = ['spec'];
  const spec = reader.object(raw, [], 'spec') ?? {};
  const rules = reader.objects(spec, path, 'rules') ?? [];
  return {
    raw: spec,
    applyRules: reader.text(spec, path, 'applyRules') === 'One' ? 'One' : 'All',
    ...optional('admission', reader.flag(spec, path, 'admission')),
    ...optional('background', reader.flag(spec, path, 'background')),
    ...optional('generateExisting', reader.flag(spec, path, 'generateExisting')),
    ...optional('generateExistingOnPolicyUpdate', reader.flag(spec, path, 'generateExistingOnPolicyUpdate')),
    ...optional('useServerSideApply', reader.flag(spec, path, 'useServerSideApply')),
    rules: rules.map(({ index, value }) => readRule(reader, value, index)),
  };
}

function readRule(reader: FieldReader, raw: JsonObject, index: number): RuleDocument {
  const path = ['spec', 'rules', index];
  const exclude = readFilterBlock(reader, raw, path, 'exclude');
  return {
    index,
    path,
    name: reader.text(raw, path, 'name') ?? '',
    raw,
    types: ruleTypes(raw),
    match: readFilterBlock(reader, raw, path, 'match') ?? { form: 'direct', filters: [] },
    ...optional('exclude', exclude),
    context: (reader.objects(raw, path, 'context') ?? []).map((entry) => entry.value),
    ...optional('preconditions', given(raw, 'preconditions')),
    skipBackgroundRequests: reader.flag(raw, path, 'skipBackgroundRequests') ?? true,
    ...optional('generate', readGenerate(reader, raw, path)),
  };
}

/** What the rule does. An empty object counts as absent, as the engine has it. */
function ruleTypes(raw: JsonObject): readonly RuleType[] {
  const types: readonly RuleType[] = ['mutate', 'validate', 'generate', 'verifyImages'];
  return types.filter((type) => {
    const block = child(raw, type);
    return isJsonObject(block) ? Object.keys(block).length > 0 : block !== undefined && block !== null;
  });
}

function readGenerate(reader: FieldReader, rule: JsonObject, rulePath: FieldPath): GenerateDocument | undefined {
  const raw = reader.object(rule, rulePath, 'generate');
  if (raw === undefined || Object.keys(raw).length === 0) return undefined;
  const path = [...rulePath, 'generate'];
  const orphan = reader.flag(raw, path, 'orphanDownstreamOnPolicyDelete');
  const foreach = reader.objects(raw, path, 'foreach');
  return {
    path,
    raw,
    synchronize: reader.flag(raw, path, 'synchronize') ?? false,
    ...optional('generateExisting', reader.flag(raw, path, 'generateExisting')),
    ...optional('orphanDownstreamOnPolicyDelete', orphan),
    pattern: readPattern(reader, raw, path),
    ...optional(
      'foreach',
      foreach?.map(({ index, value }) => readForeach(reader, value, [...path, 'foreach', index])),
    ),
  };
}

function readForeach(reader: FieldReader, raw: JsonObject, path: FieldPath): ForeachDocument {
  return {
    path,
    list: reader.text(raw, path, 'list') ?? '',
    context: (reader.objects(raw, path, 'context') ?? []).map((entry) => entry.value),
    ...optional('preconditions', given(raw, 'preconditions')),
    pattern: readPattern(reader, raw, path),
  };
}

function readPattern(reader: FieldReader, raw: JsonObject, path: FieldPath): PatternDocument {
  const clone = reader.object(raw, path, 'clone');
  const clonePath = [...path, 'clone'];
  const cloneList = reader.object(raw, path, 'cloneList');
  const listPath = [...path, 'cloneList'];
  return {
    path,
    apiVersion: reader.text(raw, path, 'apiVersion') ?? '',
    kind: reader.text(raw, path, 'kind') ?? '',
    name: reader.text(raw, path, 'name') ?? '',
    namespace: reader.text(raw, path, 'namespace') ?? '',
    ...optional('data', given(raw, 'data')),
    ...(clone && Object.keys(clone).length > 0
      ? {
          clone: {
            namespace: reader.text(clone, clonePath, 'namespace') ?? '',
            name: reader.text(clone, clonePath, 'name') ?? '',
          },
        }
      : {}),
    ...(cloneList
      ? {
          cloneList: {
            namespace: reader.text(cloneList, listPath, 'namespace') ?? '',
            kinds: reader.texts(cloneList, listPath, 'kinds') ?? [],
            ...optional('selector', given(cloneList, 'selector')),
          },
        }
      : {}),
  };
}

function given(parent: JsonObject, key: string): Json | undefined {
  return child(parent, key) ?? undefined;
}

/** An object with that key, or without it where there is no value: what exactOptionalPropertyTypes asks for. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
