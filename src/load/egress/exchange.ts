// One HTTP request to addresses that were checked before, and the resolving of names: all that egress needs of the network. What may be
// asked, and what an answer means, is decided in external.ts.
import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent, request as sendHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as sendHttps } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { HttpHeader } from '../../model/trigger.ts';
import { hostOfUrl } from './allow-list.ts';

/** What is sent, and to where: `addresses` are all that may be connected to, whatever the name resolves to by now. */
export interface Outgoing {
  readonly url: URL;
  readonly addresses: readonly string[];
  readonly method: 'GET' | 'POST';
  readonly headers: readonly HttpHeader[];
  readonly body?: string;
  readonly caBundle?: string;
  /** More than this is not read. */
  readonly responseBytes: number;
  readonly signal: AbortSignal;
}

/** What came back. The body of an answer other than 2xx is not read. */
export interface Reply {
  readonly status: number;
  readonly location?: string;
  readonly encoding?: string;
  readonly body: Uint8Array;
}

/** Why nothing came back: the end of a sentence, without anything of the request in it. */
export interface NoReply {
  readonly trouble: string;
}

/** Sends one request; follows nothing, throws nothing. */
export type Exchange = (outgoing: Outgoing) => Promise<Reply | NoReply>;

/** All addresses of a name, or why there are none. */
export type Resolve = (host: string) => Promise<readonly string[] | NoReply>;

/** The network, as a value. */
export interface Transport {
  readonly resolve: Resolve;
  readonly exchange: Exchange;
}

/** The system's resolver. */
const resolveName: Resolve = async (host) => {
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  } catch (error) {
    return { trouble: `its name does not resolve${codeOf(error)}` };
  }
};

/** Node's own client without its habits: no shared agent (so no proxy of the environment), no second resolution, no cookies. */
const exchangeHttp: Exchange = (outgoing) =>
  new Promise((resolve) => {
    const failed = (error: unknown): void => resolve({ trouble: `it cannot be asked${codeOf(error)}` });
    try {
      const options = optionsFor(outgoing);
      const request =
        outgoing.url.protocol === 'https:'
          ? sendHttps({ ...options, ...tlsOptions(outgoing), agent: new HttpsAgent() })
          : sendHttp({ ...options, agent: new HttpAgent() });
      request.on('error', failed);
      request.on('response', (response) => {
        read(response, outgoing.responseBytes).then(resolve, failed);
      });
      request.end(outgoing.body);
    } catch (error) {
      failed(error);
    }
  });

/** The network of this machine. */
export const SYSTEM_TRANSPORT: Transport = { resolve: resolveName, exchange: exchangeHttp };

function optionsFor({ url, addresses, method, headers, signal }: Outgoing): RequestOptions {
  return {
    hostname: hostOfUrl(url),
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: headersFor(headers),
    lookup: lookupOf(addresses),
    signal,
  };
}

/** The environment can turn the check of certificates off; here it cannot. */
function tlsOptions({ caBundle }: Outgoing): { readonly rejectUnauthorized: true; readonly ca?: string } {
  return { rejectUnauthorized: true, ...(caBundle === undefined ? {} : { ca: caBundle }) };
}

function headersFor(headers: readonly HttpHeader[]): Record<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const { name, value } of headers) byName.set(name, [...(byName.get(name) ?? []), value]);
  return Object.fromEntries(byName);
}

function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, options, callback) => {
    const [first] = found;
    if (options.all) callback(null, found);
    else if (first) callback(null, first.address, first.family);
  };
}

async function read(response: IncomingMessage, limit: number): Promise<Reply | NoReply> {
  const { statusCode: status = 0, headers } = response;
  const { location, 'content-encoding': encoding } = headers;
  const about = {
    status,
    ...(location === undefined ? {} : { location }),
    ...(encoding === undefined ? {} : { encoding }),
  };
  if (status < 200 || status > 299) {
    response.destroy();
    return { ...about, body: new Uint8Array() };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > limit) return { trouble: `its answer is larger than ${limit} bytes` };
    chunks.push(chunk);
  }
  return { ...about, body: Buffer.concat(chunks) };
}

/** The code alone: messages of the system quote names, headers and addresses. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : '';
}
