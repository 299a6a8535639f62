// The list of edits: which rule changed in which fields, and what Kyverno makes of it. The rows are those of Kyverno's own table of
// changes; what decides between accepted, warned and refused has its own tests in compare.test.ts.
import { describe, expect, it } from 'vitest';
import type { EditOutcome, PolicyEdit } from '../../src/model/policy-edit.ts';
import { editsBetween, tellAccepted } from '../../src/policy/edits.ts';
import { policiesOf } from './checks/policies.ts';

const MATCH = 'match: {any: [{resources: {kinds: [Namespace]}}]}';
const OTHER_MATCH = 'match: {any: [{resources: {kinds: [Namespace], names: [a]}}]}';
const TARGET = 'apiVersion: v1, kind: ConfigMap, name: made, namespace: x';
const OTHER_TARGET = 'apiVersion: v1, kind: ConfigMap, name: other, namespace: x';
const SYNC = 'synchronize: true';

function rule(generate: string, { name = 'r', match = MATCH, rest = '' } = {}): string {
  return `{name: ${name}, ${match}, ${rest}generate: {${generate}}}`;
}

function policy(rules: readonly string[], { spec = '', name = 'p', kind = 'ClusterPolicy' } = {}): string {
  const items = rules.map((text) => `  - ${text}\n`).join('');
  return `apiVersion: kyverno.io/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n  rules:${items === '' ? ' []\n' : `\n${items}`}${spec}`;
}

function foreachRule(name: string, list = 'a', match = MATCH): string {
  return rule(`${SYNC}, foreach: [{list: ${list}, ${TARGET}, data: {}}]`, { name, match });
}

interface Row {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** `rule outcome fields`, with `+` and `-` for rules that are added and removed. */
  readonly expected: readonly string[];
  readonly spec?: string;
}

const DATA = rule(`${TARGET}, ${SYNC}, data: {data: {k: v}}`);
const PLAIN = rule(TARGET);
const CLONE = `${TARGET}, ${SYNC}, clone: {name: a, namespace: b}`;
const CLONE_LIST = `namespace: x, ${SYNC}, cloneList: {namespace: b, kinds: [v1/Secret]}`;

const ROWS: readonly Row[] = [
  { name: 'nothing', before: [DATA], after: [DATA], expected: [] },
  {
    name: 'data, also by an empty text',
    before: [DATA],
    after: [rule(`${TARGET}, ${SYNC}, data: {data: {k: v, l: ""}}`)],
    expected: ['r accepted generate.data'],
  },
  {
    name: 'synchronize on',
    before: [PLAIN],
    after: [rule(`${TARGET}, ${SYNC}`)],
    expected: ['r accepted generate.synchronize'],
  },
  {
    name: 'synchronize off',
    before: [rule(`${TARGET}, ${SYNC}`)],
    after: [PLAIN],
    expected: ['r accepted generate.synchronize'],
  },
  { name: 'synchronize written out', before: [PLAIN], after: [rule(`${TARGET}, synchronize: false`)], expected: [] },
  {
    name: 'orphanDownstreamOnPolicyDelete and generateExisting',
    before: [PLAIN],
    after: [rule(`${TARGET}, orphanDownstreamOnPolicyDelete: true, generateExisting: true`)],
    expected: ['r accepted generate.generateExisting,generate.orphanDownstreamOnPolicyDelete'],
  },
  {
    name: 'anything in foreach',
    before: [foreachRule('r')],
    after: [foreachRule('r', 'b')],
    expected: ['r accepted generate.foreach'],
  },
  ...(
    [
      ['apiVersion', 'apiVersion: v2, kind: ConfigMap, name: made, namespace: x'],
      ['kind', 'apiVersion: v1, kind: Secret, name: made, namespace: x'],
      ['name', OTHER_TARGET],
      ['namespace', 'apiVersion: v1, kind: ConfigMap, name: made, namespace: y'],
    ] as const
  ).map(([field, target]) => ({
    name: `target ${field}`,
    before: [PLAIN],
    after: [rule(target)],
    expected: [`r warned generate.${field}`],
  })),
  {
    name: 'clone',
    before: [rule(CLONE)],
    after: [rule(CLONE.replace('name: a', 'name: c'))],
    expected: ['r warned generate.clone'],
  },
  {
    name: 'cloneList',
    before: [rule(CLONE_LIST)],
    after: [rule(CLONE_LIST.replace('[v1/Secret]', '[v1/Secret, v1/ConfigMap]'))],
    expected: ['r warned generate.cloneList'],
  },
  {
    name: 'rule name',
    before: [PLAIN],
    after: [rule(TARGET, { name: 's' })],
    expected: ['-r refused', '+s refused'],
  },
  ...(
    [
      ['exclude', 'exclude: {any: [{resources: {names: [a]}}]}, '],
      ['preconditions', 'preconditions: {all: [{key: a, operator: Equals, value: b}]}, '],
      ['context', 'context: [{name: a, variable: {value: b}}], '],
      ['skipBackgroundRequests', 'skipBackgroundRequests: false, '],
    ] as const
  ).map(([field, rest]) => ({
    name: `${field}, without sync too`,
    before: [PLAIN],
    after: [rule(TARGET, { rest })],
    expected: [`r refused ${field}`],
  })),
  {
    name: 'match with sync',
    before: [DATA],
    after: [rule(`${TARGET}, ${SYNC}, data: {data: {k: v}}`, { match: OTHER_MATCH })],
    expected: ['r refused match'],
  },
  {
    name: 'match without sync',
    before: [PLAIN],
    after: [rule(TARGET, { match: OTHER_MATCH })],
    expected: ['r accepted match'],
  },
  {
    name: 'match without sync, beside a rule with sync, whose own edit is refused with it',
    before: [PLAIN, rule(`${OTHER_TARGET}, ${SYNC}, data: {}`, { name: 's' })],
    after: [rule(TARGET, { match: OTHER_MATCH }), rule(`${OTHER_TARGET}, ${SYNC}, data: {a: b}`, { name: 's' })],
    expected: ['r refused match', 's refused generate.data'],
  },
  {
    name: 'rule added',
    before: [PLAIN],
    after: [rule(OTHER_TARGET, { name: 'a' }), PLAIN],
    expected: ['+a new'],
  },
  {
    name: 'rule deleted',
    before: [PLAIN, rule(OTHER_TARGET, { name: 's' })],
    after: [PLAIN],
    expected: ['-s warned'],
  },
  {
    name: 'rule deleted whose target another has',
    before: [PLAIN, rule(TARGET, { name: 's' })],
    after: [PLAIN],
    expected: ['-s refused'],
  },
  {
    name: 'last rule deleted',
    before: [PLAIN],
    after: [],
    expected: ['-r warned'],
  },
  {
    name: 'rule name and target together',
    before: [PLAIN],
    after: [rule(OTHER_TARGET, { name: 's' })],
    expected: ['-r warned', '+s new'],
  },
  {
    name: 'match and target together',
    before: [DATA],
    after: [rule(`${OTHER_TARGET}, ${SYNC}, data: {data: {k: v}}`, { match: OTHER_MATCH })],
    expected: ['r warned match,generate.name'],
  },
  {
    name: 'a target, beside a rule whose preconditions change: nobody looks at these any more',
    before: [PLAIN, rule('kind: Secret', { name: 's' })],
    after: [rule(OTHER_TARGET), rule('kind: Secret', { name: 's', rest: 'preconditions: [], ' })],
    expected: ['r warned generate.name', 's accepted preconditions'],
  },
  {
    name: 'fields of the spec',
    before: [PLAIN],
    after: [PLAIN],
    spec: '  background: false\n  generateExisting: true\n  applyRules: One\n  useServerSideApply: true\n',
    expected: [' accepted spec.applyRules,spec.background,spec.generateExisting,spec.useServerSideApply'],
  },
  {
    name: 'fields of the spec, beside an edit that is refused',
    before: [PLAIN],
    after: [rule(TARGET, { rest: 'exclude: {any: [{resources: {names: [a]}}]}, ' })],
    spec: '  background: false\n',
    expected: [' refused spec.background', 'r refused exclude'],
  },
  {
    name: 'name of a foreach rule',
    before: [foreachRule('r')],
    after: [foreachRule('s')],
    expected: ['-r refused', '+s refused'],
  },
  {
    name: 'match of a foreach rule',
    before: [foreachRule('r')],
    after: [foreachRule('r', 'a', OTHER_MATCH)],
    expected: ['r refused match'],
  },
  {
    name: 'one of two foreach rules deleted',
    before: [foreachRule('r'), foreachRule('s')],
    after: [foreachRule('r')],
    expected: ['-s refused'],
  },
  {
    name: 'mutate and validate rules beside it',
    before: [PLAIN, `{name: v, ${MATCH}, validate: {deny: {}}}`],
    after: [PLAIN, `{name: m, ${MATCH}, mutate: {patchStrategicMerge: {}}}`],
    expected: [],
  },
];

function brief({ rule: name = '', outcome, change, fields }: PolicyEdit): string {
  const sign = { added: '+', removed: '-', changed: '' }[change];
  return `${sign}${name} ${outcome}${fields.length > 0 ? ` ${fields.join(',')}` : ''}`;
}

function edits(before: string, after: string) {
  return editsBetween(policiesOf(before, 'base/a.yaml'), policiesOf(after));
}

describe('editsBetween', () => {
  it.each(ROWS)('$name', ({ before, after, spec = '', expected }) => {
    expect(edits(policy(before), policy(after, { spec })).map(({ edit }) => brief(edit))).toEqual(expected);
  });

  it('has Kyverno’s words with the rules they are said of, and only there', () => {
    const before = policy([PLAIN, rule(`${OTHER_TARGET}, data: {}`, { name: 's' })]);
    const warned = edits(before, policy([rule('kind: X'), rule(`${OTHER_TARGET}, data: {a: b}`, { name: 's' })]));
    expect(warned.map(({ edit }) => edit.warning)).toEqual([
      'no synchronization will be performed to the old target resource upon policy updates',
      undefined,
    ]);
    const refused = edits(before, policy([PLAIN, rule(`${OTHER_TARGET}, data: {}`, { name: 't' })]));
    expect(refused.map(({ edit }) => edit.warning?.includes('immutable fields'))).toEqual([true, undefined]);
  });

  it.each([
    { name: 'deleted', before: policy([PLAIN]), after: policy([], { name: 'q' }), expected: ['p/-r removed'] },
    { name: 'new', before: policy([], { name: 'q' }), after: policy([PLAIN]), expected: ['p/+r new'] },
    {
      name: 'renamed',
      before: policy([PLAIN], { name: 'z' }),
      after: policy([PLAIN]),
      expected: ['p/+r new', 'z/-r removed'],
    },
    {
      name: 'made again as another kind',
      before: policy([PLAIN]),
      after: policy([PLAIN], { kind: 'Policy' }),
      expected: ['p/-r removed', 'p/+r new'],
    },
  ])('a policy that is $name has its rules removed and new', ({ before, after, expected }) => {
    const found = edits(before, after).map(({ edit }) => `${edit.policy.policy}/${brief(edit)}`);
    expect(found).toEqual(expected);
  });

  it('takes two states in any order of files for the same', () => {
    const [a, b] = [policy([PLAIN]), policy([PLAIN], { name: 'q' })];
    expect(edits(`${a}---\n${b}`, `${b}---\n${a}`)).toEqual([]);
  });
});

describe('tellAccepted', () => {
  it('tells what is taken without a word as notices, at the field or the rule, and nothing of the rest', () => {
    const before = policy([rule(`${TARGET}, ${SYNC}`), rule(OTHER_TARGET, { name: 's' })]);
    const after = policy([PLAIN, rule(OTHER_TARGET, { name: 's' }), rule('kind: X', { name: 't' })]);
    const told = tellAccepted(edits(before, after));
    expect(told.map(({ severity, message, at, about }) => [severity, message, at?.file, at?.line, about])).toEqual([
      [
        ...['notice', 'rule r changes synchronize (switched off): accepted', 'policies/a.yaml', 6],
        { policy: 'p', rule: 'r', field: 'generate.synchronize' },
      ],
      ['notice', 'rule t is added: it is new: accepted', 'policies/a.yaml', 8, { policy: 'p', rule: 't' }],
    ]);
    const outcomes: readonly EditOutcome[] = ['warned', 'refused'];
    for (const after of [policy([rule(OTHER_TARGET)]), policy([rule(TARGET, { name: 's' })])]) {
      const list = edits(policy([PLAIN]), after).filter(({ edit }) => outcomes.includes(edit.outcome));
      expect(list).toHaveLength(list[0]!.edit.outcome === 'warned' ? 1 : 2);
      expect(tellAccepted(list)).toEqual([]);
    }
  });
});
