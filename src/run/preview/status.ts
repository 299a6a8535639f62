// The status that a preview ends with.
import { exitStatusOf, hasChanges, type Report } from '../../report/index.ts';
import type { ExitStatus } from '../result.ts';
import type { PreviewOptions } from './options.ts';

/** 2 where nothing could be computed; 1 where something failed or a risk is one of those that were named; 3 where that was asked for. */
export function previewStatus(report: Report, { failOn, exitCode }: PreviewOptions): ExitStatus {
  if (report.preview?.computed !== true) return 2;
  if (exitStatusOf(report) === 1) return 1;
  const { risks } = report.preview;
  const isMet = failOn !== 'never' && risks.some(({ level }) => failOn === 'cautions' || level === 'blocker');
  if (isMet) return 1;
  return exitCode && hasChanges(report) ? 3 : 0;
}
