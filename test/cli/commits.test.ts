// Commits through the command line, in real repositories, with the git program and without it.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cli, plainEnv, shell } from '../support/cli.ts';
import { aProject, type Files, type Project } from '../support/project.ts';
import { COPY_TRUST, DENY_ALL, namespaceText, TRUST } from '../support/sample-policies.ts';

const HAS_GIT = spawnSync('git', ['--version']).status === 0;
const NEEDS_GIT = HAS_GIT ? '' : ' (skipped: needs git (Debian package git))';
const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const PERSON = {
  GIT_AUTHOR_NAME: 'User',
  GIT_AUTHOR_EMAIL: 'user@example',
  GIT_COMMITTER_NAME: 'User',
  GIT_COMMITTER_EMAIL: 'user@example',
};

/** A project that is a repository with everything in it committed. */
function aRepository(files: Files = FILES): Project {
  const project = aProject(files);
  git(project, 'init -q -b main && git add -A && git commit -qm start');
  return project;
}

function git(project: Project, line: string): string {
  const { status, stdout, stderr } = shell(project.root, `git ${line}`, PERSON);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe.runIf(HAS_GIT).each(['git', 'isomorphic'])(`with HEADWATER_GIT=%s${NEEDS_GIT}`, (kind) => {
  const env = { ...PERSON, HEADWATER_GIT: kind };

  function reconcile(
    project: Project,
    ...args: readonly string[]
  ): { status: number | null; report: { commit?: string } } {
    const { status, stdout } = cli(project.root, ['reconcile', '--format', 'json', ...args], { env });
    return { status, report: JSON.parse(stdout) as { commit?: string } };
  }

  test('one commit with subject, counts by policy, names and trailers', () => {
    const project = aRepository();
    const { status, report } = reconcile(project, '--cluster', 'prod-eu');
    expect(status).toBe(0);
    expect(git(project, 'rev-parse HEAD').trim()).toBe(report.commit);
    expect(git(project, 'rev-list --count HEAD').trim()).toBe('2');
    expect(git(project, 'status --porcelain')).toBe('');
    const message = git(project, 'log -1 --format=%B');
    expect(message.split('\n')[0]).toBe('headwater: +1 ~0 -0 (cluster prod-eu)');
    expect(message).toContain('default-deny');
    expect(message).toContain('NetworkPolicy/team-a/deny-all');
    const trailers = git(project, 'log -1 --format="%(trailers:only,unfold)"');
    for (const name of ['Headwater-Version', 'Headwater-Inventory', 'Headwater-Ledger']) {
      expect(trailers).toMatch(new RegExp(`^${name}: \\S+$`, 'm'));
    }
    expect(git(project, 'log -1 --format=%an')).toBe('headwater[bot]\n');
  });

  test('nothing is committed where nothing changed', () => {
    const project = aRepository();
    reconcile(project);
    const head = git(project, 'rev-parse HEAD');
    expect(reconcile(project)).toMatchObject({ status: 0, report: { counts: { created: 0 } } });
    expect(reconcile(project).report.commit).toBeUndefined();
    expect(git(project, 'rev-parse HEAD')).toBe(head);
  });

  test('what the user staged stays staged, what the user changed stays changed', () => {
    const project = aRepository();
    project.write({
      'staged.txt': 'staged\n',
      'output/readme.txt': 'mine\n',
      'policies/deny.yaml': `${DENY_ALL}# note\n`,
    });
    git(project, 'add staged.txt');
    expect(reconcile(project).status).toBe(0);
    expect(git(project, 'status --porcelain').trimEnd().split('\n').sort()).toEqual([
      ' M policies/deny.yaml',
      '?? output/readme.txt',
      'A  staged.txt',
    ]);
    expect(git(project, 'show --stat --format= HEAD')).not.toMatch(/staged|readme|policies/);
  });

  test('what --no-commit left is committed by a later run that changes nothing', () => {
    const project = aRepository();
    expect(reconcile(project, '--no-commit').report.commit).toBeUndefined();
    expect(git(project, 'rev-list --count HEAD').trim()).toBe('1');
    const { status, report } = reconcile(project);
    expect({ status, committed: report.commit !== undefined }).toEqual({ status: 0, committed: true });
    expect(git(project, 'status --porcelain')).toBe('');
  });

  test('a removed namespace is removed in the commit too', () => {
    const project = aRepository({ ...FILES, 'cluster-state/b.yaml': namespaceText('team-b') });
    reconcile(project);
    project.remove('cluster-state/b.yaml');
    git(project, 'commit -qam gone');
    expect(reconcile(project).status).toBe(0);
    expect(git(project, 'log -1 --format=%s').trim()).toBe('headwater: +0 ~0 -1');
    expect(git(project, 'ls-files output')).not.toContain('team-b/');
    expect(git(project, 'status --porcelain')).toBe('');
  });

  test('failures are named in the commit of what could be done, exit 1', () => {
    const project = aRepository({
      'policies/trust.yaml': COPY_TRUST,
      'cluster-state/trust.yaml': TRUST,
      'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true", tier: gold}'),
      'cluster-state/b.yaml': namespaceText('team-b', '{trust: "true"}'),
    });
    expect(reconcile(project).status).toBe(1);
    const message = git(project, 'log -1 --format=%B');
    expect(message.split('\n')[0]).toBe('headwater: +1 ~0 -0');
    expect(message).toContain('trust: copy: ');
    expect(git(project, 'ls-files output')).toContain('output/team-a/configmap_trust-gold.yaml');
  });

  test('without an identity there is still a commit, or a failure that says so, and the files are written', () => {
    const project = aRepository();
    const { status, stdout } = cli(project.root, ['reconcile', '--format', 'json'], {
      env: { HEADWATER_GIT: kind, HOME: '/nonexistent', EMAIL: '' },
    });
    const report = JSON.parse(stdout) as { commit?: string; diagnostics: readonly { code: string }[] };
    if (status === 0) expect(git(project, 'rev-parse HEAD').trim()).toBe(report.commit);
    else expect(report.diagnostics.map(({ code }) => code)).toEqual(['publish/commit-failed']);
    expect(Object.keys(project.manifests())).toHaveLength(1);
  });

  test('outside a repository without --no-commit: exit 2 and nothing written', () => {
    const project = aProject(FILES);
    const before = project.files('.');
    const { status, stdout } = cli(project.root, ['reconcile', '--format', 'json'], {
      env: { ...env, GIT_CEILING_DIRECTORIES: project.root },
    });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: 'publish/no-repository' }] });
    expect(project.files('.')).toEqual(before);
  });

  test('an output that Git ignores is committed all the same, and told', () => {
    const project = aRepository({ ...FILES, '.gitignore': 'output/\n' });
    const { status, report } = reconcile(project);
    expect({ status, committed: report.commit }).toEqual({
      status: 0,
      committed: git(project, 'rev-parse HEAD').trim(),
    });
    expect(report).toMatchObject({ diagnostics: [{ code: 'publish/ignored', severity: 'warning' }] });
    expect(git(project, 'ls-files output')).toContain('output/team-a/');
  });

  test('the first commit of an empty repository, and an output below a folder', () => {
    const project = aProject(FILES);
    git(project, 'init -q -b main');
    expect(reconcile(project, '--output', 'clusters/east').status).toBe(0);
    const tracked = git(project, 'ls-files').trimEnd().split('\n');
    expect(tracked).toContain('clusters/east/team-a/networkpolicy.networking.k8s.io_deny-all.yaml');
    expect(tracked.every((path) => path.startsWith('clusters/east/'))).toBe(true);
  });
});

test.runIf(HAS_GIT)(`both ways make the same tree and message${NEEDS_GIT}`, () => {
  const [one, other] = ['git', 'isomorphic'].map((kind) => {
    const project = aRepository();
    cli(project.root, ['reconcile'], { env: { ...PERSON, HEADWATER_GIT: kind } });
    const message = git(project, 'log -1 --format=%B%an%ae%cn%ce');
    // The commit of the policies is another in each repository: it holds the time.
    return `${git(project, 'rev-parse HEAD:output')}${message.replace(/^Headwater-Policies: .*$/m, '')}`;
  });
  expect(one).toBe(other);
  expect(plainEnv()['HEADWATER_GIT']).toBeUndefined();
});
