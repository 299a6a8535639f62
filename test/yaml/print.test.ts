// What is printed reads back as the same values, by our parsers and by readers of YAML 1.1 and 1.2 of other houses, and
// the same value always gives the same bytes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parseJson, parseYaml, printJson, printYaml } from '../../src/yaml/index.ts';
import type { YamlValue } from '../../src/yaml/index.ts';
import { makeMap, texts, values } from './values.ts';

function only({ documents, problems }: ReturnType<typeof parseYaml>): YamlValue {
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  return documents[0]!.value;
}

/** The same value for readers that have doubles only. */
function rounded(value: YamlValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: YamlValue) => rounded(item));
  return makeMap(Object.entries(value).map(([key, item]) => [key, rounded(item) as YamlValue]));
}

function shuffled(value: YamlValue): YamlValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: YamlValue) => shuffled(item));
  return makeMap(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

const PRINTED: readonly (readonly [string, YamlValue, string])[] = [
  [
    'keys in order, lists not indented under their key',
    { spec: { b: [{ y: 1, x: [1, [2]] }, {}], a: {} }, metadata: { name: 'm', kind: 'k' }, kind: 'K', apiVersion: 'v1', B: [] },
    'apiVersion: v1\nkind: K\nmetadata:\n  kind: k\n  name: m\nB: []\nspec:\n  a: {}\n  b:\n  - x:\n    - 1\n    - - 2\n    "y": 1\n  - {}\n',
  ],
  ['words that are no texts in some reader', { a: ['yes', 'N', 'null', 'inf', '~', ''] }, 'a:\n- "yes"\n- "N"\n- "null"\n- "inf"\n- "~"\n- ""\n'],
  ['quantities and names plain', { a: ['16Gi', '500m', 'a/b.c-d_e'] }, 'a:\n- 16Gi\n- 500m\n- a/b.c-d_e\n'],
  ['lines as a block', { a: 'x\n\n  y\n', b: 'x\ny' }, 'a: |\n  x\n\n    y\nb: |-\n  x\n  y\n'],
  ['lines that a block would lose in quotes', ['x \ny', 'x\n\n', ' x\ny'], '- "x \\ny"\n- "x\\n\\n"\n- " x\\ny"\n'],
  ['control characters and line separators escaped', '\u0007\u007f\u0085\u2028\ufeff', '"\\u0007\\u007f\\u0085\\u2028\\ufeff"\n'],
  ['half of a surrogate pair as U+FFFD', 'a\ud800b', '"a\ufffdb"\n'],
  ['numbers so that YAML 1.1 sees them', [1e21, 1e-7, -1.5e300, 9007199254740993n, -0, 0.1], '- 1.0e+21\n- 1.0e-7\n- -1.5e+300\n- 9007199254740993\n- 0\n- 0.1\n'],
  ['a long key by itself', { ['k'.repeat(129)]: { a: [1] } }, `? ${'k'.repeat(129)}\n:\n  a:\n  - 1\n`],
  ['a key of several lines in quotes', { 'a\nb': 'c' }, '"a\\nb": c\n'],
  ['a scalar alone', null, 'null\n'],
  ['the marker that Argo CD skips files for, hidden', { a: '+argocd:skip-file-rendering' }, 'a: "\\x2Bargocd:skip-file-rendering"\n'],
]; // prettier-ignore

describe('printYaml', () => {
  it.each(PRINTED)('prints %s', (_, value, text) => expect(printYaml(value)).toBe(text));

  it('gives the same value to the full parser and to the fast one', () => {
    fc.assert(
      fc.property(values(), (value) => {
        const text = printYaml(value);
        expect(only(parseYaml(text))).toEqual(value);
        expect(only(parseYaml(text.replaceAll('\n', '\r\n')))).toEqual(value);
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives the same value to readers of YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(values(), (value) => {
        const text = printYaml(value);
        expect(load(text, { schema: CORE_SCHEMA })).toEqual(rounded(value));
        expect(load(text, { schema: YAML11_SCHEMA })).toEqual(rounded(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives the same bytes whatever the order of keys', () => {
    fc.assert(
      fc.property(values(), (value) => {
        expect(printYaml(shuffled(value))).toBe(printYaml(value));
      }),
    );
  });

  it('never shows the marker, ends in one line feed, and has no blank at an end of line', () => {
    const marker = fc.tuple(texts(), texts()).map(([a, b]) => `${a}+argocd:skip-file-rendering${b}`);
    fc.assert(
      fc.property(marker, marker, values(), (key, text, value) => {
        const printed = printYaml({ [key]: [text, { [text]: value }] });
        expect(printed).not.toContain('+argocd:skip-file-rendering');
        expect(printed).toMatch(/[^\n]\n$/);
        expect(printed).not.toMatch(/ \n/);
        expect(only(parseYaml(printed))).toEqual({ [key]: [text, { [text]: value }] });
      }),
    );
  });

  it('prints ten thousand levels without an overflow, and they read back', () => {
    let value: YamlValue = [1e21, '+argocd:skip-file-rendering'];
    for (let depth = 0; depth < 10_000; depth += 1) value = depth % 2 === 0 ? { a: value } : [value];
    const text = printYaml(value);
    expect(text).not.toContain('+argocd:skip-file-rendering');
    expect(parseYaml(text).problems.map((problem) => problem.code)).toEqual(['depth-limit']);
    let some: YamlValue = [1e21, 'on', '+argocd:skip-file-rendering'];
    for (let depth = 0; depth < 400; depth += 1) some = depth % 2 === 0 ? { 'k ': some } : [some];
    expect(only(parseYaml(printYaml(some), { maxDepth: 500 }))).toEqual(some);
  });

  it('takes no number that is not finite', () => {
    expect(() => printYaml({ a: NaN })).toThrow(RangeError);
    expect(() => printJson([-Infinity])).toThrow(RangeError);
  });
});

describe('printJson', () => {
  it('sorts keys, keeps digits, and is compact unless told otherwise', () => {
    const value = { b: 9007199254740993n, a: [1, {}, []], B: 'x' };
    expect(printJson(value)).toBe('{"B":"x","a":[1,{},[]],"b":9007199254740993}');
    expect(printJson({ b: [1], a: {} }, 2)).toBe('{\n  "a": {},\n  "b": [\n    1\n  ]\n}');
  });

  it('reads back by our parsers and by the built-in one', () => {
    fc.assert(
      fc.property(values(), fc.constantFrom(undefined, 0, 2), (value, indent) => {
        const text = printJson(value, indent);
        expect(only(parseJson(text))).toEqual(value);
        expect(only(parseYaml(text))).toEqual(value);
        expect(JSON.parse(text)).toEqual(rounded(value));
        expect(printJson(shuffled(value), indent)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

const kubectl = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).status === 0;

// The check needs kubectl: Debian's package kubernetes-client.
describe.skipIf(!kubectl)('printed values read by kubectl (Debian package kubernetes-client)', () => {
  it('are the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'printed-'));
    const file = join(folder, 'revision.yaml');
    const data = fc.sample(values(), { numRuns: 400, seed: 7 }).map((value) => ({ value }));
    const object = {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { name: 'x' },
      revision: 1,
      data: { data },
    };
    writeFileSync(file, printYaml(object));
    const run = spawnSync('kubectl', ['patch', '--local', '--type=merge', '-p', '{}', '-o', 'json', '-f', file], {
      maxBuffer: 1 << 28,
    });
    rmSync(folder, { recursive: true });
    expect(String(run.stderr)).toBe('');
    const [document] = parseJson(String(run.stdout)).documents;
    expect((document?.value as unknown as typeof object).data.data).toEqual(data);
  });
});
