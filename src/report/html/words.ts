// Words and numbers as the page has them. Which of them stand where is left to the files of the parts.
import type { PreviewGroup } from '../../model/preview.ts';
import type { ActionCounts } from '../preview-counts.ts';
import { parseResourceKey } from '../../model/resource.ts';

/** What is done with a resource, nothing being no part of a preview. */
export type GroupAction = PreviewGroup['action'];

/** In the order of the list: what goes comes first. */
export const GROUP_ACTIONS: readonly GroupAction[] = ['delete', 'update', 'create', 'retain', 'hold'];

/** How an action is shown; `look` is its class in the style sheet. */
export const ACTION_LOOKS: Readonly<Record<GroupAction, { glyph: string; word: string; look: string }>> = {
  delete: { glyph: '−', word: 'removed', look: 'removed' },
  update: { glyph: '~', word: 'changed', look: 'changed' },
  create: { glyph: '+', word: 'added', look: 'added' },
  retain: { glyph: '=', word: 'retained', look: 'retained' },
  hold: { glyph: '!', word: 'held', look: 'retained' },
};

/** All of them. */
export function totalOf(counts: ActionCounts): number {
  return GROUP_ACTIONS.reduce((sum, action) => sum + counts[action], 0);
}

/** `10 000`, with a narrow blank that breaks no line. */
export function numberText(value: number): string {
  const digits = String(value);
  const groups = Math.ceil(digits.length / 3);
  const first = digits.length - (groups - 1) * 3;
  const rest = Array.from({ length: groups - 1 }, (_, at) => digits.slice(first + at * 3, first + at * 3 + 3));
  return [digits.slice(0, first), ...rest].join('\u202f');
}

/** `1 rule`, `2 rules`. */
export function counted(value: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${numberText(value)} ${value === 1 ? noun : plural}`;
}

/** The text with a capital at its start, where it starts like a word and not like a name with a path. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `policy / rule`, or what of it is known. */
export function ruleLabel(policy: string, rule: string): string {
  if (policy === '' && rule === '') return 'no rule known';
  return rule === '' ? policy : `${policy} / ${rule}`;
}

/** The kind that a trigger has; '' where none is known. */
export function triggerKind(key: string): string {
  return parseResourceKey(key)?.kind ?? '';
}

/** A kind apart from those of the same name: `Secret`, `networking.k8s.io/NetworkPolicy`. */
export function kindKey({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return group === '' ? kind : `${group}/${kind}`;
}

/** The first seven digits of a commit. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}
