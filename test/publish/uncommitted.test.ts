// Which files are not as they are committed, however that came about.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RepositoryKind } from '../../src/publish/index.ts';
import { aFleet, open, putIn, type Fleet } from './fleet.ts';
import { HAS_GIT, NEEDS_GIT } from './git-sandbox.ts';

const BACKENDS: readonly RepositoryKind[] = ['git', 'isomorphic'];

describe.skipIf(!HAS_GIT).each(BACKENDS)(`uncommitted files through %s${NEEDS_GIT}`, (kind) => {
  async function uncommitted(fleet: Fleet, folder: string, paths: readonly string[]) {
    const { value, diagnostics } = await (await open(folder, fleet.env, kind)).uncommitted(paths);
    expect(diagnostics).toEqual([]);
    return value;
  }

  test('edited, staged, removed and new ones, not those that are ignored', async () => {
    const fleet = aFleet({
      '.gitignore': '*.log\n/in/ignored/\n',
      'in/edited': '1',
      'in/staged': '1',
      'in/back': '1',
      'in/removed': '1',
      'in/unstaged': '1',
      'in/same': '1',
      'in/*': '1',
      other: '1',
    });
    const folder = fleet.clone('one');
    putIn(folder, {
      'in/edited': '2',
      'in/staged': '2',
      'in/back': '2',
      'in/new': '1',
      'in/deep/er/new ü': '1',
      other: '2',
    });
    fleet.in(folder, 'add', 'in/staged', 'in/back');
    putIn(folder, { 'in/back': '1', 'in/x.log': '1', 'in/ignored/x': '1', 'in/same': '1' });
    fleet.in(folder, 'rm', '-q', '--cached', 'in/unstaged');
    rmSync(join(folder, 'in/removed'));
    const below = ['in/back', 'in/deep/er/new ü', 'in/edited', 'in/new', 'in/removed', 'in/staged', 'in/unstaged'];
    expect(await uncommitted(fleet, folder, ['in'])).toEqual(below);
    expect(await uncommitted(fleet, folder, [''])).toEqual([...below, 'other']);
    expect(await uncommitted(fleet, folder, ['other', 'in/same', 'in/new', 'not/there'])).toEqual(['in/new', 'other']);
    expect(await uncommitted(fleet, folder, ['in/*'])).toEqual([]);
    expect(await uncommitted(fleet, folder, [])).toEqual([]);
  });

  test('everything, before there is a first commit', async () => {
    const fleet = aFleet();
    const folder = fleet.clone('one');
    putIn(folder, { 'in/a': '1', 'in/b': '1', other: '1', '.gitignore': 'ignored\n', 'in/ignored': '1' });
    fleet.in(folder, 'add', 'in/b');
    expect(await uncommitted(fleet, folder, ['in'])).toEqual(['in/a', 'in/b']);
    expect(await uncommitted(fleet, folder, ['nothing'])).toEqual([]);
  });

  test('a submodule that is not checked out is no edit', async () => {
    const fleet = aFleet({ 'in/a': '1' });
    const folder = fleet.clone('one');
    fleet.in(folder, 'update-index', '--add', '--cacheinfo', `160000,${fleet.tip()},in/sub`);
    fleet.in(folder, 'commit', '-qm', 'submodule');
    mkdirSync(join(folder, 'in/sub'));
    expect(await uncommitted(fleet, folder, ['in'])).toEqual([]);
    expect(await uncommitted(fleet, folder, [''])).toEqual([]);
  });

  test('a path outside the repository is trouble that is told', async () => {
    const fleet = aFleet({ a: '1' });
    const { value, diagnostics } = await (await open(fleet.clone('one'), fleet.env, kind)).uncommitted(['../x']);
    expect([value, diagnostics.map(({ code }) => code)]).toEqual([[], ['publish/commit-failed']]);
  });
});
