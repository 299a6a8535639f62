// Asks HTTP services for what evaluations need, behind the egress guard: no host that the user does not name, no address inside a network
// that the user does not name, no credentials but those in the policy. It knows no policy language.
import type { Answer, HttpHeader, HttpRequest } from '../../model/trigger.ts';
import type { Json } from '../../model/resource.ts';
import { parseJson } from '../../yaml/index.ts';
import { parseAddress, type Address } from './address.ts';
import { addressProblem, allowsUrl, hostOfUrl, portOfUrl, type AllowedHost } from './allow-list.ts';
import type { Reply, Transport } from './exchange.ts';
import { headersToSend } from './request-headers.ts';

/** Bounds of one request, its redirects included. */
export interface EgressLimits {
  readonly milliseconds: number;
  readonly responseBytes: number;
  readonly redirects: number;
}

/** The bounds that hold. */
export const EGRESS_LIMITS: EgressLimits = { milliseconds: 10_000, responseBytes: 2 * 1024 * 1024, redirects: 5 };

/** What asking needs. */
export interface EgressSetup {
  readonly allowed: readonly AllowedHost[];
  readonly limits?: EgressLimits;
  /** This machine's network where not given. */
  readonly transport?: Transport;
}

/** Asks once. Every failure is an answer. */
export type AskService = (request: HttpRequest) => Promise<Answer>;

type Egress = Required<EgressSetup>;

interface Hop {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: readonly HttpHeader[];
  readonly body?: string;
}

/**
 * A way to ask services.
 *
 * Errors  a failure names method, scheme, host and path, and nothing else of the request: queries, headers and bodies may hold secrets.
 */
export function openEgress(setup: EgressSetup): AskService {
  return async (request) => {
    // Node's clients take their time to load, and few runs ask anybody.
    const transport = setup.transport ?? (await import('./exchange.ts')).SYSTEM_TRANSPORT;
    const egress: Egress = { limits: EGRESS_LIMITS, ...setup, transport };
    const url = parseUrl(request.url);
    if (url === undefined) return failure('the url of its service is no URL');
    const asked = `${request.method} ${shownUrl(url)}`;
    const headers = headersToSend(request);
    if ('problem' in headers) return failure(`${asked} was not sent: ${headers.problem}`);
    const { method, body } = request;
    const hop: Hop = { url, method, headers: headers.value, ...(body === undefined ? {} : { body }) };
    return withDeadline(egress.limits.milliseconds, asked, (signal) => follow(egress, request, hop, asked, signal));
  };
}

/** A URL without what may be secret in it: scheme, host and path. What is no address of a service shows its scheme alone. */
function shownUrl({ protocol, host, pathname }: URL): string {
  return protocol === 'http:' || protocol === 'https:' ? `${protocol}//${host}${pathname}` : protocol;
}

async function withDeadline(
  milliseconds: number,
  asked: string,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const controller = new AbortController();
  const late = failure(`${asked} has no answer within ${milliseconds / 1000} s`);
  let timer: NodeJS.Timeout | undefined;
  // A name that does not resolve cannot be stopped, only left.
  const end = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), end]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/** Sends, and follows redirects, each checked like the first. */
async function follow(
  egress: Egress,
  request: HttpRequest,
  first: Hop,
  asked: string,
  signal: AbortSignal,
): Promise<Answer> {
  let hop = first;
  for (let redirects = 0; redirects <= egress.limits.redirects; redirects += 1) {
    const where =
      redirects === 0 ? `${asked} was not sent` : `${asked} redirects to ${shownUrl(hop.url)}, not followed`;
    const checked = await checkUrl(egress, hop.url);
    if ('problem' in checked) return failure(`${where}: ${checked.problem}`);
    const { responseBytes } = egress.limits;
    const { caBundle } = request;
    const trusted = caBundle === undefined ? {} : { caBundle };
    const reply = await egress.transport.exchange({
      ...hop,
      ...trusted,
      addresses: checked.addresses,
      responseBytes,
      signal,
    });
    if ('trouble' in reply) return failure(`${asked} failed: ${reply.trouble}`);
    const next = nextHop(hop, reply);
    if (next === undefined) return answerOf(reply, asked);
    if ('problem' in next) return failure(`${asked} ${next.problem}`);
    hop = next;
  }
  return failure(`${asked} redirects more than ${egress.limits.redirects} times`);
}

// ---- the guard

type CheckedUrl = { readonly addresses: readonly string[] } | { readonly problem: string };

/** Where a URL may be connected to: every address that its name resolves to was looked at. */
async function checkUrl({ allowed, transport }: Egress, url: URL): Promise<CheckedUrl> {
  const host = hostOfUrl(url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { problem: 'its scheme is neither http nor https' };
  if (url.username !== '' || url.password !== '') return { problem: 'there is a user name or password in the URL' };
  if (!allowsUrl(allowed, url)) {
    return { problem: `${host} at port ${portOfUrl(url)} is not allowed by --allow-http` };
  }
  const found = parseAddress(host) ? [host] : await transport.resolve(host);
  if ('trouble' in found) return { problem: found.trouble };
  if (found.length === 0) return { problem: 'its name has no address' };
  const problem = found
    .map((text) => problemOf(allowed, text, host))
    .sort()
    .find((one) => one !== undefined);
  return problem === undefined ? { addresses: found } : { problem };
}

function problemOf(allowed: readonly AllowedHost[], text: string, host: string): string | undefined {
  const address: Address | undefined = parseAddress(text);
  if (address === undefined) return `${host} resolves to ${text}, which is no address that can be checked`;
  const standing = addressProblem(allowed, address);
  if (standing === undefined) return undefined;
  const named = text === host ? text : `${host} resolves to ${text}, which`;
  return standing.access === 'forbidden'
    ? `${named} is ${standing.what}; that is never allowed`
    : `${named} is ${standing.what}; where that is meant, name the address or its network with --allow-http too`;
}

// ---- redirects

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The request that a redirect asks for; undefined where the reply is none. */
function nextHop(hop: Hop, { status, location }: Reply): Hop | { readonly problem: string } | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = parseUrl(location, hop.url);
  if (url === undefined) return { problem: 'redirects to what is no URL' };
  const isOther = url.origin !== hop.url.origin;
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    return { problem: `redirects to ${shownUrl(url)}, from https to http` };
  }
  const keepsBody = hop.method === 'GET' || status === 307 || status === 308;
  if (!keepsBody) return { url, method: 'GET', headers: isOther ? JSON_ONLY : withoutContent(hop.headers) };
  if (hop.body !== undefined && isOther) return { problem: `redirects a POST to another host, ${shownUrl(url)}` };
  return { ...hop, url, headers: isOther ? JSON_ONLY : hop.headers };
}

const JSON_ONLY: readonly HttpHeader[] = [{ name: 'accept', value: 'application/json' }];

function withoutContent(headers: readonly HttpHeader[]): readonly HttpHeader[] {
  return headers.filter(({ name }) => name !== 'content-type');
}

// ---- answers

function answerOf({ status, encoding, body }: Reply, asked: string): Answer {
  if (status < 200 || status > 299) return failure(`${asked} was answered with status ${status}`);
  if (encoding !== undefined && encoding !== 'identity') return failure(`${asked} was answered with encoded content`);
  const value = jsonOf(body);
  return value === undefined ? failure(`${asked} was answered with something that is no JSON`) : { known: true, value };
}

function jsonOf(body: Uint8Array): Json | undefined {
  try {
    const { documents, problems } = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return problems.length === 0 && documents.length === 1 ? documents[0]?.value : undefined;
  } catch {
    return undefined; // bytes that are no UTF-8
  }
}

function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function failure(reason: string): Answer {
  return { known: false, failure: reason };
}
