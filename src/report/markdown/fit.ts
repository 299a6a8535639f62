// Keeps a text within its limit by leaving out whole pieces, never parts of one, and says how many were left out.
import { lengthIn, type MarkdownOptions } from './options.ts';

/** Lines that belong together. */
export interface Section {
  /** Lines above the items that are always there when the section is. */
  readonly head: readonly string[];
  readonly items: readonly string[];
  /** Lines below the items. */
  readonly foot: readonly string[];
  /** The most items to show. */
  readonly most: number;
  /** What stands for items that are left out. */
  readonly more: (left: number) => string;
}

/** The section with as many items as fit; undefined where it has none, or no room for what it cannot be without. */
export function fitSection(section: Section, room: number, options: MarkdownOptions): string | undefined {
  const { head, items, foot, most, more } = section;
  if (items.length === 0) return undefined;
  const whole = [...head, ...items, ...foot].join('\n');
  if (items.length <= most && lengthIn(options, whole) <= room) return whole;
  const frame = lengthIn(options, [...head, more(items.length), ...foot].join('\n'));
  const taken = takeFitting(items.slice(0, most), room - frame, options);
  if (frame > room || taken.length === items.length) return undefined;
  return [...head, ...taken, more(items.length - taken.length), ...foot].join('\n');
}

/** The first items that fit, each with a line break. */
function takeFitting(items: readonly string[], room: number, options: MarkdownOptions): readonly string[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= lengthIn(options, item) + 1;
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}
