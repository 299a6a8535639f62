// A Git server over HTTP, as forges have one: Git's own CGI program behind a server of this process.
import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What a server is asked to be like. */
export interface GitServiceOptions {
  /** `name:password` that every request must show; without it everybody may push. */
  readonly credentials?: string;
  /** Called before a request is carried out: a test may do something on the server in between, or answer with a status of its own. */
  readonly before?: (request: string) => number | undefined | Promise<number | undefined>;
}

/** A running server. */
export interface GitService {
  /** Of the folder: a repository's address is `${url}/name.git`. */
  readonly url: string;
  /** `GET /name.git/info/refs?service=git-upload-pack`, in the order in which they came. */
  readonly requests: readonly string[];
}

/** Serves the bare repositories in a folder until the test is over. */
export async function serveGit(folder: string, options: GitServiceOptions = {}): Promise<GitService> {
  const requests: string[] = [];
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const server = createServer((request, response) => {
    void answer(program, folder, options, requests, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function answer(
  program: string,
  folder: string,
  { credentials, before }: GitServiceOptions,
  requests: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://server');
  const line = `${request.method ?? ''} ${url.pathname}${url.search}`;
  requests.push(line);
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const status = (await before?.(line)) ?? (expected && shownBy(request) !== expected ? 401 : undefined);
  if (status !== undefined) {
    response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {}).end();
    return;
  }
  const child = spawn(program, {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'user',
      REMOTE_ADDR: '127.0.0.1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: request.headers['git-protocol']?.toString(),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  await new Promise((resolve) => child.on('close', resolve));
  send(Buffer.concat(output), response);
}

/** The name of the scheme may be written in any case, as runners do. */
function shownBy({ headers }: IncomingMessage): string | undefined {
  return headers.authorization?.replace(/^basic /i, 'Basic ');
}

/** A CGI program writes headers, a blank line, and the body. */
function send(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  const headers = output
    .subarray(0, end)
    .toString('latin1')
    .split('\r\n')
    .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
  response.writeHead(Number.parseInt(status, 10), headers.filter(([name]) => name.toLowerCase() !== 'status').flat());
  response.end(output.subarray(end + 4));
}
