// headwater test as a process: which tests it finds, what it prints and writes, and how it ends.
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFolder, cli, type Ran } from '../support/cli.ts';
import { aCelTest, celFiles, celPolicy, writing } from '../suite/cel-samples.ts';
import { made } from '../suite/samples.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';

const SAMPLES = join(import.meta.dirname, '..', 'suite', 'samples');
const SECRET = 'aHVudGVyMi1odW50ZXIy';

/** The samples in a folder of their own. */
function aCopy(): string {
  const folder = aFolder();
  cpSync(SAMPLES, folder, { recursive: true });
  return folder;
}

/** Replaces a text in a file. */
function change(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

interface TestReport {
  readonly kind: string;
  readonly tests?: {
    readonly passed: number;
    readonly failed: number;
    readonly rows: readonly Record<string, string>[];
  };
  readonly diagnostics: readonly Record<string, string>[];
}

function reportOf({ stdout }: Ran): TestReport {
  const report = JSON.parse(stdout) as TestReport;
  expect(misfits(report, REPORT_SCHEMA)).toEqual([]);
  expect(report.kind).toBe('TestReport');
  return report;
}

describe('tests that hold', () => {
  test('are found at any depth, and exit with 0', () => {
    const { status, stdout, stderr } = cli(SAMPLES, ['test']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'copies/.kyverno-test/kyverno-test.yaml',
      '  passed   copies/registry  Namespace/team-a  → Secret/team-a/registry',
      'tenants/kyverno-test.yaml',
      '  passed   tenants/quota  Namespace/team-a  → ResourceQuota/team-a/pods',
    ]);
    expect(lines[4]).toMatch(/^ {2}passed {3}tenants\/quota {2}Namespace\/sandbox {2}preconditions: /);
    expect(stdout).toMatch(/\n\n3 tests passed, 0 failed, 0 skipped\n$/);
  });

  test('are the same by their folder and by their file, and found once', () => {
    const file = 'tenants/kyverno-test.yaml';
    const one = cli(SAMPLES, ['test', file]);
    expect(one).toEqual(cli(SAMPLES, ['test', 'tenants']));
    expect(one).toEqual(cli(SAMPLES, ['test', 'tenants', file]));
    expect(one.stdout).toContain('2 tests passed');
  });

  test('write nothing', () => {
    const folder = aCopy();
    const before = readdirSync(folder, { recursive: true });
    cli(folder, ['test']);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test('may have another name', () => {
    const folder = aCopy();
    cpSync(join(folder, 'tenants', 'kyverno-test.yaml'), join(folder, 'tenants', 'suite.yaml'));
    const { tests } = reportOf(cli(folder, ['test', '--file-name', 'suite.yaml', '--format', 'json']));
    expect(tests).toMatchObject({ passed: 2, failed: 0 });
    expect(tests!.rows[0]).toMatchObject({ file: 'tenants/suite.yaml', test: 'tenants', line: 11 });
  });
});

describe('tests that do not hold', () => {
  test('exit with 1 and show the difference', () => {
    const folder = aCopy();
    change(folder, 'tenants/quota.yaml', '40', '41');
    const { status, stdout } = cli(folder, ['test', '--fail-only']);
    expect(status).toBe(1);
    expect(stdout).toContain('failed   tenants/quota  Namespace/team-a  → ResourceQuota/team-a/pods');
    expect(stdout).toMatch(/\n {6}- +pods: ["']41["']\n {6}\+ +pods: ["']40["']\n/);
    expect(stdout).not.toContain('copies');
    expect(stdout).toMatch(/\n2 tests passed, 1 failed, 0 skipped\n$/);
  });

  test('never show the value of a Secret', () => {
    const folder = aCopy();
    change(folder, 'copies/.kyverno-test/copy.yaml', SECRET, 'c29tZXRoaW5nLWVsc2U=');
    for (const format of ['text', 'json']) {
      const { status, stdout } = cli(folder, ['test', '--format', format, '--junit', 'results.xml']);
      expect(status).toBe(1);
      const shown = stdout + readFileSync(join(folder, 'results.xml'), 'utf8');
      expect(shown).toContain('‹secret');
      for (const value of [SECRET, 'hunter2', 'c29tZXRoaW5nLWVsc2U', 'something-else'])
        expect(shown).not.toContain(value);
    }
  });

  test('are written as JUnit too, all rows', () => {
    const folder = aCopy();
    change(folder, 'tenants/kyverno-test.yaml', 'result: skip', 'result: pass');
    expect(cli(folder, ['test', '--fail-only', '--junit', 'results.xml']).status).toBe(1);
    const xml = readFileSync(join(folder, 'results.xml'), 'utf8');
    expect(xml).toContain('<testsuites name="headwater" tests="3" failures="1" errors="0" skipped="0">');
    expect(xml).toContain('type="expected pass, found skip"');
  });
});

describe('selection', () => {
  test.each([
    { selector: 'policy=ten*', rows: 2 },
    { selector: 'policy=*,rule=registry', rows: 1 },
    { selector: 'resource=team-?', rows: 2 },
    { selector: 'policy=tenants,resource=sandbox', rows: 1 },
    { selector: 'rule=none', rows: 0 },
  ])('«$selector» leaves $rows rows', ({ selector, rows }) => {
    const ran = cli(SAMPLES, ['test', '-t', selector, '--format', 'json']);
    expect(ran.status).toBe(0);
    expect(reportOf(ran).tests!.rows).toHaveLength(rows);
  });

  test.each(['policy', 'kind=Pod', 'policy=', ''])('«%s» is not understood', (selector) => {
    const ran = cli(SAMPLES, ['test', `--test-case-selector=${selector}`, '--format', 'json']);
    expect(ran.status).toBe(2);
    expect(reportOf(ran).diagnostics).toMatchObject([{ code: 'cli/usage' }]);
  });
});

describe('no tests', () => {
  test.each([
    { args: [], status: 0, codes: [] },
    { args: ['--require-tests'], status: 1, codes: ['suite/no-tests'] },
  ])('with $args exit with $status', ({ args, status, codes }) => {
    const ran = cli(aFolder(), ['test', ...args, '--format', 'json']);
    expect(ran.status).toBe(status);
    expect(reportOf(ran).diagnostics.map(({ code }) => code)).toEqual(codes);
  });
});

describe('files that cannot be used', () => {
  const SUITE = 'tenants/kyverno-test.yaml';

  test.each([
    {
      name: 'a file that is not there',
      file: SUITE,
      from: '- resources.yaml',
      to: '- nowhere.yaml',
      code: 'load/missing-folder',
    },
    {
      name: 'an address',
      file: SUITE,
      from: '- policy.yaml',
      to: '- https://example.com/policy.yaml',
      code: 'suite/url',
    },
    { name: 'an unknown field', file: SUITE, from: 'variables:', to: 'variable:', code: 'suite/invalid' },
    { name: 'YAML that is none', file: 'tenants/quota.yaml', from: 'hard:', to: 'hard: [', code: 'load/syntax' },
    {
      name: 'a resource without a name',
      file: 'tenants/resources.yaml',
      from: 'name: sandbox',
      to: 'labels: {}',
      code: 'suite/invalid',
    },
  ])('$name: exit 2, and the other tests are run', ({ file, from, to, code }) => {
    const folder = aCopy();
    change(folder, file, from, to);
    const ran = cli(folder, ['test', '--format', 'json']);
    expect(ran.status).toBe(2);
    const { tests, diagnostics } = reportOf(ran);
    expect(diagnostics).toMatchObject([{ code, severity: 'error' }]);
    expect(tests!.rows).toMatchObject([{ policy: 'copies', status: 'passed' }]);
  });

  test('a test that is a list', () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'kyverno-test.yaml'), '- a\n');
    const ran = cli(folder, ['test', '--format', 'json']);
    expect(ran.status).toBe(2);
    expect(reportOf(ran).diagnostics).toMatchObject([{ code: 'suite/invalid', file: 'kyverno-test.yaml', line: 1 }]);
  });

  test('a path that is not there', () => {
    expect(cli(SAMPLES, ['test', 'nowhere']).status).toBe(2);
  });

  test('a file for results in a folder that is not there', () => {
    const folder = aCopy();
    const ran = cli(folder, ['test', '--junit', 'nowhere/results.xml', '--format', 'json']);
    expect(ran.status).toBe(2);
    expect(reportOf(ran).diagnostics).toMatchObject([{ code: 'publish/failed' }]);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('a link in the folder that has nothing to do with tests is no failure', () => {
    const folder = aCopy();
    const outside = aFolder();
    symlinkSync(outside, join(folder, 'elsewhere'));
    rmSync(join(folder, 'copies'), { recursive: true });
    expect(cli(folder, ['test']).status).toBe(0);
  });

  test('arguments that there are not', () => {
    const ran = cli(SAMPLES, ['test', '--nope', '--format', 'json']);
    expect(ran.status).toBe(2);
    expect(reportOf(ran).diagnostics).toMatchObject([{ code: 'cli/usage' }]);
  });
});

describe('tests of policies in CEL', () => {
  const run = (changes: Readonly<Record<string, string>> = {}): Ran => {
    const folder = aFolder();
    for (const [name, text] of Object.entries(celFiles(changes))) writeFileSync(join(folder, name), text);
    return cli(folder, ['test']);
  };

  test('exit with 0 where they hold, and with 1 where they do not', () => {
    const held = run();
    expect(held).toMatchObject({ status: 0, stderr: '' });
    expect(held.stdout).toContain('passed   sample/generate  Namespace/team-a  → ConfigMap/team-a/made');
    expect(run({ 'made.yaml': made('y') }).status).toBe(1);
    expect(run({ 'kyverno-test.yaml': aCelTest('result: error') }).status).toBe(1);
  });

  test('exit with 2 where a policy cannot be compiled, and say where', () => {
    const policy = celPolicy('generate: [{expression: "generator.apply("}]');
    const { status, stdout, stderr } = run({ 'kyverno-test.yaml': aCelTest('result: error'), 'policy.yaml': policy });
    expect(status).toBe(2);
    expect(stdout + stderr).toMatch(/policy\.yaml:9:\d+ {2}unexpected e.+\n.+field spec\.generate\.0\.expression/);
  });

  test('show no value of a Secret that differs', () => {
    const policy = celPolicy(writing("'c2VjcmV0LW9uZQ=='")).replace('ConfigMap', 'Secret');
    const { status, stdout, stderr } = run({
      'policy.yaml': policy,
      'made.yaml': made('c2VjcmV0LXR3bw==').replace('ConfigMap', 'Secret'),
    });
    expect(status).toBe(1);
    expect(stdout).toContain('Secret/team-a/made is not as in made.yaml');
    expect(stdout + stderr).not.toMatch(/c2VjcmV0|secret-(?:one|two)/);
  });
});
