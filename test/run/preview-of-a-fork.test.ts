// What a fork's files may not do to the machine that previews them: write, post, hide, or read what lies around the repository.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/index.ts';
import { cli, type Ran } from '../support/cli.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

const EGRESS = DENY_ALL.replace('[Ingress]', '[Ingress, Egress]');
const OUTSIDE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: of-the-machine\n';

function aChange(): GitProject {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n';
  const project = aGitProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespace });
  project.branch('change');
  project.write({ 'policies/deny.yaml': EGRESS });
  writeFileSync(join(project.home, 'outside.yaml'), OUTSIDE);
  return project;
}

function from(project: GitProject, repository: string): Readonly<Record<string, string>> {
  const path = join(project.home, 'event.json');
  const side = (name: string) => ({ repo: { full_name: name } });
  writeFileSync(path, JSON.stringify({ number: 7, pull_request: { head: side(repository), base: side('o/r') } }));
  return { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: path };
}

function preview(
  project: GitProject,
  args: readonly string[] = [],
  repository = 'mallory/r',
): Ran & { report: Report } {
  const ran = cli(project.root, ['preview', '--base', 'main', '--json', '-', ...args], {
    env: from(project, repository),
  });
  return { ...ran, report: JSON.parse(ran.stdout) as Report };
}

const codes = ({ diagnostics }: Report): readonly string[] => diagnostics.map(({ code }) => code);

describe.skipIf(!HAS_GIT)(`a fork${NEEDS_GIT}`, () => {
  const SHOWING = {
    'headwater.yaml':
      'html: pwned.html\nmarkdown: ../pwned.md\nsarifFile: .git/hooks/x\nbase: HEAD\nfailOn: never\ncomment: github\nverbose: true\n',
  };

  test('names no file to write, no base, no comment; it is told so', () => {
    const project = aChange();
    project.write(SHOWING);
    const env = from(project, 'mallory/r');
    const { status, stdout } = cli(project.root, ['preview', '--base', 'main', '--verbose'], { env });
    expect(status).toBe(0);
    expect(stdout).toContain(
      'html, markdown, sarifFile, base, failOn, comment, verbose in headwater.yaml do not count',
    );
    const { report } = preview(project);
    expect(codes(report)).toContain('preview/settings-of-fork');
    expect(report.preview).toMatchObject({ computed: true, base: { name: 'main' } });
    const written = ['pwned.html', '../pwned.md', '.git/hooks/x'].map((path) => existsSync(join(project.root, path)));
    expect(written).toEqual([false, false, false]);
  });

  test('of this repository may say all of it, and what the command line says counts anyway', () => {
    const project = aChange();
    project.write({ 'headwater.yaml': 'html: page.html\n' });
    expect(codes(preview(project, [], 'o/r').report)).not.toContain('preview/settings-of-fork');
    expect(existsSync(join(project.root, 'page.html'))).toBe(true);
    preview(project, ['--markdown', 'mine.md']);
    expect(existsSync(join(project.root, 'mine.md'))).toBe(true);
  });

  test('names no file to write for other commands either', () => {
    const project = aChange();
    project.write({ 'headwater.yaml': 'junit: page.xml\nsarifFile: page.sarif\ncodeQualityFile: page.json\n' });
    const written = () => ['page.xml', 'page.sarif', 'page.json'].map((path) => existsSync(join(project.root, path)));
    expect(cli(project.root, ['validate'], { env: from(project, 'mallory/r') }).status).toBe(0);
    expect(written()).toEqual([false, false, false]);
    expect(cli(project.root, ['validate'], { env: from(project, 'o/r') }).status).toBe(0);
    expect(written()).toEqual([true, true, true]);
  });

  test('lays no link where a report is written', () => {
    const project = aChange();
    const mine = join(project.home, 'mine');
    writeFileSync(mine, 'mine');
    symlinkSync(mine, join(project.root, 'page.html'));
    symlinkSync('../new', join(project.root, 'page.md'));
    symlinkSync('..', join(project.root, 'folder'));
    const faces = ['--html', 'page.html', '--markdown', 'page.md', '--sarif-file', 'folder/mine'];
    const { stdout } = cli(project.root, ['preview', '--base', 'main', ...faces]);
    expect(stdout.match(/it is not written/g)).toHaveLength(3);
    expect(readFileSync(mine, 'utf8')).toBe('mine');
    expect(existsSync(join(project.home, 'new'))).toBe(false);
  });

  test.each([
    ['clusterState: ../outside.yaml', {}],
    ['clusterState: [cluster-state, ../outside.yaml]', {}],
    ['policies: [policies, ../outside.yaml]', {}],
    ['resourceFilters: ../outside.yaml', {}],
    ['output: ../out', {}],
    ['clusterState: .git/config', {}],
    ['policies: linked', { linked: '.git' }],
    ['clusterState: linked.yaml', { 'linked.yaml': '../outside.yaml' }],
    ['clusterState: folder/outside.yaml', { folder: '..' }],
  ])('reads nothing around the repository: %s', (configuration, links) => {
    const project = aChange();
    project.write({ 'headwater.yaml': `${configuration}\n` });
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(project.root, name));
    const { status, stdout, report } = preview(project);
    expect(status).toBe(2);
    expect(codes(report)).toContain('preview/path-of-fork');
    expect(stdout).not.toContain('of-the-machine');
    expect(stdout).not.toContain('repositoryformatversion');
  });

  test('reads no file that its own folders or its configuration link to', () => {
    const project = aChange();
    project.git('mv', 'cluster-state', 'state');
    symlinkSync('../outside.yaml', join(project.root, 'cluster-state'));
    expect(preview(project).report.preview?.computed).toBe(false);
    expect(preview(project).stdout).not.toContain('of-the-machine');
    project.remove('cluster-state');
    project.git('mv', 'state', 'cluster-state');
    symlinkSync('../outside.yaml', join(project.root, 'headwater.yaml'));
    const { status, stdout, report } = preview(project);
    expect([status, codes(report)]).toEqual([2, ['preview/path-of-fork']]);
    expect(stdout).not.toContain('of-the-machine');
  });

  test('may use what the base reads outside, and what the command line names', () => {
    const project = aChange();
    project.git('checkout', '-q', 'main');
    project.write({ 'headwater.yaml': 'clusterState: [cluster-state, ../outside.yaml]\n' });
    project.commit();
    project.git('checkout', '-q', '-B', 'change');
    expect(preview(project).report.preview?.computed).toBe(true);
    project.remove('headwater.yaml');
    const named = preview(project, ['--cluster-state', 'cluster-state', '--cluster-state', '../outside.yaml']);
    expect(named.report.preview?.computed).toBe(true);
  });
});
