// Policies in CEL that mean harm, or that meet data that does: what is refused stays within one policy and one trigger, what the policy
// made is held, and the others go on.
import { describe, expect, test } from 'vitest';
import { configMap, made, namespaces, policy } from '../support/cel-lifecycle.ts';
import { aService, allowing } from '../support/http-service.ts';
import { aProject, type Files, type Project } from '../support/project.ts';
import { errorsOf, manifest, warningsOf, wordsOf } from './inputs.ts';

const MADE = 'team-a/configmap_made.yaml';
const OTHER = 'team-a/configmap_other.yaml';
const SECRET_VALUE = 'Y29ycmVjdC1ob3JzZQ==';

const OBJECTS = `${namespaces('team-a', 'team-b')}---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: team-b, labels: {share: "1"}}
data: {token: ${SECRET_VALUE}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: team-b}
data: {token: ${SECRET_VALUE}}
`;

/** A ConfigMap that sets the policies off, with data. */
function order(data: Readonly<Record<string, string>> = {}): string {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'trigger', namespace: 'team-a', labels: { share: 'yes' } },
    data: { color: 'red', ...data },
  };
  return JSON.stringify(object);
}

const SOUND = policy({ name: 'z-sound', generate: [made('"other"')] });
const BEFORE = policy({
  name: 'tenant',
  generate: [made('"made"')],
});
const OWN_BEFORE = policy({
  name: 'tenant',
  namespace: 'team-a',
  generate: ['generator.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made"}}])'],
});

/** A project in which the policy `tenant` made something, and with it what is said now. */
async function after(before: string, files: Files): Promise<Project> {
  const project = aProject({
    'policies/tenant.yaml': before,
    'policies/sound.yaml': SOUND,
    'cluster-state/all.yaml': OBJECTS,
    'cluster-state/trigger.json': order(),
  });
  expect((await project.reconcile()).status).toBe(0);
  expect(Object.keys(project.manifests())).toEqual([MADE, OTHER]);
  project.write({ ...files, 'cluster-state/more.yaml': configMap('team-b', 'trigger', 'red', 'yes') });
  return project;
}

/** Replaces `tenant`; it fails with this code, what it made is held, the other policy goes on, and nobody sees the Secret. */
async function expectRefused(
  before: string,
  { text, code, words = '', data = {} }: Harm,
  changes: Parameters<Project['reconcile']>[0] = {},
): Promise<void> {
  const project = await after(before, { 'policies/tenant.yaml': text, 'cluster-state/trigger.json': order(data) });
  const held = project.manifests()[MADE];
  const result = await project.reconcile(changes);
  const codes = new Set(errorsOf(result).map((error) => error.code));
  expect({ status: result.status, codes: [...codes] }, wordsOf(result)).toEqual({ status: 1, codes: [code] });
  for (const error of errorsOf(result)) {
    expect(error).toMatchObject({ at: expect.stringMatching(/^policies\/tenant\.yaml:\d+$/) as string });
  }
  expect(wordsOf(result)).toContain(words);
  expect(project.manifests()[MADE]).toBe(held);
  expect(project.manifests()['team-b/configmap_other.yaml']).toContain('color: red');
  const shown = JSON.stringify([result.report, project.files('output')]);
  expect(shown).not.toContain(SECRET_VALUE);
  expect(shown).not.toContain('correct-horse');
}

interface Harm {
  readonly name: string;
  readonly text: string;
  readonly code: string;
  readonly words?: string;
  readonly data?: Readonly<Record<string, string>>;
}

function own(expression: string, spec: readonly string[] = []): string {
  return policy({ name: 'tenant', namespace: 'team-a', generate: [expression], spec });
}

function ownTemplate(value: string): string {
  return own('x').replace(
    / {2}- expression[^]*$/,
    `  - template:\n      interpolate: cel\n      value: |\n${value.replace(/^/gm, '        ')}\n`,
  );
}

const object = (namespace: string, kind = '"ConfigMap"'): string =>
  `{"apiVersion": "v1", "kind": ${kind}, "metadata": {"name": "made", "namespace": ${namespace}}}`;

const B34: readonly Harm[] = [
  {
    name: 'in a template',
    text: ownTemplate('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n  namespace: (( object.data.other ))'),
    code: 'evaluate/confined',
    words: 'outside the policy',
    data: { other: 'team-b' },
  },
  {
    name: 'in a template, as a part of it',
    text: ownTemplate(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n  namespace: team-(( object.data.other ))',
    ),
    code: 'evaluate/confined',
    data: { other: 'b' },
  },
  {
    name: 'in a template that is an object',
    text: ownTemplate('(( json.unmarshal(object.data.other) ))'),
    code: 'evaluate/confined',
    data: { other: '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made", "namespace": "team-b"}}' },
  },
  {
    name: 'as the argument of a cluster-wide policy',
    text: own(`generator.apply(object.data.other, [${object('"team-a"')}])`),
    code: 'evaluate/expression',
    data: { other: 'team-b' },
  },
  {
    name: 'of a kind that turns out to be cluster-scoped',
    text: own(`generator.apply([${object('"team-a"', 'object.data.other')}])`),
    code: 'evaluate/confined',
    data: { other: 'Namespace' },
  },
  {
    name: 'of a kind whose scope nobody knows',
    text: own(
      `generator.apply([${object('"team-a"').replace('"v1"', '"example.com/v1"').replace('ConfigMap', 'Tenant')}])`,
    ),
    code: 'evaluate/confined',
    words: 'CustomResourceDefinition of Tenant',
  },
];

test.each(B34)('B34: a NamespacedGeneratingPolicy whose target has another namespace $name is refused', (harm) =>
  expectRefused(OWN_BEFORE, harm),
);

test('B34: what an object of generator.apply says of its namespace does not count', async () => {
  const text = own(`generator.apply([${object('object.data.other')}])`);
  const project = await after(OWN_BEFORE, {
    'policies/tenant.yaml': text,
    'cluster-state/trigger.json': order({ other: 'team-b' }),
  });
  const result = await project.reconcile();
  expect({ status: result.status, errors: errorsOf(result) }).toEqual({ status: 0, errors: [] });
  expect(Object.keys(project.manifests())).toEqual([MADE, OTHER, 'team-b/configmap_other.yaml']);
});

const keeping = (value: string): string =>
  own(
    `generator.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made"}, "data": {"k": ${value}}}])`,
  );

const B36: readonly Harm[] = [
  ...(
    [
      ['by its name', 'string(resource.get("v1", "configmaps", "team-b", "settings").data.token)'],
      ['that the trigger names', 'string(resource.get("v1", "configmaps", object.data.other, "settings").data.token)'],
      ['that a variable names', 'string(resource.get("v1", "configmaps", variables.where, "settings").data.token)'],
      ['by a list', 'string(resource.list("v1", "configmaps", object.data.other).items.size())'],
      ['by a list of all namespaces', 'string(resource.list("v1", "secrets", object.data.none).items.size())'],
      ['by a list with labels', 'string(resource.list("v1", "secrets", "team-b", {"share": "1"}).items.size())'],
    ] as const
  ).map(([name, value]): Harm => ({
    name,
    text: keeping(value).replace(
      '  generate:',
      "  variables: [{name: where, expression: 'object.data.other'}]\n  generate:",
    ),
    code: 'evaluate/expression',
    data: { other: 'team-b', none: '' },
  })),
];

test.each(B36)('B36: a NamespacedGeneratingPolicy that reads in another namespace $name is refused', (harm) =>
  expectRefused(OWN_BEFORE, harm),
);

test.each([
  [
    'in a matchCondition',
    ['matchConditions: [{name: none, expression: \'resource.list("v1", "secrets", "team-b").items.size() > 0\'}]'],
  ],
  [
    'in an orValue',
    [
      'matchConditions: [{name: none, expression: \'resource.get("v1", "secrets", "team-b", "token").?data.token.orValue("") != ""\'}]',
    ],
  ],
])('B36: the same %s', async (_, spec) => {
  const text = own('generator.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made"}}])', spec);
  await expectRefused(OWN_BEFORE, { name: '', text, code: 'evaluate/expression' });
});

test('B36: its own namespace may be read, also in the form of a cluster-wide policy', async () => {
  const text = keeping('string(resource.get("v1", "configmaps", object.metadata.namespace, "trigger").data.color)');
  const project = await after(OWN_BEFORE, { 'policies/tenant.yaml': text });
  const result = await project.reconcile();
  expect(errorsOf(result)).toEqual([]);
  expect(warningsOf(result).map(({ code }) => code)).toEqual(['policy/cel-check']);
  expect(project.manifests()[MADE]).toContain('k: red');
});

// ---- services

const asking = (url: string): string =>
  policy({ name: 'tenant', generate: [made('"made"', `string(http.Get(${url}))`)] });

describe('B39: http.Get', () => {
  test('asks nothing without --allow-http, and the failure names the flag', async () => {
    const service = await aService(() => '{}');
    await expectRefused(BEFORE, {
      name: '',
      text: asking(`"${service.url}"`),
      code: 'evaluate/context',
      words: '--allow-http',
    });
    expect(service.received).toEqual([]);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data', ['169.254.169.254', '0.0.0.0/0'], 'never allowed'],
    ['http://[::ffff:169.254.169.254]/latest', ['0.0.0.0/0', '::/0'], 'never allowed'],
    ['http://0251.0376.0251.0376/latest', ['0.0.0.0/0'], 'never allowed'],
    ['http://localhost:1/', ['localhost:1'], 'a loopback address'],
    ['file:///etc/passwd', ['localhost'], 'neither http nor https'],
  ])('of %s, with %j allowed, is not asked', async (url, list, words) => {
    const text = asking('object.data.?url.orValue("http://169.254.169.254/")');
    // Where it points is for the trigger to say.
    await expectRefused(BEFORE, { name: '', text, code: 'evaluate/context', words, data: { url } }, allowing(...list));
  });

  test('does not follow a redirect to where nobody may ask', async () => {
    const service = await aService(
      (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    );
    const harm = { name: '', text: asking(`"${service.url}"`), code: 'evaluate/context', words: 'never allowed' };
    await expectRefused(BEFORE, harm, allowing(`127.0.0.1:${service.port}`, '169.254.0.0/16'));
    expect(service.received.length).toBeGreaterThan(0);
  });

  test('is refused in a namespaced policy', async () => {
    const service = await aService(() => '{}');
    const text = keeping(`string(http.Get("${service.url}"))`);
    const words = 'http.* is not allowed in namespaced policies';
    await expectRefused(
      OWN_BEFORE,
      { name: '', text, code: 'evaluate/context', words },
      allowing(`127.0.0.1:${service.port}`),
    );
    expect(service.received).toEqual([]);
  });
});

// ---- work

const matching = (pattern: string): string =>
  policy({
    name: 'tenant',
    generate: [made('"made"', `object.data.?text.orValue("").matches(${pattern}) ? "matched" : "unmatched"`)],
  });

test.each(['(a+)+$', '(a|aa)+$', '([a-z]+)*!'])(
  'B45: matches with %s over a long text is answered, in linear time',
  { timeout: 10_000 },
  async (pattern) => {
    const project = await after(BEFORE, {
      'policies/tenant.yaml': matching(`"${pattern}"`),
      'cluster-state/trigger.json': order({ text: `${'a'.repeat(100_000)}B` }),
    });
    const result = await project.reconcile();
    expect(errorsOf(result)).toEqual([]);
    expect(project.manifests()[MADE]).toContain('color: unmatched');
  },
);

test.each(['(a)\\\\1', '(?=a)', '(?<!a)b', 'a{1000}{1000}'])(
  'B45: what RE2 refuses, %s, is an error',
  async (pattern) => {
    const project = await after(BEFORE, { 'policies/tenant.yaml': matching(`"${pattern}"`) });
    const held = project.manifests()[MADE];
    const result = await project.reconcile();
    expect(result.status).toBe(1);
    expect(wordsOf(result)).toContain('no regular expression');
    expect(errorsOf(result)[0]).toMatchObject({
      policy: 'tenant',
      at: expect.stringMatching(/^policies\/tenant\.yaml/) as string,
    });
    expect(project.manifests()[MADE]).toBe(held);
  },
);

test('B45: a pattern out of the data is bounded as well', { timeout: 10_000 }, async () => {
  await expectRefused(BEFORE, {
    name: '',
    text: matching('object.data.?pattern.orValue("(?=b)")'),
    code: 'evaluate/expression',
    data: { pattern: '(?=a)', text: 'aaa' },
  });
});

const DIGITS = '"0123456789".split("").map(d, int(d))';
const NESTED = ['a', 'b', 'c', 'd', 'e'].reduceRight(
  (inner, name) => `variables.big.all(${name}, ${inner})`,
  'a + e >= 0',
);

describe('B46: work that grows without end is bounded', () => {
  const withBig = (expression: string): string =>
    policy({
      name: 'tenant',
      spec: [
        `variables: [{name: ten, expression: '${DIGITS}'}, {name: big, expression: 'variables.ten.map(x, variables.ten.map(y, x * 10 + y)).flatten()'}]`,
      ],
      generate: [expression],
    });

  test.each([
    ['macros nested five deep over a list', withBig(`${NESTED} && ${made('"made"')}`)],
    [
      'a text that doubles',
      policy({
        name: 'tenant',
        spec: [
          `variables: [{name: v0, expression: '"xxxxxxxxxx"'}, ${Array.from({ length: 40 }, (_, at) => `{name: v${at + 1}, expression: 'variables.v${at} + variables.v${at}'}`).join(', ')}]`,
        ],
        generate: [made('"made"', 'variables.v40')],
      }),
    ],
    [
      'a million objects',
      withBig(
        `variables.big.all(a, variables.big.all(b, variables.big.all(c, ${made('"made-" + string(a) + "-" + string(b) + "-" + string(c)', '"red"')})))`,
      ),
    ],
  ])('%s', { timeout: 60_000 }, async (_, text) => {
    await expectRefused(BEFORE, { name: '', text, code: 'evaluate/limit' });
  });
});

// ---- text that came from data

const INJECTED = [
  '{{ request.object.metadata.name }}',
  '{{- request.object.metadata.name }}',
  '(( resource.get("v1", "secrets", "team-b", "token").data.token ))',
  '\\(( 1 + 1 ))',
  '$(HOME) $(id) `id`',
  'a\n  injected: "1"\n---\napiVersion: v1',
  '"}, "injected": {"a": "1"',
  '*anchor &anchor !!binary <<',
];

test.each(INJECTED)('B49: %j in the data of a trigger is text, in an expression and in a template', async (text) => {
  const template = [
    '  - template:',
    '      interpolate: cel',
    '      value: |',
    '        apiVersion: v1',
    '        kind: ConfigMap',
    '        metadata:',
    '          name: templated',
    '          namespace: (( object.metadata.namespace ))',
    '        data:',
    '          whole: (( object.data.text ))',
    '          part: "<(( object.data.text ))>"',
  ].join('\n');
  const built = policy({ name: 'tenant', generate: [made('"made"', 'object.data.text')] });
  const project = aProject({
    'policies/tenant.yaml': `${built}${template}\n`,
    'cluster-state/all.yaml': OBJECTS,
    'cluster-state/trigger.json': order({ text }),
  });
  const result = await project.reconcile();
  expect({ status: result.status, told: result.report.diagnostics }).toEqual({ status: 0, told: [] });
  expect(Object.keys(project.manifests())).toEqual([MADE, 'team-a/configmap_templated.yaml']);
  expect(manifest(project.manifests()[MADE])['data']).toEqual({ color: text });
  const templated = manifest(project.manifests()['team-a/configmap_templated.yaml']);
  expect(templated['data']).toEqual({ whole: text, part: `<${text}>` });
});
