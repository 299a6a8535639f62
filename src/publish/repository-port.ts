// What publishing asks of a repository, as types that both ways of doing it share.
import type { Checked } from '../model/diagnostic.ts';
import type { Remote } from './branch-port.ts';
import type { Person } from './person.ts';

export { DEFAULT_AUTHOR, type Person } from './person.ts';

/** `git`: the git program. `isomorphic`: the embedded implementation. */
export type RepositoryKind = 'git' | 'isomorphic';

/** A repository with a work tree. */
export interface Repository {
  readonly kind: RepositoryKind;
  /** Absolute path of the work tree, without links. */
  readonly root: string;
  /** Where HEAD is. */
  readonly head: () => Promise<Checked<Head>>;
  /**
   * The paths below a folder ('' is the root) that HEAD has and the work tree has not, sorted by code unit.
   *
   * Errors  publish/commit-failed.
   */
  readonly missing: (folder: string) => Promise<Checked<readonly string[]>>;
  /**
   * The texts that HEAD has at these paths; those that it does not have are left out.
   *
   * Errors  publish/commit-failed.
   */
  readonly committed: (paths: readonly string[]) => Promise<Checked<ReadonlyMap<string, string>>>;
  /**
   * Commits what of `request.paths` differs from HEAD on top of HEAD, and nothing else; undefined where nothing differs.
   *
   * Errors  publish/commit-failed, with nothing committed: HEAD moved, a merge is under way, a hook or the signing refuses, another
   *         Git process holds the index, a path outside `under`, a form of repository that this way cannot write.
   * Shape   the index follows for these paths, so that they are clean afterwards; whatever else is staged stays staged. A path that
   *         is ignored is committed all the same, and named in `ignored`.
   */
  readonly commit: (request: CommitRequest) => Promise<Checked<Commit | undefined>>;
  /**
   * The paths at or below these files and folders ('' is the root) that are not the same in HEAD, index and work tree, or that Git
   * does not know yet; ignored ones left out. Sorted by code unit. Without a first commit: everything that is there.
   *
   * Errors  publish/commit-failed.
   */
  readonly uncommitted: (paths: readonly string[]) => Promise<Checked<readonly string[]>>;
  /**
   * Brings HEAD (detached, or on `branch`, also an unborn one), index and work tree to a commit that the remote took. On another branch
   * nothing happens. Gives the paths that were left as they are because they are edited or staged here, sorted by code unit.
   *
   * Shape   nothing that is only here is lost: edits, staged entries and untracked files stay. No hooks run but Git's own for references.
   * Errors  publish/follow-failed, as a warning: the remote has the commit.
   */
  readonly follow: (commit: string, branch: string) => Promise<Checked<readonly string[]>>;
  /**
   * A commit that merges two, beside the work tree; undefined where both sides changed the same, or where this way cannot merge.
   *
   * Errors  publish/commit-failed.
   */
  readonly merge: (request: MergeRequest) => Promise<Checked<string | undefined>>;
  /** See openRemote in remote.ts. */
  readonly openRemote: (name: string | undefined, branch: string) => Promise<Checked<Remote | undefined>>;
}

/** Where HEAD is. Without `commit` the branch is unborn; without `branch` HEAD is detached. */
export interface Head {
  readonly commit?: string;
  /** Full name, `refs/heads/main`. */
  readonly branch?: string;
}

/** Two commits to merge, by id. */
export interface MergeRequest {
  /** The first parent. */
  readonly into: string;
  readonly from: string;
  readonly message: string;
  /** As in CommitRequest. */
  readonly author?: Person;
}

/** What to commit. Paths are relative to the repository's root, with '/'. */
export interface CommitRequest {
  /** The output roots; '' is the repository's root. */
  readonly under: readonly string[];
  /** Every path that Headwater owns or owned, whether it differs or not: what is not on disk is committed as removed. */
  readonly paths: readonly string[];
  readonly message: string;
  /** DEFAULT_AUTHOR where not given; also the committer where Git knows none. */
  readonly author?: Person;
}

/** A commit that was made. */
export interface Commit {
  readonly id: string;
  /** The branch that now points to it; undefined on a detached HEAD. */
  readonly branch?: string;
  /** The paths in it, sorted by code unit. */
  readonly paths: readonly string[];
  /** Those of them that were new although .gitignore names them. */
  readonly ignored: readonly string[];
}
