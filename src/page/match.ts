// Which rows a filter leaves, told from the data and not from the page: a row need not be drawn to be found.
import { kindKey, triggerKind, type Filter, type Row } from '../report/html/for-page.ts';

/** A row with what it is searched by. */
export interface SearchRow {
  readonly row: Row;
  /** In small letters. */
  readonly text: string;
  readonly kind: string;
  readonly namespaces: ReadonlySet<string>;
  readonly triggers: ReadonlySet<string>;
}

/** The row made ready to be searched. */
export function searchRow(row: Row): SearchRow {
  const { group } = row;
  const namespaces = new Set(group.members.map(({ namespace }) => namespace));
  const names = new Set([group.name, ...group.members.map(({ name }) => name)]);
  const texts = [`${group.kind}/${group.name}`, group.group, `${group.policy} / ${group.rule}`, group.why];
  return {
    row,
    text: [...texts, ...names, ...namespaces].join('\n').toLowerCase(),
    kind: kindKey(group),
    namespaces,
    triggers: new Set(group.members.map(({ trigger }) => triggerKind(trigger))),
  };
}

/** The rows that the filter leaves, in their order; every word of its text has to be found. */
export function matching(rows: readonly SearchRow[], filter: Filter): readonly Row[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const { actions, policy, rule, kind, namespace, trigger, risks } = filter;
  return rows
    .filter(
      ({ row: { group, risks: own }, text, kind: ownKind, namespaces, triggers }) =>
        (actions.length === 0 || actions.includes(group.action)) &&
        (policy === '' || (group.policy === policy && (rule === '' || group.rule === rule))) &&
        (kind === '' || ownKind === kind) &&
        (namespace === '' || namespaces.has(namespace)) &&
        (trigger === '' || triggers.has(trigger)) &&
        (!risks || own.length > 0) &&
        words.every((word) => text.includes(word)),
    )
    .map(({ row }) => row);
}
