import { describe, expect, test } from 'vitest';
import { apiVersionProblem, nameProblem } from '../../src/kube/index.ts';
import type { ResourceId } from '../../src/model/resource.ts';

const CONFIG_MAP: ResourceId = { group: '', kind: 'ConfigMap', namespace: 'team-a', name: 'zk' };
const ROLE: ResourceId = { ...CONFIG_MAP, group: 'rbac.authorization.k8s.io', kind: 'Role' };
const NAMESPACE: ResourceId = { group: '', kind: 'Namespace', namespace: '', name: 'team-a' };
const SERVICE: ResourceId = { ...CONFIG_MAP, kind: 'Service' };

const LEGAL: readonly { name: string; id: ResourceId }[] = [
  { name: 'a plain name', id: CONFIG_MAP },
  { name: 'a name with dots', id: { ...CONFIG_MAP, name: 'kube-root-ca.crt' } },
  { name: 'a name of 253 characters', id: { ...CONFIG_MAP, name: 'a'.repeat(253) } },
  { name: 'a name of digits', id: { ...CONFIG_MAP, name: '0' } },
  { name: 'a Role with a colon and upper case', id: { ...ROLE, name: 'system:Node' } },
  { name: 'a Role with a backslash', id: { ...ROLE, name: 'a\\b' } },
  {
    name: 'the APIService of the core group',
    id: { ...NAMESPACE, group: 'apiregistration.k8s.io', kind: 'APIService', name: 'v1.' },
  },
  { name: 'a Namespace of 63 characters', id: { ...NAMESPACE, name: 'n'.repeat(63) } },
  {
    name: 'a kind in lower case, as a CustomResourceDefinition may have it',
    id: { ...CONFIG_MAP, group: 'acid.zalan.do', kind: 'postgresql' },
  },
];

const REFUSED: readonly { name: string; id: ResourceId }[] = [
  { name: 'a name that climbs out', id: { ...CONFIG_MAP, name: '../../../.git/hooks/post-checkout' } },
  { name: 'an empty name', id: { ...CONFIG_MAP, name: '' } },
  { name: 'a dot', id: { ...CONFIG_MAP, name: '.' } },
  { name: 'upper case', id: { ...CONFIG_MAP, name: 'Zk' } },
  { name: 'an underscore', id: { ...CONFIG_MAP, name: 'a_b' } },
  { name: 'a trailing dot', id: { ...CONFIG_MAP, name: 'a.' } },
  { name: 'a hyphen after a dot', id: { ...CONFIG_MAP, name: 'a.-b' } },
  { name: 'a line end after a good name', id: { ...CONFIG_MAP, name: 'a\n' } },
  { name: 'a name of 254 characters', id: { ...CONFIG_MAP, name: 'a'.repeat(254) } },
  { name: 'a zero-width character', id: { ...CONFIG_MAP, name: '.g\u200cit' } },
  { name: 'a Role with a slash', id: { ...ROLE, name: 'a/b' } },
  { name: 'a Role with a percent sign', id: { ...ROLE, name: 'a%2fb' } },
  { name: 'a Role called ..', id: { ...ROLE, name: '..' } },
  { name: 'a Role with a control character', id: { ...ROLE, name: 'a\u0000' } },
  { name: 'a colon outside RBAC', id: { ...CONFIG_MAP, name: 'system:node' } },
  { name: 'a Role of another group with a colon', id: { ...ROLE, group: 'example.com', name: 'system:node' } },
  { name: 'a Namespace with a dot', id: { ...NAMESPACE, name: 'a.b' } },
  { name: 'a Namespace of 64 characters', id: { ...NAMESPACE, name: 'n'.repeat(64) } },
  { name: 'a Service that begins with a digit', id: { ...SERVICE, name: '1a' } },
  { name: 'a Service with a dot', id: { ...SERVICE, name: 'a.b' } },
  { name: 'a CronJob of 53 characters', id: { ...CONFIG_MAP, group: 'batch', kind: 'CronJob', name: 'a'.repeat(53) } },
  { name: 'namespace ..', id: { ...CONFIG_MAP, namespace: '..' } },
  { name: 'namespace a/b', id: { ...CONFIG_MAP, namespace: 'a/b' } },
  { name: 'namespace a\\b', id: { ...CONFIG_MAP, namespace: 'a\\b' } },
  { name: 'a namespace of 300 characters', id: { ...CONFIG_MAP, namespace: 'a'.repeat(300) } },
  { name: 'a kind that climbs out', id: { ...CONFIG_MAP, kind: '../x' } },
  { name: 'an empty kind', id: { ...CONFIG_MAP, kind: '' } },
  { name: 'a kind with a dot', id: { ...CONFIG_MAP, kind: 'A.b' } },
  { name: 'a group that climbs out', id: { ...CONFIG_MAP, group: '../x' } },
  { name: 'a group in upper case', id: { ...CONFIG_MAP, group: 'Example.com' } },
];

describe('nameProblem', () => {
  test.each(LEGAL)('takes $name', ({ id }) => {
    expect(nameProblem(id)).toBeUndefined();
  });

  test.each(REFUSED)('refuses $name', ({ id }) => {
    expect(nameProblem(id)).toMatch(/kind|group|namespace|name/);
  });

  test('shows an odd name cut and escaped', () => {
    const problem = nameProblem({ ...CONFIG_MAP, name: `\u001b[31m${'x'.repeat(5000)}` }) ?? '';
    expect(problem.length).toBeLessThan(200);
    expect(problem).not.toContain('\u001b');
  });
});

describe('apiVersionProblem', () => {
  test.each(['v1', 'v1beta1', 'apps/v1', 'networking.k8s.io/v1'])('takes %s', (apiVersion) => {
    expect(apiVersionProblem(apiVersion)).toBeUndefined();
  });

  test.each(['', '/v1', 'apps/', 'apps/../v1', 'apps/v1/x', 'v 1', 'apps/V1', '1', '..'])(
    'refuses %j',
    (apiVersion) => {
      expect(apiVersionProblem(apiVersion)).toContain('apiVersion');
    },
  );
});
