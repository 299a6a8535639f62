// Comments on GitHub, against a server that keeps them.
import { describe, expect, test } from 'vitest';
import { keepComments, openGitHub, type WantedComments } from '../../src/forge/index.ts';
import type { Network } from '../../src/forge/network.ts';
import { SYSTEM_NETWORK } from '../../src/forge/network.ts';
import { A_TOKEN, aGitHub, type GitHub, type HeldComment } from '../support/github-service.ts';

const MARKER = '<!-- headwater:preview id=output -->';
/** Does not wait. */
const QUICK: Network = { ...SYSTEM_NETWORK, pause: () => Promise.resolve() };

function keep(github: GitHub, wanted: Partial<WantedComments> = {}, env: Readonly<Record<string, string>> = {}) {
  const host = openGitHub({ ...github.env, ...env }, 7, QUICK);
  if (!host.ok) return Promise.resolve(host);
  return keepComments(host.value, {
    marker: MARKER,
    bodies: [`${MARKER}\nnew`],
    mode: 'update',
    mayCreate: true,
    ...wanted,
  });
}

let id = 0;
function comment(body: string, more: Partial<HeldComment> = {}): HeldComment {
  id += 1;
  return { id, body, login: 'github-actions[bot]', hidden: false, ...more };
}

const bodies = (github: GitHub): readonly string[] => github.state.comments.map(({ body }) => body);

describe('updating', () => {
  test('creates the comment where there is none, and then edits it in place', async () => {
    const github = await aGitHub({ comments: [comment('LGTM', { login: 'ana' })] });
    expect(await keep(github)).toEqual({ ok: true, value: 1 });
    expect(await keep(github, { bodies: [`${MARKER}\nnewer`] })).toEqual({ ok: true, value: 1 });
    expect(bodies(github)).toEqual(['LGTM', `${MARKER}\nnewer`]);
    expect(github.writes()).toEqual([
      'POST /repos/acme/platform/issues/7/comments',
      'PATCH /repos/acme/platform/issues/comments/1001',
    ]);
  });

  test('writes nothing where the body is the same, whatever its ends of lines', async () => {
    const github = await aGitHub({ comments: [comment(`${MARKER}\r\nnew`)] });
    expect(await keep(github, { bodies: [`${MARKER}\nnew\n`] })).toEqual({ ok: true, value: 0 });
    expect(github.writes()).toEqual([]);
  });

  test('creates none where none is wanted, and brings the one that is there up to date', async () => {
    const github = await aGitHub();
    await keep(github, { mayCreate: false });
    expect(github.writes()).toEqual([]);
    github.state.comments.push(comment(`${MARKER}\nold`));
    await keep(github, { mayCreate: false });
    expect(bodies(github)).toEqual([`${MARKER}\nnew`]);
  });

  test('finds its comment on any page', async () => {
    for (const hasGraphql of [true, false]) {
      const others = Array.from({ length: 7 }, (_, at) => comment(`no ${at}`, { login: 'ana' }));
      const github = await aGitHub({ hasGraphql, pageSize: 3, comments: [...others, comment(`${MARKER}\nold`)] });
      await keep(github);
      expect(bodies(github).at(-1)).toBe(`${MARKER}\nnew`);
      expect(bodies(github).length).toBe(8);
    }
  });

  test('keeps comments of several keys apart', async () => {
    const other = '<!-- headwater:preview id=output/b -->\nb';
    const github = await aGitHub({ comments: [comment(other), comment(`${MARKER}\nold`)] });
    await keep(github);
    expect(bodies(github)).toEqual([other, `${MARKER}\nnew`]);
  });

  test('writes several, and removes those that are no longer needed', async () => {
    const github = await aGitHub();
    const three = ['1', '2', '3'].map((part) => `${MARKER}\n${part} of 3`);
    await keep(github, { bodies: three });
    expect(bodies(github)).toEqual(three);
    await keep(github, { bodies: [`${MARKER}\n1 of 3`, `${MARKER}\nlast`] });
    expect(bodies(github)).toEqual([`${MARKER}\n1 of 3`, `${MARKER}\nlast`]);
    expect(github.writes().slice(3)).toEqual([
      'PATCH /repos/acme/platform/issues/comments/1002',
      'DELETE /repos/acme/platform/issues/comments/1003',
    ]);
  });
});

describe('a forged marker', () => {
  const forged: readonly (readonly [string, HeldComment])[] = [
    ['in the comment of somebody else', comment(`${MARKER}\nmine`, { login: 'mallory' })],
    ['of a user named like the workflow', comment(`${MARKER}\nmine`, { login: 'github-actions' })],
    ['in the middle of our own', comment(`quoted:\n${MARKER}\nmine`)],
    ['behind a blank', comment(` ${MARKER}\nmine`)],
    ['that only begins like it', comment(`${MARKER.slice(0, -4)}2 -->\nmine`)],
    ['with more on its line', comment(`${MARKER} x\nmine`)],
  ];
  test.each(forged)('%s is not taken', async (_, held) => {
    for (const hasGraphql of [true, false]) {
      const github = await aGitHub({ hasGraphql, comments: [{ ...held }] });
      await keep(github);
      expect(bodies(github)).toEqual([held.body, `${MARKER}\nnew`]);
    }
  });

  test("is not taken from another's comment where the token is a person's and there is no GraphQL", async () => {
    const comments = [comment(`${MARKER}\nbot`), comment(`${MARKER}\nold`, { login: 'ana' })];
    const github = await aGitHub({ hasGraphql: false, login: 'ana', comments });
    await keep(github);
    expect(bodies(github)).toEqual([`${MARKER}\nbot`, `${MARKER}\nnew`]);
  });
});

describe('the other modes', () => {
  test('new: earlier ones stay', async () => {
    const github = await aGitHub({ comments: [comment(`${MARKER}\nold`)] });
    await keep(github, { mode: 'new' });
    await keep(github, { mode: 'new' });
    expect(bodies(github)).toEqual([`${MARKER}\nold`, `${MARKER}\nnew`]);
  });

  test('hide-and-new: earlier ones are hidden as outdated, once', async () => {
    const github = await aGitHub({
      comments: [comment(`${MARKER}\nolder`, { hidden: true }), comment(`${MARKER}\nold`)],
    });
    await keep(github, { mode: 'hide-and-new' });
    expect(github.state.comments.map(({ body, hidden }) => [body.slice(MARKER.length + 1), hidden])).toEqual([
      ['older', true],
      ['old', true],
      ['new', false],
    ]);
    expect(github.writes()).toEqual(['POST /repos/acme/platform/issues/7/comments', 'POST /api/graphql']);
    await keep(github, { mode: 'hide-and-new' });
    expect(github.writes().length).toBe(2);
  });

  test('hide-and-new: hides what an earlier run did not come to', async () => {
    const github = await aGitHub({ comments: [comment(`${MARKER}\nold`), comment(`${MARKER}\nnew`)] });
    await keep(github, { mode: 'hide-and-new' });
    expect(github.state.comments.map(({ hidden }) => hidden)).toEqual([true, false]);
    expect(github.writes()).toEqual(['POST /api/graphql']);
  });

  test('where none is wanted, the latest is edited and the history stays', async () => {
    for (const mode of ['new', 'hide-and-new'] as const) {
      const github = await aGitHub({ comments: [comment(`${MARKER}\nolder`), comment(`${MARKER}\nold`)] });
      await keep(github, { mode, mayCreate: false });
      expect(bodies(github)).toEqual([`${MARKER}\nolder`, `${MARKER}\nnew`]);
    }
  });

  test('update leaves hidden ones as they are', async () => {
    const github = await aGitHub({ comments: [comment(`${MARKER}\nold`, { hidden: true })] });
    await keep(github);
    expect(bodies(github)).toEqual([`${MARKER}\nold`, `${MARKER}\nnew`]);
  });
});

describe('failures', () => {
  test('a token that may not write', async () => {
    const github = await aGitHub({ mayWrite: false });
    const kept = await keep(github);
    expect(kept).toMatchObject({
      ok: false,
      failure: { kind: 'forbidden', help: 'Allow the token `pull-requests: write`.' },
    });
    expect(JSON.stringify(kept)).toContain('answered 403: Resource not accessible by integration');
    expect(JSON.stringify(kept)).not.toContain(A_TOKEN);
  });

  test('a token that is none is told after one request', async () => {
    const github = await aGitHub({ token: 'another' });
    expect(await keep(github)).toMatchObject({ ok: false, failure: { kind: 'unauthorized' } });
    expect(github.service.received.length).toBe(1);
  });

  test('a body that is too long', async () => {
    const github = await aGitHub({ longest: 20 });
    expect(await keep(github)).toMatchObject({ ok: false, failure: { kind: 'too-long' } });
  });

  test('a pull request that is not there', async () => {
    const github = await aGitHub({ pull: { number: 8, state: 'open', sha: '' } });
    expect(await keep(github)).toMatchObject({ ok: false, failure: { kind: 'missing' } });
  });

  test('a comment that is gone when it is to be removed', async () => {
    const github = await aGitHub({ comments: [comment(`${MARKER}\nnew`), comment(`${MARKER}\nsurplus`)] });
    const host = openGitHub(github.env, 7, QUICK);
    const listed = host.ok ? await host.value.list(MARKER) : host;
    github.state.comments.pop();
    expect(host.ok && listed.ok && (await host.value.remove(listed.value[1]!))).toEqual({ ok: true, value: undefined });
  });
});

describe('the environment', () => {
  test.each<[Readonly<Record<string, string>>, string]>([
    [{ GITHUB_TOKEN: '' }, 'There is no token for GitHub'],
    [{ GITHUB_TOKEN: '  ' }, 'There is no token for GitHub'],
    [{ GITHUB_REPOSITORY: '' }, 'GITHUB_REPOSITORY does not name a repository'],
    [{ GITHUB_REPOSITORY: 'a/../user' }, 'GITHUB_REPOSITORY does not name a repository'],
    [{ GITHUB_REPOSITORY: '../x' }, 'GITHUB_REPOSITORY does not name a repository'],
    [{ GITHUB_REPOSITORY: 'a/b?x' }, 'GITHUB_REPOSITORY does not name a repository'],
    [{ GITHUB_API_URL: 'file:///etc/passwd' }, 'GITHUB_API_URL is no address of an API'],
    [{ GITHUB_API_URL: 'user:secret' }, 'GITHUB_API_URL is no address of an API'],
    [
      { GITHUB_GRAPHQL_URL: 'https://elsewhere.example/graphql' },
      'GITHUB_GRAPHQL_URL and GITHUB_API_URL are of different hosts',
    ],
  ])('%j: %s', async (env, message) => {
    const github = await aGitHub();
    expect(await keep(github, {}, env)).toMatchObject({ ok: false, failure: { message } });
    expect(github.service.received).toEqual([]);
  });

  test('takes the token by its other name, and finds GraphQL below the address of the API', async () => {
    const github = await aGitHub();
    await keep(github, {}, { GITHUB_TOKEN: '', GH_TOKEN: A_TOKEN, GITHUB_GRAPHQL_URL: '' });
    expect(github.service.received.map(({ path }) => path)).toEqual([
      '/api/graphql',
      '/api/v3/repos/acme/platform/issues/7/comments',
    ]);
    expect(github.service.received[1]?.headers).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'headwater',
    });
  });
});
