// Where the fast parser stands in a text, and how it gets from line to line. What the lines mean is for fast.ts and
// fast-scalar.ts.
import type { YamlValue } from './value.ts';

/** The code units that the fast parser tells apart. */
export const UNIT = {
  tab: 0x09,
  feed: 0x0a,
  space: 0x20,
  quote: 0x22,
  hash: 0x23,
  apostrophe: 0x27,
  dash: 0x2d,
  point: 0x2e,
  colon: 0x3a,
  backslash: 0x5c,
  pipe: 0x7c,
} as const;

/** A place in one document, and whether reading it failed. */
export interface Cursor {
  readonly text: string;
  readonly end: number;
  readonly maxDepth: number;
  /** Offset of the first character of the current line that is not a blank. */
  position: number;
  /** Its column from 0, or -1 at the end of the document. */
  indent: number;
  failed: boolean;
}

/** Marks the reading as failed; the answer is the one that every caller passes on. */
export function giveUp(cursor: Cursor): YamlValue | undefined {
  cursor.failed = true;
  return undefined;
}

/** Moves to the next line with content at or after `from`, which starts a line; false when it gives up there. */
export function toContent(cursor: Cursor, from: number): boolean {
  const { text, end } = cursor;
  let start = from;
  while (start < end) {
    let position = start;
    while (text.charCodeAt(position) === UNIT.space) position += 1;
    const unit = text.charCodeAt(position);
    if (position >= end) break;
    if (unit === UNIT.hash) start = lineEnd(cursor, position) + 1;
    else if (unit === UNIT.feed) start = position + 1;
    else {
      cursor.position = position;
      cursor.indent = position - start;
      // A tab may be indentation or content; three points at the margin may be the end of the document.
      if (unit === UNIT.tab || (unit === UNIT.point && cursor.indent === 0 && text.startsWith('...', position)))
        giveUp(cursor);
      return !cursor.failed;
    }
  }
  cursor.position = end;
  cursor.indent = -1;
  return true;
}

/** Where the line that `from` is in ends: at its line feed, or with the document. */
export function lineEnd({ text, end }: Cursor, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed === -1 || feed > end ? end : feed;
}

/** The first offset at or after `from` without a blank. */
export function skipBlanks({ text }: { readonly text: string }, from: number): number {
  let position = from;
  while (text.charCodeAt(position) === UNIT.space) position += 1;
  return position;
}

/** Whether the unit is an ASCII letter. */
export function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}
