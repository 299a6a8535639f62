// Draws a flow: three columns of boxes, and ribbons between them. Columns are as wide as the page allows, in percent, while texts
// and heights stay as they are; so nothing becomes too small to read, and nothing has to be scrolled sideways.
import type { ActionCounts } from '../preview-counts.ts';
import { filterAddress } from './filter.ts';
import type { Flow, FlowBox, FlowRibbon } from './flow.ts';
import { tag, type Piece, type Tag } from './piece.ts';
import { ACTION_LOOKS, GROUP_ACTIONS, numberText, totalOf } from './words.ts';

/** Heights in pixels: from box to box, of a box, of a heading above the boxes. */
const STEP = 34;
const BOX = 26;
const HEADING = 26;
/** Ribbons leave and reach a box at points of this stretch of its height. */
const SPREAD = 16;
/** Characters of a name in a wide picture, and of a name of a kind and of a rule in a narrow one. */
const WIDE = 30;
const TIGHT = { Triggers: 11, Rules: 18, Downstreams: 13 };

/** Where the columns stand: start and width in percent. */
const COLUMNS = { Triggers: [0, 24], Rules: [31, 36], Downstreams: [74, 26] } as const;

type ColumnName = keyof typeof COLUMNS;

/** The picture; the list beside it says the same. */
export function flowPicture(flow: Flow): Piece {
  const rows = Math.max(flow.triggers.length, flow.rules.length, flow.kinds.length);
  const height = HEADING + rows * STEP;
  const top = (boxes: readonly FlowBox[]): number => HEADING + ((rows - boxes.length) * STEP) / 2;
  const tops = { Triggers: top(flow.triggers), Rules: top(flow.rules), Downstreams: top(flow.kinds) };
  return tag(
    'svg',
    { class: 'flow', width: '100%', height: String(height), 'aria-hidden': 'true' },
    ribbons(flow.sets, ['Triggers', 'Rules'], tops, height),
    ribbons(flow.makes, ['Rules', 'Downstreams'], tops, height),
    column('Triggers', flow.triggers, tops.Triggers),
    column('Rules', flow.rules, tops.Rules),
    column('Downstreams', flow.kinds, tops.Downstreams),
  );
}

// ---- boxes

function column(name: ColumnName, boxes: readonly FlowBox[], top: number): Tag {
  const [x, width] = COLUMNS[name];
  return tag(
    'svg',
    { x: `${x}%`, width: `${width}%`, class: name.toLowerCase() },
    tag('text', { x: '1', y: '14', class: 'heading' }, name),
    ...boxes.map((box, at) => boxOf(name, box, top + at * STEP)),
  );
}

const NOUNS: Readonly<Record<ColumnName, string>> = { Triggers: 'trigger', Rules: 'rule', Downstreams: 'kind' };

function boxOf(column: ColumnName, { label, short, counts, filter }: FlowBox, top: number): Tag {
  const name = `${NOUNS[column]} ${label}, ${countWords(counts)}`;
  const baseline = String(top + 17);
  return tag(
    'g',
    { class: 'box', 'data-filter': filter && filterAddress(filter), 'aria-label': name },
    tag('title', {}, name),
    tag('rect', { x: '0.5', y: String(top + 0.5), width: '100%', height: String(BOX - 1), rx: '6' }),
    ...nameTexts(cutMiddle(label, WIDE), cutMiddle(short, TIGHT[column]), baseline),
    tag('text', { x: '100%', dx: '-10', y: baseline, class: 'count' }, numberText(totalOf(counts))),
  );
}

/** A long name is there twice, for a wide and for a narrow picture; the style sheet shows one. */
function nameTexts(wide: string, tight: string, y: string): readonly Tag[] {
  if (wide === tight) return [tag('text', { x: '10', y, class: 'name' }, wide)];
  return [
    tag('text', { x: '10', y, class: 'name wide' }, wide),
    tag('text', { x: '10', y, class: 'name tight' }, tight),
  ];
}

/** The text with `most` characters at the most, cut in the middle. */
export function cutMiddle(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** `12 added, 3 removed`. */
export function countWords(counts: ActionCounts): string {
  return GROUP_ACTIONS.flatMap((action) =>
    counts[action] === 0 ? [] : [`${numberText(counts[action])} ${ACTION_LOOKS[action].word}`],
  ).join(', ');
}

// ---- ribbons

function ribbons(
  all: readonly FlowRibbon[],
  [left, right]: readonly [ColumnName, ColumnName],
  tops: Readonly<Record<ColumnName, number>>,
  height: number,
): Tag {
  const start = COLUMNS[left][0] + COLUMNS[left][1];
  const leaves = points(all, 'from');
  const reaches = points(all, 'to');
  const most = Math.max(...all.map(({ counts }) => totalOf(counts)));
  return tag(
    'svg',
    {
      x: `${start}%`,
      width: `${COLUMNS[right][0] - start}%`,
      height: String(height),
      viewBox: `0 0 100 ${height}`,
      preserveAspectRatio: 'none',
      class: 'ribbons',
    },
    ...all.map((ribbon, at) =>
      tag('path', {
        class: lookOf(ribbon.counts),
        d: curve(tops[left] + (leaves[at] ?? 0), tops[right] + (reaches[at] ?? 0)),
        'stroke-width': String(widthOf(totalOf(ribbon.counts), most)),
        'vector-effect': 'non-scaling-stroke',
      }),
    ),
  );
}

/** For each ribbon how far below the top of its column it meets its box: those of one box are spread over its height, in order. */
function points(all: readonly FlowRibbon[], end: 'from' | 'to'): readonly number[] {
  return all.map((ribbon) => {
    const mates = all.filter((one) => one[end] === ribbon[end]);
    const gap = mates.length === 1 ? 0 : SPREAD / (mates.length - 1);
    const first = mates.length === 1 ? BOX / 2 : (BOX - SPREAD) / 2;
    return ribbon[end] * STEP + first + mates.indexOf(ribbon) * gap;
  });
}

/** 1.5 to 8 pixels by the logarithm of the count: by the count itself the one that matters would not be seen. */
function widthOf(count: number, most: number): number {
  if (most <= 1) return 1.5;
  return Math.round((1.5 + (6.5 * Math.log(Math.max(count, 1))) / Math.log(most)) * 10) / 10;
}

function curve(from: number, to: number): string {
  const [start, end] = [Math.round(from * 10) / 10, Math.round(to * 10) / 10];
  return `M0 ${start}C50 ${start} 50 ${end} 100 ${end}`;
}

function lookOf(counts: ActionCounts): string {
  const looks = new Set(
    GROUP_ACTIONS.filter((action) => counts[action] > 0).map((action) => ACTION_LOOKS[action].look),
  );
  const [only = 'mixed'] = looks;
  return looks.size === 1 ? only : 'mixed';
}
