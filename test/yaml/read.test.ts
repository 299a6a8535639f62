// Bad and odd texts: what is refused, with which code and where, and what is read although it looks bad.
import { describe, expect, it } from 'vitest';
import { decodeText, parseFirstDocument, parseJson, parseYaml, printJson } from '../../src/yaml/index.ts';
import type { YamlParse, YamlProblem, YamlValue } from '../../src/yaml/index.ts';

/** Code and place of each problem, in short. */
function brief({ problems }: YamlParse): string[] {
  return problems.map(({ code, at }) => `${code} ${at.line}:${at.column}`);
}

function valuesOf({ documents }: YamlParse): YamlValue[] {
  return documents.map((document) => document.value);
}

function bytes(...parts: (string | number[])[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

const REFUSED: readonly (readonly [string, string, string])[] = [
  ['a tab as indentation', 'a:\n\tb: 1\n', 'syntax 2:1'],
  ['a quote that is not closed', 'a: 1\nb: "x\n', 'syntax 3:1'],
  ['two colons in a line', 'a: 1\nb: c: d\n', 'syntax 2:5'],
  ['wrong indentation', 'a:\n    b: 1\n  c: 2\n', 'syntax 3:3'],
  ['an alias without anchor', 'a: *b\n', 'syntax 1:4'],
  ['an anchor in itself', 'a: &x\n  b: *x\n', 'self-reference 2:6'],
  ['an anchor in its own merge', 'a: &x\n  <<: *x\n', 'self-reference 2:7'],
  ['ten thousand lists', '['.repeat(10_000), 'depth-limit 1:202'],
  ['ten thousand maps', '{a: '.repeat(10_000), 'depth-limit 1:802'],
  ['ten thousand lists in blocks', '- '.repeat(10_000), 'depth-limit 1:405'],
  ['a key twice', 'a: 1\nb: 2\na: 3\n', 'duplicate-key 3:1'],
  ['a key twice, deep and in quotes', 'x:\n- a: 1\n  "a": 2\n', 'duplicate-key 3:3'],
  ['two keys of one text', '{1: a, "1": b}', 'duplicate-key 1:8'],
  ['two spellings of a number as keys', '1_000: a\n1000: b\n', 'duplicate-key 2:1'],
  ['a tag nobody knows', 'a: b\nc: !!js/function x\n', 'tag 2:18'],
  ['half of a surrogate pair in an escape', 'a: "\\ud800"\n', 'surrogate 1:4'],
  ['a pair the wrong way round', 'a: "\\ude00\\ud83d"\n', 'surrogate 1:4'],
  ['half of a surrogate pair in the text', 'a: x\ud800\n', 'surrogate 1:5'],
  ['an escape beyond Unicode', 'a: "\\U00110000"\n', 'syntax 1:4'],
  ['a NUL', 'a: b\nc: \0\n', 'encoding 2:4'],
  ['a control character', 'a: b\nc: x\u0007\n', 'syntax 2:5'],
];

describe('parseYaml', () => {
  it.each(REFUSED)('refuses %s', (_, text, problem) => {
    const parsed = parseYaml(text);
    expect(brief(parsed)).toEqual([problem]);
    expect(parsed.documents).toEqual([]);
  });

  it('names both places of a duplicate key', () => {
    const [problem] = parseYaml('# c\na: 1\nb:\n  c: 1\n  c: 2\n').problems;
    expect(problem).toMatchObject({ code: 'duplicate-key', at: { line: 5, column: 3 }, also: { line: 4, column: 3 } });
    expect(problem?.message).toContain('"c"');
  });

  it('refuses an alias bomb before it grows', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const name of 'bcdefghij') {
      const before = String.fromCharCode(name.charCodeAt(0) - 1);
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`);
    }
    const start = process.memoryUsage().heapUsed;
    const parsed = parseYaml(lines.join('\n'));
    expect(process.memoryUsage().heapUsed - start).toBeLessThan(32 * 1024 * 1024);
    expect(parsed.problems.map((problem) => problem.code)).toEqual(['alias-limit']);
    expect(parsed.problems[0]?.message).toContain('maxNodes');
  });

  it('counts aliases, merges and depth behind aliases against the limits', () => {
    const codes = (text: string, limits: object): string[] =>
      parseYaml(text, limits).problems.map((problem) => problem.code);
    expect(codes('a: &a [1, 2]\nb: [*a, *a]\n', { maxNodes: 6 })).toEqual([]);
    expect(codes('a: &a [1, 2]\nb: [*a, *a]\n', { maxNodes: 5 })).toEqual(['alias-limit']);
    expect(codes('a: &a {x: 1}\nb: {<<: *a}\n', { maxNodes: 1 })).toEqual(['alias-limit']);
    expect(codes('a: &a [[1]]\nb: [*a]\n', { maxDepth: 4 })).toEqual([]);
    expect(codes('a: &a [[1]]\nb: [*a]\n', { maxDepth: 3 })).toEqual(['depth-limit']);
  });

  it('shares what an alias names and resolves anchors on keys', () => {
    expect(brief(parseYaml('&k c: d\n*k : f\n'))).toEqual(['duplicate-key 2:1']);
    const [fine] = valuesOf(parseYaml('a: &a {x: 1}\nb: *a\n&k c: d\ne: *k\n')) as { a: object; b: object }[];
    expect(fine).toEqual({ a: { x: 1 }, b: { x: 1 }, c: 'd', e: 'c' });
    expect(fine?.a).toBe(fine?.b);
  });

  it('reads on after a broken document, and tells all that is wrong with one', () => {
    const parsed = parseYaml('a: 1\n---\nb: [\n---\nc: 3\n---\nd: !x 1\ne: .inf\nd: 2\n');
    expect(valuesOf(parsed)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(brief(parsed)).toEqual(['syntax 4:1', 'tag 7:7', 'number 8:4', 'duplicate-key 9:1']);
  });

  it('skips empty documents and those with only comments, and keeps a mark inside a block', () => {
    const text = '# only a comment\n---\n---\n# c\n\n---\na: |\n  ---\n  x\n---\n\n...\n---\nnull\n';
    expect(valuesOf(parseYaml(text))).toEqual([{ a: '---\nx\n' }, null]);
    expect(parseYaml('')).toEqual({ documents: [], problems: [] });
  });

  it('takes a byte order mark, CR LF, lone CR, directives, and U+2028 in texts', () => {
    expect(valuesOf(parseYaml('\ufeffa: b\r\nc:\r\n- d\r\n---\r\ne: f\r\n'))).toEqual([
      { a: 'b', c: ['d'] },
      { e: 'f' },
    ]);
    expect(valuesOf(parseYaml('a: b\rc: d\r---\re: f'))).toEqual([{ a: 'b', c: 'd' }, { e: 'f' }]);
    expect(valuesOf(parseYaml('%YAML 1.1\n%TAG !k! tag:yaml.org,2002:\n---\na: !k!str 1\n...\n---\nb\n'))).toEqual([
      { a: '1' },
      'b',
    ]);
    expect(valuesOf(parseYaml('a: "x\u2028y"\nb: x\u2028y\n'))).toEqual([{ a: 'x\u2028y', b: 'x\u2028y' }]);
    expect(valuesOf(parseYaml('a: "\\ud83d\\ude00"\n'))).toEqual([{ a: '😀' }]);
  });

  it('keeps data data: texts with newlines, colons and dashes are one text', () => {
    const nasty = 'x\n- y: "z" # no comment\n--- \n\'';
    expect(valuesOf(parseYaml(`a: ${printJson(nasty)}\nb: 1\n`))).toEqual([{ a: nasty, b: 1 }]);
  });

  it('finds the places of paths, also in what the fast parser read, through aliases and merges', () => {
    const text =
      '# c\nx: 1\n---\n# c\nmetadata:\n  name: n\nspec:\n- a: 1\n  "b": {c: 2}\n- &m {d: 1}\n- *m\n- <<: *m\n  e: 2\n';
    const [first, second] = parseYaml(text).documents;
    expect(first?.at).toEqual({ line: 2, column: 1 });
    expect(second?.at).toEqual({ line: 5, column: 1 });
    const place = (...path: (string | number)[]): string => {
      const { line, column } = second!.positionOf(path);
      return `${line}:${column}`;
    };
    expect(place()).toBe('5:1');
    expect(place('metadata', 'name')).toBe('6:3');
    expect(place('metadata', 'labels', 'x')).toBe('5:1');
    expect(place('spec', 0)).toBe('8:3');
    expect(place('spec', '0', 'b', 'c')).toBe('9:9');
    expect(place('spec', 2, 'd')).toBe('10:7');
    expect(place('spec', 3, 'd')).toBe('10:7');
    expect(place('spec', 3, 'e')).toBe('13:3');
    expect(place('spec', 9, 'e')).toBe('7:1');
  });

  it('holds to every limit and names it', () => {
    const broken = (text: string, limits: object): [string | undefined, string | undefined] => {
      const [problem] = parseYaml(text, limits).problems;
      return [problem?.code, /limit \w+/.exec(problem?.message ?? '')?.[0]];
    };
    expect(broken('a: é\n', { maxBytes: 5 })).toEqual(['size-limit', 'limit maxBytes']);
    expect(broken('a: é\n', { maxBytes: 6 })).toEqual([undefined, undefined]);
    expect(broken(`a: ${'x'.repeat(50)}\n`, { maxLineLength: 40 })).toEqual(['size-limit', 'limit maxLineLength']);
    expect(broken('---\n'.repeat(5), { maxDocuments: 4 })).toEqual(['document-limit', 'limit maxDocuments']);
    expect(broken('a\n...\nb\n...\n%YAML 1.2\n---\nc\n', { maxDocuments: 2 })[0]).toBe('document-limit');
    expect(broken('[a,\nb]\n', { maxDocumentLength: 5 })).toEqual(['size-limit', 'limit maxDocumentLength']);
    expect(broken('[[a]]\n', { maxDepth: 1 })).toEqual(['depth-limit', 'limit maxDepth']);
  });

  it('refuses a million documents and a line of 50 MiB by default', () => {
    expect(brief(parseYaml('a: 1\n---\n'.repeat(1_000_000)))[0]).toMatch(/^document-limit /);
    expect(brief(parseYaml(`a: 1\nb: ${'x'.repeat(50 * 1024 * 1024)}\n`))).toEqual(['size-limit 2:1']);
  });

  it('says nothing of values in its messages', () => {
    const secret = 'hunter2hunter2';
    const texts = [
      '!SECRET x',
      '*SECRET',
      '!SECRET!x y',
      '"SECRET',
      '!!int SECRET',
      '[SECRET',
      '!!binary SECRET-',
      '"SECRET\\q"',
      '!<SECRET',
    ];
    for (const text of texts) {
      const { problems } = parseYaml(`password: ${text.replace('SECRET', secret)}\n`);
      expect(problems, text).toHaveLength(1);
      expect(JSON.stringify(problems), text).not.toContain(secret);
    }
  });
});

describe('parseFirstDocument', () => {
  it('reads the first document and no more', () => {
    expect(parseFirstDocument('# c\n---\na: yes\n---\nb: [\n')).toEqual({ value: { a: true } });
    expect(parseFirstDocument('')).toEqual({ value: null });
    expect(parseFirstDocument('---\n---\na: 1\n')).toEqual({ value: null });
    expect(parseFirstDocument('a: 1\na: 2\n')).toMatchObject({ problem: { code: 'duplicate-key' } });
    expect(parseFirstDocument('a: [\n')).toMatchObject({ problem: { code: 'syntax', at: { line: 2, column: 1 } } });
  });
});

const BAD_JSON: readonly (readonly [string, string])[] = [
  ['{"a": 1', 'syntax 1:8'],
  ['{"a" 1}', 'syntax 1:6'],
  ['{a: 1}', 'syntax 1:2'],
  ['[1,]', 'syntax 1:4'],
  ['{"a": 1,}', 'syntax 1:9'],
  ['[01]', 'syntax 1:3'],
  ['nul', 'syntax 1:1'],
  ["'a'", 'syntax 1:1'],
  ['"a', 'syntax 1:1'],
  ['"a\\"', 'syntax 1:1'],
  ['"a\nb"', 'syntax 1:3'],
  ['"\\x41"', 'syntax 1:1'],
  ['[\n  "\\ud800"]', 'surrogate 2:3'],
  ['[1e400]', 'number 1:2'],
  ['\0', 'encoding 1:1'],
  ['['.repeat(10_000), 'depth-limit 1:201'],
  ['{"a":'.repeat(10_000), 'depth-limit 1:1001'],
  ['{"a": 1,\n "b": 2, "a": 3}', 'duplicate-key 2:10'],
  ['{"b": {"a": [{}], "\\u0061": 3}}', 'duplicate-key 1:19'],
];

describe('parseJson', () => {
  it.each(BAD_JSON)('refuses %j', (text, problem) => {
    expect(brief(parseJson(text))).toEqual([problem]);
  });

  it('reads objects one after the other, and those before a problem', () => {
    expect(valuesOf(parseJson('\ufeff {"a": 1}\n{"b": [true, null, "x\\u00e9\\n"]}{}'))).toEqual([
      { a: 1 },
      { b: [true, null, 'xé\n'] },
      {},
    ]);
    const parsed = parseJson('{"a": 1}\n{"b"');
    expect(valuesOf(parsed)).toEqual([{ a: 1 }]);
    expect(brief(parsed)).toEqual(['syntax 2:5']);
  });

  it('keeps the digits of int64, and reads the rest as doubles', () => {
    const text = '[9007199254740993, -9223372036854775808, 9223372036854775808, 1.0, -0, 1e18, 1.5e3]';
    const numbers = [9007199254740993n, -9223372036854775808n, 9223372036854775808, 1, 0, 10n ** 18n, 1500];
    expect(valuesOf(parseJson(text))).toEqual([numbers]);
  });

  it('keeps __proto__ an ordinary key and pairs of surrogates whole', () => {
    const [value] = valuesOf(parseJson('{"__proto__": {"a": "\\ud83d\\ude00"}}'));
    expect(Object.entries(value as object)).toEqual([['__proto__', { a: '😀' }]]);
  });

  it('names both places of a duplicate key and finds the places of paths', () => {
    const [problem] = parseJson('{"x": {"k": 1,\n  "k": 2}}').problems;
    expect(problem).toMatchObject({ at: { line: 2, column: 3 }, also: { line: 1, column: 8 } });
    const [, second] = parseJson('{}\n{"a": [1, {"b": 2}]}').documents;
    expect(second?.at).toEqual({ line: 2, column: 1 });
    expect(second?.positionOf(['a', 1, 'b'])).toEqual({ line: 2, column: 12 });
    expect(second?.positionOf(['a', 1, 'c'])).toEqual({ line: 2, column: 11 });
    expect(second?.positionOf(['a', 7])).toEqual({ line: 2, column: 2 });
  });

  it('holds to the limits', () => {
    expect(brief(parseJson('{} {} {}', { maxDocuments: 2 }))).toEqual(['document-limit 1:7']);
    expect(brief(parseJson('[[]]', { maxDepth: 1 }))).toEqual(['depth-limit 1:2']);
    expect(brief(parseJson('[1, 2]', { maxBytes: 3 }))).toEqual(['size-limit 1:1']);
  });
});

describe('decodeText', () => {
  const problemOf = (input: Uint8Array): YamlProblem | undefined => {
    const decoded = decodeText(input);
    return 'problem' in decoded ? decoded.problem : undefined;
  };

  it('takes UTF-8 and drops its byte order mark', () => {
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], 'a: é😀\n'))).toEqual({ text: 'a: é😀\n' });
    expect(decodeText(bytes(''))).toEqual({ text: '' });
  });

  it.each([
    ['UTF-16 (little endian)', bytes([0xff, 0xfe], [0x61, 0])],
    ['UTF-16 (big endian)', bytes([0xfe, 0xff], [0, 0x61])],
    ['UTF-16 (little endian, without its mark)', bytes([0x61, 0, 0x3a, 0])],
    ['UTF-16 (big endian, without its mark)', bytes([0, 0x61, 0, 0x3a])],
    ['UTF-32 (little endian)', bytes([0xff, 0xfe, 0, 0])],
    ['UTF-32 (big endian)', bytes([0, 0, 0xfe, 0xff])],
    ['NUL', bytes('a: b\0')],
  ])('refuses %s by name', (name, input) => {
    expect(problemOf(input)?.code).toBe('encoding');
    expect(problemOf(input)?.message).toContain(name);
  });

  it.each([
    ['a lone lead byte', [0xc3]],
    ['a lone continuation byte', [0x80]],
    ['an overlong form', [0xc0, 0x80]],
    ['an overlong form of three', [0xe0, 0x80, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a character beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that never occurs', [0xff]],
  ])('refuses %s with its place', (_, wrong) => {
    expect(problemOf(bytes('a: 1\r\nb: é', wrong, 'z'))?.at).toEqual({ line: 2, column: 5 });
  });

  it('refuses more bytes than the limit, without reading them', () => {
    expect(decodeText(bytes('a: 1'), { maxBytes: 3 })).toMatchObject({ problem: { code: 'size-limit' } });
  });
});
