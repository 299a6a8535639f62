// The words of a forge in an error, fit to be shown: they come from elsewhere, and may repeat what was sent.
import { field, items, text } from './answer-json.ts';

const SAID_CHARACTERS = 300;

/** What a forge says in an error, on one line, bounded, and never with the token in it. */
export function saidBy(value: unknown, token: string): string {
  const own = [field(value, 'message'), field(value, 'error')].map(wordsOf);
  const details = items(value, 'errors').map((error) => text(error, 'message') ?? wordsOf(error));
  const said = [...own, ...details].filter((part) => part !== '').join('; ');
  const hidden = token === '' ? said : said.replaceAll(token, '‹token›');
  const line = hidden.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').replace(/(\/\/)[^/@\s]*@/g, '$1');
  return line.length > SAID_CHARACTERS ? `${line.slice(0, SAID_CHARACTERS)}…` : line;
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
