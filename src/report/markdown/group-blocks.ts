// One group as a folded block: what it is in the line that is always seen; why, where and the difference below that.
import { digits } from '../../model/digits.ts';
import type { Preview, PreviewGroup, PreviewMember, PreviewRisk } from '../../model/preview.ts';
import { amount, byteAmount, byteLength } from '../amounts.ts';
import { describedKey } from '../described-key.ts';
import { memberNames, whereOf } from '../preview-counts.ts';
import { ACTION_WORDS } from './action-words.ts';
import { fenced, htmlCode, prose } from './escape.ts';
import { named, placeOf, ruleOf, sentence, word } from './words.ts';

/** Names of places that are shown of a group. */
const MOST_MEMBERS = 12;

/** What goes with a group that it does not know itself. */
export interface BlockContext {
  readonly output: string;
  readonly level: PreviewRisk['level'] | undefined;
  /** The longest difference that is shown. */
  readonly mostOfDifference: number;
}

/** Titles of the parts of the list, in the order of the list. */
export const ACTION_TITLES: Readonly<Record<PreviewGroup['action'], string>> = {
  delete: 'Removed',
  update: 'Changed',
  create: 'Added',
  retain: 'Retained: kept in place and no longer managed',
  hold: 'Held: left as they are',
};

const GLYPHS: Readonly<Record<PreviewGroup['action'], string>> = {
  delete: '\u2212',
  update: '~',
  create: '+',
  retain: '=',
  hold: '!',
};

/** The block, without a line break at the end. */
export function groupBlock(group: PreviewGroup, context: BlockContext): string {
  const paragraphs = [whyLine(group), membersLine(group, context), differenceOf(group, context)];
  return [
    `<details><summary>${summaryOf(group, context)}</summary>`,
    ...paragraphs.filter((paragraph) => paragraph !== ''),
    '</details>',
  ].join('\n\n');
}

/** The group in a line, for a list of what is left out. */
export function groupLine(group: PreviewGroup): string {
  const where = whereOf(group);
  const place = where === undefined ? '' : ` in ${'name' in where ? named(where.name) : where.words}`;
  return `- ${ACTION_WORDS[group.action]} ${word(group.kind)} ${named(group.name)}${place}`;
}

/** Counts of resources by action in words: `2 removed, 31 changed`. */
export function actionAmounts(counts: Readonly<Record<PreviewGroup['action'], number>>): string {
  const actions = ['delete', 'update', 'create', 'retain', 'hold'] as const;
  return actions
    .filter((action) => counts[action] > 0)
    .map((action) => `${digits(counts[action])} ${ACTION_WORDS[action]}`)
    .join(', ');
}

/** HTML, not Markdown: the line belongs to a block of HTML. */
function summaryOf(group: PreviewGroup, { level }: BlockContext): string {
  const where = whereOf(group);
  const place = where === undefined ? '' : ` in ${'name' in where ? htmlCode(sentence(where.name)) : where.words}`;
  const pill = level === undefined ? '' : ` \u00b7 <b>${level}</b>`;
  return `${GLYPHS[group.action]} ${word(group.kind)} ${htmlCode(sentence(group.name))}${place}${pill}`;
}

function whyLine({ why, at, policy, rule }: PreviewGroup): string {
  const source = ruleOf({ policy, rule });
  const place = at === undefined ? '' : ` (${placeOf(at)})`;
  return `Why: ${prose(sentence(why))}${place}${source === '' ? '' : ` \u00b7 rule ${named(source)}`}`;
}

function membersLine({ members }: PreviewGroup, { output }: BlockContext): string {
  const [only] = members;
  if (only !== undefined && members.length === 1) return oneMember(only, output);
  const { noun, names } = memberNames(members);
  const shown = names.slice(0, MOST_MEMBERS).map(named);
  const left = names.length - shown.length;
  return `The same in ${amount(names.length, noun)}: ${shown.join(', ')}${left === 0 ? '' : ` and ${digits(left)} more`}`;
}

function oneMember({ path, trigger }: PreviewMember, output: string): string {
  const file = `File ${named(output === '' ? path : `${output}/${path}`)}`;
  return trigger === '' ? file : `${file} \u00b7 trigger ${named(describedKey(trigger))}`;
}

function differenceOf({ action, diff, added, removed }: PreviewGroup, { mostOfDifference }: BlockContext): string {
  if (diff === '') return action === 'retain' || action === 'hold' ? '' : 'There is no difference to show.';
  if (diff.length <= mostOfDifference) return fenced(diff);
  const lines = `${digits(added)} lines added, ${digits(removed)} removed`;
  return `The difference is left out here: it is ${byteAmount(byteLength(diff))} long (${lines}).`;
}

/** Titles with the resources that they stand above, all of them. */
export function actionTitle(action: PreviewGroup['action'], { groups }: Preview): string {
  const count = groups.filter((group) => group.action === action).reduce((sum, { members }) => sum + members.length, 0);
  return `### ${ACTION_TITLES[action]} (${digits(count)})`;
}
