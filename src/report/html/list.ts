// The list of groups with what narrows it. As delivered it has the first rows, open to reading without a script; the script adds the rest.
import type { Preview } from '../../model/preview.ts';
import { countMembers, type ActionCounts } from '../preview-counts.ts';
import { tag, toMarkup, type Piece } from './piece.ts';
import { rowBody, rowItem, rowsOf } from './row.ts';
import { ACTION_LOOKS, capital, counted, GROUP_ACTIONS, numberText } from './words.ts';

/** Rows that the page is delivered with, and characters beyond which there are fewer; lines and names of one of them. */
const MOST_ROWS = 200;
const MOST_CHARACTERS = 2_000_000;
const MOST_LINES = 1_000;

/** The section with the list, as HTML; empty where nothing changes. */
export function listSection({ groups, risks }: Preview): string {
  if (groups.length === 0) return '';
  const items = firstItems(groups, risks);
  const shown = items.length;
  const opening =
    '<section class="list" aria-labelledby="list-heading"><h2 id="list-heading" class="unseen">Changes</h2>';
  return [
    opening,
    toMarkup(filterPieces(groups)),
    `<ol id="list" tabindex="-1">${items.join('')}</ol>`,
    toMarkup(afterList(groups.length, shown)),
    '</section>',
  ].join('');
}

function firstItems(groups: Preview['groups'], risks: Preview['risks']): readonly string[] {
  const items: string[] = [];
  let characters = 0;
  for (const row of rowsOf(groups, risks).slice(0, MOST_ROWS)) {
    const item = toMarkup([rowItem(row, rowBody(row, { sideBySide: false, most: MOST_LINES }), groups.length === 1)]);
    characters += item.length;
    if (characters > MOST_CHARACTERS && items.length > 0) break;
    items.push(item);
  }
  return items;
}

function filterPieces(groups: Preview['groups']): readonly Piece[] {
  const bar = { class: 'bar live-only', role: 'search', 'aria-label': 'Changes' };
  const shown = tag('span', { id: 'shown', role: 'status' }, counted(groups.length, 'group'));
  const sideBySide = { type: 'button', id: 'side-by-side', 'aria-pressed': 'false', 'aria-keyshortcuts': 's' };
  return [
    tag('div', bar, searchField(), actionButtons(countMembers(groups))),
    tag(
      'div',
      { class: 'narrow live-only' },
      ...['policy', 'kind', 'namespace'].map((field) =>
        tag('select', { id: field, 'aria-label': capital(field) }, tag('option', { value: 'any' }, `Any ${field}`)),
      ),
      tag('span', { id: 'chips' }),
      shown,
      tag('button', sideBySide, 'Side by side'),
    ),
  ];
}

function searchField(): Piece {
  const words = 'Search kind, name, namespace, rule';
  return tag('input', {
    id: 'search',
    type: 'search',
    placeholder: words,
    'aria-label': words,
    'aria-keyshortcuts': '/',
    autocomplete: 'off',
    spellcheck: 'false',
  });
}

function actionButtons(counts: ActionCounts): Piece {
  const buttons = GROUP_ACTIONS.filter((action) => counts[action] > 0).map((action) => {
    const { glyph, word, look } = ACTION_LOOKS[action];
    const count = numberText(counts[action]);
    return tag(
      'button',
      { type: 'button', class: look, 'data-action': action, 'aria-pressed': 'false', 'aria-label': `${word} ${count}` },
      tag('b', { 'aria-hidden': 'true' }, glyph),
      tag('span', { class: 'word' }, ` ${word}`),
      ` ${count}`,
    );
  });
  return tag('div', { class: 'toggles', role: 'group', 'aria-label': 'Actions' }, ...buttons);
}

function afterList(total: number, shown: number): readonly Piece[] {
  const none = tag(
    'p',
    { id: 'none', class: 'soft', hidden: '' },
    'Nothing matches. ',
    tag('button', { type: 'button', id: 'clear' }, 'Show everything'),
  );
  if (total <= shown) return [none];
  return [
    none,
    tag(
      'p',
      { class: 'soft live-only', id: 'drawn' },
      'Rows are drawn as you come to them: the search of the browser sees only those that are drawn, the search above sees all.',
    ),
    tag(
      'p',
      { class: 'soft static-only' },
      `The first ${numberText(shown)} of ${numberText(total)} groups; the others need scripts.`,
    ),
  ];
}
