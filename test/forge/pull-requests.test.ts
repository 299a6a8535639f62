// Pull and merge requests that are kept, against servers that have them.
import { describe, expect, test } from 'vitest';
import { openPullRequests, pullRequestMarker, type WantedPullRequest } from '../../src/forge/index.ts';
import { SYSTEM_NETWORK, type Network } from '../../src/forge/network.ts';
import { A_TOKEN, aGitHub, aPull, type GitHub } from '../support/github-service.ts';
import { aGitLab, aMergeRequest, type GitLab } from '../support/gitlab-service.ts';

/** Does not wait. */
const QUICK: Network = { ...SYSTEM_NETWORK, pause: () => Promise.resolve() };
const MARKER = pullRequestMarker('headwater/update');
const WANTED: WantedPullRequest = {
  head: 'headwater/update',
  base: 'main',
  title: 'headwater: +1 ~0 -0',
  body: `${MARKER}\n\n**+1 added**\n`,
};

function keep(
  forge: 'github' | 'gitlab',
  { env }: Pick<GitHub, 'env'>,
  wanted: Partial<WantedPullRequest> = {},
  more: Readonly<Record<string, string>> = {},
) {
  const host = openPullRequests(forge, { ...env, ...more }, QUICK);
  return host.ok ? host.value.keep({ ...WANTED, ...wanted }) : Promise.resolve(host);
}

test('the marker holds the branch, and no branch can end it', () => {
  expect(MARKER).toBe('<!-- headwater:pull-request id=headwater/update -->');
  expect(pullRequestMarker('a--> b')).toBe('<!-- headwater:pull-request id=a%2D-%3E%20b -->');
});

describe('a pull request', () => {
  test('is opened once, and then edited in place', async () => {
    const github = await aGitHub();
    const address = `${github.service.url}/acme/platform/pull/41`;
    expect(await keep('github', github)).toEqual({
      ok: true,
      value: { address, number: 41, opened: true, isOfOthers: false },
    });
    const body = `${MARKER}\n\n**+2 added**\n`;
    expect(await keep('github', github, { title: 'headwater: +2 ~0 -0', body })).toMatchObject({
      value: { address, number: 41, opened: false },
    });
    expect(github.state.pulls).toMatchObject([
      { title: 'headwater: +2 ~0 -0', body, head: { ref: 'headwater/update' } },
    ]);
    expect(github.writes()).toEqual(['POST /repos/acme/platform/pulls', 'PATCH /repos/acme/platform/pulls/41']);
  });

  test('that reads as wanted is not written', async () => {
    const body = WANTED.body.replaceAll('\n', '\r\n').trimEnd();
    const github = await aGitHub({ pulls: [aPull(9, { title: WANTED.title, body })] });
    expect(await keep('github', github)).toMatchObject({ value: { number: 9, opened: false } });
    expect(github.writes()).toEqual([]);
  });

  test('of which only the title is old is written', async () => {
    const github = await aGitHub({ pulls: [aPull(9, { title: 'old', body: WANTED.body })] });
    await keep('github', github);
    expect(github.state.pulls[0]?.title).toBe(WANTED.title);
  });

  test.each(['My words', '', ` ${MARKER}`, `My words\n${MARKER}\n`, pullRequestMarker('another')])(
    'with the text %j is left alone, which is told',
    async (body) => {
      const github = await aGitHub({ pulls: [aPull(9, { title: 'Mine', body })] });
      expect(await keep('github', github)).toMatchObject({ value: { number: 9, opened: false, isOfOthers: true } });
      expect(github.writes()).toEqual([]);
    },
  );

  test('without any text is left alone too', async () => {
    const github = await aGitHub({ pulls: [{ ...aPull(9), body: null }] });
    expect(await keep('github', github)).toMatchObject({ value: { isOfOthers: true } });
  });

  test.each([
    ['of a fork of the same owner', aPull(9, { from: 'acme/fork', body: MARKER })],
    ['of a fork that is gone', { ...aPull(9, { body: MARKER }), head: { ref: 'headwater/update', repo: null } }],
    ['into another branch', aPull(9, { base: 'next', body: MARKER })],
    ['that is closed', { ...aPull(9, { body: MARKER }), state: 'closed' as const }],
  ])('%s is another one', async (_, other) => {
    const github = await aGitHub({ pulls: [other] });
    expect(await keep('github', github)).toMatchObject({ value: { number: 41, opened: true } });
    expect(github.state.pulls[0]?.body).toBe(MARKER);
  });

  test('that is opened meanwhile is brought up to date', async () => {
    const github = await aGitHub();
    github.state.before = (what) => {
      if (what === 'POST pulls') github.state.pulls.push(aPull(9, { title: 'old', body: `${MARKER}\nold` }));
    };
    expect(await keep('github', github)).toMatchObject({ value: { number: 9, opened: false } });
    expect(github.state.pulls).toMatchObject([{ title: WANTED.title, body: WANTED.body }]);
  });

  test('is none where the branches do not differ', async () => {
    const github = await aGitHub({ isNothingNew: true });
    expect(await keep('github', github)).toEqual({ ok: true, value: undefined });
  });

  test('names of branches are data', async () => {
    const github = await aGitHub();
    await keep('github', github, { head: 'a&base=x/ü#', base: 'm?n' });
    expect(github.service.received[0]?.path).toBe(
      '/api/v3/repos/acme/platform/pulls?state=open&head=acme%3Aa%26base%3Dx%2F%C3%BC%23&base=m%3Fn&per_page=100',
    );
  });
});

describe('what GitHub refuses', () => {
  test('workflows may not open any: the setting is named', async () => {
    const github = await aGitHub({ mayOpen: false });
    const kept = await keep('github', github);
    expect(kept).toMatchObject({ failure: { kind: 'forbidden' } });
    expect(JSON.stringify(kept)).toContain('not permitted to create or approve pull requests');
    expect(JSON.stringify(kept)).toContain('Allow GitHub Actions to create and approve pull requests');
    expect(JSON.stringify(kept)).toContain('Workflow permissions');
  });

  test('a token that may not write', async () => {
    const github = await aGitHub({ mayWrite: false });
    const kept = await keep('github', github);
    expect(kept).toMatchObject({ failure: { kind: 'forbidden', help: 'Allow the token `pull-requests: write`.' } });
    expect(JSON.stringify(kept)).not.toContain(A_TOKEN);
  });

  test('no token, a token that is none, a body that is too long', async () => {
    const github = await aGitHub({ longest: 10 });
    expect(await keep('github', github, {}, { GITHUB_TOKEN: '' })).toMatchObject({ failure: { kind: 'no-token' } });
    expect(await keep('github', github, {}, { GITHUB_TOKEN: 'x' })).toMatchObject({
      failure: { kind: 'unauthorized' },
    });
    expect(await keep('github', github)).toMatchObject({ failure: { kind: 'too-long' } });
  });
});

describe('the address that is shown', () => {
  test.each(['https://evil.example/acme/platform/pull/9', 'javascript:alert(1)', 'not an address', '//evil.example/x'])(
    '%s of an answer is not',
    async (html_url) => {
      const github = await aGitHub({ pulls: [{ ...aPull(9), html_url }] });
      expect(await keep('github', github)).toMatchObject({
        value: { address: `${github.service.url}/acme/platform/pull/9` },
      });
    },
  );

  test('credentials in it are not', async () => {
    const github = await aGitHub();
    const html_url = github.service.url.replace('//', '//user:pass@');
    github.state.pulls.push({ ...aPull(9), html_url });
    expect(await keep('github', github)).toMatchObject({
      value: { address: `${github.service.url}/acme/platform/pull/9` },
    });
  });

  test('of GitLab too', async () => {
    const gitlab = await aGitLab({ mergeRequests: [aMergeRequest(9, { web_url: 'https://evil.example/9' })] });
    expect(await keep('gitlab', gitlab, {}, { CI_PROJECT_PATH: 'acme/platform' })).toMatchObject({
      value: { address: `${gitlab.service.url}/acme/platform/-/merge_requests/9` },
    });
  });
});

describe('a merge request', () => {
  const kept = (gitlab: GitLab) => gitlab.state.mergeRequests.map(({ title, description }) => [title, description]);

  test('is opened once, and then edited in place', async () => {
    const gitlab = await aGitLab();
    const address = `${gitlab.service.url}/acme/platform/-/merge_requests/11`;
    expect(await keep('gitlab', gitlab)).toEqual({
      ok: true,
      value: { address, number: 11, opened: true, isOfOthers: false },
    });
    await keep('gitlab', gitlab, { title: 'headwater: +2 ~0 -0' });
    await keep('gitlab', gitlab, { title: 'headwater: +2 ~0 -0' });
    expect(kept(gitlab)).toEqual([['headwater: +2 ~0 -0', WANTED.body]]);
    expect(gitlab.service.received.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'PUT', 'GET']);
  });

  test('has no commands in its text, and that is no difference', async () => {
    const gitlab = await aGitLab();
    const body = `${MARKER}\n/close\n  /x\n/label ~a`;
    await keep('gitlab', gitlab, { body });
    await keep('gitlab', gitlab, { body });
    expect(kept(gitlab)[0]?.[1]).toBe(`${MARKER}\n\\/close\n  /x\n\\/label ~a`);
    expect(gitlab.service.received.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
  });

  test('that a person made a draft stays one', async () => {
    const held = aMergeRequest(9, { title: 'Draft: old', description: MARKER });
    const gitlab = await aGitLab({ mergeRequests: [held] });
    await keep('gitlab', gitlab);
    expect(kept(gitlab)).toEqual([[`Draft: ${WANTED.title}`, WANTED.body]]);
  });

  test('of a fork is another one; the text of a person stays', async () => {
    const fork = aMergeRequest(9, { source_project_id: 77, description: MARKER });
    const gitlab = await aGitLab({ mergeRequests: [fork] });
    expect(await keep('gitlab', gitlab)).toMatchObject({ value: { number: 11, opened: true } });
    gitlab.state.mergeRequests[1] = aMergeRequest(11, { title: 'Mine', description: 'My words' });
    expect(await keep('gitlab', gitlab)).toMatchObject({ value: { number: 11, isOfOthers: true } });
    expect(kept(gitlab)).toEqual([
      ['', MARKER],
      ['Mine', 'My words'],
    ]);
  });

  test('that is opened meanwhile is brought up to date', async () => {
    const gitlab = await aGitLab();
    gitlab.state.before = (what) => {
      if (what.startsWith('POST')) gitlab.state.mergeRequests.push(aMergeRequest(9, { description: MARKER }));
    };
    expect(await keep('gitlab', gitlab)).toMatchObject({ value: { number: 9, opened: false } });
    expect(kept(gitlab)).toEqual([[WANTED.title, WANTED.body]]);
  });

  test('into another branch stands in the way: that is told, and not tried for ever', async () => {
    const gitlab = await aGitLab({ mergeRequests: [aMergeRequest(9, { target_branch: 'next' })] });
    const refused = await keep('gitlab', gitlab);
    expect(refused).toMatchObject({ ok: false });
    expect(gitlab.service.received.length).toBe(3);
  });

  test("a job's own token cannot, and another needs its role", async () => {
    const gitlab = await aGitLab({ mayWrite: false });
    expect(await keep('gitlab', gitlab, {}, { GITLAB_TOKEN: '' })).toMatchObject({
      failure: {
        kind: 'no-token',
        message: "There is no token for GitLab: the job's own token (CI_JOB_TOKEN) cannot open merge requests",
      },
    });
    expect(await keep('gitlab', gitlab)).toMatchObject({
      failure: { kind: 'forbidden', help: expect.stringContaining('Developer') as string },
    });
  });
});
