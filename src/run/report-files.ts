// Writes a result to the files that were asked for, for other programs. What is in them is decided by report/.
import { pathInWorkTree, writeReportFile } from '../publish/index.ts';
import { toCodeQuality, toSarif, toValidateJUnit, withDiagnostics } from '../report/index.ts';
import type { RunResult } from './result.ts';

/** Which files; undefined where one is not wanted. `junit` is for the result of validate only. */
export interface ReportFiles {
  /** The working folder. */
  readonly cwd: string;
  readonly sarif: string | undefined;
  readonly junit: string | undefined;
  readonly codeQuality: string | undefined;
}

/** The result, its files written. *Errors* publish/failed for a file that cannot be; the status is 1 then, unless it is worse. */
export function writeReportFiles(result: RunResult, { cwd, sarif, junit, codeQuality }: ReportFiles): RunResult {
  const { report, status } = result;
  const folder = pathInWorkTree(cwd, '.');
  const isValidation = report.kind === 'ValidateReport';
  const diagnostics = [
    ...(sarif === undefined ? [] : writeReportFile(sarif, toSarif(report, folder))),
    ...(junit === undefined || !isValidation ? [] : writeReportFile(junit, toValidateJUnit(report))),
    ...(codeQuality === undefined || !isValidation ? [] : writeReportFile(codeQuality, toCodeQuality(report, folder))),
  ];
  if (diagnostics.length === 0) return result;
  return { ...result, report: withDiagnostics(report, diagnostics), status: status === 2 ? 2 : 1 };
}
