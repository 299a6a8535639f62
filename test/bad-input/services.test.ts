// Policies and services that mean harm: requests to where nobody should ask, credentials that lie about, URLs that a trigger chooses.
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { aProject, type Project } from '../support/project.ts';
import { aService, allowing } from '../support/http-service.ts';
import { clusterPolicy, errorsOf, namespaces, wordsOf } from './inputs.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A rule that puts what a service says into a ConfigMap for each ConfigMap called `order`. */
function asking(url: string, more: readonly string[] = []): string {
  return clusterPolicy(
    'tenants',
    [
      '- name: settings',
      '  match: {any: [{resources: {kinds: [ConfigMap], names: [order]}}]}',
      '  context:',
      '  - name: svc',
      '    apiCall:',
      `      service: {url: "${url}"}`,
      ...more.map((line) => `      ${line}`),
      '  generate:',
      '    synchronize: true',
      '    apiVersion: v1',
      '    kind: ConfigMap',
      '    name: settings',
      '    namespace: "{{ request.object.metadata.namespace }}"',
      '    data: {data: {k: "{{ svc }}"}}',
    ].join('\n'),
  );
}

/** A project with an order that names a URL. */
function ordering(policy: string, url = 'none'): Project {
  const order = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: order, namespace: team-a}\ndata: {url: "${url}"}\n`;
  return aProject({
    'policies/tenants.yaml': policy,
    'cluster-state/all.yaml': `${namespaces('team-a')}---\n${order}`,
  });
}

const FAILED = [
  {
    code: 'evaluate/context',
    at: 'policies/tenants.yaml:10',
    policy: 'tenants',
    rule: 'settings',
    trigger: '/ConfigMap/team-a/order',
  },
];

test('B39: without --allow-http nothing is asked; the default holds, or the rule fails and names the flag', async () => {
  const service = await aService(() => 'reached');
  const project = ordering(asking(service.url));
  const result = await project.reconcile();
  expect({ status: result.status, errors: errorsOf(result) }).toEqual({ status: 1, errors: FAILED });
  expect(wordsOf(result)).toContain('--allow-http');
  const withDefault = ordering(asking(service.url, ['default: quiet']));
  expect((await withDefault.reconcile()).status).toBe(0);
  expect(withDefault.read('output/team-a/configmap_settings.yaml')).toContain('k: quiet');
  expect(service.received).toEqual([]);
});

const INSIDE: readonly (readonly [string, readonly string[], string])[] = [
  ['http://169.254.169.254/latest/meta-data', ['169.254.169.254', '0.0.0.0/0'], 'never allowed'],
  ['http://[::ffff:169.254.169.254]/latest', ['0.0.0.0/0', '::/0'], 'never allowed'],
  ['http://[::ffff:a9fe:a9fe]/latest', ['0.0.0.0/0', '::/0'], 'never allowed'],
  ['http://[fd00:ec2::254]/latest', ['::/0'], 'never allowed'],
  ['http://0251.0376.0251.0376/latest', ['0.0.0.0/0'], 'never allowed'],
  ['http://localhost:PORT/', ['localhost:PORT'], 'a loopback address'],
  ['http://127.0.0.1:PORT/', ['localhost:PORT', 'example.org'], 'not allowed'],
  ['http://127.1:PORT/', ['example.org:PORT'], 'not allowed'],
];

test.each(INSIDE)('B39: %s with %j allowed is not asked', async (url, list, reason) => {
  const service = await aService(() => 'reached');
  const here = (text: string): string => text.replace('PORT', String(service.port));
  const project = ordering(asking(here(url)));
  const result = await project.reconcile(allowing(...list.map(here)));
  expect({ status: result.status, errors: errorsOf(result) }).toEqual({ status: 1, errors: FAILED });
  expect(wordsOf(result)).toContain(reason);
  expect({ received: service.received, manifests: project.manifests() }).toEqual({ received: [], manifests: {} });
});

test('B39: a name that resolves to a loopback address is asked where the network is on the list too', async () => {
  const service = await aService(() => 'reached');
  const project = ordering(asking(`http://localhost:${service.port}/`));
  const allowed = allowing(`localhost:${service.port}`, '127.0.0.0/8', '::1');
  expect((await project.reconcile(allowed)).status).toBe(0);
  expect(service.received).toHaveLength(1);
});

test.each([
  ['http://169.254.169.254/latest/meta-data', 'never allowed'],
  ['http://[::ffff:169.254.169.254]/', 'never allowed'],
  ['http://localhost:PORT/', 'not allowed'],
  ['http://10.0.0.1/', 'not allowed'],
  ['file:///etc/passwd', 'neither http nor https'],
])('B39: a redirect to %s is not followed', async (location, reason) => {
  const service = await aService(
    ({ headers }, response) =>
      void response.writeHead(302, { location: location.replace('PORT', (headers.host ?? '').slice(10)) }).end(),
  );
  const project = ordering(asking(service.url));
  const list = [`127.0.0.1:${service.port}`, '169.254.0.0/16'];
  const result = await project.reconcile(allowing(...list));
  expect({ status: result.status, errors: errorsOf(result) }).toEqual({ status: 1, errors: FAILED });
  expect(wordsOf(result)).toContain(reason);
  expect(service.received).toHaveLength(1);
});

test('B40: nothing of the environment goes along: no token, no proxy, no cookie of an earlier answer', async () => {
  const proxy = await aService(() => 'proxy');
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  for (const name of ['KUBECONFIG', 'GITHUB_TOKEN', 'CI_JOB_TOKEN', 'KUBERNETES_SERVICE_HOST', 'NETRC']) {
    vi.stubEnv(name, 's3cret');
  }
  expect(process.env['GITHUB_TOKEN']).toBe('s3cret');
  const service = await aService(({ path }, response) => {
    response.setHeader('set-cookie', 'session=s3cret');
    if (path === '/') response.writeHead(307, { location: '/next' }).end();
    else return 'reached';
    return undefined;
  });
  const project = ordering(asking(service.url));
  expect((await project.reconcile(allowing(`127.0.0.1:${service.port}`))).status).toBe(0);
  const headers = { accept: 'application/json', host: `127.0.0.1:${service.port}`, connection: 'close' };
  expect(service.received.map((one) => one.headers)).toEqual([headers, headers]);
  expect(proxy.received).toEqual([]);
});

test('B40: a header of the policy goes to the host that it is for, and is dropped on the way to another', async () => {
  const other = await aService(() => 'other');
  const service = await aService((_, response) => void response.writeHead(307, { location: other.url }).end());
  const policy = asking(service.url).replace(
    `{url: "${service.url}"}`,
    `{url: "${service.url}", headers: [{key: Authorization, value: Bearer s3cret}]}`,
  );
  const project = ordering(policy);
  const result = await project.reconcile(allowing(`127.0.0.1:${service.port}`, `127.0.0.1:${other.port}`));
  expect(result.status).toBe(0);
  expect(service.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer s3cret']);
  expect(other.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test.each([
  [
    'http://evil.example/?d=s3cret',
    'GET http://evil.example/ was not sent: evil.example at port 80 is not allowed by --allow-http',
  ],
  ['http://127.0.0.1:1/', 'not allowed'],
  ['http://127.0.0.1:PORT@evil.example/', 'user name or password'],
  ['http://evil.example#@127.0.0.1:PORT/', 'not allowed'],
  ['http://127.0.0.1:PORT.evil.example/', 'is no URL'],
  ['//127.0.0.1:PORT/', 'is no URL'],
  ['s3cret', 'is no URL'],
])('B41: a URL out of the trigger, %s, is held against the list as it comes out', async (url, reason) => {
  const service = await aService(() => 'reached');
  const project = ordering(asking('{{ request.object.data.url }}'), url.replace('PORT', String(service.port)));
  const result = await project.reconcile(allowing(`127.0.0.1:${service.port}`));
  expect({ status: result.status, errors: errorsOf(result) }).toEqual({ status: 1, errors: FAILED });
  expect(wordsOf(result)).toContain(reason);
  expect(wordsOf(result)).not.toContain('s3cret');
  expect(service.received).toEqual([]);
});

test('B41: a URL out of the trigger that is on the list is asked', async () => {
  const service = await aService(() => 'reached');
  const project = ordering(asking('{{ request.object.data.url }}'), service.url);
  expect((await project.reconcile()).status).toBe(1);
  expect(service.received).toEqual([]);
  expect((await project.reconcile(allowing(`127.0.0.1:${service.port}`))).status).toBe(0);
  expect(project.read('output/team-a/configmap_settings.yaml')).toContain('k: reached');
});
