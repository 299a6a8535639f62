// Where a commit stands among others: temporary, until the real one is merged.
import * as fs from 'node:fs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';
import { resolveReference } from './git-reference.ts';
import { GitTrouble, openObjects, type GitRepository } from './git-repository.ts';

export async function commitOf(
  repository: GitRepository,
  reference: string,
): Promise<Checked<{ readonly id: string; readonly parents: readonly string[] } | undefined>> {
  try {
    const { id, parents } = await resolveReference(await openObjects(repository), reference);
    return { value: { id, parents }, diagnostics: [] };
  } catch (error) {
    if (!(error instanceof GitTrouble)) throw error;
    const { code, message, help } = error;
    return { value: undefined, diagnostics: [{ code, severity: 'error', message, help, about: {} }] };
  }
}

export async function mergeBase(
  repository: GitRepository,
  one: string,
  other: string,
): Promise<Checked<string | undefined>> {
  const { default: git } = await import('isomorphic-git');
  const found: string[] = await git.findMergeBase({ fs, gitdir: repository.commonFolder, oids: [one, other] });
  if (found[0] !== undefined) return { value: found[0], diagnostics: [] };
  return {
    value: undefined,
    diagnostics: [{ code: 'load/git-reference', severity: 'error', message: 'no common history', about: {} }],
  };
}

export async function defaultBranch(repository: GitRepository): Promise<string | undefined> {
  for (const name of ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']) {
    if ((await commitOf(repository, name)).value !== undefined) return name;
  }
  return undefined;
}

export function currentBranch(repository: GitRepository): string | undefined {
  return /^ref: refs\/heads\/(\S+)/u.exec(readFileSync(join(repository.gitFolder, 'HEAD'), 'utf8'))?.[1];
}
