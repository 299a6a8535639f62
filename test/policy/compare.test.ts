import { describe, expect, it } from 'vitest';
import { checkPolicies } from '../../src/policy/checks/index.ts';
import { changeOf, comparePolicies } from '../../src/policy/compare.ts';
import { brief, policyOf, someKinds } from './checks/policies.ts';

const MATCH = '{any: [{resources: {kinds: [Namespace]}}]}';
const OTHER_MATCH = '{any: [{resources: {kinds: [Namespace], names: [a]}}]}';
const WARNING = 'no synchronization will be performed to the old target resource upon policy updates';

interface RuleParts {
  readonly name?: string;
  readonly match?: string;
  readonly rest?: string;
  readonly target?: string;
  readonly generate?: string;
}

function rule({
  name = 'r',
  match = MATCH,
  rest = '',
  target = 'name: made',
  generate = 'synchronize: true',
}: RuleParts = {}): string {
  const block = `apiVersion: v1, kind: ConfigMap, namespace: team-a, ${target}`;
  return `{name: ${name}, match: ${match}${rest === '' ? '' : `, ${rest}`}, generate: {${[block, generate].join(', ')}}}`;
}

function foreachRule(name: string, list = 'request.object.x'): string {
  return `{name: ${name}, match: ${MATCH}, generate: {synchronize: true, foreach: [{list: ${list}, apiVersion: v1, kind: Secret, name: a, namespace: b, data: {}}]}}`;
}

function policy(rules: readonly string[], spec = ''): string {
  return `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec:\n  rules:\n${rules.map((text) => `  - ${text}\n`).join('')}${spec}`;
}

interface Edit {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly outcome: 'accepted' | 'warned' | 'refused';
  readonly rules?: readonly string[];
}

const UNSYNCED = { generate: 'synchronize: false' };
const VALIDATE = '{name: v, match: {any: [{resources: {kinds: [Pod]}}]}, validate: {deny: {}}}';

const EDITS: readonly Edit[] = [
  { name: 'nothing', before: [rule()], after: [rule()], outcome: 'accepted' },
  {
    name: 'data',
    before: [rule({ generate: 'data: {data: {a: b}}' })],
    after: [rule({ generate: 'data: {data: {a: c}}' })],
    outcome: 'accepted',
  },
  { name: 'synchronize switched off', before: [rule()], after: [rule(UNSYNCED)], outcome: 'accepted' },
  { name: 'synchronize switched on', before: [rule(UNSYNCED)], after: [rule()], outcome: 'accepted' },
  {
    name: 'orphanDownstreamOnPolicyDelete and generateExisting',
    before: [rule()],
    after: [rule({ generate: 'synchronize: true, orphanDownstreamOnPolicyDelete: true, generateExisting: true' })],
    outcome: 'accepted',
  },
  {
    name: 'the list of a foreach',
    before: [foreachRule('r')],
    after: [foreachRule('r', 'request.object.y')],
    outcome: 'accepted',
  },
  {
    name: 'order of keys',
    before: [rule()],
    after: [
      `{generate: {name: made, namespace: team-a, synchronize: true, kind: ConfigMap, apiVersion: v1}, match: ${MATCH}, name: r}`,
    ],
    outcome: 'accepted',
  },
  {
    name: 'a default written out',
    before: [rule()],
    after: [rule({ rest: 'skipBackgroundRequests: true, exclude: {}' })],
    outcome: 'accepted',
  },
  ...['name: other', 'name: made, namespace: team-b', 'name: made, kind: Secret', 'name: made, apiVersion: v2'].map(
    (target): Edit => ({
      name: `the target (${target})`,
      before: [rule()],
      after: [
        rule({ target }).replace(
          /namespace: team-a, (?=.*namespace)|kind: ConfigMap, (?=.*kind: S)|apiVersion: v1, (?=.*apiVersion)/,
          '',
        ),
      ],
      outcome: 'warned',
      rules: ['r'],
    }),
  ),
  {
    name: 'the source of a clone',
    before: [rule({ generate: 'clone: {name: a, namespace: b}' })],
    after: [rule({ generate: 'clone: {name: c, namespace: b}' })],
    outcome: 'warned',
    rules: ['r'],
  },
  {
    name: 'the selector of a cloneList',
    before: [rule({ generate: 'cloneList: {namespace: b, kinds: [v1/Secret], selector: {matchLabels: {a: b}}}' })],
    after: [rule({ generate: 'cloneList: {namespace: b, kinds: [v1/Secret], selector: {matchLabels: {a: c}}}' })],
    outcome: 'warned',
    rules: ['r'],
  },
  { name: 'the name of a rule', before: [rule()], after: [rule({ name: 's' })], outcome: 'refused', rules: ['r'] },
  {
    name: 'the name of a rule without sync',
    before: [rule(UNSYNCED)],
    after: [rule({ ...UNSYNCED, name: 's' })],
    outcome: 'refused',
    rules: ['r'],
  },
  ...[
    'exclude: {any: [{resources: {names: [a]}}]}',
    'preconditions: {all: [{key: a, operator: Equals, value: b}]}',
    'context: [{name: a, variable: {value: b}}]',
    'skipBackgroundRequests: false',
  ].map((rest): Edit => ({
    name: rest,
    before: [rule(UNSYNCED)],
    after: [rule({ ...UNSYNCED, rest })],
    outcome: 'refused',
    rules: ['r'],
  })),
  { name: 'match', before: [rule()], after: [rule({ match: OTHER_MATCH })], outcome: 'refused', rules: ['r'] },
  {
    name: 'match without sync',
    before: [rule(UNSYNCED)],
    after: [rule({ ...UNSYNCED, match: OTHER_MATCH })],
    outcome: 'accepted',
  },
  {
    name: 'match without sync beside a rule with sync',
    before: [rule(UNSYNCED), rule({ name: 's', target: 'name: b' })],
    after: [rule({ ...UNSYNCED, match: OTHER_MATCH }), rule({ name: 's', target: 'name: b' })],
    outcome: 'refused',
    rules: ['r'],
  },
  {
    name: 'match, where sync is only now switched on',
    before: [rule(UNSYNCED)],
    after: [rule({ match: OTHER_MATCH })],
    outcome: 'accepted',
  },
  {
    name: 'a rule added',
    before: [rule()],
    after: [rule(), rule({ name: 's', target: 'name: b' })],
    outcome: 'accepted',
  },
  {
    name: 'rules in another order',
    before: [rule(), rule({ name: 's', target: 'name: b' })],
    after: [rule({ name: 's', target: 'name: b' }), rule()],
    outcome: 'accepted',
  },
  {
    name: 'a rule deleted',
    before: [rule(), rule({ name: 's', target: 'name: b' })],
    after: [rule()],
    outcome: 'warned',
    rules: ['s'],
  },
  {
    name: 'a rule deleted whose target another has',
    before: [rule(), rule({ name: 's' })],
    after: [rule()],
    outcome: 'refused',
    rules: ['s'],
  },
  {
    name: 'name and target together',
    before: [rule()],
    after: [rule({ name: 's', target: 'name: b' })],
    outcome: 'warned',
    rules: ['r'],
  },
  {
    name: 'match and target together',
    before: [rule()],
    after: [rule({ match: OTHER_MATCH, target: 'name: b' })],
    outcome: 'warned',
    rules: ['r'],
  },
  {
    name: 'the name of a foreach rule',
    before: [foreachRule('r')],
    after: [foreachRule('s')],
    outcome: 'refused',
    rules: ['r'],
  },
  {
    name: 'one of two foreach rules deleted',
    before: [foreachRule('r'), foreachRule('s')],
    after: [foreachRule('r')],
    outcome: 'refused',
    rules: ['s'],
  },
  { name: 'a validate rule beside it', before: [rule(), VALIDATE], after: [rule()], outcome: 'accepted' },
];

describe('changeOf', () => {
  it.each(EDITS)('$outcome: $name', ({ before, after, outcome, rules }) => {
    const change = changeOf(policyOf(policy(before)), policyOf(policy(after)));
    expect(change.outcome).toBe(outcome);
    if (change.outcome !== 'accepted') expect(change.rules.map((changed) => changed.name)).toEqual(rules);
  });

  it('accepts any edit of the spec', () => {
    const after = policy([rule()], '  background: false\n  applyRules: One\n  useServerSideApply: true\n');
    expect(changeOf(policyOf(policy([rule()])), policyOf(after)).outcome).toBe('accepted');
  });
});

describe('comparePolicies', () => {
  it('warns in the words of Kyverno, at the generate block', () => {
    const diagnostics = comparePolicies(
      [policyOf(policy([rule()]))],
      [policyOf(policy([rule({ target: 'name: b' })]), 'policies/b.yaml')],
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'policy/warned-change',
        severity: 'warning',
        at: { file: 'policies/b.yaml', line: 6 },
        about: { policy: 'p', rule: 'r' },
      },
    ]);
    expect(diagnostics[0]!.message).toContain(WARNING);
  });

  it('names the field of an edit that is refused', () => {
    const diagnostics = comparePolicies(
      [policyOf(policy([rule()]))],
      [policyOf(policy([rule({ match: OTHER_MATCH, rest: 'skipBackgroundRequests: false' })]))],
    );
    expect(diagnostics.map(brief)).toEqual(['error policy/refused-change match,skipBackgroundRequests']);
    expect(diagnostics[0]!.message).toContain('immutable fields');
  });

  it('compares no policy that is new or gone, or that has another namespace', () => {
    const text = policy([rule()]);
    const namespaced = policyOf(
      text.replace('ClusterPolicy', 'Policy').replace('{name: p}', '{name: p, namespace: a}'),
    );
    expect(comparePolicies([policyOf(text)], [])).toEqual([]);
    expect(comparePolicies([], [policyOf(text)])).toEqual([]);
    expect(comparePolicies([policyOf(text)], [namespaced])).toEqual([]);
  });

  it('compares a policy whose last generate rule is gone', () => {
    const diagnostics = checkPolicies([policyOf(policy([VALIDATE]))], {
      base: [policyOf(policy([rule()]))],
      kinds: someKinds(),
      mode: 'admission',
    });
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['policy/warned-change']);
  });
});

describe('validation of an edit', () => {
  const broken = 'preconditions: {all: [{key: a, operator: Near, value: b}]}';
  const check = (before: string, after: string): readonly string[] =>
    checkPolicies([policyOf(policy([after]))], {
      base: [policyOf(policy([before]))],
      kinds: someKinds(),
      mode: 'admission',
    }).map((diagnostic) => diagnostic.code);

  it('ends with a warning, so that what comes after is not refused', () => {
    expect(check(rule(), rule({ target: 'name: b', rest: broken }))).toEqual(['policy/warned-change']);
  });

  it('still refuses what comes before', () => {
    expect(check(rule(), rule({ target: 'name: ""', rest: broken }))).toEqual([
      'policy/invalid',
      'policy/warned-change',
    ]);
  });

  it('goes on after a refusal', () => {
    expect(check(rule(), rule({ rest: broken }))).toEqual(['policy/refused-change', 'policy/invalid']);
  });
});
