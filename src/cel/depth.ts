// How deep the evaluation of an expression goes, so that none can use up the stack: neither by itself nor within others. How long it takes
// is counted while it runs.
import { partsOf } from './syntax/names-used.ts';
import type { Node } from './syntax/syntax-tree.ts';

/** How deep evaluations may go; about half of what the stack of a process allows for. */
export const MAX_EVALUATION_DEPTH = 2000;

/** An element of a walk is handed through several functions before the body gets it. */
const DEPTH_OF_WALK = 4;

/** How many steps of an evaluation wait for one another at most, in steps of the usual size. */
export function evaluationDepth(node: Node): number {
  switch (node.kind) {
    case 'walk':
      return Math.max(1 + evaluationDepth(node.range), DEPTH_OF_WALK + deepest(node.where, node.body));
    case 'bind':
      // The value is computed where the body reads it.
      return 1 + evaluationDepth(node.value) + evaluationDepth(node.body);
    case 'optional-map':
      return 1 + deepest(node.operand, node.body);
    default:
      return 1 + deepest(...partsOf(node));
  }
}

function deepest(...nodes: readonly (Node | undefined)[]): number {
  let depth = 0;
  for (const node of nodes) if (node !== undefined) depth = Math.max(depth, evaluationDepth(node));
  return depth;
}
