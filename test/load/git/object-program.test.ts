// Reading commits with the git program and without: the same bytes and the same words, whatever the program or the repository does,
// and nothing of the repository runs.
import * as fs from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findRepository, readGitFolder, readGitFolders, type GitFolderRequest } from '../../../src/load/index.ts';
import { openProgram } from '../../../src/load/git/object-program.ts';
import { ObjectStream } from '../../../src/load/git/object-stream.ts';
import { filesBelow } from '../../support/project.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from '../../publish/git-sandbox.ts';

const LONG = 'a line that is long\n'.repeat(20_000);

function sandbox(files: Readonly<Record<string, string>> = {}): Sandbox {
  const opened = openSandbox();
  onTestFinished(() => opened.close());
  opened.put({
    'p/a.yaml': 'a\n',
    'p/empty.yaml': '',
    'p/long.yaml': LONG,
    'p/in/.github/b.yaml': 'bäh\r\n',
    ...files,
  });
  for (let at = 0; at < 60; at++) opened.put({ [`p/many/${at}.yaml`]: `value: ${at}\n` });
  opened.git('add', '.');
  opened.git('commit', '-qm', 'one');
  return opened;
}

async function read(root: string, changes: Partial<GitFolderRequest> = {}) {
  const found = findRepository(root);
  if (!found) throw new Error('no repository');
  const request = { reference: 'HEAD', path: 'p', shown: 'p', extensions: ['.yaml'], ...changes };
  const { value, diagnostics } = await readGitFolder(found.repository, request);
  const files = value.files.map(({ path, shown, bytes }) => [path, shown, Buffer.from(bytes).toString('base64')]);
  return { ...value, files, diagnostics };
}

/** The environment in which `git` is a script. It finds the program itself as $GIT, and notes each call in `calls`. */
function instead(box: Sandbox, script: string) {
  const folder = join(box.home, 'bin');
  const path = process.env['PATH'] ?? '';
  const real = path.split(delimiter).find((one) => fs.existsSync(join(one, 'git'))) ?? '';
  fs.mkdirSync(folder, { recursive: true });
  const text = `#!/bin/sh\nGIT='${join(real, 'git')}'\necho "$*" >> '${box.home}/calls'\n${script}\n`;
  fs.writeFileSync(join(folder, 'git'), text, { mode: 0o755 });
  const calls = () => fs.readFileSync(join(box.home, 'calls'), 'utf8').trim().split('\n');
  return { env: { ...box.env, PATH: `${folder}${delimiter}${path}` }, calls };
}

/** A script that passes on what the program says as `change` has it; `limit(n)` ends after n characters. */
function through(change: string): string {
  const code = `
    const { spawn } = require('node:child_process');
    const [program, ...args] = process.argv.slice(1);
    let left = Infinity;
    const limit = (most) => {
      left = most;
      return (text) => { const part = text.slice(0, left); left -= text.length; return part; };
    };
    const change = ${change};
    const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'inherit'] });
    child.stdout.on('data', (chunk) => {
      process.stdout.write(Buffer.from(change(chunk.toString('latin1')), 'latin1'));
      if (left <= 0) { child.kill(); process.exit(); }
    });`;
  return `exec '${process.execPath}' -e "$(cat <<'CODE'\n${code}\nCODE\n)" "$GIT" "$@"`;
}

describe.skipIf(!HAS_GIT)(`the git program${NEEDS_GIT}`, () => {
  it('gives the same as without it, loose and packed, with one run, and writes nothing', async () => {
    const box = sandbox();
    const embedded = await read(box.root, { git: 'isomorphic' });
    expect(embedded.files).toHaveLength(64);
    const { env, calls } = instead(box, 'exec "$GIT" "$@"');
    const before = filesBelow(box.root);
    expect(await read(box.root, { env })).toEqual(embedded);
    expect(calls()).toEqual([expect.stringMatching(/ cat-file --batch$/)]);
    expect(filesBelow(box.root)).toEqual(before);
    box.git('gc', '-q', '--prune=now');
    expect(await read(box.root, { env })).toEqual(embedded);
    expect(await read(box.root, { git: 'isomorphic' })).toEqual(embedded);
    expect(calls()).toHaveLength(2);
  });

  it.each([
    ['is not there', 'exit 127'],
    ['fails at once', 'echo "fatal: no" >&2; exit 128'],
    ['ends early', through('limit(400)')],
    ['ends within a large file', through('limit(200000)')],
    ['gives other bytes', through("(text) => text.replaceAll('value', 'other')")],
    ['says something else', 'echo hello; cat'],
    ['says a line without an end', 'cat /dev/zero'],
    ['does not read', 'exec <&-; sleep 0.2'],
  ])('may be one that %s: nothing changes', async (_, script) => {
    const box = sandbox();
    const { env } = instead(box, script);
    expect(await read(box.root, { env })).toEqual(await read(box.root, { git: 'isomorphic' }));
  });

  it('may hang', async () => {
    const box = sandbox();
    const { env } = instead(box, 'exec sleep 60');
    const { repository } = findRepository(box.root)!;
    const program = openProgram(repository, env, 300);
    const id = box.git('rev-parse', 'HEAD').trim();
    expect(await Promise.all([program.read(id), program.read(id)])).toEqual([undefined, undefined]);
    expect(await program.read(id)).toBeUndefined();
  });

  it('gives nothing any more once it is closed', async () => {
    const box = sandbox();
    const { repository } = findRepository(box.root)!;
    const program = openProgram(repository, box.env);
    const id = box.git('rev-parse', 'HEAD').trim();
    expect((await program.read(id))?.type).toBe('commit');
    const open = program.read(id);
    program.close();
    expect([await open, await program.read(id)]).toEqual([undefined, undefined]);
  });

  it('may be missing', async () => {
    const box = sandbox();
    const env = { ...box.env, PATH: box.home };
    expect(await read(box.root, { env })).toEqual(await read(box.root, { git: 'isomorphic' }));
  });

  it('may refuse a repository of another owner', async () => {
    const box = sandbox();
    const { env, calls } = instead(box, `"$GIT" "$@"; echo "status $?" >> '${box.home}/calls'`);
    const other = { ...env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    expect(await read(box.root, { env: other })).toEqual(await read(box.root, { git: 'isomorphic' }));
    expect(calls()[1]).toBe('status 128');
  });

  it('keeps to the same limits', async () => {
    const box = sandbox();
    const { env } = instead(box, 'exec "$GIT" "$@"');
    for (const limits of [
      { fileBytes: 9, totalBytes: 500 },
      { fileBytes: 1_000_000, totalBytes: 400_005 },
    ]) {
      const embedded = await read(box.root, { git: 'isomorphic', limits });
      expect(embedded.diagnostics.length).toBeGreaterThan(0);
      expect(embedded.files.length).toBeGreaterThan(0);
      expect(await read(box.root, { env, limits })).toEqual(embedded);
      // Half of the answers come from the program, and the rest without it.
      const { env: ending } = instead(box, through('limit(4000)'));
      expect(await read(box.root, { env: ending, limits })).toEqual(embedded);
    }
  });

  it('says the same of objects that are missing, damaged or exchanged', async () => {
    const damages: readonly ((path: string, other: string) => void)[] = [
      (path) => fs.rmSync(path),
      (path) => fs.writeFileSync(path, 'no object'),
      (path, other) => fs.copyFileSync(other, path),
    ];
    for (const damage of damages) {
      const box = sandbox();
      const at = (name: string) => {
        const id = box.git('rev-parse', `HEAD:${name}`).trim();
        return join(box.root, '.git/objects', id.slice(0, 2), id.slice(2));
      };
      fs.chmodSync(at('p/a.yaml'), 0o644);
      damage(at('p/a.yaml'), at('p/many/1.yaml'));
      const embedded = await read(box.root, { git: 'isomorphic' });
      expect(embedded.diagnostics.map(({ code }) => code)).toEqual(['load/git-object']);
      expect(await read(box.root)).toEqual(embedded);
    }
  });

  it.each([
    ['signs that some systems take for others', ['100644 a~b.yaml', '100644 c:d.yaml', '100644 z\u200d.yaml']],
    ['all kinds of modes', ['100755 a.yaml', '160000 b.yaml', '100644 c.yaml']],
    ['a mode that Git once wrote', ['100664 a.yaml']],
    ['no order', ['100644 b.yaml', '100644 a.yaml', '100644 B.yaml', '100644 aa.yaml']],
    ['a name twice', ['100644 a.yaml', '100644 a.yaml']],
    ['no name', ['100644 ', '100644 a.yaml']],
    ['a repository', ['40000 .GIT', '100644 a.yaml']],
    ['a path for a name', ['100644 x/a.yaml']],
    ['a way out', ['40000 ..', '100644 a.yaml']],
    ['a name like one', ['100644 .gitkeep.yaml', '100644 .git.yaml']],
  ])('reads a folder with %s as it is read without it', async (_, names) => {
    const box = sandbox();
    const id = Buffer.from(box.git('rev-parse', 'HEAD:p/a.yaml').trim(), 'hex');
    const written = (bytes: Uint8Array) => {
      fs.writeFileSync(join(box.home, 'tree'), bytes);
      return box.git('hash-object', '-t', 'tree', '-w', '--literally', join(box.home, 'tree')).trim();
    };
    const inner = written(Buffer.concat(names.flatMap((name) => [Buffer.from(`${name}\0`), id])));
    const outer = written(Buffer.concat([Buffer.from('40000 p\0'), Buffer.from(inner, 'hex')]));
    const reference = box.git('commit-tree', '-m', 'm', outer).trim();
    const embedded = await read(box.root, { git: 'isomorphic', reference });
    expect(embedded.files.length + embedded.diagnostics.length).toBeGreaterThan(0);
    expect(await read(box.root, { reference })).toEqual(embedded);
  });

  it('knows nothing of replaced objects', async () => {
    const box = sandbox();
    const [one, other] = ['p/a.yaml', 'p/long.yaml'].map((path) => box.git('rev-parse', `HEAD:${path}`).trim());
    box.git('replace', one!, other!);
    const { files } = await read(box.root);
    expect(files.find(([path]) => path === 'a.yaml')?.[2]).toBe(Buffer.from('a\n').toString('base64'));
    expect(await read(box.root)).toEqual(await read(box.root, { git: 'isomorphic' }));
  });

  it('is not led to another repository', async () => {
    const box = sandbox();
    const away = sandbox({ 'p/a.yaml': 'elsewhere\n' });
    const { env } = instead(box, 'exec "$GIT" "$@"');
    const misled = { ...env, GIT_DIR: join(away.root, '.git'), GIT_OBJECT_DIRECTORY: join(away.root, '.git/objects') };
    expect(await read(box.root, { env: misled })).toEqual(await read(box.root, { git: 'isomorphic' }));
    // A repository that Git does not take for one, inside of one that it does.
    const inner = join(box.root, 'inner');
    fs.mkdirSync(join(inner, '.git', 'refs'), { recursive: true });
    fs.writeFileSync(join(inner, '.git', 'HEAD'), `${box.git('rev-parse', 'HEAD').trim()}\n`);
    expect((await read(inner, { env })).diagnostics.map(({ code }) => code)).toEqual(['load/git-object']);
  });

  it('runs nothing that the repository names', async () => {
    const box = sandbox({
      '.gitattributes': '* filter=evil diff=evil\n',
      '.gitmodules': '[submodule "x"]\n\turl = ext::x\n',
    });
    const ran = join(box.home, 'ran');
    const evil = join(box.home, 'evil');
    fs.writeFileSync(evil, `#!/bin/sh\necho "$0 $*" >> '${ran}'\n`, { mode: 0o755 });
    for (const name of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc', 'fsmonitor']) {
      fs.mkdirSync(join(box.root, '.git/hooks'), { recursive: true });
      fs.copyFileSync(evil, join(box.root, '.git/hooks', name));
    }
    const settings = {
      ...{ 'core.fsmonitor': evil, 'core.pager': evil, 'pager.cat-file': evil, 'core.sshCommand': evil },
      ...{ 'core.editor': evil, 'core.askPass': evil, 'core.gitProxy': evil, 'core.alternateRefsCommand': evil },
      ...{ 'filter.evil.smudge': evil, 'filter.evil.process': evil, 'diff.evil.textconv': evil },
      ...{ 'diff.external': evil, 'credential.helper': `!${evil}`, 'alias.cat-file': `!${evil}` },
      ...{ 'uploadpack.packObjectsHook': evil, 'protocol.allow': 'always', 'protocol.file.allow': 'always' },
    };
    for (const [name, value] of Object.entries(settings)) box.git('config', name, value);
    const { env } = instead(box, 'exec "$GIT" "$@"');
    expect((await read(box.root, { env })).files).toHaveLength(64);
    expect(fs.existsSync(ran)).toBe(false);
  });

  it.each([
    ['a folder', (box: Sandbox) => `file://${box.home}/origin`],
    ['a server', () => 'ssh://host.invalid/repository'],
    ['a helper', (box: Sandbox) => `ext::${box.home}/evil`],
  ])('does not fetch what a partial clone of %s left out', async (_, url) => {
    const box = sandbox();
    const ran = join(box.home, 'ran');
    fs.writeFileSync(join(box.home, 'evil'), `#!/bin/sh\necho "$*" >> '${ran}'\nexit 1\n`, { mode: 0o755 });
    fs.cpSync(box.root, join(box.home, 'origin'), { recursive: true });
    const id = box.git('rev-parse', 'HEAD:p/a.yaml').trim();
    fs.rmSync(join(box.root, '.git/objects', id.slice(0, 2), id.slice(2)));
    const evil = join(box.home, 'evil');
    const settings = {
      ...{ 'core.repositoryFormatVersion': '1', 'extensions.partialClone': 'origin', 'remote.origin.url': url(box) },
      ...{ 'remote.origin.promisor': 'true', 'remote.origin.uploadpack': evil, 'core.sshCommand': evil },
      ...{ 'protocol.allow': 'always', 'protocol.ext.allow': 'always', 'protocol.file.allow': 'always' },
    };
    for (const [name, value] of Object.entries(settings)) box.git('config', name, value);
    // As a program that does not know the switch against fetching does it.
    const scripts = ['exec "$GIT" "$@"', 'unset GIT_NO_LAZY_FETCH\nexec "$GIT" "$@"'];
    for (const script of scripts) {
      const { env } = instead(box, script);
      const { diagnostics, files } = await read(box.root, { env });
      expect(diagnostics.map(({ code }) => code)).toEqual(['load/git-object']);
      expect(diagnostics[0]!.help).toContain('git fetch --refetch --no-filter');
      expect(files).toEqual([]);
    }
    expect(fs.existsSync(ran)).toBe(false);
  });

  it('reads several folders of one commit with one run', async () => {
    const box = sandbox();
    const { env, calls } = instead(box, 'exec "$GIT" "$@"');
    const { repository } = findRepository(box.root)!;
    const folders = ['p/many', 'nowhere', 'p/in'].map((path) => ({ path, shown: path, extensions: ['.yaml'] }));
    const { value, diagnostics } = await readGitFolders(repository, { reference: 'HEAD', folders, env });
    expect(value.map(({ found, files }) => [found, files.length])).toEqual([
      [true, 60],
      [false, 0],
      [true, 1],
    ]);
    expect(diagnostics).toEqual([]);
    expect(calls()).toHaveLength(1);
    const missing = await readGitFolders(repository, { reference: 'nowhere', folders, env });
    expect(missing.value).toEqual(folders.map(() => ({ found: false, submodules: [], files: [] })));
    expect(missing.diagnostics.map(({ code }) => code)).toEqual(['load/git-reference']);
  });
});

describe('ObjectStream', () => {
  const HELLO = '5ab2f8a4323abafb10abb68657d9d39f1a775057';
  const EMPTY = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

  function asked(ids: readonly string[], wants: (size: number) => boolean = () => true) {
    const stream = new ObjectStream();
    const answers: (string | number | undefined)[] = [];
    for (const id of ids) {
      stream.ask({ id, wants, answer: (object) => answers.push(object && (object.bytes?.toString() ?? object.size)) });
    }
    return { stream, answers };
  }

  it('takes objects however the stream is cut', () => {
    const text = Buffer.from(`${HELLO} blob 5\nHello\n${EMPTY} blob 0\n\n${HELLO} blob 5\nHello\n`);
    for (let size = 1; size <= text.length; size++) {
      const { stream, answers } = asked([HELLO, EMPTY, HELLO]);
      for (let at = 0; at < text.length; at += size) expect(stream.take(text.subarray(at, at + size))).toBe(true);
      expect(answers).toEqual(['Hello', '', 'Hello']);
    }
  });

  it('drops the bytes of what nobody wants', () => {
    const { stream, answers } = asked([HELLO, EMPTY], (size) => size < 5);
    stream.take(Buffer.from(`${HELLO} blob 5\nHello\n${EMPTY} blob 0\n\n`));
    expect(answers).toEqual([5, '']);
  });

  it.each([
    ['an object that is missing', `${HELLO} missing\n`],
    ['an object that was not asked for', `${EMPTY} blob 0\n\n`],
    ['other bytes', `${HELLO} blob 5\nhello\n`],
    ['another kind', `${HELLO} tree 5\nHello\n`],
    ['too many bytes', `${HELLO} blob 5\nHellos\n`],
    ['more than can be held', `${HELLO} blob 99999999999999\n`],
  ])('ends with %s', (_, text) => {
    const { stream, answers } = asked([HELLO, EMPTY]);
    expect(stream.take(Buffer.from(text))).toBe(false);
    expect(answers).toEqual([undefined, undefined]);
    expect(stream.ask({ id: EMPTY, wants: () => true, answer: () => undefined })).toBe(false);
  });

  it('answers what is open when it ends, once', () => {
    const { stream, answers } = asked([HELLO, EMPTY]);
    stream.take(Buffer.from(`${HELLO} blob 5\nHello\n${EMPTY} blob`));
    stream.end();
    stream.end();
    expect(answers).toEqual(['Hello', undefined]);
  });

  it('ends with what comes unasked', () => {
    const { stream } = asked([]);
    expect(stream.take(Buffer.from(`${HELLO} blob 5\nHello\n`))).toBe(false);
  });
});
