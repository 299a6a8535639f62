// Credentials that addresses, headers and settings hold never come out.
import { describe, expect, test } from 'vitest';
import {
  credentialScrubber,
  shownAddress,
  variablesWithCredentials,
} from '../../src/publish/remote/without-credentials.ts';

describe('an address for people', () => {
  test.each([
    ['https://forge/x.git', 'https://forge/x.git'],
    ['https://user:pass@forge/x.git', 'https://forge/x.git'],
    ['https://t0ken@forge/x.git', 'https://forge/x.git'],
    ['https://user:p%40ss@forge:8443/x.git', 'https://forge:8443/x.git'],
    ['https://user:p@ss@forge/x.git', 'https://forge/x.git'],
    ['https://user:pa/ss@forge/x.git', 'https://forge/x.git'],
    ['https://forge/x.git?private_token=abc#def', 'https://forge/x.git'],
    ['https://forge/@scope/x.git', 'https://forge/@scope/x.git'],
    ['https://forge:8443/@scope/x.git', 'https://forge:8443/@scope/x.git'],
    ['https://[::1]:8443/@scope/x.git', 'https://[::1]:8443/@scope/x.git'],
    ['ssh://git:pass@forge/x.git', 'ssh://forge/x.git'],
    ['git@forge:x.git', 'git@forge:x.git'],
    ['/srv/git/x.git', '/srv/git/x.git'],
    ['../x.git', '../x.git'],
    ['https://forge/x\u0007.git', 'https://forge/x.git'],
  ])('%s is %s', (address, shown) => expect(shownAddress(address)).toBe(shown));
});

describe('what Git says', () => {
  const settings = [
    ['remote.origin.url', 'https://user:s3cr%2Ft@forge/x.git'],
    ['url.https://oauth2:glpat-1234@gitlab/.insteadof', 'https://gitlab/'],
    [
      'http.https://github.com/.extraheader',
      `AUTHORIZATION: basic ${Buffer.from('x-access-token:ghs_5678').toString('base64')}`,
    ],
    ['http.proxy', 'http://proxy:pr0xypass@proxy:3128'],
    ['remote.other.url', 'https://ghp_tokenalone@forge/x.git'],
    ['remote.ssh.url', 'ssh://somebody@forge/x.git'],
    ['remote.slash.url', 'https://me:one/two@forge/x.git'],
    ['remote.name.url', 'https://ghp_0123456789abcdef:x-oauth-basic@forge/x.git'],
    ...variablesWithCredentials({
      GITHUB_TOKEN: 'ghs_ofthejob',
      HTTPS_PROXY: 'http://me:pr0xy2pass@proxy',
      GH_TOKEN: 'a',
    }),
  ] as const;
  const scrub = credentialScrubber(settings);

  test.each([
    "fatal: unable to access 'https://user:s3cr%2Ft@forge/x.git/': 403",
    'the password is s3cr/t, or s3cr%2Ft',
    'user:s3cr/t',
    'glpat-1234',
    'ghs_5678',
    Buffer.from('x-access-token:ghs_5678').toString('base64'),
    'pr0xypass',
    'ghp_tokenalone',
    'ghp_0123456789abcdef is not accepted',
    `Basic ${Buffer.from('oauth2:glpat-1234').toString('base64')} is not accepted`,
    `Basic ${Buffer.from('user:s3cr/t').toString('base64')} is not accepted`,
    'ghs_ofthejob, pr0xy2pass',
    'https://me:one/two@forge',
    'https://other:unknown0@elsewhere/x.git and https://x/y?token=unknown1',
    'AUTHORIZATION: bearer unknown2',
    'Authorization: Basic unknown3',
  ])('%s', (said) => {
    const told = scrub(said);
    for (const secret of [
      's3cr',
      'glpat',
      'ghs_',
      'pr0xy',
      'ghp_',
      'one/two',
      'unknown',
      'eC1hY2Nlc3M',
      'b2F1dGgyO',
      'dXNlcjpz',
    ]) {
      expect(told).not.toContain(secret);
    }
  });

  test('much that almost is an address takes no time', () => {
    const start = performance.now();
    scrub(`${'a'.repeat(32_768)}${'://'.repeat(1000)}`);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('ordinary words stay', () => {
    const said = "fatal: could not read from remote 'git@forge:x.git': somebody at https://forge/x.git said no";
    expect(scrub(said)).toBe(said);
  });
});
