import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_INDEX, parseIndex, printIndex, type GitIndex } from '../../src/publish/embedded/git-index.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from './git-sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  if (HAS_GIT) box = openSandbox();
});
afterEach(() => {
  if (HAS_GIT) box.close();
});

const file = () => join(box.root, '.git/index');

function parsed(bytes = readFileSync(file())): GitIndex {
  const index = parseIndex(bytes);
  if (typeof index === 'string') throw new Error(index);
  return index;
}

describe.skipIf(!HAS_GIT)(`the index${NEEDS_GIT}`, () => {
  it('lists what Git lists, and prints entries that Git reads back, with names of any length', () => {
    const names = [
      'a',
      'ab',
      'abc',
      'abcd',
      'abcde',
      'abcdef',
      'abcdefg',
      'abcdefgh',
      'b/ü',
      `long/${'x'.repeat(200)}`,
      'B',
    ];
    box.put(Object.fromEntries(names.map((name) => [name, name])));
    box.git('add', '-A');
    const before = box.git('ls-files', '-s', '-z', '--debug');
    const index = parsed();
    expect(index.entries.map((entry) => entry.path).sort()).toEqual([...names].sort());
    // Printed in another order than read: printing sorts.
    writeFileSync(file(), printIndex({ ...index, entries: index.entries.toReversed() }));
    expect(box.git('ls-files', '-s', '-z', '--debug')).toBe(before);
    expect(box.git('diff-files')).toBe('');
  });

  it('keeps the stages of a conflict and the flags of version 3', () => {
    box.put({ x: '1', y: '1' });
    box.git('add', '-A');
    box.git('commit', '-qm', 'one');
    box.git('checkout', '-qb', 'other');
    box.put({ x: '2' });
    box.git('commit', '-qam', 'two');
    box.git('checkout', '-q', 'main');
    box.put({ x: '3', z: 'intended' });
    box.git('commit', '-qam', 'three');
    expect(() => box.git('merge', '-q', 'other')).toThrow();
    box.git('add', '-N', 'z');
    const before = box.git('ls-files', '-s', '-t');
    const index = parsed();
    expect(index.version).toBe(3);
    expect(index.entries.filter((entry) => entry.path === 'x').map((entry) => entry.stage)).toEqual([1, 2, 3]);
    writeFileSync(file(), printIndex(index));
    expect(box.git('ls-files', '-s', '-t')).toBe(before);
    expect(box.git('status', '--porcelain')).toContain('UU x');
  });

  it('tells what is damaged', () => {
    box.put({ x: '1' });
    box.git('add', '-A');
    const bytes = readFileSync(file());
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    expect(parseIndex(bytes)).toMatch(/wrong checksum/u);
    expect(parseIndex(Buffer.from('no index'))).toBe('is no index');
  });

  it('prints an empty index that Git reads', () => {
    writeFileSync(file(), printIndex(EMPTY_INDEX));
    expect(box.git('ls-files')).toBe('');
  });
});
