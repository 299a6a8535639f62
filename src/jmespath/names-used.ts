// Which functions an expression calls and which keys it reads from its input itself, for those who check without evaluating.

import type { Node } from './syntax-tree.ts';

/** A name at a place of an expression's text. */
export interface NamedPlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The calls of a tree and the keys it reads at the root, in the order of the text. */
export function namesUsed(tree: Node): {
  readonly calls: readonly NamedPlace[];
  readonly roots: readonly NamedPlace[];
} {
  const calls: NamedPlace[] = [];
  const roots: NamedPlace[] = [];
  const visit = (node: Node, atRoot: boolean): void => {
    if (node.type === 'field' && atRoot) roots.push({ name: node.name, start: node.start, end: node.end });
    if (node.type === 'call') calls.push({ name: node.name, start: node.start, end: node.end });
    for (const [part, partAtRoot] of partsOf(node)) visit(part, atRoot && partAtRoot);
  };
  visit(tree, true);
  return { calls, roots };
}

/** The parts of a node and whether each applies to the same value as the node. */
function partsOf(node: Node): readonly (readonly [Node, boolean])[] {
  switch (node.type) {
    case 'current':
    case 'literal':
    case 'field':
      return [];
    case 'index':
    case 'slice':
      return [[node.left, true]];
    case 'not':
    case 'flatten':
      return [[node.operand, true]];
    case 'reference':
      return [[node.operand, false]];
    case 'or':
    case 'and':
    case 'comparison':
      return [[node.left, true], [node.right, true]]; // prettier-ignore
    case 'subexpression':
    case 'pipe':
      return [[node.left, true], [node.right, node.left.type === 'current']]; // prettier-ignore
    case 'list-projection':
    case 'value-projection':
      return [[node.left, true], [node.right, false]]; // prettier-ignore
    case 'filter':
      return [[node.left, true], [node.condition, false], [node.right, false]]; // prettier-ignore
    case 'list':
      return node.items.map((item) => [item, true]);
    case 'hash':
      return node.entries.map(([, item]) => [item, true]);
    case 'call':
      return node.args.map((argument) => [argument, true]);
  }
}
