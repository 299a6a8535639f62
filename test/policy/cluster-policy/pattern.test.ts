import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../src/model/trigger.ts';
import { aNamespace, aTrigger } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { tryRule, type TryParts } from './rules.ts';

const TEAM_A = aTrigger(
  aNamespace('team-a', 'uid: u-1\nlabels: {tier: gold}\nannotations: {note: "{{ request.name }}"}'),
);

function tryData(data: string, trigger: Trigger = TEAM_A, parts: TryParts = {}) {
  return tryRule(aPolicy({ data }), trigger, parts);
}

const IDENTITY = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made', namespace: 'team-a' } };

describe('data', () => {
  it.each([
    { name: 'is the body', data: 'data: {data: {k: v}}', content: { ...IDENTITY, data: { k: 'v' } } },
    { name: 'without data there is only the identity', data: '', content: IDENTITY },
    { name: 'null data is none', data: 'data: null', content: IDENTITY },
    {
      name: 'its own name and namespace are overwritten',
      data: 'data: {metadata: {name: other, namespace: other, labels: {a: b}}}',
      content: { ...IDENTITY, metadata: { ...IDENTITY.metadata, labels: { a: 'b' } } },
    },
    { name: 'its own apiVersion is overwritten', data: 'data: {apiVersion: v9}', content: IDENTITY },
    { name: 'its own kind may repeat the target’s', data: 'data: {kind: ConfigMap}', content: IDENTITY },
    {
      name: 'status, owner references, finalizers, empty maps and nulls stay',
      data: 'data: {status: {a: 1}, spec: {}, x: null, metadata: {finalizers: [f], ownerReferences: []}}',
      content: {
        ...IDENTITY,
        status: { a: 1 },
        spec: {},
        x: null,
        metadata: { ...IDENTITY.metadata, finalizers: ['f'], ownerReferences: [] },
      },
    },
    {
      name: 'a variable alone keeps its type',
      data: 'data: {spec: {labels: "{{ request.object.metadata.labels }}", count: "{{ `3` }}", none: "{{ `null` }}"}}',
      content: { ...IDENTITY, spec: { labels: { tier: 'gold' }, count: 3, none: null } },
    },
    {
      name: 'a variable in a text becomes text',
      data: 'data: {spec: {text: "n={{ `3` }} l={{ request.object.metadata.labels }}"}}',
      content: { ...IDENTITY, spec: { text: 'n=3 l={"tier":"gold"}' } },
    },
    {
      name: 'keys are substituted too',
      data: 'data: {data: {"{{ request.name }}": v}}',
      content: { ...IDENTITY, data: { 'team-a': 'v' } },
    },
    {
      name: 'text that came from the trigger is not evaluated',
      data: 'data: {data: {k: "<{{ request.object.metadata.annotations.note }}>"}}',
      content: { ...IDENTITY, data: { k: '<{{ request.name }}>' } },
    },
    {
      name: 'references reach into the pattern',
      data: 'data: {metadata: {labels: {a: b}}, data: {k: $(/data/metadata/labels/a), name: $(/name)}}',
      content: { ...IDENTITY, metadata: { ...IDENTITY.metadata, labels: { a: 'b' } }, data: { k: 'b', name: 'made' } },
    },
    {
      name: 'labels and annotations become texts',
      data: 'data: {metadata: {labels: {count: "{{ `3` }}", none: null}, annotations: {b: true}}}',
      content: { ...IDENTITY, metadata: { ...IDENTITY.metadata, labels: { count: '3' }, annotations: { b: 'true' } } },
    },
  ])('$name', ({ data, content }) => {
    const tried = tryData(data);
    expect(tried.told).toEqual([]);
    expect(tried.contents).toEqual({ 'ConfigMap/team-a/made': content });
    expect(tried.evaluation?.desired[0]?.mode).toBe('data');
  });

  it.each([
    {
      name: 'another kind than the target’s',
      data: 'data: {kind: Secret}',
      told: 'error evaluate/invalid-target spec.rules.0.generate.data',
    },
    { name: 'a list', data: 'data: [a]', told: 'error evaluate/invalid-target spec.rules.0.generate.data' },
    {
      name: 'a text from a variable',
      data: 'data: "{{ request.name }}"',
      told: 'error evaluate/invalid-target spec.rules.0.generate.data',
    },
    {
      name: 'metadata that is a list',
      data: 'data: {metadata: [a]}',
      told: 'error evaluate/invalid-target spec.rules.0.generate.data.metadata',
    },
    {
      name: 'labels that are lists',
      data: 'data: {metadata: {labels: {a: [b]}}}',
      told: 'error evaluate/invalid-target spec.rules.0.generate.data.metadata',
    },
    {
      name: 'an unknown key',
      data: 'data: {data: {a: ok, k: "{{ request.object.spec.x }}"}}',
      told: 'error evaluate/variable spec.rules.0.generate.data.data.k',
    },
    {
      name: 'two keys that become the same',
      data: 'data: {data: {"{{ request.name }}": a, team-a: b}}',
      told: 'error evaluate/variable spec.rules.0.generate.data.data.team-a',
    },
    {
      name: 'a key that becomes a map',
      data: 'data: {data: {"{{ request.object }}": a}}',
      told: 'error evaluate/variable spec.rules.0.generate.data.data.{{ request.object }}',
    },
  ])('is refused: $name', ({ data, told }) => {
    const tried = tryData(data);
    expect(tried).toMatchObject({ told: [told], made: [] });
    expect(tried.evaluation?.complete).toBe(false);
  });

  it('text that came from the trigger is evaluated where the user asks for Kyverno’s way', () => {
    const data = 'data: {data: {k: "<{{ request.object.metadata.annotations.note }}>"}}';
    const tried = tryData(data, TEAM_A, { options: { substitution: 'kyverno' } });
    expect(tried.contents).toMatchObject({ 'ConfigMap/team-a/made': { data: { k: '<team-a>' } } });
  });

  it('of a DELETE, request.object is the last object seen', () => {
    const trigger = aTrigger(aNamespace('team-a', 'labels: {tier: gold}'), 'DELETE');
    const policy = aPolicy({
      match: 'any: [{resources: {kinds: [Namespace], operations: [DELETE]}}]',
      data: 'data: {data: {k: "{{ request.object.metadata.labels.tier }}"}}',
    });
    expect(tryRule(policy, trigger).contents).toEqual({
      'ConfigMap/team-a/made': { ...IDENTITY, data: { k: 'gold' } },
    });
  });
});

describe('the target of a pattern', () => {
  it('takes variables in every part', () => {
    const target =
      'apiVersion: "{{ `\\"v1\\"` }}"\nkind: "{{ `\\"Secret\\"` }}"\nname: "n-{{ request.name }}"\nnamespace: "{{ request.name }}"';
    expect(tryRule(aPolicy({ target, data: '' }), TEAM_A).made).toEqual(['Secret/team-a/n-team-a']);
  });

  it('a part that comes out as no text is refused at its place, without its value', () => {
    const target = 'apiVersion: v1\nkind: ConfigMap\nname: "{{ request.object.metadata.labels }}"\nnamespace: team-a';
    const tried = tryRule(aPolicy({ target }), TEAM_A);
    expect(tried.told).toEqual(['error evaluate/invalid-target spec.rules.0.generate.name']);
    expect(tried.words).toContain('name must be text, and came out as a map');
    expect(tried.words).not.toContain('gold');
  });

  it('a cluster-scoped target loses its namespace with a notice', () => {
    const target = 'apiVersion: v1\nkind: Namespace\nname: "{{ request.name }}-sandbox"\nnamespace: team-a';
    const tried = tryRule(aPolicy({ target, data: '' }), TEAM_A);
    expect(tried.made).toEqual(['Namespace/team-a-sandbox']);
    expect(tried.contents).toEqual({
      'Namespace/team-a-sandbox': { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a-sandbox' } },
    });
    expect(tried.told).toEqual(['notice evaluate/invalid-target spec.rules.0.generate.namespace']);
    expect(tried.evaluation?.complete).toBe(true);
  });
});
