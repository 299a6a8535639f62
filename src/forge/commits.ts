// Commits that a forge makes itself, through its API: signed by it, without a key of ours. What of it GitHub can do is in
// github-commits.ts; that a commit is worth making is decided elsewhere.
import type { Environment } from '../model/environment.ts';
import { gitHubAccess } from './access.ts';
import type { CommitHost } from './commit-host.ts';
import { given, type ForgeResult } from './failure.ts';
import { gitHubCommits } from './github-commits.ts';
import { SYSTEM_NETWORK, type Network } from './network.ts';

/** The branches of the repository on GitHub that the environment names. *Errors* as those of gitHubAccess. */
export function openGitHubCommits(env: Environment, network: Network = SYSTEM_NETWORK): ForgeResult<CommitHost> {
  const access = gitHubAccess(env);
  return access.ok ? given(gitHubCommits(access.value, network)) : access;
}
