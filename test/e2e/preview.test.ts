// A pull request on the worked example, seen by the built program: what it changes, in every face, without a byte of the work tree touched.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/index.ts';
import { HAS_GIT, NEEDS_GIT } from '../publish/git-sandbox.ts';
import { aFolder, cli, shell } from '../support/cli.ts';
import { commitAll, copyOfExample, ROOT } from '../support/example.ts';
import { filesBelow } from '../support/project.ts';

const CHANGE = join(ROOT, 'docs', 'examples', 'preview', 'change.patch');

/** The example in a repository, with a branch that adds a namespace, edits a policy and takes a label away; not committed. */
function exampleWithChange(): string {
  const copy = copyOfExample('policies', 'cluster-state', 'output');
  commitAll(copy);
  const { status, stderr } = shell(copy, `git checkout -q -b reports && git apply '${CHANGE}'`);
  if (status !== 0) throw new Error(stderr);
  return copy;
}

function previewOf(folder: string, ...args: readonly string[]): Report & { preview: NonNullable<Report['preview']> } {
  const { status, stdout, stderr } = cli(folder, ['preview', '--json', '-', ...args]);
  expect(status, stderr + stdout).toBe(0);
  const report = JSON.parse(stdout) as Report;
  return { ...report, preview: report.preview! };
}

describe.skipIf(!HAS_GIT)(`a pull request on the worked example${NEEDS_GIT}`, () => {
  test('adds, changes and removes what it says', () => {
    const copy = exampleWithChange();
    const { preview, counts } = previewOf(copy);
    expect(counts).toMatchObject({ created: 10, updated: 4, deleted: 1, failed: 0 });
    expect(preview).toMatchObject({ computed: true, pending: 0, ownEdits: 0, stopped: false });
    expect(preview.head).toMatchObject({ workTree: true });
    const quota = preview.groups.find(({ kind, action }) => kind === 'ResourceQuota' && action === 'update')!;
    expect(quota.members.map(({ namespace }) => namespace)).toEqual(['payments', 'search', 'storefront']);
    expect(quota.diff).toContain('-    limits.memory: 32Gi\n+    limits.memory: 48Gi\n');
    expect(quota.at).toMatchObject({ file: 'policies/quota-and-limits.yaml' });
    const [removed] = preview.groups;
    expect(removed).toMatchObject({ action: 'delete', kind: 'NetworkPolicy', reason: 'trigger-unmatched' });
    expect(removed!.why).toContain('rollout.example.com/allow-dns');
    expect(preview.risks[0]).toMatchObject({ level: 'blocker', code: 'network-policy-removed', groups: [0] });
    expect(preview.risks.map(({ code }) => code)).toContain('rbac-subject');
  });

  test('is shown by text, comment and page with the same counts', () => {
    const copy = exampleWithChange();
    const faces = aFolder();
    const files = ['--markdown', join(faces, 'a.md'), '--html', join(faces, 'a.html')];
    const { status, stdout, stderr } = cli(copy, ['preview', ...files]);
    expect(status, stderr).toBe(0);
    const { 'a.md': markdown = '', 'a.html': page = '' } = filesBelow(faces);
    expect(stdout).toContain('+10 added  ~4 changed  -1 removed');
    expect(markdown).toContain('**+10 added · 4 changed · −1 removed**');
    expect(page).toContain('<!doctype html>');
    for (const face of [stdout, markdown, page]) expect(face).toContain('quota-and-limits');
  });

  test('touches nothing', () => {
    const copy = exampleWithChange();
    const before = filesBelow(copy);
    const { status } = cli(copy, ['preview', '--format', 'json']);
    expect(status).toBe(0);
    expect(filesBelow(copy)).toEqual(before);
  });

  test('--exit-code and --fail-on', () => {
    const copy = exampleWithChange();
    expect(cli(copy, ['preview', '--exit-code']).status).toBe(3);
    expect(cli(copy, ['preview', '--fail-on', 'blockers']).status).toBe(1);
    expect(cli(copy, ['preview', '--head', 'main', '--exit-code']).status).toBe(0);
  });

  test.each(['..', '-x', '--upload-pack=touch x', 'a..b', 'a\u0007b', 'main^{/x}', ''])(
    'refuses the reference %j',
    (reference) => {
      const copy = exampleWithChange();
      const { status, stdout, stderr } = cli(copy, ['preview', `--base=${reference}`]);
      expect(status, stdout + stderr).toBe(2);
      expect(stdout + stderr).not.toContain('bug in Headwater');
    },
  );

  test('a head that does not parse: the page has the errors, exit 2', () => {
    const copy = exampleWithChange();
    writeFileSync(join(copy, 'policies', 'broken.yaml'), 'apiVersion: kyverno.io/v1\nkind: "ClusterPolicy\n');
    const { status, stdout } = cli(copy, ['preview', '--html', 'page.html', '--markdown', 'page.md']);
    expect(status).toBe(2);
    for (const shown of [
      stdout,
      readFileSync(join(copy, 'page.html'), 'utf8'),
      readFileSync(join(copy, 'page.md'), 'utf8'),
    ]) {
      expect(shown).toContain('policies/broken.yaml');
    }
  });

  test('histories without a common commit: what to fetch, exit 2', () => {
    const copy = exampleWithChange();
    shell(copy, 'git checkout -q --orphan other && git -c user.name=U -c user.email=u@example.com commit -qam other');
    const { status, stdout } = cli(copy, ['preview', '--base', 'main']);
    expect(status).toBe(2);
    expect(stdout).toContain('load/no-common-history');
  });
});

/** Two hundred tenants, and a policy that writes the namespace's name into the object too. */
function tenants(folder: string, memory: string): void {
  const namespaces = Array.from({ length: 200 }, (_, index) => `team-${String(index).padStart(3, '0')}`);
  mkdirSync(join(folder, 'cluster-state'), { recursive: true });
  mkdirSync(join(folder, 'policies'), { recursive: true });
  const documents = namespaces.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`);
  writeFileSync(join(folder, 'cluster-state', 'namespaces.yaml'), documents.join('---\n'));
  writeFileSync(
    join(folder, 'policies', 'quota.yaml'),
    `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: quota
spec:
  rules:
    - name: quota
      match: {any: [{resources: {kinds: [Namespace]}}]}
      generate:
        synchronize: true
        apiVersion: v1
        kind: ResourceQuota
        name: "{{ request.object.metadata.name }}-quota"
        namespace: "{{ request.object.metadata.name }}"
        data:
          metadata: {labels: {team: "{{ request.object.metadata.name }}"}}
          spec: {hard: {limits.memory: ${memory}}}
`,
  );
}

describe.skipIf(!HAS_GIT)(`a policy edit over 200 namespaces${NEEDS_GIT}`, () => {
  test('is one entry', () => {
    const folder = aFolder();
    tenants(folder, '8Gi');
    expect(cli(folder, ['reconcile', '--no-commit']).status).toBe(0);
    commitAll(folder);
    tenants(folder, '16Gi');
    const { preview, counts } = previewOf(folder);
    expect(counts.updated).toBe(200);
    expect(preview.namespaces).toBe(200);
    expect(preview.groups).toHaveLength(1);
    expect(preview.groups[0]).toMatchObject({ name: '‹namespace›-quota', added: 1, removed: 1 });
    expect(preview.groups[0]!.members).toHaveLength(200);
  });

  test('but what is merely pending does not show', () => {
    const folder = aFolder();
    tenants(folder, '8Gi');
    commitAll(folder);
    writeFileSync(join(folder, 'README.md'), 'Nothing of ours.\n');
    const { preview, counts } = previewOf(folder);
    expect(counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    expect(preview).toMatchObject({ pending: 200, groups: [] });
  });
});

describe.skipIf(!HAS_GIT)(`a pull request from a fork${NEEDS_GIT}`, () => {
  test('shows no value of a Secret, reads no key, asks nobody, and does not fail', () => {
    const copy = aFolder();
    cpSync(join(ROOT, 'docs', 'examples', 'secrets'), copy, { recursive: true });
    expect(cli(copy, ['reconcile', '--no-commit', '--secrets', 'plain']).status).toBe(0);
    commitAll(copy);
    shell(
      copy,
      "git checkout -q -b theirs && sed -i 's/bm90LWEtcmVhbC1wYXNzd29yZA==/YW5vdGhlci1wYXNzd29yZA==/' cluster-state/*.yaml",
    );
    const event = {
      number: 7,
      pull_request: { number: 7, base: { repo: { full_name: 'o/r' } }, head: { repo: { full_name: 'f/r' } } },
    };
    const around = aFolder();
    writeFileSync(join(around, 'event.json'), JSON.stringify(event));
    writeFileSync(join(around, 'summary.md'), '');
    const env = {
      ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REPOSITORY: 'o/r' },
      ...{ GITHUB_EVENT_PATH: join(around, 'event.json'), GITHUB_STEP_SUMMARY: join(around, 'summary.md') },
      ...{ SOPS_AGE_KEY: 'AGE-SECRET-KEY-NOT-REAL', SOPS_AGE_KEY_FILE: join(around, 'no-such-key') },
    };
    const args = ['preview', '--base', 'main', '--secrets', 'plain', '--comment', 'github'];
    const { status, stdout, stderr } = cli(copy, [...args, '--html', join(around, 'a.html')], { env });
    expect(status, stdout + stderr).toBe(0);
    const everything = [stdout, stderr, ...Object.values(filesBelow(around))].join('\n');
    expect(everything).toContain('‹secret');
    expect(filesBelow(around)['summary.md']).toContain('Secret');
    for (const value of ['another-password', 'YW5vdGhlci1wYXNzd29yZA==', 'not-a-real-password', 'AGE-SECRET-KEY'])
      expect(everything.includes(value), value).toBe(false);
  });
});
