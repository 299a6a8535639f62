// Notes of a merge request on GitLab.
import { gitLabClient, type GitLabAccess } from './access.ts';
import { field, text, whole } from './answer-json.ts';
import { below, type ForgeClient, type ForgeRequest } from './client.ts';
import type { CommentHost, OwnComment, PullRequestState } from './comment-host.ts';
import { failed, given, type ForgeResult } from './failure.ts';
import { beginsWithMarker } from './marker.ts';
import type { Network } from './network.ts';
import { allPages } from './pages.ts';

/** One merge request on GitLab, and who asks. */
export interface GitLabPlace extends GitLabAccess {
  readonly number: number;
}

/** The notes of this merge request. */
export function gitLabComments(place: GitLabPlace, network: Network): CommentHost {
  const permission = 'the scope `api` and at least the role Reporter in the project (a job token cannot write notes)';
  const client = gitLabClient(place.token, permission, network);
  const request = `projects/${encodeURIComponent(place.project)}/merge_requests/${place.number}`;
  const at = (path: string): URL => below(place.api, `${request}${path}`);
  const remove = async ({ id }: OwnComment): Promise<ForgeResult<undefined>> => {
    const removed = await write(client, { method: 'DELETE', url: at(`/notes/${id}`) });
    return !removed.ok && removed.failure.kind === 'missing' ? given(undefined) : removed;
  };
  return {
    list: (marker) => ownNotes(client, place, marker),
    create: (body) => write(client, { method: 'POST', url: at('/notes'), body: { body } }),
    update: ({ id }, body) => write(client, { method: 'PUT', url: at(`/notes/${id}`), body: { body } }),
    remove,
    hide: remove,
    state: () => mergeRequestState(client, at('')),
  };
}

async function ownNotes(
  client: ForgeClient,
  { api, project, number }: GitLabPlace,
  marker: string,
): Promise<ForgeResult<readonly OwnComment[]>> {
  const me = await client.send({ method: 'GET', url: below(api, 'user') });
  if (!me.ok) return me;
  const myself = whole(me.value.value, 'id');
  const path = `projects/${encodeURIComponent(project)}/merge_requests/${number}/notes?per_page=100&sort=asc&order_by=created_at`;
  const listed = await allPages(client, below(api, path));
  if (!listed.ok) return listed;
  const own = listed.value.flatMap((note) => {
    const id = whole(note, 'id');
    const body = text(note, 'body') ?? '';
    const isOwn = myself !== undefined && whole(note, 'author', 'id') === myself && field(note, 'system') !== true;
    return id !== undefined && isOwn && beginsWithMarker(body, marker)
      ? [{ id: String(id), nodeId: '', body, isHidden: false }]
      : [];
  });
  return given(own.toSorted((a, b) => Number(a.id) - Number(b.id)));
}

async function mergeRequestState(client: ForgeClient, url: URL): Promise<ForgeResult<PullRequestState>> {
  const answer = await client.send({ method: 'GET', url });
  if (!answer.ok) return answer;
  const headCommit = text(answer.value.value, 'sha');
  if (headCommit === undefined) {
    const message = `GitLab (GET ${url.origin}${url.pathname}) answered something else than a merge request`;
    return failed('failed', message, 'Check the address of the API.');
  }
  return given({ isOpen: field(answer.value.value, 'state') === 'opened', headCommit });
}

async function write(client: ForgeClient, request: ForgeRequest): Promise<ForgeResult<undefined>> {
  const answer = await client.send(request);
  return answer.ok ? given(undefined) : answer;
}
