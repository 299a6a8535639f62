// Which files below a folder Git ignores, held against what Git says itself.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findRepository, ignoredPaths, readIgnoredFiles } from '../../../src/load/index.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from '../../publish/git-sandbox.ts';

function aRepository(files: Readonly<Record<string, string>>): Sandbox {
  const box = openSandbox();
  onTestFinished(box.close);
  box.put(files);
  return box;
}

async function ignoredIn({ root }: Sandbox, folder: string): Promise<readonly string[]> {
  const { repository } = findRepository(join(root, folder))!;
  const { value, diagnostics } = await readIgnoredFiles(repository, join(root, folder), {
    shown: folder,
    extensions: ['.yaml'],
  });
  expect(diagnostics).toEqual([]);
  return value.map(({ path }) => path);
}

function saidByGit({ git }: Sandbox, folder: string): readonly string[] {
  const said = git('-C', folder, 'ls-files', '-z', '--others', '--ignored', '--exclude-standard', '.');
  return said
    .split('\0')
    .filter((path) => path.endsWith('.yaml'))
    .sort();
}

describe.skipIf(!HAS_GIT)(`files that Git ignores${NEEDS_GIT}`, () => {
  test.each([
    ['by name', 'live.yaml\n'],
    ['from the root', '/state/live.yaml\n/live.yaml\n'],
    ['by a pattern, one taken back', '*.yaml\n!kept.yaml\n'],
    ['by folder, from which nothing is taken back', 'made/\n!state/made/kept.yaml\n'],
    ['by what a folder holds', 'state/made/*\n!state/made/kept.yaml\n'],
    ['at any depth', 'state/**/live.yaml\n'],
    ['not at all', '# live.yaml\n'],
  ])('%s', async (_, text) => {
    const paths = ['live', 'kept', 'made/live', 'made/kept', 'made/deep/live', 'own/live', 'own/kept', 'a/made'];
    const files = Object.fromEntries(paths.map((path) => [`state/${path}.yaml`, path]));
    const box = aRepository({ ...files, '.gitignore': text, 'state/own/.gitignore': '/kept.yaml\n!live.yaml\n' });
    box.put({ '.git/info/exclude': 'own/live.yaml\n' });
    expect(await ignoredIn(box, 'state')).toEqual(saidByGit(box, 'state'));
  });

  test('what is tracked is not among them, nor what is no folder', async () => {
    const box = aRepository({ '.gitignore': '*.yaml\n', 'state/a.yaml': 'a', 'state/b.yaml': 'b' });
    box.git('add', '-f', 'state/a.yaml');
    expect(await ignoredIn(box, 'state')).toEqual(['b.yaml']);
    expect(await ignoredIn(box, 'state/b.yaml')).toEqual([]);
    expect(await ignoredIn(box, 'nowhere')).toEqual([]);
  });

  test('a folder behind a link is judged by where it lies', async () => {
    const box = aRepository({ '.gitignore': '/real/b.yaml\n', 'real/a.yaml': 'a', 'real/b.yaml': 'b' });
    symlinkSync('real', join(box.root, 'link'));
    expect(await ignoredIn(box, 'link')).toEqual(['b.yaml']);
  });

  test('links and unreadable things that are not ignored are no matter', async () => {
    const box = aRepository({ '.gitignore': 'live.yaml\n', 'state/live.yaml': 'a' });
    symlinkSync('/nowhere', join(box.root, 'state', 'broken.yaml'));
    expect(await ignoredIn(box, 'state')).toEqual(['live.yaml']);
  });

  test('ten thousand files are looked through in no time', async () => {
    const box = aRepository({ '.gitignore': `${'*.tmp\n/build/\n*.log\n'.repeat(10)}live.yaml\n` });
    for (let folder = 0; folder < 100; folder += 1) {
      mkdirSync(join(box.root, 'state', String(folder)), { recursive: true });
      for (let at = 0; at < 100; at += 1) writeFileSync(join(box.root, 'state', String(folder), `${at}.yaml`), 'a');
    }
    const begun = performance.now();
    expect(await ignoredIn(box, 'state')).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(2000);
    const { repository } = findRepository(box.root)!;
    expect(ignoredPaths(repository, ['state/1.yaml', 'state/live.yaml'])).toEqual(['state/live.yaml']);
  });
});
