// Finds the place of a path in a composed tree. Reading the text and turning offsets into lines is done elsewhere.
import type { Entry, Node } from './compose.ts';

/** Offset of the key or list item that `path` leads to, or of its nearest ancestor that is there. */
export function locate(root: Node, path: readonly (string | number)[]): number {
  let at = root.at;
  let node: Node = root;
  for (const step of path) {
    const entry: Entry | undefined = node.entries?.get(String(step));
    const item: Node | undefined =
      typeof step === 'number' || /^[0-9]+$/.test(step) ? node.items?.[Number(step)] : undefined;
    const next = entry?.node ?? item;
    if (next === undefined) return at;
    node = next;
    at = entry?.at ?? node.at;
  }
  return at;
}
