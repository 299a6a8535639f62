import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, Resource } from '../../src/model/resource.ts';
import { startMasking } from '../../src/render/index.ts';

function aSecret(fields: Readonly<Record<string, Json>>, annotations?: Readonly<Record<string, string>>): Resource {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', ...(annotations && { annotations }) }, ...fields };
}

function maskedData(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): readonly (Json | undefined)[] {
  const masked = startMasking()({ before: aSecret({ data: before }), after: aSecret({ data: after }) });
  return [masked.before?.['data'], masked.after?.['data']];
}

describe('startMasking', () => {
  test.each<{
    name: string;
    before: Record<string, Json>;
    after: Record<string, Json>;
    expected: readonly [Json, Json];
  }>([
    {
      name: 'leaves a value that stays with the same mask',
      before: { a: btoa('hunter2') },
      after: { a: btoa('hunter2') },
      expected: [{ a: '‹secret 7 bytes›' }, { a: '‹secret 7 bytes›' }],
    },
    {
      name: 'shows that a value of the same length changed',
      before: { a: btoa('hunter2') },
      after: { a: btoa('hunter3') },
      expected: [{ a: '‹secret 7 bytes›' }, { a: '‹secret 7 bytes #2, changed›' }],
    },
    {
      name: 'calls a new key new by having no former line, not changed',
      before: {},
      after: { a: btoa('x') },
      expected: [{}, { a: '‹secret 1 byte›' }],
    },
    {
      name: 'masks what is no text and no base64',
      before: { a: 7, b: '%%%' },
      after: { a: { deep: 'hunter2' }, b: null },
      expected: [
        { a: '‹secret 1 byte›', b: '‹secret 3 bytes›' },
        { a: '‹secret 18 bytes, changed›', b: '‹secret 4 bytes, changed›' },
      ],
    },
  ])('$name', ({ before, after, expected }) => {
    expect(maskedData(before, after)).toEqual(expected);
  });

  test('gives equal values equal masks in all pairs of one diff, under data and stringData', () => {
    const mask = startMasking();
    mask({ after: aSecret({ data: { a: btoa('one') } }) });
    const second = mask({ after: aSecret({ stringData: { b: 'two', c: 'one' } }) });
    expect(second.after?.['stringData']).toEqual({ b: '‹secret 3 bytes #2›', c: '‹secret 3 bytes›' });
  });

  test('counts bytes, not letters', () => {
    expect(startMasking()({ after: aSecret({ stringData: { a: 'é' } }) }).after?.['stringData']).toEqual({
      a: '‹secret 2 bytes›',
    });
  });

  test('masks the copy that kubectl keeps in an annotation, and data that is no map', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"aHVudGVyMg=="}}',
      other: 'x',
    };
    const { after } = startMasking()({ after: aSecret({ data: 'hunter2' }, annotations) });
    expect(JSON.stringify(after)).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(after?.metadata['annotations']).toMatchObject({ other: 'x' });
  });

  test('leaves other objects as they are', () => {
    const after: Resource = { apiVersion: 'example.com/v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'x' } };
    expect(startMasking()({ after })).toEqual({ after });
  });

  test('shows a difference exactly where values differ, and no value', () => {
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('hunter22', 'hunter23', 'swordfish'));
    fc.assert(
      fc.property(values, values, (before, after) => {
        const pair = { before: aSecret({ stringData: before }), after: aSecret({ stringData: after }) };
        const masked = startMasking()(pair);
        expect(JSON.stringify(masked)).not.toMatch(/hunter|swordfish/);
        const [a, b] = [masked.before?.['stringData'], masked.after?.['stringData']] as Record<string, string>[];
        for (const key of Object.keys(after)) {
          if (key in before) expect(a?.[key] === b?.[key]).toBe(before[key] === after[key]);
        }
      }),
    );
  });
});
