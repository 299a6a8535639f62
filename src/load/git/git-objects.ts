// Opens the objects of a repository for reading: with the git program where it gives them, else with isomorphic-git. Both give the same
// bytes and, since all trouble is found by the second, the same words. What a reference means is for git-reference.ts, what lies in
// a tree for git-tree.ts. Nothing here writes.
import * as fs from 'node:fs';
import type { TreeEntry } from 'isomorphic-git';
import type { Environment } from '../../model/environment.ts';
import {
  borrowed,
  borrowsObjects,
  fetchCommand,
  GitTrouble,
  refuseStrangeForm,
  type GitRepository,
} from './git-repository.ts';
import { commitIn, entriesIn, taggedIn, type GitCommit } from './object-forms.ts';
import { NO_PROGRAM, openProgram, type ObjectProgram } from './object-program.ts';

/** With what objects are read. */
export interface GitReading {
  /** `isomorphic`: not with the git program, even where it runs. */
  readonly git?: 'git' | 'isomorphic' | undefined;
  /** Of the git program; the process's own where there is none here. */
  readonly env?: Environment | undefined;
}

/** Decides by its size whether a blob is kept. Asked once for each, in their order. */
export type WantsBlob = (index: number, size: number) => boolean;

/** The objects and names of a repository. Every method throws GitTrouble where an object is missing or broken. */
export interface GitObjects {
  readonly repository: GitRepository;
  /** The commit of this id, or the one that a tag of this id names. */
  commit(id: string): Promise<GitCommit>;
  folder(id: string): Promise<readonly TreeEntry[]>;
  blob(id: string): Promise<Uint8Array>;
  /** The blobs of these ids; undefined where one is not wanted. */
  blobs(ids: readonly string[], wants: WantsBlob): Promise<readonly (Uint8Array | undefined)[]>;
  /** The id behind a full or partial name of a branch or tag; undefined where there is none. */
  named(name: string): Promise<string | undefined>;
  /** The one id that begins so; undefined where there is none, or more than one. */
  abbreviated(start: string): Promise<string | undefined>;
}

type Embedded = Omit<GitObjects, 'blobs'>;

/**
 * What `use` makes of the objects of a repository, which are open until then.
 *
 * Errors  throws GitTrouble for a form that cannot be read: SHA-256, reftable; objects borrowed from another repository without a git program.
 */
export async function withObjects<T>(
  repository: GitRepository,
  { git, env }: GitReading,
  use: (objects: GitObjects) => Promise<T>,
): Promise<T> {
  refuseStrangeForm(repository);
  const program = git === 'isomorphic' ? NO_PROGRAM : openProgram(repository, env ?? process.env);
  try {
    const embedded = await openEmbedded(repository);
    return await use(quickest(program, borrowsObjects(repository) ? withoutObjects(embedded) : embedded));
  } finally {
    program.close();
  }
}

/** Of a repository whose objects may lie elsewhere: its names alone. */
function withoutObjects(embedded: Embedded): Embedded {
  const refuse = (): Promise<never> => Promise.reject(borrowed(embedded.repository));
  return { ...embedded, commit: refuse, folder: refuse, blob: refuse };
}

function quickest(program: ObjectProgram, embedded: Embedded): GitObjects {
  const commit = async (id: string): Promise<GitCommit> => {
    const object = await program.read(id);
    const named = object && taggedIn(object);
    return named === undefined
      ? ((object && commitIn(id, object)) ?? (await embedded.commit(id)))
      : await commit(named);
  };
  return {
    ...embedded,
    commit,
    folder: async (id) => {
      const object = await program.read(id);
      return (object && entriesIn(object)) ?? (await embedded.folder(id));
    },
    blob: async (id) => {
      const object = await program.read(id);
      return object?.type === 'blob' && object.bytes ? object.bytes : await embedded.blob(id);
    },
    blobs: (ids, wants) => blobsOf(program, embedded, ids, wants),
  };
}

async function blobsOf(
  program: ObjectProgram,
  embedded: Embedded,
  ids: readonly string[],
  wants: WantsBlob,
): Promise<readonly (Uint8Array | undefined)[]> {
  // The program may end between telling a size and giving the bytes: the answer given then stays.
  const decided: boolean[] = [];
  const decide = (index: number, size: number) => (decided[index] ??= wants(index, size));
  const asked = ids.map((id, index) => program.read(id, (size, type) => type === 'blob' && decide(index, size)));
  const blobs: (Uint8Array | undefined)[] = [];
  for (const answer of asked) {
    const object = await answer;
    if (object?.type !== 'blob') break;
    blobs.push(object.bytes);
  }
  // From the first that it did not give, the program gives none.
  for await (const bytes of inOrder(ids.slice(blobs.length), (id) => embedded.blob(id))) {
    blobs.push(decide(blobs.length, bytes.byteLength) ? bytes : undefined);
  }
  return blobs;
}

/** Each takes its time, for the most part waiting. */
const AT_ONCE = 16;

/** What reading gives for each id, in their order; the first that fails ends it. */
async function* inOrder<T>(ids: readonly string[], read: (id: string) => Promise<T>): AsyncGenerator<T> {
  const begun: Promise<T>[] = [];
  for (const [index, id] of ids.entries()) {
    const reading = read(id);
    // Where an earlier one fails, nobody waits for this one.
    reading.catch(() => undefined);
    begun.push(reading);
    const next = index + 1 < AT_ONCE ? undefined : begun.shift();
    if (next !== undefined) yield await next;
  }
  for (const reading of begun) yield await reading;
}

async function openEmbedded(repository: GitRepository): Promise<Embedded> {
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  const at = { fs, gitdir: repository.commonFolder, cache: {} };
  const read = <T>(id: string, action: () => Promise<T>): Promise<T> =>
    action().catch((error: unknown) => {
      throw objectTrouble(repository, id, error);
    });
  return {
    repository,
    commit: (id) =>
      read(id, async () => {
        const { oid, commit } = await git.readCommit({ ...at, oid: id });
        return { id: oid, tree: commit.tree, parents: commit.parent, time: commit.committer.timestamp };
      }),
    folder: (id) => read(id, async () => (await git.readTree({ ...at, oid: id })).tree),
    blob: (id) => read(id, async () => (await git.readBlob({ ...at, oid: id })).blob),
    named: (name) => git.resolveRef({ ...at, ref: name }).then(asId, () => undefined),
    abbreviated: (start) => git.expandOid({ ...at, oid: start }).then(asId, () => undefined),
  };
}

function asId(text: string): string | undefined {
  return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}

function objectTrouble(repository: GitRepository, id: string, error: unknown): GitTrouble {
  const name = error instanceof Error ? error.name : '';
  const where = `the repository at ${repository.root}`;
  if (name === 'NotFoundError') {
    const help = `Fetch what was left out when it was cloned: ${fetchCommand(repository)}`;
    return new GitTrouble('load/git-object', `Object ${id} is not in ${where}.`, help);
  }
  if (name === 'ObjectTypeError') {
    return new GitTrouble('load/git-reference', `Object ${id} is no commit.`, 'Name a branch, a tag or a commit.');
  }
  const cause = error instanceof Error ? error.message : String(error);
  return new GitTrouble('load/git-object', `Object ${id} of ${where} cannot be read: ${cause}`, 'Run git fsck.');
}
