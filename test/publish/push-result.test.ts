// The words of Git and of forges, sorted into what can be done about them.
import { describe, expect, test } from 'vitest';
import { credentialScrubber } from '../../src/publish/remote/without-credentials.ts';
import { helpForFailure, judgePush, readable } from '../../src/publish/remote/push-result.ts';

const judged = (summary: string, errors = '', status = 1) =>
  judgePush({ status, output: `To https://forge/x.git\n!\tabc:refs/heads/main\t${summary}\nDone\n`, errors });

describe('the verdict on a push', () => {
  test.each([
    '[rejected] (fetch first)',
    '[rejected] (non-fast-forward)',
    '[rejected] (stale info)',
    "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)",
    '[remote rejected] (failed to update ref)',
    '[remote rejected] (incorrect old value provided)',
    '[remote rejected] (reference already exists)',
    "[remote rejected] (Unable to create '/x/refs/heads/main.lock': File exists.)",
    '[remote rejected] (stale info)',
  ])('%s is a race that was lost', (summary) => expect(judged(summary).kind).toBe('lost'));

  test.each([
    '[remote rejected] (pre-receive hook declined)',
    '[remote rejected] (protected branch hook declined)',
    '[remote rejected] (push declined due to repository rule violations)',
    '[remote rejected] (branch is currently checked out)',
    '[remote rejected] (hook declined)',
    '[remote rejected] (refusing to allow a GitHub App to create or update workflow without `workflows` permission)',
    '[remote rejected] (deny updating a hidden ref)',
  ])('%s is a refusal', (summary) => expect(judged(summary).kind).toBe('refused'));

  test.each([
    '[remote rejected] (shallow update not allowed)',
    '[remote rejected] (unpacker error)',
    '[remote rejected] (Internal Server Error)',
    '[remote rejected] (refname conflict)',
  ])('%s is a failure', (summary) => expect(judged(summary).kind).toBe('failed'));

  test('a branch in the way, told beside', () => {
    const errors =
      "remote: error: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'\n";
    const { kind, said } = judged('[remote rejected] (failed to update ref)', errors);
    expect(kind).toBe('failed');
    expect(helpForFailure(said)).toContain('--branch');
  });

  test('no answer', () => {
    expect(judged('[remote failure] (remote failed to report status)').kind).toBe('unclear');
    expect(judgePush({ status: 128, output: '', errors: 'fatal: unable to access\n' })).toEqual({
      kind: 'unclear',
      said: 'fatal: unable to access',
    });
  });

  test('the words of the other side, without progress and chatter', () => {
    const errors = [
      'Enumerating objects: 5, done.',
      'remote: Resolving deltas: 100% (1/1), completed with 1 local object.        ',
      'remote: error: GH013: Repository rule violations found for refs/heads/main.        ',
      'remote: ',
      "error: failed to push some refs to 'https://forge/x.git'",
      'hint: something',
    ].join('\n');
    expect(judged('[remote rejected] (push declined due to repository rule violations)', errors).said).toBe(
      'error: GH013: Repository rule violations found for refs/heads/main.\npush declined due to repository rule violations',
    );
  });

  test.each([
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'contents: write'],
    [
      'remote: Permission to o/r.git denied to github-actions[bot].\nfatal: The requested URL returned error: 403',
      'contents: write',
    ],
    ['git@forge: Permission denied (publickey).', 'contents: write'],
    ['Host key verification failed.', 'known_hosts'],
    ["fatal: repository 'https://x/y.git/' not found", 'address'],
    ["fatal: unable to access 'https://x/': Could not resolve host: x", 'network'],
    ['error: RPC failed; HTTP 413 curl 22', 'size'],
    ['something else', undefined],
  ])('%s has its advice', (said, help) => {
    if (help === undefined) expect(helpForFailure(said)).toBeUndefined();
    else expect(helpForFailure(said)).toContain(help);
  });

  test('nothing that a terminal acts on, and no more than can be read', () => {
    expect(readable('\u001b[31mred\u001b[0m\u0007\r\nnext\u202e\n\n')).toBe('red\nnext');
    expect(readable('x'.repeat(5000))).toHaveLength(2002);
    expect(readable(Array.from({ length: 30 }, (_, at) => `${at}`).join('\n')).split('\n')).toHaveLength(20);
  });
});

describe('credentials', () => {
  const scrub = credentialScrubber([['remote.origin.url', 'https://me:s3cr3tpassword@forge/x.git']]);

  test.each(Array.from({ length: 50 }, (_, at) => 1960 + at))('are hidden before the text is cut, at %d', (at) => {
    const address = 'https://me:s3cr3tpassword@forge/x.git';
    for (const said of [
      readable(`${'x'.repeat(at)} ${address}`, scrub),
      judgePush({ status: 1, output: '', errors: `remote: ${'x'.repeat(at)} ${address}\n` }, scrub).said,
    ]) {
      expect(said).not.toMatch(/me:|s3c/);
    }
  });

  test('of another side that never stops talking', () => {
    const start = performance.now();
    const errors = `remote: ${'https://a:b'.repeat(1_000_000)}\n${'remote: \u001b]0;x\u0007 more\n'.repeat(200_000)}`;
    const verdict = judgePush(
      { status: 1, output: '!\ta:b\t[remote rejected] (pre-receive hook declined)\n', errors },
      scrub,
    );
    expect(verdict.kind).toBe('refused');
    expect(verdict.said.length).toBeLessThan(2100);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
