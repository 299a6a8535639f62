// What the settings of a GeneratingPolicy do over its life: DELETE among the operations, no admission, server-side apply, chains, a
// namespace of its own; and what the ledger may know.
import { describe, expect, test } from 'vitest';
import {
  BEFORE,
  configMap,
  copied,
  LIFECYCLES,
  live,
  made,
  namespaces,
  policy,
  trigger,
  TRIGGER,
  type PolicyParts,
  type Step,
} from '../support/cel-lifecycle.ts';

const DATA = 'team-a/configmap_data.yaml';
const ONCE = 'team-a/configmap_once.yaml';

/** A policy and one that does not synchronize, over the same. */
function two(
  parts: Omit<Partial<PolicyParts>, 'generate'> & { readonly generate: (name: string) => string },
): Record<string, string> {
  const { generate, ...rest } = parts;
  const one = (name: string, synchronize: boolean): string =>
    policy({ ...rest, name, synchronize, generate: [generate(`"${name}"`)] });
  return { 'policies/data.yaml': one('data', true), 'policies/once.yaml': one('once', false) };
}

const ON_DELETION = two({
  operations: '[DELETE]',
  generate: (name) => made(name, 'oldObject.data.color', 'namespaceObject.metadata.name'),
});
const ALWAYS = two({
  operations: '[CREATE, UPDATE, DELETE]',
  generate: (name) => made(name, '(object == null ? oldObject : object).data.color', 'request.namespace'),
});
const NOT_ADMITTED = 'admission: {enabled: false}';

const DELETE_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'DELETE alone: made of the last object seen, and kept': [
    { says: 'the policies are there', write: { ...BEFORE, ...ON_DELETION, ...trigger() } },
    { says: 'the trigger changes', write: trigger('blue') },
    { says: 'it is deleted', remove: [TRIGGER], downstreams: { [DATA]: 'created', [ONCE]: 'created' } },
    { says: 'nothing happens' },
    { says: 'it is created again', write: trigger('green') },
    { says: 'it is deleted again', remove: [TRIGGER], downstreams: { [DATA]: 're-rendered', [ONCE]: 'unchanged' } },
    {
      says: 'the policies are deleted',
      remove: Object.keys(ON_DELETION),
      downstreams: { [DATA]: 'deleted', [ONCE]: 'retained' },
    },
  ],
  'all operations: what was made before stays': [
    { says: 'the policies are there', write: { ...BEFORE, ...ALWAYS } },
    { says: 'the trigger appears', write: trigger(), downstreams: { [DATA]: 'created', [ONCE]: 'created' } },
    { says: 'it is deleted', remove: [TRIGGER] },
    { says: 'nothing happens' },
  ],
  'all operations, another name on deletion: both are there': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        'policies/data.yaml': policy({
          name: 'data',
          operations: '["*"]',
          generate: [made('object == null ? "once" : "data"', '"red"', 'request.namespace')],
        }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [DATA]: 'created' } },
    { says: 'it is deleted', remove: [TRIGGER], downstreams: { [ONCE]: 'created', [DATA]: 'held' } },
    { says: 'nothing happens', downstreams: { [ONCE]: 'unchanged', [DATA]: 'held' } },
  ],
  'an evaluation that cannot do without the object: what was made is held': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        'policies/data.yaml': policy({ name: 'data', operations: '["*"]', generate: [made('"data"')] }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [DATA]: 'created' } },
    {
      says: 'it is deleted',
      remove: [TRIGGER],
      exit: '1',
      reports: 'evaluate/expression',
      downstreams: { [DATA]: 'held' },
    },
  ],
};

const ADMISSION_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'without admission, later triggers are not heard of': [
    { says: 'the policies are there', write: { ...BEFORE, ...two({ evaluation: NOT_ADMITTED, generate: made }) } },
    {
      says: 'a trigger appears',
      write: trigger(),
      downstreams: { [DATA]: 'created · absent', [ONCE]: 'created · absent' },
    },
  ],
  'without admission and generateExisting, a cluster has nothing of it': [
    { says: 'the trigger is there', write: { ...BEFORE, ...trigger() } },
    {
      says: 'the policies come',
      write: two({ evaluation: NOT_ADMITTED, generate: made }),
      downstreams: { [DATA]: 'created · absent', [ONCE]: 'created · absent' },
    },
    {
      says: 'the trigger changes',
      write: trigger('blue'),
      downstreams: { [DATA]: 're-rendered · absent', [ONCE]: 'unchanged · absent' },
    },
  ],
  'without admission, with generateExisting': [
    { says: 'the trigger is there', write: { ...BEFORE, ...trigger() } },
    {
      says: 'the policies come',
      write: two({ evaluation: `${NOT_ADMITTED}, generateExisting: {enabled: true}`, generate: made }),
      downstreams: { [DATA]: 'created', [ONCE]: 'created' },
    },
    {
      says: 'another trigger appears',
      write: { 'cluster-state/other.yaml': configMap('team-b', 'trigger', 'red', 'yes') },
      downstreams: {
        'team-b/configmap_data.yaml': 'created · absent',
        'team-b/configmap_once.yaml': 'created · absent',
      },
    },
    {
      says: 'the trigger changes',
      write: trigger('blue'),
      downstreams: { [DATA]: 're-rendered · held', [ONCE]: 'unchanged' },
    },
    {
      says: 'the policies change: what is there is processed',
      write: two({
        evaluation: `${NOT_ADMITTED}, generateExisting: {enabled: true}`,
        generate: (name) => made(name, 'object.data.color + "!"'),
      }),
      downstreams: {
        [DATA]: 'synced',
        [ONCE]: 'unchanged · re-rendered',
        'team-b/configmap_data.yaml': 'synced · created',
        'team-b/configmap_once.yaml': 'unchanged · created',
      },
    },
    {
      says: 'the trigger no longer matches',
      write: trigger('blue', 'no'),
      downstreams: { [DATA]: 'deleted · held', [ONCE]: 'retained · held' },
    },
    {
      says: 'the other is deleted',
      remove: ['cluster-state/other.yaml'],
      downstreams: {
        [DATA]: 'absent · held',
        'team-b/configmap_data.yaml': 'deleted · held',
        'team-b/configmap_once.yaml': 'retained · held',
      },
    },
    {
      says: 'the policies are deleted',
      remove: ['policies/data.yaml', 'policies/once.yaml'],
      downstreams: {
        [DATA]: 'absent · deleted',
        [ONCE]: 'unchanged · retained',
        'team-b/configmap_data.yaml': 'absent · deleted',
        'team-b/configmap_once.yaml': 'unchanged · retained',
      },
    },
  ],
  'without admission, a deletion is not heard of': [
    { says: 'the trigger is there', write: { ...BEFORE, ...trigger() } },
    {
      says: 'the policies come',
      write: two({
        evaluation: `${NOT_ADMITTED}, generateExisting: {enabled: true}`,
        operations: '["*"]',
        generate: (name) => made(name, '(object == null ? oldObject : object).data.color', 'request.namespace'),
      }),
      downstreams: { [DATA]: 'created', [ONCE]: 'created' },
    },
    {
      says: 'the trigger is deleted',
      remove: [TRIGGER],
      downstreams: { [DATA]: 'deleted · held', [ONCE]: 'retained · held' },
    },
    { says: 'nothing happens', downstreams: { [DATA]: 'absent · held', [ONCE]: 'unchanged · held' } },
  ],
};

const CHAINED = {
  'policies/1.yaml': policy({
    name: 'first',
    generate: [
      'generator.apply(object.metadata.namespace, [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "link", "labels": {"next": "1"}}, "data": object.data}])',
    ],
  }),
  'policies/2.yaml': policy({
    name: 'second',
    evaluation: 'skipBackgroundRequests: false',
    constraints: 'objectSelector: {matchLabels: {next: "1"}}',
    generate: [
      'generator.apply(object.metadata.namespace, [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "last", "labels": {"next": "2"}}, "data": object.data}])',
    ],
  }),
  'policies/3.yaml': policy({
    name: 'third',
    constraints: 'objectSelector: {matchLabels: {next: "2"}}',
    generate: [made('"never"')],
  }),
};
const LINK = 'team-a/configmap_link.yaml';
const LAST = 'team-a/configmap_last.yaml';

const OTHER_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'useServerSideApply: own fields are reverted, others kept': [
    {
      says: 'the policies are there',
      write: { ...BEFORE, ...two({ spec: ['useServerSideApply: true'], generate: made }) },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [DATA]: 'created', [ONCE]: 'created' } },
    {
      says: 'the files are edited',
      write: Object.fromEntries(
        ['data', 'once'].map((name) => [
          `output/team-a/configmap_${name}.yaml`,
          `${configMap('team-a', name, 'edited').trim().replace('}', ', labels: {own: "1"}}').replace(/\}$/, ', more: kept}')}\n`,
        ]),
      ),
      downstreams: { [DATA]: 'reverted', [ONCE]: 'kept as edited' },
    },
  ],
  'a chain goes on within one run, and ends with its head': [
    { says: 'the policies are there', write: { ...BEFORE, ...CHAINED } },
    { says: 'the trigger appears', write: trigger(), downstreams: { [LINK]: 'created', [LAST]: 'created' } },
    { says: 'it changes', write: trigger('blue'), downstreams: { [LINK]: 're-rendered', [LAST]: 're-rendered' } },
    { says: 'it is deleted', remove: [TRIGGER], downstreams: { [LINK]: 'deleted', [LAST]: 'deleted' } },
  ],
  'a namespaced policy: triggers and targets of its own namespace': [
    {
      says: 'the policies are there',
      write: {
        ...BEFORE,
        'policies/own.yaml': policy({
          name: 'own',
          namespace: 'team-a',
          generate: [
            'generator.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "data", "namespace": "team-b"}, "data": object.data}])',
          ],
        }),
      },
    },
    {
      says: 'triggers appear here and elsewhere',
      write: { ...trigger(), 'cluster-state/other.yaml': configMap('team-b', 'trigger', 'blue', 'yes') },
      downstreams: { [DATA]: 'created' },
    },
    { says: 'it changes', write: trigger('blue'), downstreams: { [DATA]: 're-rendered' } },
    { says: 'the policy is deleted', remove: ['policies/own.yaml'], downstreams: { [DATA]: 'deleted' } },
  ],
  'time and chance keep their value while nothing else changes': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        'policies/data.yaml': policy({
          name: 'data',
          generate: [made('"data"', 'string(time.now()) + random("[a-z]{8}") + object.data.color')],
        }),
      },
      reports: 'policy/not-repeatable',
    },
    {
      says: 'the trigger appears',
      write: trigger(),
      flags: { now: '2026-01-02T00:00:00Z' },
      reports: 'policy/not-repeatable',
      downstreams: { [DATA]: 'created' },
    },
    {
      says: 'time goes by',
      flags: { now: '2026-01-03T00:00:00Z' },
      reports: 'policy/not-repeatable',
      downstreams: { [DATA]: 'unchanged' },
    },
    {
      says: 'the trigger changes',
      write: trigger('blue'),
      flags: { now: '2026-01-04T00:00:00Z' },
      reports: 'policy/not-repeatable',
      downstreams: { [DATA]: 're-rendered' },
    },
  ],
};

describe.each([
  ['DELETE', DELETE_ROWS],
  ['admission', ADMISSION_ROWS],
  ['others', OTHER_ROWS],
] as const)('%s', (_, rows) => {
  describe.each(Object.entries(rows))('%s', (__, steps) => {
    test.each(LIFECYCLES)('%s', async (lifecycle) => {
      await live(lifecycle, steps);
    });
  });
});

test('server-side apply leaves the fields of others in the manifest, and puts its own right', async () => {
  const { project } = await live(
    'desired',
    OTHER_ROWS['useServerSideApply: own fields are reverted, others kept'] ?? [],
  );
  const text = project.read(`output/${DATA}`);
  expect(text).toContain('more: kept');
  expect(text).toContain('own: "1"');
  expect(text).toContain('color: red');
});

describe('a namespaced policy may not', () => {
  const own = (generate: string): string => policy({ name: 'own', namespace: 'team-a', generate: [generate] });
  const aNamespace = own('generator.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "mine"}}])');
  const elsewhere = aNamespace.replace(
    / {2}- expression[^]*$/,
    '  - template: {value: "{apiVersion: v1, kind: ConfigMap, metadata: {name: data, namespace: team-b}}"}\n',
  );
  const ofOthers = own('generator.apply([resource.get("v1", "configmaps", "team-b", "trigger")])');

  test.each([
    ['generate a cluster-scoped kind', aNamespace, 'evaluate/confined'],
    ['generate into another namespace', elsewhere, 'evaluate/confined'],
    ['read in another namespace', ofOthers, 'evaluate/expression policy/cel-check'],
  ])('%s; what it made is held', async (_, text, reports) => {
    const sound = own('generator.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "data"}}])');
    await live('desired', [
      {
        says: 'the policy is sound',
        write: { ...BEFORE, ...trigger(), 'policies/own.yaml': sound },
        downstreams: { [DATA]: 'created' },
      },
      { says: 'it is not', write: { 'policies/own.yaml': text }, exit: '1', reports, downstreams: { [DATA]: 'held' } },
    ]);
  });
});

test.each(LIFECYCLES)('%s: the ledger never holds the values of a Secret', async (lifecycle) => {
  const value = 'Y29ycmVjdC1ob3JzZQ==';
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: token, namespace: team-a, labels: {share: "yes"}}\ndata: {token: ${value}}\n`;
  const { project } = await live(lifecycle, [
    {
      says: 'a policy over Secrets that has to remember its triggers',
      write: {
        ...BEFORE,
        'policies/data.yaml': policy({
          name: 'data',
          resources: '[secrets]',
          operations: '["*"]',
          spec: [
            "matchConditions: [{name: any, expression: 'oldObject == null || oldObject.data.size() > 0 || true'}]",
          ],
          generate: [made('"data"', '"red"', 'request.namespace')],
        }),
        'policies/copy.yaml': policy({
          name: 'copy',
          resources: '[secrets]',
          generate: ['generator.apply("team-b", [object])'],
        }),
      },
    },
    {
      says: 'a Secret appears; a copy of it is refused',
      write: { 'cluster-state/secret.yaml': secret },
      exit: '1',
      reports: 'plan/secret-refused',
      downstreams: { [DATA]: 'created' },
    },
    {
      says: 'it changes',
      write: { 'cluster-state/secret.yaml': secret.replace('\ndata:', '\ntype: Opaque\ndata:') },
      exit: '1',
      reports: 'plan/secret-refused',
    },
    { says: 'it is deleted', remove: ['cluster-state/secret.yaml'] },
  ]);
  const written = JSON.stringify(project.files('output'));
  expect(written).not.toContain(value);
  expect(written).not.toContain('correct-horse');
});

test('what an expression fails with does not show the value of a Secret', async () => {
  const { last } = await live('desired', [
    {
      says: 'a policy takes a Secret for a number',
      write: {
        ...BEFORE,
        'cluster-state/secret.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: {name: token, namespace: shared}\ndata: {token: Y29ycmVjdC1ob3JzZQ==}\n',
        'policies/data.yaml': policy({
          name: 'data',
          generate: [made('"data"', 'string(int(resource.get("v1", "secrets", "shared", "token").data.token))')],
        }),
        'policies/decoded.yaml': policy({
          name: 'decoded',
          generate: [made('string(base64.decode(resource.get("v1", "secrets", "shared", "token").data.token)) + "/"')],
        }),
        ...trigger(),
      },
      exit: '1',
      reports: 'evaluate/expression evaluate/invalid-target',
    },
  ]);
  const told = JSON.stringify(last.report);
  expect(told).not.toContain('Y29ycmVjdC1ob3JzZQ');
  expect(told).not.toContain('correct-horse');
});

test('a clone in a chain follows the first link', async () => {
  await live('desired', [
    {
      says: 'one policy makes what another copies',
      write: {
        ...BEFORE,
        'policies/1.yaml': policy({ name: 'first', generate: [made('"one"', 'object.data.color', '"shared"')] }),
        'policies/2.yaml': policy({ name: 'second', generate: [copied('one')] }),
        ...trigger(),
        'cluster-state/more.yaml': namespaces('team-c'),
      },
      downstreams: { 'shared/configmap_one.yaml': 'created', 'team-a/configmap_one.yaml': 'created' },
    },
    {
      says: 'the trigger changes',
      write: trigger('blue'),
      downstreams: { 'shared/configmap_one.yaml': 're-rendered', 'team-a/configmap_one.yaml': 'synced' },
    },
  ]);
});
