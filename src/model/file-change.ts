// A change of one file below the output root, ready to be written or shown.
import type { Resource } from './resource.ts';

/** `path` is relative to the output root, with '/'. Without `before` the file is new, without `after` it goes. */
export interface FileChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  /** The objects of a file with secret values: shown masked, never as text. */
  readonly sensitive?: { readonly before?: Resource; readonly after?: Resource };
}
