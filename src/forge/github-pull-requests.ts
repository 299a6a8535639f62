// Pull requests of GitHub, by REST.
import { gitHubClient, type GitHubAccess } from './access.ts';
import { text, whole } from './answer-json.ts';
import { below, type ForgeAnswer, type ForgeClient, type ForgeRequest } from './client.ts';
import { failed, given, type ForgeFailure, type ForgeResult } from './failure.ts';
import type { Network } from './network.ts';
import { allPages } from './pages.ts';
import type { HeldPullRequest, PullRequestPort, WantedPullRequest } from './pull-request-host.ts';
import { shownAddress, type ShownServer } from './shown-address.ts';

/** What asks about one repository. */
interface Asking {
  readonly client: ForgeClient;
  readonly access: GitHubAccess;
  readonly server: ShownServer;
}

/** The pull requests of this repository. */
export function gitHubRequests(access: GitHubAccess, server: ShownServer, network: Network): PullRequestPort {
  const asking = { client: gitHubClient(access.token, '`pull-requests: write`', network), access, server };
  const at = (path: string): URL => below(access.api, `repos/${access.repository}/pulls${path}`);
  return {
    find: (head, base) => find(asking, head, base),
    open: (wanted) => open(asking, at(''), wanted),
    edit: async (number, body) =>
      held(asking, await asking.client.send({ method: 'PATCH', url: at(`/${number}`), body })),
    bodyFor: (wanted) => wanted,
    titleOver: (wanted) => wanted,
  };
}

async function find(
  { client, access, server }: Asking,
  head: string,
  base: string,
): Promise<ForgeResult<HeldPullRequest | undefined>> {
  const [owner = ''] = access.repository.split('/');
  const filter = new URLSearchParams({ state: 'open', head: `${owner}:${head}`, base, per_page: '100' });
  const listed = await allPages(client, below(access.api, `repos/${access.repository}/pulls?${filter.toString()}`));
  if (!listed.ok) return listed;
  // The filter names an owner, who can have forks too, and is left out of account where it is not understood.
  const found = listed.value.find(
    (one) =>
      text(one, 'state') === 'open' &&
      text(one, 'head', 'ref') === head &&
      text(one, 'base', 'ref') === base &&
      text(one, 'head', 'repo', 'full_name')?.toLowerCase() === access.repository.toLowerCase(),
  );
  return given(found === undefined ? undefined : pullRequestOf(found, server));
}

async function open(
  asking: Asking,
  url: URL,
  { title, head, base, body }: WantedPullRequest,
): Promise<ForgeResult<HeldPullRequest | 'exists' | 'nothing'>> {
  const request: ForgeRequest = { method: 'POST', url, body: { title, head, base, body } };
  const answer = await asking.client.send(request);
  if (answer.ok) return held(asking, answer);
  const { failure } = answer;
  if (failure.status === 422 && /already exists/i.test(failure.message)) return given('exists');
  if (failure.status === 422 && /no commits between/i.test(failure.message)) return given('nothing');
  return { ok: false, failure: withSetting(failure) };
}

/** Whatever the token may: a setting of the repository or of its owner decides too. */
function withSetting(failure: ForgeFailure): ForgeFailure {
  if (!/not permitted to create or approve pull requests/i.test(failure.message)) return failure;
  return { ...failure, kind: 'forbidden', help: SETTING };
}

const SETTING =
  'Turn on «Allow GitHub Actions to create and approve pull requests» in the repository’s settings (Actions, General, Workflow permissions), or give the token of an app.';

function held({ server }: Asking, answer: ForgeResult<ForgeAnswer>): ForgeResult<HeldPullRequest> {
  if (!answer.ok) return answer;
  const found = pullRequestOf(answer.value.value, server);
  return found === undefined
    ? failed('failed', 'GitHub answered something else than a pull request', 'Check the address of the API.')
    : given(found);
}

function pullRequestOf(value: unknown, server: ShownServer): HeldPullRequest | undefined {
  const number = whole(value, 'number');
  if (number === undefined) return undefined;
  return {
    number,
    title: text(value, 'title') ?? '',
    // It is null where it is empty.
    body: text(value, 'body') ?? '',
    address: shownAddress(text(value, 'html_url'), number, server),
  };
}
