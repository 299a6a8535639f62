// What eval, explain, validate and the reports make of policies in CEL, in whole projects.
import { describe, expect, test } from 'vitest';
import { toText } from '../../src/report/index.ts';
import type { EvalRequest } from '../../src/run/index.ts';
import { allowing } from '../support/http-service.ts';
import { aProject, type Files, type Project } from '../support/project.ts';
import { namespaceText } from '../support/sample-policies.ts';

const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: token, namespace: default}
data: {password: aHVudGVyMi1pcy1sb25n}
`;
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: {size: "3"}\n';
const STATE: Files = {
  'cluster-state/a.yaml': [
    namespaceText('team-a', '{tier: gold}'),
    namespaceText('team-b'),
    namespaceText('default'),
    SETTINGS,
    SECRET,
  ].join('---\n'),
};

interface Parts {
  readonly more?: string;
  readonly generate?: string;
  readonly name?: string;
  readonly spec?: string;
}

const QUOTA = `- expression: generator.apply(object.metadata.name, [variables.quota])`;

/** A policy for Namespaces that are gold. */
function aPolicy({ more = '', generate = QUOTA, name = 'quotas', spec = '' }: Parts = {}): string {
  return `apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata: {name: ${name}}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [namespaces]}]
  matchConditions:
  - name: gold-only
    expression: >-
      object.metadata.?labels.tier.orValue("none")
      == "gold"
  variables:
  - name: size
    expression: int(resource.get("v1", "configmaps", "default", "settings").data.size) * 2
  - name: word
    expression: string(base64.decode(resource.get("v1", "secrets", "default", "token").data.password))
  - {name: missing, expression: object.metadata.labels.missing}
  - name: quota
    expression: >-
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "quota"}, "data": {"size": string(variables.size)}}
${more}  generate:
${generate.replaceAll(/^/gm, '  ')}
${spec}`;
}

const FILES: Files = { ...STATE, 'policies/p.yaml': aPolicy() };
const ON_TEAM: Partial<EvalRequest> = { trigger: 'ns/team-a' };
const IN_POLICY: Partial<EvalRequest> = { ...ON_TEAM, rule: { policy: 'quotas', rule: '' } };
const QUOTA_MAP = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'quota', namespace: 'team-a' },
  data: { size: '6' },
};

describe('eval', () => {
  async function evaluated(text: string, request: Partial<EvalRequest> = IN_POLICY, files = FILES) {
    const { report, status, text: shown } = await aProject(files).eval(text, request);
    const { value, type, generated, error } = report;
    return { status, value, type, generated, error, shown };
  }

  test.each<{ text: string; request?: Partial<EvalRequest>; value: unknown; type: string }>([
    { text: 'variables.size', value: 6, type: 'int' },
    { text: 'object.metadata.labels', value: { tier: 'gold' }, type: 'map' },
    { text: 'object.metadata.name', value: 'team-a', type: 'string' },
    { text: 'object.metadata.?none', value: null, type: 'optional(dyn)' },
    { text: 'namespaceObject.metadata.labels', value: { tier: 'gold' }, type: 'map(string, string)' },
    { text: '[1, 2].map(x, x * 2)', request: { ...ON_TEAM, cel: true }, value: [2, 4], type: 'list(int)' },
    { text: 'request.operation', request: { ...IN_POLICY, operation: 'UPDATE' }, value: 'UPDATE', type: 'string' },
    { text: 'object == null', request: { ...IN_POLICY, operation: 'DELETE' }, value: true, type: 'bool' },
  ])('$text', async ({ text, request = IN_POLICY, value, type }) => {
    expect(await evaluated(text, request)).toMatchObject({ status: 0, value, type });
  });

  test('shows what would be generated', async () => {
    const made = await evaluated('generator.apply(object.metadata.name, [variables.quota])');
    expect(made).toMatchObject({ status: 0, value: true, type: 'bool', generated: [QUOTA_MAP] });
    expect(made.shown).toMatch(/^true\n---\napiVersion: v1\nkind: ConfigMap\n/);
    expect((await evaluated('true')).generated).toBeUndefined();
  });

  test('says why nothing would be', async () => {
    const { status, error } = await evaluated('generator.apply("a", [{"kind": "ConfigMap"}])');
    expect(status).toBe(1);
    expect(error?.message).toBe('It would generate nothing: An object that is to be generated has no apiVersion');
  });

  test('fills in a template', async () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: quota, namespace: (( object.metadata.name ))}\ndata: {size: "x(( variables.size ))"}\n';
    const made = { ...QUOTA_MAP, data: { size: 'x6' } };
    const found = await evaluated(text, { ...IN_POLICY, form: 'template' });
    expect(found).toMatchObject({ status: 0, value: [made], generated: [made] });
    expect(found.shown).toMatch(/^apiVersion: v1\n/);
    expect(found.shown).not.toContain('---');
  });

  test.each<{ name: string; text: string; request?: Partial<EvalRequest>; error: object }>([
    {
      name: 'syntax',
      text: 'true &&\n  object.(',
      error: { line: 2, column: 10, expression: 'true &&\n  object.(' },
    },
    {
      name: 'what the checker refuses',
      text: 'nothing(1)',
      error: { message: "undeclared reference to 'nothing'", line: 1, column: 1 },
    },
    { name: 'what fails', text: 'object.spec.none', error: { line: 1, column: 8 } },
    {
      name: 'a variable that fails, in its own text',
      text: 'variables.missing',
      error: {
        message: expect.stringContaining('spec.variables.2.expression: ') as string,
        expression: 'object.metadata.labels.missing',
      },
    },
    {
      name: 'a template',
      text: 'kind: ConfigMap\ndata: (( nothing ))',
      request: { ...IN_POLICY, form: 'template' },
      error: { message: "undeclared reference to 'nothing'", line: 2, column: 10 },
    },
    {
      name: 'a precondition',
      text: '{}',
      request: { ...IN_POLICY, form: 'precondition' },
      error: { message: 'CEL has no preconditions: give the condition as an expression' },
    },
  ])('tells $name', async ({ text, request, error }) => {
    expect(await evaluated(text, request)).toMatchObject({ status: 1, error });
  });

  test('chooses the language by flag, or by the policy', async () => {
    expect((await evaluated('request.object.metadata.name', ON_TEAM)).type).toBeUndefined();
    expect((await evaluated('request.name', { ...ON_TEAM, cel: true })).type).toBe('string');
    const problem = async (choice: EvalRequest['rule'], cel = false) => {
      const project = aProject({ ...FILES, 'policies/c.yaml': CLUSTER_POLICY });
      return (await project.eval('1', { ...ON_TEAM, rule: choice, cel })).report.diagnostics[0]?.message;
    };
    expect(await problem({ policy: 'classic', rule: '' }, true)).toBe('The policy classic is in JMESPath, not in CEL');
    expect(await problem({ policy: 'quota', rule: '' })).toBe('There is no policy quota; there are classic, quotas');
    expect(await problem({ policy: 'quotas', rule: 'x' })).toBe('The policy quotas has no rule x; there is generate');
  });

  test.each([
    { text: 'variables.word', value: '‹secret›' },
    { text: 'variables.word.size()', value: '‹secret›' },
    { text: 'variables.word.upperAscii()', value: '‹secret›' },
    { text: 'resource.get("v1", "secrets", "default", "token").metadata.name', value: 'token' },
    { text: '{"a": 1, "b": variables.word}', value: { a: 1, b: '‹secret›' } },
  ])('shows no value of a Secret: $text', async ({ text, value }) => {
    expect(await evaluated(text)).toMatchObject({ status: 0, value });
  });

  test('nor in what would be generated, nor in an error', async () => {
    const object =
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"w": "x" + variables.word}}';
    const made = await evaluated(`generator.apply("a", [${object}])`);
    expect(made.generated).toMatchObject([{ data: { w: '‹secret›' } }]);
    const failed = await evaluated('int(variables.word)');
    expect(failed.status).toBe(1);
    expect(JSON.stringify([made, failed])).not.toContain('hunter2');
  });
});

const CLUSTER_POLICY = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: classic}
spec:
  webhookConfiguration:
    matchConditions:
    - {name: not-team-a, expression: object.metadata.name != "team-a"}
  rules:
  - name: r
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate: {apiVersion: v1, kind: ConfigMap, name: classic, namespace: "{{ request.name }}", synchronize: true, data: {}}
`;

describe('explain', () => {
  async function told(project: Project, name: string): Promise<string> {
    const { report, status } = await project.explain(name);
    expect(status, JSON.stringify(report.diagnostics)).toBe(0);
    return toText(report, { color: false, verbose: false }).replaceAll(`${project.root}/`, '');
  }

  test('names the policy and the trigger of a manifest', async () => {
    const project = aProject(FILES);
    expect((await project.reconcile()).status).toBe(0);
    const text = await told(project, 'ConfigMap/team-a/quota');
    expect(text).toContain('    policy   quotas  policies/p.yaml:1:1\n');
    expect(text).toContain('    trigger  Namespace/team-a');
    expect(text).toContain('    element  generate[0]/0\n    content  data, synchronize: false\n');
  });

  test('names the source of a copy', async () => {
    const generate = `- expression: >-
    generator.apply(object.metadata.name, [resource.get("v1", "configmaps", "default", "settings")])`;
    const project = aProject({ ...STATE, 'policies/p.yaml': aPolicy({ generate }) });
    expect((await project.reconcile()).status).toBe(0);
    expect(await told(project, 'ConfigMap/team-a/settings')).toContain(
      '    source   ConfigMap/default/settings  cluster-state/a.yaml:',
    );
  });

  test('shows the condition that is false, by name and text', async () => {
    expect(await told(aProject(FILES), 'ns/team-b'))
      .toContain(`      does not match: matchConditions: matchCondition gold-only is false
      spec.matchConditions.0.expression  policies/p.yaml:10:7
        condition   gold-only
        expression  object.metadata.?labels.tier.orValue("none") == "gold"
        value       false
`);
  });

  test('shows the condition of a webhook that is false', async () => {
    const project = aProject({ ...STATE, 'policies/c.yaml': CLUSTER_POLICY });
    expect(await told(project, 'ns/team-a')).toContain(`        condition   not-team-a
        expression  object.metadata.name != "team-a"
        value       false
`);
    await project.reconcile();
    expect(Object.keys(project.manifests())).toEqual([
      'default/configmap_classic.yaml',
      'team-b/configmap_classic.yaml',
    ]);
  });

  test('names the exception', async () => {
    const exception = `apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: {name: skip, namespace: ops}
spec: {policyRefs: [{name: quotas, kind: GeneratingPolicy}]}
`;
    const project = aProject({ ...FILES, 'policies/e.yaml': exception });
    expect(await told(project, 'ns/team-a')).toContain('      a policy exception applies: ops/skip\n');
  });

  test('shows no value of a Secret', async () => {
    const policy = aPolicy()
      .replace('resources: [namespaces]', 'resources: [secrets]')
      .replace(/>-\n.*\n.*== "gold"/, 'object.data.password == "aHVudGVyMi1pcy1sb25"');
    const text = await told(aProject({ ...STATE, 'policies/p.yaml': policy }), 'secret/default/token');
    expect(text).toContain('matchCondition gold-only is false');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('aHVudGVyMi1pcy1sb25n');
  });
});

describe('audit annotations', () => {
  const more = `  auditAnnotations:
  - {key: why, valueExpression: '"for " + object.metadata.name'}
  - {key: word, valueExpression: '"w" + variables.word'}
  - {key: size, valueExpression: string(variables.word.size())}
  - {key: none, valueExpression: 'null'}
`;
  const files = { ...STATE, 'policies/p.yaml': aPolicy({ more }) };

  test('are in the report, without a value of a Secret', async () => {
    const { report, status } = await aProject(files).reconcile();
    expect(status).toBe(0);
    const of = { policy: 'quotas', rule: 'generate', trigger: '/Namespace//team-a' };
    expect(report.annotations).toEqual([
      { ...of, key: 'why', value: 'for team-a' },
      { ...of, key: 'word', value: '‹secret›' },
      { ...of, key: 'size', value: '‹secret›' },
    ]);
    expect(toText(report, { color: false, verbose: false })).toContain('\n3 audit annotations: --verbose shows them\n');
    expect(toText(report, { color: false, verbose: true })).toContain(
      '\nannotation  quotas/generate  Namespace/team-a  why: for team-a\n',
    );
  });

  test('are absent where there are none', async () => {
    expect((await aProject(FILES).diff()).report).not.toHaveProperty('annotations');
  });
});

describe('failures', () => {
  const bad = [
    'int(variables.word) == 1',
    'timestamp(variables.word) == timestamp("2026-01-01T00:00:00Z")',
    'duration(variables.word) == duration("1s")',
    'object.metadata[variables.word] == 1',
    '{"a": 1}[variables.word] == 1',
    'quantity(variables.word) == quantity("1")',
    'url(variables.word + " %zz").getHost() == ""',
    'ip(variables.word).family() == 4',
    '"a".matches("(" + variables.word)',
    'json.unmarshal(variables.word) == dyn(1)',
    'yaml.parse("[" + variables.word) == dyn(1)',
    'has(resource.get("v1", variables.word, "default", "a").data)',
    'size(resource.list("v1", variables.word, "default").items) == 1',
    'has(http.get("http://" + variables.word).a)',
    'image(variables.word + "::").registry() == ""',
    'semver(variables.word).major() == 1',
    '"%d".format([variables.word]) == ""',
    'string(object.metadata.creationTimestamp + variables.word) == "x"',
    'base64.decode(variables.word + "!!") == b""',
    'generator.apply("a", [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "/" + variables.word}}])',
  ];

  test.each(bad)('tell no value of a Secret: %s', async (expression) => {
    const generate = `- expression: |-\n    ${expression}`;
    const project = aProject({ ...STATE, 'policies/p.yaml': aPolicy({ generate }) });
    const { report } = await project.diff();
    expect(report.diagnostics.length).toBeGreaterThan(0);
    const told = JSON.stringify([report.diagnostics, (await project.explain('ns/team-a')).report]);
    expect(told).not.toContain('hunter2');
    expect(JSON.stringify((await project.eval(expression, IN_POLICY)).report)).not.toContain('hunter2');
  });
});

describe('http in a policy of a namespace', () => {
  test('is a warning in a run, and fails where it is called', async () => {
    const policy = aPolicy({ generate: '- expression: has(http.get("http://a.example").data)' })
      .replace(
        'kind: GeneratingPolicy\nmetadata: {name: quotas}',
        'kind: NamespacedGeneratingPolicy\nmetadata: {name: q, namespace: team-a}',
      )
      .replace(/ {2}variables:[\s\S]*? {2}generate:/, '  generate:');
    const { report, status } = await aProject({ ...STATE, 'policies/p.yaml': policy }).reconcile({
      ...allowing('a.example'),
    });
    expect(status).toBe(1);
    const told = report.diagnostics.filter(({ message }) => message.includes('http.*'));
    expect(told.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning policy/cel-check',
      'error evaluate/context',
    ]);
  });
});

describe('validate --base', () => {
  test.each<{
    name: string;
    before?: string;
    after: string;
    outcome: string;
    fields: readonly string[];
    effects: object;
  }>([
    {
      name: 'content of a synchronized policy',
      before: aPolicy({ spec: SYNC() }),
      after: aPolicy({ spec: SYNC() }).replace('* 2', '* 3'),
      outcome: 'accepted',
      fields: ['variables'],
      effects: { updated: 1 },
    },
    {
      name: 'another condition',
      before: aPolicy({ spec: SYNC() }),
      after: aPolicy({ spec: SYNC() }).replace('== "gold"', '== "none"'),
      outcome: 'accepted',
      fields: ['matchConditions'],
      effects: { deleted: 1, created: 2 },
    },
    {
      name: 'synchronize',
      after: aPolicy({ spec: SYNC() }),
      outcome: 'accepted',
      fields: ['evaluation.synchronize'],
      effects: {},
    },
  ])('lists an edit of $name with its effects', async ({ before = aPolicy(), after, outcome, fields, effects }) => {
    const project = aProject({ ...STATE, 'policies/p.yaml': before, 'base/p.yaml': before });
    expect((await project.reconcile()).status).toBe(0);
    project.write({ 'policies/p.yaml': after });
    const { report, status } = await project.validate('base');
    expect(status).toBe(0);
    expect(report.edits).toMatchObject([{ policy: 'quotas', rule: 'generate', outcome, fields, effects }]);
  });

  test('lists policies that come and go', async () => {
    const project = aProject({
      ...STATE,
      'policies/p.yaml': aPolicy({ spec: SYNC() }),
      'base/p.yaml': aPolicy({ spec: SYNC() }),
    });
    expect((await project.reconcile()).status).toBe(0);
    project.write({ 'policies/p.yaml': aPolicy({ name: 'other', spec: SYNC() }) });
    const { report } = await project.validate('base');
    expect(report.edits?.map(({ policy, outcome }) => `${outcome} ${policy}`)).toEqual(['new other', 'removed quotas']);
  });
});

function SYNC(): string {
  return '  evaluation: {synchronize: {enabled: true}}\n';
}
