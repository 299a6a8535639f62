// What making a commit needs of a forge: one commit, what became of it, and who makes it.

/** A file of a commit. Its mode is always 100644: neither links nor programs can be put there. */
export interface HostedFile {
  /** From the repository's root, with '/'. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A commit on top of a branch that is there. */
export interface HostedCommit {
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** Full id of the tip that it is made for. */
  readonly expectedHead: string;
  /** One line. */
  readonly headline: string;
  /** The rest of the message; '' where there is none. */
  readonly body: string;
  readonly additions: readonly HostedFile[];
  readonly deletions: readonly string[];
}

/**
 * What became of it.
 *
 * Shape   `stale`: the branch is at another commit, and computing again helps. `refused`: a rule of the branch, or the token may not;
 *         `failed`: everything else. `said` is for people, without a token; `help` is what to do.
 */
export type CommitOutcome =
  | { readonly kind: 'made'; readonly commit: string }
  | { readonly kind: 'stale'; readonly said: string }
  | { readonly kind: 'refused' | 'failed'; readonly said: string; readonly help: string };

/** The branches of one repository. */
export interface CommitHost {
  /**
   * Puts one commit on a branch. Who is named as author and committer is the forge's choice.
   *
   * Errors  over MOST_FILES or MOST_BYTES `failed` before anything is sent. It is never asked twice where the first may have been carried
   *         out: then the branch is looked at, and the commit is `made` only where parent, message and files prove it.
   */
  readonly commit: (wanted: HostedCommit) => Promise<CommitOutcome>;
}
