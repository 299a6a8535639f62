// A GeneratingPolicy with several sources, several triggers and several objects: each downstream is decided for itself.
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
  type Step,
} from '../support/cel-lifecycle.ts';

const LISTED = 'cluster-state/listed.yaml';
const [ONE, TWO, THREE] = ['one', 'two', 'three'].map((name) => `team-a/configmap_${name}.yaml`) as [
  string,
  string,
  string,
];

function listed(...names: readonly string[]): Record<string, string> {
  const texts = names.map((name) =>
    configMap('shared', name, 'red').replace('metadata: {', 'metadata: {labels: {copy: "yes"}, '),
  );
  return { [LISTED]: texts.join('---\n') };
}

const OF_LIST =
  'generator.apply(object.metadata.namespace, [resource.list("v1", "configmaps", "shared", {"copy": "yes"})])';

function oneSource(name: string): Record<string, string> {
  return { [`cluster-state/source-${name}.yaml`]: configMap('shared', name, 'red') };
}

const BOTH = `${copied('one')} && ${copied('two')}`;
const AT_ONCE = `generator.apply(object.metadata.namespace, [
  resource.get("v1", "configmaps", "shared", "one"),
  resource.get("v1", "configmaps", "shared", "two")])`;

function listing(synchronize: boolean): readonly Step[] {
  return [
    {
      says: 'the policy is there, and two sources',
      write: {
        ...BEFORE,
        ...listed('one', 'two'),
        'policies/list.yaml': policy({ name: 'list', synchronize, generate: [OF_LIST] }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [ONE]: 'created', [TWO]: 'created' } },
  ];
}

const ROWS: Readonly<Record<string, readonly Step[]>> = {
  'one of several listed sources is deleted': [
    ...listing(true),
    { says: 'it is', write: listed('one'), downstreams: { [ONE]: 'unchanged', [TWO]: 'deleted' } },
  ],
  'one of several listed sources is deleted, not synchronized': [
    ...listing(false),
    { says: 'it is', write: listed('one'), downstreams: { [ONE]: 'unchanged', [TWO]: 'retained' } },
  ],
  'one of several listed sources is no longer selected': [
    ...listing(true),
    {
      says: 'it loses its label',
      write: { [LISTED]: `${listed('one')[LISTED] ?? ''}---\n${configMap('shared', 'two', 'red')}` },
      downstreams: { [ONE]: 'unchanged', [TWO]: 'deleted · retained' },
    },
  ],
  'one of several listed sources is no longer selected, not synchronized': [
    ...listing(false),
    {
      says: 'it loses its label',
      write: { [LISTED]: `${listed('one')[LISTED] ?? ''}---\n${configMap('shared', 'two', 'red')}` },
      downstreams: { [ONE]: 'unchanged', [TWO]: 'retained' },
    },
  ],
  'all listed sources are deleted: an empty list is no failure': [
    ...listing(true),
    { says: 'they are', remove: [LISTED], downstreams: { [ONE]: 'deleted', [TWO]: 'deleted' } },
  ],
  'a source is selected later': [
    ...listing(true),
    {
      says: 'a third comes',
      write: listed('one', 'two', 'three'),
      downstreams: { [ONE]: 'unchanged', [TWO]: 'unchanged', [THREE]: 'created' },
    },
  ],
  'a source is selected later, not synchronized': [
    ...listing(false),
    { says: 'a third comes', write: listed('one', 'two', 'three'), downstreams: { [THREE]: 'created' } },
  ],
  'the source changes that one of two copies has': [
    ...listing(true),
    {
      says: 'it does',
      write: { [LISTED]: (listed('one', 'two')[LISTED] ?? '').replace('color: red', 'color: blue') },
      downstreams: { [ONE]: 'synced', [TWO]: 'unchanged' },
    },
  ],
  'the first of two sources is deleted: its copy goes, the other is held': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        ...oneSource('one'),
        ...oneSource('two'),
        'policies/both.yaml': policy({ name: 'both', generate: [BOTH] }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [ONE]: 'created', [TWO]: 'created' } },
    {
      says: 'the first source is deleted',
      remove: ['cluster-state/source-one.yaml'],
      exit: '1',
      reports: 'evaluate/expression',
      downstreams: { [ONE]: 'deleted', [TWO]: 'held' },
    },
    {
      says: 'the second changes: that is not seen while the first is missing',
      write: { 'cluster-state/source-two.yaml': configMap('shared', 'two', 'blue') },
      exit: '1',
      reports: 'evaluate/expression',
      downstreams: { [TWO]: 'held' },
    },
    {
      says: 'the first is back',
      write: oneSource('one'),
      downstreams: { [ONE]: 'created', [TWO]: 'synced' },
    },
  ],
  'the second of two sources is deleted: its copy goes, the other is held': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        ...oneSource('one'),
        ...oneSource('two'),
        'policies/both.yaml': policy({ name: 'both', generate: [AT_ONCE] }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [ONE]: 'created', [TWO]: 'created' } },
    {
      says: 'the second source is deleted',
      remove: ['cluster-state/source-two.yaml'],
      exit: '1',
      reports: 'evaluate/expression',
      downstreams: { [ONE]: 'held', [TWO]: 'deleted' },
    },
  ],
  'a source is deleted, not synchronized: its copy is retained, the other held': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        ...oneSource('one'),
        ...oneSource('two'),
        'policies/both.yaml': policy({ name: 'both', synchronize: false, generate: [AT_ONCE] }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [ONE]: 'created', [TWO]: 'created' } },
    {
      says: 'the second source is deleted',
      remove: ['cluster-state/source-two.yaml'],
      exit: '1',
      reports: 'evaluate/expression',
      downstreams: { [ONE]: 'held', [TWO]: 'retained' },
    },
  ],
  'a policy that asks whether its source is there does not fail': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        ...oneSource('one'),
        'policies/one.yaml': policy({
          name: 'one',
          generate: [`dyn(resource.get("v1", "configmaps", "shared", "one")) == null || ${copied('one')}`],
        }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [ONE]: 'created' } },
    { says: 'the source is deleted', remove: ['cluster-state/source-one.yaml'], downstreams: { [ONE]: 'deleted' } },
    { says: 'it is back', write: oneSource('one'), downstreams: { [ONE]: 'created' } },
  ],
  'data and clone from one policy are decided one by one': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        ...oneSource('one'),
        'policies/mixed.yaml': policy({ name: 'mixed', generate: [`${copied('one')} && ${made('"two"')}`] }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [ONE]: 'created', [TWO]: 'created' } },
    {
      says: 'the policy is deleted',
      remove: ['policies/mixed.yaml'],
      downstreams: { [ONE]: 'retained', [TWO]: 'deleted' },
    },
  ],
  'a copy that is made anew from its fields is data': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        ...oneSource('one'),
        'policies/rebuilt.yaml': policy({
          name: 'rebuilt',
          generate: [made('"two"', 'resource.get("v1", "configmaps", "shared", "one").data.color')],
        }),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: { [TWO]: 'created' } },
    {
      says: 'what was read changes',
      write: { 'cluster-state/source-one.yaml': configMap('shared', 'one', 'blue') },
      downstreams: { [TWO]: 'synced' },
    },
    {
      says: 'what was read is deleted',
      remove: ['cluster-state/source-one.yaml'],
      exit: '1',
      reports: 'evaluate/expression',
      downstreams: { [TWO]: 'held' },
    },
    { says: 'the policy is deleted', remove: ['policies/rebuilt.yaml'], downstreams: { [TWO]: 'deleted' } },
  ],
  'one of two triggers is deleted': [
    {
      says: 'the policies are there',
      write: {
        ...BEFORE,
        'policies/sync.yaml': policy({ name: 'sync', generate: [made('"sync"')] }),
        'policies/once.yaml': policy({ name: 'once', synchronize: false, generate: [made('"once"')] }),
      },
    },
    {
      says: 'two triggers appear',
      write: { ...trigger(), 'cluster-state/other.yaml': configMap('team-b', 'trigger', 'blue', 'yes') },
      downstreams: {
        'team-a/configmap_sync.yaml': 'created',
        'team-a/configmap_once.yaml': 'created',
        'team-b/configmap_sync.yaml': 'created',
        'team-b/configmap_once.yaml': 'created',
      },
    },
    {
      says: 'one is deleted',
      remove: [TRIGGER],
      downstreams: { 'team-a/configmap_sync.yaml': 'deleted', 'team-a/configmap_once.yaml': 'retained' },
    },
  ],
  'two triggers claim one identity with other content': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        'policies/claim.yaml': policy({ name: 'claim', generate: [made('"two"', 'object.data.color', '"team-a"')] }),
      },
    },
    {
      says: 'two triggers appear',
      write: { ...trigger(), 'cluster-state/other.yaml': configMap('team-b', 'trigger', 'blue', 'yes') },
      exit: '1',
      reports: 'plan/conflict',
      downstreams: { [TWO]: 'created' },
    },
    { says: 'the first is deleted: the second has it', remove: [TRIGGER], downstreams: { [TWO]: 're-rendered' } },
  ],
  'two triggers claim one identity with equal content': [
    {
      says: 'the policy is there',
      write: {
        ...BEFORE,
        'policies/claim.yaml': policy({ name: 'claim', generate: [made('"two"', '"red"', '"team-a"')] }),
      },
    },
    {
      says: 'two triggers appear',
      write: { ...trigger(), 'cluster-state/other.yaml': configMap('team-b', 'trigger', 'blue', 'yes') },
      downstreams: { [TWO]: 'created' },
    },
    {
      says: 'the second is deleted',
      remove: ['cluster-state/other.yaml'],
      downstreams: { [TWO]: 'unchanged' },
    },
    { says: 'so is the first', remove: [TRIGGER], downstreams: { [TWO]: 'deleted' } },
  ],
  'a file in output that the ledger does not know is not touched': [
    {
      says: 'a file is there',
      reports: 'output/foreign-file',
      write: {
        ...BEFORE,
        'output/team-a/configmap_two.yaml': configMap('team-a', 'two', 'green'),
        'policies/data.yaml': policy({ name: 'data', generate: [made('"two"')] }),
      },
    },
    {
      says: 'a policy wants its place',
      write: trigger(),
      exit: '1',
      reports: 'output/foreign-file plan/foreign-file',
      downstreams: { [TWO]: 'unchanged' },
    },
  ],
};

describe.each(Object.entries(ROWS))('%s', (_, steps) => {
  test.each(LIFECYCLES)('%s', async (lifecycle) => {
    await live(lifecycle, steps);
  });
});

const OF_TEAMS = policy({
  name: 'selected',
  constraints: 'namespaceSelector: {matchLabels: {team: "yes"}}\n    objectSelector: {matchLabels: {share: "yes"}}',
  generate: [made('"two"')],
});
const LABELLED = namespaces('team-a').replace('{name: team-a}', '{name: team-a, labels: {team: "yes"}}');

describe('the Namespace of a trigger is gone from the inventory', () => {
  const steps: readonly Step[] = [
    { says: 'all is there', write: { 'cluster-state/namespaces.yaml': LABELLED, 'policies/selected.yaml': OF_TEAMS } },
    { says: 'the trigger appears', write: trigger(), downstreams: { [TWO]: 'created' } },
    {
      says: 'the Namespace is not in the inventory: nobody knows its labels',
      write: { 'cluster-state/namespaces.yaml': namespaces('team-b') },
      exit: '1',
      reports: 'match/namespace-unknown',
      downstreams: { [TWO]: 'held' },
    },
    {
      says: 'it is back without its label',
      write: { 'cluster-state/namespaces.yaml': namespaces('team-a') },
      downstreams: { [TWO]: 'deleted · held' },
    },
  ];
  test.each(LIFECYCLES)('%s', async (lifecycle) => {
    await live(lifecycle, steps);
  });

  test('a selector that only asks for its name decides without it', async () => {
    const byName = OF_TEAMS.replace('{team: "yes"}', '{kubernetes.io/metadata.name: team-a}');
    const { last } = await live('desired', [
      {
        says: 'all but the Namespace is there',
        write: { 'policies/selected.yaml': byName, ...trigger() },
        reports: 'plan/namespace-missing',
        downstreams: { [TWO]: 'created' },
      },
    ]);
    expect(last.status).toBe(0);
  });
});

test('a failure for want of a source is told once, with its trigger', async () => {
  const { last } = await live('desired', [
    {
      says: 'the policy is there',
      write: { ...BEFORE, 'policies/both.yaml': policy({ name: 'both', generate: [AT_ONCE] }) },
    },
    { says: 'the trigger appears', write: trigger(), exit: '1', reports: 'evaluate/expression' },
  ]);
  expect(last.report.diagnostics).toMatchObject([
    { severity: 'error', policy: 'both', rule: 'generate', trigger: '/ConfigMap/team-a/trigger' },
  ]);
});
