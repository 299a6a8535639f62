// The documents of the policy folders. What they are and whether they make sense is for policy/.
import type { Checked } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { TreeFile } from '../model/tree.ts';
import { flattenLists, readDocuments } from './documents.ts';

/** All documents in file order. Documents without apiVersion and kind are told as notices and left out. */
export function readPolicies(files: readonly TreeFile[]): Checked<readonly SourceDocument[]> {
  const read = files.map(readDocuments);
  const flat = read.flatMap((one) => one.value.map(flattenLists));
  return {
    value: flat.flatMap((one) => one.value),
    diagnostics: [...read.flatMap((one) => one.diagnostics), ...flat.flatMap((one) => one.diagnostics)],
  };
}
