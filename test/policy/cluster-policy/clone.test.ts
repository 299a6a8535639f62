import { describe, expect, it } from 'vitest';
import { aNamespace, aTrigger } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { tryRule } from './rules.ts';

const TEAM_A = aTrigger(aNamespace('team-a', 'labels: {number: "3"}'));

const SOURCES = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: default
  uid: u-9
  resourceVersion: "7"
  labels: {team: platform, app.kubernetes.io/instance: platform}
  annotations: {example.com/note: kept, kubectl.kubernetes.io/last-applied-configuration: "{}"}
  ownerReferences: [{apiVersion: v1, kind: Pod, name: x, uid: u}]
  finalizers: [example.com/f]
data: {color: red}
immutable: true
status: {phase: Ready}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: made, namespace: team-a}
data: {color: own}
---
apiVersion: example.com/v1
kind: ConfigMap
metadata: {name: foreign, namespace: default}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: []
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: default}
type: kubernetes.io/service-account-token
`;

const target = (apiVersion: string, kind: string, name: string, namespace?: string): string =>
  [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    `name: ${name}`,
    ...(namespace === undefined ? [] : [`namespace: ${namespace}`]),
  ].join('\n');

const MADE = target('v1', 'ConfigMap', 'made', 'team-a');

function tryClone(clone: string, parts: { target?: string; head?: string; keep?: boolean } = {}) {
  const policy = aPolicy({
    data: `clone: ${clone}`,
    target: parts.target ?? MADE,
    ...(parts.head ? { head: parts.head } : {}),
  });
  return tryRule(policy, TEAM_A, { objects: SOURCES, options: { cloneMetadata: parts.keep ? 'keep' : 'clean' } });
}

describe('a clone', () => {
  it('has the source’s body under the target’s identity, without what has no place in Git', () => {
    const tried = tryClone('{namespace: default, name: settings}');
    expect(tried.contents).toEqual({
      'ConfigMap/team-a/made': {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'made',
          namespace: 'team-a',
          labels: { team: 'platform' },
          annotations: { 'example.com/note': 'kept' },
        },
        data: { color: 'red' },
        immutable: true,
      },
    });
    expect(tried.evaluation?.desired).toMatchObject([
      { mode: 'clone', source: { key: '/ConfigMap/default/settings' } },
    ]);
  });

  it('keeps what Kyverno keeps where the user asks for it; owner references only within one namespace', () => {
    const { contents } = tryClone('{namespace: default, name: settings}', { keep: true });
    expect(contents['ConfigMap/team-a/made']).toMatchObject({
      metadata: {
        labels: { team: 'platform', 'app.kubernetes.io/instance': 'platform' },
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
        finalizers: ['example.com/f'],
      },
      status: { phase: 'Ready' },
    });
    expect(contents['ConfigMap/team-a/made']?.['metadata']).not.toHaveProperty('ownerReferences');
    expect(contents['ConfigMap/team-a/made']?.['metadata']).not.toHaveProperty('uid');
    const beside = tryClone('{namespace: default, name: settings}', {
      keep: true,
      target: target('v1', 'ConfigMap', 'made', 'default'),
    });
    expect(beside.contents['ConfigMap/default/made']?.['metadata']).toHaveProperty('ownerReferences');
  });

  it('of a cluster-scoped source needs no namespace, and ignores one', () => {
    for (const clone of ['{name: reader}', '{name: reader, namespace: ignored}']) {
      const tried = tryClone(clone, { target: target('rbac.authorization.k8s.io/v1', 'ClusterRole', 'copy') });
      expect(tried.made).toEqual(['ClusterRole/copy']);
    }
  });

  it('takes variables in the name of its source', () => {
    expect(tryClone('{namespace: default, name: "{{ `\\"settings\\"` }}"}').made).toEqual(['ConfigMap/team-a/made']);
  });

  it('of itself is skipped with the reason, and the evaluation is complete', () => {
    const tried = tryClone('{namespace: team-a, name: made}');
    expect(tried.evaluation).toMatchObject({ desired: [], complete: true, skipped: [{ because: 'self-clone' }] });
    expect(tried.told).toEqual(['notice evaluate/skipped spec.rules.0.generate.clone']);
  });

  it.each([
    { name: 'that is not there', clone: '{namespace: default, name: gone}' },
    { name: 'whose kind is of another group', clone: '{namespace: default, name: foreign}' },
  ])('of a source $name is a fact and no failure', ({ clone }) => {
    const tried = tryClone(clone);
    expect(tried.evaluation).toMatchObject({
      desired: [],
      complete: true,
      missingSources: [{ target: { name: 'made' } }],
    });
    expect(tried.told).toEqual([]);
  });

  it('of a token that belongs to one cluster is refused', () => {
    const tried = tryClone('{namespace: default, name: token}', { target: target('v1', 'Secret', 'made', 'team-a') });
    expect(tried.told).toEqual(['error evaluate/source-refused spec.rules.0.generate.clone']);
    expect(tried.made).toEqual([]);
  });

  it('whose name comes out as no text fails at its place', () => {
    const tried = tryClone('{namespace: default, name: "{{ `3` }}"}');
    expect(tried.told).toEqual(['error evaluate/invalid-target spec.rules.0.generate.clone.name']);
  });

  it('of a Policy stays in its namespace, also after substitution', () => {
    const head = 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}';
    const pod = aTrigger('apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: team-a, labels: {from: default}}');
    const policy = aPolicy({
      head,
      match: 'any: [{resources: {kinds: [Pod]}}]',
      target: MADE,
      data: 'clone: {namespace: "{{ request.object.metadata.labels.from }}", name: settings}',
    });
    expect(tryRule(policy, pod, { objects: SOURCES })).toMatchObject({
      made: [],
      told: ['error evaluate/confined spec.rules.0.generate'],
    });
  });
});
