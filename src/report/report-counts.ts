// Recounts what a report says of itself, so that one that was made up cannot show differences under a headline that denies them.
import type { Preview, PreviewGroup } from '../model/preview.ts';
import { resourceKey } from '../model/resource.ts';
import type { Report } from './report.ts';

/** The first count that does not agree, as the end of a sentence; undefined where all agree. */
export function countProblem(report: Report & { readonly preview: Preview }): string | undefined {
  const { preview } = report;
  return (
    changesProblem(report) ??
    membersProblem(report) ??
    diffProblem(preview) ??
    kindsProblem(preview) ??
    rulesProblem(preview) ??
    namespacesProblem(preview) ??
    risksProblem(preview)
  );
}

function changesProblem({ counts, changes, diagnostics }: Report): string | undefined {
  const found = { create: 0, update: 0, delete: 0, retain: 0, hold: 0, none: 0 };
  for (const { action } of changes) found[action] += 1;
  const failed = diagnostics.filter(({ severity }) => severity === 'error').length;
  const pairs: readonly (readonly [string, number, number])[] = [
    ['counts.created', counts.created, found.create],
    ['counts.updated', counts.updated, found.update],
    ['counts.deleted', counts.deleted, found.delete],
    ['counts.retained', counts.retained, found.retain],
    ['counts.held', counts.held, found.hold],
    ['counts.failed', counts.failed, failed],
  ];
  return pairs.filter(([, said, counted]) => said !== counted).map(([name]) => name)[0];
}

/** Each member is one of the changes, with the same action, and in one group only; only what is held may be in none. */
function membersProblem({ changes, preview }: Report & { readonly preview: Preview }): string | undefined {
  const left = new Map(changes.map(({ action, resource }) => [resourceKey(resource), action]));
  for (const [index, { action, group, kind, members }] of preview.groups.entries()) {
    for (const { namespace, name } of members) {
      const key = resourceKey({ group, kind, namespace, name });
      if (left.get(key) !== action) return `preview.groups[${index}].members`;
      left.delete(key);
    }
  }
  const isLeftOut = [...left.values()].some((action) => action !== 'none' && action !== 'hold');
  return isLeftOut ? 'preview.groups' : undefined;
}

function diffProblem({ groups }: Preview): string | undefined {
  const index = groups.findIndex(({ diff, added, removed }) => {
    if (diff === '') return false;
    const lines = diff.split('\n');
    const beginning = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
    return beginning('+') !== added || beginning('-') !== removed;
  });
  return index < 0 ? undefined : `preview.groups[${index}].diff`;
}

interface Tally {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly retained: number;
}

const NONE: Tally = { added: 0, changed: 0, removed: 0, retained: 0 };

function kindsProblem({ groups, kinds }: Preview): string | undefined {
  const counted = tallies(groups, ({ group, kind }) => `${group}\u0000${kind}`);
  return agree(counted, kinds, ({ group, kind }) => `${group}\u0000${kind}`) ? undefined : 'preview.kinds';
}

/** A resource of a rule that is known no more is in no rule's count. */
function rulesProblem({ groups, rules }: Preview): string | undefined {
  const keyOf = ({ policy, rule }: { readonly policy: string; readonly rule: string }): string =>
    `${policy}\u0000${rule}`;
  const listed = new Set(rules.map(keyOf));
  const known = groups.filter((group) => listed.has(keyOf(group)));
  return agree(tallies(known, keyOf), rules, keyOf) ? undefined : 'preview.rules';
}

function tallies(groups: readonly PreviewGroup[], keyOf: (group: PreviewGroup) => string): ReadonlyMap<string, Tally> {
  const found = new Map<string, Tally>();
  for (const group of groups) {
    const key = keyOf(group);
    found.set(key, plus(found.get(key) ?? NONE, group));
  }
  return found;
}

function plus(tally: Tally, { action, members: { length } }: PreviewGroup): Tally {
  switch (action) {
    case 'create':
      return { ...tally, added: tally.added + length };
    case 'update':
      return { ...tally, changed: tally.changed + length };
    case 'delete':
      return { ...tally, removed: tally.removed + length };
    case 'retain':
      return { ...tally, retained: tally.retained + length };
    case 'hold':
      return tally;
  }
}

/** Two rules of different kinds of policies can have the same names. */
function agree<T extends Tally>(
  counted: ReadonlyMap<string, Tally>,
  said: readonly T[],
  keyOf: (row: T) => string,
): boolean {
  const rows = new Map<string, Tally>();
  for (const row of said) rows.set(keyOf(row), sum(rows.get(keyOf(row)) ?? NONE, row));
  return [...new Set([...counted.keys(), ...rows.keys()])].every((key) =>
    isEqual(counted.get(key) ?? NONE, rows.get(key) ?? NONE),
  );
}

function sum(a: Tally, b: Tally): Tally {
  return {
    added: a.added + b.added,
    changed: a.changed + b.changed,
    removed: a.removed + b.removed,
    retained: a.retained + b.retained,
  };
}

function isEqual(a: Tally, b: Tally): boolean {
  return a.added === b.added && a.changed === b.changed && a.removed === b.removed && a.retained === b.retained;
}

function namespacesProblem({ groups, namespaces }: Preview): string | undefined {
  const moved = groups.filter(({ action }) => action !== 'hold').flatMap(({ members }) => members);
  const found = new Set(moved.map(({ namespace }) => namespace).filter((namespace) => namespace !== ''));
  return found.size === namespaces ? undefined : 'preview.namespaces';
}

function risksProblem({ groups, risks }: Preview): string | undefined {
  const index = risks.findIndex(({ groups: shown }) =>
    shown.some((at, place) => at >= groups.length || (place > 0 && at <= (shown[place - 1] ?? at))),
  );
  return index < 0 ? undefined : `preview.risks[${index}].groups`;
}
