// Metrics on their way to a Pushgateway.
import { describe, expect, test } from 'vitest';
import { pushgatewayProblem, pushMetrics } from '../../src/publish/index.ts';
import { aService } from '../support/http-service.ts';

const TEXT = 'headwater_triggers 1\n';
const GROUP = '/metrics/job/headwater/instance/prod-eu';

describe('addresses', () => {
  test.each([
    'https://gateway.example.org/metrics/job/headwater',
    'http://127.0.0.1:9091/metrics/job/headwater/cluster/prod-eu/',
    'https://user:word@gateway.example.org/push/metrics/job@base64/aGVhZHdhdGVy/cluster@base64/cHJvZA',
  ])('%s can be used', (address) => expect(pushgatewayProblem(address)).toBeUndefined());

  test.each([
    'gateway.example.org/metrics/job/headwater',
    'ftp://gateway.example.org/metrics/job/headwater',
    'file:///metrics/job/headwater',
    'https://user:word@gateway.example.org/',
    'https://gateway.example.org/metrics',
    'https://gateway.example.org/metrics/job/',
    'https://gateway.example.org/metrics/job/headwater/cluster',
    'https://gateway.example.org/metrics/job/headwater?token=word',
    'https://gateway.example.org/metrics/job/headwater#word',
  ])('%s cannot, and is not quoted', (address) => {
    expect(pushgatewayProblem(address)).toMatch(/^(is|must) /);
    expect(pushgatewayProblem(address)).not.toContain('word');
  });
});

test('a success replaces the group, a failure only what it tells', async () => {
  const gateway = await aService((_, response) => void response.writeHead(202).end());
  expect(await pushMetrics(`${gateway.url}${GROUP}`, TEXT, true)).toEqual([]);
  expect(await pushMetrics(`${gateway.url}${GROUP}`, TEXT, false)).toEqual([]);
  expect(gateway.received.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PUT', GROUP, TEXT],
    ['POST', GROUP, TEXT],
  ]);
  expect(gateway.received[0]!.headers).toMatchObject({
    'content-type': expect.stringMatching(/^text\/plain; version=0\.0\.4/) as unknown,
  });
  expect(gateway.received[0]!.headers.authorization).toBeUndefined();
});

test('credentials of the address are sent as such, and shown nowhere', async () => {
  const gateway = await aService((_, response) => void response.writeHead(401).end('who is that?'));
  const address = `${gateway.url}${GROUP}`.replace('http://', 'http://me:s%3Ac%25r%@');
  const told = await pushMetrics(address, TEXT, true);
  expect(gateway.received[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:s%3Ac%25r%').toString('base64')}`);
  expect(told).toMatchObject([{ code: 'publish/metrics', severity: 'warning' }]);
  expect(told[0]!.message).toBe(`Metrics were not sent: ${gateway.url}${GROUP} answered 401: who is that?`);

  const decoded = `${gateway.url}${GROUP}`.replace('http://', 'http://me:a%40b@');
  await pushMetrics(decoded, TEXT, true);
  expect(gateway.received[1]!.headers.authorization).toBe(`Basic ${Buffer.from('me:a@b').toString('base64')}`);
});

describe('what goes wrong is one line', () => {
  test('a refusal, with what it says', async () => {
    const said = `text format parsing error\n\u001b[2Jin line 1 ${'x'.repeat(100_000)}`;
    const gateway = await aService((_, response) => void response.writeHead(400).end(said));
    const [told] = await pushMetrics(`${gateway.url}${GROUP}`, TEXT, true);
    expect(told!.message).toContain('answered 400: text format parsing error [2Jin line 1 xxx');
    expect(told!.message).not.toMatch(/\p{Cc}/u);
    expect(told!.message.length).toBeLessThan(400);
  });

  test('nobody there', async () => {
    const [told] = await pushMetrics('http://127.0.0.1:1/metrics/job/headwater', TEXT, true);
    expect(told).toMatchObject({ code: 'publish/metrics', severity: 'warning' });
    expect(told!.message).toMatch(
      /^Metrics were not sent: http:\/\/127\.0\.0\.1:1\/metrics\/job\/headwater: it cannot be reached/,
    );
  });

  test('a way to another host, which nothing is sent to', async () => {
    const other = await aService((_, response) => void response.writeHead(200).end());
    const gateway = await aService(
      (_, response) => void response.writeHead(307, { location: `${other.url}${GROUP}` }).end(),
    );
    const [told] = await pushMetrics(`${gateway.url.replace('http://', 'http://me:word@')}${GROUP}`, TEXT, true);
    expect(told!.message).toContain('leads to another host');
    expect(other.received).toEqual([]);
  });

  test('a circle', async () => {
    const gateway = await aService((_, response) => void response.writeHead(308, { location: GROUP }).end());
    const [told] = await pushMetrics(`${gateway.url}${GROUP}`, TEXT, true);
    expect(told!.message).toContain('leads round in a circle');
    expect(gateway.received).toHaveLength(4);
  });
});

test('a way on the same host is followed, with method and text', async () => {
  const gateway = await aService(({ path }, response) =>
    path === GROUP
      ? void response.writeHead(308, { location: `/new${GROUP}` }).end()
      : void response.writeHead(200).end(),
  );
  expect(await pushMetrics(`${gateway.url}${GROUP}`, TEXT, true)).toEqual([]);
  expect(gateway.received.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PUT', GROUP, TEXT],
    ['PUT', `/new${GROUP}`, TEXT],
  ]);
});
