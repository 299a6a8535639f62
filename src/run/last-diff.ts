// The file that keeps what the last run changed, as a change of the output root.
import type { FileChange } from '../model/file-change.ts';
import { lastDiffText, LAST_DIFF_PATH } from '../render/index.ts';
import { diffPrefix } from './diff.ts';
import type { RunOptions } from './options.ts';
import type { ReadWorld } from './world.ts';

/** What becomes of `last.diff` with these changes of manifests; undefined where it stays as it is. */
export function lastDiffChange(
  { own }: Pick<ReadWorld, 'own'>,
  files: readonly FileChange[],
  options: RunOptions,
): FileChange | undefined {
  if (files.length === 0) return undefined;
  const after = lastDiffText(files, diffPrefix(options));
  const before = own.get(LAST_DIFF_PATH);
  if (after === before) return undefined;
  return { path: LAST_DIFF_PATH, ...(before === undefined ? {} : { before }), after };
}
