// headwater preview: what a change would do, in the forms that were asked for. What it would do is found out in findings.ts.
import type { Diagnostic } from '../../model/diagnostic.ts';
import { buildReport, type Report } from '../../report/index.ts';
import { withNamesHidden } from '../../review/index.ts';
import type { RunResult } from '../result.ts';
import { commentOn } from './comment.ts';
import { faceForOutput, refuseFaces, writeFaces } from './faces.ts';
import { findOut, type Findings } from './findings.ts';
import { previewFrom } from './from.ts';
import type { PreviewOptions } from './options.ts';
import { previewStatus } from './status.ts';

/** Previews. Nothing is written but the files that are named for it: not in the work tree, not in the repository. */
export async function runPreview(options: PreviewOptions): Promise<RunResult> {
  const refused = [...refuseFaces(options), ...(options.from === undefined ? [] : (options.refused ?? []))];
  if (refused.length > 0) return { report: reportOf(options, { cluster: '', diagnostics: refused }), status: 2 };
  if (options.from !== undefined) return previewFrom(options);
  const findings = await findOut(options);
  const report = reportOf(options, findings);
  const shown = [...writeFaces(report, options), ...(await comment(report, options))];
  const told = { ...findings, diagnostics: [...findings.diagnostics, ...shown] };
  const final = shown.length === 0 ? report : reportOf(options, told);
  const text = faceForOutput(final, options);
  return { report: final, status: previewStatus(final, options), ...(text === undefined ? {} : { text }) };
}

function reportOf({ version }: PreviewOptions, { secretNames = new Map(), ...findings }: Findings): Report {
  return withNamesHidden(buildReport({ kind: 'Preview', version, ...findings }), secretNames);
}

async function comment(report: Report, options: PreviewOptions): Promise<readonly Diagnostic[]> {
  if (options.comment === undefined) return [];
  const { env, progress } = options;
  progress('commenting');
  return commentOn(report, { ...options.comment, env, isForeign: false, progress });
}
