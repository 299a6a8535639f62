// The built program as a process of its own, with nothing of this machine's settings around it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { onTestFinished } from 'vitest';

/** The built program. */
export const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** What a run of the program gave. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given beside its arguments. */
export interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** An environment without anybody's settings for Git, locale or CI. */
export function plainEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...more,
  };
}

/** Runs the program in a folder and waits for its end. */
export function cli(cwd: string, args: readonly string[], { env = {}, input }: Around = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: plainEnv(env),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    input: input ?? '',
  });
  return { status, stdout, stderr };
}

/** Runs a line of shell in a folder; the program is `$HEADWATER` in it. */
export function shell(cwd: string, line: string, env: Readonly<Record<string, string>> = {}): Ran {
  const program = `${process.execPath} ${CLI}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd,
    env: plainEnv({ HEADWATER: program, ...env }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

/** Starts the program without waiting. */
export function startCli(cwd: string, args: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [CLI, ...args], { cwd, env: plainEnv(), stdio: 'ignore' });
}

/** A folder that is removed when the test is over; its path has no links in it. */
export function aFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
