// The one port for files of input: a directory, a Git commit or a map in memory.

/** A file below a tree's root. */
export interface TreeFile {
  /** Relative to the root, with '/'. */
  readonly path: string;
  /** How to name it to a person. */
  readonly shown: string;
  readonly bytes: Uint8Array;
}
