// Files of input that live in memory: what tests and previews hand to the parsers in place of a folder.
// Reading real files belongs to directory.ts.
import { compareText } from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';

/**
 * The files of a map from path to text.
 *
 * Order   by path, by code unit, as a folder is read.
 */
export function memoryTree(files: Readonly<Record<string, string>>): readonly TreeFile[] {
  const encoder = new TextEncoder();
  return Object.entries(files)
    .sort((a, b) => compareText(a[0], b[0]))
    .map(([path, text]) => ({ path, shown: path, bytes: encoder.encode(text) }));
}
