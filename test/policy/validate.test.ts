import { describe, expect, it } from 'vitest';
import { kindCatalog } from '../../src/kube/index.ts';
import { validatePolicies } from '../../src/policy/index.ts';
import { aPolicy } from './checks/policies.ts';
import { documentsOf } from './cluster-policy/rules.ts';

function told(text: string, base?: string): readonly string[] {
  const input = {
    documents: documentsOf(text),
    kinds: kindCatalog([]),
    ...(base === undefined ? {} : { base: documentsOf(base, 'base/a.yaml') }),
  };
  return validatePolicies(input).diagnostics.map(
    ({ severity, code, at, about }) => `${severity} ${code} ${about.field ?? ''} ${at?.file ?? ''}:${at?.line ?? 0}`,
  );
}

describe('validate', () => {
  it('has nothing to say of a sound policy', () => {
    expect(told(aPolicy())).toEqual([]);
  });

  it.each([
    {
      name: 'a missing apiVersion of the target',
      text: aPolicy({ target: 'kind: ConfigMap\nname: made\nnamespace: x' }),
      expected: ['error policy/invalid spec.rules.0.generate.apiVersion policies/a.yaml:9'],
    },
    {
      name: 'generateExistingOnPolicyUpdate',
      text: aPolicy({ spec: 'generateExistingOnPolicyUpdate: true' }),
      expected: ['error policy/invalid spec.generateExistingOnPolicyUpdate policies/a.yaml:5'],
    },
    {
      name: 'both data and clone',
      text: aPolicy({ data: 'data: {}\nclone: {namespace: a, name: b}' }),
      expected: ['error policy/invalid spec.rules.0.generate policies/a.yaml:9'],
    },
    {
      name: 'a wrong type',
      text: aPolicy({ spec: 'background: "no"' }),
      expected: ['error policy/wrong-type spec.background policies/a.yaml:5'],
    },
    {
      name: 'an unknown version',
      text: aPolicy().replace('kyverno.io/v1', 'kyverno.io/v7'),
      expected: ['error policy/unknown-version apiVersion policies/a.yaml:1'],
    },
    {
      name: 'a policy twice',
      text: `${aPolicy()}\n---\n${aPolicy()}`,
      expected: ['error policy/duplicate-policy metadata.name policies/a.yaml:19'],
    },
  ])('refuses $name, where reconcile may take it', ({ text, expected }) => {
    expect(told(text)).toEqual(expected);
  });

  it('what is wrong with a policy in CEL is told as at admission', () => {
    const text = 'apiVersion: policies.kyverno.io/v1\nkind: GeneratingPolicy\nmetadata: {name: g}\nspec: {}\n';
    expect(told(text)).toEqual([
      'error policy/invalid spec.generate policies/a.yaml:4',
      'error policy/invalid spec.matchConstraints policies/a.yaml:4',
    ]);
  });

  it('what is wrong with a GlobalContextEntry is told as at admission', () => {
    const text = 'apiVersion: kyverno.io/v2\nkind: GlobalContextEntry\nmetadata: {name: g}\nspec: {}\n';
    expect(told(text)).toEqual(['error policy/invalid spec policies/a.yaml:4']);
  });

  it('findings are in the order of the file', () => {
    const broken = aPolicy({ spec: 'background: "no"', target: 'kind: ConfigMap\nname: made\nnamespace: x' });
    const lines = told(
      `${aPolicy({ head: 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: z}', target: 'kind: ConfigMap\nname: made\nnamespace: x' })}\n---\n${broken}`,
    );
    const places = lines.map((line) => Number(line.split(':').at(-1)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(lines).toHaveLength(3);
  });
});

describe('validate with a base', () => {
  it.each([
    {
      name: 'data may change',
      text: aPolicy({ data: 'data: {data: {k: other}}' }),
      expected: [/^notice policy\/accepted-change generate.data policies\/a.yaml/],
    },
    {
      name: 'preconditions may not',
      text: aPolicy({ rule: 'preconditions: {any: [{key: a, operator: Equals, value: a}]}' }),
      expected: [/^error policy\/refused-change .*policies\/a\.yaml/],
    },
    {
      name: 'another target is warned about',
      text: aPolicy().replace('name: made', 'name: other'),
      expected: [/^warning policy\/warned-change .*policies\/a\.yaml/],
    },
    {
      name: 'a policy under another name is deleted and new',
      text: aPolicy({
        head: 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: q}',
        rule: 'context: []',
      }),
      expected: [
        /^notice policy\/accepted-change .*base\/a.yaml/,
        /^notice policy\/accepted-change .*policies\/a.yaml/,
      ],
    },
  ])('$name', ({ text, expected }) => {
    const lines = told(text, aPolicy());
    expect(lines).toHaveLength(expected.length);
    expected.forEach((pattern, index) => {
      expect(lines[index]).toMatch(pattern);
    });
  });

  it('what is wrong with the base is not told', () => {
    expect(told(aPolicy(), aPolicy({ spec: 'generateExistingOnPolicyUpdate: true' }))).toEqual([
      'notice policy/accepted-change spec.generateExistingOnPolicyUpdate policies/a.yaml:4',
    ]);
  });
});
