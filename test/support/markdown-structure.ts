// Judges Markdown that was made from texts of others: what blocks it has, and what of its running text a forge would act on. It knows only
// the forms that Headwater writes; anything else is a problem.

/** The blocks line by line, such as `h2`, `row 7`, `fence`; equal for equal structure whatever the texts say. */
export function structureOf(markdown: string): readonly string[] {
  return blocksOf(markdown).flatMap(({ kind, line }) => {
    if (kind === 'fence') return ['fence'];
    if (line === '') return [];
    const heading = /^(#+) /.exec(line)?.[1];
    if (heading !== undefined) return [`h${heading.length}`];
    if (line.startsWith('|')) return [`row ${line.replaceAll('\\|', '').split('|').length - 2}`];
    if (line.startsWith('<details><summary>')) return ['details'];
    if (line === '</details>') return ['end of details'];
    if (line.startsWith('<!--')) return ['comment'];
    if (line === '---') return ['rule'];
    return [line.startsWith('- ') ? 'item' : 'text'];
  });
}

/** Everything in it that is not as it should be: what is left open, HTML that is not ours, and what would link, mention or command. */
export function markdownProblems(markdown: string, marker?: string): readonly string[] {
  const body = marker === undefined ? markdown : markdown.slice(marker.length);
  const blocks = blocksOf(body);
  const open = blocks.filter(({ line }) => line.startsWith('<details>')).length;
  const closed = blocks.filter(({ line }) => line === '</details>').length;
  const problems = blocks.flatMap(({ kind, line, isOpen }) => {
    if (kind === 'fence') return isOpen ? ['a fence is open'] : [];
    return lineProblems(line);
  });
  return [
    ...problems,
    ...(open === closed ? [] : [`${open} details, ${closed} closed`]),
    ...(body.includes('<!--') ? ['a comment of HTML'] : []),
    ...(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u.test(body.replaceAll(/[\n\t]/g, ''))
      ? ['a character that hides']
      : []),
  ];
}

interface Block {
  readonly kind: 'line' | 'fence';
  readonly line: string;
  readonly isOpen: boolean;
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let fence = '';
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const ticks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence === '' && ticks !== '') {
      fence = ticks;
      blocks.push({ kind: 'fence', line: '', isOpen: true });
    } else if (fence === '') {
      blocks.push({ kind: 'line', line, isOpen: false });
    } else if (ticks.startsWith(fence) && line.trim() === ticks) {
      fence = '';
      blocks[blocks.length - 1] = { kind: 'fence', line: '', isOpen: false };
    }
  }
  return blocks;
}

/** What a forge acts on in running text, after entities have become characters; `\ue000` stands where another text begins. */
const ACTED_ON: readonly (readonly [string, RegExp])[] = [
  ['a mention', /@[\w"]/],
  ['a number of an issue', /#\w/],
  ['a number of a merge request', /!\d/],
  ['a snippet or math', /\$[^\ue000]|[^\ue000]\$/],
  ['a label', /~[\w"]/],
  ['a milestone', /%[\w"]/],
  ['an epic', /&\d/],
  ['an iteration', /\*\w/],
  ['an alert or a footnote', /\^\w/],
  ['an emoji', /:[\w+-]+:/],
  ['an address', /[a-z]:\/\//i],
  ['an address of the web', /www\./i],
  ['a key of a tracker', /\b(?:gh-|[A-Z][A-Z0-9_]+-)\d/],
  ['a commit', /\b[0-9a-f]{7,}\b/i],
  ['a reference in brackets', /[[{][^\s\u200b]/],
  ['a project', /\w>/],
];

const TAGS_OF_A_LINE = /<br>|<span>&#36;<\/span>/g;
const TAGS_OF_A_SUMMARY = /<\/?(?:code|b)>|<span>&#36;<\/span>/g;
const OUR_LINKS = /\[the (?:page|run)\]\(https?:\/\/[^\s()<>`\\]*\)/g;

function lineProblems(line: string): readonly string[] {
  const start =
    /^(?:#{2,3} |- |\| |Why: |To do: |File |The |There |Compared: |Every |\*\*|<details><summary>|<\/details>$|---$|\d)/;
  const isKnown = line === '' || start.test(line) || /^(?:No generated|[\d,]+ )/.test(line);
  const summary = /^<details><summary>(.*)<\/summary>$/.exec(line)?.[1];
  const text = withoutCode(summary ?? (line === '</details>' ? '' : line)).replace(OUR_LINKS, '\ue000');
  const untagged = text
    .replace(summary === undefined ? /$^/ : /<code>[^<]*<\/code>/g, '\ue000')
    .replace(summary === undefined ? TAGS_OF_A_LINE : TAGS_OF_A_SUMMARY, (tag) =>
      tag.startsWith('<span') ? '\ue000$\ue000' : '\ue000',
    );
  const decoded = untagged.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));
  return [
    ...(isKnown ? [] : [`a line begins in another way: ${line}`]),
    ...(/[<>`\\]/.test(untagged) ? [`markup: ${untagged}`] : []),
    ...(/(?<!\*)\*(?!\*)|_|~~|\]\(/.test(untagged) ? [`emphasis or a link: ${untagged}`] : []),
    ...ACTED_ON.filter(([, pattern]) => pattern.test(decoded.replaceAll('**', ''))).map(
      ([what]) => `${what}: ${decoded}`,
    ),
  ];
}

/** The line with `\ue000` in place of each span of code, as CommonMark finds them. */
function withoutCode(line: string): string {
  let text = '';
  let rest = line;
  for (;;) {
    const start = /`+/.exec(rest);
    if (start === null) return text + rest;
    const behind = rest.slice(start.index + start[0].length);
    const end = [...behind.matchAll(/`+/g)].find(([run]) => run.length === start[0].length);
    text += rest.slice(0, start.index) + (end === undefined ? start[0] : '\ue000');
    rest = end === undefined ? behind : behind.slice(end.index + end[0].length);
  }
}
