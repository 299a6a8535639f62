// The one place that touches the network: connections go to the addresses that were checked, under the name that was asked for, and
// certificates are looked at whatever the environment says.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SYSTEM_TRANSPORT, type Outgoing } from '../../../src/load/egress/exchange.ts';
import { aService } from '../../support/http-service.ts';

const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;
const NEEDS_OPENSSL = HAS_OPENSSL ? '' : ' (skipped: needs openssl (Debian package openssl))';

afterEach(() => {
  vi.unstubAllEnvs();
});

function outgoing(url: string, more: Partial<Outgoing> = {}): Outgoing {
  const { signal } = new AbortController();
  return {
    url: new URL(url),
    addresses: ['127.0.0.1'],
    method: 'GET',
    headers: [],
    responseBytes: 100,
    signal,
    ...more,
  };
}

const textOf = (reply: Awaited<ReturnType<typeof SYSTEM_TRANSPORT.exchange>>): string =>
  'trouble' in reply ? reply.trouble : `${reply.status} ${new TextDecoder().decode(reply.body)}`;

test('a connection goes to the checked address, whatever its name is by now', async () => {
  const service = await aService(({ headers }) => headers.host);
  const reply = await SYSTEM_TRANSPORT.exchange(outgoing(`http://no.such.name.invalid:${service.port}/`));
  expect(textOf(reply)).toBe(`200 "no.such.name.invalid:${service.port}"`);
});

test('a header that is there twice is sent twice', async () => {
  const service = await aService(({ headers }) => headers['x-a']);
  const headers = [
    { name: 'x-a', value: '1' },
    { name: 'x-a', value: '2' },
  ];
  expect(textOf(await SYSTEM_TRANSPORT.exchange(outgoing(service.url, { headers })))).toBe('200 "1, 2"');
});

test('a redirect is not followed, and its body not read', async () => {
  const service = await aService(
    (_, response) => void response.writeHead(302, { location: '/a' }).end('x'.repeat(1000)),
  );
  expect(await SYSTEM_TRANSPORT.exchange(outgoing(service.url))).toEqual({
    status: 302,
    location: '/a',
    body: new Uint8Array(),
  });
});

test('an aborted request ends, also before it is sent', async () => {
  const service = await aService(() => undefined);
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort();
  }, 20);
  expect(textOf(await SYSTEM_TRANSPORT.exchange(outgoing(service.url, { signal: controller.signal })))).toContain(
    'ABORT',
  );
  expect(textOf(await SYSTEM_TRANSPORT.exchange(outgoing(service.url, { signal: AbortSignal.abort() })))).toContain(
    'ABORT',
  );
  expect(service.received).toHaveLength(1);
});

test('certificates that are none are a trouble like any other', async () => {
  const reply = await SYSTEM_TRANSPORT.exchange(outgoing('https://127.0.0.1:1/', { caBundle: 'no PEM s3cret' }));
  expect(textOf(reply)).toMatch(/^it cannot be asked/);
  expect(textOf(reply)).not.toContain('s3cret');
});

test('names resolve to all their addresses, and one that does not exist says so', async () => {
  expect(await SYSTEM_TRANSPORT.resolve('127.0.0.1')).toEqual(['127.0.0.1']);
  expect(await SYSTEM_TRANSPORT.resolve('no.such.name.invalid')).toEqual({
    trouble: expect.stringMatching(/^its name does not resolve \([A-Z_]+\)$/) as string,
  });
});

interface Secured {
  readonly port: number;
  readonly certificate: string;
  readonly names: readonly unknown[];
}

/** A service with a certificate of its own for svc.example.org. */
async function secured(): Promise<Secured> {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const { status } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=svc', '-addext', 'subjectAltName=DNS:svc.example.org', '-keyout', key, '-out', cert],
  ]);
  expect(status).toBe(0);
  const names: unknown[] = [];
  const certificate = readFileSync(cert, 'utf8');
  const server: Server = createServer({ key: readFileSync(key), cert: certificate }, (request, response) => {
    names.push('servername' in request.socket ? request.socket.servername : undefined);
    response.end('1');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, certificate, names }; // it listens at a port
}

describe.runIf(HAS_OPENSSL)(`over TLS${NEEDS_OPENSSL}`, () => {
  test('caBundle vouches for the name that was asked for', async () => {
    const { port, certificate: caBundle, names } = await secured();
    expect(textOf(await SYSTEM_TRANSPORT.exchange(outgoing(`https://svc.example.org:${port}/`, { caBundle })))).toBe(
      '200 1',
    );
    expect(names).toEqual(['svc.example.org']);
    const other = await SYSTEM_TRANSPORT.exchange(outgoing(`https://other.example.org:${port}/`, { caBundle }));
    expect(textOf(other)).toBe('it cannot be asked (ERR_TLS_CERT_ALTNAME_INVALID)');
  });

  test('a certificate that nobody vouches for is refused, also where the environment would take it', async () => {
    const { port, names } = await secured();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const reply = await SYSTEM_TRANSPORT.exchange(outgoing(`https://svc.example.org:${port}/`));
    expect(textOf(reply)).toBe('it cannot be asked (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(names).toEqual([]);
  });
});
