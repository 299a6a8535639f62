// The hidden first line by which a comment is found again, and the text of a pull request is known as Headwater's. Who wrote a comment
// is asked elsewhere: the line alone proves nothing.
import { digestOf } from '../model/digest.ts';

const KEY_CHARACTERS = 120;

/** The first line of comments of this key; different keys have different lines, and none can end the hidden part early. */
export function commentMarker(key: string): string {
  return `<!-- headwater:preview id=${encodedKey(key)} -->`;
}

/** The first line of the text of a pull request from this branch, as long as nobody has written another one. */
export function pullRequestMarker(branch: string): string {
  return `<!-- headwater:pull-request id=${encodedKey(branch)} -->`;
}

function encodedKey(key: string): string {
  const isLong = key.length > KEY_CHARACTERS;
  const shown = isLong ? `${key.slice(0, KEY_CHARACTERS)}~${digestOf(key).slice(0, 16)}` : key;
  return shown
    .replace(/[^A-Za-z0-9._/~-]/gu, (character) => encoded(character))
    .replace(/-(?=-)/g, '%2D')
    .replace(/-$/, '%2D');
}

/** Tells whether a body begins with this line. */
export function beginsWithMarker(body: string, marker: string): boolean {
  return body === marker || body.startsWith(`${marker}\n`) || body.startsWith(`${marker}\r\n`);
}

function encoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
