import { describe, expect, it } from 'vitest';
import { checkPolicies, duplicatePolicies } from '../../../src/policy/checks/index.ts';
import { runCases } from './cases.ts';
import { aPolicy, policiesOf, policyOf, someKinds } from './policies.ts';

const head = (metadata: string, kind = 'ClusterPolicy'): string =>
  `apiVersion: kyverno.io/v1\nkind: ${kind}\nmetadata: {${metadata}}`;
const LONG = 'a'.repeat(64);
const GENERATE = '{apiVersion: v1, kind: ConfigMap, name: made, namespace: default}';
const MATCH = '{any: [{resources: {kinds: [Namespace]}}]}';

runCases('names and fields of a policy', [
  { name: 'a policy without fault', policy: aPolicy(), admission: [] },
  {
    name: 'a ClusterPolicy has no namespace',
    policy: aPolicy({ head: head('name: p, namespace: team-a') }),
    admission: ['error policy/invalid metadata.namespace'],
    reconcile: ['warning policy/invalid metadata.namespace'],
  },
  {
    name: 'a policy has a name',
    policy: aPolicy({ head: head('labels: {}') }),
    admission: ['error policy/invalid metadata'],
    reconcile: ['error load/invalid-object metadata'],
  },
  {
    name: 'the name of a policy is a text',
    policy: aPolicy({ head: head('name: 7') }),
    admission: ['error policy/invalid metadata.name'],
    reconcile: ['error load/invalid-object metadata.name'],
  },
  {
    name: 'a name of 64 characters is too long',
    policy: aPolicy({ head: head(`name: ${LONG}`) }),
    admission: ['error policy/invalid metadata.name'],
    reconcile: ['warning policy/invalid metadata.name'],
  },
  { name: 'a name of 63 characters is not', policy: aPolicy({ head: head(`name: ${LONG.slice(1)}`) }), admission: [] },
  {
    name: 'the autogen annotation is not all',
    policy: aPolicy({ head: head('name: p, annotations: {pod-policies.kyverno.io/autogen-controllers: all}') }),
    admission: ['error policy/invalid metadata.annotations.pod-policies.kyverno.io/autogen-controllers'],
  },
  {
    name: 'the autogen annotation may be none',
    policy: aPolicy({ head: head('name: p, annotations: {pod-policies.kyverno.io/autogen-controllers: none}') }),
    admission: [],
  },
  {
    name: 'generateExistingOnPolicyUpdate was removed, with any value',
    policy: aPolicy({ spec: 'generateExistingOnPolicyUpdate: false' }),
    admission: ['error policy/invalid spec.generateExistingOnPolicyUpdate'],
    reconcile: ['warning policy/deprecated spec.generateExistingOnPolicyUpdate'],
  },
  {
    name: 'generateExisting in the spec is old',
    policy: aPolicy({ spec: 'generateExisting: true' }),
    admission: ['warning policy/deprecated spec.generateExisting'],
  },
  {
    name: 'webhook settings are given once and in range',
    policy: aPolicy({
      spec: 'webhookTimeoutSeconds: 31\nfailurePolicy: Fail\nwebhookConfiguration: {timeoutSeconds: 0, failurePolicy: Fail}',
    }),
    admission: [
      'error policy/invalid spec.webhookTimeoutSeconds',
      'error policy/invalid spec.failurePolicy',
      'error policy/invalid spec.webhookTimeoutSeconds',
      'error policy/invalid spec.webhookConfiguration.timeoutSeconds',
    ],
  },
  { name: 'a timeout of 30 is in range', policy: aPolicy({ spec: 'webhookTimeoutSeconds: 30' }), admission: [] },
  {
    name: 'a Policy has no overrides of validation',
    policy: aPolicy({
      head: head('name: p, namespace: team-a', 'Policy'),
      spec: 'validationFailureActionOverrides: [{action: Audit}]',
      match: 'any: [{resources: {kinds: [ConfigMap]}}]',
      target: 'apiVersion: v1\nkind: Secret\nname: made\nnamespace: team-a',
    }),
    admission: ['error policy/invalid spec.validationFailureActionOverrides'],
  },
  {
    name: 'generation needs admission',
    policy: aPolicy({ spec: 'admission: false' }),
    admission: ['error policy/invalid spec.admission'],
    reconcile: ['warning policy/invalid spec.admission'],
  },
  {
    name: 'admission and background are not both off',
    policy: aPolicy({ spec: 'admission: false\nbackground: false' }),
    admission: ['error policy/invalid spec.admission', 'error policy/invalid spec.admission'],
    reconcile: ['warning policy/invalid spec.admission', 'warning policy/invalid spec.admission'],
  },
]);

runCases('rules of a policy', [
  {
    name: 'a rule has a name',
    policy: `${head('name: p')}\nspec: {rules: [{match: ${MATCH}, generate: ${GENERATE}}]}`,
    admission: ['error policy/invalid spec.rules.0'],
    reconcile: ['error policy/invalid spec.rules.0'],
  },
  {
    name: 'no two rules have one name',
    policy: `${head('name: p')}\nspec: {rules: [{name: r, match: ${MATCH}, generate: ${GENERATE}}, {name: r, match: ${MATCH}, validate: {deny: {}}}]}`,
    admission: ['error policy/duplicate-rule spec.rules.1.name'],
    reconcile: ['error policy/duplicate-rule spec.rules.1.name'],
  },
  {
    name: 'names of rules that do not generate are left to Kyverno, as is the whole of a policy without generation',
    policy: `${head('name: p, namespace: x')}\nspec: {rules: [{name: r, validate: {deny: {}}}, {name: r, validate: {deny: {}}}]}`,
    admission: [],
  },
  {
    name: 'a generate block without content counts as none',
    policy: `${head('name: p')}\nspec: {rules: [{name: r, match: ${MATCH}, generate: {}}]}`,
    admission: ['error policy/invalid spec.rules.0'],
  },
  {
    name: 'a rule does one thing',
    policy: aPolicy({ rule: 'mutate: {patchStrategicMerge: {a: b}}' }),
    admission: ['error policy/invalid spec.rules.0'],
    reconcile: ['warning policy/invalid spec.rules.0'],
  },
  {
    name: 'image extractors belong to verifyImages',
    policy: aPolicy({ rule: 'imageExtractors: {Pod: [{path: /spec}]}' }),
    admission: ['error policy/invalid spec.rules.0.imageExtractors'],
  },
  {
    name: 'a generate rule has no conditions in CEL',
    policy: aPolicy({ rule: 'celPreconditions: [{name: a, expression: "true"}]' }),
    admission: ['error policy/invalid spec.rules.0.celPreconditions'],
    reconcile: ['error policy/invalid spec.rules.0.celPreconditions'],
  },
]);

runCases('fields that no schema has', [
  {
    name: 'of the policy, the spec, a rule, a filter, the generate block, a clone and a condition',
    policy: `${head('name: p')}\nextra: 1\nspec:\n  rulez: []\n  rules:\n  - name: r\n    matches: {}\n    match: {any: [{resources: {kinds: [Namespace], apiGroups: [""]}}]}\n    preconditions: {all: [{key: a, operator: Equals, value: b, values: c}]}\n    generate: {apiVersion: v1, kind: Secret, name: a, namespace: b, spec: {}, clone: {name: a, namespace: b, kind: c}}`,
    admission: [
      'warning policy/unknown-field extra',
      'warning policy/unknown-field spec.rulez',
      'warning policy/unknown-field spec.rules.0.matches',
      'warning policy/unknown-field spec.rules.0.match.any.0.resources.apiGroups',
      'warning policy/unknown-field spec.rules.0.preconditions.all.0.values',
      'warning policy/unknown-field spec.rules.0.generate.spec',
      'warning policy/unknown-field spec.rules.0.generate.clone.kind',
    ],
    reconcile: [
      'warning policy/unknown-field extra',
      'warning policy/unknown-field spec.rulez',
      'warning policy/unknown-field spec.rules.0.matches',
      'warning policy/unknown-field spec.rules.0.match.any.0.resources.apiGroups',
      'warning policy/unknown-field spec.rules.0.preconditions.all.0.values',
      'warning policy/unknown-field spec.rules.0.generate.spec',
      'warning policy/unknown-field spec.rules.0.generate.clone.kind',
    ],
  },
  {
    name: 'of a mutation beside the generating rule',
    policy: `${aPolicy()}\n  - name: old\n    match: {any: [{resources: {kinds: [Pod]}}]}\n    mutate: {overlay: {}, targets: []}`,
    admission: ['warning policy/unknown-field spec.rules.1.mutate.overlay'],
  },
  {
    name: 'of a foreach entry; what stands in data and in values is free',
    policy: aPolicy({
      rule: 'context: [{name: c, variable: {value: {any: thing}}}]',
      target: `foreach:\n- list: request.object.spec.items\n  synchronize: true\n  apiVersion: v1\n  kind: Secret\n  name: a\n  namespace: b`,
      data: '  data: {anything: {goes: here}}',
    }),
    admission: ['warning policy/unknown-field spec.rules.0.generate.foreach.0.synchronize'],
    reconcile: ['warning policy/unknown-field spec.rules.0.generate.foreach.0.synchronize'],
  },
]);

describe('duplicates', () => {
  it('names both places of a policy that two files define', () => {
    const policies = [policyOf(aPolicy(), 'policies/a.yaml'), policyOf(aPolicy(), 'policies/b.yaml')];
    const [duplicate, ...others] = duplicatePolicies(policies);
    expect(others).toEqual([]);
    expect(duplicate).toMatchObject({
      code: 'policy/duplicate-policy',
      severity: 'error',
      at: { file: 'policies/b.yaml', line: 3, column: 12 },
      about: { policy: 'p' },
    });
    expect(duplicate!.message).toContain('policies/a.yaml:3:12');
  });

  it('names both places of a rule name that is used twice', () => {
    const rule = `  - name: r\n    match: ${MATCH}\n    generate: ${GENERATE}`;
    const policies = policiesOf(`${head('name: p')}\nspec:\n  rules:\n${rule}\n${rule}`);
    const [duplicate] = checkPolicies(policies, { kinds: someKinds(), mode: 'reconcile' });
    expect(duplicate).toMatchObject({
      code: 'policy/duplicate-rule',
      at: { file: 'policies/a.yaml', line: 9 },
      about: { policy: 'p', rule: 'r' },
    });
    expect(duplicate!.message).toContain('policies/a.yaml:6:');
  });

  it('tells policies apart by kind and namespace', () => {
    const metadata = ['name: p, namespace: team-a', 'name: p, namespace: team-b', 'name: p'];
    const namespaced = metadata.map((text) => policyOf(aPolicy({ head: head(text, 'Policy') })));
    expect(duplicatePolicies([policyOf(aPolicy()), ...namespaced])).toEqual([]);
  });
});
