// Lines of equal columns for a terminal of a given width: names are cut in their middle, amounts never.

/** A cell: what is written, and whether it may be cut and stands at the right of its column. */
export interface Cell {
  readonly text: string;
  readonly isWhole?: boolean;
  readonly isRight?: boolean;
}

const GAP = '  ';

/**
 * Each row as its cells, padded to columns; the last cell of a row is not padded. Where they would be wider than `width`, the widest
 * column that may be cut gives way first, down to what `least` says of it.
 */
export function alignColumns(
  rows: readonly (readonly Cell[])[],
  least: readonly number[],
  width: number,
): readonly (readonly string[])[] {
  const columns = least.map((minimum, index) => columnOf(rows, minimum, index));
  const widths = shrunk(columns, width - GAP.length * (columns.length - 1));
  return rows.map((row) => row.map((cell, column) => fitted(cell, widths[column] ?? 0, column === row.length - 1)));
}

interface Column {
  readonly width: number;
  readonly least: number;
}

function columnOf(rows: readonly (readonly Cell[])[], minimum: number, index: number): Column {
  const cells = rows.map((row) => row[index] ?? { text: '' });
  const widest = (among: readonly Cell[]): number => among.reduce((most, { text }) => Math.max(most, widthOf(text)), 0);
  const width = widest(cells);
  return { width, least: Math.min(width, Math.max(minimum, widest(cells.filter(({ isWhole }) => isWhole)))) };
}

function shrunk(columns: readonly Column[], room: number): readonly number[] {
  const widths = columns.map(({ width, least }) => Math.max(least, Math.min(width, room)));
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = columns.reduce(
      (best, { least }, index) =>
        (widths[index] ?? 0) > least && (best < 0 || (widths[index] ?? 0) > (widths[best] ?? 0)) ? index : best,
      -1,
    );
    if (widest < 0) break;
    // One by one, so that the widest become equal; none is wider than the room at first, so this ends soon.
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

/** Cells as a line. */
export function joinColumns(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd();
}

/** The text in at most so many columns, with `...` in place of its middle. */
export function cutMiddle(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  if (width <= 3) return characters.slice(0, Math.max(0, width)).join('');
  const start = Math.ceil((width - 3) / 2);
  const end = width - 3 - start;
  return `${characters.slice(0, start).join('')}...${end === 0 ? '' : characters.slice(-end).join('')}`;
}

function fitted({ text, isWhole, isRight }: Cell, width: number, isLast: boolean): string {
  const shown = isWhole ? text : cutMiddle(text, width);
  const pad = ' '.repeat(Math.max(0, width - widthOf(shown)));
  if (isRight) return `${pad}${shown}`;
  return isLast ? shown : `${shown}${pad}`;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}
