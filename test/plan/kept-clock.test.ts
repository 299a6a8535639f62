// What an evaluation takes for now over several runs, each later than the one before: the instant first used, until something that the
// evaluation depends on changes.
import { describe, expect, test } from 'vitest';
import type { LifecycleMode } from '../../src/plan/index.ts';
import { clusterPolicy, namespaces } from '../bad-input/inputs.ts';
import { manifestsOf, memoryRun, type MemoryResult, type Texts } from '../support/memory-run.ts';

const FIRST = '2026-01-01T00:00:00Z';
const SECOND = '2026-02-01T00:00:00Z';
const THIRD = '2026-03-01T00:00:00Z';
const STAMP = 'team-a/configmap_stamp.yaml';

interface Parts {
  readonly name?: string;
  readonly operations?: string;
  /** Lines of the rule. */
  readonly more?: readonly string[];
  readonly value?: string;
  readonly target?: string;
}

/** A rule that writes the time into a ConfigMap for each Namespace. */
function rule(parts: Parts = {}): string {
  const { name = 'stamp', operations, more = [], value = '{{ time_now_utc() }}', target = 'stamp' } = parts;
  return [
    `- name: ${name}`,
    '  match:',
    '    any:',
    '    - resources:',
    '        kinds: [Namespace]',
    ...(operations === undefined ? [] : [`        operations: ${operations}`]),
    ...more.map((line) => `  ${line}`),
    '  generate:',
    '    synchronize: true',
    '    generateExisting: true',
    '    apiVersion: v1',
    '    kind: ConfigMap',
    `    name: ${target}`,
    `    namespace: ${operations === undefined ? '"{{ request.object.metadata.name }}"' : 'team-a'}`,
    '    data:',
    '      data:',
    `        made: "${value}"`,
  ].join('\n');
}

function policies(...rules: readonly string[]): Texts {
  return { 'policies/stamp.yaml': clusterPolicy('stamp', ...rules) };
}

const READS = ['context:', '- name: settings', '  configMap:', '    name: settings', '    namespace: platform'];
const READING = rule({ more: READS, value: '{{ time_now_utc() }} {{ settings.data.color }}' });

function settings(color: string, name = 'settings'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: platform}\ndata: {color: ${color}}\n`;
}

function team(name: string, labels: string, more = ''): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}${more}}\n`;
}

/** Runs one after the other over one output. */
class Runs {
  output: Texts = {};
  readonly lifecycle: LifecycleMode;
  files: { policies: Texts; inventory: Texts };

  constructor(lifecycle: LifecycleMode, policy: Texts, inventory: Texts = { 'n.yaml': namespaces('team-a') }) {
    this.lifecycle = lifecycle;
    this.files = { policies: policy, inventory };
  }

  at(now: string, changes: { readonly policies?: Texts; readonly inventory?: Texts } = {}): MemoryResult {
    this.files = { ...this.files, ...changes };
    const result = memoryRun({ ...this.files, output: this.output, lifecycle: this.lifecycle, now });
    this.output = result.output;
    return result;
  }

  /** What stands behind `made`, by path. */
  made(): Readonly<Record<string, string>> {
    const texts = Object.entries(manifestsOf(this.output));
    return Object.fromEntries(texts.map(([path, text]) => [path, /made: ["']?([^"'\n]*)/.exec(text)?.[1] ?? '']));
  }

  /** The lines of the ledger that keep an instant. */
  clocks(): readonly string[] {
    const ledger = Object.entries(this.output).filter(([path]) => path.endsWith('.jsonl'));
    return ledger.flatMap(([, text]) => text.split('\n').filter((line) => line.includes('"kind":"clock"')));
  }
}

function errors({ diagnostics }: MemoryResult): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

describe.each<LifecycleMode>(['desired', 'kyverno'])('in %s', (lifecycle) => {
  test('a later run changes no byte', () => {
    const runs = new Runs(lifecycle, policies(rule()));
    runs.at(FIRST);
    const before = runs.output;
    expect(runs.made()).toEqual({ [STAMP]: FIRST });
    expect(runs.at(SECOND).changes).toEqual([]);
    expect(runs.at(THIRD).changes).toEqual([]);
    expect(runs.output).toEqual(before);
  });

  const OTHERS: readonly {
    readonly name: string;
    readonly changes: { readonly policies?: Texts; readonly inventory?: Texts };
    readonly made: string;
  }[] = [
    {
      name: 'the trigger changed',
      changes: { inventory: { 'n.yaml': team('team-a', 'tier: gold'), 's.yaml': settings('red') } },
      made: `${SECOND} red`,
    },
    {
      name: 'only the trigger’s counters changed',
      changes: {
        inventory: {
          'n.yaml': team('team-a', 'tier: silver', ', resourceVersion: "9"'),
          's.yaml': settings('red'),
        },
      },
      made: `${FIRST} red`,
    },
    {
      name: 'what it reads changed',
      changes: { inventory: { 'n.yaml': team('team-a', 'tier: silver'), 's.yaml': settings('blue') } },
      made: `${SECOND} blue`,
    },
    {
      name: 'what it does not read changed',
      changes: {
        inventory: {
          'n.yaml': team('team-a', 'tier: silver'),
          's.yaml': settings('red'),
          'o.yaml': settings('green', 'other'),
        },
      },
      made: `${FIRST} red`,
    },
    {
      name: 'the rule changed',
      changes: { policies: policies(rule({ more: READS, value: '{{ time_now_utc() }} {{ settings.data.color }}!' })) },
      made: `${SECOND} red!`,
    },
    {
      name: 'another rule came along',
      changes: { policies: policies(READING, rule({ name: 'other', target: 'other', value: 'text' })) },
      made: `${FIRST} red`,
    },
  ];
  test.each(OTHERS)('where $name: $made', ({ changes, made }) => {
    const inventory = { 'n.yaml': team('team-a', 'tier: silver'), 's.yaml': settings('red') };
    const runs = new Runs(lifecycle, policies(READING), inventory);
    runs.at(FIRST);
    expect(errors(runs.at(SECOND, changes))).toEqual([]);
    expect(runs.made()[STAMP]).toBe(made);
    expect(runs.at(THIRD).changes).toEqual([]);
    expect(runs.made()[STAMP]).toBe(made);
  });

  test('an object more in a list that it reads is a change', () => {
    const listing = ['context:', '- name: maps', '  apiCall:', '    urlPath: /api/v1/namespaces/platform/configmaps'];
    const count = rule({ more: listing, value: '{{ time_now_utc() }} {{ length(maps.items) }}' });
    const runs = new Runs(lifecycle, policies(count), { 'n.yaml': namespaces('team-a'), 's.yaml': settings('red') });
    runs.at(FIRST);
    runs.at(SECOND, { inventory: { ...runs.files.inventory, 'o.yaml': settings('green', 'other') } });
    expect(runs.made()).toEqual({ [STAMP]: `${SECOND} 2` });
  });

  test('each trigger has its own', () => {
    const runs = new Runs(lifecycle, policies(rule()));
    runs.at(FIRST);
    runs.at(SECOND, { inventory: { 'n.yaml': namespaces('team-a', 'team-b') } });
    expect(runs.made()).toEqual({ [STAMP]: FIRST, 'team-b/configmap_stamp.yaml': SECOND });
  });

  test('an edited or deleted manifest comes back as it was', () => {
    const runs = new Runs(lifecycle, policies(rule()));
    runs.at(FIRST);
    const before = runs.output;
    runs.output = { ...before, [STAMP]: before[STAMP]!.replace(FIRST, 'never') };
    expect(runs.at(SECOND).changes).toHaveLength(1);
    expect(runs.output).toEqual(before);
    runs.output = Object.fromEntries(Object.entries(before).filter(([path]) => path !== STAMP));
    runs.at(THIRD);
    expect(runs.output).toEqual(before);
  });

  test('nothing is kept without the ledger', () => {
    const runs = new Runs(lifecycle, policies(rule()));
    runs.at(FIRST);
    runs.output = {};
    runs.at(SECOND);
    expect(runs.made()).toEqual({ [STAMP]: SECOND });
  });

  test('a failure keeps it', () => {
    const inventory = { 'n.yaml': namespaces('team-a'), 's.yaml': settings('red') };
    const runs = new Runs(lifecycle, policies(READING), inventory);
    runs.at(FIRST);
    const before = manifestsOf(runs.output);
    expect(errors(runs.at(SECOND, { inventory: { 'n.yaml': namespaces('team-a') } }))).not.toEqual([]);
    expect(manifestsOf(runs.output)).toEqual(before);
    expect(errors(runs.at(THIRD, { inventory }))).toEqual([]);
    expect(manifestsOf(runs.output)).toEqual(before);
  });

  test('the part that succeeds beside a failure is not rewritten either', () => {
    const half = [
      '- name: half',
      '  match: {any: [{resources: {kinds: [Namespace]}}]}',
      '  generate:',
      '    synchronize: true',
      '    generateExisting: true',
      '    foreach:',
      `    - list: "['good', 'bad']"`,
      '      apiVersion: v1',
      '      kind: ConfigMap',
      '      name: "{{ element }}"',
      '      namespace: team-a',
      '      data:',
      '        data:',
      `          made: "{{ time_now_utc() }} {{ element == 'good' && 'x' || to_upper(request.object.spec) }}"`,
    ].join('\n');
    const runs = new Runs(lifecycle, policies(half));
    expect(errors(runs.at(FIRST))).toHaveLength(1);
    const before = runs.output;
    expect(runs.made()).toEqual({ 'team-a/configmap_good.yaml': `${FIRST} x` });
    expect(errors(runs.at(SECOND))).toHaveLength(1);
    expect(runs.output).toEqual(before);
  });

  test('a policy that cannot be understood keeps it', () => {
    const runs = new Runs(lifecycle, policies(rule()));
    runs.at(FIRST);
    const before = runs.output;
    expect(errors(runs.at(SECOND, { policies: policies(rule({ value: '{{ time_now_utc( }}' })) }))).not.toEqual([]);
    runs.at(THIRD, { policies: policies(rule()) });
    expect(runs.output).toEqual(before);
  });

  test('a precondition stays as the time first used made it', () => {
    const until = (time: string): readonly string[] => [
      'preconditions:',
      '  all:',
      `  - {key: "{{ time_before(time_now_utc(), '${time}') }}", operator: Equals, value: true}`,
    ];
    const early = rule({ name: 'early', target: 'early', more: until('2026-01-15T00:00:00Z') });
    const after = '{{ time_after(time_now_utc(), `"2026-01-15T00:00:00Z"`) }}';
    const late = rule({
      name: 'late',
      target: 'late',
      more: ['preconditions:', '  all:', `  - {key: '${after}', operator: Equals, value: true}`],
    });
    const runs = new Runs(lifecycle, policies(early, late));
    runs.at(FIRST);
    const before = runs.output;
    expect(runs.made()).toEqual({ 'team-a/configmap_early.yaml': FIRST });
    runs.at(SECOND);
    expect(runs.output).toEqual(before);
    runs.at(THIRD, { inventory: { 'n.yaml': team('team-a', 'tier: gold') } });
    expect(runs.made()['team-a/configmap_late.yaml']).toBe(THIRD);
    expect(Object.keys(runs.made())).toHaveLength(1);
    const settled = runs.output;
    runs.at('2026-04-01T00:00:00Z');
    expect(runs.output).toEqual(settled);
  });

  test('where only one rule applies, all see the earlier ones as these see themselves', () => {
    const before = [
      'preconditions:',
      '  all:',
      '  - {key: "{{ time_now_utc() }}", operator: Equals, value: "' + FIRST + '"}',
    ];
    const one = (value: string): Texts => {
      const text = clusterPolicy(
        'stamp',
        rule({ name: 'a', target: 'a', more: before }),
        rule({ name: 'b', target: 'b', value }),
      );
      return { 'policies/stamp.yaml': text.replace('spec:', 'spec:\n  applyRules: One') };
    };
    const runs = new Runs(lifecycle, one('{{ time_now_utc() }}'));
    runs.at(FIRST);
    expect(Object.keys(runs.made())).toEqual(['team-a/configmap_a.yaml']);
    runs.at(SECOND, { policies: one('{{ time_now_utc() }}!') });
    expect(Object.keys(runs.made())).toEqual(['team-a/configmap_a.yaml']);
  });

  test('that a trigger was deleted is told by the time of its deletion, and that is kept', () => {
    const leaving = rule({
      operations: '[CREATE, DELETE]',
      target: '"{{ request.object.metadata.name }}"',
      value: '{{ request.operation }} {{ time_now_utc() }}',
    });
    const runs = new Runs(lifecycle, policies(leaving), { 'n.yaml': namespaces('team-a', 'team-b') });
    const ofB = (): string | undefined => runs.made()['team-a/configmap_team-b.yaml'];
    runs.at(FIRST);
    expect(ofB()).toBe(`CREATE ${FIRST}`);
    runs.at(SECOND, { inventory: { 'n.yaml': namespaces('team-a') } });
    expect(ofB()).toBe(`DELETE ${SECOND}`);
    const before = runs.output;
    runs.at(THIRD);
    expect(runs.output).toEqual(before);
  });

  test('what a chained rule makes of it is not rewritten', () => {
    const chained = [
      '- name: chained',
      '  match: {any: [{resources: {kinds: [ConfigMap], names: [stamp]}}]}',
      '  skipBackgroundRequests: false',
      '  generate:',
      '    synchronize: true',
      '    generateExisting: true',
      '    apiVersion: v1',
      '    kind: ConfigMap',
      '    name: chained',
      '    namespace: team-a',
      '    data:',
      '      data:',
      '        made: "{{ request.object.data.made }} {{ time_now_utc() }}"',
    ].join('\n');
    const runs = new Runs(lifecycle, policies(rule(), chained));
    runs.at(FIRST);
    const before = runs.output;
    expect(runs.made()['team-a/configmap_chained.yaml']).toBe(`${FIRST} ${FIRST}`);
    // Also where the inventory shows what was made, applied.
    const inventory = { ...runs.files.inventory, 'applied.yaml': before[STAMP]! };
    expect(runs.at(SECOND, { inventory }).changes).toEqual([]);
    expect(runs.at(THIRD).changes).toEqual([]);
    expect(manifestsOf(runs.output)).toEqual(manifestsOf(before));
  });

  test('what only a later round brings into a list does not make the early rounds another time', () => {
    const making = rule({ name: 'making', target: 'made', value: 'text' });
    const counting = rule({
      more: [
        ...['context:', '- name: maps', '  apiCall:', '    urlPath: /api/v1/namespaces/team-a/configmaps'],
        ...['preconditions:', '  all:'],
        `  - {key: "{{ time_before(time_now_utc(), '${SECOND}') }}", operator: Equals, value: true}`,
      ],
      value: '{{ time_now_utc() }} {{ length(maps.items) }}',
    });
    const runs = new Runs(lifecycle, policies(making, counting));
    runs.at(FIRST);
    const before = runs.output;
    expect(runs.made()[STAMP]).toBe(`${FIRST} 1`);
    expect(runs.at(SECOND).changes).toEqual([]);
    expect(runs.output).toEqual(before);
  });

  test('an update that was answered stays answered', () => {
    const updated = rule({ operations: '[UPDATE]' });
    const runs = new Runs(lifecycle, policies(updated));
    runs.at(FIRST);
    runs.at(SECOND, { inventory: { 'n.yaml': team('team-a', 'tier: gold') } });
    expect(runs.made()).toEqual({ [STAMP]: SECOND });
    const before = runs.output;
    runs.at(THIRD);
    expect(runs.output).toEqual(before);
  });

  test('what it keeps says nothing of a Secret’s values', () => {
    const context = ['context:', '- name: pw', '  apiCall:', '    urlPath: /api/v1/namespaces/platform/secrets/pw'];
    const reading = rule({ more: context, value: '{{ time_now_utc() }} {{ length(pw.data.pw) }}' });
    const clockWith = (value: string): readonly string[] => {
      const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: pw, namespace: platform}\ndata: {pw: ${value}}\n`;
      const runs = new Runs(lifecycle, policies(reading), { 'n.yaml': namespaces('team-a'), 's.yaml': secret });
      expect(errors(runs.at(FIRST))).toEqual([]);
      return runs.clocks();
    };
    expect(clockWith('aHVudGVyMg==')).toHaveLength(1);
    expect(clockWith('aHVudGVyMg==')).toEqual(clockWith('aHVudGVyMw=='));
  });

  test('the ledger forgets it with the rule, and where the rule asks no longer', () => {
    const runs = new Runs(lifecycle, policies(rule()));
    runs.at(FIRST);
    expect(runs.clocks()).toHaveLength(1);
    runs.at(SECOND, { policies: policies(rule({ value: 'text' })) });
    expect(runs.clocks()).toEqual([]);
    runs.at(SECOND, { policies: policies(rule()) });
    expect(runs.clocks()).toHaveLength(1);
    runs.at(THIRD, { policies: policies(rule({ name: 'other', target: 'other', value: 'text' })) });
    expect(runs.clocks()).toEqual([]);
  });

  test('nothing is kept for a rule that does not ask', () => {
    const runs = new Runs(lifecycle, policies(rule({ value: "{{ random('[a-z]{9}') }}" })));
    runs.at(FIRST);
    const before = runs.output;
    expect(runs.clocks()).toEqual([]);
    runs.at(SECOND);
    expect(runs.output).toEqual(before);
  });
});
