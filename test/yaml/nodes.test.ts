// Texts as nodes: YAML 1.2 scalars, merge keys, aliases with their bounds, and where the characters of scalars stand.
import { describe, expect, test } from 'vitest';
import { parseNodes, type YamlNode, type YamlValue } from '../../src/yaml/index.ts';

function valueOf(node: YamlNode): YamlValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(valueOf);
    case 'map':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, valueOf(entry.node)]));
  }
}

function values(text: string): readonly YamlValue[] {
  const { documents, problems } = parseNodes(text);
  expect(problems).toEqual([]);
  return documents.map(valueOf);
}

function scalars(node: YamlNode): readonly Extract<YamlNode, { kind: 'scalar' }>[] {
  if (node.kind === 'scalar') return [node];
  return node.kind === 'list' ? node.items.flatMap(scalars) : node.entries.flatMap((entry) => scalars(entry.node));
}

describe('scalars', () => {
  test.each([
    ['yes', 'yes'],
    ['Off', 'Off'],
    ['y', 'y'],
    ['true', true],
    ['FALSE', false],
    ['null', null],
    ['~', null],
    ['3', 3],
    ['0x10', 16],
    ['0o17', 15],
    ['0644', 420],
    ['1.5', 1.5],
    ['9007199254740993', 9007199254740993n],
    ['"3"', '3'],
    ["'yes'", 'yes'],
    ['!!str 3', '3'],
    ['2024-01-01', '2024-01-01'],
    ['|\n  a\n  b', 'a\nb'],
  ])('%s is read', (text, expected) => {
    expect(values(text)).toEqual([expected]);
  });
});

describe('documents', () => {
  test('all are there, empty ones as null', () => {
    expect(values('a: 1\n---\n---\n# nothing\n---\n- b\n')).toEqual([{ a: 1 }, null, null, ['b']]);
    expect(values('')).toEqual([]);
  });

  test('a problem in one makes all unusable and has a place', () => {
    const read = parseNodes('a: 1\n---\nb: 1\nb: 2\n');
    expect(read.documents).toEqual([]);
    expect(read.problems).toMatchObject([{ code: 'duplicate-key', at: { line: 4, column: 1 }, also: { line: 3 } }]);
  });

  test.each([
    ['a: [', 'syntax', 2],
    ['a: *b', 'syntax', 1],
    ['a: &b [*b]', 'self-reference', 1],
    ['? [a]\n: 1', 'key', 1],
    ['a: !foo b', 'tag', 1],
    ['a: .inf', 'number', 1],
    ['a: !!map []', 'tag', 1],
    ['<<: 1', 'merge', 1],
    ['a: "\\ud800"', 'surrogate', 1],
    ['a: \u0000', 'encoding', 1],
  ])('%j is refused as %s', (text, code, line) => {
    expect(parseNodes(`${text}\n`).problems[0]).toMatchObject({ code, at: { line } });
  });
});

describe('aliases and merge keys', () => {
  test('an alias is the very node', () => {
    const [document] = parseNodes('a: &x {k: v}\nb: *x\n').documents;
    const entries = document?.kind === 'map' ? document.entries : [];
    expect(entries[1]?.node).toBe(entries[0]?.node);
  });

  test('written keys win over merged ones, earlier maps over later ones', () => {
    const text = 'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  c: 3\n  <<: [*x, *y]\n  a: 3\n';
    expect(values(text)).toMatchObject([{ z: { a: 3, b: 1, c: 3 } }]);
  });

  test('the merge key has a place', () => {
    const { documents, positionOf } = parseNodes('a: &x {k: v}\nb:\n  <<: *x\n');
    const [document] = documents;
    const b = document?.kind === 'map' ? document.entries[1]?.node : undefined;
    expect(b?.kind === 'map' && b.mergeAt !== undefined && positionOf(b.mergeAt)).toEqual({ line: 3, column: 3 });
  });

  test('what aliases multiply is bounded', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 30; level += 1) {
      const aliases = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      lines.push(`a${level}: &a${level} [${aliases}]`);
    }
    expect(parseNodes(lines.join('\n')).problems.map((problem) => problem.code)).toEqual(['alias-limit']);
  });

  test('depth is bounded, aliases followed', () => {
    expect(parseNodes('['.repeat(5000)).problems).toMatchObject([{ code: 'depth-limit' }]);
    const deep = `a: &a ${'['.repeat(150)}${']'.repeat(150)}\nb: ${'['.repeat(100)}*a${']'.repeat(100)}\n`;
    expect(parseNodes(deep).problems).toMatchObject([{ code: 'depth-limit' }]);
  });
});

describe('places of characters', () => {
  test.each([
    ['a plain one', 'a: xy@z\n'],
    ['a plain one over lines', 'a: xy\n   z\n\n   @z\n'],
    ['single quotes', "a: 'it''s @'\n"],
    ['double quotes', 'a: "x\\n\\u0041\\U0001F4A5 \\\n   \\"@"\n'],
    ['a literal block', 'a:\n  b: |\n    one\n      two @\n'],
    ['a literal block with a quote', 'a: |-\n  "@"\n'],
    ['a folded block', 'a: >\n   one\n   two\n\n   three @ four\n'],
    ['an anchor and a tag before it', 'a: &x !!str "b@"\n'],
    ['a later document', 'a: 1\n---\nb: 💥@\n'],
  ])('%s', (_, text) => {
    const { documents, problems } = parseNodes(text);
    expect(problems).toEqual([]);
    const node = documents.flatMap(scalars).find((scalar) => scalar.text.includes('@'));
    expect(node?.placeOf(node.text.indexOf('@'))).toBe(text.indexOf('@'));
  });
});

test('a byte order mark after a line break is where it stands', () => {
  const [root] = parseNodes('((a\n\uFEFF').documents;
  expect(root?.kind === 'scalar' && [0, 3, 4].map((index) => root.placeOf(index))).toEqual([0, 4, 4]);
});
