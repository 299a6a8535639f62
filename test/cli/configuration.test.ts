// headwater.yaml: every flag under its name in camel case, paths relative to it, and the flag that wins over it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { aProject, type Project } from '../support/project.ts';
import { COPY_TRUST, DENY_ALL, namespaceText, TRUST } from '../support/sample-policies.ts';

const FILES = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const MANIFEST = 'team-a/networkpolicy.networking.k8s.io_deny-all.yaml';

interface Reported {
  readonly cluster: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly diagnostics: readonly Readonly<Record<string, unknown>>[];
}

function jsonOf(
  project: Project,
  args: readonly string[],
  cwd = project.root,
): { status: number | null; report: Reported } {
  const { status, stdout } = cli(cwd, [...args, '--format', 'json']);
  return { status, report: JSON.parse(stdout) as Reported };
}

test('paths are relative to the file, wherever the program is started', () => {
  const project = aProject({
    'deploy/headwater.yaml': 'policies: ../policies\nclusterState: [../cluster-state]\noutput: ../made\n',
    ...FILES,
  });
  mkdirSync(join(project.root, 'elsewhere'));
  const { status } = cli(join(project.root, 'elsewhere'), [
    'reconcile',
    '--no-commit',
    '--config',
    '../deploy/headwater.yaml',
  ]);
  expect(status).toBe(0);
  expect(Object.keys(project.files('made'))).toContain(MANIFEST);
});

test('absolute paths stay what they are', () => {
  const project = aProject(FILES);
  project.write({ 'headwater.yaml': `clusterState: ${JSON.stringify([join(project.root, 'cluster-state')])}\n` });
  expect(cli(project.root, ['reconcile', '--no-commit']).status).toBe(0);
  expect(Object.keys(project.files('output'))).toContain(MANIFEST);
});

test('headwater.yaml in the working folder is read without being named', () => {
  const project = aProject({ 'headwater.yaml': 'output: made\ncommit: false\n', ...FILES });
  expect(cli(project.root, ['reconcile']).status).toBe(0);
  expect(Object.keys(project.files('made'))).toContain(MANIFEST);
});

test('a flag wins over the file', () => {
  const project = aProject({
    'headwater.yaml': 'output: made\nprovenance: none\nformat: json\ncluster: east\n',
    ...FILES,
  });
  const { status, stdout } = cli(project.root, [
    ...['reconcile', '--no-commit', '--output', 'mine', '--provenance', 'headwater', '--format', 'text'],
  ]);
  expect({ status, isJson: stdout.startsWith('{') }).toEqual({ status: 0, isJson: false });
  expect(project.files('made')).toEqual({});
  expect(project.read(`mine/${MANIFEST}`)).toContain('headwater.dev/policy');
});

describe('every key', () => {
  const effects: readonly {
    key: string;
    text: string;
    files?: Record<string, string>;
    args?: readonly string[];
    holds: (run: { project: Project; status: number | null; report: Reported }) => void;
  }[] = [
    {
      key: 'lifecycle',
      text: 'lifecycle: kyverno',
      files: { 'policies/deny.yaml': DENY_ALL.replace('      generateExisting: true\n', '') },
      holds: ({ report }) => expect(report.counts['created']).toBe(0),
    },
    {
      key: 'provenance',
      text: 'provenance: none',
      holds: ({ project }) => expect(project.read(`output/${MANIFEST}`)).not.toContain('headwater'),
    },
    {
      key: 'secrets',
      text: 'secrets: plain',
      files: {
        'policies/deny.yaml': COPY_TRUST.replace('kind: ConfigMap', 'kind: Secret'),
        'cluster-state/trust.yaml': TRUST.replace('kind: ConfigMap', 'kind: Secret'),
        'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true", tier: x}'),
      },
      holds: ({ project }) => expect(Object.keys(project.manifests())).toEqual(['team-a/secret_trust-x.yaml']),
    },
    { key: 'delivery', text: 'delivery: neutral', holds: ({ status }) => expect(status).toBe(0) },
    {
      key: 'cloneMetadata',
      text: 'cloneMetadata: keep',
      files: {
        'policies/deny.yaml': COPY_TRUST,
        'cluster-state/trust.yaml': TRUST.replace(
          '  name: trust',
          '  annotations: {argocd.argoproj.io/tracking-id: x}\n  name: trust',
        ),
        'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true", tier: x}'),
      },
      holds: ({ project }) => expect(project.read('output/team-a/configmap_trust-x.yaml')).toContain('tracking-id'),
    },
    {
      key: 'substitution',
      text: 'substitution: kyverno',
      files: {
        'policies/deny.yaml': DENY_ALL.replace(
          'policyTypes: [Ingress]',
          'note: "in {{request.object.metadata.annotations.note}}"',
        ),
        'cluster-state/a.yaml': `${namespaceText('team-a')}  annotations: {note: "{{request.object.metadata.name}}"}\n`,
      },
      holds: ({ project }) => expect(project.read(`output/${MANIFEST}`)).toContain('in team-a'),
    },
    {
      key: 'resourceFilters',
      text: 'resourceFilters: filters.txt',
      files: { 'filters.txt': '[Namespace,*,team-a]\n' },
      holds: ({ report }) => expect(report.counts['created']).toBe(0),
    },
    {
      key: 'allowHttp',
      text: 'allowHttp: [api.example.org]',
      files: {
        'policies/deny.yaml': DENY_ALL.replace(
          '    generate:',
          '    context: [{name: svc, apiCall: {service: {url: "https://elsewhere.example/"}}}]\n    generate:',
        ).replace('policyTypes: [Ingress]', 'note: "{{svc}}"'),
      },
      holds: ({ report }) => {
        expect(report.diagnostics).toMatchObject([{ code: 'evaluate/context' }]);
        expect(report.diagnostics[0]?.['message']).toContain('elsewhere.example at port 443 is not allowed');
      },
    },
    { key: 'cluster', text: 'cluster: east', holds: ({ report }) => expect(report.cluster).toBe('east') },
    {
      key: 'limits',
      text: 'limits: {foreachElements: 0}',
      files: {
        'policies/deny.yaml': DENY_ALL.replace(/ {6}apiVersion[^]*/, (text) =>
          [
            '      foreach:',
            '      - list: "[`1`]"',
            ...text
              .trimEnd()
              .split('\n')
              .map((line) => `  ${line}`),
            '',
          ].join('\n'),
        ),
      },
      holds: ({ status, report }) => {
        expect(status).toBe(1);
        expect(report.diagnostics).toMatchObject([{ code: 'evaluate/limit' }]);
      },
    },
    {
      key: 'limits of context',
      text: 'limits: {contextBytes: 8}',
      files: {
        'policies/deny.yaml': DENY_ALL.replace(
          '    generate:',
          '    context:\n    - name: note\n      variable:\n        value: "1234567"\n    generate:',
        ).replace('policyTypes: [Ingress]', 'note: "{{ note }}"'),
      },
      holds: ({ status, report }) => {
        expect(status).toBe(1);
        expect(report.diagnostics).toMatchObject([{ code: 'evaluate/limit' }]);
        expect(report.diagnostics[0]?.['message']).toContain('more than the 8 bytes that limits.contextBytes allows');
      },
    },
  ];

  test.each(effects)('$key', ({ text, files, args, holds }) => {
    const project = aProject({ ...FILES, 'headwater.yaml': `commit: false\n${text}\n`, ...files });
    holds({ project, ...jsonOf(project, ['reconcile', ...(args ?? [])]) });
  });

  test('maxDeletions and allowEmpty', () => {
    const project = aProject({ ...FILES, 'headwater.yaml': 'commit: false\n' });
    expect(jsonOf(project, ['reconcile']).status).toBe(0);
    project.remove('cluster-state/a.yaml');
    expect(jsonOf(project, ['reconcile']).report.diagnostics).toMatchObject([{ code: 'load/empty-inventory' }]);
    project.write({ 'headwater.yaml': 'commit: false\nallowEmpty: true\nmaxDeletions: 0\n' });
    expect(jsonOf(project, ['reconcile']).report.diagnostics).toMatchObject([
      { code: 'plan/max-deletions' },
      { code: 'plan/matched-nothing', severity: 'notice' },
    ]);
    project.write({ 'headwater.yaml': 'commit: false\nallowEmpty: true\nmaxDeletions: 100%\n' });
    expect(jsonOf(project, ['reconcile'])).toMatchObject({ status: 0, report: { counts: { deleted: 1 } } });
  });

  test('verbose, exitCode, format and base', () => {
    const project = aProject({
      ...FILES,
      'headwater.yaml': 'verbose: true\nexitCode: true\nformat: json\nbase: former\n',
      'former/deny.yaml': DENY_ALL.replace('kind: NetworkPolicy', 'kind: ResourceQuota'),
    });
    expect(cli(project.root, ['diff']).status).toBe(3);
    const { status, stdout } = cli(project.root, ['validate']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'ValidateReport',
      diagnostics: [{ code: 'policy/warned-change' }],
    });
    expect(cli(project.root, ['diff', '--format', 'text', '--no-exit-code']).status).toBe(0);
  });
});

describe('what is wrong in the file is told at its line, exit 2, and nothing is written', () => {
  const wrong: readonly { name: string; text: string; line: number; column?: number; field?: string }[] = [
    { name: 'an unknown key', text: 'output: made\n\nclusterstate: x\n', line: 3, field: 'clusterstate' },
    { name: 'a flag with dashes', text: 'cluster-state: x\n', line: 1 },
    { name: 'a wrong type', text: '# here\ncommit: "no"\n', line: 2, field: 'commit' },
    { name: 'a wrong choice', text: 'output: made\nlifecycle: sometimes\n', line: 2 },
    {
      name: 'an unknown key of author',
      text: 'author:\n  name: A\n  mail: a@example\n',
      line: 3,
      field: 'author.mail',
    },
    {
      name: 'a limit of the wrong type',
      text: 'limits:\n  foreachElements: many\n',
      line: 2,
      field: 'limits.foreachElements',
    },
    {
      name: 'a limit of context of the wrong type',
      text: 'limits:\n  contextBytes: 2Mi\n',
      line: 2,
      field: 'limits.contextBytes',
    },
    {
      name: 'a host with a scheme',
      text: 'output: made\nallowHttp: [api.example.org, "https://api.example.org"]\n',
      line: 2,
    },
    { name: 'broken YAML', text: 'output: [\n', line: 2 },
  ];

  test.each(wrong)('$name', ({ text, line }) => {
    const project = aProject({ ...FILES, 'headwater.yaml': text });
    const before = project.files('.');
    const { status, report } = jsonOf(project, ['reconcile', '--no-commit']);
    expect(status).toBe(2);
    expect(report.diagnostics).toHaveLength(1);
    expect(report.diagnostics[0]).toMatchObject({ severity: 'error', file: 'headwater.yaml', line });
    expect(project.files('.')).toEqual(before);
  });
});

describe('push: true in the file', () => {
  const PUSHING = { ...FILES, 'headwater.yaml': 'push: true\n' };

  test.each([
    ['is turned off by --no-push', ['--no-push', '--no-commit']],
    ['is turned off by --no-commit', ['--no-commit']],
  ])('%s', (_, args) => {
    const project = aProject(PUSHING);
    const { status, report } = jsonOf(project, ['reconcile', ...args]);
    expect({ status, diagnostics: report.diagnostics }).toEqual({ status: 0, diagnostics: [] });
    expect(Object.keys(project.manifests())).toEqual([MANIFEST]);
  });

  test.each([
    ['--no-commit', '--push'],
    ['--no-commit', '--branch', 'main'],
    ['--no-commit', '--pull-request', 'github', '--branch', 'a', '--base', 'main'],
  ])('is no way around what two flags contradict: %s %s', (...args) => {
    const { status, report } = jsonOf(aProject(PUSHING), ['reconcile', ...args]);
    expect(status).toBe(2);
    expect(report.diagnostics).toMatchObject([{ code: 'cli/usage' }]);
  });
});
