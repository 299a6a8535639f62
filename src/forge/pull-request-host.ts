// What keeping a pull request needs of a forge, the same for all of them.
import type { ForgeResult } from './failure.ts';

/** A pull request as it is to be. Branches are named without `refs/heads/`. */
export interface WantedPullRequest {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** Begins with the line that pullRequestMarker gives for the head. */
  readonly body: string;
}

/** A pull request that is open. */
export interface KeptPullRequest {
  /** On the forge's own server. */
  readonly address: string;
  readonly number: number;
  /** False: it was there. */
  readonly opened: boolean;
  /** Its text is somebody else's, and was left as it is. */
  readonly isOfOthers: boolean;
}

/** The pull requests of one repository. */
export interface PullRequestHost {
  /**
   * Opens the request, or brings the one that is open up to date; undefined where the branch has nothing that the base has not, so that
   * there is nothing to open.
   *
   * Errors  the forge's refusal; `forbidden` where a setting of the repository keeps workflows from opening any.
   */
  readonly keep: (wanted: WantedPullRequest) => Promise<ForgeResult<KeptPullRequest | undefined>>;
}

/** A pull request as a forge has it. */
export interface HeldPullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly address: string;
}

/** What keeping them needs of a forge. */
export interface PullRequestPort {
  /** The open one between these two branches of the repository itself. */
  readonly find: (head: string, base: string) => Promise<ForgeResult<HeldPullRequest | undefined>>;
  /** `exists`: one was opened meanwhile; `nothing`: the branches do not differ. */
  readonly open: (wanted: WantedPullRequest) => Promise<ForgeResult<HeldPullRequest | 'exists' | 'nothing'>>;
  readonly edit: (
    number: number,
    text: Pick<WantedPullRequest, 'title' | 'body'>,
  ) => Promise<ForgeResult<HeldPullRequest>>;
  /** The body as it is to be written, without what the forge would take for a command. */
  readonly bodyFor: (wanted: string) => string;
  /** The title as it is to be written, given the one that is there. */
  readonly titleOver: (wanted: string, present: string) => string;
}
