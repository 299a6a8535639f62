// The results of tests as JUnit XML, which CI systems show.
import type { ReportRow, ReportTests } from './tests.ts';

/**
 * One file of JUnit: a suite for each test file, a case for each row.
 *
 * Shape   no times: the same tests give the same bytes. Characters that XML does not have become U+FFFD.
 */
export function toJUnit(tests: ReportTests): string {
  const files = [...new Set(tests.rows.map(({ file }) => file))];
  const suites = files.map((file) =>
    suiteElement(
      file,
      tests.rows.filter((row) => row.file === file),
    ),
  );
  const counts = countAttributes(tests.rows);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="headwater" ${counts}>\n${suites.join('')}</testsuites>\n`;
}

function suiteElement(file: string, rows: readonly ReportRow[]): string {
  const cases = rows.map(caseElement).join('');
  return `  <testsuite name="${escaped(file)}" ${countAttributes(rows)}>\n${cases}  </testsuite>\n`;
}

function countAttributes(rows: readonly ReportRow[]): string {
  const count = (status: ReportRow['status']): number => rows.filter((row) => row.status === status).length;
  return `tests="${rows.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}"`;
}

function caseElement(row: ReportRow): string {
  const { file, line, policy, rule, resource, operation, generated } = row;
  const name = [rule, resource, operation, generated].filter((part) => part !== '').join(' ');
  const attributes = `classname="${escaped(policy)}" name="${escaped(name)}" file="${escaped(file)}" line="${line}"`;
  const inside = outcomeElement(row);
  return inside === '' ? `    <testcase ${attributes}/>\n` : `    <testcase ${attributes}>${inside}</testcase>\n`;
}

function outcomeElement({ status, reason, expected, found, diff = '' }: ReportRow): string {
  switch (status) {
    case 'passed':
      return '';
    case 'skipped':
      return `<skipped message="${escaped(reason)}"/>`;
    case 'failed': {
      const type = diff === '' ? `expected ${expected}, found ${found}` : 'difference';
      return `<failure message="${escaped(reason)}" type="${escaped(type)}">${escapedText(diff)}</failure>`;
    }
  }
}

/** The value of an attribute, in which a line break would be read as a blank. */
export function escaped(text: string): string {
  return escapedText(text).replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text between elements. `>` is escaped too, so that no `]]>` is left. */
export function escapedText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
