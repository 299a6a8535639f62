import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/resource.ts';
import { compilePreconditions } from '../../../src/policy/cluster-policy/preconditions.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { anEnvironment, aScope } from './rules.ts';

const YES = '{key: a, operator: Equals, value: a}';
const NO = '{key: a, operator: Equals, value: b}';
const BROKEN = '{key: "{{ nothing }}", operator: Equals, value: a}';

/** `holds`, `not: …`, or `error at field: …`. */
function outcomeOf(preconditions: string, values = {}): string {
  const raw: Json | undefined = preconditions === '' ? undefined : parseYaml(preconditions).documents[0]?.value;
  const environment = anEnvironment();
  const result = compilePreconditions(raw, ['preconditions']).test(environment, aScope(values, environment), 'CREATE');
  if (!result.ok) return `error at ${result.trouble.path.join('.')}: ${result.trouble.message}`;
  return result.value === undefined ? 'holds' : `not: ${result.value}`;
}

describe('any, all and the old list', () => {
  it.each([
    { name: 'absent', preconditions: '', outcome: 'holds' },
    { name: 'null', preconditions: 'null', outcome: 'holds' },
    { name: 'neither a list nor any nor all', preconditions: '{some: []}', outcome: 'holds' },
    { name: 'any, none given', preconditions: 'any: null', outcome: 'holds' },
    { name: 'any, present and empty', preconditions: 'any: []', outcome: 'not: any is empty' },
    { name: 'all, present and empty', preconditions: 'all: []', outcome: 'holds' },
    { name: 'any, one of two', preconditions: `any: [${NO}, ${YES}]`, outcome: 'holds' },
    { name: 'any, none of two', preconditions: `any: [${NO}, ${NO}]`, outcome: 'not: none of any holds' },
    { name: 'all, every one', preconditions: `all: [${YES}, ${YES}]`, outcome: 'holds' },
    {
      name: 'all, one that does not',
      preconditions: `all: [${YES}, ${NO}]`,
      outcome: 'not: preconditions.all.1 (Equals) does not hold',
    },
    { name: 'any and all, both', preconditions: `{any: [${YES}], all: [${YES}]}`, outcome: 'holds' },
    {
      name: 'any and all, any alone',
      preconditions: `{any: [${YES}], all: [${NO}]}`,
      outcome: 'not: preconditions.all.0 (Equals) does not hold',
    },
    {
      name: 'any and all, all alone',
      preconditions: `{any: [${NO}], all: [${YES}]}`,
      outcome: 'not: none of any holds',
    },
    { name: 'the old list, every one', preconditions: `[${YES}, ${YES}]`, outcome: 'holds' },
    {
      name: 'the old list, one that does not',
      preconditions: `[${YES}, ${NO}]`,
      outcome: 'not: preconditions.1 (Equals) does not hold',
    },
  ])('$name', ({ preconditions, outcome }) => {
    expect(outcomeOf(preconditions)).toBe(outcome);
  });
});

describe('variables', () => {
  it.each([
    {
      name: 'an unknown key is an error, not false',
      preconditions: `all: [${BROKEN}]`,
      outcome: /^error at preconditions\.all\.0\.key: .*unknown key "nothing"/,
    },
    {
      name: 'an unknown key in a value is one too',
      preconditions: 'all: [{key: a, operator: Equals, value: "{{ nothing }}"}]',
      outcome: /^error at preconditions\.all\.0\.value: /,
    },
    { name: 'any stops at the first that holds', preconditions: `any: [${YES}, ${BROKEN}]`, outcome: /^holds$/ },
    { name: 'any does not pass over an error before it', preconditions: `any: [${BROKEN}, ${YES}]`, outcome: /^error/ },
    { name: 'all stops at the first that does not hold', preconditions: `all: [${NO}, ${BROKEN}]`, outcome: /^not/ },
    {
      name: 'all is not looked at when any does not hold',
      preconditions: `{any: [${NO}], all: [${BROKEN}]}`,
      outcome: /^not/,
    },
    {
      name: 'key and value keep the types of their variables',
      preconditions: 'all: [{key: "{{ list }}", operator: AnyIn, value: "{{ list }}"}]',
      outcome: /^holds$/,
    },
    {
      name: 'a default spares the error',
      preconditions: `all: [{key: "{{ nothing || 'a' }}", operator: Equals, value: a}]`,
      outcome: /^holds$/,
    },
    {
      name: 'an operator that cannot compare is an error',
      preconditions: 'all: [{key: [1], operator: In, value: [a]}]',
      outcome: /^error at preconditions\.all\.0: /,
    },
  ])('$name', ({ preconditions, outcome }) => {
    expect(outcomeOf(preconditions, { list: ['a', 'b'] })).toMatch(outcome);
  });

  it('an item that is no condition fails at its place: leaving it out would let more through', () => {
    expect(outcomeOf(`all: [${YES}, text]`)).toMatch(/^error at preconditions\.all\.1: unknown operator/);
    expect(outcomeOf(`any: [${NO}, text]`)).toMatch(/^error at preconditions\.any\.1: unknown operator/);
  });
});
