import { describe, expect, it } from 'vitest';
import { DEFAULT_RESOURCE_FILTERS } from '../../../src/match/index.ts';
import type { Lifecycle } from '../../../src/model/policy.ts';
import { evaluateTrigger } from '../../../src/evaluate/index.ts';
import { aNamespace, aTrigger, aWorld } from '../../support/a-world.ts';
import { aPolicy, type PolicyParts } from '../checks/policies.ts';
import { rulesOf, tryRule, type TryParts } from './rules.ts';

const TEAM_A = aTrigger(aNamespace('team-a', 'labels: {tier: gold}'));

function pod(more = '', namespace = 'team-a') {
  return aTrigger(`apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: ${namespace}\n${more}`);
}

/** `yes`, `no: reason`, `unknown: codes`. */
function matchOf(parts: PolicyParts, trigger = TEAM_A, more: TryParts = {}): string {
  const { match, told } = tryRule(aPolicy(parts), trigger, more);
  if (match.outcome === 'no') return `no: ${match.because}`;
  return match.outcome === 'unknown' ? `unknown: ${told.join(', ')}` : match.outcome;
}

describe('lifecycle', () => {
  const target = (more: string): string => `apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: x\n${more}`;
  const cases: readonly { name: string; parts: PolicyParts; lifecycle: Partial<Lifecycle> }[] = [
    {
      name: 'the defaults',
      parts: { target: target('') },
      lifecycle: { synchronize: false, generateExisting: false, serverSideApply: false, operations: [] },
    },
    { name: 'synchronize', parts: { target: target('synchronize: true') }, lifecycle: { synchronize: true } },
    {
      name: 'generateExisting of the spec',
      parts: { spec: 'generateExisting: true' },
      lifecycle: { generateExisting: true },
    },
    {
      name: 'generateExisting of the rule',
      parts: { target: target('generateExisting: true') },
      lifecycle: { generateExisting: true },
    },
    {
      name: 'generateExisting of the rule alone decides, also when false',
      parts: { spec: 'generateExisting: true', target: target('generateExisting: false') },
      lifecycle: { generateExisting: false },
    },
    {
      name: 'generateExistingOnPolicyUpdate, where nothing else is said',
      parts: { spec: 'generateExistingOnPolicyUpdate: true' },
      lifecycle: { generateExisting: true },
    },
    {
      name: 'generateExistingOnPolicyUpdate yields to the spec',
      parts: { spec: 'generateExistingOnPolicyUpdate: true\ngenerateExisting: false' },
      lifecycle: { generateExisting: false },
    },
    {
      name: 'generateExistingOnPolicyUpdate yields to the rule',
      parts: { spec: 'generateExistingOnPolicyUpdate: true', target: target('generateExisting: false') },
      lifecycle: { generateExisting: false },
    },
    {
      name: 'orphaning',
      parts: { target: target('orphanDownstreamOnPolicyDelete: true') },
      lifecycle: { orphanOnPolicyDelete: true },
    },
    {
      name: 'orphaning switched off by name',
      parts: { target: target('orphanDownstreamOnPolicyDelete: false') },
      lifecycle: { orphanOnPolicyDelete: false },
    },
    { name: 'server-side apply', parts: { spec: 'useServerSideApply: true' }, lifecycle: { serverSideApply: true } },
    {
      name: 'operations of all filters',
      parts: {
        match:
          'any: [{resources: {kinds: [Pod], operations: [UPDATE]}}, {resources: {kinds: [Service], operations: [CREATE]}}]',
      },
      lifecycle: { operations: ['CREATE', 'UPDATE'] },
    },
    {
      name: 'a filter without operations takes any',
      parts: { match: 'any: [{resources: {kinds: [Pod], operations: [CREATE]}}, {resources: {kinds: [Service]}}]' },
      lifecycle: { operations: [] },
    },
  ];
  it.each(cases)('$name', ({ parts, lifecycle }) => {
    expect(rulesOf(aPolicy(parts))[0]?.lifecycle).toMatchObject(lifecycle);
  });

  it('orphaning that is not written is a third answer', () => {
    expect(rulesOf(aPolicy())[0]?.lifecycle).not.toHaveProperty('orphanOnPolicyDelete');
  });

  it('one filter that lists DELETE makes the whole rule fire on deletion', () => {
    const match = 'any: [{resources: {kinds: [Pod], operations: [DELETE]}}, {resources: {kinds: [Service]}}]';
    expect(rulesOf(aPolicy({ match }))[0]?.lifecycle.operations).toContain('DELETE');
  });

  it('the digest is of what decides content: not of synchronize, match or orphaning', () => {
    const digestOf = (parts: PolicyParts): string => rulesOf(aPolicy(parts))[0]?.digest ?? '';
    const plain = target('');
    expect(digestOf({ target: target('synchronize: true') })).toBe(digestOf({ target: plain }));
    expect(digestOf({ target: target('orphanDownstreamOnPolicyDelete: true') })).toBe(digestOf({ target: plain }));
    expect(digestOf({ match: 'any: [{resources: {kinds: [Pod]}}]' })).toBe(digestOf({}));
    expect(digestOf({ data: 'data: {data: {k: other}}' })).not.toBe(digestOf({}));
    expect(digestOf({ rule: 'context: [{name: c, variable: {value: 1}}]' })).not.toBe(digestOf({}));
  });
});

describe('match', () => {
  const withSelector = 'any: [{resources: {kinds: [Pod], namespaceSelector: {matchLabels: {tier: gold}}}}]';
  const gold = aNamespace('team-a', 'labels: {tier: gold}');
  const iron = aNamespace('team-a', 'labels: {tier: iron}');

  it.each([
    { name: 'a kind that is named', parts: {}, expected: 'yes' },
    { name: 'a kind that is not', parts: { match: 'any: [{resources: {kinds: [Pod]}}]' }, expected: 'no: match' },
    { name: 'the direct form', parts: { match: 'resources: {kinds: [Namespace], name: "team-?"}' }, expected: 'yes' },
    {
      name: 'the direct form, of another name',
      parts: { match: 'resources: {kinds: [Namespace], name: "team-?b"}' },
      expected: 'no: match',
    },
    {
      name: 'all of several',
      parts: {
        match:
          'all: [{resources: {kinds: [Namespace]}}, {resources: {kinds: ["Name*"], selector: {matchLabels: {tier: gold}}}}]',
      },
      expected: 'yes',
    },
    {
      name: 'an operation that is not listed',
      parts: { match: 'any: [{resources: {kinds: [Namespace], operations: [UPDATE]}}]' },
      expected: 'no: operation',
    },
    {
      name: 'what is excluded',
      parts: { rule: 'exclude: {any: [{resources: {namespaces: [team-a]}}]}' },
      expected: 'no: exclude',
    },
    {
      name: 'what is excluded in the direct form',
      parts: { rule: 'exclude: {resources: {selector: {matchLabels: {tier: gold}}}}' },
      expected: 'no: exclude',
    },
    {
      name: 'exclude by who asks excludes nobody: it is not known',
      parts: { rule: 'exclude: {any: [{clusterRoles: [cluster-admin]}]}' },
      expected: 'yes',
    },
    {
      name: 'match by who asks is dropped beside resources',
      parts: { match: 'any: [{resources: {kinds: [Namespace]}, clusterRoles: [admin]}]' },
      expected: 'yes',
    },
    {
      name: 'preconditions that hold',
      parts: { rule: 'preconditions: {all: [{key: "{{ request.operation }}", operator: Equals, value: CREATE}]}' },
      expected: 'yes',
    },
    {
      name: 'preconditions that do not',
      parts: { rule: 'preconditions: {all: [{key: "{{ request.name }}", operator: Equals, value: other}]}' },
      expected: 'no: preconditions',
    },
    {
      name: 'preconditions as a list',
      parts: { rule: 'preconditions: [{key: "{{ request.name }}", operator: In, value: [team-a]}]' },
      expected: 'yes',
    },
    {
      name: 'preconditions that cannot be evaluated',
      parts: { rule: 'preconditions: {all: [{key: "{{ request.object.spec.x }}", operator: Equals, value: a}]}' },
      expected: 'unknown: error evaluate/preconditions spec.rules.0.preconditions.all.0.key',
    },
    {
      name: 'preconditions on a context entry that fails',
      parts: {
        rule: 'context: [{name: c, configMap: {name: gone, namespace: x}}]\npreconditions: {all: [{key: "{{ c.data.x }}", operator: Equals, value: a}]}',
      },
      expected: 'unknown: error evaluate/context spec.rules.0.context.0',
    },
    {
      name: 'a context entry that fails and is not asked',
      parts: { rule: 'context: [{name: c, configMap: {name: gone, namespace: x}}]' },
      expected: 'yes',
    },
  ])('$name: $expected', ({ parts, expected }) => {
    expect(matchOf(parts)).toBe(expected);
  });

  it.each([
    { name: 'the labels of the Namespace hold', objects: gold, expected: 'yes' },
    { name: 'they do not', objects: iron, expected: 'no: match' },
    {
      name: 'the Namespace is not there',
      objects: '',
      expected: 'unknown: error match/namespace-unknown spec.rules.0.match',
    },
  ])('namespaceSelector: $name', ({ objects, expected }) => {
    expect(matchOf({ match: withSelector }, pod(), { objects })).toBe(expected);
  });

  it('a Policy sees its own namespace only, and nothing that is cluster-scoped', () => {
    const head = 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}';
    const parts = {
      head,
      match: 'any: [{resources: {kinds: [Pod, Namespace]}}]',
      target: 'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: team-a',
    };
    expect(matchOf(parts, pod())).toBe('yes');
    expect(matchOf(parts, pod('', 'team-b'))).toBe('no: policy-namespace');
    expect(matchOf(parts, TEAM_A)).toBe('no: policy-namespace');
  });

  it('resource filters keep triggers from all rules, and none keep none', () => {
    const options = { resourceFilters: DEFAULT_RESOURCE_FILTERS };
    const system = aTrigger(aNamespace('kube-system'));
    expect(matchOf({}, system, { options })).toBe('no: resource-filter');
    expect(matchOf({}, system)).toBe('yes');
    expect(matchOf({ match: 'any: [{resources: {kinds: [Pod]}}]' }, pod('', 'kube-public'), { options })).toBe(
      'no: resource-filter',
    );
    expect(matchOf({}, TEAM_A, { options })).toBe('yes');
  });

  it('a trigger that is being deleted makes nothing new, and loses nothing', () => {
    const trigger = aTrigger(aNamespace('team-a', 'deletionTimestamp: "2026-01-01T00:00:00Z"'));
    expect(tryRule(aPolicy(), trigger).evaluation).toMatchObject({ desired: [], complete: false });
  });
});

describe('applyRules: One', () => {
  const rules = (first: string, mode: string): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  applyRules: ${mode}
  rules:
  - name: first
    match: {any: [{resources: {kinds: [Namespace]}}]}
    preconditions: {all: [{key: ${first}, operator: Equals, value: a}]}
    generate: {apiVersion: v1, kind: ConfigMap, name: first, namespace: x}
  - name: second
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate: {apiVersion: v1, kind: ConfigMap, name: second, namespace: x}
  - name: third
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate: {apiVersion: v1, kind: ConfigMap, name: third, namespace: x}
`;

  it.each([
    { name: 'the first rule that applies ends the search', policy: rules('a', 'One'), made: ['first'] },
    { name: 'a rule skipped by its preconditions does not', policy: rules('b', 'One'), made: ['second'] },
    { name: 'without it every rule applies', policy: rules('a', 'All'), made: ['first', 'second', 'third'] },
  ])('$name', ({ policy, made }) => {
    const tried = rulesOf(policy).flatMap((rule) => evaluateTrigger(rule, TEAM_A, aWorld()).evaluation?.desired ?? []);
    expect(tried.map(({ id }) => id.name)).toEqual(made);
  });
});

describe('applyRules: One, where an earlier rule cannot be judged', () => {
  const rules = (first: string): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  applyRules: One
  rules:
  - name: first
    match: {any: [{resources: {kinds: [Namespace]}}]}
    ${first}
  - name: second
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate: {apiVersion: v1, kind: ConfigMap, name: second, namespace: x}
`;
  const TARGET = 'generate: {apiVersion: v1, kind: ConfigMap, name: first, namespace: x}';

  it('for one trigger: whether the next one applies is not known either, and told once', () => {
    const broken = `preconditions: {all: [{key: "{{ request.object.spec.x }}", operator: Equals, value: a}]}\n    ${TARGET}`;
    const outcomes = rulesOf(rules(broken)).map((rule) => evaluateTrigger(rule, TEAM_A, aWorld()).match);
    expect(outcomes).toMatchObject([
      { outcome: 'unknown', diagnostics: [{}] },
      { outcome: 'unknown', diagnostics: [] },
    ]);
  });

  it('at all: the rules after it are set aside with it', () => {
    expect(
      rulesOf(rules('generate: {apiVersion: v1, kind: ConfigMap, name: "{{ request.[ }}", namespace: x}')),
    ).toEqual([]);
    expect(rulesOf(rules(TARGET))).toHaveLength(2);
  });
});

describe('what a rule needs', () => {
  it('its kinds are those of all filters; a filter without kinds stands for every kind', () => {
    const kindsOf = (match: string): readonly string[] =>
      (rulesOf(aPolicy({ match }))[0]?.kinds ?? []).map(({ group, version, kind }) => `${group}/${version}/${kind}`);
    expect(
      kindsOf('any: [{resources: {kinds: [Pod, apps/v1/Deployment]}}, {resources: {kinds: [v1/Service]}}]'),
    ).toEqual(['*/*/Pod', 'apps/v1/Deployment', '*/v1/Service']);
    expect(kindsOf('all: [{resources: {kinds: [Pod]}}]')).toEqual(['*/*/Pod']);
  });

  it.each([
    { name: 'reads the old object', data: 'data: {data: {k: "{{ request.oldObject.x }}"}}', needed: true },
    { name: 'reads the operation', data: 'data: {data: {k: "{{ request.operation }}"}}', needed: true },
    { name: 'reads neither', data: 'data: {data: {k: "{{ request.object.x }}"}}', needed: false },
  ])('the former object, where it $name: $needed', ({ data, needed }) => {
    expect(rulesOf(aPolicy({ data }))[0]?.needsFormerObject).toBe(needed);
  });

  it('generated triggers, only with skipBackgroundRequests: false', () => {
    expect(rulesOf(aPolicy())[0]?.skipGenerated).toBe(true);
    expect(rulesOf(aPolicy({ rule: 'skipBackgroundRequests: false' }))[0]?.skipGenerated).toBe(false);
  });

  it('random and the clock give the same twice', () => {
    const data = `data: {data: {k: "{{ random('[a-z]{8}') }} {{ time_now() }}"}}`;
    expect(tryRule(aPolicy({ data }), TEAM_A).contents).toEqual(tryRule(aPolicy({ data }), TEAM_A).contents);
  });

  it('parse_yaml reads what the trigger holds', () => {
    const trigger = aTrigger(
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a, annotations: {list: "- a\\n- b"}}',
    );
    const data = 'data: {items: "{{ parse_yaml(request.object.metadata.annotations.list) }}"}';
    expect(tryRule(aPolicy({ data }), trigger).contents).toMatchObject({
      'ConfigMap/team-a/made': { items: ['a', 'b'] },
    });
  });
});
