// What a runner leaves in files: the event, and the job summary.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jobSummary, workflowEvent } from '../../src/forge/index.ts';
import { aFolder } from '../support/cli.ts';

describe('the event', () => {
  const SHA = '4f2c9d10000000000000000000000000000000bb';
  test.each<[unknown, object]>([
    [{ number: 7, pull_request: { number: 7 } }, { number: 7 }],
    [{ number: 7 }, { number: 7 }],
    [{ issue: { number: 8, pull_request: {} } }, { number: 8 }],
    [{ issue: { number: 8 } }, {}],
    [{ number: '7' }, {}],
    [{ number: -7 }, {}],
    [{ workflow_run: { head_sha: SHA, pull_requests: [] } }, { runHead: SHA }],
    [
      { pull_request: { number: 7, head: { repo: { full_name: 'ana/a' } }, base: { repo: { full_name: 'acme/a' } } } },
      { number: 7, headRepository: 'ana/a', baseRepository: 'acme/a' },
    ],
    [{ pull_request: { number: 7, head: { repo: null } } }, { number: 7 }],
    [[], {}],
    ['not json', {}],
  ])('%j', (event, expected) => {
    const path = join(aFolder(), 'event.json');
    writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event));
    const env = { GITHUB_EVENT_PATH: path, GITHUB_EVENT_NAME: 'pull_request', GITHUB_ACTOR: 'ana' };
    expect(workflowEvent(env)).toEqual({ name: 'pull_request', actor: 'ana', ...expected });
  });

  test('that is not there, or no file', () => {
    for (const path of ['', '/nowhere/event.json', aFolder()]) {
      expect(workflowEvent({ GITHUB_EVENT_PATH: path })).toEqual({ name: '', actor: '' });
    }
  });
});

describe('the job summary', () => {
  test('is appended to, behind an empty line', () => {
    const path = join(aFolder(), 'summary.md');
    expect(jobSummary({ GITHUB_STEP_SUMMARY: path })?.append('# one\n')).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('# one\n');
    jobSummary({ GITHUB_STEP_SUMMARY: path })?.append('# two\n');
    expect(readFileSync(path, 'utf8')).toBe('# one\n\n# two\n');
  });

  test('says what still fits in bytes, and what is in it', () => {
    const path = join(aFolder(), 'summary.md');
    writeFileSync(path, '‹›\nsecond\n\n');
    const summary = jobSummary({ GITHUB_STEP_SUMMARY: path });
    expect(summary?.left).toBe(1024 ** 2 - 15);
    expect(summary?.has('second')).toBe(true);
    expect(summary?.has('secon')).toBe(false);
  });

  test('that is none', () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'summary.md'));
    expect(jobSummary({})).toBeUndefined();
    expect(jobSummary({ GITHUB_STEP_SUMMARY: join(folder, 'summary.md') })).toBeUndefined();
    expect(jobSummary({ GITHUB_STEP_SUMMARY: join(folder, 'no', 'summary.md') })?.append('x')).toBe('ENOENT');
  });
});
