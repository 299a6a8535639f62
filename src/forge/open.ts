// Finds the forge, the project and the token in the environment that the forge's own runner sets, or that a person sets like it.
import type { Environment } from '../model/environment.ts';
import type { CommentHost } from './comment-host.ts';
import { failed, given, type ForgeResult } from './failure.ts';
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
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || /(?:^|\/)\.{1,2}(?:\/|$)/.test(repository)) {
    return failed('failed', 'GITHUB_REPOSITORY does not name a repository', 'Set it to `owner/name`.');
  }
  const api = baseUrl(env['GITHUB_API_URL'] || 'https://api.github.com');
  if (api === undefined) return badAddress('GITHUB_API_URL');
  const graphql = baseUrl(env['GITHUB_GRAPHQL_URL'] || graphqlOf(api));
  if (graphql === undefined) return badAddress('GITHUB_GRAPHQL_URL');
  if (graphql.host !== api.host) {
    return failed('failed', 'GITHUB_GRAPHQL_URL and GITHUB_API_URL are of different hosts', 'Set both for one server.');
  }
  const token = firstSet(env, ['GITHUB_TOKEN', 'GH_TOKEN']);
  if (token === undefined) return failed('no-token', 'There is no token for GitHub', 'Set GITHUB_TOKEN.');
  return given(gitHubComments({ api, graphql, repository, number, token }, network));
}

/** The notes of a merge request. *Errors* as those of openGitHub. */
export function openGitLab(
  env: Environment,
  number: number,
  network: Network = SYSTEM_NETWORK,
): ForgeResult<CommentHost> {
  // In the pipeline of a fork CI_PROJECT_ID is the fork, and the merge request is the other project's.
  const project = firstSet(env, ['CI_MERGE_REQUEST_PROJECT_ID', 'CI_PROJECT_ID']);
  if (project === undefined) {
    return failed('failed', 'CI_PROJECT_ID does not name a project', "Set it to the project's number or path.");
  }
  const api = baseUrl(env['CI_API_V4_URL'] || `${env['CI_SERVER_URL'] || 'https://gitlab.com'}/api/v4`);
  if (api === undefined) return badAddress('CI_API_V4_URL');
  const token = firstSet(env, ['HEADWATER_GITLAB_TOKEN', 'GITLAB_TOKEN']);
  if (token !== undefined) return given(gitLabComments({ api, project, number, token }, network));
  const isJob = env['CI_JOB_TOKEN'] ? ": the job's own token (CI_JOB_TOKEN) cannot write notes" : '';
  return failed(
    'no-token',
    `There is no token for GitLab${isJob}`,
    'Put a project access token with the scope `api` into GITLAB_TOKEN.',
  );
}

/** The merge request that a GitLab job runs for. */
export function mergeRequestNumber(env: Environment): number | undefined {
  const iid = env['CI_MERGE_REQUEST_IID'] ?? '';
  return /^[1-9]\d{0,14}$/.test(iid) ? Number(iid) : undefined;
}

/** `https://HOST/api/v3` has its GraphQL at `https://HOST/api/graphql`, the public service below its root. */
function graphqlOf(api: URL): string {
  const path = api.pathname.replace(/\/+$/, '').replace(/\/v3$/, '');
  return `${api.origin}${path}/graphql`;
}

function baseUrl(address: string | URL): URL | undefined {
  if (!URL.canParse(String(address))) return undefined;
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** What stands in it is not told: an address can hold credentials. */
function badAddress(name: string): ForgeResult<never> {
  return failed('failed', `${name} is no address of an API`, 'Set it to an address with https.');
}

function firstSet(env: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}
