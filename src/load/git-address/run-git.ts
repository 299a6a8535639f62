// Runs the git program for a fetch: no shell, no terminal, no input, and ended when it takes too long or too much. What is asked of it is
// for fetch.ts.
import { spawn } from 'node:child_process';
import process from 'node:process';
import type { Environment } from '../../model/environment.ts';
import { codeOf } from '../read-file.ts';
import { whenInterrupted } from './interruption.ts';

/** What came of a call. */
export type GitRun =
  | { readonly kind: 'ended'; readonly status: number; readonly output: string; readonly errors: string }
  | { readonly kind: 'no-program' }
  | { readonly kind: 'over-limit'; readonly limit: 'fetchMilliseconds' | 'fetchBytes' };

/** In what it runs, and how far. */
export interface GitBounds {
  readonly env: Environment;
  readonly cwd: string;
  readonly milliseconds: number;
  /** Asked now and then while it runs. */
  readonly isTooMuch: () => Promise<boolean>;
}

const LOOK_EVERY = 250;

/** What it says that is kept: servers may say a lot. */
const MOST_SAID = 65_536;

/** Runs it to its end, or ends it and everything that it started. */
export function runGit(args: readonly string[], { env, cwd, milliseconds, isTooMuch }: GitBounds): Promise<GitRun> {
  return new Promise((resolve) => {
    // A group of its own where there are groups: what git starts (ssh, remote helpers) ends with it.
    const isGroup = process.platform !== 'win32';
    const child = spawn('git', args, {
      env: { ...env },
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: isGroup,
    });
    const said = { output: '', errors: '' };
    child.stdout.on(
      'data',
      (chunk: Buffer) => (said.output = `${said.output}${chunk.toString('utf8')}`.slice(0, MOST_SAID)),
    );
    child.stderr.on(
      'data',
      (chunk: Buffer) => (said.errors = `${said.errors}${chunk.toString('utf8')}`.slice(-MOST_SAID)),
    );
    const end = (run: GitRun): void => {
      clearTimeout(timer);
      clearInterval(look);
      settled();
      resolve(run);
    };
    const kill = (): void => {
      try {
        if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const stop = (limit: 'fetchMilliseconds' | 'fetchBytes'): void => {
      kill();
      end({ kind: 'over-limit', limit });
    };
    const timer = setTimeout(() => stop('fetchMilliseconds'), milliseconds);
    const look = setInterval(() => void isTooMuch().then((isOver) => isOver && stop('fetchBytes')), LOOK_EVERY);
    const settled = whenInterrupted(kill);
    child.on('error', (error) => {
      const isMissing = codeOf(error) === 'ENOENT' || codeOf(error) === 'EACCES';
      end(isMissing ? { kind: 'no-program' } : { kind: 'ended', status: 128, output: '', errors: error.message });
    });
    child.on('close', (status) => end({ kind: 'ended', status: status ?? 128, ...said }));
  });
}
