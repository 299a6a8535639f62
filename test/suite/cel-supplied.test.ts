// What a test supplies to policies in CEL: a Context, a cluster, a user, labels of Namespaces, answers.
import { describe, expect, test } from 'vitest';
import { onlyRow, suiteRun } from '../support/suite-run.ts';
import { aCelTest, celFiles, celPolicy, COMPARED, writing } from './cel-samples.ts';
import { made } from './samples.ts';

/** The text that an expression gives with further lines in the test, or why it gives none. */
function written(expression: string, lines: string, files: Readonly<Record<string, string>> = {}): string {
  const row = onlyRow(
    celFiles({
      'kyverno-test.yaml': aCelTest(COMPARED, lines),
      'policy.yaml': celPolicy(writing(expression)),
      'made.yaml': made('never this'),
      ...files,
    }),
  );
  const data = row.difference?.found['data'] as { readonly text: string } | undefined;
  return data?.text ?? `${row.found}: ${row.reason}`;
}

const HEAD = 'apiVersion: cli.kyverno.io/v1alpha1\nkind: ';

describe('a Context', () => {
  const context = `${HEAD}Context
metadata: {name: context}
spec:
  resources:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: default}, data: {env: prod}}
    - {apiVersion: example.com/v1, kind: Gateway, metadata: {name: front, namespace: default}, spec: {port: "80"}}
    - {apiVersion: example.com/v1, kind: Policy, metadata: {name: whole}, spec: {mode: strict}}
  images:
    - {image: "registry.example.com/app:1", digest: "sha256:abc", config: {config: {User: nobody}}}
`;
  const files = { 'context.yaml': context };
  const lines = 'context: context.yaml';

  test.each([
    { name: 'an object', expression: 'resource.get("v1", "configmaps", "default", "settings").data.env', text: 'prod' },
    {
      name: 'none of another namespace',
      expression: 'string(dyn(resource.get("v1", "configmaps", "home", "settings")) == null)',
      text: 'true',
    },
    {
      name: 'objects of a kind that nobody defines',
      expression: 'resource.list("example.com/v1", "gateways", "default").items[0].spec.port',
      text: '80',
    },
    {
      name: 'one that lives in no namespace',
      expression: 'resource.get("example.com/v1", "policies", "", "whole").spec.mode',
      text: 'strict',
    },
    {
      name: 'what a registry says',
      expression: 'image.getMetadata("registry.example.com/app:1").config.config.User',
      text: 'nobody',
    },
  ])('gives $name', ({ expression, text }) => {
    expect(written(expression, lines, files)).toBe(text);
  });

  test('gives nothing that it does not have', () => {
    expect(written('image.getMetadata("registry.example.com/app:2").digest', lines, files)).toMatch(/^error: /);
    expect(written('resource.get("v1", "configmaps", "default", "settings").data.env', '')).toMatch(/^error: /);
  });

  test.each([
    { name: 'a field that there is not', from: '  images:', to: '  image:', field: 'spec.image' },
    { name: 'an object without a name', from: '{name: settings, ', to: '{', field: 'spec.resources.0' },
    { name: 'an image without a reference', from: '{image: ', to: '{resolvedImage: ', field: 'spec.images.0' },
    {
      name: 'resources that are no list',
      from: / {2}resources:[^]* {2}images:/,
      to: '  resources: 1\n  images:',
      field: 'spec.resources',
    },
  ])('is read strictly: $name', ({ from, to, field }) => {
    const suite = { 'kyverno-test.yaml': aCelTest(COMPARED, lines), 'context.yaml': context.replace(from, to) };
    expect(suiteRun(celFiles(suite)).diagnostics).toMatchObject([
      { code: 'suite/invalid', severity: 'error', about: { field }, at: { file: 'context.yaml' } },
    ]);
  });

  test('is where sources come from: cloneSourceResource is not looked at, and a warning says so', () => {
    const suite = aCelTest(`${COMPARED}\ncloneSourceResource: source.yaml`);
    const { rows, diagnostics } = suiteRun(celFiles({ 'kyverno-test.yaml': suite, 'source.yaml': made() }));
    expect(rows).toMatchObject([{ status: 'passed' }]);
    expect(diagnostics).toMatchObject([{ code: 'suite/unread', severity: 'warning', at: { line: 9 } }]);
  });
});

describe('a cluster', () => {
  const cluster = `${HEAD}ClusterResource
spec:
  resources:
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: made, namespace: default, annotations: {note: a}}
      data: {text: x}
`;
  const files = { 'cluster.yaml': cluster };
  const lines = 'clusterResources: [cluster.yaml]';
  const cloning = celPolicy(`generate:
  - expression: generator.apply(object.metadata.name, [resource.get("v1", "configmaps", "default", "made")])`);

  test('is what is looked up', () => {
    const expression = 'resource.list("v1", "configmaps", "default").items[0].data.text';
    expect(written(expression, lines, files)).toBe('x');
  });

  test('takes the annotations of what is generated out of account, unless some are expected', () => {
    const status = (annotations: string): string => {
      const expected = made().replace('\ndata:', `\n${annotations}data:`);
      const suite = aCelTest(COMPARED, lines);
      const changes = { ...files, 'kyverno-test.yaml': suite, 'policy.yaml': cloning, 'made.yaml': expected };
      return onlyRow(celFiles(changes)).status;
    };
    expect(status('')).toBe('passed');
    expect(status('  annotations: {note: a}\n')).toBe('passed');
    expect(status('  annotations: {note: b}\n')).toBe('failed');
  });

  test('that is not there leaves annotations to be compared', () => {
    const context = cluster.replace('ClusterResource', 'Context');
    const suite = aCelTest(COMPARED, 'context: context.yaml');
    const changes = { 'context.yaml': context, 'kyverno-test.yaml': suite, 'policy.yaml': cloning };
    expect(onlyRow(celFiles(changes)).status).toBe('failed');
  });

  test('may teach kinds', () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: oxen.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Ox, plural: oxen}
  versions: [{name: v1, served: true, storage: true}]
`;
    const suite = aCelTest(COMPARED, lines).replace('kind: Namespace', 'kind: Ox');
    const changes = {
      'kyverno-test.yaml': suite,
      'cluster.yaml': `${HEAD}ClusterResource\nspec: {crds: [crd.yaml]}\n`,
      'crd.yaml': crd,
      'policy.yaml': celPolicy(writing("'x'")).replace('[""]', '[example.com]').replace('namespaces', 'oxen'),
      'resource.yaml': 'apiVersion: example.com/v1\nkind: Ox\nmetadata: {name: team-a}\n',
    };
    expect(onlyRow(celFiles(changes))).toMatchObject({ resource: 'Ox/team-a', status: 'passed', found: 'pass' });
    expect(onlyRow(celFiles({ ...changes, 'made.yaml': made('y') })).status).toBe('failed');
  });
});

describe('comparing', () => {
  test('leaves out what Kyverno adds, and what is empty', () => {
    const policy = writing("'x'").replace(
      '{"name": "made"}',
      '{"name": "made", "labels": {"generate.kyverno.io/a": "b"}, "finalizers": []}',
    );
    const expected = made().replace(
      '\ndata:',
      '\n  labels: {app.kubernetes.io/managed-by: kyverno}\ndata:\n  gone: null',
    );
    const changes = { 'policy.yaml': celPolicy(policy), 'made.yaml': expected };
    expect(onlyRow(celFiles(changes)).status).toBe('passed');
    const other = expected.replace('managed-by: kyverno', 'managed-by: kyverno, tier: x');
    expect(onlyRow(celFiles({ ...changes, 'made.yaml': other })).status).toBe('failed');
  });
});

describe('who asks, and where', () => {
  const user = `${HEAD}UserInfo\nclusterRoles: [admin]\nuserInfo: {username: ada, groups: [g]}\n`;

  test('is in request.userInfo', () => {
    expect(written('request.userInfo.username', 'userinfo: user.yaml', { 'user.yaml': user })).toBe('ada');
    expect(written('request.userInfo.groups[0]', 'userinfo: user.yaml', { 'user.yaml': user })).toBe('g');
  });

  test.each([
    { labels: 'env: prod', found: 'pass' },
    { labels: 'env: test', found: 'none' },
  ])('is a Namespace with the labels that values give: $labels', ({ labels, found }) => {
    const selector = 'namespaceSelector: {matchLabels: {env: prod}}';
    const policy = celPolicy(writing('namespaceObject.metadata.labels.env', "'team-a'"))
      .replace('    resourceRules', `    ${selector}\n    resourceRules`)
      .replace('namespaces', 'configmaps');
    const changes = {
      'kyverno-test.yaml': aCelTest('result: pass', `values: {namespaceSelector: [{name: home, labels: {${labels}}}]}`),
      'policy.yaml': policy,
      'resource.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: team-a, namespace: home}\n',
    };
    expect(onlyRow(celFiles(changes))).toMatchObject({ found });
  });
});

describe('answers', () => {
  const calls = (more = '', status = 200): string =>
    `apiCallResponses: [{url: "https://example.com/a", ${more}response: {statusCode: ${status}, body: {id: given}}}]`;
  const GET = 'http.get("https://example.com/a").id';
  const POST = 'http.post("https://example.com/a", {"a": "b"}).id';

  test('to http go by address and method', () => {
    expect(written(GET, calls())).toBe('given');
    expect(written(POST, calls())).toBe('given');
    expect(written(POST, calls('method: POST, '))).toBe('given');
    expect(written(GET, calls('method: POST, '))).toMatch(/^error: .*http calls are not available/);
    expect(written(GET.replace('/a"', '/b"'), calls())).toMatch(/^error: /);
    expect(written(GET, calls('', 404))).toMatch(/^error: .*status 404/);
  });

  const entries = `globalContextEntries:
  - name: quotas
    data: {list: {items: [{id: one}, {id: two}]}}
    fieldPath: list
    projections: [{name: ids, path: "items[].id"}]`;

  test.each([
    { name: 'the entry', expression: 'globalContext.get("quotas").items[1].id', text: 'two' },
    { name: 'a projection', expression: 'globalContext.get("quotas", "ids")[0]', text: 'one' },
    { name: 'null for another', expression: 'string(globalContext.get("other") == null)', text: 'true' },
  ])('to globalContext: $name', ({ expression, text }) => {
    expect(written(expression, entries)).toBe(text);
  });

  test('to globalContext may be objects in files, and no projection is an error', () => {
    const lines = 'globalContextEntries: [{name: quotas, resourceFiles: [objects.yaml]}]';
    const files = { 'objects.yaml': made() };
    expect(written('globalContext.get("quotas")[0].metadata.name', lines, files)).toBe('made');
    expect(written('globalContext.get("quotas", "ids")[0]', entries.replace('ids', 'other'))).toMatch(
      /^error: .*no projection "ids"/,
    );
  });
});
