// Which names a branch can have, held against Git's own answer where Git is there.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isBranchName } from '../../src/publish/index.ts';
import { HAS_GIT, NEEDS_GIT } from './git-sandbox.ts';

const GOOD = [
  'main',
  'headwater/update',
  'a.b',
  'a-b',
  'ä',
  'release/1.2',
  'a@b',
  'a{b',
  '{@',
  'a/b/c',
  'x.lockx',
  'a.lock.b',
  '#1',
  '%20',
  'a"b',
  "a'b",
  '$(x)',
  'a;b',
  'a,b',
  '(x)',
  'a=b',
  '+x',
  '!',
  '日本',
  'refs/heads/x',
  'a@',
  'HEAD/x',
  'head',
  '😀',
];
const BAD = [
  '',
  '-',
  '-x',
  '--upload-pack=x',
  '.x',
  'x/.y',
  'x.',
  'x/',
  '/x',
  'a//b',
  'a..b',
  '..',
  '.',
  'a b',
  ' ',
  'a\tb',
  'a\nb',
  'a\u0001b',
  'a\u007fb',
  'a~b',
  'a^b',
  'a:b',
  'a?b',
  'a*b',
  'a[b',
  'a\\b',
  '@{-1}',
  'a@{b',
  '@',
  'HEAD',
  'x.lock',
  'x.lock/y',
  'a\u0000b',
  'a/../b',
  '\ud800',
  'a\r',
];

describe('a name of a branch', () => {
  test.each(GOOD)('%j is one', (name) => expect(isBranchName(name)).toBe(true));
  test.each(BAD)('%j is none', (name) => expect(isBranchName(name)).toBe(false));

  test.skipIf(!HAS_GIT)(`Git says the same${NEEDS_GIT}`, () => {
    // `@{-1}` and a NUL are no matter of names: the first means another branch, the second ends an argument.
    const asked = [...GOOD, ...BAD].filter(
      (name) => !name.includes('@{-1') && !name.includes('\u0000') && !/\p{Surrogate}/u.test(name),
    );
    const differing = asked.filter((name) => isBranchName(name) !== isNameForGit(name));
    expect(differing).toEqual([]);
  });

  test.skipIf(!HAS_GIT)(
    `of any two characters, as Git says${NEEDS_GIT}`,
    () => {
      const some = ['a', '-', '.', '/', '@', '{', '}', '~', '^', ':', '?', '*', '[', '\\', ' ', '\u007f'];
      const names = some.flatMap((a) => some.flatMap((b) => [`${a}${b}`, `x${a}${b}`, `${a}${b}x`]));
      const differing = names.filter((name) => isBranchName(name) !== isNameForGit(name));
      expect(differing).toEqual([]);
    },
    60_000,
  );
});

function isNameForGit(name: string): boolean {
  if (name === '@') return false;
  return spawnSync('git', ['check-ref-format', '--branch', name], { cwd: '/' }).status === 0;
}
