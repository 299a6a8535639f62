// GitLab in small: the notes of one merge request, and merge requests themselves, with the rights of a token.
import type { ServerResponse } from 'node:http';
import { aService, type Received, type Service } from './http-service.ts';

/** A note as it stands there. */
export interface HeldNote {
  id: number;
  body: string;
  author: { id: number; username: string };
  system: boolean;
}

/** A merge request as it stands there. */
export interface HeldMergeRequest {
  iid: number;
  title: string;
  description: string | null;
  state: 'opened' | 'closed' | 'merged';
  source_branch: string;
  target_branch: string;
  source_project_id: number;
  target_project_id: number;
  web_url: string;
}

/** What the server holds and allows; tests change it as they go. */
export interface GitLabState {
  token: string;
  user: { id: number; username: string };
  mayWrite: boolean;
  pageSize: number;
  mergeRequest: { iid: number; state: 'opened' | 'closed' | 'merged'; sha: string };
  notes: HeldNote[];
  /** Those that can be kept; `mergeRequest` is another one. */
  mergeRequests: HeldMergeRequest[];
  /** Called before a request is carried out, with `METHOD path`. */
  before: (what: string) => void;
}

/** A GitLab at a port of its own. */
export interface GitLab {
  readonly state: GitLabState;
  readonly service: Service;
  /** As its runner sets it for the pipeline of a merge request, and with a token. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests that changed something or tried to, as `METHOD /path`. */
  writes(): readonly string[];
}

const A_TOKEN = 'glpat-notAnyonesToken123';

/** A GitLab with one open merge request, number 3 of project 42. */
export async function aGitLab(more: Partial<GitLabState> = {}): Promise<GitLab> {
  const state: GitLabState = {
    token: A_TOKEN,
    user: { id: 5, username: 'project_42_bot' },
    mayWrite: true,
    pageSize: 100,
    mergeRequest: { iid: 3, state: 'opened', sha: '4f2c9d10000000000000000000000000000000bb' },
    notes: [],
    mergeRequests: [],
    before: () => undefined,
    ...more,
  };
  const service = await aService((request, response) => respond(state, request, response));
  return {
    state,
    service,
    env: {
      GITLAB_CI: 'true',
      CI_API_V4_URL: `${service.url}/api/v4`,
      CI_PROJECT_ID: '42',
      CI_MERGE_REQUEST_IID: '3',
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_JOB_URL: `${service.url}/jobs/1`,
      CI_JOB_TOKEN: 'job-token',
      GITLAB_TOKEN: A_TOKEN,
    },
    writes: () =>
      service.received
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => `${method} ${path.replace('/api/v4/projects/42/merge_requests/3', '')}`),
  };
}

type Answer = Readonly<Record<string, unknown>> | readonly unknown[] | undefined;

function respond(state: GitLabState, request: Received, response: ServerResponse): Answer {
  const refuse = (status: number, message: unknown): Answer => {
    response.statusCode = status;
    return { message };
  };
  if (request.headers['private-token'] !== state.token) return refuse(401, '401 Unauthorized');
  const url = new URL(request.path, 'http://server');
  if (url.pathname === '/api/v4/user') return state.user;
  state.before(`${request.method} ${url.pathname}`);
  const own = ownRequests(state, url, request, { response, refuse });
  if (own !== undefined) return own;
  const base = `/api/v4/projects/42/merge_requests/${state.mergeRequest.iid}`;
  if (url.pathname === base) return { ...state.mergeRequest };
  if (!url.pathname.startsWith(`${base}/notes`)) return refuse(404, '404 Not found');
  if (request.method === 'GET') return page(state, url, request, response);
  if (!state.mayWrite) return refuse(403, '403 Forbidden');
  return write(state, request, { id: Number(url.pathname.slice(base.length + 7)), response, refuse });
}

function ownRequests(
  state: GitLabState,
  url: URL,
  request: Received,
  { response, refuse }: Pick<Writing, 'response' | 'refuse'>,
): Answer {
  const all = '/api/v4/projects/42/merge_requests';
  const wanted = (name: string): string | null => url.searchParams.get(name);
  const found = state.mergeRequests.find(({ iid }) => url.pathname === `${all}/${iid}`);
  if (url.pathname !== all && found === undefined) return undefined;
  if (request.method === 'GET') {
    return state.mergeRequests.filter(
      (one) =>
        one.state === wanted('state') &&
        one.source_branch === wanted('source_branch') &&
        one.target_branch === wanted('target_branch'),
    );
  }
  if (!state.mayWrite) return refuse(403, '403 Forbidden');
  const given = JSON.parse(request.body) as Pick<
    HeldMergeRequest,
    'title' | 'description' | 'source_branch' | 'target_branch'
  >;
  if (found !== undefined) return { ...Object.assign(found, given) };
  const { source_branch } = given;
  const other = state.mergeRequests.find(
    (one) => one.source_branch === source_branch && one.source_project_id === 42 && one.state === 'opened',
  );
  if (other !== undefined) {
    return refuse(409, [`Another open merge request already exists for this source branch: !${other.iid}`]);
  }
  const iid = 1 + Math.max(10, ...state.mergeRequests.map((one) => one.iid));
  const web_url = `http://${request.headers.host ?? ''}/acme/platform/-/merge_requests/${iid}`;
  const opened = { ...aMergeRequest(iid, given), web_url };
  state.mergeRequests.push(opened);
  response.statusCode = 201;
  return { ...opened };
}

/** An open merge request from a branch of the project. */
export function aMergeRequest(iid: number, more: Partial<HeldMergeRequest> = {}): HeldMergeRequest {
  return {
    iid,
    title: '',
    description: null,
    state: 'opened',
    source_branch: 'headwater/update',
    target_branch: 'main',
    source_project_id: 42,
    target_project_id: 42,
    web_url: `https://server/acme/platform/-/merge_requests/${iid}`,
    ...more,
  };
}

function page({ notes, pageSize }: GitLabState, url: URL, { headers }: Received, response: ServerResponse): Answer {
  const at = Number(url.searchParams.get('page') ?? '1');
  if (at * pageSize < notes.length) {
    url.searchParams.set('page', String(at + 1));
    response.setHeader('link', `<http://${headers.host ?? ''}${url.pathname}${url.search}>; rel="next"`);
  }
  return notes.slice((at - 1) * pageSize, at * pageSize);
}

interface Writing {
  readonly id: number;
  readonly response: ServerResponse;
  readonly refuse: (status: number, message: unknown) => Answer;
}

function write(state: GitLabState, request: Received, { id, response, refuse }: Writing): Answer {
  const { body } = request.body === '' ? { body: '' } : (JSON.parse(request.body) as { body: string });
  if (body.length > 1_000_000) return refuse(400, { note: ['is too long (maximum is 1000000 characters)'] });
  if (request.method === 'POST') {
    const note = {
      id: 1 + Math.max(200, ...state.notes.map((one) => one.id)),
      body,
      author: state.user,
      system: false,
    };
    state.notes.push(note);
    response.statusCode = 201;
    return { ...note };
  }
  const found = state.notes.find((note) => note.id === id);
  if (found === undefined) return refuse(404, '404 Not found');
  if (request.method === 'PUT') {
    found.body = body;
    return { ...found };
  }
  state.notes.splice(state.notes.indexOf(found), 1);
  response.statusCode = 204;
  response.end();
  return undefined;
}
