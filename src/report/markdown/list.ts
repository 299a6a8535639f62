// The list of groups, cut to the room that there is: whole blocks in their order, and what was left out.
import { digits } from '../../model/digits.ts';
import type { Preview, PreviewGroup } from '../../model/preview.ts';
import { amount } from '../amounts.ts';
import { countMembers, levelsByGroup } from '../preview-counts.ts';
import { actionAmounts, actionTitle, groupBlock, groupLine } from './group-blocks.ts';
import { fitSection } from './fit.ts';
import { lengthIn, type MarkdownOptions } from './options.ts';

/** No block is shorter, so that ten thousand need not be made to see that none fits. */
const SHORTEST_BLOCK = 100;

/** After so many that did not fit, no further one is tried. */
const MOST_MISSES = 50;

/** The blocks of a preview's groups, each made once and only when it is asked for. */
export interface BlockList {
  readonly groups: readonly PreviewGroup[];
  readonly blockOf: (index: number) => string;
  readonly titles: Readonly<Record<PreviewGroup['action'], string>>;
  /** The longest difference that is shown. */
  readonly mostOfDifference: number;
  readonly lengthOf: (text: string) => number;
}

/** Room filled with blocks. */
export interface Filled {
  /** Joined with empty lines; '' where none fitted. */
  readonly text: string;
  /** Indexes of the groups that are not in it. */
  readonly left: readonly number[];
}

/** The blocks of a preview. */
export function blockList(preview: Preview, options: MarkdownOptions): BlockList {
  const { groups, output, risks } = preview;
  const levels = levelsByGroup(risks);
  const mostOfDifference = Math.floor(options.limit / 3);
  const made = new Map<number, string>();
  const blockOf = (index: number): string => {
    const group = groups[index];
    const known = made.get(index);
    if (group === undefined || known !== undefined) return known ?? '';
    const block = groupBlock(group, { output, level: levels.get(index), mostOfDifference });
    made.set(index, block);
    return block;
  };
  const lengthOf = (text: string): number => lengthIn(options, text);
  return { groups, blockOf, titles: titlesOf(preview), mostOfDifference, lengthOf };
}

/** Those of these groups whose blocks fit, in their order, each action under its title. */
export function fillRoom(list: BlockList, indexes: readonly number[], room: number): Filled {
  const taken: string[] = [];
  const left: number[] = [];
  let rest = room;
  let misses = 0;
  let last: PreviewGroup['action'] | undefined;
  for (const index of indexes) {
    const action = list.groups[index]?.action ?? 'hold';
    const mayFit = rest >= leastOf(list, index) && misses < MOST_MISSES;
    const block = mayFit ? `${action === last ? '' : `${list.titles[action]}\n\n`}${list.blockOf(index)}` : '';
    const cost = list.lengthOf(block) + 2;
    if (mayFit && cost <= rest) {
      taken.push(block);
      last = action;
      rest -= cost;
    } else {
      left.push(index);
      if (mayFit) misses += 1;
    }
  }
  return { text: taken.join('\n\n'), left };
}

/** What the block is longer than, without making it. */
function leastOf({ groups, mostOfDifference }: BlockList, index: number): number {
  const difference = groups[index]?.diff.length ?? 0;
  return SHORTEST_BLOCK + (difference > mostOfDifference ? 0 : difference);
}

function titlesOf(preview: Preview): Readonly<Record<PreviewGroup['action'], string>> {
  return {
    delete: actionTitle('delete', preview),
    update: actionTitle('update', preview),
    create: actionTitle('create', preview),
    retain: actionTitle('retain', preview),
    hold: actionTitle('hold', preview),
  };
}

/** What is left out, in a sentence: how much, and where it is. */
export function leftOutLine(preview: Preview, left: readonly number[], where: string): string {
  const groups = left.flatMap((index) => preview.groups[index] ?? []);
  const counts = countMembers(groups);
  const resources = groups.reduce((sum, { members }) => sum + members.length, 0);
  return `**Left out here: ${amount(groups.length, 'difference')} in ${amount(resources, 'resource')}** (${actionAmounts(counts)}). ${where}`;
}

/** Their names, folded, as far as there is room. */
export function leftOutNames(
  preview: Preview,
  left: readonly number[],
  room: number,
  options: MarkdownOptions,
): string {
  const most = 40;
  const groups = left.slice(0, most + 1).flatMap((index) => preview.groups[index] ?? []);
  const lines = groups.map(groupLine);
  const section = fitSection(
    {
      head: ['<details><summary>What is left out</summary>', ''],
      items: lines,
      foot: ['', '</details>'],
      most,
      more: (missing) => `- and ${digits(left.length - lines.length + missing)} more`,
    },
    room,
    options,
  );
  return section ?? '';
}
