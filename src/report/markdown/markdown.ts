// A preview as Markdown for the comment of a pull request, the summary of a job or a file: never longer than its limit, counts always
// whole. Who posts it, and how it is found again, is the caller's: the marker in its first line is given.
import { digits } from '../../model/digits.ts';
import type { Preview } from '../../model/preview.ts';
import type { Report } from '../report.ts';
import { whereAll } from './closing.ts';
import { compose, frameOf, shortest, type Frame } from './frame.ts';
import { blockList, fillRoom, leftOutLine, leftOutNames, type BlockList, type Filled } from './list.ts';
import { titleOf } from './opening.ts';
import { lengthIn, type MarkdownOptions } from './options.ts';

/** What the names of the differences that are left out may take: of the limit, and at most. */
const SHARE_OF_NAMES = 1 / 12;
const MOST_OF_NAMES = 8000;

/** What is between two blocks. */
const GAP = 2;

/** The preview of a report as one text, which ends with a line break; '' where the report has none. */
export function toMarkdown(report: Report, options: MarkdownOptions): string {
  return toMarkdownParts(report, options, 1)[0] ?? '';
}

/**
 * The preview as texts that can stand below each other, at most so many, each within the limit. Empty where the report has no preview.
 *
 * *Shape* each begins with the marker, which is the same in all of them; the title of all but the first ends with `part 2 of 3`.
 *
 * *Order* the first has everything but the differences that it has no room for, the others have these; the last says what is
 * missing still.
 */
export function toMarkdownParts(report: Report, options: MarkdownOptions, most: number): readonly string[] {
  const { preview } = report;
  if (preview === undefined) return [];
  const frame = frameOf(report, preview, options);
  const room = roomIn(frame, options);
  if (room < 0) return [shortest(report, preview, options)];
  const all = preview.computed ? preview.groups.map((_, index) => index) : [];
  const list = blockList(preview, options);
  const whole = fillRoom(list, all, room);
  if (whole.left.length === 0) return [compose(frame, [whole.text])];
  return cutParts(report, preview, options, { frame, list, all, most, room });
}

interface Cutting {
  readonly frame: Frame;
  readonly list: BlockList;
  readonly all: readonly number[];
  readonly most: number;
  readonly room: number;
}

/** The parts of what does not fit into one; in each there is room for the words about what is left out. */
function cutParts(
  report: Report,
  preview: Preview,
  options: MarkdownOptions,
  { frame, list, all, most, room }: Cutting,
): readonly string[] {
  const where = `See ${whereAll(preview, options)}`;
  const reserve = lengthIn(options, leftOutLine(preview, all, where)) + GAP;
  if (room < reserve) return [shortest(report, preview, options)];
  const names = Math.min(Math.floor(options.limit * SHARE_OF_NAMES), MOST_OF_NAMES, room - reserve);
  const frames = (part: number, of: number): Frame =>
    part === 1 ? frame : furtherFrame(report, preview, options, [part, of]);
  const roomOf = (part: number): number => roomIn(frames(part, most), options) - reserve - names;
  const filled = fillParts({ list, all, most, roomOf });
  return filled.map(({ text, left }, index) => {
    const isLast = index === filled.length - 1;
    const tail = isLast
      ? [leftOutLine(preview, left, where), leftOutNames(preview, left, names - GAP, options)]
      : [`The list goes on in part ${digits(index + 2)} of ${digits(filled.length)}.`];
    return compose(frames(index + 1, filled.length), [text, ...(left.length === 0 ? [] : tail)]);
  });
}

/** What is left for blocks; below zero where the frame itself is too long. */
function roomIn(frame: Frame, options: MarkdownOptions): number {
  return options.limit - lengthIn(options, compose(frame, [])) - GAP;
}

function furtherFrame(
  report: Report,
  preview: Preview,
  { marker }: MarkdownOptions,
  [part, of]: readonly [number, number],
): Frame {
  const title = `## ${titleOf(report, preview)}, part ${digits(part)} of ${digits(of)}`;
  return { above: [...(marker === undefined ? [] : [marker]), title], below: [] };
}

interface PartsInput {
  readonly list: BlockList;
  readonly all: readonly number[];
  readonly most: number;
  readonly roomOf: (part: number) => number;
}

/** Fills part after part until nothing is left, there may be no more, or none of the rest fits into a part. */
function fillParts({ list, all, most, roomOf }: PartsInput): readonly Filled[] {
  const parts = [fillRoom(list, all, roomOf(1))];
  for (let part = 2; part <= most; part += 1) {
    const left = parts.at(-1)?.left ?? [];
    const filled = fillRoom(list, left, roomOf(part));
    if (left.length === 0 || filled.text === '') break;
    parts.push(filled);
  }
  return parts;
}
