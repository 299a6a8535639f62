// Credentials of a remote go to its own server.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { request } from '../../src/publish/embedded/embedded-http.ts';

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const HEADERS = { 'PRIVATE-TOKEN': 's3cr3t', authorization: 'Basic czNjcjN0', cookie: 's3cr3t' };

async function textOf(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

test.each([301, 302, 307])('a redirect %d to another server is not followed', async (status) => {
  const asked: IncomingMessage[] = [];
  const other = await aServer((message, response) => {
    asked.push(message);
    response.end();
  });
  const first = await aServer((_, response) =>
    response.writeHead(status, { location: `${other}/x?token=s3cr3t` }).end(),
  );
  const given = request({ url: `${first}/info/refs`, headers: HEADERS });
  await expect(given).rejects.toThrow(/^the remote leads to another server, where credentials do not go/);
  await given.catch((error: unknown) => expect(String(error)).not.toContain('s3cr3t'));
  expect(asked).toEqual([]);
});

test('one to the same server is, with method and body', async () => {
  const server = await aServer((message, response) => {
    if (message.url === '/old') {
      response.writeHead(301, { location: '/new' }).end();
      return;
    }
    response.writeHead(200, { 'x-method': message.method ?? '' });
    message.pipe(response);
  });
  const body = (async function* () {
    yield await Promise.resolve(Buffer.from('a'));
    yield Buffer.from('b');
  })();
  const answer = await request({ url: `${server}/old`, method: 'POST', body, headers: HEADERS });
  expect([answer.statusCode, answer.headers?.['x-method'], answer.url]).toEqual([200, 'POST', `${server}/new`]);
  expect(await textOf(answer.body)).toBe('ab');
});

test('a circle ends, and a server that is not there is told', async () => {
  const server = await aServer((_, response) => response.writeHead(302, { location: '/x' }).end());
  await expect(request({ url: `${server}/x` })).rejects.toThrow('round in a circle');
  await expect(request({ url: 'http://127.0.0.1:1/x' })).rejects.toThrow(/./);
  await expect(request({ url: 'http://localhost.invalid/x' })).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
});
