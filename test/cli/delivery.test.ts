// `validate --delivery` and `init` through the command line: when the repository is looked at, in which forms it is told, what is written.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFolder, cli, plainEnv } from '../support/cli.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { aProject, filesBelow } from '../support/project.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

function application(path: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: all, namespace: argocd}
spec:
  source:
    repoURL: https://git.example.com/a/b.git
    path: ${path}
    directory: {recurse: true}
  syncPolicy: {automated: {prune: true}}
`;
}

const INPUTS = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const WRONG = { ...INPUTS, 'apps/all.yaml': application('.') };

interface Reported {
  readonly kind: string;
  readonly diagnostics: readonly { readonly code: string; readonly file?: string; readonly line?: number }[];
  readonly written?: readonly string[];
}

function reported(
  cwd: string,
  args: readonly string[],
): { status: number | null; report: Reported; codes: readonly string[] } {
  const { status, stdout, stderr } = cli(cwd, [...args, '--format', 'json']);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Reported;
  expect(misfits(report, REPORT_SCHEMA)).toEqual([]);
  return { status, report, codes: report.diagnostics.map(({ code }) => code) };
}

describe('validate --delivery', () => {
  test.each([
    [['validate', '--delivery']],
    [['validate', '--delivery', 'argocd']],
    [['validate', '--delivery=both']],
    [['validate', '--delivery', '--policies', 'policies']],
  ])('%s looks at the repository', (args) => {
    const { status, report, codes } = reported(aProject(WRONG).root, args);
    expect(status).toBe(1);
    expect(codes).toEqual(['delivery/applies-inventory', 'delivery/applies-policies']);
    expect(report.diagnostics[0]).toMatchObject({ file: 'apps/all.yaml', line: 7 });
  });

  test('without the flag and the key nobody looks', () => {
    expect(reported(aProject(WRONG).root, ['validate'])).toMatchObject({ status: 0, codes: [] });
  });

  test('the key of headwater.yaml asks for it, and the flag wins over it', () => {
    const project = aProject({ ...INPUTS, 'a.yaml': application('output'), 'headwater.yaml': 'delivery: flux\n' });
    expect(reported(project.root, ['validate'])).toMatchObject({ status: 1, codes: ['delivery/covers-nothing'] });
    expect(reported(project.root, ['validate', '--delivery'])).toMatchObject({
      status: 1,
      codes: ['delivery/covers-nothing'],
    });
    expect(reported(project.root, ['validate', '--delivery', 'argocd'])).toMatchObject({ status: 0, codes: [] });
  });

  test.each([
    ['validate', '--delivery', 'helm'],
    ['validate', '--delivery', 'flux', '--delivery', 'flux'],
    ['validate', '--delivery', 'flux', 'extra'],
  ])('%s %s %s is not understood', (...args) => {
    expect(reported(aProject(WRONG).root, args)).toMatchObject({ status: 2, codes: ['cli/usage'] });
  });

  test('paths of the options count, several too', () => {
    const project = aProject({ ...INPUTS, 'teams/policies/x.yaml': DENY_ALL.replace('default-deny', 'more') });
    project.write({ 'a.yaml': application('teams') });
    const { codes } = reported(project.root, [
      ...['validate', '--delivery', 'neutral', '--policies', 'policies', '--policies', 'teams/policies'],
    ]);
    expect(codes).toEqual(['delivery/applies-policies']);
  });

  test('a folder of the repository: definitions lie around it', () => {
    const project = aProject();
    mkdirSync(join(project.root, '.git'));
    project.write({ '.git/HEAD': 'ref: refs/heads/main\n', 'apps/all.yaml': application('prod') });
    project.write(Object.fromEntries(Object.entries(INPUTS).map(([path, text]) => [`prod/${path}`, text])));
    const { report, codes } = reported(join(project.root, 'prod'), ['validate', '--delivery']);
    expect(codes).toEqual(['delivery/applies-inventory', 'delivery/applies-policies']);
    expect(report.diagnostics[0]).toMatchObject({ file: '../apps/all.yaml' });
  });

  test('the findings are in the forms for other programs', () => {
    const project = aProject(WRONG);
    const files = ['--sarif-file', 'a.sarif', '--junit', 'a.xml', '--code-quality-file', 'a.json'];
    expect(cli(project.root, ['validate', '--delivery', ...files]).status).toBe(1);
    expect(project.read('a.sarif')).toContain('"ruleId": "delivery/applies-policies"');
    expect(project.read('a.xml')).toContain('failures="1"');
    expect(project.read('a.json')).toContain('"path": "apps/all.yaml"');
  });

  test('a notice of who could not be found is shown with --verbose only', () => {
    const project = aProject(INPUTS);
    expect(cli(project.root, ['validate', '--delivery'])).toMatchObject({
      status: 0,
      stdout: 'The policies are valid.\n',
    });
    expect(cli(project.root, ['validate', '--delivery', '-v']).stdout).toContain('[delivery/no-definition]');
  });

  test.runIf(HAS_GIT)(`credentials of a remote are never shown${NEEDS_GIT}`, () => {
    const project = aGitProject(WRONG);
    project.git('remote', 'add', 'origin', 'https://someone:t0p-s3cret@git.example.com/x/y.git');
    const { stdout, stderr } = cli(project.root, ['validate', '--delivery', '-v']);
    expect(stdout).toContain('git.example.com/x/y');
    expect(stdout + stderr).not.toMatch(/t0p-s3cret|someone/);
  });
});

test.skipIf(!HAS_GIT)(`an inventory that Git leaves out is applied by nobody${NEEDS_GIT}`, () => {
  const exclude = "'{policies/*,apps/*}'";
  const project = aGitProject({
    ...INPUTS,
    'apps/all.yaml': application('.').replace('recurse: true', `recurse: true, exclude: ${exclude}`),
    '.gitignore': '/cluster-state/\n',
  });
  expect(reported(project.root, ['validate', '--delivery']).codes).toEqual([]);
  project.write({ '.gitignore': '' });
  expect(reported(project.root, ['validate', '--delivery']).codes).toEqual(['delivery/applies-inventory']);
});

describe('init', () => {
  test('writes, says what, and names the next commands', () => {
    const folder = aFolder();
    const { status, stdout } = cli(folder, ['init', '--delivery', 'flux']);
    expect(status).toBe(0);
    expect(stdout).toContain('+ headwater.yaml\n+ policies/README.md\n+ cluster-state/README.md\n+ .gitattributes\n');
    expect(stdout).toContain('headwater validate --delivery');
    expect(stdout).toContain('CODEOWNERS');
    expect(stdout).not.toContain('Nothing');
    expect(filesBelow(folder)['headwater.yaml']).toContain('\ndelivery: flux\n');
    expect(cli(folder, ['init'])).toMatchObject({ status: 0, stdout: 'Nothing to write.\n' });
  });

  test('what it wrote is a project', () => {
    const folder = aFolder();
    cli(folder, ['init']);
    expect(cli(folder, ['validate'])).toMatchObject({ status: 0 });
    expect(cli(folder, ['reconcile', '--no-commit', '--allow-empty'])).toMatchObject({ status: 0 });
  });

  test('--dry-run writes nothing', () => {
    const folder = aFolder();
    expect(cli(folder, ['init', '--dry-run']).stdout).toContain('Would be written:\n+ headwater.yaml\n');
    expect(filesBelow(folder)).toEqual({});
  });

  test('a repository that tells readers the wrong thing: exit 1, nothing written', () => {
    const project = aProject({ 'apps/all.yaml': application('.') });
    const { status, report, codes } = reported(project.root, ['init']);
    expect({ status, kind: report.kind, codes }).toEqual({
      status: 1,
      kind: 'InitReport',
      codes: ['delivery/applies-inventory', 'delivery/applies-policies'],
    });
    expect(Object.keys(project.files('.'))).toEqual(['apps/all.yaml']);
  });

  test.each([
    ['init', 'extra'],
    ['init', '--nope'],
    ['init', '--delivery', 'helm'],
    ['init', '--delivery'],
  ])('%s %s is not understood', (...args) => {
    const folder = aFolder();
    const { status, report } = reported(folder, args);
    expect({ status, kind: report.kind }).toEqual({ status: 2, kind: 'InitReport' });
    expect(filesBelow(folder)).toEqual({});
  });

  test('an existing configuration that cannot be used: exit 2, nothing written', () => {
    const project = aProject({ 'headwater.yaml': 'nonsense: 1\n' });
    expect(reported(project.root, ['init'])).toMatchObject({ status: 2, codes: ['cli/usage'] });
    expect(Object.keys(project.files('.'))).toEqual(['headwater.yaml']);
  });

  test('a configuration that is a link to nothing is left alone', () => {
    const folder = aFolder();
    symlinkSync(join(folder, '..', 'nothing-here'), join(folder, 'headwater.yaml'));
    const { status, stdout } = cli(folder, ['init'], { env: plainEnv() });
    expect({ status, named: stdout.includes('headwater.yaml') }).toEqual({ status: 0, named: false });
  });
});
