// Addresses of pull requests as they are shown. What a forge answers is believed only where it lies on the forge's own server: the
// answer may come from a proxy, and the address is put before people as a link.
import type { Environment } from '../model/environment.ts';
import type { GitHubAccess, GitLabAccess } from './access.ts';

/** Where the pages of a repository are. */
export interface ShownServer {
  /** Of the server. */
  readonly origin: string;
  /** The page of a pull request, where the forge's own address for it cannot be used. */
  readonly pageOf: (number: number) => string;
}

/** GitHub's pages for a repository. */
export function gitHubServer(env: Environment, { api, repository }: GitHubAccess): ShownServer {
  const origin = originOf(env['GITHUB_SERVER_URL']) ?? originBeside(api);
  return { origin, pageOf: (number) => `${origin}/${repository}/pull/${number}` };
}

/** GitLab's pages for a project. */
export function gitLabServer(env: Environment, { api, project }: GitLabAccess): ShownServer {
  // A server can be below a path, which the address of the API shows.
  const root = `${api.origin}${api.pathname.replace(/\/api\/v4\/?$/, '')}`.replace(/\/+$/, '');
  const path = project.includes('/') ? project : (env['CI_PROJECT_PATH'] ?? '');
  const isPlain = /^[\w.-]+(?:\/[\w.-]+)+$/.test(path) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(path);
  const at = isPlain ? path : `projects/${encodeURIComponent(project)}`;
  return { origin: api.origin, pageOf: (number) => `${root}/${at}/-/merge_requests/${number}` };
}

/** The address that a forge gave, where it is one of its server; else the one that it has to be. */
export function shownAddress(given: string | undefined, number: number, { origin, pageOf }: ShownServer): string {
  if (given === undefined || !URL.canParse(given)) return pageOf(number);
  const url = new URL(given);
  const isAtHome = url.origin === origin && url.username === '' && url.password === '';
  return isAtHome ? url.href : pageOf(number);
}

function originOf(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/** `https://api.github.com` serves `https://github.com`; a server of one's own has both on one host. */
function originBeside(api: URL): string {
  return api.host.startsWith('api.') ? `${api.protocol}//${api.host.slice(4)}` : api.origin;
}
