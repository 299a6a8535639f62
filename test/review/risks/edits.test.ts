// Edits that Kyverno would refuse or warn about, at their places.
import { describe, expect, test } from 'vitest';
import type { EditOutcome, PolicyEdit } from '../../../src/model/policy-edit.ts';
import type { ReviewEdit } from '../../../src/review/index.ts';
import { findRisks } from '../../../src/review/risks/risks.ts';
import { aReview, riskLines, risksBetween } from '../../support/a-review.ts';

function edit(outcome: EditOutcome, rule: string | undefined, more: Partial<PolicyEdit> = {}): ReviewEdit {
  const policy = { policyKind: 'ClusterPolicy', policyNamespace: '', policy: 'tenants' };
  return {
    edit: { policy, ...(rule === undefined ? {} : { rule }), outcome, change: 'changed', fields: ['match'], ...more },
    at: { file: 'policies/tenants.yaml', line: 21 },
  };
}

const IMMUTABLE = { warning: 'changes are disallowed' };
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: team-a }';

describe('an edit of a policy', () => {
  test('is a blocker where Kyverno would refuse it, with its place, its groups and what to do', () => {
    expect(risksBetween({ after: configMap }, { edits: [edit('refused', 'generate', IMMUTABLE)] })).toEqual([
      {
        level: 'blocker',
        code: 'edit-refused',
        message: 'Kyverno would refuse the edit of tenants/generate, which changes match: changes are disallowed',
        count: 1,
        groups: [0],
        help: 'Delete the policy and create it again, or give the policy another name.',
        at: { file: 'policies/tenants.yaml', line: 21 },
      },
    ]);
  });

  test('is a caution where Kyverno would warn about it', () => {
    const edits = [edit('warned', 'other', { change: 'removed', fields: [], warning: 'no synchronization' })];
    expect(risksBetween({ after: configMap }, { edits })).toMatchObject([
      {
        level: 'caution',
        code: 'edit-warned',
        message: 'Kyverno would warn about the edit of tenants/other, which is removed: no synchronization',
        count: 0,
        groups: [],
      },
    ]);
  });

  test.each(['accepted', 'new', 'removed'] as const)('is no risk where it is %s', (outcome) => {
    expect(riskLines({}, { edits: [edit(outcome, 'generate')] })).toEqual([]);
  });

  test('is told of the rules that the policy is refused for, not of all of it', () => {
    const edits = [
      edit('refused', undefined, { fields: ['spec.background'] }),
      edit('refused', 'a', IMMUTABLE),
      edit('refused', 'b'),
    ];
    expect(riskLines({}, { edits })).toEqual([
      'blocker edit-refused (0) Kyverno would refuse the edit of tenants/a, which changes match: changes are disallowed',
    ]);
    expect(riskLines({}, { edits: [edit('refused', 'b', { change: 'added', fields: [] })] })).toEqual([
      'blocker edit-refused (0) Kyverno would refuse the edit of tenants/b, which is added',
    ]);
  });

  test('concerns no group that is there for another reason', () => {
    const states = { before: configMap, after: configMap.replace('name: a', 'name: b') };
    const { input, groups } = aReview(states, { edits: [edit('warned', 'generate')] });
    const of = (reason: 'trigger-deleted' | 'target-renamed') =>
      findRisks(
        input,
        groups.map(({ group, changes }, at) => ({ changes, group: at === 0 ? { ...group, reason } : group })),
      );
    expect(of('trigger-deleted')).toMatchObject([{ code: 'edit-warned', count: 1, groups: [1] }]);
    expect(of('target-renamed')).toMatchObject([{ code: 'edit-warned', count: 2, groups: [0, 1] }]);
  });
});
