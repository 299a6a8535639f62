// The command line as such: help, version, what is not understood, and the form in which that is said.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFolder, cli } from '../support/cli.ts';
import { aProject } from '../support/project.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';
import { COPY_TRUST, DENY_ALL, namespaceText, TRUST } from '../support/sample-policies.ts';

const COMMANDS = ['reconcile', 'diff', 'validate', 'explain', 'eval'] as const;

/** The report on standard output, which must hold nothing else. */
function reportOf(stdout: string): Record<string, unknown> {
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(misfits(report, REPORT_SCHEMA)).toEqual([]);
  return report;
}

describe('help and version', () => {
  test('the program names its commands', () => {
    const { status, stdout, stderr } = cli(aFolder(), ['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toContain(`headwater ${command}`);
  });

  test.each(COMMANDS)('%s --help shows flags and examples, and does nothing', (command) => {
    const folder = aFolder();
    const { status, stdout, stderr } = cli(folder, [command, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('--cluster-state');
    expect(stdout).toContain(`headwater ${command}`);
    expect(existsSync(join(folder, 'output'))).toBe(false);
  });

  test('--version prints the version alone', () => {
    const { status, stdout } = cli(aFolder(), ['--version']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('the language of the machine does not matter', () => {
    const folder = aFolder();
    const german = cli(folder, ['reconcile', '--nope'], { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' } });
    expect(german).toEqual(cli(folder, ['reconcile', '--nope']));
  });
});

const UNUSABLE: readonly (readonly string[])[] = [
  [],
  ['nope'],
  ['reconcile', '--nope'],
  ['reconcile', 'extra'],
  ['reconcile', '--lifecycle', 'sometimes'],
  ['reconcile', '--policies'],
  ['reconcile', '--output', 'a', '--output', 'b'],
  ['reconcile', '--lifecycle', 'desired', '--lifecycle', 'kyverno'],
  ['reconcile', '--max-deletions', 'many'],
  ['reconcile', '--no-commit', '--policies', 'missing'],
  ['reconcile', '--no-commit', '--cluster-state', 'missing'],
  ['reconcile', '--no-commit', '--config', 'missing.yaml'],
  ['reconcile', '--no-commit', '--secrets', 'sops'],
  ['reconcile', '--no-commit', '--push'],
  ['reconcile', '--no-commit', '--resource-filters', 'missing.txt'],
  ['reconcile', '--no-commit', '--allow-http', 'https://api.example.org/'],
  ['reconcile', '--no-commit', '--allow-http', '*'],
  ['reconcile', '--no-commit', '--allow-http', 'api.example.org', '--allow-http', '10.0.0.0/33'],
  ['reconcile'],
  ['diff', '--nope'],
  ['diff', '--policies', 'missing'],
  ['validate', '--base', 'missing'],
  ['validate', '--policies', 'policies', 'extra'],
  ['-'],
  ['explain'],
  ['explain', 'ns/nobody'],
  ['explain', 'a', 'b'],
  ['eval'],
  ['eval', 'request.name'],
  ['eval', 'request.name', '--trigger', 'ns/nobody'],
  ['eval', 'request.name', '--trigger', 'ns/team-a', '--rule', 'deny-all'],
  ['eval', 'request.name', '--trigger', 'ns/team-a', '--policy', 'nobody'],
  ['eval', 'request.name', '--trigger', 'ns/team-a', '--template', '--precondition'],
  ['eval', 'request.name', '--trigger', 'ns/team-a', '--cel', '--precondition'],
  ['eval', 'request.name', '--trigger', 'ns/team-a', '--operation', 'PATCH'],
  ['eval', 'request.name', '--file', 'missing.yaml'],
  ['eval', '-', '--trigger', 'ns/team-a', '--cluster-state', '-'],
];

describe('what is not understood', () => {
  const files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };

  test.each(UNUSABLE.map((args) => [args.join(' '), args] as const))('«%s» exits 2 and writes nothing', (_, args) => {
    const project = aProject(files);
    const before = project.files('.');
    const text = cli(project.root, args);
    expect(text.status).toBe(2);
    expect(text.stdout + text.stderr).not.toContain('bug in Headwater');
    expect((text.stdout + text.stderr).length).toBeGreaterThan(20);

    const json = cli(project.root, [...args, '--format', 'json']);
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status: 2, stderr: '' });
    const report = reportOf(json.stdout);
    expect(report['counts']).toMatchObject({ created: 0 });
    expect(report['diagnostics']).not.toEqual([]);
    expect(project.files('.')).toEqual(before);
  });

  test('--format=json and --format json are the same to a complaint', () => {
    const folder = aFolder();
    const one = cli(folder, ['diff', '--format=json', '--nope']);
    expect(one).toEqual(cli(folder, ['diff', '--nope', '--format', 'json']));
    expect(reportOf(one.stdout)).toMatchObject({ kind: 'Diff', diagnostics: [{ code: 'cli/usage' }] });
  });
});

describe('exit status and report', () => {
  const good = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
  const failing = {
    'policies/trust.yaml': COPY_TRUST,
    'cluster-state/trust.yaml': TRUST,
    'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true", tier: gold}'),
    'cluster-state/b.yaml': namespaceText('team-b', '{trust: "true"}'),
  };

  test.each<{ name: string; files: Record<string, string>; args: readonly string[]; status: number; kind: string }>([
    { name: 'done', files: good, args: ['reconcile', '--no-commit'], status: 0, kind: 'ReconcileReport' },
    {
      name: 'a trigger failed',
      files: failing,
      args: ['reconcile', '--no-commit'],
      status: 1,
      kind: 'ReconcileReport',
    },
    { name: 'a difference, without --exit-code', files: good, args: ['diff'], status: 0, kind: 'Diff' },
    { name: 'a difference, with --exit-code', files: good, args: ['diff', '--exit-code'], status: 3, kind: 'Diff' },
    { name: 'a failure beside a difference', files: failing, args: ['diff', '--exit-code'], status: 1, kind: 'Diff' },
    { name: 'valid policies', files: good, args: ['validate'], status: 0, kind: 'ValidateReport' },
    {
      name: 'a broken file',
      files: { ...good, 'policies/broken.yaml': 'a: [\n' },
      args: ['reconcile', '--no-commit'],
      status: 2,
      kind: 'ReconcileReport',
    },
  ])('$name: $status', ({ files, args, status, kind }) => {
    const json = cli(aProject(files).root, [...args, '--format', 'json']);
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status, stderr: '' });
    expect(reportOf(json.stdout)).toMatchObject({ kind });
    const text = cli(aProject(files).root, args);
    expect({ status: text.status, tellsOnError: text.stderr !== '' }).toEqual({
      status,
      tellsOnError: kind === 'Diff',
    });
  });

  test('a failure names file, line, policy, rule and trigger, and the others are carried out', () => {
    const project = aProject(failing);
    const { stdout } = cli(project.root, ['reconcile', '--no-commit', '--format', 'json']);
    expect(reportOf(stdout)).toMatchObject({
      counts: { created: 1, failed: 1 },
      diagnostics: [
        {
          file: 'policies/trust.yaml',
          line: expect.any(Number) as number,
          policy: 'trust',
          rule: 'copy',
          trigger: '/Namespace//team-b',
        },
      ],
    });
    expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_trust-gold.yaml']);
  });

  test('--exit-code after a reconcile: nothing to change', () => {
    const project = aProject(good);
    cli(project.root, ['reconcile', '--no-commit']);
    expect(cli(project.root, ['diff', '--exit-code'])).toEqual({ status: 0, stdout: '', stderr: 'Nothing changes.\n' });
  });
});
