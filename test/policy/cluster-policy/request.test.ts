import { describe, expect, it } from 'vitest';
import { requestVariables } from '../../../src/policy/cluster-policy/request.ts';
import { aNamespace, aTrigger, aWorld } from '../../support/a-world.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: team-a, uid: u-1}\n';
const OLD_POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: team-a, labels: {old: "yes"}}\n';
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: team-a}\n';
const CUSTOM = 'apiVersion: example.com/v1\nkind: Queue\nmetadata: {name: q, namespace: team-a}\n';
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\n';

describe('the variables of a request', () => {
  it.each([
    {
      name: 'a namespaced object: its identity, its kind, its plural and its uid',
      trigger: aTrigger(POD),
      expected: {
        operation: 'CREATE',
        name: 'web',
        namespace: 'team-a',
        uid: 'u-1',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        requestKind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        userInfo: {},
        oldObject: {},
      },
    },
    {
      name: 'a group and its version',
      trigger: aTrigger(DEPLOYMENT),
      expected: {
        kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      },
    },
    {
      name: 'a Namespace: its own name as its namespace',
      trigger: aTrigger(aNamespace('team-a')),
      expected: { namespace: 'team-a' },
    },
    { name: 'another cluster-scoped object: no namespace', trigger: aTrigger(ROLE), expected: { namespace: '' } },
    {
      name: 'a CREATE: an old object without any key',
      trigger: aTrigger(POD),
      expected: { oldObject: {}, object: { metadata: { name: 'web' } } },
    },
    {
      name: 'an UPDATE: both states',
      trigger: aTrigger(POD, 'UPDATE', OLD_POD),
      expected: {
        operation: 'UPDATE',
        object: { metadata: { uid: 'u-1' } },
        oldObject: { metadata: { labels: { old: 'yes' } } },
      },
    },
    {
      name: 'a DELETE: the old state only',
      trigger: aTrigger(POD, 'DELETE'),
      expected: { operation: 'DELETE', object: {}, oldObject: { metadata: { name: 'web' } } },
    },
  ])('$name', ({ trigger, expected }) => {
    expect(requestVariables(trigger, aWorld())['request']).toMatchObject(expected);
  });

  it('a kind without a known plural has no resource, and an object without a uid no uid', () => {
    const request = requestVariables(aTrigger(CUSTOM), aWorld())['request'];
    expect(request).not.toHaveProperty('resource');
    expect(request).not.toHaveProperty('uid');
  });

  it('nobody is known to have asked: no roles, and empty service account names', () => {
    const variables = requestVariables(aTrigger(POD), aWorld());
    expect(variables).toMatchObject({ serviceAccountName: '', serviceAccountNamespace: '' });
    expect(variables['request']).not.toHaveProperty('roles');
    expect(variables['request']).not.toHaveProperty('clusterRoles');
  });
});
