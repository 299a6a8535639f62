import { describe, expect, it } from 'vitest';
import { readApiPath } from '../../../src/policy/api/api-path.ts';

/** `group version namespace plural name subresource` with - for what the path does not have. */
function shown(urlPath: string): string {
  const path = readApiPath(urlPath);
  if (path.kind !== 'resource') return path.kind;
  const { group, version, namespace, plural, name, subresource } = path.address;
  return [group || '-', version, namespace ?? '-', plural, name ?? '-', subresource ?? '-'].join(' ');
}

describe('the resource that a path names', () => {
  it.each([
    ['/api/v1/nodes', '- v1 - nodes - -'],
    ['/api/v1/nodes/n', '- v1 - nodes n -'],
    ['/api/v1/nodes/n/status', '- v1 - nodes n status'],
    ['/api/v1/namespaces', '- v1 - namespaces - -'],
    ['/api/v1/namespaces/a', '- v1 - namespaces a -'],
    ['/api/v1/namespaces/a/status', '- v1 - namespaces a status'],
    ['/api/v1/namespaces/a/finalize', '- v1 - namespaces a finalize'],
    ['/api/v1/pods', '- v1 - pods - -'],
    ['/api/v1/namespaces/a/pods', '- v1 a pods - -'],
    ['/api/v1/namespaces/a/pods/p', '- v1 a pods p -'],
    ['/api/v1/namespaces/a/pods/status', '- v1 a pods status -'],
    ['/api/v1/namespaces/a/pods/p/log', '- v1 a pods p log'],
    ['/apis/apps/v1/deployments', 'apps v1 - deployments - -'],
    ['/apis/apps/v1/namespaces/a/deployments/d/status', 'apps v1 a deployments d status'],
    ['/apis/example.com/v1/namespaces/a/status', 'example.com v1 a status - -'],
    ['/apis/example.com/v1/widgets/w', 'example.com v1 - widgets w -'],
    ['api/v1/nodes/', '- v1 - nodes - -'],
    ['/api/v1/namespaces/%61/configmaps/kube%2Droot', '- v1 a configmaps kube-root -'],
    [
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode',
      'rbac.authorization.k8s.io v1 - clusterroles system:node -',
    ],
  ])('%s', (path, expected) => expect(shown(path)).toBe(expected));

  it.each([
    '/api',
    '/api/v1',
    '/apis',
    '/apis/apps',
    '/apis/apps/v1/',
    '/version',
    '/openapi/v2',
    '/healthz',
    '/api/v1/namespaces/a/pods/p/proxy/x',
  ])('%s is none of a resource', (path) => expect(shown(path)).toBe('other'));
});

describe('a path that could mean another one than it shows', () => {
  it.each([
    '/api/v1/namespaces/a/../b/secrets',
    '/api/v1/namespaces/a/./secrets',
    '/api/v1/namespaces/a/%2e%2e/b/secrets',
    '/api/v1/namespaces/a/%2E./b/secrets',
    '/api/v1/namespaces/a/%252e%252e/b/secrets',
    '/api/v1/namespaces/a%2Fsecrets',
    '/api/v1/namespaces/a%5Cb/secrets',
    '/api/v1/namespaces//secrets',
    '//api/v1/secrets',
    '/api/v1/secrets//',
    'https://example.com/api/v1/secrets',
    '/api/v1/secrets#x',
    '/api/v1/secrets\n',
    '/api/v1/secrets/%00',
    '/api/v1/secrets/%zz',
    '/api/v1/secrets?labelSelector=%zz',
    '/',
  ])('%j is refused', (path) => expect(shown(path)).toBe('refused'));
});

it('decodes parameters, and takes the first of a name', () => {
  const path = readApiPath('/api/v1/pods?labelSelector=app%20in+%28a%2Cb%29&limit=1&limit=2&&pretty&x=a=b');
  if (path.kind !== 'resource') throw new Error(path.reason);
  expect(Object.fromEntries(path.address.parameters)).toEqual({
    labelSelector: 'app in (a,b)',
    limit: '1',
    pretty: '',
    x: 'a=b',
  });
});
