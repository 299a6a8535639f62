// A checkout that follows a commit that the remote took, and keeps everything that is only there.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RepositoryKind, TreeChange } from '../../src/publish/index.ts';
import { aCommit, aFleet, open, putIn, putScript, remoteOf, stateOf, type Fleet } from './fleet.ts';
import { HAS_GIT, NEEDS_GIT } from './git-sandbox.ts';

type Files = Readonly<Record<string, string | undefined>>;

/** A clone, and a commit that the remote took beside it. */
async function aCheckout(files: Readonly<Record<string, string>>, changes: Files, ...cloneArgs: readonly string[]) {
  const fleet = aFleet(files);
  const folder = fleet.clone('one', ...cloneArgs);
  const commit = await delivered(fleet, folder, changes);
  return { fleet, folder, commit, status: () => fleet.in(folder, 'status', '--porcelain', '--untracked-files=all') };
}

async function delivered(fleet: Fleet, folder: string, changes: Files, branch = 'main'): Promise<string> {
  const expected = fleet.there('rev-parse', '-q', '--verify', 'refs/heads/main').trim();
  const list: TreeChange[] = Object.entries(changes).map(([path, content]) => ({ path, content }));
  const remote = await remoteOf(folder, fleet.env);
  const given = await remote.deliver(aCommit(expected, { branch, changes: list }));
  expect(given.kind, JSON.stringify(given)).toBe('delivered');
  return given.kind === 'delivered' ? given.commit : '';
}

const BACKENDS: readonly RepositoryKind[] = ['git', 'isomorphic'];

describe.skipIf(!HAS_GIT).each(BACKENDS)(`following through %s${NEEDS_GIT}`, (kind) => {
  async function follow(fleet: Fleet, folder: string, commit: string, branch = 'main') {
    const { value, diagnostics } = await (await open(folder, fleet.env, kind)).follow(commit, branch);
    expect(diagnostics.every(({ severity }) => severity === 'warning')).toBe(true);
    return diagnostics.length > 0 ? diagnostics.map(({ code }) => code) : value;
  }
  const text = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

  test('a clean checkout comes to the commit', async () => {
    const { fleet, folder, commit, status } = await aCheckout(
      { 'output/a': '1', 'output/gone': '1', 'output/x/gone': '1', 'keep/b': '1', 'output/f': '1', 'output/d/e': '1' },
      {
        'output/a': '2',
        'output/gone': undefined,
        'output/x/gone': undefined,
        'output/n/new': '1',
        'output/f': undefined,
        'output/f/g': 'a folder now',
        'output/d/e': undefined,
        'output/d': 'a file now',
      },
    );
    expect(await follow(fleet, folder, commit)).toEqual([]);
    expect(fleet.in(folder, 'rev-parse', 'HEAD', 'main').trim().split('\n')).toEqual([commit, commit]);
    expect(fleet.in(folder, 'symbolic-ref', 'HEAD').trim()).toBe('refs/heads/main');
    expect(status()).toBe('');
    expect(text(folder, 'output/a')).toBe('2');
    expect(text(folder, 'output/d')).toBe('a file now');
    expect(existsSync(join(folder, 'output/x'))).toBe(false);
    if (kind === 'git') {
      expect(fleet.in(folder, 'reflog', '-1', '--format=%gs', 'main').trim()).toBe('headwater: follow the push');
    }
    expect(await follow(fleet, folder, commit)).toEqual([]);
  });

  test('edits, removals and untracked files stay, and are told', async () => {
    const { fleet, folder, commit, status } = await aCheckout(
      { 'output/edited': '1', 'output/removed': '1', 'output/same': '1', 'output/edited-gone': '1', other: '1' },
      {
        'output/edited': '2',
        'output/removed': '2',
        'output/same': '2',
        'output/edited-gone': undefined,
        'output/untracked': '2',
        'output/untracked-same': '2',
        'output/clean-new': '2',
      },
    );
    putIn(folder, {
      'output/edited': 'mine',
      'output/edited-gone': 'mine',
      'output/same': '2',
      'output/untracked': 'mine',
      'output/untracked-same': '2',
      other: 'mine',
    });
    rmSync(join(folder, 'output/removed'));
    expect(await follow(fleet, folder, commit)).toEqual([
      'output/edited',
      'output/edited-gone',
      'output/removed',
      'output/untracked',
    ]);
    for (const path of ['output/edited', 'output/edited-gone', 'output/untracked', 'other']) {
      expect(text(folder, path)).toBe('mine');
    }
    expect(status().split('\n')).toEqual([
      ' M other',
      ' M output/edited',
      ' D output/removed',
      ' M output/untracked',
      '?? output/edited-gone',
      '',
    ]);
    expect(fleet.in(folder, 'rev-parse', 'HEAD').trim()).toBe(commit);
  });

  test('what is staged stays staged', async () => {
    const { fleet, folder, commit, status } = await aCheckout(
      { 'output/a': '1', 'output/b': '1', 'output/c': '1', other: '1' },
      { 'output/a': '2', 'output/b': '2', 'output/c': '2', 'output/x/y': '2' },
    );
    putIn(folder, { 'output/a': 'staged', 'output/c': '2', other: 'staged', new: 'staged', 'output/x': 'a file' });
    fleet.in(folder, 'add', '-A');
    putIn(folder, { other: 'and edited' });
    expect(await follow(fleet, folder, commit)).toEqual(['output/a', 'output/x/y']);
    expect(status().split('\n')).toEqual(['A  new', 'MM other', 'M  output/a', 'A  output/x', 'D  output/x/y', '']);
    expect(fleet.in(folder, 'show', ':output/a')).toBe('staged');
    expect(fleet.in(folder, 'show', ':other')).toBe('staged');
  });

  test('executable bits, links and folders in the way', async () => {
    const fleet = aFleet({ 'output/run': '1', 'output/link': '1', 'output/dir/x': '1', outside: '1' });
    const folder = fleet.clone('one');
    chmodSync(join(folder, 'output/run'), 0o755);
    fleet.in(folder, 'commit', '-qam', 'executable');
    fleet.in(folder, 'push', '-q');
    const commit = await delivered(fleet, folder, {
      'output/run': '2',
      'output/link': '2',
      'output/dir/x': undefined,
      'output/dir': 'a file now',
      'output/way/in/y': 'new',
      'output/linked/z': 'new',
    });
    rmSync(join(folder, 'output/link'));
    symlinkSync('../outside', join(folder, 'output/link'));
    putIn(folder, { 'output/dir/mine': 'mine', 'output/way': 'a file of mine' });
    mkdirSync(join(fleet.home, 'elsewhere'));
    symlinkSync(join(fleet.home, 'elsewhere'), join(folder, 'output/linked'));
    expect(await follow(fleet, folder, commit)).toEqual([
      'output/dir',
      'output/link',
      'output/linked/z',
      'output/way/in/y',
    ]);
    expect(lstatSync(join(folder, 'output/run')).mode & 0o100).toBe(0o100);
    expect(text(folder, 'output/run')).toBe('2');
    expect(readlinkSync(join(folder, 'output/link'))).toBe('../outside');
    expect(text(folder, 'outside')).toBe('1');
    expect(text(folder, 'output/dir/mine')).toBe('mine');
    expect(text(folder, 'output/way')).toBe('a file of mine');
    expect(existsSync(join(fleet.home, 'elsewhere/z'))).toBe(false);
  });

  test('ignored files in the way stay', async () => {
    const { fleet, folder, commit } = await aCheckout(
      { '.gitignore': '*.log\n' },
      { 'output/a.log': 'new', 'output/d': 'new' },
    );
    putIn(folder, { 'output/a.log': 'mine', 'output/d/b.log': 'mine' });
    expect(await follow(fleet, folder, commit)).toEqual(['output/a.log', 'output/d']);
    expect(text(folder, 'output/a.log')).toBe('mine');
    expect(text(folder, 'output/d/b.log')).toBe('mine');
  });

  test('a detached HEAD, in a shallow clone, with others’ commits in between', async () => {
    const fleet = aFleet({ 'output/a': '1' });
    fleet.pushed({ b: '1' });
    const folder = fleet.clone('one', '--depth', '1');
    fleet.in(folder, 'checkout', '-q', '--detach');
    fleet.in(folder, 'branch', '-D', 'main');
    fleet.pushed({ b: '2' });
    expect((await (await remoteOf(folder, fleet.env)).fetch('main')).value).toBe(fleet.tip());
    const commit = await delivered(fleet, folder, { 'output/a': '2' });
    expect(await follow(fleet, folder, commit)).toEqual([]);
    expect(fleet.in(folder, 'rev-parse', 'HEAD').trim()).toBe(commit);
    expect(fleet.in(folder, 'branch', '--show-current').trim()).toBe('');
    expect([text(folder, 'b'), text(folder, 'output/a')]).toEqual(['2', '2']);
    expect(fleet.in(folder, 'status', '--porcelain')).toBe('');
  });

  test('an unborn branch, with files of its own', async () => {
    const fleet = aFleet();
    const folder = fleet.clone('one');
    putIn(folder, { 'output/a': 'mine', 'output/same': '1', staged: '1' });
    fleet.in(folder, 'add', 'staged');
    const remote = await remoteOf(folder, fleet.env);
    const changes = ['output/a', 'output/b', 'output/same'].map((path) => ({ path, content: '1' }));
    const given = await remote.deliver(aCommit(undefined, { changes }));
    const commit = given.kind === 'delivered' ? given.commit : '';
    expect(await follow(fleet, folder, commit)).toEqual(['output/a']);
    expect(fleet.in(folder, 'rev-parse', 'main').trim()).toBe(commit);
    expect(fleet.in(folder, 'status', '--porcelain').split('\n')).toEqual([' M output/a', 'A  staged', '']);
    expect(text(folder, 'output/b')).toBe('1');
  });

  test('another branch is left alone, and so is one with commits of its own', async () => {
    const { fleet, folder, commit } = await aCheckout({ 'output/a': '1' }, { 'output/a': '2' });
    fleet.in(folder, 'checkout', '-q', '-b', 'mine');
    const before = stateOf(folder);
    expect(await follow(fleet, folder, commit)).toEqual([]);
    expect(stateOf(folder)).toBe(before);
    fleet.in(folder, 'checkout', '-q', 'main');
    fleet.in(folder, 'commit', '-q', '--allow-empty', '-m', 'mine');
    const own = stateOf(folder);
    expect(await follow(fleet, folder, commit)).toEqual(['publish/follow-failed']);
    expect(stateOf(folder)).toBe(own);
  });

  test('a merge that is under way, a locked index, a commit that is not there', async () => {
    const { fleet, folder, commit } = await aCheckout({ 'output/a': '1' }, { 'output/a': '2' });
    const before = stateOf(folder);
    writeFileSync(join(folder, '.git/MERGE_HEAD'), `${commit}\n`);
    expect(await follow(fleet, folder, commit)).toEqual(['publish/follow-failed']);
    rmSync(join(folder, '.git/MERGE_HEAD'));
    writeFileSync(join(folder, '.git/index.lock'), '');
    expect(await follow(fleet, folder, commit)).toEqual(['publish/follow-failed']);
    const told = await (await open(folder, fleet.env, kind)).follow(commit, 'main');
    expect(told.diagnostics[0]?.message).toContain('index.lock');
    rmSync(join(folder, '.git/index.lock'));
    writeFileSync(join(folder, '.git/refs/heads/main.lock'), '');
    expect(await follow(fleet, folder, commit)).toEqual(['publish/follow-failed']);
    rmSync(join(folder, '.git/refs/heads/main.lock'));
    expect(await follow(fleet, folder, '1'.repeat(40))).toEqual(['publish/follow-failed']);
    expect(text(folder, 'output/a')).toBe('1');
    expect(fleet.in(folder, 'status', '--porcelain')).toBe('');
    expect(stateOf(folder).split('\n').slice(0, 2)).toEqual(before.split('\n').slice(0, 2));
    expect(await follow(fleet, folder, commit)).toEqual([]);
  });

  test('thousands of files', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`output/${at % 50}/${at}`, `${at}`]));
    const { fleet, folder, commit, status } = await aCheckout({ a: '1' }, many);
    expect(await follow(fleet, folder, commit)).toEqual([]);
    expect(status()).toBe('');
  }, 30_000);
});

describe.skipIf(!HAS_GIT)(`following with the git program${NEEDS_GIT}`, () => {
  test('line ends as the attributes say, and no hooks of checking out', async () => {
    const { fleet, folder, commit, status } = await aCheckout(
      { '.gitattributes': '*.txt text eol=crlf\n', 'output/a.txt': 'one\n', 'output/b.txt': 'one\n' },
      { 'output/a.txt': 'two\n', 'output/b.txt': 'two\n', 'output/c.txt': 'new\n' },
    );
    for (const hook of ['post-checkout', 'post-merge', 'pre-commit']) {
      putScript(join(folder, '.git/hooks', hook), `touch ${join(fleet.home, 'ran')}`);
    }
    writeFileSync(join(folder, 'output/b.txt'), 'mine\r\n');
    const { value, diagnostics } = await (await open(folder, fleet.env)).follow(commit, 'main');
    expect([value, diagnostics]).toEqual([['output/b.txt'], []]);
    expect(readFileSync(join(folder, 'output/a.txt'), 'utf8')).toBe('two\r\n');
    expect(readFileSync(join(folder, 'output/c.txt'), 'utf8')).toBe('new\r\n');
    expect(status()).toBe(' M output/b.txt\n');
    expect(existsSync(join(fleet.home, 'ran'))).toBe(false);
  });

  test('in a linked work tree', async () => {
    const fleet = aFleet({ 'output/a': '1' });
    const folder = fleet.clone('one');
    fleet.in(folder, 'checkout', '-q', '-b', 'here');
    const linked = join(fleet.home, 'linked');
    fleet.in(folder, 'worktree', 'add', '-q', linked, 'main');
    const commit = await delivered(fleet, linked, { 'output/a': '2' });
    const { value, diagnostics } = await (await open(linked, fleet.env)).follow(commit, 'main');
    expect([value, diagnostics]).toEqual([[], []]);
    expect(readFileSync(join(linked, 'output/a'), 'utf8')).toBe('2');
    expect(readFileSync(join(folder, 'output/a'), 'utf8')).toBe('1');
    expect(fleet.in(linked, 'status', '--porcelain') + fleet.in(folder, 'status', '--porcelain')).toBe('');
  });
});
