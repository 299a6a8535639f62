// Lines of a difference, the words that changed in them, and how they are drawn.
import { describe, expect, test } from 'vitest';
import { changedWords } from '../../../src/report/html/changed-words.ts';
import { diffLines } from '../../../src/report/html/diff-lines.ts';
import { diffBox } from '../../../src/report/html/diff.ts';
import { toMarkup } from '../../../src/report/html/piece.ts';

describe('changed words', () => {
  const marked = (before: string, after: string): readonly string[] | undefined => {
    const found = changedWords(before, after);
    return (
      found &&
      [found.before, found.after].map((side) =>
        side.map(({ text, changed }) => (changed ? `[${text}]` : text)).join(''),
      )
    );
  };
  test.each([
    ['replicas: 2', 'replicas: 3', ['replicas: [2]', 'replicas: [3]']],
    ['name: web-a.example', 'name: web-b.example', ['name: web-[a].example', 'name: web-[b].example']],
    [
      'key: "‹secret 9 bytes›"',
      'key: "‹secret 9 bytes #2›"',
      ['key: "[‹secret 9 bytes›]"', 'key: "[‹secret 9 bytes #2›]"'],
    ],
    ['- one two three', '- one three four', ['- one [two ]three', '- one three[ four]']],
    ['same', 'same', ['same', 'same']],
  ])('%s → %s', (before, after, expected) => {
    expect(marked(before, after)).toEqual(expected);
  });
  test('of lines with hardly a word in common nothing is marked', () => {
    expect(marked('apiVersion: v1', 'kind: Secret of another sort')).toBeUndefined();
  });
  test('of very long lines what lies between the common ends is marked', () => {
    const middle = Array.from({ length: 300 }, (_, at) => `w${at}`).join(' ');
    const head = 'x'.repeat(2000);
    expect(marked(`${head} ${middle}`, `${head} a ${middle} b`)?.[0]).toBe(`${head} [${middle}]`);
  });
});

describe('lines', () => {
  const types = (diff: string): readonly string[] =>
    diffLines(diff).map((line) =>
      line.type === 'gap' ? `gap ${line.line}` : `${line.type} ${line.stretches.map(({ text }) => text).join('')}`,
    );
  test('are what the hunks say, with a gap where lines are left out', () => {
    expect(types('@@ -1,2 +1,2 @@\n a\n-b\n+c\n@@ -9,2 +9,1 @@\n---x\n d\n\\ No newline at end of file\n')).toEqual([
      'context a',
      'removed b',
      'added c',
      'gap 9',
      'removed --x',
      'context d',
    ]);
  });
  test('of nothing are none', () => {
    expect(diffLines('')).toEqual([]);
  });
});

describe('the box', () => {
  const draw = (diff: string, more: Partial<Parameters<typeof diffBox>[1]> = {}): string =>
    toMarkup([diffBox(diff, { label: 'it', sideBySide: false, atOnce: 60, most: 500, ...more })]);
  test('tints lines and words, with glyphs beside the colours', () => {
    expect(draw('@@ -1,2 +1,2 @@\n kind: A\n-size: 1\n+size: 2\n')).toBe(
      '<div class="diff" tabindex="0" role="region" aria-label="Difference of it"><div class="lines">' +
        '<span><b> </b> kind: A</span><del><b>−</b> size: <mark>1</mark></del><ins><b>+</b> size: <mark>2</mark></ins></div></div>',
    );
  });
  test('shows masks in italics and marks quiet', () => {
    expect(draw(' a: ‹secret 2 bytes›\n b: ‹namespace›\n')).toContain('<i class="secret">‹secret 2 bytes›</i>');
    expect(draw(' b: ‹namespace›\n')).toContain('<i class="mark">‹namespace›</i>');
  });
  test('puts before and after beside each other', () => {
    const cells = draw('-a\n-b\n+c\n d\n', { sideBySide: true });
    expect(cells.match(/<(del|ins|span)[ >]/g)).toEqual(['<del>', '<ins>', '<del>', '<span ', '<span>', '<span>']);
  });
  test('keeps lines back, and says how many it leaves out', () => {
    const text = draw('+x\n'.repeat(30), { atOnce: 10, most: 20 });
    expect(text).toContain('<summary>all 30 lines</summary>');
    expect(text).toContain('10 more lines: headwater diff shows them');
    expect(text.match(/<ins>/g)).toHaveLength(20);
  });
});
