// Comments of a pull request on GitHub: REST for reading and writing, GraphQL for who wrote what and for hiding.
import { gitHubClient, type GitHubAccess } from './access.ts';
import { field, text, whole } from './answer-json.ts';
import { below, type ForgeClient, type ForgeRequest } from './client.ts';
import type { CommentHost, OwnComment, PullRequestState } from './comment-host.ts';
import { failed, given, type ForgeResult } from './failure.ts';
import { graphqlComments, minimize } from './github-graphql.ts';
import { beginsWithMarker } from './marker.ts';
import type { Network } from './network.ts';
import { allPages } from './pages.ts';

/** One pull request on GitHub, and who asks. */
export interface GitHubPlace extends GitHubAccess {
  readonly number: number;
}

/** Who the workflow's own token is, in REST. */
const WORKFLOW_LOGIN = 'github-actions[bot]';

/** The comments of this pull request. */
export function gitHubComments(place: GitHubPlace, network: Network): CommentHost {
  const client = gitHubClient(place.token, '`pull-requests: write`', network);
  const repository = `repos/${place.repository}`;
  const at = (path: string): URL => below(place.api, `${repository}/${path}`);
  return {
    list: (marker) => ownComments(client, place, marker),
    create: (body) => write(client, { method: 'POST', url: at(`issues/${place.number}/comments`), body: { body } }),
    update: ({ id }, body) => write(client, { method: 'PATCH', url: at(`issues/comments/${id}`), body: { body } }),
    remove: async ({ id }) => {
      const removed = await write(client, { method: 'DELETE', url: at(`issues/comments/${id}`) });
      return !removed.ok && removed.failure.kind === 'missing' ? given(undefined) : removed;
    },
    hide: ({ nodeId }) => minimize(client, place.graphql, nodeId),
    state: () => pullRequestState(client, at(`pulls/${place.number}`)),
  };
}

async function ownComments(
  client: ForgeClient,
  place: GitHubPlace,
  marker: string,
): Promise<ForgeResult<readonly OwnComment[]>> {
  const found = await graphqlComments(client, place);
  if (!found.ok && found.failure.kind === 'unauthorized') return found;
  const own = found.ok ? found : await restComments(client, place);
  return own.ok ? given(own.value.filter(({ body }) => beginsWithMarker(body, marker)).toSorted(byAge)) : own;
}

/** Where GraphQL does not answer: by the name of the author. */
async function restComments(client: ForgeClient, place: GitHubPlace): Promise<ForgeResult<readonly OwnComment[]>> {
  const path = `repos/${place.repository}/issues/${place.number}/comments?per_page=100`;
  const listed = await allPages(client, below(place.api, path));
  if (!listed.ok) return listed;
  const me = await client.send({ method: 'GET', url: below(place.api, 'user') });
  // The workflow's token has no user: 403.
  const login = me.ok ? text(me.value.value, 'login') : WORKFLOW_LOGIN;
  return given(
    listed.value.flatMap((comment) => {
      const id = whole(comment, 'id');
      const isOwn = login !== undefined && text(comment, 'user', 'login') === login;
      if (id === undefined || !isOwn) return [];
      const nodeId = text(comment, 'node_id') ?? '';
      return [{ id: String(id), nodeId, body: text(comment, 'body') ?? '', isHidden: false }];
    }),
  );
}

async function pullRequestState(client: ForgeClient, url: URL): Promise<ForgeResult<PullRequestState>> {
  const answer = await client.send({ method: 'GET', url });
  if (!answer.ok) return answer;
  const { value } = answer.value;
  const headCommit = text(value, 'head', 'sha');
  if (headCommit === undefined) {
    return failed(
      'failed',
      `GitHub (GET ${url.origin}${url.pathname}) answered something else than a pull request`,
      CHECK_ADDRESS,
    );
  }
  return given({ isOpen: field(value, 'state') === 'open', headCommit });
}

const CHECK_ADDRESS = 'Check the address of the API.';

async function write(client: ForgeClient, request: ForgeRequest): Promise<ForgeResult<undefined>> {
  const answer = await client.send(request);
  return answer.ok ? given(undefined) : answer;
}

function byAge(a: OwnComment, b: OwnComment): number {
  return Number(a.id) - Number(b.id);
}
