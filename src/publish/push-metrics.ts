// Sends metrics to a group of a Pushgateway, and knows what such an address looks like. Never more than a warning comes of it.
import type { Diagnostic } from '../model/diagnostic.ts';
import { networkTrouble } from '../model/network-trouble.ts';

const TIMEOUT_MS = 10_000;
const REDIRECTS = 3;
const ANSWER_BYTES = 64 * 1024;
const SAID_CHARACTERS = 200;

/** `/metrics/job/JOB{/LABEL/VALUE}`, below any path. */
const GROUP = /\/metrics\/job(?:@base64)?\/[^/]+(?:\/[^/]+\/[^/]+)*\/?$/;

/** What keeps a text from being the address of a group, as the end of a sentence; undefined where nothing does. The text is not quoted. */
export function pushgatewayProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is no address: write https://HOST/metrics/job/headwater';
  const { protocol, pathname, search, hash } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (search !== '' || hash !== '' || !GROUP.test(pathname)) {
    return 'must name a group, as https://HOST/metrics/job/headwater, with further labels as /LABEL/VALUE';
  }
  return undefined;
}

/**
 * Sends the metrics; what went wrong otherwise.
 *
 * Shape   `PUT` where the run succeeded: the group is what was sent. Else `POST`, which replaces only the metrics that are sent: the time
 *         of the last success stays, and an alert on its age says how long it has been. A `PUT` would delete it, and an alert on an
 *         absent metric could not tell a job that fails from one that never ran.
 * Errors  publish/metrics, a warning. Credentials of the address go as basic authentication, to its own host only, and are in no message.
 */
export async function pushMetrics(
  address: string,
  metrics: string,
  succeeded: boolean,
): Promise<readonly Diagnostic[]> {
  const { url, headers } = addressed(address);
  const request = {
    method: succeeded ? 'PUT' : 'POST',
    headers: { ...headers, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: metrics,
    redirect: 'manual' as const,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const shown = `${url.origin}${url.pathname}`;
  try {
    const said = await send(url, request, REDIRECTS);
    return said === undefined ? [] : [trouble(`${shown} ${said}`)];
  } catch (error) {
    return [trouble(`${shown}: ${networkTrouble(error, TIMEOUT_MS)}`)];
  }
}

function addressed(address: string): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, headers: {} };
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { url, headers: { authorization: `Basic ${credentials}` } };
}

/** A percent sign that escapes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the gateway said where it did not take them. */
async function send(url: URL, request: RequestInit, redirects: number): Promise<string | undefined> {
  const response = await fetch(url, request);
  const said = await beginningOf(response);
  if (response.ok) return undefined;
  const target = response.status === 307 || response.status === 308 ? response.headers.get('location') : null;
  if (target === null || !URL.canParse(target, url.href)) return `answered ${response.status}${said}`;
  const next = new URL(target, url);
  if (next.origin !== url.origin || next.username !== '' || next.password !== '') return 'leads to another host';
  return redirects === 0 ? 'leads round in a circle' : send(next, request, redirects - 1);
}

/** A line of what it says, for people. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const line = text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, SAID_CHARACTERS);
  return line === '' ? '' : `: ${line}`;
}

function trouble(what: string): Diagnostic {
  return { code: 'publish/metrics', severity: 'warning', message: `Metrics were not sent: ${what}`, about: {} };
}
