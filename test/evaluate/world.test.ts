// What an evaluation sees of inventory and plan, and what is recorded of its looking.
import { describe, expect, test } from 'vitest';
import {
  indexObjects,
  OFFLINE_ANSWERS,
  openWorld,
  type Overlay,
  type RecordingWorld,
} from '../../src/evaluate/index.ts';
import { kindCatalog } from '../../src/kube/index.ts';
import { digestOf } from '../../src/model/digest.ts';
import { httpRequest } from '../../src/model/http-request.ts';
import type { Json, Resource } from '../../src/model/resource.ts';
import type { Answer, Answers, ExternalRequest, ListQuery } from '../../src/model/trigger.ts';
import { aConfigMap, aNamespace, entryOf, idOf, indexed, keyOf, NOW } from '../support/planning.ts';

const EVALUATION = 'ClusterPolicy//a/generate /Namespace//team-a';

interface Setting {
  readonly inventory?: readonly Resource[];
  readonly laid?: readonly Resource[];
  readonly gone?: readonly Resource[];
  readonly own?: readonly Resource[];
  readonly answers?: Answers;
  readonly nowOf?: (rule: string) => string;
}

function aWorld({ inventory = [], laid = [], gone = [], own = [], answers, nowOf }: Setting): RecordingWorld {
  const ownKeys = new Set(own.map(keyOf));
  const overlay: Overlay = {
    objects: indexObjects(laid.map(indexed)),
    gone: new Set(gone.map(keyOf)),
    causedOnlyBy: (key, evaluation) => evaluation === EVALUATION && ownKeys.has(key),
  };
  return openWorld({
    inventory: indexObjects(inventory.map(indexed)),
    kinds: kindCatalog([]),
    overlay,
    answers: answers ?? new Map(),
    now: NOW,
    ...(nowOf ? { nowOf } : {}),
    evaluation: EVALUATION,
  });
}

const old = aConfigMap('team-a', 'map', { is: 'old' });
const laid = aConfigMap('team-a', 'map', { is: 'new' });
const MAPS: ListQuery = { group: '', kind: 'ConfigMap' };

const cases: readonly { readonly name: string; readonly setting: Setting; readonly sees: string }[] = [
  { name: 'the inventory’s', setting: { inventory: [old] }, sees: 'old' },
  { name: 'the plan’s over the inventory’s', setting: { inventory: [old], laid: [laid] }, sees: 'new' },
  { name: 'the plan’s alone', setting: { laid: [laid] }, sees: 'new' },
  { name: 'none where the plan deletes it', setting: { inventory: [old], gone: [old] }, sees: '' },
  { name: 'none where only this evaluation caused it', setting: { laid: [laid], own: [laid] }, sees: '' },
  {
    name: 'none where only this evaluation caused it, also once applied',
    setting: { inventory: [old], laid: [laid], own: [laid] },
    sees: '',
  },
  { name: 'none where there is none', setting: {}, sees: '' },
];

describe('an object that is looked for', () => {
  test.each(cases)('is $name', ({ setting, sees }) => {
    const world = aWorld(setting);
    expect(entryOf(world.get(idOf(old)), 'data', 'is')).toBe(sees);
    expect(world.list(MAPS).map((found) => entryOf(found, 'data', 'is'))).toEqual(sees === '' ? [] : [sees]);
    expect(world.list({ ...MAPS, namespace: 'team-a' })).toHaveLength(sees === '' ? 0 : 1);
    expect(world.list({ ...MAPS, namespace: 'team-b' })).toEqual([]);
  });
});

describe('a list', () => {
  test('is in key order, whatever lies over the inventory', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => aConfigMap('team-a', name)) as [Resource, Resource, Resource];
    const world = aWorld({ inventory: [c, a], laid: [b] });
    expect(world.list(MAPS).map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
  });
  test('is of one group and kind', () => {
    const world = aWorld({ inventory: [old, aNamespace('team-a')] });
    expect(world.list({ group: '', kind: 'Namespace' })).toHaveLength(1);
    expect(world.list({ group: 'apps', kind: 'ConfigMap' })).toEqual([]);
  });
});

describe('looking', () => {
  test('is recorded, sorted, each once, found or not', () => {
    const world = aWorld({});
    expect(world.taken()).toEqual([]);
    world.list(MAPS);
    world.get(idOf(old));
    world.get(idOf(old));
    world.list({ ...MAPS, namespace: 'team-a' });
    expect(world.taken()).toEqual(['/ConfigMap/team-a/map', 'list /ConfigMap/*', 'list /ConfigMap/team-a']);
  });
  test('at kinds needs no record', () => {
    const world = aWorld({});
    expect(world.scope('', 'Namespace')).toBe('Cluster');
    expect(world.scope('', 'ConfigMap')).toBe('Namespaced');
    expect(world.scope('example.com', 'Thing')).toBe('unknown');
    expect(world.kindOfPlural('', 'configmaps')).toBe('ConfigMap');
    expect(world.pluralOfKind('networking.k8s.io', 'NetworkPolicy')).toBe('networkpolicies');
    expect(world.pluralOfKind('', 'Thing')).toBeUndefined();
    expect(world.taken()).toEqual([]);
  });
});

describe('the clock', () => {
  test('is recorded only where it is taken', () => {
    const world = aWorld({});
    world.get(idOf(old));
    expect(world.clockTaken()).toBeUndefined();
    expect(world.now).toBe(NOW);
    expect(world.clockTaken()).toBe(NOW);
  });
  test('of another rule is that rule’s, and not taken for this one', () => {
    const world = aWorld({ nowOf: (rule) => `the clock of ${rule}` });
    const other = world.asSeenBy({ policyKind: 'ClusterPolicy', policyNamespace: '', policy: 'a', rule: 'first' });
    expect(other.now).toBe('the clock of ClusterPolicy//a/first');
    expect(world.clockTaken()).toBeUndefined();
    other.get(idOf(old));
    expect(world.taken()).toEqual(['/ConfigMap/team-a/map']);
  });
});

describe('what was looked at', () => {
  const digests = { object: digestOf, answer: digestOf };
  const contents = (setting: Setting): Json => {
    const world = aWorld(setting);
    world.get(idOf(old));
    world.list({ ...MAPS, namespace: 'team-b' });
    world.ask(anImage('asked'));
    const other = world.asSeenBy({ policyKind: 'ClusterPolicy', policyNamespace: '', policy: 'a', rule: 'first' });
    expect(other.now).not.toBe('');
    return world.contents(digests);
  };
  const base: Setting = { inventory: [old], answers: new Map([['asked', { known: true, value: 1 }]]) };
  test('is the same while all of it is', () => {
    const others = [aConfigMap('team-a', 'other'), aNamespace('team-b')];
    expect(contents({ ...base, inventory: [...others, old] })).toEqual(contents(base));
  });
  test.each<{ name: string; setting: Setting }>([
    { name: 'an object', setting: { laid: [laid] } },
    { name: 'that an object is there', setting: { gone: [old] } },
    { name: 'a list', setting: { inventory: [old, aConfigMap('team-b', 'map')] } },
    { name: 'an answer', setting: { answers: new Map([['asked', { known: true, value: 2 }]]) } },
    { name: 'that there is an answer', setting: { answers: new Map() } },
    { name: 'the clock of another rule', setting: { nowOf: () => 'later' } },
  ])('differs by $name', ({ setting }) => {
    expect(contents({ ...base, ...setting })).not.toEqual(contents(base));
  });
});

test('questions to the outside have the answer that is known, or none yet', () => {
  const answers = new Map<string, Answer>([
    ['known', { known: true, value: 1 }],
    ['failed', { known: false, failure: 'no' }],
  ]);
  const world = aWorld({ answers });
  const [other, first] = [anImage('other'), anImage('first')];
  expect(world.ask(anImage('known'))).toEqual({ known: true, value: 1 });
  expect(world.ask(anImage('failed'))).toEqual({ known: false, failure: 'no' });
  expect([world.ask(other), world.ask(first), world.ask(other)]).toEqual(Array(3).fill({ known: false }));
  expect(world.unanswered()).toEqual([first, other]);
  expect(world.now).toBe(NOW);
});

const anImage = (key: string): ExternalRequest => ({ kind: 'image', key });

test('without network every HTTP request has failed before it is made, and nothing is left to ask', () => {
  const world = aWorld({ answers: OFFLINE_ANSWERS });
  const request = httpRequest({ method: 'GET', url: 'https://api.example.org', headers: [] });
  expect(world.ask(request)).toEqual({ known: false, failure: expect.stringContaining('--allow-http') as string });
  expect(world.unanswered()).toEqual([]);
  world.ask(anImage('nginx'));
  expect(world.unanswered()).toEqual([anImage('nginx')]);
});
