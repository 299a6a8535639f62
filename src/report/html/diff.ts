// The box with a difference: one column, or before and after beside each other. Which words changed is told by diff-lines.ts.
import { diffLines, type DiffLine } from './diff-lines.ts';
import type { Stretch } from './changed-words.ts';
import { tag, type Piece } from './piece.ts';
import { numberText } from './words.ts';

/** How to show a difference. */
export interface DiffOptions {
  /** What it is the difference of, for those who cannot see where it stands. */
  readonly label: string;
  readonly sideBySide: boolean;
  /** Lines to show at once; the others wait behind a line that can be opened. */
  readonly atOnce: number;
  /** Lines to have at all. */
  readonly most: number;
}

/** The box. */
export function diffBox(diff: string, { label, sideBySide, atOnce, most }: DiffOptions): Piece {
  const lines = diffLines(diff);
  const draw = sideBySide ? splitLines : unifiedLines;
  const [first, rest] = [lines.slice(0, atOnce), lines.slice(atOnce, most)];
  const left = lines.length - first.length - rest.length;
  return tag(
    'div',
    {
      class: sideBySide ? 'diff split' : 'diff',
      tabindex: '0',
      role: 'region',
      'aria-label': `Difference of ${label}`,
    },
    tag('div', { class: 'lines' }, ...draw(first)),
    ...(rest.length === 0
      ? []
      : [
          tag(
            'details',
            { class: 'rest' },
            tag('summary', {}, `all ${numberText(lines.length)} lines`),
            tag('div', { class: 'lines' }, ...draw(rest)),
          ),
        ]),
    ...(left === 0 ? [] : [tag('p', { class: 'soft' }, `${numberText(left)} more lines: headwater diff shows them`)]),
  );
}

const NAMES = { context: 'span', added: 'ins', removed: 'del' } as const;
const GLYPHS = { context: ' ', added: '+', removed: '−' } as const;

function unifiedLines(lines: readonly DiffLine[]): readonly Piece[] {
  return lines.map((line) => lineOf(line));
}

function lineOf(line: DiffLine): Piece {
  if (line.type === 'gap') return tag('span', { class: 'gap' }, `⋯ line ${numberText(line.line)}`);
  return tag(
    NAMES[line.type],
    {},
    tag('b', {}, GLYPHS[line.type]),
    ' ',
    ...line.stretches.flatMap((stretch) => stretchPieces(stretch)),
  );
}

function stretchPieces({ text, changed }: Stretch): readonly Piece[] {
  const pieces = withMarks(text);
  return changed ? [tag('mark', {}, ...pieces)] : pieces;
}

/** The text with masks of secrets in italics and marks of places quiet. */
export function withMarks(text: string): readonly Piece[] {
  return text
    .split(/(‹[^‹›]*›)/)
    .map((part, at) => {
      if (at % 2 === 0) return part;
      return tag('i', { class: part.startsWith('‹secret') ? 'secret' : 'mark' }, part);
    })
    .filter((piece) => piece !== '');
}

/** Cells of two columns: what stands for one another on one line, what is in both across both. */
function splitLines(lines: readonly DiffLine[]): readonly Piece[] {
  const cells: Piece[] = [];
  let run: { removed: DiffLine[]; added: DiffLine[] } = { removed: [], added: [] };
  const endRun = (): void => {
    for (let at = 0; at < Math.max(run.removed.length, run.added.length); at++) {
      cells.push(cellOf(run.removed[at]), cellOf(run.added[at]));
    }
    run = { removed: [], added: [] };
  };
  for (const line of lines) {
    if (line.type === 'removed' && run.added.length > 0) endRun();
    if (line.type === 'removed' || line.type === 'added') run[line.type].push(line);
    else {
      endRun();
      cells.push(...(line.type === 'gap' ? [lineOf(line)] : [lineOf(line), lineOf(line)]));
    }
  }
  endRun();
  return cells;
}

function cellOf(line: DiffLine | undefined): Piece {
  return line === undefined ? tag('span', { class: 'empty' }) : lineOf(line);
}
