// headwater preview --from: shows and posts what another job computed. Its report is data of somebody else: it is read field by field, a
// forge is asked whether it is of the commit that it names, and every text is written anew from it.
import { readReportFile } from '../../load/index.ts';
import { hasErrors, type Diagnostic } from '../../model/diagnostic.ts';
import { isUnusableInput } from '../../model/diagnostic-codes.ts';
import { buildReport, parseReport, withDiagnostics, type PreviewReport, type Report } from '../../report/index.ts';
import type { RunResult } from '../result.ts';
import { commentOn } from './comment.ts';
import { faceForOutput, writeFaces } from './faces.ts';
import type { PreviewOptions } from './options.ts';
import { previewStatus } from './status.ts';

/** Shows the report of another job; nothing is computed. */
export async function previewFrom(options: PreviewOptions): Promise<RunResult> {
  const read = readForeign(options.from ?? '-');
  if ('diagnostics' in read) return refused(options, read.diagnostics);
  const { report } = read;
  // First of all: what a forge does not confirm is shown nowhere.
  const posted = await comment(report, options);
  if (posted.some(isRefusal)) return refused(options, posted);
  const told = [...posted, ...writeFaces(report, options)];
  const final = told.length === 0 ? report : withDiagnostics(report, told);
  const text = faceForOutput(final, options);
  return { report: final, status: previewStatus(final, options), ...(text === undefined ? {} : { text }) };
}

function readForeign(
  file: string,
): { readonly report: PreviewReport } | { readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = readReportFile(file);
  if (hasErrors(diagnostics)) return { diagnostics };
  const parsed = parseReport(value);
  if ('report' in parsed) return { report: parsed.report };
  return { diagnostics: parsed.problems.map((problem) => invalid(file, problem)) };
}

function comment(report: Report, { comment: wanted, env, progress }: PreviewOptions): Promise<readonly Diagnostic[]> {
  if (wanted === undefined) return Promise.resolve([]);
  return commentOn(report, { ...wanted, env, progress, isForeign: true });
}

/** A report that is not of the pull request, or of none that is open. */
function isRefusal({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && (isUnusableInput(code) || code === 'forge/no-pull-request');
}

function refused({ version }: PreviewOptions, diagnostics: readonly Diagnostic[]): RunResult {
  return { report: buildReport({ kind: 'Preview', version, cluster: '', diagnostics }), status: 2 };
}

function invalid(file: string, problem: string): Diagnostic {
  const shown = file === '-' ? 'Standard input' : file;
  return { code: 'forge/report-invalid', severity: 'error', message: `${shown}: ${problem}`, about: {} };
}
