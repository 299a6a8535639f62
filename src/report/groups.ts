// Gathers changes that differ only in their namespace, so that one rule's two hundred copies are one line.
import type { Action } from '../model/plan.ts';
import { compareText } from '../model/resource.ts';
import type { ReportChange } from './report.ts';

/** Changes with the same action, kind, name, rule and reason. */
export interface ChangeGroup {
  readonly first: ReportChange;
  readonly changes: readonly ReportChange[];
}

/** What goes comes first: it cannot be undone by the next run. */
const ACTION_ORDER: Readonly<Record<Action, number>> = { delete: 0, update: 1, create: 2, retain: 3, hold: 4, none: 5 };

/** Groups in order of action, policy, rule, kind and name; the changes of a group keep the order they have. */
export function groupChanges(changes: readonly ReportChange[]): readonly ChangeGroup[] {
  const groups = new Map<string, ReportChange[]>();
  for (const change of changes) {
    const key = groupKey(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, group]) => (group[0] === undefined ? [] : [{ first: group[0], changes: group }]));
}

function groupKey({ action, reason, resource, causes }: ReportChange): string {
  const cause = causes[0];
  const parts = [cause?.policy ?? '', cause?.rule ?? '', resource.kind, resource.group, resource.name, reason];
  return [String(ACTION_ORDER[action]), ...parts].join('\u0000');
}
