// What the page's script reads: the groups and risks as data inside the page. As much as one can search quickly is a small part of
// what can be drawn, so a large page carries them compressed and draws what is looked at.
import { compressText, encodeBase64 } from '../../values/index.ts';
import type { PageData } from './page-data.ts';
import { tag, toMarkup } from './piece.ts';

/** Characters of JSON beyond which it is compressed. */
const MOST_PLAIN = 200_000;

/** The element with the data: JSON without a `<`, or where that is large, gzip in base64. */
export function dataElement({ groups, risks }: PageData): string {
  const json = JSON.stringify({ groups, risks });
  if (json.length > MOST_PLAIN) {
    return toMarkup([
      tag('script', { id: 'data', type: 'application/octet-stream' }, encodeBase64(compressText(json))),
    ]);
  }
  return `<script id="data" type="application/json">${json.replaceAll('<', '\\u003c')}</script>`;
}
