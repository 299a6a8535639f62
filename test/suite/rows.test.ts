// Which rows a result gives, and whether they hold.
import { describe, expect, test } from 'vitest';
import { onlyRow, suiteRun } from '../support/suite-run.ts';
import { aPolicy, aTest, made, sampleFiles, TEAM } from './samples.ts';

const PRECONDITION = `preconditions:
  all:
    - key: "{{ request.object.metadata.labels.tier }}"
      operator: Equals
      value: VALUE`;

describe('a generated object', () => {
  test('as in the file passes', () => {
    expect(onlyRow(sampleFiles())).toMatchObject({
      policy: 'sample',
      rule: 'make',
      resource: 'Namespace/team-a',
      generated: 'ConfigMap/team-a/made',
      status: 'passed',
      expected: 'pass',
      found: 'pass',
      reason: '',
      line: 9,
    });
  });

  test('with another value fails, and both are there to be shown', () => {
    const row = onlyRow(sampleFiles({ 'made.yaml': made('y') }));
    expect(row).toMatchObject({ status: 'failed', reason: 'ConfigMap/team-a/made is not as in made.yaml' });
    expect(row.difference?.expected['data']).toEqual({ text: 'y' });
    expect(row.difference?.found['data']).toEqual({ text: 'x' });
  });

  test('that the file does not have fails', () => {
    const row = onlyRow(sampleFiles({ 'made.yaml': made().replace('name: made', 'name: other') }));
    expect(row).toMatchObject({
      status: 'failed',
      reason: 'ConfigMap/team-a/made was generated and is not in made.yaml',
    });
  });

  test('has to be as in one of several files', () => {
    const result = 'result: pass\ngeneratedResources: [other.yaml, made.yaml]';
    const files = sampleFiles({ 'kyverno-test.yaml': aTest(result), 'other.yaml': made('y') });
    expect(onlyRow(files).status).toBe('passed');
    expect(onlyRow({ ...files, 'made.yaml': made('z') }).status).toBe('failed');
  });

  test('as expected still fails where another outcome is', () => {
    const files = sampleFiles({ 'kyverno-test.yaml': aTest('result: fail\ngeneratedResource: made.yaml') });
    expect(onlyRow(files)).toMatchObject({ status: 'failed', found: 'pass', reason: 'expected fail, found pass' });
  });

  test('is not compared where no file is named', () => {
    expect(onlyRow(sampleFiles({ 'kyverno-test.yaml': aTest() }))).toMatchObject({ status: 'passed', found: 'pass' });
  });
});

describe('an outcome', () => {
  test.each([
    {
      name: 'skip where preconditions are not met',
      files: { 'policy.yaml': aPolicy('x', PRECONDITION) },
      found: 'skip',
    },
    {
      name: 'pass where they are',
      files: { 'policy.yaml': aPolicy('x', PRECONDITION.replace('VALUE', 'gold')) },
      found: 'pass',
    },
    {
      name: 'error where a variable is not there',
      files: { 'policy.yaml': aPolicy('{{ request.object.metadata.labels.nope }}') },
      found: 'error',
    },
  ])('is $name', ({ files, found }) => {
    const all = (expected: string): Record<string, string> => ({
      ...sampleFiles({ 'kyverno-test.yaml': aTest(`result: ${expected}`) }),
      ...files,
    });
    expect(onlyRow(all(found))).toMatchObject({ found, status: 'passed' });
    const other = found === 'pass' ? 'skip' : 'pass';
    expect(onlyRow(all(other))).toMatchObject({ found, status: 'failed' });
  });

  test('says why it is an error', () => {
    const files = sampleFiles({ 'policy.yaml': aPolicy('{{ request.object.metadata.labels.nope }}') });
    expect(onlyRow(files).reason).toContain('nope');
  });

  test('is none where no rule of the policy applies', () => {
    const files = sampleFiles({ 'policy.yaml': aPolicy('x', '', 'names: [other]') });
    expect(onlyRow(files)).toMatchObject({ status: 'failed', found: 'none' });
    expect(onlyRow(files).reason).toMatch(/^not found/);
  });

  test('is not judged where a rule that is not evaluated may apply', () => {
    const other = `    - name: check
      match: {any: [{resources: {kinds: [Namespace]}}]}
      validate: {message: m, pattern: {metadata: {labels: {tier: "?*"}}}}
`;
    const files = sampleFiles({ 'policy.yaml': aPolicy('x', '', 'names: [other]') + other });
    expect(onlyRow(files)).toMatchObject({ status: 'skipped', found: 'none' });
  });

  test('is excluded where only another rule of the policy applies', () => {
    const second = aPolicy('x', '', 'names: [other]').replace('name: make', 'name: second').split('  rules:\n')[1]!;
    const result = aTest().replace('rule: make', 'rule: second');
    const files = sampleFiles({ 'policy.yaml': aPolicy() + second, 'kyverno-test.yaml': result });
    expect(onlyRow(files)).toMatchObject({ rule: 'second', status: 'passed', found: 'none' });
  });

  test('is that of every rule where the result names none', () => {
    const second = aPolicy('x', PRECONDITION).replace('name: make', 'name: second').split('  rules:\n')[1]!;
    const result = aTest().replace('    rule: make\n', '');
    const { rows } = suiteRun(sampleFiles({ 'policy.yaml': aPolicy() + second, 'kyverno-test.yaml': result }));
    expect(rows.map(({ rule, found }) => [rule, found])).toEqual([
      ['make', 'pass'],
      ['second', 'skip'],
    ]);
  });
});

describe('an exception', () => {
  const exception = (filter: string): string => `apiVersion: kyverno.io/v2
kind: PolicyException
metadata: {name: legacy, namespace: exemptions}
spec:
  exceptions: [{policyName: sample, ruleNames: ["ma*"]}]
  match: {any: [{resources: {${filter}}}]}
`;
  const suite = aTest('result: skip', 'exceptions: [exception.yaml]');

  test.each([
    { name: 'covers its trigger', filter: 'kinds: [Namespace], names: ["team-*"]', found: 'skip' },
    { name: 'leaves others alone', filter: 'kinds: [Namespace], names: [other]', found: 'pass' },
  ])('$name', ({ filter, found }) => {
    const files = { 'kyverno-test.yaml': suite, 'exception.yaml': exception(filter) };
    expect(onlyRow(sampleFiles(files))).toMatchObject({ found, status: found === 'skip' ? 'passed' : 'failed' });
  });

  test('covers a trigger in a namespace that the test does not describe', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: team-a, namespace: shop}\n';
    const policy = aPolicy().replace('kinds: [Namespace]', 'kinds: [Service]');
    const files = { 'policy.yaml': policy, 'resource.yaml': service, 'exception.yaml': exception('kinds: [Service]') };
    expect(onlyRow(sampleFiles({ ...files, 'kyverno-test.yaml': suite }))).toMatchObject({ found: 'skip' });
  });

  test('asks for the user of the test', () => {
    const subjects = 'kinds: [Namespace]}, subjects: [{kind: User, name: ada}], resources: {kinds: [Namespace]';
    const user = 'apiVersion: cli.kyverno.io/v1alpha1\nkind: UserInfo\nuserInfo: {username: NAME}\n';
    const text = `${exception(subjects)}  background: false\n`;
    const run = (name: string) =>
      onlyRow(
        sampleFiles({
          'kyverno-test.yaml': aTest('result: skip', 'exceptions: [exception.yaml]\nuserinfo: user.yaml'),
          'exception.yaml': text.replace('{resources: {kinds: [Namespace]}, subjects', '{subjects'),
          'user.yaml': user.replace('NAME', name),
        }),
      ).found;
    expect([run('ada'), run('bob')]).toEqual(['skip', 'pass']);
  });
});

describe('an operation', () => {
  const onDelete = 'operations: [DELETE]';

  test.each([
    { operation: 'CREATE', match: '', found: 'pass', generated: 1 },
    { operation: 'UPDATE', match: '', found: 'pass', generated: 1 },
    { operation: 'DELETE', match: '', found: 'fail', generated: 0 },
    { operation: 'DELETE', match: onDelete, found: 'pass', generated: 1 },
    { operation: 'CREATE', match: onDelete, found: 'none', generated: 0 },
  ])('$operation with «$match» gives $found', ({ operation, match, found, generated }) => {
    const result = `result: pass\noperation: ${operation}`;
    const row = onlyRow(sampleFiles({ 'policy.yaml': aPolicy('x', '', match), 'kyverno-test.yaml': aTest(result) }));
    expect(row).toMatchObject({ operation, found });
    expect(row.generated === '' ? 0 : 1).toBe(generated);
  });

  test('of the values counts where the result has none', () => {
    const values = (operation: string): string => `values:\n  globalValues:\n    request.operation: ${operation}`;
    const policy = aPolicy('{{ request.operation }}');
    const found = (result: string, operation: string): string => {
      const files = sampleFiles({ 'policy.yaml': policy, 'kyverno-test.yaml': aTest(result, values(operation)) });
      return onlyRow({ ...files, 'made.yaml': made('UPDATE') }).status;
    };
    const compared = 'result: pass\ngeneratedResource: made.yaml';
    expect(found(compared, 'UPDATE')).toBe('passed');
    expect(found(compared, 'CREATE')).toBe('failed');
    expect(found(`${compared}\noperation: UPDATE`, 'CREATE')).toBe('passed');
  });
});

describe('clone sources', () => {
  const clone = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: sample}
spec:
  rules:
    - name: make
      match: {any: [{resources: {kinds: [Namespace]}}]}
      generate:
        apiVersion: v1
        kind: Secret
        name: copy
        namespace: "{{ request.object.metadata.name }}"
        clone: {namespace: default, name: source}
`;
  const source = (namespace: string, name: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {key: cGxhaW4=}\n`;
  const result = 'result: pass\ngeneratedResource: made.yaml';
  const files = sampleFiles({ 'policy.yaml': clone, 'made.yaml': source('team-a', 'copy') });

  test('come from the file of the result', () => {
    const named = aTest(`${result}\ncloneSourceResource: source.yaml`);
    const row = onlyRow({ ...files, 'kyverno-test.yaml': named, 'source.yaml': source('default', 'source') });
    expect(row).toMatchObject({ status: 'passed', generated: 'Secret/team-a/copy' });
  });

  test('that are not there are an error', () => {
    const row = onlyRow({ ...files, 'kyverno-test.yaml': aTest(result) });
    expect(row).toMatchObject({
      status: 'failed',
      found: 'error',
      reason: 'expected pass, found error: there is no Secret/default/source to clone',
    });
  });
});

describe('resources', () => {
  const both = `${TEAM}---\n${TEAM.replace('team-a', 'team-b')}`;

  test.each([
    { name: 'a name', resources: 'resources: [team-b]', found: ['team-b'] },
    { name: 'no list', resources: '', found: ['team-a', 'team-b'] },
    {
      name: 'a specification',
      resources: 'resources: []\n    resourceSpecs: [{version: v1, name: team-a}]',
      found: ['team-a'],
    },
    { name: 'the old form', resources: 'resource: team-a', found: ['team-a'] },
  ])('are selected by $name', ({ resources, found }) => {
    const suite = aTest().replace('resources: [team-a]', resources);
    const { rows } = suiteRun(sampleFiles({ 'resource.yaml': both, 'kyverno-test.yaml': suite }));
    expect(rows.map(({ resourceName }) => resourceName)).toEqual(found);
  });

  test('that are not there stand for all, with a warning', () => {
    const suite = aTest().replace('resources: [team-a]', 'resources: [nobody]');
    const { rows, diagnostics } = suiteRun(sampleFiles({ 'resource.yaml': both, 'kyverno-test.yaml': suite }));
    expect(rows).toHaveLength(2);
    expect(diagnostics).toMatchObject([{ code: 'suite/no-resource', severity: 'warning' }]);
  });

  test('given twice count once, the first one', () => {
    const twice = `${TEAM}---\n${TEAM.replace('gold', 'iron')}`;
    const { rows, diagnostics } = suiteRun(
      sampleFiles({
        'resource.yaml': twice,
        'policy.yaml': aPolicy('{{ request.object.metadata.labels.tier }}'),
        'made.yaml': made('gold'),
      }),
    );
    expect(rows).toMatchObject([{ status: 'passed' }]);
    expect(diagnostics).toMatchObject([{ code: 'suite/duplicate-resource', severity: 'warning' }]);
  });

  test('without a namespace are in default, unless their kind is known to have none', () => {
    const policy = aPolicy('{{ request.namespace }}')
      .replace('kinds: [Namespace]', 'kinds: [Pod]')
      .replace('namespace: "{{ request.object.metadata.name }}"', 'namespace: team-a');
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: team-a}\nspec: {containers: []}\n';
    expect(
      onlyRow(sampleFiles({ 'policy.yaml': policy, 'resource.yaml': pod, 'made.yaml': made('default') })),
    ).toMatchObject({ resource: 'Pod/default/team-a', status: 'passed' });
  });
});

describe('what is not run', () => {
  test('is a policy that Kyverno refuses: its results are skipped', () => {
    const refused = aPolicy().replace(/ {8}namespace: .*\n/, '');
    const { rows, diagnostics } = suiteRun(sampleFiles({ 'policy.yaml': refused }));
    expect(rows).toMatchObject([{ status: 'skipped', found: 'skip' }]);
    expect(rows[0]!.reason).toMatch(/^invalid policy: /);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('is a target without a namespace of a kind that has none, as offline', () => {
    const role = aPolicy()
      .replace('kind: ConfigMap', 'kind: ClusterRole')
      .replace('apiVersion: v1\n', 'apiVersion: rbac.authorization.k8s.io/v1\n')
      .replace(/ {8}namespace: .*\n/, '');
    expect(onlyRow(sampleFiles({ 'policy.yaml': role }))).toMatchObject({ status: 'skipped' });
  });

  test('is a rule that does not generate', () => {
    const other = `    - name: check
      match: {any: [{resources: {kinds: [Namespace]}}]}
      validate: {message: m, pattern: {metadata: {labels: {tier: "?*"}}}}
`;
    const suite = aTest().replace('rule: make', 'rule: check');
    expect(onlyRow(sampleFiles({ 'policy.yaml': aPolicy() + other, 'kyverno-test.yaml': suite })).status).toBe(
      'skipped',
    );
  });

  test.each([{ name: 'a policy', change: ['policy: sample', 'policy: other'] }] as const)(
    'is not $name that is not there: that fails',
    ({ change: [from, to] }) => {
      const suite = aTest().replace(from, to);
      expect(onlyRow(sampleFiles({ 'kyverno-test.yaml': suite })).status).toBe('failed');
    },
  );

  test('is a rule that is not there: to Kyverno it does not apply, and a warning says so', () => {
    const suite = aTest().replace('rule: make', 'rule: mke');
    const { rows, diagnostics } = suiteRun(sampleFiles({ 'kyverno-test.yaml': suite }));
    expect(rows).toMatchObject([{ rule: 'mke', status: 'passed', found: 'none' }]);
    expect(diagnostics).toMatchObject([{ code: 'suite/no-rule', severity: 'warning', about: { rule: 'mke' } }]);
  });
});
