// Suites with policies in CEL: which rows their results give, and whether they hold.
import { describe, expect, test } from 'vitest';
import { onlyRow, suiteRun } from '../support/suite-run.ts';
import { aCelTest, celFiles, celPolicy, COMPARED, writing } from './cel-samples.ts';
import { aPolicy, made, TEAM } from './samples.ts';

const CONTEXT = `apiVersion: cli.kyverno.io/v1alpha1
kind: Context
metadata: {name: context}
spec:
  resources:
    - {apiVersion: v1, kind: Secret, metadata: {name: one, namespace: default}, type: Opaque, data: {a: YQ==}}
    - {apiVersion: v1, kind: Secret, metadata: {name: two, namespace: default, resourceVersion: "7"}, type: Opaque}
    - {apiVersion: v1, kind: Secret, metadata: {name: three, namespace: elsewhere}, type: Opaque}
`;

const COPIES = `apiVersion: v1
kind: Secret
metadata: {name: one, namespace: team-a}
type: Opaque
data: {a: YQ==}
---
apiVersion: v1
kind: Secret
metadata: {name: two, namespace: team-a}
type: Opaque
`;

const CLONING = `generate:
  - expression: generator.apply(object.metadata.name, [resource.list("v1", "secrets", "default")])`;

const TEMPLATE = `variables:
  - name: text
    expression: "'x'"
generate:
  - template:
      interpolate: cel
      value: |
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: made
          namespace: (( object.metadata.name ))
        data:
          text: (( variables.text ))`;

describe('a policy in CEL', () => {
  test('generates data that is as in the file', () => {
    expect(onlyRow(celFiles())).toMatchObject({
      policy: 'sample',
      rule: 'generate',
      resource: 'Namespace/team-a',
      generated: 'ConfigMap/team-a/made',
      status: 'passed',
      found: 'pass',
    });
  });

  test('fails where a value is another, an object is not in the file, or another outcome is expected', () => {
    expect(onlyRow(celFiles({ 'made.yaml': made('y') }))).toMatchObject({
      status: 'failed',
      reason: 'ConfigMap/team-a/made is not as in made.yaml',
    });
    const renamed = made().replace('name: made', 'name: other');
    expect(onlyRow(celFiles({ 'made.yaml': renamed }))).toMatchObject({
      status: 'failed',
      reason: 'ConfigMap/team-a/made was generated and is not in made.yaml',
    });
    const suite = aCelTest('result: skip\ngeneratedResource: made.yaml');
    expect(onlyRow(celFiles({ 'kyverno-test.yaml': suite }))).toMatchObject({ status: 'failed', found: 'pass' });
  });

  test('may have what it generates in any of several files', () => {
    const suite = aCelTest('result: pass\ngeneratedResources: [other.yaml, made.yaml]');
    const files = celFiles({ 'kyverno-test.yaml': suite, 'other.yaml': made().replace('name: made', 'name: other') });
    expect(onlyRow(files).status).toBe('passed');
    expect(onlyRow({ ...files, 'made.yaml': made('y') }).status).toBe('failed');
  });

  test('generates what a template says', () => {
    expect(onlyRow(celFiles({ 'policy.yaml': celPolicy(TEMPLATE) }))).toMatchObject({
      status: 'passed',
      found: 'pass',
    });
    const other = celPolicy(TEMPLATE.replace("'x'", "'y'"));
    expect(onlyRow(celFiles({ 'policy.yaml': other })).difference?.found['data']).toEqual({ text: 'y' });
  });

  test('may generate objects of kinds that nobody defines, in the namespace that the file has them in, or in none', () => {
    const policy = celPolicy(`generate:
  - template:
      value: |
        {apiVersion: example.com/v1, kind: Gateway, metadata: {name: front, namespace: team-a}}
        ---
        {apiVersion: example.com/v1, kind: Zone, metadata: {name: whole}, spec: {mode: strict}}`);
    const expected = `{apiVersion: example.com/v1, kind: Gateway, metadata: {name: front, namespace: team-a}}
---
{apiVersion: example.com/v1, kind: Zone, metadata: {name: whole}, spec: {mode: strict}}
`;
    const rows = (file: string): readonly (readonly string[])[] => {
      const { rows: found } = suiteRun(celFiles({ 'policy.yaml': policy, 'made.yaml': file }));
      return found.map(({ generated, status }) => [generated, status]);
    };
    expect(rows(expected)).toEqual([
      ['Gateway/team-a/front', 'passed'],
      ['Zone/whole', 'passed'],
    ]);
    expect(rows(expected.replace('strict', 'lax'))).toEqual([
      ['Gateway/team-a/front', 'passed'],
      ['Zone/whole', 'failed'],
    ]);
  });

  test('copies the objects of a Context that it lists', () => {
    const files = celFiles({
      'kyverno-test.yaml': aCelTest(COMPARED, 'context: context.yaml'),
      'policy.yaml': celPolicy(CLONING),
      'context.yaml': CONTEXT,
      'made.yaml': COPIES,
    });
    const rows = (changes = {}): readonly (readonly string[])[] =>
      suiteRun({ ...files, ...changes }).rows.map(({ generated, status }) => [generated, status]);
    expect(rows()).toEqual([
      ['Secret/team-a/one', 'passed'],
      ['Secret/team-a/two', 'passed'],
    ]);
    expect(rows({ 'made.yaml': COPIES.replace('YQ==', 'Yg==') })).toEqual([
      ['Secret/team-a/one', 'failed'],
      ['Secret/team-a/two', 'passed'],
    ]);
  });

  test('is an error where it reads a field that is not there', () => {
    const files = celFiles({ 'policy.yaml': celPolicy(writing('string(object.metadata.uid)')) });
    expect(onlyRow({ ...files, 'kyverno-test.yaml': aCelTest('result: error') })).toMatchObject({ status: 'passed' });
    const row = onlyRow(files);
    expect(row).toMatchObject({ status: 'failed', found: 'error', generated: '' });
    expect(row.reason).toMatch(/^expected pass, found error: .*uid/);
  });

  test.each([
    { name: 'its rules do not mean', policy: celPolicy(writing("'x'"), 'DELETE') },
    {
      name: 'does not meet its conditions',
      policy: celPolicy(
        `matchConditions: [{name: tier, expression: "object.metadata.labels.tier == 'iron'"}]\n${writing("'x'")}`,
      ),
    },
  ])('excludes a resource that $name: that passes, and says so', ({ policy }) => {
    expect(onlyRow(celFiles({ 'policy.yaml': policy }))).toMatchObject({
      status: 'passed',
      found: 'none',
      generated: '',
      reason: 'excluded: the policy does not apply to the resource',
    });
  });

  test('that cannot be compiled is an error of the test, whatever is expected', () => {
    const policy = celPolicy('generate: [{expression: "generator.apply("}]');
    const files = celFiles({ 'kyverno-test.yaml': aCelTest('result: error'), 'policy.yaml': policy });
    expect(suiteRun(files).diagnostics).toMatchObject([
      { code: 'policy/expression', severity: 'error', at: { file: 'policy.yaml' } },
    ]);
  });

  test('takes no notice of rule in its results', () => {
    expect(onlyRow(celFiles({ 'kyverno-test.yaml': aCelTest(`${COMPARED}\nrule: make`) }))).toMatchObject({
      rule: 'generate',
      status: 'passed',
    });
  });

  test('is told from a rule policy of its name by isGeneratingPolicy', () => {
    const policies = `${celPolicy(writing("'cel'"))}---\n${aPolicy('rules')}`;
    const text = (isGeneratingPolicy: string): unknown => {
      const suite = aCelTest().replace('isGeneratingPolicy: true', `isGeneratingPolicy: ${isGeneratingPolicy}`);
      return onlyRow(celFiles({ 'kyverno-test.yaml': suite, 'policy.yaml': policies })).difference?.found['data'];
    };
    expect(text('true')).toEqual({ text: 'cel' });
    expect(text('false')).toEqual({ text: 'rules' });
  });
});

describe('exceptions', () => {
  const exception = (more = '', name = 'sample', kind = 'GeneratingPolicy'): string => `
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: {name: spared, namespace: platform}
spec:
  policyRefs: [{name: ${name}, kind: ${kind}}]
  matchConditions: [{name: gold, expression: "object.metadata.labels.tier == 'gold'"}]
${more.replaceAll(/^(?=.)/gm, '  ')}
`;
  const run = (text: string, result: string): ReturnType<typeof onlyRow> =>
    onlyRow(
      celFiles({ 'kyverno-test.yaml': aCelTest(result, 'exceptions: [exception.yaml]'), 'exception.yaml': text }),
    );

  test('make a policy skip, and nothing is generated', () => {
    expect(run(exception(), 'result: skip')).toMatchObject({
      status: 'passed',
      found: 'skip',
      generated: '',
      reason: 'exception platform/spared',
    });
    expect(run(exception(), 'result: pass')).toMatchObject({ status: 'failed', found: 'skip' });
  });

  test('count as passed where they say so', () => {
    expect(run(exception('reportResult: pass'), COMPARED)).toMatchObject({
      status: 'passed',
      found: 'pass',
      generated: '',
      reason: 'exception platform/spared: nothing was generated, so nothing was compared',
    });
    expect(run(exception('reportResult: pass'), 'result: skip')).toMatchObject({ status: 'failed', found: 'pass' });
  });

  test.each([
    { name: 'another policy', text: exception('', 'other') },
    { name: 'another kind of policy', text: exception('', 'sample', 'NamespacedGeneratingPolicy') },
    { name: 'other resources', text: exception().replace('gold', 'iron').replace("'gold'", "'iron'") },
    { name: 'only some values', text: exception('allowedValues: [a]') },
    { name: 'a time that is over', text: exception('expiresAt: "2020-01-01T00:00:00Z"') },
  ])('that name $name change nothing', ({ text }) => {
    expect(run(text, COMPARED)).toMatchObject({ status: 'passed', generated: 'ConfigMap/team-a/made' });
  });

  test('that allow values tell expressions so', () => {
    const files = celFiles({
      'kyverno-test.yaml': aCelTest(COMPARED, 'exceptions: [exception.yaml]'),
      'exception.yaml': exception('allowedValues: [x]'),
      'policy.yaml': celPolicy(writing('exceptions.allowedValues[0]')),
    });
    expect(onlyRow(files)).toMatchObject({ status: 'passed', generated: 'ConfigMap/team-a/made' });
  });

  test('that are not understood leave the outcome open: that is an error of the test', () => {
    const files = celFiles({
      'kyverno-test.yaml': aCelTest('result: error', 'exceptions: [exception.yaml]'),
      'exception.yaml': exception().replace("'gold'", "'gold"),
    });
    expect(suiteRun(files).diagnostics).toMatchObject([
      { code: 'policy/expression', severity: 'error', at: { file: 'exception.yaml' } },
    ]);
  });
});

describe('resources', () => {
  test('that are not there fail, and no other stands in for them', () => {
    const suite = aCelTest().replace('[team-a]', '[team-a, team-z]');
    const { rows, diagnostics } = suiteRun(celFiles({ 'kyverno-test.yaml': suite }));
    expect(rows.map(({ resource, status, reason }) => [resource, status, reason])).toEqual([
      ['team-z', 'failed', 'not found: the test has no such resource'],
      ['Namespace/team-a', 'passed', ''],
    ]);
    expect(diagnostics).toEqual([]);
  });

  test('are all of them where a result names none', () => {
    const suite = aCelTest('result: pass').replace('    resources: [team-a]\n', '');
    const files = celFiles({
      'kyverno-test.yaml': suite,
      'resource.yaml': `${TEAM}---\n${TEAM.replace('team-a', 'team-b')}`,
    });
    expect(suiteRun(files).rows.map(({ generated }) => generated)).toEqual([
      'ConfigMap/team-a/made',
      'ConfigMap/team-b/made',
    ]);
  });

  test('of one name are told apart by their kind', () => {
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: team-a, namespace: home}\n';
    const resources = { 'resource.yaml': `${other}---\n${TEAM}` };
    expect(onlyRow(celFiles(resources)).resource).toBe('Namespace/team-a');
    const suite = aCelTest('result: pass').replace('kind: Namespace', 'kind: ConfigMap');
    expect(onlyRow(celFiles({ ...resources, 'kyverno-test.yaml': suite })).resource).toBe('ConfigMap/home/team-a');
  });
});

describe('operations', () => {
  const SEEN = `request.operation + ' ' + string(object == null) + ' ' + string(oldObject == null)`;
  const seen = (result: string, lines = ''): unknown => {
    const files = {
      'kyverno-test.yaml': aCelTest(`${COMPARED}${result}`, lines),
      'policy.yaml': celPolicy(writing(SEEN, "'team-a'"), '"*"'),
      'made.yaml': made('never this'),
    };
    return onlyRow(celFiles(files)).difference?.found['data'];
  };

  test.each([
    { operation: '', text: 'CREATE false true' },
    { operation: '\noperation: UPDATE', text: 'UPDATE false false' },
    { operation: '\noperation: DELETE', text: 'DELETE true false' },
  ])('decide which objects there are: $text', ({ operation, text }) => {
    expect(seen(operation)).toEqual({ text });
  });

  test('may come from values', () => {
    const lines = 'values: {globalValues: {request.operation: DELETE}}';
    expect(seen('', lines)).toEqual({ text: 'DELETE true false' });
    expect(seen('\noperation: UPDATE', lines)).toEqual({ text: 'UPDATE false false' });
  });
});

describe('a namespaced policy', () => {
  const policy = (namespace: string): string => `apiVersion: policies.kyverno.io/v1
kind: NamespacedGeneratingPolicy
metadata: {name: sample, namespace: ${namespace}}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], resources: [services], operations: [CREATE]}
  generate:
    - expression: >-
        generator.apply([{"apiVersion": dyn("v1"), "kind": dyn("ConfigMap"),
        "metadata": dyn({"name": "made"}), "data": dyn({"text": "${namespace}"})}])
`;
  const files = celFiles({
    'policy.yaml': policy('team-a'),
    'resource.yaml': ['team-a', 'team-b']
      .map((namespace) => `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ${namespace}}\n`)
      .join('---\n'),
    'made.yaml': made('team-a'),
  });
  const suite = (name: string, resource: string): string =>
    aCelTest().replace('policy: sample', `policy: ${name}`).replace('[team-a]', `[${resource}]`);

  test('writes into its own namespace', () => {
    for (const name of ['sample', 'team-a/sample']) {
      const row = onlyRow({ ...files, 'kyverno-test.yaml': suite(name, 'team-a/web') });
      expect(row).toMatchObject({ status: 'passed', generated: 'ConfigMap/team-a/made', policy: 'sample' });
    }
    const other = { 'kyverno-test.yaml': suite('sample', 'team-a/web'), 'made.yaml': made('y') };
    expect(onlyRow({ ...files, ...other }).status).toBe('failed');
  });

  test('excludes resources of another one', () => {
    const row = onlyRow({ ...files, 'kyverno-test.yaml': suite('sample', 'team-b/web') });
    expect(row).toMatchObject({ status: 'passed', found: 'none' });
  });

  test('is told from its namesakes by the namespace in the result', () => {
    const both = { ...files, 'policy.yaml': `${policy('team-b')}---\n${policy('team-a')}` };
    const result = (name: string, resource: string): ReturnType<typeof onlyRow> =>
      onlyRow({ ...both, 'kyverno-test.yaml': suite(name, resource) });
    expect(result('team-a/sample', 'team-a/web')).toMatchObject({ found: 'pass', status: 'passed' });
    expect(result('team-b/sample', 'team-a/web')).toMatchObject({ found: 'none' });
  });
});
