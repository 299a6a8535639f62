// The worked example at the root of the repository is what the build makes of it, and stays so.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HAS_GIT, NEEDS_GIT } from '../publish/git-sandbox.ts';
import { cli, shell } from '../support/cli.ts';
import { commitAll, copyOfExample, ROOT } from '../support/example.ts';
import { filesBelow } from '../support/project.ts';

const committed = filesBelow(join(ROOT, 'output'));

describe('the worked example', () => {
  test.skipIf(!HAS_GIT)(`stays as it is, byte for byte and without a commit, in two runs${NEEDS_GIT}`, () => {
    const copy = copyOfExample('policies', 'cluster-state', 'output');
    commitAll(copy);
    const before = shell(copy, 'git rev-parse HEAD').stdout;
    for (const run of ['first', 'second']) {
      const { status, stderr, stdout } = cli(copy, ['reconcile']);
      expect({ run, status, stderr }, stdout).toEqual({ run, status: 0, stderr: '' });
      expect(filesBelow(join(copy, 'output'))).toEqual(committed);
      expect(shell(copy, 'git rev-parse HEAD').stdout).toBe(before);
      expect(shell(copy, 'git status --porcelain').stdout).toBe('');
    }
  });

  test('comes out of an empty output exactly as it is committed', () => {
    const copy = copyOfExample('policies', 'cluster-state');
    const { status, stdout } = cli(copy, ['reconcile', '--no-commit']);
    expect(status, stdout).toBe(0);
    expect(Object.keys(committed).length).toBeGreaterThan(20);
    expect(filesBelow(join(copy, 'output'))).toEqual(committed);
  });

  test('is valid without a warning', () => {
    const copy = copyOfExample('policies', 'cluster-state');
    const { status, stdout } = cli(copy, ['validate', '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'ValidateReport', diagnostics: [] });
  });

  test('has a Secret neither in the inventory nor in output', () => {
    const texts = Object.values({ ...filesBelow(join(ROOT, 'cluster-state')), ...committed });
    expect(texts.filter((text) => /^\s*(?:- )?kind: Secret$/m.test(text))).toEqual([]);
  });
});

describe('the example with Secrets', () => {
  const example = join(ROOT, 'docs', 'examples', 'secrets');
  const inputs = ['--policies', join(example, 'policies'), '--cluster-state', join(example, 'cluster-state')];

  test('is refused without a word of what the Secrets hold', () => {
    const copy = copyOfExample();
    const { status, stdout } = cli(copy, ['reconcile', '--no-commit', ...inputs]);
    expect(status).toBe(1);
    expect(stdout.match(/\[plan\/secret-refused\]/g)).toHaveLength(2);
    const written = filesBelow(join(copy, 'output'));
    expect(Object.keys(written).filter((path) => path.endsWith('.yaml'))).toEqual([]);
    const everything = [stdout, ...Object.values(written)].join('\n');
    for (const value of ['not-a-real-password', 'bm90LWEtcmVhbC1wYXNzd29yZA=='])
      expect(everything.includes(value), value).toBe(false);
  });

  test('is written in clear text only where that is asked for, and masked in the diff even then', () => {
    const copy = copyOfExample();
    const { status, stdout } = cli(copy, ['diff', '--secrets', 'plain', ...inputs]);
    expect(status).toBe(0);
    expect(stdout).toContain('secret_regcred.yaml');
    expect(stdout).not.toContain('bm90LWEtcmVhbC1wYXNzd29yZA==');
  });
});
