// Expressions and data that are meant to do harm: what the whole program says of them, and that the rest is carried out.
import { expect, test } from 'vitest';
import { aProject, type Files } from '../support/project.ts';
import { clusterPolicy, errorsOf, manifest, noticesOf, warningsOf, wordsOf } from './inputs.ts';

const FILE = 'team-a/configmap_settings.yaml';

/** A rule that makes a ConfigMap with `value` for each Namespace, and a Namespace with an annotation. */
function withAnnotation(value: string, annotation: string, more: readonly string[] = []): Files {
  const rule = [
    '- name: settings',
    '  match:',
    '    any:',
    '    - resources:',
    '        kinds: [Namespace]',
    '  context:',
    '  - name: secretCtx',
    '    configMap: {name: private, namespace: team-a}',
    ...more,
    '  generate:',
    '    synchronize: true',
    '    apiVersion: v1',
    '    kind: ConfigMap',
    '    name: settings',
    '    namespace: "{{ request.object.metadata.name }}"',
    '    data:',
    '      data:',
    `        value: ${JSON.stringify(value)}`,
  ];
  const metadata = { name: 'team-a', annotations: { a: annotation, b: 'from b' } };
  const inventory = [
    { apiVersion: 'v1', kind: 'Namespace', metadata },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'private', namespace: 'team-a' },
      data: { key: 'hidden' },
    },
  ];
  return {
    'policies/tenants.yaml': clusterPolicy('tenants', rule.join('\n')),
    'cluster-state/all.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: inventory }),
  };
}

const ANNOTATION = '{{ request.object.metadata.annotations.a }}';

function valueOf(manifests: Readonly<Record<string, string>>): unknown {
  return (manifest(manifests[FILE])['data'] as Record<string, unknown> | undefined)?.['value'];
}

test.each(['(a+)+$', '(a|aa)+$', '([a-z]+)*!'])(
  'B45: the expression %s over a long text is answered, in linear time',
  { timeout: 10_000 },
  async (pattern) => {
    const value = `{{ regex_match('${pattern}', request.object.metadata.annotations.a) }} is the answer`;
    const project = aProject(withAnnotation(value, `${'a'.repeat(100_000)}B`));
    const result = await project.reconcile();
    expect(errorsOf(result)).toEqual([]);
    expect(result.status).toBe(0);
    expect(valueOf(project.manifests())).toBe('false is the answer');
  },
);

test.each([
  ['(a)\\1', 'a back reference'],
  ['(?=a)', 'a look-ahead'],
  ['(?<!a)b', 'a look-behind'],
  ['a{1000}{1000}', 'a repetition of repetitions'],
])('B45: %s is %s, which is an error of the rule', async (pattern) => {
  const value = `{{ regex_match('${pattern}', request.object.metadata.annotations.a) }}`;
  const project = aProject(withAnnotation(value, 'aa'));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([
    {
      code: 'evaluate/variable',
      at: 'policies/tenants.yaml:23',
      policy: 'tenants',
      rule: 'settings',
      trigger: '/Namespace//team-a',
    },
  ]);
  expect(wordsOf(result)).toContain('regex_match');
  expect(project.manifests()).toEqual({});
});

test(
  'B45: an expression that asks for too many steps ends at the limit, which is named',
  { timeout: 10_000 },
  async () => {
    const value = `{{ regex_match('[a-z]{1,1000}$', request.object.metadata.annotations.a) }}`;
    const result = await aProject(withAnnotation(value, `${'a'.repeat(200_000)}B`)).reconcile();
    expect(result.status).toBe(1);
    expect(wordsOf(result)).toContain('more than 20000000 steps');
  },
);

const INJECTIONS = [
  ['a variable of the trigger', '{{ request.object.metadata.annotations.b }}', 'from b'],
  ['a variable of the context', '{{ secretCtx.data.key }}', 'hidden'],
  ['an expression', "{{ join('', ['a', 'b']) }}", 'ab'],
] as const;

test.each(INJECTIONS)('B49: %s that comes with data is not evaluated', async (_name, annotation) => {
  const project = aProject(withAnnotation(`says: ${ANNOTATION}`, annotation));
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(valueOf(project.manifests())).toBe(`says: ${annotation}`);
});

test.each(INJECTIONS)(
  'B49: %s is evaluated where Kyverno’s way is asked for, and this is told',
  async (_name, annotation, evaluated) => {
    const project = aProject(withAnnotation(`says: ${ANNOTATION}`, annotation));
    const result = await project.reconcile({ substitution: 'kyverno' });
    expect(result.status).toBe(0);
    expect(valueOf(project.manifests())).toBe(`says: ${evaluated}`);
    const told = [...noticesOf(result), ...warningsOf(result)].filter(({ code }) => code === 'evaluate/data-evaluated');
    expect(told).toEqual([
      {
        code: 'evaluate/data-evaluated',
        at: 'policies/tenants.yaml:23',
        policy: 'tenants',
        rule: 'settings',
        trigger: '/Namespace//team-a',
      },
    ]);
  },
);

test.each([
  {
    where: 'a context entry',
    value: '{{ said }}',
    more: ['  - name: said', '    variable:', `      value: "says: ${ANNOTATION}"`],
    line: 17,
  },
  {
    where: 'a precondition',
    value: 'says: from b',
    more: [
      '  preconditions:',
      '    all:',
      '    - operator: Equals',
      '      value: "says: from b"',
      `      key: "says: ${ANNOTATION}"`,
    ],
    line: 19,
  },
])('B49: that data is evaluated in $where is told too', async ({ value, more, line }) => {
  const project = aProject(withAnnotation(value, '{{ request.object.metadata.annotations.b }}', more));
  const result = await project.reconcile({ substitution: 'kyverno' });
  expect(valueOf(project.manifests())).toBe('says: from b');
  const told = noticesOf(result).filter(({ code }) => code === 'evaluate/data-evaluated');
  expect(told.map(({ at }) => at)).toEqual([`policies/tenants.yaml:${line}`]);
});

test.each(['once', 'kyverno'] as const)(
  'B49: what is no variable stays text, in %s, and nothing is told',
  async (substitution) => {
    for (const annotation of ['(( spruce ))', '$(HOME)', '${HOME}', '{{', '}} {{', '{ { a } }']) {
      const project = aProject(withAnnotation(`says: ${ANNOTATION}`, annotation));
      const result = await project.reconcile({ substitution });
      expect(errorsOf(result)).toEqual([]);
      expect(valueOf(project.manifests())).toBe(`says: ${annotation}`);
      expect(noticesOf(result).map(({ code }) => code)).not.toContain('evaluate/data-evaluated');
    }
  },
);

test('B49: with - at its beginning a variable keeps its data from being evaluated in kyverno too', async () => {
  const project = aProject(withAnnotation(`says: ${ANNOTATION.replace('{{', '{{-')}`, '{{ secretCtx.data.key }}'));
  const result = await project.reconcile({ substitution: 'kyverno' });
  expect(result.status).toBe(0);
  expect(valueOf(project.manifests())).toBe('says: {{ secretCtx.data.key }}');
});

test('B107: an annotation that names itself stays as it is in once', async () => {
  const project = aProject(withAnnotation(`says: ${ANNOTATION}`, `x${ANNOTATION}`));
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(valueOf(project.manifests())).toBe(`says: x${ANNOTATION}`);
});

test.each([
  ['itself', `x${ANNOTATION}`],
  ['itself twice', `x${ANNOTATION}${ANNOTATION}`],
  ['itself with a long tail', `${'x'.repeat(100_000)}${ANNOTATION}`],
])('B107: an annotation that names %s ends at a limit in kyverno', { timeout: 10_000 }, async (_name, annotation) => {
  const project = aProject(withAnnotation(`says: ${ANNOTATION}`, annotation));
  const result = await project.reconcile({ substitution: 'kyverno' });
  expect(result.status).toBe(1);
  expect(errorsOf(result).map(({ code, rule }) => [code, rule])).toEqual([['evaluate/limit', 'settings']]);
  expect(wordsOf(result)).toMatch(/after 64 rounds|more than 2097152 characters|more than 100000 variables/);
  expect(project.manifests()).toEqual({});
});
