import { describe, expect, it } from 'vitest';
import { isExpressionError } from '../../../../src/jmespath/index.ts';
import type { Json, JsonObject } from '../../../../src/model/resource.ts';
import { compileContext, scopeWithContext } from '../../../../src/policy/cluster-policy/context/entries.ts';
import { parseYaml } from '../../../../src/yaml/index.ts';
import { isEntryError } from '../../../../src/policy/cluster-policy/scope.ts';
import { aNamespace, aTrigger, aWorld } from '../../../support/a-world.ts';
import { aPolicy } from '../../checks/policies.ts';
import { anEnvironment, aTriggerScope } from '../rules.ts';

const CONFIG_MAPS = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: team-a, labels: {tier: gold}}
data: {color: red, list: '["a","b"]'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: default}
data: {color: blue}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: empty, namespace: team-a}
`;

const POLICY_OF_TEAM_A = aPolicy({
  head: 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}',
});

/** The value of an expression with the entries of a YAML list declared, or `error: …` where it fails. */
function valueOf(entries: string, expression: string, policy = aPolicy()): Json {
  const world = aWorld({ objects: CONFIG_MAPS });
  const environment = anEnvironment(policy);
  const list = parseYaml(entries).documents[0]?.value as readonly JsonObject[];
  const context = compileContext(environment, list, ['spec', 'rules', 0, 'context']);
  const trigger = aTrigger(aNamespace('team-a', 'labels: {tier: gold, none: null}'));
  const scope = scopeWithContext(aTriggerScope(trigger, world, environment), context, world, 'CREATE');
  const value = scope.evaluate(expression);
  return isExpressionError(value) ? `error: ${value.message}` : value;
}

describe('variable', () => {
  it.each([
    { name: 'value only', variable: '{value: {a: [1, x]}}', expected: { a: [1, 'x'] } },
    {
      name: 'a value with variables in it',
      variable: '{value: "{{ request.object.metadata.name }}!"}',
      expected: 'team-a!',
    },
    { name: 'a value that is one variable keeps its type', variable: '{value: "{{ `[1,2]` }}"}', expected: [1, 2] },
    { name: 'jmesPath on the value', variable: '{value: {a: 1}, jmesPath: a}', expected: 1 },
    {
      name: 'jmesPath on the value that fails gives the default',
      variable: '{value: {a: 1}, jmesPath: b, default: d}',
      expected: 'd',
    },
    {
      name: 'jmesPath on the value that fails is an error without one',
      variable: '{value: {a: 1}, jmesPath: b}',
      expected: /unknown key "b"/,
    },
    {
      name: 'jmesPath on the value that gives null is an error even with a default',
      variable: '{value: {a: null}, jmesPath: a, default: d}',
      expected: /null/,
    },
    { name: 'jmesPath on the whole context', variable: '{jmesPath: request.object.metadata.name}', expected: 'team-a' },
    {
      name: 'jmesPath on the context that fails gives the default',
      variable: '{jmesPath: request.object.spec.x, default: d}',
      expected: 'd',
    },
    {
      name: 'jmesPath on the context that gives null gives the default',
      variable: '{jmesPath: request.object.metadata.labels.none, default: d}',
      expected: 'd',
    },
    {
      name: 'jmesPath on the context that fails is an error without one',
      variable: '{jmesPath: request.nothing}',
      expected: /unknown key "nothing"/,
    },
    {
      name: 'a default with variables in it',
      variable: '{jmesPath: request.nothing, default: "{{ request.operation }}"}',
      expected: 'CREATE',
    },
    {
      name: 'a default that cannot be put in fails, though it is not needed',
      variable: '{value: 1, jmesPath: "@", default: "{{ nope }}"}',
      expected: /nope/,
    },
    { name: 'a default that is false', variable: '{jmesPath: request.nothing, default: false}', expected: false },
    {
      name: 'braces in jmesPath are put into the text first',
      variable: '{jmesPath: "request.object.metadata.labels.{{ `\\"tier\\"` }}"}',
      expected: 'gold',
    },
    { name: 'a null value is an error', variable: '{value: null}', expected: /null/ },
    {
      name: 'a variable that is not there is an error of the entry',
      variable: '{value: "{{ nope }}"}',
      expected: /context entry e: .*nope/,
    },
  ])('$name', ({ variable, expected }) => {
    const value = valueOf(`- name: e\n  variable: ${variable}`, 'e');
    if (expected instanceof RegExp) expect(value).toMatch(expected);
    else expect(value).toEqual(expected);
  });
});

describe('configMap', () => {
  const entry = (reference: string): string => `- name: e\n  configMap: ${reference}`;

  it.each([
    {
      name: 'data by key',
      reference: '{name: settings, namespace: team-a}',
      expression: 'e.data.color',
      expected: 'red',
    },
    {
      name: 'metadata',
      reference: '{name: settings, namespace: team-a}',
      expression: 'e.metadata.labels.tier',
      expected: 'gold',
    },
    {
      name: 'a list in it stays a text',
      reference: '{name: settings, namespace: team-a}',
      expression: 'e.data.list',
      expected: '["a","b"]',
    },
    {
      name: 'variables in its name',
      reference: '{name: settings, namespace: "{{ request.object.metadata.name }}"}',
      expression: 'e.data.color',
      expected: 'red',
    },
    {
      name: 'no namespace is default for a ClusterPolicy',
      reference: '{name: settings}',
      expression: 'e.data.color',
      expected: 'blue',
    },
    {
      name: 'a key that is not there is unknown',
      reference: '{name: settings, namespace: team-a}',
      expression: 'e.data.size',
      expected: /unknown key "size"/,
    },
    {
      name: 'without data, data is null',
      reference: '{name: empty, namespace: team-a}',
      expression: 'e.data',
      expected: null,
    },
    {
      name: 'a ConfigMap that is not there is an error',
      reference: '{name: gone, namespace: team-a}',
      expression: 'e.data.x',
      expected: /ConfigMap team-a\/gone is not in the inventory/,
    },
  ])('$name', ({ reference, expression, expected }) => {
    const value = valueOf(entry(reference), expression);
    if (expected instanceof RegExp) expect(value).toMatch(expected);
    else expect(value).toEqual(expected);
  });

  it('of a Policy: no namespace is the policy’s own, and another one is refused', () => {
    expect(valueOf(entry('{name: settings}'), 'e.data.color', POLICY_OF_TEAM_A)).toBe('red');
    const outside = valueOf(
      entry('{name: settings, namespace: "{{ `\\"default\\"` }}"}'),
      'e.data.color',
      POLICY_OF_TEAM_A,
    );
    expect(outside).toMatch(/outside the policy's namespace team-a/);
  });
});

describe('configMap, whose reference is no text', () => {
  it.each([
    ['namespace', '{name: settings, namespace: "{{ `5` }}"}'],
    ['name', '{name: "{{ `5` }}", namespace: team-a}'],
  ])('%s', (field, reference) => {
    const expected = new RegExp(`the ${field} of the ConfigMap is no text`);
    expect(valueOf(`- name: e\n  configMap: ${reference}`, 'e')).toMatch(expected);
    expect(valueOf(`- name: e\n  configMap: ${reference}`, 'e', POLICY_OF_TEAM_A)).toMatch(expected);
  });

  it('a namespace that comes out empty is the default one, and a Policy’s own', () => {
    const entry = '- name: e\n  configMap: {name: settings, namespace: "{{ `\\"\\"` }}"}';
    expect(valueOf(entry, 'e.data.color')).toBe('blue');
    expect(valueOf(entry, 'e.data.color', POLICY_OF_TEAM_A)).toBe('red');
  });
});

describe('imageRegistry', () => {
  const entries = '- {name: image, imageRegistry: {reference: "{{ nope }}"}}\n- {name: other, variable: {value: 1}}';

  it('fails where an expression names it, with the ways out, and only there', () => {
    const environment = anEnvironment();
    const list = parseYaml(entries).documents[0]?.value as readonly JsonObject[];
    const world = aWorld();
    const context = compileContext(environment, list, ['spec', 'rules', 0, 'context']);
    const scope = scopeWithContext(
      aTriggerScope(aTrigger(aNamespace('a')), world, environment),
      context,
      world,
      'CREATE',
    );
    expect(scope.evaluate('other')).toBe(1);
    const error = scope.evaluate('image.manifest');
    if (!isExpressionError(error) || !isEntryError(error)) throw new Error('the entry did not fail');
    expect(error.message).toBe('context entry image: it asks an image registry, which is not possible offline');
    expect(error.entry).toMatchObject({ path: ['spec', 'rules', 0, 'context', 0] });
    expect(error.entry.code).toBeUndefined();
    for (const way of ['test or values file', 'configMap', 'variable', 'digest', 'trigger'])
      expect(error.entry.help).toContain(way);
  });
});

describe('what a default is not for', () => {
  it('an entry that is refused', () => {
    const entries = [
      '- {name: cm, configMap: {name: settings, namespace: "{{ request.object.metadata.name }}x"}}',
      '- {name: e, variable: {jmesPath: cm.data.color, default: none}}',
    ].join('\n');
    expect(valueOf(entries, 'e', POLICY_OF_TEAM_A)).toMatch(/outside the policy's namespace/);
    expect(valueOf(entries, 'e')).toBe('none');
  });

  it('a value that is too large', () => {
    const jmesPath = `join('', ['${'x'.repeat(50_000)}',a])`;
    const entries = `- {name: a, variable: {value: ${'x'.repeat(2_060_000)}}}\n- name: e\n  variable:\n    jmesPath: "${jmesPath}"\n    default: none`;
    expect(valueOf(entries, 'e')).toMatch(/context entry e: the value is larger than 2097152/);
  });
});

describe('several entries', () => {
  it('a later entry of the same name wins', () => {
    const entries = '- {name: e, variable: {value: first}}\n- {name: e, variable: {value: second}}';
    expect(valueOf(entries, 'e')).toBe('second');
  });

  it('a later entry can build on an earlier one, and an unused broken one does not show', () => {
    const entries = [
      '- {name: broken, configMap: {name: gone, namespace: team-a}}',
      '- {name: settings, configMap: {name: settings, namespace: team-a}}',
      '- {name: color, variable: {jmesPath: settings.data.color}}',
      '- {name: shown, variable: {value: "<{{ color }}>"}}',
    ];
    expect(valueOf(entries.join('\n'), 'shown')).toBe('<red>');
  });

  it('an error goes through the entries that build on it', () => {
    const entries = '- {name: a, variable: {jmesPath: request.nothing}}\n- {name: b, variable: {value: "{{ a }}"}}';
    expect(valueOf(entries, 'b')).toMatch(/context entry b: {{ a }}: context entry a: unknown key "nothing"/);
  });
});
