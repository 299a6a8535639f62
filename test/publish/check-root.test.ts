import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutputRoot } from '../../src/publish/disk/check-root.ts';
import { isGitName } from '../../src/publish/git-names.ts';

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-root-')));
  for (const folder of ['repo/.git', 'repo/policies/sub', 'repo/cluster-state', 'outside']) {
    mkdirSync(join(cwd, folder), { recursive: true });
  }
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function check(root: string, inside = 'repo') {
  const around = { policyRoots: ['policies'], inventoryRoots: ['cluster-state'], cwd: join(cwd, inside) };
  return checkOutputRoot(root, around).map((one) => `${one.severity} ${one.code}: ${one.message}`);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  symlinkSync(target, join(cwd, path));
}

describe('checkOutputRoot', () => {
  const fine = ['output', './output', 'clusters/eu/output', 'output/deeper', 'policies-output'];
  it.each(fine)('takes %s', (root) => expect(check(root)).toEqual([]));

  const refused: readonly { root: string; because: string }[] = [
    { root: '/', because: 'it is the root of the file system' },
    { root: homedir(), because: 'it is a home folder, or holds one' },
    { root: '.', because: 'it is the root of a repository' },
    { root: '../repo', because: 'it is the root of a repository' },
    { root: '..', because: 'it holds policies, which is input, or lies in it' },
    { root: 'policies', because: 'it holds policies, which is input, or lies in it' },
    { root: 'policies/sub/out', because: 'it holds policies, which is input, or lies in it' },
    { root: 'cluster-state/out', because: 'it holds cluster-state, which is input, or lies in it' },
    { root: '.git/output', because: 'a part of its name could be read as .git' },
    { root: 'GIT~1', because: 'a part of its name could be read as .git' },
    { root: 'out/.git::$INDEX_ALLOCATION', because: 'a part of its name could be read as .git' },
    { root: 'out/.g\u200cit', because: 'a part of its name could be read as .git' },
  ];
  it.each(refused)('refuses $root: $because', ({ root, because }) => {
    expect(check(root)).toEqual([`error output/unsafe-root: ${root} cannot be the output root: ${because}.`]);
  });

  it('refuses a file', () => {
    writeFileSync(join(cwd, 'repo/output'), '');
    expect(check('output')).toEqual([
      'error output/unsafe-root: output cannot be the output root: it is not a folder.',
    ]);
  });

  it('refuses a folder that is the policies behind a link', () => {
    link('repo/output', 'policies');
    expect(check('output')).toEqual([
      'error output/unsafe-root: output cannot be the output root: it holds policies, which is input, or lies in it.',
    ]);
  });

  it('refuses links below the root that lead out of it, folders and files, at any depth and by name', () => {
    writeFileSync(join(cwd, 'outside/x.yaml'), '');
    link('repo/output/team-a', '../../outside');
    link('repo/output/team-b/x.yaml', '../../../outside/x.yaml');
    link('repo/output/team-b/nothing', '/does/not/exist');
    link('repo/output/team-b/inside', '../team-c');
    mkdirSync(join(cwd, 'repo/output/team-c'));
    expect(check('output')).toEqual([
      'error output/link: output/team-a is a link that leads out of the output root.',
      'error output/link: output/team-b/nothing is a link that leads out of the output root.',
      'error output/link: output/team-b/x.yaml is a link that leads out of the output root.',
    ]);
  });

  it('refuses a root, or a folder on the way to it, that is a link out of the repository', () => {
    link('repo/output', '../outside');
    link('repo/clusters', '../outside');
    expect(check('output')).toEqual(['error output/link: output is a link that leads out of the repository.']);
    expect(check('clusters/eu')).toEqual(['error output/link: clusters is a link that leads out of the repository.']);
  });

  it('takes a root behind a link that stays in the repository', () => {
    mkdirSync(join(cwd, 'repo/rendered/eu'), { recursive: true });
    link('repo/output', 'rendered/eu');
    expect(check('output')).toEqual([]);
  });

  it('works without a repository', () => {
    rmSync(join(cwd, 'repo/.git'), { recursive: true });
    link('repo/away', '../outside');
    expect(check('output')).toEqual([]);
    expect(check('away')).toEqual(['error output/link: away is a link that leads out of the repository.']);
    expect(check(join(cwd, 'outside/output'))).toEqual([]);
  });
});

describe('isGitName', () => {
  const git = [
    '.git',
    '.GIT',
    '.git ',
    '.git...',
    'git~1',
    'GIT~2',
    '.git::$INDEX_ALLOCATION',
    '.git:x',
    '.g\u200cit',
    '\ufeff.git',
  ];
  it.each(git)('takes %j for .git', (name) => expect(isGitName(name)).toBe(true));
  const other = ['.github', '.gitignore', 'git', 'x.git', '.git-backup', 'git~', '.gitkeep'];
  it.each(other)('takes %j for another name', (name) => expect(isGitName(name)).toBe(false));
});
