// Namespaced policies that reach outside their namespace: whatever is refused, nothing of it is read or written, what the policy made
// before is held, and the other policies go on.
import { expect, test } from 'vitest';
import { aProject, type Files, type Project } from '../support/project.ts';
import { clusterPolicy, errorsOf, namespaces, wordsOf } from './inputs.ts';

const SECRET_VALUE = 'Y29ycmVjdC1ob3JzZQ==';

/** Parts of a rule, each written at column 0. */
interface Parts {
  readonly context?: string;
  readonly generate?: string;
}

const OWN_TARGET = `apiVersion: v1
kind: ConfigMap
name: made
namespace: team-a
data:
  data:
    k: v`;

/** A Policy of team-a with one rule over the ConfigMaps called trigger. */
function policyOf({ context = '', generate = OWN_TARGET }: Parts): string {
  return [
    'apiVersion: kyverno.io/v1',
    'kind: Policy',
    'metadata:',
    '  name: tenant',
    '  namespace: team-a',
    'spec:',
    '  rules:',
    '  - name: make',
    '    match:',
    '      any:',
    '      - resources:',
    '          kinds: [ConfigMap]',
    '          names: [trigger]',
    ...(context === '' ? [] : ['    context:', ...indented(context, 4)]),
    '    generate:',
    '      synchronize: true',
    ...indented(generate, 6),
    '',
  ].join('\n');
}

function indented(text: string, by: number): readonly string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => ' '.repeat(by) + line);
}

const SOUND = clusterPolicy(
  'sound',
  `
- name: account
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
    apiVersion: v1
    kind: ServiceAccount
    name: deployer
    namespace: "{{ request.object.metadata.name }}"
`,
);

const OBJECTS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: trigger
  namespace: team-a
data:
  other: team-b
  empty: ""
  kind: Namespace
  up: a/../team-b
  back: team-a\\..\\team-b
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: trigger
  namespace: team-b
data:
  other: team-a
---
apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: team-b
  labels:
    share: "yes"
data:
  token: ${SECRET_VALUE}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: team-b
  labels:
    share: "yes"
data:
  token: ${SECRET_VALUE}
`;

const FILES: Files = {
  'policies/tenant.yaml': policyOf({}),
  'policies/sound.yaml': SOUND,
  'cluster-state/namespaces.yaml': namespaces('team-a', 'team-b'),
  'cluster-state/objects.yaml': OBJECTS,
};

const MADE = [
  'team-a/configmap_made.yaml',
  'team-a/serviceaccount_deployer.yaml',
  'team-b/serviceaccount_deployer.yaml',
];

async function aTenant(more: Files = {}): Promise<Project> {
  const project = aProject({ ...FILES, ...more });
  const { status } = await project.reconcile();
  expect(status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual(MADE);
  return project;
}

/** What is refused: the rule, the text of the line it is told at, and the code. */
interface Refused extends Parts {
  readonly name: string;
  readonly at: string;
  readonly code: string;
  readonly words?: readonly string[];
  readonly more?: Files;
}

/** What the help names, where a test says nothing else. */
const WAY_OUT: Readonly<Record<string, string>> = {
  'policy/invalid': 'ClusterPolicy',
  'evaluate/confined': 'cluster-wide policy',
};

/** Replaces the policy by the refused one, and holds it to what the head of this file says. */
async function expectRefused({ at, code, words = [WAY_OUT[code] ?? ''], more = {}, ...parts }: Refused): Promise<void> {
  const project = await aTenant(more);
  const before = project.manifests();
  const text = policyOf(parts);
  const line = text.split('\n').findIndex((one) => one.includes(at)) + 1;
  project.write({ 'policies/tenant.yaml': text, 'cluster-state/more.yaml': namespaces('team-c') });
  const result = await project.reconcile();
  const trigger = code.startsWith('evaluate/') ? { trigger: '/ConfigMap/team-a/trigger' } : {};
  const about = { policy: 'team-a/tenant', rule: 'make', ...trigger };
  const errors = errorsOf(result);
  expect(errors).toContainEqual({ code, at: `policies/tenant.yaml:${line}`, ...about });
  expect(errors.filter((error) => error.code !== code || error.rule !== 'make')).toEqual([]);
  for (const word of words) expect(wordsOf(result)).toContain(word);
  expect(result.status).toBe(1);
  const { 'team-c/serviceaccount_deployer.yaml': soundOne, ...after } = project.manifests();
  expect(soundOne).toContain('name: deployer');
  expect(after).toEqual(before);
  expect(JSON.stringify([result.report.diagnostics, project.files('output')])).not.toContain(SECRET_VALUE);
}

// ---- targets

const target = (namespace: string, kind = 'ConfigMap'): string =>
  `apiVersion: v1\nkind: ${kind}\nname: made\nnamespace: ${namespace}\ndata:\n  data:\n    k: v`;

const B33: readonly Refused[] = [
  { name: 'another namespace', generate: target('team-b'), at: 'namespace: team-b', code: 'policy/invalid' },
  {
    name: 'a cluster-scoped kind',
    generate: 'apiVersion: v1\nkind: Namespace\nname: mine\ndata: {}',
    at: 'kind: Namespace',
    code: 'policy/invalid',
  },
  {
    name: 'a cluster-scoped kind under its own namespace',
    generate: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nname: mine\nnamespace: team-a\ndata: {}',
    at: 'kind: ClusterRole',
    code: 'policy/invalid',
  },
  {
    name: 'a kind that may be cluster-scoped, because nothing tells',
    generate: 'apiVersion: example.com/v1\nkind: Tenant\nname: mine\nnamespace: team-a\ndata: {}',
    at: 'generate:',
    code: 'evaluate/confined',
    words: ['CustomResourceDefinition of Tenant', 'cluster-wide policy'],
  },
];

test.each(B33)('B33: a Policy that generates into $name is refused', expectRefused);

const B34: readonly Refused[] = [
  {
    name: 'from the trigger',
    generate: target('"{{ request.object.data.other }}"'),
    at: 'generate:',
    code: 'evaluate/confined',
  },
  {
    name: 'from a context entry',
    context: '- name: where\n  variable:\n    value: team-{{ `"b"` }}',
    generate: target('"{{ where }}"'),
    at: 'generate:',
    code: 'evaluate/confined',
  },
  {
    name: 'from a foreach element',
    generate: `foreach:\n- list: "[request.object.data.other]"\n${indented(target('"{{ element }}"'), 2).join('\n')}`,
    at: '- list:',
    code: 'evaluate/confined',
  },
  {
    name: 'of a kind that turns out to be cluster-scoped',
    generate: target('team-a', '"{{ request.object.data.kind }}"'),
    at: 'generate:',
    code: 'evaluate/confined',
  },
  {
    name: 'that comes out empty',
    generate: target('"{{ request.object.data.empty }}"'),
    at: 'namespace: "{{',
    code: 'evaluate/invalid-target',
    words: ['lives in a namespace, and the rule names none'],
  },
  {
    name: 'that comes out as a number',
    generate: target('"{{ length(request.object.data) }}"'),
    at: 'namespace: "{{',
    code: 'evaluate/invalid-target',
    words: ['namespace must be text'],
  },
];

test.each(B34)('B34: a Policy whose target has a namespace $name is refused after substitution', expectRefused);

test.each([
  ['in its text', 'namespace: team-a', 'policy/invalid'],
  ['after substitution', 'namespace: team-{{ `"a"` }}', 'evaluate/confined'],
])('B33, B34: a Policy without a namespace belongs to default, and may not write elsewhere %s', async (_, to, code) => {
  const policy = policyOf({ generate: OWN_TARGET.replace('namespace: team-a', to) }).replace(
    '  namespace: team-a\n',
    '',
  );
  const project = aProject({
    ...FILES,
    'policies/tenant.yaml': policy,
    'cluster-state/objects.yaml': OBJECTS.replace('  namespace: team-a\n', ''),
  });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([{ code, policy: 'default/tenant', rule: 'make' }]);
  expect(Object.keys(project.manifests())).toEqual(MADE.slice(1));
});

// ---- clones

const clone = (namespace: string): string =>
  `apiVersion: v1\nkind: Secret\nname: token\nnamespace: team-a\nclone:\n  name: token\n  namespace: ${namespace}`;
const cloneList = (namespace: string): string =>
  `namespace: team-a\ncloneList:\n  namespace: ${namespace}\n  kinds: [v1/Secret, v1/ConfigMap]\n  selector:\n    matchLabels:\n      share: "yes"`;

const B35: readonly Refused[] = [
  {
    name: 'clones from another namespace',
    generate: clone('team-b'),
    at: '  namespace: team-b',
    code: 'policy/invalid',
  },
  {
    name: 'clones from where the trigger says',
    generate: clone('"{{ request.object.data.other }}"'),
    at: 'generate:',
    code: 'evaluate/confined',
    words: ['The source cannot be read', 'cluster-wide policy'],
  },
  {
    name: 'clones from a namespace that comes out empty',
    generate: clone('"{{ request.object.data.empty }}"'),
    at: 'generate:',
    code: 'evaluate/confined',
  },
  {
    name: 'clones a list from another namespace',
    generate: cloneList('team-b'),
    at: '  namespace: team-b',
    code: 'policy/invalid',
  },
];

test.each(B35)('B35: a Policy that $name is refused', expectRefused);

test.each([
  ['where the trigger says', 'other', 'in team-b'],
  ['a namespace that comes out empty, which is all of them', 'empty', 'in all namespaces'],
])('B35: a Policy that clones a list from %s is refused, kind by kind', async (_, key, where) => {
  const project = await aTenant();
  const before = project.manifests();
  project.write({ 'policies/tenant.yaml': policyOf({ generate: cloneList(`"{{ request.object.data.${key} }}"`) }) });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([{ code: 'evaluate/confined', at: 'policies/tenant.yaml:18' }]);
  expect(wordsOf(result)).toContain(`The sources ${where} are outside the policy's namespace team-a`);
  expect(project.manifests()).toEqual(before);
});

// ---- context

const reading = (context: string): Parts => ({
  context,
  generate: OWN_TARGET.replace('k: v', 'k: "{{ to_string(read) }}"'),
});
const configMap = (namespace: string): string =>
  `- name: read\n  configMap:\n    name: settings\n    namespace: ${namespace}`;

const B36: readonly Refused[] = [
  {
    name: 'by its name',
    ...reading(configMap('team-b')),
    at: 'namespace: team-b',
    code: 'policy/invalid',
  },
  {
    name: 'that the trigger names',
    ...reading(configMap('"{{ request.object.data.other }}"')),
    at: '- name: read',
    code: 'evaluate/confined',
  },
  {
    name: 'that another entry names, and a default does not help',
    ...reading(
      `${configMap('"{{ request.object.data.other }}"').replace('name: read', 'name: cm')}\n- name: read\n  variable:\n    jmesPath: cm.data.token\n    default: none`,
    ),
    at: '- name: cm',
    code: 'evaluate/confined',
  },
];

test.each(B36)('B36: a Policy whose context reads a ConfigMap of another namespace $name is refused', expectRefused);

const apiCall = (urlPath: string): Parts =>
  reading(`- name: read\n  apiCall:\n    urlPath: '${urlPath}'\n    default: none`);

const B37: readonly Refused[] = [
  {
    name: 'another namespace',
    ...apiCall('/api/v1/namespaces/team-b/secrets'),
    at: 'urlPath:',
    code: 'policy/invalid',
  },
  { name: 'all namespaces', ...apiCall('/api/v1/secrets'), at: 'urlPath:', code: 'policy/invalid' },
  { name: 'cluster-scoped objects', ...apiCall('/api/v1/nodes'), at: 'urlPath:', code: 'policy/invalid' },
  { name: 'another Namespace itself', ...apiCall('/api/v1/namespaces/team-b'), at: 'urlPath:', code: 'policy/invalid' },
  {
    name: 'a way up with backslashes',
    ...apiCall(String.raw`/api/v1/namespaces/team-a\..\team-b/secrets`),
    at: 'urlPath:',
    code: 'policy/invalid',
  },
  ...[
    '/api/v1/namespaces/{{ request.object.data.back }}/secrets',
    '/api/v1/namespaces/{{ request.object.data.other }}/secrets',
    '/api/v1/namespaces/{{ request.object.data.other }}/status',
    '/api/v1/{{ `"secrets"` }}',
    '/api/v1/{{ `"nodes"` }}',
    '/api/v1/namespaces/{{ request.object.data.up }}/secrets',
    '/api/v1/namespaces/team-a/../team-b/secrets',
    '/api/v1/namespaces/team-a/%2e%2e/team-b/secrets',
    '/api/v1/namespaces/team-a/%2E./team-b/secrets',
    '/api/v1/namespaces/team-a/..%2fteam-b/secrets',
    '/api/v1/namespaces/team-a/%252e%252e/team-b/secrets',
    '/api/v1/namespaces/team-a//secrets',
    '/api/v1/namespaces/team-a/secrets/..',
    '/api/v1/namespaces/{{ request.object.data.empty }}/secrets',
    '/version/namespaces/team-a',
  ].map((path): Refused => ({
    name: path,
    ...apiCall(path),
    at: '- name: read',
    code: 'evaluate/confined',
    words: ['context entry read: '],
  })),
];

test.each(B37)('B37: a Policy that asks the API for $name is refused, also with a default', expectRefused);

test('B37: its own namespace may be asked for', async () => {
  const project = await aTenant();
  const { context = '', generate = '' } = apiCall('/api/v1/namespaces/team-a/configmaps/trigger');
  project.write({ 'policies/tenant.yaml': policyOf({ context, generate }) });
  const result = await project.reconcile();
  expect(errorsOf(result)).toEqual([]);
  expect(project.manifests()['team-a/configmap_made.yaml']).toContain('up');
});

const ENTRY = `apiVersion: kyverno.io/v2
kind: GlobalContextEntry
metadata:
  name: settings
spec:
  kubernetesResource:
    version: v1
    resource: configmaps
    namespace: team-a
`;

const B38: readonly Refused[] = [
  {
    name: 'by name, even where it holds only the own namespace',
    ...reading('- name: read\n  globalReference:\n    name: settings'),
    at: 'globalReference:',
    code: 'policy/invalid',
    words: ['GlobalContextEntry', 'ClusterPolicy'],
    more: { 'policies/entry.yaml': ENTRY },
  },
  {
    name: 'in a foreach',
    generate: `foreach:\n- list: "[request.object.data.other]"\n  context:\n  - name: read\n    globalReference:\n      name: settings\n${indented(target('team-a').replace('k: v', 'k: "{{ read }}"'), 2).join('\n')}`,
    at: 'globalReference:',
    code: 'policy/invalid',
    more: { 'policies/entry.yaml': ENTRY },
  },
];

test.each(B38)('B38: a Policy that reads a GlobalContextEntry $name is refused', expectRefused);

test('triggers of other namespaces never set a Policy off', async () => {
  const project = await aTenant();
  project.write({ 'cluster-state/objects.yaml': OBJECTS.replace('namespace: team-a', 'namespace: team-b2') });
  await project.reconcile();
  expect(Object.keys(project.manifests())).not.toContain('team-a/configmap_made.yaml');
});
