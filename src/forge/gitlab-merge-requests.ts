// Merge requests of GitLab.
import { gitLabClient, type GitLabAccess } from './access.ts';
import { field, text, whole } from './answer-json.ts';
import { below, type ForgeAnswer, type ForgeClient } from './client.ts';
import { failed, given, type ForgeResult } from './failure.ts';
import type { Network } from './network.ts';
import { allPages } from './pages.ts';
import type { HeldPullRequest, PullRequestPort, WantedPullRequest } from './pull-request-host.ts';
import { shownAddress, type ShownServer } from './shown-address.ts';

/** What asks about one project. */
interface Asking {
  readonly client: ForgeClient;
  readonly access: GitLabAccess;
  readonly server: ShownServer;
}

const PERMISSION =
  'the scope `api` and at least the role Developer in the project (a job token cannot open merge requests)';

/** The merge requests of this project. */
export function gitLabRequests(access: GitLabAccess, server: ShownServer, network: Network): PullRequestPort {
  const asking = { client: gitLabClient(access.token, PERMISSION, network), access, server };
  const at = (path: string): URL =>
    below(access.api, `projects/${encodeURIComponent(access.project)}/merge_requests${path}`);
  return {
    find: (head, base) => find(asking, at, { head, base }),
    open: (wanted) => open(asking, at(''), wanted),
    edit: async (number, { title, body }) => {
      return held(
        asking,
        await asking.client.send({ method: 'PUT', url: at(`/${number}`), body: { title, description: body } }),
      );
    },
    bodyFor: withoutCommands,
    titleOver: (wanted, present) => `${DRAFT.exec(present)?.[0] ?? ''}${wanted}`,
  };
}

/** GitLab keeps in the title that a request is a draft: a person put it there. */
const DRAFT = /^(?:draft:|\[draft\]|\(draft\))\s*/i;

async function find(
  { client, server }: Asking,
  at: (path: string) => URL,
  { head, base }: { readonly head: string; readonly base: string },
): Promise<ForgeResult<HeldPullRequest | undefined>> {
  const filter = new URLSearchParams({ state: 'opened', source_branch: head, target_branch: base, per_page: '100' });
  const listed = await allPages(client, at(`?${filter.toString()}`));
  if (!listed.ok) return listed;
  // Forks have branches of the same name.
  const found = listed.value.find(
    (one) =>
      text(one, 'state') === 'opened' &&
      text(one, 'source_branch') === head &&
      text(one, 'target_branch') === base &&
      whole(one, 'source_project_id') !== undefined &&
      whole(one, 'source_project_id') === whole(one, 'target_project_id'),
  );
  return given(found === undefined ? undefined : mergeRequestOf(found, server));
}

async function open(
  asking: Asking,
  url: URL,
  { title, head, base, body }: WantedPullRequest,
): Promise<ForgeResult<HeldPullRequest | 'exists' | 'nothing'>> {
  const request = { source_branch: head, target_branch: base, title, description: body };
  const answer = await asking.client.send({ method: 'POST', url, body: request });
  return !answer.ok && answer.failure.status === 409 ? given('exists') : held(asking, answer);
}

function held({ server }: Asking, answer: ForgeResult<ForgeAnswer>): ForgeResult<HeldPullRequest> {
  if (!answer.ok) return answer;
  const found = mergeRequestOf(answer.value.value, server);
  return found === undefined
    ? failed('failed', 'GitLab answered something else than a merge request', 'Check the address of the API.')
    : given(found);
}

function mergeRequestOf(value: unknown, server: ShownServer): HeldPullRequest | undefined {
  const number = whole(value, 'iid');
  if (number === undefined) return undefined;
  const body = field(value, 'description');
  return {
    number,
    title: text(value, 'title') ?? '',
    body: typeof body === 'string' ? body : '',
    address: shownAddress(text(value, 'web_url'), number, server),
  };
}

/** GitLab obeys a line that begins with a slash. */
function withoutCommands(body: string): string {
  return body.replace(/^\//gm, '\\/');
}
