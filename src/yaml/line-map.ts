// Turns offsets of a text into lines and columns. The table of lines is made at the first question, since most texts
// are read without one. What stands at a place is not its concern.
import type { YamlPosition } from './value.ts';

/** Answers where an offset of one text stands. */
export interface LineMap {
  readonly at: (offset: number) => YamlPosition;
}

/** A line map of `text`; lines end at LF, CR LF and lone CR, as YAML 1.2 has it. */
export function makeLineMap(text: string): LineMap {
  let starts: readonly number[] | undefined;
  return {
    at(offset: number): YamlPosition {
      starts ??= lineStarts(text);
      const line = lastAtMost(starts, offset);
      return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  const breaks = /\r\n?|\n/g;
  if (!text.includes('\r')) {
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
    return starts;
  }
  while (breaks.test(text)) starts.push(breaks.lastIndex);
  return starts;
}

/** Index of the last start that is not beyond `offset`. */
function lastAtMost(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
