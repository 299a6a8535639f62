// Places inside scalars: a table of the ways to write one, and random scalars put together from pieces of which each says what it
// is read as, so that the place of each unit is known from the making.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, parseYaml } from '../../src/yaml/index.ts';
import type { YamlDocument, YamlParse, YamlPosition, YamlValue } from '../../src/yaml/index.ts';

/** What is written, and what it is read as: nothing, one unit, or the two of a pair. */
type Piece = readonly [written: string, read: string];

function only({ documents, problems }: YamlParse): YamlDocument {
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  return documents[0]!;
}

function brief({ line, column }: YamlPosition): string {
  return `${line}:${column}`;
}

/** Line and column of an offset, counted the slow way. */
function positionIn(text: string, offset: number): YamlPosition {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** Places of the unit `mark` of the text at `path`, of its start and of its end. */
function placesOf(document: YamlDocument, path: readonly (string | number)[], mark: string): string[] {
  const text = at(document.value, path) as string;
  return [text.indexOf(mark), 0, text.length].map((offset) => brief(document.positionWithin(path, offset)));
}

function at(value: YamlValue, path: readonly (string | number)[]): YamlValue {
  return path.reduce<YamlValue>((found, step) => (found as Record<string, YamlValue>)[step]!, value);
}

/** Title, text, path, and the places of `X`, of the start and of the end of what the path leads to. */
const TABLE: readonly (readonly [string, string, readonly (string | number)[], readonly [string, string, string]])[] = [
  ['a plain text', 'a: bX c\n', ['a'], ['1:5', '1:4', '1:8']],
  ['a plain text with a comment', 'a: bX c # d\n', ['a'], ['1:5', '1:4', '1:8']],
  ['a plain text of several lines', 'a: b c  \n  d\n\n  eX\nf: 1\n', ['a'], ['4:4', '1:4', '4:5']],
  ['a plain text below its key', 'a:\n  b\n  X\n', ['a'], ['3:3', '2:3', '3:4']],
  ['a plain text in a flow list', '[a, b X]\n', [1], ['1:7', '1:5', '1:8']],
  ['single quotes', "a: 'it''s X' # d\n", ['a'], ['1:11', '1:5', '1:12']],
  ['single quotes over lines', "a: 'b''\n\n \t c X '\n", ['a'], ['3:6', '1:5', '3:8']],
  ['double quotes', 'a: "\\u00e9\\n\\x41\\"X"\n', ['a'], ['1:19', '1:5', '1:20']],
  ['double quotes over lines', 'a: "b \\\n  \\ c\n\n  X"\n', ['a'], ['4:3', '1:5', '4:4']],
  ['a character beyond 16 bits', 'a: "\\U0001F600😀X"\n', ['a'], ['1:17', '1:5', '1:18']],
  ['an escape of 8 digits that is one unit', 'a: "\\U00000041X"\n', ['a'], ['1:15', '1:5', '1:16']],
  ['a literal block', 'a: |\n  b\n   cX\n', ['a'], ['3:5', '2:3', '3:6']],
  ['a literal block without its last break', 'a: |-\n  b\n   cX\n\nd: 1\n', ['a'], ['3:5', '2:3', '3:6']],
  ['a literal block with its last lines', 'a: |+ # e\n  bX\n\n\nd: 1\n', ['a'], ['2:4', '2:3', '4:1']],
  ['a literal block that says its indentation', '- - |1-\n     X\n', [0, 0], ['2:6', '2:4', '2:7']],
  ['a literal block with empty lines in front', 'a: |\n\n \n  X\n', ['a'], ['4:3', '2:1', '4:4']],
  ['a literal block at the end of the text', 'a: |\n  b\n  X', ['a'], ['3:3', '2:3', '3:4']],
  ['a literal block with tabs', 'a: |\n  \tb\tX\n', ['a'], ['2:6', '2:3', '2:7']],
  ['a folded block', 'a: >-\n  b.c\n    + X\nd: 1\n', ['a'], ['3:7', '2:3', '3:8']],
  ['a folded block of one paragraph', 'a: >\n  b\n  c X\n  d\n', ['a'], ['3:5', '2:3', '4:4']],
  ['a folded block of paragraphs', 'a: >2+\n  b\n\n\n    c\n  d\n  X\n\n', ['a'], ['7:3', '2:3', '8:1']],
  ['CR LF', 'a: >-\r\n  b\r\n  c\r\n\r\n  X\r\nd: "e\r\n  f"\r\n', ['a'], ['5:3', '2:3', '5:4']],
  ['CR LF in quotes', 'a: "b\r\n\r\n  X"\r\n', ['a'], ['3:3', '1:5', '3:4']],
  ['the first text of a list', '- |-\n  X\n', [0], ['2:3', '2:3', '2:4']],
  ['an anchor and a tag', 'a: !!str &b "cX"\n', ['a'], ['1:15', '1:14', '1:16']],
  ['an alias', 'a: &b |\n  c X\nd: *b\n', ['d'], ['2:5', '2:3', '2:6']],
  ['an alias of a key', '&k aX: 1\nb: *k\n', ['b'], ['1:5', '1:4', '1:6']],
  ['what a merge brings', 'a: &b\n  c: "dX"\ne:\n  <<: *b\n', ['e', 'c'], ['2:8', '2:7', '2:9']],
  ['the root', '--- >\n  b\n  X\n', [], ['3:3', '2:3', '3:4']],
  ['a later document', 'a: 1\n---\na: |\n  X\n', ['a'], ['4:3', '4:3', '4:4']],
  ['a byte order mark', '\ufeffa: "X"\n', ['a'], ['1:6', '1:6', '1:7']],
];

const JSON_TABLE: typeof TABLE = [
  ['a text of JSON', '{"a":\n "\\u0041\\n\\"X/\\/" }', ['a'], ['2:13', '2:3', '2:17']],
  ['an item of JSON', '[1, "\\ud83d\\ude00X"]', [1], ['1:18', '1:6', '1:19']],
  ['the root of JSON', ' "bX"', [], ['1:4', '1:3', '1:5']],
  ['a key of JSON that has escapes', '{"\\u0061:" :\t"X"}', ['a:'], ['1:15', '1:15', '1:16']],
];

describe('positionWithin', () => {
  it.each(TABLE)('%s', (_, text, path, places) => {
    const document = parseYaml(text).documents.at(-1)!;
    expect(placesOf(document, path, 'X')).toEqual(places);
  });

  it.each(JSON_TABLE)('%s', (_, text, path, places) => {
    expect(placesOf(only(parseJson(text)), path, 'X')).toEqual(places);
    expect(placesOf(only(parseYaml(text)), path, 'X')).toEqual(places);
  });

  it('stays inside the text', () => {
    for (const document of [only(parseYaml('a: "bc"\n')), only(parseJson('{"a":"bc"}'))]) {
      const start = brief(document.positionWithin(['a'], 0));
      const end = brief(document.positionWithin(['a'], 2));
      expect(brief(document.positionWithin(['a'], -1))).toBe(start);
      expect(brief(document.positionWithin(['a'], 99))).toBe(end);
    }
  });

  it.each<readonly [string, string, readonly (string | number)[], string]>([
    ['a number is what is written', 'a: 0x10\n', ['a'], '1:6'],
    ['a collection is its start', 'a:\n  b: 1\n', ['a'], '2:3'],
    ['an absent value is on the line of its key', 'a: 1\nb:\n\nc: 1\n', ['b'], '2:1'],
    ['an absent value with a tag', 'a: 1\nb: !!str\nc: 1\n', ['b'], '2:4'],
    ['an empty block is its header', 'a: |- # x\nc: 1\n', ['a'], '1:10'],
    ['an empty block of CR LF is its header', 'a: >\r\nc: 1\r\n', ['a'], '1:5'],
    ['an empty text is between its quotes', "a: ''\n", ['a'], '1:5'],
    ['base64 is its start', 'a: !!binary |\n  YWJj\n', ['a'], '2:3'],
    ['base64 in quotes is its start', 'a: !!binary "YWJj"\n', ['a'], '1:13'],
    ['what is not there is its nearest ancestor', 'a:\n  b: cde\n', ['a', 'x'], '1:1'],
    ['below a text is nothing', 'a:\n  b: cde\n', ['a', 'b', 'x'], '2:3'],
  ])('%s', (_, text, path, place) => {
    expect(brief(only(parseYaml(text)).positionWithin(path, 2))).toBe(place);
  });

  it('of JSON has the same answers for what is no text', () => {
    const document = only(parseJson('{"a": 123, "b" : [true, {}], "c": null}'));
    const place = (...path: (string | number)[]): string => brief(document.positionWithin(path, 2));
    expect(place('a')).toBe('1:9');
    expect(place('b')).toBe('1:18');
    expect(place('b', 0)).toBe('1:21');
    expect(place('b', 1)).toBe('1:25');
    expect(place('b', 2)).toBe('1:12');
    expect(place()).toBe('1:1');
  });
});

const BREAKS = ['\n', '\r\n', '\r'] as const;
const LETTERS: readonly Piece[] = ['a', 'b', ':', '-', '.', '(', 'é', '😀', '{{', '\u2028'].map((unit) => [unit, unit]);
const QUOTES: readonly Piece[] = [["''", "'"]];
const ESCAPES: readonly Piece[] = [
  ['\\n', '\n'],
  ['\\"', '"'],
  ['\\\\', '\\'],
  ['\\t', '\t'],
  ['\\x41', 'A'],
  ['\\u00e9', 'é'],
  ['\\U0001F600', '😀'],
  ['\\U00000042', 'B'],
  ['\\ ', ' '],
  ['\\/', '/'],
];

function word(...pieces: (readonly Piece[])[]): fc.Arbitrary<readonly Piece[]> {
  return fc.array(fc.constantFrom(...pieces.flat()), { minLength: 1, maxLength: 5 });
}

/** A line break in a plain or quoted text, with blanks around it: of several, the first is nothing. */
function folds(breakMark: string): fc.Arbitrary<readonly Piece[]> {
  const blanks = fc.constantFrom('', ' ', '  ', '\t');
  return fc.tuple(blanks, fc.array(blanks, { maxLength: 3 }), blanks).map(([before, empty, after]) => [
    [before, ''],
    [breakMark, empty.length === 0 ? ' ' : ''],
    ...empty.flatMap((blank): Piece[] => [
      [blank, ''],
      [breakMark, '\n'],
    ]),
    [`  ${after}`, ''],
  ]);
}

/** Words with blanks and line breaks between them. */
function flow(
  words: fc.Arbitrary<readonly Piece[]>,
  breakMark: string,
  ends: readonly [Piece, Piece] = [
    ['', ''],
    ['', ''],
  ],
  more: readonly (readonly Piece[])[] = [],
): fc.Arbitrary<readonly Piece[]> {
  const gap = fc.oneof(
    fc.constantFrom<readonly Piece[]>(
      [[' ', ' ']],
      [
        [' ', ' '],
        ['\t', '\t'],
      ],
      ...more,
    ),
    folds(breakMark),
  );
  const rest = fc.array(fc.tuple(gap, words), { maxLength: 5 });
  return fc
    .tuple(words, rest)
    .map(([first, others]) => [
      ends[0],
      ...first,
      ...others.flatMap(([between, next]) => [...between, ...next]),
      ends[1],
      [breakMark, ''],
    ]);
}

interface BlockShape {
  readonly folded: boolean;
  readonly indent: number;
  readonly explicit: boolean;
  readonly chomping: '' | '-' | '+';
  readonly lines: readonly (readonly Piece[])[];
  readonly breakMark: string;
}

/** A block of lines; a line without pieces is empty, and one that starts with a blank is not folded. */
function block({ folded, indent, explicit, chomping, lines, breakMark }: BlockShape): readonly Piece[] {
  const header = `${folded ? '>' : '|'}${explicit ? indent : ''}${chomping} # c${breakMark}`;
  const last = lines.findLastIndex((line) => line.length > 0);
  const body = lines.flatMap((line, index): Piece[] => [
    [line.length === 0 ? '' : ' '.repeat(indent), ''],
    ...line,
    [breakMark, lineEnd({ folded, chomping, lines }, index, last)],
  ]);
  return [[header, ''], ...body];
}

function lineEnd(
  { folded, chomping, lines }: Pick<BlockShape, 'folded' | 'chomping' | 'lines'>,
  index: number,
  last: number,
) {
  if (index > last) return chomping === '+' ? '\n' : '';
  if (index === last) return chomping === '-' ? '' : '\n';
  const line = lines[index]!;
  if (!folded || line.length === 0) return '\n';
  const next = lines.slice(index + 1).find((one) => one.length > 0)!;
  if (isDeep(line) || isDeep(next)) return '\n';
  return lines[index + 1]!.length === 0 ? '' : ' ';
}

function isDeep([first]: readonly Piece[]): boolean {
  return first![1] === ' ' || first![1] === '\t';
}

function blocks(breakMark: string): fc.Arbitrary<readonly Piece[]> {
  const blanks: readonly Piece[] = [
    [' ', ' '],
    ['\t', '\t'],
    ['#', '#'],
    ["'", "'"],
    ['\\n'.charAt(0), '\\'],
  ];
  const line = fc.oneof(word(LETTERS, blanks), fc.constant<readonly Piece[]>([]));
  return fc
    .record({
      folded: fc.boolean(),
      indent: fc.integer({ min: 1, max: 4 }),
      chomping: fc.constantFrom('' as const, '-' as const, '+' as const),
      lines: fc.array(line, { minLength: 1, maxLength: 7 }).filter((lines) => lines.some((one) => one.length > 0)),
    })
    .map((shape) => block({ ...shape, explicit: startsDeep(shape.lines), breakMark }));
}

/** Only then the indentation cannot be seen. */
function startsDeep(lines: readonly (readonly Piece[])[]): boolean {
  return isDeep(lines.find((line) => line.length > 0)!);
}

const STYLES: Readonly<Record<string, (breakMark: string) => fc.Arbitrary<readonly Piece[]>>> = {
  plain: (mark) => flow(word(LETTERS).map((letters): readonly Piece[] => [['x', 'x'], ...letters, ['y', 'y']]), mark),
  'in single quotes': (mark) => flow(word(LETTERS, QUOTES), mark, [["'", ''], ["'", '']]),
  'in double quotes': (mark) => flow(word(LETTERS, ESCAPES), mark, [['"', ''], ['"', '']], [[[`\\${mark}   `, '']]]),
  'in blocks': blocks,
}; // prettier-ignore

/** Holds the place of each unit of the text between `before` and `after` to where its piece stands. */
function holds(document: YamlDocument, source: string, pieces: readonly Piece[], before: string): void {
  expect((document.value as Record<string, YamlValue>)['b'], source).toBe(pieces.map(([, read]) => read).join(''));
  let offset = 0;
  let written = before.length;
  for (const [mark, read] of pieces) {
    for (let unit = 0; unit < read.length; unit += 1) {
      const copied = mark === read ? unit : 0;
      const place = document.positionWithin(['b'], offset + unit);
      expect({ offset, ...place }, JSON.stringify(source)).toEqual({ offset, ...positionIn(source, written + copied) });
    }
    offset += read.length;
    written += mark.length;
  }
}

describe('positionWithin of random texts', () => {
  it.each(Object.entries(STYLES))('%s points at each unit', (_, style) => {
    const given = fc.constantFrom(...BREAKS).chain((mark) => style(mark).map((pieces) => ({ mark, pieces })));
    const property = fc.property(given, fc.boolean(), ({ mark, pieces }, deep) => {
      const before = deep ? `x: 1${mark}---${mark}a:${mark} - 1${mark}b: ` : 'b: ';
      const source = `${before}${pieces.map(([written]) => written).join('')}c: 1${mark}`;
      const { documents, problems } = parseYaml(source);
      expect(problems, JSON.stringify(source)).toEqual([]);
      holds(documents.at(-1)!, source, pieces, before);
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it('of JSON points at each unit', () => {
    const short = ESCAPES.filter(([written]) => /^\\[n"\\tu/]/.test(written));
    const pair: readonly Piece[] = [
      ['\\ud83d', '\ud83d'],
      ['\\ude00', '\ude00'],
    ];
    const text = fc.array(fc.oneof(word(LETTERS, short), fc.constant(pair)), { maxLength: 4 }).map((all) => all.flat());
    const property = fc.property(text, (pieces) => {
      const before = '\n{"a": [{}],\r\n "b":\t"';
      const source = `${before}${pieces.map(([written]) => written).join('')}"}\n`;
      holds(only(parseJson(source)), source, pieces, before);
      holds(only(parseYaml(source.replace('\t', ' '))), source, pieces, before);
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});

it('places are told in any order of the scalars', () => {
  const document = only(parseYaml('a: "\\tbX"\nc:\n- |\n  dX\n- 1\n'));
  const places = [['a'], ['c', 0], ['a'], ['c', 1], ['c', 0], ['c'], ['a']].map((path) =>
    brief(document.positionWithin(path, 1)),
  );
  expect(places).toEqual(['1:7', '4:4', '1:7', '5:4', '4:4', '3:1', '1:7']);
});
