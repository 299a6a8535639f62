// Which rules are told that they ask for what differs from run to run: where, for which functions, and once a rule.
import { describe, expect, test } from 'vitest';
import { aProject } from '../support/project.ts';
import { clusterPolicy, namespaces } from '../bad-input/inputs.ts';

interface Fields {
  readonly value?: string;
  readonly more?: readonly string[];
}

function rule({ value = '"text"', more = [] }: Fields): string {
  return [
    '- name: stamp',
    '  match:',
    '    any:',
    '    - resources:',
    '        kinds: [Namespace]',
    ...more.map((line) => `  ${line}`),
    '  generate:',
    '    synchronize: true',
    '    apiVersion: v1',
    '    kind: ConfigMap',
    '    name: stamp',
    '    namespace: "{{ request.object.metadata.name }}"',
    '    data:',
    '      data:',
    `        value: ${value}`,
  ].join('\n');
}

async function warningsFor(text: string): Promise<readonly string[]> {
  const project = aProject({
    'policies/stamp.yaml': clusterPolicy('stamp', text),
    'cluster-state/namespaces.yaml': namespaces('team-a', 'team-b'),
  });
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  return result.report.diagnostics
    .filter(({ code }) => code === 'policy/not-repeatable')
    .map(({ line, message }) => `${line} ${[...message.matchAll(/\w+\(\)/g)].join(' ')}`);
}

const context = (entry: string): readonly string[] => ['context:', '- name: entry', '  variable:', `    ${entry}`];

const cases: readonly (Fields & { readonly name: string; readonly told: readonly string[] })[] = [
  { name: 'nothing of the kind', value: `"{{ time_utc('2026-01-01T00:00:00Z') }}"`, told: [] },
  { name: 'the time', value: '"{{ time_now() }}"', told: ['20 time_now()'] },
  {
    name: 'the time inside another call',
    value: `"{{ time_add(time_now_utc(), '1h') }}"`,
    told: ['20 time_now_utc()'],
  },
  { name: 'a random text', value: `"{{ random('[a-z]{8}') }}"`, told: ['20 random()'] },
  {
    name: 'several functions, once',
    value: `"{{ time_now() }} {{ random('[a-z]') }} {{ time_now() }}"`,
    told: ['20 time_now() random()'],
  },
  {
    name: 'the time since another',
    value: `"{{ time_since('', '2026-01-01T00:00:00Z', '') }}"`,
    told: ['20 time_since()'],
  },
  {
    name: 'the time between two others',
    value: `"{{ time_since('', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z') }}"`,
    told: [],
  },
  {
    name: 'the time around a variable',
    value: `"{{ time_add(time_now(), '{{ request.object.metadata.labels.ttl || '1h' }}') }}"`,
    told: ['20 time_now()'],
  },
  {
    name: 'the time in a context entry without braces',
    more: context('jmesPath: time_now()'),
    told: ['15 time_now()'],
  },
  {
    name: 'the time in preconditions',
    more: ['preconditions:', '  all:', `  - key: "{{ time_now() }}"`, '    operator: NotEquals', '    value: never'],
    told: ['14 time_now()'],
  },
  { name: 'a function’s name in a text', value: `"{{ 'time_now()' }} random('x')"`, told: [] },
];

describe('a rule that asks for', () => {
  test.each(cases)('$name', async ({ told, ...fields }) => {
    expect(await warningsFor(rule(fields))).toEqual(told);
  });

  test('the time in the list of a foreach, and in what is not generated', async () => {
    const text = [
      '- name: stamp',
      '  match:',
      '    any:',
      '    - resources:',
      '        kinds: [Namespace]',
      '  generate:',
      '    synchronize: true',
      '    foreach:',
      '    - list: "[time_now()]"',
      '      apiVersion: v1',
      '      kind: ConfigMap',
      '      name: stamp',
      '      namespace: "{{ request.object.metadata.name }}"',
      '      data:',
      '        data:',
      '          jmesPath: time_now_utc()',
    ].join('\n');
    expect(await warningsFor(text)).toEqual(['15 time_now()']);
  });
});

test('validate answers as Kyverno does, which says nothing about it', async () => {
  const project = aProject({
    'policies/stamp.yaml': clusterPolicy('stamp', rule({ value: '"{{ time_now() }}"' })),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
  });
  expect((await project.validate()).report.diagnostics).toEqual([]);
});
