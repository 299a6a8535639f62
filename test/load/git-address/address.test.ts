// Takes written addresses of remote repositories apart, rightly or with what is wrong.
import { describe, expect, test } from 'vitest';
import { addressProblem } from '../../../src/load/git-address/remote-inputs.ts';
import { isGitAddress, parseGitAddress, type GitAddress } from '../../../src/load/git-address/address.ts';
import { shownInput, withoutCredentials } from '../../../src/load/git-address/shown.ts';

type Expected = Partial<Pick<GitAddress, 'url' | 'user' | 'password' | 'path' | 'reference' | 'shown' | 'protocol'>>;

const ID = '0123456789abcdef0123456789abcdef01234567';

const READ: readonly (readonly [string, Expected])[] = [
  ['git+https://h.example/o/r', { url: 'https://h.example/o/r', path: '', reference: undefined, protocol: 'https' }],
  ['git+https://h.example/o/r.git//a/b@v1', { url: 'https://h.example/o/r.git', path: 'a/b', reference: 'v1' }],
  ['git+HTTPS://h/o/r@main', { url: 'https://h/o/r', reference: 'main', shown: 'git+https://h/o/r@main' }],
  ['git+https://h:8443/r//p', { url: 'https://h:8443/r', path: 'p', shown: 'git+https://h:8443/r//p' }],
  ['git+https://[::1]:8443/r', { url: 'https://[::1]:8443/r' }],
  ['git+https://h/r/@v1', { url: 'https://h/r', reference: 'v1' }],
  ['git+https://h/r//@v1', { url: 'https://h/r', path: '', reference: 'v1' }],
  ['git+https://h/r//a//b/./c/', { url: 'https://h/r', path: 'a/b/c' }],
  ['git+https://h/r//a.yaml', { path: 'a.yaml' }],
  [`git+https://h/r@${ID}`, { reference: ID }],
  ['git+https://h/r//p@feature/x', { path: 'p', reference: 'feature/x' }],
  ['git+https://h/r@refs/heads/x', { reference: 'refs/heads/x' }],
  [
    'git+https://h/r//p%40q@pkg%401.0',
    { path: 'p@q', reference: 'pkg@1.0', shown: 'git+https://h/r//p%40q@pkg%401.0' },
  ],
  ['git+https://h/r//p@q@v1', { path: 'p@q', reference: 'v1', shown: 'git+https://h/r//p%40q@v1' }],
  ['git+https://h/r//50%25', { path: '50%', shown: 'git+https://h/r//50%25' }],
  ['git+https://u:p@h/r', { url: 'https://h/r', user: 'u', password: 'p', shown: 'git+https://h/r' }],
  ['git+https://u:p@ss@h/r@v1', { url: 'https://h/r', password: 'p@ss', reference: 'v1', shown: 'git+https://h/r@v1' }],
  ['git+https://u:a%2Fb%3A%40@h/r', { url: 'https://h/r', user: 'u', password: 'a/b:@' }],
  ['git+https://u:@h/r', { url: 'https://h/r', user: 'u', password: '' }],
  ['git+https://token@h/r', { url: 'https://token@h/r', user: 'token', password: undefined, shown: 'git+https://h/r' }],
  ['git+ssh://git@h/o/r.git//p@v1', { url: 'ssh://git@h/o/r.git', path: 'p', shown: 'git+ssh://h/o/r.git//p@v1' }],
  ['git+ssh://h:2222/r', { url: 'ssh://h:2222/r', user: undefined }],
  ['git+ssh://git@h/~me/r', { url: 'ssh://git@h/~me/r' }],
  [
    'git+git@h:o/r.git//p/q@v1',
    { url: 'git@h:o/r.git', protocol: 'ssh', path: 'p/q', reference: 'v1', shown: 'git+h:o/r.git//p/q@v1' },
  ],
  ['git+file:///srv/r.git', { url: 'file:///srv/r.git' }],
  ['git+http://127.0.0.1:80/r', { url: 'http://127.0.0.1:80/r', protocol: 'http' }],
];

describe('an address', () => {
  test.each(READ)('%s', (input, expected) => {
    expect(parseGitAddress(input)).toEqual({ address: expect.objectContaining(expected) as unknown });
    expect(isGitAddress(input)).toBe(true);
  });

  test.each(['policies', '-', 'live', 'live:git+https://h/r', './git+https://h/r', 'github.com/o/r'])(
    'not %s',
    (input) => {
      expect(isGitAddress(input)).toBe(false);
      expect(shownInput(input)).toBe(input);
      expect(addressProblem(input, {})).toBeUndefined();
    },
  );

  test('is told apart from another password of the same repository by nothing that is shown', () => {
    expect(shownInput('git+https://u:one@h/r//p@v')).toBe(shownInput('git+https://v:two@h/r//p@v'));
  });
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['git+', /is no URL/],
  ['git+policies', /is no URL/],
  ['git+/srv/repo', /is no URL/],
  ['git+://h/r', /is no URL/],
  ['git+ext::sh -c touch% /tmp/x', /space/],
  ['git+ext::sh', /names a program/],
  ['git+fd::17', /names a program/],
  ['git+https::https://h/r', /names a program/],
  ['git+--upload-pack=touch', /begins with "-"/],
  ['git+-https://h/r', /begins with "-"/],
  ['git+ext://sh/r', /uses ext/],
  ['git+file:///etc', /uses file, and https and ssh are allowed/],
  ['git+http://h/r', /uses http,/],
  ['git+git://h/r', /uses git,/],
  ['git+ftp://h/r', /uses ftp,/],
  ['git+https:///r', /no host/],
  ['git+https://', /no host/],
  ['git+https://h', /names no repository/],
  ['git+https://h/', /names no repository/],
  ['git+https://h//p', /names no repository/],
  ['git+https://h/@v1', /names no repository/],
  ['git+https://-oProxyCommand=x/r', /host that begins with "-"/],
  ['git+ssh://-oProxyCommand=x/r', /host that begins with "-"/],
  ['git+ssh://git@-oProxyCommand=x/r', /host that begins with "-"/],
  ['git+ssh://-oX@h/r', /user that begins with "-"/],
  ['git+ssh://%2DoX@h/r', /user that begins with "-"/],
  ['git+https://-u:p@h/r', /user that begins with "-"/],
  ['git+ssh://git:pw@h/r', /password, which ssh does not take/],
  ['git+ssh://a%20b@h/r', /control character|cannot be one of ssh/],
  ['git+https://u%0Ax:p@h/r', /control character in its credentials/],
  ['git+https://u:p%0A@h/r', /control character in its credentials/],
  ['git+https://u:100%@h/r', /not percent-encoded/],
  ['git+https://h:99999/r', /no host/],
  ['git+https://h:x/r', /no host/],
  ['git+https://a b/r', /space/],
  ['git+https://h%00/r', /no host/],
  ['git+https://hö.example/r', /no host/],
  ['git+https://h/r?ref=v1', /query or a fragment/],
  ['git+https://h/r#v1', /query or a fragment/],
  ['git+https://h/r//../..', /has "\.\."/],
  ['git+https://h/r//a/%2e%2e/b', /has "\.\."/],
  ['git+https://h/r//a%2F..%2Fb', /has "\.\."/],
  ['git+https://h/../r', /has "\.\."/],
  ['git+https://h/r//a\\..\\b', /has "\.\."/],
  ['git+https://h/r//a%00b', /control character/],
  ['git+https://h/r//a%E2%80%AEb', /invisible/],
  ['git+https://h/r\u202e', /invisible/],
  ['git+https://h/r\n', /control character/],
  ['git+https://h/r//%', /not percent-encoded/],
  ['git+https://h/r@--upload-pack=touch', /reference behind the last "@"/],
  ['git+https://h/r@-x', /reference/],
  ['git+https://h/r@%2Dx', /reference/],
  ['git+https://h/r@', /reference/],
  ['git+https://h/r@a..b', /reference/],
  ['git+https://h/r@..', /reference/],
  ['git+https://h/r@../x', /reference/],
  ['git+https://h/r@a:b', /reference/],
  ['git+https://h/r@+a', /reference/],
  ['git+https://h/r@a~1', /reference/],
  ['git+https://h/r@^a', /reference/],
  ['git+https://h/r@a*', /reference/],
  ['git+https://h/r@a%20b', /reference/],
  ['git+https://h/r@a%0Ab', /reference/],
  ['git+https://h/r@a\u0007', /control character/],
  ['git+https://h/r@x.lock', /reference/],
  ['git+https://h/r@%40', /reference/],
  ['git+https://h/r@x%40{1}', /reference/],
  ['git+https://h/r@v1//p', /path behind the reference/],
  ['git+git@h:22/o/r', /more than one way/],
  ['git+git@h:/o/r', /more than one way/],
  ['git+git@h::o/r', /more than one way/],
  ['git+git@h:-o/r', /more than one way/],
  ['git+-git@h:o/r', /begins with "-"/],
  ['git+git@-h:o/r', /host that begins with "-"/],
  ['git+h:o/r', /is no URL/],
];

describe('no address', () => {
  test.each(REFUSED)('%j', (input, expected) => {
    const problem = addressProblem(input, {});
    expect(problem).toMatchObject({ code: 'load/git-address', severity: 'error' });
    expect(problem!.message).toMatch(expected);
    expect(problem!.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(problem!.help).toBeTruthy();
  });

  test.each([
    'git+https://user:hunter2@h:x/r',
    'git+https://user:hunter2@-h/r',
    'git+https://user:hun/ter2@h/r',
    'git+https://user:hunter2@h/r@..',
    'git+https://user:hunter2@h/r//..@x',
    'git+https://hunter2%@h/r',
    'git+ssh://git:hunter2@h/r',
    'git+ftp://git:hunter2@h/r',
    'git+hunter2@x',
    'git+ext::hunter2@x',
    'git+user:hunter2@h:o/r',
  ])('shows no credentials: %s', (input) => {
    const { message, help = '' } = addressProblem(input, {})!;
    expect(`${message} ${help}`).not.toMatch(/hun|ter2/);
  });
});

describe('protocols', () => {
  test.each<[string, string | undefined, boolean]>([
    ['git+https://h/r', undefined, true],
    ['git+ssh://h/r', undefined, true],
    ['git+git@h:o/r', undefined, true],
    ['git+file:///r', 'file', true],
    ['git+http://h/r', 'https:http', true],
    ['git+https://h/r', 'http', false],
    ['git+git@h:o/r', 'https', false],
    ['git+https://h/r', '', false],
    ['git+ext://h/r', 'ext:https', false],
    ['git+ext::sh', 'ext:https', false],
  ])('%s with %j', (input, GIT_ALLOW_PROTOCOL, isAllowed) => {
    expect(addressProblem(input, { GIT_ALLOW_PROTOCOL }) === undefined).toBe(isAllowed);
  });
});

test('what would allow a protocol is said', () => {
  expect(addressProblem('git+http://h/r', {})?.help).toContain('GIT_ALLOW_PROTOCOL=https:ssh:http');
  expect(addressProblem('git+ssh://h/r', { GIT_ALLOW_PROTOCOL: 'https' })?.help).toContain(
    'GIT_ALLOW_PROTOCOL=https:ssh',
  );
  expect(addressProblem('git+ftp://h/r', {})?.help).not.toContain('GIT_ALLOW_PROTOCOL');
});

test.each([
  [
    'fatal: unable to access https://u:pa%2Fss@h/r/: no',
    ['u-name', 'pa/ss'],
    /^fatal: unable to access https:\/\/h\/r\/: no$/,
  ],
  ['remote: pa/ss and pa%2Fss', ['u', 'pa/ss'], /^remote: ‹hidden› and ‹hidden›$/],
  ['fatal: a p and apples', ['u', 'p'], /^fatal: a ‹hidden› and apples$/],
  ['fatal: spin, [-] a-b', ['i', '-'], /^fatal: spin, \[‹hidden›\] a-b$/],
  ['fatal: (*) and **', ['u', '*'], /^fatal: \(‹hidden›\) and ‹hidden›‹hidden›$/],
  ['ssh://other@h said x', [undefined, ''], /^ssh:\/\/h said x$/],
])('what Git says loses its credentials: %s', (text, secrets, expected) => {
  expect(withoutCredentials(text, secrets)).toMatch(expected);
});
