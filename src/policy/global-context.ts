// What GlobalContextEntry documents hold: looked up by name, answered from the world. It knows no policy language, so that every one can
// ask; who may ask is for the languages.
import { isExpressionError } from '../jmespath/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { child, isJsonList, isJsonObject, type Json, type JsonObject } from '../model/resource.ts';
import type { World } from '../model/trigger.ts';
import { answerRead, type ApiAnswer } from './api/api-answer.ts';
import { readApiPath } from './api/api-path.ts';
import { askService } from './api/api-service.ts';
import {
  entryLabel,
  readContextDocument,
  type ContextDefinition,
  type ContextDocument,
  type ContextSource,
} from './global-context-document.ts';

/** The entries of a run. */
export interface GlobalContext {
  /** Whether there is an entry of this name, sound or not. */
  has(name: string): boolean;
  /** What `entry` or `entry.projection` holds. Every read goes through the world. */
  read(reference: string, world: World): GlobalContent;
}

/** A content, or why there is none and what to do. */
export type GlobalContent = { readonly value: Json } | { readonly failure: string; readonly help: string };

/**
 * The entries of the documents given.
 *
 * Errors  what is wrong with a document; two of one name. Such an entry fails those who refer to it, and nothing else.
 */
export function readGlobalContext(documents: readonly SourceDocument[], kinds: KindCatalog): Checked<GlobalContext> {
  const read = documents.map(readContextDocument);
  const entries = read.map(({ value }) => value).filter(({ name }) => name !== '');
  const byName = new Map([...entries].reverse().map((entry) => [entry.name, entry]));
  const twice = entries.filter((entry) => byName.get(entry.name) !== entry);
  return {
    value: globalContextOf(byName, new Set(twice.map(({ name }) => name)), kinds),
    diagnostics: [
      ...read.flatMap(({ diagnostics }) => diagnostics),
      ...twice.flatMap((entry) => doubled(entry, byName.get(entry.name))),
    ],
  };
}

function globalContextOf(
  entries: ReadonlyMap<string, ContextDocument>,
  twice: ReadonlySet<string>,
  kinds: KindCatalog,
): GlobalContext {
  return {
    has: (name) => entries.has(name),
    read(reference, world) {
      // Further parts are left out, as Kyverno does.
      const [name = '', projection] = reference.split('.');
      const entry = entries.get(name);
      if (entry === undefined) return unknownEntry(name);
      const { definition } = entry;
      if (definition === undefined || twice.has(name)) return brokenEntry(name);
      const content = contentOf(definition.source, world, kinds);
      if ('failure' in content) return { ...content, failure: `GlobalContextEntry ${name}: ${content.failure}` };
      return projection === undefined ? content : project(definition, { name, projection }, content.value, world);
    },
  };
}

function contentOf(source: ContextSource, world: World, kinds: KindCatalog): GlobalContent {
  switch (source.from) {
    case 'objects':
      return itemsOf(answerRead(source.address, world, kinds));
    case 'path':
      return answered(answerPath(source, world, kinds));
    case 'service':
      return answerService(source.call, world);
  }
}

/** The objects of a list: a kubernetesResource is the plain list of them. */
function itemsOf(answer: ApiAnswer): GlobalContent {
  if ('failure' in answer) return answered(answer);
  const items = child(answer.value, 'items');
  return { value: isJsonList(items) ? items : [] };
}

function answerPath(
  { urlPath, method }: Extract<ContextSource, { readonly from: 'path' }>,
  world: World,
  kinds: KindCatalog,
): ApiAnswer {
  if (method === 'POST') return { failure: 'it sends a POST request, which is not possible offline' };
  const path = readApiPath(urlPath);
  return path.kind === 'resource' ? answerRead(path.address, world, kinds) : { failure: path.reason };
}

/** What is still to come fails too, until the run has asked and evaluates again. */
function answerService(call: JsonObject, world: World): GlobalContent {
  const service = child(call, 'service');
  const answer = isJsonObject(service) ? askService(call, service, world) : { failure: 'its service is no object' };
  if ('value' in answer) return answer;
  return {
    failure: 'pending' in answer ? answer.pending : answer.failure,
    help: 'Ask the API by urlPath, allow the host of the service, or read what is needed from a configMap of the rule.',
  };
}

function answered(answer: ApiAnswer): GlobalContent {
  return 'value' in answer
    ? answer
    : { ...answer, help: 'Check the GlobalContextEntry, and that the inventory has what it asks for.' };
}

function project(
  { projections }: ContextDefinition,
  { name, projection }: { readonly name: string; readonly projection: string },
  content: Json,
  world: World,
): GlobalContent {
  const expression = projections.get(projection);
  const what = `projection ${JSON.stringify(projection)} of GlobalContextEntry ${name}`;
  const help = 'Check the projections of the GlobalContextEntry.';
  if (expression === undefined) return { failure: `there is no ${what}`, help };
  const value = expression.evaluate(content, { now: world.now, seed: `${name}.${projection}` });
  if (isExpressionError(value)) return { failure: `${what}: ${value.message}`, help };
  return value === null ? { failure: `${what} has no data: it came out as null`, help } : { value };
}

function unknownEntry(name: string): GlobalContent {
  return {
    failure: `there is no GlobalContextEntry ${JSON.stringify(name)}`,
    help: 'Add the GlobalContextEntry to the policy folders, or correct the name.',
  };
}

function brokenEntry(name: string): GlobalContent {
  return { failure: `GlobalContextEntry ${name} has errors of its own`, help: 'Correct the GlobalContextEntry first.' };
}

function doubled({ name, document }: ContextDocument, first: ContextDocument | undefined): readonly Diagnostic[] {
  const other = first?.document.place(['metadata', 'name']);
  return [
    {
      code: 'policy/invalid',
      severity: 'error',
      message: `GlobalContextEntry ${name} is given twice${other ? `, also in ${other.file}:${other.line}` : ''}; neither is used`,
      help: 'Rename or remove one of the two.',
      at: document.place(['metadata', 'name']),
      about: { policy: entryLabel(name), field: 'metadata.name' },
    },
  ];
}
