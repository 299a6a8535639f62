import { describe, expect, it } from 'vitest';
import { aNamespace, aTrigger } from '../../support/a-world.ts';
import { DEFAULT_EVALUATION_LIMITS } from '../../../src/policy/index.ts';
import { aPolicy } from '../checks/policies.ts';
import { tryRule, type TryParts } from './rules.ts';

/** A trigger with these values under spec, as YAML. */
function trigger(spec: string) {
  return aTrigger(`${aNamespace('team-a')}spec: ${spec}\n`);
}

/** One entry of foreach; `more` are further lines of it at column 0. */
function entry(list: string, more: string, name = 'n-{{ element }}'): string {
  return [
    `list: ${list}`,
    'apiVersion: v1',
    'kind: ConfigMap',
    `name: "${name}"`,
    'namespace: team-a',
    ...more.split('\n'),
  ]
    .filter((line) => line !== '')
    .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
    .join('\n');
}

function tryForeach(spec: string, entries: string, parts: TryParts = {}, context = '') {
  return tryRule(
    aPolicy({ target: 'synchronize: true', data: `foreach:\n${entries}`, rule: context }),
    trigger(spec),
    parts,
  );
}

describe('elements', () => {
  it.each([
    { name: 'a list gives its own', spec: '{l: [a, b]}', made: ['n-a', 'n-b'] },
    { name: 'a text is one, not split', spec: '{l: "a-b"}', made: ['n-a-b'] },
    { name: 'a number is one', spec: '{l: 7}', made: ['n-7'] },
    { name: 'false is one', spec: '{l: false}', made: ['n-false'] },
    { name: 'an empty list gives none', spec: '{l: []}', made: [] },
    { name: 'null gives none', spec: '{l: null}', made: [] },
    { name: 'nulls in the list are left out', spec: '{l: [null, a, null]}', made: ['n-a'] },
  ])('$name', ({ spec, made }) => {
    const tried = tryForeach(spec, entry('request.object.spec.l', ''));
    expect(tried.told).toEqual([]);
    expect(tried.made).toEqual(made.map((name) => `ConfigMap/team-a/${name}`));
  });

  it('a map is one element, not its values', () => {
    const tried = tryForeach(
      '{l: {a: x, b: z}}',
      entry('request.object.spec.l', '', 'n-{{ element.a }}-{{ element.b }}'),
    );
    expect(tried.made).toEqual(['ConfigMap/team-a/n-x-z']);
  });

  it('equal elements that want one target are both there, in order', () => {
    expect(tryForeach('{l: [a, a]}', entry('request.object.spec.l', '')).made).toHaveLength(2);
  });

  it('have their index, which counts nulls, and the names with the depth', () => {
    const data = 'data: {data: {all: "{{ [elementIndex, elementIndex0, element, element0] }}"}}';
    const tried = tryForeach('{l: [null, a]}', entry('request.object.spec.l', data, 'n-{{ elementIndex }}'));
    expect(tried.contents).toMatchObject({ 'ConfigMap/team-a/n-1': { data: { all: [1, 1, 'a', 'a'] } } });
  });

  it('are named in what came of them', () => {
    const { evaluation } = tryForeach(
      '{l: [a, null, b]}',
      `${entry('request.object.spec.l', '')}\n${entry("'[`1`]'", '')}`,
    );
    expect(evaluation?.desired.map(({ element }) => element)).toEqual(['foreach[0]/0', 'foreach[0]/2', 'foreach[1]/0']);
  });
});

describe('context and preconditions', () => {
  it('the entry’s context sees the element, and the rule’s context', () => {
    const context = 'context:\n- {name: prefix, variable: {value: "p"}}';
    const own =
      'context:\n- {name: shown, variable: {value: "{{ prefix }}-{{ element }}"}}\n- {name: unused, configMap: {name: gone, namespace: x}}';
    const tried = tryForeach('{l: [a, b]}', entry('request.object.spec.l', own, '{{ shown }}'), {}, context);
    expect(tried.told).toEqual([]);
    expect(tried.made).toEqual(['ConfigMap/team-a/p-a', 'ConfigMap/team-a/p-b']);
  });

  it('an entry’s context is not known to the next entry', () => {
    const own = 'context:\n- {name: shown, variable: {value: x}}';
    const entries = `${entry("'[`1`]'", own, '{{ shown }}')}\n${entry("'[`1`]'", '', '{{ shown }}')}`;
    const tried = tryForeach('{}', entries);
    expect(tried.made).toEqual(['ConfigMap/team-a/x']);
    expect(tried.told).toEqual(['error evaluate/variable spec.rules.0.generate.foreach.1.name']);
  });

  it('an element that does not meet the preconditions is left out with its name, and no error', () => {
    const own = 'preconditions: {all: [{key: "{{ element }}", operator: NotEquals, value: b}]}';
    const tried = tryForeach('{l: [a, b, c]}', entry('request.object.spec.l', own));
    expect(tried.made).toEqual(['ConfigMap/team-a/n-a', 'ConfigMap/team-a/n-c']);
    expect(tried.evaluation).toMatchObject({ complete: true, skipped: [{ because: 'element-preconditions' }] });
    expect(tried.evaluation?.skipped[0]?.detail).toMatch(/^foreach\[0\]\/1: /);
  });

  it('preconditions that cannot be evaluated fail their element only', () => {
    const own = 'preconditions: {all: [{key: "{{ element.ok }}", operator: Equals, value: "yes"}]}';
    const tried = tryForeach(
      '{l: [{id: a, ok: "yes"}, {id: b}]}',
      entry('request.object.spec.l', own, 'n-{{ element.id }}'),
    );
    expect(tried.made).toEqual(['ConfigMap/team-a/n-a']);
    expect(tried.told).toEqual([
      'error evaluate/preconditions spec.rules.0.generate.foreach.0.preconditions.all.0.key',
    ]);
    expect(tried.evaluation?.complete).toBe(false);
  });
});

describe('failures', () => {
  it('of one element leave the others, and name the element', () => {
    const tried = tryForeach('{l: [{id: a}, {}, {id: c}]}', entry('request.object.spec.l', '', 'n-{{ element.id }}'));
    expect(tried.made).toEqual(['ConfigMap/team-a/n-a', 'ConfigMap/team-a/n-c']);
    expect(tried.words).toMatch(/^foreach\[0\]\/1: /);
    expect(tried.evaluation?.complete).toBe(false);
  });

  it('of one list leave the other entries', () => {
    const tried = tryForeach(
      '{l: [a]}',
      `${entry('request.object.spec.x', '')}\n${entry('request.object.spec.l', '')}`,
    );
    expect(tried.made).toEqual(['ConfigMap/team-a/n-a']);
    expect(tried.told).toEqual(['error evaluate/foreach spec.rules.0.generate.foreach.0.list']);
  });

  it('of a list that is a context entry are told at the entry', () => {
    const context = 'context:\n- {name: teams, configMap: {name: gone, namespace: default}}';
    const tried = tryForeach('{}', entry('teams.data.all', ''), {}, context);
    expect(tried.told).toEqual(['error evaluate/context spec.rules.0.context.0']);
  });

  it('a list that is too large to be made is a limit too', () => {
    const many = `split('${'x,'.repeat(4000)}', ',')`;
    const list = `{l: ${many}} | [l,l,l,l,l,l,l,l,l,l,l,l,l,l,l,l][] | [@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@][]`;
    const tried = tryForeach('{}', entry(`"${list}"`, ''));
    expect(tried.told).toEqual(['error evaluate/limit spec.rules.0.generate.foreach.0.list']);
  });

  it('a list over the limit makes nothing', () => {
    const tried = tryForeach('{l: [a, b, c]}', entry('request.object.spec.l', ''), {
      options: { limits: { ...DEFAULT_EVALUATION_LIMITS, foreachElements: 2 } },
    });
    expect(tried.made).toEqual([]);
    expect(tried.told).toEqual(['error evaluate/limit spec.rules.0.generate.foreach.0.list']);
    expect(tried.words).toContain('limits.foreachElements');
  });
});

describe('clones in foreach', () => {
  const OBJECTS = ['a', 'b']
    .map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: source}\n`)
    .join('---\n');

  it('one clone for each element, missing ones told apart', () => {
    const entries = entry(
      'request.object.spec.l',
      'clone: {namespace: source, name: "{{ element }}"}',
      '{{ element }}',
    );
    const tried = tryForeach('{l: [a, gone]}', entries, { objects: OBJECTS });
    expect(tried.made).toEqual(['ConfigMap/team-a/a']);
    expect(tried.evaluation?.missingSources).toMatchObject([{ source: { name: 'gone' }, element: 'foreach[0]/1' }]);
  });

  it('a cloneList for each element', () => {
    const entries =
      '- list: request.object.spec.l\n  namespace: "{{ element }}"\n  cloneList: {namespace: source, kinds: [v1/ConfigMap]}';
    const tried = tryForeach('{l: [team-a, team-b]}', entries, { objects: OBJECTS });
    expect(tried.made).toEqual([
      'ConfigMap/team-a/a',
      'ConfigMap/team-a/b',
      'ConfigMap/team-b/a',
      'ConfigMap/team-b/b',
    ]);
    expect(tried.evaluation?.desired[3]?.element).toBe('foreach[0]/1/cloneList[0]/b');
  });
});
