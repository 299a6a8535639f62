// A report as GitLab's code quality file, which a merge request shows beside the lines.
import { findingsOf, PLACE_OF_ALL, type FindingLevel } from './findings.ts';
import type { Report } from './report.ts';

/** A list of findings, worst first. `folder` is the working folder as the repository names it. */
export function toCodeQuality(report: Report, folder = ''): string {
  const entries = findingsOf(report, folder).map(({ level, code, message, place, fingerprint }) => {
    const { file, line } = place ?? PLACE_OF_ALL;
    return {
      description: message,
      check_name: code,
      fingerprint,
      severity: SEVERITIES[level],
      location: { path: file, lines: { begin: line } },
    };
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}

const SEVERITIES: Readonly<Record<FindingLevel, string>> = { error: 'critical', warning: 'minor', note: 'info' };
