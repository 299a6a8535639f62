import { describe, expect, it } from 'vitest';
import { CelFailure } from '../../../src/cel/failure.ts';
import {
  GENERATOR,
  GENERATOR_NAMESPACED,
  GENERATOR_VALUE,
  generatorNamespacedLenient,
} from '../../../src/cel/libraries/generator.ts';
import type { CelHost } from '../../../src/cel/run.ts';
import { CelMap, fromJson, type CelJson, type CelValue } from '../../../src/cel/value.ts';
import { call, codeOf } from './call-overload.ts';

interface Taken {
  readonly namespace: string | undefined;
  readonly objects: readonly CelJson[];
}

function taker(): { readonly host: CelHost; readonly taken: Taken[] } {
  const taken: Taken[] = [];
  return {
    taken,
    host: {
      generate: (namespace, objects) => {
        taken.push({ namespace, objects });
        return undefined;
      },
    },
  };
}

const A = { kind: 'ConfigMap', metadata: { name: 'a' } };
const B = { kind: 'Secret', metadata: { name: 'b' } };

describe('apply', () => {
  it.each<[string, CelJson, readonly CelJson[]]>([
    ['objects as they are', [A, B], [A, B]],
    ['nothing', [], []],
    ['the items of lists among them', [{ kind: 'List', items: [A, B] }, A], [A, B, A]],
    ['no items of an empty list', [{ items: [] }], []],
    ['an object whose items are no list', [{ kind: 'X', items: { a: 1 } }], [{ kind: 'X', items: { a: 1 } }]],
  ])('hands over %s', (_, list, objects) => {
    const { host, taken } = taker();
    expect(call(GENERATOR, 'apply', [GENERATOR_VALUE, 'ns', fromJson(list)], host)).toBe(true);
    expect(taken).toEqual([{ namespace: 'ns', objects }]);
  });

  it('keeps unchanged objects the very same, items too', () => {
    const { host, taken } = taker();
    call(GENERATOR, 'Apply', [GENERATOR_VALUE, 'ns', [CelMap.ofJson(A), CelMap.ofJson({ items: [B] })]], host);
    expect(taken[0]?.objects[0]).toBe(A);
    expect(taken[0]?.objects[1]).toBe(B);
  });

  it('writes values as JSON', () => {
    const { host, taken } = taker();
    const built = CelMap.ofFields([
      ['large', 9007199254740993n],
      ['whole', 22n],
      ['part', 1.5],
      ['none', null],
    ]);
    call(GENERATOR, 'apply', [GENERATOR_VALUE, 'ns', [built]], host);
    expect(taken[0]?.objects).toEqual([{ large: '9007199254740993', whole: 22, part: 1.5, none: null }]);
  });

  const unkeyed = CelMap.of([[1n, 'x']]) as CelMap;
  it.each<[string, CelValue, string]>([
    ['null in the list', [null], 'no-such-overload'],
    ['a text in the list', ['x'], 'no-such-overload'],
    ['a list in the list', [[CelMap.ofJson(A)]], 'invalid-value'],
    ['null among items', [CelMap.ofJson({ items: [null] })], 'invalid-value'],
    ['a key that is no text', [unkeyed], 'invalid-value'],
    ['no list', 'x', 'no-such-overload'],
  ])('fails for %s and hands nothing over', (_, list, code) => {
    const { host, taken } = taker();
    expect(codeOf(call(GENERATOR, 'apply', [GENERATOR_VALUE, 'ns', list], host))).toBe(code);
    expect(taken).toEqual([]);
  });

  it('gives what the host refuses', () => {
    const refusal = new CelFailure('invalid-value', 'cross-scope generation denied');
    const result = call(GENERATOR, 'apply', [GENERATOR_VALUE, 'ns', []], { generate: () => refusal });
    expect(result).toBe(refusal);
    expect(codeOf(call(GENERATOR, 'apply', [GENERATOR_VALUE, 'ns', []]))).toBe('unavailable');
  });

  it('ends at the limit where one value stands in many places', () => {
    const wide = Array.from({ length: 10_000 }, () => 1n);
    const map = CelMap.ofFields([['wide', wide]]);
    const { host, taken } = taker();
    const result = call(GENERATOR, 'apply', [GENERATOR_VALUE, 'ns', Array.from({ length: 100_000 }, () => map)], host);
    expect(codeOf(result)).toBe('limit');
    expect(taken).toEqual([]);
  });
});

describe('in policies of a namespace', () => {
  const lenient = generatorNamespacedLenient('shop');

  it('takes the list alone', () => {
    for (const overloads of [GENERATOR_NAMESPACED, lenient]) {
      const { host, taken } = taker();
      expect(call(overloads, 'apply', [GENERATOR_VALUE, [CelMap.ofJson(A)]], host)).toBe(true);
      expect(taken).toEqual([{ namespace: undefined, objects: [A] }]);
    }
  });

  it('runs with the own namespace, which does not check', () => {
    const { host } = taker();
    expect(codeOf(call(GENERATOR_NAMESPACED, 'Apply', [GENERATOR_VALUE, 'shop', []], host))).toBe('no-such-overload');
    expect(call(lenient, 'Apply', [GENERATOR_VALUE, 'shop', []], host)).toBe(true);
    expect(codeOf(call(lenient, 'apply', [GENERATOR_VALUE, 'lab', []], host))).toBe('invalid-value');
  });
});
