// A GeneratingPolicy as written: what is read of it, its defaults, and what is refused before any expression is looked at.
import { describe, expect, it } from 'vitest';
import { readGeneratingPolicy } from '../../../src/policy/generating-policy/read.ts';
import { aGeneratingPolicy, soundPolicy, theDocument, told, type PolicyParts } from './policies.ts';

const FULL = `apiVersion: policies.kyverno.io/v1beta1
kind: NamespacedGeneratingPolicy
metadata:
  name: copies
  namespace: team-a
spec:
  evaluation:
    admission: {enabled: false}
    generateExisting: {enabled: true}
    synchronize: {enabled: true}
    orphanDownstreamOnPolicyDelete: {enabled: true}
    skipBackgroundRequests: false
  useServerSideApply: true
  webhookConfiguration: {timeoutSeconds: 15}
  matchConstraints:
    matchPolicy: Exact
    resourceRules:
      - apiGroups: [""]
        apiVersions: [v1]
        operations: [CREATE, UPDATE]
        resources: [configmaps]
        resourceNames: [settings]
        scope: Namespaced
    excludeResourceRules:
      - apiGroups: ["*"]
        apiVersions: ["*"]
        operations: [DELETE]
        resources: ["*"]
    namespaceSelector:
      matchLabels: {team: a}
    objectSelector:
      matchExpressions: [{key: copy, operator: In, values: ["yes"]}]
  matchConditions:
    - name: named
      expression: object.metadata.name != ''
  variables:
    - name: target
      expression: |
        object.metadata.name
          + '-copy'
  generate:
    - expression: generator.apply([variables.target])
    - template:
        interpolate: cel
        value: |
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: (( variables.target ))}
    - template:
        value: "kind: Secret"
  auditAnnotations:
    - key: why
      valueExpression: "'because'"
`;

function toldOf(parts: PolicyParts): readonly string[] {
  return told(readGeneratingPolicy(theDocument(aGeneratingPolicy(parts))).diagnostics);
}

describe('a policy', () => {
  it('is read with everything that it says', () => {
    const { value, diagnostics } = readGeneratingPolicy(theDocument(FULL));
    expect(told(diagnostics)).toEqual([]);
    const { place, placeWithin, raw, ...read } = value!;
    expect(read).toEqual({
      kind: 'NamespacedGeneratingPolicy',
      apiVersion: 'policies.kyverno.io/v1beta1',
      name: 'copies',
      namespace: 'team-a',
      label: 'team-a/copies',
      matchConstraints: {
        resourceRules: [
          {
            path: ['spec', 'matchConstraints', 'resourceRules', 0],
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['configmaps'],
            resourceNames: ['settings'],
            scope: 'Namespaced',
          },
        ],
        excludeResourceRules: [
          {
            path: ['spec', 'matchConstraints', 'excludeResourceRules', 0],
            apiGroups: ['*'],
            apiVersions: ['*'],
            operations: ['DELETE'],
            resources: ['*'],
            resourceNames: [],
            scope: '*',
          },
        ],
        namespaceSelector: { matchLabels: { team: 'a' } },
        objectSelector: { matchExpressions: [{ key: 'copy', operator: 'In', values: ['yes'] }] },
      },
      matchConditions: [
        { name: 'named', text: "object.metadata.name != ''", path: ['spec', 'matchConditions', 0, 'expression'] },
      ],
      variables: [
        {
          name: 'target',
          text: "object.metadata.name\n  + '-copy'\n",
          path: ['spec', 'variables', 0, 'expression'],
        },
      ],
      generate: [
        {
          form: 'expression',
          text: 'generator.apply([variables.target])',
          path: ['spec', 'generate', 0, 'expression'],
        },
        {
          form: 'template',
          value: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: (( variables.target ))}\n',
          interpolate: 'cel',
          path: ['spec', 'generate', 1, 'template', 'value'],
        },
        {
          form: 'template',
          value: 'kind: Secret',
          interpolate: 'none',
          path: ['spec', 'generate', 2, 'template', 'value'],
        },
      ],
      auditAnnotations: [{ key: 'why', text: "'because'", path: ['spec', 'auditAnnotations', 0, 'valueExpression'] }],
      evaluation: {
        admission: false,
        generateExisting: true,
        synchronize: true,
        orphanDownstreamOnPolicyDelete: true,
        skipBackgroundRequests: false,
      },
      useServerSideApply: true,
    });
    expect(place(['spec', 'variables', 0, 'expression'])).toEqual({ file: 'policies/a.yaml', line: 38, column: 7 });
    expect(placeWithin(['spec', 'variables', 0, 'expression'], 0).line).toBe(39);
    expect(raw['kind']).toBe('NamespacedGeneratingPolicy');
  });

  it('has the defaults of the schema where it says nothing', () => {
    expect(soundPolicy()).toMatchObject({
      namespace: '',
      label: 'quotas',
      matchConditions: [],
      variables: [],
      auditAnnotations: [],
      evaluation: {
        admission: true,
        generateExisting: false,
        synchronize: false,
        orphanDownstreamOnPolicyDelete: false,
        skipBackgroundRequests: true,
      },
      useServerSideApply: false,
    });
  });

  it.each(['GeneratingPolicy', 'NamespacedGeneratingPolicy'])('of kind %s is read in every version', (kind) => {
    const metadata = kind === 'GeneratingPolicy' ? '{name: quotas}' : '{name: quotas, namespace: team-a}';
    for (const version of ['v1', 'v1beta1']) {
      expect(toldOf({ kind, metadata, apiVersion: `policies.kyverno.io/${version}` })).toEqual([]);
    }
    const parts = { kind, metadata, apiVersion: 'policies.kyverno.io/v1alpha1' };
    expect(toldOf(parts)).toEqual([
      `warning policy/deprecated apiVersion: apiVersion policies.kyverno.io/v1alpha1 of ${kind} is deprecated`,
    ]);
    expect(soundPolicy(parts).kind).toBe(kind);
  });

  it('is taken to be in default where it is namespaced and names no namespace, with a warning', () => {
    const parts = { kind: 'NamespacedGeneratingPolicy' };
    expect(soundPolicy(parts)).toMatchObject({ namespace: 'default', label: 'default/quotas' });
    expect(toldOf(parts)).toEqual([
      'warning policy/invalid metadata.namespace: NamespacedGeneratingPolicy quotas names no namespace and is taken to be in default',
    ]);
  });

  it('is cluster-wide whatever namespace it names, with a warning', () => {
    const parts = { metadata: '{name: quotas, namespace: team-a}' };
    expect(soundPolicy(parts)).toMatchObject({ namespace: '', label: 'quotas' });
    expect(toldOf(parts)).toEqual([
      expect.stringMatching(/^warning policy\/invalid metadata.namespace: .*cluster-wide/),
    ]);
  });

  it('may have fields that a cluster drops, with a warning each', () => {
    const more =
      'failurePolicy: Fail\nevaluation: {synchronise: {enabled: true}}\nvariables: [{name: a, expression: "1", type: int}]';
    expect(toldOf({ more })).toEqual([
      'warning policy/unknown-field spec.failurePolicy: spec has no field failurePolicy',
      'warning policy/unknown-field spec.evaluation.synchronise: spec.evaluation has no field synchronise',
      'warning policy/unknown-field spec.variables.0.type: spec.variables.0 has no field type',
    ]);
    expect(soundPolicy({ more }).evaluation.synchronize).toBe(false);
  });
});

const NO_RULES =
  'error policy/invalid spec.matchConstraints: spec.matchConstraints: Required value: a matchConstraints with at least one resource rule is required';
const conditions = (count: number): string =>
  `matchConditions: [${Array.from({ length: count }, (_, index) => `{name: c${index}, expression: "true"}`).join(', ')}]`;

describe('a policy is refused', () => {
  it.each<{ name: string; parts: PolicyParts; says: readonly string[] }>([
    {
      name: 'without generate',
      parts: { generate: '' },
      says: ['error policy/invalid spec.generate: spec.generate: Required value'],
    },
    {
      name: 'with an empty generate',
      parts: { generate: '[]' },
      says: ['error policy/invalid spec.generate: spec.generate: Required value'],
    },
    {
      name: 'with a generate that is no list',
      parts: { generate: '{expression: "true"}' },
      says: ['error policy/wrong-type spec.generate: spec.generate must be a list'],
    },
    {
      name: 'with an entry that has both forms',
      parts: { generate: '[{expression: "true", template: {value: "a: b"}}]' },
      says: [
        'error policy/invalid spec.generate.0: generate entry 1 has both expression and template, of which it must have one',
      ],
    },
    {
      name: 'with an entry that has neither form',
      parts: { generate: '[{expression: "true"}, {}]' },
      says: [
        'error policy/invalid spec.generate.1: generate entry 2 has neither expression nor template, of which it must have one',
      ],
    },
    {
      name: 'with an empty expression',
      parts: { generate: '[{expression: ""}]' },
      says: ['error policy/invalid spec.generate.0.expression: spec.generate[0].expression: Required value'],
    },
    {
      name: 'with a template without value',
      parts: { generate: '[{template: {interpolate: cel}}]' },
      says: ['error policy/invalid spec.generate.0.template.value: spec.generate[0].template.value: Required value'],
    },
    {
      name: 'with an interpolation that there is none of',
      parts: { generate: '[{template: {value: "a: b", interpolate: gotemplate}}]' },
      says: [
        'error policy/invalid spec.generate.0.template.interpolate: template.interpolate is "gotemplate", which is neither none nor cel',
      ],
    },
    { name: 'without matchConstraints', parts: { matchConstraints: '' }, says: [NO_RULES] },
    { name: 'with empty matchConstraints', parts: { matchConstraints: '{}' }, says: [NO_RULES] },
    { name: 'with an empty list of rules', parts: { matchConstraints: '{resourceRules: []}' }, says: [NO_RULES] },
    {
      name: 'with exclusions only',
      parts: { matchConstraints: '{excludeResourceRules: [{resources: [pods]}]}' },
      says: [NO_RULES],
    },
    {
      name: 'with rules that are none',
      parts: { matchConstraints: '{resourceRules: pods}' },
      says: [
        'error policy/wrong-type spec.matchConstraints.resourceRules: spec.matchConstraints.resourceRules must be a list',
      ],
    },
    {
      name: 'with a selector that is not legal',
      parts: {
        matchConstraints:
          '{resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}], objectSelector: {matchExpressions: [{key: a, operator: In}]}}',
      },
      says: [
        'error policy/invalid spec.matchConstraints.objectSelector: the objectSelector is invalid: In of "a" has no values',
      ],
    },
    {
      name: 'with a wildcard in a selector, where Kubernetes has none',
      parts: {
        matchConstraints:
          '{resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}], namespaceSelector: {matchLabels: {team: "a*"}}}',
      },
      says: [
        'error policy/invalid spec.matchConstraints.namespaceSelector: the namespaceSelector is invalid: "a*" is not a label value',
      ],
    },
    {
      name: 'with a variable given twice',
      parts: {
        more: 'variables: [{name: a, expression: "1"}, {name: b, expression: "1"}, {name: a, expression: "2"}]',
      },
      says: ['error policy/invalid spec.variables.2.name: variables has "a" twice'],
    },
    {
      name: 'with a match condition given twice',
      parts: { more: 'matchConditions: [{name: a, expression: "true"}, {name: a, expression: "true"}]' },
      says: ['error policy/invalid spec.matchConditions.1.name: matchConditions has "a" twice'],
    },
    {
      name: 'with a variable without name and expression',
      parts: { more: 'variables: [{}]' },
      says: [
        'error policy/invalid spec.variables.0.name: spec.variables[0].name: Required value',
        'error policy/invalid spec.variables.0.expression: spec.variables[0].expression: Required value',
      ],
    },
    {
      name: 'with an expression that is no text',
      parts: { more: 'variables: [{name: a, expression: 5}]' },
      says: ['error policy/wrong-type spec.variables.0.expression: spec.variables.0.expression must be text'],
    },
    {
      name: 'with a setting that is no flag',
      parts: { more: 'evaluation: {synchronize: {enabled: "yes"}}' },
      says: [
        'error policy/wrong-type spec.evaluation.synchronize.enabled: spec.evaluation.synchronize.enabled must be true or false',
      ],
    },
    {
      name: 'with a setting written without enabled',
      parts: { more: 'evaluation: {synchronize: true}' },
      says: ['error policy/wrong-type spec.evaluation.synchronize: spec.evaluation.synchronize must be an object'],
    },
    {
      name: 'with 65 match conditions',
      parts: { more: conditions(65) },
      says: [
        'error policy/invalid spec.matchConditions: spec.matchConditions: Too many: 65: must have at most 64 items',
      ],
    },
    {
      name: 'without a name',
      parts: { metadata: '{labels: {a: b}}' },
      says: ['error policy/invalid metadata.name: metadata.name: Required value'],
    },
    {
      name: 'with a name that is no text',
      parts: { metadata: '{name: 5}' },
      says: ['error policy/invalid metadata.name: the name of the policy is no text'],
    },
    {
      name: 'with a namespace that is no text',
      parts: { kind: 'NamespacedGeneratingPolicy', metadata: '{name: a, namespace: 5}' },
      says: ['error policy/invalid metadata.namespace: the namespace of NamespacedGeneratingPolicy a is no text'],
    },
  ])('$name', ({ parts, says }) => {
    const { value, diagnostics } = readGeneratingPolicy(theDocument(aGeneratingPolicy(parts)));
    expect(told(diagnostics)).toEqual(says);
    expect(value).toBeUndefined();
  });

  it('not with 64 match conditions', () => {
    expect(soundPolicy({ more: conditions(64) }).matchConditions).toHaveLength(64);
  });

  it('at its place, naming the policy and what to do', () => {
    const { diagnostics } = readGeneratingPolicy(theDocument(aGeneratingPolicy({ generate: '[]' })));
    expect(diagnostics).toEqual([
      {
        code: 'policy/invalid',
        severity: 'error',
        message: 'spec.generate: Required value',
        help: 'Say what to generate: list expressions or templates.',
        at: { file: 'policies/a.yaml', line: 6, column: 3 },
        about: { policy: 'quotas', field: 'spec.generate' },
      },
    ]);
  });
});
