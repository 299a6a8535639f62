// The text of `.headwater/last.diff`: what the last run changed, kept small enough for any forge to show.
import type { FileChange } from '../model/file-change.ts';
import { diffParts } from './unified-diff.ts';

/** Where the text lies below the output root. */
export const LAST_DIFF_PATH = '.headwater/last.diff';

/** Bytes from which on only counts are kept. */
const LIMIT = 5 * 1024 * 1024;

/** The unified diff of the changes (secret values masked), or, where it is over `limit` bytes, how many files it would have. */
export function lastDiffText(changes: readonly FileChange[], prefix: string, limit = LIMIT): string {
  const parts: string[] = [];
  let size = 0;
  for (const part of diffParts(changes, prefix)) {
    parts.push(part);
    size += new TextEncoder().encode(part).length;
    if (size > limit) return countsOnly(changes, limit);
  }
  return parts.join('');
}

function countsOnly(changes: readonly FileChange[], limit: number): string {
  const added = changes.filter(({ before }) => before === undefined).length;
  const removed = changes.filter(({ after }) => after === undefined).length;
  const changed = changes.length - added - removed;
  return `# The difference is over ${limit} bytes. Files added: ${added}, changed: ${changed}, removed: ${removed}.\n`;
}
