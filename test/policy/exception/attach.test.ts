// Which rules an exception names, what it must not say, and that one which is not understood never counts as none.
import { describe, expect, it } from 'vitest';
import { kindCatalog } from '../../../src/kube/index.ts';
import { validatePolicies } from '../../../src/policy/index.ts';
import { aNamespace, aTrigger } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { documentsOf } from '../cluster-policy/rules.ts';
import { anException, compiledUnder, tryUnder } from './exceptions.ts';

const TEAM = aTrigger(aNamespace('team-a'));
const OTHER = aPolicy({ head: 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: other}' });

describe('the rules that an exception names', () => {
  it.each([
    { name: 'by name', exceptions: '[{policyName: p, ruleNames: [r]}]', outcome: 'excepted by exemptions/e' },
    { name: 'by a wildcard', exceptions: '[{policyName: p, ruleNames: ["?"]}]', outcome: 'excepted by exemptions/e' },
    {
      name: 'in one of several items',
      exceptions: '[{policyName: other, ruleNames: [r]}, {policyName: p, ruleNames: [x, r]}]',
      outcome: 'excepted by exemptions/e',
    },
    { name: 'other than this', exceptions: '[{policyName: p, ruleNames: [x]}]', outcome: 'yes' },
    { name: 'of another policy', exceptions: '[{policyName: other, ruleNames: [r]}]', outcome: 'yes' },
    {
      name: 'of a policy by a wildcard, which names none',
      exceptions: '[{policyName: "*", ruleNames: [r]}]',
      outcome: 'yes',
    },
    { name: 'of a Policy of that name', exceptions: '[{policyName: default/p, ruleNames: [r]}]', outcome: 'yes' },
  ])('$name: $outcome', ({ exceptions, outcome }) => {
    expect(tryUnder([anException({ exceptions })], TEAM).outcome).toBe(outcome);
  });

  it('are listed, with those that it keeps nothing from', () => {
    const exceptions = '[{policyName: other, ruleNames: ["*"]}, {policyName: p, ruleNames: [r]}]';
    expect(compiledUnder(`${aPolicy()}\n---\n${OTHER}`, anException({ exceptions }))).toMatchObject({
      rules: ['other/r', 'p/r'],
      complete: [true, true],
      exceptions: [{ name: 'exemptions/e', rules: ['other/r', 'p/r'] }],
      told: [],
    });
  });

  it.each([
    {
      exceptions: '[{policyName: q, ruleNames: [r]}]',
      field: 'spec.exceptions.0.policyName',
      words: 'there is no policy q',
    },
    {
      exceptions: '[{policyName: p, ruleNames: [r, s*]}]',
      field: 'spec.exceptions.0.ruleNames.1',
      words: 'policy p has no rule s*',
    },
  ])('and are not there are warned about: $words', ({ exceptions, field, words }) => {
    const result = compiledUnder(aPolicy(), anException({ exceptions }));
    expect(result).toMatchObject({ rules: ['p/r'], told: [`warning policy/exception-without-rule ${field}`] });
    expect(result.words).toContain(words);
  });

  it('may be rules that do not generate, and those that Kyverno makes of them', () => {
    const policy = `${aPolicy()}\n  - {name: v, match: {any: [{resources: {kinds: [Pod]}}]}, validate: {message: m, pattern: {a: b}}}`;
    const exceptions = '[{policyName: p, ruleNames: [v, autogen-v, autogen-cronjob-v]}]';
    expect(compiledUnder(policy, anException({ exceptions }))).toMatchObject({
      exceptions: [{ rules: [] }],
      told: ['notice policy/not-generating '],
    });
  });
});

const MATCH = 'spec.match.any.0';
const INVALID = [
  {
    name: 'any and all',
    parts: { match: '{any: [{resources: {kinds: [Pod]}}], all: [{resources: {kinds: [Pod]}}]}' },
    told: 'error policy/invalid spec.match',
    line: 21,
  },
  {
    name: 'a direct filter',
    parts: { match: '{resources: {kinds: [Pod]}}' },
    told: 'error policy/unknown-field spec.match.resources',
    line: 21,
  },
  {
    name: 'a misspelt field',
    parts: { match: '{any: [{resources: {kind: [Pod]}}]}' },
    told: `error policy/unknown-field ${MATCH}.resources.kind`,
    line: 21,
  },
  {
    name: 'a wrong type',
    parts: { match: '{any: [{resources: {kinds: Pod}}]}' },
    told: `error policy/wrong-type ${MATCH}.resources.kinds`,
    line: 21,
  },
  {
    name: 'no kind',
    parts: { match: '{any: [{resources: {kinds: [a/b/c/d/e]}}]}' },
    told: `error policy/invalid ${MATCH}.resources.kinds`,
    line: 21,
  },
  {
    name: 'a selector that is none',
    parts: { match: '{any: [{resources: {selector: {matchExpressions: [{key: a, operator: Near}]}}}]}' },
    told: `error policy/invalid ${MATCH}.resources.selector`,
    line: 21,
  },
  {
    name: 'subjects in the background',
    parts: { match: '{any: [{resources: {kinds: [Pod]}, subjects: [{kind: User, name: a}]}]}' },
    told: `error policy/invalid ${MATCH}.subjects`,
    line: 21,
  },
  {
    name: 'roles in the background',
    parts: { match: '{any: [{roles: ["a:b"]}]}', spec: 'background: true' },
    told: `error policy/invalid ${MATCH}.roles`,
    line: 21,
  },
  {
    name: 'an item without ruleNames',
    parts: { exceptions: '[{policyName: p}]' },
    told: 'error policy/invalid spec.exceptions.0.ruleNames',
    line: 22,
  },
  {
    name: 'an operator that there is not',
    parts: { conditions: '{any: [{key: a, operator: Is, value: a}]}' },
    told: 'error policy/invalid spec.conditions.any.0.operator',
    line: 22,
  },
  {
    name: 'a condition that is none',
    parts: { conditions: '{all: [a]}' },
    told: 'error policy/wrong-type spec.conditions.all.0',
    line: 22,
  },
  {
    name: 'conditions that are a list',
    parts: { conditions: '[{key: a, operator: Equals, value: a}]' },
    told: 'error policy/wrong-type spec.conditions',
    line: 22,
  },
  {
    name: 'an expression that does not parse',
    parts: { conditions: '{all: [{key: "{{ a..b }}", operator: Equals, value: a}]}' },
    told: 'error policy/expression spec.conditions.all.0.key',
    line: 22,
  },
  {
    name: 'no policyName',
    parts: { exceptions: '[{ruleNames: [r]}]' },
    told: 'error policy/invalid spec.exceptions.0.policyName',
    line: 22,
  },
  { name: 'no exceptions', parts: { exceptions: '' }, told: 'error policy/invalid spec.exceptions', line: 20 },
  {
    name: 'exceptions that are no list',
    parts: { exceptions: '{policyName: p, ruleNames: [r]}' },
    told: 'error policy/wrong-type spec.exceptions',
    line: 22,
  },
  {
    name: 'an item that is none',
    parts: { exceptions: '[p/r]' },
    told: 'error policy/wrong-type spec.exceptions.0',
    line: 22,
  },
];

describe('an exception with', () => {
  it.each(INVALID)('$name sets aside the rules that it may name', ({ parts, told, line }) => {
    const result = compiledUnder(aPolicy(), anException(parts));
    expect(result).toMatchObject({ rules: [], complete: [false] });
    expect(result.told).toContain(told);
    expect(result.told).toContain('error policy/not-evaluated ');
    expect(result.lines[result.told.indexOf(told)]).toBe(line);
  });

  it.each(INVALID)('$name is refused by validate', ({ parts, told }) => {
    const documents = documentsOf(`${aPolicy()}\n---\n${anException(parts)}`);
    const found = validatePolicies({ documents, kinds: kindCatalog([]) }).diagnostics;
    expect(found.map(({ severity, code, about }) => `${severity} ${code} ${about.field ?? ''}`)).toContain(told);
    expect(found.map(({ code }) => code)).not.toContain('policy/not-evaluated');
  });

  it.each(['{}', ''])('match %j concerns nothing, which only validate refuses', (match) => {
    const result = compiledUnder(aPolicy(), anException({ match }));
    expect(result).toMatchObject({ rules: ['p/r'], told: ['warning policy/invalid spec.match'] });
    const documents = documentsOf(`${aPolicy()}\n---\n${anException({ match })}`);
    expect(validatePolicies({ documents, kinds: kindCatalog([]) }).diagnostics).toMatchObject([{ severity: 'error' }]);
  });

  it('subjects outside the background is warned about: nobody is known', () => {
    const match = '{any: [{resources: {kinds: [Pod]}, subjects: [{kind: User, name: a}]}]}';
    expect(compiledUnder(aPolicy(), anException({ match, spec: 'background: false' }))).toMatchObject({
      rules: ['p/r'],
      told: [`warning policy/invalid ${MATCH}.subjects`],
    });
  });

  it('an error leaves the rules that it cannot name', () => {
    const broken = anException({ match: '{any: [{resources: {kind: [Pod]}}]}' });
    expect(compiledUnder(`${aPolicy()}\n---\n${OTHER}`, broken).rules).toEqual(['other/r']);
  });
});

describe('two exceptions', () => {
  it('that apply both: the first by name is the reason', () => {
    const texts = [anException({ name: 'b' }), anException({ name: 'a' }), anException({ name: 'z', namespace: '' })];
    for (const order of [texts, texts.toReversed()]) {
      expect(tryUnder(order, TEAM).outcome).toBe('excepted by default/z');
    }
  });

  it('of one name that say the same are one', () => {
    const result = compiledUnder(aPolicy(), anException(), anException());
    expect(result).toMatchObject({ rules: ['p/r'], told: [] });
    expect(result.exceptions).toHaveLength(1);
  });

  it('of one name that differ set the rules of both aside, whatever their order', () => {
    const texts = [anException(), anException({ exceptions: '[{policyName: other, ruleNames: [r]}]' })];
    for (const order of [texts, texts.toReversed()]) {
      const result = compiledUnder(`${aPolicy()}\n---\n${OTHER}`, ...order);
      expect(result.rules).toEqual([]);
      expect(result.told.filter((one) => one === 'error policy/invalid metadata.name')).toHaveLength(2);
    }
  });
});
