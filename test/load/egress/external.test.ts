// Asking services through the egress guard, over a network that is a value: what is sent where, what is followed, what is refused.
import { describe, expect, it, test } from 'vitest';
import { parseAllowedHost } from '../../../src/load/egress/allow-list.ts';
import type { Outgoing, Reply, Transport } from '../../../src/load/egress/exchange.ts';
import { openEgress, type EgressLimits } from '../../../src/load/egress/external.ts';
import { httpRequest } from '../../../src/model/http-request.ts';
import type { Answer, HttpRequest } from '../../../src/model/trigger.ts';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'api.example.org': ['93.184.215.14', '2606:4700::1111'],
  'other.example.org': ['93.184.215.15'],
  'inside.example.org': ['93.184.215.14', '10.1.2.3'],
  'meta.example.org': ['169.254.169.254'],
  'mapped.example.org': ['::ffff:169.254.169.254'],
  'linked.example.org': ['fe80::1%2'],
  'empty.example.org': [],
};
const LIST = ['*.example.org', 'localhost', '8.8.8.8', '169.254.169.254', '10.9.9.9'];

type Replies = Readonly<Record<string, Partial<Reply> & { readonly text?: string }>>;

interface Asked {
  readonly answer: Answer;
  readonly sent: readonly Outgoing[];
  readonly resolved: readonly string[];
}

/** Asks over a network in which each URL has one reply; one that has none is refused. */
async function asking(
  request: Partial<HttpRequest>,
  replies: Replies = {},
  { list = LIST, limits }: { readonly list?: readonly string[]; readonly limits?: EgressLimits } = {},
): Promise<Asked> {
  const sent: Outgoing[] = [];
  const resolved: string[] = [];
  const transport: Transport = {
    resolve: (host) => {
      resolved.push(host);
      const found = host === 'localhost' ? ['127.0.0.1'] : NAMES[host];
      return Promise.resolve(found ?? { trouble: 'its name does not resolve (ENOTFOUND)' });
    },
    exchange: (outgoing) => {
      sent.push(outgoing);
      const reply = replies[outgoing.url.href];
      if (reply === undefined) return Promise.resolve({ trouble: 'it cannot be asked (ECONNREFUSED)' });
      const { text = '', ...rest } = reply;
      return Promise.resolve({ status: 200, body: new TextEncoder().encode(text), ...rest });
    },
  };
  const allowed = list.flatMap((text) => parseAllowedHost(text) ?? []);
  const ask = openEgress({ allowed, transport, ...(limits ? { limits } : {}) });
  const answer = await ask(httpRequest({ method: 'GET', url: 'https://api.example.org/v1', headers: [], ...request }));
  return { answer, sent, resolved };
}

const to = (location: string, status = 302): Replies[string] => ({ status, location });

describe('an answer', () => {
  test('is the JSON that came back, numbers exact', async () => {
    const { answer, sent } = await asking({}, { 'https://api.example.org/v1': { text: '{"n":9007199254740993}' } });
    expect(answer).toEqual({ known: true, value: { n: 9007199254740993n } });
    expect(sent).toMatchObject([
      {
        method: 'GET',
        addresses: ['93.184.215.14', '2606:4700::1111'],
        headers: [{ name: 'accept', value: 'application/json' }],
        responseBytes: 2 * 1024 * 1024,
      },
    ]);
    expect(sent[0]).not.toHaveProperty('body');
  });

  test('to a POST: body, content type and certificates go along', async () => {
    const { answer, sent } = await asking(
      { method: 'POST', body: '{"a":1}', caBundle: 'PEM', headers: [{ name: 'X-Token', value: 't' }] },
      { 'https://api.example.org/v1': { text: 'true' } },
    );
    expect(answer).toEqual({ known: true, value: true });
    expect(sent).toMatchObject([{ method: 'POST', body: '{"a":1}', caBundle: 'PEM' }]);
    expect(sent[0]?.headers).toEqual([
      { name: 'accept', value: 'application/json' },
      { name: 'content-type', value: 'application/json' },
      { name: 'x-token', value: 't' },
    ]);
  });

  it.each([
    ['status 404', { status: 404, text: '{}' }, 'was answered with status 404'],
    ['status 304', { status: 304 }, 'was answered with status 304'],
    ['a redirect to nowhere', { status: 302 }, 'was answered with status 302'],
    ['no JSON', { text: '<html>' }, 'something that is no JSON'],
    ['nothing', { text: '' }, 'something that is no JSON'],
    ['two documents', { text: '{} {}' }, 'something that is no JSON'],
    ['a key twice', { text: '{"a":1,"a":2}' }, 'something that is no JSON'],
    ['bytes that are no text', { body: new Uint8Array([0x22, 0xff, 0x22]) }, 'something that is no JSON'],
    ['encoded content', { text: '{}', encoding: 'gzip' }, 'encoded content'],
  ] as const)('of %s is a failure', async (_, reply, reason) => {
    const { answer } = await asking({}, { 'https://api.example.org/v1': reply });
    expect(answer).toEqual({ known: false, failure: expect.stringContaining(reason) as string });
  });
});

describe('nothing is sent', () => {
  it.each([
    ['no url', 'is no URL'],
    ['//api.example.org', 'is no URL'],
    ['ftp://api.example.org/x', 'neither http nor https'],
    ['file:///etc/passwd', 'neither http nor https'],
    ['data:application/json,{}', 'neither http nor https'],
    ['https://user:pass@api.example.org', 'user name or password'],
    ['https://token@api.example.org', 'user name or password'],
    ['https://evil.example', 'not allowed by --allow-http'],
    ['https://api.example.org:6379', 'not allowed by --allow-http'],
    ['https://api.example.org.evil.example', 'not allowed by --allow-http'],
    ['http://8.8.4.4', 'not allowed by --allow-http'],
    ['http://169.254.169.254/latest/meta-data', 'that is never allowed'],
    ['http://[::ffff:169.254.169.254]/latest', 'that is never allowed'],
    ['http://2852039166/latest', 'that is never allowed'],
    ['http://localhost/', 'localhost resolves to 127.0.0.1, which is a loopback address'],
    ['http://inside.example.org/', 'inside.example.org resolves to 10.1.2.3, which is a private address'],
    ['http://meta.example.org/', 'that is never allowed'],
    ['http://mapped.example.org/', 'that is never allowed'],
    ['http://linked.example.org/', 'no address that can be checked'],
    ['http://empty.example.org/', 'its name has no address'],
    ['http://nowhere.example.org/', 'does not resolve (ENOTFOUND)'],
  ])('to %s', async (url, reason) => {
    const { answer, sent } = await asking({ url });
    expect(answer).toEqual({ known: false, failure: expect.stringContaining(reason) as string });
    expect(sent).toEqual([]);
  });

  test('not even a question for the address of a host that is not on the list', async () => {
    expect((await asking({ url: 'https://evil.example' })).resolved).toEqual([]);
  });

  it.each(['Host', 'transfer-encoding', 'Content-Length', 'Proxy-Authorization', 'Accept-Encoding'])(
    'with a header %s of the policy',
    async (name) => {
      const { answer, sent } = await asking({ headers: [{ name, value: 'x' }] });
      expect(answer).toMatchObject({ failure: expect.stringContaining(`the header ${name.toLowerCase()}`) as string });
      expect(sent).toEqual([]);
    },
  );

  it.each([
    { name: 'a b', value: 'x' },
    { name: 'x', value: 'a\r\nhost: evil.example' },
    { name: 'x', value: '\u0000' },
    { name: '', value: 'x' },
  ])('with a header %j', async (header) => {
    const { answer, sent } = await asking({ headers: [header] });
    expect(answer).toMatchObject({
      failure: expect.stringContaining('characters that a header cannot have') as string,
    });
    expect(sent).toEqual([]);
  });
});

test('a name that resolves to a private address is asked where its network is on the list too', async () => {
  const { answer } = await asking(
    { url: 'http://inside.example.org/' },
    { 'http://inside.example.org/': { text: '1' } },
    { list: ['inside.example.org', '10.1.0.0/16'] },
  );
  expect(answer).toEqual({ known: true, value: 1 });
});

describe('a redirect', () => {
  it.each([
    ['http://169.254.169.254/latest/meta-data', 'that is never allowed'],
    ['http://[::ffff:a9fe:a9fe]/', 'that is never allowed'],
    ['http://localhost/', 'is a loopback address'],
    ['http://inside.example.org/', 'is a private address'],
    ['http://10.0.0.1/', 'not allowed by --allow-http'],
    ['http://10.9.9.8/', 'not allowed by --allow-http'],
    ['https://evil.example/', 'not allowed by --allow-http'],
    ['file:///etc/passwd', 'neither http nor https'],
    ['https://user:pass@other.example.org/', 'user name or password'],
    ['http://[/', 'is no URL'],
  ])('to %s is not followed', async (location, reason) => {
    const start = 'http://api.example.org/v1';
    const { answer, sent } = await asking({ url: start }, { [start]: to(location) });
    expect(answer).toEqual({ known: false, failure: expect.stringContaining(reason) as string });
    expect(sent).toHaveLength(1);
  });

  test('from https to http is not followed', async () => {
    const { answer, sent } = await asking({}, { 'https://api.example.org/v1': to('http://api.example.org/v2') });
    expect(answer).toMatchObject({ failure: expect.stringContaining('from https to http') as string });
    expect(sent).toHaveLength(1);
  });

  test('to another path keeps the headers of the policy; to another host it drops them', async () => {
    const headers = [{ name: 'Authorization', value: 'Bearer t' }];
    const { answer, sent } = await asking(
      { headers },
      {
        'https://api.example.org/v1': to('/v2', 307),
        'https://api.example.org/v2': to('//other.example.org/v3', 308),
        'https://other.example.org/v3': to('https://api.example.org/v4'),
        'https://api.example.org/v4': { text: '4' },
      },
    );
    expect(answer).toEqual({ known: true, value: 4 });
    expect(sent.map(({ headers: own }) => own.some(({ name }) => name === 'authorization'))).toEqual([
      ...[true, true, false, false],
    ]);
  });

  test('at most five times', async () => {
    const loop = { 'https://api.example.org/v1': to('/v1') };
    const { answer, sent } = await asking({}, loop);
    expect(answer).toMatchObject({ failure: expect.stringContaining('more than 5 times') as string });
    expect(sent).toHaveLength(6);
  });

  it.each([301, 302, 303])('%i makes a POST a GET without its body', async (status) => {
    const { sent } = await asking(
      { method: 'POST', body: '{}' },
      { 'https://api.example.org/v1': to('/v2', status), 'https://api.example.org/v2': { text: '1' } },
    );
    expect(sent.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{}'],
      ['GET', undefined],
    ]);
    expect(sent[1]?.headers.map(({ name }) => name)).toEqual(['accept']);
  });

  it.each([307, 308])('%i keeps a POST, but takes it to no other host', async (status) => {
    const within = await asking(
      { method: 'POST', body: '{}' },
      { 'https://api.example.org/v1': to('/v2', status), 'https://api.example.org/v2': { text: '1' } },
    );
    expect(within.sent.map(({ method, body }) => [method, body])).toEqual(Array(2).fill(['POST', '{}']));
    const beyond = await asking(
      { method: 'POST', body: '{}' },
      { 'https://api.example.org/v1': to('https://other.example.org/', status) },
    );
    expect(beyond.sent).toHaveLength(1);
    expect(beyond.answer).toMatchObject({ failure: expect.stringContaining('a POST to another host') as string });
  });
});

describe('a failure', () => {
  const SECRETS = /s3cret/;

  it.each([
    ['https://user:s3cret@api.example.org/v1?token=s3cret', {}],
    ['https://api.example.org/v1?token=s3cret#s3cret', {}],
    ['https://api.example.org/v1', to('https://evil.example/?code=s3cret#s3cret')],
    ['https://api.example.org/v1', to('https://s3cret@evil.example/')],
    ['https://api.example.org/v1', to('data:s3cret')],
    ['https://api.example.org/v1', { text: 's3cret' }],
    ['s3cret', {}],
    ['data:s3cret', {}],
  ])('says nothing of query, credentials, headers and bodies: %s', async (url, reply) => {
    const { answer } = await asking(
      { url, method: 'POST', body: '"s3cret"', headers: [{ name: 'authorization', value: 's3cret' }] },
      { 'https://api.example.org/v1': reply },
    );
    expect(answer.known).toBe(false);
    expect(JSON.stringify(answer)).not.toMatch(SECRETS);
  });

  test('names method, scheme, host and path', async () => {
    const { answer } = await asking({ url: 'https://api.example.org/v1?x' });
    expect(answer).toEqual({
      known: false,
      failure: 'GET https://api.example.org/v1 failed: it cannot be asked (ECONNREFUSED)',
    });
  });
});

describe('the deadline', () => {
  const limits: EgressLimits = { milliseconds: 20, responseBytes: 10, redirects: 5 };
  const allowed = LIST.flatMap((text) => parseAllowedHost(text) ?? []);
  const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
  const request = httpRequest({ method: 'GET', url: 'https://api.example.org/v1', headers: [] });
  const LATE = { known: false, failure: 'GET https://api.example.org/v1 has no answer within 0.02 s' };

  test('holds for a name that does not come back', async () => {
    const transport: Transport = { resolve: never, exchange: never };
    expect(await openEgress({ allowed, limits, transport })(request)).toEqual(LATE);
  });

  test('holds for a service that does not answer, and ends the request', async () => {
    let signal: AbortSignal | undefined;
    const transport: Transport = {
      resolve: () => Promise.resolve(['8.8.8.8']),
      exchange: (outgoing) => {
        signal = outgoing.signal;
        return never();
      },
    };
    expect(await openEgress({ allowed, limits, transport })(request)).toEqual(LATE);
    expect(signal?.aborted).toBe(true);
  });
});
