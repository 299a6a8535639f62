import { describe, expect, it } from 'vitest';
import { parseImage, printImage, urlReach } from '../../src/values/index.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('image references', () => {
  it.each([
    ['busybox', 'docker.io/busybox:latest'],
    ['library/busybox:1', 'docker.io/library/busybox:1'],
    ['registry.example:5000/team/app', 'registry.example:5000/team/app:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['Registry/app', 'Registry/app:latest'],
    [`app@${DIGEST}`, `docker.io/app@${DIGEST}`],
    [`app:1@${DIGEST}`, `docker.io/app@${DIGEST}`],
  ])('%s is %s', (text, printed) => {
    expect(printImage(parseImage(text)!)).toBe(printed);
  });

  it('has parts', () => {
    expect(parseImage('ghcr.io/team/app:v1')).toEqual({
      registry: 'ghcr.io',
      path: 'team/app',
      name: 'app',
      tag: 'v1',
      digest: '',
    });
  });

  it.each(['', ' ', 'App', 'a//b', 'a:', 'a@sha256:12', 'a:b:c', '-a', 'a/', 'a b'])('%j is none', (text) => {
    expect(parseImage(text)).toBeUndefined();
  });
});

it.each([
  ['http://93.184.216.34/x', 'external'],
  ['https://user@172.16.0.1:1/', 'internal'],
  ['http://172.32.0.1', 'external'],
  ['http://127.1.2.3', 'internal'],
  ['http://[::ffff:10.0.0.1]:80', 'internal'],
  ['http://[fe80::1%25eth0]/', 'external'],
  ['http://LOCALHOST', 'internal'],
  ['http://example.org', 'name'],
  ['http://300.1.1.1', 'name'],
  ['http://[1::2::3]', 'invalid'],
  ['example.org', 'invalid'],
  ['', 'invalid'],
] as const)('%s leads %s', (url, reach) => {
  expect(urlReach(url)).toBe(reach);
});
