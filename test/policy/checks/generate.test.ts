import { describe, expect, it } from 'vitest';
import { checkPolicies } from '../../../src/policy/checks/index.ts';
import { runCases } from './cases.ts';
import { aPolicy, policiesOf, someKinds, TARGET } from './policies.ts';

const POLICY = 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}';
const IN_POLICY = { head: POLICY, match: 'any: [{resources: {kinds: [ConfigMap]}}]' };
const at = (field: string): string => `spec.rules.0.generate.${field}`;
const CLONE_LIST = 'namespace: team-a\ncloneList:\n  namespace: default\n  kinds:';

runCases('one way to make content', [
  {
    name: 'data and clone do not stand together',
    policy: aPolicy({ data: 'data: {data: {}}\nclone: {name: a, namespace: b}' }),
    admission: ['error policy/invalid spec.rules.0.generate'],
    reconcile: ['error policy/invalid spec.rules.0.generate'],
  },
  {
    name: 'data and foreach do not stand together',
    policy: aPolicy({
      target: 'foreach: [{list: request.object.x, apiVersion: v1, kind: Secret, name: a, namespace: b}]',
    }),
    admission: ['error policy/invalid spec.rules.0.generate'],
    reconcile: ['error policy/invalid spec.rules.0.generate'],
  },
  {
    name: 'data and clone in a foreach entry are let through by Kyverno',
    policy: aPolicy({
      target:
        'foreach: [{list: request.object.x, apiVersion: v1, kind: Secret, name: a, namespace: b, data: {}, clone: {name: c}}]',
      data: '',
    }),
    admission: ['warning policy/invalid spec.rules.0.generate.foreach.0'],
    reconcile: ['error policy/invalid spec.rules.0.generate.foreach.0'],
  },
  { name: 'no content at all is taken', policy: aPolicy({ data: '' }), admission: [] },
  {
    name: 'a cloneList lists kinds',
    policy: aPolicy({ data: 'cloneList: {namespace: a}' }),
    admission: [`error policy/invalid ${at('cloneList')}`],
    reconcile: [`error policy/invalid ${at('cloneList')}`],
  },
  {
    name: 'what has no effect beside foreach and cloneList is named',
    policy: aPolicy({ target: `kind: Secret\n${CLONE_LIST} [v1/Secret]`, data: '' }),
    admission: [`warning policy/invalid ${at('kind')}`],
  },
  {
    name: 'anchors are no keys of data, at any depth',
    policy: aPolicy({ data: 'data: {data: {+(a): b}, list: [{"=(c)": d}, {"(e)": f}], "X(g)": h, ok(i): j, <(k): l}' }),
    admission: [
      `error policy/invalid ${at('data.data.+(a)')}`,
      `error policy/invalid ${at('data.list.0.=(c)')}`,
      `error policy/invalid ${at('data.list.1.(e)')}`,
      `error policy/invalid ${at('data.X(g)')}`,
      `error policy/invalid ${at('data.<(k)')}`,
    ],
    reconcile: [
      `error policy/invalid ${at('data.data.+(a)')}`,
      `error policy/invalid ${at('data.list.0.=(c)')}`,
      `error policy/invalid ${at('data.list.1.(e)')}`,
      `error policy/invalid ${at('data.X(g)')}`,
      `error policy/invalid ${at('data.<(k)')}`,
    ],
  },
]);

runCases('a complete target', [
  {
    name: 'has a kind and a name',
    policy: aPolicy({ target: 'apiVersion: v1\nnamespace: a' }),
    admission: [`error policy/invalid ${at('kind')}`, `error policy/invalid ${at('name')}`],
    reconcile: [`error policy/invalid ${at('kind')}`, `error policy/invalid ${at('name')}`],
  },
  {
    name: 'has an apiVersion, which older releases inferred',
    policy: aPolicy({ target: 'kind: ConfigMap\nname: a\nnamespace: b' }),
    admission: [`error policy/invalid ${at('apiVersion')}`],
    reconcile: [`warning policy/api-version-inferred ${at('apiVersion')}`],
  },
  {
    name: 'has an apiVersion where its kind does not tell it',
    policy: aPolicy({ target: 'kind: Widget\nname: a\nnamespace: b' }),
    admission: [`error policy/invalid ${at('apiVersion')}`],
    reconcile: [`error policy/invalid ${at('apiVersion')}`],
  },
  {
    name: 'is complete in each entry of foreach',
    policy: aPolicy({
      target: 'foreach: [{list: request.object.x, apiVersion: v1, kind: Secret, namespace: b, data: {}}]',
      data: '',
    }),
    admission: [`error policy/invalid ${at('foreach.0.name')}`],
    reconcile: [`error policy/invalid ${at('foreach.0.name')}`],
  },
  {
    name: 'has no variables in what decides which downstreams are the rule’s',
    policy: aPolicy({
      target: TARGET.replace('kind: ConfigMap', 'kind: "{{ request.object.spec.kind }}"'),
      data: 'clone: {name: "{{ request.object.metadata.name }}", namespace: default}',
    }),
    admission: [`warning policy/invalid ${at('kind')}`, `warning policy/invalid ${at('clone')}`],
  },
]);

runCases('the scope of a target', [
  {
    name: 'a namespaced kind has a namespace',
    policy: aPolicy({ target: 'apiVersion: v1\nkind: ConfigMap\nname: a' }),
    admission: [`error policy/invalid ${at('namespace')}`],
    reconcile: [`error policy/invalid ${at('namespace')}`],
  },
  {
    name: 'a cluster-scoped kind has none, built in or taught',
    policy: aPolicy({ target: 'apiVersion: example.com/v1\nkind: Tenant\nname: a\nnamespace: b' }),
    admission: [`error policy/invalid ${at('namespace')}`],
    reconcile: [`warning policy/invalid ${at('namespace')}`],
  },
  {
    name: 'a cluster-scoped kind without a namespace is complete',
    policy: aPolicy({ target: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nname: a' }),
    admission: [],
  },
  {
    name: 'a kind that is not known is taken for namespaced by Kyverno',
    policy: aPolicy({ target: 'apiVersion: example.com/v1\nkind: Widget\nname: a' }),
    admission: [`error policy/invalid ${at('namespace')}`, `warning evaluate/kind-unknown ${at('kind')}`],
  },
]);

runCases('a cloneList', [
  {
    name: 'copies kinds of one scope',
    policy: aPolicy({ target: `${CLONE_LIST} [v1/Secret, rbac.authorization.k8s.io/v1/ClusterRole]`, data: '' }),
    admission: [`error policy/invalid ${at('cloneList.kinds')}`],
    reconcile: [`error policy/invalid ${at('cloneList.kinds')}`],
  },
  {
    name: 'names the namespace of namespaced kinds',
    policy: aPolicy({ target: 'namespace: a\ncloneList: {kinds: [v1/Secret]}', data: '' }),
    admission: [`error policy/invalid ${at('cloneList.namespace')}`],
    reconcile: [`error policy/invalid ${at('cloneList.namespace')}`],
  },
  {
    name: 'names no namespace of cluster-scoped kinds',
    policy: aPolicy({ target: 'cloneList: {namespace: a, kinds: [example.com/v1/Tenant]}', data: '' }),
    admission: [`error policy/invalid ${at('cloneList.namespace')}`],
    reconcile: [`error policy/invalid ${at('cloneList.namespace')}`],
  },
  {
    name: 'names kinds, not plurals',
    policy: aPolicy({ target: `${CLONE_LIST} [v1/secrets, Secret]`, data: '' }),
    admission: [`error policy/invalid ${at('cloneList.kinds.0')}`],
    reconcile: [`error policy/invalid ${at('cloneList.kinds.0')}`],
  },
  {
    name: 'of kinds that are not known wants a namespace too',
    policy: aPolicy({ target: 'namespace: a\ncloneList: {kinds: [example.com/v1/Widget]}', data: '' }),
    admission: [
      `error policy/invalid ${at('cloneList.namespace')}`,
      `warning evaluate/kind-unknown ${at('cloneList.kinds.0')}`,
    ],
  },
  {
    name: 'has no wildcards in its selector',
    policy: aPolicy({ target: `${CLONE_LIST} [v1/Secret]\n  selector: {matchLabels: {team: "a*", ok: b}}`, data: '' }),
    admission: [`error policy/invalid ${at('cloneList.selector.matchLabels.team')}`],
    reconcile: [`error policy/invalid ${at('cloneList.selector.matchLabels.team')}`],
  },
]);

runCases('a Policy keeps to its namespace', [
  {
    name: 'in what it makes and in what it copies',
    policy: aPolicy({
      ...IN_POLICY,
      target: 'apiVersion: v1\nkind: Secret\nname: a\nnamespace: team-b',
      data: 'clone: {name: a, namespace: team-c}',
    }),
    admission: [`error policy/invalid ${at('namespace')}`, `error policy/invalid ${at('clone.namespace')}`],
    reconcile: [`error policy/invalid ${at('namespace')}`, `error policy/invalid ${at('clone.namespace')}`],
  },
  {
    name: 'in what it lists to copy',
    policy: aPolicy({ ...IN_POLICY, target: `${CLONE_LIST} [v1/Secret]`, data: '' }),
    admission: [`error policy/invalid ${at('cloneList.namespace')}`],
    reconcile: [`error policy/invalid ${at('cloneList.namespace')}`],
  },
  {
    name: 'a variable is no plain text; evaluation compares what comes out',
    policy: aPolicy({
      ...IN_POLICY,
      target: 'apiVersion: v1\nkind: Secret\nname: a\nnamespace: "{{ request.namespace }}"',
    }),
    admission: [`error policy/invalid ${at('namespace')}`],
    reconcile: [`warning policy/invalid ${at('namespace')}`],
  },
  {
    name: 'and makes nothing cluster-scoped',
    policy: aPolicy({ ...IN_POLICY, target: 'apiVersion: example.com/v1\nkind: Tenant\nname: a' }),
    admission: [`error policy/invalid ${at('kind')}`, `error policy/invalid ${at('namespace')}`],
    reconcile: [`error policy/invalid ${at('kind')}`, `error policy/invalid ${at('namespace')}`],
  },
  {
    name: 'in what its context reads, as far as the text tells; Kyverno finds out when the rule runs',
    policy: aPolicy({
      ...IN_POLICY,
      rule: `context:
- {name: a, configMap: {name: x, namespace: team-b}}
- {name: b, configMap: {name: x, namespace: team-a}}
- {name: c, configMap: {name: x, namespace: "{{ request.namespace }}"}}
- {name: d, apiCall: {urlPath: /api/v1/namespaces/team-b/pods}}
- {name: e, apiCall: {urlPath: "/api/v1/namespaces/team-a/pods?limit=5"}}
- {name: f, apiCall: {urlPath: /api/v1/nodes}}
- {name: g, globalReference: {name: x}}`,
      target: 'apiVersion: v1\nkind: Secret\nname: a\nnamespace: team-a',
    }),
    admission: [
      'warning policy/invalid spec.rules.0.context.0.configMap.namespace',
      'warning policy/invalid spec.rules.0.context.3.apiCall.urlPath',
      'warning policy/invalid spec.rules.0.context.5.apiCall.urlPath',
      'warning policy/invalid spec.rules.0.context.6.globalReference',
    ],
    reconcile: [
      'error policy/invalid spec.rules.0.context.0.configMap.namespace',
      'error policy/invalid spec.rules.0.context.3.apiCall.urlPath',
      'error policy/invalid spec.rules.0.context.5.apiCall.urlPath',
      'error policy/invalid spec.rules.0.context.6.globalReference',
    ],
  },
  {
    name: 'its own namespace is fine, and is default where it names none',
    policy: aPolicy({
      ...IN_POLICY,
      head: 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p}',
      target: 'apiVersion: v1\nkind: Secret\nname: a\nnamespace: default',
      data: 'clone: {name: b, namespace: default}',
    }),
    admission: [],
  },
]);

describe('what a finding tells', () => {
  it('has the place, the policy, the rule, the field and what to write instead', () => {
    const policies = policiesOf(aPolicy({ target: 'kind: NetworkPolicy\nname: a\nnamespace: b' }), 'policies/net.yaml');
    expect(checkPolicies(policies, { kinds: someKinds(), mode: 'admission' })).toEqual([
      {
        code: 'policy/invalid',
        severity: 'error',
        message: 'the apiVersion of the NetworkPolicy to generate is empty',
        help: 'Write apiVersion: networking.k8s.io/v1.',
        at: { file: 'policies/net.yaml', line: 9, column: 5 },
        about: { policy: 'p', rule: 'r', field: 'spec.rules.0.generate.apiVersion' },
      },
    ]);
  });
});
