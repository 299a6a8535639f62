// Prints the edits between two texts as the hunks of a unified diff. What stands above them belongs to unified-diff.ts.
import type { Edit } from './line-edits.ts';

/** Lines shown around a change. */
const CONTEXT = 3;

/** The hunks for some edits, each with its `@@` line; '' where nothing changes. */
export function printHunks(edits: readonly Edit[]): string {
  return gatherHunks(edits)
    .map(
      (hunk) =>
        `@@ -${range(hunk.before, count(hunk, '+'))} +${range(hunk.after, count(hunk, '-'))} @@\n${hunk.lines.map(printLine).join('')}`,
    )
    .join('');
}

type Sign = ' ' | '-' | '+';

interface HunkLine {
  readonly sign: Sign;
  readonly text: string;
}

/** `before` and `after` are the numbers of lines in front of the hunk. */
interface Hunk {
  readonly before: number;
  readonly after: number;
  readonly lines: readonly HunkLine[];
}

function gatherHunks(edits: readonly Edit[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [before, after] = [0, 0];
  let open: Hunk | undefined;
  for (const [index, edit] of edits.entries()) {
    if (edit.kind === 'change') {
      open = extend(open ?? { before, after, lines: [] }, [...signed('-', edit.removed), ...signed('+', edit.added)]);
      before += edit.removed.length;
      after += edit.added.length;
      continue;
    }
    const isLast = index === edits.length - 1;
    const joins = open !== undefined && !isLast && edit.lines.length <= 2 * CONTEXT;
    if (open !== undefined) open = extend(open, signed(' ', joins ? edit.lines : edit.lines.slice(0, CONTEXT)));
    if (open !== undefined && !joins) hunks.push(open);
    before += edit.lines.length;
    after += edit.lines.length;
    if (!joins) open = isLast ? undefined : startAfter(edit.lines, before, after);
  }
  return open === undefined ? hunks : [...hunks, open];
}

/** A hunk that begins with the last lines of an unchanged run. */
function startAfter(lines: readonly string[], before: number, after: number): Hunk {
  const context = lines.slice(-CONTEXT);
  return { before: before - context.length, after: after - context.length, lines: signed(' ', context) };
}

function extend(hunk: Hunk, lines: readonly HunkLine[]): Hunk {
  return { ...hunk, lines: [...hunk.lines, ...lines] };
}

function signed(sign: Sign, texts: readonly string[]): readonly HunkLine[] {
  return texts.map((text) => ({ sign, text }));
}

/** Lines of the hunk without those of one sign. */
function count(hunk: Hunk, without: Sign): number {
  return hunk.lines.filter(({ sign }) => sign !== without).length;
}

/** An empty range names the line in front of it; a range of one line leaves out its length. */
function range(skipped: number, length: number): string {
  if (length === 0) return `${skipped},0`;
  return length === 1 ? String(skipped + 1) : `${skipped + 1},${length}`;
}

function printLine({ sign, text }: HunkLine): string {
  return text.endsWith('\n') ? `${sign}${text}` : `${sign}${text}\n\\ No newline at end of file\n`;
}
