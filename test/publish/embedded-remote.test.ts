// Fetching and pushing over HTTP without a git program on this side: the same outcomes as with it.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRemote, type Remote } from '../../src/publish/index.ts';
import { serveGit } from '../support/git-service.ts';
import { aCommit, aFleet, open, putIn, putScript, remoteOf, stateOf, type Fleet } from './fleet.ts';
import { HAS_GIT, NEEDS_GIT } from './git-sandbox.ts';

const containing = (text: string): unknown => expect.stringContaining(text);

async function served(fleet: Fleet, credentials?: string, shownToServer = credentials) {
  const service = await serveGit(fleet.home, credentials === undefined ? {} : { credentials });
  const folder = fleet.clone('one');
  const userinfo = shownToServer === undefined ? '//' : `//${shownToServer}@`;
  fleet.in(folder, 'remote', 'set-url', 'origin', `${service.url.replace('//', userinfo)}/fleet.git`);
  return { folder, service, remote: await remoteOf(folder, fleet.env, { kind: 'isomorphic' }) };
}

async function fetched(remote: Remote, branch = 'main'): Promise<string | undefined> {
  const { value, diagnostics } = await remote.fetch(branch);
  expect(diagnostics).toEqual([]);
  return value;
}

describe.skipIf(!HAS_GIT)(`a remote without the git program${NEEDS_GIT}`, () => {
  test('the first commit, the next ones, another’s in between', async () => {
    const fleet = aFleet();
    const { remote, folder } = await served(fleet, 'user:password');
    expect(await fetched(remote)).toBeUndefined();
    expect(await remote.deliver(aCommit(undefined))).toEqual({ kind: 'delivered', commit: fleet.tip() });
    const first = fleet.tip();
    fleet.in(folder, 'fetch', '-q', fleet.bare, 'main');
    fleet.in(folder, 'reset', '-q', '--hard', 'FETCH_HEAD');
    putIn(folder, { theirs: '1' });
    fleet.in(folder, 'add', '-A');
    fleet.in(folder, 'commit', '-qm', 'theirs');
    fleet.in(folder, 'push', '-q', fleet.bare, 'HEAD:main');
    const theirs = fleet.tip();
    const changes = [{ path: 'output/b.yaml', content: 'b\n' }];
    expect(await remote.deliver(aCommit(first, { changes }))).toMatchObject({ kind: 'lost' });
    expect(await fetched(remote)).toBe(theirs);
    expect((await remote.lastSeen('main')).value).toBe(theirs);
    const before = stateOf(folder);
    expect(await remote.deliver(aCommit(theirs, { changes }))).toEqual({ kind: 'delivered', commit: fleet.tip() });
    expect(stateOf(folder)).toBe(before);
    expect(fleet.in(folder, 'for-each-ref', 'refs/headwater')).toBe('');
    expect(fleet.there('ls-tree', '-r', '--name-only', 'main')).toBe('output/a.yaml\noutput/b.yaml\ntheirs\n');
    expect(fleet.there('fsck', '--strict', '--no-dangling')).toBe('');
  });

  test('commits of others that are not here are fetched, also into a shallow clone', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.pushed({ a: '2' });
    const { url } = await serveGit(fleet.home);
    const folder = fleet.clone('one', '--depth', '1');
    fleet.in(folder, 'remote', 'set-url', 'origin', `${url}/fleet.git`);
    const remote = await remoteOf(folder, fleet.env, { kind: 'isomorphic' });
    const theirs = fleet.pushed({ a: '3' });
    fleet.pushed({ b: '1' }, 'side/way');
    expect(await fetched(remote)).toBe(theirs);
    expect(await fetched(remote, 'side/way')).toBe(fleet.tip('side/way'));
    expect(await remote.deliver(aCommit(theirs))).toEqual({ kind: 'delivered', commit: fleet.tip() });
    expect(fleet.there('rev-list', '--count', 'main').trim()).toBe('4');
  });

  test('a branch that was made, taken back or taken away meanwhile', async () => {
    const fleet = aFleet({ a: '1' });
    const first = fleet.tip();
    const second = fleet.pushed({ a: '2' });
    const { remote } = await served(fleet);
    fleet.there('branch', 'new', first);
    expect(await remote.deliver(aCommit(undefined, { branch: 'new', base: second, parents: [second] }))).toMatchObject({
      kind: 'lost',
    });
    fleet.there('update-ref', 'refs/heads/main', first);
    expect(await remote.deliver(aCommit(second))).toMatchObject({ kind: 'lost' });
    fleet.there('update-ref', '-d', 'refs/heads/main');
    expect(await remote.deliver(aCommit(second))).toMatchObject({ kind: 'lost' });
    expect(fleet.there('for-each-ref', '--format=%(refname)').trim()).toBe('refs/heads/new');
  });

  test('two pushes at one instant', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.hook('pre-receive', 'sleep 1');
    const { remote } = await served(fleet);
    const tip = fleet.tip();
    const both = await Promise.all(
      ['x', 'y'].map((name) => remote.deliver(aCommit(tip, { changes: [{ path: name, content: name }] }))),
    );
    expect(both.map(({ kind }) => kind).sort(), JSON.stringify(both)).toEqual(['delivered', 'lost']);
    expect(fleet.there('rev-list', '--count', 'main').trim()).toBe('2');
  }, 20_000);

  test('a refusal, in the words of the other side', async () => {
    const fleet = aFleet({ a: '1' });
    fleet.hook('pre-receive', 'echo "GH006: Protected branch" >&2; exit 1');
    const { remote } = await served(fleet);
    expect(await remote.deliver(aCommit(fleet.tip()))).toEqual({
      kind: 'refused',
      said: 'GH006: Protected branch\npre-receive hook declined',
    });
  });

  test('an answer that got lost', async () => {
    const fleet = aFleet({ a: '1' });
    const tip = fleet.tip();
    const { remote } = await served(fleet);
    fleet.hook('reference-transaction', 'if [ "$1" = committed ]; then kill -9 $PPID; fi');
    const given = await remote.deliver(aCommit(tip));
    expect(fleet.tip()).not.toBe(tip);
    expect(given).toEqual({ kind: 'delivered', commit: fleet.tip() });
  });

  test('wrong credentials, which do not show', async () => {
    const fleet = aFleet({ a: '1' });
    const { remote, service } = await served(fleet, 'user:right', 'user:wr0ng%2Fpassword');
    expect(remote.shown).toBe(`${service.url}/fleet.git`);
    const told = [await remote.fetch('main'), await remote.deliver(aCommit(fleet.tip()))];
    expect(told).toMatchObject([{ diagnostics: [{ code: 'publish/fetch-failed' }] }, { kind: 'failed' }]);
    expect(JSON.stringify(told)).not.toContain('wr0ng');
    expect(told[1]).toHaveProperty('help', containing('contents: write'));
  });

  test('the header that a checkout leaves', async () => {
    const fleet = aFleet({ a: '1' });
    const { remote, service, folder } = await served(fleet, 'user:right', '');
    expect((await remote.fetch('main')).diagnostics).toHaveLength(1);
    const header = `AUTHORIZATION: Basic ${Buffer.from('user:right').toString('base64')}`;
    fleet.in(folder, 'remote', 'set-url', 'origin', `${service.url}/fleet.git`);
    fleet.in(folder, 'config', `http.${service.url}/.extraheader`, header);
    expect(await fetched(await remoteOf(folder, fleet.env, { kind: 'isomorphic' }))).toBe(fleet.tip());
  });

  test('what only the git program can do is refused with that advice', async () => {
    const fleet = aFleet({ a: '1' });
    const folder = fleet.clone('one');
    for (const address of [`file://${fleet.bare}`, fleet.bare, 'git@host:fleet.git', 'ssh://git@host/fleet.git']) {
      fleet.in(folder, 'remote', 'set-url', 'origin', address);
      const { diagnostics } = await openRemote(await open(folder, fleet.env, 'isomorphic'), undefined, 'main');
      expect(diagnostics).toMatchObject([{ code: 'publish/no-remote', help: containing('Install git') }]);
    }
    fleet.in(folder, 'remote', 'set-url', 'origin', 'http://127.0.0.1:9/fleet.git');
    const remote = await remoteOf(folder, fleet.env, { kind: 'isomorphic' });
    putScript(join(folder, '.git/hooks/pre-push'), 'exit 0');
    expect(await remote.deliver(aCommit(fleet.tip()))).toMatchObject({ kind: 'failed', said: containing('pre-push') });
    fleet.in(folder, 'config', 'core.hooksPath', '/nowhere');
    fleet.in(folder, 'config', 'commit.gpgsign', 'true');
    expect(
      await remoteOf(folder, fleet.env, { kind: 'isomorphic' }).then((one) => one.deliver(aCommit(fleet.tip()))),
    ).toMatchObject({
      kind: 'failed',
      said: containing('gpgsign'),
    });
  });
});
