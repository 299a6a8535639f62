// What the git program says about its own settings, and who commits by them. Reading configuration files without it is git-config.ts's.
import type { Environment } from '../../model/environment.ts';
import { configuredCommitter } from '../commit-checks.ts';
import type { Person } from '../repository-port.ts';
import { outputOf, zeroSeparated, type RunGit } from './run-git.ts';

/** Every setting in order, `section.key` in lower case; a key without a value means true. */
export async function listSettings(run: RunGit): Promise<readonly (readonly [key: string, value: string])[]> {
  const entries = zeroSeparated(await outputOf(run, { args: ['config', '--list', '-z'] }));
  return entries.map((entry) => {
    const end = entry.indexOf('\n');
    return end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
  });
}

/** Tells whether commits are to be signed. */
export async function asksForSigning(run: RunGit): Promise<boolean> {
  const signing = await run({ args: ['config', '--type=bool', '--get', 'commit.gpgsign'] });
  return signing.output.trim() === 'true';
}

/** Variables that make `author` the author, and the committer only where Git would otherwise make one up or refuse. */
export function identityVariables(author: Person, env: Environment, config: ReadonlyMap<string, string>): Environment {
  const known = configuredCommitter({ env, config }) !== undefined;
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    ...(!known && { GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email }),
  };
}
