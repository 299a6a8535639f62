// What keeping comments needs of a forge, the same for all of them.
import type { ForgeResult } from './failure.ts';

/** A comment of our own. */
export interface OwnComment {
  /** As the forge's addresses name it. */
  readonly id: string;
  /** As GitHub's GraphQL names it; '' elsewhere. */
  readonly nodeId: string;
  readonly body: string;
  /** Hidden as outdated. */
  readonly isHidden: boolean;
}

/** The comments of one pull or merge request. */
export interface CommentHost {
  /** Those of our own identity that begin with this line, oldest first. */
  list(marker: string): Promise<ForgeResult<readonly OwnComment[]>>;
  create(body: string): Promise<ForgeResult<undefined>>;
  update(comment: OwnComment, body: string): Promise<ForgeResult<undefined>>;
  remove(comment: OwnComment): Promise<ForgeResult<undefined>>;
  /** Hides it as outdated; removes it where a forge cannot. */
  hide(comment: OwnComment): Promise<ForgeResult<undefined>>;
  /** The request as the forge has it now. */
  state(): Promise<ForgeResult<PullRequestState>>;
}

/** What a forge says of a pull or merge request. */
export interface PullRequestState {
  readonly isOpen: boolean;
  /** Full id. */
  readonly headCommit: string;
}
