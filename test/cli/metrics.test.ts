// Metrics of reconcile: the file for the node exporter and the Pushgateway, over runs that succeed, fail in part, and cannot be made.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/index.ts';
import { aService } from '../support/http-service.ts';
import { aFolder, cli } from '../support/cli.ts';
import { aProject, type Project } from '../support/project.ts';
import { COPY_TRUST, DENY_ALL, namespaceText, TRUST } from '../support/sample-policies.ts';

const FILES = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
/** One rule fails, the other is carried out. */
const FAILING = {
  ...FILES,
  'policies/trust.yaml': COPY_TRUST,
  'cluster-state/trust.yaml': TRUST,
  'cluster-state/b.yaml': namespaceText('team-b', '{trust: "true"}'),
};
const SYNTAX = { 'policies/syntax.yaml': 'a: [\n' };

interface Ran {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** In this process, so that a service of it can answer. Every look at the clock is 1.5 seconds later. */
async function reconcile(project: Project, now: string, ...args: readonly string[]): Promise<Ran> {
  const streams = { output: '', errors: '' };
  let clock = 0;
  const at = (name: string): string => join(project.root, name);
  const paths = ['--policies', at('policies'), '--cluster-state', at('cluster-state'), '--output', at('output')];
  const status = await runCli(['reconcile', '--no-commit', ...paths, ...args], {
    cwd: project.root,
    env: {},
    now,
    version: '0.0.0-test',
    clock: () => (clock += 1500),
    isTerminal: { output: false, errors: false },
    write: (text) => (streams.output += text),
    remark: (text) => (streams.errors += text),
  });
  return { status, ...streams };
}

const [FIRST, LATER, LAST] = ['2026-01-01T00:00:00Z', '2026-01-01T00:30:00Z', '2026-01-01T01:00:00Z'] as const;
const valueOf = (text: string, series: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.split(' ')
    .at(-1);

describe('the file', () => {
  test('tells a run that succeeded', async () => {
    const project = aProject(FILES);
    const file = join(aFolder(), 'headwater.prom');
    expect((await reconcile(project, FIRST, '--metrics-file', file, '--cluster', 'prod-eu')).status).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(valueOf(text, 'headwater_run_duration_seconds{cluster="prod-eu"}')).toBe('1.5');
    expect(valueOf(text, 'headwater_triggers{cluster="prod-eu"}')).toBe('1');
    expect(valueOf(text, 'headwater_downstreams{cluster="prod-eu"}')).toBe('1');
    expect(valueOf(text, 'headwater_changes{cluster="prod-eu",action="create"}')).toBe('1');
    expect(valueOf(text, 'headwater_last_success_timestamp_seconds{cluster="prod-eu"}')).toBe('1767225601');
  });

  test('keeps the last success over runs that are none', async () => {
    const project = aProject(FILES);
    const file = join(aFolder(), 'headwater.prom');
    await reconcile(project, FIRST, '--metrics-file', file);
    project.write(FAILING);
    expect((await reconcile(project, LATER, '--metrics-file', file)).status).toBe(1);
    const partly = readFileSync(file, 'utf8');
    expect(valueOf(partly, 'headwater_failures{policy="trust"}')).toBe('1');
    expect(valueOf(partly, 'headwater_downstreams')).toBe('2');
    expect(valueOf(partly, 'headwater_last_success_timestamp_seconds')).toBe('1767225601');

    project.write(SYNTAX);
    expect((await reconcile(project, LAST, '--metrics-file', file)).status).toBe(2);
    const unusable = readFileSync(file, 'utf8');
    expect(valueOf(unusable, 'headwater_failures{policy=""}')).toBe('1');
    expect(valueOf(unusable, 'headwater_downstreams')).toBeUndefined();
    expect(valueOf(unusable, 'headwater_changes{action="create"}')).toBe('0');
    expect(valueOf(unusable, 'headwater_last_success_timestamp_seconds')).toBe('1767225601');
  });

  test('is written for arguments that cannot be used, too', async () => {
    const project = aProject(FILES);
    const args = ['--metrics-file', join(aFolder(), 'headwater.prom'), '--cluster', 'prod'];
    const text = (): string => readFileSync(args[1]!, 'utf8');
    expect((await reconcile(project, FIRST, ...args, '--max-deletions', 'many')).status).toBe(2);
    expect(valueOf(text(), 'headwater_failures{cluster="prod",policy=""}')).toBe('1');
    expect(text()).not.toContain('last_success');
    await reconcile(project, FIRST, ...args);
    expect((await reconcile(project, LATER, ...args, '--max-deletions', 'many')).status).toBe(2);
    expect(valueOf(text(), 'headwater_last_success_timestamp_seconds{cluster="prod"}')).toBe('1767225601');
  });

  test('counts managed manifests, not retained ones or files of others', async () => {
    const project = aProject(FILES);
    const file = join(aFolder(), 'headwater.prom');
    await reconcile(project, FIRST);
    project.write({
      'policies/deny.yaml': DENY_ALL.replace('synchronize: true', 'synchronize: false'),
      'output/team-a/configmap_mine.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine, namespace: team-a}\n',
    });
    await reconcile(project, FIRST, '--metrics-file', file);
    expect(valueOf(readFileSync(file, 'utf8'), 'headwater_downstreams')).toBe('1');
    project.remove('policies/deny.yaml');
    await reconcile(project, LATER, '--metrics-file', file);
    expect(valueOf(readFileSync(file, 'utf8'), 'headwater_changes{action="retain"}')).toBe('1');
    expect(valueOf(readFileSync(file, 'utf8'), 'headwater_downstreams')).toBe('0');
  });

  test('one that cannot be written is a warning, and the run stands', async () => {
    const project = aProject(FILES);
    const { status, output } = await reconcile(project, FIRST, '--metrics-file', join(project.root, 'nowhere/a.prom'));
    expect(status).toBe(0);
    expect(output).toContain('Metrics were not written');
    expect(output).toContain('[publish/metrics]');
    expect(Object.keys(project.manifests())).toHaveLength(1);
  });

  test.each(['output/headwater.prom', 'output/.headwater/a.prom', '-'])(
    '%s is refused before anything is done',
    (file) => {
      const project = aProject(FILES);
      const { status, stdout } = cli(project.root, ['reconcile', '--no-commit', '--metrics-file', file]);
      expect(status).toBe(2);
      expect(stdout).toContain('--metrics-file');
      expect(existsSync(join(project.root, 'output'))).toBe(false);
    },
  );

  test('its path in headwater.yaml is relative to it', () => {
    const project = aProject({ ...FILES, 'headwater.yaml': 'metricsFile: made/headwater.prom\n' });
    mkdirSync(join(project.root, 'made'));
    expect(cli(project.root, ['reconcile', '--no-commit']).status).toBe(0);
    expect(valueOf(project.read('made/headwater.prom'), 'headwater_downstreams')).toBe('1');
    expect(Number(valueOf(project.read('made/headwater.prom'), 'headwater_run_duration_seconds'))).toBeGreaterThan(0);
  });
});

describe('the Pushgateway', () => {
  /** As the real one keeps groups: PUT replaces all, POST what is named. */
  async function aGateway() {
    const kept = new Map<string, string>();
    const service = await aService(({ method, body }, response) => {
      if (method === 'PUT') kept.clear();
      const names = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
      for (const series of kept.keys()) if (names.has(series.split('{')[0] ?? '')) kept.delete(series);
      for (const line of body.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
        const [, series = '', value = ''] = /^(.+) (\S+)$/.exec(line) ?? [];
        kept.set(series, value);
      }
      response.writeHead(200).end();
    });
    return { service, kept, group: `${service.url}/metrics/job/headwater` };
  }

  test('keeps the last success over runs that are none', async () => {
    const project = aProject(FILES);
    const { service, kept, group } = await aGateway();
    expect((await reconcile(project, FIRST, '--metrics-push', group)).status).toBe(0);
    expect(kept.get('headwater_last_success_timestamp_seconds')).toBe('1767225601');
    project.write(FAILING);
    expect((await reconcile(project, LATER, '--metrics-push', group)).status).toBe(1);
    project.write(SYNTAX);
    expect((await reconcile(project, LAST, '--metrics-push', group)).status).toBe(2);
    expect(kept.get('headwater_failures{policy=""}')).toBe('1');
    expect(kept.has('headwater_failures{policy="trust"}')).toBe(false);
    expect(kept.get('headwater_last_success_timestamp_seconds')).toBe('1767225601');
    project.remove('policies/syntax.yaml', 'policies/trust.yaml');
    expect((await reconcile(project, LAST, '--metrics-push', group)).status).toBe(0);
    expect(kept.get('headwater_last_success_timestamp_seconds')).toBe('1767229201');
    expect(service.received.map(({ method }) => method)).toEqual(['PUT', 'POST', 'POST', 'PUT']);
  });

  test('one that refuses is a warning, and the run stands', async () => {
    const project = aProject(FILES);
    const gateway = await aService((_, response) => void response.writeHead(400).end('no'));
    const address = `${gateway.url}/metrics/job/headwater`.replace('http://', 'http://me:pass%20word@');
    const { status, output } = await reconcile(project, FIRST, '--metrics-push', address, '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      counts: { created: 1, failed: 0 },
      diagnostics: [{ code: 'publish/metrics', severity: 'warning' }],
    });
    expect(output).not.toMatch(/pass(%20| )word/);
  });

  test('an address that is none of a group is refused, and not shown', () => {
    const project = aProject(FILES);
    const { status, stdout } = cli(project.root, [
      'reconcile',
      '--no-commit',
      '--metrics-push',
      'https://me:word@host/',
    ]);
    expect(status).toBe(2);
    expect(stdout).toContain('must name a group');
    expect(stdout).not.toContain('word');
    expect(existsSync(join(project.root, 'output'))).toBe(false);
  });
});
