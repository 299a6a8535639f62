// Explanations and errors of expressions as people read them.
import { describe, expect, test } from 'vitest';
import { buildReport, toText, type ReportExpressionError } from '../../src/report/index.ts';
import { EXPLAINED } from './explain-samples.ts';
import { anInput } from './report-samples.ts';

function explained(changes: Partial<typeof EXPLAINED> = {}, verbose = false): string {
  const report = buildReport(anInput({ kind: 'ExplainReport', explained: [{ ...EXPLAINED, ...changes }] }));
  return toText(report, { color: false, verbose });
}

function errorText(error: ReportExpressionError): string {
  return toText(buildReport(anInput({ kind: 'EvalReport', error })), { color: false, verbose: false });
}

describe('an explanation', () => {
  test('has one fact on each line', () => {
    expect(explained()).toBe(`ConfigMap/team-a/settings
  in the inventory  cluster-state/settings.yaml:7:3
  being deleted: it has a deletionTimestamp; nothing new is generated for it, nothing is deleted before it is gone
  manifest  team-a/configmap_settings.yaml
  state     managed by Headwater
  next run  changes it: the source of the clone changed; but Secrets are refused, unless --secrets says how they go into Git
  comes from
    stands   not decided: the label tier is not there
    policy   share  policies/share.yaml:1:3
    rule     copy  policies/share.yaml:8:3
    element  foreach[0]/2
    content  clone, synchronize: true
    source   ConfigMap/default/settings  cluster-state/settings.yaml:1:3
      not copied  metadata.uid, status
    trigger  Namespace/team-a  cluster-state/team-a.yaml:1:3
      is generated itself; its causes are told above
  as a trigger
    share/watch  policies/share.yaml:30:3
      does not match: preconditions: spec.rules.1.preconditions.all.0 (Equals) does not hold
      foreach[0]/1  spec.rules.1.preconditions.all.0  policies/share.yaml:36:3
        key       {"size":"12"}
        operator  Equals
        value     "gold"
        error     it cannot be compared
      spec.matchConditions.0.expression  policies/share.yaml:38:3
        condition   gold-only
        expression  object.metadata.name == 'gold'
        value       false
      . ConfigMap/team-a/settings  team-a/configmap_settings.yaml  it is as the rule wants it
      one element is left out
    1 other rule is for other kinds: --verbose names it
`);
  });

  test('shows ten conditions and the beginning of a long value, unless all is asked for', () => {
    const [verdict] = EXPLAINED.rules;
    const [condition] = verdict!.conditions;
    const conditions = Array.from({ length: 12 }, () => ({ ...condition!, key: 'x'.repeat(500) }));
    const rules = [{ ...verdict!, conditions }];
    expect(explained({ rules })).toContain('and 2 more: --verbose shows all');
    expect(explained({ rules }).match(/key {7}/g)).toHaveLength(10);
    expect(explained({ rules })).toContain(`"${'x'.repeat(199)}…`);
    expect(explained({ rules }, true).match(/key {7}/g)).toHaveLength(12);
  });

  test('prints nothing that a terminal could act on', () => {
    const [verdict] = EXPLAINED.rules;
    const text = explained({ rules: [{ ...verdict!, detail: 'a\u001b[2Jb\u202ec' }] });
    expect(text).toContain('a\\u001b[2Jb\\u202ec');
  });

  test('of what only the ledger remembers says so', () => {
    expect(
      toText(
        buildReport(
          anInput({ kind: 'ExplainReport', explained: [{ id: EXPLAINED.id, beingDeleted: false, rules: [] }] }),
        ),
        { color: false, verbose: false },
      ),
    ).toBe('ConfigMap/team-a/settings\n  gone: only the ledger remembers it\n');
  });
});

describe('an error of an expression', () => {
  test.each<{ name: string; error: ReportExpressionError; expected: string }>([
    {
      name: 'in a line',
      error: { message: 'no', expression: 'abc.def', start: 4, end: 7 },
      expected: 'error  no\n\n  abc.def\n      ^^^\n',
    },
    {
      name: 'at the end',
      error: { message: 'no', expression: 'abc[', start: 4, end: 4 },
      expected: 'error  no\n\n  abc[\n      ^\n',
    },
    {
      name: 'in the second line',
      error: { message: 'no', expression: 'a\nbc', start: 3, end: 4 },
      expected: 'error  no\n\n  bc\n   ^\n',
    },
    {
      name: 'over two lines',
      error: { message: 'no', expression: 'ab\ncd', start: 1, end: 5 },
      expected: 'error  no\n\n  ab\n   ^\n',
    },
    {
      name: 'behind a tab',
      error: { message: 'no', expression: '\tx', start: 1, end: 2 },
      expected: 'error  no\n\n  \\tx\n    ^\n',
    },
    { name: 'of no known place', error: { message: 'no\u0007', expression: '' }, expected: 'error  no\\u0007\n' },
  ])('$name', ({ error, expected }) => {
    expect(errorText(error)).toBe(expected);
  });
});
