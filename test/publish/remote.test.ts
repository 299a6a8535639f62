// Commits that are made beside the work tree and pushed with the git program: what arrives, and what is told where it does not.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRemote, type Delivered, type Remote } from '../../src/publish/index.ts';
import { serveGit } from '../support/git-service.ts';
import { aCommit, aFleet, open, putIn, putScript, remoteOf, stateOf, type Fleet } from './fleet.ts';
import { HAS_GIT, NEEDS_GIT } from './git-sandbox.ts';

const HAS_SSH_KEYGEN = spawnSync('ssh-keygen', ['-?']).error === undefined;

const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

async function fetched(remote: Remote, branch = 'main'): Promise<string | undefined> {
  const { value, diagnostics } = await remote.fetch(branch);
  expect(diagnostics).toEqual([]);
  return value;
}

function deliveredId(delivered: Delivered): string {
  expect(delivered.kind, JSON.stringify(delivered)).toBe('delivered');
  return delivered.kind === 'delivered' ? delivered.commit : '';
}

const filesOf = ({ there }: Fleet, commit: string): readonly string[] =>
  there('ls-tree', '-r', '--name-only', commit)
    .split('\n')
    .filter((line) => line !== '');

describe.skipIf(!HAS_GIT)(`choosing a remote${NEEDS_GIT}`, () => {
  const chosen = async (folder: string, fleet: Fleet, name?: string, branch = 'main'): Promise<string> => {
    const { value, diagnostics } = await openRemote(await open(folder, fleet.env), name, branch);
    return value?.name ?? diagnostics.map((one) => one.code).join();
  };

  test('the one that is named, else the branch’s, else origin, else the only one', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    fleet.in(folder, 'remote', 'add', 'other', fleet.bare);
    expect(await chosen(folder, fleet)).toBe('origin');
    expect(await chosen(folder, fleet, 'other')).toBe('other');
    fleet.in(folder, 'config', 'branch.feature/x.remote', 'other');
    expect(await chosen(folder, fleet, undefined, 'feature/x')).toBe('other');
    fleet.in(folder, 'config', 'branch.local.remote', '.');
    expect(await chosen(folder, fleet, undefined, 'local')).toBe('origin');
    fleet.in(folder, 'remote', 'remove', 'origin');
    expect(await chosen(folder, fleet)).toBe('other');
  });

  test('none, several without origin, one that is not configured, an option, an address', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    for (const name of ['upstream', '--upload-pack=touch x', 'a\nb', '', `file://${fleet.bare}`]) {
      expect(await chosen(folder, fleet, name)).toBe('publish/no-remote');
    }
    fleet.in(folder, 'config', 'branch.main.remote', 'https://user:secret@example/x.git');
    const { diagnostics } = await openRemote(await open(folder, fleet.env), undefined, 'main');
    expect(diagnostics.map((one) => one.code)).toEqual(['publish/no-remote']);
    expect(JSON.stringify(diagnostics)).not.toContain('secret');
    fleet.in(folder, 'config', '--unset', 'branch.main.remote');
    fleet.in(folder, 'remote', 'rename', 'origin', 'here');
    fleet.in(folder, 'remote', 'add', 'there', fleet.bare);
    expect(await chosen(folder, fleet, undefined, 'other')).toBe('publish/no-remote');
    fleet.in(folder, 'remote', 'remove', 'here');
    fleet.in(folder, 'remote', 'remove', 'there');
    expect(await chosen(folder, fleet)).toBe('publish/no-remote');
    expect(await chosen(folder, fleet, undefined, '-x')).toBe('publish/bad-branch');
  });
});

describe.skipIf(!HAS_GIT)(`fetching a branch${NEEDS_GIT}`, () => {
  test('the tip, with its history, and no tags', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    const remote = await remoteOf(folder, fleet.env);
    const id = fleet.pushed({ a: '2' });
    fleet.there('tag', 'v1', id);
    expect(await fetched(remote)).toBe(id);
    expect(fleet.in(folder, 'rev-parse', 'refs/remotes/origin/main').trim()).toBe(id);
    expect(fleet.in(folder, 'tag').trim()).toBe('');
    expect((await remote.lastSeen('main')).value).toBe(id);
  });

  test('a branch that is not there, and a remote without any', async () => {
    const fleet = aFleet({ a: '1' });
    const remote = await remoteOf(fleet.clone('one'), fleet.env);
    expect(await fetched(remote, 'nothing/here')).toBeUndefined();
    const empty = aFleet();
    expect(await fetched(await remoteOf(empty.clone('one'), empty.env))).toBeUndefined();
  });

  test('a branch that is gone is not seen any more', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.there('branch', 'other', 'main');
    const remote = await remoteOf(fleet.clone('one'), fleet.env);
    expect((await remote.lastSeen('other')).value).toBe(fleet.tip());
    fleet.there('branch', '-D', 'other');
    expect(await fetched(remote, 'other')).toBeUndefined();
    expect((await remote.lastSeen('other')).value).toBeUndefined();
  });

  test('a remote that cannot be reached', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    fleet.in(folder, 'remote', 'set-url', 'origin', join(fleet.home, 'nowhere.git'));
    const { value, diagnostics } = await (await remoteOf(folder, fleet.env)).fetch('main');
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['publish/fetch-failed', 'error']]);
    expect(diagnostics[0]?.message).toContain('does not appear to be a git repository');
  });

  test('a name that could be an option or a refspec', async () => {
    const fleet = aFleet({ a: '1' });
    const remote = await remoteOf(fleet.clone('one'), fleet.env);
    for (const branch of ['--upload-pack=x', 'a:refs/heads/main', '*', 'a..b']) {
      expect((await remote.fetch(branch)).diagnostics.map((one) => one.code)).toEqual(['publish/bad-branch']);
    }
  });

  test('in a shallow clone of another branch, with HEAD detached', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.pushed({ a: '2' });
    fleet.pushed({ b: '1' }, 'side');
    const folder = fleet.clone('one', '--depth', '1', '--branch', 'main');
    fleet.in(folder, 'checkout', '-q', '--detach');
    const remote = await remoteOf(folder, fleet.env);
    expect(await fetched(remote, 'side')).toBe(fleet.tip('side'));
    const id = fleet.pushed({ a: '3' });
    expect(await fetched(remote)).toBe(id);
    expect(fleet.in(folder, 'show', `${id}:a`)).toBe('3');
  });

  test('where the name of the remote-tracking branch is taken by a branch of earlier', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.there('branch', 'headwater', 'main');
    const folder = fleet.clone('one');
    fleet.there('branch', '-D', 'headwater');
    const id = fleet.pushed({ a: '2' }, 'headwater/update');
    expect(await fetched(await remoteOf(folder, fleet.env), 'headwater/update')).toBe(id);
  });
});

describe.skipIf(!HAS_GIT)(`delivering a commit${NEEDS_GIT}`, () => {
  test('the first one of an empty remote', async () => {
    const fleet = aFleet();
    const folder = fleet.clone('one');
    const remote = await remoteOf(folder, fleet.env);
    const id = deliveredId(await remote.deliver(aCommit(undefined)));
    expect(fleet.tip()).toBe(id);
    expect(fleet.there('show', `${id}:output/a.yaml`)).toBe('a: 1\n');
    expect(fleet.there('log', '-1', '--format=%an <%ae> %cn <%ce> %P %B', id).trim()).toBe(
      'headwater[bot] <headwater[bot]@users.noreply.github.com> headwater[bot] <headwater[bot]@users.noreply.github.com>  headwater: +1 ~0 -0',
    );
    expect(fleet.there('fsck', '--strict', '--no-dangling')).toBe('');
  });

  test('on top of a commit that only this clone has', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    const tip = fleet.tip();
    fleet.in(folder, 'commit', '-q', '--allow-empty', '-m', 'mine');
    const mine = fleet.in(folder, 'rev-parse', 'HEAD').trim();
    const remote = await remoteOf(folder, fleet.env);
    const id = deliveredId(await remote.deliver(aCommit(tip, { base: mine, parents: [mine] })));
    expect(fleet.there('log', '--format=%H', 'main').trim().split('\n')).toEqual([id, mine, tip]);
  });

  test('additions, changes and removals, nothing else, and modes stay', async () => {
    const fleet = aFleet({
      'output/a': '1',
      'output/gone': '1',
      keep: '1',
      'output/folder/x': '1',
      'output/file': '1',
    });
    const folder = fleet.clone('one');
    fleet.in(folder, 'update-index', '--chmod=+x', 'output/a');
    fleet.in(folder, 'commit', '-qm', 'executable');
    fleet.in(folder, 'push', '-q');
    const tip = fleet.tip();
    const remote = await remoteOf(folder, fleet.env);
    const changes = [
      { path: 'output/a', content: 'zwei\n' },
      { path: 'output/gone', content: undefined },
      { path: 'output/never-there', content: undefined },
      { path: 'output/bytes', content: new Uint8Array([0, 255, 10, 13]) },
      { path: 'output/ümlaut "x"', content: '' },
      { path: 'output/folder/x', content: undefined },
      { path: 'output/folder', content: 'now a file' },
      { path: 'output/file', content: undefined },
      { path: 'output/file/y', content: 'now a folder' },
    ];
    const id = deliveredId(await remote.deliver(aCommit(tip, { changes })));
    const tree = fleet.there('-c', 'core.quotePath=false', 'ls-tree', '-r', '-z', id).split('\u0000');
    expect(tree.map((line) => [line.slice(0, 6), line.slice(line.indexOf('\t') + 1)])).toEqual([
      ['100644', 'keep'],
      ['100755', 'output/a'],
      ['100644', 'output/bytes'],
      ['100644', 'output/file/y'],
      ['100644', 'output/folder'],
      ['100644', 'output/ümlaut "x"'],
      ['', ''],
    ]);
    expect(execFileSync('git', ['-C', fleet.bare, 'cat-file', 'blob', `${id}:output/bytes`])).toEqual(
      Buffer.from([0, 255, 10, 13]),
    );
    expect(fleet.there('rev-parse', `${id}^`).trim()).toBe(tip);
  });

  test('without touching work tree, index, HEAD or branches', async () => {
    const fleet = aFleet({ 'output/a.yaml': 'a: 0\n', other: '1' });
    const folder = fleet.clone('one');
    putIn(folder, { 'output/a.yaml': 'edited', staged: '1', untracked: '1', other: '2' });
    fleet.in(folder, 'add', 'staged', 'other');
    putIn(folder, { other: '3' });
    fleet.in(folder, 'status');
    const before = stateOf(folder);
    const id = deliveredId(await (await remoteOf(folder, fleet.env)).deliver(aCommit(fleet.tip())));
    expect(stateOf(folder)).toBe(before);
    expect(readdirSync(join(folder, '.git')).filter((name) => /lock|sharedindex|crash/u.test(name))).toEqual([]);
    expect(fleet.in(folder, 'rev-parse', 'origin/main').trim()).toBe(id);
    expect(filesOf(fleet, id)).toEqual(['other', 'output/a.yaml']);
  });

  test('a merge: parents in order, the tree of the base', async () => {
    const fleet = aFleet({ a: '1', 'output/old': '1' });
    fleet.there('branch', 'headwater/update', 'main');
    const old = fleet.tip();
    const main = fleet.pushed({ a: '2', b: '1' });
    const remote = await remoteOf(fleet.clone('one', '--depth', '1'), fleet.env);
    expect(await fetched(remote, 'headwater/update')).toBe(old);
    const branch = 'headwater/update';
    const id = deliveredId(await remote.deliver(aCommit(old, { branch, base: main, parents: [old, main] })));
    expect(fleet.there('log', '-1', '--format=%P', id).trim()).toBe(`${old} ${main}`);
    expect(filesOf(fleet, id)).toEqual(['a', 'b', 'output/a.yaml', 'output/old']);
    expect(fleet.tip()).toBe(main);
  });

  test('a new branch from another one’s tip', async () => {
    const fleet = aFleet({ a: '1' });
    const remote = await remoteOf(fleet.clone('one'), fleet.env);
    const base = fleet.tip();
    const commit = aCommit(undefined, { branch: 'headwater/update', base, parents: [base] });
    expect(deliveredId(await remote.deliver(commit))).toBe(fleet.tip('headwater/update'));
  });

  test('from a shallow clone of one branch with HEAD detached and nobody configured', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.pushed({ a: '2' });
    const folder = fleet.clone('one', '--depth', '1');
    fleet.in(folder, 'checkout', '-q', '--detach');
    const id = deliveredId(await (await remoteOf(folder, fleet.env)).deliver(aCommit(fleet.tip())));
    expect(fleet.tip()).toBe(id);
    expect(fleet.there('rev-list', '--count', 'main').trim()).toBe('3');
  });

  test('the committer is the one that Git knows, the author the one that is given', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    fleet.in(folder, 'config', 'user.name', 'Somebody');
    fleet.in(folder, 'config', 'user.email', 'some@body');
    const author = { name: 'Robot', email: 'robot@example' };
    const id = deliveredId(await (await remoteOf(folder, fleet.env)).deliver(aCommit(fleet.tip(), { author })));
    expect(fleet.there('log', '-1', '--format=%an %ae %cn %ce', id).trim()).toBe(
      'Robot robot@example Somebody some@body',
    );
  });

  test('20,000 files with a handful of processes', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    const changes = Array.from({ length: 20_000 }, (_, at) => ({
      path: `output/namespaces/n${at % 400}/file-${at}.yaml`,
      content: `kind: ConfigMap\nmetadata:\n  name: n${at}\n`,
    }));
    const trace = join(fleet.home, 'trace');
    const remote = await remoteOf(folder, { ...fleet.env, GIT_TRACE2_EVENT: trace });
    const id = deliveredId(await remote.deliver(aCommit(fleet.tip(), { changes })));
    expect(filesOf(fleet, id)).toHaveLength(20_001);
    const starts = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"event":"start"'));
    expect(starts.length).toBeLessThan(25);
  }, 60_000);

  test('signed with an ssh key where the repository asks for it', async (context) => {
    if (!HAS_SSH_KEYGEN) return context.skip();
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    const key = join(fleet.home, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'robot', '-f', key]);
    for (const [name, value] of [
      ['commit.gpgsign', 'true'],
      ['gpg.format', 'ssh'],
      ['user.signingkey', `${key}.pub`],
    ] as const) {
      fleet.in(folder, 'config', name, value);
    }
    const remote = await remoteOf(folder, fleet.env);
    const id = deliveredId(await remote.deliver(aCommit(fleet.tip())));
    expect(fleet.there('cat-file', 'commit', id)).toContain('-----BEGIN SSH SIGNATURE-----');
    fleet.in(folder, 'config', 'user.signingkey', join(fleet.home, 'no-key'));
    const failed = await remote.deliver(aCommit(id));
    expect(failed).toMatchObject({ kind: 'failed', said: containing('No commit was made') });
    expect(failed, JSON.stringify(failed)).toHaveProperty('help');
    expect(fleet.tip()).toBe(id);
  });

  test.each<[string, Parameters<typeof aCommit>[1] & object]>([
    ['a path of Git’s own', { changes: [{ path: '.git/hooks/x', content: '' }] }],
    ['a path of Git’s own in another form', { changes: [{ path: 'output/GIT~1/x', content: '' }] }],
    ['a path out of the repository', { changes: [{ path: '../x', content: '' }] }],
    ['an absolute path', { changes: [{ path: '/x', content: '' }] }],
    [
      'a path twice',
      {
        changes: [
          { path: 'x', content: '' },
          { path: 'x', content: undefined },
        ],
      },
    ],
    ['a file below a file', { changes: [{ path: 'a/b', content: '' }] }],
    [
      'a file below a new file',
      {
        changes: [
          { path: 'n', content: '' },
          { path: 'n/b', content: '' },
        ],
      },
    ],
    ['a file where somebody’s files are', { changes: [{ path: 'docs', content: '' }] }],
    ['a branch that is an option', { branch: '--mirror' }],
    ['a parent that is an option', { parents: ['-F/etc/passwd'] }],
    ['a tip that would be lost', { parents: [] }],
  ])('refuses %s', async (_, more) => {
    const fleet = aFleet({ a: '1', 'docs/readme': '1' });
    const before = fleet.tip();
    const given = await (await remoteOf(fleet.clone('one'), fleet.env)).deliver(aCommit(before, more));
    expect(given).toMatchObject({ kind: 'failed', said: matching(/^No commit was made/u) });
    expect(fleet.there('for-each-ref', '--format=%(refname) %(objectname)').trim()).toBe(`refs/heads/main ${before}`);
  });
});

describe.skipIf(!HAS_GIT)(`a race that is lost${NEEDS_GIT}`, () => {
  test('somebody pushed since the tip was fetched', async () => {
    const fleet = aFleet({ a: '1' });
    const remote = await remoteOf(fleet.clone('one'), fleet.env);
    const old = fleet.tip();
    const theirs = fleet.pushed({ a: '2' });
    expect(await remote.deliver(aCommit(old))).toMatchObject({ kind: 'lost' });
    expect(fleet.tip()).toBe(theirs);
    const tip = await fetched(remote);
    expect(deliveredId(await remote.deliver(aCommit(tip)))).toBe(fleet.tip());
  });

  test('somebody made the branch since, at a commit that is an ancestor', async () => {
    const fleet = aFleet({ a: '1' });
    const remote = await remoteOf(fleet.clone('one'), fleet.env);
    const base = fleet.tip();
    fleet.there('branch', 'new', base);
    const commit = aCommit(undefined, { branch: 'new', base, parents: [base] });
    expect(await remote.deliver(commit)).toMatchObject({ kind: 'lost' });
    expect(fleet.tip('new')).toBe(base);
  });

  test('somebody took the branch back, or away', async () => {
    const fleet = aFleet({ a: '1' });
    const before = fleet.tip();
    const wrong = fleet.pushed({ a: 'wrong' });
    const folder = fleet.clone('one');
    fleet.there('update-ref', 'refs/heads/main', before);
    expect(await (await remoteOf(folder, fleet.env)).deliver(aCommit(wrong))).toMatchObject({ kind: 'lost' });
    expect(fleet.tip()).toBe(before);
    fleet.there('update-ref', '-d', 'refs/heads/main');
    expect(await (await remoteOf(folder, fleet.env)).deliver(aCommit(wrong))).toMatchObject({ kind: 'lost' });
    expect(fleet.there('for-each-ref')).toBe('');
  });

  test.each(['file', 'http'])(
    'two pushes at one instant over %s',
    async (transport) => {
      const fleet = aFleet({ a: '1' });
      const { url } = await serveGit(fleet.home);
      const tip = fleet.tip();
      // Both have passed their own check when the first of them changes the branch.
      fleet.hook('pre-receive', 'sleep 1');
      const remotes = await Promise.all(
        ['one', 'two'].map((name) => {
          const folder = fleet.clone(name);
          if (transport === 'http') fleet.in(folder, 'remote', 'set-url', 'origin', `${url}/fleet.git`);
          return remoteOf(folder, fleet.env);
        }),
      );
      const both = await Promise.all(
        remotes.map((remote, at) =>
          remote.deliver(aCommit(tip, { changes: [{ path: `output/${at}`, content: 'x' }] })),
        ),
      );
      expect(both.map(({ kind }) => kind).sort(), JSON.stringify(both)).toEqual(['delivered', 'lost']);
      const winner = both.find(({ kind }) => kind === 'delivered')!;
      expect(fleet.tip()).toBe(deliveredId(winner));
      expect(fleet.there('rev-list', '--count', 'main').trim()).toBe('2');
    },
    20_000,
  );

  test('nothing is ever forced, whatever the settings say', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    const old = fleet.tip();
    const theirs = fleet.pushed({ a: '2' });
    for (const [name, value] of [
      ['remote.origin.push', '+refs/heads/*:refs/heads/*'],
      ['remote.origin.mirror', 'true'],
      ['push.default', 'matching'],
      ['push.followTags', 'true'],
    ] as const) {
      fleet.in(folder, 'config', name, value);
    }
    fleet.in(folder, 'tag', '-a', '-m', 'mine', 'mine');
    const remote = await remoteOf(folder, fleet.env);
    expect(await remote.deliver(aCommit(old))).toMatchObject({ kind: 'lost' });
    expect(fleet.tip()).toBe(theirs);
    const id = deliveredId(await remote.deliver(aCommit(await fetched(remote))));
    expect(fleet.there('for-each-ref', '--format=%(refname) %(objectname)').trim()).toBe(`refs/heads/main ${id}`);
  });

  test('twenty at once, each trying again: every commit is there, in one line', async () => {
    const fleet = aFleet({ a: '1' });
    const names = Array.from({ length: 20 }, (_, at) => `job-${at}`);
    const remotes = await Promise.all(names.map((name) => remoteOf(fleet.clone(name, '--depth', '1'), fleet.env)));
    const ids = await Promise.all(remotes.map((remote, at) => untilDelivered(remote, `output/${at}.yaml`)));
    expect(new Set(ids).size).toBe(20);
    const history = fleet.there('rev-list', '--first-parent', 'main').trim().split('\n');
    expect(history).toHaveLength(21);
    expect(history).toEqual(expect.arrayContaining(ids));
    expect(filesOf(fleet, 'main')).toHaveLength(21);
  }, 120_000);
});

async function untilDelivered(remote: Remote, path: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const tip = await fetched(remote);
    const given = await remote.deliver(aCommit(tip, { changes: [{ path, content: 'x\n' }] }));
    if (given.kind === 'delivered') return given.commit;
    expect(given.kind, JSON.stringify(given)).toBe('lost');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2000));
  }
  throw new Error('never delivered');
}

describe.skipIf(!HAS_GIT)(`a push that is refused${NEEDS_GIT}`, () => {
  test('by a hook, whose words are shown without what harms a terminal', async () => {
    const fleet = aFleet({ a: '1' });
    const before = fleet.tip();
    fleet.hook(
      'pre-receive',
      'printf "GH006: \\033[31mProtected\\007 branch\\n" >&2; echo "see https://u:p4ssw@forge/x?token=abc" >&2; exit 1',
    );
    const given = await (await remoteOf(fleet.clone('one'), fleet.env)).deliver(aCommit(before));
    expect(given).toEqual({
      kind: 'refused',
      said: 'GH006: Protected  branch\nsee https://forge/x?***\npre-receive hook declined',
    });
    expect(fleet.tip()).toBe(before);
  });

  test('at length: only the beginning is shown', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.hook(
      'update',
      'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do echo "line $i" >&2; done; exit 1',
    );
    const given = await (await remoteOf(fleet.clone('one'), fleet.env)).deliver(aCommit(fleet.tip()));
    expect(given.kind).toBe('refused');
    const said = given.kind === 'delivered' ? '' : given.said;
    expect(said.split('\n')).toHaveLength(20);
    expect(said).toMatch(/^line 1\n.*…$/su);
  });

  test('because the branch is checked out there', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.in(fleet.home, 'clone', '-q', fleet.bare, 'tree');
    const folder = fleet.clone('one');
    fleet.in(folder, 'remote', 'set-url', 'origin', join(fleet.home, 'tree'));
    const given = await (await remoteOf(folder, fleet.env)).deliver(aCommit(fleet.tip()));
    expect(given).toMatchObject({ kind: 'refused', said: containing('checked out') });
  });

  test('by the clone’s own pre-push hook', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    putScript(join(folder, '.git/hooks/pre-push'), 'echo "not on a Friday" >&2; exit 1');
    const remote = await remoteOf(folder, fleet.env);
    expect(await remote.deliver(aCommit(fleet.tip()))).toEqual({ kind: 'refused', said: 'not on a Friday' });
    putScript(join(folder, '.git/hooks/pre-push'), 'exit 1');
    expect(await remote.deliver(aCommit(fleet.tip()))).toMatchObject({
      kind: 'refused',
      said: matching(/./u),
    });
    putScript(join(folder, '.git/hooks/pre-push'), `cat > ${join(fleet.home, 'asked')}`);
    const id = deliveredId(await remote.deliver(aCommit(fleet.tip())));
    expect(readFileSync(join(fleet.home, 'asked'), 'utf8')).toContain(`${id} refs/heads/main`);
  });
});

describe.skipIf(!HAS_GIT)(`a push that fails${NEEDS_GIT}`, () => {
  test('a branch in the way of the name', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.there('branch', 'headwater', 'main');
    const commit = aCommit(undefined, { branch: 'headwater/update', base: fleet.tip(), parents: [fleet.tip()] });
    const given = await (await remoteOf(fleet.clone('one'), fleet.env)).deliver(commit);
    expect(given, JSON.stringify(given)).toMatchObject({ kind: 'failed', help: containing('--branch') });
  });

  test('history that a shallow clone does not have', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.pushed({ a: '2' });
    const other = aFleet();
    const folder = fleet.clone('one', '--depth', '1');
    fleet.in(folder, 'remote', 'set-url', '--push', 'origin', `file://${other.bare}`);
    const base = fleet.tip();
    const given = await (await remoteOf(folder, fleet.env)).deliver(aCommit(undefined, { base, parents: [base] }));
    expect(given).toMatchObject({ kind: 'failed', help: containing('--unshallow') });
  });

  test('a remote that is not there', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    putScript(join(folder, '.git/hooks/pre-push'), 'exit 0');
    fleet.in(folder, 'remote', 'set-url', 'origin', join(fleet.home, 'nowhere.git'));
    const given = await (await remoteOf(folder, fleet.env)).deliver(aCommit(fleet.tip()));
    expect(given).toMatchObject({ kind: 'failed', help: matching(/./u) });
  });
});

describe.skipIf(!HAS_GIT)(`over HTTP${NEEDS_GIT}`, () => {
  const PASSWORD = 's3cr3t/%40pass';

  async function served(credentials?: string, before?: (request: string) => number | undefined) {
    const fleet = aFleet({ a: '1' });
    const service = await serveGit(fleet.home, {
      ...(credentials !== undefined && { credentials }),
      ...(before && { before }),
    });
    const folder = fleet.clone('one');
    const use = (address: string): void => void fleet.in(folder, 'remote', 'set-url', 'origin', address);
    return { fleet, service, folder, use };
  }

  test('with the credentials of the address, which never show', async () => {
    const { fleet, service, folder, use } = await served('user:s3cr3t/@pass');
    use(`${service.url.replace('//', '//user:s3cr3t%2F%40pass@')}/fleet.git?private_token=tok3n`.replace(/\?.*/u, ''));
    const remote = await remoteOf(folder, fleet.env);
    expect(remote.shown).toBe(`${service.url}/fleet.git`);
    const id = deliveredId(await remote.deliver(aCommit(await fetched(remote))));
    expect(fleet.tip()).toBe(id);
    use(`${service.url.replace('//', `//user:${encodeURIComponent(PASSWORD)}@`)}/fleet.git`);
    const wrong = await remoteOf(folder, fleet.env);
    const told = JSON.stringify([wrong.shown, await wrong.fetch('main'), await wrong.deliver(aCommit(id))]);
    expect(told).toContain('publish/fetch-failed');
    expect(told).toContain('"kind":"failed"');
    for (const secret of ['s3cr3t', encodeURIComponent(PASSWORD)]) expect(told).not.toContain(secret);
  });

  test('with the header that a checkout leaves in the settings', async () => {
    const { fleet, service, folder, use } = await served('x-access-token:gh5_tok3n');
    use(`${service.url}/fleet.git`);
    const header = Buffer.from('x-access-token:gh5_tok3n').toString('base64');
    putIn(fleet.home, { 'left-behind': `[http "${service.url}/"]\n\textraheader = AUTHORIZATION: Basic ${header}\n` });
    fleet.in(folder, 'config', `includeIf.gitdir:${join(folder, '.git')}.path`, join(fleet.home, 'left-behind'));
    const remote = await remoteOf(folder, fleet.env);
    const id = deliveredId(await remote.deliver(aCommit(await fetched(remote))));
    expect(fleet.tip()).toBe(id);
    // A hook of the clone could print anything that it can read.
    putScript(join(folder, '.git/hooks/pre-push'), 'git config --list >&2; echo gh5_tok3n >&2; exit 1');
    const told = JSON.stringify(await remote.deliver(aCommit(id)));
    expect(told).toContain('refused');
    expect(told).not.toContain(header);
    expect(told).not.toContain('gh5_tok3n');
  });

  test('nobody is asked for a name and a password', async () => {
    const { fleet, service, folder, use } = await served('user:password');
    use(`${service.url}/fleet.git`);
    const given = await (await remoteOf(folder, fleet.env)).deliver(aCommit(fleet.tip()));
    expect(given).toMatchObject({ kind: 'failed', help: containing('contents: write') });
  });

  test.each(['file', 'http'])(
    'an answer that got lost after the other side took the commit, over %s',
    async (transport) => {
      const fleet = aFleet({ a: '1' });
      const folder = fleet.clone('one');
      const { url } = await serveGit(fleet.home);
      if (transport === 'http') fleet.in(folder, 'remote', 'set-url', 'origin', `${url}/fleet.git`);
      const tip = fleet.tip();
      // The program dies between the change of the branch and its report.
      fleet.hook('reference-transaction', `if [ "$1" = committed ]; then touch ${fleet.home}/died; kill -9 $PPID; fi`);
      const given = await (await remoteOf(folder, fleet.env)).deliver(aCommit(tip));
      expect(existsSync(join(fleet.home, 'died'))).toBe(true);
      expect(fleet.tip()).not.toBe(tip);
      expect(deliveredId(given)).toBe(fleet.tip());
    },
  );
});
