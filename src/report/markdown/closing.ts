// The last lines: what was compared, by which version, what is not shown because the change did not do it, and where the rest is.
import type { Preview, PreviewSide } from '../../model/preview.ts';
import { besidesOf, pageCommand, shortCommit } from '../preview-counts.ts';
import type { Report } from '../report.ts';
import { code, cut, inline, link } from './escape.ts';
import type { MarkdownOptions } from './options.ts';

const MOST_OF_BRANCH = 80;

/** A rule and the blocks below it. */
export function closingLines(report: Report, preview: Preview, options: MarkdownOptions): readonly string[] {
  const besides = preview.computed ? besidesOf(preview, (text) => code(cut(text, MOST_OF_BRANCH))) : [];
  const version = `Headwater ${inline(cut(report.version, 40))}`;
  return [
    '---',
    ...besides,
    [comparedLine(preview), version, ...linksOf(options)].join(' \u00b7 '),
    ...(preview.computed && preview.groups.length > 0 ? [`Every difference: ${whereAll(preview, options)}`] : []),
  ];
}

/** Where every difference can be seen. */
export function whereAll(preview: Preview, { pageAddress }: MarkdownOptions): string {
  const command = code(pageCommand(preview));
  const page = link('the page', pageAddress);
  return page === undefined ? command : `${page}, or ${command}`;
}

function linksOf({ runAddress }: MarkdownOptions): readonly string[] {
  const run = link('the run', runAddress);
  return run === undefined ? [] : [run];
}

function comparedLine({ head, base }: Preview): string {
  return `Compared: ${sideWords(head)} against ${sideWords(base)}`;
}

function sideWords({ name, commit, workTree }: PreviewSide): string {
  const branch = code(cut(name, MOST_OF_BRANCH));
  const id = commit === undefined ? '' : code(shortCommit(commit));
  const words = [branch, id].filter((part) => part !== '').join(' at ');
  if (words === '') return workTree ? 'the work tree' : 'a state without a name';
  return workTree ? `${words} (work tree)` : words;
}
