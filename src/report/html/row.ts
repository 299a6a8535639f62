// One group of equal differences as a row of the list. Made here for the page as it is delivered, and again by its script for rows
// that are drawn later.
import type { PreviewGroup, PreviewMember, PreviewRisk, RiskLevel } from '../../model/preview.ts';
import { diffBox, withMarks } from './diff.ts';
import { tag, type Piece } from './piece.ts';
import { ACTION_LOOKS, capital, counted, numberText, ruleLabel } from './words.ts';

/** A group with its place in the report and what is dangerous about it. */
export interface Row {
  readonly group: PreviewGroup;
  readonly index: number;
  readonly risks: readonly PreviewRisk[];
}

/** How to show what is in a row. */
export interface RowOptions {
  readonly sideBySide: boolean;
  /** Lines and names to have at all; the page is delivered with fewer than its script can draw. */
  readonly most: number;
}

/** Names that are shown at once, and lines of an object that is new or gone, and of one that changes. */
const NAMES_AT_ONCE = 12;
const WHOLE_AT_ONCE = 60;
const CHANGED_AT_ONCE = 400;

/** Every group as a row. */
export function rowsOf(groups: readonly PreviewGroup[], risks: readonly PreviewRisk[]): readonly Row[] {
  const byGroup = new Map<number, PreviewRisk[]>();
  for (const risk of risks) {
    for (const index of risk.groups) {
      const known = byGroup.get(index);
      if (known) known.push(risk);
      else byGroup.set(index, [risk]);
    }
  }
  return groups.map((group, index) => ({ group, index, risks: byGroup.get(index) ?? [] }));
}

/** The id of what is in a row: a link to it opens the row, without a script too. */
export function rowAnchor(index: number): string {
  return `row-${index}`;
}

/** The row; `body` is what is in it. */
export function rowItem(row: Row, body: readonly Piece[], isOpen: boolean): Piece {
  const { group, index } = row;
  const { glyph, word, look } = ACTION_LOOKS[group.action];
  return tag(
    'li',
    {},
    tag(
      'details',
      { 'data-row': String(index), open: isOpen ? '' : undefined },
      tag(
        'summary',
        {},
        tag('span', { class: `glyph ${look}`, 'aria-hidden': 'true' }, glyph),
        tag(
          'span',
          { class: 'what' },
          tag('span', { class: 'unseen' }, `${word} `),
          tag('b', {}, group.kind),
          ' ',
          nameOf(group),
        ),
        tag('span', { class: 'where' }, ...pillsOf(row), tag('span', { class: 'place' }, placeOf(group.members))),
        tag('span', { class: 'why' }, ...reasonOf(group)),
      ),
      tag('div', { class: 'body', id: rowAnchor(index) }, ...body),
    ),
  );
}

function nameOf({ name }: PreviewGroup): Piece {
  return tag('code', {}, ...withMarks(name));
}

function pillsOf({ risks }: Row): readonly Piece[] {
  const levels = (['blocker', 'caution'] as const).filter((level) => risks.some((risk) => risk.level === level));
  return levels.slice(0, 1).flatMap((level) => [levelPill(level), ' ']);
}

/** How dangerous something is, as a word in a coloured field. */
export function levelPill(level: RiskLevel | 'failed'): Piece {
  return tag('span', { class: `pill ${level}` }, level);
}

function placeOf(members: readonly PreviewMember[]): string {
  const namespaces = new Set(members.map(({ namespace }) => namespace));
  const [first = ''] = namespaces;
  if (members.length === 1) return first === '' ? 'cluster' : first;
  if (namespaces.size === members.length) return `${numberText(members.length)} namespaces`;
  if (namespaces.size > 1) return `${numberText(members.length)} in ${counted(namespaces.size, 'namespace')}`;
  return first === '' ? counted(members.length, 'resource') : `${numberText(members.length)} in ${first}`;
}

function reasonOf({ policy, rule, why, at }: PreviewGroup): readonly Piece[] {
  const place = at === undefined ? [] : [why.includes(':') ? ' · ' : ': ', fileAt(at)];
  return [tag('code', {}, ruleLabel(policy, rule)), ' · ', ...withMarks(capital(why)), ...place];
}

/** A place in an input. */
export function fileAt({ file, line }: { readonly file: string; readonly line: number }): Piece {
  return tag('code', { class: 'file' }, `${file} line ${line}`);
}

/** What is in a row: what is dangerous about it, where it is the same, and the difference. */
export function rowBody({ group, risks }: Row, { sideBySide, most }: RowOptions): readonly Piece[] {
  const isWhole = group.action === 'create' || group.action === 'delete';
  const atOnce = isWhole ? WHOLE_AT_ONCE : CHANGED_AT_ONCE;
  const label = `${group.kind} ${group.name}`;
  return [
    ...risks.map(({ level, message }) => tag('p', { class: 'risk' }, levelPill(level), ` ${message}`)),
    ...membersOf(group.members, most),
    group.diff === ''
      ? tag('p', { class: 'soft' }, nothingWritten(group))
      : diffBox(group.diff, { label, sideBySide: sideBySide && !isWhole, atOnce, most }),
  ];
}

function nothingWritten({ action }: PreviewGroup): string {
  if (action === 'retain') return 'The file stays as it is; Headwater no longer looks after it.';
  if (action === 'hold') return 'The file stays as it was before.';
  return 'No line is different.';
}

function membersOf(members: readonly PreviewMember[], most: number): readonly Piece[] {
  const [only] = members;
  if (only === undefined) return [];
  if (members.length === 1) return [tag('p', { class: 'soft' }, tag('code', {}, only.path))];
  const namespaces = new Set(members.map(({ namespace }) => namespace));
  const isEachItsOwn = namespaces.size === members.length;
  const names = members.map(({ namespace, name }) =>
    isEachItsOwn ? namespace : namespace === '' ? name : `${namespace}/${name}`,
  );
  const opening = `The same in ${numberText(members.length)} ${isEachItsOwn ? 'namespaces' : 'places'}:`;
  return [
    tag(
      'div',
      { class: 'members' },
      `${opening} `,
      ...nameList(names.slice(0, NAMES_AT_ONCE)),
      ...moreNames(names, most),
    ),
  ];
}

function moreNames(names: readonly string[], most: number): readonly Piece[] {
  const rest = names.slice(NAMES_AT_ONCE, most);
  const left = names.length - NAMES_AT_ONCE - rest.length;
  if (rest.length === 0) return [];
  return [
    ' ',
    tag(
      'details',
      { class: 'more' },
      tag('summary', {}, `and ${numberText(names.length - NAMES_AT_ONCE)} more`),
      ...nameList(rest),
      ...(left === 0 ? [] : [` and ${numberText(left)} more, which the JSON of the preview names`]),
    ),
  ];
}

/** Names that do not break inside. */
function nameList(names: readonly string[]): readonly Piece[] {
  return names.flatMap((name, at) => [...(at === 0 ? [] : [', ']), tag('code', { class: 'name' }, name)]);
}
