// Finds the place of a path in a composed tree. Reading the text and turning offsets into lines is done elsewhere.
import type { Node } from './compose.ts';
import { writtenScalar } from './events.ts';
import { placesInScalar } from './written-scalar.ts';

/** Offset of the key or list item that `path` leads to, or of its nearest ancestor that is there. */
export function locate(root: Node, path: readonly (string | number)[]): number {
  return follow(root, path).at;
}

/**
 * Offsets in `source` of what stands at an offset of the scalar that `path` leads to; the start of a collection; the nearest
 * ancestor of what is not there.
 */
export function locateWithin(
  source: string,
  root: Node,
  path: readonly (string | number)[],
): (offset: number) => number {
  const { at, node } = follow(root, path);
  if (node === undefined) return () => at;
  const { scalar, value } = node;
  const written = scalar === undefined ? undefined : writtenScalar(scalar);
  if (scalar === undefined || written === undefined) return () => node.at;
  // A tag may have made another text of what is written.
  return placesInScalar(source, written, typeof value === 'string' ? value : scalar.text);
}

/** Where `path` leads; without a node it is the place of the nearest ancestor. */
function follow(
  root: Node,
  path: readonly (string | number)[],
): { readonly at: number; readonly node: Node | undefined } {
  let at = root.at;
  let node: Node = root;
  for (const step of path) {
    const entry = node.entries?.get(String(step));
    const item = typeof step === 'number' || /^[0-9]+$/.test(step) ? node.items?.[Number(step)] : undefined;
    const next = entry?.node ?? item;
    if (next === undefined) return { at, node: undefined };
    node = next;
    at = entry?.at ?? node.at;
  }
  return { at, node };
}
