// The scalars of Kubernetes: each row is what sigs.k8s.io/yaml makes of a value or a key, and where kubectl is installed
// the rows are checked against it too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFirstDocument, parseYaml } from '../../src/yaml/index.ts';
import type { YamlValue } from '../../src/yaml/index.ts';

function one(text: string): YamlValue {
  const { documents, problems } = parseYaml(text);
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  return documents[0]!.value;
}

function codes(text: string): string[] {
  return parseYaml(text).problems.map((problem) => problem.code);
}

const VALUES: readonly (readonly [string, readonly string[], YamlValue])[] = [
  ['a yes word is true in three spellings', 'y Y yes Yes YES on On ON true True TRUE'.split(' '), true],
  ['a no word is false in three spellings', 'n N no No NO off Off OFF false False FALSE'.split(' '), false],
  ['nothing, a tilde and null are null', ['', '~', 'null', 'Null', 'NULL'], null],
  ['a leading zero means octal', ['0123', '+0123', '0o123', '0O123', '0_123'], 83],
  ['0x means hexadecimal', ['0x1F', '0X1f', '0x1_F', '+0x1F', '31'], 31],
  ['0b means binary', ['0b101', '0B101', '+0b101', '0b+101'], 5],
  ['a sign goes in front of the base', ['-0x1F', '-037', '-0o37', '-0b11111', '0b-11111', '-_31'], -31],
  ['underscores in numbers are dropped', ['1_000', '1__000', '1000_', '1_e3', '1e3', '1E+3', '1000.0', '1000.'], 1000],
  ['a leading zero with an 8 or 9 is a decimal number', ['0129', '129', '0129.0'], 129],
  ['zero is zero with any sign', ['0', '-0', '+0', '00', '-0.0', '0.0', '0e0', '1e-400'], 0],
  ['a fraction needs no digit before the point', ['.5', '+.5', '0.5', '5e-1', '.5_0'], 0.5],
  ['an integer within int64 keeps every digit', ['9007199254740993', '+9007199254740993'], 9007199254740993n],
  ['the greatest int64 is exact', ['9223372036854775807', '0x7FFFFFFFFFFFFFFF'], 9223372036854775807n],
  ['the least int64 is exact', ['-9223372036854775808', '-0x8000000000000000'], -9223372036854775808n],
  ['beyond int64 an integer is a double', ['9223372036854775808', '0x8000000000000000'], 9223372036854775808],
  ['beyond uint64 too', ['123456789012345678901234567890'], 1.2345678901234568e29],
  ['a double that is whole and within int64 is an integer', ['1e18'], 1000000000000000000n],
  ['an octal number beyond uint64 is read as a decimal double', ['07777777777777777777777'], 7.777777777777777e21],
];

const TEXTS = (
  '1e400 -1e400 .5e400 1:30 12:30:45 2001-01-01 2001-01-01T00:00:00Z nULL tRUE yEs oN nan inf Infinity _1 0x 0xG 0b2 0o8 ' +
  '0x1p3 0x1FFFFFFFFFFFFFFFF 1e e3 .e3 . + -. = << 1,000 -0b-1 1.2.3 0777x ._1 .98_'
).split(' ');

const KEYS: readonly (readonly [string, string])[] = [
  ['y', 'true'],
  ['NO', 'false'],
  ['"NO"', 'NO'],
  ['0x1F', '31'],
  ['0123', '83'],
  ['1_000', '1000'],
  ['1.0', '1'],
  ['1.5', '1.5'],
  ['0.1', '0.1'],
  ['1e6', '1e+06'],
  ['123456', '123456'],
  ['123456.0', '123456'],
  ['1234567.0', '1.234567e+06'],
  ['123456789.5', '1.2345679e+08'],
  ['1e-5', '1e-05'],
  ['0.0001', '0.0001'],
  ['1e300', '.inf'],
  ['.nan', '.nan'],
  ['-0', '0'],
  ['-0.0', '-0'],
  ['1e20', '1e+20'],
  ['1.17549435e-38', '1.1754944e-38'],
  ['9223372036854775807', '9223372036854775807'],
  ['2001-01-01', '2001-01-01'],
  ['!!str NO', 'NO'],
  ['!!int "0x10"', '16'],
  ['!!float 1', '1'],
  ['!!binary aGk=', 'hi'],
];

const TAGGED: readonly (readonly [string, YamlValue])[] = [
  ['!!str 1', '1'],
  ['!!str', ''],
  ['!!str .inf', '.inf'],
  ['! 12', '12'],
  ['!<tag:yaml.org,2002:str> 1', '1'],
  ['!!int "0123"', 83],
  ['!!float 1', 1],
  ['!!float "1.5"', 1.5],
  ['!!bool "y"', true],
  ['!!null ""', null],
  ['!!binary aGVsbG8=', 'hello'],
  ['!!timestamp 2001-01-01', '2001-01-01'],
  ['!!timestamp "2001-1-1T1:2:3Z"', '2001-1-1T1:2:3Z'],
  ['!!map {a: b}', { a: 'b' }],
  ['!!seq [1]', [1]],
];

const MERGES: readonly (readonly [string, string, YamlValue])[] = [
  ['a key after a merge wins', '{<<: {a: 2, b: 3}, a: 1}', { a: 1, b: 3 }],
  ['a merge after a key wins, as in Kubernetes', '{a: 1, <<: {a: 2, b: 3}}', { a: 2, b: 3 }],
  ['in a list of maps the first wins', '{<<: [{a: 2, b: 3}, {a: 5, c: 7}]}', { a: 2, b: 3, c: 7 }],
  ['two merges are both made', '{<<: {a: 1}, <<: {b: 1}}', { a: 1, b: 1 }],
  ['a quoted << is a key', '{"<<": {x: 1}}', { '<<': { x: 1 } }],
  ['a tagged one merges, quoted or not', '{!!merge "<<": {a: 1}}', { a: 1 }],
  ['an alias is merged', '[&m {a: 1}, {<<: *m, b: 2}]', [{ a: 1 }, { a: 1, b: 2 }]],
];

describe('values without quotes', () => {
  for (const [name, texts, value] of VALUES) {
    it.each(texts)(`${name}: %s`, (text) => expect(one(`a: ${text}\n`)).toEqual({ a: value }));
  }
  it.each(TEXTS)('%s is a text', (text) => expect(one(`a: ${text}\n`)).toEqual({ a: text }));
  it.each(['.inf', '-.inf', '+.Inf', '.NaN'])('%s is refused', (text) =>
    expect(codes(`a: ${text}`)).toEqual(['number']),
  );
  it('quotes make any word a text', () => expect(one(`[ 'on', "1", '~' ]`)).toEqual(['on', '1', '~']));
  it('a block is a text', () => expect(one('a: |-\n  12\n')).toEqual({ a: '12' }));
});

describe('keys', () => {
  it.each(KEYS)('the key %s is %s', (written, key) => expect(one(`${written}: x\n`)).toEqual({ [key]: 'x' }));
  it.each(['null: x', '~: x', '9223372036854775808: x', '[a]: x', '{a: b}: x', '? - a\n: x'])('%j is refused', (text) =>
    expect(codes(text)).toEqual(['key']),
  );
  it('__proto__ is an ordinary key', () => {
    const value = one('__proto__: {a: 1}\nb: 2\n');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'b']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('tags and merges', () => {
  it.each(TAGGED)('%s is read', (text, value) => expect(one(`a: ${text}\n`)).toEqual({ a: value }));
  it.each([
    '!!js/function x', '!foo x', '!!set {a, b}', '!!omap [a: b]', '!!int x', '!!int 1.5', '!!null x', '!!bool z',
    '!!float ""', '!!timestamp foo', '!!binary zz=', '!!binary /w==', '!!seq {a: 1}', '!!str {a: b}',
  ])('%s is refused', (text) => expect(codes(`a: ${text}\n`)).toEqual(['tag'])); // prettier-ignore
  it.each(MERGES)('%s', (_, text, value) => expect(one(text)).toEqual(value));
  it.each(['{<<: x}', '{<<: null}', '{<<: [x]}'])('%s is refused', (text) => expect(codes(text)).toEqual(['merge']));
});

/** Texts whose last line has no line break: what they are as a text by itself, and as a file, whose lines are ended first. */
const LAST_LINES: readonly (readonly [string, string, string])[] = [
  ['k: |\n  a\n  b', 'a\nb', 'a\nb\n'],
  ['k: >\n  a\n  b', 'a b', 'a b\n'],
  ['k: >+\n  a', 'a', 'a\n'],
  ['k: |-\n  a', 'a', 'a'],
  ['k: |2\n  a', 'a', 'a\n'],
  ['k: !!str |\n  a', 'a', 'a\n'],
  ['k: >\n  a\n\n  b', 'a\nb', 'a\nb\n'],
  ['k: |\n  a\n   ', 'a\n ', 'a\n \n'],
  ['k: |\n  a\n  ', 'a\n', 'a\n'],
  ['k: |\n  a\n# c', 'a\n', 'a\n'],
  ['k: |\n  a\r', 'a\n', 'a\n'],
  ['k: |+\n  a\n\n', 'a\n\n', 'a\n\n'],
  ['k: |', '', ''],
];

describe('a block scalar on a last line without a line break', () => {
  it.each(LAST_LINES)('%j is %j, in a file %j', (text, alone, inFile) => {
    expect(parseFirstDocument(text)).toEqual({ value: { k: alone } });
    expect(one(text)).toEqual({ k: inFile });
  });
});

const kubectl = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).status === 0;

/** What kubectl makes of `data`; JSON.parse rounds its big integers, so does the caller. */
function askKubectl(data: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'dialect-'));
  const file = join(folder, 'revision.yaml');
  const head = 'apiVersion: apps/v1\nkind: ControllerRevision\nmetadata:\n  name: x\nrevision: 1\ndata:\n';
  writeFileSync(file, head + data.replace(/^(?=[^#\n\r])/gm, '  '));
  const run = spawnSync('kubectl', ['patch', '--local', '--type=merge', '-p', '{}', '-o', 'json', '-f', file]);
  rmSync(folder, { recursive: true });
  expect(String(run.stderr)).toBe('');
  return (JSON.parse(String(run.stdout)) as { data: unknown }).data;
}

/** What kubectl makes of `data` in a patch, which it reads as a text by itself. */
function askKubectlByPatch(data: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'dialect-'));
  const [file, patch] = [join(folder, 'revision.yaml'), join(folder, 'patch.yaml')];
  writeFileSync(file, 'apiVersion: apps/v1\nkind: ControllerRevision\nmetadata:\n  name: x\nrevision: 1\n');
  writeFileSync(patch, `data:\n${data.replace(/^(?=[^#\n\r])/gm, '  ')}`);
  const run = spawnSync('kubectl', [
    'patch',
    '--local',
    '--type=merge',
    '--patch-file',
    patch,
    '-o',
    'json',
    '-f',
    file,
  ]);
  rmSync(folder, { recursive: true });
  expect(String(run.stderr)).toBe('');
  return (JSON.parse(String(run.stdout)) as { data: unknown }).data;
}

// The check needs kubectl: Debian's package kubernetes-client.
describe.skipIf(!kubectl)('the same by kubectl (Debian package kubernetes-client)', () => {
  const lines = [
    ...VALUES.flatMap(([, texts]) => texts),
    ...TEXTS,
    ...TAGGED.map(([text]) => text),
    ...MERGES.map(([, text]) => text).filter((text) => !text.includes('*')),
  ];
  it('values', () => {
    const data = lines.map((line, index) => `k${index}: ${line}`).join('\n');
    const ours = JSON.stringify(one(data), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
    expect(askKubectl(data)).toEqual(JSON.parse(ours));
  });
  it('keys', () => {
    const data = KEYS.map(([written], index) => `k${index}: {${written}: x}`).join('\n');
    expect(askKubectl(data)).toEqual(one(data));
  });
  it('last lines', () => {
    for (const [text, alone, inFile] of LAST_LINES) {
      expect(askKubectlByPatch(text), text).toEqual({ k: alone });
      expect(askKubectl(text), text).toEqual({ k: inFile });
    }
  });
});
