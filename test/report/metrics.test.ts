// Metrics as text: what is in them, and that everything that can be in them is read back as the exposition format says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { buildReport, lastSuccessIn, toMetrics, type Report } from '../../src/report/index.ts';
import { runs } from '../support/property-runs.ts';
import { aChange, aPlan, FAILURE, WARNING } from './report-samples.ts';

const FACTS = { seconds: 1.23456, managed: 7, lastSuccess: 1_767_225_601 };

const errorOf = (policy?: string): Diagnostic => ({ ...FAILURE, about: policy === undefined ? {} : { policy } });

function aReport(diagnostics: readonly Diagnostic[] = [], cluster = ''): Report {
  const changes = [
    aChange('create', 'new', 'a'),
    aChange('create', 'new', 'b'),
    aChange('hold', 'incomplete', 'c'),
    aChange('none', 'up-to-date', 'd'),
  ];
  return buildReport({ kind: 'ReconcileReport', version: '1', cluster, plan: aPlan(changes), diagnostics });
}

interface Read {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the format by its rules, strictly; throws where a rule is broken. */
function readMetrics(text: string): readonly Read[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const samples: Read[] = [];
  const told = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment) {
      const [, word, name = '', rest] = comment;
      if (word === 'HELP' && told.has(name)) throw new Error(`${name} stands in two places`);
      if (word === 'TYPE' && (name !== current || rest !== 'gauge')) throw new Error(line);
      told.add(name);
      current = name;
      continue;
    }
    const sample = /^([a-z_]+)(?:\{(.*)\})? (-?\d+(?:\.\d+)?)$/.exec(line);
    if (!sample || sample[1] !== current) throw new Error(`no sample: ${line}`);
    samples.push({ name: current, labels: readLabels(sample[2] ?? ''), value: Number(sample[3]) });
  }
  const series = samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`);
  if (new Set(series).size !== series.length) throw new Error('a series twice');
  return samples;
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const [whole, name = '', value = ''] = /^([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest) ?? [];
    if (whole === undefined || name in labels) throw new Error(`labels: ${rest}`);
    labels[name] = value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    rest = rest.slice(whole.length);
  }
  return labels;
}

test('a run, in one order', () => {
  expect(toMetrics(aReport([FAILURE, { ...FAILURE, message: 'Another.' }, errorOf(), WARNING], 'prod-eu'), FACTS)).toBe(
    [
      '# HELP headwater_run_duration_seconds How long the last run took.',
      '# TYPE headwater_run_duration_seconds gauge',
      'headwater_run_duration_seconds{cluster="prod-eu"} 1.235',
      '# HELP headwater_triggers Triggers that rules matched in the last run, once for each rule.',
      '# TYPE headwater_triggers gauge',
      'headwater_triggers{cluster="prod-eu"} 1',
      '# HELP headwater_downstreams Manifests that are managed after the last run.',
      '# TYPE headwater_downstreams gauge',
      'headwater_downstreams{cluster="prod-eu"} 7',
      '# HELP headwater_changes Manifests by what the last run did with them.',
      '# TYPE headwater_changes gauge',
      'headwater_changes{cluster="prod-eu",action="create"} 2',
      'headwater_changes{cluster="prod-eu",action="update"} 0',
      'headwater_changes{cluster="prod-eu",action="delete"} 0',
      'headwater_changes{cluster="prod-eu",action="retain"} 0',
      'headwater_changes{cluster="prod-eu",action="hold"} 1',
      '# HELP headwater_failures Errors of the last run by policy; without a policy those that are about none.',
      '# TYPE headwater_failures gauge',
      'headwater_failures{cluster="prod-eu",policy=""} 1',
      'headwater_failures{cluster="prod-eu",policy="tenants"} 2',
      '# HELP headwater_last_success_timestamp_seconds When a run last ended with exit status 0, in seconds since 1970.',
      '# TYPE headwater_last_success_timestamp_seconds gauge',
      'headwater_last_success_timestamp_seconds{cluster="prod-eu"} 1767225601',
      '',
    ].join('\n'),
  );
});

describe('docs/metrics.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
  const names = new Set(readMetrics(toMetrics(aReport(), FACTS)).map(({ name }) => name));

  test('lists every metric, and no other', () => {
    expect([...page.matchAll(/^\| `(headwater_\w+)/gm)].map(([, name]) => name)).toEqual([...names]);
  });

  test('has alerts on metrics that there are', () => {
    const [, block = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const { groups } = load(block) as { groups: readonly { rules: readonly { alert: string; expr: string }[] }[] };
    const expressions = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    expect(expressions).toHaveLength(3);
    for (const expression of expressions) expect(names).toContain(/headwater_\w+/.exec(expression)?.[0]);
  });
});

test('without a cluster there is no label, and without failures a 0', () => {
  const text = toMetrics(aReport(), FACTS);
  expect(text).toContain('\nheadwater_triggers 1\n');
  expect(text).toContain('\nheadwater_failures{policy=""} 0\n');
});

test('what is not known is left out', () => {
  const report = buildReport({ kind: 'ReconcileReport', version: '1', cluster: '', diagnostics: [FAILURE] });
  const names = readMetrics(toMetrics(report, { seconds: 0, managed: undefined, lastSuccess: undefined })).map(
    ({ name }) => name,
  );
  expect([...new Set(names)]).toEqual(['headwater_run_duration_seconds', 'headwater_changes', 'headwater_failures']);
});

describe('whatever names hold', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a"b', 'a\nb', 'a\\', '"} 1\nforged 2', '\\n', 'ä\r\n', '\ud800'),
  );

  test('it is read back as it was, and nothing beside it', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { maxLength: 5 }),
        hostile,
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (policies, cluster, seconds) => {
          const samples = readMetrics(toMetrics(aReport(policies.map(errorOf), cluster), { ...FACTS, seconds }));
          const shown = (text: string): string => Buffer.from(text).toString('utf8').replaceAll('\r', '\uFFFD');
          const failures = samples.filter(({ name }) => name === 'headwater_failures');
          expect(failures.map(({ labels }) => labels['policy']).toSorted()).toEqual(
            [...new Set(['', ...policies])].map(shown).toSorted(),
          );
          for (const { labels } of samples) expect(labels['cluster'] ?? '').toBe(shown(cluster));
          expect(samples.filter(({ name }) => name === 'headwater_changes')).toHaveLength(5);
        },
      ),
      runs(300),
    );
  });

  test('the last success is found again, for its own cluster', () => {
    fc.assert(
      fc.property(hostile, hostile, (cluster, other) => {
        const text = toMetrics(aReport([], cluster), FACTS);
        expect(lastSuccessIn(text, cluster)).toBe(FACTS.lastSuccess);
        fc.pre(toMetrics(aReport([], other), FACTS) !== text);
        expect(lastSuccessIn(text, other)).toBeUndefined();
      }),
      runs(200),
    );
  });

  test.each(['', 'headwater_last_success_timestamp_seconds', 'headwater_last_success_timestamp_seconds NaN', 'x\n'])(
    'a file of others tells none: %j',
    (text) => expect(lastSuccessIn(text, '')).toBeUndefined(),
  );
});
