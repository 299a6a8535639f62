// The forms in which a report was asked for, each into the file that was named for it, or one of them onto standard output.
import type { Diagnostic } from '../../model/diagnostic.ts';
import { pathInWorkTree, writeReportFile } from '../../publish/index.ts';
import { toHtml, toJson, toMarkdown, toSarif, type Report } from '../../report/index.ts';
import { addresses } from './comment-text.ts';
import type { PreviewOptions } from './options.ts';

interface Face {
  readonly flag: string;
  readonly file: string;
  readonly show: (report: Report) => string;
}

/** On GitHub a comment ends at 65,536 characters. */
const MARKDOWN_LIMIT = 60_000;

/** What speaks against the forms that were asked for. *Errors* cli/usage where two of them want standard output. */
export function refuseFaces(options: PreviewOptions): readonly Diagnostic[] {
  const flags = facesOf(options)
    .filter(({ file }) => file === '-')
    .map(({ flag }) => flag);
  if (flags.length < 2) return [];
  const message = `${flags.join(' and ')} both want standard output`;
  return [{ code: 'cli/usage', severity: 'error', message, help: 'Name a file for all but one.', about: {} }];
}

/** Writes every form that goes to a file. *Errors* publish/failed. */
export function writeFaces(report: Report, options: PreviewOptions): readonly Diagnostic[] {
  return facesOf(options)
    .filter(({ file }) => file !== '-')
    .flatMap(({ file, show }) => writeReportFile(file, show(report)));
}

/** What goes to standard output in place of the usual text; undefined where nothing does. */
export function faceForOutput(report: Report, options: PreviewOptions): string | undefined {
  return facesOf(options)
    .find(({ file }) => file === '-')
    ?.show(report);
}

function facesOf(options: PreviewOptions): readonly Face[] {
  const { json, markdown, html, sarif, env, cwd } = options;
  const asMarkdown = (report: Report): string => toMarkdown(report, { limit: MARKDOWN_LIMIT, ...addresses(env) });
  const asSarif = (report: Report): string => toSarif(report, pathInWorkTree(cwd, '.'));
  const faces: readonly (Omit<Face, 'file'> & { readonly file: string | undefined })[] = [
    { flag: '--json', file: json, show: toJson },
    { flag: '--markdown', file: markdown, show: asMarkdown },
    { flag: '--html', file: html, show: toHtml },
    { flag: '--sarif-file', file: sarif, show: asSarif },
  ];
  return faces.flatMap(({ file, ...face }) => (file === undefined ? [] : [{ ...face, file }]));
}
