// What the ledger remembers of triggers: as little as the next run needs, and never a Secret's values.
import { describe, expect, test } from 'vitest';
import type { Seen } from '../../src/model/ledger.ts';
import type { Match, Rule } from '../../src/model/policy.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Operation } from '../../src/model/trigger.ts';
import type { LifecycleMode } from '../../src/plan/facts.ts';
import { settle } from '../../src/plan/settle.ts';
import {
  aKind,
  aLedger,
  aNamespace,
  anInventory,
  aRule,
  aSecret,
  aSeen,
  aSettleInput,
  NOTHING,
  SYNCHRONIZED,
} from '../support/planning.ts';

const now = aNamespace('team-a', { tier: 'silver' });
const before = aNamespace('team-a', { tier: 'gold' });
const listing = (...operations: readonly Operation[]): Partial<Omit<Rule, 'id'>> => ({
  lifecycle: { ...SYNCHRONIZED, operations },
});
const no = (because: 'match' | 'operation'): Match => ({ outcome: 'no', because, detail: '' });

function remembered(
  rule: Rule,
  options: { readonly mode?: LifecycleMode; readonly seen?: Seen; readonly there?: Resource | null } = {},
): Seen | undefined {
  const there = options.there === undefined ? now : options.there;
  const { plan } = settle(
    aSettleInput([rule], {
      mode: options.mode ?? 'desired',
      inventory: there ? anInventory(there) : anInventory(),
      ledger: aLedger({ seen: options.seen ? [options.seen] : [] }),
    }),
  );
  return [...plan.ledger.seen.values()].find((seen) => seen.rule === ruleKey(rule.id));
}

describe('a trigger', () => {
  const digest = aSeen(aRule('a'), now).digest;
  test('that matches is remembered by its digest alone', () => {
    expect(remembered(aRule('a'))).toEqual(aSeen(aRule('a'), now));
  });
  test('that does not match is not', () => {
    expect(remembered(aRule('a', { match: () => no('match') }))).toBeUndefined();
  });
  test('that only the operation keeps from matching is', () => {
    expect(remembered(aRule('a', { match: () => no('operation') }))?.digest).toBe(digest);
  });
  test('that is gone is forgotten', () => {
    const rule = aRule('a');
    expect(remembered(rule, { seen: aSeen(rule, now), there: null })).toBeUndefined();
  });
  test('that is gone and was generated for stays known', () => {
    const rule = aRule('a', listing('DELETE'));
    const seen = aSeen(rule, now, { object: now });
    const first = remembered(rule, { seen, there: null });
    expect(first).toMatchObject({ gone: true, operation: 'DELETE', object: now });
    expect(remembered(rule, { seen: first!, there: null })).toEqual(first);
    const other = aRule('a', listing('CREATE'));
    expect(remembered(other, { seen: first!, there: null })).toEqual(first);
  });
  test('under an exception stays as it was known', () => {
    const rule = aRule('a', { match: () => ({ outcome: 'excepted', exception: 'x' }) });
    const seen = aSeen(rule, before);
    expect(remembered(rule, { seen })).toEqual(seen);
  });
  test('under an exception that looks at objects is kept as last seen, and still told to have changed', () => {
    const rule = aRule('a', {
      match: () => ({ outcome: 'excepted', exception: 'x' }),
      exceptions: { needsObject: true, test: () => undefined },
    });
    const seen = aSeen(rule, before, { object: before });
    expect(remembered(rule, { seen })).toEqual({ ...seen, object: now });
  });
  test('of a rule with such an exception is kept as last seen', () => {
    const rule = (needsObject: boolean): Rule => aRule('a', { exceptions: { needsObject, test: () => undefined } });
    expect(remembered(rule(true))?.object).toEqual(now);
    expect(remembered(rule(false))?.object).toBeUndefined();
  });
  test('that is gone under an exception stays known; in kyverno as one that is over', () => {
    const rule = aRule('a', {
      exceptions: { needsObject: false, test: () => ({ outcome: 'excepted', exception: 'x' }) },
    });
    const seen = aSeen(rule, now);
    expect(remembered(rule, { seen, there: null })).toEqual(seen);
    expect(remembered(rule, { seen, there: null, mode: 'kyverno' })).toEqual({ ...seen, gone: true });
  });
  test('that could not be decided stays as it was known', () => {
    const rule = aRule('a', { match: () => ({ outcome: 'unknown', diagnostics: [] }) });
    const seen = aSeen(rule, before);
    expect(remembered(rule, { seen })).toEqual(seen);
  });
  test('whose evaluation failed is told to have changed again, in desired', () => {
    const rule = aRule('a', { evaluate: () => ({ ...NOTHING, complete: false }) });
    const seen = aSeen(rule, before);
    expect(remembered(rule, { seen })).toEqual(seen);
    expect(remembered(rule, { seen, mode: 'kyverno' })?.digest).toBe(digest);
  });
  test('older than its policy is remembered as such, in kyverno without generateExisting', () => {
    const left = aRule('a', { lifecycle: { ...SYNCHRONIZED, generateExisting: false } });
    expect(remembered(left, { mode: 'kyverno' })?.existing).toBe(true);
    expect(remembered(aRule('a'), { mode: 'kyverno' })?.existing).toBe(false);
    expect(remembered(left, { mode: 'desired' })?.existing).toBe(false);
  });
  test('keeps the operation of its last change', () => {
    const rule = aRule('a', listing('UPDATE'));
    const first = remembered(rule, { seen: aSeen(rule, before) });
    expect(first?.operation).toBe('UPDATE');
    expect(remembered(rule, { seen: first! })).toEqual(first);
  });
});

describe('the object of a trigger is kept', () => {
  const cases: readonly {
    readonly name: string;
    readonly rule: Rule;
    readonly mode?: LifecycleMode;
    readonly kept: boolean;
  }[] = [
    { name: 'for no other rule', rule: aRule('a'), kept: false },
    { name: 'where the rule lists DELETE', rule: aRule('a', listing('CREATE', 'DELETE')), kept: true },
    { name: 'where the rule lists UPDATE alone', rule: aRule('a', listing('UPDATE')), kept: true },
    { name: 'not where it lists CREATE too', rule: aRule('a', listing('CREATE', 'UPDATE')), kept: false },
    {
      name: 'where the rule reads it, in kyverno',
      rule: aRule('a', { needsFormerObject: true }),
      mode: 'kyverno',
      kept: true,
    },
    { name: 'not where the rule reads it, in desired', rule: aRule('a', { needsFormerObject: true }), kept: false },
  ];
  test.each(cases)('$name', ({ rule, mode, kept }) => {
    expect(remembered(rule, { mode: mode ?? 'desired' })?.object).toEqual(kept ? now : undefined);
  });

  test('without the values of a Secret', () => {
    const rule = aRule('a', { kinds: [aKind('Secret')], ...listing('DELETE') });
    const secret = aSecret('team-a', 'token', { password: 'not-a-real-password' });
    const kept = remembered(rule, { there: secret });
    expect(kept?.object?.metadata.name).toBe('token');
    expect(JSON.stringify(kept)).not.toContain('not-a-real-password');
  });
});

test('a rule is remembered as it is now, and forgotten with its policy', () => {
  const rule = aRule('a');
  const { ledger } = settle(aSettleInput([rule])).plan;
  expect([...ledger.rules.values()]).toEqual([
    { rule: ruleKey(rule.id), digest: rule.digest, lifecycle: SYNCHRONIZED },
  ]);
  expect(settle(aSettleInput([], { ledger })).plan.ledger.rules.size).toBe(0);
});
