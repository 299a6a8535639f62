// Whether an exception applies to a trigger: its filters, its conditions, and its place before everything else of a rule.
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/model/trigger.ts';
import { aNamespace, aTrigger, aWorld } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { documentsOf, rulesOf } from '../cluster-policy/rules.ts';
import { compilePolicies } from '../../../src/policy/index.ts';
import { someOptions } from '../cluster-policy/rules.ts';
import { anException, tryUnder } from './exceptions.ts';

const TEAM = aTrigger(aNamespace('team-a', 'labels: {tier: gold}\nannotations: {owner: ada}'));
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: team-a}\n';
const OF_CONFIG_MAPS = aPolicy({ match: 'any: [{resources: {kinds: [ConfigMap]}}]' });
const ALL_CONFIG_MAPS = '{any: [{resources: {kinds: [ConfigMap]}}]}';

describe('the filters of an exception', () => {
  it.each([
    { name: 'a kind', match: '{any: [{resources: {kinds: [Namespace]}}]}', outcome: 'excepted by exemptions/e' },
    { name: 'another kind', match: '{any: [{resources: {kinds: [Pod]}}]}', outcome: 'yes' },
    {
      name: 'one of any',
      match: '{any: [{resources: {kinds: [Pod]}}, {resources: {names: [team-*]}}]}',
      outcome: 'excepted by exemptions/e',
    },
    {
      name: 'one of all',
      match: '{all: [{resources: {kinds: [Pod]}}, {resources: {names: [team-*]}}]}',
      outcome: 'yes',
    },
    {
      name: 'every one of all',
      match: '{all: [{resources: {kinds: ["*"]}}, {resources: {names: [team-*]}}]}',
      outcome: 'excepted by exemptions/e',
    },
    {
      name: 'a label',
      match: '{any: [{resources: {selector: {matchLabels: {tier: gold}}}}]}',
      outcome: 'excepted by exemptions/e',
    },
    { name: 'another label', match: '{any: [{resources: {selector: {matchLabels: {tier: silver}}}}]}', outcome: 'yes' },
    {
      name: 'an annotation',
      match: '{any: [{resources: {annotations: {owner: a*}}}]}',
      outcome: 'excepted by exemptions/e',
    },
    {
      name: 'an operation, which is ignored',
      match: '{any: [{resources: {kinds: [Namespace], operations: [DELETE]}}]}',
      outcome: 'excepted by exemptions/e',
    },
    {
      name: 'a namespaceSelector, which is ignored on a Namespace',
      match: '{any: [{resources: {namespaceSelector: {matchLabels: {a: b}}}}]}',
      outcome: 'excepted by exemptions/e',
    },
    { name: 'an empty filter', match: '{any: [{}]}', outcome: 'yes' },
    { name: 'empty resources', match: '{any: [{resources: {}}]}', outcome: 'yes' },
    { name: 'neither any nor all', match: '{}', outcome: 'yes' },
    { name: 'no match', match: '', outcome: 'yes' },
  ])('$name: $outcome', ({ match, outcome }) => {
    expect(tryUnder([anException({ match })], TEAM).outcome).toBe(outcome);
  });

  it.each(['subjects: [{kind: User, name: ada}]', 'clusterRoles: [admin]', 'roles: ["a:b"]'])(
    'that ask for %s hold for nobody, unlike in a rule',
    (user) => {
      const match = `{any: [{resources: {kinds: [Namespace]}, ${user}}]}`;
      expect(tryUnder([anException({ match, spec: 'background: false' })], TEAM).outcome).toBe('yes');
    },
  );

  it.each([
    { selector: '{team: a}', outcome: 'excepted by exemptions/e' },
    { selector: '{team: b}', outcome: 'yes' },
  ])('a namespaceSelector $selector looks at the labels of the trigger’s Namespace', ({ selector, outcome }) => {
    const match = `{any: [{resources: {kinds: [ConfigMap], namespaceSelector: {matchLabels: ${selector}}}}]}`;
    const objects = aNamespace('team-a', 'labels: {team: a}');
    expect(tryUnder([anException({ match })], aTrigger(CONFIG_MAP), { policy: OF_CONFIG_MAPS, objects }).outcome).toBe(
      outcome,
    );
  });

  it('apply to a namespaced trigger only where its Namespace is there, and say so where it is not', () => {
    const exception = anException({ match: ALL_CONFIG_MAPS });
    const tried = (objects: string) => tryUnder([exception], aTrigger(CONFIG_MAP), { policy: OF_CONFIG_MAPS, objects });
    expect(tried(aNamespace('team-a'))).toMatchObject({ outcome: 'excepted by exemptions/e', warnings: [] });
    expect(tried('')).toMatchObject({
      outcome: 'yes',
      warnings: [
        { code: 'match/namespace-unknown', severity: 'warning', about: { trigger: '/ConfigMap/team-a/settings' } },
      ],
    });
  });
});

describe('the conditions of an exception', () => {
  const when = (key: string, operator = 'Equals', value = 'gold'): string =>
    `{all: [{key: "${key}", operator: ${operator}, value: ${value}}]}`;

  it.each([
    {
      name: 'hold',
      conditions: when('{{ request.object.metadata.labels.tier }}'),
      outcome: 'excepted by exemptions/e',
    },
    { name: 'do not hold', conditions: when('{{ request.object.metadata.labels.tier }}', 'NotEquals'), outcome: 'yes' },
    {
      name: 'have any, none of which holds',
      conditions: '{any: [{key: a, operator: Equals, value: b}]}',
      outcome: 'yes',
    },
  ])('$name: $outcome', ({ conditions, outcome }) => {
    expect(tryUnder([anException({ conditions })], TEAM)).toMatchObject({ outcome, warnings: [] });
  });

  it('that cannot be evaluated make it not count, with a warning at their place', () => {
    const tried = tryUnder([anException({ conditions: when('{{ request.object.metadata.labels.level }}') })], TEAM);
    expect(tried).toMatchObject({
      outcome: 'yes',
      warnings: [
        {
          code: 'evaluate/preconditions',
          severity: 'warning',
          at: { file: 'policies/a.yaml', line: 22 },
          about: { policy: 'p', rule: 'r', trigger: '/Namespace//team-a', field: 'spec.conditions.all.0.key' },
        },
      ],
    });
    expect(tried.warnings[0]?.message).toContain('PolicyException exemptions/e does not count here');
  });

  it('see the request and the images, and not the context of the rule', () => {
    const policy = aPolicy({ rule: 'context: [{name: mine, variable: {value: gold}}]' });
    expect(tryUnder([anException({ conditions: when('{{ mine }}') })], TEAM, { policy })).toMatchObject({
      outcome: 'yes',
      warnings: [{ code: 'evaluate/preconditions' }],
    });
    const pod = aTrigger(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: team-a}\nspec: {containers: [{name: c, image: "nginx:1"}]}\n',
    );
    const tried = tryUnder(
      [
        anException({
          match: '{any: [{resources: {kinds: [Pod]}}]}',
          conditions: when('{{ images.containers.c.tag }}', 'Equals', "'1'"),
        }),
      ],
      pod,
      { policy: aPolicy({ match: 'any: [{resources: {kinds: [Pod]}}]' }), objects: aNamespace('team-a') },
    );
    expect(tried).toMatchObject({ outcome: 'excepted by exemptions/e', warnings: [] });
  });
});

describe('an exception in its rule', () => {
  it.each([
    { name: 'match', policy: aPolicy({ match: 'any: [{resources: {kinds: [Namespace], names: [other]}}]' }) },
    { name: 'exclude', policy: aPolicy({ rule: 'exclude: {any: [{resources: {names: [team-a]}}]}' }) },
    {
      name: 'preconditions',
      policy: aPolicy({ rule: 'preconditions: {all: [{key: a, operator: Equals, value: b}]}' }),
    },
    {
      name: 'a context that fails',
      policy: aPolicy({ rule: 'context: [{name: c, configMap: {name: no, namespace: no}}]' }),
    },
  ])('comes before $name', ({ policy }) => {
    expect(tryUnder([anException()], TEAM, { policy }).outcome).toBe('excepted by exemptions/e');
  });

  it.each<Operation>(['CREATE', 'UPDATE', 'DELETE'])('is asked on %s', (operation) => {
    const policy = aPolicy({ match: 'any: [{resources: {kinds: [Namespace], operations: [CREATE, UPDATE, DELETE]}}]' });
    const gold = '{all: [{key: "{{ request.object.metadata.labels.tier }}", operator: Equals, value: gold}]}';
    const trigger = aTrigger(
      aNamespace('team-a', 'labels: {tier: gold}'),
      operation,
      aNamespace('team-a', 'labels: {tier: gold}'),
    );
    expect(tryUnder([anException({ conditions: gold })], trigger, { policy }).outcome).toBe('excepted by exemptions/e');
  });

  it('does not touch triggers outside the namespace of a Policy', () => {
    const policy = aPolicy({
      head: 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-b}',
      match: 'any: [{resources: {kinds: [ConfigMap]}}]',
      target: 'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: team-b',
    });
    const exception = anException({ match: ALL_CONFIG_MAPS, exceptions: '[{policyName: team-b/p, ruleNames: [r]}]' });
    const objects = aNamespace('team-a');
    expect(tryUnder([exception], aTrigger(CONFIG_MAP), { policy, objects }).match).toMatchObject({
      because: 'policy-namespace',
    });
  });

  it('does not count as applied where one rule applies', () => {
    const two = aPolicy({ spec: 'applyRules: One' });
    const second = two.slice(two.indexOf('  - name: r')).replace('name: r', 'name: s');
    const { value } = compilePolicies(documentsOf(`${two}\n${second}\n---\n${anException()}`), someOptions());
    const outcomes = value.rules.map((rule) => rule.match(TEAM, aWorld()).outcome);
    expect(outcomes).toEqual(['excepted', 'yes']);
    expect(rulesOf(`${two}\n${second}`).map((rule) => rule.match(TEAM, aWorld()).outcome)).toEqual(['yes', 'no']);
  });
});

describe('a trigger that is gone', () => {
  const asked = (exception: string, object: string, objects = ''): unknown => {
    const policy = object.includes('Namespace')
      ? aPolicy()
      : aPolicy({ match: 'any: [{resources: {kinds: [ConfigMap, Secret]}}]' });
    const [rule] = rulesOf(`${policy}\n---\n${exception}`);
    const match = rule?.exceptions?.test(aTrigger(object, 'DELETE'), aWorld({ objects }));
    return { outcome: match?.outcome, told: (match?.warnings ?? []).map(({ code }) => code) };
  };
  const nameOnly = (text: string) => ({
    ...aTrigger(text, 'DELETE'),
    object: { apiVersion: '', kind: 'Namespace', metadata: { name: 'team-a' } },
  });
  const LABELLED = anException({ match: '{any: [{resources: {selector: {matchLabels: {tier: gold}}}}]}' });

  it('is under an exception by its last state', () => {
    expect(asked(LABELLED, aNamespace('team-a', 'labels: {tier: gold}'))).toEqual({ outcome: 'excepted', told: [] });
    expect(asked(LABELLED, aNamespace('team-a'))).toEqual({ outcome: undefined, told: [] });
  });

  it('had its Namespace to the last; only labels that cannot be seen leave it open', () => {
    expect(asked(anException({ match: ALL_CONFIG_MAPS }), CONFIG_MAP)).toEqual({ outcome: 'excepted', told: [] });
    const bySelector = '{any: [{resources: {namespaceSelector: {matchLabels: {a: b}}}}]}';
    expect(asked(anException({ match: bySelector }), CONFIG_MAP)).toEqual({
      outcome: 'unknown',
      told: ['match/exception-undecided'],
    });
  });

  it('of which only the name is known is decided by name, or left open', () => {
    const [byName] = rulesOf(
      `${aPolicy()}\n---\n${anException({ match: '{any: [{resources: {kinds: [Namespace], names: [team-a]}}]}' })}`,
    );
    expect(byName?.exceptions?.needsObject).toBe(false);
    expect(byName?.exceptions?.test(nameOnly(aNamespace('team-a')), aWorld())?.outcome).toBe('excepted');
    for (const match of [
      '{any: [{resources: {kinds: [v1/Namespace]}}]}',
      '{any: [{resources: {annotations: {a: b}}}]}',
    ]) {
      const [rule] = rulesOf(`${aPolicy()}\n---\n${anException({ match })}`);
      expect(rule?.exceptions?.needsObject).toBe(true);
      expect(rule?.exceptions?.test(nameOnly(aNamespace('team-a')), aWorld())?.outcome).toBe('unknown');
    }
  });

  it('and was a Secret has no values for conditions to look at', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: team-a}\n';
    const exception = anException({
      match: '{any: [{resources: {kinds: [Secret]}}]}',
      conditions: '{all: [{key: "{{ request.object.data.k }}", operator: Equals, value: v}]}',
    });
    expect(asked(exception, secret)).toEqual({ outcome: 'unknown', told: ['match/exception-undecided'] });
  });
});
