// The forms of a report for other programs: SARIF, code quality and the runner's lines. What comes from anybody is hostile in all of them.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { RiskCode } from '../../src/model/preview.ts';
import { buildReport, toCodeQuality, toSarif, workflowCommands, type Report } from '../../src/report/index.ts';
import { SAMPLE_REPORT, aPreview, aPreviewReport } from '../support/sample-preview.ts';
import { anInput, TESTS } from './report-samples.ts';

const BASE = {
  code: 'load/syntax',
  severity: 'error',
  message: 'Not a mapping',
  help: 'Indent it.',
  at: { file: 'policies/a.yaml', line: 3, column: 5 },
  about: {},
} as const satisfies Diagnostic;

function reportOf(...diagnostics: readonly Diagnostic[]): Report {
  return buildReport(anInput({ kind: 'ValidateReport', diagnostics }));
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
      readonly region: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface SarifRun {
  readonly tool: {
    readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly { id: string }[] };
  };
  readonly results: readonly SarifResult[];
  readonly invocations?: readonly { readonly toolExecutionNotifications: readonly { message: { text: string } }[] }[];
}

function runOf(report: Report, folder?: string): SarifRun {
  const log = JSON.parse(toSarif(report, folder)) as { version: string; runs: readonly SarifRun[] };
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  return log.runs[0]!;
}

const uris = (run: SarifRun): readonly string[] =>
  run.results.map(({ locations }) => locations[0]!.physicalLocation.artifactLocation.uri);
const prints = (report: Report): readonly string[] =>
  runOf(report).results.map(({ partialFingerprints }) => partialFingerprints['headwater/v1']!);

describe('SARIF', () => {
  test('has the codes that occur as rules, and a result with its place for each finding, errors first', () => {
    const run = runOf(
      reportOf(
        { ...BASE, severity: 'notice', code: 'load/submodule', message: 'Left out' },
        { ...BASE, severity: 'warning', code: 'load/duplicate-key', message: 'Twice' },
        BASE,
      ),
    );
    expect(run.tool.driver).toMatchObject({ name: 'Headwater', version: '1.2.3' });
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['load/duplicate-key', 'load/submodule', 'load/syntax']);
    expect(run.results.map(({ level }) => level)).toEqual(['error', 'warning', 'note']);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    expect(run.results[0]).toMatchObject({
      message: { text: 'Not a mapping\nIndent it.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'policies/a.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 3, startColumn: 5 },
          },
        },
      ],
    });
    expect(run.invocations).toBeUndefined();
  });

  test.each([
    { file: 'policies/ä b.yaml', folder: '', uri: 'policies/%C3%A4%20b.yaml' },
    { file: './a%b?c#d.yaml', folder: '', uri: 'a%25b%3Fc%23d.yaml' },
    { file: 'javascript:alert(1)', folder: '', uri: 'javascript%3Aalert(1)' },
    { file: 'policies/a.yaml', folder: 'clusters/east', uri: 'clusters/east/policies/a.yaml' },
    { file: '../policies/a.yaml', folder: 'clusters/east', uri: 'clusters/policies/a.yaml' },
    { file: 'half\ud800.yaml', folder: '', uri: 'half%EF%BF%BD.yaml' },
  ])('names $file in «$folder» as $uri', ({ file, folder, uri }) => {
    expect(uris(runOf(reportOf({ ...BASE, at: { file, line: 1, column: 1 } }), folder))).toEqual([uri]);
  });

  test.each(['/tmp/cluster.yaml', '../elsewhere.yaml', '-', 'git+https://example.org/r.git@v1:policies/p.yaml'])(
    'puts what lies outside the repository (%s) elsewhere',
    (file) => {
      const run = runOf(reportOf({ ...BASE, at: { file, line: 7, column: 1 } }));
      expect(uris(run)).toEqual(['headwater.yaml']);
      expect(run.results[0]!.message.text).toMatch(`${file}:7: Not a mapping`);
    },
  );

  test('puts a finding without a place on the file of its policy', () => {
    const { code, severity, message } = BASE;
    const placeless: Diagnostic = { code, severity, message, about: { policy: 'quota' } };
    const policies = [{ kind: 'ClusterPolicy', name: 'quota', file: 'policies/quota.yaml', line: 12 }];
    const listed = buildReport(anInput({ kind: 'ValidateReport', policies, diagnostics: [placeless] }));
    expect(uris(runOf(listed))).toEqual(['policies/quota.yaml']);
    const other = { ...BASE, message: 'Another', about: { policy: 'quota' } };
    expect(uris(runOf(reportOf(placeless, other)))).toEqual(['policies/a.yaml', 'policies/a.yaml']);
    expect(uris(runOf(reportOf(placeless)))).toEqual(['headwater.yaml']);
  });

  test('gives at most 5,000 results, the worst, and counts the rest', () => {
    const notices = Array.from({ length: 5000 }, (_, index): Diagnostic => ({
      ...BASE,
      severity: 'notice',
      at: { file: 'policies/a.yaml', line: index + 1, column: 1 },
    }));
    const run = runOf(reportOf(...notices, { ...BASE, at: { file: 'z.yaml', line: 1, column: 1 } }));
    expect(run.results).toHaveLength(5000);
    expect(run.results[0]!.level).toBe('error');
    expect(run.invocations![0]!.toolExecutionNotifications[0]!.message.text).toContain('1 of 5001 findings');
    expect(runOf(reportOf(...notices)).invocations).toBeUndefined();
  });

  test('has fingerprints that stay when lines move, and are distinct', () => {
    const found = [
      BASE,
      { ...BASE, at: { file: 'policies/a.yaml', line: 9, column: 5 } },
      { ...BASE, at: { file: 'policies/b.yaml', line: 9, column: 5 } },
      { ...BASE, message: 'Given twice, first on line 3' },
      { ...BASE, about: { policy: 'p', rule: 'r' } },
      { ...BASE, severity: 'warning' as const },
    ];
    const before = prints(reportOf(...found));
    expect(new Set(before).size).toBe(found.length);
    const moved = found.map((one) => ({
      ...one,
      message: one.message.replace('line 3', 'line 103'),
      at: { ...one.at, line: one.at.line + 100 },
    }));
    expect(prints(reportOf(...moved)).toSorted()).toEqual(before.toSorted());
  });

  test('shows the risks of a preview, at their places', () => {
    const risk = { count: 1, groups: [] };
    const report = aPreviewReport(
      aPreview([], {
        risks: [
          { ...risk, level: 'caution', code: 'rbac-rule', message: 'Rights grow' },
          {
            ...risk,
            level: 'blocker',
            code: 'edit-refused',
            message: 'Kyverno would refuse it',
            help: 'Rename it.',
            command: 'headwater validate',
            at: { file: 'policies/a.yaml', line: 4 },
          },
        ],
      }),
    );
    const run = runOf(report);
    expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['risk/edit-refused', 'error'],
      ['risk/rbac-rule', 'warning'],
    ]);
    expect(uris(run)).toEqual(['policies/a.yaml', 'headwater.yaml']);
    expect(run.results[0]!.message.text).toBe('Kyverno would refuse it\nRename it. headwater validate');
  });

  test('lets no text become a link', () => {
    const report = reportOf({ ...BASE, message: 'see [here](https://evil.example) \\[a\\](b)' });
    expect(runOf(report).results[0]!.message.text).not.toContain('](');
  });

  test('gives the same bytes for the same report', () => {
    expect(toSarif(SAMPLE_REPORT)).toBe(toSarif(SAMPLE_REPORT));
  });
});

test('code quality of GitLab has a place, a severity and a fingerprint for each finding', () => {
  const report = reportOf(BASE, { ...BASE, severity: 'notice' }, { ...BASE, severity: 'warning', message: 'w' });
  const entries = JSON.parse(toCodeQuality(report, 'sub')) as readonly Record<string, unknown>[];
  expect(entries.map(({ severity }) => severity)).toEqual(['critical', 'minor', 'info']);
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  expect(entries[0]).toMatchObject({
    description: 'Not a mapping',
    check_name: 'load/syntax',
    location: { path: 'sub/policies/a.yaml', lines: { begin: 3 } },
  });
  expect(JSON.parse(toCodeQuality(reportOf()))).toEqual([]);
});

describe('annotations', () => {
  test('are lines with file, line, column and title', () => {
    expect(workflowCommands(reportOf(BASE))).toBe(
      '::error file=policies/a.yaml,line=3,col=5,title=Not valid YAML or JSON::Not a mapping%0AIndent it.\n',
    );
    expect(workflowCommands(reportOf())).toBe('');
  });

  test('are ten of each kind, and the rest is counted', () => {
    const many = (severity: Diagnostic['severity'], count: number): readonly Diagnostic[] =>
      Array.from({ length: count }, (_, index) => ({ ...BASE, severity, message: `Number ${index}` }));
    const lines = workflowCommands(reportOf(...many('error', 11), ...many('warning', 10), ...many('notice', 30)))
      .trimEnd()
      .split('\n');
    const starting = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
    expect([starting('::error '), starting('::warning '), starting('::notice ')]).toEqual([10, 10, 10]);
    expect(lines.at(-1)).toBe('Without an annotation: 1 more error, 20 more notices.');
    expect(lines).toHaveLength(31);
  });

  test.each([
    'x\n::set-output name=a::b',
    'x\r::error::forged',
    '%0A::error::forged',
    '100%25',
    'a,line=9::b:,',
    '\u2028::error::x',
  ])('let no message or name become a command: %j', (text) => {
    const place = { file: text, line: 1, column: 1 };
    const about = { policy: text, rule: text };
    const output = workflowCommands(reportOf({ ...BASE, message: text, help: text, at: place, about }));
    expect(output.split(/[\n\r]/)).toHaveLength(2);
    const read = /^::(\w+) (.*?)::(.*)\n$/.exec(output)!;
    expect(read[1]).toBe('error');
    const properties = read[2]!.split(',').map((one) => one.split('='));
    expect(properties.map(([name]) => name)).toEqual(['file', 'line', 'col', 'title']);
    expect(read[3]).not.toMatch(/%(?!25|0A)/);
  });

  test('of something outside the repository have no file', () => {
    const output = workflowCommands(reportOf({ ...BASE, at: { file: '/tmp/x.yaml', line: 2, column: 1 } }));
    expect(output).toMatch(/^::error title=[^,:]*::\/tmp\/x\.yaml:2: /);
  });

  test('show tests that failed', () => {
    const output = workflowCommands(buildReport(anInput({ kind: 'TestReport', tests: TESTS })));
    expect(output).toMatch(/^::error file=a\/kyverno-test\.yaml,line=9,col=1,title=Test failed::tenants quota /);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  test('begin with blockers', () => {
    const code: RiskCode = 'namespace-removed';
    const risks = [{ level: 'blocker' as const, code, message: 'Gone', count: 1, groups: [] }];
    const report = aPreviewReport(aPreview([], { risks }), [BASE]);
    expect(workflowCommands(report)).toMatch(/^::error title=Namespace removed::Gone/);
  });
});
