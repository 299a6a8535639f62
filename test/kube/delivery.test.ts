import { describe, expect, test } from 'vitest';
import { deliveryConcerns, withDelivery, type DeliveryProfile } from '../../src/kube/index.ts';
import type { JsonObject, Resource } from '../../src/model/resource.ts';

const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';
const APPLY = 'kustomize.toolkit.fluxcd.io/ssa';
const OPTIONS = 'argocd.argoproj.io/sync-options';
const PROFILES: readonly DeliveryProfile[] = ['both', 'argocd', 'flux', 'neutral'];

function anObject(more: JsonObject = {}, metadata: JsonObject = {}): Resource {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'team-a', ...metadata }, ...more };
}

/** An object of this many bytes as JSON. */
function ofBytes(bytes: number, metadata: JsonObject = {}): Resource {
  const empty = JSON.stringify(anObject({ data: { a: '' } }, metadata)).length;
  return anObject({ data: { a: 'x'.repeat(bytes - empty) } }, metadata);
}

function added(manifest: Resource, profile: DeliveryProfile, synchronize = true): unknown {
  return withDelivery(manifest, { profile, synchronize }).metadata['annotations'];
}

describe('additions', () => {
  test('a plain synchronized object gets none, and is the same object', () => {
    const plain = anObject({ data: { a: '$HOME {x} $(y)' } });
    for (const profile of PROFILES) expect(withDelivery(plain, { profile, synchronize: true })).toBe(plain);
  });

  test.each([
    ['a value', { data: { a: 'x ${HOME}' } }],
    ['a key', { data: { '${A}': 'x' } }],
    ['a list deep inside', { spec: { a: [[{ b: '${' }]] } }],
  ])('`${` in %s is not substituted by Flux', (_where, more) => {
    const of = (profile: DeliveryProfile): unknown => added(anObject(more), profile);
    expect(PROFILES.map(of)).toEqual([
      { [SUBSTITUTE]: 'disabled' },
      undefined,
      { [SUBSTITUTE]: 'disabled' },
      undefined,
    ]);
  });

  test('`${` in an annotation counts, and the annotation stays', () => {
    expect(added(anObject({}, { annotations: { a: '${B}' } }), 'flux')).toEqual({
      a: '${B}',
      [SUBSTITUTE]: 'disabled',
    });
  });

  test('what no cause synchronizes is created only, by Flux', () => {
    const of = (profile: DeliveryProfile): unknown => added(anObject(), profile, false);
    expect(PROFILES.map(of)).toEqual([{ [APPLY]: 'IfNotPresent' }, undefined, { [APPLY]: 'IfNotPresent' }, undefined]);
  });

  test('over 256 KiB, and not at it, the server applies for Argo CD', () => {
    expect(added(ofBytes(262_144), 'both')).toBeUndefined();
    const of = (profile: DeliveryProfile): unknown => added(ofBytes(262_145), profile);
    expect(PROFILES.map(of)).toEqual([
      { [OPTIONS]: 'ServerSideApply=true' },
      { [OPTIONS]: 'ServerSideApply=true' },
      undefined,
      undefined,
    ]);
  });

  test('bytes count, not characters: quotes are written with two, an accent with two, a control character with six', () => {
    for (const [text, bytes] of [
      ['"', 2],
      ['é', 2],
      ['€', 3],
      ['😀', 4],
      ['\u0001', 6],
    ] as const) {
      const most = 262_144 - JSON.stringify(anObject({ data: { a: '' } })).length;
      const fits = text.repeat(Math.floor(most / bytes));
      expect(added(anObject({ data: { a: fits } }), 'argocd'), text).toBeUndefined();
      expect(added(anObject({ data: { a: fits + text } }), 'argocd'), text).toBeDefined();
    }
  });

  test.each([
    ['Prune=false', 'Prune=false,ServerSideApply=true'],
    ['Prune=false, Validate=false', 'Prune=false,Validate=false,ServerSideApply=true'],
    ['', 'ServerSideApply=true'],
    ['Prune=false, ServerSideApply=true', 'Prune=false, ServerSideApply=true'],
    ['ServerSideApply=false', 'ServerSideApply=false'],
    ['ServerSideApplyX=true', 'ServerSideApplyX=true,ServerSideApply=true'],
  ])('options %j of the rule become %j', (given, expected) => {
    expect(added(ofBytes(300_000, { annotations: { [OPTIONS]: given } }), 'argocd')).toEqual({ [OPTIONS]: expected });
  });

  test.each(['annotations', 'labels'])('what the rule sets itself in %s wins', (field) => {
    const own = { [SUBSTITUTE]: 'enabled', [APPLY]: 'Merge' };
    const manifest = anObject({ data: { a: '${A}' } }, { [field]: own });
    expect(withDelivery(manifest, { profile: 'both', synchronize: false })).toBe(manifest);
  });

  test('annotations that are none are replaced, and a given object is not changed', () => {
    const manifest = anObject({}, { annotations: null });
    expect(added(manifest, 'both', false)).toEqual({ [APPLY]: 'IfNotPresent' });
    expect(manifest.metadata['annotations']).toBeNull();
  });

  test('twice is as once', () => {
    const manifest = ofBytes(300_000, { annotations: { a: '${A}' } });
    for (const profile of PROFILES) {
      const once = withDelivery(manifest, { profile, synchronize: false });
      expect(withDelivery(once, { profile, synchronize: false })).toBe(once);
    }
  });
});

describe('concerns', () => {
  const of = (manifest: Resource): unknown => PROFILES.map((profile) => deliveryConcerns(manifest, profile));

  test('a plain object has none', () => {
    expect(of(anObject({ data: { items: [] } }))).toEqual([[], [], [], []]);
  });

  test('text that Flux replaces is one wherever nothing switches that off', () => {
    const text = { data: { a: '${A}' } };
    expect(of(anObject(text))).toEqual([['substituted'], ['substituted'], ['substituted'], ['substituted']]);
    expect(of(anObject(text, { annotations: { [SUBSTITUTE]: 'disabled' } }))).toEqual([[], [], [], []]);
  });

  test('size, lists and tracking marks concern those who do not use Flux alone', () => {
    expect(of(ofBytes(262_145))).toEqual([['large'], ['large'], [], ['large']]);
    expect(of(anObject({ items: [] }))).toEqual([['list'], ['list'], [], ['list']]);
    expect(of(anObject({ items: {} }))).toEqual([[], [], [], []]);
    const tracked = anObject({}, { annotations: { 'argocd.argoproj.io/tracking-id': 'x:/ConfigMap:a/b' } });
    expect(of(tracked)).toEqual([['tracked'], ['tracked'], [], []]);
  });
});
