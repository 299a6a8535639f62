// What the page is made of before it is text or a document: elements with attributes, and texts. The page's script draws the same
// pieces with createElement and textContent, so that a row looks the same wherever it was made.
import { shownText } from '../shown-text.ts';

/** A text, or an element. */
export type Piece = string | Tag;

/** An element; its texts and attributes hold no character that moves, hides or turns others. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly pieces: readonly Piece[];
}

/** Elements that have no end tag. */
const VOID = new Set(['input', 'meta', 'link', 'br']);

/** An element; an attribute that is undefined is left out, one that is '' stands without a value. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...pieces: readonly Piece[]
): Tag {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, shownText(value)] as const],
  );
  return {
    name,
    attributes: Object.fromEntries(given),
    pieces: pieces.map((piece) => (typeof piece === 'string' ? shownText(piece) : piece)),
  };
}

/** The pieces as HTML. */
export function toMarkup(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? escaped(piece) : tagMarkup(piece))).join('');
}

function tagMarkup({ name, attributes, pieces }: Tag): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === '' ? ` ${key}` : ` ${key}="${escaped(value)}"`,
  );
  const opening = `<${name}${written.join('')}>`;
  return VOID.has(name) ? opening : `${opening}${toMarkup(pieces)}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
