// The two things that only GitHub's GraphQL tells or does: which comments are our own whoever we are, and hiding one as outdated.
import { field, items, text, whole } from './answer-json.ts';
import type { ForgeClient } from './client.ts';
import type { OwnComment } from './comment-host.ts';
import { failed, given, type ForgeResult } from './failure.ts';
import { MOST_PAGES } from './pages.ts';

/** Where to ask. */
export interface GraphqlPlace {
  readonly graphql: URL;
  readonly repository: string;
  readonly number: number;
}

const COMMENTS = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { id databaseId body viewerDidAuthor isMinimized }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const MINIMIZE = `mutation($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

/** All comments that the token's owner wrote. *Errors* an answer that is not one: who asks has REST to ask. */
export async function graphqlComments(
  client: ForgeClient,
  { graphql, repository, number }: GraphqlPlace,
): Promise<ForgeResult<readonly OwnComment[]>> {
  const [owner, name] = repository.split('/');
  const own: OwnComment[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await ask(client, graphql, COMMENTS, { owner, name, number, after });
    if (!answer.ok) return answer;
    const comments = field(answer.value, 'repository', 'pullRequest', 'comments');
    const found = items(comments, 'nodes')
      .filter((node) => field(node, 'viewerDidAuthor') === true)
      .map(ownComment);
    for (const one of found) {
      if (one === undefined) return failed('failed', 'GitHub (GraphQL) does not number a comment', 'Use REST.');
      own.push(one);
    }
    after = text(comments, 'pageInfo', 'endCursor') ?? null;
    if (field(comments, 'pageInfo', 'hasNextPage') !== true || after === null) break;
  }
  return given(own);
}

/** Hides a comment as outdated. */
export async function minimize(client: ForgeClient, graphql: URL, nodeId: string): Promise<ForgeResult<undefined>> {
  const answer = await ask(client, graphql, MINIMIZE, { id: nodeId });
  return answer.ok ? given(undefined) : answer;
}

/** Errors come with status 200, beside data that is null. */
async function ask(client: ForgeClient, url: URL, query: string, variables: unknown): Promise<ForgeResult<unknown>> {
  const reads = query === COMMENTS;
  const answer = await client.send({ method: 'POST', url, body: { query, variables }, reads });
  if (!answer.ok) return answer;
  const { value } = answer.value;
  const [error] = items(value, 'errors');
  const data = field(value, 'data');
  const isThere = reads ? field(data, 'repository', 'pullRequest', 'comments') : field(data, 'minimizeComment');
  if (error === undefined && isThere !== undefined && isThere !== null) return given(data);
  const type = text(error, 'type') ?? 'no data';
  const kind = type === 'FORBIDDEN' ? 'forbidden' : type === 'NOT_FOUND' ? 'missing' : 'failed';
  const named = /^[A-Z_]+$/.test(type) ? type : 'an error';
  return failed(
    kind,
    `GitHub (POST ${url.origin}${url.pathname}) answered ${named}`,
    'Allow the token `pull-requests: write`.',
  );
}

function ownComment(node: unknown): OwnComment | undefined {
  const id = whole(node, 'databaseId');
  const nodeId = text(node, 'id');
  if (id === undefined || nodeId === undefined) return undefined;
  return { id: String(id), nodeId, body: text(node, 'body') ?? '', isHidden: field(node, 'isMinimized') === true };
}
