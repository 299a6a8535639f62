// Notes on GitLab, against a server that keeps them.
import { describe, expect, test } from 'vitest';
import { keepComments, mergeRequestNumber, openGitLab, type WantedComments } from '../../src/forge/index.ts';
import { aGitLab, type GitLab, type HeldNote } from '../support/gitlab-service.ts';

const MARKER = '<!-- headwater:preview id=output -->';
const ME = { id: 5, username: 'project_42_bot' };

function keep(gitlab: GitLab, wanted: Partial<WantedComments> = {}, env: Readonly<Record<string, string>> = {}) {
  const host = openGitLab({ ...gitlab.env, ...env }, 3);
  if (!host.ok) return Promise.resolve(host);
  return keepComments(host.value, {
    marker: MARKER,
    bodies: [`${MARKER}\nnew`],
    mode: 'update',
    mayCreate: true,
    ...wanted,
  });
}

function note(id: number, body: string, more: Partial<HeldNote> = {}): HeldNote {
  return { id, body, author: ME, system: false, ...more };
}

const bodies = (gitlab: GitLab): readonly string[] => gitlab.state.notes.map(({ body }) => body);

describe('notes', () => {
  test('one is created, and then edited in place', async () => {
    const gitlab = await aGitLab();
    await keep(gitlab);
    await keep(gitlab);
    await keep(gitlab, { bodies: [`${MARKER}\nnewer`] });
    expect(bodies(gitlab)).toEqual([`${MARKER}\nnewer`]);
    expect(gitlab.writes()).toEqual(['POST /notes', 'PUT /notes/201']);
  });

  test('of others, of the system and with the marker in the middle are not taken', async () => {
    const others = [
      note(1, `${MARKER}\nmine`, { author: { id: 6, username: 'project_42_bot' } }),
      note(2, `${MARKER}\nmine`, { system: true }),
      note(3, `> ${MARKER}\nmine`),
    ];
    const gitlab = await aGitLab({ notes: [...others], pageSize: 2 });
    await keep(gitlab);
    expect(bodies(gitlab)).toEqual([...others.map(({ body }) => body), `${MARKER}\nnew`]);
    expect(gitlab.writes()).toEqual(['POST /notes']);
  });

  test('older ones are deleted where they would be hidden elsewhere', async () => {
    const gitlab = await aGitLab({ notes: [note(1, `${MARKER}\na`), note(2, `${MARKER}\nb`), note(3, 'c')] });
    await keep(gitlab, { mode: 'hide-and-new' });
    expect(bodies(gitlab)).toEqual(['c', `${MARKER}\nnew`]);
    expect(gitlab.writes()).toEqual(['POST /notes', 'DELETE /notes/1', 'DELETE /notes/2']);
  });
});

describe('failures', () => {
  test("the job's own token", async () => {
    const gitlab = await aGitLab();
    const kept = await keep(gitlab, {}, { GITLAB_TOKEN: '' });
    expect(kept).toMatchObject({
      failure: {
        kind: 'no-token',
        message: "There is no token for GitLab: the job's own token (CI_JOB_TOKEN) cannot write notes",
        help: 'Put a project access token with the scope `api` into GITLAB_TOKEN.',
      },
    });
    expect(gitlab.service.received).toEqual([]);
  });

  test('a token that may not write, and one that is none', async () => {
    const gitlab = await aGitLab({ mayWrite: false });
    expect(await keep(gitlab)).toMatchObject({ failure: { kind: 'forbidden' } });
    expect(await keep(gitlab, {}, { HEADWATER_GITLAB_TOKEN: 'another' })).toMatchObject({
      failure: { kind: 'unauthorized' },
    });
  });

  test('a body that is too long', async () => {
    const gitlab = await aGitLab();
    expect(await keep(gitlab, { bodies: [`${MARKER}\n${'x'.repeat(1_000_000)}`] })).toMatchObject({
      failure: { kind: 'too-long' },
    });
  });
});

describe('the environment', () => {
  test('the merge request belongs to the project that it goes to', async () => {
    const gitlab = await aGitLab();
    await keep(gitlab, {}, { CI_PROJECT_ID: '77', CI_MERGE_REQUEST_PROJECT_ID: '42' });
    expect(gitlab.writes()).toEqual(['POST /notes']);
  });

  test('a project by its path', async () => {
    const gitlab = await aGitLab();
    await keep(gitlab, {}, { CI_PROJECT_ID: 'group/../x' });
    expect(gitlab.service.received.at(-1)?.path).toMatch(
      /^\/api\/v4\/projects\/group%2F\.\.%2Fx\/merge_requests\/3\/notes/,
    );
  });

  test.each([
    ['3', 3],
    ['', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['3/../4', undefined],
  ])('the number %j', (text, number) => {
    expect(mergeRequestNumber({ CI_MERGE_REQUEST_IID: text })).toBe(number);
  });
});
