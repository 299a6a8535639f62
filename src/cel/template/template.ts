// What a template is once it is compiled. How it comes about is in compile.ts, what it gives in render.ts.
import type { YamlPosition } from '../../yaml/index.ts';
import type { CelFailure } from '../failure.ts';
import type { CelJson } from '../value.ts';

/** What is wrong with a template, or with an evaluation of it; the failure's span, in offsets, and `at` are in the template's text. */
export interface TemplateFailure {
  readonly failure: CelFailure;
  readonly at: YamlPosition;
}

/** A compiled template; `Program` is what the caller made of the text of a placeholder. */
export interface Template<Program> {
  /** At least one; each is a map or a placeholder that has to give one. */
  readonly documents: readonly { readonly part: Part<Program>; readonly place: Place }[];
  /** A failure with a span in the text of a place, or none for all of it, carried over to the template. */
  readonly locate: (failure: CelFailure, place: Place) => TemplateFailure;
}

/** Where a text of the template stands in it. */
export interface Place {
  /** The offset in the template of the character at `index` of the text. */
  readonly placeOf: (index: number) => number;
  /** How long the text is. */
  readonly length: number;
}

/** An expression in a template. */
export interface Placeholder<Program> extends Place {
  readonly program: Program;
}

/** A part of a document. What an alias names is the same part again. */
export type Part<Program> =
  | { readonly kind: 'fixed'; readonly json: CelJson }
  /** A placeholder that is the whole value: it keeps the type. */
  | { readonly kind: 'whole'; readonly placeholder: Placeholder<Program> }
  | { readonly kind: 'text'; readonly pieces: readonly (string | Placeholder<Program>)[] }
  | { readonly kind: 'list'; readonly items: readonly Part<Program>[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Part<Program>])[] };
