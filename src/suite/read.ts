// Reads a document of a kyverno-test.yaml into a Suite, strictly. What older commands accepted is still taken, with a notice.
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../model/resource.ts';
import type { SuppliedCall } from '../policy/index.ts';
import { parseFirstDocument } from '../yaml/index.ts';
import { checkFields } from './fields.ts';
import { TEST_FIELDS } from './forms.ts';
import type { Expected, GlobalEntry, ResourceSpec, Suite } from './suite.ts';

const RESULTS = ['pass', 'fail', 'skip', 'error', 'warn'];
const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/**
 * The suite of a document, or (undefined) what keeps it from being one.
 *
 * Errors  suite/invalid for a field that there is not, one of the wrong form, and a kind other than Test. suite/deprecated is a notice.
 */
export function readTest(document: SourceDocument): Checked<Suite | undefined> {
  const { value } = document;
  const found = [...checkFields(document, value, TEST_FIELDS), ...checkKind(document), ...checkResults(document)];
  if (found.length > 0) return { value: undefined, diagnostics: found };
  return { value: suiteOf(document), diagnostics: [...tellOldForms(document), ...tellUnread(document)] };
}

/** The texts of a list; what is none is left out, and was complained of before. */
export function textsAt(value: Json | undefined, key: string): readonly string[] {
  const list = child(value, key);
  return isJsonList(list) ? list.filter((item) => typeof item === 'string') : [];
}

/** The objects of a list. */
export function objectsAt(value: Json | undefined, key: string): readonly JsonObject[] {
  const list = child(value, key);
  return isJsonList(list) ? list.filter(isJsonObject) : [];
}

/** The map under a key, an empty one where there is none. */
export function mapAt(value: Json | undefined, key: string): JsonObject {
  const map = child(value, key);
  return isJsonObject(map) ? map : {};
}

function suiteOf(document: SourceDocument): Suite {
  const { value } = document;
  const values = child(value, 'values');
  return {
    name: textAt(child(value, 'metadata'), 'name') || textAt(value, 'name'),
    document,
    policies: textsAt(value, 'policies'),
    resources: textsAt(value, 'resources'),
    exceptions: textsAt(value, 'exceptions'),
    clusterResources: textsAt(value, 'clusterResources'),
    variables: textAt(value, 'variables') || undefined,
    values: isJsonObject(values) ? values : undefined,
    userinfo: textAt(value, 'userinfo') || undefined,
    context: textAt(value, 'context') || undefined,
    calls: objectsAt(value, 'apiCallResponses').map(readCall),
    globals: objectsAt(value, 'globalContextEntries').map(readGlobal),
    results: objectsAt(value, 'results').map((result, index) => readResult(document, result, index)),
  };
}

function readCall(call: JsonObject): SuppliedCall {
  const response = child(call, 'response');
  const status = child(response, 'statusCode');
  return {
    url: textAt(call, 'urlPath') || textAt(call, 'url'),
    method: textAt(call, 'method'),
    status: typeof status === 'number' ? status : 200,
    body: readBody(child(response, 'body') ?? null),
  };
}

/** A body may be the text that a service sends, which is JSON. */
function readBody(body: Json): Json {
  if (typeof body !== 'string' || !/^\s*[[{]/.test(body)) return body;
  const parsed = parseFirstDocument(body);
  return 'value' in parsed ? parsed.value : body;
}

function readGlobal(entry: JsonObject): GlobalEntry {
  const projections = objectsAt(entry, 'projections').map((one) => [textAt(one, 'name'), textAt(one, 'path')] as const);
  return {
    name: textAt(entry, 'name'),
    value: child(entry, 'data') ?? child(entry, 'resources'),
    files: textsAt(entry, 'resourceFiles'),
    fieldPath: textAt(entry, 'fieldPath'),
    projections: new Map(projections),
  };
}

function readResult(document: SourceDocument, result: JsonObject, index: number): Expected {
  const policy = textAt(result, 'policy');
  const single = textAt(result, 'generatedResource');
  return {
    at: document.place(['results', index]),
    policy: policy.slice(policy.lastIndexOf('/') + 1),
    policyNamespace: policy.slice(0, Math.max(policy.lastIndexOf('/'), 0)),
    isGeneratingPolicy: child(result, 'isGeneratingPolicy') === true,
    kind: textAt(result, 'kind'),
    rule: textAt(result, 'rule'),
    resources: namedResources(result),
    resourceSpecs: objectsAt(result, 'resourceSpecs').map(readSpec),
    operation: textAt(result, 'operation').toUpperCase(),
    result: textAt(result, 'result') || textAt(result, 'status'),
    generated: [...(single === '' ? [] : [single]), ...textsAt(result, 'generatedResources')],
    cloneSource: textAt(result, 'cloneSourceResource') || undefined,
  };
}

/** The old form names one resource, and its namespace beside it. */
function namedResources(result: JsonObject): readonly string[] | undefined {
  const [single, namespace] = [textAt(result, 'resource'), textAt(result, 'namespace')];
  if (isJsonList(child(result, 'resources'))) return textsAt(result, 'resources');
  if (single === '') return undefined;
  return [namespace === '' || single.includes('/') ? single : `${namespace}/${single}`];
}

function readSpec(spec: JsonObject): ResourceSpec {
  const [group, version] = [textAt(spec, 'group'), textAt(spec, 'version')];
  return { group, version, namespace: textAt(spec, 'namespace'), name: textAt(spec, 'name') };
}

// ---- checks beyond forms

function checkKind(document: SourceDocument): readonly Diagnostic[] {
  const kind = textAt(document.value, 'kind');
  if (kind === 'Test' || kind === '') return [];
  return [complaint(document, ['kind'], `kind is ${kind}, and not Test`)];
}

function checkResults(document: SourceDocument): readonly Diagnostic[] {
  return objectsAt(document.value, 'results').flatMap((result, index) => {
    const { policy, result: expected, operation } = readResult(document, result, index);
    const path = ['results', index];
    return [
      ...(policy === '' ? [complaint(document, path, 'the result names no policy')] : []),
      ...(RESULTS.includes(expected)
        ? []
        : [complaint(document, [...path, 'result'], `result is none of ${RESULTS.join(', ')}`)]),
      ...(operation === '' || OPERATIONS.includes(operation)
        ? []
        : [complaint(document, [...path, 'operation'], `operation is none of ${OPERATIONS.join(', ')}`)]),
    ];
  });
}

function complaint(document: SourceDocument, path: readonly (string | number)[], message: string): Diagnostic {
  const about = { field: path.join('.') };
  return { code: 'suite/invalid', severity: 'error', message, at: document.place(path), about };
}

const OLD_FIELDS = ['resource', 'namespace', 'status'];

function tellOldForms(document: SourceDocument): readonly Diagnostic[] {
  const { value } = document;
  const results = objectsAt(value, 'results');
  const old = [
    ...(Object.hasOwn(value, 'name') ? ['name'] : []),
    ...OLD_FIELDS.filter((field) => results.some((result) => Object.hasOwn(result, field))).map((f) => `results.${f}`),
    ...['apiVersion', 'kind'].filter((field) => textAt(value, field) === '').map((field) => `no ${field}`),
  ];
  if (old.length === 0) return [];
  const message = `The test is written as older commands of Kyverno take it (${old.join(', ')})`;
  const help = 'Write apiVersion: cli.kyverno.io/v1alpha1, kind: Test, metadata.name, resources and result.';
  return [{ code: 'suite/deprecated', severity: 'notice', message, help, at: document.place([]), about: {} }];
}

function tellUnread(document: SourceDocument): readonly Diagnostic[] {
  if (!Object.hasOwn(document.value, 'checks')) return [];
  return [
    {
      code: 'suite/unread',
      severity: 'warning',
      message: 'checks are not evaluated; only results are',
      at: document.place(['checks']),
      about: { field: 'checks' },
    },
  ];
}
