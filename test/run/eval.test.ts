// What eval gives for expressions, templates and conditions, and what of Secrets it shows.
import { describe, expect, test } from 'vitest';
import { toText } from '../../src/report/index.ts';
import type { EvalRequest } from '../../src/run/index.ts';
import { aProject, type Files, type Project } from '../support/project.ts';
import { namespaceText } from '../support/sample-policies.ts';

const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: {size: "3"}\n';
const FILES: Files = {
  'cluster-state/a.yaml': `${namespaceText('team-a', '{tier: gold}')}---\n${SETTINGS}`,
  'policies/p.yaml': `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: quotas}
spec:
  rules:
  - name: team
    match: {any: [{resources: {kinds: [Namespace]}}]}
    context:
    - {name: settings, configMap: {namespace: default, name: settings}}
    - {name: size, variable: {jmesPath: "multiply(to_number(settings.data.size), \`2\`)"}}
    - {name: absent, configMap: {namespace: default, name: absent}}
    generate: {apiVersion: v1, kind: ConfigMap, name: a, namespace: b, data: {}}
  - name: other
    match: {any: [{resources: {kinds: [Pod]}}]}
    generate: {apiVersion: v1, kind: ConfigMap, name: a, namespace: b, data: {}}
`,
};

const ON_TEAM: Partial<EvalRequest> = { trigger: 'ns/team-a' };
const IN_RULE: Partial<EvalRequest> = { ...ON_TEAM, rule: { policy: 'quotas', rule: 'team' } };

async function valueOf(project: Project, text: string, request: Partial<EvalRequest> = ON_TEAM) {
  const { report, status } = await project.eval(text, request);
  expect({ kind: report.kind, status, error: report.error }).toEqual({
    kind: 'EvalReport',
    status: 0,
    error: undefined,
  });
  return report.value;
}

async function refusal(request: Partial<EvalRequest>, text = 'request.name') {
  const { report, status } = await aProject(FILES).eval(text, request);
  expect(status).toBe(2);
  return report.diagnostics.map(({ message, help }) => `${message}. ${help}`);
}

describe('values', () => {
  test.each<{ name: string; text: string; request?: Partial<EvalRequest>; expected: unknown }>([
    { name: 'an expression', text: 'request.object.metadata.labels', expected: { tier: 'gold' } },
    { name: 'null', text: 'request.object.metadata.labels.other || `null`', expected: null },
    {
      name: 'a template',
      text: 'a: "{{ request.name }}-x"\nb: [1]',
      request: { form: 'template' },
      expected: { a: 'team-a-x', b: [1] },
    },
    {
      name: 'a template that is one text',
      text: '{{ request.name }}-x',
      request: { form: 'template' },
      expected: 'team-a-x',
    },
    {
      name: 'a condition',
      text: '{key: "{{ request.name }}", operator: Equals, value: team-*}',
      request: { form: 'precondition' },
      expected: true,
    },
    {
      name: 'any and all',
      text: '{any: [{key: a, operator: Equals, value: b}, {key: a, operator: Equals, value: a}], all: [{key: 1, operator: GreaterThan, value: 2}]}',
      request: { form: 'precondition' },
      expected: false,
    },
    { name: 'the operation', text: 'request.operation', request: { operation: 'UPDATE' }, expected: 'UPDATE' },
    {
      name: 'the old object of an update',
      text: 'request.oldObject.metadata.name',
      request: { operation: 'UPDATE' },
      expected: 'team-a',
    },
    {
      name: 'the object of a deletion',
      text: 'request.object.metadata.name',
      request: { operation: 'DELETE' },
      expected: 'team-a',
    },
    { name: 'a context entry of a rule', text: 'size', request: IN_RULE, expected: 6 },
  ])('$name', async ({ text, request, expected }) => {
    expect(await valueOf(aProject(FILES), text, { ...ON_TEAM, ...request })).toEqual(expected);
  });

  test('are printed as YAML', async () => {
    expect((await aProject(FILES).eval('request.object.metadata.labels', ON_TEAM)).text).toBe('tier: gold\n');
  });

  test('of an object that is in a file of its own', async () => {
    const project = aProject({ ...FILES, 'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n' });
    expect(await valueOf(project, 'request.object.metadata', { file: `${project.root}/pod.yaml` })).toEqual({
      name: 'web',
    });
    const both = { file: `${project.root}/pod.yaml`, trigger: 'pod/web' };
    expect(await valueOf(project, 'request.kind.kind', both)).toBe('Pod');
  });
});

describe('errors', () => {
  async function errorText(text: string, request: Partial<EvalRequest> = {}): Promise<string> {
    const { report, status } = await aProject(FILES).eval(text, { ...ON_TEAM, ...request });
    expect(status).toBe(1);
    return toText(report, { color: false, verbose: false });
  }

  test('of an expression are drawn under their place', async () => {
    expect(await errorText('request.object.metadata.labls.x'))
      .toBe(`error  unknown key "labls" in request.object.metadata.labls

  request.object.metadata.labls.x
                          ^^^^^
`);
    expect(await errorText('request.name\n| nope(@)')).toBe(`error  unknown function nope (line 2, column 3)

  | nope(@)
    ^^^^^^^
`);
  });

  test('of a template and of a condition too', async () => {
    const template = await errorText('x: "{{ request.nme }}"', { form: 'template' });
    expect(template).toContain('\n  request.nme\n          ^^^\n');
    const condition = await errorText('{key: "{{ request.nme }}", operator: Equals, value: x}', {
      form: 'precondition',
    });
    expect(condition).toContain('\n  request.nme\n          ^^^\n');
    expect(await errorText('{key: a, operator: Resembles, value: x}', { form: 'precondition' })).toBe(
      'error  unknown operator Resembles\n',
    );
    expect(await errorText('a: [', { form: 'template' })).toContain('The text is no YAML');
  });

  test('of a context entry name the entry', async () => {
    expect(await errorText('absent.data.x', IN_RULE)).toContain('error  context entry absent: ');
  });

  test('of a deletion are placed in what was evaluated', async () => {
    expect(await errorText('request.object.nope', { operation: 'DELETE' })).toContain(
      '  request.oldObject.nope\n                    ^^^^\n',
    );
  });
});

describe('arguments that name nothing', () => {
  test.each<{ name: string; request: Partial<EvalRequest>; expected: string }>([
    {
      name: 'a trigger',
      request: { trigger: 'ns/team-b' },
      expected: 'There is no object ns/team-b in the inventory. Did you mean Namespace/team-a?',
    },
    {
      name: 'a policy',
      request: { ...ON_TEAM, rule: { policy: 'quota', rule: '' } },
      expected: 'There is no policy quota; there is quotas. Give --policy and --rule as they are written.',
    },
    {
      name: 'a rule',
      request: { ...ON_TEAM, rule: { policy: 'quotas', rule: 'x' } },
      expected: 'The policy quotas has no rule x; there are other, team. Give --policy and --rule as they are written.',
    },
    {
      name: 'one of several rules',
      request: { ...ON_TEAM, rule: { policy: 'quotas', rule: '' } },
      expected:
        'The policy quotas has several rules: choose one; there are other, team. Give --policy and --rule as they are written.',
    },
  ])('$name', async ({ request, expected }) => {
    expect(await refusal(request)).toEqual([expected]);
  });
});

describe('Secrets', () => {
  const SECRET = `apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: default
  labels: {team: a}
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"password":"hunter2-is-long"}}'
data: {password: aHVudGVyMi1pcy1sb25n}
stringData: {pin: "0042"}
`;
  const files: Files = {
    'cluster-state/a.yaml': `${namespaceText('team-a')}---\n${SECRET}`,
    'policies/p.yaml': FILES['policies/p.yaml']!.replace(
      '{name: settings, configMap: {namespace: default, name: settings}}',
      '{name: token, apiCall: {urlPath: "/api/v1/namespaces/default/secrets/token"}}',
    ),
  };

  test.each<{ text: string; expected: unknown; form?: EvalRequest['form'] }>([
    { text: 'request.object.data', expected: { password: '‹secret›' } },
    { text: 'request.object.stringData.pin', expected: '‹secret›' },
    { text: 'request.object.metadata.labels', expected: { team: 'a' } },
    { text: 'request.object.metadata.annotations.*', expected: ['‹secret›'] },
    { text: 'request.object.data.password | base64_decode(@) | to_upper(@)', expected: '‹secret›' },
    { text: 'length(request.object.data.password)', expected: '‹secret›' },
    { text: "split(base64_decode(request.object.data.password), '-')", expected: '‹secret›' },
    { text: 'sha256(request.object.data.password)', expected: '‹secret›' },
    {
      text: 'name: "{{ request.name }}"\np: "x{{ request.object.data.password }}x"',
      form: 'template',
      expected: { name: 'token', p: '‹secret›' },
    },
    { text: '"{{ request.object.data.password }}": 1', form: 'template', expected: '‹secret›' },
  ])('$text gives no value of a Secret', async ({ text, expected, form = 'expression' }) => {
    expect(await valueOf(aProject(files), text, { trigger: 'secret/default/token', form })).toEqual(expected);
  });

  test('nor does one that a context entry reads', async () => {
    const request = { ...ON_TEAM, rule: { policy: 'quotas', rule: 'team' } };
    expect(await valueOf(aProject(files), '[token.metadata.name, token.data.password]', request)).toEqual([
      'token',
      '‹secret›',
    ]);
  });

  test('nor does an error', async () => {
    const { report, text } = await aProject(files).eval(
      'to_number(base64_decode(request.object.data.password)) + `1`',
      {
        trigger: 'secret/default/token',
      },
    );
    expect(JSON.stringify([report, text])).not.toContain('hunter2');
  });
});
