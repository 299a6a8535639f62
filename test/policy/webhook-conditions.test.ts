// The CEL conditions of a webhook: whom they keep from the rules of a policy, and what is wrong with them.
import { describe, expect, test } from 'vitest';
import { kindCatalog } from '../../src/kube/index.ts';
import type { Json } from '../../src/model/resource.ts';
import type { Trigger } from '../../src/model/trigger.ts';
import { compilePolicies, validatePolicies } from '../../src/policy/index.ts';
import { aWorld } from '../support/a-world.ts';
import { documentsOf, rulesOf, someOptions, tryRule } from './cluster-policy/rules.ts';

function aPolicy(conditions: string, { rule = '', spec = '' } = {}): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
${spec}  webhookConfiguration:
    matchConditions:
${conditions}
  rules:
  - name: r
    match: {any: [{resources: {kinds: [Namespace], selector: {matchLabels: {team: "yes"}}}}]}
${rule}    generate: {apiVersion: v1, kind: ConfigMap, name: made, namespace: x, data: {}}
`;
}

const ONE = (expression: string, name = 'one'): string =>
  `    - {name: ${name}, expression: ${JSON.stringify(expression)}}`;

function aTrigger(labels: Readonly<Record<string, Json>> = { team: 'yes' }, changes: Partial<Trigger> = {}): Trigger {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', labels } };
  const id = { group: '', kind: 'Namespace', namespace: '', name: 'team-a' };
  return { id, object, operation: 'CREATE', since: 'new', ...changes };
}

describe('conditions', () => {
  test.each([
    { name: 'true', expressions: ['object.metadata.name == "team-a"'], expected: 'yes' },
    { name: 'all true', expressions: ['true', 'request.kind.kind == "Namespace"'], expected: 'yes' },
    { name: 'one false', expressions: ['true', 'object.metadata.name == "other"'], expected: 'no' },
    { name: 'one false after one that fails', expressions: ['object.spec.none == 1', 'false'], expected: 'no' },
    { name: 'one that fails', expressions: ['object.spec.none == 1', 'true'], expected: 'unknown' },
    { name: 'an operation', expressions: ['request.operation == "CREATE" && oldObject == null'], expected: 'yes' },
    {
      name: 'libraries of Kubernetes',
      expressions: ['quantity("1Gi").isGreaterThan(quantity("1Mi"))'],
      expected: 'yes',
    },
  ])('$name: $expected', ({ expressions, expected }) => {
    const conditions = expressions.map((text, at) => ONE(text, `c${at}`)).join('\n');
    expect(tryRule(aPolicy(conditions), aTrigger()).match.outcome).toBe(expected);
  });

  test('say which of them is false', () => {
    expect(tryRule(aPolicy(ONE('object.metadata.name == "other"')), aTrigger()).match).toEqual({
      outcome: 'no',
      because: 'match-conditions',
      detail: 'matchCondition one is false',
    });
  });

  test('that fail are told at their place, and what there is is left as it is', () => {
    const { match } = tryRule(aPolicy(ONE('has(object.metadata) && object.metadata.uid == "1"')), aTrigger());
    expect(match).toMatchObject({
      outcome: 'unknown',
      diagnostics: [
        {
          code: 'evaluate/expression',
          severity: 'error',
          at: { file: 'policies/a.yaml', line: 7 },
          about: { policy: 'p', rule: 'r', field: 'spec.webhookConfiguration.matchConditions.0.expression' },
        },
      ],
    });
  });

  test('are not asked about what the rule does not mean', () => {
    const { match } = tryRule(aPolicy(ONE('object.metadata.labels.team == "yes"')), aTrigger({}));
    expect(match).toMatchObject({ outcome: 'no', because: 'match' });
  });

  test('come before preconditions, which may rely on them', () => {
    const rule = '    preconditions: {all: [{key: "{{ request.object.none }}", operator: Equals, value: a}]}\n';
    expect(tryRule(aPolicy(ONE('has(object.none)'), { rule }), aTrigger()).match).toMatchObject({
      outcome: 'no',
      because: 'match-conditions',
    });
    expect(tryRule(aPolicy(ONE('true'), { rule }), aTrigger()).match.outcome).toBe('unknown');
  });

  test('see no new object of a deletion', () => {
    const gone = { ...aTrigger(), operation: 'DELETE', oldObject: aTrigger().object } as const;
    const text = 'object == null && oldObject.metadata.name == "team-a"';
    expect(tryRule(aPolicy(ONE(text)), gone).match.outcome).toBe('yes');
  });

  test('that ask the authorizer are what a cluster takes, and hold: nobody can answer them', () => {
    const text = `authorizer.group('').resource('pods').namespace('a').check('get').allowed()`;
    const policy = aPolicy([ONE(text, 'asks'), ONE('authorizer.requestResource.check("x").allowed()')].join('\n'));
    const { diagnostics } = validatePolicies({ documents: documentsOf(policy), kinds: kindCatalog([]) });
    expect(diagnostics.filter(({ code }) => /expression|cel/.test(code))).toEqual([]);
    expect(tryRule(policy, aTrigger()).match).toMatchObject({
      outcome: 'unknown',
      diagnostics: [{ code: 'evaluate/context', message: expect.stringContaining('authorizer') as string }],
    });
    const decided = aPolicy([ONE(text, 'asks'), ONE('false', 'decides')].join('\n'));
    expect(tryRule(decided, aTrigger()).match.outcome).toBe('no');
    expect(tryRule(aPolicy(ONE('object.check("x").allowed()')), aTrigger()).match).toMatchObject({
      outcome: 'unknown',
      diagnostics: [{ code: 'evaluate/expression' }],
    });
  });

  test('are shown by name and text', () => {
    const [rule] = rulesOf(aPolicy([ONE('object.none == 1', 'a'), ONE('1 == 2', 'b')].join('\n')));
    expect(rule!.inspect!(aTrigger(), aWorld())).toMatchObject([
      { name: 'a', expression: 'object.none == 1', error: expect.stringContaining('none') as string },
      { name: 'b', expression: '1 == 2', value: false, at: { line: 8 } },
    ]);
  });

  test('that look at the former object need it kept', () => {
    expect(rulesOf(aPolicy(ONE('oldObject == null')))[0]!.needsFormerObject).toBe(true);
    expect(rulesOf(aPolicy(ONE('object != null')))[0]!.needsFormerObject).toBe(false);
  });

  test('are part of what the rule says', () => {
    const [one, other] = ['true', '!false'].map((text) => rulesOf(aPolicy(ONE(text)))[0]!.digest);
    expect(one).not.toBe(other);
  });
});

describe('what is wrong', () => {
  test.each([
    { name: 'syntax', text: ONE('object.('), admission: 'error policy/expression 7', rules: 0 },
    { name: 'an unknown function', text: ONE('nothing(1)'), admission: 'error policy/expression 7', rules: 1 },
    { name: 'no bool', text: ONE('object.a'), admission: 'error policy/expression 7', rules: 1 },
    { name: "Kyverno's own", text: ONE('resource.get("a") == 1'), admission: 'error policy/expression 7', rules: 1 },
    { name: 'variables', text: ONE('variables.a == 1'), admission: 'error policy/expression 7', rules: 1 },
    { name: 'no expression', text: '    - {name: a}', admission: 'error policy/invalid 7', rules: 0 },
    { name: 'no list', text: '      a: b', admission: 'error policy/wrong-type 6', rules: 0 },
    {
      name: 'a name twice',
      text: `${ONE('true')}\n${ONE('true')}`,
      admission: 'error policy/invalid 8',
      rules: 0,
    },
  ])('$name', ({ text, admission, rules }) => {
    const documents = documentsOf(aPolicy(text));
    const judged = validatePolicies({ documents, kinds: kindCatalog([]) });
    const brief = judged.diagnostics.map(({ severity, code, at }) => `${severity} ${code} ${at?.line ?? 0}`);
    expect(brief.slice(0, 1)).toEqual([admission]);
    const { value, diagnostics } = compilePolicies(documents, someOptions());
    expect(value.rules).toHaveLength(rules);
    expect(value.policies).toMatchObject([{ name: 'p', complete: rules > 0 }]);
    expect(diagnostics.map(({ severity }) => severity)).toContain(rules > 0 ? 'warning' : 'error');
  });

  test('says nothing where no rule generates: such conditions are for others', () => {
    const text = aPolicy(ONE('authorizer.none()')).replace(/generate: .*/, 'validate: {message: m, pattern: {a: b}}');
    expect(compilePolicies(documentsOf(text), someOptions()).diagnostics.map(({ code }) => code)).toEqual([
      'policy/not-generating',
    ]);
  });

  test('a configuration that is none', () => {
    const text = aPolicy('').replace(/webhookConfiguration:\n.*\n/, 'webhookConfiguration: none\n');
    expect(compilePolicies(documentsOf(text), someOptions())).toMatchObject({
      value: { rules: [] },
      diagnostics: [{ code: 'policy/wrong-type', about: { field: 'spec.webhookConfiguration' } }],
    });
  });

  test('several at once, each where it stands in a block', () => {
    const block = '    - name: a\n      expression: |-\n        true &&\n        nothing(object) && other()';
    const { diagnostics } = validatePolicies({ documents: documentsOf(aPolicy(block)), kinds: kindCatalog([]) });
    expect(diagnostics.map(({ at }) => [at?.line, at?.column])).toEqual([
      [10, 9],
      [10, 28],
    ]);
  });
});
