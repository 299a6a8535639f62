// The words of this package: the values it reads and prints, where things stand in a text, what can be wrong with a text,
// and the limits of a read. Only types and the default limits; how they come about is for the other files.

/**
 * A value as the Kubernetes API machinery knows it.
 *
 * Shape  a `bigint` is an integer within int64 that a `number` cannot hold exactly; every other number is a `number`.
 *        `__proto__` is an ordinary own key. Parts that an alias names several times are one shared object: copy before changing.
 */
export type YamlValue =
  null | boolean | number | bigint | string | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** A place in a text; both count from 1, columns in UTF-16 code units. */
export interface YamlPosition {
  readonly line: number;
  readonly column: number;
}

/** What kind of trouble a text makes; every code but `syntax` has one cause. */
export type YamlProblemCode =
  | 'syntax'
  | 'duplicate-key'
  | 'alias-limit'
  | 'self-reference'
  | 'depth-limit'
  | 'size-limit'
  | 'document-limit'
  | 'tag'
  | 'key'
  | 'merge'
  | 'number'
  | 'encoding'
  | 'surrogate';

/**
 * One thing that is wrong with a text.
 *
 * Shape  `also` is the other place of a duplicate key. Messages hold key names, never values.
 */
export interface YamlProblem {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly help?: string;
  readonly at: YamlPosition;
  readonly also?: YamlPosition;
}

/** How much one text may ask for; an error about a limit names it as it is written here. */
export interface YamlLimits {
  /** Size of the whole text in UTF-8 bytes. */
  readonly maxBytes: number;
  /** Length of one line of YAML in UTF-16 code units (JSON may be one line). */
  readonly maxLineLength: number;
  /** Size in UTF-16 code units of one document of YAML that the parser for machine-written text cannot read. */
  readonly maxDocumentLength: number;
  /** Documents in one text, empty ones counted. */
  readonly maxDocuments: number;
  /** Collections inside one another, aliases followed. */
  readonly maxDepth: number;
  /** Nodes that the aliases of one document add to those written. */
  readonly maxNodes: number;
}

/** The limits that hold where the caller names none. */
export const DEFAULT_LIMITS: YamlLimits = {
  maxBytes: 256 * 1024 * 1024,
  maxLineLength: 16 * 1024 * 1024,
  maxDocumentLength: 16 * 1024 * 1024,
  maxDocuments: 200_000,
  maxDepth: 200,
  maxNodes: 1_000_000,
};

/** One document of a text. It keeps the text for `positionOf`: hold on to `value` alone where memory counts. */
export interface YamlDocument {
  readonly value: YamlValue;
  /** Where the first content stands. */
  readonly at: YamlPosition;
  /** The place of the key or list item that `path` leads to, or of its nearest ancestor that is there. */
  positionOf(path: readonly (string | number)[]): YamlPosition;
  /**
   * The place of the unit at `offset` of the text of the scalar that `path` leads to, for what is wrong inside an expression.
   *
   * Shape  `offset` counts UTF-16 code units of the text as read, is held within it, and is its end where it is the length.
   *        An escape is at its backslash, a folded line break at the end of its line, an alias at the text of its anchor.
   *        The start of a collection, of an absent value and of `!!binary`; `positionOf` for what is not there.
   */
  positionWithin(path: readonly (string | number)[], offset: number): YamlPosition;
}

/** What a text holds: the documents that could be read, and what is wrong with the rest. */
export interface YamlParse {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}
