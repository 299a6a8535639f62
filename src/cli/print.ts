// The only place that prints: a report to standard output, in the form that was asked for.
import { toJson, toText, type Report } from '../report/index.ts';

/** Where and how to print. */
export interface Printer {
  readonly format: 'text' | 'json';
  readonly color: boolean;
  readonly verbose: boolean;
  readonly write: (text: string) => void;
}

/** Prints a report. A diff comes before what is said about it, so that it can be cut off and applied. */
export function printReport(report: Report, { format, color, verbose, write }: Printer): void {
  if (format === 'json') {
    write(toJson(report));
    return;
  }
  if (report.diff !== undefined && report.diff !== '') write(`${report.diff}\n`);
  write(toText(report, { color, verbose }));
}

/** Whether to use colour: on a terminal, unless the environment says otherwise. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}
