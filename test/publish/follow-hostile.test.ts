// Commits of others that try to have a checkout write, or take away, something outside of it.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RepositoryKind } from '../../src/publish/index.ts';
import { aFleet, open, putIn, type Fleet } from './fleet.ts';
import { HAS_GIT, NEEDS_GIT } from './git-sandbox.ts';

const BACKENDS: readonly RepositoryKind[] = ['git', 'isomorphic'];

/** A commit on HEAD out of raw trees: of these files only, whatever they are called. */
function rawCommit(fleet: Fleet, folder: string, entries: Tree): string {
  const git = (input: string | undefined, ...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], {
      env: { ...fleet.env, ...WHO },
      encoding: 'utf8',
      input: input ?? '',
    }).trim();
  const tree = (of: Tree): string => {
    const lines = Object.entries(of).map(([name, entry]): readonly [name: string, mode: string, id: string] => {
      if (typeof entry === 'string') return [name, '100644', git(entry, 'hash-object', '-w', '--stdin')];
      if (isLink(entry)) return [name, '120000', git(entry.to, 'hash-object', '-w', '--stdin')];
      return [name, '40000', tree(entry)];
    });
    // What mktree would refuse is made all the same.
    const bytes = lines
      .sort(([a, modeA], [b, modeB]) => (sortName(a, modeA) < sortName(b, modeB) ? -1 : 1))
      .map(([name, mode, id]) => Buffer.concat([Buffer.from(`${mode} ${name}\u0000`), Buffer.from(id, 'hex')]));
    return execFileSync('git', ['-C', folder, 'hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], {
      env: fleet.env,
      encoding: 'utf8',
      input: Buffer.concat(bytes),
    }).trim();
  };
  return git('hostile\n', 'commit-tree', '-p', 'HEAD', '-F', '-', tree(entries));
}

interface Link {
  readonly to: string;
}

const isLink = (entry: Link | Tree): entry is Link => typeof entry['to'] === 'string';

interface Tree {
  readonly [name: string]: string | Link | Tree;
}

const sortName = (name: string, mode: string): string => (mode === '40000' ? `${name}/` : name);

const WHO = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'X'],
    [`GIT_${who}_EMAIL`, 'x@example'],
  ]),
);

describe.skipIf(!HAS_GIT).each(BACKENDS)(`following a hostile commit through %s${NEEDS_GIT}`, (kind) => {
  async function follow(fleet: Fleet, folder: string, commit: string) {
    return (await open(folder, fleet.env, kind)).follow(commit, 'main');
  }

  test('a link that makes way for a folder is not written through', async () => {
    const fleet = aFleet({ keep: '1' });
    const folder = fleet.clone('one');
    const outside = join(fleet.home, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(folder, 'a'));
    fleet.in(folder, 'add', '-A');
    fleet.in(folder, 'commit', '-qm', 'a link');
    const commit = rawCommit(fleet, folder, { keep: '1', a: { planted: 'x', deep: { planted: 'x' } } });
    await follow(fleet, folder, commit);
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(join(folder, 'keep'), 'utf8')).toBe('1');
  });

  test('a link and a file behind it in one commit', async () => {
    const fleet = aFleet({ keep: '1' });
    const folder = fleet.clone('one');
    const outside = join(fleet.home, 'outside');
    mkdirSync(outside);
    const first = rawCommit(fleet, folder, { keep: '1', a: { to: outside } });
    await follow(fleet, folder, first);
    const second = rawCommit(fleet, folder, {
      keep: '1',
      a: { to: outside },
      A: { planted: 'x' },
      b: { to: 'a/planted' },
    });
    await follow(fleet, folder, second);
    expect(readdirSync(outside)).toEqual([]);
  });

  test('what a folder that was put elsewhere holds is not taken away', async () => {
    const fleet = aFleet({ keep: '1', 'a/x': '1', 'a/y': '1' });
    const folder = fleet.clone('one');
    const elsewhere = join(fleet.home, 'elsewhere');
    renameSync(join(folder, 'a'), elsewhere);
    symlinkSync(elsewhere, join(folder, 'a'));
    const { value } = await follow(fleet, folder, rawCommit(fleet, folder, { keep: '2', a: { y: '2' } }));
    expect(value).toEqual(['a/x', 'a/y']);
    expect(readdirSync(elsewhere).sort()).toEqual(['x', 'y']);
    expect(readFileSync(join(elsewhere, 'y'), 'utf8')).toBe('1');
    expect(lstatSync(join(folder, 'a')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'keep'), 'utf8')).toBe('2');
  });

  test.each(['.git', '.GIT', '.git~1', 'git~1', '.git ', '.g\u200cit', '..', '.git::$INDEX_ALLOCATION'])(
    'a folder called %j',
    async (name) => {
      const fleet = aFleet({ keep: '1' });
      const folder = fleet.clone('one');
      const before = [readFileSync(join(folder, '.git/config'), 'utf8'), readdirSync(fleet.home).sort()];
      const commit = rawCommit(fleet, folder, {
        keep: '2',
        [name]: { config: 'x', hooks: { 'post-index-change': 'x' }, planted: 'x' },
        sub: { [name]: { config: 'x' } },
      });
      await follow(fleet, folder, commit);
      expect([readFileSync(join(folder, '.git/config'), 'utf8'), readdirSync(fleet.home).sort()]).toEqual(before);
      expect(existsSync(join(folder, '.git/hooks/post-index-change'))).toBe(false);
      expect(existsSync(join(folder, '.git/planted'))).toBe(false);
    },
  );

  test('a submodule with a name that leads into hooks is not entered', async () => {
    const fleet = aFleet({ keep: '1' });
    const folder = fleet.clone('one');
    putIn(folder, {
      '.gitmodules': '[submodule "x/../../hooks"]\n\tpath = A/modules/x\n\turl = ./sub\n\tupdate = !touch ran\n',
    });
    fleet.in(folder, 'add', '-A');
    const head = fleet.in(folder, 'rev-parse', 'HEAD').trim();
    fleet.in(folder, 'update-index', '--add', '--cacheinfo', `160000,${head},A/modules/x`);
    const tree = fleet.in(folder, 'write-tree').trim();
    fleet.in(folder, 'reset', '-q', '--hard');
    const commit = fleet.in(folder, 'commit-tree', '-p', 'HEAD', '-m', 'x', tree).trim();
    await follow(fleet, folder, commit);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(existsSync(join(folder, '.git/modules'))).toBe(false);
  });

  test('no program of the attributes that a commit brings, but those that the user has set up', async () => {
    const fleet = aFleet({ keep: '1' });
    const folder = fleet.clone('one');
    writeFileSync(join(folder, '.lfsconfig'), '');
    const commit = rawCommit(fleet, folder, {
      keep: '2',
      '.gitattributes': '* filter=evil\n',
      '.gitconfig': `[filter "evil"]\n\tsmudge = touch ${join(fleet.home, 'ran')}\n`,
    });
    await follow(fleet, folder, commit);
    expect(existsSync(join(fleet.home, 'ran'))).toBe(false);
  });
});
