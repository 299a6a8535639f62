import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDirectory, type DirectoryOptions } from '../../src/load/directory.ts';
import { memoryTree } from '../../src/load/memory-tree.ts';
import { readStandardInput } from '../../src/load/read-file.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headwater-load-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

function read(below: string, options: Partial<DirectoryOptions> = {}) {
  const { value, diagnostics } = readDirectory(join(root, below), {
    shown: below,
    extensions: ['.yaml', '.json'],
    ...options,
  });
  const texts = Object.fromEntries(value.files.map((file) => [file.path, Buffer.from(file.bytes).toString()]));
  return {
    paths: value.files.map((file) => file.path),
    shown: value.files.map((file) => file.shown),
    texts,
    trouble: diagnostics.map((one) => `${one.severity} ${one.code}: ${one.message}`),
  };
}

describe('readDirectory', () => {
  it('lists files with the endings at any depth, by code unit, and names them below what was given', () => {
    for (const path of ['in/b.yaml', 'in/a/z.json', 'in/B.yaml', 'in/a.yaml', 'in/notes.txt']) put(path);
    expect(read('in')).toEqual({
      paths: ['B.yaml', 'a.yaml', 'a/z.json', 'b.yaml'],
      shown: ['in/B.yaml', 'in/a.yaml', 'in/a/z.json', 'in/b.yaml'],
      texts: { 'B.yaml': 'in/B.yaml', 'a.yaml': 'in/a.yaml', 'a/z.json': 'in/a/z.json', 'b.yaml': 'in/b.yaml' },
      trouble: [],
    });
  });

  it('gives the same as memoryTree for the same files', () => {
    put('in/b.yaml', 'b');
    put('in/a/c.yaml', 'c');
    const read = readDirectory(join(root, 'in'), { shown: '', extensions: ['.yaml'] }).value.files;
    const plain = (files: typeof read) => files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]);
    expect(plain(read)).toEqual(plain(memoryTree({ 'b.yaml': 'b', 'a/c.yaml': 'c' })));
  });

  it('takes a single file whatever its ending, and names it as given', () => {
    put('snapshot.dump', 'kind: List');
    const { paths, shown, texts } = read('snapshot.dump');
    expect([paths, shown, texts]).toEqual([['snapshot.dump'], ['snapshot.dump'], { 'snapshot.dump': 'kind: List' }]);
  });

  it('keeps the folder in the name of an only file', () => {
    put('in/a.yaml');
    expect(read('in').shown).toEqual(['in/a.yaml']);
  });

  it('is empty for an empty folder, and an error for a missing one', () => {
    mkdirSync(join(root, 'in'));
    expect(read('in')).toMatchObject({ paths: [], trouble: [] });
    expect(read('nowhere').trouble).toEqual(['error load/missing-folder: nowhere does not exist.']);
  });

  it('skips .git and node_modules', () => {
    for (const path of ['in/.git/a.yaml', 'in/x/node_modules/b.yaml', 'in/.github/c.yaml']) put(path);
    expect(read('in').paths).toEqual(['.github/c.yaml']);
  });

  it('reads each file once where links inside the root lead to it, as a mounted ConfigMap has them', () => {
    put('in/..2024/a.yaml', 'a');
    link('in/..data', '..2024');
    link('in/a.yaml', '..data/a.yaml');
    expect(read('in')).toMatchObject({ paths: ['..2024/a.yaml'], trouble: [] });
  });

  it('reads a file through a link where only the link has the ending', () => {
    put('in/data.txt', 'kind: A');
    link('in/a.yaml', 'data.txt');
    expect(read('in').texts).toEqual({ 'a.yaml': 'kind: A' });
  });

  it('ends at links to a parent and to itself, and names the one that leads nowhere', () => {
    put('in/a/b.yaml');
    link('in/a/up', '..');
    link('in/self', 'self');
    link('in/gone', 'missing');
    expect(read('in')).toMatchObject({
      paths: ['a/b.yaml'],
      trouble: [
        'error load/unreadable: in/gone cannot be read: ENOENT.',
        'error load/unreadable: in/self cannot be read: ELOOP.',
      ],
    });
  });

  it('refuses links to a file and to a folder outside by name, and reads the rest', () => {
    put('secret/key.yaml', 'secret');
    put('in/a.yaml');
    link('in/file.yaml', '/etc/passwd');
    link('in/folder', '../secret');
    expect(read('in')).toMatchObject({
      paths: ['a.yaml'],
      trouble: [
        'error load/link-outside: in/file.yaml is a link that leaves the input.',
        'error load/link-outside: in/folder is a link that leaves the input.',
      ],
    });
  });

  it('takes a folder beside the root with the same beginning for outside', () => {
    put('in-other/a.yaml');
    link('in/x', '../in-other');
    expect(read('in').trouble).toEqual(['error load/link-outside: in/x is a link that leaves the input.']);
  });

  it('refuses pipes and sockets without opening them, also as the root', async () => {
    put('in/a.yaml');
    execFileSync('mkfifo', [join(root, 'in/pipe.yaml')]);
    const server = createServer().listen(join(root, 'in/socket.yaml'));
    await new Promise((resolve) => server.once('listening', resolve));
    const { paths, trouble } = read('in');
    expect([paths, trouble]).toEqual([
      ['a.yaml'],
      [
        'error load/not-a-file: in/pipe.yaml is neither a file nor a folder.',
        'error load/not-a-file: in/socket.yaml is neither a file nor a folder.',
      ],
    ]);
    expect(read('in/pipe.yaml').trouble).toHaveLength(1);
    server.close();
  });

  it('refuses a sparse file of 2 GiB by its size, without reading it', () => {
    put('in/big.yaml', '');
    truncateSync(join(root, 'in/big.yaml'), 2 * 1024 ** 3);
    const opened: string[] = [];
    expect(read('in', { opened: (path) => opened.push(path) })).toMatchObject({
      paths: [],
      trouble: [
        'error load/limit: in/big.yaml has 2147483648 bytes, which goes over the limit for one file (fileBytes: 268435456 bytes).',
      ],
    });
    expect(opened).toEqual([]);
  });

  it('stops at the limit for all files together, naming it', () => {
    for (const path of ['in/a.yaml', 'in/b.yaml', 'in/c.yaml']) put(path, '12345');
    expect(read('in', { limits: { fileBytes: 5, totalBytes: 12 } })).toMatchObject({
      paths: ['a.yaml', 'b.yaml'],
      trouble: [
        'error load/limit: in/c.yaml has 5 bytes, which goes over the limit for all files together (totalBytes: 12 bytes).',
      ],
    });
  });

  const changes: readonly { name: string; change: (path: string) => void }[] = [
    { name: 'grows', change: (path) => appendFileSync(path, 'more') },
    { name: 'shrinks', change: (path) => truncateSync(path, 2) },
    { name: 'gets another time', change: (path) => utimesSync(path, 1, 1) },
  ];
  it.each(changes)('reports a file that $name while it is read', ({ change }) => {
    put('in/a.yaml', 'kind: A');
    put('in/b.yaml', 'kind: B');
    const opened = (path: string) => (path === 'a.yaml' ? change(join(root, 'in/a.yaml')) : undefined);
    expect(read('in', { opened })).toMatchObject({
      paths: ['b.yaml'],
      trouble: ['error load/unreadable: in/a.yaml cannot be read: it changed while it was read.'],
    });
  });

  it.skipIf(process.getuid?.() === 0)('reports files and folders without permission, and reads the rest', () => {
    for (const path of ['in/a.yaml', 'in/b.yaml', 'in/c/d.yaml']) put(path);
    chmodSync(join(root, 'in/a.yaml'), 0);
    chmodSync(join(root, 'in/c'), 0);
    const result = read('in');
    chmodSync(join(root, 'in/c'), 0o755);
    expect(result).toMatchObject({
      paths: ['b.yaml'],
      trouble: [
        'error load/unreadable: in/c cannot be read: EACCES.',
        'error load/unreadable: in/a.yaml cannot be read: EACCES.',
      ],
    });
  });
});

describe('readStandardInput', () => {
  function fromFile(text: string, fileBytes = 1_000_000) {
    put('stdin', text);
    const descriptor = openSync(join(root, 'stdin'), 'r');
    try {
      return readStandardInput({ fileBytes, totalBytes: fileBytes }, descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  it('gives all that comes, as one file', () => {
    const text = 'x'.repeat(200_000);
    const { value, diagnostics } = fromFile(text);
    expect([value.path, value.shown, diagnostics]).toEqual(['-', '-', []]);
    expect(Buffer.from(value.bytes).toString()).toBe(text);
  });

  it('stops at the limit, naming it', () => {
    const { value, diagnostics } = fromFile('x'.repeat(101), 100);
    expect(value.bytes.byteLength).toBe(0);
    expect(diagnostics.map((one) => [one.code, one.message])).toEqual([
      ['load/limit', 'Standard input holds more than 100 bytes, the limit for one file (fileBytes).'],
    ]);
  });
});
