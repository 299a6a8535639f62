// One parsed document of an input file, with the places of its fields.
import type { Position } from './diagnostic.ts';
import type { JsonObject } from './resource.ts';

/** A document whose root is an object. */
export interface SourceDocument {
  readonly file: string;
  readonly value: JsonObject;
  /** Where a field stands; the nearest ancestor where it is not there. An empty path is the document itself. */
  readonly place: (path: readonly (string | number)[]) => Position;
}
