// What changes by rule and by kind, as tables. Their last row is true of all rows, also where some are left out.
import type { Counts } from '../../model/change-subject.ts';
import { digits } from '../../model/digits.ts';
import type { Preview, PreviewKind, PreviewRule } from '../../model/preview.ts';
import { amount, nounFor } from '../amounts.ts';
import type { Section } from './fit.ts';
import { namedCell, ruleOf } from './words.ts';

/** Tables of more rows are folded. */
const MOST_OPEN_ROWS = 12;
const MOST_ROWS = 100;

/** The rules that something comes of, and how many others there are. */
export function ruleSection({ rules }: Preview): Section {
  const speaking = rules.filter(
    ({ added, changed, removed, retained, failed }) => added + changed + removed + retained + failed > 0,
  );
  const silent = rules.length - speaking.length;
  const others =
    silent === 0 ? [] : ['', `${amount(silent, 'other rule')} ${silent === 1 ? 'changes' : 'change'} nothing.`];
  return tableOf({
    title: 'By rule',
    columns: ['Policy and rule', 'Triggers', 'Added', 'Changed', 'Removed', 'Retained', 'Failed'],
    rows: speaking.map((rule) => [
      namedCell(ruleOf(rule)),
      `${digits(rule.triggers)} of ${digits(rule.looked)}`,
      ...[...changesOf(rule), rule.failed].map(cell),
    ]),
    total: ['**Together**', '', ...sums(speaking.map((rule) => [...changesOf(rule), rule.failed])).map(cell)],
    noun: 'rule',
    below: others,
  });
}

/** The kinds of which something changes. */
export function kindSection({ kinds }: Preview): Section {
  return tableOf({
    title: 'By kind',
    columns: ['Kind', 'Added', 'Changed', 'Removed', 'Retained'],
    rows: kinds.map((kind) => [namedCell(kindName(kind)), ...changesOf(kind).map(cell)]),
    total: ['**Together**', ...sums(kinds.map(changesOf)).map(cell)],
    noun: 'kind',
    below: [],
  });
}

/** What changes by policy, given in the order in which it is shown. '' is a policy that is not known. */
export function policySection(policies: readonly (readonly [policy: string, counts: Counts])[]): Section {
  const countsOf = ({ added, changed, removed }: Counts): readonly number[] => [added, changed, removed];
  return tableOf({
    title: 'By policy',
    columns: ['Policy', 'Added', 'Changed', 'Removed'],
    rows: policies.map(([policy, counts]) => [
      policy === '' ? 'of no policy' : namedCell(policy),
      ...countsOf(counts).map(cell),
    ]),
    total: ['**Together**', ...sums(policies.map(([, counts]) => countsOf(counts))).map(cell)],
    noun: 'policy',
    below: [],
  });
}

function kindName({ group, kind }: PreviewKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

function changesOf({ added, changed, removed, retained }: PreviewKind | PreviewRule): readonly number[] {
  return [added, changed, removed, retained];
}

interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly total: readonly string[];
  readonly noun: string;
  readonly below: readonly string[];
}

function tableOf({ title, columns, rows, total, noun, below }: Table): Section {
  const isFolded = rows.length > MOST_OPEN_ROWS;
  const name = `${title}: ${amount(rows.length, noun)}`;
  return {
    head: [
      ...(isFolded ? [`<details><summary>${name}</summary>`, ''] : [`### ${title}`, '']),
      row(columns),
      row(columns.map((_, index) => (index === 0 ? '---' : '---:'))),
    ],
    items: rows.map(row),
    foot: [...(rows.length > 1 ? [row(total)] : []), ...below, ...(isFolded ? ['', '</details>'] : [])],
    most: MOST_ROWS,
    more: (left) => row([`and ${digits(left)} more ${nounFor(left, noun)}`, ...columns.slice(1).map(() => '')]),
  };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A zero says nothing, and hides the numbers that do. */
function cell(count: number): string {
  return count === 0 ? '' : digits(count);
}

function sums(rows: readonly (readonly number[])[]): readonly number[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, index) => rows.reduce((sum, counts) => sum + (counts[index] ?? 0), 0));
}
