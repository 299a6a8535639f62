// The preview as a comment: when there is one, what it says where it may not be written, and what of another job's report is posted.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Preview, PreviewGroup } from '../../src/model/preview.ts';
import { toJson, type Report } from '../../src/report/index.ts';
import { commentOn } from '../../src/run/preview/comment.ts';
import { previewFrom } from '../../src/run/preview/from.ts';
import type { CommentOptions, PreviewOptions } from '../../src/run/preview/options.ts';
import { DEFAULT_RUN_OPTIONS } from '../../src/run/index.ts';
import { aFolder } from '../support/cli.ts';
import { A_TOKEN, aGitHub, type GitHub } from '../support/github-service.ts';
import { aGitLab } from '../support/gitlab-service.ts';
import { A_PREVIEW } from '../support/project.ts';
import {
  aGroup,
  aPreview,
  aPreviewReport,
  SAMPLE_FAILURE,
  SAMPLE_REPORT,
  SAMPLE_RISKS,
  teams,
} from '../support/sample-preview.ts';

const HEAD = '4f2c9d10000000000000000000000000000000bb';
const MARKER = '<!-- headwater:preview id=output -->';

type Env = Readonly<Record<string, string | undefined>>;

function comment(report: Report, env: Env, more: Partial<CommentOptions> = {}) {
  return commentOn(report, {
    forge: 'github',
    key: undefined,
    mode: 'update',
    when: 'changed',
    overflow: 'artifact',
    env,
    isForeign: false,
    progress: () => undefined,
    ...more,
  });
}

function report(more: Partial<Preview> = {}, groups: readonly PreviewGroup[] = [aGroup(['team-a'])]): Report {
  return aPreviewReport(aPreview(groups, { pullRequest: 7, ...more }));
}

const NOTHING = report({}, []);

function anEvent(event: unknown): string {
  const path = join(aFolder(), 'event.json');
  writeFileSync(path, JSON.stringify(event));
  return path;
}

/** Markdown without its blocks and spans of code. */
function outsideCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})\w*\n[^]*?\n\1$/gm, '')
    .replace(/<code>[^<]*<\/code>/g, '')
    .replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '');
}

const bodies = (github: GitHub): readonly string[] => github.state.comments.map(({ body }) => body);

describe('the comment', () => {
  test('is created, begins with the marker, and is not written again while it says the same', async () => {
    const github = await aGitHub();
    expect(await comment(report(), github.env)).toEqual([]);
    expect(await comment(report(), github.env)).toEqual([]);
    expect(bodies(github).length).toBe(1);
    expect(bodies(github)[0]?.startsWith(`${MARKER}\n`)).toBe(true);
    expect(github.writes().length).toBe(1);
  });

  test('has a key of its own where one is given', async () => {
    const github = await aGitHub();
    await comment(report(), github.env);
    await comment(report(), github.env, { key: 'prod -->' });
    expect(bodies(github).map((body) => body.split('\n')[0])).toEqual([
      MARKER,
      '<!-- headwater:preview id=prod%20%2D-%3E -->',
    ]);
  });

  test('finds the pull request in the event where the report has none', async () => {
    const github = await aGitHub();
    const preview = aPreview([aGroup(['team-a'])]);
    const env = { ...github.env, GITHUB_EVENT_PATH: anEvent({ number: 7 }) };
    expect(await comment(aPreviewReport(preview), env)).toEqual([]);
    expect(bodies(github).length).toBe(1);
    expect(await comment(aPreviewReport(preview), github.env)).toMatchObject([
      { code: 'forge/no-pull-request', severity: 'error' },
    ]);
  });

  test.each<[string, Report, CommentOptions['when'], boolean]>([
    ['nothing changes', NOTHING, 'changed', false],
    ['nothing changes', NOTHING, 'always', true],
    ['something changes', report(), 'changed', true],
    ['something changes', report(), 'failed', false],
    ['something fails', aPreviewReport(NOTHING.preview!, [SAMPLE_FAILURE]), 'changed', true],
    ['something fails', aPreviewReport(NOTHING.preview!, [SAMPLE_FAILURE]), 'failed', true],
    [
      'something fails as before',
      aPreviewReport({ ...NOTHING.preview!, failedBefore: 1 }, [SAMPLE_FAILURE]),
      'changed',
      false,
    ],
    ['nothing could be computed', report({ computed: false }, []), 'failed', true],
    ['a blocker', report({ risks: [SAMPLE_RISKS[0]!] }), 'failed', true],
    ['a caution', report({ risks: [{ ...SAMPLE_RISKS[1]!, groups: [] }] }), 'failed', false],
    ['the guard stops', report({ stopped: true }), 'failed', true],
  ])('%s (%#): %j with --comment-when %s: %s', async (_, given, when, created) => {
    const github = await aGitHub();
    await comment(given, github.env, { when });
    expect(github.state.comments.length).toBe(created ? 1 : 0);
    expect(github.writes().length).toBe(created ? 1 : 0);
  });

  test('that is there is brought up to date when nothing changes any more', async () => {
    const github = await aGitHub();
    await comment(report(), github.env);
    const before = bodies(github)[0];
    await comment(NOTHING, github.env);
    expect(bodies(github).length).toBe(1);
    expect(bodies(github)[0]).not.toBe(before);
  });

  test('is cut once more where the server takes less', async () => {
    const groups = Array.from({ length: 400 }, (_, at) =>
      aGroup([`n${at}`], { why: `because of ${at} ${'and so on '.repeat(20)}` }),
    );
    const github = await aGitHub({ longest: 40_000 });
    expect(await comment(report({}, groups), github.env)).toEqual([]);
    expect(bodies(github)[0]?.length).toBeLessThanOrEqual(40_000);
    expect(github.writes().length).toBe(2);
    const mean = await aGitHub({ longest: 10 });
    expect(await comment(report({}, groups), mean.env)).toMatchObject([
      { code: 'forge/request-failed', severity: 'error' },
    ]);
    expect(mean.writes().length).toBe(2);
  });

  test('links the run and the page, and never an address with credentials', async () => {
    const github = await aGitHub();
    const page = 'https://user:secret@pages.example/x';
    await comment(report(), { ...github.env, HEADWATER_PAGE_ADDRESS: page, CI_JOB_URL: 'https://u:secret@host/1' });
    expect(bodies(github)[0]).not.toContain('secret');
  });
});

describe('where writing is not allowed', () => {
  async function fork(env: Env = {}, state = {}) {
    const github = await aGitHub({ mayWrite: false, ...state });
    const summary = join(aFolder(), 'summary.md');
    return { github, summary, env: { ...github.env, GITHUB_STEP_SUMMARY: summary, ...env } };
  }

  test('the job summary takes it, with one notice', async () => {
    const { summary, env } = await fork();
    expect(await comment(report(), env)).toMatchObject([
      {
        code: 'forge/comment-not-allowed',
        severity: 'notice',
        message: expect.stringMatching(
          /^The comment may not be written here, it stands in the job summary: GitHub \(POST .*\) answered 403: Resource not accessible by integration$/,
        ) as string,
      },
    ]);
    expect(readFileSync(summary, 'utf8').startsWith(`${MARKER}\n`)).toBe(true);
  });

  test('once', async () => {
    const { summary, env } = await fork();
    await comment(report(), env);
    const first = readFileSync(summary, 'utf8');
    expect(await comment(report(), env)).toMatchObject([{ code: 'forge/comment-not-allowed' }]);
    expect(readFileSync(summary, 'utf8')).toBe(first);
  });

  test('as far as it fits there, behind what is there', async () => {
    const groups = Array.from({ length: 300 }, (_, at) => aGroup([`n${at}`], { why: '‹namespace› '.repeat(20) }));
    const { summary, env } = await fork();
    writeFileSync(summary, `${'x'.repeat(1024 ** 2 - 40_000)}\n`);
    await comment(report({}, groups), env);
    const { length } = readFileSync(summary);
    expect(length).toBeGreaterThan(1024 ** 2 - 39_000);
    expect(length).toBeLessThanOrEqual(1024 ** 2);
    writeFileSync(summary, `${'x'.repeat(1024 ** 2 - 100)}\n`);
    expect(await comment(report({}, groups), env)).toMatchObject([
      { severity: 'notice', message: expect.stringContaining('and the job summary is full') as string },
    ]);
    expect(readFileSync(summary).length).toBe(1024 ** 2 - 99);
  });

  test.each<[string, Env, object]>([
    ['without a token', { GITHUB_TOKEN: '' }, {}],
    ['where the pull request may not be seen', {}, { pull: { number: 8, state: 'open', sha: HEAD } }],
    ['for Dependabot', { GITHUB_EVENT_NAME: 'push', GITHUB_ACTOR: 'dependabot[bot]' }, {}],
  ])('%s too', async (_, env, state) => {
    const around = await fork(env, state);
    expect(await comment(report(), around.env)).toMatchObject([{ severity: 'notice' }]);
    expect(existsSync(around.summary)).toBe(true);
  });

  test('and nobody is told where there would be no comment', async () => {
    const { summary, env } = await fork({ GITHUB_TOKEN: '' });
    expect(await comment(NOTHING, env)).toEqual([]);
    expect(existsSync(summary)).toBe(false);
  });

  test.each<[string, Env, object]>([
    ['outside of a pull request', { GITHUB_EVENT_NAME: 'workflow_run' }, {}],
    ['without a token outside of a workflow', { GITHUB_EVENT_NAME: undefined, GITHUB_TOKEN: undefined }, {}],
    ['with a token that is none', { GITHUB_TOKEN: 'ghp_expired' }, {}],
  ])('it is an error %s', async (_, env, state) => {
    const around = await fork(env, state);
    const told = await comment(report(), around.env);
    expect(told).toMatchObject([{ code: 'forge/request-failed', severity: 'error' }]);
    expect(JSON.stringify(told)).not.toMatch(/ghp_expired|ghs_/);
    expect(existsSync(around.summary)).toBe(false);
  });

  test('says which permission to set', async () => {
    const { env } = await fork({ GITHUB_EVENT_NAME: 'workflow_run' });
    expect(await comment(report(), env)).toMatchObject([{ help: 'Allow the token `pull-requests: write`.' }]);
  });

  test('GitLab has no summary', async () => {
    const gitlab = await aGitLab();
    const told = await comment(report({ pullRequest: 3 }), { ...gitlab.env, GITLAB_TOKEN: '' }, { forge: 'gitlab' });
    expect(told).toMatchObject([
      {
        code: 'forge/comment-not-allowed',
        severity: 'notice',
        message:
          "The comment may not be written here, it is left out: There is no token for GitLab: the job's own token (CI_JOB_TOKEN) cannot write notes",
      },
    ]);
  });
});

describe('on GitLab', () => {
  test('a note is kept, and no line of it is a command', async () => {
    const gitlab = await aGitLab();
    const group = aGroup(['team-a'], { why: '\n/merge\n/close' });
    await comment(report({ pullRequest: 3 }, [group]), gitlab.env, { forge: 'gitlab' });
    expect(gitlab.state.notes.length).toBe(1);
    expect(gitlab.state.notes[0]?.body).not.toMatch(/^\//m);
    await comment(NOTHING, gitlab.env, { forge: 'gitlab' });
    expect(gitlab.writes().length).toBe(1);
  });
});

describe('a report of another job', () => {
  interface From extends Partial<PreviewOptions> {
    readonly wanted?: Partial<NonNullable<PreviewOptions['comment']>>;
  }

  function from(text: string, env: Env, { wanted, ...more }: From = {}) {
    const folder = aFolder();
    const file = join(folder, 'report.json');
    writeFileSync(file, text);
    return previewFrom({
      ...A_PREVIEW,
      cwd: folder,
      comment: { forge: 'github', key: undefined, mode: 'update', when: 'changed', overflow: 'artifact', ...wanted },
      from: file,
      env,
      version: '0.1.0',
      configuration: undefined,
      runOptions: () => ({ value: { ...DEFAULT_RUN_OPTIONS, cwd: folder } as never, diagnostics: [] }),
      ...more,
    });
  }

  /** As the workflow runs that a pull request's own set off. */
  async function afterRun(runHead = HEAD, state = {}) {
    const github = await aGitHub(state);
    const event = anEvent({ action: 'completed', workflow_run: { id: 1, head_sha: runHead, pull_requests: [] } });
    return { github, env: { ...github.env, GITHUB_EVENT_NAME: 'workflow_run', GITHUB_EVENT_PATH: event } };
  }

  test('is posted where the forge says that it is of the pull request', async () => {
    const { github, env } = await afterRun();
    const { status, report: shown } = await from(toJson(report()), env);
    expect(shown.diagnostics).toEqual([]);
    expect(status).toBe(0);
    expect(bodies(github)[0]?.startsWith(`${MARKER}\n`)).toBe(true);
    expect(github.service.received[0]?.path).toBe('/api/v3/repos/acme/platform/pulls/7');
  });

  const other = '0000000000000000000000000000000000000001';
  test.each<[string, Report, string, object, string]>([
    [
      'the forge has another commit',
      report(),
      HEAD,
      { pull: { number: 7, state: 'open', sha: other } },
      'forge/head-differs',
    ],
    ['the run was of another commit', report(), other, {}, 'forge/head-differs'],
    [
      'the report names another',
      report({ head: { name: 'x', commit: other, workTree: true } }),
      HEAD,
      {},
      'forge/head-differs',
    ],
    ['the report names none', report({ head: { name: 'x', workTree: true } }), HEAD, {}, 'forge/head-differs'],
    [
      'the pull request is closed',
      report(),
      HEAD,
      { pull: { number: 7, state: 'closed', sha: HEAD } },
      'forge/no-pull-request',
    ],
    ['there is no such pull request', report({ pullRequest: 9 }), HEAD, {}, 'forge/no-pull-request'],
  ])('is refused, and nothing is written, where %s', async (_, given, runHead, state, code) => {
    const { github, env } = await afterRun(runHead, state);
    const markdown = join(aFolder(), 'preview.md');
    const { status, report: shown } = await from(toJson(given), env, { markdown });
    expect(status).toBe(2);
    expect(shown.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(github.writes()).toEqual([]);
    expect(existsSync(markdown)).toBe(false);
  });

  test('is not believed where the forge cannot be asked', async () => {
    const { github, env } = await afterRun(HEAD, { token: 'another' });
    const { status, report: shown } = await from(toJson(report()), env);
    expect(status).toBe(1);
    expect(shown.diagnostics).toMatchObject([{ code: 'forge/request-failed' }]);
    expect(github.writes()).toEqual([]);
    const summary = join(aFolder(), 'summary.md');
    await from(toJson(report()), {
      ...env,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_TOKEN: '',
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(existsSync(summary)).toBe(false);
  });

  test('is of the pull request that the event names, whatever it says itself', async () => {
    const { github, env } = await afterRun();
    const event = anEvent({ number: 7 });
    await from(toJson(report({ pullRequest: 9 })), {
      ...env,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
    });
    expect(github.state.comments.length).toBe(1);
  });

  test('works on GitLab', async () => {
    const gitlab = await aGitLab();
    const given = toJson(report({ pullRequest: 3 }));
    const wanted = { forge: 'gitlab' } as const;
    expect((await from(given, gitlab.env, { wanted })).status).toBe(0);
    expect(gitlab.state.notes.length).toBe(1);
    gitlab.state.mergeRequest.sha = other;
    expect(await from(given, gitlab.env, { wanted })).toMatchObject({
      status: 2,
      report: { diagnostics: [{ code: 'forge/head-differs' }] },
    });
    gitlab.state.mergeRequest = { iid: 3, state: 'merged', sha: HEAD };
    expect(await from(given, gitlab.env, { wanted })).toMatchObject({
      status: 2,
      report: { diagnostics: [{ code: 'forge/no-pull-request', message: 'Merge request 3 is not open' }] },
    });
    expect(gitlab.writes()).toEqual(['POST /notes']);
  });

  test('is shown without a comment, and no forge is asked', async () => {
    const github = await aGitHub();
    const markdown = join(aFolder(), 'preview.md');
    const risks = [SAMPLE_RISKS[0]!];
    const blocked = toJson(report({ risks }));
    expect(await from(blocked, github.env, { comment: undefined, markdown })).toMatchObject({ status: 0 });
    expect(existsSync(markdown)).toBe(true);
    expect(await from(blocked, github.env, { comment: undefined, failOn: 'blockers' })).toMatchObject({ status: 1 });
    expect(await from(blocked, github.env, { comment: undefined, exitCode: true })).toMatchObject({ status: 3 });
    expect(github.service.received).toEqual([]);
  });

  test('has what becomes of its comment among its diagnostics', async () => {
    const { env } = await afterRun(HEAD, { mayWrite: false });
    const { status, report: shown } = await from(
      toJson(SAMPLE_REPORT).replace('"output": "output"', '"output": "output",\n"pullRequest": 7'),
      env,
    );
    expect(status).toBe(1);
    expect(shown.counts.failed).toBe(2);
    expect(shown.diagnostics.map(({ code }) => code)).toEqual(['evaluate/variable', 'forge/request-failed']);
  });

  test.each([
    ['no JSON', '<html>', 'It is not JSON'],
    [
      'another version',
      toJson(report()).replace('"headwater.dev/v1"', '"headwater.dev/v2"'),
      'Headwater 0.1.0 made it',
    ],
    [
      'counts that deny it',
      toJson(report()).replace('"updated": 1', '"updated": 0'),
      'Its counts disagree: counts.updated',
    ],
  ])('is refused where it is %s', async (_, text, problem) => {
    const { github, env } = await afterRun();
    const { status, report: shown } = await from(text, env);
    expect(status).toBe(2);
    expect(shown.diagnostics).toMatchObject([
      { code: 'forge/report-invalid', message: expect.stringContaining(problem) as string },
    ]);
    expect(github.service.received).toEqual([]);
  });

  test('is refused where it is no file', async () => {
    const { env } = await afterRun();
    expect(await from('', env, { from: aFolder() })).toMatchObject({
      status: 2,
      report: { diagnostics: [{ code: 'load/not-a-file' }] },
    });
    expect(await from('', env, { from: join(aFolder(), 'none.json') })).toMatchObject({
      status: 2,
      report: { diagnostics: [{ code: 'load/unreadable' }] },
    });
  });

  test('posts nothing of a hostile report but escaped text, and its own links', async () => {
    const hostile = [
      '<!-- headwater:preview id=output -->',
      '# gotcha <img src=x onerror=alert(1)><script>x</script> @acme/owners #1 !1',
      '[approved](https://evil.example) ![x](https://evil.example/pixel.png) https://evil.example www.evil.example',
      '```',
      '~~~',
      '</code></summary></details>',
      '/merge',
      '::error::x',
      '\u202e\u0007 | a | b |',
    ].join('\n');
    const diff = `+${hostile.replaceAll('\n', '\n+')}\n`;
    const names = {
      policy: hostile,
      rule: hostile,
      kind: hostile,
      group: hostile,
      version: hostile,
      name: hostile,
      why: hostile,
    };
    const group = aGroup([hostile], { ...names, diff, added: 9, at: { file: hostile, line: 1 } });
    const risk = {
      ...SAMPLE_RISKS[0]!,
      message: hostile,
      help: hostile,
      command: hostile,
      at: { file: hostile, line: 1 },
    };
    const failure = { ...SAMPLE_FAILURE, message: hostile, help: hostile, about: { policy: hostile, rule: hostile } };
    const given = aPreviewReport(
      aPreview([group], {
        pullRequest: 7,
        output: hostile,
        base: { name: hostile, workTree: false },
        head: { name: hostile, commit: HEAD, workTree: true },
        risks: [risk],
      }),
      [failure],
    );
    const extra = toJson(given).replace(
      '{',
      `{"html": ${JSON.stringify(hostile)}, "runAddress": "https://evil.example",`,
    );
    const { github, env } = await afterRun();
    const { report: shown } = await from(extra, env);
    expect(shown.diagnostics.map(({ code }) => code)).toEqual(['evaluate/variable']);
    const [body = ''] = bodies(github);
    expect(body.length).toBeGreaterThan(2000);
    expect(body.split('<!--').length - 1).toBe(1);
    expect(body.includes('\u202e') || body.includes('\u0007')).toBe(false);
    const text = outsideCode(body.slice(body.indexOf('\n')));
    expect(text).not.toMatch(/<(?!\/?(?:details|summary|code|span|b|br|sub)>)/);
    expect(text).not.toMatch(/https?:\/\/evil|www\.evil|@acme|^\/merge|::error/m);
    expect([...text.matchAll(/\]\(([^)]*)\)/g)].map(([, address]) => address)).toEqual([
      `${github.service.url}/acme/platform/actions/runs/99`,
    ]);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  test('of two hundred thousand lines is posted within the limit', async () => {
    const { github, env } = await afterRun();
    const diff = '+x: ```` & <b> @team\n'.repeat(250_000);
    const huge = aGroup(teams(3), { diff, added: 250_000 });
    expect((await from(toJson(report({}, [huge])), env)).status).toBe(0);
    expect(bodies(github)[0]?.length).toBeLessThanOrEqual(65_536);
  });

  test('keeps the token to the forge', async () => {
    const { github, env } = await afterRun();
    const { report: shown } = await from(toJson(report()), env);
    expect(`${toJson(shown)}${bodies(github).join()}`).not.toContain(A_TOKEN);
    expect(new Set(github.service.received.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${A_TOKEN}`]),
    );
  });
});
