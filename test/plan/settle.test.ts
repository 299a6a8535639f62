// Rounds to a fixpoint, over rules that do as a test says.
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/policy.ts';
import { resourceKey, type Resource } from '../../src/model/resource.ts';
import type { Trigger, World } from '../../src/model/trigger.ts';
import { settle } from '../../src/plan/settle.ts';
import {
  aConfigMap,
  afterPlan,
  aKind,
  aNamespace,
  anInventory,
  anOutput,
  aRule,
  aSecret,
  aSettleInput,
  entryOf,
  NOTHING,
  shown,
  wanting,
} from '../support/planning.ts';

const teamA = aNamespace('team-a');

/** A rule that makes a ConfigMap of its own name in each Namespace. */
const making = (policy: string, data: (world: World) => Readonly<Record<string, string>> = () => ({})): Rule =>
  aRule(policy, { evaluate: ({ id }, world) => wanting(aConfigMap(id.name, policy, data(world))) });

/** A rule that makes, for each ConfigMap, one whose name is longer. */
const lengthening = (policy: string, changes: Partial<Omit<Rule, 'id'>> = {}): Rule =>
  aRule(policy, {
    kinds: [aKind('ConfigMap')],
    skipGenerated: false,
    evaluate: ({ id }) => wanting(aConfigMap(id.namespace, `${id.name}-${policy}`)),
    ...changes,
  });

const endsWith = (suffix: string) => (trigger: Trigger) =>
  trigger.id.name.endsWith(suffix)
    ? ({ outcome: 'yes' } as const)
    : ({ outcome: 'no', because: 'match', detail: suffix } as const);

describe('rounds', () => {
  test('one is enough where nothing chains', () => {
    const { plan, rounds } = settle(aSettleInput([making('deny')], { inventory: anInventory(teamA) }));
    expect(shown(plan)).toEqual(['create /ConfigMap/team-a/deny (new)']);
    expect(rounds).toBe(1);
  });

  test('a chain is followed to its end, each link in a round of its own', () => {
    const rules = [making('a'), lengthening('b', { match: endsWith('a') }), lengthening('c', { match: endsWith('b') })];
    const { plan, rounds } = settle(aSettleInput(rules, { inventory: anInventory(teamA) }));
    expect(plan.changes.map(({ id, causes }) => [id.name, causes[0]?.round])).toEqual([
      ['a', 0],
      ['a-b', 1],
      ['a-b-c', 2],
    ]);
    // One more round sees that the last link sets nothing off.
    expect(rounds).toBe(4);
  });

  test('a rule that skips what was generated is not set off', () => {
    const rules = [making('a'), lengthening('b', { skipGenerated: true })];
    const { plan } = settle(aSettleInput(rules, { inventory: anInventory(teamA) }));
    expect(shown(plan)).toEqual(['create /ConfigMap/team-a/a (new)']);
  });

  test('an evaluation that looked at what another makes is done again', () => {
    const count = (world: World): Readonly<Record<string, string>> => ({
      maps: String(world.list({ group: '', kind: 'ConfigMap', namespace: 'team-a' }).length),
    });
    const { plan } = settle(aSettleInput([making('a'), making('b', count)], { inventory: anInventory(teamA) }));
    const made = plan.changes.find(({ id }) => id.name === 'b')?.after;
    expect(entryOf(made, 'data', 'maps')).toBe('1');
  });

  test('an evaluation does not see what only it caused, so that a default where there is none does not undo itself', () => {
    const id = { group: '', kind: 'ConfigMap', namespace: 'team-a', name: 'default' };
    const rule = aRule('a', {
      evaluate: (_, world) => (world.get(id) ? NOTHING : wanting(aConfigMap('team-a', 'default'))),
    });
    const input = aSettleInput([rule], { inventory: anInventory(teamA) });
    const { plan } = settle(input);
    expect(shown(plan)).toEqual(['create /ConfigMap/team-a/default (new)']);
    expect(shown(settle({ ...input, ...afterPlan(plan) }).plan)).toEqual([]);
  });

  test('a second run has nothing to do and the same ledger', () => {
    const rules = [making('a'), lengthening('b', { match: endsWith('a') })];
    const input = aSettleInput(rules, { inventory: anInventory(teamA) });
    const first = settle(input).plan;
    const second = settle({ ...input, ...afterPlan(first) }).plan;
    expect(shown(second)).toEqual([]);
    expect(second.ledger).toEqual(first.ledger);
  });

  test('a chain goes with its head, also where the inventory still shows the links', () => {
    const rules = [making('a'), lengthening('b', { match: endsWith('a') })];
    const input = aSettleInput(rules, { inventory: anInventory(teamA) });
    const former = afterPlan(settle(input).plan);
    const inventory = anInventory(aConfigMap('team-a', 'a'), aConfigMap('team-a', 'a-b'));
    expect(shown(settle({ ...input, ...former, inventory }).plan)).toEqual([
      'delete /ConfigMap/team-a/a (trigger-deleted)',
      'delete /ConfigMap/team-a/a-b (trigger-deleted)',
    ]);
  });

  test('what was applied sets off no rule that skips what was generated', () => {
    const rules = [making('a'), lengthening('b', { skipGenerated: true })];
    const input = aSettleInput(rules, { inventory: anInventory(teamA) });
    const former = afterPlan(settle(input).plan);
    const inventory = anInventory(teamA, aConfigMap('team-a', 'a'));
    expect(shown(settle({ ...input, ...former, inventory }).plan)).toEqual([]);
  });
});

describe('a cycle', () => {
  const start = aConfigMap('team-a', 'start');
  test('of ever new objects names its rules, and nothing that it made of its own products is written', () => {
    const rules = [
      lengthening('a', { match: (trigger) => (/(start|b)$/.test(trigger.id.name) ? { outcome: 'yes' } : NO) }),
      lengthening('b', { match: endsWith('a') }),
      making('other'),
    ];
    const input = aSettleInput(rules, { inventory: anInventory(start, teamA) });
    const { plan, rounds } = settle(input);
    expect(rounds).toBe(16);
    expect(shown(plan)).toEqual(['create /ConfigMap/team-a/other (new)', 'create /ConfigMap/team-a/start-a (new)']);
    expect(plan.diagnostics.map(({ code, about }) => [code, about.policy])).toEqual([
      ['plan/cycle', 'a'],
      ['plan/cycle', 'b'],
    ]);
    expect(plan.diagnostics[0]?.message).toContain('a/generate, b/generate;');
    expect(shown(settle({ ...input, ...afterPlan(plan) }).plan)).toEqual([]);
  });

  test('of objects that come and go holds what it had made', () => {
    const id = { group: '', kind: 'ConfigMap', namespace: 'team-a', name: 'b' };
    const unless = aRule('a', {
      evaluate: (_, world) => (world.get(id) ? NOTHING : wanting(aConfigMap('team-a', 'a'))),
    });
    const other = { ...id, name: 'a' };
    const where = aRule('b', {
      evaluate: (_, world) => (world.get(other) ? wanting(aConfigMap('team-a', 'b')) : NOTHING),
    });
    const { plan } = settle(aSettleInput([unless, where], { inventory: anInventory(teamA) }));
    expect(plan.diagnostics.map(({ code }) => code)).toContain('plan/cycle');
    expect(plan.changes.filter(({ action }) => action === 'delete')).toEqual([]);
  });
});

const NO = { outcome: 'no', because: 'match', detail: 'another name' } as const;

describe('what is refused', () => {
  const rule = aRule('a', { evaluate: () => wanting(aSecret('team-a', 'token'), aConfigMap('team-a', 'made')) });
  const input = aSettleInput([rule], { inventory: anInventory(teamA) });

  test('a Secret fails, and what the same evaluation wants beside it is made', () => {
    const { plan } = settle(input);
    expect(shown(plan)).toEqual(['create /ConfigMap/team-a/made (new)']);
    expect(plan.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['plan/secret-refused', 'error']]);
  });

  test('a Secret is made with a warning where clear text is accepted', () => {
    const { plan } = settle({ ...input, secrets: 'plain' });
    expect(shown(plan)).toHaveLength(2);
    expect(plan.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['plan/secret-plain', 'warning']]);
  });

  test('a Secret that was made stays when clear text is no longer accepted', () => {
    const { plan } = settle({ ...input, secrets: 'plain' });
    expect(shown(settle({ ...input, ...afterPlan(plan) }).plan)).toEqual([
      'hold /Secret/team-a/token (secret-refused)',
    ]);
  });
});

describe('what is known of policies', () => {
  const input = aSettleInput([making('deny')], { inventory: anInventory(teamA) });
  const former = afterPlan(settle(input).plan);
  const presence = input.policies[0]!;

  test('a policy that is gone takes along what it made', () => {
    const { plan } = settle({ ...input, ...former, rules: [], policies: [] });
    expect(shown(plan)).toEqual(['delete /ConfigMap/team-a/deny (policy-deleted)']);
    expect(plan.ledger.rules.size + plan.ledger.seen.size + plan.ledger.downstreams.size).toBe(0);
  });

  test('a rule that is gone from its policy is told apart', () => {
    const { plan } = settle({ ...input, ...former, rules: [], policies: [{ ...presence, rules: [] }] });
    expect(shown(plan)).toEqual(['delete /ConfigMap/team-a/deny (rule-deleted)']);
  });

  test('a policy that was not understood as a whole proves nothing, and is remembered', () => {
    const { plan } = settle({ ...input, ...former, rules: [], policies: [{ ...presence, complete: false }] });
    expect(shown(plan)).toEqual(['hold /ConfigMap/team-a/deny (incomplete)']);
    expect(plan.ledger).toEqual(former.ledger);
  });

  test('a ledger entry of a rule that the ledger does not know is held', () => {
    const ledger = { ...former.ledger, rules: new Map() };
    const { plan } = settle({ ...input, ...former, ledger, rules: [], policies: [] });
    expect(shown(plan)).toEqual(['hold /ConfigMap/team-a/deny (incomplete)']);
  });
});

describe('every object that is wanted, remembered or found', () => {
  test('has one change, in key order', () => {
    const former = afterPlan(settle(aSettleInput([making('old')], { inventory: anInventory(teamA) })).plan);
    const mine = aConfigMap('team-a', 'mine');
    const found = [...former.output.manifests.values()].map(({ resource }): Resource => resource);
    const { plan } = settle(
      aSettleInput([making('new')], {
        inventory: anInventory(teamA),
        ledger: former.ledger,
        output: anOutput(mine, ...found),
      }),
    );
    expect(plan.changes.map(({ id, action }) => `${resourceKey(id)} ${action}`)).toEqual([
      '/ConfigMap/team-a/mine none',
      '/ConfigMap/team-a/new create',
      '/ConfigMap/team-a/old delete',
    ]);
  });

  test('is counted by rule', () => {
    const rules = [making('a'), aRule('b', { match: () => NO })];
    const { plan } = settle(aSettleInput(rules, { inventory: anInventory(teamA, aNamespace('team-b')) }));
    expect(plan.rules).toEqual([
      { policy: 'a', rule: 'generate', looked: 2, triggers: 2, downstreams: 2 },
      { policy: 'b', rule: 'generate', looked: 2, triggers: 0, downstreams: 0 },
    ]);
  });

  test('is asked for outside where an answer is needed', () => {
    const need = { kind: 'image', key: 'b' } as const;
    const first = { kind: 'image', key: 'a' } as const;
    const evaluating = aRule('a', {
      evaluate: (_, world) => {
        world.ask(need);
        return { ...NOTHING, complete: false };
      },
    });
    const matching = aRule('b', {
      match: (_, world) => {
        world.ask(first);
        return { outcome: world.ask(need).known ? 'yes' : 'unknown', diagnostics: [] };
      },
    });
    const input = aSettleInput([evaluating, matching], { inventory: anInventory(teamA, aNamespace('team-b')) });
    expect(settle(input).needs).toEqual([first, need]);
    const answers = new Map([first, need].map(({ key }) => [key, { known: true, value: null }] as const));
    expect(settle({ ...input, answers }).needs).toEqual([]);
  });
});
