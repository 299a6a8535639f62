// What publishing asks of a remote, as types that every way of delivering shares: the git program, the embedded implementation, a forge's
// API. Nothing here touches the work tree but `follow`.
import type { Checked } from '../model/diagnostic.ts';
import type { Person } from './person.ts';

/** A remote of a repository, and what a branch of it can be asked and given. Branches are named without `refs/heads/`. */
export interface Remote {
  /** As Git's configuration names it: `origin`. */
  readonly name: string;
  /** Its address for people, without credentials. */
  readonly shown: string;
  /**
   * Fetches a branch; undefined where the remote has none of that name.
   *
   * Shape   the tip and its history are in the object store afterwards, as far as a shallow clone reaches, and the remote-tracking branch
   *         points to it. No tags, no submodules.
   * Errors  publish/fetch-failed, with what Git said, credentials left out.
   */
  readonly fetch: (branch: string) => Promise<Checked<string | undefined>>;
  /** The tip of a branch as it was last seen, without asking; undefined where none was. */
  readonly lastSeen: (branch: string) => Promise<Checked<string | undefined>>;
  /** Puts a commit on a branch. Never forced; never asked again: that is for the caller. */
  readonly deliver: (commit: BranchCommit) => Promise<Delivered>;
}

/** A commit that is to be on a branch: one tree, made from another one's. */
export interface BranchCommit {
  readonly branch: string;
  /**
   * The tip that it is made for, in its history; undefined where the branch is not there yet. Anything else there is a lost race.
   */
  readonly expected: string | undefined;
  /** The commit whose tree it starts from; undefined: the empty tree. */
  readonly base: string | undefined;
  /** In order; the first is the branch's line. */
  readonly parents: readonly string[];
  /** What differs from the tree of `base`. Paths are relative to the repository's root, with '/'. */
  readonly changes: readonly TreeChange[];
  readonly message: string;
  /** DEFAULT_AUTHOR where not given; also the committer where Git knows none. */
  readonly author?: Person;
}

/** One file of a tree: its content, or that it goes. */
export interface TreeChange {
  readonly path: string;
  /** Undefined: removed. */
  readonly content: string | Uint8Array | undefined;
}

/**
 * What became of a commit.
 *
 * Shape   `lost`: somebody else was there first, and computing again helps. `refused`: a hook or a protection rule said no; `failed`: it did
 *         not get there (network, rights, signing, size). `said` is for people: what the other side said, without credentials; `help` what to do.
 */
export type Delivered =
  | { readonly kind: 'delivered'; readonly commit: string }
  | { readonly kind: 'lost'; readonly said: string }
  | { readonly kind: 'refused' | 'failed'; readonly said: string; readonly help?: string };
