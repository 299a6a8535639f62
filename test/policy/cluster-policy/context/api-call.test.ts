// apiCall entries in a rule that runs: what the expression sees, and what a user is told where there is nothing to see.
import { describe, expect, it, test } from 'vitest';
import { child, textAt } from '../../../../src/model/resource.ts';
import { parseFirstDocument } from '../../../../src/yaml/index.ts';
import { aProject, type Files } from '../../../support/project.ts';

function manifest(apiVersion: string, kind: string, metadata: string, rest = ''): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${rest}---\n`;
}

const CRD = manifest(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'name: widgets.example.com',
  `spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions: [{name: v1, served: true}, {name: v1beta1, served: false}]
`,
);

const CLUSTER = [
  manifest('v1', 'Namespace', 'name: a, labels: {team: x}', 'status: {phase: Active}\n'),
  manifest('v1', 'Namespace', 'name: a-b'),
  manifest('v1', 'ConfigMap', 'name: trigger, namespace: a'),
  manifest('v1', 'Secret', 'name: s2, namespace: a-b, labels: {app: web}', 'data: {k: dg==}\n'),
  manifest('v1', 'Secret', 'name: s1, namespace: a-b, labels: {app: db}'),
  manifest('v1', 'Secret', 'name: s3, namespace: a, labels: {app: web}', 'type: kubernetes.io/tls\n'),
  manifest('v1', 'Secret', 'name: s4'),
  manifest('apps/v1', 'Deployment', 'name: d, namespace: a', 'spec: {replicas: 3}\n'),
  CRD,
  manifest('example.com/v1', 'Widget', 'name: w, namespace: a'),
].join('');

function policy(apiCall: string, kind = 'ClusterPolicy'): string {
  return `apiVersion: kyverno.io/v1
kind: ${kind}
metadata: {name: p${kind === 'Policy' ? ', namespace: a' : ''}}
spec:
  rules:
  - name: r
    match: {any: [{resources: {kinds: [ConfigMap], names: [trigger]}}]}
    context:
    - name: call
      apiCall: ${apiCall}
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: out
      namespace: a
      data: {data: {value: "{{ call | to_string(@) }}"}}
`;
}

async function run(apiCall: string, kind?: string): Promise<{ readonly value: string; readonly errors: string }> {
  const files: Files = { 'policies/p.yaml': policy(apiCall, kind), 'cluster-state/all.yaml': CLUSTER };
  const project = aProject(files);
  const { report } = await project.reconcile();
  const parsed = parseFirstDocument(project.manifests()['a/configmap_out.yaml'] ?? '');
  const value = 'value' in parsed ? textAt(child(parsed.value, 'data'), 'value') : '';
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { value, errors: errors.join('\n') };
}

const NAMES = 'jmesPath: "items[].metadata.name"';

describe('what a call answers', () => {
  it.each([
    ['{urlPath: "/api/v1/namespaces/a", jmesPath: metadata.labels.team}', 'x'],
    ['{urlPath: "/api/v1/namespaces/a/status", jmesPath: status.phase}', 'Active'],
    ['{urlPath: "/api/v1/namespaces/{{request.namespace}}/secrets/s3", jmesPath: type}', 'kubernetes.io/tls'],
    ['{urlPath: "/api/v1/namespaces/default/secrets/s4", jmesPath: metadata.namespace}', 'default'],
    ['{urlPath: "/apis/apps/v1/namespaces/a/deployments/d", jmesPath: spec.replicas}', '3'],
    ['{urlPath: "/apis/apps/v1/namespaces/a/deployments/d/status", jmesPath: kind}', 'Deployment'],
    [`{urlPath: "/api/v1/secrets", ${NAMES}}`, '["s3","s1","s2","s4"]'],
    [`{urlPath: "/api/v1/namespaces/a-b/secrets", ${NAMES}}`, '["s1","s2"]'],
    [`{urlPath: "/api/v1/namespaces/none/secrets", ${NAMES}}`, '[]'],
    [`{urlPath: "/api/v1/secrets?labelSelector=app%3Dweb", ${NAMES}}`, '["s3","s2"]'],
    [`{urlPath: "/api/v1/secrets?labelSelector=app in (web,db)&limit=2", ${NAMES}}`, '["s3","s1"]'],
    [`{urlPath: "/api/v1/secrets?fieldSelector=metadata.namespace%3Ddefault", ${NAMES}}`, '["s4"]'],
    [`{urlPath: "/api/v1/secrets?fieldSelector=type!=Opaque", ${NAMES}}`, '["s3"]'],
    [`{urlPath: "/apis/example.com/v1/widgets", ${NAMES}}`, '["w"]'],
    [
      '{urlPath: "/apis/apps/v1/namespaces/none/deployments"}',
      '{"apiVersion":"apps/v1","items":[],"kind":"DeploymentList","metadata":{}}',
    ],
    ['{urlPath: "/api/v1/namespaces/a-b/secrets?limit=1", jmesPath: "items[0].[apiVersion, kind]"}', '["v1","Secret"]'],
    [
      `{urlPath: "/api/v1/namespaces/a/secrets", jmesPath: "items[?metadata.name=='{{ request.name }}'] | length(@)"}`,
      '0',
    ],
  ])('%s', async (apiCall, expected) => expect(await run(apiCall)).toEqual({ value: expected, errors: '' }));
});

describe('a call that fails', () => {
  const failing = [
    ['/api/v1/namespaces/a/secrets/none', 'Secret/a/none is not in the inventory'],
    ['/apis/example.com/v1/gadgets', 'gadgets.example.com is no kind that is known'],
    ['/apis/example.com/v1beta1/widgets', 'widgets.example.com has no version v1beta1, only v1'],
    ['/api/v1/namespaces/a/namespaces/a', 'Namespace is cluster-scoped'],
    ['/api/v1/secrets/s3', 'Secret lives in a namespace'],
    ['/apis/apps/v1/namespaces/a/deployments/d/scale', 'no subresource scale'],
    ['/api/v1/secrets?labelSelector=a(', 'cannot be read'],
    ['/api/v1/secrets?fieldSelector=data.k=x', 'cannot be selected by field "data.k"'],
    ['/api/v1/secrets?limit=x', 'limit "x" is no number'],
    ['/api/v1/secrets?continue=x', 'cannot be continued'],
    ['/api/v1/secrets?watch=true', 'cannot be watched'],
    ['/version', '"/version" is not the path of a resource'],
  ] as const;
  it.each(failing)('%s: an error that says why', async (urlPath, reason) => {
    const { value, errors } = await run(`{urlPath: "${urlPath}", jmesPath: metadata}`);
    expect(value).toBe('');
    expect(errors).toContain('context entry call: ');
    expect(errors).toContain(reason);
  });
  it.each(failing)('%s: the default, as it is', async (urlPath) => {
    const apiCall = `{urlPath: "${urlPath}", jmesPath: metadata, default: {ns: "{{request.namespace}}"}}`;
    expect(await run(apiCall)).toEqual({ value: '{"ns":"a"}', errors: '' });
  });

  it.each([
    [
      '{method: POST, urlPath: /apis/authorization.k8s.io/v1/subjectaccessreviews, data: [{key: kind, value: x}]',
      'POST',
    ],
    ['{service: {url: "http://example.com"}', 'calls a service'],
  ])('%s is not possible offline', async (start, reason) => {
    expect((await run(`${start}}`)).errors).toContain(reason);
    expect((await run(`${start}}`)).errors).toContain('not possible offline; give it a default');
    expect(await run(`${start}, default: none}`)).toEqual({ value: 'none', errors: '' });
  });

  test('an expression that fails on the answer is an error also with a default', async () => {
    const { value, errors } = await run('{urlPath: /api/v1/namespaces/a, jmesPath: none.x, default: d}');
    expect(value).toBe('');
    expect(errors).toContain('none');
  });

  it.each([
    '/api/v1/namespaces/a/../a-b/secrets',
    '/api/v1/namespaces/a/%2e%2e/a-b/secrets',
    '/api/v1/namespaces//secrets',
  ])('%s is refused also with a default', async (urlPath) => {
    const { value, errors } = await run(`{urlPath: "${urlPath}", default: d}`);
    expect(value).toBe('');
    expect(errors).toContain(`the path ${JSON.stringify(urlPath)}`);
  });

  test('a path that is no text is an error', async () => {
    expect((await run('{urlPath: "{{ `1` }}", default: d}')).errors).toContain('urlPath is no text');
  });
});

describe('a namespaced policy', () => {
  it.each([
    [`{urlPath: "/api/v1/namespaces/{{request.namespace}}/secrets", ${NAMES}}`, '["s3"]'],
    [`{urlPath: "/api/v1/namespaces/%61{{ request.object.none || '' }}", jmesPath: metadata.labels.team}`, 'x'],
  ])('reads in its own namespace: %s', async (apiCall, expected) => {
    expect(await run(apiCall, 'Policy')).toEqual({ value: expected, errors: '' });
  });

  // What a path without variables names is told before a rule runs, so these have one.
  it.each([
    ['/namespaces/{{ request.namespace }}-b/secrets', 'the namespace a-b'],
    ['/namespaces/{{ request.namespace }}-b', 'the namespace a-b'],
    ['/{{ to_lower(`"SECRETS"`) }}', 'no namespace'],
    ['/secrets?fieldSelector=metadata.namespace={{ request.namespace }}', 'no namespace'],
    ['/{{ to_lower(`"NAMESPACES"`) }}', 'no namespace'],
    ['/{{ request.namespace }}/b/c/d', 'no namespace'],
  ])('may not read %s, not even with a default', async (path, named) => {
    const { value, errors } = await run(`{urlPath: '/api/v1${path}', default: d}`, 'Policy');
    expect(value).toBe('');
    expect(errors).toContain(`its urlPath names ${named}, but a Policy may only read in its own, a`);
  });

  test('may not leave its namespace by a path that goes up', async () => {
    const { value, errors } = await run('{urlPath: "/api/v1/namespaces/a/../a-b/secrets", default: d}', 'Policy');
    expect(value).toBe('');
    expect(errors).toContain('goes up or stays with . or ..');
  });
});
