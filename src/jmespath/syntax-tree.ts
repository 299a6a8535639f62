// The tree of an expression, as the parser builds it and the interpreter reads it.

import type { Span } from './expression-error.ts';
import type { JmesValue } from './value.ts';

/** The comparison signs. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A node; `depth` is the height of the tree below it, which is bounded. */
export type Node = Span & { readonly depth: number } & NodeContent;

/** What a node is. */
export type NodeContent =
  | { readonly type: 'current' }
  | { readonly type: 'literal'; readonly value: JmesValue }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'index'; readonly left: Node; readonly index: number }
  | ({ readonly type: 'slice'; readonly left: Node } & SliceBounds)
  | { readonly type: 'subexpression' | 'pipe' | 'or' | 'and'; readonly left: Node; readonly right: Node }
  | { readonly type: 'comparison'; readonly sign: Comparison; readonly left: Node; readonly right: Node }
  | { readonly type: 'not' | 'reference' | 'flatten'; readonly operand: Node }
  | { readonly type: 'list-projection' | 'value-projection'; readonly left: Node; readonly right: Node }
  | { readonly type: 'filter'; readonly left: Node; readonly condition: Node; readonly right: Node }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'hash'; readonly entries: readonly (readonly [string, Node])[] }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Node[] };

/** Start, stop and step of a slice, where given. */
export interface SliceBounds {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly step: number | undefined;
}
