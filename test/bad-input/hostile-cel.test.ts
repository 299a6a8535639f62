// Policies in CEL that are meant to do harm: what the whole program says of them, and that the other policies are carried out.
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { aProject } from '../support/project.ts';
import { namespaces, wordsOf } from './inputs.ts';

const SECONDS = { timeout: 20_000 };

/** A policy that makes a ConfigMap for each Namespace; `value` is an expression that gives a text, on line 14. */
function policy(name: string, value: string, more: readonly string[] = []): string {
  return [
    'apiVersion: policies.kyverno.io/v1',
    'kind: GeneratingPolicy',
    `metadata: {name: ${name}}`,
    'spec:',
    '  evaluation: {generateExisting: {enabled: true}, synchronize: {enabled: true}}',
    '  matchConstraints:',
    '    resourceRules:',
    "    - apiGroups: ['']",
    '      apiVersions: [v1]',
    '      operations: [CREATE, UPDATE]',
    '      resources: [namespaces]',
    '  variables:',
    ...more,
    '  - name: value',
    `    expression: ${JSON.stringify(value)}`,
    '  generate:',
    '  - expression: >-',
    '      generator.Apply(object.metadata.name, [{"apiVersion": dyn("v1"), "kind": dyn("ConfigMap"),',
    `      "metadata": dyn({"name": "${name}"}), "data": dyn({"value": string(variables.value)})}])`,
    '',
  ].join('\n');
}

/** The project of this policy and of one that is all right. */
function beside(hostile: string): ReturnType<typeof aProject> {
  return aProject({
    'policies/hostile.yaml': hostile,
    'policies/sound.yaml': policy('sound', '"fine"'),
    'cluster-state/all.yaml': namespaces('team-a'),
  });
}

const LONG = 'lists.range(400)';

test.each([
  ['walks within walks', `${LONG}.all(a, ${LONG}.all(b, ${LONG}.all(c, a + b + c >= 0)))`],
  ['a list of a thousand million', 'lists.range(1000000000)'],
  ['a text that doubles', `"xx"${'.replace("x", "xx")'.repeat(40)}`],
  ['a failure that something would absorb', 'lists.range(1000000000).size() > 0 || true'],
])('%s ends at a limit that is named with its place, and other policies go on', SECONDS, async (_name, expression) => {
  const project = beside(policy('hostile', expression));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  const errors = result.report.diagnostics.filter(({ severity }) => severity === 'error');
  expect(
    errors.map(({ code, policy: told, file, line }) => ({ code, told, file: basename(file ?? ''), line })),
  ).toEqual([{ code: 'evaluate/limit', told: 'hostile', file: 'hostile.yaml', line: 14 }]);
  expect(errors[0]?.column).toBeGreaterThan('    expression: '.length);
  expect(wordsOf(result)).toContain('more than 10000000 steps');
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_sound.yaml']);
});

test('ninety variables that each use the last one twice are evaluated once each', SECONDS, async () => {
  const variables = Array.from({ length: 90 }, (_, at) => [
    `  - name: v${at}`,
    `    expression: '${at === 0 ? '"x"' : `variables.v${at - 1} == variables.v${at - 1} ? "x" : "y"`}'`,
  ]).flat();
  const project = beside(policy('doubling', 'variables.v89', variables));
  const result = await project.reconcile();
  expect(result.report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(project.manifests()['team-a/configmap_doubling.yaml']).toContain('value: x');
});

test.each([
  ['sums', (last: string) => `${last}${' + 0'.repeat(900)}`],
  ['walks', (last: string) => `${'[1].map(x, '.repeat(200)}${last}${')'.repeat(200)} == [] ? 1 : 2`],
  ['maps', (last: string) => `${'{"a": '.repeat(200)}${last}${'}'.repeat(200)} == {} ? 1 : 2`],
])('a hundred variables that wait for one another in deep %s are told a limit', SECONDS, async (_name, deep) => {
  const variables = Array.from({ length: 99 }, (_, at) => [
    `  - name: v${at}`,
    `    expression: ${JSON.stringify(deep(at === 98 ? '1' : `variables.v${at + 1}`))}`,
  ]).flat();
  const project = beside(policy('deep', 'variables.v0', variables));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  const errors = result.report.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code, policy: told }) => `${told} ${code}`)).toEqual(['deep evaluate/limit']);
  expect(errors[0]?.message).toContain('variables that wait for one another go more than 2000 deep');
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_sound.yaml']);
});

test.each([
  ['itself', ['  - name: other', '    expression: "1"'], 'variables.value'],
  ['one that names it', ['  - name: other', '    expression: variables.value'], 'variables.other'],
])('a variable that names %s is an error of its policy alone', SECONDS, async (_name, more, value) => {
  const project = beside(policy('circular', value, more));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  const errors = result.report.diagnostics.filter(({ severity }) => severity === 'error');
  expect(new Set(errors.map(({ policy: told, file }) => `${told} ${basename(file ?? '')}`))).toEqual(
    new Set(['circular hostile.yaml']),
  );
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_sound.yaml']);
});

test('of ten thousand findings in one expression the first hundred are told', { timeout: 2_000 }, async () => {
  const project = beside(
    policy('findings', `[${Array.from({ length: 10_000 }, (_, at) => `f${at}()`).join(',')}].size()`),
  );
  const { report } = await project.reconcile();
  const told = report.diagnostics.filter((one) => one.policy === 'findings');
  const findings = told.filter(({ code, message }) => code === 'policy/cel-check' && /\bf\d+\b/.test(message));
  expect(findings).toHaveLength(100);
  expect(findings.map(({ message }) => Number(/\bf(\d+)\b/.exec(message)?.[1]))).toEqual([...Array(100).keys()]);
  expect(new Set(findings.map(({ line }) => line))).toEqual(new Set([14]));
  expect(new Set(findings.map(({ column }) => column)).size).toBe(100);
  const others = told.filter(({ message }) => message.endsWith('9900 more findings are not shown'));
  expect(others).toMatchObject([{ line: 14, severity: findings[0]?.severity, expression: 'f100' }]);
  expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_sound.yaml']);
});
