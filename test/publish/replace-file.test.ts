// Files that others read at any moment.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { liesBelow, readModestFile, replaceFile } from '../../src/publish/index.ts';
import { aFolder } from '../support/cli.ts';

test('is there whole, for everybody to read, with nothing beside it', () => {
  const folder = aFolder();
  const path = join(folder, 'headwater.prom');
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));
  expect(replaceFile(path, 'one\n')).toBeUndefined();
  expect(replaceFile(path, 'two\n')).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe('two\n');
  expect(statSync(path).mode & 0o777).toBe(0o644);
  expect(readdirSync(folder)).toEqual(['headwater.prom']);
});

test('what cannot be written is told, and nothing is left', () => {
  const folder = aFolder();
  mkdirSync(join(folder, 'taken.prom'));
  expect(replaceFile(join(folder, 'nowhere', 'a.prom'), 'x')).toMatch(/cannot be written: ENOENT$/);
  expect(replaceFile(join(folder, 'taken.prom'), 'x')).toMatch(/cannot be written: it is no regular file/);
  expect(readdirSync(folder)).toEqual(['taken.prom']);
});

test('a link is replaced, never written through; one of the checked out files is refused', () => {
  const folder = aFolder();
  const target = join(folder, 'target');
  writeFileSync(target, 'kept');
  symlinkSync(target, join(folder, 'a.prom'));
  expect(replaceFile(join(folder, 'a.prom'), 'new')).toBeUndefined();
  expect(readFileSync(target, 'utf8')).toBe('kept');

  const work = aFolder();
  const before = process.cwd();
  process.chdir(work);
  onTestFinished(() => process.chdir(before));
  symlinkSync(folder, join(work, 'out'));
  symlinkSync(target, join(work, 'b.prom'));
  expect(replaceFile(join('out', 'c.prom'), 'x')).toContain('leads out of the working folder');
  expect(replaceFile('b.prom', 'x')).toContain('is a link');
  expect(existsSync(join(folder, 'c.prom'))).toBe(false);
  expect(readFileSync(target, 'utf8')).toBe('kept');
});

test('a device, a pipe and a link to one stay what they are', () => {
  const folder = aFolder();
  symlinkSync('/dev/null', join(folder, 'null.prom'));
  execFileSync('mkfifo', [join(folder, 'pipe.prom')]);
  for (const name of ['null.prom', 'pipe.prom']) {
    expect(replaceFile(join(folder, name), 'x')).toMatch(/cannot be written: it is no regular file$/);
  }
  expect(lstatSync(join(folder, 'null.prom')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(folder, 'pipe.prom')).isFIFO()).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['null.prom', 'pipe.prom']);
});

test('only regular files of a moderate size are read', () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'a'), 'text');
  writeFileSync(join(folder, 'big'), Buffer.alloc(5 * 1024 ** 2));
  symlinkSync(join(folder, 'a'), join(folder, 'link'));
  expect(['a', 'big', 'link', 'nowhere', '.'].map((name) => readModestFile(join(folder, name)))).toEqual([
    'text',
    ...[undefined, undefined, undefined, undefined],
  ]);
});

test('what lies below a folder lies there behind links too', () => {
  const folder = aFolder();
  mkdirSync(join(folder, 'output'));
  symlinkSync(join(folder, 'output'), join(folder, 'made'));
  expect(liesBelow(folder, 'output', 'output/a.prom')).toBe(true);
  expect(liesBelow(folder, 'output', 'made/a.prom')).toBe(true);
  expect(liesBelow(folder, 'output', 'output-metrics/a.prom')).toBe(false);
  expect(liesBelow(folder, 'output', 'a.prom')).toBe(false);
});
