// One parsed document of an input file, with the places of its fields.
import type { Position } from './diagnostic.ts';
import type { JsonObject } from './resource.ts';

/** A document whose root is an object. */
export interface SourceDocument {
  readonly file: string;
  readonly value: JsonObject;
  /** Where a field stands; the nearest ancestor where it is not there. An empty path is the document itself. */
  readonly place: (path: readonly (string | number)[]) => Position;
  /**
   * Where the text at a field has the unit at `offset`, a UTF-16 code unit of the text as read: for what is wrong inside an
   * expression. The length of the text is its end; the start of what is no text; as `place` where nothing is there.
   */
  readonly placeWithin: (path: readonly (string | number)[], offset: number) => Position;
}
