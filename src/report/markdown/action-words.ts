// What happens to resources, in words and in counts, the same in every text.
import { digits } from '../../model/digits.ts';
import type { PreviewGroup } from '../../model/preview.ts';

type Action = PreviewGroup['action'];

/** One action in a word. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  delete: 'removed',
  update: 'changed',
  create: 'added',
  retain: 'retained',
  hold: 'held',
};

const COUNTED: readonly (readonly [Action, sign: string])[] = [
  ['create', '+'],
  ['update', ''],
  ['delete', '\u2212'],
  ['retain', ''],
  ['hold', ''],
];

/** What there is of each, such as `+2 added`; nothing of what there is none. */
export function countedParts(counts: Readonly<Record<Action, number>>): readonly string[] {
  return COUNTED.flatMap(([action, sign]) =>
    counts[action] > 0 ? [`${sign}${digits(counts[action])} ${ACTION_WORDS[action]}`] : [],
  );
}
