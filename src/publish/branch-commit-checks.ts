// What has to hold for a commit before it is made for a remote, whoever asks and whichever way it is made.
import type { BranchCommit } from './branch-port.ts';
import { isBranchName } from './branch-name.ts';
import { CommitTrouble } from './commit-checks.ts';
import { pathTrouble } from './git-names.ts';

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

/**
 * Refuses a commit that could not be meant.
 *
 * Errors  throws CommitTrouble for a branch, a path or an id that is none, and a path twice.
 */
export function refuseStrangeCommit({ branch, base, parents, changes }: BranchCommit): void {
  if (!isBranchName(branch)) throw new CommitTrouble(`${JSON.stringify(branch)} cannot be the name of a branch.`);
  for (const id of [...parents, ...(base === undefined ? [] : [base])]) {
    if (!ID.test(id)) throw new CommitTrouble(`${JSON.stringify(id)} is no id of a commit.`);
  }
  const seen = new Set<string>();
  for (const { path } of changes) {
    const trouble = pathTrouble(path);
    if (trouble !== undefined) throw new CommitTrouble(`the path ${JSON.stringify(path)} ${trouble}.`);
    if (seen.has(path)) throw new CommitTrouble(`the path ${JSON.stringify(path)} is changed twice.`);
    seen.add(path);
  }
}

/** Refuses a commit without the tip that it replaces in its history: nothing that a branch has may ever go. *Errors* throws CommitTrouble. */
export function refuseLostTip({ branch }: BranchCommit, hasTip: boolean): void {
  if (!hasTip) throw new CommitTrouble(`the tip of ${branch} is not in the history of the commit.`);
}

/**
 * Refuses changes that would take away more than they name: a file where files stand that stay, or below a file that stays.
 *
 * Errors  throws CommitTrouble.
 */
export function refuseDisplaced(
  { changes }: BranchCommit,
  inBase: (path: string) => boolean,
  all: Iterable<string>,
): void {
  const removed = new Set(changes.filter(({ content }) => content === undefined).map(({ path }) => path));
  const added = new Set(
    changes.filter(({ content, path }) => content !== undefined && !inBase(path)).map(({ path }) => path),
  );
  if (added.size === 0) return;
  for (const path of added) {
    const file = foldersOf(path).find((folder) => (inBase(folder) && !removed.has(folder)) || added.has(folder));
    if (file !== undefined) throw displaced(file, path);
  }
  for (const path of all) {
    const file = removed.has(path) ? undefined : foldersOf(path).find((folder) => added.has(folder));
    if (file !== undefined) throw displaced(path, file);
  }
}

function displaced(there: string, path: string): CommitTrouble {
  return new CommitTrouble(`${path} cannot be written while ${there} is there: one would take the place of the other.`);
}

/** Every folder above a path. */
export function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash));
  }
  return folders;
}
