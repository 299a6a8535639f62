// The built program (`npm test` builds it first), run as users run it: a process of its own, in a folder of its own, with nothing of this
// machine's Git configuration.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The root of this repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

const PROGRAM = join(ROOT, 'dist', 'cli.js');

/** Variables that no run of a test depends on. */
const CLEAN = { PATH: process.env['PATH'], CI: 'true', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** What a process left behind. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `headwater` with these arguments in a folder. */
export function headwater(folder: string, ...args: readonly string[]): Ended {
  if (!existsSync(PROGRAM)) throw new Error('dist/cli.js is missing: run `npm run build` first');
  return runIn(folder, process.execPath, [PROGRAM, ...args]);
}

/** Runs `git` with a user of its own in a folder; what it printed. */
export function git(folder: string, ...args: readonly string[]): string {
  const user = ['-c', 'user.name=User', '-c', 'user.email=user@example.com'];
  const ended = runIn(folder, 'git', [...user, ...args]);
  if (ended.status !== 0) throw new Error(`git ${args.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}

/** Runs any program in a folder. */
export function runIn(folder: string, program: string, args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...CLEAN, HOME: folder },
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}
