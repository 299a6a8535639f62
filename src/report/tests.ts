// The results of tests in a report, and their lines of text.
import type { DiagnosticSubject } from '../model/diagnostic.ts';
import { shownText } from './shown-text.ts';

/** How many rows there are of each status, and the rows. */
export interface ReportTests {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rows: readonly ReportRow[];
}

/** One row of a test; what does not apply is ''. `diff` is there where a generated object is not as expected, secret values masked. */
export interface ReportRow {
  readonly file: string;
  readonly line: number;
  readonly test: string;
  readonly policy: NonNullable<DiagnosticSubject['policy']>;
  readonly rule: NonNullable<DiagnosticSubject['rule']>;
  readonly resource: string;
  readonly operation: string;
  readonly generated: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly expected: string;
  readonly found: string;
  readonly reason: string;
  readonly diff?: string;
}

/** Paints a text. */
export type PaintRow = (color: 'red' | 'green' | 'yellow' | 'cyan' | 'dim', text: string) => string;

const COLORS = { passed: 'green', failed: 'red', skipped: 'yellow' } as const;

/** Rows under the names of their files, a difference below its row. */
export function testLines({ rows }: ReportTests, paint: PaintRow): readonly string[] {
  return rows.flatMap((row, at) => {
    const heading = row.file === rows[at - 1]?.file ? [] : [paint('cyan', shownText(row.file))];
    return [...heading, rowLine(row, paint), ...diffLines(row.diff)];
  });
}

/** `12 tests passed, 1 failed, 0 skipped`. */
export function testSummary({ passed, failed, skipped }: ReportTests, paint: PaintRow): string {
  const told = `${passed} ${passed === 1 ? 'test' : 'tests'} passed, ${failed} failed, ${skipped} skipped`;
  return paint(failed > 0 ? 'red' : 'green', told);
}

function rowLine(row: ReportRow, paint: PaintRow): string {
  const { policy, rule, resource, operation, generated, status, reason } = row;
  const subject = [rule === '' ? policy : `${policy}/${rule}`, resource, operation, generated && `→ ${generated}`];
  const shown = subject.filter((part) => part !== '').map(shownText);
  const because = reason === '' ? [] : [paint('dim', shownText(reason))];
  return `  ${[paint(COLORS[status], status.padEnd(7)), ...shown, ...because].join('  ')}`;
}

function diffLines(diff: string | undefined): readonly string[] {
  if (diff === undefined) return [];
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `      ${shownText(line)}`);
}
