// Bytes of a file to its documents, with what is wrong with them at file, line and column. Lists of objects are taken apart here.
import type { Checked, Diagnostic, Position } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-codes.ts';
import type { SourceDocument } from '../model/document.ts';
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import {
  decodeText,
  parseJson,
  parseYaml,
  type YamlDocument,
  type YamlPosition,
  type YamlProblem,
  type YamlProblemCode,
} from '../yaml/index.ts';

/** Endings of the files that are read as input. */
export const INPUT_EXTENSIONS = ['.yaml', '.yml', '.json'] as const;

const CODES: Readonly<Record<YamlProblemCode, DiagnosticCode>> = {
  syntax: 'load/syntax',
  'duplicate-key': 'load/duplicate-key',
  'alias-limit': 'load/limit',
  'self-reference': 'load/syntax',
  'depth-limit': 'load/limit',
  'size-limit': 'load/limit',
  'document-limit': 'load/limit',
  tag: 'load/syntax',
  key: 'load/syntax',
  merge: 'load/syntax',
  number: 'load/syntax',
  encoding: 'load/encoding',
  surrogate: 'load/encoding',
};

/** One document of a file; `value` may be anything. */
export interface FileDocument {
  readonly file: string;
  readonly value: Json;
  readonly at: Position;
  readonly place: (path: readonly (string | number)[]) => Position;
  readonly placeWithin: SourceDocument['placeWithin'];
}

/** The documents of a file, empty ones left out. */
export function readDocuments(file: TreeFile): Checked<readonly FileDocument[]> {
  const decoded = decodeText(file.bytes);
  if ('problem' in decoded) return { value: [], diagnostics: [tell(file, decoded.problem)] };
  const parsed = file.path.endsWith('.json') ? parseJson(decoded.text) : parseYaml(decoded.text);
  return {
    value: parsed.documents.map((document) => fileDocument(file, document)),
    diagnostics: parsed.problems.map((problem) => tell(file, problem)),
  };
}

/**
 * The objects of a document: itself, or those of a List, and of Lists in it.
 *
 * Errors  load/list-item for an item that is no object, by its index, and for items that are no list.
 */
export function flattenLists(document: FileDocument): Checked<readonly SourceDocument[]> {
  if (!isJsonObject(document.value)) return { value: [], diagnostics: [notAnObject(document)] };
  const diagnostics: Diagnostic[] = [];
  const found: SourceDocument[] = [];
  collect(document, document.value, [], { found, diagnostics });
  return { value: found, diagnostics };
}

interface Collected {
  readonly found: SourceDocument[];
  readonly diagnostics: Diagnostic[];
}

function collect(
  document: FileDocument,
  value: JsonObject,
  prefix: readonly (string | number)[],
  into: Collected,
): void {
  if (!isList(value)) {
    const { file, place, placeWithin } = document;
    into.found.push({
      file,
      value,
      place: (path) => place([...prefix, ...path]),
      placeWithin: (path, offset) => placeWithin([...prefix, ...path], offset),
    });
    return;
  }
  const items = child(value, 'items') ?? [];
  if (!isJsonList(items)) {
    into.diagnostics.push(badItem(document, [...prefix, 'items'], 'items of the List are no list'));
    return;
  }
  for (const [index, item] of items.entries()) {
    const path = [...prefix, 'items', index];
    if (isJsonObject(item)) collect(document, withKindOfList(value, item), path, into);
    else into.diagnostics.push(badItem(document, path, `items[${index}] of the List is no object`));
  }
}

/** A List has items, whatever they are, and no name of its own. */
function isList(value: JsonObject): boolean {
  const isNamedList = textAt(value, 'kind').endsWith('List') && Object.hasOwn(value, 'items');
  return isNamedList && textAt(child(value, 'metadata'), 'name') === '';
}

/** Items of a typed list (`ConfigMapList`) may leave their kind to the list, as the API server prints them. */
function withKindOfList(list: JsonObject, item: JsonObject): JsonObject {
  const kind = textAt(list, 'kind').slice(0, -'List'.length);
  if (kind === '' || textAt(item, 'kind') !== '') return item;
  return { apiVersion: textAt(list, 'apiVersion'), kind, ...item };
}

function fileDocument(file: TreeFile, document: YamlDocument): FileDocument {
  const place = (at: YamlPosition): Position => ({ file: file.shown, line: at.line, column: at.column });
  return {
    file: file.shown,
    value: document.value,
    at: place(document.at),
    place: (path) => place(path.length === 0 ? document.at : document.positionOf(path)),
    placeWithin: (path, offset) => place(document.positionWithin(path, offset)),
  };
}

function tell(file: TreeFile, problem: YamlProblem): Diagnostic {
  const also = problem.also ? ` (first at line ${problem.also.line})` : '';
  return {
    code: CODES[problem.code],
    severity: 'error',
    message: `${problem.message}${also}`,
    ...(problem.help === undefined ? {} : { help: problem.help }),
    at: { file: file.shown, line: problem.at.line, column: problem.at.column },
    about: {},
  };
}

function notAnObject({ at }: FileDocument): Diagnostic {
  return {
    code: 'load/not-kubernetes',
    severity: 'notice',
    message: 'The document is no object, and is left alone',
    at,
    about: {},
  };
}

function badItem(document: FileDocument, path: readonly (string | number)[], message: string): Diagnostic {
  return {
    code: 'load/list-item',
    severity: 'error',
    message,
    at: document.place(path),
    about: { field: path.join('.') },
  };
}
