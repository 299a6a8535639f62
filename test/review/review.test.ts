// The counts of a review, by rule and by kind, and what counts as there without the change.
import { describe, expect, test } from 'vitest';
import { aChange, aKind, aLedger, anEntry, aNamespace, anInventory, aRule } from '../support/planning.ts';
import { aManifest, aReviewInput, created, deleted, RULE, updated } from '../support/reviewing.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { ResourceKey } from '../../src/model/resource.ts';
import { reviewChange } from '../../src/review/index.ts';

function failureAt(line: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'evaluate/variable',
    severity: 'error',
    message: 'unknown key',
    at: { file: 'tenants.yaml', line, column: 1 },
    about: { policy: 'tenants', rule: 'generate', trigger: '/Namespace//a' as ResourceKey },
    ...more,
  };
}

const CHANGES = [
  created(aManifest('a', 'x')),
  created(aManifest('b', 'x')),
  created(aManifest('b', 'y')),
  updated(aManifest('c', 'x'), aManifest('c', 'x', { data: { k: '1' } })),
  deleted(aManifest('d', 'x')),
  created({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }, aNamespace('n')),
  { ...deleted(aManifest('e', 'x')), action: 'retain', reason: 'rule-deleted' } as const,
  { ...deleted(aManifest('f', 'x')), action: 'hold', reason: 'tampered' } as const,
  aChange(aManifest('g', 'x')),
];

describe('a review', () => {
  test('counts namespaces, what is managed afterwards, and what was pending', () => {
    const input = aReviewInput(CHANGES);
    const entries = [
      anEntry(aManifest('a', 'x'), RULE, aNamespace('a')),
      anEntry(aManifest('e', 'x'), RULE, aNamespace('e'), { state: 'retained' }),
    ];
    const reviewed = reviewChange({
      ...input,
      plan: { ...input.plan, ledger: aLedger({ entries }) },
      basePlan: { ...input.basePlan, changes: CHANGES },
    });
    expect(reviewed).toMatchObject({ stopped: false, namespaces: 5, managed: 1, pending: 6, failedBefore: 0 });
    expect(reviewed.groups.reduce((sum, { members }) => sum + members.length, 0)).toBe(7);
  });

  test('knows an error again by its words and what it is about, not by its line', () => {
    const failures = [failureAt(9), failureAt(9, { message: 'another' }), failureAt(9, { about: { policy: 'other' } })];
    const reviewed = reviewChange(aReviewInput([], { failures, failuresBefore: [failureAt(3)] }));
    expect(reviewed.failedBefore).toBe(1);
  });

  test('is of a run that the guard stops', () => {
    const guard = failureAt(1, { code: 'plan/max-deletions', about: {} });
    expect(reviewChange(aReviewInput([], { guard })).stopped).toBe(true);
  });

  test('counts for each rule of the two states', () => {
    const kinds = [aKind('Deployment', 'apps'), { group: '*', version: '*', kind: 'Namespace', subresource: '' }];
    const [old, other] = [
      aRule('b-old'),
      aRule('a-other', { kinds: [...kinds, { ...aKind('Pod', '*'), version: 'v1' }] }),
    ];
    const input = aReviewInput(CHANGES, { failures: [failureAt(1), failureAt(2, { message: 'another' })] });
    const { rules } = reviewChange({
      ...input,
      plan: {
        ...input.plan,
        rules: [{ policy: 'tenants', rule: 'generate', looked: 12, triggers: 7, downstreams: 9 }],
      },
      before: { rules: [old, RULE], inventory: anInventory() },
      after: { rules: [RULE, other], inventory: anInventory() },
    });
    const nothing = { looked: 0, triggers: 0, added: 0, changed: 0, removed: 0, retained: 0, failed: 0 };
    expect(rules).toEqual([
      { policy: 'a-other', rule: 'generate', kinds: ['apps/*/Deployment', 'Namespace', 'v1/Pod'], ...nothing },
      { policy: 'b-old', rule: 'generate', kinds: ['Namespace'], ...nothing },
      {
        policy: 'tenants',
        rule: 'generate',
        kinds: ['Namespace'],
        looked: 12,
        triggers: 7,
        added: 4,
        changed: 1,
        removed: 1,
        retained: 1,
        failed: 2,
      },
    ]);
  });

  test('counts for each kind of which something changes', () => {
    expect(reviewChange(aReviewInput(CHANGES)).kinds).toEqual([
      { group: '', kind: 'ConfigMap', added: 3, changed: 1, removed: 1, retained: 1 },
      { group: '', kind: 'Namespace', added: 1, changed: 0, removed: 0, retained: 0 },
    ]);
    expect(reviewChange(aReviewInput([CHANGES[7]!])).kinds).toEqual([]);
  });
});
