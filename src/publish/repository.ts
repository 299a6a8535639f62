// The port for Git: which repository an output root lies in, and what can be asked of it. How it is done belongs to system-git.ts
// (the git program) and isomorphic.ts (no program needed).
import { relative, resolve, sep } from 'node:path';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { Environment } from '../model/environment.ts';
import { openEmbedded } from './embedded/isomorphic.ts';
import { isGitAvailable } from './git-program/run-git.ts';
import { openSystemGit } from './git-program/system-git.ts';
import type { Repository, RepositoryKind } from './repository-port.ts';
import { findWorkTree, realPath } from './disk/work-tree.ts';

/** How a repository is opened. */
export interface OpenOptions {
  /** Which way to take; without it the git program where there is one, else the embedded way. */
  readonly kind?: RepositoryKind;
  /** Environment for Git: identities, configuration, PATH. */
  readonly env: Environment;
}

/**
 * The repository whose work tree `path` (an output root, or any folder; it need not exist) lies in; undefined beside an error.
 *
 * Errors  publish/no-repository: no work tree around it, Git refuses it (its owner is another user), or it has a form that only the
 *         git program reads.
 */
export async function openRepository(path: string, options: OpenOptions): Promise<Checked<Repository | undefined>> {
  const root = findWorkTree(realPath(path));
  if (root === undefined) return { value: undefined, diagnostics: [noRepository(path)] };
  const kind = options.kind ?? ((await isGitAvailable(options.env)) ? 'git' : 'isomorphic');
  switch (kind) {
    case 'git':
      return openSystemGit(root, options.env);
    case 'isomorphic':
      return openEmbedded(root, options.env);
  }
}

/** `path` as the repository names it: relative to its root, with '/', '' for the root itself. Links on the way are resolved. */
export function pathInRepository(repository: Repository, path: string): string {
  return relative(realPath(repository.root), realPath(resolve(path)))
    .split(sep)
    .join('/');
}

function noRepository(path: string): Diagnostic {
  const message = `${path} does not lie in the work tree of a Git repository.`;
  return { code: 'publish/no-repository', severity: 'error', message, about: {} };
}
