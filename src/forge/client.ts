// Asks a forge and understands how it refuses: asks again where that helps and within bounds, and turns the rest into failures that a
// person can act on. What is asked belongs to github.ts and gitlab.ts.
import { parsedJson } from './answer-json.ts';
import { failed, given, type ForgeFailureKind, type ForgeResult } from './failure.ts';
import type { Incoming, Network, Outgoing } from './network.ts';
import { saidBy } from './said.ts';

/** A forge with a token for it. */
export interface ClientOptions {
  /** `GitHub` or `GitLab`. */
  readonly name: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the token has to be allowed, as a person would set it. */
  readonly permission: string;
  /** Between two writes, in milliseconds. */
  readonly writePause: number;
  readonly network: Network;
}

/** One request. `body` becomes JSON. */
export interface ForgeRequest {
  readonly method: Outgoing['method'];
  readonly url: URL;
  readonly body?: unknown;
  /** It changes nothing although it is a POST. */
  readonly reads?: boolean;
  /** Not sent again where it may have been carried out: who asks finds out whether it was. */
  readonly once?: boolean;
}

/** What came back: JSON, undefined where it was none; and where the next page is. */
export interface ForgeAnswer {
  readonly value: unknown;
  readonly next?: URL;
}

/** Asks; a failure is a value. */
export interface ForgeClient {
  send(request: ForgeRequest): Promise<ForgeResult<ForgeAnswer>>;
}

/** Waiting for all requests together, in milliseconds. */
const WAIT_MS = 60_000;
const RETRIES = 3;
const REDIRECTS = 3;

/** A client; what it may wait is shared by all its requests. */
export function forgeClient(options: ClientOptions): ForgeClient {
  const { network } = options;
  let waitLeft = WAIT_MS;
  let mayWriteAt = 0;

  /** False: it would take longer than may be waited. */
  async function wait(milliseconds: number): Promise<boolean> {
    if (milliseconds > waitLeft) return false;
    waitLeft -= milliseconds;
    await network.pause(milliseconds);
    return true;
  }

  async function takeTurn(request: ForgeRequest): Promise<void> {
    if (!writes(request)) return;
    const early = mayWriteAt - network.now();
    if (early > 0) await network.pause(early);
    mayWriteAt = network.now() + options.writePause;
  }

  async function send(request: ForgeRequest): Promise<ForgeResult<ForgeAnswer>> {
    await takeTurn(request);
    let { url } = request;
    for (let tries = 0, redirects = 0; ;) {
      const reply = await network.exchange(outgoing(options, { ...request, url }));
      const pause = 'trouble' in reply ? backOff(tries) : pauseFor(reply, tries, network.now());
      const mayAgain = !writes(request) || ('status' in reply && !(request.once === true && isUnsure(reply)));
      if (pause !== undefined && mayAgain && tries < RETRIES && (await wait(pause))) {
        tries += 1;
        continue;
      }
      const moved = 'status' in reply ? movedTo(reply, { ...request, url }) : undefined;
      if (moved === undefined || redirects === REDIRECTS) return resultOf(options, { ...request, url }, reply);
      redirects += 1;
      url = moved;
    }
  }

  return { send };
}

/** An address below a base; credentials in the base are left out. */
export function below(base: URL, path: string): URL {
  const url = new URL(base);
  url.username = '';
  url.password = '';
  url.hash = '';
  const [pathname = '', query = ''] = path.split('?');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${pathname}`;
  url.search = query;
  return url;
}

function writes({ method, reads }: ForgeRequest): boolean {
  return method !== 'GET' && reads !== true;
}

/** An answer of what stands in front of a server, or of one that broke down: it may have done what was asked. */
function isUnsure({ status }: Incoming): boolean {
  return status >= 500;
}

function outgoing({ headers }: ClientOptions, { method, url, body }: ForgeRequest): Outgoing {
  if (body === undefined) return { method, url, headers };
  return { method, url, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** How long to wait before asking again; undefined where that does not help. */
function pauseFor(reply: Incoming, tries: number, now: number): number | undefined {
  if (reply.status >= 500) return backOff(tries);
  if (reply.status !== 403 && reply.status !== 429) return undefined;
  const after = reply.headers.get('retry-after');
  if (after !== null && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const reset = reply.headers.get('x-ratelimit-reset');
  const isUsedUp = reply.headers.get('x-ratelimit-remaining') === '0';
  if (isUsedUp && reset !== null && /^\d{1,12}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - now) + 1000;
  return reply.status === 429 ? backOff(tries + 2) : undefined;
}

function backOff(tries: number): number {
  return 250 * 2 ** tries;
}

function movedTo({ status, headers }: Incoming, { method, url }: ForgeRequest): URL | undefined {
  const keepsMethod = status === 307 || status === 308 || (method === 'GET' && (status === 301 || status === 302));
  const location = headers.get('location');
  if (!keepsMethod || location === null || !URL.canParse(location, url.href)) return undefined;
  return atHome(new URL(location, url), url);
}

function resultOf(
  options: ClientOptions,
  request: ForgeRequest,
  reply: Incoming | { readonly trouble: string },
): ForgeResult<ForgeAnswer> {
  const asked = `${options.name} (${request.method} ${request.url.origin}${request.url.pathname})`;
  if ('trouble' in reply) {
    const more = writes(request) ? { isUnsure: true as const } : {};
    return failed('failed', `${asked}: ${reply.trouble}`, 'Run again when it can be reached.', more);
  }
  const value = parsedJson(reply.body);
  const { status } = reply;
  if (status >= 200 && status < 300) {
    const next = nextPage(reply.headers, request.url);
    if (next === 'elsewhere') return failed('failed', `${asked}: its next page lies on another host`, OTHER_HOST);
    return given({ value, ...(next === undefined ? {} : { next }) });
  }
  const said = saidBy(value, options.token);
  const kind = kindOf(reply, said);
  const unsure = writes(request) && isUnsure(reply) ? { isUnsure: true as const } : {};
  const message = `${asked} answered ${status}${said === '' ? '' : `: ${said}`}`;
  return failed(kind, message, helpFor(kind, reply, options), { status, ...unsure });
}

function kindOf(reply: Incoming, said: string): ForgeFailureKind {
  const { status } = reply;
  if (status === 401) return 'unauthorized';
  if (status === 403) return isRateLimit(reply, said) ? 'failed' : 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  const isAboutText = status === 413 || ((status === 422 || status === 400) && /too (?:long|large)/i.test(said));
  return isAboutText ? 'too-long' : 'failed';
}

function isRateLimit({ headers }: Incoming, said: string): boolean {
  const isUsedUp = headers.get('x-ratelimit-remaining') === '0';
  return isUsedUp || headers.get('retry-after') !== null || /rate limit|abuse detection/i.test(said);
}

function helpFor(kind: ForgeFailureKind, { status }: Incoming, { name, permission }: ClientOptions): string {
  switch (kind) {
    case 'no-token':
    case 'unauthorized':
      return `Give a token that ${name} knows and that has not expired.`;
    case 'forbidden':
      return `Allow the token ${permission}.`;
    case 'missing':
      return `Check the project and the number; ${name} also answers so where the token may not see them: allow it ${permission}.`;
    case 'too-long':
      return 'Show fewer differences, and link the whole page.';
    case 'failed':
      if (status === 403 || status === 429) return 'Run again later: too much was asked in a short time.';
      if (status >= 300 && status < 400) return OTHER_HOST;
      return status >= 500 ? 'Run again later.' : 'See what it says, and correct that.';
  }
}

const OTHER_HOST = 'Check the address of the API: it leads to another host, where the token does not go.';
/** Of `Link: <…>; rel="next"`. */
function nextPage(headers: Headers, from: URL): URL | 'elsewhere' | undefined {
  for (const part of (headers.get('link') ?? '').split(/,(?=\s*<)/)) {
    const [, address] = /^\s*<([^<>]*)>(?=[^<>]*;\s*rel="?next"?)/.exec(part) ?? [];
    if (address === undefined || !URL.canParse(address, from.href)) continue;
    return atHome(new URL(address, from), from) ?? 'elsewhere';
  }
  return undefined;
}

/** A token goes to no other host than the one it was given for. */
function atHome(target: URL, home: URL): URL | undefined {
  return target.origin === home.origin && target.username === '' && target.password === '' ? target : undefined;
}
