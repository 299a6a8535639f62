// The fast parser never differs from the full one: on texts made of lines it may trip over, on printed values, and on
// what printers of other houses write. A carriage return in the text makes sure that the full parser reads it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GAVE_UP, NO_CONTENT, parseFast, readsFast } from '../../src/yaml/fast.ts';
import { DEFAULT_LIMITS, parseYaml, printYaml } from '../../src/yaml/index.ts';
import type { YamlValue } from '../../src/yaml/index.ts';
import { values } from './values.ts';

function fast(text: string, maxDepth = DEFAULT_LIMITS.maxDepth): ReturnType<typeof parseFast> {
  return readsFast(text) ? parseFast(text, { start: 0, end: text.length }, maxDepth) : GAVE_UP;
}

function full(text: string, maxDepth = DEFAULT_LIMITS.maxDepth): ReturnType<typeof parseYaml> {
  return parseYaml(text.replaceAll('\n', '\r\n'), { maxDepth });
}

/** The fast answer, checked against the full one where there is a fast one. */
function both(text: string): YamlValue {
  const quick = fast(text);
  if (quick === GAVE_UP) return GAVE_UP;
  const { documents, problems } = full(text);
  expect(problems, text).toEqual([]);
  expect(
    documents.map((document) => document.value),
    text,
  ).toEqual(quick === NO_CONTENT ? [] : [quick.value]);
  return quick === NO_CONTENT ? null : quick.value;
}

const READ: readonly (readonly [string, string, YamlValue])[] = [
  ['maps in maps', 'a:\n  b:\n    c: 1\nd: x\n', { a: { b: { c: 1 } }, d: 'x' }],
  ['a list that is not indented', 'a:\n- 1\n- b: 2\n  c: 3\nd: e\n', { a: [1, { b: 2, c: 3 }], d: 'e' }],
  ['a list that is indented', 'a:\n  - 1\n  - - x\n    - z\n', { a: [1, ['x', 'z']] }],
  ['nothing behind a key', 'a:\nb:\n  c:\n', { a: null, b: { c: null } }],
  ['empty collections', 'a: {}\nb: []\nc:\n- {}\n', { a: {}, b: [], c: [{}] }],
  ['comments on their own lines', '# x\na: 1\n  # y\n\nb: 2\n#\n', { a: 1, b: 2 }],
  ['quotes', `a: "x\\n\\"y\\""\nb: 'it''s'\nc: "1"\n"d e": ''\n`, { a: 'x\n"y"', b: "it's", c: '1', 'd e': '' }],
  ['a block with blank lines', 'a: |\n  x\n\n    y\nb: 1\n', { a: 'x\n\n  y\n', b: 1 }],
  ['chomping', 'a: |-\n  x\n\nb: |+\n  y\n\nc: |\n  z\n\n', { a: 'x', b: 'y\n\n', c: 'z\n' }],
  ['marks inside a block', 'a: |\n  ---\n  # no comment\n  b: c\n', { a: '---\n# no comment\nb: c\n' }],
  ['scalars that are no texts', 'a: yes\nb: 0x10\nc: ~\nd: 1.5\ne: -3\n', { a: true, b: 16, c: null, d: 1.5, e: -3 }],
  ['addresses and images', 'a: https://x.io/y:1\nb: "x:1"\nf:x: 1\n', { a: 'https://x.io/y:1', b: 'x:1', 'f:x': 1 }],
  ['a folded plain text', 'a: one two\n  three\n  four\nb: 1\n', { a: 'one two three four', b: 1 }],
  [
    'a folded text in single quotes',
    "a: 'one: it''s\n  two''\n  ''three'\nb: 1\n",
    { a: "one: it's two' 'three", b: 1 },
  ],
  ['a folded text in double quotes', 'a: "one\\n\n  two\\"\n  three"\nb: 1\n', { a: 'one\n two" three', b: 1 }],
  ['folded items', '- a b\n  c\n- k: "x\n    y"\n', ['a b c', { k: 'x y' }]],
  ['letters of all scripts', 'a: größe\nb: "日本"\nc: 😀\n', { a: 'größe', b: '日本', c: '😀' }],
  ['dot keys', '.dockerconfigjson: x\n', { '.dockerconfigjson': 'x' }],
];

const LEFT_ALONE: readonly string[] = [
  'a: {b: c}\n', 'a: [b]\n', 'a: &x b\n', 'a: *x\n', 'a: !!str b\n', 'a: >\n  b\n', 'a: |2\n  b\n', 'a: b # c\n', 'a : b\n',
  'a:\tb\n', '\ta: b\n', 'a: b\r\n', 'a: b\n\n  c\n', 'yes: 1\n', '1: 2\n', '.5: 2\n', '.inf: 1\n', 'a: 1\na: 2\n', 'a: .inf\n',
  '__proto__: 1\n', 'constructor: 1\n', 'a: "b" c\n', "a: 'b' 'c'\n", 'a: "\\x41"\n', 'a: "\\ud800"\n', 'a: b: c\n', 'a: b:\n',
  'a:\n - b\n- c\n', 'a:\n  b: 1\n c: 2\n', '-a: 1\n- b\n', 'a: |\n\n  b\n', 'a: |\n\tb\n', 'a: |\n  b', '--- a\n', 'text\n',
  '? a\n: b\n', 'a: @b\n', 'a: %b\n', 'a: `b\n', 'a: - b\n', '- - \n', 'a: ]\n', 'a: "b\n', 'a: \'b\n', 'a:  b\n', '-  a\n',
  'a: b \n', 'a: "b\t\n  c"\n', 'a: "b\n\n  c"\n', 'a: b\n  c: d\n', '... \na: 1\n', '%YAML 1.1\n---\na: 1\n', 'a: "b\\\n  c"\n',
]; // prettier-ignore

/** Lines and parts of lines that mean something to a YAML reader. */
const PARTS = [
  ...[
    'a',
    'b',
    'key',
    'yes',
    'null',
    '1',
    '1.5',
    '0x1',
    '.5',
    '-',
    '- ',
    '- - ',
    ': ',
    ':',
    ' ',
    '  ',
    '    ',
    '\t',
    '\n',
    '\n\n',
  ],
  ...[
    '\n  ',
    '\n    ',
    '\n- ',
    '\n  - ',
    'a: ',
    'b: ',
    'c:',
    '"',
    "'",
    "''",
    '\\"',
    '\\',
    '\\n',
    '\\u00e9',
    '|',
    '|-',
    '|+',
    '>',
    '#',
  ],
  ...[
    ' #',
    '{}',
    '[]',
    '{',
    ']',
    ',',
    '&a ',
    '*a',
    '!t ',
    '---',
    '---\n',
    '...',
    '%',
    '@',
    '?',
    '? ',
    'é',
    '~',
    '<<: ',
    '__proto__: ',
  ],
];

describe('the fast parser', () => {
  it.each(READ)('reads %s', (_, text, value) => expect(both(text)).toEqual(value));
  it.each(LEFT_ALONE)('leaves %j to the full parser', (text) => expect(fast(text)).toBe(GAVE_UP));
  it.each(['', '---\n', '# c\n', '---\n# c\n\n  \n'])('finds nothing in %j', (text) =>
    expect(fast(text)).toBe(NO_CONTENT),
  );

  it('reads as the full parser does whatever the lines', () => {
    const text = fc.array(fc.constantFrom(...PARTS), { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (body) => void both(body)),
      { numRuns: 30_000 },
    );
    fc.assert(
      fc.property(text, (body) => void both(`a: ${body}\n`)),
      { numRuns: 30_000 },
    );
    fc.assert(
      fc.property(text, text, (x, y) => void both(`a:\n  b: ${x}\n  c: ${y}\nd: 1\n`)),
      { numRuns: 20_000 },
    );
  });

  it('reads most printed values, and reads them right', () => {
    let read = 0;
    let seen = 0;
    const property = fc.property(fc.dictionary(fc.string({ minLength: 1 }), values()), (map) => {
      seen += 1;
      if (both(printYaml(map)) !== GAVE_UP) read += 1;
    });
    fc.assert(property, { numRuns: 2_000 });
    expect(read).toBeGreaterThan(seen / 10);
  });

  it.each([1, 2, 3, 4, 5])('stops at the depth where the full parser stops: %d', (maxDepth) => {
    for (const text of ['a: 1\n', 'a: {}\n', 'a:\n  b: 1\n', 'a:\n- b: []\n', '- - - 1\n', '- - a:\n    - {}\n']) {
      const quick = fast(text, maxDepth);
      if (full(text, maxDepth).problems.length > 0) expect(quick).toBe(GAVE_UP);
    }
  });

  it('gives up on ten thousand levels without an overflow', () => {
    expect(fast('- '.repeat(10_000) + 'a\n')).toBe(GAVE_UP);
    expect(fast(Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''))).toBe(GAVE_UP);
  });
});
