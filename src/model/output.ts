// What is in the output root now.
import type { Digest } from './digest.ts';
import type { Position } from './diagnostic.ts';
import type { Resource, ResourceId, ResourceKey } from './resource.ts';

/** One manifest found in the output root. `path` is relative to the root, with '/'. */
export interface OutputManifest {
  readonly id: ResourceId;
  readonly path: string;
  readonly resource: Resource;
  readonly digest: Digest;
  /** The file holds more than this one object, so it is not of Headwater's making. */
  readonly shared: boolean;
  readonly at: Position;
}

/** The output root as it was found. */
export interface Output {
  readonly manifests: ReadonlyMap<ResourceKey, OutputManifest>;
  /** Every file below the root but the ledger's, by path: its text. Unreadable as a manifest: still listed. */
  readonly files: ReadonlyMap<string, string>;
}
