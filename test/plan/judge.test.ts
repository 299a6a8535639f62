// Downstreams with several causes, of which some are in doubt, ended, or of another rule: what output and ledger keep of them.
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/policy.ts';
import type { Resource } from '../../src/model/resource.ts';
import { settle } from '../../src/plan/settle.ts';
import {
  aConfigMap,
  afterPlan,
  aNamespace,
  anInventory,
  anOutput,
  aRule,
  aSettleInput,
  keyOf,
  NOTHING,
  shown,
  SYNCHRONIZED,
  wanting,
} from '../support/planning.ts';

const [teamA, teamB] = [aNamespace('team-a'), aNamespace('team-b')];
const shared = aConfigMap('default', 'shared', { is: 'shared' });
const KEY = keyOf(shared);
const both = anInventory(teamA, teamB, aNamespace('default'));
const ONCE = { ...SYNCHRONIZED, synchronize: false };

/** Makes the shared object for both teams, but for one whose evaluation fails. */
const sharing = (policy: string, changes: Partial<Omit<Rule, 'id'>> = {}, failing = ''): Rule =>
  aRule(policy, {
    match: ({ id }) =>
      id.name.startsWith('team-') ? { outcome: 'yes' } : { outcome: 'no', because: 'match', detail: 'no team' },
    evaluate: ({ id }) => (id.name === failing ? { ...NOTHING, complete: false } : wanting(shared)),
    ...changes,
  });

/** A first run with some rules, then a second with others. */
function thenWith(
  before: readonly Rule[],
  after: readonly Rule[],
  changes: { readonly inventory?: typeof both; readonly output?: readonly Resource[] } = {},
) {
  const former = afterPlan(settle(aSettleInput(before, { inventory: both })).plan);
  const output = changes.output ? anOutput(...changes.output) : former.output;
  const { plan } = settle(aSettleInput(after, { ...former, output, inventory: changes.inventory ?? both }));
  const entry = plan.ledger.downstreams.get(KEY);
  return {
    shown: shown(plan),
    state: entry?.state,
    causes: entry?.causes.map(({ rule, trigger }) => `${rule} ${trigger}`),
  };
}

const A = 'ClusterPolicy//a/generate';
const B = 'ClusterPolicy//b/generate';

describe('a cause in doubt', () => {
  test('holds alone what the others let go', () => {
    const second = thenWith([sharing('a')], [sharing('a', {}, 'team-b')], { inventory: anInventory(teamB) });
    expect(second.shown).toEqual([`hold ${KEY} (incomplete)`]);
    expect(second.causes).toEqual([`${A} /Namespace//team-b`]);
  });

  test('stays a cause beside one that wants the same', () => {
    const second = thenWith([sharing('a')], [sharing('a', {}, 'team-b')]);
    expect(second.shown).toEqual([]);
    expect(second.causes).toEqual([`${A} /Namespace//team-a`, `${A} /Namespace//team-b`]);
  });
});

describe('a downstream that rules with and without sync share', () => {
  const edited = [aConfigMap('default', 'shared', { is: 'edited' })];
  test('is synchronized, whichever comes first', () => {
    const rules = [sharing('a', { lifecycle: ONCE }), sharing('b')];
    expect(thenWith(rules, rules, { output: edited }).shown).toEqual([`update ${KEY} (edited)`]);
  });
  test('is kept as edited where none synchronizes', () => {
    const rules = [sharing('a', { lifecycle: ONCE }), sharing('b', { lifecycle: ONCE })];
    expect(thenWith(rules, rules, { output: edited }).shown).toEqual([]);
  });
});

describe('a rule that synchronizes only now', () => {
  test('deletes nothing that it made before', () => {
    const none = anInventory(aNamespace('default'));
    const second = thenWith([sharing('a', { lifecycle: ONCE })], [sharing('a')], { inventory: none });
    expect(second).toMatchObject({ shown: [`retain ${KEY} (trigger-deleted)`], state: 'retained' });
  });
});

describe('what another rule left', () => {
  const retaining = { lifecycle: { ...SYNCHRONIZED, orphanOnPolicyDelete: true } };
  const left = afterPlan(
    settle(
      aSettleInput([], {
        ...afterPlan(settle(aSettleInput([sharing('a', retaining)], { inventory: both })).plan),
        inventory: both,
      }),
    ).plan,
  );
  const wantedBy = (rule: Rule) => {
    const { plan } = settle(aSettleInput([rule], { ...left, inventory: both }));
    const entry = plan.ledger.downstreams.get(KEY);
    return { state: entry?.state, rules: [...new Set(entry?.causes.map(({ rule: key }) => key))] };
  };
  test('stays so for a rule without sync', () => {
    expect(wantedBy(sharing('b', { lifecycle: ONCE }))).toEqual({ state: 'retained', rules: [A] });
  });
  test('is taken up by a rule with sync', () => {
    expect(wantedBy(sharing('b'))).toEqual({ state: 'managed', rules: [B] });
  });
});
