// A plan with something of everything, for the tests of reports.
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Cause } from '../../src/model/downstream.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import type { Action, Change, Plan, Reason } from '../../src/model/plan.ts';
import type { PolicyEdit } from '../../src/model/policy-edit.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import { resourceKey } from '../../src/model/resource.ts';
import type { ReportAdopted, ReportInput, ReportRow, ReportTests } from '../../src/report/index.ts';

export function aCause(namespace: string, element?: string): Cause {
  return {
    rule: ruleKey({ policyKind: 'Policy', policyNamespace: 'ops', policy: 'tenants', rule: 'deny-all' }),
    trigger: resourceKey({ group: '', kind: 'Namespace', namespace: '', name: namespace }),
    ...(element !== undefined && { element }),
    round: 0,
  };
}

export function aChange(action: Action, reason: Reason, namespace: string, name = 'default-deny'): Change {
  const resource = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace } };
  return {
    id: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace, name },
    action,
    reason,
    path: `${namespace}/networkpolicy.networking.k8s.io_${name}.yaml`,
    ...(action === 'create' ? { after: resource } : { before: resource }),
    causes: [aCause(namespace, 'foreach[0]/2')],
  };
}

export function aPlan(changes: readonly Change[], diagnostics: readonly Diagnostic[] = []): Plan {
  const rules = [
    { policy: 'z', rule: 'r', looked: 9, triggers: 1, downstreams: 2, excepted: { 'exemptions/legacy': 2, 'x/y': 7 } },
    { policy: 'a', rule: 'r', looked: 9, triggers: 0, downstreams: 0 },
  ];
  return { changes, ledger: emptyLedger(''), rules, diagnostics };
}

export const FAILURE: Diagnostic = {
  code: 'evaluate/variable',
  severity: 'error',
  message: 'The variable lables is not there.',
  at: { file: 'policies/tenants.yaml', line: 14, column: 36 },
  about: {
    policy: 'tenants',
    rule: 'admins',
    trigger: resourceKey({ group: '', kind: 'Namespace', namespace: '', name: 'team-0042' }),
    downstream: resourceKey({ group: 'apps', kind: 'Deployment', namespace: 'a', name: 'b' }),
    field: 'name',
    expression: '{{ lables }}',
  },
};

export const WARNING: Diagnostic = {
  code: 'policy/deprecated',
  severity: 'warning',
  message: 'Old.',
  help: 'Write new.',
  about: {},
};

export const NOTICE: Diagnostic = {
  code: 'policy/not-generating',
  severity: 'notice',
  message: 'Left to Kyverno.',
  about: {},
};

export const AN_EDIT: PolicyEdit = {
  policy: { policyKind: 'Policy', policyNamespace: 'ops', policy: 'tenants' },
  rule: 'deny-all',
  outcome: 'warned',
  change: 'changed',
  fields: ['generate.name'],
  warning: 'no synchronization will be performed',
  effects: {
    ...{ created: 12, updated: 0, deleted: 1, retained: 0, held: 0, unchanged: 3 },
    groups: [
      {
        action: 'delete',
        reason: 'target-renamed',
        count: 1,
        example: 'output/a/networkpolicy.networking.k8s.io_old.yaml',
      },
      {
        action: 'create',
        reason: 'target-renamed',
        count: 12,
        example: 'output/a/networkpolicy.networking.k8s.io_new.yaml',
      },
    ],
  },
};

export function anInput(changes: Partial<ReportInput> = {}): ReportInput {
  return { kind: 'ReconcileReport', version: '1.2.3', cluster: 'prod', diagnostics: [], ...changes };
}

export const TESTS: ReportTests = {
  passed: 1,
  failed: 1,
  skipped: 1,
  rows: [
    aRow({
      status: 'failed',
      generated: 'ConfigMap/a/b',
      reason: 'ConfigMap/a/b is not as in b.yaml',
      diff: '-x: 1\n+x: 2\n',
    }),
    aRow({ status: 'skipped', reason: 'invalid policy: no name' }),
    aRow({ file: 'b/kyverno-test.yaml' }),
  ],
};

export function aRow(changes: Partial<ReportRow> = {}): ReportRow {
  return {
    file: 'a/kyverno-test.yaml',
    line: 9,
    test: 'tenants',
    policy: 'tenants',
    rule: 'quota',
    resource: 'Namespace/team-a',
    operation: '',
    generated: '',
    status: 'passed',
    expected: 'pass',
    found: 'pass',
    reason: '',
    ...changes,
  };
}

export const EVERYTHING: ReportInput = anInput({
  plan: {
    ...aPlan(
      [
        aChange('update', 'rule-changed', 'b'),
        aChange('create', 'new', 'a'),
        aChange('delete', 'trigger-deleted', 'c'),
        aChange('retain', 'policy-deleted', 'd'),
        aChange('hold', 'incomplete', 'e'),
        aChange('none', 'up-to-date', 'f'),
      ],
      [FAILURE],
    ),
    annotations: [
      {
        policy: 'a',
        rule: 'generate',
        trigger: resourceKey({ group: '', kind: 'Namespace', namespace: '', name: 'x' }),
        key: 'why',
        value: 'because',
      },
    ],
  },
  diagnostics: [WARNING, FAILURE, NOTICE],
  exceptions: [
    {
      name: 'exemptions/legacy',
      at: { file: 'policies/legacy.yaml', line: 3, column: 1 },
      rules: [
        { policy: 'a', rule: 'r' },
        { policy: 'z', rule: 'r' },
      ],
    },
  ],
  sources: [
    { input: 'git+https://example.org/policies.git//prod@v1', commit: '0123456789abcdef0123456789abcdef01234567' },
  ],
  policies: [{ kind: 'ClusterPolicy', name: 'a', file: 'policies/a.yaml', line: 1 }],
  edits: [AN_EDIT],
  commit: '4f2c9d1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  push: { remote: 'origin', branch: 'headwater/update', attempts: 2 },
  pullRequest: { address: 'https://forge.example/team/fleet/pull/7', number: 7, opened: true },
});

/** A rebuilt ledger. */
export const ADOPTED: ReportAdopted = {
  provenance: 0,
  history: 0,
  policies: 1,
  retained: 0,
  unknown: 0,
  foreign: 0,
  missing: 0,
  pending: 0,
  written: true,
  commits: ['4f2c9d1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  next: 'git add output && git commit',
  manifests: [
    {
      path: 'team-a/configmap_settings.yaml',
      from: 'policies',
      causes: [{ policy: 'a', rule: 'b', trigger: '/Namespace//team-a' }],
      because: 'its marks name another',
    },
  ],
};
