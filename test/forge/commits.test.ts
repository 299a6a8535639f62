// Commits through GitHub's API, against a server that makes them in a real repository.
import { describe, expect, test } from 'vitest';
import { openGitHubCommits, type CommitOutcome, type HostedCommit } from '../../src/forge/index.ts';
import { MOST_BYTES, MOST_FILES } from '../../src/forge/github-commits.ts';
import { SYSTEM_NETWORK, type Network } from '../../src/forge/network.ts';
import { gitIn, tipOf } from '../support/github-git.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { A_TOKEN, aGitHub, type GitHub, type GitHubState } from '../support/github-service.ts';

/** Does not wait. */
const QUICK: Network = { ...SYSTEM_NETWORK, pause: () => Promise.resolve() };
const START = { 'output/a.yaml': 'a: 1\n', 'output/b.yaml': 'b: 1\n' };
const SOME_ID = '4f2c9d10000000000000000000000000000000bb';

interface Place {
  readonly github: GitHub;
  readonly folder: string;
  readonly start: string;
  readonly tip: () => string;
}

/** A GitHub with a repository of two files on `main`. */
async function aPlace(more: Partial<GitHubState> = {}): Promise<Place> {
  const project = aGitProject(START);
  const folder = `${project.home}/fleet.git`;
  project.git('clone', '-q', '--bare', project.root, folder);
  const github = await aGitHub({ folder, ...more });
  return { github, folder, start: project.id('HEAD'), tip: () => tipOf(folder, 'main') ?? '' };
}

function commit(github: GitHub, wanted: Partial<HostedCommit>, env = github.env): Promise<CommitOutcome> {
  const host = openGitHubCommits(env, QUICK);
  if (!host.ok) throw new Error(host.failure.message);
  return host.value.commit({
    branch: 'main',
    expectedHead: SOME_ID,
    headline: 'headwater: +1 ~1 -1',
    body: '- quota: +1 ~1 -1\n\nHeadwater-Version: 1.0.0',
    additions: [
      { path: 'output/a.yaml', content: 'a: 2\n' },
      { path: 'output/new/c d.yaml', content: Buffer.from('ü\n') },
    ],
    deletions: ['output/b.yaml'],
    ...wanted,
  });
}

const mutations = ({ service }: GitHub): number =>
  service.received.filter(({ body }) => body.includes('createCommitOnBranch')).length;

/** Somebody else's commit. */
function push(folder: string): string {
  const tip = tipOf(folder, 'main') ?? '';
  const id = gitIn(folder, ['commit-tree', `${tip}^{tree}`, '-p', tip, '-m', 'theirs']).trim();
  gitIn(folder, ['update-ref', 'refs/heads/main', id]);
  return id;
}

describe.skipIf(!HAS_GIT)(`a commit${NEEDS_GIT}`, () => {
  test('has the files, the message and the expected parent', async () => {
    const { github, folder, start, tip } = await aPlace();
    const outcome = await commit(github, { expectedHead: start });
    expect(outcome).toEqual({ kind: 'made', commit: tip() });
    expect(gitIn(folder, ['log', '-1', '--format=%P%n%B', 'main']).trim()).toBe(
      `${start}\nheadwater: +1 ~1 -1\n\n- quota: +1 ~1 -1\n\nHeadwater-Version: 1.0.0`,
    );
    expect(gitIn(folder, ['ls-tree', '-r', '-z', '--name-only', 'main']).split('\0')).toEqual([
      'output/a.yaml',
      'output/new/c d.yaml',
      '',
    ]);
    expect(gitIn(folder, ['show', 'main:output/new/c d.yaml'])).toBe('ü\n');
  });

  test('for another tip is stale, and nothing is written', async () => {
    const { github, folder, start, tip } = await aPlace();
    const theirs = push(folder);
    const outcome = await commit(github, { expectedHead: start });
    expect(outcome.kind).toBe('stale');
    expect(outcome).toMatchObject({ said: expect.stringContaining('Expected branch to point to') as string });
    expect(tip()).toBe(theirs);
    expect(mutations(github)).toBe(1);
  });

  test('on a branch that is not there says how to make one', async () => {
    const { github, start } = await aPlace();
    const outcome = await commit(github, { expectedHead: start, branch: 'headwater/update' });
    expect(outcome).toMatchObject({
      kind: 'failed',
      help: 'Push the branch headwater/update once with the git program, and allow the token `contents: write`.',
    });
  });
});

describe.skipIf(!HAS_GIT)(`a commit of which nothing is heard${NEEDS_GIT}`, () => {
  test.each(['cut off', 502, 504] as const)('(%s) is made once, and found', async (commitReply) => {
    const { github, start, tip } = await aPlace({ commitReply });
    expect(await commit(github, { expectedHead: start })).toEqual({ kind: 'made', commit: tip() });
    expect(tip()).not.toBe(start);
    expect(mutations(github)).toBe(1);
  });

  test('is found by all its files, however many', async () => {
    const { github, start, tip } = await aPlace({ commitReply: 502 });
    const additions = Array.from({ length: 120 }, (_, index) => ({
      path: `output/${index}.yaml`,
      content: `${index}`,
    }));
    expect(await commit(github, { expectedHead: start, additions })).toEqual({ kind: 'made', commit: tip() });
    expect(github.service.received.filter(({ body }) => body.includes('f0: file')).length).toBe(2);
  });

  test('is not said to be made where the branch is still where it was', async () => {
    const { github, start } = await aPlace({ commitErrors: [{ message: 'Something went wrong' }] });
    const outcome = await commit(github, { expectedHead: start });
    expect(outcome).toMatchObject({
      kind: 'failed',
      said: 'Something went wrong. The branch is still where it was',
    });
    expect(mutations(github)).toBe(1);
  });

  test('is stale where somebody else was there, also with the same message', async () => {
    for (const message of ['theirs', 'headwater: +1 ~1 -1\n\n- quota: +1 ~1 -1\n\nHeadwater-Version: 1.0.0']) {
      const { github, folder, start, tip } = await aPlace({ commitErrors: [{ message: 'Something went wrong' }] });
      const id = gitIn(folder, ['commit-tree', `${start}^{tree}`, '-p', start, '-m', message]).trim();
      github.state.before = () => void gitIn(folder, ['update-ref', 'refs/heads/main', id]);
      expect((await commit(github, { expectedHead: start })).kind).toBe('stale');
      expect(tip()).toBe(id);
    }
  });

  test('is stale where somebody else came after it', async () => {
    const { github, folder, start } = await aPlace({ commitReply: 504 });
    const additions = [{ path: 'x', content: 'x' }];
    const first = await commit(github, { expectedHead: start, additions, deletions: [] });
    expect(first.kind).toBe('made');
    push(folder);
    expect((await commit(github, { expectedHead: start, additions, deletions: [] })).kind).toBe('stale');
  });

  test('is not known where the branch cannot be asked for', async () => {
    const { github, start, folder } = await aPlace({ commitReply: 'cut off' });
    github.state.before = () => void (github.state.hasGraphql = false);
    const outcome = await commit(github, { expectedHead: start });
    expect(outcome).toMatchObject({
      kind: 'failed',
      said: expect.stringContaining('Whether the commit was made is not known') as string,
      help: 'Run again: if the commit is there after all, nothing is left to be done.',
    });
    expect(tipOf(folder, 'main')).not.toBe(start);
  });
});

describe('refusals', () => {
  test.each<[string, unknown, CommitOutcome['kind'], string]>([
    ['the type of a lost race', { type: 'STALE_DATA', message: 'no' }, 'stale', 'no'],
    [
      'its words without the type',
      { message: 'Expected branch to point to "a" but it did not.  Pull and try again.' },
      'stale',
      'Expected branch to point to "a" but it did not. Pull and try again.',
    ],
    [
      'a protected branch',
      { type: 'UNPROCESSABLE', message: 'Protected branch update failed for refs/heads/main.' },
      'refused',
      'Protected branch update failed for refs/heads/main.',
    ],
    [
      'a ruleset',
      {
        type: 'UNPROCESSABLE',
        message: 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
      },
      'refused',
      'Repository rule violations found Changes must be made through a pull request. ',
    ],
    [
      'a token that may not write',
      { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
      'refused',
      'Resource not accessible by integration',
    ],
    ['anything else', { type: 'UNPROCESSABLE', message: 'A path is not valid' }, 'failed', 'A path is not valid'],
  ])('%s', async (_, error, kind, said) => {
    const github = await aGitHub({ commitErrors: [error] });
    expect(await commit(github, {})).toMatchObject({ kind, said });
    expect(mutations(github)).toBe(1);
  });

  test('name the permission that is missing', async () => {
    const github = await aGitHub({ mayWrite: false });
    expect(await commit(github, {})).toMatchObject({ kind: 'refused', help: 'Allow the token `contents: write`.' });
  });

  test('a token that is none, which is in no message', async () => {
    const github = await aGitHub({ token: 'another' });
    const outcome = await commit(github, {});
    expect(outcome).toMatchObject({ kind: 'failed', said: expect.stringContaining('401') as string });
    expect(JSON.stringify(outcome)).not.toContain(A_TOKEN);
  });

  test('what is said is without the token', async () => {
    const github = await aGitHub({ commitErrors: [{ type: 'UNPROCESSABLE', message: `no: ${A_TOKEN}\u001b[2J` }] });
    expect(await commit(github, {})).toMatchObject({ said: 'no: ‹token› [2J' });
  });

  test('no token, no repository: nothing is asked', async () => {
    const github = await aGitHub();
    expect(openGitHubCommits({ ...github.env, GITHUB_TOKEN: '' })).toMatchObject({ failure: { kind: 'no-token' } });
    expect(openGitHubCommits({ ...github.env, GITHUB_REPOSITORY: '' }).ok).toBe(false);
    expect(github.service.received).toEqual([]);
  });
});

describe('the size', () => {
  const files = (count: number) => Array.from({ length: count }, (_, index) => ({ path: `${index}`, content: '' }));

  test('more files than a request takes are told with figure, limit and the way beyond, and nothing is sent', async () => {
    const github = await aGitHub();
    expect(await commit(github, { additions: files(900), deletions: files(101).map(({ path }) => path) })).toEqual({
      kind: 'failed',
      said: "The commit has 1001 files, and through GitHub's API it may have 1000",
      help: 'Push with the git program instead: `--push-via git`.',
    });
    expect(github.service.received).toEqual([]);
  });

  test('more content than a request takes is counted in bytes', async () => {
    const github = await aGitHub();
    const content = 'ü'.repeat(MOST_BYTES / 4);
    const additions = [
      { path: 'a', content },
      { path: 'b', content },
      { path: 'c', content: 'x' },
    ];
    expect(await commit(github, { additions })).toMatchObject({
      kind: 'failed',
      said: `The commit's files have ${MOST_BYTES + 1} bytes together, and through GitHub's API they may have 4194304 (4 MiB)`,
      help: expect.stringContaining('--push-via git') as string,
    });
    expect(github.service.received).toEqual([]);
  });

  test('as much as it takes is sent', async () => {
    const github = await aGitHub({ commitErrors: [{ type: 'STALE_DATA', message: 'arrived' }] });
    const additions = [{ path: 'a', content: 'x'.repeat(MOST_BYTES) }, ...files(MOST_FILES - 1)];
    expect(await commit(github, { additions, deletions: [] })).toEqual({ kind: 'stale', said: 'arrived' });
  });
});
