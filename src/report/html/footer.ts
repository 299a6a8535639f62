// The foot of the page: keys, what was left out and why, what matched nothing, and how to make the page again.
import type { Preview, PreviewSide } from '../../model/preview.ts';
import type { Report } from '../report.ts';
import { noticeLines } from './failures.ts';
import { tag, type Piece } from './piece.ts';
import { sideName } from './sentence.ts';
import { numberText } from './words.ts';

/** What the keys do. */
const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search'],
  ['j', 'next change'],
  ['k', 'previous change'],
  ['Enter', 'open or close'],
  ['s', 'side by side'],
  ['o', 'open all that is shown'],
  ['Esc', 'clear the search'],
  ['?', 'show the keys'],
];

/** The footer's pieces. */
export function footerPieces(report: Report): readonly Piece[] {
  const { preview, version } = report;
  return [
    ...(preview && preview.groups.length > 0 ? [keyLine()] : []),
    ...(preview ? leftOut(preview).map((text) => tag('p', {}, text)) : []),
    ...noticeLines(report),
    tag('p', {}, `Headwater ${version}. This page again:`),
    tag('p', {}, tag('code', { class: 'command' }, commandAgain(preview))),
  ];
}

function keyLine(): Piece {
  return tag(
    'p',
    { class: 'keys live-only' },
    ...KEYS.flatMap(([key, what], at) => [at === 0 ? '' : ' · ', tag('kbd', {}, key), ` ${what}`]).filter(
      (piece) => piece !== '',
    ),
  );
}

/** The keys as a dialog, which `?` opens. */
export function keysDialog(): Piece {
  return tag(
    'dialog',
    { id: 'keys', 'aria-labelledby': 'keys-heading' },
    tag('h2', { id: 'keys-heading' }, 'Keys'),
    tag(
      'dl',
      {},
      ...KEYS.map(([key, what]) => tag('div', {}, tag('dt', {}, tag('kbd', {}, key)), tag('dd', {}, what))),
    ),
    tag('button', { type: 'button', id: 'close-keys' }, 'Close'),
  );
}

function leftOut({ pending, ownEdits, base, output }: Preview): readonly string[] {
  return [
    ...(pending === 0
      ? []
      : [
          pending === 1
            ? `1 change is pending on ${sideName(base)} anyway and is not shown.`
            : `${numberText(pending)} changes are pending on ${sideName(base)} anyway and are not shown.`,
        ]),
    ...(ownEdits === 0
      ? []
      : [
          `The change edits ${ownEdits === 1 ? '1 file' : `${numberText(ownEdits)} files`} below ${output}/ itself; what the run after the merge makes of ${ownEdits === 1 ? 'it' : 'them'} is shown.`,
        ]),
  ];
}

function commandAgain(preview: Preview | undefined): string {
  if (preview === undefined) return 'headwater preview --html preview.html';
  const head = preview.head.workTree ? [] : given('--head', preview.head);
  return ['headwater preview', ...given('--base', preview.base), ...head, '--html preview.html'].join(' ');
}

function given(flag: string, { commit, name }: PreviewSide): readonly string[] {
  const value = commit ?? name;
  return value === '' ? [] : [`${flag} ${quoted(value)}`];
}

/** A word that a shell takes as it is. */
function quoted(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
