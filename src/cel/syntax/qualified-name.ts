// Names with dots: a chain of plain selections on an identifier may be one name.
import type { Node } from './syntax-tree.ts';

/** A chain of plain selections on a name: `a.b.c`. */
export interface DottedName {
  readonly root: Extract<Node, { readonly kind: 'identifier' }>;
  readonly text: string;
}

/** The name with dots that a node may be; undefined where it can be none. */
export function dottedName(node: Node): DottedName | undefined {
  const fields: string[] = [];
  let at = node;
  while (at.kind === 'select' && !at.optional) {
    fields.push(at.field.text);
    at = at.operand;
  }
  return at.kind === 'identifier' ? { root: at, text: [at.name, ...fields.reverse()].join('.') } : undefined;
}
