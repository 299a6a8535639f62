// Objects in the files of a test: which documents are some, and the form that triggers are run in.
import { DEFAULT_NAMESPACE, resourceIdOf } from '../kube/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import {
  child,
  describeResource,
  isJsonList,
  isJsonObject,
  resourceKey,
  textAt,
  type Json,
  type JsonObject,
  type Resource,
  type ResourceId,
} from '../model/resource.ts';

/** A resource of a test. */
export interface SuiteResource {
  readonly id: ResourceId;
  readonly resource: Resource;
}

/** Tells whether a map has what identifies an object. */
export function isResource(value: JsonObject): value is Resource {
  const hasKind = textAt(value, 'apiVersion') !== '' && textAt(value, 'kind') !== '';
  return hasKind && textAt(child(value, 'metadata'), 'name') !== '';
}

/** The objects of some documents. *Errors* suite/invalid for a document that is none. */
export function resourcesIn(documents: readonly SourceDocument[]): Checked<readonly Resource[]> {
  const value: Resource[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    if (isResource(document.value)) value.push(document.value);
    else diagnostics.push(noResource(document));
  }
  return { value, diagnostics };
}

/**
 * The triggers in some documents: each once, in a namespace where its kind lives in one or is not known.
 *
 * Errors  those of resourcesIn; suite/duplicate-resource is a warning, and the first one counts.
 */
export function triggersIn(
  documents: readonly SourceDocument[],
  kinds: KindCatalog,
): Checked<readonly SuiteResource[]> {
  const read = resourcesIn(documents);
  const known = new Map<string, SuiteResource>();
  const diagnostics = [...read.diagnostics];
  for (const written of read.value) {
    const resource = settled(written, kinds);
    const id = resourceIdOf(resource, kinds);
    const key = resourceKey(id);
    if (known.has(key)) diagnostics.push(duplicate(id));
    else known.set(key, { id, resource });
  }
  return { value: [...known.values()], diagnostics };
}

const MAPS = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'stringData']);

/** With its namespace, and with empty maps where null stands for one. */
function settled(resource: Resource, kinds: KindCatalog): Resource {
  const { namespace } = resourceIdOf(resource, kinds);
  const metadata = namespace === DEFAULT_NAMESPACE ? { ...resource.metadata, namespace } : resource.metadata;
  return withEmptyMaps({ ...resource, metadata }) as Resource; // the shape stays: only null entries change
}

function withEmptyMaps(value: Json): Json {
  if (isJsonList(value)) return value.map(withEmptyMaps);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => {
    return [key, inner === null && MAPS.has(key) ? {} : withEmptyMaps(inner)];
  });
  return Object.fromEntries(entries);
}

function noResource(document: SourceDocument): Diagnostic {
  return {
    code: 'suite/invalid',
    severity: 'error',
    message: 'The document is no object with apiVersion, kind and metadata.name',
    at: document.place([]),
    about: {},
  };
}

function duplicate(id: ResourceId): Diagnostic {
  return {
    code: 'suite/duplicate-resource',
    severity: 'warning',
    message: `${describeResource(id)} is twice among the resources of the test; the first one counts`,
    about: { trigger: resourceKey(id) },
  };
}
