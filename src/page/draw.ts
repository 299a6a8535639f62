// Makes pieces into elements of the document. Texts become text and nothing else.
import type { Piece } from '../report/html/for-page.ts';

/** The pieces as nodes, ready to be put somewhere. */
export function draw(pieces: readonly Piece[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...pieces.map(drawOne));
  return fragment;
}

function drawOne(piece: Piece): Node {
  if (typeof piece === 'string') return document.createTextNode(piece);
  const element = document.createElement(piece.name);
  for (const [name, value] of Object.entries(piece.attributes)) element.setAttribute(name, value);
  for (const child of piece.pieces) element.append(drawOne(child));
  return element;
}

/** The element with this id, where it is of this class. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T | undefined {
  const found = document.getElementById(id);
  return found instanceof type ? found : undefined;
}
