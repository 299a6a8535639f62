// Values of Secrets in objects that are no Secrets: hidden wherever they are copied to, and nothing else with them.
import { describe, expect, test } from 'vitest';
import { anInventory, aSecret } from '../support/planning.ts';
import { aManifest, aReviewInput, created, updated } from '../support/reviewing.ts';
import type { Json, Resource } from '../../src/model/resource.ts';
import { foldChanges } from '../../src/review/fold.ts';

const PASSWORD = 'correct horse';
const CREDENTIALS = JSON.stringify({ auths: { 'registry.example': { password: 'battery-staple' } } });
const SECRETS: readonly Resource[] = [
  aSecret('a', 'login', { password: PASSWORD, short: 'true', pin: '123456' }),
  {
    ...aSecret('a', 'regcred'),
    stringData: {},
    data: { '.dockerconfigjson': btoa(CREDENTIALS), token: btoa('a-longer-token') },
  },
];

function diffOf(...datas: readonly Readonly<Record<string, Json>>[]): string {
  const [one, two] = datas.map((data) => aManifest('a', 'copy', { data }));
  const change = two ? updated(one!, two) : created(one!);
  const side = { rules: [], inventory: anInventory(...SECRETS) };
  return foldChanges(aReviewInput([change], { before: side }))
    .map(({ group }) => group.diff)
    .join('');
}

describe('a value of a Secret', () => {
  test('is hidden as a whole text, within one, encoded, as a key and as a number', () => {
    expect(diffOf({ a: PASSWORD })).toContain('+  a: "‹secret 13 bytes›"\n');
    expect(diffOf({ a: `url=x:${PASSWORD}@y` })).toContain('+  a: "url=x:‹secret 13 bytes›@y"\n');
    expect(diffOf({ a: btoa(PASSWORD), b: 'a-longer-token!' })).toMatch(
      / a: "‹secret 20 bytes›"\n.* b: "‹secret 14 bytes›!"/,
    );
    expect(diffOf({ [PASSWORD]: 'x', list: [{ deep: 123456 }] })).toMatch(
      / deep: "‹secret 6 bytes›"\n.* "‹secret 13 bytes›": x\n/,
    );
  });

  test('is hidden where it is a text in the JSON that the Secret holds', () => {
    expect(diffOf({ a: 'battery-staple' })).toContain('+  a: "‹secret 14 bytes›"\n');
    expect(diffOf({ a: CREDENTIALS })).not.toContain('battery');
  });

  test('is hidden in annotations, and not taken for what a short word says', () => {
    const noted: Resource = {
      ...aManifest('a', 'copy'),
      metadata: { name: 'copy', namespace: 'a', annotations: { note: PASSWORD } },
    };
    const side = { rules: [], inventory: anInventory(...SECRETS) };
    const [folded] = foldChanges(aReviewInput([created(noted)], { after: side }));
    expect(folded!.group.diff).toContain('    note: "‹secret 13 bytes›"\n');
    expect(diffOf({ enabled: 'true', year: '12345678' })).toMatch(/enabled: "true"\n.*year: "12345678"\n/);
  });

  test('that becomes another one is seen to', () => {
    expect(diffOf({ a: PASSWORD }, { a: 'a-longer-token' })).toContain(
      '-  a: "‹secret 13 bytes›"\n+  a: "‹secret 14 bytes›"\n',
    );
    expect(diffOf({ a: 'battery-staple' }, { a: 'a-longer-token' })).toContain('+  a: "‹secret 14 bytes #2›"\n');
  });
});
