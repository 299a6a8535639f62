// How a forge is asked again and refused: on a network and a clock that the test makes.
import { describe, expect, test } from 'vitest';
import { below, forgeClient, type ForgeRequest } from '../../src/forge/client.ts';
import type { Incoming, Network, NoReply, Outgoing } from '../../src/forge/network.ts';

const TOKEN = 'ghs_secretsecretsecret';
const URL_ASKED = new URL('https://api.example/repos/a/b');

interface Tried {
  readonly sent: Outgoing[];
  readonly pauses: number[];
}

function answer(status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Incoming {
  return { status, headers: new Headers(headers), body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** Sends requests one after the other; the last answer stands for all further ones. */
async function send(answers: readonly (Incoming | NoReply)[], ...requests: readonly Partial<ForgeRequest>[]) {
  const tried: Tried = { sent: [], pauses: [] };
  let clock = 1_000_000;
  const network: Network = {
    exchange: (outgoing) => {
      const reply = answers[Math.min(tried.sent.length, answers.length - 1)]!;
      tried.sent.push(outgoing);
      return Promise.resolve(reply);
    },
    pause: (milliseconds) => {
      tried.pauses.push(milliseconds);
      clock += milliseconds;
      return Promise.resolve();
    },
    now: () => clock,
  };
  const client = forgeClient({
    name: 'GitHub',
    token: TOKEN,
    headers: { authorization: `Bearer ${TOKEN}` },
    permission: '`pull-requests: write`',
    writePause: 1000,
    network,
  });
  const results = [];
  for (const request of requests) results.push(await client.send({ method: 'GET', url: URL_ASKED, ...request }));
  return { ...tried, results, result: results[0]! };
}

describe('asking again', () => {
  test('after a server error a few times, and no more', async () => {
    const { sent, pauses, result } = await send([answer(502, '<html>')], {});
    expect(sent.length).toBe(4);
    expect(pauses).toEqual([250, 500, 1000]);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'failed' } });
  });

  test('until it works', async () => {
    const { sent, result } = await send([answer(500), answer(503), answer(200, { id: 1 })], {});
    expect(sent.length).toBe(3);
    expect(result).toEqual({ ok: true, value: { value: { id: 1 } } });
  });

  test('as long as the forge says', async () => {
    const limited = answer(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '7' });
    const { pauses, result } = await send([limited, answer(200)], {});
    expect(pauses).toEqual([7000]);
    expect(result.ok).toBe(true);
  });

  test('when the limit is reset', async () => {
    const limited = answer(403, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1005' });
    const { pauses, result } = await send([limited, answer(200)], {});
    expect(pauses).toEqual([6000]);
    expect(result.ok).toBe(true);
  });

  test('not where it would wait longer than a minute in all', async () => {
    const limited = answer(429, {}, { 'retry-after': '40' });
    const { pauses, results } = await send([limited], {}, {});
    expect(pauses).toEqual([40_000]);
    expect(results.map((result) => !result.ok && result.failure.help)).toEqual([
      'Run again later: too much was asked in a short time.',
      'Run again later: too much was asked in a short time.',
    ]);
  });

  test.each([400, 401, 403, 404, 409, 410, 422])('never after %i', async (status) => {
    const { sent } = await send([answer(status, { message: 'no' })], {});
    expect(sent.length).toBe(1);
  });

  test('after no answer when it only reads: what was written may have been heard', async () => {
    const silence = { trouble: 'it cannot be reached (ECONNRESET)' };
    expect((await send([silence], {})).sent.length).toBe(4);
    expect((await send([silence], { method: 'POST', body: {}, reads: true })).sent.length).toBe(4);
    const written = await send([silence], { method: 'POST', body: {} });
    expect(written.sent.length).toBe(1);
    expect(written.result).toMatchObject({
      failure: { message: 'GitHub (POST https://api.example/repos/a/b): it cannot be reached (ECONNRESET)' },
    });
  });

  test('writes are a second apart', async () => {
    const write = { method: 'POST', body: {} } as const;
    expect((await send([answer(201)], write, {}, write, write)).pauses).toEqual([1000, 1000]);
  });
});

describe('what a failure says', () => {
  test.each([
    [
      answer(401, { message: 'Bad credentials' }),
      'unauthorized',
      'Give a token that GitHub knows and that has not expired.',
    ],
    [
      answer(403, { message: 'Resource not accessible by integration' }),
      'forbidden',
      'Allow the token `pull-requests: write`.',
    ],
    [
      answer(403, { message: 'API rate limit exceeded for installation' }),
      'failed',
      'Run again later: too much was asked in a short time.',
    ],
    [
      answer(422, {
        message: 'Validation Failed',
        errors: [{ message: 'body is too long (maximum is 65536 characters)' }],
      }),
      'too-long',
      'Show fewer differences, and link the whole page.',
    ],
    [
      answer(400, { message: { note: ['is too long (maximum is 1000000 characters)'] } }),
      'too-long',
      'Show fewer differences, and link the whole page.',
    ],
    [answer(422, { message: 'Validation Failed', errors: ['other'] }), 'failed', 'See what it says, and correct that.'],
    [answer(413, 'no json'), 'too-long', 'Show fewer differences, and link the whole page.'],
  ] as const)('%#', async (reply, kind, help) => {
    const { result } = await send([reply], {});
    expect(result).toMatchObject({ ok: false, failure: { kind, help } });
  });

  test('its status and words on one line, bounded, without the token and without credentials', async () => {
    const message = `bad ${TOKEN}\n::error::\u202e https://user:pass@host/ ${'x'.repeat(500)}`;
    const { result } = await send([answer(400, { message })], { url: new URL('https://api.example/a?private=1') });
    const said = result.ok ? '' : result.failure.message;
    expect(
      said.startsWith('GitHub (GET https://api.example/a) answered 400: bad ‹token› ::error:: https://host/ xxx'),
    ).toBe(true);
    expect(said).not.toMatch(/secret|pass|private|\n|\u202e/);
    expect(said.length).toBeLessThan(400);
  });
});

describe('where the token goes', () => {
  test('along a redirect of the same host', async () => {
    const { sent, result } = await send([answer(301, {}, { location: '/repositories/5' }), answer(200, [1])], {});
    expect(sent.map(({ url }) => url.href)).toEqual([
      'https://api.example/repos/a/b',
      'https://api.example/repositories/5',
    ]);
    expect(result).toEqual({ ok: true, value: { value: [1] } });
  });

  test.each(['https://other.example/', 'http://api.example/', 'https://api.example:8443/', 'https://u:p@api.example/'])(
    'not to %s',
    async (location) => {
      const { sent, result } = await send([answer(302, {}, { location })], {});
      expect(sent.length).toBe(1);
      expect(result).toMatchObject({ ok: false, failure: { kind: 'failed' } });
    },
  );

  test('not round and round', async () => {
    expect((await send([answer(301, {}, { location: '/a' })], {})).sent.length).toBe(4);
  });

  test('a write is not turned into a reading', async () => {
    const moved = answer(302, {}, { location: '/a' });
    expect((await send([moved], { method: 'POST', body: {} })).sent.length).toBe(1);
  });

  test('not to a next page of another host', async () => {
    const paged = answer(200, [], { link: '<https://other.example/?page=2>; rel="next"' });
    expect((await send([paged], {})).result).toMatchObject({ ok: false, failure: { kind: 'failed' } });
  });

  test('the next page among other links', async () => {
    const link = '<https://api.example/a?page=1>; rel="prev", <https://api.example/a?page=3>; rel="next"';
    const { result } = await send([answer(200, [], { link })], {});
    expect(result.ok && result.value.next?.href).toBe('https://api.example/a?page=3');
  });

  test('to addresses below the base, without what credentials that has', () => {
    expect(below(new URL('https://u:p@host/api/v3/'), 'repos/a/b?per_page=100').href).toBe(
      'https://host/api/v3/repos/a/b?per_page=100',
    );
  });
});
