import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/model/diagnostic-codes.ts';
import { ACTION_WORDS, buildReport, REASON_SENTENCES, toJson, type ReportInput } from '../../src/report/index.ts';
import { anInput, EVERYTHING } from './report-samples.ts';

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: 'object' | 'array' | 'string' | 'integer';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: string;
  readonly minimum?: number;
  readonly pattern?: string;
}

const path = new URL('../../schemas/report.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(path, 'utf8')) as Schema;

function resolve(part: Schema): Schema {
  return part.$ref === undefined ? part : schema.$defs![part.$ref.replace('#/$defs/', '')]!;
}

/** Where a value does not fit; stricter than the schema in one thing: a property that is not described does not fit. */
function misfits(value: unknown, given: Schema, at = '$'): readonly string[] {
  const part = resolve(given);
  if (part.const !== undefined && value !== part.const) return [`${at} is not ${part.const}`];
  if (part.enum && !part.enum.includes(value)) return [`${at} is not listed`];
  switch (part.type) {
    case 'object':
      return isRecord(value) ? misfitsOfObject(value, part, at) : [`${at} is no object`];
    case 'array':
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((item, index) => misfits(item, part.items!, `${at}[${index}]`));
    case 'string':
      if (typeof value !== 'string') return [`${at} is no text`];
      return part.pattern === undefined || new RegExp(part.pattern).test(value) ? [] : [`${at} has another form`];
    case 'integer':
      return Number.isInteger(value) && (value as number) >= part.minimum! ? [] : [`${at} is no count`];
    case undefined:
  }
  return [];
}

function misfitsOfObject(value: Readonly<Record<string, unknown>>, part: Schema, at: string): readonly string[] {
  const missing = part.required!.filter((name) => !(name in value)).map((name) => `${at} has no ${name}`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, inner]) => {
      const described = part.properties?.[name];
      return described ? misfits(inner, described, `${at}.${name}`) : [`${at}.${name} is not described`];
    }),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(input: ReportInput): Readonly<Record<string, unknown>> {
  return JSON.parse(toJson(buildReport(input))) as Readonly<Record<string, unknown>>;
}

describe('schemas/report.schema.json', () => {
  test.each<{ name: string; input: ReportInput }>([
    { name: 'something of everything', input: { ...EVERYTHING, listUnchanged: true } },
    { name: 'a diff', input: anInput({ kind: 'Diff', diff: 'diff --git a/x b/x\n' }) },
    { name: 'a validation', input: anInput({ kind: 'ValidateReport', diagnostics: EVERYTHING.diagnostics }) },
  ])('describes $name', ({ input }) => {
    expect(misfits(parsed(input), schema)).toEqual([]);
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
    const { action, reason } = schema.$defs!['change']!.properties!;
    expect(reason!.enum).toEqual(Object.keys(REASON_SENTENCES));
    expect(action!.enum).toEqual(Object.keys(ACTION_WORDS));
    const code = new RegExp(schema.$defs!['diagnostic']!.properties!['code']!.pattern!);
    for (const name of Object.keys(DIAGNOSTIC_CODES)) expect(name).toMatch(code);
  });

  test('describes no property that a report with everything does not have', () => {
    const report = parsed({ ...EVERYTHING, diff: '' });
    const change = (report['changes'] as Record<string, unknown>[])[0]!;
    const diagnostics = report['diagnostics'] as Record<string, unknown>[];
    const samples: readonly (readonly [Schema, unknown])[] = [
      [schema, report],
      [schema.$defs!['counts']!, report['counts']],
      [schema.$defs!['change']!, change],
      [schema.$defs!['resource']!, change['resource']],
      [schema.$defs!['cause']!, (change['causes'] as unknown[])[0]],
      [schema.$defs!['rule']!, (report['rules'] as unknown[])[0]],
      [schema.$defs!['diagnostic']!, diagnostics.find(({ severity }) => severity === 'error')],
    ];
    for (const [part, sample] of samples) {
      expect(Object.keys(sample as object).sort()).toEqual(Object.keys(part.properties!).sort());
    }
  });
});
