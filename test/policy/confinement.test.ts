import { describe, expect, it } from 'vitest';
import type { ResourceId } from '../../src/model/resource.ts';
import { looksAt, refusedAccess, type Access } from '../../src/policy/confinement.ts';
import { readApiPath } from '../../src/policy/api/api-path.ts';

const configMap = (namespace: string, name = 'x'): ResourceId => ({ group: '', kind: 'ConfigMap', namespace, name });
const object = (id: ResourceId, scope: 'Namespaced' | 'Cluster' | 'unknown' = 'Namespaced'): Access => ({
  to: 'object',
  id,
  scope,
});
const path = (text: string): Access => ({ to: 'path', path: readApiPath(text) });

const ALLOWED: readonly { readonly name: string; readonly access: Access }[] = [
  { name: 'an object of its own', access: object(configMap('team-a')) },
  { name: 'a list of its own', access: { to: 'list', namespace: 'team-a' } },
  ...[
    '/api/v1/namespaces/team-a/secrets',
    '/api/v1/namespaces/team-a/secrets/x',
    '/apis/apps/v1/namespaces/team-a/deployments/x/status',
    '/api/v1/namespaces/team-a',
    '/api/v1/namespaces/team-a/status',
    '/api/v1/namespaces/%74eam-a/secrets',
    'api/v1/namespaces/team-a/secrets/',
  ].map((text) => ({ name: text, access: path(text) })),
];

const REFUSED: readonly { readonly name: string; readonly access: Access; readonly why?: RegExp }[] = [
  { name: 'an object elsewhere', access: object(configMap('team-b')), why: /^ConfigMap\/team-b\/x is outside/ },
  { name: 'an object of no namespace', access: object(configMap('')) },
  { name: 'a namespace that only begins alike', access: object(configMap('team-a2')) },
  { name: 'a namespace in other letters', access: object(configMap('Team-A')) },
  { name: 'a wildcard', access: object(configMap('*')) },
  { name: 'a wildcard that would match', access: object(configMap('team-?')) },
  { name: 'a cluster-scoped object', access: object({ ...configMap(''), kind: 'Namespace' }, 'Cluster') },
  { name: 'a cluster-scoped object with its namespace', access: object(configMap('team-a'), 'Cluster') },
  { name: 'an object of unknown scope', access: object(configMap('team-a'), 'unknown'), why: /is not known/ },
  { name: 'a list elsewhere', access: { to: 'list', namespace: 'team-b' }, why: /^in team-b are outside/ },
  { name: 'a list of all namespaces', access: { to: 'list', namespace: '' }, why: /^in all namespaces are outside/ },
  { name: 'the global context', access: { to: 'global-context' } },
  ...[
    '/api/v1/namespaces/team-b/secrets',
    '/api/v1/namespaces/team-b/status',
    '/api/v1/namespaces/team-b/finalize',
    '/apis/x.io/v1/namespaces/team-b/things',
    '/apis/x.io/v1/namespaces/team-a',
    '/api/v1/namespaces',
    '/api/v1/secrets',
    '/api/v1/nodes/team-a',
    '/api/v1/secrets?fieldSelector=metadata.namespace=team-a',
    '/api/v1/watch/namespaces/team-a/secrets',
    '/api/v1/namespaces/team-a/../team-b/secrets',
    '/api/v1/namespaces/team-a/%2e%2e/team-b/secrets',
    '/api/v1/namespaces/team-a/%2E%2E/team-b/secrets',
    '/api/v1/namespaces/team-a/%252e%252e/team-b/secrets',
    '/api/v1/namespaces/team-a%2f..%2fteam-b/secrets',
    '/api/v1/namespaces/team-a%5c..%5cteam-b/secrets',
    '/api/v1/namespaces/team-a\\..\\team-b/secrets',
    '/api/v1/namespaces/./secrets',
    '/api/v1/namespaces//secrets',
    '//api/v1/namespaces/team-a/secrets',
    '/api/v1/namespaces/team-a#/secrets',
    '/api/v1/namespaces/team-a\n/secrets',
    '/api/v1/namespaces/%zz/secrets',
    '/version',
    'https://example.com/api/v1/namespaces/team-a/secrets',
  ].map((text) => ({ name: text, access: path(text) })),
];

describe('a Policy of team-a', () => {
  it.each(ALLOWED)('may touch $name', ({ access }) => {
    expect(refusedAccess('team-a', access)).toBeUndefined();
  });

  it.each(REFUSED)('may not touch $name', ({ access, why = /./ }) => {
    const refused = refusedAccess('team-a', access);
    expect(refused?.problem).toMatch(why);
    expect(refused?.help).toMatch(/cluster-wide policy|Write the path/);
  });

  it('looks at triggers of its namespace only, and never at what has none', () => {
    expect(['team-a', 'team-b', ''].map((namespace) => looksAt('team-a', configMap(namespace)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(looksAt('team-a', { group: '', kind: 'Namespace', namespace: '', name: 'team-a' })).toBe(false);
  });
});

describe('a ClusterPolicy', () => {
  it.each([...ALLOWED, ...REFUSED])('is not confined: $name', ({ access }) => {
    expect(refusedAccess('', access)).toBeUndefined();
  });

  it('looks at every trigger', () => {
    expect([looksAt('', configMap('team-b')), looksAt('', configMap(''))]).toEqual([true, true]);
  });
});
