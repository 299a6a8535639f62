// HTTP for fetching and pushing without a git program: credentials go to the server that they were given for, and to no other.
import type { GitHttpRequest, GitHttpResponse } from 'isomorphic-git';

const MOST_REDIRECTS = 5;

/**
 * One exchange.
 *
 * Shape   a redirect is followed on the same protocol, host and port only, with the same method: headers may hold a password under any name.
 * Errors  throws what fetch throws, with the cause in the message; and for a redirect to another server, without its address.
 */
export async function request({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
  const sent = body === undefined ? undefined : await collected(body);
  let at = new URL(url);
  for (let redirects = 0; ; redirects += 1) {
    const response = await exchanged(at, { method, headers, redirect: 'manual', ...(sent ? { body: sent } : {}) });
    const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return asAnswer(response, at, method);
    await response.body?.cancel();
    const next = URL.canParse(location, at.href) ? new URL(location, at) : undefined;
    if (next?.origin !== at.origin || next.username !== '' || next.password !== '') {
      throw new Error('the remote leads to another server, where credentials do not go: name that one as the remote.');
    }
    if (redirects === MOST_REDIRECTS) throw new Error('the remote leads round in a circle.');
    at = next;
  }
}

async function exchanged(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    // What fetch says itself is «fetch failed» and no more.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? `${String(cause.code)}: ` : '';
    throw new Error(`${code}${cause instanceof Error ? cause.message : String(cause)}`, { cause: error });
  }
}

function asAnswer(response: Response, url: URL, method: string): GitHttpResponse {
  return {
    ...{ url: url.href, method },
    statusCode: response.status,
    statusMessage: response.statusText,
    headers: Object.fromEntries(response.headers),
    body: chunksOf(response.body),
  };
}

async function* chunksOf(body: Response['body']): AsyncGenerator<Uint8Array, void> {
  if (body === null) return;
  for await (const chunk of body as AsyncIterable<Uint8Array>) yield chunk;
}

async function collected(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}
