// What a test supplies: values, a user, a cluster, answers.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/resource.ts';
import { nested } from '../../src/suite/values.ts';
import { onlyRow, suiteRun } from '../support/suite-run.ts';
import { aPolicy, aTest, made, sampleFiles, TEAM } from './samples.ts';

const COMPARED = 'result: pass\ngeneratedResource: made.yaml';

/** Runs a policy that writes `expression` with further lines in the test, and gives what it wrote. */
function written(
  {
    expression,
    context = '',
    lines,
  }: { readonly expression: string; readonly context?: string; readonly lines: string },
  files: Readonly<Record<string, string>> = {},
): string {
  const row = onlyRow(
    sampleFiles({
      'kyverno-test.yaml': aTest(COMPARED, lines),
      'policy.yaml': aPolicy(`{{ ${expression} }}`, context),
      'made.yaml': made('never this'),
      ...files,
    }),
  );
  const data = row.difference?.found['data'] as { readonly text: string } | undefined;
  return data?.text ?? `${row.found}: ${row.reason}`;
}

const CONFIG_MAP = 'context:\n  - name: settings\n    configMap: {name: settings, namespace: default}';
const API_CALL =
  'context:\n  - name: answer\n    apiCall: {urlPath: "/api/v1/namespaces/{{ request.name }}", jmesPath: spec.id}';

describe('keys of values', () => {
  test.each<{ name: string; flat: JsonObject; expected: JsonObject }>([
    { name: 'are paths', flat: { 'a.b': 1, 'a.c': 2 }, expected: { a: { b: 1, c: 2 } } },
    { name: 'quote parts with dots', flat: { 'a."b.c/d".e': 1 }, expected: { a: { 'b.c/d': { e: 1 } } } },
    { name: 'win over earlier ones', flat: { a: 1, 'a.b': 2 }, expected: { a: { b: 2 } } },
    { name: 'may be any word', flat: { 'a.constructor': 1 }, expected: { a: { constructor: 1 } } },
  ])('$name', ({ flat, expected }) => {
    expect(nested(flat)).toEqual(expected);
  });
});

describe('values', () => {
  const VALUES = `values:
  globalValues: {settings.data: {wish: global, other: global}}
  policies:
    - name: sample
      resources: [{name: team-a, values: {settings.data.wish: resource}}, {name: team-b, values: {settings.data.wish: wrong}}]
      rules: [{name: make, values: {settings.data.env: rule}}]`;

  test('of the resource win over global ones', () => {
    expect(written({ expression: 'settings.data.wish', context: CONFIG_MAP, lines: VALUES })).toBe('resource');
    expect(written({ expression: 'settings.data.other', context: CONFIG_MAP, lines: VALUES })).toBe('global');
  });

  test('of the rule stand for entries that are not loaded', () => {
    expect(written({ expression: 'settings.data.env', context: CONFIG_MAP, lines: VALUES })).toBe('rule');
  });

  test('of the rule do not win over variables of its context', () => {
    const context = 'context:\n  - name: settings\n    variable: {value: {data: {env: own}}}';
    expect(written({ expression: 'settings.data.env', context, lines: VALUES })).toBe('own');
  });

  test('come from a file, also an old one, unless they stand in the test', () => {
    const file = 'apiVersion: cli.kyverno.io/v1alpha1\nkind: Values\nglobalValues: {settings.data.wish: file}\n';
    expect(
      written(
        { expression: 'settings.data.wish', context: CONFIG_MAP, lines: 'variables: values.yaml' },
        { 'values.yaml': file },
      ),
    ).toBe('file');
    expect(
      written({ expression: 'settings.data.wish', context: CONFIG_MAP, lines: `variables: values.yaml\n${VALUES}` }),
    ).toBe('resource');
    const old = suiteRun(
      sampleFiles({
        'kyverno-test.yaml': aTest(COMPARED, 'variables: values.yaml'),
        'values.yaml': 'globalValues: {settings.data.wish: file}\n',
      }),
    );
    expect(old.diagnostics).toMatchObject([{ code: 'suite/deprecated', severity: 'notice' }]);
  });

  test('of request.object change the trigger, also as it is matched', () => {
    const lines = 'values:\n  globalValues: {request.object.metadata.labels.tier: iron}';
    const policy = (tier: string): string =>
      aPolicy('{{ request.object.metadata.labels.tier }}', '', `selector: {matchLabels: {tier: ${tier}}}`);
    const row = (tier: string): { readonly found: string; readonly status: string } =>
      onlyRow(
        sampleFiles({
          'kyverno-test.yaml': aTest(COMPARED, lines),
          'policy.yaml': policy(tier),
          'made.yaml': made('iron'),
        }),
      );
    expect(row('iron')).toMatchObject({ found: 'pass', status: 'passed' });
    expect(row('gold')).toMatchObject({ found: 'none' });
  });

  test('of foreach stand for the element', () => {
    const policy = aPolicy().replace(
      / {8}apiVersion: v1\n[^]*/,
      `        foreach:
          - list: "['a', 'b']"
            context: [{name: settings, configMap: {name: x, namespace: default}}]
            apiVersion: v1
            kind: ConfigMap
            name: made
            namespace: team-a
            data: {data: {text: "{{ settings.data.env }}"}}
`,
    );
    const lines =
      'values:\n  policies: [{name: sample, rules: [{name: make, foreachValues: {settings.data.env: [one, two]}}]}]';
    const { rows } = suiteRun(
      sampleFiles({ 'kyverno-test.yaml': aTest(COMPARED, lines), 'policy.yaml': policy, 'made.yaml': made('one') }),
    );
    expect(rows).not.toEqual([]);
    for (const row of rows) expect(row).toMatchObject({ status: 'passed', found: 'pass' });
  });
});

describe('labels of Namespaces', () => {
  const match = 'namespaceSelector: {matchLabels: {env: prod}}';
  const policy = aPolicy('x', '', match)
    .replace('kinds: [Namespace]', 'kinds: [ConfigMap]')
    .replace('namespace: "{{ request.object.metadata.name }}"', 'namespace: team-a');
  const trigger = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: team-a, namespace: home}\n';

  test.each([
    { name: 'nobody gives', lines: '', found: 'none' },
    {
      name: 'the selector has',
      lines: 'values:\n  namespaceSelector: [{name: home, labels: {env: prod}}]',
      found: 'pass',
    },
    {
      name: 'are of another Namespace',
      lines: 'values:\n  namespaceSelector: [{name: x, labels: {env: prod}}]',
      found: 'none',
    },
    {
      name: 'a Namespace has, which wins',
      lines: `values:
  namespaceSelector: [{name: home, labels: {env: test}}]
  namespaces: [{apiVersion: v1, kind: Namespace, metadata: {name: home, labels: {env: prod}}}]`,
      found: 'pass',
    },
  ])('that $name give $found', ({ lines, found }) => {
    const files = { 'kyverno-test.yaml': aTest(COMPARED, lines), 'policy.yaml': policy, 'resource.yaml': trigger };
    expect(onlyRow(sampleFiles(files))).toMatchObject({ found });
  });
});

test('a resource is matched as a subresource of its parent where values say so', () => {
  const lines = `values:
  subresources:
    - subresource: {name: deployments/scale, kind: Scale, group: autoscaling, version: v1}
      parentResource: {name: deployments, kind: Deployment, group: apps, version: v1}`;
  const policy = aPolicy()
    .replace('kinds: [Namespace]', 'kinds: [Deployment/scale]')
    .replace('namespace: "{{ request.object.metadata.name }}"', 'namespace: team-a');
  const scale =
    'apiVersion: autoscaling/v1\nkind: Scale\nmetadata: {name: team-a, namespace: home}\nspec: {replicas: 2}\n';
  const files = { 'policy.yaml': policy, 'resource.yaml': scale };
  expect(onlyRow(sampleFiles({ ...files, 'kyverno-test.yaml': aTest(COMPARED, lines) }))).toMatchObject({
    found: 'pass',
  });
  expect(onlyRow(sampleFiles({ ...files, 'kyverno-test.yaml': aTest(COMPARED) }))).toMatchObject({ found: 'none' });
});

describe('a user', () => {
  const user = `apiVersion: cli.kyverno.io/v1alpha1
kind: UserInfo
clusterRoles: [admin]
userInfo: {username: "system:serviceaccount:home:robot", groups: [g]}
`;
  const lines = 'userinfo: user.yaml';

  test.each([
    { expression: 'request.userInfo.username', expected: 'system:serviceaccount:home:robot' },
    { expression: 'request.clusterRoles[0]', expected: 'admin' },
    { expression: 'serviceAccountName', expected: 'robot' },
    { expression: 'serviceAccountNamespace', expected: 'home' },
  ])('is in $expression', ({ expression, expected }) => {
    expect(written({ expression, lines }, { 'user.yaml': user })).toBe(expected);
  });

  test.each([
    { role: 'admin', found: 'pass' },
    { role: 'other', found: 'none' },
  ])('is matched by the cluster role $role: $found', ({ role, found }) => {
    const policy = aPolicy().replace(
      '          - resources:',
      `          - clusterRoles: [${role}]\n            resources:`,
    );
    const files = { 'kyverno-test.yaml': aTest(COMPARED, lines), 'policy.yaml': policy, 'user.yaml': user };
    expect(onlyRow(sampleFiles(files))).toMatchObject({ found });
  });

  test('is read strictly', () => {
    const files = { 'kyverno-test.yaml': aTest(COMPARED, lines), 'user.yaml': `${user}extra: 1\n` };
    expect(suiteRun(sampleFiles(files)).diagnostics).toMatchObject([
      { code: 'suite/invalid', severity: 'error', about: { field: 'extra' }, at: { file: 'user.yaml', line: 5 } },
    ]);
  });
});

describe('a cluster', () => {
  const cluster = `apiVersion: cli.kyverno.io/v1alpha1
kind: ClusterResource
spec:
  resources:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: default}, data: {env: cluster}}
    - {apiVersion: v1, kind: Namespace, metadata: {name: team-b}, spec: {id: "7"}}
`;
  const lines = 'clusterResources: [cluster.yaml]';

  test('is what context entries are answered from', () => {
    const files = { 'cluster.yaml': cluster };
    expect(written({ expression: 'settings.data.env', context: CONFIG_MAP, lines }, files)).toBe('cluster');
    const call = API_CALL.replace('{{ request.name }}', 'team-b');
    expect(written({ expression: 'answer', context: call, lines }, files)).toBe('7');
  });

  test('that is not there leaves the entries unknown', () => {
    const expression = "settings.data.env || 'nothing'";
    expect(written({ expression, context: CONFIG_MAP, lines: '' })).toBe('nothing');
  });

  test('has no Namespace but its own', () => {
    const context =
      'context:\n  - name: answer\n    apiCall: {urlPath: /api/v1/namespaces, jmesPath: "items[].metadata.name"}';
    const values = 'values: {namespaceSelector: [{name: elsewhere, labels: {}}]}';
    const files = { 'cluster.yaml': cluster };
    expect(written({ expression: "join(',', answer)", context, lines: `${lines}\n${values}` }, files)).toBe(
      'team-a,team-b',
    );
  });

  test('may teach kinds', () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Widget, plural: widgets}
  versions: [{name: v1, served: true, storage: true}]
`;
    const files = {
      'cluster.yaml': 'apiVersion: cli.kyverno.io/v1alpha1\nkind: ClusterResource\nspec: {crds: [crd.yaml]}\n',
      'crd.yaml': crd,
      'kyverno-test.yaml': aTest(COMPARED, lines),
      'policy.yaml': aPolicy().replace('kinds: [Namespace]', 'kinds: [example.com/v1/Widget]'),
      'resource.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: team-a}\n',
    };
    expect(onlyRow(sampleFiles(files))).toMatchObject({ resource: 'Widget/team-a', status: 'passed' });
  });
});

describe('answers', () => {
  const calls = (status: number, url = '/api/v1/namespaces/team-a'): string =>
    `apiCallResponses: [{urlPath: ${url}, method: GET, response: {statusCode: ${status}, body: {spec: {id: given}}}}]`;

  test('to API calls go by the whole address', () => {
    expect(written({ expression: 'answer', context: API_CALL, lines: calls(200) })).toBe('given');
    expect(written({ expression: 'answer', context: API_CALL, lines: calls(200, '/api') })).toMatch(
      /^error: .*no apiCallResponses .*\/api\/v1\/namespaces\/team-a/,
    );
  });

  test('with another status fail, whatever the default', () => {
    const context = API_CALL.replace('jmesPath: spec.id', 'default: none');
    expect(written({ expression: 'answer', context, lines: calls(404) })).toMatch(/^error: .*status 404/);
  });

  test('may be the text of JSON', () => {
    const lines = calls(200).replace('{spec: {id: given}}', `'{"spec": {"id": "text"}}'`);
    expect(written({ expression: 'answer', context: API_CALL, lines })).toBe('text');
  });

  const global = (name: string, more = ''): string =>
    `context:\n  - name: answer\n    globalReference: {name: ${name}${more}}`;
  const entries = `globalContextEntries:
  - name: quotas
    data: {items: [{id: one}, {id: two}]}
    projections: [{name: ids, path: "items[].id"}]`;

  test.each([
    { name: 'the entry', context: global('quotas'), expression: 'answer.items[1].id', expected: 'two' },
    {
      name: 'an expression on it',
      context: global('quotas', ', jmesPath: "items[0].id"'),
      expression: 'answer',
      expected: 'one',
    },
    { name: 'a projection', context: global('quotas.ids'), expression: 'answer[1]', expected: 'two' },
  ])('to global references: $name', ({ context, expression, expected }) => {
    expect(written({ expression, context, lines: entries })).toBe(expected);
  });

  test('to global references may be objects in files', () => {
    const lines = 'globalContextEntries: [{name: quotas, resourceFiles: [objects.yaml]}]';
    const files = { 'objects.yaml': `${TEAM}---\n${TEAM.replace('team-a', 'team-b')}` };
    expect(written({ expression: 'answer[1].metadata.name', context: global('quotas'), lines }, files)).toBe('team-b');
  });
});
