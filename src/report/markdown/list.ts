// The list of groups, cut to the room that there is: whole blocks in their order, and what was left out.
import type { Preview, PreviewGroup } from '../../model/preview.ts';
import { amount, digits } from '../amounts.ts';
import { countMembers, levelsByGroup } from '../preview-counts.ts';
import { actionAmounts, actionTitle, groupBlock, groupLine } from './group-blocks.ts';
import { fitSection } from './fit.ts';
import { lengthIn, type MarkdownOptions } from './options.ts';

/** No block is shorter, so that ten thousand need not be made to see that none fits. */
const SHORTEST_BLOCK = 100;

/** Makes the blocks of a preview's groups, each once, and fills room with them. */
export interface BlockList {
  /** The blocks of these groups that fit, and the groups that did not. */
  readonly fill: (groups: readonly number[], room: number) => Filled;
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
  const levels = levelsByGroup(preview.risks);
  const mostOfDifference = Math.floor(options.limit / 3);
  const made = new Map<number, string>();
  const blockOf = (group: PreviewGroup, index: number): string => {
    const block =
      made.get(index) ?? groupBlock(group, { output: preview.output, level: levels.get(index), mostOfDifference });
    made.set(index, block);
    return block;
  };
  const titles = titlesOf(preview);
  return {
    fill: (groups, room) => {
      const taken: string[] = [];
      const left: number[] = [];
      let rest = room;
      let action: PreviewGroup['action'] | undefined;
      for (const index of groups) {
        const group = preview.groups[index];
        if (group === undefined) continue;
        const isTooLong = group.diff.length <= mostOfDifference && group.diff.length > rest;
        const block = rest < SHORTEST_BLOCK || isTooLong ? undefined : blockOf(group, index);
        const title = group.action === action ? '' : `${titles[group.action]}\n\n`;
        const cost = block === undefined ? Infinity : lengthIn(options, title) + lengthIn(options, block) + 2;
        if (cost > rest) {
          left.push(index);
        } else {
          taken.push(`${title}${block ?? ''}`);
          action = group.action;
          rest -= cost;
        }
      }
      return { text: taken.join('\n\n'), left };
    },
  };
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
