// Puts text of others into Markdown for GitHub and GitLab so that it stays text wherever it stands: no markup, no HTML, no link, no
// mention or reference, no command, no hidden character. Entities keep the parser from reading marks; but mentions and references
// are looked for after parsing, where entities are plain characters again, so a space of no width stands behind what opens one.
import { shownText } from '../shown-text.ts';

const NO_WIDTH = '\u200b';

/** Characters that show nothing and are no control characters; shownText has left them. */
const INVISIBLE = /\p{Cf}/gu;

/** What opens a mention, a reference, a label, math or a tag of GitLab's own: @a #1 !1 $1 %a &1 ~a ^alert *iteration [a:1] {+a+}. */
const OPENERS = /[@#!$%&~^*[{](?=\S)/g;
/** Emoji and addresses: `:name:`, `https://`. */
const COLONS = /:(?=\/\/|[\w+-]+:)/g;
const WORLD_WIDE_WEB = /www(?=\.)/gi;
/** A project of GitLab: `group/project>`. */
const PROJECT = /(?<=\w)>/g;
/** `GH-12`, and keys of trackers such as `ABC-12`. */
const TRACKER_KEY = /\b(?:[Gg][Hh]|[A-Z][A-Z0-9_]+)-(?=\d)/g;
/** Parts of what could be a commit's id, each too short to be one. */
const HEX = /[0-9a-f]{6}(?=[0-9a-f])/gi;

/** Everything that Markdown or HTML gives a meaning inside a line. */
const ACTIVE = /[\\`*_{}[\]<>&|~^$%@#!\u200b]/g;

/** The text with everything that cannot be seen written out, on one line. */
export function visible(text: string): string {
  return shownText(text).replace(INVISIBLE, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The text for a paragraph, a list, a table or the content of an HTML element. Never put it at the very start of a line. */
export function inline(text: string): string {
  return disarmed(visible(text)).replace(ACTIVE, entity);
}

/** The text for a title, which is text and no Markdown: entities would stay, and references and mentions are looked for all the same. */
export function titleText(text: string): string {
  return disarmed(visible(text)).replaceAll('`', "'");
}

/** With a space of no width wherever a mention, a reference or an address would begin. */
function disarmed(shown: string): string {
  return shown
    .replace(OPENERS, `$&${NO_WIDTH}`)
    .replace(COLONS, `$&${NO_WIDTH}`)
    .replace(WORLD_WIDE_WEB, `$&${NO_WIDTH}`)
    .replace(PROJECT, `${NO_WIDTH}$&`)
    .replace(TRACKER_KEY, `$&${NO_WIDTH}`)
    .replace(HEX, `$&${NO_WIDTH}`);
}

function entity(character: string): string {
  // GitHub looks for math after parsing, within one text: a dollar in an element of its own is none.
  return character === '$' ? '<span>&#36;</span>' : `&#${character.charCodeAt(0)};`;
}

/** The text as code, for a paragraph or a list: nothing in it is read as a mention, a link or a reference. '' stays ''. */
export function code(text: string): string {
  const shown = unmarked(visible(text));
  if (shown === '') return '';
  const ticks = '`'.repeat(longestRun(shown) + 1);
  // One space at both ends is taken off again by the reader.
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

/** The text as code, for a cell of a table: where a pipe could end the cell it is no code. */
export function codeCell(text: string): string {
  return /[|\\`]/.test(visible(text)) ? inline(text) : code(text);
}

/** The text as code, for a line that is HTML as a whole. */
export function htmlCode(text: string): string {
  return `<code>${visible(text).replace(/[&<>"'`|\\*_~[\]$]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</code>`;
}

/** A sentence, in which what stands between two backticks becomes code. */
export function prose(text: string): string {
  return text
    .split('`')
    .map((part, index, parts) => {
      if (index % 2 === 0) return inline(part);
      const isPair = index < parts.length - 1;
      if (isPair && part !== '') return code(part);
      return inline(isPair ? '``' : `\`${part}`);
    })
    .join('');
}

/** The lines as a block of code, in a fence that no run of backticks inside can close. Ends without a line break. */
export function fenced(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n').map(differenceLine);
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}diff\n${lines.join('\n')}\n${fence}`;
}

/** A link, or nothing where the address is none of the web. */
export function link(words: string, address: string | undefined): string | undefined {
  if (address === undefined || !/^https?:\/\/[^\s/]/.test(address)) return undefined;
  const target = Array.from(address, (character) =>
    PLAIN_IN_ADDRESS.test(character) ? character : percent(character),
  );
  return `[${inline(words)}](${target.join('')})`;
}

/** The start of a text that is longer than this, with a mark that there was more. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return `${text.slice(0, splitsPair ? end - 1 : end)}…`;
}

const PLAIN_IN_ADDRESS = /^[\w.~:/?#@!&+,;=%-]$/;

function percent(character: string): string {
  // Half of a pair has no bytes; the mark for a lost character stands for it.
  if (/\p{Surrogate}/u.test(character)) return '%EF%BF%BD';
  return encodeURIComponent(character).replace(/[()*'$]/g, byHand);
}

function byHand(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A line of a difference always begins with its sign: whatever reads lines that begin with `/` or a fence finds none. */
function differenceLine(line: string): string {
  const shown = unmarked(line.split('\t').map(visible).join('\t'));
  return shown === '' || /^[-+ @\\]/.test(shown) ? shown : ` ${shown}`;
}

/** Without the start of a comment: what Headwater finds its own comments by cannot be written by others. */
function unmarked(text: string): string {
  return text.replaceAll('<!--', `<!${NO_WIDTH}--`);
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
