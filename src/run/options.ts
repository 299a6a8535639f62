// What a run is asked to do: the complete options, made by cli/ from flags and headwater.yaml.
import type { CloneMetadata, DeliveryProfile, ProvenanceMode } from '../kube/index.ts';
import { NO_REMOTE_INPUTS, type AllowedHost, type RemoteInputs } from '../load/index.ts';
import type { Environment } from '../model/environment.ts';
import { REBUILD_COMMAND } from '../model/ledger-file.ts';
import type { LifecycleMode, MaxDeletions } from '../plan/index.ts';
import { DEFAULT_EVALUATION_LIMITS, type EvaluationLimits } from '../policy/index.ts';
import type { Person } from '../publish/index.ts';

/** How Secrets may go into Git, as far as this version knows. */
export type SecretsOption = 'refuse' | 'plain';

/** Where the inputs are, and everything that changes what comes out. Paths are as given, relative to `cwd`. */
export interface RunOptions {
  readonly cwd: string;
  readonly policies: readonly string[];
  readonly clusterState: readonly string[];
  readonly output: string;
  readonly lifecycle: LifecycleMode;
  readonly provenance: ProvenanceMode;
  readonly secrets: SecretsOption;
  readonly delivery: DeliveryProfile;
  readonly cloneMetadata: CloneMetadata;
  readonly substitution: 'once' | 'kyverno';
  /** `default`, `none`, or a file of `[Kind,namespace,name]` entries. */
  readonly resourceFilters: string;
  readonly maxDeletions: MaxDeletions | undefined;
  readonly allowEmpty: boolean;
  /** Whom `apiCall.service` may ask; with nobody in it no request is made. */
  readonly allowHttp: readonly AllowedHost[];
  /** The ledger's and the commit's name for the cluster; '' where none is given. */
  readonly cluster: string;
  readonly limits: EvaluationLimits;
  /** The command that rebuilds the ledger of this output, as the user can paste it. */
  readonly rebuildCommand: string;
  /** Key for digests of secret values, from the environment. */
  readonly digestKey: string | undefined;
  /** The run's one instant, RFC 3339. */
  readonly now: string;
  readonly version: string;
  /** What reads inputs in remote repositories: of one run, so that all it reads of a repository is of one commit. */
  readonly remote: RemoteInputs;
  /** Told at the start of each stage, for whoever watches. */
  readonly progress: (stage: string) => void;
}

/** How Git is used, for reading and for committing. */
export interface GitOptions {
  /** Which way; undefined: the git program where it is there. */
  readonly git: 'git' | 'isomorphic' | undefined;
  readonly env: Environment;
}

/** Where to push to, and how. Names of branches are as given. */
export interface PushRequest {
  /** Undefined: the branch that is checked out, else the one that the CI's variables name. */
  readonly branch: string | undefined;
  /** The branch that `branch` is meant for; its policies, inventory and configuration count. Undefined: `branch` itself. */
  readonly base: string | undefined;
  /** Undefined: the branch's own remote, else `origin`, else the only one. */
  readonly remote: string | undefined;
  readonly via: 'git' | 'github';
  /** Where a pull request from `branch` into `base` is opened or updated. */
  readonly pullRequest: 'github' | 'gitlab' | undefined;
}

/** What publishing needs beside. */
export interface PublishOptions extends GitOptions {
  readonly commit: boolean;
  /** Undefined: nothing is pushed. */
  readonly push: PushRequest | undefined;
  readonly author: Person | undefined;
  /** Address of the CI run, for the commit's trailer. */
  readonly runAddress: string | undefined;
}

/** What holds where the user says nothing: every option that does not come from the surroundings of the run. */
export const DEFAULT_RUN_OPTIONS = {
  policies: ['policies'],
  clusterState: ['cluster-state'],
  output: 'output',
  lifecycle: 'desired',
  provenance: 'headwater',
  secrets: 'refuse',
  delivery: 'both',
  cloneMetadata: 'clean',
  substitution: 'once',
  resourceFilters: 'default',
  maxDeletions: undefined,
  allowEmpty: false,
  allowHttp: [],
  cluster: '',
  limits: DEFAULT_EVALUATION_LIMITS,
  rebuildCommand: REBUILD_COMMAND,
  digestKey: undefined,
  remote: NO_REMOTE_INPUTS,
} as const satisfies Partial<RunOptions>;
