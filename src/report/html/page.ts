// The whole page: one file that asks nobody for anything. Its policy lets exactly its own style and script in, by their digests.
import script from 'headwater:page-script';
import { decodeHex } from './hex.ts';
import { digest, encodeBase64 } from '../../values/index.ts';
import type { Report } from '../report.ts';
import { failuresSection } from './failures.ts';
import { firstSection } from './first.ts';
import { flowSection } from './flow-section.ts';
import { footerPieces, keysDialog } from './footer.ts';
import { listSection } from './list.ts';
import { dataElement } from './data-element.ts';
import { tag, toMarkup, type Piece } from './piece.ts';
import { headerPieces, pageTitle } from './sentence.ts';
import { STYLE } from './style.ts';

/** The report of a preview as one HTML page, which shows its first 200 groups without scripts too. */
export function toHtml(report: Report): string {
  const { preview } = report;
  const groups = preview?.computed === true ? preview.groups : [];
  const hasList = preview?.computed === true && groups.length > 0;
  return [
    '<!doctype html>\n<html lang="en" class="static">',
    headMarkup(pageTitle(report)),
    '<body>',
    hasList ? toMarkup([tag('a', { class: 'skip', href: '#list' }, 'Skip to the list of changes')]) : '',
    toMarkup([tag('header', {}, ...headerPieces(report))]),
    '<main>',
    toMarkup([
      ...(preview?.computed === false ? [] : firstSection(report)),
      ...flowSection(groups),
      ...failuresSection(report),
    ]),
    hasList ? listSection(preview) : '',
    '</main>',
    toMarkup([tag('footer', {}, ...footerPieces(report)), ...(hasList ? [keysDialog()] : [])]),
    hasList ? `${dataElement(preview)}<script>${script}</script>` : '',
    '</body></html>\n',
  ].join('');
}

function headMarkup(title: string): string {
  const policy = [
    "default-src 'none'",
    `style-src '${sourceHash(STYLE)}'`,
    `script-src '${sourceHash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const metas: readonly Piece[] = [
    tag('meta', { charset: 'utf-8' }),
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    tag('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    tag('meta', { name: 'color-scheme', content: 'light dark' }),
    tag('meta', { name: 'referrer', content: 'no-referrer' }),
    tag('title', {}, title),
  ];
  return `<head>${toMarkup(metas)}<style>${STYLE}</style></head>`;
}

/** How a policy names a text that is in the page. */
function sourceHash(text: string): string {
  return `sha256-${encodeBase64(decodeHex(digest('sha256', text)))}`;
}
