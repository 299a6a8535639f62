// Globs of texts and paths, and the patterns of .gitignore.
import { describe, expect, test } from 'vitest';
import { compilePathGlob, compileTextGlob, isLeftOut, parseIgnorePatterns } from '../../src/values/index.ts';

describe('a pattern for a text', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['*.yaml', ['a.yaml', 'a/b.yaml', '.yaml'], ['a.yml', 'a.yaml.txt']],
    [
      '{policies,cluster-state}/**',
      ['policies/a.yaml', 'cluster-state/x/y.yaml'],
      ['output/policies/a.yaml', 'policies'],
    ],
    ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'ab', 'bcd']],
    ['{a,}b', ['ab', 'b'], ['a']],
    ['?[0-9][!a-c].yaml', ['x1d.yaml', '😀9z.yaml'], ['x1a.yaml', 'xxd.yaml', '1d.yaml']],
    [String.raw`\*\{a\}`, ['*{a}'], ['x{a}', '*a']],
    ['a,b}', ['a,b}'], ['a']],
    ['', [''], ['a']],
  ])('%s', (pattern, fitting, others) => {
    const glob = compileTextGlob(pattern)!;
    expect(fitting.filter((text) => !glob(text))).toEqual([]);
    expect(others.filter(glob)).toEqual([]);
  });

  test.each(['[a', '{a', '{a,b}'.repeat(20), 'a'.repeat(5000)])('%s is not understood', (pattern) => {
    expect(compileTextGlob(pattern)).toBeUndefined();
  });

  test('takes no time that grows beyond the product of the lengths', () => {
    const glob = compileTextGlob(`${'a*'.repeat(1000)}b`)!;
    expect(glob('a'.repeat(20_000))).toBe(false);
  });
});

describe('a pattern for a path', () => {
  test.each<[string, boolean, readonly string[], readonly string[]]>([
    ['output/*', false, ['output/a'], ['output', 'output/a/b', 'x/output/a']],
    ['output/**', false, ['output/a'], ['output/a/b']],
    ['**/config.json', true, ['config.json', 'a/config.json', 'a/b/config.json'], ['a/config.jsonx', 'aconfig.json']],
    ['clusters/**/c?.json', true, ['clusters/c1.json', 'clusters/a/b/c2.json'], ['clusters/c.json', 'c1.json']],
    ['a/**', true, ['a/b', 'a/b/c', 'a'], ['b/a']],
  ])('%s', (pattern, doubleStar, fitting, others) => {
    const glob = compilePathGlob(pattern, { doubleStar })!;
    expect(fitting.filter((text) => !glob(text))).toEqual([]);
    expect(others.filter(glob)).toEqual([]);
  });
});

describe('what is ignored', () => {
  test.each<{ text: string; folder?: string; out: readonly string[]; in: readonly string[] }>([
    { text: 'build\n', out: ['build', 'build/a', 'x/build/a'], in: ['builder', 'x/abuild'] },
    { text: 'build/\n', out: ['build/a', 'x/build/a'], in: ['build', 'x/build'] },
    { text: '/build\n', out: ['build', 'build/a'], in: ['x/build'] },
    { text: 'a/b\n', out: ['a/b', 'a/b/c'], in: ['x/a/b'] },
    { text: '# a\n\n\\#b\n\\!c\nd\\ \ne   \n', out: ['#b', '!c', 'd ', 'e'], in: ['# a', 'a', 'd'] },
    { text: '/*\n!/output\n', out: ['policies/a.yaml', 'headwater.yaml'], in: ['output/a/b.yaml'] },
    { text: '*.yaml\n!keep.yaml\nkeep.yaml\n', out: ['a.yaml', 'keep.yaml'], in: ['a.yml'] },
    { text: '**/.sops.yaml\n', out: ['.sops.yaml', 'a/b/.sops.yaml'], in: ['a.sops.yaml'] },
    { text: 'a/**/b\n', out: ['a/b', 'a/x/y/b/c'], in: ['a/c'] },
    { text: 'a/**\n', out: ['a/b', 'a/b/c'], in: ['a'] },
    { text: '/x\ny\n', folder: 'deep/er', out: ['deep/er/x', 'deep/er/a/y'], in: ['x', 'y', 'deep/x'] },
    { text: 'a\r\nb\r\n', out: ['a', 'b'], in: ['c'] },
  ])('$text', ({ text, folder, out, in: kept }) => {
    const patterns = parseIgnorePatterns(text, folder);
    expect(out.filter((path) => !isLeftOut(patterns, path))).toEqual([]);
    expect(kept.filter((path) => isLeftOut(patterns, path))).toEqual([]);
  });

  test('a pattern for folders leaves out a folder as such', () => {
    expect(isLeftOut(parseIgnorePatterns('build/\n'), 'build', true)).toBe(true);
  });
});
