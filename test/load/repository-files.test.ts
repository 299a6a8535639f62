// What is seen of a repository: tracked or not ignored, nothing behind links, and the few documents that tell readers what to apply.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readRepository, repositoryPath } from '../../src/load/index.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { projectIn } from '../support/project.ts';

const APPLICATION = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n';

function aFolder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-repository-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

describe.runIf(HAS_GIT)(`a repository${NEEDS_GIT}`, () => {
  test('has what is tracked and what is not ignored, and no other repository', async () => {
    const project = aGitProject({ 'a.yaml': 'a: 1\n', 'forced.yaml': 'a: 1\n', 'gone.yaml': 'a: 1\n', 'text.txt': '' });
    project.write({
      '.gitignore': '/forced.yaml\nbuild/\n*.log.yaml\n',
      'new.yaml': 'a: 1\n',
      'x.log.yaml': 'a: 1\n',
      'build/b.yaml': 'a: 1\n',
      'deep/.gitignore': '!kept.log.yaml\nleft.yaml\n',
      'deep/kept.log.yaml': 'a: 1\n',
      'deep/left.yaml': 'a: 1\n',
      'deep/er/left.yaml': 'a: 1\n',
      'node_modules/x/c.yaml': 'a: 1\n',
      'vendor/.git/HEAD': 'ref: refs/heads/main\n',
      'vendor/d.yaml': 'a: 1\n',
    });
    project.write({ '.git/info/exclude': '/excluded.yaml\n', 'excluded.yaml': 'a: 1\n' });
    project.remove('gone.yaml');
    const { paths } = await readRepository(project.root);
    expect(paths).toEqual(['a.yaml', 'deep/kept.log.yaml', 'forced.yaml', 'new.yaml']);
  });

  test('knows its remotes, and names files from the folder', async () => {
    const project = aGitProject({ 'apps/a.yaml': APPLICATION, 'east/x.yaml': 'a: 1\n' });
    project.git('remote', 'add', 'origin', 'https://git.example.com/a/b.git');
    project.git('remote', 'add', 'mirror', 'https://git.example.org/a/b.git');
    project.git('config', 'remote.mirror.pushurl', 'git@git.example.net:a/b');
    const { remotes, documents } = await readRepository(join(project.root, 'east'));
    expect([...remotes].sort()).toEqual([
      'git@git.example.net:a/b',
      'https://git.example.com/a/b.git',
      'https://git.example.org/a/b.git',
    ]);
    expect(documents.map(({ path, file }) => [path, file])).toEqual([['apps/a.yaml', '../apps/a.yaml']]);
  });

  test('a path is one of the repository around the folder, or none', () => {
    const project = aGitProject({ 'east/x.yaml': 'a: 1\n' });
    const east = join(project.root, 'east');
    expect(repositoryPath(east, 'policies')).toBe('east/policies');
    expect(repositoryPath(east, '../policies/')).toBe('policies');
    expect(repositoryPath(east, project.root)).toBe('');
    expect(repositoryPath(east, tmpdir())).toBeUndefined();
  });
});

describe('a folder in no repository', () => {
  test('is the folder itself; links are left alone', async () => {
    const root = aFolder();
    projectIn(root, {
      'a.yaml': APPLICATION,
      '.gitignore': 'a.yaml\n',
      '.sourceignore': '/x\n',
      'in/.sourceignore': 'y\n',
    });
    mkdirSync(join(root, 'real'));
    symlinkSync(tmpdir(), join(root, 'outside'));
    symlinkSync(join(root, 'a.yaml'), join(root, 'b.yaml'));
    const view = await readRepository(root);
    expect(view.paths).toEqual(['.sourceignore', 'a.yaml', 'in/.sourceignore']);
    expect(view.sourceIgnore).toEqual(
      new Map([
        ['', '/x\n'],
        ['in', 'y\n'],
      ]),
    );
    expect(view.remotes).toEqual([]);
    expect(repositoryPath(root, join(root, 'a', 'b'))).toBe('a/b');
    expect(repositoryPath(root, join(root, '..', 'x'))).toBeUndefined();
  });

  test('keeps definitions only, and tells what it cannot read', async () => {
    const root = aFolder();
    projectIn(root, {
      'a.yaml': `a: 1\n---\n${APPLICATION}---\napiVersion: v1\nkind: ConfigMap\n`,
      'broken.yaml': `${APPLICATION}---\na: [\n`,
      'other.yaml': 'a: [\n',
      'annotated.yaml': 'metadata: {annotations: {argocd.argoproj.io/x: [}}\n',
      'k/kustomization.yaml': 'resources: [a]\n',
      'k/skip.yaml': '# +argocd:skip-file-rendering\n',
    });
    const view = await readRepository(root);
    expect(view.documents.map(({ path }) => path)).toEqual(['a.yaml', 'broken.yaml', 'k/kustomization.yaml']);
    expect(view.documents[0]!.place(['kind'])).toMatchObject({ file: 'a.yaml', line: 4 });
    expect(view.unread.map(({ path, at }) => [path, at.line > 3])).toEqual([['broken.yaml', true]]);
    expect([...view.unrendered]).toEqual(['k/skip.yaml']);
  });
});
