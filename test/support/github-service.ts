// GitHub in small: the comments of pull requests, by REST and by GraphQL, these requests themselves, and commits on branches of a real
// repository, with the rights of a token. It answers as the real one does where
// Headwater can meet it: paging by links, 404 for what may not be seen, errors of GraphQL with status 200.
import type { ServerResponse } from 'node:http';
import { answerFromGit, makeCommit, type CommitInput } from './github-git.ts';
import { aService, type Received, type Service } from './http-service.ts';

/** A comment as it stands there. */
export interface HeldComment {
  id: number;
  body: string;
  /** As REST names its author. */
  login: string;
  hidden: boolean;
}

/** A pull request as it stands there. */
export interface HeldPull {
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  head: { ref: string; repo: { full_name: string } | null };
  base: { ref: string };
  html_url: string;
}

/** What the server holds and allows; tests change it as they go. */
export interface GitHubState {
  token: string;
  /** Who the token is. */
  login: string;
  /** False: the token of a pull request from a fork. */
  mayWrite: boolean;
  hasGraphql: boolean;
  /** Comments a page. */
  pageSize: number;
  /** Longest body. */
  longest: number;
  pull: { number: number; state: 'open' | 'closed'; sha: string };
  comments: HeldComment[];
  /** Those that can be kept; `pull` is another one. */
  pulls: HeldPull[];
  /** The setting that lets workflows open pull requests. */
  mayOpen: boolean;
  /** The branches do not differ. */
  isNothingNew: boolean;
  /** The bare repository that commits are made in. */
  folder: string;
  /** What is answered instead of making a commit. */
  commitErrors: readonly unknown[];
  /** What becomes of the answer once the commit is made: a status that something in between answers, or nothing. */
  commitReply: 'given' | 'cut off' | number;
  /** Called before a request is carried out, with `METHOD path` or the name of a mutation. */
  before: (what: string) => void;
}

/** A GitHub at a port of its own. */
export interface GitHub {
  readonly state: GitHubState;
  readonly service: Service;
  /** As its runner sets it for the workflow of a pull request. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests that changed something or tried to, as `METHOD /path`. */
  writes(): readonly string[];
}

const REPOSITORY = 'acme/platform';
export const A_TOKEN = 'ghs_notAnyonesTokenButAsLongAsOne12345';

/** A GitHub with one open pull request, number 7. */
export async function aGitHub(more: Partial<GitHubState> = {}): Promise<GitHub> {
  const state: GitHubState = {
    token: A_TOKEN,
    login: 'github-actions[bot]',
    mayWrite: true,
    hasGraphql: true,
    pageSize: 100,
    longest: 65_536,
    pull: { number: 7, state: 'open', sha: '4f2c9d10000000000000000000000000000000bb' },
    comments: [],
    pulls: [],
    mayOpen: true,
    isNothingNew: false,
    folder: '',
    commitErrors: [],
    commitReply: 'given',
    before: () => undefined,
    ...more,
  };
  const service = await aService((request, response) => respond(state, request, response));
  return {
    state,
    service,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: `${service.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${service.url}/api/graphql`,
      GITHUB_SERVER_URL: service.url,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: '99',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_TOKEN: A_TOKEN,
    },
    writes: () =>
      service.received.filter(isWrite).map(({ method, path }) => `${method} ${path.replace('/api/v3', '')}`),
  };
}

function isWrite({ method, body }: Received): boolean {
  return method !== 'GET' && !body.startsWith('{"query":"query');
}

type Answer = Readonly<Record<string, unknown>> | readonly unknown[] | undefined;

function respond(state: GitHubState, request: Received, response: ServerResponse): Answer {
  const refuse = (status: number, message: string, errors?: readonly unknown[]): Answer => {
    response.statusCode = status;
    return { message, documentation_url: 'https://docs.example', status: String(status), ...(errors && { errors }) };
  };
  if (request.headers['user-agent'] === undefined) return refuse(403, 'Request forbidden by administrative rules');
  if (request.headers.authorization !== `Bearer ${state.token}`) return refuse(401, 'Bad credentials');
  const url = new URL(request.path, 'http://server');
  if (url.pathname === '/api/graphql') {
    return state.hasGraphql ? graphql(state, request, { response, refuse }) : refuse(404, 'Not Found');
  }
  if (url.pathname === '/api/v3/user') return user(state, refuse);
  const path = url.pathname.replace(`/api/v3/repos/${REPOSITORY}/`, '');
  const { pull } = state;
  state.before(`${request.method} ${path}`);
  if (path === 'pulls' || state.pulls.some(({ number }) => path === `pulls/${number}`)) {
    return pulls(state, url, request, { path, response, refuse });
  }
  if (path === `pulls/${pull.number}`) return { number: pull.number, state: pull.state, head: { sha: pull.sha } };
  if (path === `issues/${pull.number}/comments` && request.method === 'GET') return page(state, url, request, response);
  if (path !== `issues/${pull.number}/comments` && !path.startsWith('issues/comments/'))
    return refuse(404, 'Not Found');
  if (!state.mayWrite) return refuse(403, 'Resource not accessible by integration');
  return write(state, request, { path, response, refuse });
}

function user(state: GitHubState, refuse: (status: number, message: string) => Answer): Answer {
  if (state.login.endsWith('[bot]')) return refuse(403, 'Resource not accessible by integration');
  return { login: state.login, type: 'User' };
}

function page(state: GitHubState, url: URL, { headers }: Received, response: ServerResponse): Answer {
  const at = Number(url.searchParams.get('page') ?? '1');
  const size = Math.min(Number(url.searchParams.get('per_page') ?? '30'), state.pageSize);
  const shown = state.comments.slice((at - 1) * size, at * size);
  if (at * size < state.comments.length) {
    url.searchParams.set('page', String(at + 1));
    const next = `http://${headers.host ?? ''}${url.pathname}${url.search}`;
    response.setHeader('link', `<${next}>; rel="next", <${next}>; rel="last"`);
  }
  return shown.map(asRest);
}

interface Writing {
  readonly path: string;
  readonly response: ServerResponse;
  readonly refuse: (status: number, message: string, errors?: readonly unknown[]) => Answer;
}

function write(state: GitHubState, request: Received, { path, response, refuse }: Writing): Answer {
  const { body } = request.body === '' ? { body: '' } : (JSON.parse(request.body) as { body: string });
  if (body.length > state.longest) {
    const message = `body is too long (maximum is ${state.longest} characters)`;
    return refuse(422, 'Validation Failed', [{ resource: 'IssueComment', code: 'custom', field: 'body', message }]);
  }
  if (request.method === 'POST') {
    const comment = {
      id: 1 + Math.max(1000, ...state.comments.map(({ id }) => id)),
      body,
      login: state.login,
      hidden: false,
    };
    state.comments.push(comment);
    response.statusCode = 201;
    return asRest(comment);
  }
  const found = state.comments.find(({ id }) => path === `issues/comments/${id}`);
  if (found === undefined) return refuse(404, 'Not Found');
  if (request.method === 'PATCH') {
    found.body = body;
    return asRest(found);
  }
  state.comments.splice(state.comments.indexOf(found), 1);
  response.statusCode = 204;
  response.end();
  return undefined;
}

function asRest({ id, body, login }: HeldComment): Readonly<Record<string, unknown>> {
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  return { id, node_id: `IC_${id}`, html_url: `https://server/c/${id}`, body, user: { login, type } };
}

function pulls(state: GitHubState, url: URL, request: Received, { path, response, refuse }: Writing): Answer {
  const wanted = (name: string): string => url.searchParams.get(name) ?? '';
  if (request.method === 'GET') {
    // As the real one: the owner is looked at, and not which of the owner's repositories it is.
    return state.pulls.filter(
      ({ state: is, head, base }) =>
        is === wanted('state') &&
        `${head.repo?.full_name.split('/')[0] ?? ''}:${head.ref}` === wanted('head') &&
        base.ref === wanted('base'),
    );
  }
  if (!state.mayWrite) return refuse(403, 'Resource not accessible by integration');
  const given = JSON.parse(request.body) as { title: string; body: string; head: string; base: string };
  const invalid = (message: string): Answer =>
    refuse(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
  if (given.body.length > state.longest) {
    return invalid(`body is too long (maximum is ${state.longest} characters)`);
  }
  const found = state.pulls.find(({ number }) => path === `pulls/${number}`);
  if (found !== undefined) return { ...Object.assign(found, { title: given.title, body: given.body }) };
  if (!state.mayOpen) return refuse(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  if (state.isNothingNew) return invalid(`No commits between ${given.base} and ${given.head}`);
  const isOpen = state.pulls.some(
    ({ state: is, head, base }) =>
      is === 'open' && head.ref === given.head && base.ref === given.base && head.repo?.full_name === REPOSITORY,
  );
  if (isOpen) return invalid(`A pull request already exists for acme:${given.head}.`);
  const number = 1 + Math.max(40, ...state.pulls.map((one) => one.number));
  const opened = aPull(number, { title: given.title, body: given.body, head: given.head, base: given.base });
  const pull = { ...opened, html_url: `http://${request.headers.host ?? ''}/${REPOSITORY}/pull/${number}` };
  state.pulls.push(pull);
  response.statusCode = 201;
  return { ...pull };
}

/** An open pull request from a branch of the repository. */
export function aPull(
  number: number,
  { head = 'headwater/update', base = 'main', from = REPOSITORY, title = '', body = '' } = {},
): HeldPull {
  const repo = { full_name: from };
  const html_url = `https://server/${REPOSITORY}/pull/${number}`;
  return { number, title, body, state: 'open', head: { ref: head, repo }, base: { ref: base }, html_url };
}

function create(state: GitHubState, input: CommitInput, { response }: Pick<Writing, 'response'>): Answer {
  state.before('createCommitOnBranch');
  if (!state.mayWrite)
    return graphqlError('FORBIDDEN', 'createCommitOnBranch', 'Resource not accessible by integration');
  if (state.commitErrors.length > 0) return { data: { createCommitOnBranch: null }, errors: state.commitErrors };
  const made = makeCommit(state.folder, input);
  if (!('oid' in made)) return graphqlError(made.type, 'createCommitOnBranch', made.message);
  if (state.commitReply === 'cut off') {
    response.destroy();
    return undefined;
  }
  if (state.commitReply !== 'given') {
    response.statusCode = state.commitReply;
    return { message: 'We could not respond to your request in time.' };
  }
  return { data: { createCommitOnBranch: { commit: { oid: made.oid } } } };
}

function graphql(state: GitHubState, request: Received, sending: Pick<Writing, 'response' | 'refuse'>): Answer {
  const { query, variables } = JSON.parse(request.body) as {
    query: string;
    variables: { number?: number; after?: string | null; id?: string; input?: CommitInput };
  };
  if (variables.input !== undefined) return create(state, variables.input, sending);
  if (state.folder !== '') {
    const answer = answerFromGit(state.folder, query, variables as Readonly<Record<string, string>>);
    if (answer !== undefined) return answer;
  }
  if (query.includes('minimizeComment')) {
    if (!state.mayWrite) return graphqlError('FORBIDDEN', 'minimizeComment');
    const found = state.comments.find(({ id }) => variables.id === `IC_${id}`);
    if (found === undefined) return graphqlError('NOT_FOUND', 'minimizeComment');
    found.hidden = true;
    return { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } };
  }
  if (variables.number !== state.pull.number) return graphqlError('NOT_FOUND', 'repository');
  const from = Number(variables.after ?? '0');
  const until = from + state.pageSize;
  const nodes = state.comments.slice(from, until).map(({ id, body, login, hidden }) => ({
    id: `IC_${id}`,
    databaseId: id,
    body,
    viewerDidAuthor: login === state.login,
    isMinimized: hidden,
  }));
  const pageInfo = { hasNextPage: until < state.comments.length, endCursor: String(until) };
  return { data: { repository: { pullRequest: { comments: { nodes, pageInfo } } } } };
}

function graphqlError(type: string, field: string, message = 'no'): Answer {
  return { data: { [field]: null }, errors: [{ type, path: [field], message }] };
}
