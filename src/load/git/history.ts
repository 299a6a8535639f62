// Answers questions about the history of a repository: which commit a reference names, and where two lines of work part. What lies in
// a commit is read in git.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';
import { withObjects, type GitReading } from './git-objects.ts';
import { resolveReference } from './git-reference.ts';
import { checked, GitTrouble, type GitRepository } from './git-repository.ts';
import { commonHistory } from './merge-base.ts';

/** A commit and what it was made on. */
export interface CommitFacts {
  readonly id: string;
  /** In the order of the commit: the first is the branch that was merged into. A shallow clone need not have them. */
  readonly parents: readonly string[];
}

/**
 * The commit that a reference names; undefined beside an error.
 *
 * Errors  load/git-reference where nothing has that name, or no name looks like it (`..`, control characters, a leading `-`);
 *         load/git-object where it is known and not in this clone; load/git-repository. Each of them is unusable input.
 */
export async function commitOf(
  repository: GitRepository,
  reference: string,
  reading: GitReading = {},
): Promise<Checked<CommitFacts | undefined>> {
  return await checked<CommitFacts | undefined>(undefined, () =>
    withObjects(repository, reading, async (objects) => {
      const { id, parents } = await resolveReference(objects, reference);
      return { value: { id, parents }, diagnostics: [] };
    }),
  );
}

/**
 * The id of the commit where the histories of two commits part, both given by full id: their best common ancestor, which may be one
 * of them. Where branches were merged crosswise there are several; it is always the one with the lowest id. In a shallow clone it is
 * the best that the clone has.
 *
 * Errors  load/no-common-history, with what to fetch where the clone may only lack it; load/git-object, load/git-repository.
 */
export async function mergeBase(
  repository: GitRepository,
  one: string,
  other: string,
  reading: GitReading = {},
): Promise<Checked<string | undefined>> {
  const { value, diagnostics } = await partingOf(repository, one, other, reading);
  return { value: value?.id, diagnostics };
}

/** Where two commits part. */
export interface Parting {
  readonly id: string;
  /** False: a shallow clone left out history that may hold a better common ancestor. */
  readonly isSure: boolean;
}

/** What mergeBase finds, and whether a deeper clone might find another. *Errors* those of mergeBase. */
export async function partingOf(
  repository: GitRepository,
  one: string,
  other: string,
  reading: GitReading = {},
): Promise<Checked<Parting | undefined>> {
  return await checked<Parting | undefined>(undefined, () =>
    withObjects(repository, reading, async (objects) => {
      const read = (id: string) => objects.commit(id);
      const { bases, isCut, isSure } = await commonHistory(one, other, read, shallowCommits(repository));
      if (bases[0] === undefined) throw unrelated(repository, [one, other], isCut);
      return { value: { id: bases[0], isSure }, diagnostics: [] };
    }),
  );
}

/** Whether history was left out when the repository was cloned or fetched. */
export function isShallow(repository: GitRepository): boolean {
  return shallowCommits(repository).size > 0;
}

/** Commits whose parents were left out when the repository was cloned. */
function shallowCommits({ commonFolder }: GitRepository): ReadonlySet<string> {
  try {
    return new Set(readFileSync(join(commonFolder, 'shallow'), 'utf8').match(/^[0-9a-f]{40}$/gmu));
  } catch {
    return new Set();
  }
}

function unrelated({ root }: GitRepository, commits: readonly string[], isCut: boolean): GitTrouble {
  const both = commits.join(' and ');
  if (!isCut) {
    const message = `Commits ${both} of the repository at ${root} have no common history: they were begun apart.`;
    return new GitTrouble('load/no-common-history', message, 'Name a base that the head was begun on.');
  }
  const message = `The repository at ${root} is a shallow clone: it does not reach back to where commits ${both} part.`;
  return new GitTrouble('load/no-common-history', message, DEEPEN);
}

const DEEPEN =
  'Fetch more of the history: git fetch --deepen=1000, or git fetch --unshallow for all of it; in a workflow fetch-depth: 0 for ' +
  'actions/checkout, GIT_DEPTH: 0 as a variable on GitLab.';
