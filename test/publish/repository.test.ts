import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository, pathInRepository, type CommitRequest, type RepositoryKind } from '../../src/publish/index.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from './git-sandbox.ts';

const BACKENDS: readonly RepositoryKind[] = ['git', 'isomorphic'];

let box: Sandbox;
beforeEach(() => {
  if (HAS_GIT) box = openSandbox();
});
afterEach(() => {
  if (HAS_GIT) box.close();
});

function seed(files: Readonly<Record<string, string>>): void {
  box.put(files);
  box.git('add', '-A', '-f');
  box.git('commit', '-qm', 'seed');
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

const inHead = () => lines(box.git('ls-tree', '-r', '--name-only', 'HEAD'));
const changesOfHead = () => lines(box.git('show', '--format=', '--name-status', '--no-renames', 'HEAD'));

describe.skipIf(!HAS_GIT).each(BACKENDS)(`a repository through %s${NEEDS_GIT}`, (kind) => {
  async function open(env: Sandbox['env'] = box.env) {
    const { value, diagnostics } = await openRepository(join(box.root, 'output'), { kind, env });
    expect(diagnostics).toEqual([]);
    expect(value?.kind).toBe(kind);
    return value!;
  }

  async function commit(paths: readonly string[], more: Partial<CommitRequest> = {}, env: Sandbox['env'] = box.env) {
    const repository = await open(env);
    const { value, diagnostics } = await repository.commit({
      under: ['output'],
      paths,
      message: 'headwater: +1 ~0 -0\n',
      ...more,
    });
    return { commit: value, trouble: diagnostics.map((one) => `${one.code}: ${one.message}`) };
  }

  async function commitWell(
    paths: readonly string[],
    more: Partial<CommitRequest> = {},
    env: Sandbox['env'] = box.env,
  ) {
    const { commit: made, trouble } = await commit(paths, more, env);
    expect(trouble).toEqual([]);
    return made;
  }

  it('finds the work tree from a folder that is not there yet, and names paths in it', async () => {
    const repository = await open();
    expect(repository.root).toBe(box.root);
    expect(pathInRepository(repository, join(box.root, 'clusters/eu/output'))).toBe('clusters/eu/output');
  });

  it('commits additions, changes and deletions of the given paths and nothing else', async () => {
    seed({ 'README.md': 'r', 'output/a.yaml': 'a', 'output/b/old.yaml': 'b', 'output/b/same.yaml': 's' });
    box.put({
      'output/a.yaml': 'changed',
      'output/new/deep/n.yaml': 'n',
      'output/foreign.yaml': 'f',
      'README.md': 'edited',
    });
    box.remove('output/b/old.yaml');
    const paths = [
      'output/a.yaml',
      'output/b/old.yaml',
      'output/b/same.yaml',
      'output/new/deep/n.yaml',
      'output/never.yaml',
    ];
    const made = await commitWell(paths);
    expect(made).toEqual({
      id: box.git('rev-parse', 'HEAD').trim(),
      branch: 'refs/heads/main',
      paths: ['output/a.yaml', 'output/b/old.yaml', 'output/new/deep/n.yaml'],
      ignored: [],
    });
    expect(changesOfHead()).toEqual(['M\toutput/a.yaml', 'D\toutput/b/old.yaml', 'A\toutput/new/deep/n.yaml']);
    expect(lines(box.status())).toEqual([' M README.md', '?? output/foreign.yaml']);
    expect(box.git('log', '--format=%P', '-1').trim()).toBe(box.git('rev-parse', 'HEAD~1').trim());
    box.git('fsck', '--strict');
  });

  it('leaves an index that Git trusts without reading files again', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.put({ 'output/b.yaml': 'b', 'output/c/d.yaml': 'd' });
    const old = new Date(Date.now() - 60_000);
    for (const path of ['b.yaml', 'c/d.yaml']) utimesSync(join(box.root, 'output', path), old, old);
    await commitWell(['output/a.yaml', 'output/b.yaml', 'output/c/d.yaml']);
    // diff-files compares stat data only; a path with stale data would be listed.
    expect(box.git('diff-files', '--name-only')).toBe('');
    expect(box.git('diff-index', '--cached', '--name-only', 'HEAD')).toBe('');
  });

  it('names what HEAD has and the work tree has not, and gives the texts of HEAD', async () => {
    const repository = await open();
    expect([(await repository.missing('')).value, (await repository.committed(['a'])).value]).toEqual([[], new Map()]);
    seed({
      'README.md': 'r',
      'output/a.yaml': 'ä\nb',
      'output/b/c.yaml': '',
      'output/kept.yaml': 'k',
      'outputs/d.yaml': 'd',
    });
    box.remove('README.md', 'output/a.yaml', 'output/b', 'outputs/d.yaml');
    box.git('rm', '-q', '--cached', 'output/b/c.yaml', 'output/kept.yaml');
    expect(await repository.missing('output')).toEqual({
      value: ['output/a.yaml', 'output/b/c.yaml'],
      diagnostics: [],
    });
    expect((await repository.missing('')).value).toEqual([
      'README.md',
      'output/a.yaml',
      'output/b/c.yaml',
      'outputs/d.yaml',
    ]);
    expect(await repository.committed(['output/b/c.yaml', 'output/none.yaml', 'output', 'output/a.yaml'])).toEqual({
      value: new Map([
        ['output/b/c.yaml', ''],
        ['output/a.yaml', 'ä\nb'],
      ]),
      diagnostics: [],
    });
  });

  it('makes no commit where nothing differs', async () => {
    seed({ 'output/a.yaml': 'a' });
    const head = box.git('rev-parse', 'HEAD');
    expect(await commitWell(['output/a.yaml', 'output/never.yaml'])).toBeUndefined();
    expect(await commitWell([])).toBeUndefined();
    utimesSync(join(box.root, 'output/a.yaml'), 5, 5);
    expect(await commitWell(['output/a.yaml'])).toBeUndefined();
    expect(box.git('rev-parse', 'HEAD')).toBe(head);
    expect(box.status()).toBe('');
  });

  it('keeps what the user staged outside staged, and out of the commit', async () => {
    seed({ 'README.md': 'r', 'gone.md': 'g', 'output/a.yaml': 'a', 'output/foreign.yaml': 'f' });
    box.put({ 'README.md': 'staged', 'new.md': 'n', 'output/foreign.yaml': 'staged', 'output/a.yaml': 'changed' });
    box.git('add', 'README.md', 'new.md', 'output/foreign.yaml');
    box.git('rm', '-q', 'gone.md');
    box.put({ 'README.md': 'edited further' });
    await commitWell(['output/a.yaml']);
    expect(changesOfHead()).toEqual(['M\toutput/a.yaml']);
    expect(lines(box.status())).toEqual(['MM README.md', 'D  gone.md', 'A  new.md', 'M  output/foreign.yaml']);
    expect(box.git('show', ':README.md')).toBe('staged');
  });

  it('takes what is on disk over what is staged for an owned path', async () => {
    seed({ 'output/a.yaml': 'a', 'output/b.yaml': 'b', 'output/c.yaml': 'c' });
    box.put({ 'output/a.yaml': 'staged', 'output/b.yaml': 'staged' });
    box.git('add', '-A');
    box.git('rm', '-q', '--cached', 'output/c.yaml');
    box.put({ 'output/a.yaml': 'on disk', 'output/b.yaml': 'b' });
    const made = await commitWell(['output/a.yaml', 'output/b.yaml', 'output/c.yaml']);
    expect(made?.paths).toEqual(['output/a.yaml']);
    expect(box.git('show', 'HEAD:output/a.yaml')).toBe('on disk');
    expect(box.status()).toBe('');
  });

  it('resets what is staged for an owned path even where there is nothing to commit', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.put({ 'output/a.yaml': 'staged' });
    box.git('add', '-A');
    box.put({ 'output/a.yaml': 'a' });
    expect(await commitWell(['output/a.yaml'])).toBeUndefined();
    expect(box.status()).toBe('');
  });

  it('makes the first commit on an unborn branch', async () => {
    box.put({ 'output/a.yaml': 'a', 'README.md': 'r' });
    const repository = await open();
    expect((await repository.head()).value).toEqual({ branch: 'refs/heads/main' });
    const made = await commitWell(['output/a.yaml']);
    expect(made?.branch).toBe('refs/heads/main');
    expect(inHead()).toEqual(['output/a.yaml']);
    expect(box.git('rev-list', '--count', 'HEAD').trim()).toBe('1');
    expect(lines(box.status())).toEqual(['?? README.md']);
  });

  it('commits onto a detached HEAD and leaves branches where they are', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.git('checkout', '-q', '--detach');
    box.put({ 'output/a.yaml': 'b' });
    const made = await commitWell(['output/a.yaml']);
    expect(made).not.toHaveProperty('branch');
    expect(made?.id).toBe(box.git('rev-parse', 'HEAD').trim());
    expect(box.git('rev-parse', 'main')).toBe(box.git('rev-parse', 'HEAD~1'));
    expect((await (await open()).head()).value).toEqual({ commit: made?.id });
  });

  it('commits in a shallow clone, where references and objects are packed', async () => {
    seed({ 'output/a.yaml': 'a', 'output/b/c.yaml': 'c' });
    box.put({ 'output/a.yaml': 'b' });
    box.git('commit', '-qam', 'second');
    box.git('gc', '-q');
    const clone = join(box.home, 'clone');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${box.root}`, clone], { env: box.env, stdio: 'pipe' });
    writeFileSync(join(clone, 'output/a.yaml'), 'c');
    const { value } = await openRepository(join(clone, 'output'), { kind, env: box.env });
    const { value: made, diagnostics } = await value!.commit({
      under: ['output'],
      paths: ['output/a.yaml'],
      message: 'm\n',
    });
    expect(diagnostics).toEqual([]);
    const inClone = (...args: string[]) =>
      execFileSync('git', ['-C', clone, ...args], { env: box.env, encoding: 'utf8' });
    expect(inClone('rev-parse', 'HEAD').trim()).toBe(made?.id);
    expect(inClone('ls-tree', '-r', '--name-only', 'HEAD')).toBe('output/a.yaml\noutput/b/c.yaml\n');
    expect(inClone('status', '--porcelain')).toBe('');
  });

  describe('who commits', () => {
    const people = () => box.git('log', '-1', '--format=%an <%ae>|%cn <%ce>').trim();
    const BOT = 'headwater[bot] <headwater[bot]@users.noreply.github.com>';

    it('is the default author where nobody is configured', async () => {
      box.put({ 'output/a.yaml': 'a' });
      await commitWell(['output/a.yaml']);
      expect(people()).toBe(`${BOT}|${BOT}`);
    });

    it('is the given author, with the committer of the repository', async () => {
      box.git('config', 'user.name', 'Ann "A" Other');
      box.git('config', 'user.email', 'ann@example');
      box.put({ 'output/a.yaml': 'a' });
      await commitWell(['output/a.yaml'], { author: { name: 'Robot', email: 'robot@example' } });
      expect(people()).toBe('Robot <robot@example>|Ann "A" Other <ann@example>');
    });

    it('is the committer of the environment before that of the user', async () => {
      writeFileSync(join(box.home, 'config'), '[user]\n\tname = Global\n\temail = global@example # mine\n');
      box.put({ 'output/a.yaml': 'a' });
      await commitWell(['output/a.yaml'], {}, { ...box.env, GIT_CONFIG_GLOBAL: join(box.home, 'config') });
      expect(people()).toBe(`${BOT}|Global <global@example>`);
      box.put({ 'output/a.yaml': 'b' });
      const own = { GIT_COMMITTER_NAME: 'Env', GIT_COMMITTER_EMAIL: 'env@example' };
      await commitWell(['output/a.yaml'], {}, { ...box.env, ...own });
      expect(people()).toBe(`${BOT}|Env <env@example>`);
    });
  });

  it('keeps the message as it is, lines with # and trailers too', async () => {
    box.put({ 'output/a.yaml': 'a' });
    const message = 'headwater: +1 ~0 -0 (cluster prod-eü)\n\n- x\n\nHeadwater-Version: 1\n';
    await commitWell(['output/a.yaml'], { message });
    expect(box.git('log', '-1', '--format=%B')).toBe(`${message}\n`);
    expect(box.git('log', '-1', '--format=%(trailers:key=Headwater-Version,valueonly)').trim()).toBe('1');
  });

  it('commits ignored paths all the same, and names them', async () => {
    seed({ '.gitignore': '*.secret.yaml\n/output/hidden/\n', 'output/known.secret.yaml': 'k' });
    box.put({
      'output/x.secret.yaml': 'x',
      'output/hidden/y.yaml': 'y',
      'output/z.yaml': 'z',
      'output/known.secret.yaml': 'l',
    });
    const made = await commitWell([
      'output/x.secret.yaml',
      'output/hidden/y.yaml',
      'output/z.yaml',
      'output/known.secret.yaml',
    ]);
    expect(made?.ignored).toEqual(['output/hidden/y.yaml', 'output/x.secret.yaml']);
    expect(inHead()).toContain('output/x.secret.yaml');
    expect(box.status()).toBe('');
  });

  it('replaces a file by a folder of the same name, and a folder by a file', async () => {
    seed({ 'output/a': 'file', 'output/b/c': 'in folder' });
    box.remove('output/a', 'output/b');
    box.put({ 'output/a/x.yaml': 'x', 'output/b': 'file' });
    await commitWell(['output/a', 'output/a/x.yaml', 'output/b', 'output/b/c']);
    expect(inHead()).toEqual(['output/a/x.yaml', 'output/b']);
    expect(box.status()).toBe('');
  });

  it('leaves an empty tree behind when everything goes', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.remove('output');
    await commitWell(['output/a.yaml']);
    expect(inHead()).toEqual([]);
    expect(box.status()).toBe('');
    box.git('fsck', '--strict');
  });

  it('takes any name: blanks, quotes, letters of all kinds, patterns, a leading dash', async () => {
    const names = ['a b', 'q"uote', 'ünï', 'st*r', '[x]', '-dash', ':(top)x', 'tab\there', 'new\nline', '𝒳'];
    const paths = names.map((name) => `output/${name}/f.yaml`);
    box.put(Object.fromEntries([...paths, 'output/star/f.yaml'].map((path) => [path, path])));
    const made = await commitWell(paths);
    expect(made?.paths).toHaveLength(names.length);
    expect(box.git('ls-tree', '-r', '-z', '--name-only', 'HEAD').split('\0').filter(Boolean).sort()).toEqual(
      [...paths].sort(),
    );
    expect(lines(box.status())).toEqual(['?? output/star/']);
  });

  it('records the executable bit, unless the repository says that it means nothing', async () => {
    box.put({ 'output/a.sh': 'a' });
    chmodSync(join(box.root, 'output/a.sh'), 0o755);
    await commitWell(['output/a.sh']);
    expect(box.git('ls-tree', 'HEAD', 'output/a.sh')).toMatch(/^100755/u);
    chmodSync(join(box.root, 'output/a.sh'), 0o644);
    box.git('config', 'core.fileMode', 'false');
    expect(await commitWell(['output/a.sh'])).toBeUndefined();
    box.git('config', 'core.fileMode', 'true');
    expect((await commitWell(['output/a.sh']))?.paths).toEqual(['output/a.sh']);
  });

  it('sees a change that keeps size and time of the file', async () => {
    seed({ 'output/a.yaml': 'aaaa' });
    const file = join(box.root, 'output/a.yaml');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'bbbb');
    utimesSync(file, atime, mtime);
    expect((await commitWell(['output/a.yaml']))?.paths).toEqual(['output/a.yaml']);
  });

  it('commits thousands of paths at once', async () => {
    seed({ 'output/seed.yaml': 's' });
    const paths = Array.from(
      { length: 6000 },
      (_, index) => `output/namespace-with-a-long-name-${index % 300}/file-${index}.yaml`,
    );
    box.put(Object.fromEntries(paths.map((path) => [path, path])));
    const made = await commitWell(paths);
    expect(made?.paths).toHaveLength(6000);
    expect(inHead()).toHaveLength(6001);
    expect(box.status()).toBe('');
  });

  it('works for several output roots in one commit', async () => {
    const paths = ['clusters/eu/output/a.yaml', 'clusters/us/output/a.yaml'];
    box.put(Object.fromEntries(paths.map((path) => [path, path])));
    const made = await commitWell(paths, { under: ['clusters/eu/output', 'clusters/us/output'] });
    expect(made?.paths).toEqual(paths);
  });

  it('is not led astray by the variables that Git sets inside its hooks', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.put({ 'output/a.yaml': 'b' });
    const env = { ...box.env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index', GIT_WORK_TREE: '/nowhere' };
    expect((await commitWell(['output/a.yaml'], {}, env))?.paths).toEqual(['output/a.yaml']);
  });

  describe('what it refuses', () => {
    async function refused(paths: readonly string[], more: Partial<CommitRequest> = {}) {
      const head = box.git('rev-parse', '-q', '--verify', 'HEAD');
      const result = await commit(paths, more);
      expect(result.commit).toBeUndefined();
      expect(box.git('rev-parse', 'HEAD')).toBe(head);
      return result.trouble;
    }

    it('a path outside the output roots, and one with a name of Git', async () => {
      seed({ 'README.md': 'r', 'output-2/a.yaml': 'a' });
      box.put({ 'README.md': 'edited', 'output-2/a.yaml': 'edited' });
      const start = 'publish/commit-failed: Nothing was committed: ';
      expect(await refused(['README.md'])).toEqual([`${start}README.md does not lie in an output root.`]);
      expect(await refused(['output-2/a.yaml'])).toEqual([`${start}output-2/a.yaml does not lie in an output root.`]);
      expect(await refused(['output/../README.md'])).toEqual([expect.stringContaining('is no path below the root')]);
      expect(await refused(['output/.git/config'])).toEqual([expect.stringContaining('.git')]);
    });

    it('to commit in the middle of a merge', async () => {
      seed({ 'output/a.yaml': 'a', x: '1' });
      box.git('checkout', '-qb', 'other');
      box.put({ x: '2' });
      box.git('commit', '-qam', 'two');
      box.git('checkout', '-q', 'main');
      box.put({ y: '3' });
      box.git('add', 'y');
      box.git('commit', '-qm', 'three');
      box.git('merge', '-q', '--no-commit', '--no-ff', 'other');
      box.put({ 'output/a.yaml': 'b' });
      expect(await refused(['output/a.yaml'])).toEqual([expect.stringContaining('a merge is under way')]);
    });

    it('to write while another process holds the index', async () => {
      seed({ 'output/a.yaml': 'a' });
      box.put({ 'output/a.yaml': 'b' });
      writeFileSync(join(box.root, '.git/index.lock'), '');
      expect(await refused(['output/a.yaml'])).toEqual([expect.stringContaining('index.lock')]);
      expect(existsSync(join(box.root, '.git/index.lock'))).toBe(true);
    });

    it('a path behind a link', async () => {
      seed({ 'elsewhere/a.yaml': 'a' });
      mkdirSync(join(box.root, 'output'));
      symlinkSync('../elsewhere', join(box.root, 'output/team'));
      box.put({ 'elsewhere/a.yaml': 'b' });
      const { commit: made } = await commit(['output/team/a.yaml']);
      expect(made).toBeUndefined();
      expect(inHead()).toEqual(['elsewhere/a.yaml']);
    });
  });

  it('gives publish/no-repository outside of any', async () => {
    const { value, diagnostics } = await openRepository(join(box.home, 'nowhere'), { kind, env: box.env });
    expect(value).toBeUndefined();
    expect(diagnostics.map((one) => one.code)).toEqual(['publish/no-repository']);
  });
});

function hook(name: string, script: string): void {
  const file = join(box.root, '.git/hooks', name);
  mkdirSync(join(box.root, '.git/hooks'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

async function commitBy(kind: RepositoryKind, paths: readonly string[], under = ['output']) {
  const { value, diagnostics } = await openRepository(join(box.root, 'output'), { kind, env: box.env });
  if (!value) return { made: undefined, trouble: diagnostics.map((one) => one.message) };
  const result = await value.commit({ under, paths, message: 'headwater: +1 ~0 -0\n\n# kept\n' });
  return { made: result.value, trouble: result.diagnostics.map((one) => one.message) };
}

describe.skipIf(!HAS_GIT)(`hooks and signing${NEEDS_GIT}`, () => {
  it('runs hooks with the git program, and leaves the rest of the index alone', async () => {
    seed({ 'README.md': 'r', 'output/a.yaml': 'a', 'output/b.yaml': 'b' });
    hook('pre-commit', 'git diff --cached --name-status > ../seen');
    hook('commit-msg', 'echo "Reviewed-By: hook" >> "$1"');
    box.put({ 'README.md': 'staged', 'output/a.yaml': 'changed', 'output/n.yaml': 'n' });
    box.git('add', 'README.md');
    box.remove('output/b.yaml');
    const { made, trouble } = await commitBy('git', ['output/a.yaml', 'output/b.yaml', 'output/n.yaml']);
    expect(trouble).toEqual([]);
    expect(made?.id).toBe(box.git('rev-parse', 'HEAD').trim());
    expect(readFileSync(join(box.home, 'seen'), 'utf8')).toBe('M\toutput/a.yaml\nD\toutput/b.yaml\nA\toutput/n.yaml\n');
    expect(changesOfHead()).toEqual(['M\toutput/a.yaml', 'D\toutput/b.yaml', 'A\toutput/n.yaml']);
    expect(box.git('log', '-1', '--format=%B')).toContain('# kept\nReviewed-By: hook');
    expect(box.status()).toBe('M  README.md\n');
  });

  it('tells what a hook said that refused', async () => {
    seed({ 'output/a.yaml': 'a' });
    hook('pre-commit', 'echo "no commits on Friday" >&2; exit 1');
    box.put({ 'output/a.yaml': 'b' });
    const { made, trouble } = await commitBy('git', ['output/a.yaml']);
    expect([made, trouble]).toEqual([undefined, [expect.stringContaining('no commits on Friday')]]);
    expect(box.git('rev-list', '--count', 'HEAD').trim()).toBe('1');
  });

  it('runs hooks from core.hooksPath', async () => {
    seed({ 'output/a.yaml': 'a' });
    hook('pre-commit', 'exit 1');
    box.git('config', 'core.hooksPath', '.git/hooks');
    box.put({ 'output/a.yaml': 'b' });
    expect((await commitBy('git', ['output/a.yaml'])).made).toBeUndefined();
  });

  it('asks Git to sign, and reports that it could not', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.git('config', 'commit.gpgsign', 'true');
    box.git('config', 'gpg.program', '/bin/false');
    box.put({ 'output/a.yaml': 'b' });
    expect((await commitBy('git', ['output/a.yaml'])).trouble).toEqual([expect.stringContaining('gpg failed')]);
    box.git('config', 'commit.gpgsign', 'false');
    expect((await commitBy('git', ['output/a.yaml'])).made?.paths).toEqual(['output/a.yaml']);
  });

  it('passes over neither without the git program', async () => {
    seed({ 'output/a.yaml': 'a' });
    box.put({ 'output/a.yaml': 'b' });
    hook('pre-commit', 'exit 0');
    expect((await commitBy('isomorphic', ['output/a.yaml'])).trouble).toEqual([
      expect.stringMatching(/pre-commit hook.*needs the git program/u),
    ]);
    box.remove('.git/hooks/pre-commit');
    box.git('config', 'commit.gpgsign', 'true');
    expect((await commitBy('isomorphic', ['output/a.yaml'])).trouble).toEqual([
      expect.stringMatching(/gpgsign.*needs the git program/u),
    ]);
    box.git('config', 'commit.gpgsign', 'false');
    expect((await commitBy('isomorphic', ['output/a.yaml'])).made?.paths).toEqual(['output/a.yaml']);
  });
});

describe.skipIf(!HAS_GIT)(`forms of repositories that only the git program knows${NEEDS_GIT}`, () => {
  const forms: readonly { name: string; init?: readonly string[]; prepare?: () => void; message: RegExp }[] = [
    { name: 'SHA-256', init: ['--object-format=sha256'], message: /SHA-1.*git program/u },
    {
      name: 'a sparse checkout',
      prepare: () => void box.git('sparse-checkout', 'set', 'output'),
      message: /sparse.*git program/u,
    },
    {
      name: 'index version 4',
      prepare: () => void box.git('update-index', '--index-version', '4'),
      message: /version 4.*git program/u,
    },
    {
      name: 'a split index',
      prepare: () => void box.git('update-index', '--split-index'),
      message: /"link".*git program/u,
    },
  ];
  it.each(forms)(
    '$name: the embedded way asks for Git, the git program commits',
    async ({ init, prepare, message }) => {
      if (init) {
        box.close();
        box = openSandbox(init);
      }
      seed({ 'README.md': 'r', 'output/a.yaml': 'a' });
      prepare?.();
      box.put({ 'output/a.yaml': 'b', 'output/n.yaml': 'n' });
      const refused = await commitBy('isomorphic', ['output/a.yaml', 'output/n.yaml']);
      expect([refused.made, refused.trouble]).toEqual([undefined, [expect.stringMatching(message)]]);
      const { made, trouble } = await commitBy('git', ['output/a.yaml', 'output/n.yaml']);
      expect([made?.paths, trouble]).toEqual([['output/a.yaml', 'output/n.yaml'], []]);
      expect(box.status()).toBe('');
    },
  );

  it('a linked work tree', async () => {
    seed({ 'output/a.yaml': 'a' });
    const tree = join(box.home, 'linked');
    box.git('worktree', 'add', '-q', tree, '-b', 'side');
    writeFileSync(join(tree, 'output/a.yaml'), 'b');
    const embedded = await openRepository(tree, { kind: 'isomorphic', env: box.env });
    expect(embedded.diagnostics.map((one) => one.message)).toEqual([
      expect.stringMatching(/linked work tree.*git program/u),
    ]);
    const { value } = await openRepository(tree, { kind: 'git', env: box.env });
    const made = await value!.commit({ under: ['output'], paths: ['output/a.yaml'], message: 'm' });
    expect(made.value?.branch).toBe('refs/heads/side');
  });

  it('a clone that borrows its objects', async () => {
    seed({ 'output/a.yaml': 'a' });
    const clone = join(box.home, 'shared');
    execFileSync('git', ['clone', '-q', '--shared', box.root, clone], { env: box.env, stdio: 'pipe' });
    const embedded = await openRepository(clone, { kind: 'isomorphic', env: box.env });
    expect(embedded.diagnostics.map((one) => one.message)).toEqual([expect.stringMatching(/borrows.*git program/u)]);
    expect((await openRepository(clone, { kind: 'git', env: box.env })).diagnostics).toEqual([]);
  });

  it('does not take what a sparse checkout leaves out for removed', async () => {
    seed({ 'output/a/x.yaml': 'x', 'output/b/y.yaml': 'y' });
    box.git('sparse-checkout', 'set', 'output/a');
    expect(existsSync(join(box.root, 'output/b/y.yaml'))).toBe(false);
    expect(await commitBy('git', ['output/a/x.yaml', 'output/b/y.yaml'])).toEqual({ made: undefined, trouble: [] });
  });
});

describe('which way is taken', () => {
  it.skipIf(!HAS_GIT)(`is the git program where there is one, else the embedded way${NEEDS_GIT}`, async () => {
    const kindWith = async (env: Sandbox['env']) => (await openRepository(box.root, { env })).value?.kind;
    expect(await kindWith(box.env)).toBe('git');
    expect(await kindWith({ ...box.env, PATH: '/nowhere' })).toBe('isomorphic');
  });
});
