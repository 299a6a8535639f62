// Finds the forge, the project and the token in the environment that the forge's own runner sets, or that a person sets like it. A token
// goes to the address that stands there and to no other.
import type { Environment } from '../model/environment.ts';
import { forgeClient, type ForgeClient } from './client.ts';
import { failed, given, type ForgeResult } from './failure.ts';
import type { Network } from './network.ts';

/** A repository on GitHub, and who asks. */
export interface GitHubAccess {
  readonly api: URL;
  readonly graphql: URL;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
}

/** A project on GitLab, and who asks. */
export interface GitLabAccess {
  readonly api: URL;
  /** Its number or its path. */
  readonly project: string;
  readonly token: string;
}

/**
 * The repository that the environment names.
 *
 * Errors  `no-token` before anything is asked; `failed` where the environment names no repository or no usable address.
 */
export function gitHubAccess(env: Environment): ForgeResult<GitHubAccess> {
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
  return given({ api, graphql, repository, token });
}

/** The project that the environment names; `purpose` is what a job's own token cannot do. *Errors* as those of gitHubAccess. */
export function gitLabAccess(env: Environment, purpose: string): ForgeResult<GitLabAccess> {
  // In the pipeline of a fork CI_PROJECT_ID is the fork, and the merge request is the other project's.
  const project = firstSet(env, ['CI_MERGE_REQUEST_PROJECT_ID', 'CI_PROJECT_ID']);
  if (project === undefined) {
    return failed('failed', 'CI_PROJECT_ID does not name a project', "Set it to the project's number or path.");
  }
  const api = baseUrl(env['CI_API_V4_URL'] || `${env['CI_SERVER_URL'] || 'https://gitlab.com'}/api/v4`);
  if (api === undefined) return badAddress('CI_API_V4_URL');
  const token = firstSet(env, ['HEADWATER_GITLAB_TOKEN', 'GITLAB_TOKEN']);
  if (token !== undefined) return given({ api, project, token });
  const isJob = env['CI_JOB_TOKEN'] ? `: the job's own token (CI_JOB_TOKEN) cannot ${purpose}` : '';
  return failed(
    'no-token',
    `There is no token for GitLab${isJob}`,
    'Put a project access token with the scope `api` into GITLAB_TOKEN.',
  );
}

/** Asks GitHub. `permission` is what the token has to be allowed, as a person would set it. */
export function gitHubClient(token: string, permission: string, network: Network): ForgeClient {
  return forgeClient({
    name: 'GitHub',
    token,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'headwater',
    },
    permission,
    writePause: 1000,
    network,
  });
}

/** Asks GitLab. */
export function gitLabClient(token: string, permission: string, network: Network): ForgeClient {
  return forgeClient({
    name: 'GitLab',
    token,
    headers: { 'private-token': token, accept: 'application/json', 'user-agent': 'headwater' },
    permission,
    writePause: 0,
    network,
  });
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
