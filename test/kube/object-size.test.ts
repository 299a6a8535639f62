import { describe, expect, test } from 'vitest';
import { sizeProblem } from '../../src/kube/index.ts';
import type { JsonObject } from '../../src/model/resource.ts';

const MIB = 1_048_576;

function problemOf(kind: string, more: JsonObject, apiVersion = 'v1'): string | undefined {
  return sizeProblem({ apiVersion, kind, metadata: { name: 'a', namespace: 'team-a' }, ...more });
}

/** Base64 of this many bytes. */
function base64(bytes: number): string {
  return Buffer.alloc(bytes, 7).toString('base64');
}

const FITS: readonly (readonly [string, string, JsonObject, JsonObject])[] = [
  ['values of a ConfigMap', 'ConfigMap', { data: { a: 'x'.repeat(MIB) } }, { data: { a: 'x'.repeat(MIB), b: 'x' } }],
  [
    'keys do not count',
    'ConfigMap',
    { data: { ['k'.repeat(200)]: 'x'.repeat(MIB) } },
    { data: { k: 'x'.repeat(MIB + 1) } },
  ],
  [
    'bytes, not characters',
    'ConfigMap',
    { data: { a: 'é'.repeat(MIB / 2) } },
    { data: { a: 'é'.repeat(MIB / 2 + 1) } },
  ],
  ['three bytes a character', 'ConfigMap', { data: { a: '€'.repeat(349_525) } }, { data: { a: '€'.repeat(349_526) } }],
  ['binaryData, decoded', 'ConfigMap', { binaryData: { a: base64(MIB) } }, { binaryData: { a: base64(MIB + 1) } }],
  [
    'data and binaryData',
    'ConfigMap',
    { data: { a: 'x'.repeat(MIB - 1) }, binaryData: { b: 'eA==' } },
    { data: { a: 'x'.repeat(MIB) }, binaryData: { b: 'eA==' } },
  ],
  ['data of a Secret, decoded', 'Secret', { data: { a: base64(MIB) } }, { data: { a: base64(MIB + 1) } }],
  [
    'with line breaks',
    'Secret',
    { data: { a: base64(MIB).replace(/.{76}/g, '$&\n') } },
    { data: { a: base64(MIB + 1) } },
  ],
  [
    'stringData of a Secret',
    'Secret',
    { stringData: { a: 'x'.repeat(MIB) } },
    { stringData: { a: 'x'.repeat(MIB + 1) } },
  ],
  [
    'stringData replaces data',
    'Secret',
    { data: { a: base64(MIB / 8) }, stringData: { a: 'x'.repeat(MIB) } },
    { data: { b: base64(MIB / 8) }, stringData: { a: 'x'.repeat(MIB) } },
  ],
];

describe('data', () => {
  test.each(FITS)('%s', (_says, kind, fits, over) => {
    expect(problemOf(kind, fits)).toBeUndefined();
    expect(problemOf(kind, over)).toMatch(new RegExp(`of data, and a ${kind} may hold 1 MiB$`));
  });

  test('only of the core kinds', () => {
    const more = { data: { a: 'x'.repeat(MIB + 1) } };
    expect(problemOf('ConfigMap', more, 'example.com/v1')).toBeUndefined();
    expect(problemOf('Widget', more)).toBeUndefined();
  });

  test('values that are no text count as nothing here', () => {
    expect(problemOf('ConfigMap', { data: { a: 1, b: null }, binaryData: [] })).toBeUndefined();
  });
});

describe('the whole object', () => {
  const spec = (length: number): JsonObject => ({ spec: { text: 'x'.repeat(length) } });
  const around = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Widget',
    metadata: { name: 'a', namespace: 'team-a' },
    spec: { text: '' },
  }).length;

  test('may be 1.5 MiB as JSON', () => {
    expect(problemOf('Widget', spec(1_572_864 - around))).toBeUndefined();
    expect(problemOf('Widget', spec(1_572_865 - around))).toBe('it is 1.51 MiB as JSON, and an object may be 1.5 MiB');
  });

  test('is counted with what JSON escapes, and with numbers of any size', () => {
    expect(problemOf('Widget', { spec: { text: '\u0001'.repeat(262_144) } })).toContain('as JSON');
    expect(
      problemOf('Widget', { spec: { list: Array.from({ length: 100_000 }, () => 9_007_199_254_740_993n) } }),
    ).toContain('as JSON');
    expect(problemOf('Widget', { spec: { list: Array.from({ length: 100_000 }, () => 1) } })).toBeUndefined();
  });
});
