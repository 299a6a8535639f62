// What a preview is asked to do, beside the options of the two runs that it computes.
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { Environment } from '../../model/environment.ts';
import type { TreeFile } from '../../model/tree.ts';
import type { GitOptions, RunOptions } from '../options.ts';

/** The forges that a comment can be left on. */
export type Forge = 'github' | 'gitlab';

/** How a comment is kept: edited in place, written anew, or written anew with the older ones hidden (deleted on GitLab). */
export type CommentMode = 'update' | 'new' | 'hide-and-new';

/** When a comment is created where there is none: with changes or failures, always, or with failures only. */
export type CommentWhen = 'changed' | 'always' | 'failed';

/** What becomes of differences that do not fit into one comment: left to the page, or put into further ones. */
export type CommentOverflow = 'artifact' | 'split';

/** Everything that a comment needs beside the report. */
export interface CommentOptions {
  readonly forge: Forge;
  /** Tells several comments of one pull request apart; undefined: the output root. */
  readonly key: string | undefined;
  readonly mode: CommentMode;
  readonly when: CommentWhen;
  readonly overflow: CommentOverflow;
  readonly env: Environment;
  /** The report comes from another job: nothing is believed that the forge does not confirm. */
  readonly isForeign: boolean;
  /** Told before anything that takes its time. */
  readonly progress: (stage: string) => void;
}

/** What a preview is asked to do. Paths of files to write are relative to the working folder; `-` is standard output. */
export interface PreviewOptions extends GitOptions {
  readonly cwd: string;
  /** A branch, a tag or a commit; undefined: found out from the surroundings. */
  readonly base: string | undefined;
  /** The same; undefined: the work tree as it is. */
  readonly head: string | undefined;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly sarif: string | undefined;
  readonly comment: Omit<CommentOptions, 'env' | 'isForeign' | 'progress'> | undefined;
  /** A report that another job made, as a file: nothing is computed. */
  readonly from: string | undefined;
  readonly failOn: 'never' | 'blockers' | 'cautions';
  /** End with 3 where there are changes. */
  readonly exitCode: boolean;
  readonly version: string;
  readonly progress: (stage: string) => void;
  /** What speaks against the flags or the configuration of the work tree: told in every form, and nothing is computed. */
  readonly refused?: readonly Diagnostic[];
  /** Where the configuration lies; undefined where there is none in the work tree and none was named. */
  readonly configuration: string | undefined;
  /** The options of a run under a configuration file of one of the two states; undefined where that state has none. */
  readonly runOptions: (configuration: TreeFile | undefined) => Checked<RunOptions>;
}
