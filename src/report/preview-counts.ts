// What the forms of a preview count alike, so that no two of them say different numbers of one change.
import type { Preview, PreviewGroup, PreviewMember, PreviewRisk } from '../model/preview.ts';
import { amount } from './amounts.ts';

/** Resources by what is done with them. */
export type ActionCounts = Readonly<Record<PreviewGroup['action'], number>>;

/** Resources of these groups by action. */
export function countMembers(groups: readonly PreviewGroup[]): ActionCounts {
  const counts = { create: 0, update: 0, delete: 0, retain: 0, hold: 0 };
  for (const { action, members } of groups) counts[action] += members.length;
  return counts;
}

/** Policies of which something is added, changed, removed or retained. */
export function policiesTouched({ groups }: Preview): number {
  const named = groups.filter(({ action, policy }) => action !== 'hold' && policy !== '');
  return new Set(named.map(({ policy }) => policy)).size;
}

/** Where the members are: the name of the one namespace or how many there are; undefined where that says nothing. */
export function whereOf({ members }: PreviewGroup): { readonly name: string } | { readonly words: string } | undefined {
  const namespaces = new Set(members.map(({ namespace }) => namespace));
  const [first = ''] = namespaces;
  if (members.length === 1) return first === '' ? undefined : { name: first };
  if (first === '' || namespaces.size < members.length) {
    const within = namespaces.size > 1 ? ` in ${amount(namespaces.size, 'namespace')}` : '';
    return { words: `${amount(members.length, 'resource')}${within}` };
  }
  return { words: amount(namespaces.size, 'namespace') };
}

/** What tells the members apart: their namespaces where each has its own, else their whole names. */
export function memberNames(members: readonly PreviewMember[]): {
  readonly noun: 'namespace' | 'resource';
  readonly names: readonly string[];
} {
  const namespaces = new Set(members.map(({ namespace }) => namespace));
  if (namespaces.size === members.length && !namespaces.has('')) return { noun: 'namespace', names: [...namespaces] };
  const names = members.map(({ namespace, name }) => (namespace === '' ? name : `${namespace}/${name}`));
  return { noun: 'resource', names };
}

/** The loudest level that a risk gives each group, by index. */
export function levelsByGroup(risks: readonly PreviewRisk[]): ReadonlyMap<number, PreviewRisk['level']> {
  const levels = new Map<number, PreviewRisk['level']>();
  for (const { level, groups } of risks) {
    for (const index of groups) if (levels.get(index) !== 'blocker') levels.set(index, level);
  }
  return levels;
}

/** What is not shown because the change did not do it, in sentences. */
export function besidesOf({ pending, ownEdits, output }: Preview, shown: (text: string) => string): readonly string[] {
  const waiting = `${amount(pending, 'resource')} would change at the next run without this change too, and ${pending === 1 ? 'is' : 'are'} not shown.`;
  const own = `The change itself edits ${amount(ownEdits, 'file')} below ${shown(output)}; what is shown is what the run makes of ${ownEdits === 1 ? 'it' : 'them'}.`;
  return [...(pending > 0 ? [waiting] : []), ...(ownEdits > 0 ? [own] : [])];
}

/** A command that shows every difference on a machine with the repository. The base is named where its name is no trap for a shell. */
export function pageCommand({ base, head }: Preview): string {
  const from = referenceOf(base);
  const to = head.workTree ? undefined : referenceOf(head);
  const sides = `${from === undefined ? '' : ` --base ${from}`}${to === undefined ? '' : ` --head ${to}`}`;
  return `headwater preview${sides} --html preview.html`;
}

/** A side as a shell takes it for nothing but a name. */
function referenceOf({ name, commit = '' }: Preview['base']): string | undefined {
  if (/^[A-Za-z0-9][\w./-]*$/.test(name) && name.length < 100) return name;
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 12) : undefined;
}

/** The short form of a commit's id. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}
