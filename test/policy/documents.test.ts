import { describe, expect, it } from 'vitest';
import { sortDocuments } from '../../src/policy/documents.ts';
import { documentsOf } from './cluster-policy/rules.ts';

const object = (apiVersion: string, kind: string, metadata = 'name: x'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n`;

function sortedOf(text: string) {
  const { clusterPolicies, exceptions, contextEntries, celPolicies, celExceptions, diagnostics } = sortDocuments(
    documentsOf(text),
  );
  return {
    policies: clusterPolicies.length,
    exceptions: exceptions.length,
    contextEntries: contextEntries.length,
    celPolicies: celPolicies.length,
    celExceptions: celExceptions.length,
    told: diagnostics.map(({ severity, code, at }) => `${severity} ${code} ${at?.line ?? 0}`),
    words: diagnostics.map(({ message, help }) => `${message}. ${help ?? ''}`).join('\n'),
  };
}

describe('documents by what they are', () => {
  it.each(['v1', 'v2beta1'])('ClusterPolicy and Policy of %s are read', (version) => {
    const text = `${object(`kyverno.io/${version}`, 'ClusterPolicy')}---\n${object(`kyverno.io/${version}`, 'Policy')}`;
    expect(sortedOf(text)).toMatchObject({ policies: 2, told: [] });
  });

  it.each(['kyverno.io/v2beta1', 'kyverno.io/v2'])('PolicyException of %s is one', (apiVersion) => {
    expect(sortedOf(object(apiVersion, 'PolicyException'))).toMatchObject({ exceptions: 1, told: [] });
  });

  it.each(['v1alpha1', 'v1beta1', 'v1'])(
    'PolicyException of policies.kyverno.io/%s is for policies in CEL',
    (version) => {
      const sorted = sortedOf(object(`policies.kyverno.io/${version}`, 'PolicyException'));
      expect(sorted).toMatchObject({ exceptions: 0, celExceptions: 1, told: [] });
    },
  );

  it.each(['v2alpha1', 'v2beta1', 'v2'])('GlobalContextEntry of %s is one', (version) => {
    expect(sortedOf(object(`kyverno.io/${version}`, 'GlobalContextEntry'))).toMatchObject({
      contextEntries: 1,
      told: [],
    });
  });

  it.each([
    { apiVersion: 'kyverno.io/v9', kind: 'ClusterPolicy', versions: 'kyverno.io/v1 or kyverno.io/v2beta1' },
    { apiVersion: 'kyverno.io/v2', kind: 'Policy', versions: 'kyverno.io/v1 or kyverno.io/v2beta1' },
    { apiVersion: 'kyverno.io/v1', kind: 'PolicyException', versions: 'kyverno.io/v2beta1 or kyverno.io/v2' },
    { apiVersion: 'policies.kyverno.io/v3', kind: 'GeneratingPolicy', versions: 'policies.kyverno.io/v1alpha1' },
  ])('$kind of $apiVersion is refused by its version', ({ apiVersion, kind, versions }) => {
    const sorted = sortedOf(object(apiVersion, kind));
    expect(sorted).toMatchObject({
      policies: 0,
      exceptions: 0,
      celPolicies: 0,
      told: ['error policy/unknown-version 1'],
    });
    expect(sorted.words).toContain(`${kind} x has apiVersion ${apiVersion}`);
    expect(sorted.words).toContain(versions);
  });

  it.each(['v1alpha1', 'v1beta1', 'v1'])('both kinds of policies in CEL of %s are read', (version) => {
    const kinds = ['GeneratingPolicy', 'NamespacedGeneratingPolicy'];
    const text = kinds.map((kind) => object(`policies.kyverno.io/${version}`, kind)).join('---\n');
    expect(sortedOf(text)).toMatchObject({ celPolicies: 2, told: [] });
  });

  it('what is no policy is left alone with a notice', () => {
    expect(
      sortedOf(`${object('v1', 'ConfigMap')}---\n${object('kyverno.io/v2', 'CleanupPolicy')}---\nvalues: {a: b}\n`)
        .told,
    ).toEqual(['notice load/not-kubernetes 1', 'notice load/not-kubernetes 5', 'notice load/not-kubernetes 9']);
  });
});
