import { describe, expect, test } from 'vitest';
import { buildReport, exitStatusOf, hasChanges, toJson } from '../../src/report/index.ts';
import { aChange, anInput, aPlan, EVERYTHING, FAILURE, NOTICE, WARNING } from './report-samples.ts';

describe('buildReport', () => {
  test('counts each action once, and each error once', () => {
    expect(buildReport(EVERYTHING).counts).toEqual({
      created: 1,
      updated: 1,
      deleted: 1,
      retained: 1,
      held: 1,
      unchanged: 1,
      failed: 1,
    });
  });

  test('tells of each change where it lies and where it comes from', () => {
    expect(buildReport(EVERYTHING).changes[0]).toEqual({
      action: 'create',
      reason: 'new',
      resource: {
        group: 'networking.k8s.io',
        version: 'v1',
        kind: 'NetworkPolicy',
        namespace: 'a',
        name: 'default-deny',
      },
      path: 'a/networkpolicy.networking.k8s.io_default-deny.yaml',
      causes: [{ policy: 'ops/tenants', rule: 'deny-all', trigger: '/Namespace//a', element: 'foreach[0]/2' }],
    });
  });

  test('sorts changes by key and rules by policy, and lists what stays only on request', () => {
    const namespaces = (listUnchanged: boolean): readonly string[] =>
      buildReport({ ...EVERYTHING, listUnchanged }).changes.map(({ resource }) => resource.namespace);
    expect(namespaces(false)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(namespaces(true)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(buildReport(EVERYTHING).rules.map(({ policy }) => policy)).toEqual(['a', 'z']);
  });

  test('flattens a diagnostic, and adds what to do where it does not say', () => {
    const { diagnostics } = buildReport(anInput({ diagnostics: [FAILURE, WARNING] }));
    expect(diagnostics[1]).toEqual({
      code: 'evaluate/variable',
      severity: 'error',
      message: 'The variable lables is not there.',
      help: expect.stringContaining('default') as string,
      file: 'policies/tenants.yaml',
      line: 14,
      column: 36,
      policy: 'tenants',
      rule: 'admins',
      trigger: '/Namespace//team-0042',
      downstream: 'apps/Deployment/a/b',
      field: 'name',
      expression: '{{ lables }}',
    });
    expect(diagnostics[0]).toEqual({
      code: 'policy/deprecated',
      severity: 'warning',
      message: 'Old.',
      help: 'Write new.',
    });
  });

  test('lists exceptions with the triggers that each kept from its rules, and no list where there is none', () => {
    expect(buildReport(EVERYTHING).exceptions).toEqual([
      {
        name: 'exemptions/legacy',
        file: 'policies/legacy.yaml',
        line: 3,
        triggers: 2,
        rules: [
          { policy: 'a', rule: 'r', triggers: 0 },
          { policy: 'z', rule: 'r', triggers: 2 },
        ],
      },
    ]);
    expect(buildReport(anInput())).not.toHaveProperty('exceptions');
  });

  test('holds no content of objects', () => {
    const change = aChange('create', 'new', 'a');
    const after = { ...change.after!, data: { password: 'hunter2' } };
    expect(toJson(buildReport(anInput({ plan: aPlan([{ ...change, after }]) })))).not.toContain('hunter2');
  });

  test('is the same for the same run in another order', () => {
    const plan = EVERYTHING.plan!;
    const turned = { ...plan, changes: plan.changes.toReversed(), rules: plan.rules.toReversed() };
    const report = buildReport({ ...EVERYTHING, plan: turned, diagnostics: EVERYTHING.diagnostics.toReversed() });
    expect(toJson(report)).toBe(toJson(buildReport(EVERYTHING)));
  });
});

test('only an error makes the exit status 1', () => {
  const status = (diagnostics: typeof EVERYTHING.diagnostics): number =>
    exitStatusOf(buildReport(anInput({ diagnostics })));
  expect([status([]), status([WARNING, NOTICE]), status([WARNING, FAILURE])]).toEqual([0, 0, 1]);
});

test.each([
  ['create', true],
  ['update', true],
  ['delete', true],
  ['retain', false],
  ['hold', false],
  ['none', false],
] as const)('whether %s changes the output: %j', (action, expected) => {
  expect(hasChanges(buildReport(anInput({ plan: aPlan([aChange(action, 'new', 'a')]) })))).toBe(expected);
});
