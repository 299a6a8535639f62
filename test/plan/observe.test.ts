// What happened to triggers since the last run, in both lifecycles.
import { describe, expect, test } from 'vitest';
import { indexObjects } from '../../src/evaluate/index.ts';
import type { Ledger, Seen } from '../../src/model/ledger.ts';
import type { Lifecycle } from '../../src/model/policy.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Operation } from '../../src/model/trigger.ts';
import type { LifecycleMode } from '../../src/plan/facts.ts';
import { candidates, observeGone, observePresent, seenByRule } from '../../src/plan/observe.ts';
import {
  aConfigMap,
  aKind,
  aLedger,
  aNamespace,
  aPlanContext,
  aRule,
  aSeen,
  indexed,
  keyOf,
  SYNCHRONIZED,
} from '../support/planning.ts';

const now = aNamespace('team-a', { tier: 'silver' });
const before = aNamespace('team-a', { tier: 'gold' });
const plain = aRule('deny');
const listing = (...operations: readonly Operation[]): Lifecycle => ({ ...SYNCHRONIZED, operations });
const knowing = (ledger: Ledger): Ledger => ({
  ...ledger,
  rules: new Map([[ruleKey(plain.id), { rule: ruleKey(plain.id), digest: plain.digest, lifecycle: plain.lifecycle }]]),
});

const cases: readonly {
  readonly name: string;
  readonly mode: LifecycleMode;
  readonly seen?: Seen;
  readonly knowsRule?: true;
  readonly operations?: readonly Operation[];
  readonly since: string;
  readonly operation: Operation;
  readonly former?: string;
}[] = [
  { name: 'never seen, in desired', mode: 'desired', since: 'new', operation: 'CREATE' },
  { name: 'never seen by a new rule, in kyverno', mode: 'kyverno', since: 'existing', operation: 'CREATE' },
  {
    name: 'never seen by a known rule, in kyverno',
    mode: 'kyverno',
    knowsRule: true,
    since: 'new',
    operation: 'CREATE',
  },
  {
    name: 'unchanged, in desired',
    mode: 'desired',
    seen: aSeen(plain, now, { operation: 'UPDATE' }),
    since: 'same',
    operation: 'CREATE',
  },
  {
    name: 'unchanged, in kyverno',
    mode: 'kyverno',
    seen: aSeen(plain, now, { operation: 'UPDATE' }),
    since: 'same',
    operation: 'UPDATE',
    former: 'silver',
  },
  { name: 'changed, in desired', mode: 'desired', seen: aSeen(plain, before), since: 'changed', operation: 'CREATE' },
  {
    name: 'changed, in kyverno, former state kept',
    mode: 'kyverno',
    seen: aSeen(plain, before, { object: before }),
    since: 'changed',
    operation: 'UPDATE',
    former: 'gold',
  },
  {
    name: 'changed, in kyverno, former state not kept',
    mode: 'kyverno',
    seen: aSeen(plain, before),
    since: 'changed',
    operation: 'UPDATE',
    former: 'silver',
  },
  {
    name: 'changed, in desired, for a rule that lists UPDATE alone',
    mode: 'desired',
    seen: aSeen(plain, before, { object: before }),
    operations: ['UPDATE'],
    since: 'changed',
    operation: 'UPDATE',
    former: 'gold',
  },
  {
    name: 'unchanged, in desired, for a rule that lists UPDATE alone',
    mode: 'desired',
    seen: aSeen(plain, now, { operation: 'UPDATE' }),
    operations: ['UPDATE'],
    since: 'same',
    operation: 'CREATE',
  },
  {
    name: 'changed, in desired, for a rule that lists UPDATE and CREATE',
    mode: 'desired',
    seen: aSeen(plain, before),
    operations: ['CREATE', 'UPDATE'],
    since: 'changed',
    operation: 'CREATE',
  },
  {
    name: 'left out before because it was older, in kyverno',
    mode: 'kyverno',
    seen: aSeen(plain, now, { existing: true }),
    since: 'existing',
    operation: 'CREATE',
  },
  {
    name: 'left out before because it was older, then changed',
    mode: 'kyverno',
    seen: aSeen(plain, before, { existing: true }),
    since: 'changed',
    operation: 'UPDATE',
    former: 'silver',
  },
  {
    name: 'left out by kyverno before, in desired',
    mode: 'desired',
    seen: aSeen(plain, now, { existing: true }),
    since: 'same',
    operation: 'CREATE',
  },
  {
    name: 'back after its deletion was generated for',
    mode: 'desired',
    seen: aSeen(plain, now, { gone: true }),
    since: 'new',
    operation: 'CREATE',
  },
];

describe('a trigger that is there', () => {
  test.each(cases)('$name', ({ mode, seen, knowsRule, operations, since, operation, former }) => {
    const rule = operations ? { ...plain, lifecycle: listing(...operations) } : plain;
    const ledger = aLedger({ seen: seen ? [seen] : [] });
    const context = aPlanContext([rule], { mode, ledger: knowsRule ? knowing(ledger) : ledger });
    const observed = observePresent(context, rule, indexed(now));
    expect(observed.since).toBe(since);
    expect(observed.trigger?.operation).toBe(operation);
    const labels = observed.trigger?.oldObject?.metadata['labels'];
    expect(labels).toEqual(former === undefined ? undefined : { tier: former });
  });

  test('counters that a server keeps are no change', () => {
    const metadata = { ...now.metadata, resourceVersion: '8', generation: 2, managedFields: [] };
    const context = aPlanContext([plain], { ledger: aLedger({ seen: [aSeen(plain, now)] }) });
    expect(observePresent(context, plain, indexed({ ...now, metadata })).since).toBe('same');
  });
});

describe('a trigger that is gone', () => {
  const seen = aSeen(plain, before, { object: before });
  test('is evaluated in its last state by a rule that lists DELETE', () => {
    const { since, trigger } = observeGone({ ...plain, lifecycle: listing('DELETE') }, seen);
    expect(since).toBe('gone');
    expect(trigger).toMatchObject({ operation: 'DELETE', object: before, oldObject: before });
  });
  test('gives another rule nothing to evaluate', () => {
    expect(observeGone({ ...plain, lifecycle: listing('CREATE') }, seen).trigger).toBeUndefined();
    expect(observeGone(plain, seen).trigger).toBeUndefined();
  });
  test('gives nothing to evaluate where its last state was not kept', () => {
    expect(observeGone({ ...plain, lifecycle: listing('DELETE') }, aSeen(plain, before)).trigger).toBeUndefined();
  });
});

describe('what a rule looks at', () => {
  const deployment = (name: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'team-a' },
  });
  const objects = indexObjects(
    [aNamespace('team-b'), aNamespace('team-a'), aConfigMap('team-a', 'x'), deployment('web')].map(indexed),
  );
  const looksAt = (...kinds: readonly ReturnType<typeof aKind>[]): readonly string[] =>
    candidates(aRule('deny', { kinds }), objects).map(({ key }) => key);

  test('are all objects of its kinds, in key order', () => {
    expect(looksAt(aKind('Namespace'))).toEqual(['/Namespace//team-a', '/Namespace//team-b']);
  });
  test('are each there once, however many of its kinds say so', () => {
    expect(looksAt(aKind('ConfigMap'), aKind('Config*'))).toEqual(['/ConfigMap/team-a/x']);
  });
  test('are of the group and the version it names', () => {
    expect(looksAt(aKind('Deployment', 'apps'))).toEqual(['apps/Deployment/team-a/web']);
    expect(looksAt(aKind('Deployment', 'batch'))).toEqual([]);
    expect(looksAt({ ...aKind('Deployment', 'apps'), version: 'v1beta1' })).toEqual([]);
  });
});

test('what rules saw is found by rule', () => {
  const [first, second] = [aRule('a'), aRule('b')];
  const seen = [aSeen(first, now), aSeen(second, now), aSeen(first, aNamespace('team-b'))];
  const byRule = seenByRule(aLedger({ seen }));
  expect(byRule.get(ruleKey(first.id))?.map(({ trigger }) => trigger)).toEqual([keyOf(now), '/Namespace//team-b']);
  expect(byRule.get(ruleKey(second.id))).toHaveLength(1);
});
