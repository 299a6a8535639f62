// Questions about history, in repositories of every form that people have them in; with the git program and without.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import git from 'isomorphic-git';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commitOf, currentBranch, defaultBranch, findRepository, mergeBase } from '../../../src/load/index.ts';
import { isUnusableInput } from '../../../src/model/diagnostic-codes.ts';
import { filesBelow } from '../../support/project.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from '../../publish/git-sandbox.ts';

const WAYS = ['git', 'isomorphic'] as const;
const PERSON = { name: 'User', email: 'user@example', timestamp: 1_700_000_000, timezoneOffset: 0 };

function repositoryAt(path: string) {
  const found = findRepository(path);
  if (!found) throw new Error('no repository');
  return found.repository;
}

/** A repository made without a git program; each commit is an id of nothing but parents. */
async function plain() {
  const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'headwater-history-')));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  await git.init({ fs, dir: root, defaultBranch: 'main' });
  const tree = await git.writeTree({ fs, dir: root, tree: [] });
  const commit = (message: string, ...parents: readonly string[]) =>
    git.writeCommit({
      fs,
      dir: root,
      commit: { message, tree, parent: [...parents], author: PERSON, committer: PERSON },
    });
  const set = (ref: string, value: string) => git.writeRef({ fs, dir: root, ref, value, force: true });
  const symbolic = (ref: string, value: string) => {
    fs.mkdirSync(dirname(join(root, '.git', ref)), { recursive: true });
    fs.writeFileSync(join(root, '.git', ref), `ref: ${value}\n`);
  };
  const configure = (text: string) => fs.appendFileSync(join(root, '.git/config'), text);
  const remote = (name: string) => configure(`[remote "${name}"]\n\turl = https://host.invalid/${name}\n`);
  return { root, repository: repositoryAt(root), commit, set, symbolic, configure, remote };
}

describe.each(WAYS)('commitOf (%s)', (way) => {
  it('gives a commit and its parents in their order, by any of its names', async () => {
    const { repository, commit, set } = await plain();
    const [a, b] = [await commit('a'), await commit('b')];
    const merge = await commit('merge', b, a);
    await set('refs/heads/main', merge);
    await set('refs/remotes/origin/main', a);
    const facts = {
      HEAD: { id: merge, parents: [b, a] },
      'HEAD^2': { id: a, parents: [] },
      'origin/main': { id: a, parents: [] },
    };
    for (const [name, value] of Object.entries(facts)) {
      expect(await commitOf(repository, name, { git: way })).toEqual({ value, diagnostics: [] });
    }
  });

  it.each([
    ...['../main', 'main..other', 'a...b', '-main', '--upload-pack=x', 'main\n', 'ma\u0000in', '\u001b[31mmain'],
    ...[
      'ma\u007fin',
      'main@{u}',
      ':/text',
      'a:b',
      'a b',
      'main.lock',
      '/main',
      '',
      'refs//x',
      '.x',
      'x/.y',
      'main.',
      '*',
    ],
  ])('refuses %j as a name', async (name) => {
    const { repository, commit, set } = await plain();
    await set('refs/heads/main', await commit('a'));
    const { value, diagnostics } = await commitOf(repository, name, { git: way });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'load/git-reference', severity: 'error' }]);
    expect(diagnostics.every(({ code }) => isUnusableInput(code))).toBe(true);
    expect(diagnostics[0]!.message).not.toMatch(/\p{C}/u);
  });

  it('has nothing for a branch without a commit, nor for names of nobody', async () => {
    const { repository } = await plain();
    for (const name of ['HEAD', 'main', 'nobody']) {
      const { value, diagnostics } = await commitOf(repository, name, { git: way });
      expect([value, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['load/git-reference']]);
    }
  });
});

describe.each(WAYS)('mergeBase (%s)', (way) => {
  it('is the lowest id where branches were merged crosswise', async () => {
    const { repository, commit } = await plain();
    const root = await commit('root');
    const [a, b] = [await commit('a', root), await commit('b', root)];
    const [x, y] = [await commit('x', a, b), await commit('y', b, a)];
    const lowest = [a, b].sort()[0];
    expect((await mergeBase(repository, x, y, { git: way })).value).toBe(lowest);
    expect((await mergeBase(repository, y, x, { git: way })).value).toBe(lowest);
    expect((await mergeBase(repository, x, x, { git: way })).value).toBe(x);
    expect((await mergeBase(repository, root, y, { git: way })).value).toBe(root);
  });

  it('says that histories were begun apart', async () => {
    const { repository, commit } = await plain();
    const { value, diagnostics } = await mergeBase(repository, await commit('a'), await commit('b'), { git: way });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'load/no-common-history', severity: 'error' }]);
    expect(diagnostics[0]!.message).toContain('begun apart');
    expect(isUnusableInput('load/no-common-history')).toBe(true);
  });

  it('says which commit is missing', async () => {
    const { repository, commit } = await plain();
    const gone = 'a'.repeat(40);
    const { diagnostics } = await mergeBase(repository, await commit('a'), await commit('b', gone), { git: way });
    expect(diagnostics.map(({ code }) => code)).toEqual(['load/git-object']);
    expect(diagnostics[0]!.message).toContain(gone);
  });
});

describe('defaultBranch', () => {
  it.each([
    {
      name: 'what the remote calls its HEAD',
      remotes: { origin: ['trunk', 'main'] },
      head: 'trunk',
      is: 'origin/trunk',
    },
    { name: 'main where the HEAD is not known', remotes: { origin: ['master', 'main'] }, is: 'origin/main' },
    { name: 'main where the HEAD is gone', remotes: { origin: ['main'] }, head: 'gone', is: 'origin/main' },
    { name: 'master where there is no main', remotes: { origin: ['master', 'x'] }, is: 'origin/master' },
    { name: 'nothing where neither is there', remotes: { origin: ['x'] }, is: undefined },
    {
      name: 'of the remote that is followed',
      remotes: { origin: ['main'], up: ['main'] },
      follow: 'up',
      is: 'up/main',
    },
    {
      name: 'of origin where the one followed has none',
      remotes: { origin: ['main'], up: ['x'] },
      follow: 'up',
      is: 'origin/main',
    },
    {
      name: 'of origin where a branch here is followed',
      remotes: { origin: ['main'] },
      follow: '.',
      is: 'origin/main',
    },
    { name: 'of the only remote', remotes: { 'a/b': ['main'] }, is: 'a/b/main' },
    { name: 'of none of several without an origin', remotes: { a: ['main'], b: ['main'] }, is: undefined },
    { name: 'the own main without a remote', remotes: {}, own: ['master', 'main'], is: 'main' },
    { name: 'the own master without a remote', remotes: {}, own: ['master'], is: 'master' },
    { name: 'the own one of the settings', remotes: {}, own: ['trunk'], configured: 'trunk', is: 'trunk' },
    { name: 'the own main where nothing was fetched', remotes: { origin: [] }, own: ['main'], is: 'main' },
    { name: 'never the own one beside a remote', remotes: { origin: ['x'] }, own: ['main'], is: undefined },
    { name: 'nothing in an empty repository', remotes: {}, is: undefined },
    {
      name: 'the full name where a tag has the short one',
      remotes: { origin: ['main'] },
      tag: 'origin/main',
      is: 'refs/remotes/origin/main',
    },
  ])('is $name', async ({ remotes, head, follow, own = [], configured, tag, is }) => {
    const { repository, commit, set, symbolic, configure, remote } = await plain();
    const [id, other] = [await commit('a'), await commit('other')];
    symbolic('HEAD', 'refs/heads/work/1.2');
    await set('refs/heads/work/1.2', id);
    for (const [name, branches] of Object.entries(remotes)) {
      remote(name);
      for (const branch of branches) await set(`refs/remotes/${name}/${branch}`, id);
      if (head !== undefined) symbolic(`refs/remotes/${name}/HEAD`, `refs/remotes/${name}/${head}`);
    }
    for (const branch of own) await set(`refs/heads/${branch}`, id);
    if (follow !== undefined) configure(`[branch "work/1.2"]\n\tremote = ${follow}\n\tmerge = refs/heads/x\n`);
    if (configured !== undefined) configure(`[init]\n\tdefaultBranch = ${configured}\n`);
    if (tag !== undefined) await set(`refs/tags/${tag}`, other);
    expect(await defaultBranch(repository)).toBe(is);
    if (is !== undefined) expect((await commitOf(repository, is)).value?.id).toBe(id);
  });
});

describe('currentBranch', () => {
  it('is the short name, also before the first commit, and nothing beside a branch', async () => {
    const { root, repository, commit, symbolic } = await plain();
    expect(currentBranch(repository)).toBe('main');
    symbolic('HEAD', 'refs/heads/team/fix-1');
    expect(currentBranch(repository)).toBe('team/fix-1');
    fs.writeFileSync(join(root, '.git/HEAD'), `${await commit('a')}\n`);
    expect(currentBranch(repository)).toBeUndefined();
    fs.writeFileSync(join(root, '.git/HEAD'), 'ref: refs/remotes/origin/main\n');
    expect(currentBranch(repository)).toBeUndefined();
  });
});

describe.skipIf(!HAS_GIT).each(WAYS)(`repositories that the git program made${NEEDS_GIT} (%s)`, (way) => {
  const facts = async (path: string, name: string) => (await commitOf(repositoryAt(path), name, { git: way })).value;

  /** main: 0 1 2 3; side: from 1, and 1 merged into it again. */
  function sandbox(): Sandbox & { readonly id: (name: string) => string } {
    const box = openSandbox();
    onTestFinished(() => box.close());
    for (const at of [0, 1, 2, 3]) box.git('commit', '-q', '--allow-empty', '-m', String(at));
    box.git('branch', 'side', 'HEAD~2');
    box.git('checkout', '-q', 'side');
    box.git('commit', '-q', '--allow-empty', '-m', 'side');
    box.git('checkout', '-q', 'main');
    return { ...box, id: (name) => box.git('rev-parse', name).trim() };
  }

  /** What the git program says, held against what is found here. */
  async function base(box: ReturnType<typeof sandbox>, root: string, one: string, other: string): Promise<string> {
    const [first, second] = [(await facts(root, one))!.id, (await facts(root, other))!.id];
    const { value, diagnostics } = await mergeBase(repositoryAt(root), first, second, { git: way });
    expect(diagnostics).toEqual([]);
    expect(value).toBe(box.git('merge-base', first, second).trim());
    return value!;
  }

  it('answers from packs and packed references, and writes nothing', async () => {
    const box = sandbox();
    box.git('tag', '-a', 'v1', '-m', 'm', 'main~1');
    box.git('gc', '-q', '--prune=now');
    box.git('pack-refs', '--all');
    const before = filesBelow(box.root);
    expect(await base(box, box.root, 'main', 'side')).toBe(box.id('main~2'));
    expect(await base(box, box.root, 'v1', 'side')).toBe(box.id('main~2'));
    expect(await facts(box.root, 'v1')).toEqual({ id: box.id('main~1'), parents: [box.id('main~2')] });
    expect(await defaultBranch(repositoryAt(box.root))).toBe('main');
    expect(filesBelow(box.root)).toEqual(before);
  });

  it('answers in a linked work tree and where HEAD is a commit', async () => {
    const box = sandbox();
    const linked = join(box.home, 'linked');
    box.git('worktree', 'add', '-q', linked, 'side');
    expect(currentBranch(repositoryAt(linked))).toBe('side');
    expect(await base(box, linked, 'HEAD', 'main')).toBe(box.id('main~2'));
    expect(await defaultBranch(repositoryAt(linked))).toBe('main');
    box.git('-C', linked, 'checkout', '-q', '--detach');
    expect(currentBranch(repositoryAt(linked))).toBeUndefined();
    expect(await base(box, linked, 'HEAD', 'main')).toBe(box.id('main~2'));
    expect(currentBranch(repositoryAt(box.root))).toBe('main');
  });

  it('answers in a clone and in a submodule of it', async () => {
    const box = sandbox();
    const clone = join(box.home, 'clone');
    box.git('clone', '-q', `file://${box.root}`, clone);
    expect(await defaultBranch(repositoryAt(clone))).toBe('origin/main');
    expect(await base(box, clone, 'origin/HEAD', 'origin/side')).toBe(box.id('main~2'));
    box.git(
      '-C',
      clone,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      `file://${box.root}`,
      'sub',
    );
    const sub = join(clone, 'sub');
    expect(repositoryAt(sub).root).toBe(sub);
    expect(currentBranch(repositoryAt(sub))).toBe('main');
    expect(await defaultBranch(repositoryAt(sub))).toBe('origin/main');
    expect(await base(box, sub, 'HEAD', 'origin/side')).toBe(box.id('main~2'));
  });

  it('names the parents that a shallow clone does not have, and what to fetch', async () => {
    const box = sandbox();
    box.git('merge', '-q', '--no-ff', '--no-edit', 'side');
    const shallow = join(box.home, 'shallow');
    box.git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${box.root}`, shallow);
    const parents = [box.id('main^1'), box.id('main^2')];
    expect(await facts(shallow, 'HEAD')).toEqual({ id: box.id('main'), parents });
    const missing = await commitOf(repositoryAt(shallow), 'HEAD^1', { git: way });
    expect(missing.diagnostics.map(({ code }) => code)).toEqual(['load/git-object']);
    const { value, diagnostics } = await mergeBase(repositoryAt(shallow), box.id('main'), box.id('side'), { git: way });
    expect([value, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['load/no-common-history']]);
    expect(diagnostics[0]!.message).toContain('shallow');
    expect(diagnostics[0]!.help).toMatch(/--deepen=.*fetch-depth: 0.*GIT_DEPTH: 0/);
    box.git('-C', shallow, 'fetch', '-q', '--deepen=5');
    expect(await base(box, shallow, 'HEAD', 'origin/side')).toBe(box.id('side'));
  });

  it('tells histories begun apart from a shallow clone that is only too short', async () => {
    const box = sandbox();
    box.git('checkout', '-q', '--orphan', 'apart');
    box.git('commit', '-q', '--allow-empty', '-m', 'apart');
    const apart = await mergeBase(repositoryAt(box.root), box.id('apart'), box.id('main'), { git: way });
    expect(apart.diagnostics[0]!.message).toContain('begun apart');
    const shallow = join(box.home, 'shallow');
    box.git('clone', '-q', '--depth', '2', '--no-single-branch', `file://${box.root}`, shallow);
    const cut = await mergeBase(repositoryAt(shallow), box.id('apart'), box.id('main'), { git: way });
    expect(cut.diagnostics[0]!.message).toContain('shallow');
  });

  it('finds the base that the git program finds in a history of many merges', async () => {
    const box = sandbox();
    for (const round of [1, 2, 3]) {
      box.git('checkout', '-q', 'side');
      box.git('commit', '-q', '--allow-empty', '-m', `side ${round}`);
      box.git('checkout', '-q', 'main');
      box.git('commit', '-q', '--allow-empty', '-m', `main ${round}`);
      if (round !== 3) box.git('merge', '-q', '--no-ff', '--no-edit', round === 1 ? 'side' : 'side~1');
    }
    for (const [one, other] of [
      ['main', 'side'],
      ['main~1', 'side'],
      ['main^', 'side~2'],
      ['side', 'main~4'],
    ] as const) {
      await base(box, box.root, one, other);
    }
  });
});
