// Reading folders out of commits: repositories made without a git program, and, where there is one, with it.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import git from 'isomorphic-git';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findRepository, readGitFolder, type GitFolderRequest } from '../../../src/load/index.ts';
import { readDirectory } from '../../../src/load/directory.ts';
import { filesBelow } from '../../support/project.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from '../../publish/git-sandbox.ts';

const PERSON = { name: 'User', email: 'user@example', timestamp: 1_700_000_000, timezoneOffset: 0 };

interface Made {
  readonly root: string;
  /** Commits everything on disk and gives the id. */
  readonly commit: (files: Readonly<Record<string, string | { readonly to: string }>>) => Promise<string>;
}

async function aRepository(): Promise<Made> {
  const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'headwater-tree-')));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  await git.init({ fs, dir: root, defaultBranch: 'main' });
  return {
    root,
    commit: async (files) => {
      for (const [path, content] of Object.entries(files)) {
        const full = join(root, path);
        fs.mkdirSync(dirname(full), { recursive: true });
        if (typeof content === 'string') fs.writeFileSync(full, content);
        else fs.symlinkSync(content.to, full);
        await git.add({ fs, dir: root, filepath: path });
      }
      return await git.commit({ fs, dir: root, message: 'm', author: PERSON, committer: PERSON });
    },
  };
}

/** With the git program where there is one, and without. */
const WAYS = ['git', 'isomorphic'] as const;

type Way = (typeof WAYS)[number];

const readWith = (git: Way) => (path: string, changes?: Partial<GitFolderRequest>) => readAt(path, { git, ...changes });

async function readAt(path: string, changes: Partial<GitFolderRequest>) {
  const found = findRepository(path);
  if (!found) throw new Error('no repository');
  const request = { reference: 'HEAD', path: found.path, shown: 'policies', extensions: ['.yaml'], ...changes };
  const { value, diagnostics } = await readGitFolder(found.repository, request);
  return {
    ...value,
    texts: Object.fromEntries(value.files.map((file) => [file.path, Buffer.from(file.bytes).toString('utf8')])),
    shown: value.files.map((file) => file.shown),
    codes: diagnostics.map(({ code, severity, at }) => `${severity} ${code} ${at?.file ?? ''}`.trim()),
    diagnostics,
  };
}

describe.each(WAYS)('readGitFolder (%s)', (way) => {
  const read = readWith(way);

  it('reads what was committed, whatever the work tree has, and writes nothing', async () => {
    const { root, commit } = await aRepository();
    const id = await commit({
      'policies/b.yaml': 'b',
      'policies/in/a.yaml': 'a',
      'policies/x.txt': 'x',
      'o.yaml': 'o',
    });
    fs.writeFileSync(join(root, 'policies/b.yaml'), 'changed');
    const before = filesBelow(root);
    const folder = await read(join(root, 'policies'));
    expect(folder.texts).toEqual({ 'b.yaml': 'b', 'in/a.yaml': 'a' });
    expect(folder).toMatchObject({ commit: id, found: true, codes: [] });
    expect(folder.shown).toEqual(['policies/b.yaml', 'policies/in/a.yaml']);
    expect(filesBelow(root)).toEqual(before);
  });

  it('reads the whole repository, one file whatever its ending, and a folder that is gone from disk', async () => {
    const { root, commit } = await aRepository();
    await commit({ 'policies/a.yaml': 'a', 'policies/x.txt': 'x' });
    expect((await read(root)).texts).toEqual({ 'policies/a.yaml': 'a' });
    expect((await read(join(root, 'policies/x.txt'))).texts).toEqual({ 'x.txt': 'x' });
    fs.rmSync(join(root, 'policies'), { recursive: true });
    expect((await read(join(root, 'policies'))).texts).toEqual({ 'a.yaml': 'a' });
  });

  it('tells a folder that the commit does not have from an empty one', async () => {
    const { root, commit } = await aRepository();
    await commit({ 'a.yaml': 'a', 'policies/readme': '' });
    expect(await read(join(root, 'other'))).toMatchObject({ found: false, files: [], codes: [] });
    expect(await read(join(root, 'a.yaml', 'below'))).toMatchObject({ found: false, files: [], codes: [] });
    expect(await read(join(root, 'policies'))).toMatchObject({ found: true, files: [], codes: [] });
  });

  it('finds a commit by branch, tag, id, beginning of an id, remote branch and steps back', async () => {
    const { root, commit } = await aRepository();
    const first = await commit({ 'p/a.yaml': '1' });
    const second = await commit({ 'p/a.yaml': '2' });
    const third = await commit({ 'p/a.yaml': '3' });
    await git.branch({ fs, dir: root, ref: 'feature/x', object: second });
    await git.tag({ fs, dir: root, ref: 'v1', object: first });
    await git.annotatedTag({ fs, dir: root, ref: 'v2', object: second, message: 'm', tagger: PERSON });
    await git.writeRef({ fs, dir: root, ref: 'refs/remotes/origin/main', value: first });
    const names = {
      ...{ HEAD: third, '@': third, main: third, 'refs/heads/main': third, [third]: third, [third.slice(0, 9)]: third },
      ...{
        'HEAD~1': second,
        'HEAD^': second,
        'main~2': first,
        'HEAD^^': first,
        'HEAD~1^1~0': first,
        'v2^{commit}': second,
      },
      ...{
        'feature/x': second,
        v1: first,
        v2: second,
        'v2~': first,
        'origin/main': first,
        [first.toUpperCase()]: first,
      },
    };
    for (const [reference, id] of Object.entries(names)) {
      expect([reference, (await read(join(root, 'p'), { reference })).commit]).toEqual([reference, id]);
    }
  });

  it.each([
    'nowhere',
    'origin/nowhere',
    'HEAD~9',
    'HEAD^2',
    '',
    '-x',
    'a..b',
    'main@{1}',
    '../config',
    'config',
    'a b',
    ':/m',
  ])('has no commit for %j', async (reference) => {
    const { root, commit } = await aRepository();
    await commit({ 'p/a.yaml': '1' });
    const found = await read(join(root, 'p'), { reference });
    expect(found.codes).toEqual(['error load/git-reference']);
    expect(found.commit).toBeUndefined();
  });

  it('names the command that fetches a branch of a remote', async () => {
    const { root, commit } = await aRepository();
    await commit({ 'p/a.yaml': '1' });
    const { diagnostics } = await read(root, { reference: 'origin/release/2' });
    expect(diagnostics[0]!.help).toContain('git fetch origin release/2:refs/remotes/origin/release/2');
  });

  it('says that an object is missing, and how to fetch it', async () => {
    const { root, commit } = await aRepository();
    await commit({ 'p/a.yaml': '1' });
    const missing = 'a'.repeat(40);
    const plain = await read(root, { reference: missing });
    expect(plain.codes).toEqual(['error load/git-object']);
    expect(plain.diagnostics[0]!.message).toContain(missing);
    expect(plain.diagnostics[0]!.help).toContain('git fetch origin');
    fs.writeFileSync(join(root, '.git/shallow'), '');
    expect((await read(root, { reference: missing })).diagnostics[0]!.help).toContain('git fetch --unshallow');
  });

  it('refuses a tree and a blob for a commit', async () => {
    const { root, commit } = await aRepository();
    const id = await commit({ 'p/a.yaml': '1' });
    const { commit: made } = await git.readCommit({ fs, dir: root, oid: id });
    expect((await read(root, { reference: made.tree })).codes).toEqual(['error load/git-reference']);
  });

  it.each([
    { config: '[extensions]\n\tobjectFormat = sha256\n', alternates: false },
    { config: '[extensions]\n\trefStorage = reftable\n', alternates: false },
    { config: '', alternates: true },
  ])('refuses a repository of another form: %j', async ({ config, alternates }) => {
    const { root, commit } = await aRepository();
    await commit({ 'p/a.yaml': '1' });
    fs.appendFileSync(join(root, '.git/config'), config);
    if (alternates) {
      fs.mkdirSync(join(root, '.git/objects/info'), { recursive: true });
      fs.writeFileSync(join(root, '.git/objects/info/alternates'), '/elsewhere\n');
    }
    expect((await read(root, { git: 'isomorphic' })).codes).toEqual(['error load/git-repository']);
  });

  it('takes links as a folder on disk does: inside they are followed, outside they are refused', async () => {
    const { root, commit } = await aRepository();
    await commit({
      ...{ 'p/a.yaml': 'a', 'p/in/b.yaml': 'b', 'p/text': 't', 'outside/o.yaml': 'o', 'p/node_modules/n.yaml': 'n' },
      ...{ 'p/alias.yaml': { to: 'a.yaml' }, 'p/other.yaml': { to: 'text' }, 'p/folder': { to: './in' } },
      ...{
        'p/out.yaml': { to: '../outside/o.yaml' },
        'p/out': { to: '../../../..' },
        'p/full.yaml': { to: '/etc/hosts' },
      },
      ...{ 'p/nowhere.yaml': { to: 'gone' }, 'p/up': { to: '.' } },
      ...{ 'p/loop.yaml': { to: 'pool.yaml' }, 'p/pool.yaml': { to: 'loop.yaml' } },
      ...{ 'p/chain.yaml': { to: 'up/folder/../text' } },
    });
    const inGit = await read(join(root, 'p'));
    expect(inGit.texts).toEqual({ 'a.yaml': 'a', 'in/b.yaml': 'b', 'chain.yaml': 't' });
    const onDisk = readDirectory(join(root, 'p'), { shown: 'policies', extensions: ['.yaml'] });
    expect(inGit.files).toEqual(onDisk.value.files.map((file) => ({ ...file, bytes: expect.anything() as unknown })));
    const messages = (all: readonly { readonly message: string }[]) => all.map(({ message }) => message).sort();
    expect(messages(inGit.diagnostics)).toEqual(messages(onDisk.diagnostics));
  });

  it('follows a link that is the folder itself', async () => {
    const { root, commit } = await aRepository();
    await commit({ 'real/a.yaml': 'a', policies: { to: 'real' } });
    expect((await read(join(root, 'policies'))).texts).toEqual({ 'a.yaml': 'a' });
  });

  it('keeps to the limits', async () => {
    const { root, commit } = await aRepository();
    await commit({ 'p/a.yaml': '12345', 'p/b.yaml': '123', 'p/c.yaml': '123' });
    const limited = await read(join(root, 'p'), { limits: { fileBytes: 4, totalBytes: 5 } });
    expect(limited.texts).toEqual({ 'b.yaml': '123' });
    expect(limited.codes).toEqual(['error load/limit policies/a.yaml', 'error load/limit policies/c.yaml']);
  });
});

describe('findRepository', () => {
  it('is undefined outside of one', () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'headwater-none-'));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    expect(findRepository(join(folder, 'policies'))).toBeUndefined();
  });
});

describe.skipIf(!HAS_GIT).each(WAYS)(`repositories that the git program made${NEEDS_GIT} (%s)`, (way) => {
  const read = readWith(way);

  function sandbox(): Sandbox {
    const opened = openSandbox();
    onTestFinished(() => opened.close());
    opened.put({ 'policies/a.yaml': '1\n', 'policies/b.yaml': `${'long '.repeat(2000)}\n` });
    opened.git('add', '.');
    opened.git('commit', '-qm', 'one');
    opened.put({ 'policies/a.yaml': '2\n' });
    opened.git('commit', '-qam', 'two');
    return opened;
  }

  it('reads packed objects and packed references', async () => {
    const { root, git: run } = sandbox();
    run('branch', 'old', 'HEAD~1');
    run('tag', '-a', 'v1', '-m', 'm', 'HEAD~1');
    run('gc', '-q', '--prune=now');
    run('pack-refs', '--all');
    for (const reference of ['old', 'v1', 'main~1', run('rev-parse', 'HEAD~1').trim().slice(0, 8)]) {
      expect((await read(join(root, 'policies'), { reference })).texts['a.yaml']).toBe('1\n');
    }
    expect((await read(join(root, 'policies'))).texts['a.yaml']).toBe('2\n');
  });

  it('reads a linked work tree with a HEAD of its own', async () => {
    const { root, home, git: run } = sandbox();
    run('worktree', 'add', '-q', '-b', 'side', join(home, 'linked'), 'HEAD~1');
    const linked = join(home, 'linked', 'policies');
    expect((await read(linked)).texts['a.yaml']).toBe('1\n');
    expect((await read(linked, { reference: 'main' })).texts['a.yaml']).toBe('2\n');
    run('-C', join(home, 'linked'), 'checkout', '-q', '--detach');
    expect((await read(linked, { reference: 'HEAD' })).texts['a.yaml']).toBe('1\n');
    expect((await read(join(root, 'policies'))).texts['a.yaml']).toBe('2\n');
  });

  it('asks for the rest of a shallow clone', async () => {
    const { root, home, git: run } = sandbox();
    run('clone', '-q', '--depth', '1', `file://${root}`, join(home, 'shallow'));
    const policies = join(home, 'shallow', 'policies');
    expect((await read(policies, { reference: 'origin/main' })).texts['a.yaml']).toBe('2\n');
    const beyond = await read(policies, { reference: 'HEAD~1' });
    expect(beyond.codes).toEqual(['error load/git-object']);
    expect(beyond.diagnostics[0]!.help).toContain('git fetch --unshallow');
  });

  it('leaves submodules out with a notice', async () => {
    const { root, git: run } = sandbox();
    run('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},policies/sub`);
    run('commit', '-qm', 'three');
    const { texts, codes } = await read(join(root, 'policies'));
    expect(Object.keys(texts)).toEqual(['a.yaml', 'b.yaml']);
    expect(codes).toEqual(['notice load/submodule policies/sub']);
    expect((await read(join(root, 'policies', 'sub'))).codes).toEqual(['notice load/submodule policies']);
  });
});
