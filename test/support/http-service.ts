// An HTTP service on this machine that remembers what it was asked.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { parseAllowedHost } from '../../src/load/egress/allow-list.ts';
import type { RunOptions } from '../../src/run/index.ts';

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service at a port of its own. */
export interface Service {
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** In the order of arrival. */
  readonly received: readonly Received[];
}

/** What a service answers: JSON with status 200, or whatever is done to the response. */
export type Respond = (request: Received, response: ServerResponse) => unknown;

/** A service that ends with the test. A value that `respond` returns is answered as JSON. */
export async function aService(respond: Respond): Promise<Service> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void receive(request).then((one) => {
      received.push(one);
      const value = respond(one, response);
      if (value !== undefined) response.end(JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens at a port
  return { port, url: `http://127.0.0.1:${port}`, received };
}

async function receive(request: IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
}

/** The option of a run that allows these. */
export function allowing(...texts: readonly string[]): Partial<RunOptions> {
  return {
    allowHttp: texts.map((text) => {
      const host = parseAllowedHost(text);
      if (host === undefined) throw new Error(`no host: ${text}`);
      return host;
    }),
  };
}
