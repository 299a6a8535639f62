import { describe, expect, it } from 'vitest';
import type { Filter } from '../../../src/match/filter.ts';
import { readPolicyDocument } from '../../../src/policy/cluster-policy/read.ts';
import type { PolicyDocument, RuleDocument } from '../../../src/policy/cluster-policy/document.ts';
import { aPolicy } from '../checks/policies.ts';
import { documentsOf } from './rules.ts';

function read(text: string): {
  readonly policy: PolicyDocument;
  readonly rule: RuleDocument;
  readonly told: readonly string[];
} {
  const [document] = documentsOf(text);
  if (document === undefined) throw new Error('no document');
  const { value, diagnostics } = readPolicyDocument(document);
  const told = diagnostics.map(({ code, about, at }) => `${code} ${about.field ?? ''} ${at?.line ?? 0}`);
  return { policy: value, rule: value.spec.rules[0]!, told };
}

const head = (kind: string, metadata: string, apiVersion = 'kyverno.io/v1'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}`;

describe('what a policy is', () => {
  it.each([
    { head: head('ClusterPolicy', 'name: p'), expected: { kind: 'ClusterPolicy', namespace: '', name: 'p' } },
    { head: head('ClusterPolicy', 'name: p, namespace: ignored'), expected: { kind: 'ClusterPolicy', namespace: '' } },
    { head: head('Policy', 'name: p, namespace: team-a'), expected: { kind: 'Policy', namespace: 'team-a' } },
    { head: head('Policy', 'name: p'), expected: { kind: 'Policy', namespace: 'default' } },
    { head: head('ClusterPolicy', 'name: p', 'kyverno.io/v2beta1'), expected: { apiVersion: 'kyverno.io/v2beta1' } },
  ])('$head', ({ head: text, expected }) => {
    const { policy, told } = read(aPolicy({ head: text }));
    expect(policy).toMatchObject(expected);
    expect(told).toEqual([]);
  });
});

describe('the spec', () => {
  it('has the defaults of the schema where nothing is written', () => {
    const { policy, rule } = read(aPolicy({ target: 'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: x' }));
    expect(policy.spec.applyRules).toBe('All');
    for (const field of ['admission', 'background', 'generateExisting', 'useServerSideApply']) {
      expect(policy.spec).not.toHaveProperty(field);
    }
    expect(rule.skipBackgroundRequests).toBe(true);
    expect(rule.generate?.synchronize).toBe(false);
    expect(rule.generate).not.toHaveProperty('generateExisting');
    expect(rule.generate).not.toHaveProperty('orphanDownstreamOnPolicyDelete');
  });

  it('reads every field that generation looks at', () => {
    const spec =
      'applyRules: One\nadmission: true\nbackground: false\ngenerateExisting: true\nuseServerSideApply: true\ngenerateExistingOnPolicyUpdate: true';
    const target =
      'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: x\nsynchronize: true\ngenerateExisting: false\norphanDownstreamOnPolicyDelete: true';
    const { policy, rule, told } = read(aPolicy({ spec, target, rule: 'skipBackgroundRequests: false' }));
    expect(told).toEqual([]);
    expect(policy.spec).toMatchObject({
      applyRules: 'One',
      admission: true,
      background: false,
      generateExisting: true,
      useServerSideApply: true,
      generateExistingOnPolicyUpdate: true,
    });
    expect(rule.skipBackgroundRequests).toBe(false);
    expect(rule.generate).toMatchObject({
      synchronize: true,
      generateExisting: false,
      orphanDownstreamOnPolicyDelete: true,
    });
  });
});

describe('match and exclude, in every generation of the language', () => {
  const ONE: Filter = { kinds: ['Pod'] };
  it.each([
    {
      name: 'any',
      match: 'any: [{resources: {kinds: [Pod]}}, {resources: {kinds: [Service]}}]',
      form: 'any',
      filters: [ONE, { kinds: ['Service'] }],
    },
    { name: 'all', match: 'all: [{resources: {kinds: [Pod]}}]', form: 'all', filters: [ONE] },
    { name: 'the direct form', match: 'resources: {kinds: [Pod]}', form: 'direct', filters: [ONE] },
    {
      name: 'an empty any before all',
      match: 'any: []\nall: [{resources: {kinds: [Pod]}}]',
      form: 'all',
      filters: [ONE],
    },
    {
      name: 'null any and all before the direct form',
      match: 'any: null\nall: null\nresources: {kinds: [Pod]}',
      form: 'direct',
      filters: [ONE],
    },
    {
      name: 'one name, as of old',
      match: 'resources: {kinds: [Pod], name: "web-*"}',
      form: 'direct',
      filters: [{ kinds: ['Pod'], name: 'web-*' }],
    },
    {
      name: 'subjects and roles directly under match',
      match:
        'resources: {kinds: [Pod]}\nsubjects: [{kind: ServiceAccount, name: a, namespace: b}]\nroles: ["x:y"]\nclusterRoles: [admin]',
      form: 'direct',
      filters: [
        {
          kinds: ['Pod'],
          subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'b' }],
          roles: ['x:y'],
          clusterRoles: ['admin'],
        },
      ],
    },
    {
      name: 'every field of a filter',
      match:
        'any: [{resources: {kinds: [Pod], names: [a], namespaces: [b], operations: [CREATE], annotations: {a: b}, selector: {matchLabels: {c: d}}, namespaceSelector: {matchExpressions: [{key: k, operator: In, values: [v]}]}}, clusterRoles: [admin]}]',
      form: 'any',
      filters: [
        {
          kinds: ['Pod'],
          names: ['a'],
          namespaces: ['b'],
          operations: ['CREATE'],
          annotations: { a: 'b' },
          selector: { matchLabels: { c: 'd' } },
          namespaceSelector: { matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] },
          clusterRoles: ['admin'],
        },
      ],
    },
  ])('$name', ({ match, form, filters }) => {
    const { rule, told } = read(aPolicy({ match }));
    expect(told).toEqual([]);
    expect(rule.match).toEqual({ form, filters });
  });

  it('exclude may be of another form than match, and is absent where it is not written', () => {
    const { rule } = read(aPolicy({ rule: 'exclude: {resources: {namespaces: [kube-system]}}' }));
    expect(rule.match.form).toBe('any');
    expect(rule.exclude).toEqual({ form: 'direct', filters: [{ namespaces: ['kube-system'] }] });
    expect(read(aPolicy()).rule).not.toHaveProperty('exclude');
  });
});

describe('the generate block', () => {
  const none = { target: '' };
  it.each([
    {
      name: 'data',
      data: 'name: made\ndata: {a: b}',
      pattern: { name: 'made', data: { a: 'b' }, kind: '', apiVersion: '', namespace: '' },
    },
    { name: 'clone', data: 'clone: {namespace: a, name: b}', pattern: { clone: { namespace: 'a', name: 'b' } } },
    {
      name: 'cloneList',
      data: 'cloneList: {namespace: a, kinds: [v1/Secret], selector: {matchLabels: {x: "y"}}}',
      pattern: { cloneList: { namespace: 'a', kinds: ['v1/Secret'], selector: { matchLabels: { x: 'y' } } } },
    },
    { name: 'null parts are absent', data: 'name: null\ndata: null\nclone: null', pattern: { name: '' } },
  ])('$name', ({ data, pattern }) => {
    const { rule, told } = read(aPolicy({ ...none, data }));
    expect(told).toEqual([]);
    expect(rule.generate?.pattern).toMatchObject(pattern);
    for (const form of ['data', 'clone', 'cloneList'].filter((known) => !(known in pattern))) {
      expect(rule.generate?.pattern).not.toHaveProperty(form);
    }
  });

  it('foreach, each entry with its own context, preconditions and pattern', () => {
    const data =
      'foreach:\n- {list: request.object.x, kind: Secret, name: a, context: [{name: c}], preconditions: {any: []}}\n- {list: request.object.z, data: {}}';
    const { rule } = read(aPolicy({ ...none, data }));
    expect(rule.generate?.foreach).toMatchObject([
      {
        list: 'request.object.x',
        context: [{ name: 'c' }],
        preconditions: { any: [] },
        pattern: { kind: 'Secret', name: 'a' },
      },
      { list: 'request.object.z', context: [], pattern: { data: {} } },
    ]);
    expect(rule.generate?.foreach?.[1]?.path).toEqual(['spec', 'rules', 0, 'generate', 'foreach', 1]);
  });

  it('an empty generate block counts as none', () => {
    const { rule } = read(aPolicy({ ...none, data: '', rule: 'generate: {}' }));
    expect(rule).not.toHaveProperty('generate');
    expect(rule.types).toEqual([]);
  });

  it('a rule of another type is read as far as its name', () => {
    const { rule } = read(aPolicy({ ...none, data: '', rule: 'validate: {message: no}' }));
    expect(rule.types).toEqual(['validate']);
  });
});

describe('wrong types are told at their place, and taken as absent', () => {
  it.each([
    { name: 'spec', policy: `${head('ClusterPolicy', 'name: p')}\nspec: text`, told: ['policy/wrong-type spec 4'] },
    {
      name: 'rules',
      policy: `${head('ClusterPolicy', 'name: p')}\nspec:\n  rules: {a: b}`,
      told: ['policy/wrong-type spec.rules 5'],
    },
    {
      name: 'a rule',
      policy: `${head('ClusterPolicy', 'name: p')}\nspec:\n  rules:\n  - text`,
      told: ['policy/wrong-type spec.rules.0 6'],
    },
    {
      name: 'synchronize',
      policy: aPolicy({ target: 'synchronize: "true"' }),
      told: ['policy/wrong-type spec.rules.0.generate.synchronize 10'],
    },
    {
      name: 'background',
      policy: aPolicy({ spec: 'background: "no"' }),
      told: ['policy/wrong-type spec.background 5'],
    },
    {
      name: 'kinds',
      policy: aPolicy({ match: 'any: [{resources: {kinds: Pod}}]' }),
      told: ['policy/wrong-type spec.rules.0.match.any.0.resources.kinds 8'],
    },
    {
      name: 'a kind',
      policy: aPolicy({ match: 'any: [{resources: {kinds: [Pod, 3]}}]' }),
      told: ['policy/wrong-type spec.rules.0.match.any.0.resources.kinds.1 8'],
    },
    {
      name: 'a label',
      policy: aPolicy({ match: 'any: [{resources: {kinds: [Pod], selector: {matchLabels: {a: true}}}}]' }),
      told: ['policy/wrong-type spec.rules.0.match.any.0.resources.selector.matchLabels.a 8'],
    },
    {
      name: 'context',
      policy: aPolicy({ rule: 'context: {name: x}' }),
      told: ['policy/wrong-type spec.rules.0.context 9'],
    },
    {
      name: 'cloneList',
      policy: aPolicy({ data: 'cloneList: []' }),
      told: ['policy/wrong-type spec.rules.0.generate.cloneList 15'],
    },
    {
      name: 'generate',
      policy: aPolicy({ target: '', data: '', rule: 'generate: text' }),
      told: ['policy/wrong-type spec.rules.0.generate 9'],
    },
  ])('$name', ({ policy, told }) => {
    expect(read(policy).told).toEqual(told);
  });

  it('with the policy, and the rule where they stand in one that has a name', () => {
    const about = (text: string) => documentsOf(text).flatMap((one) => readPolicyDocument(one).diagnostics)[0]?.about;
    expect(about(aPolicy({ data: 'cloneList: []' }))).toMatchObject({ policy: 'p', rule: 'r' });
    expect(about(aPolicy({ spec: 'background: "no"' }))).toEqual({ policy: 'p', field: 'spec.background' });
    expect(about(aPolicy({ data: 'cloneList: []' }).replace('name: r', 'title: r'))).not.toHaveProperty('rule');
  });
});
