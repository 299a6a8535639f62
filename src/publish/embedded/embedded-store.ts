// A repository that is worked on without a git program: where its folder is, its objects, its HEAD. What is done with it is isomorphic.ts's and
// the other embedded-… files'.
import * as fs from 'node:fs';
import type { Environment } from '../../model/environment.ts';
import type { ObjectStore } from './isomorphic-trees.ts';
import type { Head, Person } from '../repository-port.ts';

/** A repository, its Git folder found. */
export interface EmbeddedGit {
  readonly root: string;
  readonly gitFolder: string;
  readonly env: Environment;
}

/** Opens its objects; the package is loaded only now. */
export async function openStore({ root, gitFolder }: EmbeddedGit): Promise<ObjectStore> {
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  return { git, at: { fs, dir: root, gitdir: gitFolder, cache: {} } };
}

/** Where HEAD is. */
export async function readStoredHead({ git, at }: ObjectStore): Promise<Head> {
  const branch = await git.currentBranch({ ...at, fullname: true });
  const id = await resolveOrNothing({ git, at }, 'HEAD');
  return { ...(id !== undefined && { commit: id }), ...(typeof branch === 'string' && { branch }) };
}

/** The id that a reference has; undefined where there is none of the name. */
export async function resolveOrNothing({ git, at }: ObjectStore, ref: string): Promise<string | undefined> {
  return await git.resolveRef({ ...at, ref }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'NotFoundError') return undefined;
    throw error;
  });
}

/** The tree of a commit. */
export async function treeOf({ git, at }: ObjectStore, id: string): Promise<string> {
  return (await git.readCommit({ ...at, oid: id })).commit.tree;
}

/** Tells whether `commit` is `ancestor` or has it in its history. */
export async function contains({ git, at }: ObjectStore, commit: string, ancestor: string): Promise<boolean> {
  return commit === ancestor || (await git.isDescendent({ ...at, oid: commit, ancestor, depth: -1 }));
}

/** A person at this moment, in universal time: the machine's time zone is nobody's business. */
export function signed(person: Person) {
  return { ...person, timestamp: Math.floor(Date.now() / 1000), timezoneOffset: 0 };
}
