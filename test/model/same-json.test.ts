// sameJson says what equal canonical JSON says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, sameJson } from '../../src/model/digest.ts';
import type { Json } from '../../src/model/resource.ts';

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, false, 0, -0, 1, 1n, 0n, '', '1', 'a', 1.5, 2 ** 60, 2n ** 60n),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'ü'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

test('two values are the same where their canonical JSON is', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      expect(sameJson(a, structuredClone(a))).toBe(true);
    }),
    { numRuns: 3000, seed: 20260101 },
  );
});
