import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileChange } from '../../src/model/file-change.ts';
import type { Resource } from '../../src/model/resource.ts';
import { unifiedDiff } from '../../src/render/index.ts';

function patch(before: string | undefined, after: string | undefined, path = 'a.yaml'): string {
  return unifiedDiff(
    [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }],
    'output/',
  );
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}\n`);
}

function aSecret(password: string): Resource {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { password: btoa(password) } };
}

describe('unifiedDiff', () => {
  test('writes a new file against nothing', () => {
    expect(patch(undefined, 'a\nb\n')).toBe(
      'diff --git a/output/a.yaml b/output/a.yaml\nnew file mode 100644\n--- /dev/null\n+++ b/output/a.yaml\n@@ -0,0 +1,2 @@\n+a\n+b\n',
    );
  });

  test('writes a file that goes against nothing', () => {
    expect(patch('a\n', undefined)).toBe(
      'diff --git a/output/a.yaml b/output/a.yaml\ndeleted file mode 100644\n--- a/output/a.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n',
    );
  });

  test('shows three lines around a change, and two far changes in two hunks', () => {
    const before = numbered(20);
    const after = before.with(4, 'five\n').with(15, 'sixteen\n');
    expect(patch(before.join(''), after.join('')).split('\n').slice(3)).toEqual([
      '@@ -2,7 +2,7 @@',
      ' line 2',
      ' line 3',
      ' line 4',
      '-line 5',
      '+five',
      ' line 6',
      ' line 7',
      ' line 8',
      '@@ -13,7 +13,7 @@',
      ' line 13',
      ' line 14',
      ' line 15',
      '-line 16',
      '+sixteen',
      ' line 17',
      ' line 18',
      ' line 19',
      '',
    ]);
  });

  test('joins changes that are six lines apart, and parts them at seven', () => {
    const before = numbered(20);
    const hunks = (distance: number): number => {
      const after = before.with(4, 'x\n').with(5 + distance, 'y\n');
      return patch(before.join(''), after.join(''))
        .split('\n')
        .filter((line) => line.startsWith('@@')).length;
    };
    expect([hunks(6), hunks(7)]).toEqual([1, 2]);
  });

  test('says where a text has no line end', () => {
    expect(patch('a\nb', 'a\nb\n').split('\n').slice(4)).toEqual([
      ' a',
      '-b',
      '\\ No newline at end of file',
      '+b',
      '',
    ]);
  });

  test('sorts files by path', () => {
    const text = unifiedDiff(
      [
        { path: 'b.yaml', after: 'b\n' },
        { path: 'a.yaml', after: 'a\n' },
      ],
      '',
    );
    expect(text.indexOf('a/a.yaml')).toBeLessThan(text.indexOf('a/b.yaml'));
  });

  test('replaces the middle of two long texts that have little in common, in time', () => {
    const before = Array.from({ length: 5000 }, (_, index) => `old ${index}\n`);
    const after = Array.from({ length: 5000 }, (_, index) => `new ${index}\n`);
    const text = patch(`top\n${before.join('')}end\n`, `top\n${after.join('')}end\n`);
    expect(text.split('\n').slice(3, 6)).toEqual(['@@ -1,5002 +1,5002 @@', ' top', '-old 0']);
    expect(text.split('\n')).toHaveLength(3 + 1 + 2 + 10_000 + 1);
  }, 5000);

  test('gives a Secret in comments, with its keys and without its values', () => {
    const [before, after] = [aSecret('swordfish'), aSecret('barracuda')];
    const changes: readonly FileChange[] = [
      { path: 's.yaml', before: 'plain swordfish\n', after: 'plain barracuda\n', sensitive: { before, after } },
    ];
    const text = unifiedDiff(changes, 'output/');
    expect(
      text
        .trimEnd()
        .split('\n')
        .every((line) => line.startsWith('# ')),
    ).toBe(true);
    expect(text).toContain('# -  password: "‹secret 9 bytes›"');
    expect(text).toContain('# +  password: "‹secret 9 bytes #2, changed›"');
    expect(text).not.toMatch(/swordfish|barracuda/);
    expect(text).not.toContain(btoa('swordfish'));
  });

  test('says nothing of a file that stays, and one sentence of a Secret in a new form', () => {
    const secret = aSecret('x');
    expect(patch('a\n', 'a\n')).toBe('');
    const change = {
      path: 's.yaml',
      before: 'cipher 1\n',
      after: 'cipher 2\n',
      sensitive: { before: secret, after: secret },
    };
    expect(unifiedDiff([change], 'output/')).toBe('# output/s.yaml changes, with no difference to show\n');
  });

  test('shows nothing of a sensitive text whose object is not known', () => {
    expect(unifiedDiff([{ path: 's.yaml', before: 'password: hunter2\n', sensitive: {} }], '')).not.toContain(
      'hunter2',
    );
  });
});

function gitThere(): boolean {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
}

const git = gitThere();

describe.skipIf(!git)(`git apply (skipped where git is not installed)`, () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headwater-apply-'));
    execFileSync('git', ['init', '-q', folder]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function applied(changes: readonly FileChange[], prefix = 'output/'): ReadonlyMap<string, string | undefined> {
    rmSync(join(folder, 'output'), { recursive: true, force: true });
    for (const { path, before } of changes) {
      if (before === undefined) continue;
      mkdirSync(dirname(join(folder, prefix, path)), { recursive: true });
      writeFileSync(join(folder, prefix, path), before);
    }
    const input = unifiedDiff(changes, prefix);
    execFileSync('git', ['apply', '--allow-empty', '--whitespace=nowarn', '-'], { cwd: folder, input });
    return new Map(
      changes.map(({ path }) => {
        const file = join(folder, prefix, path);
        return [path, existsSync(file) ? readFileSync(file, 'utf8') : undefined];
      }),
    );
  }

  function afters(changes: readonly FileChange[]): ReadonlyMap<string, string | undefined> {
    return new Map(changes.map(({ path, after }) => [path, after]));
  }

  const line = fc.constantFrom(
    'a',
    'b',
    'c',
    '',
    ' ',
    '- x',
    '+ y',
    '--- a',
    '@@ -1 +1 @@',
    'é',
    'x\r',
    '# z',
    'diff --git a/x b/x',
    '\\ No',
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
    .map(([lines, isEnded]) => lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : ''));
  const edited = text.chain((before) =>
    fc.tuple(
      fc.constant(before),
      fc.oneof(
        text,
        fc.array(fc.tuple(fc.nat(30), line), { maxLength: 4 }).map((edits) => {
          const lines = before.split('\n');
          for (const [index, replaced] of edits) if (index < lines.length) lines[index] = replaced;
          return lines.join('\n');
        }),
      ),
    ),
  );

  test('makes the text after of the text before, for any texts', () => {
    const change = fc
      .tuple(edited, fc.constantFrom('both', 'new', 'gone'))
      .map(([[before, after], which]): Omit<FileChange, 'path'> => ({
        ...(which !== 'new' && { before }),
        ...(which !== 'gone' && { after }),
      }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (contents) => {
        const changes = contents.map((content, index) => ({ ...content, path: `ns/file-${index}.yaml` }));
        expect(applied(changes)).toEqual(afters(changes));
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    'with blank.yaml',
    'a%3Ab.yaml',
    'quo"te.yaml',
    'tab\there.yaml',
    'back\\slash.yaml',
    'é/ü 漢.yaml',
    ' lead.yaml',
    'b/b.yaml',
    '‹x›.yaml',
  ])('takes the path %j, new, changed and gone', (path) => {
    for (const content of [{ after: 'x\n' }, { before: 'x\n', after: 'y\n' }, { before: 'y\n' }]) {
      const changes = [{ path, ...content }];
      expect(applied(changes)).toEqual(afters(changes));
    }
  });

  test('takes a file that is empty, and files at the root of the repository', () => {
    const changes = [
      { path: 'empty.yaml', after: '' },
      { path: 'was-empty.yaml', before: '' },
    ];
    expect(applied(changes)).toEqual(afters(changes));
    expect(applied([{ path: 'top.yaml', before: 'a\n' }], '')).toEqual(new Map([['top.yaml', undefined]]));
  });

  test('never writes masks into a file, and takes the files around it', () => {
    const [before, after] = [aSecret('one'), aSecret('two')];
    const changes: readonly FileChange[] = [
      { path: 'a.yaml', before: 'a', after: 'b' },
      { path: 'm.yaml', before: 'old values\n', after: 'new values\n', sensitive: { before, after } },
      { path: 'n.yaml', after: 'new values\n', sensitive: { after } },
      { path: 'z.yaml', after: 'z\n' },
    ];
    expect([...applied(changes)]).toEqual([
      ['a.yaml', 'b'],
      ['m.yaml', 'old values\n'],
      ['n.yaml', undefined],
      ['z.yaml', 'z\n'],
    ]);
  });
});
