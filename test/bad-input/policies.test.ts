// Policies that are wrong, or right in a way that is easily got wrong: what the whole program says, writes, and exits with.
import { expect, test } from 'vitest';
import { aProject, type Files } from '../support/project.ts';
import { actionsOf, clusterPolicy, errorsOf, manifest, namespaces, noticesOf, warningsOf, wordsOf } from './inputs.ts';

/** A rule that makes a ConfigMap for each Namespace: `context` and `data` as YAML at column 0. */
function perNamespace(data: string, context = ''): string {
  return [
    '- name: settings',
    '  match:',
    '    any:',
    '    - resources:',
    '        kinds: [Namespace]',
    ...(context === '' ? [] : ['  context:', ...indented(context, 2)]),
    '  generate:',
    '    synchronize: true',
    '    apiVersion: v1',
    '    kind: ConfigMap',
    '    name: settings',
    '    namespace: "{{ request.object.metadata.name }}"',
    '    data:',
    ...indented(data, 6),
  ].join('\n');
}

function indented(text: string, by: number): readonly string[] {
  return text.split('\n').map((line) => ' '.repeat(by) + line);
}

/** A policy beside the one under test, to show that the rest is carried out. */
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

/** What the sound policy makes for team-a. */
const SOUND_FILE = 'team-a/serviceaccount_deployer.yaml';
const SETTINGS_FILE = 'team-a/configmap_settings.yaml';

function tenants(policy: string, more: Files = {}): Files {
  return {
    'policies/tenants.yaml': policy,
    'policies/sound.yaml': SOUND,
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    ...more,
  };
}

/** Every field that an error of the rule under test names. */
function errorAt(line: number, code: string): object {
  return {
    code,
    at: `policies/tenants.yaml:${line}`,
    policy: 'tenants',
    rule: 'settings',
    trigger: '/Namespace//team-a',
  };
}

const BROKEN_EXPRESSIONS = [
  {
    name: 'B42: a function that there is not fails its trigger by the name of the function',
    data: 'data:\n  k: "{{ @ | no_such_function(@) }}"',
    words: ['no_such_function', 'Correct the expression'],
  },
  {
    name: 'B42: a null where a function wants text fails its trigger with the function and the type',
    data: 'data:\n  k: "{{ to_upper(request.object.spec) }}"',
    words: ['to_upper(request.object.spec)', 'null'],
  },
  {
    name: 'B48: a name that nothing defines fails its trigger by that name',
    data: 'data:\n  k: "{{ settings.data.color }}"',
    words: ['settings.data.color', 'unknown key "settings"'],
  },
  {
    name: 'B48: a key that the trigger does not have fails it by that key, and a default is offered',
    data: 'data:\n  k: "{{ request.object.metadata.labels.team }}"',
    words: ['request.object.metadata.labels.team', 'Give a default'],
  },
];

test.each(BROKEN_EXPRESSIONS)('$name', async ({ data, words }) => {
  const project = aProject(tenants(clusterPolicy('tenants', perNamespace(data))));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([errorAt(20, 'evaluate/variable')]);
  for (const word of words) expect(wordsOf(result)).toContain(word);
  expect(Object.keys(project.manifests())).toEqual([SOUND_FILE]);
});

const NOT_REPEATABLE = [
  { call: "random('[a-z0-9]{16}')", name: 'random()', words: 'no secret' },
  { call: 'time_now()', name: 'time_now()', words: 'the time first used is kept until' },
  { call: 'time_now_utc()', name: 'time_now_utc()', words: 'the time first used is kept until' },
  {
    call: "time_since('', '2020-01-01T00:00:00Z', '')",
    name: 'time_since()',
    words: 'the time first used is kept until',
  },
];

test.each(NOT_REPEATABLE)('B44: $name is warned of and keeps its first value', async ({ call, name, words }) => {
  const policy = clusterPolicy('tenants', perNamespace(`data:\n  k: "{{ ${call} }}"`));
  const project = aProject(tenants(policy));
  const first = await project.reconcile({ now: '2026-01-01T00:00:00Z' });
  expect(first.status).toBe(0);
  expect(warningsOf(first)).toEqual([
    { code: 'policy/not-repeatable', at: 'policies/tenants.yaml:20', policy: 'tenants', rule: 'settings' },
  ]);
  expect(wordsOf(first)).toContain(name);
  expect(wordsOf(first)).toContain(words);
  const before = project.files('output');
  const second = await project.reconcile({ now: '2026-06-01T00:00:00Z' });
  expect(second.status).toBe(0);
  expect(actionsOf(second)).toEqual([]);
  expect(project.files('output')).toEqual(before);
});

test('B44: uuid is no function of the language, and fails its trigger by its name', async () => {
  const project = aProject(tenants(clusterPolicy('tenants', perNamespace('data:\n  k: "{{ uuid() }}"'))));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([errorAt(20, 'evaluate/variable')]);
  expect(wordsOf(result)).toContain('uuid');
});

test('B42: an expression that does not parse sets its rule aside, and what the rule made is held', async () => {
  const project = aProject(tenants(clusterPolicy('tenants', perNamespace('data:\n  k: v'))));
  await project.reconcile();
  const before = project.manifests();
  project.write({ 'policies/tenants.yaml': clusterPolicy('tenants', perNamespace('data:\n  k: "{{ request.[ }}"')) });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([
    { code: 'policy/expression', at: 'policies/tenants.yaml:20', policy: 'tenants', rule: 'settings' },
  ]);
  expect(actionsOf(result)).toEqual(['hold ConfigMap/team-a/settings']);
  expect(project.manifests()).toEqual(before);
});

test('B42: a trigger that comes to fail keeps what it had, and the others are brought in line', async () => {
  const policy = (value: string): string => clusterPolicy('tenants', perNamespace(`data:\n  k: "${value}"`));
  const two = `${namespaces('team-a')}---\n${namespaces('team-b').trimEnd()}\n  labels: {tier: gold}\n`;
  const project = aProject(tenants(policy('plain'), { 'cluster-state/namespaces.yaml': two }));
  await project.reconcile();
  project.write({ 'policies/tenants.yaml': policy('{{ request.object.metadata.labels.tier }}') });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(actionsOf(result)).toEqual(['hold ConfigMap/team-a/settings', 'update ConfigMap/team-b/settings']);
  expect(project.manifests()[SETTINGS_FILE]).toContain('k: plain');
  expect(project.manifests()['team-b/configmap_settings.yaml']).toContain('k: gold');
});

const CYCLES = [
  {
    name: 'B48: two context entries that need one another fail by the one that is not there yet',
    context:
      '- name: first\n  variable:\n    value: "{{ second }}"\n- name: second\n  variable:\n    value: "{{ first }}"',
    line: 13,
    named: 'second',
  },
  {
    name: 'B48: a context entry that needs itself fails by its own name',
    context: '- name: first\n  variable:\n    value: "{{ first }}x"',
    line: 13,
    named: 'first',
  },
];

test.each(CYCLES)('$name', async ({ context, line, named }) => {
  const policy = clusterPolicy('tenants', perNamespace('data:\n  k: "{{ first }}"', context));
  const project = aProject(tenants(policy));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([errorAt(line, 'evaluate/context')]);
  expect(wordsOf(result)).toContain(`{{ first }}: context entry first: {{ ${named} }}: unknown key "${named}"`);
  expect(wordsOf(result)).toContain('declared before');
  expect(Object.keys(project.manifests())).toEqual([SOUND_FILE]);
});

// ---- foreach

function perElement(name: string): string {
  return `
- name: settings
  match:
    any:
    - resources:
        kinds: [example.com/v1/Tenant]
  generate:
    synchronize: true
    foreach:
    - list: request.object.spec.teams
      apiVersion: v1
      kind: ConfigMap
      name: "${name}"
      namespace: "{{ request.object.metadata.namespace }}"
      data:
        data:
          element: "{{ to_string({e: element}) }}"
`;
}

function tenant(teams: string): string {
  return `apiVersion: example.com/v1
kind: Tenant
metadata:
  name: acme
  namespace: team-a
spec:
  teams: ${teams}
`;
}

async function overTeams(teams: string, name = 'settings-{{ elementIndex }}') {
  const inventory = { 'cluster-state/tenant.yaml': tenant(teams) };
  const project = aProject(tenants(clusterPolicy('tenants', perElement(name)), inventory));
  const result = await project.reconcile();
  const made = Object.entries(project.manifests()).filter(([path]) => path !== SOUND_FILE);
  const elements = made.map(([path, text]): [string, unknown] => [path, elementIn(text)]);
  return { result, made: Object.fromEntries(elements) };
}

function elementIn(text: string): unknown {
  const { element } = manifest(text)['data'] as { element: string };
  return (JSON.parse(element) as { e: unknown }).e;
}

const FIRST = 'team-a/configmap_settings-0.yaml';
const SECOND = 'team-a/configmap_settings-1.yaml';
const THIRD = 'team-a/configmap_settings-2.yaml';

const LISTS = [
  { name: 'a null is no element at all', teams: 'null', made: {} },
  { name: 'a number is one element', teams: '3', made: { [FIRST]: 3 } },
  { name: 'a map is one element, not one for each value', teams: '{a: 1, b: 2}', made: { [FIRST]: { a: 1, b: 2 } } },
  { name: 'a text is one element and is not split', teams: 'red,blue', made: { [FIRST]: 'red,blue' } },
  {
    name: 'a list in the list is an element as it is',
    teams: '[[red, blue], [green]]',
    made: { [FIRST]: ['red', 'blue'], [SECOND]: ['green'] },
  },
  {
    name: 'null elements are left out, and count',
    teams: '[red, null, blue]',
    made: { [FIRST]: 'red', [THIRD]: 'blue' },
  },
];

test.each(LISTS)('B47: a foreach list: $name', async ({ teams, made }) => {
  const run = await overTeams(teams);
  expect(errorsOf(run.result)).toEqual([]);
  expect(run.result.status).toBe(0);
  expect(run.made).toEqual(made);
});

test('B47: an element that fails is named by its index, and the others go on', async () => {
  const { result, made } = await overTeams('[{id: red}, {no: id}, {id: blue}, {id: ../escape}]', '{{ element.id }}');
  expect(result.status).toBe(1);
  const about = { policy: 'tenants', rule: 'settings', trigger: 'example.com/Tenant/team-a/acme' };
  expect(errorsOf(result)).toEqual([
    { code: 'evaluate/invalid-target', at: 'policies/tenants.yaml:15', ...about },
    { code: 'evaluate/variable', at: 'policies/tenants.yaml:18', ...about },
  ]);
  expect(wordsOf(result)).toContain('foreach[0]/1: {{ element.id }}');
  expect(wordsOf(result)).toContain('foreach[0]/3: The target cannot be written');
  expect(Object.keys(made)).toEqual(['team-a/configmap_blue.yaml', 'team-a/configmap_red.yaml']);
});

test('B47: a list that the trigger does not have fails by its expression', async () => {
  const inventory = { 'cluster-state/tenant.yaml': tenant('[]').replace('teams', 'others') };
  const project = aProject(tenants(clusterPolicy('tenants', perElement('x')), inventory));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([{ code: 'evaluate/foreach', at: 'policies/tenants.yaml:15' }]);
  expect(wordsOf(result)).toContain('unknown key "teams"');
});

test('B47: a list of a million elements is refused at the limit, which is named', async () => {
  const { result, made } = await overTeams(`[${'1,'.repeat(1_000_000)}]`);
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toMatchObject([
    { code: 'evaluate/limit', at: 'policies/tenants.yaml:15', rule: 'settings' },
  ]);
  expect(wordsOf(result)).toContain('1000000 elements, more than the 10000 that limits.foreachElements allows');
  expect(made).toEqual({});
}, 60_000);

// ---- values of triggers

const ODD_VALUES = [
  'two\nlines',
  'key: value',
  'text # no comment',
  `"double" and 'single'`,
  '- item',
  '{a: b}',
  '--- \n...',
  '@at `tick` %percent',
  'yes',
  '0x1F',
  '~',
  '',
  '  spaces  ',
];

test.each(ODD_VALUES.map((value) => [JSON.stringify(value), value]))(
  'B50: the trigger value %s stays one text, whole and inside another, and changes no structure',
  async (shown, value) => {
    const policy = clusterPolicy(
      'tenants',
      perNamespace(
        [
          'data:',
          '  whole: "{{ request.object.metadata.annotations.note }}"',
          '  inside: "note={{ request.object.metadata.annotations.note }};"',
          '  block: |',
          '    first: 1',
          '    note: {{ request.object.metadata.annotations.note }}',
        ].join('\n'),
      ),
    );
    const trigger = `${namespaces('team-a')}  annotations:\n    note: ${shown}\n`;
    const project = aProject(tenants(policy, { 'cluster-state/namespaces.yaml': trigger }));
    const result = await project.reconcile();
    expect(errorsOf(result)).toEqual([]);
    expect(result.status).toBe(0);
    expect(manifest(project.manifests()[SETTINGS_FILE])['data']).toEqual({
      whole: value,
      inside: `note=${value};`,
      block: `first: 1\nnote: ${value}\n`,
    });
  },
);

// ---- what a rule may say

const FORMS = [
  {
    name: 'both data and clone',
    generate: 'name: settings\nnamespace: team-a\ndata: {data: {k: v}}\nclone: {namespace: default, name: settings}',
    line: 12,
    words: 'data and clone',
  },
  {
    name: 'a cloneList without kinds',
    generate: 'namespace: team-a\ncloneList: {namespace: default}',
    line: 17,
    words: 'cloneList lists no kinds',
  },
  {
    name: 'an empty name',
    generate: 'name: ""\nnamespace: team-a\ndata: {}',
    line: 16,
    words: 'the name of what to generate is empty',
  },
];

test.each(FORMS)(
  'B51: a rule with $name is refused by validate and by reconcile',
  async ({ generate, line, words }) => {
    const policy = clusterPolicy('tenants', generating(generate));
    const project = aProject(tenants(policy));
    const expected = {
      code: 'policy/invalid',
      at: `policies/tenants.yaml:${line}`,
      policy: 'tenants',
      rule: 'settings',
    };
    for (const result of [await project.validate(), await project.reconcile()]) {
      expect(result.status).toBe(1);
      expect(errorsOf(result)).toContainEqual(expected);
      expect(wordsOf(result)).toContain(words);
    }
    expect(Object.keys(project.manifests())).toEqual([SOUND_FILE]);
  },
);

test('B51: a rule with neither data nor clone is legal, and makes an object of nothing but metadata', async () => {
  const project = aProject(tenants(clusterPolicy('tenants', generating('name: settings\nnamespace: team-a'))));
  expect((await project.validate()).status).toBe(0);
  expect((await project.reconcile({ provenance: 'none' })).status).toBe(0);
  expect(project.manifests()[SETTINGS_FILE]).toBe(
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: team-a\n',
  );
});

test('B51: a name that an expression leaves empty, or makes a number of, fails its trigger', async () => {
  const policy = clusterPolicy(
    'tenants',
    generating(`name: "{{ request.object.metadata.labels.name || '' }}"\nnamespace: team-a`),
    generating('name: "{{ length(request.object.metadata.name) }}"\nnamespace: team-a').replace('settings', 'counted'),
  );
  const project = aProject(tenants(policy));
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  const target = { code: 'evaluate/invalid-target', policy: 'tenants', trigger: '/Namespace//team-a' };
  expect(errorsOf(result)).toEqual([
    { ...target, at: 'policies/tenants.yaml:12', rule: 'settings' },
    { ...target, at: 'policies/tenants.yaml:27', rule: 'counted' },
  ]);
  expect(wordsOf(result)).toContain('the name is empty');
  expect(wordsOf(result)).toContain('name must be text, and came out as a number');
});

function generating(generate: string): string {
  return [
    '- name: settings',
    '  match:',
    '    any:',
    '    - resources:',
    '        kinds: [Namespace]',
    '  generate:',
    '    synchronize: true',
    '    apiVersion: v1',
    '    kind: ConfigMap',
    ...indented(generate, 4),
  ].join('\n');
}

// ---- names and versions

test('B56: a policy name used in two files is refused with both places', async () => {
  const one = clusterPolicy('tenants', perNamespace('data: {k: one}'));
  const other = clusterPolicy('tenants', perNamespace('data: {k: other}'));
  const project = aProject(tenants(one, { 'policies/b/again.yaml': other }));
  for (const result of [await project.validate(), await project.reconcile()]) {
    expect(result.status).toBe(2);
    expect(errorsOf(result)).toEqual([
      { code: 'policy/duplicate-policy', at: 'policies/tenants.yaml:4', policy: 'tenants' },
    ]);
    expect(wordsOf(result)).toContain('policies/b/again.yaml:4:3');
  }
  expect(project.files('output')).toEqual({});
});

test('B56: a rule name used twice in one policy is refused with both places', async () => {
  const policy = clusterPolicy('tenants', perNamespace('data: {k: one}'), perNamespace('data: {k: other}'));
  const project = aProject(tenants(policy));
  for (const result of [await project.validate(), await project.reconcile()]) {
    expect(result.status).toBe(2);
    expect(errorsOf(result)).toEqual([
      { code: 'policy/duplicate-rule', at: 'policies/tenants.yaml:20', policy: 'tenants', rule: 'settings' },
    ]);
    expect(wordsOf(result)).toContain('policies/tenants.yaml:7:5');
  }
  expect(project.files('output')).toEqual({});
});

test('B56: a ClusterPolicy and a Policy may have one name', async () => {
  const cluster = clusterPolicy('tenants', perNamespace('data: {k: one}'));
  const namespaced = clusterPolicy('tenants', perConfigMap())
    .replace('kind: ClusterPolicy', 'kind: Policy')
    .replace('name: tenants', 'name: tenants\n  namespace: team-a');
  const project = aProject(tenants(cluster, { 'policies/namespaced.yaml': namespaced }));
  expect(errorsOf(await project.reconcile())).toEqual([]);
});

function perConfigMap(): string {
  return perNamespace('data: {k: one}')
    .replace('[Namespace]', '[Secret]')
    .replace('"{{ request.object.metadata.name }}"', 'team-a');
}

test('B61: an unknown version of the policy API is refused by its name, and nothing is written', async () => {
  const policy = clusterPolicy('tenants', perNamespace('data: {k: v}')).replace('kyverno.io/v1', 'kyverno.io/v9');
  const project = aProject(tenants(policy));
  for (const result of [await project.validate(), await project.reconcile()]) {
    expect(result.status).toBe(2);
    expect(errorsOf(result)).toMatchObject([{ code: 'policy/unknown-version', at: 'policies/tenants.yaml:1' }]);
    expect(wordsOf(result)).toContain('ClusterPolicy tenants has apiVersion kyverno.io/v9');
    expect(wordsOf(result)).toContain('Write kyverno.io/v1 or kyverno.io/v2beta1');
  }
  expect(project.files('output')).toEqual({});
});

test('B61: an unknown field is warned about where it stands, and the rule is carried out', async () => {
  const rule = perNamespace('data: {k: v}').replace('synchronize: true', 'synchronise: true');
  const project = aProject(tenants(clusterPolicy('tenants', rule)));
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(warningsOf(result)).toEqual([
    { code: 'policy/unknown-field', at: 'policies/tenants.yaml:13', policy: 'tenants', rule: 'settings' },
  ]);
  expect(wordsOf(result)).toContain('no field synchronise');
  expect(Object.keys(project.manifests())).toEqual([SETTINGS_FILE, SOUND_FILE]);
});

test('B61: rules of other types are left to Kyverno with a notice', async () => {
  const policy = clusterPolicy(
    'tenants',
    `
- name: require-owner
  match:
    any:
    - resources:
        kinds: [Namespace]
  validate:
    message: Name an owner.
    pattern:
      metadata:
        labels:
          owner: "?*"
`,
  );
  const project = aProject(tenants(policy));
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(noticesOf(result)).toEqual([
    { code: 'policy/not-generating', at: 'policies/tenants.yaml:7', policy: 'tenants' },
  ]);
  expect(wordsOf(result)).toContain('require-owner');
});

// ---- match

const SELECTS_NAMESPACES = `
- name: settings
  match:
    any:
    - resources:
        kinds: [ServiceAccount]
        namespaceSelector:
          matchLabels:
            tier: gold
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: settings
    namespace: "{{ request.namespace }}"
    data: {data: {k: v}}
`;

test('B59: a namespaceSelector without its Namespace is undecidable: reported, and what is there is held', async () => {
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: robot\n  namespace: team-a\n';
  const gold = `${namespaces('team-a')}  labels:\n    tier: gold\n`;
  const files = { 'cluster-state/account.yaml': account, 'cluster-state/namespaces.yaml': gold };
  const project = aProject(tenants(clusterPolicy('tenants', SELECTS_NAMESPACES), files));
  expect((await project.reconcile()).status).toBe(0);
  const before = project.manifests();
  project.write({ 'cluster-state/namespaces.yaml': namespaces('team-b') });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([
    {
      code: 'match/namespace-unknown',
      at: 'policies/tenants.yaml:8',
      policy: 'tenants',
      rule: 'settings',
      trigger: '/ServiceAccount/team-a/robot',
    },
  ]);
  expect(wordsOf(result)).toContain('Namespace team-a is not in the inventory');
  expect(wordsOf(result)).toContain('Add the Namespace to the inventory');
  expect(actionsOf(result)).toContain('hold ConfigMap/team-a/settings');
  expect(project.manifests()[SETTINGS_FILE]).toBe(before[SETTINGS_FILE]);
});

// ---- types

const WRONG_TYPES = [
  { name: 'generate is a text', change: ['generate:', 'generate: everything\n    ignored:'], line: 12 },
  { name: 'the rule is a text', change: ['rules:', 'rules:\n  - settings\n  others:'], line: 7 },
  { name: 'rules is a map', change: ['rules:', 'rules: {one: two}\n  others:'], line: 6 },
  { name: 'spec is a list', change: ['spec:', 'spec: []\nothers:'], line: 5 },
  { name: 'synchronize is a text', change: ['synchronize: true', 'synchronize: "yes"'], line: 13 },
  { name: 'the name is a number', change: ['name: settings\n      namespace', 'name: 7\n      namespace'], line: 16 },
] as const;

test.each(WRONG_TYPES)('R1: what a rule made is held when $name, and the place is named', async ({ change, line }) => {
  const policy = clusterPolicy('tenants', perNamespace('data: {k: v}'));
  const project = aProject(tenants(policy));
  await project.reconcile();
  const before = project.manifests();
  const broken = policy.replace(change[0], change[1]);
  expect(broken).not.toBe(policy);
  project.write({ 'policies/tenants.yaml': broken });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toContainEqual(
    expect.objectContaining({ code: 'policy/wrong-type', at: `policies/tenants.yaml:${line}`, policy: 'tenants' }),
  );
  expect(project.manifests()[SETTINGS_FILE]).toBe(before[SETTINGS_FILE]);
});

test.each(['7', '[tenants]', ''])(
  'R1: a policy whose name is %j cannot be told from the one that was there, so nothing is written',
  async (name) => {
    const policy = clusterPolicy('tenants', perNamespace('data: {k: v}'));
    const project = aProject(tenants(policy));
    await project.reconcile();
    const before = project.files('output');
    project.write({ 'policies/tenants.yaml': policy.replace('name: tenants', `name: ${name}`) });
    const result = await project.reconcile();
    expect(result.status).toBe(2);
    const told = errorsOf(result).find(({ code }) => code === 'load/invalid-object');
    expect(told?.at).toMatch(/^policies\/tenants.yaml:[34]$/);
    expect(project.files('output')).toEqual(before);
  },
);

// ---- renaming

test('B62: a policy renamed with the same rules moves its downstreams: no delete, no create', async () => {
  const rule = perNamespace('data: {k: v}');
  const project = aProject(tenants(clusterPolicy('tenants', rule)));
  await project.reconcile();
  project.write({ 'policies/tenants.yaml': clusterPolicy('customers', rule) });
  const { diff = '' } = (await project.diff()).report;
  expect(diff.split('\n').filter((line) => /^[-+] /.test(line))).toEqual([
    '-    headwater.dev/policy: tenants',
    '+    headwater.dev/policy: customers',
  ]);
  const result = await project.reconcile();
  expect(result.status).toBe(0);
  expect(actionsOf(result)).toEqual(['update ConfigMap/team-a/settings']);
  expect(result.report.counts).toMatchObject({ created: 0, deleted: 0 });
  project.remove('policies/tenants.yaml');
  expect(actionsOf(await project.reconcile())).toEqual(['delete ConfigMap/team-a/settings']);
});

test('B62: without provenance in manifests a renamed policy changes no file of them', async () => {
  const rule = perNamespace('data: {k: v}');
  const project = aProject(tenants(clusterPolicy('tenants', rule)));
  await project.reconcile({ provenance: 'none' });
  const before = project.manifests();
  project.write({ 'policies/tenants.yaml': clusterPolicy('customers', rule) });
  const result = await project.reconcile({ provenance: 'none' });
  expect(actionsOf(result)).toEqual([]);
  expect(project.manifests()).toEqual(before);
});
