// Runs whose rules ask a service: what it is asked, what comes of the answer, and what is asked again.
import { describe, expect, it, test } from 'vitest';
import { load } from 'js-yaml';
import { EGRESS_LIMITS } from '../../src/load/egress/external.ts';
import { aProject, type Project } from '../support/project.ts';
import { aService, allowing, type Service } from '../support/http-service.ts';

/** A policy that makes a ConfigMap for each Namespace out of these context entries, in flow style. */
function policy(context: string, value: string, more = ''): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  rules:
  - name: r
    match: {any: [{resources: {kinds: [Namespace]}}]}
    context: ${context}
${more}    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: out
      namespace: "{{request.object.metadata.name}}"
      data: {data: {value: "${value}"}}
`;
}

function aTenant(context: string, value = '{{ svc }}', more = ''): Project {
  return aProject({
    'policies/p.yaml': policy(context, value, more),
    'cluster-state/a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a, labels: {team: blue}}\n',
  });
}

function valueOf(project: Project, namespace = 'team-a'): unknown {
  const text = project.manifests()[`${namespace}/configmap_out.yaml`];
  return text === undefined ? undefined : (load(text) as { data: { value: unknown } }).data.value;
}

const entry = (service: string, more = ''): string => `[{name: svc, apiCall: {service: {${service}}${more}}}]`;
const here = ({ port }: Service): ReturnType<typeof allowing> => allowing(`127.0.0.1:${port}`);

test('the answer of a service is what the expression is on', async () => {
  const service = await aService(() => ({ quota: { pods: 'many' } }));
  const project = aTenant(
    entry(
      `url: "${service.url}/teams/{{request.object.metadata.labels.team}}?full=1"`,
      ', jmesPath: quota.pods, default: none',
    ),
  );
  expect((await project.reconcile(here(service))).status).toBe(0);
  expect(valueOf(project)).toBe('many');
  expect(service.received).toMatchObject([{ method: 'GET', path: '/teams/blue?full=1', body: '' }]);
  expect((await project.diff(here(service))).report.diff).toBe('');
});

test('a GlobalContextEntry asks once for all who refer to it, and only where it may', async () => {
  const service = await aService(() => ({ teams: ['blue', 'red'] }));
  const project = aTenant('[{name: svc, globalReference: {name: teams.first}}]');
  project.write({
    'cluster-state/b.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-b}\n',
    'policies/teams.yaml': `apiVersion: kyverno.io/v2beta1
kind: GlobalContextEntry
metadata: {name: teams}
spec:
  apiCall: {service: {url: "${service.url}/teams"}}
  projections: [{name: first, jmesPath: "teams[0]"}]
`,
  });
  expect((await project.reconcile()).status).toBe(1);
  expect(service.received).toEqual([]);
  expect((await project.reconcile(here(service))).status).toBe(0);
  expect([valueOf(project), valueOf(project, 'team-b')]).toEqual(['blue', 'blue']);
  expect(service.received).toMatchObject([{ method: 'GET', path: '/teams' }]);
});

test('a POST sends its data as one JSON object, with the headers of the policy', async () => {
  const service = await aService(({ body }) => JSON.parse(body) as unknown);
  const project = aTenant(
    entry(
      `url: "${service.url}", headers: [{key: X-Team, value: "{{request.name}}"}]`,
      ', method: POST, data: [{key: name, value: "{{request.name}}"}, {key: count, value: 3}]',
    ),
    '{{ svc.name }}-{{ svc.count }}',
  );
  expect((await project.reconcile(here(service))).status).toBe(0);
  expect(valueOf(project)).toBe('team-a-3');
  const [received] = service.received;
  expect(received).toMatchObject({ method: 'POST', body: '{"count":3,"name":"team-a"}' });
  const { host, ...headers } = received?.headers ?? {};
  expect(host).toBe(`127.0.0.1:${service.port}`);
  expect(headers).toEqual({
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': '27',
    'x-team': 'team-a',
    connection: 'close',
  });
});

test('an answer may lead to another question, also in preconditions', async () => {
  const service = await aService(({ path }) => ({ '/first': 'second', '/second': 'yes' })[path] ?? 'no');
  const project = aTenant(
    `[{name: first, apiCall: {service: {url: "${service.url}/first"}}}, {name: svc, apiCall: {service: {url: "${service.url}/{{first}}"}}}]`,
    '{{ svc }}',
    '    preconditions: {all: [{key: "{{ svc }}", operator: Equals, value: "yes"}]}\n',
  );
  expect((await project.reconcile(here(service))).status).toBe(0);
  expect(valueOf(project)).toBe('yes');
  expect(service.received.map(({ path }) => path)).toEqual(['/first', '/second']);
});

test('each question is asked once, however many triggers ask it, and answers that come in any order give the same bytes', async () => {
  let waiting = 0;
  const service = await aService(({ path }, response) => {
    waiting += 7;
    setTimeout(() => response.end(JSON.stringify(path.slice(1))), 60 - (waiting % 50));
  });
  const names = Array.from({ length: 20 }, (_, at) => `team-${String(at).padStart(2, '0')}`);
  const context = `[{name: all, apiCall: {service: {url: "${service.url}/all"}}}, {name: svc, apiCall: {service: {url: "${service.url}/{{request.name}}"}}}]`;
  const make = (): Project =>
    aProject({
      'policies/p.yaml': policy(context, '{{ all }} {{ svc }}'),
      'cluster-state/a.yaml': names
        .map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`)
        .join('---\n'),
    });
  const [first, second] = [make(), make()];
  await first.reconcile(here(service));
  expect(service.received.map(({ path }) => path.slice(1)).sort()).toEqual(['all', ...names].sort());
  expect(names.map((name) => valueOf(first, name))).toEqual(names.map((name) => `all ${name}`));
  waiting = 3;
  await second.reconcile(here(service));
  expect(second.files('output')).toEqual(first.files('output'));
});

test('questions that come out of answers end', async () => {
  const service = await aService(({ path }) => `${path.slice(1)}x`);
  const entries = Array.from(
    { length: 8 },
    (_, at) => `{name: c${at}, apiCall: {service: {url: "${service.url}/${at === 0 ? '' : `{{c${at - 1}}}`}"}}}`,
  );
  const project = aTenant(`[${entries.join(', ')}]`, '{{ c7 }}');
  const { report, status } = await project.reconcile(here(service));
  expect(status).toBe(1);
  expect(report.diagnostics.map(({ code, message }) => `${code} ${message}`).join()).toContain('more than 5 deep');
  expect(service.received).toHaveLength(5);
});

describe('a call that fails', () => {
  const failing: readonly (readonly [string, Parameters<typeof aService>[0], string])[] = [
    ['status 500', (_, response) => void response.writeHead(500).end('{"a":1}'), 'status 500'],
    ['no JSON', (_, response) => void response.end('hello'), 'something that is no JSON'],
    ['a broken connection', (_, response) => void response.socket?.destroy(), 'cannot be asked (ECONNRESET)'],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"a":');
        setTimeout(() => response.socket?.destroy(), 10);
      },
      'cannot be asked',
    ],
    [
      'an answer too large',
      (_, response) => void response.end(`"${'x'.repeat(EGRESS_LIMITS.responseBytes)}"`),
      `larger than ${EGRESS_LIMITS.responseBytes} bytes`,
    ],
  ];

  it.each(failing)('%s: the default holds, without one it is an error that says why', async (_, respond, reason) => {
    const service = await aService(respond);
    const url = `url: "${service.url}/v1?token=s3cret", headers: [{key: authorization, value: s3cret}]`;
    const withDefault = aTenant(entry(url, ', jmesPath: a.b, default: fallback'));
    expect((await withDefault.reconcile(here(service))).status).toBe(0);
    expect(valueOf(withDefault)).toBe('fallback');
    const without = aTenant(entry(url));
    const { report, status } = await without.reconcile(here(service));
    expect({ status, manifests: without.manifests() }).toEqual({ status: 1, manifests: {} });
    expect(report.diagnostics).toMatchObject([{ code: 'evaluate/context', severity: 'error' }]);
    expect(report.diagnostics[0]?.message).toContain(`GET ${service.url}/v1`);
    expect(report.diagnostics[0]?.message).toContain(reason);
    expect(JSON.stringify(report)).not.toContain('s3cret');
  });

  test('holds what it made before', async () => {
    let answers = true;
    const service = await aService((_, response) => (answers ? 'one' : void response.writeHead(503).end()));
    const project = aTenant(entry(`url: "${service.url}"`));
    await project.reconcile(here(service));
    answers = false;
    const before = project.manifests();
    expect((await project.reconcile(here(service))).status).toBe(1);
    expect(project.manifests()).toEqual(before);
  });

  it.each([
    ['no url', 'headers: []', ''],
    ['another method', 'url: "http://127.0.0.1"', ', method: "{{ request.operation }}"'],
    [
      'headers that are no text',
      'url: "http://127.0.0.1", headers: [{key: a, value: "{{ request.object.metadata.labels }}"}]',
      '',
    ],
  ])('%s: without a request', async (_, service, more) => {
    const project = aTenant(entry(service, more));
    const { report, status } = await project.reconcile(allowing('127.0.0.1'));
    expect({ status, codes: report.diagnostics.map(({ code }) => code) }).toMatchObject({
      status: 1,
      codes: ['evaluate/context'],
    });
    expect(report.diagnostics[0]?.message).toMatch(/its (?:service|method)|headers of its service/);
  });
});

test('a namespaced Policy may ask a service too', async () => {
  const service = await aService(() => 'answer');
  const project = aTenant('[]');
  const text = policy(entry(`url: "${service.url}"`), '{{ svc }}')
    .replace('kind: ClusterPolicy\nmetadata: {name: p}', 'kind: Policy\nmetadata: {name: p, namespace: team-a}')
    .replace('kinds: [Namespace]', 'kinds: [Secret]')
    .replace('{{request.object.metadata.name}}', 'team-a');
  project.write({
    'policies/p.yaml': text,
    'cluster-state/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: team-a}\n',
  });
  expect((await project.reconcile(here(service))).status).toBe(0);
  expect(valueOf(project)).toBe('answer');
});
