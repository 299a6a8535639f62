import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasHeadwaterProvenance,
  legalLabelValue,
  objectReference,
  withoutProvenance,
  withProvenance,
  type ProvenanceFacts,
} from '../../src/kube/index.ts';
import { metadataMap, type JsonObject, type Resource } from '../../src/model/resource.ts';

const FACTS: ProvenanceFacts = {
  rule: { policyKind: 'ClusterPolicy', policyNamespace: '', policy: 'tenants', rule: 'deny-all' },
  trigger: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', uid: 'u-1' } },
  triggerId: { group: '', kind: 'Namespace', namespace: '', name: 'team-a' },
};
const SOURCE = {
  id: { group: '', kind: 'Secret', namespace: 'default', name: 'regcred' },
  object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'regcred', namespace: 'default', uid: 'u-2' } },
};

function anObject(metadata: JsonObject = {}): Resource {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'zk', namespace: 'team-a', ...metadata }, data: {} };
}

describe('provenance of Headwater', () => {
  test('is one label and three annotations', () => {
    expect(withProvenance(anObject(), FACTS, 'headwater')).toEqual(
      anObject({
        labels: { 'app.kubernetes.io/managed-by': 'headwater' },
        annotations: {
          'headwater.dev/policy': 'tenants',
          'headwater.dev/rule': 'deny-all',
          'headwater.dev/trigger': 'Namespace/team-a',
        },
      }),
    );
  });

  test('names the source of a clone, the namespace of a policy and the group of a trigger', () => {
    const facts: ProvenanceFacts = {
      rule: { ...FACTS.rule, policyKind: 'Policy', policyNamespace: 'team-a' },
      trigger: undefined,
      triggerId: { group: 'apps', kind: 'Deployment', namespace: 'team-a', name: 'web' },
      source: SOURCE,
    };
    expect(metadataMap(withProvenance(anObject(), facts, 'headwater'), 'annotations')).toEqual({
      'headwater.dev/policy': 'team-a/tenants',
      'headwater.dev/rule': 'deny-all',
      'headwater.dev/trigger': 'Deployment.apps/team-a/web',
      'headwater.dev/source': 'Secret/default/regcred',
    });
  });

  test('wins over what data says, keeps the rest, and takes off the source of another time', () => {
    const object = anObject({
      labels: { 'app.kubernetes.io/managed-by': 'me', app: 'zk' },
      annotations: { 'headwater.dev/source': 'Secret/x/y', mine: 'y' },
    });
    const { metadata } = withProvenance(object, FACTS, 'headwater');
    expect(metadata['labels']).toEqual({ 'app.kubernetes.io/managed-by': 'headwater', app: 'zk' });
    expect(metadata['annotations']).toMatchObject({ mine: 'y', 'headwater.dev/rule': 'deny-all' });
    expect(metadata['annotations']).not.toHaveProperty('headwater.dev/source');
  });

  test('replaces labels that are no map', () => {
    const { metadata } = withProvenance(anObject({ labels: null }), FACTS, 'headwater');
    expect(metadata['labels']).toEqual({ 'app.kubernetes.io/managed-by': 'headwater' });
  });
});

describe('provenance of Kyverno', () => {
  const labelsOf = (facts: ProvenanceFacts) => metadataMap(withProvenance(anObject(), facts, 'kyverno'), 'labels');
  const DATA_LABELS = {
    'app.kubernetes.io/managed-by': 'kyverno',
    'generate.kyverno.io/policy-name': 'tenants',
    'generate.kyverno.io/policy-namespace': '',
    'generate.kyverno.io/rule-name': 'deny-all',
    'generate.kyverno.io/trigger-group': '',
    'generate.kyverno.io/trigger-kind': 'Namespace',
    'generate.kyverno.io/trigger-namespace': '',
    'generate.kyverno.io/trigger-uid': 'u-1',
    'generate.kyverno.io/trigger-version': 'v1',
  };

  test('is the labels of a downstream, and no annotation', () => {
    expect(withProvenance(anObject(), FACTS, 'kyverno')).toEqual(anObject({ labels: DATA_LABELS }));
  });

  test('of a clone names its source, but not by the label that marks sources', () => {
    expect(labelsOf({ ...FACTS, source: SOURCE })).toEqual({
      ...DATA_LABELS,
      'generate.kyverno.io/source-group': '',
      'generate.kyverno.io/source-kind': 'Secret',
      'generate.kyverno.io/source-namespace': 'default',
      'generate.kyverno.io/source-uid': 'u-2',
      'generate.kyverno.io/source-version': 'v1',
    });
  });

  test.each(['GeneratingPolicy', 'NamespacedGeneratingPolicy'])(
    'of a %s has no rule, and of a source the uid',
    (kind) => {
      const policyNamespace = kind === 'GeneratingPolicy' ? '' : 'team-a';
      const rule = { policyKind: kind, policyNamespace, policy: 'tenants', rule: 'generate' };
      const dataLabels = {
        'app.kubernetes.io/managed-by': 'kyverno',
        'generate.kyverno.io/policy-name': 'tenants',
        'generate.kyverno.io/trigger-group': '',
        'generate.kyverno.io/trigger-kind': 'Namespace',
        'generate.kyverno.io/trigger-name': 'team-a',
        'generate.kyverno.io/trigger-namespace': '',
        'generate.kyverno.io/trigger-uid': 'u-1',
        'generate.kyverno.io/trigger-version': 'v1',
      };
      expect(labelsOf({ ...FACTS, rule })).toEqual(dataLabels);
      expect(labelsOf({ ...FACTS, rule, source: SOURCE })).toEqual({
        ...dataLabels,
        'generate.kyverno.io/source-uid': 'u-2',
      });
    },
  );

  test('leaves uid and version empty where the trigger is gone', () => {
    expect(labelsOf({ ...FACTS, trigger: undefined })).toMatchObject({
      'generate.kyverno.io/trigger-uid': '',
      'generate.kyverno.io/trigger-version': '',
      'generate.kyverno.io/trigger-kind': 'Namespace',
    });
  });

  test('makes a long rule name legal', () => {
    const rule = { ...FACTS.rule, rule: 'rule with blanks '.repeat(8) };
    expect(labelsOf({ ...FACTS, rule })['generate.kyverno.io/rule-name']).toMatch(/^rule-with-[a-z-]+-[0-9a-f]{8}$/);
  });
});

test('no provenance leaves the object as it is', () => {
  expect(withProvenance(anObject(), FACTS, 'none')).toEqual(anObject());
});

describe('withoutProvenance', () => {
  test.each(['headwater', 'kyverno', 'none'] as const)('undoes %s', (mode) => {
    for (const object of [anObject(), anObject({ labels: { app: 'zk' }, annotations: { mine: 'y' } })]) {
      expect(withoutProvenance(withProvenance(object, { ...FACTS, source: SOURCE }, mode))).toEqual(object);
    }
  });

  test('keeps who else manages the object, and maps that were empty', () => {
    const object = anObject({ labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: {} });
    expect(withoutProvenance(object)).toEqual(object);
  });
});

describe('hasHeadwaterProvenance', () => {
  test('holds for what Headwater made, and for nothing else', () => {
    const made = (mode: 'headwater' | 'kyverno' | 'none') =>
      hasHeadwaterProvenance(withProvenance(anObject(), FACTS, mode));
    expect([made('headwater'), made('kyverno'), made('none')]).toEqual([true, false, false]);
  });

  test('needs the label and the annotation', () => {
    expect(hasHeadwaterProvenance(anObject({ labels: { 'app.kubernetes.io/managed-by': 'headwater' } }))).toBe(false);
    expect(hasHeadwaterProvenance(anObject({ annotations: { 'headwater.dev/policy': 'a' } }))).toBe(false);
  });
});

test('an object reference is different for different objects', () => {
  const references = [
    { group: '', kind: 'Deployment', namespace: 'apps', name: 'web' },
    { group: 'apps', kind: 'Deployment', namespace: '', name: 'web' },
    { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' },
    { group: '', kind: 'Deployment', namespace: '', name: 'web' },
  ].map(objectReference);
  expect(references).toEqual([
    'Deployment/apps/web',
    'Deployment.apps/web',
    'Deployment.apps/web/web',
    'Deployment/web',
  ]);
});

describe('legalLabelValue', () => {
  test.each(['', 'a', 'a_b.c-D', 'x'.repeat(63)])('leaves %j', (text) => {
    expect(legalLabelValue(text)).toBe(text);
  });

  test('makes any text legal, and different texts different', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const value = legalLabelValue(a);
        expect(value).toMatch(/^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/);
        expect(value.length).toBeLessThanOrEqual(63);
        expect(value === legalLabelValue(b)).toBe(a === b);
      }),
    );
    const long = ['a', 'b'].map((end) => legalLabelValue('x'.repeat(80) + end));
    expect(long[0]).not.toBe(long[1]);
    expect(long[0]).toHaveLength(63);
  });
});
