// A validation as JUnit: a case for each policy, failed where it has an error.
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { buildReport, toValidateJUnit, type ReportPolicy } from '../../src/report/index.ts';
import { anInput } from './report-samples.ts';

const POLICIES: readonly ReportPolicy[] = [
  { kind: 'ClusterPolicy', name: 'quota', file: 'policies/a.yaml', line: 1 },
  { kind: 'Policy', name: 'ops/quota', file: 'policies/a.yaml', line: 20 },
  { kind: 'ClusterPolicy', name: 'deny', file: 'policies/b.yaml', line: 1 },
];

const FINDING: Diagnostic = {
  code: 'policy/invalid',
  severity: 'error',
  message: 'name is missing',
  help: 'Name it.',
  at: { file: 'policies/a.yaml', line: 24, column: 3 },
  about: { policy: 'ops/quota', rule: 'one' },
};

function junit(...diagnostics: readonly Diagnostic[]): string {
  return toValidateJUnit(buildReport(anInput({ kind: 'ValidateReport', policies: POLICIES, diagnostics })));
}

test('policies without a finding are cases that passed', () => {
  const xml = junit();
  expect(xml).toContain('<testsuites name="headwater validate" tests="3" failures="0" errors="0" skipped="0">');
  expect(xml).toContain(
    '<testcase classname="policies/b.yaml" name="ClusterPolicy deny" file="policies/b.yaml" line="1"/>',
  );
  expect(xml.match(/<testsuite /g)).toHaveLength(2);
});

test('errors are one failure, warnings and notices the output', () => {
  const xml = junit(
    FINDING,
    { ...FINDING, message: 'kind is missing' },
    {
      ...FINDING,
      severity: 'warning',
      message: 'odd',
      about: { policy: 'deny' },
      at: { ...FINDING.at!, file: 'policies/b.yaml' },
    },
  );
  expect(xml).toContain('tests="3" failures="1"');
  expect(xml.match(/<failure /g)).toHaveLength(1);
  expect(xml).toContain('<failure message="kind is missing (and 1 more)" type="policy/invalid">');
  expect(xml).toContain('policies/a.yaml:24:3 error policy/invalid: name is missing (rule one)\n  Name it.');
  expect(xml).toMatch(/name="ClusterPolicy deny"[^>]*><system-out>policies\/b\.yaml:24:3 warning/);
});

test('findings about no policy are cases of their own', () => {
  const { code, severity, message } = FINDING;
  const xml = junit(
    { ...FINDING, about: {} },
    { code, severity, message, about: {} },
    { ...FINDING, about: { policy: 'gone' } },
  );
  expect(xml).toContain('tests="5" failures="2"');
  expect(xml).toContain('<testcase classname="policies/a.yaml" name="the file"');
  expect(xml).toContain('<testcase classname="headwater" name="the run"');
});

test('text from policies cannot leave its place', () => {
  const hostile = ']]></failure><testcase name="x"/>&"\u0000\u001b\uffff';
  const xml = junit({ ...FINDING, message: hostile, about: { policy: 'ops/quota', rule: hostile } });
  expect(xml.match(/<testcase /g)).toHaveLength(3);
  expect(xml).not.toContain(']]>');
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  expect(xml).not.toMatch(/[\u0000\u001b\uffff]/);
});
