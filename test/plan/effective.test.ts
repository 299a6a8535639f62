// What the next round sees of a round's decisions.
import { describe, expect, test } from 'vitest';
import type { Resource, ResourceKey } from '../../src/model/resource.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Judgement } from '../../src/plan/bench.ts';
import {
  changedKeys,
  deletedKeys,
  effectiveSet,
  overlayBeforeDeciding,
  overlayOf,
  type View,
} from '../../src/plan/effective.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import { evaluationId } from '../../src/plan/outcome.ts';
import { aChange, aConfigMap, aNamespace, anEntry, aRule, keyOf } from '../support/planning.ts';

const rule = aRule('deny');
const trigger = aNamespace('team-a');
const map = aConfigMap('team-a', 'made', { is: 'old' });
const next = aConfigMap('team-a', 'made', { is: 'new' });

function judged(changes: Parameters<typeof aChange>[1], known = true): ReadonlyMap<ResourceKey, Judgement> {
  const entry = known ? { entry: anEntry(map, rule, trigger) } : {};
  return new Map([[keyOf(map), { change: aChange(map, changes), ...entry, diagnostics: [] }]]);
}

const viewOf = (judgements: ReadonlyMap<ResourceKey, Judgement>): View => {
  const effective = effectiveSet(judgements);
  return { effective, overlay: overlayOf(effective, new Set(deletedKeys(judgements))) };
};
const EMPTY: View = { effective: new Map(), overlay: overlayBeforeDeciding(emptyLedger('')) };

const cases: readonly {
  readonly name: string;
  readonly changes: Parameters<typeof aChange>[1];
  readonly known?: false;
  readonly left: Resource | undefined;
}[] = [
  { name: 'what is created is there', changes: { action: 'create', after: next }, left: next },
  { name: 'what is updated is there anew', changes: { action: 'update', before: map, after: next }, left: next },
  { name: 'what is held is there as it is', changes: { action: 'hold', before: map }, left: map },
  { name: 'what is retained is there as it is', changes: { action: 'retain', before: map, after: map }, left: map },
  { name: 'what is deleted is not', changes: { action: 'delete', before: map }, left: undefined },
  { name: 'what stays deleted is not', changes: { action: 'none' }, left: undefined },
  {
    name: 'a file of somebody else is no part of it',
    changes: { action: 'none', before: map, after: map },
    known: false,
    left: undefined,
  },
];

describe('the effective set', () => {
  test.each(cases)('$name', ({ changes, known, left }) => {
    const { effective, overlay } = viewOf(judged(changes, known ?? true));
    expect(effective.get(keyOf(map))?.object.resource).toEqual(left);
    expect(overlay.objects.get(keyOf(map))?.resource).toEqual(left);
    expect(overlay.gone.has(keyOf(map))).toBe(changes?.action === 'delete');
  });
});

describe('who caused an object alone', () => {
  const cause = (name: string) => ({ rule: ruleKey(rule.id), trigger: keyOf(aNamespace(name)), round: 0 });
  const own = evaluationId(ruleKey(rule.id), keyOf(trigger));
  const causedBy = (...names: readonly string[]): boolean =>
    viewOf(judged({ action: 'create', after: next, causes: names.map(cause) })).overlay.causedOnlyBy(keyOf(map), own);
  test('its only cause does', () => expect(causedBy('team-a')).toBe(true));
  test('one of two does not', () => expect(causedBy('team-a', 'team-b')).toBe(false));
  test('another does not', () => expect(causedBy('team-b')).toBe(false));
  test('none does where nothing is known of causes', () => expect(causedBy()).toBe(false));
});

describe('what changed between two rounds', () => {
  const created = viewOf(judged({ action: 'create', after: next }));
  const again = viewOf(judged({ action: 'create', after: { ...next } }));
  const updated = viewOf(judged({ action: 'update', before: map, after: map }));
  const deleted = viewOf(judged({ action: 'delete', before: map }));
  const key = keyOf(map);
  const rows: readonly (readonly [string, View, View, readonly ResourceKey[]])[] = [
    ['an object that appears', EMPTY, created, [key]],
    ['an object that goes', created, EMPTY, [key]],
    ['an object that becomes another', created, updated, [key]],
    ['an equal object is no change', created, again, []],
    ['an object that only the inventory shows still, and that is deleted', EMPTY, deleted, [key]],
    ['a deletion that was known', deleted, deleted, []],
  ];
  test.each(rows)('%s', (_, before, after, keys) => expect(changedKeys(before, after)).toEqual(keys));
});
