import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileChange } from '../../src/model/file-change.ts';
import { writeOutput, type WriteSteps } from '../../src/publish/disk/write.ts';

let root = '';
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'headwater-write-')), 'output');
});
afterEach(() => rmSync(dirname(root), { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function onDisk(): Readonly<Record<string, string>> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]));
}

const set = (path: string, after: string): FileChange => ({ path, after });
const gone = (path: string): FileChange => ({ path, before: 'old' });

const LEDGER = '.headwater/ledger/a.ndjson';
const INDEX = '.headwater/ledger.json-lines';
const BEFORE = {
  [LEDGER]: 'old ledger',
  [INDEX]: 'old index',
  'a/x.yaml': 'old x',
  'b/y.yaml': 'old y',
  'a/foreign.txt': 'theirs',
};
const STEPS: WriteSteps = {
  unionLedger: [set(LEDGER, 'both'), set(INDEX, 'index of both')],
  files: [set('a/x.yaml', 'new x'), gone('b/y.yaml'), set('c/z.yaml', 'new z')],
  lastDiff: set('.headwater/last.diff', 'the diff'),
  finalLedger: [set(LEDGER, 'new ledger'), set(INDEX, 'new index')],
};
const AFTER = {
  '.headwater/last.diff': 'the diff',
  [INDEX]: 'new index',
  [LEDGER]: 'new ledger',
  'a/foreign.txt': 'theirs',
  'a/x.yaml': 'new x',
  'c/z.yaml': 'new z',
};
const ORDER = [
  `write ${LEDGER}`,
  `rename ${LEDGER}`,
  `write ${INDEX}`,
  `rename ${INDEX}`,
  'write a/x.yaml',
  'rename a/x.yaml',
  'delete b/y.yaml',
  'write c/z.yaml',
  'rename c/z.yaml',
  'write .headwater/last.diff',
  'rename .headwater/last.diff',
  `write ${LEDGER}`,
  `rename ${LEDGER}`,
  `write ${INDEX}`,
  `rename ${INDEX}`,
  'remove-folder b',
];

class Crash extends Error {}

function crashAt(count: number) {
  let left = count;
  return {
    before: () => {
      if (left-- === 0) throw new Crash();
    },
  };
}

describe('writeOutput', () => {
  it('writes the union ledger, files, the diff and the final ledger, in this order, and tells what changed', () => {
    put(BEFORE);
    const steps: string[] = [];
    const { value, diagnostics } = writeOutput(root, STEPS, { before: (step) => steps.push(step) });
    expect(steps).toEqual(ORDER);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      written: [LEDGER, INDEX, 'a/x.yaml', 'c/z.yaml', '.headwater/last.diff', LEDGER, INDEX],
      deleted: ['b/y.yaml'],
    });
    expect(onDisk()).toEqual(AFTER);
    expect(existsSync(join(root, 'b'))).toBe(false);
  });

  it('makes a root that is not there yet', () => {
    writeOutput(root, { ...STEPS, files: [set('a/x.yaml', 'x')] });
    expect(onDisk()).toMatchObject({ 'a/x.yaml': 'x', [INDEX]: 'new index' });
  });

  it.each(ORDER.map((step, index) => ({ step, index })))(
    'killed before "$step" (step $index), the next run completes it',
    ({ index }) => {
      put(BEFORE);
      expect(() => writeOutput(root, STEPS, crashAt(index))).toThrow(Crash);
      const disk = onDisk();
      const inUnion = ['both', 'index of both'];
      const filesTouched = disk['a/x.yaml'] !== 'old x' || disk['b/y.yaml'] !== 'old y' || 'c/z.yaml' in disk;
      const filesDone = disk['a/x.yaml'] === 'new x' && !('b/y.yaml' in disk) && disk['c/z.yaml'] === 'new z';
      // Files change only under the union, and the final ledger comes only after all of them.
      if (filesTouched && !filesDone) expect([disk[LEDGER], disk[INDEX]]).toEqual(inUnion);
      if (disk[LEDGER] === 'new ledger') expect(filesDone).toBe(true);
      // No file is ever half written, and a leftover has no ending that a reader of manifests takes.
      for (const [path, text] of Object.entries(disk)) {
        if (path === '.headwater/write.partial') continue;
        expect([...Object.values(BEFORE), ...Object.values(AFTER), ...inUnion]).toContain(text);
      }
      writeOutput(root, STEPS);
      expect(onDisk()).toEqual(AFTER);
    },
  );

  it('removes a leftover of a crash even when there is nothing to write', () => {
    put({ '.headwater/write.partial': 'half' });
    writeOutput(root, { unionLedger: [], files: [], finalLedger: [] });
    expect(onDisk()).toEqual({});
  });

  it('makes no root where there is nothing to write', () => {
    writeOutput(root, { unionLedger: [], files: [], finalLedger: [] });
    expect(existsSync(root)).toBe(false);
  });

  it('touches no file whose content is the same', () => {
    put(BEFORE);
    const before = statSync(join(root, 'a/x.yaml')).mtimeMs;
    const { value } = writeOutput(root, {
      unionLedger: [set(LEDGER, 'old ledger')],
      files: [set('a/x.yaml', 'old x'), gone('not/there.yaml')],
      finalLedger: [set(INDEX, 'old index')],
    });
    expect(value).toEqual({ written: [], deleted: [] });
    expect(statSync(join(root, 'a/x.yaml')).mtimeMs).toBe(before);
  });

  it('writes in bulk too, longer, shorter and new', () => {
    const many = Array.from({ length: 2500 }, (_, index) => set(`n${index % 50}/f${index}.yaml`, `text ${index}`));
    put({ 'n0/f0.yaml': 'a much longer text than the one that comes', 'n1/f1.yaml': 't' });
    const steps: string[] = [];
    const { value } = writeOutput(
      root,
      { unionLedger: [], files: many, finalLedger: [] },
      { before: (step) => steps.push(step) },
    );
    expect(value.written).toHaveLength(2500);
    expect(onDisk()).toEqual(Object.fromEntries(many.map(({ path, after }) => [path, after])));
    expect(steps.every((step) => step.startsWith('write '))).toBe(true);
  });

  it('removes only folders that a deletion emptied, and never the root', () => {
    put({ 'a/b/x.yaml': 'old', 'empty/keep/.gitkeep': '' });
    mkdirSync(join(root, 'untouched'));
    rmSync(join(root, 'empty'), { recursive: true });
    writeOutput(root, { unionLedger: [], files: [gone('a/b/x.yaml')], finalLedger: [] });
    expect(readdirSync(root)).toEqual(['untouched']);
    rmSync(join(root, 'untouched'), { recursive: true });
    put({ 'x.yaml': 'old' });
    writeOutput(root, { unionLedger: [], files: [gone('x.yaml')], finalLedger: [] });
    expect(readdirSync(root)).toEqual([]);
  });

  const links: readonly { name: string; at: string; to: string; change: FileChange }[] = [
    { name: 'a folder that is a link outside', at: 'team', to: '../elsewhere', change: set('team/x.yaml', 'new') },
    { name: 'a folder that is a link inside', at: 'team', to: 'other', change: set('team/x.yaml', 'new') },
    { name: 'a file that is a link', at: 'x.yaml', to: '../elsewhere/x.yaml', change: set('x.yaml', 'new') },
    { name: 'a deletion behind a link', at: 'team', to: '../elsewhere', change: gone('team/x.yaml') },
    { name: "the ledger's folder", at: '.headwater', to: '../elsewhere', change: set('x.yaml', 'new') },
  ];
  it.each(links)('writes nothing at all with $name in the way', ({ at, to, change }) => {
    put({ 'first.yaml': 'old', 'other/x.yaml': 'old', '../elsewhere/x.yaml': 'theirs' });
    symlinkSync(to, join(root, at));
    const { value, diagnostics } = writeOutput(root, {
      unionLedger: [set('first.yaml', 'new')],
      files: [change],
      finalLedger: [],
    });
    expect(diagnostics.map((one) => one.code)).toEqual(['output/link']);
    expect(value).toEqual({ written: [], deleted: [] });
    expect(readFileSync(join(root, 'first.yaml'), 'utf8')).toBe('old');
    expect(readFileSync(join(root, '../elsewhere/x.yaml'), 'utf8')).toBe('theirs');
  });

  it('refuses a link that appears between the check and the write', () => {
    put({ '../elsewhere/.keep': '' });
    const before = (step: string) => {
      if (step === 'write new/x.yaml') symlinkSync('../elsewhere', join(root, 'new'));
    };
    const { diagnostics } = writeOutput(
      root,
      { unionLedger: [], files: [set('new/x.yaml', 'x')], finalLedger: [] },
      { before },
    );
    expect(diagnostics.map((one) => one.code)).toEqual(['output/link']);
    expect(readdirSync(join(root, '../elsewhere'))).toEqual(['.keep']);
  });

  const badPaths = [
    '../x.yaml',
    '/etc/x.yaml',
    'a/../../x.yaml',
    '',
    'a//b',
    '.git/config',
    'a/GIT~1/x',
    'a/.g\u200cit/hooks',
    'a\\..\\b',
  ];
  it.each(badPaths)('refuses the path %j before any write', (path) => {
    const { diagnostics } = writeOutput(root, {
      unionLedger: [set('ok', 'x')],
      files: [set(path, 'x')],
      finalLedger: [],
    });
    expect(diagnostics.map((one) => one.code)).toEqual(['publish/failed']);
    expect(existsSync(root)).toBe(false);
  });

  it('stops at a failure, keeps the union ledger and names file and cause', () => {
    put(BEFORE);
    const before = (step: string) => {
      if (step === 'write c/z.yaml') mkdirSync(join(root, 'c/z.yaml'), { recursive: true });
    };
    const { value, diagnostics } = writeOutput(root, STEPS, { before });
    expect(diagnostics.map((one) => [one.code, one.severity, one.message])).toEqual([
      ['publish/failed', 'error', 'c/z.yaml could not be written: EISDIR: illegal operation on a directory.'],
    ]);
    expect(value.deleted).toEqual(['b/y.yaml']);
    expect(onDisk()).toMatchObject({ [LEDGER]: 'both', [INDEX]: 'index of both', 'a/x.yaml': 'new x' });
    expect(existsSync(join(root, '.headwater/write.partial'))).toBe(false);
  });

  it('does not follow a link that takes the place of a file during a bulk write', () => {
    put({ 'x.yaml': 'old', '../elsewhere/x.yaml': 'theirs' });
    const before = (step: string) => {
      if (step !== 'write x.yaml') return;
      rmSync(join(root, 'x.yaml'));
      symlinkSync('../elsewhere/x.yaml', join(root, 'x.yaml'));
    };
    const many = Array.from({ length: 2001 }, (_, index) => set(index === 0 ? 'x.yaml' : `f${index}`, 'x'));
    const { diagnostics } = writeOutput(root, { unionLedger: [], files: many, finalLedger: [] }, { before });
    expect(diagnostics.map((one) => one.message)).toEqual([
      expect.stringMatching(/^x\.yaml could not be written: ELOOP/u),
    ]);
    expect(readFileSync(join(root, '../elsewhere/x.yaml'), 'utf8')).toBe('theirs');
  });

  it('says where a file stands in the way of a folder', () => {
    put({ team: 'a file' });
    const { diagnostics } = writeOutput(root, { unionLedger: [], files: [set('team/x.yaml', 'x')], finalLedger: [] });
    expect(diagnostics.map((one) => one.message)).toEqual(['team/x.yaml could not be written: team is no folder.']);
  });
});
