// Holds the reports that are written to the published schema.
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/model/diagnostic-codes.ts';
import { ACTION_WORDS, buildReport, REASON_SENTENCES, toJson, type ReportInput } from '../../src/report/index.ts';
import { misfits, REPORT_SCHEMA as schema, type Schema } from '../support/report-schema.ts';
import { EXPLAINED } from './explain-samples.ts';
import { EVERY_PREVIEW, SAMPLE_REPORT } from '../support/sample-preview.ts';
import { ADOPTED, anInput, EVERYTHING, TESTS } from './report-samples.ts';

function parsed(input: ReportInput): Readonly<Record<string, unknown>> {
  return JSON.parse(toJson(buildReport(input))) as Readonly<Record<string, unknown>>;
}

describe('schemas/report.schema.json', () => {
  test.each<{ name: string; input: ReportInput }>([
    { name: 'something of everything', input: { ...EVERYTHING, listUnchanged: true } },
    { name: 'a diff', input: anInput({ kind: 'Diff', diff: 'diff --git a/x b/x\n' }) },
    { name: 'an explanation', input: anInput({ kind: 'ExplainReport', explained: [EXPLAINED] }) },
    { name: 'a value', input: anInput({ kind: 'EvalReport', value: [null, 1n, { a: 'b' }] }) },
    {
      name: 'an error of an expression',
      input: anInput({ kind: 'EvalReport', error: { message: 'no', expression: 'a[', start: 1, end: 2 } }),
    },
    { name: 'tests', input: anInput({ kind: 'TestReport', tests: TESTS }) },
    { name: 'a validation', input: anInput({ kind: 'ValidateReport', diagnostics: EVERYTHING.diagnostics }) },
  ])('describes $name', ({ input }) => {
    expect(misfits(parsed(input), schema)).toEqual([]);
  });

  test('describes a rebuilt ledger', () => {
    const adopted = parsed(anInput({ kind: 'AdoptReport', adopted: ADOPTED }));
    expect(misfits(adopted, schema)).toEqual([]);
  });

  test('describes a preview', () => {
    expect(misfits(JSON.parse(toJson(SAMPLE_REPORT)), schema)).toEqual([]);
  });

  test.each<{ name: string; change: Record<string, unknown>; expected: string }>([
    { name: 'an unknown kind', change: { kind: 'Other' }, expected: '$.kind is not listed' },
    { name: 'a new property', change: { extra: 1 }, expected: '$.extra is not described' },
    {
      name: 'a count below zero',
      change: { rules: [{ policy: '', rule: '', triggers: -1, downstreams: 0 }] },
      expected: '$.rules[0].triggers is no count',
    },
    {
      name: 'a key of two parts',
      change: {
        changes: [
          {
            action: 'none',
            reason: 'new',
            path: '',
            resource: { group: '', kind: '', namespace: '', name: '' },
            causes: [{ policy: '', rule: '', trigger: 'a/b' }],
          },
        ],
      },
      expected: '$.changes[0].causes[0].trigger has another form',
    },
  ])('does not fit $name', ({ change, expected }) => {
    expect(misfits({ ...parsed(anInput()), ...change }, schema)).toEqual([expected]);
  });

  test('lists the reasons and actions that there are, and fits every code', () => {
    const { action, reason } = schema.$defs!;
    expect(reason!.enum).toEqual(Object.keys(REASON_SENTENCES));
    expect(action!.enum).toEqual(Object.keys(ACTION_WORDS));
    const { action: ofGroup } = schema.$defs!['previewGroup']!.properties!;
    expect(ofGroup!.enum).toEqual(Object.keys(ACTION_WORDS).filter((name) => name !== 'none'));
    const code = new RegExp(schema.$defs!['diagnostic']!.properties!['code']!.pattern!);
    for (const name of Object.keys(DIAGNOSTIC_CODES)) expect(name).toMatch(code);
  });

  test('describes no property that a report with everything does not have', () => {
    const error = { message: 'no', expression: 'a[', start: 1, end: 2, line: 1, column: 2 };
    const report = parsed({
      ...EVERYTHING,
      diff: '',
      written: { paths: ['headwater.yaml'], dryRun: true },
      explained: [EXPLAINED],
      value: 1,
      type: 'int',
      generated: [{}],
      error,
      tests: TESTS,
      preview: EVERY_PREVIEW,
      adopted: ADOPTED,
    });
    const [explanation] = report['explained'] as [typeof EXPLAINED];
    const [cause] = explanation.downstream!.causes;
    const [verdict] = explanation.rules;
    const change = (report['changes'] as Record<string, unknown>[])[0]!;
    const exception = (report['exceptions'] as Record<string, unknown>[])[0]!;
    const edit = (report['edits'] as Record<string, unknown>[])[0]!;
    const effects = edit['effects'] as Record<string, unknown>;
    const preview = report['preview'] as typeof EVERY_PREVIEW;
    const diagnostics = report['diagnostics'] as Record<string, unknown>[];
    const samples: readonly (readonly [Schema, unknown])[] = [
      [schema, report],
      [schema.$defs!['counts']!, report['counts']],
      [schema.$defs!['adopted']!, report['adopted']],
      [schema.$defs!['adoptedManifest']!, ADOPTED.manifests[0]],
      [schema.$defs!['change']!, change],
      [schema.$defs!['resource']!, change['resource']],
      [schema.$defs!['cause']!, (change['causes'] as unknown[])[0]],
      [schema.$defs!['expressionError']!, report['error']],
      [schema.$defs!['explanation']!, explanation],
      [schema.$defs!['position']!, explanation.at],
      [schema.$defs!['downstream']!, explanation.downstream],
      [schema.$defs!['nextStep']!, explanation.downstream!.next],
      [schema.$defs!['explainedCause']!, cause],
      [schema.$defs!['source']!, cause!.source],
      [schema.$defs!['ruleName']!, cause!.rule],
      [schema.$defs!['verdict']!, verdict],
      [schema.$defs!['verdictDownstream']!, verdict!.downstreams[0]],
      [schema.$defs!['condition']!, { ...verdict!.conditions[0], ...verdict!.conditions[1] }],
      [schema.$defs!['rule']!, (report['rules'] as unknown[])[0]],
      [schema.$defs!['annotation']!, (report['annotations'] as unknown[])[0]],
      [schema.$defs!['exception']!, exception],
      [schema.$defs!['exceptedRule']!, (exception['rules'] as unknown[])[0]],
      [schema.$defs!['policy']!, (report['policies'] as unknown[])[0]],
      [schema.$defs!['edit']!, edit],
      [schema.$defs!['effects']!, effects],
      [schema.$defs!['effectGroup']!, (effects['groups'] as unknown[])[0]],
      [schema.$defs!['tests']!, report['tests']],
      [schema.$defs!['row']!, (report['tests'] as { rows: unknown[] }).rows[0]],
      [schema.$defs!['preview']!, preview],
      [schema.$defs!['previewSide']!, preview.base],
      [schema.$defs!['previewGroup']!, preview.groups[0]],
      [schema.$defs!['place']!, preview.groups[0]!.at],
      [schema.$defs!['previewMember']!, preview.groups[0]!.members[0]],
      [schema.$defs!['previewRisk']!, preview.risks[0]],
      [schema.$defs!['previewRule']!, preview.rules[0]],
      [schema.$defs!['previewKind']!, preview.kinds[0]],
      [schema.$defs!['diagnostic']!, diagnostics.find(({ severity }) => severity === 'error')],
    ];
    for (const [part, sample] of samples) {
      expect(Object.keys(sample as object).sort()).toEqual(Object.keys(part.properties!).sort());
    }
  });
});
