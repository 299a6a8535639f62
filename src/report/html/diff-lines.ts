// Reads the hunks of a unified diff into lines with the words that changed. How lines look is diff.ts's.
import { changedWords, type Stretch } from './changed-words.ts';

/** One line of a difference; a gap stands before a hunk that does not begin with the first line. */
export type DiffLine =
  | { readonly type: 'gap'; readonly line: number }
  | { readonly type: 'context' | 'added' | 'removed'; readonly stretches: readonly Stretch[] };

type Side = 'added' | 'removed';

/** The lines of hunks; of lines that stand for one another, the words that differ are marked. */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  const run: Record<Side, string[]> = { removed: [], added: [] };
  const endRun = (): void => {
    lines.push(...runLines(run.removed, run.added));
    run.removed = [];
    run.added = [];
  };
  for (const text of withoutLast(diff.split('\n'))) {
    const side = sideOf(text);
    if (side === undefined || (side === 'removed' && run.added.length > 0)) endRun();
    if (side !== undefined) run[side].push(text.slice(1));
    else if (text.startsWith('@@')) lines.push(...gapOf(text));
    else if (!text.startsWith('\\')) lines.push({ type: 'context', stretches: [plain(text.slice(1))] });
  }
  endRun();
  return lines;
}

function withoutLast(lines: readonly string[]): readonly string[] {
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function sideOf(text: string): Side | undefined {
  if (text.startsWith('+')) return 'added';
  return text.startsWith('-') ? 'removed' : undefined;
}

function gapOf(header: string): readonly DiffLine[] {
  const line = Number(/^@@ -\d+(?:,\d+)? \+(\d+)/.exec(header)?.[1] ?? 0);
  return line > 1 ? [{ type: 'gap', line }] : [];
}

function plain(text: string): Stretch {
  return { text, changed: false };
}

/** Lines that went and lines that came at the same place: the first stands for the first, and so on. */
function runLines(removed: readonly string[], added: readonly string[]): readonly DiffLine[] {
  const pairs = removed.map((before, at) => {
    const after = added[at];
    return after === undefined ? undefined : changedWords(before, after);
  });
  return [
    ...removed.map((text, at): DiffLine => ({ type: 'removed', stretches: pairs[at]?.before ?? [plain(text)] })),
    ...added.map((text, at): DiffLine => ({ type: 'added', stretches: pairs[at]?.after ?? [plain(text)] })),
  ];
}
