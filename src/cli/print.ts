// The only place that prints: a report in the form that was asked for, and what is to be kept apart from it.
import type { Environment } from '../model/environment.ts';
import { toJson, toText, type Report } from '../report/index.ts';

/** Where and how to print. */
export interface Printer {
  readonly format: 'text' | 'json';
  readonly color: boolean;
  readonly verbose: boolean;
  /** To standard output. */
  readonly write: (text: string) => void;
  /** To standard error. */
  readonly remark: (text: string) => void;
}

/** Prints a report. Of a diff only the patch is on standard output, so that it can be kept in a file or handed to `git apply`. */
export function printReport(report: Report, { format, color, verbose, write, remark }: Printer): void {
  if (format === 'json') {
    write(toJson(report));
    return;
  }
  if (report.diff !== undefined && report.diff !== '') write(report.diff);
  // A script takes standard output for the value.
  const tell = report.kind === 'Diff' || report.kind === 'EvalReport' ? remark : write;
  tell(toText(report, { color, verbose }));
}

/** Whether to use colour: on a terminal, unless the environment says otherwise. */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}
