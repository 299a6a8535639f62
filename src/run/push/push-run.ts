// What every part of a push works with: the repository, what was asked for, and the edges that a test may replace. What is done with them is in
// direct.ts and proposal.ts.
import type { GitRepository } from '../../load/index.ts';
import type { Checked } from '../../model/diagnostic.ts';
import type { TreeFile } from '../../model/tree.ts';
import { openRemote, openRepository, type Head, type Repository } from '../../publish/index.ts';
import type { PublishOptions, PushRequest, RunOptions } from '../options.ts';
import { keepPullRequest } from './pull-request.ts';
import { viaGitHub } from './github-remote.ts';

/** Where the options of a commit come from: its own configuration, under the flags of this run. */
export interface CommittedSettings {
  /** Where the configuration lies; undefined where there is none in the work tree and none was named. */
  readonly configuration: string | undefined;
  /** It was named on the command line: a commit without it cannot be used. */
  readonly isNamed: boolean;
  readonly runOptions: (configuration: TreeFile | undefined) => Checked<RunOptions>;
}

/** What a push is given. `options` are those of the work tree: they tell which repository it is about. */
export interface PushInput {
  readonly options: RunOptions;
  readonly publish: PublishOptions;
  /** Undefined: the options hold at every commit. */
  readonly committed?: CommittedSettings;
}

/** The edges of a push. */
export interface PushPorts {
  readonly openRepository: typeof openRepository;
  readonly openRemote: typeof openRemote;
  readonly viaGitHub: typeof viaGitHub;
  readonly keepPullRequest: typeof keepPullRequest;
  /** Waits for milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** At least 0, below 1. */
  readonly random: () => number;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The edges of a real run. */
export const PUSH_PORTS: PushPorts = {
  ...{ openRepository, openRemote, viaGitHub, keepPullRequest },
  ...{ pause: wait, random: Math.random },
};

/** One push, from its first look at the repository on. */
export interface PushRun extends PushInput {
  readonly push: PushRequest;
  readonly repository: Repository;
  /** The same repository, for reading its commits. */
  readonly objects: GitRepository;
  /** As it was when the run began. */
  readonly head: Head;
  /** Inputs outside of the repository, read once for all attempts. */
  readonly outside: Map<string, Checked<readonly TreeFile[]>>;
  readonly ports: PushPorts;
}
