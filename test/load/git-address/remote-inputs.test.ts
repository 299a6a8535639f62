// Fetching within limits, a few at once, and what is left behind: nothing.
import { randomBytes } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  NO_REMOTE_INPUTS,
  openRemoteInputs,
  type FetchOptions,
  type RemoteInputs,
} from '../../../src/load/git-address/remote-inputs.ts';
import { aFolder, CLI, plainEnv } from '../../support/cli.ts';
import { HAS_GIT, NEEDS_GIT } from '../../support/git-project.ts';
import { OVER_HTTP, someRemotes } from '../../support/git-remotes.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const LIMITS = { fetchMilliseconds: 60_000, fetchBytes: 2 ** 30 };

/** With a temporary folder of its own, which `left` looks into. */
function opened(more: Partial<FetchOptions> = {}): {
  readonly remote: RemoteInputs;
  readonly left: () => readonly string[];
} {
  const folder = aFolder();
  vi.stubEnv('TMPDIR', folder);
  const remote = openRemoteInputs({ env: plainEnv(OVER_HTTP), ...more });
  onTestFinished(() => remote.close());
  return { remote, left: () => readdirSync(folder) };
}

describe.skipIf(!HAS_GIT)(`fetching${NEEDS_GIT}`, () => {
  test('what is fetched lies there until it is closed, in one folder for each repository and reference', async () => {
    const { url } = (await someRemotes()).remote('r', { 'a/x.yaml': 'a: 1\n', 'b/y.json': '{}', 'b/z.txt': 'z' });
    const progress: string[] = [];
    const { remote, left } = opened({ progress: (stage) => progress.push(stage) });
    expect(left()).toEqual([]);
    const at = `git+${url.replace('://', '://user:hunter2@')}`;
    const read = await Promise.all([`${at}//a`, `${at}//b`, `${at}//b@main`].map((input) => remote.read(input)));
    expect(read.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    expect(read.map(({ value }) => value.map(({ path, shown }) => [path, shown]))).toEqual([
      [['x.yaml', `git+${url}@HEAD:a/x.yaml`]],
      [['y.json', `git+${url}@HEAD:b/y.json`]],
      [['y.json', `git+${url}@main:b/y.json`]],
    ]);
    expect(left()).toHaveLength(2);
    expect(progress).toEqual([`fetching git+${url}`, `fetching git+${url}@main`]);
    expect(remote.sources([`${at}//a`, 'policies']).map(({ input }) => input)).toEqual([`git+${url}//a`]);
    remote.close();
    remote.close();
    expect(left()).toEqual([]);
  });

  test('at most four are fetched at once', async () => {
    const running = { now: 0, most: 0 };
    const remotes = await someRemotes({
      before: async (request) => {
        if (!request.includes('info/refs')) return undefined;
        running.most = Math.max(running.most, (running.now += 1));
        await wait(300);
        running.now -= 1;
        return undefined;
      },
    });
    const inputs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(
      (name) => `git+${remotes.remote(name, { 'x.yaml': name }).url}`,
    );
    const { remote } = opened();
    remote.begin([...inputs, 'policies', 'git+ext::sh']);
    for (const input of inputs) expect((await remote.read(input)).value).toHaveLength(1);
    expect(running.most).toBeLessThanOrEqual(4);
    expect(running.most).toBeGreaterThan(1);
  });

  test('a server that does not answer is left, and everything removed', async () => {
    const remotes = await someRemotes({ before: () => wait(5_000).then(() => undefined) });
    const { url } = remotes.remote('r', { 'x.yaml': 'a: 1' });
    const { remote, left } = opened({ limits: { ...LIMITS, fetchMilliseconds: 500 } });
    const { value, diagnostics } = await remote.read(`git+${url}`);
    expect(value).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        code: 'load/limit',
        message: `Fetching git+${url} was ended: it went over a limit (fetchMilliseconds: 500 milliseconds)`,
      },
    ]);
    expect(left()).toEqual([]);
  });

  test('a repository that is too large is not read', async () => {
    const { url } = (await someRemotes()).remote('r', { 'x.yaml': randomBytes(200_000).toString('base64') });
    const { remote, left } = opened({ limits: { ...LIMITS, fetchBytes: 100_000 } });
    const { value, diagnostics } = await remote.read(`git+${url}`);
    expect([value, left()]).toEqual([[], []]);
    expect(diagnostics).toMatchObject([
      { code: 'load/limit', message: expect.stringContaining('fetchBytes: 100000') as unknown },
    ]);
  });

  test('a repository whose objects are not named by SHA-1 is told as such', async () => {
    const folder = aFolder();
    const run = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { env: plainEnv() });
    run('init', '-q', '--object-format=sha256');
    run('-c', 'user.name=u', '-c', 'user.email=u@example', 'commit', '-q', '--allow-empty', '-m', 'x');
    const { remote } = opened({ env: plainEnv({ GIT_ALLOW_PROTOCOL: 'file' }) });
    const { diagnostics } = await remote.read(`git+file://${folder}`);
    expect(diagnostics).toMatchObject([
      { code: 'load/git-repository', message: `git+file://${folder} does not use SHA-1, which cannot be read` },
    ]);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('a program that is ended by %s leaves nothing', async (signal) => {
    let asked = false;
    const remotes = await someRemotes({
      before: () => {
        asked = true;
        return wait(5_000).then(() => undefined);
      },
    });
    const { url } = remotes.remote('r', { 'x.yaml': 'a: 1' });
    const [folder, temporary] = [aFolder(), aFolder()];
    const env = plainEnv({ ...OVER_HTTP, TMPDIR: temporary });
    const args = [CLI, 'diff', '--policies', `git+${url}`, '--cluster-state', `git+${url}`];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
    await vi.waitFor(() => expect(asked).toBe(true), { timeout: 20_000 });
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('no listener of ours stays behind', async () => {
    const { url } = (await someRemotes()).remote('r', { 'x.yaml': 'a: 1' });
    const counts = () => ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((event) => process.listenerCount(event));
    const before = counts();
    const { remote } = opened();
    await remote.read(`git+${url}`);
    await remote.read(`git+${url}@none`);
    remote.close();
    expect(counts()).toEqual(before);
  });

  test('a configuration that forbids bare repositories, or other settings of the surroundings, are no hindrance', async () => {
    const { url } = (await someRemotes()).remote('r', { 'x.yaml': 'a: 1' });
    const elsewhere = join(aFolder(), 'none');
    const env = plainEnv({
      ...OVER_HTTP,
      ...{ GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'safe.bareRepository', GIT_CONFIG_VALUE_0: 'explicit' },
      ...{ GIT_CONFIG_KEY_1: 'extensions.x', GIT_CONFIG_VALUE_1: 'y', GIT_DIR: elsewhere, GIT_WORK_TREE: elsewhere },
      ...{ GIT_OBJECT_DIRECTORY: elsewhere, GIT_INDEX_FILE: elsewhere, GIT_NAMESPACE: 'x', GIT_DEFAULT_HASH: 'sha256' },
    });
    const { remote } = opened({ env });
    const { value, diagnostics } = await remote.read(`git+${url}`);
    expect([value.length, diagnostics]).toEqual([1, []]);
    expect(existsSync(elsewhere)).toBe(false);
  });
});

test('nobody who was given no way to fetch does', async () => {
  const { value, diagnostics } = await NO_REMOTE_INPUTS.read('git+https://user:hunter2@h.example/r');
  expect(value).toEqual([]);
  expect(diagnostics).toMatchObject([
    { code: 'load/git-fetch', message: 'git+https://h.example/r is not fetched here' },
  ]);
});
