// An expression as a tree, macros already told apart. Each node knows its stretch of the text.
import type { Span } from '../failure.ts';
import type { CelValue } from '../value.ts';

/** A part of an expression. */
export type Node = NodeForm & {
  /** All of its text. */
  readonly span: Span;
};

/** The macros that walk a list or a map (its keys). */
export type WalkMacro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map' | 'sortBy';

/**
 * What a part of an expression is.
 *
 * Shape   operators are calls: `_+_ _-_ _*_ _/_ _%_ _==_ _!=_ _<_ _<=_ _>_ _>=_ _in_ !_ -_`; `&&`, `||` and `?:` are forms of their own,
 *         since they do not evaluate all of their parts. `a.b(c)` is a call with a target, also where `a` may turn out to be a prefix of the
 *         function's name (`math.greatest`). `name.at` is where the name stands: the place findings about it point at.
 */
export type NodeForm =
  | { readonly kind: 'literal'; readonly value: CelValue }
  | { readonly kind: 'identifier'; readonly name: string; readonly absolute: boolean }
  | { readonly kind: 'select'; readonly operand: Node; readonly field: Name; readonly optional: boolean }
  | { readonly kind: 'has'; readonly operand: Node; readonly field: Name; readonly optional: boolean }
  | { readonly kind: 'index'; readonly operand: Node; readonly index: Node; readonly optional: boolean }
  | { readonly kind: 'call'; readonly name: Name; readonly target?: Node; readonly args: readonly Node[] }
  | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'conditional'; readonly condition: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'list'; readonly elements: readonly { readonly value: Node; readonly optional: boolean }[] }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: Node; readonly value: Node; readonly optional: boolean }[];
    }
  | {
      readonly kind: 'message';
      /** With dots, as written. */
      readonly type: Name;
      readonly fields: readonly { readonly name: Name; readonly value: Node; readonly optional: boolean }[];
    }
  | {
      readonly kind: 'walk';
      readonly macro: WalkMacro;
      readonly range: Node;
      readonly variable: Name;
      /** The condition of `map` with three arguments. */
      readonly where?: Node;
      readonly body: Node;
    }
  | { readonly kind: 'bind'; readonly variable: Name; readonly value: Node; readonly body: Node }
  | {
      readonly kind: 'optional-map';
      /** `optFlatMap`: the body gives an optional itself. */
      readonly flat: boolean;
      readonly operand: Node;
      readonly variable: Name;
      readonly body: Node;
    };

/** A name and where it stands. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}
