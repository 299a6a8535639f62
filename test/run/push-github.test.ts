// A remote that delivers through GitHub's API: what it can, what it refuses, and how outcomes are told.
import { expect, test } from 'vitest';
import type { BranchCommit, Remote } from '../../src/publish/index.ts';
import { keepPullRequest } from '../../src/run/push/pull-request.ts';
import { viaGitHub } from '../../src/run/push/github-remote.ts';
import { gitIn, tipOf } from '../support/github-git.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { A_TOKEN, aGitHub, aPull, type GitHub } from '../support/github-service.ts';
import { aGitLab } from '../support/gitlab-service.ts';
import { SAMPLE_REPORT } from '../support/sample-preview.ts';

const TIP = '4f2c9d10000000000000000000000000000000bb';
const OTHER = '1111111111111111111111111111111111111111';

function aCommit(more: Partial<BranchCommit> = {}): BranchCommit {
  return {
    branch: 'main',
    expected: TIP,
    base: TIP,
    parents: [TIP],
    changes: [
      { path: 'output/a.yaml', content: 'a: 2\n' },
      { path: 'output/b.yaml', content: undefined },
    ],
    message: 'headwater: +0 ~1 -1\n\n- quota: +0 ~1 -1\n',
    author: { name: 'Ana', email: 'ana@example' },
    ...more,
  };
}

interface Delivering {
  readonly remote: Remote;
  readonly fetched: readonly string[];
}

function through(github: GitHub): Delivering {
  const fetched: string[] = [];
  const unused = (): Promise<never> => Promise.reject(new Error('not by Git'));
  const git: Remote = {
    name: 'origin',
    shown: 'https://github.example/acme/platform',
    fetch: (branch) => {
      fetched.push(branch);
      return Promise.resolve({ value: undefined, diagnostics: [] });
    },
    lastSeen: unused,
    deliver: unused,
  };
  const { value } = viaGitHub(git, github.env);
  if (value === undefined) throw new Error('no access');
  return { remote: value, fetched };
}

test.skipIf(!HAS_GIT)(`a commit is made, with its message in two parts, and fetched${NEEDS_GIT}`, async () => {
  const project = aGitProject({ 'output/a.yaml': 'a: 1\n', 'output/b.yaml': 'b: 1\n' });
  const folder = `${project.home}/fleet.git`;
  project.git('clone', '-q', '--bare', project.root, folder);
  const start = project.id('HEAD');
  const { remote, fetched } = through(await aGitHub({ folder }));
  const commit = aCommit({ expected: start, base: start, parents: [start] });
  expect(await remote.deliver(commit)).toEqual({ kind: 'delivered', commit: tipOf(folder, 'main') });
  expect(fetched).toEqual(['main']);
  expect(gitIn(folder, ['log', '-1', '--format=%s|%b|%an', 'main']).trim()).toBe(
    'headwater: +0 ~1 -1|- quota: +0 ~1 -1|github-actions[bot]',
  );
  expect(gitIn(folder, ['ls-tree', '-r', '--name-only', 'main'])).toBe('output/a.yaml\n');
  expect((await remote.deliver(commit)).kind).toBe('lost');
  expect(fetched).toEqual(['main']);
});

test.each<[string, Partial<BranchCommit>, string, string]>([
  [
    'a branch that is not there',
    { expected: undefined, base: undefined, parents: [] },
    'not there yet',
    'git push origin',
  ],
  ['a merge', { parents: [TIP, OTHER] }, 'one parent', '--push-via git'],
  ['another parent', { parents: [OTHER] }, 'one parent', '--push-via git'],
  ['the tree of another commit', { base: OTHER }, 'one parent', '--push-via git'],
  [
    'too many files',
    { changes: Array.from({ length: 1001 }, (_, at) => ({ path: `output/${at}.yaml`, content: '' })) },
    '1001 files',
    '--push-via git',
  ],
])('%s fails before anything is asked', async (_, more, said, help) => {
  const github = await aGitHub();
  const { remote, fetched } = through(github);
  expect(await remote.deliver(aCommit(more))).toEqual({
    kind: 'failed',
    said: expect.stringContaining(said) as string,
    help: expect.stringContaining(help) as string,
  });
  expect(github.service.received).toEqual([]);
  expect(fetched).toEqual([]);
});

test.each([
  ['lost', { type: 'STALE_DATA', message: 'Expected branch to point to "a" but it did not.' }],
  ['refused', { type: 'UNPROCESSABLE', message: 'Repository rule violations found' }],
  ['failed', { type: 'UNPROCESSABLE', message: 'no' }],
])('%s is told as it is, and asked for once', async (kind, error) => {
  const github = await aGitHub({ commitErrors: [error] });
  const outcome = await through(github).remote.deliver(aCommit());
  expect(outcome).toMatchObject({ kind, said: error.message });
  expect(github.service.received.length).toBe(1);
});

test('without a token there is no remote, and the permission is named', async () => {
  const github = await aGitHub();
  const { remote } = through(github);
  expect(viaGitHub(remote, { ...github.env, GITHUB_TOKEN: '' })).toEqual({
    value: undefined,
    diagnostics: [
      {
        code: 'forge/no-access',
        severity: 'error',
        message: 'There is no token for GitHub',
        help: 'Set GITHUB_TOKEN. The token has to be allowed `contents: write`.',
        about: {},
      },
    ],
  });
});

const BRANCHES = { head: 'headwater/update', base: 'main' };

test('a pull request is opened with what the report tells, and not written again for the same', async () => {
  const github = await aGitHub();
  const request = { forge: 'github' as const, ...BRANCHES, env: github.env };
  const address = `${github.service.url}/acme/platform/pull/41`;
  expect(await keepPullRequest(SAMPLE_REPORT, request)).toEqual({
    value: { address, number: 41, opened: true },
    diagnostics: [],
  });
  const again = { ...request, env: { ...github.env, GITHUB_RUN_ID: '100' } };
  expect((await keepPullRequest(SAMPLE_REPORT, again)).value).toEqual({ address, number: 41, opened: false });
  expect(github.writes()).toEqual(['POST /repos/acme/platform/pulls']);
  expect(github.state.pulls[0]?.title).toMatch(/^headwater: \+\d+ ~\d+ -\d+/);
});

test('a merge request is opened', async () => {
  const gitlab = await aGitLab();
  const kept = await keepPullRequest(SAMPLE_REPORT, { forge: 'gitlab', ...BRANCHES, env: gitlab.env });
  expect(kept).toMatchObject({ value: { number: 11, opened: true }, diagnostics: [] });
});

test('a text of somebody else is told of', async () => {
  const github = await aGitHub({ pulls: [aPull(9, { body: 'Mine' })] });
  const kept = await keepPullRequest(SAMPLE_REPORT, { forge: 'github', ...BRANCHES, env: github.env });
  expect(kept.value).toMatchObject({ number: 9, opened: false });
  expect(kept.diagnostics).toMatchObject([{ code: 'forge/pull-request-edited', severity: 'notice' }]);
});

test('what keeps it from being opened is an error with what to do, without the token', async () => {
  const github = await aGitHub({ mayOpen: false });
  const request = { forge: 'github' as const, ...BRANCHES, env: github.env };
  const kept = await keepPullRequest(SAMPLE_REPORT, request);
  expect(kept).toMatchObject({
    value: undefined,
    diagnostics: [{ code: 'publish/pull-request-failed', severity: 'error' }],
  });
  expect(kept.diagnostics[0]?.help).toContain('Allow GitHub Actions to create and approve pull requests');
  expect(JSON.stringify(kept)).not.toContain(A_TOKEN);
  const without = await keepPullRequest(SAMPLE_REPORT, { ...request, env: { ...github.env, GITHUB_TOKEN: '' } });
  expect(without).toMatchObject({ value: undefined, diagnostics: [{ code: 'forge/no-access', severity: 'error' }] });
});
