// The rows of the lifecycle table for a GeneratingPolicy, in both lifecycles: one policy for each column, one trigger.
import { describe, test } from 'vitest';
import {
  all,
  BEFORE,
  begun,
  COLUMNS,
  columns,
  configMap,
  copied,
  LIFECYCLES,
  live,
  made,
  policy,
  row,
  sources,
  trigger,
  TRIGGER,
  type Step,
} from '../support/cel-lifecycle.ts';

const SYNCED_CLONE = 'cluster-state/clone-sync.yaml';
const ONCE_CLONE = 'cluster-state/clone-once.yaml';
const CREATE_ONLY = columns({ operations: '[CREATE]' });
const WITH_CONDITION = ['matchConditions: [{name: not-grey, expression: \'object.data.color != "grey"\'}]'];
const FOR_OTHERS = 'objectSelector: {matchLabels: {share: never}}';
const EXEMPT = ['data-sync', 'data-once', 'clone-sync', 'clone-once']
  .map((name) => `{name: ${name}, kind: GeneratingPolicy}`)
  .join(', ');
const EXCEPTION = {
  'policies/exception.yaml': `apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: {name: for-now, namespace: team-a}
spec: {policyRefs: [${EXEMPT}]}
`,
};

const TRIGGER_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'the trigger appears': begun(),
  'the trigger appears where such objects are: none is claimed': [
    {
      says: 'the policies are there, and the objects',
      write: {
        ...BEFORE,
        ...columns(),
        'cluster-state/there.yaml': ['data-sync', 'data-once', 'clone-sync', 'clone-once']
          .map((name) => configMap('team-a', name, 'green'))
          .join('---\n'),
      },
    },
    { says: 'the trigger appears', write: trigger(), downstreams: all('absent') },
  ],
  'the trigger was there before its policy': [
    { says: 'the trigger is there', write: { ...BEFORE, ...trigger() } },
    { says: 'the policies come', write: columns(), downstreams: all('created · absent') },
    {
      says: 'the trigger changes',
      write: trigger('blue'),
      downstreams: row('re-rendered · created', 'unchanged · created', 'unchanged · created', 'unchanged · created'),
    },
  ],
  'the trigger was there before its policy, with generateExisting': [
    { says: 'the trigger is there', write: { ...BEFORE, ...trigger() } },
    {
      says: 'the policies come',
      write: columns({ evaluation: 'generateExisting: {enabled: true}' }),
      downstreams: all('created'),
    },
  ],
  'the trigger changes and still matches': [
    ...begun(),
    {
      says: 'it changes',
      write: trigger('blue'),
      downstreams: row('re-rendered', 'unchanged · re-rendered', 'unchanged', 'unchanged'),
    },
  ],
  'the trigger changes, and so did the sources': [
    ...begun(),
    {
      says: 'both change',
      write: { ...trigger('blue'), ...sources('blue') },
      downstreams: row('re-rendered', 'unchanged · re-rendered', 're-rendered', 'unchanged · re-rendered'),
    },
  ],
  'the trigger changes where what it made is missing': [
    ...begun(),
    {
      says: 'it changes, and the files are deleted',
      write: trigger('blue'),
      remove: Object.keys(all('')).map((path) => `output/${path}`),
      downstreams: row('recreated', 'stays deleted · recreated', 'recreated', 'stays deleted · recreated'),
    },
  ],
  'the trigger changes, and UPDATE is no operation of the policy': [
    ...begun(CREATE_ONLY),
    {
      says: 'it changes',
      write: { ...trigger('blue'), [SYNCED_CLONE]: configMap('shared', 'clone-sync', 'blue') },
      downstreams: row('re-rendered · held', 'unchanged', 're-rendered · held', 'unchanged'),
    },
  ],
  'the trigger no longer matches: objectSelector': [
    ...begun(),
    {
      says: 'its label changes',
      write: trigger('red', 'no'),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
    {
      says: 'its label is back',
      write: trigger('red', 'yes'),
      downstreams: row('created', 'unchanged', 'created', 'unchanged'),
    },
  ],
  'the trigger no longer matches: objectSelector, where the policy reads the former object': [
    ...begun(
      columns({ spec: ["matchConditions: [{name: any, expression: 'oldObject == null || oldObject != null'}]"] }),
    ),
    {
      says: 'its label changes',
      write: trigger('red', 'no'),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
  ],
  'the trigger no longer matches: matchConditions': [
    ...begun(columns({ spec: WITH_CONDITION })),
    { says: 'it turns grey', write: trigger('grey'), downstreams: row('deleted', 'retained', 'deleted', 'retained') },
  ],
  'the trigger no longer matches, and UPDATE is no operation of the policy': [
    ...begun(columns({ spec: WITH_CONDITION, operations: '[CREATE]' })),
    {
      says: 'it turns grey',
      write: trigger('grey'),
      downstreams: row('deleted · held', 'retained · unchanged', 'deleted · held', 'retained · unchanged'),
    },
  ],
  'the policies no longer match the trigger: constraints': [
    ...begun(),
    {
      says: 'the constraints are edited',
      write: columns({ constraints: FOR_OTHERS }),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
  ],
  'the policies no longer match the trigger: excludeResourceRules': [
    ...begun(),
    {
      says: 'the trigger is excluded by name',
      write: columns({
        constraints:
          'objectSelector: {matchLabels: {share: "yes"}}\n    excludeResourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps], resourceNames: [trigger]}]',
      }),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
  ],
  'the policies no longer match the trigger: matchConditions': [
    ...begun(),
    {
      says: 'a condition is added',
      write: columns({ spec: ["matchConditions: [{name: none, expression: 'false'}]"] }),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
  ],
  'the policies mean the trigger only now, then no longer, then again': [
    { says: 'the policies are for others', write: { ...BEFORE, ...columns({ constraints: FOR_OTHERS }) } },
    { says: 'the trigger appears', write: trigger(), downstreams: all('absent') },
    { says: 'the policies mean it', write: columns(), downstreams: all('created · absent') },
    {
      says: 'the trigger changes',
      write: trigger('blue'),
      downstreams: row('re-rendered · created', 'unchanged · created', 'unchanged · created', 'unchanged · created'),
    },
    {
      says: 'the policies are for others again',
      write: columns({ constraints: FOR_OTHERS }),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
    {
      says: 'the policies mean it again',
      write: columns(),
      downstreams: row('created · absent', 'unchanged', 'created · absent', 'unchanged'),
    },
  ],
  'the policies mean the trigger only now, with generateExisting': [
    { says: 'the policies are for others', write: { ...BEFORE, ...columns({ constraints: FOR_OTHERS }) } },
    { says: 'the trigger appears', write: trigger(), downstreams: all('absent') },
    {
      says: 'the policies mean it',
      write: columns({ evaluation: 'generateExisting: {enabled: true}' }),
      downstreams: all('created'),
    },
  ],
  'an exception begins and ends': [
    ...begun(),
    { says: 'an exception names the policies', write: EXCEPTION, downstreams: all('held') },
    { says: 'the trigger changes under it', write: trigger('blue'), downstreams: all('held') },
    {
      says: 'it is removed',
      remove: ['policies/exception.yaml'],
      downstreams: row('re-rendered', 'unchanged · re-rendered', 'unchanged', 'unchanged'),
    },
  ],
  'the trigger is deleted under an exception, which ends then': [
    ...begun(),
    { says: 'an exception names the policies', write: EXCEPTION, downstreams: all('held') },
    { says: 'the trigger is deleted', remove: [TRIGGER], downstreams: all('held') },
    {
      says: 'the exception is removed',
      remove: ['policies/exception.yaml'],
      downstreams: row('deleted · held', 'retained · held', 'deleted · held', 'retained · held'),
    },
  ],
  'an exception for some objects begins and ends': [
    ...begun(),
    {
      says: 'it is for what is red',
      write: {
        'policies/exception.yaml': `${EXCEPTION['policies/exception.yaml'].trim().replace(/\}$/, ', matchConditions: [{name: red, expression: \'object.data.color == "red"\'}]}')}\n`,
      },
      downstreams: all('held'),
    },
    {
      says: 'the trigger turns blue',
      write: trigger('blue'),
      downstreams: row('re-rendered', 'unchanged · re-rendered', 'unchanged', 'unchanged'),
    },
    { says: 'it turns red again', write: trigger('red'), downstreams: all('held') },
  ],
  'an exception that is not understood': [
    ...begun(),
    {
      says: 'its references cannot be read, and the trigger goes',
      write: {
        'policies/exception.yaml': EXCEPTION['policies/exception.yaml'].replace('kind: GeneratingPolicy', 'kind: 7'),
      },
      remove: [TRIGGER],
      exit: '1',
      reports: 'policy/not-evaluated policy/not-evaluated policy/not-evaluated policy/not-evaluated policy/wrong-type',
      downstreams: all('held'),
    },
  ],
  'the trigger is deleted': [
    ...begun(),
    { says: 'it is deleted', remove: [TRIGGER], downstreams: row('deleted', 'retained', 'deleted', 'retained') },
    {
      says: 'it is created again',
      write: trigger('blue'),
      downstreams: row('created', 'unchanged', 'created', 'unchanged'),
    },
  ],
  'the trigger is deleted, and only CREATE is an operation of the policy': [
    ...begun(CREATE_ONLY),
    { says: 'it is deleted', remove: [TRIGGER], downstreams: row('deleted', 'retained', 'deleted', 'retained') },
  ],
  'the trigger is deleted, and DELETE is an operation of the policy': [
    ...begun(
      columns({
        operations: '[DELETE]',
        color: 'object == null ? oldObject.data.color : "none"',
      }),
      all('absent'),
    ),
    {
      says: 'it is deleted; the clones ask for the namespace of an object that is null',
      remove: [TRIGGER],
      exit: '1',
      reports: Array.from({ length: 4 }, () => 'evaluate/expression').join(' '),
      downstreams: all('absent'),
    },
  ],
};

const OUTPUT_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'the downstream is deleted from output': [
    ...begun(),
    {
      says: 'the files are deleted',
      remove: Object.keys(all('')).map((path) => `output/${path}`),
      downstreams: row('recreated', 'stays deleted', 'recreated', 'stays deleted'),
    },
  ],
  'the downstream is edited in output': [
    ...begun(),
    {
      says: 'other content is written',
      write: Object.fromEntries(
        COLUMNS.map((path) => path.replace(/^policies\/(.*)\.yaml$/, '$1')).map((name) => [
          `output/team-a/configmap_${name}.yaml`,
          configMap('team-a', name, 'edited'),
        ]),
      ),
      downstreams: row('reverted', 'kept as edited', 'reverted', 'kept as edited'),
    },
  ],
};

const POLICY_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'the policy is deleted': [
    ...begun(),
    { says: 'it is', remove: COLUMNS, downstreams: row('deleted', 'retained', 'retained', 'retained') },
  ],
  'the policy is deleted with orphanDownstreamOnPolicyDelete': [
    ...begun(columns({ evaluation: 'orphanDownstreamOnPolicyDelete: {enabled: true}' })),
    { says: 'it is', remove: COLUMNS, downstreams: all('retained') },
    {
      says: 'it comes back',
      write: columns({ color: '"green"' }),
      downstreams: row('synced', 'unchanged', 'unchanged', 'unchanged'),
    },
  ],
  'the policy is deleted with orphanDownstreamOnPolicyDelete set to false': [
    ...begun(columns({ evaluation: 'orphanDownstreamOnPolicyDelete: {enabled: false}' })),
    { says: 'it is', remove: COLUMNS, downstreams: row('deleted', 'retained', 'deleted · retained', 'retained') },
  ],
  'the policy is edited: content': [
    ...begun(),
    {
      says: 'other data, other sources',
      write: {
        ...columns({ color: '"green"' }),
        'policies/clone-sync.yaml': policy({
          name: 'clone-sync',
          generate: [made('"clone-sync"', '"green"')],
        }),
        'policies/clone-once.yaml': policy({
          name: 'clone-once',
          synchronize: false,
          generate: [made('"clone-once"', '"green"')],
        }),
      },
      downstreams: row('synced', 'unchanged', 'synced', 'unchanged'),
    },
  ],
  'the target is renamed by the policy': [
    ...begun(),
    {
      says: 'other names',
      write: {
        'policies/data-sync.yaml': policy({ name: 'data-sync', generate: [made('"renamed-sync"')] }),
        'policies/data-once.yaml': policy({
          name: 'data-once',
          synchronize: false,
          generate: [made('"renamed-once"')],
        }),
        'policies/clone-sync.yaml': policy({ name: 'clone-sync', generate: [copied('clone-sync', '"team-b"')] }),
        'policies/clone-once.yaml': policy({
          name: 'clone-once',
          synchronize: false,
          generate: [copied('clone-once', '"team-b"')],
        }),
      },
      downstreams: {
        ...row('deleted', 'retained', 'deleted', 'retained'),
        'team-a/configmap_renamed-sync.yaml': 'created',
        'team-a/configmap_renamed-once.yaml': 'created',
        'team-b/configmap_clone-sync.yaml': 'created',
        'team-b/configmap_clone-once.yaml': 'created',
      },
    },
  ],
  'the target is renamed by a value of the trigger': [
    {
      says: 'the policies are there',
      write: {
        ...BEFORE,
        'policies/sync.yaml': policy({ name: 'sync', generate: [made('"sync-" + object.data.color')] }),
        'policies/once.yaml': policy({
          name: 'once',
          synchronize: false,
          generate: [made('"once-" + object.data.color')],
        }),
      },
    },
    {
      says: 'the trigger appears',
      write: trigger(),
      downstreams: { 'team-a/configmap_sync-red.yaml': 'created', 'team-a/configmap_once-red.yaml': 'created' },
    },
    {
      says: 'the value changes',
      write: trigger('blue'),
      downstreams: {
        'team-a/configmap_sync-red.yaml': 'deleted',
        'team-a/configmap_once-red.yaml': 'retained',
        'team-a/configmap_sync-blue.yaml': 'created',
        'team-a/configmap_once-blue.yaml': 'created',
      },
    },
  ],
  'synchronize is switched off': [
    ...begun(),
    { says: 'off', write: columns({ synchronize: false }), downstreams: row('held', 'unchanged', 'held', 'unchanged') },
    { says: 'the sources change', write: sources('blue'), downstreams: all('unchanged') },
    { says: 'the trigger is deleted', remove: [TRIGGER], downstreams: all('retained') },
  ],
  'synchronize is switched on': [
    ...begun(),
    {
      says: 'the sources change',
      write: sources('blue'),
      downstreams: row('unchanged', 'unchanged', 'synced', 'unchanged'),
    },
    {
      says: 'on',
      write: columns({ synchronize: true, color: '"green"' }),
      downstreams: row('synced', 'brought in line', 'unchanged', 'brought in line'),
    },
    { says: 'the trigger is deleted', remove: [TRIGGER], downstreams: all('deleted') },
  ],
};

const SOURCE_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'the source changes': [
    ...begun(),
    { says: 'they do', write: sources('blue'), downstreams: row('unchanged', 'unchanged', 'synced', 'unchanged') },
  ],
  'the source is deleted, and the policy fails for want of it': [
    ...begun(),
    {
      says: 'both are',
      remove: [SYNCED_CLONE, ONCE_CLONE],
      exit: '1',
      reports: 'evaluate/expression evaluate/expression',
      downstreams: row('unchanged', 'unchanged', 'deleted', 'retained'),
    },
    { says: 'the error is told again', exit: '1', reports: 'evaluate/expression evaluate/expression' },
    {
      says: 'the sources are back',
      write: sources('blue'),
      downstreams: row('unchanged', 'unchanged', 'created', 'unchanged'),
    },
  ],
  'the source appears later': [
    { says: 'there are no sources', write: { ...BEFORE, ...columns() }, remove: [SYNCED_CLONE, ONCE_CLONE] },
    {
      says: 'the trigger appears',
      write: trigger(),
      exit: '1',
      reports: 'evaluate/expression evaluate/expression',
      downstreams: row('created', 'created', 'absent', 'absent'),
    },
    { says: 'they appear', write: sources(), downstreams: row('unchanged', 'unchanged', 'created', 'created') },
  ],
};

const DOUBT_ROWS: Readonly<Record<string, readonly Step[]>> = {
  'the evaluation fails': [
    ...begun(),
    {
      says: 'the content asks for what is not there',
      write: {
        ...columns({ color: 'object.data.size' }),
        'policies/clone-sync.yaml': policy({
          name: 'clone-sync',
          generate: [copied('clone-sync', 'object.data.size')],
        }),
        'policies/clone-once.yaml': policy({
          name: 'clone-once',
          generate: [copied('clone-once', 'object.data.size')],
        }),
      },
      exit: '1',
      reports: Array.from({ length: 4 }, () => 'evaluate/expression').join(' '),
      downstreams: all('held'),
    },
  ],
  'a condition fails': [
    ...begun(),
    {
      says: 'it asks for what is not there',
      write: columns({ spec: ['matchConditions: [{name: size, expression: \'object.data.size == "xl"\'}]'] }),
      exit: '1',
      reports: Array.from({ length: 4 }, () => 'evaluate/expression').join(' '),
      downstreams: all('held'),
    },
  ],
  'the policy does not parse, and the trigger goes': [
    ...begun(),
    {
      says: 'it does not',
      write: columns({ spec: ["matchConditions: [{name: broken, expression: 'object.('}]"] }),
      remove: [TRIGGER],
      exit: '1',
      reports: Array.from({ length: 4 }, () => 'policy/expression').join(' '),
      downstreams: all('held'),
    },
    {
      says: 'it is put right',
      write: columns(),
      downstreams: row('deleted', 'retained', 'deleted', 'retained'),
    },
  ],
};

describe.each([
  ['the trigger', TRIGGER_ROWS],
  ['output', OUTPUT_ROWS],
  ['the policy', POLICY_ROWS],
  ['the source', SOURCE_ROWS],
  ['in doubt', DOUBT_ROWS],
] as const)('%s', (_, rows) => {
  describe.each(Object.entries(rows))('%s', (__, steps) => {
    test.each(LIFECYCLES)('%s', async (lifecycle) => {
      await live(lifecycle, steps);
    });
  });
});
