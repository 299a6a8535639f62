// Why a group changes, in words and with its place: what all members have in common, and never more than that.
import { describe, expect, test } from 'vitest';
import { aConfigMap, aLedger, aNamespace, anEntry, aRule, aSecret, keyOf } from '../support/planning.ts';
import { aManifest, aReviewInput, created, deleted, RULE, updated } from '../support/reviewing.ts';
import { kindCatalog } from '../../src/kube/index.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { Inventory, InventoryObject } from '../../src/model/inventory.ts';
import type { Change } from '../../src/model/plan.ts';
import type { PolicyEdit } from '../../src/model/policy-edit.ts';
import { textAt, type Json, type Resource, type ResourceKey } from '../../src/model/resource.ts';
import type { ReviewInput } from '../../src/review/index.ts';
import { foldChanges } from '../../src/review/fold.ts';
import { aChange, idOf } from '../support/planning.ts';

/** Every object in a file of its own name. */
function inventoryOf(...resources: readonly Resource[]): Inventory {
  const objects = resources.map((resource): [ResourceKey, InventoryObject] => {
    const at = { file: `state/${resource.metadata.name}.yaml`, line: 3, column: 1 };
    return [keyOf(resource), { id: idOf(resource), resource, at }];
  });
  return { objects: new Map(objects), kinds: kindCatalog([]) };
}

interface States {
  readonly before?: readonly Resource[];
  readonly after?: readonly Resource[];
  readonly more?: Partial<ReviewInput>;
}

function whys(changes: readonly Change[], { before = [], after = [], more = {} }: States = {}) {
  const input = aReviewInput(changes);
  return foldChanges({
    ...input,
    before: { ...input.before, inventory: inventoryOf(...before) },
    after: { ...input.after, inventory: inventoryOf(...after) },
    ...more,
  }).map(({ group: { why, at } }) => [why, at]);
}

function inState(name: string) {
  return { file: `state/${name}.yaml`, line: 3 };
}

function tiered(name: string, tier: string): Resource {
  return aNamespace(name, { tier });
}

const AT_RULE = { file: 'tenants.yaml', line: 1 };
const unmatched = (name: string) => deleted(aManifest(name, 'settings'), aNamespace(name));

describe('a trigger', () => {
  test('that no longer matches: its label, and the file', () => {
    expect(
      whys([unmatched('team-7')], { before: [tiered('team-7', 'gold')], after: [tiered('team-7', 'none')] }),
    ).toEqual([['Namespace/team-7 no longer matches: label tier changed from gold to none', inState('team-7')]]);
  });

  test('that no longer matches, in several namespaces: with marks where it is the same, in general where it is not', () => {
    const changes = ['a1', 'b1'].map(unmatched);
    const before = ['a1', 'b1'].map((name) => tiered(name, 'gold'));
    expect(whys(changes, { before, after: ['a1', 'b1'].map((name) => tiered(name, 'none')) })).toEqual([
      ['Namespace/‹namespace› no longer matches: label tier changed from gold to none', undefined],
    ]);
    expect(whys(changes, { before, after: [tiered('a1', 'none'), tiered('b1', 'tin')] })).toEqual([
      ['the trigger no longer matches', undefined],
    ]);
  });

  test('that changed: a label that comes or goes, an annotation, fields', () => {
    const change = updated(aConfigMap('a', 'x', { k: '1' }), aConfigMap('a', 'x', { k: '2' }), aConfigMap('a', 'src'), {
      reason: 'trigger-changed',
    });
    const source = (metadata: Readonly<Record<string, Json>>, more: Readonly<Record<string, Json>> = {}): Resource => ({
      ...aManifest('a', 'src', more),
      metadata: { name: 'src', namespace: 'a', ...metadata },
    });
    const told = (before: Resource, after: Resource) => whys([change], { before: [before], after: [after] })[0]![0];
    const of = 'of ConfigMap/a/src';
    expect(told(source({}), source({ labels: { tier: 'gold' } }))).toBe(`label tier=gold ${of} is new`);
    expect(told(source({ labels: { tier: 'gold' } }), source({}))).toBe(`label tier=gold ${of} is gone`);
    expect(told(source({ labels: { a: '1', b: '2', c: '3', d: '4' } }), source({}))).toBe(
      `labels a, b, c and 1 more ${of} changed`,
    );
    expect(told(source({ annotations: { n: '' } }), source({ annotations: { n: 'x'.repeat(99) } }))).toBe(
      `annotation n ${of} changed from '' to ${'x'.repeat(39)}…`,
    );
    expect(told(source({}, { data: { a: '1' } }), source({}, { data: { a: '2' } }))).toBe(`data.a ${of} changed`);
    expect(told(source({ resourceVersion: '1' }), source({ resourceVersion: '2' }))).toBe('the trigger changed');
    expect(told(source({ labels: { a: 'x\ny' } }), source({ labels: { a: 'z' } }))).toBe(
      `label a ${of} changed from x y to z`,
    );
  });

  test('that is a Secret: never with a value', () => {
    const change = updated(aConfigMap('a', 'x', { k: '1' }), aConfigMap('a', 'x', { k: '2' }), aSecret('a', 's'), {
      reason: 'trigger-changed',
    });
    const secret = (label: string, value: string): Resource => ({
      ...aSecret('a', 's', { password: value }),
      metadata: { name: 's', namespace: 'a', labels: { label } },
    });
    const told = (before: Resource, after: Resource) => whys([change], { before: [before], after: [after] })[0]![0];
    expect(told(secret('l1', 'v1'), secret('l2', 'v2'))).toBe('label label of Secret/a/s changed');
    expect(told(secret('l1', 'hunter2-one'), secret('l1', 'hunter2-two'))).toBe('stringData of Secret/a/s changed');
  });

  test('that repeats the value of a Secret in a label', () => {
    const before = [tiered('t', 'hunter2-secret'), aSecret('t', 's', { password: 'hunter2-secret' })];
    const [[why]] = whys([unmatched('t')], { before, after: [tiered('t', 'none')] }) as [[string]];
    expect(why).toBe('Namespace/t no longer matches: label tier changed from ‹secret 14 bytes› to none');
  });

  test('whose namespace changed, not it itself', () => {
    const trigger = aConfigMap('t', 'app');
    const change = deleted(aManifest('t', 'settings'), trigger);
    expect(whys([change], { before: [trigger, tiered('t', 'gold')], after: [trigger, tiered('t', 'tin')] })).toEqual([
      ['ConfigMap/t/app no longer matches: label tier of Namespace/t changed from gold to tin', inState('t')],
    ]);
  });

  test('that is gone, with where it was', () => {
    const gone = (name: string): Change => ({ ...unmatched(name), reason: 'trigger-deleted' });
    expect(whys([gone('x')], { before: [aNamespace('x')] })).toEqual([
      ['Namespace/x is gone from the inventory', inState('x')],
    ]);
    expect(whys([gone('x'), gone('y')], { before: [aNamespace('x'), aNamespace('y')] })).toEqual([
      ['Namespace/‹namespace› is gone from the inventory', undefined],
    ]);
    expect(whys([gone('x')])).toEqual([['the trigger was deleted', undefined]]);
  });

  test('that is new', () => {
    const made = created(aManifest('x', 'settings'));
    expect(whys([made], { after: [aNamespace('x')] })).toEqual([['Namespace/x is new in the inventory', inState('x')]]);
    const same = [aNamespace('x')];
    expect(whys([made], { before: same, after: same })).toEqual([['a rule wants it for the first time', undefined]]);
  });
});

describe('a rule', () => {
  const change = updated(aManifest('a', 'x', { data: { k: '1' } }), aManifest('a', 'x', { data: { k: '2' } }));
  const other = updated(aManifest('b', 'x', { data: { k: '1' } }), aManifest('b', 'x', { data: { k: '2' } }));
  const sides = (before: readonly (typeof RULE)[], after: readonly (typeof RULE)[]): Partial<ReviewInput> => ({
    before: { rules: before, inventory: inventoryOf() },
    after: { rules: after, inventory: inventoryOf() },
  });
  const editOf = (fields: readonly string[], rule: string | undefined): ReviewInput['edits'][number] => {
    const { rule: own, ...policy } = RULE.id;
    const edit: PolicyEdit = {
      policy,
      outcome: 'accepted',
      change: 'changed',
      fields,
      ...(rule === 'own' && { rule: own }),
    };
    return { edit, at: AT_RULE };
  };

  test('that changed, with the fields that edits name, for all members alike', () => {
    expect(whys([change, other])).toEqual([['the rule changed', AT_RULE]]);
    const edits = [editOf(['generate.data'], 'own'), editOf(['validationFailureAction'], undefined)];
    expect(whys([change, other], { more: { edits } })).toEqual([
      ['the rule changed in generate.data and validationFailureAction', AT_RULE],
    ]);
  });

  test('that is new, or came to want something', () => {
    const made = created(aManifest('a', 'x'));
    expect(whys([made], { more: sides([], [RULE]) })).toEqual([['the rule is new', AT_RULE]]);
    const former = { ...RULE, digest: digestOf('former') };
    expect(whys([made], { more: sides([former], [RULE]) })).toEqual([
      ['the rule changed and wants it for the first time', AT_RULE],
    ]);
  });

  test('that no longer matches a trigger that is as it was', () => {
    const edits = [editOf(['match'], 'own')];
    expect(whys([unmatched('a')], { more: { edits } })).toEqual([
      ['Namespace/a no longer matches: the rule changed in match', AT_RULE],
    ]);
    expect(whys([unmatched('a')])).toEqual([['the trigger no longer matches', undefined]]);
  });

  test('that was deleted, with where it was', () => {
    const gone = { ...unmatched('a'), reason: 'policy-deleted' as const };
    expect(whys([gone], { more: sides([RULE], []) })).toEqual([['the policy was deleted', AT_RULE]]);
  });

  test('that nobody knows any more', () => {
    expect(whys([aChange(aManifest('a', 'x'), { action: 'retain', reason: 'rule-deleted' })])).toEqual([
      ['the rule was deleted', undefined],
    ]);
    expect(aRule('tenants').at.file).toBe(AT_RULE.file);
  });
});

test('a source is named, for members of any namespace', () => {
  const source = aSecret('default', 'regcred', { password: 'hunter2-secret' });
  const clones = ['a', 'b'].map((name) => aSecret(name, 'regcred', { password: 'hunter2-secret' }));
  const changes = clones.map((clone) =>
    updated({ ...clone, stringData: {} }, clone, aNamespace(textAt(clone.metadata, 'namespace')), {
      reason: 'source-changed',
    }),
  );
  const input = aReviewInput(changes);
  const entries = clones.map((clone, index) => {
    const entry = anEntry(clone, RULE, aNamespace(['a', 'b'][index]!));
    const causes = entry.causes.map((cause) => ({ ...cause, source: { key: keyOf(source), digest: digestOf('') } }));
    return { ...entry, causes };
  });
  const plan = { ...input.plan, ledger: aLedger({ entries }) };
  const both = [source];
  expect(whys(changes, { before: both, after: both, more: { plan } })).toEqual([
    ['its source Secret/default/regcred changed', inState('regcred')],
  ]);
});
