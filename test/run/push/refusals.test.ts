// What a push is refused for before anything is computed or written, and which branch it is for.
import { describe, expect, test } from 'vitest';
import { DEFAULT_RUN_OPTIONS, type RunOptions } from '../../../src/run/index.ts';
import { ciBranch, targetBranch } from '../../../src/run/push/target-branch.ts';
import { aRemote } from '../../support/fake-remote.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../../support/git-project.ts';
import { push, type Pushing } from '../../support/pushing.ts';
import { aProject, type Files } from '../../support/project.ts';
import { DENY_ALL, namespaceText } from '../../support/sample-policies.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };

describe.skipIf(!HAS_GIT)(`a request that contradicts itself${NEEDS_GIT}`, () => {
  test.each<readonly [given: Pushing, message: string]>([
    [{ publish: { commit: false } }, '--no-commit'],
    [{ push: { base: 'main' } }, '--base says what a branch is meant for'],
    [{ push: { base: 'main', branch: 'main' } }, 'the same branch'],
    [{ push: { base: 'refs/heads/main', branch: 'main' } }, 'the same branch'],
    [{ push: { branch: 'update', pullRequest: 'github' } }, '--pull-request needs'],
    [{ push: { pullRequest: 'gitlab' } }, '--pull-request needs'],
    [{ push: { branch: 'update', base: 'main', via: 'github' } }, 'no merge commits'],
  ])('%o', async (given, message) => {
    const project = aGitProject(FILES);
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const { report, status } = await push(project, remote, given);
    expect({ status, calls: remote.calls }).toEqual({ status: 2, calls: [] });
    expect(report.diagnostics.map(({ code }) => code)).toEqual(['cli/usage']);
    expect(report.diagnostics[0]?.message).toContain(message);
    expect(project.git('status', '--porcelain')).toBe('');
  });

  test.each(['../evil', '-evil', 'a..b', 'a\u0007b', 'a b', 'x.lock', ''])('the name %j', async (name) => {
    const project = aGitProject(FILES);
    const remote = aRemote(project);
    for (const given of [{ branch: name }, { branch: 'update', base: name }]) {
      const { report, status } = await push(project, remote, { push: given });
      expect({ status, calls: remote.calls }).toEqual({ status: 2, calls: [] });
      expect(report.diagnostics.map(({ code }) => code)).toContain('publish/bad-branch');
      expect(report.diagnostics.map(({ message }) => message).join('')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }
  });

  test('no repository', async () => {
    const project = aGitProject(FILES);
    const outside = aProject(FILES);
    const options = { cwd: outside.root, output: `${outside.root}/output` };
    const { report, status } = await push(project, aRemote(project), { options });
    expect(status).toBe(2);
    expect(report.diagnostics.map(({ code }) => code)).toEqual(['publish/no-repository']);
  });
});

function optionsOf(root: string): RunOptions {
  const around = { cwd: root, now: '2026-01-01T00:00:00Z', version: '0.0.0-test', progress: () => undefined };
  return { ...DEFAULT_RUN_OPTIONS, ...around, output: `${root}/output` };
}

describe.skipIf(!HAS_GIT)(`inputs that are not committed${NEEDS_GIT}`, () => {
  test.each<readonly [name: string, files: Files, named: string]>([
    ['an edited policy', { 'policies/deny.yaml': `${DENY_ALL}# edited\n` }, 'policies/deny.yaml'],
    ['a new object', { 'cluster-state/b.yaml': namespaceText('team-b') }, 'cluster-state/b.yaml'],
    ['the configuration', { 'headwater.yaml': 'cluster: x\n' }, 'headwater.yaml'],
    ['a file of filters', { 'filters.txt': '[Event,*,*]\n' }, 'filters.txt'],
  ])('%s: exit 2, nothing asked and nothing written', async (_, files, named) => {
    const project = aGitProject(FILES);
    const options = optionsOf(project.root);
    project.write(files);
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const before = project.files('.');
    const { report, status } = await push(project, remote, {
      options: 'filters.txt' in files ? { resourceFilters: `${project.root}/filters.txt` } : {},
      committed: { configuration: undefined, isNamed: false, runOptions: () => ({ value: options, diagnostics: [] }) },
    });
    expect({ status, calls: remote.calls }).toEqual({ status: 2, calls: [] });
    expect(report.diagnostics).toMatchObject([{ code: 'publish/uncommitted-inputs' }]);
    expect(report.diagnostics[0]?.message).toContain(named);
    expect(report.diagnostics[0]?.help).toContain('.gitignore');
    expect(project.files('.')).toEqual(before);
  });

  test('a dirty output, other edits and ignored inputs are no hindrance', async () => {
    const project = aGitProject({ 'policies/deny.yaml': DENY_ALL, '.gitignore': '/cluster-state/\n' });
    project.write({ ...FILES, 'output/other.txt': 'x', 'README.md': 'x' });
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const { report, status } = await push(project, remote);
    expect({ status, created: report.counts.created }).toEqual({ status: 0, created: 1 });
  });
});

describe.skipIf(!HAS_GIT)(`nobody names a branch${NEEDS_GIT}`, () => {
  test('refused with the remedy where there is something to commit', async () => {
    const project = aGitProject(FILES);
    project.git('checkout', '-q', '--detach');
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls }).toEqual({ status: 2, calls: [] });
    expect(report.diagnostics).toMatchObject([{ code: 'publish/no-branch' }]);
    expect(report.diagnostics[0]?.help).toContain('--branch main');
    expect(project.git('status', '--porcelain')).toBe('');
  });

  test('nothing is said where there is nothing to commit', async () => {
    const project = aGitProject(FILES);
    await push(project, aRemote(project, { tips: { main: project.id('HEAD') } }));
    project.git('checkout', '-q', '--detach');
    const { report, status } = await push(project, aRemote(project));
    expect({ status, diagnostics: report.diagnostics }).toEqual({ status: 0, diagnostics: [] });
  });

  test('the runner of a pull request names none', async () => {
    const project = aGitProject(FILES);
    project.git('checkout', '-q', '--detach');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/pull/7/merge' };
    const { report, status } = await push(project, aRemote(project), { env });
    expect({ status, codes: report.diagnostics.map(({ code }) => code) }).toEqual({
      ...{ status: 2, codes: ['publish/no-branch'] },
    });
  });

  test('what a runner names must be a branch’s name too', async () => {
    const project = aGitProject(FILES);
    project.git('checkout', '-q', '--detach');
    const { report, status } = await push(project, aRemote(project), { env: { CI_COMMIT_BRANCH: '--exec=x' } });
    expect({ status, codes: report.diagnostics.map(({ code }) => code) }).toEqual({
      ...{ status: 2, codes: ['publish/bad-branch'] },
    });
  });

  test('detached at a commit of the branch that the runner names: built on HEAD', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    project.git('checkout', '-q', '--detach');
    const remote = aRemote(project, { tips: { main: head } });
    const { report, status } = await push(project, remote, { env: { CI_COMMIT_BRANCH: 'main' } });
    expect({ status, calls: remote.calls, push: report.push?.branch }).toEqual({
      ...{ status: 0, calls: ['deliver main'], push: 'main' },
    });
  });
});

test.each<readonly [env: Readonly<Record<string, string>>, branch: string | undefined]>([
  [{ GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/release/1' }, 'release/1'],
  [{ GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/tags/v1' }, undefined],
  [{ GITHUB_REF: 'refs/heads/main' }, undefined],
  [{ CI_COMMIT_BRANCH: 'main' }, 'main'],
  [{ CI_MERGE_REQUEST_IID: '7' }, undefined],
  [{ BUILD_SOURCEBRANCH: 'refs/heads/main' }, 'main'],
  [{ BUILD_SOURCEBRANCH: 'refs/pull/7/merge' }, undefined],
  [{ BITBUCKET_BRANCH: 'main' }, 'main'],
  [{ BITBUCKET_BRANCH: 'change', BITBUCKET_PR_ID: '7' }, undefined],
  [{ CIRCLE_BRANCH: 'main' }, 'main'],
  [{ DRONE_BRANCH: 'main' }, 'main'],
  [{ DRONE_BRANCH: 'main', DRONE_PULL_REQUEST: '7' }, undefined],
  [{ BUILDKITE_BRANCH: 'main', BUILDKITE_PULL_REQUEST: 'false' }, 'main'],
  [{ BUILDKITE_BRANCH: 'change', BUILDKITE_PULL_REQUEST: '7' }, undefined],
  [{}, undefined],
])('a runner with %o names %s', (env, branch) => {
  expect(ciBranch(env)).toBe(branch);
});

test.each([
  ['the branch that is checked out', undefined, { branch: 'refs/heads/main' }, {}, { name: 'main', isHead: true }],
  ['another one', 'release', { branch: 'refs/heads/main' }, {}, { name: 'release', isHead: false }],
  ['detached', 'main', {}, {}, { name: 'main', isHead: true }],
  ['detached at another', 'prod', {}, { CI_COMMIT_BRANCH: 'main' }, { name: 'prod', isHead: false }],
])('%s', (_, given, head, env, expected) => {
  expect(targetBranch(given, head, env)).toEqual(expected);
});
