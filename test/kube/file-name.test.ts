import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSegment, manifestPath } from '../../src/kube/index.ts';
import { resourceKey, type ResourceId } from '../../src/model/resource.ts';

const ZK: ResourceId = { group: '', kind: 'ConfigMap', namespace: 'team-a', name: 'zk' };
const ROLE: ResourceId = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'admin' };

describe('manifestPath', () => {
  const cases: readonly { name: string; id: ResourceId; path: string }[] = [
    { name: 'of the core group has no group', id: ZK, path: 'team-a/configmap_zk.yaml' },
    {
      name: 'names the group',
      id: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace: 'team-a', name: 'default-deny' },
      path: 'team-a/networkpolicy.networking.k8s.io_default-deny.yaml',
    },
    {
      name: 'puts cluster-scoped objects into a folder of their own',
      id: ROLE,
      path: '_cluster/clusterrole.rbac.authorization.k8s.io_admin.yaml',
    },
    {
      name: 'escapes a colon and upper case',
      id: { ...ROLE, name: 'system:Node' },
      path: '_cluster/clusterrole.rbac.authorization.k8s.io_system%3a%4eode.yaml',
    },
    {
      name: 'escapes a device and a trailing dot',
      id: { ...ROLE, name: 'nul.' },
      path: '_cluster/clusterrole.rbac.authorization.k8s.io_%6eul%2e.yaml',
    },
    { name: 'escapes a device as name', id: { ...ZK, name: 'con' }, path: 'team-a/configmap_%63on.yaml' },
    { name: 'escapes a device as namespace', id: { ...ZK, namespace: 'aux' }, path: '%61ux/configmap_zk.yaml' },
    {
      name: 'escapes a device as kind before a group',
      id: { ...ZK, group: 'x.io', kind: 'Con' },
      path: 'team-a/%63on.x.io_zk.yaml',
    },
    {
      name: 'keeps a kind written in CamelCase in plain lower case, known or not',
      id: { ...ZK, group: 'external-secrets.io', kind: 'ExternalSecret' },
      path: 'team-a/externalsecret.external-secrets.io_zk.yaml',
    },
    {
      name: 'marks a kind written in an unusual case',
      id: { ...ZK, group: 'example.com', kind: 'widget' },
      path: 'team-a/+widget.example.com_zk.yaml',
    },
    {
      name: 'marks a built-in kind in another case',
      id: { ...ZK, kind: 'Configmap' },
      path: 'team-a/+%43onfigmap_zk.yaml',
    },
    {
      name: 'cannot leave its folder',
      id: { ...ZK, namespace: '..', name: '../../.git/config' },
      path: '%2e%2e/configmap_%2e.%2f..%2f.git%2fconfig.yaml',
    },
  ];
  test.each(cases)('$name', ({ id, path }) => {
    expect(manifestPath(id)).toBe(path);
  });

  test('of a long name is cut, stable and its own', () => {
    const long = { ...ZK, name: 'a'.repeat(253) };
    const path = manifestPath(long);
    const file = path.slice('team-a/'.length);
    expect(file).toMatch(/^configmap_a+__[0-9a-f]{8}\.yaml$/);
    expect(file.length).toBe(205);
    expect(manifestPath(long)).toBe(path);
    expect(manifestPath({ ...long, name: 'a'.repeat(252) })).not.toBe(path);
  });

  test('of a long name never falls together with one that is written like it', () => {
    const path = manifestPath({ ...ZK, name: 'a'.repeat(253) });
    const name = path.slice('team-a/configmap_'.length, -'.yaml'.length);
    expect(manifestPath({ ...ZK, name })).not.toBe(path);
  });

  test('of a namespace called like the folder of cluster-scoped objects lies elsewhere', () => {
    expect(manifestPath({ ...ZK, namespace: '_cluster' })).toBe('%5fcluster/configmap_zk.yaml');
  });

  const part = fc.oneof(
    fc.constantFrom(
      '',
      'con',
      'nul.x',
      'CON',
      '.',
      '..',
      '.git',
      'git~1',
      'kustomization',
      'Chart',
      'values',
      '_',
      '__',
      '%',
      '+',
      '/',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.stringMatching(/^[aAbB.:%_+-]{0,4}$/),
    fc.string({ unit: fc.constantFrom('a', 'A', '.', '\ud800', '\u212a', 'é', 'e\u0301'), maxLength: 4 }),
    fc.nat({ max: 300 }).map((length) => 'x'.repeat(length)),
  );
  // Of kinds written in CamelCase only one spelling is taken, as in a cluster.
  const kind = fc.constantFrom(
    'ConfigMap',
    'configmap',
    'CONFIGMAP',
    'Widget',
    'widget',
    'WIDGET',
    'Con',
    '../x',
    'A.b',
    '',
  );
  const anyId = fc.record({ group: part, kind, namespace: part, name: part });

  test('gives different objects different files, also where case folds', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        const isSame = resourceKey(a) === resourceKey(b);
        expect(fold(manifestPath(a)) === fold(manifestPath(b))).toBe(isSame);
      }),
      { numRuns: 2000 },
    );
  });

  test('gives neighbours that differ in one part different files', () => {
    const field = fc.constantFrom('group', 'kind', 'namespace', 'name' as const);
    fc.assert(
      fc.property(anyId, field, part, (id, changed, text) => {
        const other = { ...id, [changed]: changed === 'kind' ? `${id.kind}.` : text };
        const isSame = resourceKey(id) === resourceKey(other);
        expect(fold(manifestPath(id)) === fold(manifestPath(other))).toBe(isSame);
      }),
      { numRuns: 2000 },
    );
  });

  test('is always a file that every system takes and no tool reads as anything but a manifest', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        const path = manifestPath(id);
        expect(path).toMatch(/^[a-z0-9%_-][a-z0-9.%_+-]*\/[a-z0-9%+_][a-z0-9.%_+-]*\.yaml$/);
        const [folder = '', file = ''] = path.split('/');
        expect([folder.length <= 200, file.length <= 205]).toEqual([true, true]);
        for (const segment of [folder, file]) expect(segment).not.toMatch(DEVICE);
        expect(file).toContain('_');
        expect(folder).not.toMatch(/\.|^git$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('cannot be a file that readers of the output treat specially', () => {
    const special = ['kustomization', 'Kustomization', 'Chart', 'values', '.git', '.argocd-source', '.sourceignore'];
    for (const kindName of special) {
      for (const name of ['', ...special]) {
        const file = manifestPath({ ...ZK, kind: kindName, name }).split('/')[1] ?? '';
        expect(special.map((text) => `${text}.yaml`.toLowerCase())).not.toContain(file);
        expect(file.startsWith('.')).toBe(false);
      }
    }
  });
});

describe('encodeSegment', () => {
  test.each([
    ['team-a', 'team-a'],
    ['', '%'],
    ['Team', '%54eam'],
    ['.hidden', '%2ehidden'],
    ['..', '%2e%2e'],
    ['a.', 'a%2e'],
    ['com1', '%63om1'],
    ['com1.txt', '%63om1.txt'],
    ['com10', 'com10'],
    ['ü', '%c3%bc'],
    ['€', '%e2%82%ac'],
    ['😀', '%f0%9f%98%80'],
    ['\ud800', '%ed%a0%80'],
  ])('of %j is %s', (text, expected) => {
    expect(encodeSegment(text)).toBe(expected);
  });
});

const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
