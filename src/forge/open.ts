// Opens what a forge is asked for, in the project that the environment names.
import type { Environment } from '../model/environment.ts';
import { gitHubAccess, gitLabAccess } from './access.ts';
import type { CommentHost } from './comment-host.ts';
import { given, type ForgeResult } from './failure.ts';
import { gitHubComments } from './github.ts';
import { gitLabComments } from './gitlab.ts';
import { SYSTEM_NETWORK, type Network } from './network.ts';

/**
 * The comments of a pull request of the project that the environment names.
 *
 * Errors  `no-token` before anything is asked; `failed` where the environment names no project or no usable address.
 */
export function openGitHub(
  env: Environment,
  number: number,
  network: Network = SYSTEM_NETWORK,
): ForgeResult<CommentHost> {
  const access = gitHubAccess(env);
  return access.ok ? given(gitHubComments({ ...access.value, number }, network)) : access;
}

/** The notes of a merge request. *Errors* as those of openGitHub. */
export function openGitLab(
  env: Environment,
  number: number,
  network: Network = SYSTEM_NETWORK,
): ForgeResult<CommentHost> {
  const access = gitLabAccess(env, 'write notes');
  return access.ok ? given(gitLabComments({ ...access.value, number }, network)) : access;
}

/** The merge request that a GitLab job runs for. */
export function mergeRequestNumber(env: Environment): number | undefined {
  const iid = env['CI_MERGE_REQUEST_IID'] ?? '';
  return /^[1-9]\d{0,14}$/.test(iid) ? Number(iid) : undefined;
}
