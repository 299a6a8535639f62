// headwater.yaml: every flag under its name in camel case, and what has no flag. Paths in it are relative to it.
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Checked, Diagnostic, Position } from '../model/diagnostic.ts';
import type { TreeFile } from '../model/tree.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/resource.ts';
import { readDirectory } from './directory.ts';
import { readDocuments, type FileDocument } from './documents.ts';

/** The fields of a configuration file, with paths made relative to the working folder. */
export interface Configuration {
  readonly values: JsonObject;
  /** Where a field is. */
  readonly place: (field: string) => Position;
}

type FieldType = 'text' | 'texts' | 'flag' | 'number' | 'object';

const FIELDS: Readonly<Record<string, FieldType>> = {
  policies: 'texts',
  clusterState: 'texts',
  output: 'text',
  lifecycle: 'text',
  provenance: 'text',
  secrets: 'text',
  delivery: 'text',
  cloneMetadata: 'text',
  substitution: 'text',
  resourceFilters: 'text',
  maxDeletions: 'text',
  allowEmpty: 'flag',
  allowHttp: 'texts',
  commit: 'flag',
  format: 'text',
  cluster: 'text',
  push: 'flag',
  branch: 'text',
  remote: 'text',
  pushVia: 'text',
  pullRequest: 'text',
  metricsFile: 'text',
  metricsPush: 'text',
  verbose: 'flag',
  exitCode: 'flag',
  base: 'text',
  head: 'text',
  json: 'text',
  markdown: 'text',
  html: 'text',
  comment: 'text',
  commentKey: 'text',
  commentMode: 'text',
  commentWhen: 'text',
  commentOverflow: 'text',
  from: 'text',
  failOn: 'text',
  fileName: 'text',
  testCaseSelector: 'text',
  failOnly: 'flag',
  requireTests: 'flag',
  junit: 'text',
  sarifFile: 'text',
  codeQualityFile: 'text',
  author: 'object',
  limits: 'object',
};

/** The fields of the objects among them. */
const INNER_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  author: { name: 'text', email: 'text' },
  limits: { foreachElements: 'number', contextBytes: 'number' },
};

const PATHS: ReadonlySet<string> = new Set([
  ...['policies', 'clusterState', 'output', 'resourceFilters', 'base'],
  ...['junit', 'json', 'markdown', 'html', 'from', 'sarifFile', 'codeQualityFile', 'metricsFile'],
]);
const NO_PATHS: ReadonlySet<string> = new Set(['-', 'default', 'none']);

/** The configuration file that is read where none is named, if it is there. */
export function findConfiguration(): string | undefined {
  return existsSync('headwater.yaml') ? 'headwater.yaml' : undefined;
}

/**
 * Reads a configuration file.
 *
 * Errors  load/missing-folder where the file is not there, load/syntax, and cli/usage for each field that there is not or that has
 *         the wrong type, at its line.
 */
export function readConfiguration(file: string): Checked<Configuration> {
  const read = readDirectory(file, { shown: file, extensions: [''] });
  const [found] = read.value.files;
  return found === undefined
    ? { value: nothingIn(file), diagnostics: read.diagnostics }
    : parseConfiguration(found, file);
}

/** The configuration in a file that was read already; `path` is where it lies, for the paths in it. *Errors* as readConfiguration has them. */
export function parseConfiguration(found: TreeFile, path: string): Checked<Configuration> {
  const nothing = nothingIn(found.shown);
  const parsed = readDocuments(found);
  const [document] = parsed.value;
  if (document === undefined) return { value: nothing, diagnostics: parsed.diagnostics };
  if (!isJsonObject(document.value)) return { value: nothing, diagnostics: [notAnObject(document)] };
  const problems = checkFields(document, FIELDS, document.value, []);
  return {
    value: { values: relocate(document.value, path), place: (field) => document.place([field]) },
    diagnostics: [...parsed.diagnostics, ...problems],
  };
}

function nothingIn(file: string): Configuration {
  return { values: {}, place: () => ({ file, line: 1, column: 1 }) };
}

function checkFields(
  document: FileDocument,
  fields: Readonly<Record<string, FieldType>>,
  values: JsonObject,
  above: readonly string[],
): readonly Diagnostic[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    const name = path.join('.');
    const type = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (type === undefined) return [usage(document, path, `${name} is no setting of Headwater`)];
    if (!hasType(value, type)) return [usage(document, path, `${name} must be ${DESCRIBED[type]}`)];
    const inner = type === 'object' ? INNER_FIELDS[key] : undefined;
    return inner && isJsonObject(value) ? checkFields(document, inner, value, path) : [];
  });
}

const DESCRIBED: Readonly<Record<FieldType, string>> = {
  text: 'text',
  texts: 'text or a list of texts',
  flag: 'true or false',
  number: 'a number',
  object: 'an object',
};

function hasType(value: Json, type: FieldType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' || typeof value === 'number';
    case 'texts':
      return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'object':
      return isJsonObject(value);
  }
}

function relocate(values: JsonObject, file: string): JsonObject {
  const folder = dirname(file);
  const entries = Object.entries(values).map(([key, value]): [string, Json] =>
    PATHS.has(key) && !(key === 'base' && isReference(value, folder))
      ? [key, Array.isArray(value) ? value.map((one: Json) => moved(one, folder)) : moved(value, folder)]
      : [key, value],
  );
  return Object.fromEntries(entries);
}

/** What the policies are compared with is a folder only where there is one; else it is a name in a Git repository. */
function isReference(base: Json, folder: string): boolean {
  return typeof base === 'string' && !existsSync(resolve(folder, base));
}

function moved(value: Json, folder: string): Json {
  if (typeof value !== 'string' || NO_PATHS.has(value) || /^(?:git\+|live(?::|$))/.test(value)) return value;
  return isAbsolute(value) ? value : relative('.', resolve(folder, value)) || '.';
}

function usage(document: FileDocument, path: readonly string[], message: string): Diagnostic {
  return {
    code: 'cli/usage',
    severity: 'error',
    message,
    help: 'See `headwater reconcile --help`; every flag has a key of the same name in camel case.',
    at: document.place(path),
    about: { field: path.join('.') },
  };
}

function notAnObject(document: FileDocument): Diagnostic {
  return {
    code: 'cli/usage',
    severity: 'error',
    message: 'The configuration is no map of settings',
    at: document.at,
    about: {},
  };
}
