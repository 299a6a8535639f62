// The summary of the job: for a preview the Markdown that the preview made, for other commands what they print, in fences that nothing
// in it can close, under a few sentences of ours.
import type { Report } from '../report/index.ts';

/** The runner drops a summary over 1 MiB altogether. */
export const SUMMARY_BYTES = 1_000_000;

/** One text of the summary, in a fence. */
export interface SummaryBlock {
  /** What the fence says of its language. */
  readonly language: 'text' | 'diff';
  readonly text: string;
}

/** Markdown with a title and notes of ours and blocks of any text; at most `bytes` of UTF-8. Lines that do not fit are counted. */
export function summaryText(
  title: string,
  blocks: readonly SummaryBlock[],
  bytes: number,
  notes: readonly string[] = [],
): string {
  const head = [`### ${title}\n`, ...notes.map((note) => `\n${note}\n`)].join('');
  let left = bytes - Buffer.byteLength(head) - 10;
  const parts = [head];
  for (const { language, text } of blocks) {
    const fence = fenceFor(text);
    const frame = 2 * fence.length + language.length + 120;
    const { kept, lines } = cutLines(text.trimEnd(), left - frame);
    if (kept === '') continue;
    const rest = lines === 0 ? '' : `\n${lines} more lines are in the log.\n`;
    parts.push(`\n${fence}${language}\n${kept}\n${fence}\n${rest}`);
    left -= Buffer.byteLength(kept) + frame;
  }
  return parts.join('');
}

/** What to say outside of fences: where it was pushed to, and how a stopped run is let through. Texts of others only where they are plain. */
export function notesOf({ push, pullRequest, diagnostics }: Report): readonly string[] {
  const isStopped = diagnostics.some(({ code }) => code === 'plan/max-deletions');
  const branch = push !== undefined && PLAIN_BRANCH.test(push.branch) ? ` to \`${push.branch}\`` : '';
  return [
    ...(push === undefined ? [] : [`Pushed${branch}.`]),
    ...(pullRequest === undefined ? [] : [pullRequestNote(pullRequest)]),
    ...(isStopped ? [STOPPED] : []),
  ];
}

const PLAIN_BRANCH = /^[\w./-]{1,200}$/;
const PLAIN_ADDRESS = /^https?:\/\/[\w.:/%-]{1,500}$/;
const STOPPED =
  'The deletion guard stopped this run before it wrote anything. Check the inventory first. If the deletions are meant: where the workflow has ' +
  'an input `max-deletions`, start it by hand (Actions, the workflow, Run workflow) with the number that is named below.';

function pullRequestNote({ address, number, opened }: NonNullable<Report['pullRequest']>): string {
  const link = PLAIN_ADDRESS.test(address) ? `: <${address}>` : '';
  return `${opened ? 'Opened' : 'Updated'} pull request ${number}${link}`;
}

/** The Markdown as it is where it fits, else a sentence that says where the whole is. */
export function fittingMarkdown(markdown: string, bytes: number): string {
  if (Buffer.byteLength(markdown) <= bytes) return markdown.endsWith('\n') ? markdown : `${markdown}\n`;
  return 'The preview is larger than a summary can be: it is in the file of the output `html-file`.\n';
}

/** More backticks than there are anywhere in the text. */
function fenceFor(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(3, ...new Set(runs.map((run) => run.length + 1))));
}

/** Whole lines of at most `bytes`, and how many are left out. */
function cutLines(text: string, bytes: number): { readonly kept: string; readonly lines: number } {
  if (Buffer.byteLength(text) <= bytes) return { kept: text, lines: 0 };
  const lines = text.split('\n');
  let size = 0;
  const end = lines.findIndex((line) => (size += Buffer.byteLength(line) + 1) > bytes);
  return { kept: lines.slice(0, end).join('\n'), lines: lines.length - end };
}
