// The result of a validation as JUnit XML: a suite for each file, a case for each policy, so that what is in order is seen to be.
import { shownText } from './shown-text.ts';
import { escaped, escapedText } from './junit.ts';
import type { Report, ReportDiagnostic } from './report.ts';

/** What one case is about. */
interface Subject {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly findings: readonly ReportDiagnostic[];
}

/**
 * One file of JUnit. A policy with errors is a case that failed; warnings and notices are its output.
 *
 * Shape   a finding belongs to the policy that it is about, in the file that it names; else to the case of the file as a whole, and
 *         without a file to the case of the run, in the suite `headwater`. Such cases are there only where there is a finding.
 */
export function toValidateJUnit(report: Report): string {
  const subjects = [...policySubjects(report), ...otherSubjects(report)];
  const files = [...new Set(subjects.map(({ file }) => file))];
  const suites = files.map((file) =>
    suiteElement(
      file,
      subjects.filter((one) => one.file === file),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="headwater validate" ${counts(subjects)}>\n${suites.join('')}</testsuites>\n`;
}

type Owner = NonNullable<Report['policies']>[number];

function policySubjects({ policies = [], diagnostics }: Report): readonly Subject[] {
  const findings = new Map<Owner, ReportDiagnostic[]>();
  for (const one of diagnostics) {
    const owner = ownerOf(one, policies);
    if (owner) findings.set(owner, [...(findings.get(owner) ?? []), one]);
  }
  return policies.map((policy) => {
    const { file, line, kind, name } = policy;
    return { file, line, name: `${kind} ${name}`, findings: findings.get(policy) ?? [] };
  });
}

function otherSubjects({ policies = [], diagnostics }: Report): readonly Subject[] {
  const left = diagnostics.filter((one) => ownerOf(one, policies) === undefined);
  const files = [...new Set(left.map(({ file }) => file))];
  return files.map((file) => {
    const findings = left.filter((one) => one.file === file);
    const name = file === undefined ? 'the run' : 'the file';
    return { file: file ?? 'headwater', line: 1, name, findings };
  });
}

/** The policy of that name, in the file where a file is named; of several the last one that begins before the finding. */
function ownerOf({ policy, file, line = 1 }: ReportDiagnostic, policies: readonly Owner[]): Owner | undefined {
  if (policy === undefined) return undefined;
  const named = policies.filter((one) => one.name === policy && (file === undefined || one.file === file));
  return named.findLast((one) => one.line <= line) ?? named[0];
}

function suiteElement(file: string, subjects: readonly Subject[]): string {
  return `  <testsuite name="${escaped(file)}" ${counts(subjects)}>\n${subjects.map(caseElement).join('')}  </testsuite>\n`;
}

function counts(subjects: readonly Subject[]): string {
  const failed = subjects.filter(({ findings }) => findings.some(isError)).length;
  return `tests="${subjects.length}" failures="${failed}" errors="0" skipped="0"`;
}

function caseElement({ file, line, name, findings }: Subject): string {
  const attributes = `classname="${escaped(file)}" name="${escaped(name)}" file="${escaped(file)}" line="${line}"`;
  const errors = findings.filter(isError);
  const rest = findings.filter((one) => !isError(one));
  const inside = failureElement(errors) + outputElement(rest);
  return inside === '' ? `    <testcase ${attributes}/>\n` : `    <testcase ${attributes}>${inside}</testcase>\n`;
}

/** A case has one failure at most: the first error gives its message, all are in its text. */
function failureElement(errors: readonly ReportDiagnostic[]): string {
  const [first] = errors;
  if (first === undefined) return '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const message = escaped(shownText(first.message) + more);
  return `<failure message="${message}" type="${escaped(first.code)}">${textOf(errors)}</failure>`;
}

function outputElement(rest: readonly ReportDiagnostic[]): string {
  return rest.length === 0 ? '' : `<system-out>${textOf(rest)}</system-out>`;
}

function textOf(findings: readonly ReportDiagnostic[]): string {
  return escapedText(findings.map((one) => `${findingText(one)}\n`).join(''));
}

function findingText({ severity, code, message, help, file, line = 1, column = 1, rule }: ReportDiagnostic): string {
  const place = file === undefined ? '' : `${file}:${line}:${column} `;
  const about = rule === undefined ? '' : ` (rule ${rule})`;
  return `${shownText(`${place}${severity} ${code}: ${message}${about}`)}\n  ${shownText(help)}`;
}

function isError({ severity }: ReportDiagnostic): boolean {
  return severity === 'error';
}
