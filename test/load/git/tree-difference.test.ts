// Which files of two commits differ, with the git program and without it.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differingPaths, findRepository } from '../../../src/load/index.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../../support/git-project.ts';

describe.skipIf(!HAS_GIT).each(['git', 'isomorphic'] as const)(`with %s${NEEDS_GIT}`, (git) => {
  test('files, links, modes, and a file in the place of a folder', async () => {
    const project = aGitProject({ 'same/a': '1', 'edited/a': '1', 'gone/a': '1', 'folder/a': '1', mode: 'x' });
    const one = project.id('HEAD');
    project.remove('gone/a', 'folder');
    project.write({ 'edited/a': '2', 'new/b/c': '1', folder: '1' });
    symlinkSync('mode', join(project.root, 'link'));
    project.git('add', '-A');
    project.git('update-index', '--chmod=+x', 'mode');
    project.git('commit', '-qm', 'more');
    const two = project.id('HEAD');
    const repository = findRepository(project.root)?.repository;
    if (repository === undefined) throw new Error('no repository');
    const paths = ['edited/a', 'folder', 'folder/a', 'gone/a', 'link', 'mode', 'new/b/c'];
    expect(await differingPaths(repository, one, two, { git })).toEqual({ value: paths, diagnostics: [] });
    expect(await differingPaths(repository, two, one, { git })).toEqual({ value: paths, diagnostics: [] });
    expect(await differingPaths(repository, one, one, { git })).toEqual({ value: [], diagnostics: [] });
    const missing = await differingPaths(repository, one, '0'.repeat(40), { git });
    expect(missing.diagnostics.map(({ code }) => code)).toEqual(['load/git-object']);
  });
});
