import { describe, expect, it } from 'vitest';
import { ruleKey } from '../../src/model/rule-id.ts';
import { compilePolicies } from '../../src/policy/index.ts';
import { aPolicy } from './checks/policies.ts';
import { documentsOf, someOptions } from './cluster-policy/rules.ts';

function compiled(text: string) {
  const { value, diagnostics } = compilePolicies(documentsOf(text), someOptions());
  return {
    rules: value.rules.map(({ id }) => `${id.policy}/${id.rule}`),
    policies: value.policies.map(({ name, complete, rules }) => ({ name, complete, rules })),
    told: diagnostics.map(
      ({ severity, code, about }) => `${severity} ${code} ${about.policy ?? ''}/${about.rule ?? ''}`,
    ),
    value,
  };
}

const RULE = (name: string, generate: string): string => `  - name: ${name}
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate: ${generate}
`;
const SOUND = '{apiVersion: v1, kind: ConfigMap, name: made, namespace: x}';

function policy(name: string, ...rules: readonly string[]): string {
  return `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: ${name}}\nspec:\n  rules:\n${rules.join('')}`;
}

describe('rules', () => {
  it('are in the order of policy names, and in a policy as written', () => {
    const text = `${policy('zoo', RULE('b', SOUND), RULE('a', SOUND))}---\n${policy('ant', RULE('z', SOUND))}`;
    expect(compiled(text).rules).toEqual(['ant/z', 'zoo/b', 'zoo/a']);
  });

  it('of a ClusterPolicy and a Policy of one name are told apart', () => {
    const head = 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}';
    const target = 'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: team-a';
    const { value, told } = compiled(
      `${aPolicy()}\n---\n${aPolicy({ head, target, match: 'any: [{resources: {kinds: [Pod]}}]' })}`,
    );
    expect(told).toEqual([]);
    expect(new Set(value.rules.map(({ id }) => ruleKey(id))).size).toBe(2);
  });

  it('that do not generate are left to Kyverno with one notice', () => {
    const other =
      '  - {name: v, match: {any: [{resources: {kinds: [Pod]}}]}, validate: {message: m, pattern: {a: b}}}\n';
    const result = compiled(policy('p', other, RULE('r', SOUND)));
    expect(result).toMatchObject({ rules: ['p/r'], told: ['notice policy/not-generating p/'] });
    expect(result.policies).toEqual([{ name: 'p', complete: true, rules: ['r'] }]);
  });

  it('stand where their policy says', () => {
    expect(compiled(policy('p', RULE('r', SOUND))).value.rules[0]?.at).toEqual({
      file: 'policies/a.yaml',
      line: 6,
      column: 5,
    });
  });
});

describe('what is wrong sets the rule aside, and its policy is not complete', () => {
  it.each([
    {
      name: 'two ways to make content',
      generate: '{apiVersion: v1, kind: ConfigMap, name: n1, namespace: x, data: {}, clone: {namespace: a, name: b}}',
    },
    { name: 'a wrong type in generate', generate: '{apiVersion: v1, kind: ConfigMap, name: [a], namespace: x}' },
    {
      name: 'an expression that does not parse',
      generate: '{apiVersion: v1, kind: ConfigMap, name: "{{ request.[ }}", namespace: x}',
    },
    { name: 'generate that is a text', generate: 'text' },
  ])('$name', ({ generate }) => {
    const result = compiled(policy('p', RULE('bad', generate), RULE('good', SOUND)));
    expect(result.rules).toEqual(['p/good']);
    expect(result.policies).toEqual([{ name: 'p', complete: false, rules: ['good'] }]);
    expect(result.told.filter((line) => !line.startsWith('error policy/'))).toEqual([]);
  });

  it('an error that stands in no rule sets all of them aside', () => {
    const text = policy('p', RULE('r', SOUND)).replace('spec:\n', 'spec:\n  generateExisting: "yes"\n');
    expect(compiled(text)).toMatchObject({
      rules: [],
      policies: [{ complete: false }],
      told: ['error policy/wrong-type p/'],
    });
  });

  it.each([
    { name: 'a rule that is a text', rules: '- text' },
    { name: 'rules that are a map', rules: '{a: b}' },
  ])('$name: nothing of the policy counts as gone', ({ rules }) => {
    const text = `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec:\n  rules:\n    ${rules}\n`;
    expect(compiled(text).policies).toEqual([{ name: 'p', complete: false, rules: [] }]);
  });

  it('another policy is not concerned', () => {
    const text = `${policy('bad', RULE('r', 'text'))}---\n${policy('good', RULE('r', SOUND))}`;
    expect(compiled(text).policies).toMatchObject([
      { name: 'bad', complete: false },
      { name: 'good', complete: true },
    ]);
  });
});

describe('older generations of the language compile with a warning', () => {
  it.each([
    {
      name: 'match.resources without any or all',
      text: aPolicy({ match: 'resources: {kinds: [Namespace], name: team-a}' }),
      told: [],
    },
    {
      name: 'v2beta1',
      text: aPolicy({ head: 'apiVersion: kyverno.io/v2beta1\nkind: ClusterPolicy\nmetadata: {name: p}' }),
      told: [],
    },
    {
      name: 'v2beta1 with the direct form, which it never had',
      text: aPolicy({
        head: 'apiVersion: kyverno.io/v2beta1\nkind: ClusterPolicy\nmetadata: {name: p}',
        match: 'resources: {kinds: [Namespace]}',
      }),
      told: ['warning policy/deprecated p/r'],
    },
    { name: 'generateExisting in the spec', text: aPolicy({ spec: 'generateExisting: true' }), told: [] },
    {
      name: 'generateExistingOnPolicyUpdate',
      text: aPolicy({ spec: 'generateExistingOnPolicyUpdate: true' }),
      told: ['warning policy/deprecated p/'],
    },
    {
      name: 'generate without apiVersion',
      text: aPolicy({ target: 'kind: ConfigMap\nname: made\nnamespace: x' }),
      told: ['warning policy/api-version-inferred p/r'],
    },
    {
      name: 'subjects directly under match',
      text: aPolicy({
        spec: 'background: false',
        match: 'resources: {kinds: [Namespace]}\nsubjects: [{kind: User, name: u}]',
      }),
      told: [],
    },
    {
      name: 'preconditions as a list, with In',
      text: aPolicy({ rule: 'preconditions: [{key: a, operator: In, value: [a]}]' }),
      told: [],
    },
    {
      name: 'any: [] beside the direct form',
      text: aPolicy({ match: 'any: []\nresources: {kinds: [Namespace]}' }),
      told: [],
    },
  ])('$name', ({ text, told }) => {
    const result = compiled(text);
    expect(result.rules).toEqual(['p/r']);
    expect(result.told).toEqual(told);
  });
});

describe('policies that are not evaluated', () => {
  it('a GeneratingPolicy is there without rules, and not complete', () => {
    const text = 'apiVersion: policies.kyverno.io/v1\nkind: GeneratingPolicy\nmetadata: {name: g}\nspec: {}\n';
    expect(compiled(text)).toMatchObject({
      rules: [],
      policies: [{ name: 'g', complete: false }],
      told: ['error policy/invalid g/', 'error policy/invalid g/'],
    });
  });
});
