// A preview by the built program: what only shows with real paths, standard input and an environment.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/index.ts';
import { cli } from '../support/cli.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n';
const EGRESS = DENY_ALL.replace('[Ingress]', '[Ingress, Egress]');

function previewIn(folder: string, args: readonly string[] = [], around: Parameters<typeof cli>[2] = {}): Report {
  const { stdout, stderr } = cli(folder, ['preview', '--base', 'main', '--json', '-', ...args], around);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

const changed = ({ changes }: Report): readonly string[] =>
  changes.map(({ action, reason, resource }) => `${action} ${resource.namespace}: ${reason}`);

describe.skipIf(!HAS_GIT)(`the program${NEEDS_GIT}`, () => {
  test('reads an inventory on standard input once, for both states', () => {
    const project = aGitProject({ 'policies/deny.yaml': DENY_ALL });
    const inventory = ['--cluster-state', '-'];
    expect(cli(project.root, ['reconcile', '--no-commit', ...inventory], { input: NAMESPACE }).status).toBe(0);
    project.commit();
    project.write({ 'policies/deny.yaml': EGRESS });
    expect(changed(previewIn(project.root, inventory, { input: NAMESPACE }))).toEqual(['update a: rule-changed']);
  });

  test('works from a folder of the repository, with a configuration of each state, and without the git program', () => {
    const project = aGitProject({
      'policies/deny.yaml': DENY_ALL,
      'cluster-state/a.yaml': NAMESPACE,
      'tools/prod/headwater.yaml': 'policies: ../../policies\nclusterState: ../../cluster-state\noutput: ../../prod\n',
    });
    const folder = join(project.root, 'tools');
    const config = ['--config', 'prod/headwater.yaml'];
    expect(cli(folder, ['reconcile', '--no-commit', ...config]).status).toBe(0);
    project.commit();
    project.git('mv', 'policies', 'rules');
    project.write({
      'rules/deny.yaml': EGRESS,
      'tools/prod/headwater.yaml': 'policies: ../../rules\nclusterState: ../../cluster-state\noutput: ../../prod\n',
    });
    for (const env of [{}, { PATH: join(project.home, 'nothing') }]) {
      const report = previewIn(folder, config, { env });
      expect(changed(report)).toEqual(['update a: rule-changed']);
      expect(report.preview).toMatchObject({ output: 'prod', ownEdits: 0 });
    }
  });

  test.each([
    ['a setting that is none', 'polices: [rules]\n', 'polices is no setting of Headwater'],
    ['a file that cannot be parsed', ': : [\n', 'deficient indentation'],
  ])('shows %s of the work tree in every form that was asked for', (_, configuration, message) => {
    const project = aGitProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': NAMESPACE });
    project.write({ 'headwater.yaml': configuration });
    const files = ['html', 'markdown', 'sarif-file'].map((name) => join(project.home, name));
    const faces = ['--html', '--markdown', '--sarif-file'].flatMap((flag, at) => [flag, files[at] ?? '']);
    const { status, stdout } = cli(project.root, ['preview', '--json', '-', ...faces]);
    expect(status).toBe(2);
    const report = JSON.parse(stdout) as Report;
    const commit = project.id('HEAD');
    expect(report.preview).toMatchObject({ computed: false, groups: [], base: { commit }, head: { commit } });
    expect(report.diagnostics.map((one) => one.message)).toEqual([message]);
    for (const file of files) expect(readFileSync(file, 'utf8')).toContain(message);
  });

  test('answers in JSON to arguments that it does not take, where JSON was asked for', () => {
    const project = aGitProject();
    for (const args of [['--json', '-'], ['--json=-'], ['--format', 'json']]) {
      const { status, stdout } = cli(project.root, ['preview', '--bogus', ...args]);
      expect(status).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'Preview', diagnostics: [{ code: 'cli/usage' }] });
    }
  });

  test('names files of the head as they are, and those of the base with its name', () => {
    const project = aGitProject({ 'policies/deny.yaml': 'kind: [\n', 'cluster-state/a.yaml': NAMESPACE });
    project.branch('change');
    project.write({ 'policies/deny.yaml': DENY_ALL, 'policies/more.yaml': 'kind: [\n' });
    const { diagnostics } = previewIn(project.root);
    expect(diagnostics.map(({ code, file }) => [code, file])).toContainEqual(['load/syntax', 'policies/more.yaml']);
    const told = diagnostics.find(({ code }) => code === 'preview/base-unusable');
    expect(told?.message).toContain('main:policies/deny.yaml:');
    expect(told?.file).toBeUndefined();
  });
});
