// The Context file of a test: the objects that policies in CEL find, what registries say of images, and the kinds that nobody defines.
import { guessPlural, kindCatalog } from '../kube/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import {
  child,
  groupOf,
  isJsonList,
  isJsonObject,
  textAt,
  versionOf,
  type Json,
  type Resource,
} from '../model/resource.ts';
import { checkFields } from './fields.ts';
import { CONTEXT_FIELDS } from './forms.ts';
import { isResource } from './resources.ts';

/** What a Context file holds. */
export interface SuiteContext {
  readonly objects: readonly Resource[];
  /** What a registry says of an image, by the reference as it is written. */
  readonly images: ReadonlyMap<string, Json>;
}

/** Reads Context files; of two images with one reference the later counts. *Errors* suite/invalid. */
export function readContext(documents: readonly SourceDocument[]): Checked<SuiteContext> {
  const objects: Resource[] = [];
  const images = new Map<string, Json>();
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    diagnostics.push(...checkFields(document, document.value, CONTEXT_FIELDS));
    for (const { item, path } of itemsAt(document, 'resources', diagnostics)) {
      if (isJsonObject(item) && isResource(item)) objects.push(item);
      else diagnostics.push(complaint(document, path, 'is no object with apiVersion, kind and metadata.name'));
    }
    for (const { item, path } of itemsAt(document, 'images', diagnostics)) {
      const reference = textAt(item, 'image');
      if (reference === '') diagnostics.push(complaint(document, path, 'says nothing of which image it is'));
      else images.set(reference, item);
    }
  }
  return { value: { objects, images }, diagnostics };
}

/**
 * The kinds of some definitions, and of objects whose kind nobody defines.
 *
 * Shape   the plural of such a kind is guessed; it lives in namespaces where one of its objects does.
 * Source  Kyverno, command line: objects of a Context are looked up by the plural that their kind suggests.
 */
export function kindsWithGuesses(definitions: readonly Resource[], objects: readonly Resource[]): KindCatalog {
  const known = kindCatalog(definitions);
  const unknown = objects.filter(({ apiVersion, kind }) => known.find(groupOf(apiVersion), kind) === undefined);
  return unknown.length === 0 ? known : kindCatalog([...definitions, ...unknown.map((one) => guessed(one, unknown))]);
}

function guessed({ apiVersion, kind }: Resource, objects: readonly Resource[]): Resource {
  const group = groupOf(apiVersion);
  const same = objects.filter((one) => one.kind === kind && groupOf(one.apiVersion) === group);
  const isNamespaced = same.some(({ metadata }) => textAt(metadata, 'namespace') !== '');
  const plural = guessPlural(kind);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: isNamespaced ? 'Namespaced' : 'Cluster',
      versions: same.map((one) => ({ name: versionOf(one.apiVersion) })),
    },
  };
}

interface PlacedItem {
  readonly item: Json;
  readonly path: readonly (string | number)[];
}

function itemsAt(document: SourceDocument, field: string, diagnostics: Diagnostic[]): readonly PlacedItem[] {
  const list = child(child(document.value, 'spec'), field) ?? [];
  const path = ['spec', field];
  if (isJsonList(list)) return list.map((item, index) => ({ item, path: [...path, index] }));
  diagnostics.push(complaint(document, path, 'is no list'));
  return [];
}

function complaint(document: SourceDocument, path: PlacedItem['path'], problem: string): Diagnostic {
  const field = path.join('.');
  const message = `${field} ${problem}`;
  return { code: 'suite/invalid', severity: 'error', message, at: document.place(path), about: { field } };
}
