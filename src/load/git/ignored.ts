// Tells what a repository leaves out of its history on purpose.
import * as fs from 'node:fs';
import type { GitRepository } from './git-repository.ts';

/**
 * Whether a path, or what lies below it, is named in a .gitignore of the work tree or in info/exclude. What a user ignores everywhere
 * (core.excludesFile) is not known here.
 */
export async function isIgnored({ root, commonFolder }: GitRepository, path: string): Promise<boolean> {
  if (path === '') return false;
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  const ask = (filepath: string): Promise<boolean> =>
    git.isIgnored({ fs, dir: root, gitdir: commonFolder, filepath }).catch(() => false);
  return (await ask(path)) || ask(`${path}/any`);
}
