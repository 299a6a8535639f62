// What validate says about policies in CEL, with the places; and what a run makes of the same.
import { describe, expect, test } from 'vitest';
import { kindCatalog } from '../../../src/kube/index.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { compilePolicies, validatePolicies } from '../../../src/policy/index.ts';
import { documentsOf, someOptions } from '../cluster-policy/rules.ts';
import { aGeneratingPolicy, type PolicyParts } from './policies.ts';

const CONDITION = (expression: string): PolicyParts => ({
  generate: '[{expression: "true"}]',
  more: `matchConditions:\n- name: one\n  expression: ${expression}`,
});
const ENTRY = (expression: string): PolicyParts => ({ generate: '', more: `generate:\n- expression: ${expression}` });
const TEMPLATE = (value: string, interpolate = 'cel'): PolicyParts => ({
  generate: '',
  more: `generate:\n- template:\n    interpolate: ${interpolate}\n    value: |\n${value.replaceAll(/^/gm, '      ')}`,
});
const NAMESPACED: PolicyParts = { kind: 'NamespacedGeneratingPolicy', metadata: '{name: quotas, namespace: team-a}' };

function brief({ severity, code, at, about, message }: Diagnostic): string {
  return `${severity} ${code} ${about.field ?? ''} ${at?.line ?? 0}:${at?.column ?? 0} ${message.replace(/^.*?: (?=\S+: |http)/, '')}`;
}

function judged(parts: PolicyParts): readonly string[] {
  const documents = documentsOf(aGeneratingPolicy(parts));
  return validatePolicies({ documents, kinds: kindCatalog([]) }).diagnostics.map(brief);
}

function compiled(parts: PolicyParts) {
  const { value, diagnostics } = compilePolicies(documentsOf(aGeneratingPolicy(parts)), someOptions());
  return { rules: value.rules.length, told: diagnostics.map(({ severity, code }) => `${severity} ${code}`) };
}

const LENIENT = { rules: 1, told: ['warning policy/cel-check'] };
const SET_ASIDE = { rules: 0, told: ['error policy/expression'] };

describe('findings', () => {
  test.each<{ name: string; parts: PolicyParts; place: string; says: string; run: unknown }>([
    {
      name: 'syntax',
      parts: CONDITION('object.metadata..name == "a"'),
      place: 'spec.matchConditions.0.expression 9:33',
      says: '',
      run: SET_ASIDE,
    },
    {
      name: 'an unknown function',
      parts: CONDITION('object.metadata.name.starts("a")'),
      place: 'spec.matchConditions.0.expression 9:38',
      says: 'starts',
      run: LENIENT,
    },
    {
      name: 'arguments of a wrong type',
      parts: CONDITION(`'"a".startsWith(1)'`),
      place: 'spec.matchConditions.0.expression 9:22',
      says: 'startsWith',
      run: LENIENT,
    },
    {
      name: 'dyn as a condition',
      parts: CONDITION('object.spec.enabled'),
      place: 'spec.matchConditions.0.expression 9:17',
      says: 'must be of type bool, and is dyn',
      run: LENIENT,
    },
    {
      name: 'variables in a condition',
      parts: CONDITION('variables.a == 1'),
      place: 'spec.matchConditions.0.expression 9:27',
      says: "undefined field 'a'",
      run: LENIENT,
    },
    {
      name: 'a variable that there is not',
      parts: ENTRY('generator.apply("a", [variables.none])'),
      place: 'spec.generate.0.expression 7:49',
      says: "undefined field 'none'",
      run: LENIENT,
    },
    {
      name: 'a later variable',
      parts: {
        generate: '[{expression: "true"}]',
        more: 'variables:\n- {name: a, expression: variables.b}\n- {name: b, expression: "1"}',
      },
      place: 'spec.variables.0.expression 8:37',
      says: "undefined field 'b'",
      run: LENIENT,
    },
    {
      name: 'an expression in a block, at its own line',
      parts: ENTRY('|-\n    true &&\n    generator.apply("a", 1)'),
      place: 'spec.generate.0.expression 9:17',
      says: 'apply',
      run: LENIENT,
    },
    {
      name: 'generator.apply with one argument in a policy of the cluster',
      parts: ENTRY('generator.apply([object])'),
      place: 'spec.generate.0.expression 7:27',
      says: 'apply',
      run: LENIENT,
    },
    {
      name: 'generator.apply with a namespace in a policy of a namespace',
      parts: { ...NAMESPACED, ...ENTRY('generator.apply("team-a", [object])') },
      place: 'spec.generate.0.expression 7:27',
      says: 'apply',
      run: LENIENT,
    },
    {
      name: 'resource.get with a namespace in a policy of a namespace',
      parts: { ...NAMESPACED, ...CONDITION('has(resource.get("v1", "configmaps", "team-a", "x").data)') },
      place: 'spec.matchConditions.0.expression 9:30',
      says: 'get',
      run: LENIENT,
    },
    {
      name: 'http in a policy of a namespace',
      parts: { ...NAMESPACED, ...CONDITION('has(http.get("http://a.example").data)') },
      place: 'spec.matchConditions.0.expression 9:21',
      says: 'http.* is not allowed in namespaced policies',
      run: LENIENT,
    },
    {
      name: 'an annotation that is no text',
      parts: { generate: '[{expression: "true"}]', more: 'auditAnnotations:\n- {key: k, valueExpression: "1"}' },
      place: 'spec.auditAnnotations.0.valueExpression 8:32',
      says: 'must be of type string or null, and is int',
      run: LENIENT,
    },
    {
      name: 'a template that is no YAML',
      parts: TEMPLATE('a: [1'),
      place: 'spec.generate.0.template.value',
      says: '',
      run: SET_ASIDE,
    },
    {
      name: 'a template without a document',
      parts: TEMPLATE('---\n---\n'),
      place: 'spec.generate.0.template.value',
      says: 'document',
      run: SET_ASIDE,
    },
    {
      name: 'a template that is no mapping',
      parts: TEMPLATE('- a'),
      place: 'spec.generate.0.template.value 10:9',
      says: 'must be a map',
      run: SET_ASIDE,
    },
    {
      name: 'a placeholder in a key',
      parts: TEMPLATE('kind: ConfigMap\n(( object.a )): b'),
      place: 'spec.generate.0.template.value 11:9',
      says: 'key',
      run: SET_ASIDE,
    },
    {
      name: 'a merge key beside a placeholder',
      parts: TEMPLATE('a: &a {b: c}\nd:\n  <<: *a\n  e: (( object.a ))'),
      place: 'spec.generate.0.template.value',
      says: 'merge',
      run: SET_ASIDE,
    },
    {
      name: 'a placeholder without an end',
      parts: TEMPLATE('kind: ConfigMap\nname: (( object.a'),
      place: 'spec.generate.0.template.value 11:15',
      says: '',
      run: SET_ASIDE,
    },
    {
      name: 'what does not check in a template',
      parts: TEMPLATE('kind: ConfigMap\nname: a-(( object.a ))-(( nothing ))'),
      place: 'spec.generate.0.template.value 11:35',
      says: "undeclared reference to 'nothing'",
      run: LENIENT,
    },
  ])('$name', ({ parts, place, says, run }) => {
    const [first, ...more] = judged(parts);
    expect(first).toContain(`error policy/expression ${place}`);
    expect(first).toContain(says);
    expect(more).toEqual([]);
    expect(compiled(parts)).toEqual(run);
  });

  test('several at once, in one expression and in several of a group', () => {
    const two = 'variables:\n- {name: a, expression: nothing + other}\n- {name: b, expression: "1 +"}';
    const places = judged({ more: two, generate: '[{expression: "true"}]' }).map((one) => one.split(' ')[3]);
    expect(places).toEqual(['8:27', '8:37', '9:31']);
  });

  test('the first group with errors is the last that is told, but for http', () => {
    const more = 'matchConditions: [{name: a, expression: object.a}]\nvariables: [{name: v, expression: "nothing"}]';
    expect(judged({ more }).map((one) => one.split(' ')[2])).toEqual(['spec.matchConditions.0.expression']);
    const generate = '[{expression: "has(http.get(\'http://a.example\').data)"}]';
    expect(judged({ ...NAMESPACED, more, generate }).map((one) => one.split(' ')[2])).toEqual([
      'spec.generate.0.expression',
      'spec.matchConditions.0.expression',
    ]);
  });

  test('expressions are judged although matchConstraints are missing', () => {
    const told = judged({ matchConstraints: '', generate: '[{expression: "nothing()"}]' });
    expect(told.map((one) => one.split(' ').slice(0, 3).join(' '))).toEqual([
      'error policy/invalid spec.matchConstraints',
      'error policy/expression spec.generate.0.expression',
    ]);
    expect(judged({ matchConstraints: '', generate: '[{expression: 1}]' })).toHaveLength(2);
  });

  test('older spellings are declared too', () => {
    const generate = "[{expression: \"generator.Apply('a', [resource.Get('v1', 'configmaps', 'a', 'b')])\"}]";
    expect(judged({ generate })).toEqual([]);
    expect(compiled({ generate })).toEqual({ rules: 1, told: [] });
  });

  test('a sound policy, and a template that is only text', () => {
    expect(judged({ generate: '[{expression: "generator.apply(object.metadata.name, [])"}]' })).toEqual([]);
    expect(judged(TEMPLATE('kind: ConfigMap\nname: (( object.a', 'none'))).toEqual([]);
  });
});

describe('conditions of an exception', () => {
  const exception = (expression: string): string => `---
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: {name: spared, namespace: ops}
spec:
  policyRefs: [{name: quotas, kind: GeneratingPolicy}]
  matchConditions:
  - name: one
    expression: ${expression}
`;
  const policy = aGeneratingPolicy({ generate: '[{expression: "true"}]' });

  test.each([
    { expression: 'object.spec.enabled', says: 'the expression must be of type bool, and is dyn' },
    { expression: 'object.metadata.name + "a"', says: 'the expression must be of type bool, and is string' },
    { expression: `'"1"'`, says: 'the expression must be of type bool, and is string' },
    { expression: 'nothing(1)', says: "undeclared reference to 'nothing'" },
  ])('$expression is told as an error, and by a run as a warning', ({ expression, says }) => {
    const documents = documentsOf(policy + exception(expression));
    const field = 'spec.matchConditions.0.expression';
    const judgedOnes = validatePolicies({ documents, kinds: kindCatalog([]) }).diagnostics;
    expect(judgedOnes).toMatchObject([{ code: 'policy/expression', severity: 'error', at: { line: 15 } }]);
    expect(judgedOnes[0]?.message).toContain(`PolicyException ops/spared: ${says}`);
    expect(judgedOnes[0]?.about).toMatchObject({ field });
    expect(judgedOnes[0]?.about.policy).toBeUndefined();
    const { value, diagnostics } = compilePolicies(documents, someOptions());
    expect(value.rules).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ code: 'policy/cel-check', severity: 'warning' }]);
    expect(diagnostics[0]?.message).toContain(
      `PolicyException ops/spared: Kyverno would refuse this exception: ${says}`,
    );
  });

  test('that are bools are right', () => {
    const documents = documentsOf(policy + exception('object.metadata.name == "a"'));
    expect(validatePolicies({ documents, kinds: kindCatalog([]) }).diagnostics).toEqual([]);
  });
});

describe('what to do', () => {
  test.each<{ name: string; parts: PolicyParts; help: string }>([
    {
      name: 'no bool',
      parts: ENTRY('object.metadata.name'),
      help: 'Make it a bool, for instance with == true at its end.',
    },
    {
      name: 'a variable in a condition',
      parts: CONDITION('variables.x == 1'),
      help: 'Declare the variable before the expression that reads it; matchConditions know of none.',
    },
    { name: 'a template', parts: TEMPLATE('- a list'), help: 'Correct the template.' },
    {
      name: 'http in a namespace',
      parts: { ...NAMESPACED, ...ENTRY(`'http.get("https://example.com") == null'`) },
      help: 'Read what is needed from the inventory, or make it a GeneratingPolicy.',
    },
  ])('$name', ({ parts, help }) => {
    const { diagnostics } = validatePolicies({
      documents: documentsOf(aGeneratingPolicy(parts)),
      kinds: kindCatalog([]),
    });
    expect(diagnostics.map((one) => one.help)).toContain(help);
    expect(diagnostics.some(({ message, about }) => about.field !== undefined && message.startsWith(about.field))).toBe(
      false,
    );
  });
});
