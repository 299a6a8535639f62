// Where HEAD is and whether something is under way on it, by the git program.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CommitTrouble, UNFINISHED } from '../commit-checks.ts';
import type { Head } from '../repository-port.ts';
import { outputOf, type RunGit } from './run-git.ts';

/** Where HEAD is. */
export async function readHead(run: RunGit): Promise<Head> {
  const [symbolic, resolved] = await Promise.all([
    run({ args: ['symbolic-ref', '-q', 'HEAD'] }),
    run({ args: ['rev-parse', '-q', '--verify', 'HEAD^{commit}'] }),
  ]);
  return {
    ...(resolved.status === 0 && { commit: resolved.output.trim() }),
    ...(symbolic.status === 0 && { branch: symbolic.output.trim() }),
  };
}

/**
 * Refuses a repository in which something is unfinished.
 *
 * Errors  throws CommitTrouble.
 */
export async function refuseUnfinished(run: RunGit, root: string, files = UNFINISHED): Promise<void> {
  for (const [file, what] of files) {
    if (existsSync(await gitPath(run, root, file))) {
      throw new CommitTrouble(`${what} is under way in this repository; finish or abort it first.`);
    }
  }
}

/** Where Git keeps a file of its own in this work tree, as an absolute path. */
export async function gitPath(run: RunGit, root: string, file: string): Promise<string> {
  const path = (await outputOf(run, { args: ['rev-parse', '--git-path', file] })).replace(/\n$/u, '');
  return isAbsolute(path) ? path : join(root, path);
}
