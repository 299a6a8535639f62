// The guard against mass deletion, by number, by rule and by cause.
import { describe, expect, test } from 'vitest';
import type { Change, Plan, Reason } from '../../src/model/plan.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import { guardDeletions, type MaxDeletions } from '../../src/plan/guard.ts';
import { aChange, aConfigMap, aLedger, aNamespace, anEntry, aRule } from '../support/planning.ts';

interface Lost {
  readonly rule: string;
  readonly count: number;
  readonly of: number;
  readonly reason: Reason;
}

function planOf(losses: readonly Lost[]): { readonly plan: Plan; readonly ledger: ReturnType<typeof aLedger> } {
  const trigger = aNamespace('team-a');
  const all = losses.flatMap(({ rule, count, of, reason }) =>
    Array.from({ length: of }, (_, index) => {
      const map = aConfigMap('team-a', `${rule}-${index}`);
      const entry = anEntry(map, aRule(rule), trigger);
      const causes = [{ rule: ruleKey(aRule(rule).id), trigger: entry.causes[0]!.trigger, round: 0 }];
      return { entry, change: aChange(map, index < count ? { action: 'delete', reason, causes } : { causes }) };
    }),
  );
  const ledger = aLedger({ entries: all.map(({ entry }) => entry) });
  const changes: readonly Change[] = all.map(({ change }) => change);
  return { plan: { changes, ledger, rules: [], diagnostics: [] }, ledger };
}

const gone = (rule: string, count: number, of: number): Lost => ({ rule, count, of, reason: 'trigger-deleted' });
const edited = (rule: string, count: number, of: number): Lost => ({ rule, count, of, reason: 'policy-deleted' });

const cases: readonly {
  readonly name: string;
  readonly losses: readonly Lost[];
  readonly limit?: MaxDeletions;
  readonly stops: string | undefined;
}[] = [
  { name: 'a small rule may lose all', losses: [gone('a', 19, 19)], stops: undefined },
  { name: 'half of a rule may go', losses: [gone('a', 10, 20)], stops: undefined },
  { name: 'more than half of 20 may not', losses: [gone('a', 11, 20)], stops: 'a/generate would lose more than half' },
  {
    name: 'nor where other rules lose nothing',
    losses: [gone('a', 11, 20), gone('b', 0, 90)],
    stops: 'a/generate would lose',
  },
  {
    name: 'an edited policy may empty one rule of many',
    losses: [edited('a', 20, 20), gone('b', 0, 30)],
    stops: undefined,
  },
  {
    name: 'but not more than half of all',
    losses: [edited('a', 20, 20), gone('b', 0, 19)],
    stops: 'more than half of all',
  },
  { name: '100 and a tenth may go', losses: [gone('a', 100, 1000)], stops: undefined },
  {
    name: '101 and more than a tenth may not',
    losses: [gone('a', 101, 1000)],
    stops: 'more than 100 and more than a tenth',
  },
  { name: '101 of many may', losses: [gone('a', 101, 1010)], stops: undefined },
  { name: 'a number that is kept', losses: [gone('a', 3, 3)], limit: { count: 3 }, stops: undefined },
  {
    name: 'a number that is passed',
    losses: [gone('a', 3, 3)],
    limit: { count: 2 },
    stops: '--max-deletions 2 allows',
  },
  { name: 'a share that is kept', losses: [gone('a', 5, 10)], limit: { percent: 50 }, stops: undefined },
  {
    name: 'a share that is passed',
    losses: [gone('a', 6, 10)],
    limit: { percent: 50 },
    stops: '--max-deletions 50% allows',
  },
  {
    name: 'a given number takes the place of the default',
    losses: [gone('a', 40, 40)],
    limit: { count: 40 },
    stops: undefined,
  },
  { name: 'nothing is deleted', losses: [gone('a', 0, 40)], limit: { count: 0 }, stops: undefined },
];

describe('deletions', () => {
  test.each(cases)('$name', ({ losses, limit, stops }) => {
    const { plan, ledger } = planOf(losses);
    const stopped = guardDeletions(plan, ledger, limit);
    if (stops === undefined) expect(stopped).toBeUndefined();
    else expect(stopped?.message).toContain(stops);
  });

  test('the message counts by rule and cause, and the help gives the command', () => {
    const { plan, ledger } = planOf([gone('a', 21, 21), edited('b', 2, 2)]);
    const stopped = guardDeletions(plan, ledger, undefined);
    expect(stopped?.message).toContain('(a/generate: trigger-deleted 21; b/generate: policy-deleted 2)');
    expect(stopped?.help).toContain('headwater reconcile --max-deletions 23');
  });

  test('retained downstreams are no part of what is counted', () => {
    const { plan, ledger } = planOf([gone('a', 10, 10), gone('b', 0, 20)]);
    const retained = [...ledger.downstreams.values()].map((entry) =>
      entry.key.includes('/b-') ? { ...entry, state: 'retained' as const } : entry,
    );
    const before = aLedger({ entries: retained });
    expect(guardDeletions(plan, before, { percent: 50 })?.message).toContain('10 of 10 downstreams');
  });
});
