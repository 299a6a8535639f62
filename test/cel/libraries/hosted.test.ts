import { describe, expect, it } from 'vitest';
import { GLOBAL_CONTEXT, GLOBAL_CONTEXT_VALUE } from '../../../src/cel/libraries/global-context.ts';
import { HTTP, HTTP_VALUE, HttpLibrary } from '../../../src/cel/libraries/http.ts';
import { IMAGE, IMAGE_VALUE, ImageValue } from '../../../src/cel/libraries/image.ts';
import type { CelHost, CelHttpRequest } from '../../../src/cel/run.ts';
import { CelMap, type CelJson, type CelValue } from '../../../src/cel/value.ts';
import { call, codeOf } from './call-overload.ts';

describe('globalContext', () => {
  const host: CelHost = {
    globalContext: (name, projection) => {
      if (projection === 'nope') return { failure: 'there is no such projection' };
      return { value: name === 'entry' ? [projection ?? 'whole'] : null };
    },
  };

  it.each<[readonly CelValue[], unknown]>([
    [['entry'], ['whole']],
    [['entry', ''], ['whole']],
    [['entry', 'names'], ['names']],
    [['missing'], null],
  ])('get %j', (args, expected) => {
    expect(call(GLOBAL_CONTEXT, 'get', [GLOBAL_CONTEXT_VALUE, ...args], host)).toEqual(expected);
    expect(call(GLOBAL_CONTEXT, 'Get', [GLOBAL_CONTEXT_VALUE, ...args], host)).toEqual(expected);
  });

  it('fails for an unknown projection, a wrong name and without a host', () => {
    expect(codeOf(call(GLOBAL_CONTEXT, 'get', [GLOBAL_CONTEXT_VALUE, 'entry', 'nope'], host))).toBe('invalid-value');
    expect(codeOf(call(GLOBAL_CONTEXT, 'get', [GLOBAL_CONTEXT_VALUE, 1n], host))).toBe('no-such-overload');
    expect(codeOf(call(GLOBAL_CONTEXT, 'get', [GLOBAL_CONTEXT_VALUE, 'entry']))).toBe('unavailable');
  });
});

describe('http', () => {
  const text = (json: Record<string, CelJson>) => CelMap.ofJson(json);
  const none = new Map<string, string>();

  it.each<[string, readonly CelValue[], CelHttpRequest]>([
    ['get', [HTTP_VALUE, 'u'], { method: 'GET', url: 'u', headers: none }],
    ['Get', [HTTP_VALUE, 'u', text({ h: 'v' })], { method: 'GET', url: 'u', headers: new Map([['h', 'v']]) }],
    ['post', [HTTP_VALUE, 'u', [1n]], { method: 'POST', url: 'u', headers: none, body: [1] }],
    [
      'Post',
      [HTTP_VALUE, 'u', null, text({ h: 'v' })],
      { method: 'POST', url: 'u', headers: new Map([['h', 'v']]), body: null },
    ],
    ['get', [new HttpLibrary('PEM'), 'u'], { method: 'GET', url: 'u', headers: none, caBundle: 'PEM' }],
  ])('%s asks, case %#', (name, args, request) => {
    const asked: CelHttpRequest[] = [];
    const host: CelHost = {
      http: (given) => {
        asked.push(given);
        return { value: 3 };
      },
    };
    expect(call(HTTP, name, args, host)).toBe(3n);
    expect(asked).toEqual([request]);
  });

  it('gives a client with certificates of its own', () => {
    const client = call(HTTP, 'Client', [HTTP_VALUE, 'PEM']);
    expect(client).toEqual(new HttpLibrary('PEM'));
    expect(client instanceof HttpLibrary && client.equals(HTTP_VALUE)).toBe(false);
  });

  it('fails without a host, for headers that are no texts, and for what is no body', () => {
    const failure = call(HTTP, 'get', [HTTP_VALUE, 'u']);
    expect(failure).toMatchObject({ code: 'unavailable', message: 'http calls are not available' });
    expect(codeOf(call(HTTP, 'get', [HTTP_VALUE, 'u', text({ h: 1 })]))).toBe('no-such-overload');
    expect(codeOf(call(HTTP, 'post', [HTTP_VALUE, 'u', NaN]))).toBe('invalid-value');
  });
});

describe('image', () => {
  const digest = `sha256:${'0f'.repeat(32)}`;

  it.each<[string, string, string, string, string, string]>([
    ['nginx', 'index.docker.io', 'library/nginx', 'latest', '', 'latest'],
    ['docker.io/nginx:1', 'index.docker.io', 'library/nginx', '1', '', '1'],
    ['team/app', 'index.docker.io', 'team/app', 'latest', '', 'latest'],
    ['localhost/app', 'localhost', 'app', 'latest', '', 'latest'],
    ['r.example:5000/a/b:v1', 'r.example:5000', 'a/b', 'v1', '', 'v1'],
    [`r.example/a@${digest}`, 'r.example', 'a', '', digest, digest],
    [`r.example/a:1@${digest}`, 'r.example', 'a', '', digest, digest],
  ])('%s', (text, registry, repository, tag, digestPart, identifier) => {
    const image = call(IMAGE, 'parseImageReference', [text]);
    if (!(image instanceof ImageValue)) throw new Error('no image');
    const part = (name: string) => call(IMAGE, name, [image]);
    expect(['registry', 'repository', 'tag', 'digest', 'identifier'].map(part)).toEqual([
      registry,
      repository,
      tag,
      digestPart,
      identifier,
    ]);
    expect(part('containsDigest')).toBe(digestPart !== '');
    expect(image.equals(new ImageValue({ ...image.reference }))).toBe(true);
  });

  it.each([
    '',
    'UPPER',
    'a b',
    'app@sha256:12',
    'app:',
    'app:a b',
    `app@${digest}@${digest}`,
    'r.example/',
    'a'.repeat(2000),
  ])('%j is none', (text) => {
    expect(call(IMAGE, 'isImage', [text])).toBe(false);
    expect(codeOf(call(IMAGE, 'image', [text]))).toBe('invalid-value');
  });

  it('asks for what a registry says', () => {
    const host: CelHost = { imageData: (reference) => ({ value: { image: reference } }) };
    const data = call(IMAGE, 'GetMetadata', [IMAGE_VALUE, 'nginx'], host);
    expect(data instanceof CelMap && data.get('image')).toBe('nginx');
    expect(codeOf(call(IMAGE, 'getMetadata', [IMAGE_VALUE, 'nginx']))).toBe('unavailable');
  });
});
