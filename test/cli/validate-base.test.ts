// The built program: `validate --base` with folders and references, its exit statuses and both forms of output.
import * as fs from 'node:fs';
import { join } from 'node:path';
import git from 'isomorphic-git';
import { beforeEach, describe, expect, test } from 'vitest';
import { aFolder, cli } from '../support/cli.ts';
import { filesBelow, projectIn, type Project } from '../support/project.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const PERSON = { name: 'User', email: 'user@example' };

const RENAMED = DENY_ALL.replace('name: deny-all\n      namespace', 'name: other\n      namespace');
const REFUSED = DENY_ALL.replace('kinds: [Namespace]', 'kinds: [Namespace]\n          names: [a]');

let project: Project;

/** A repository with reconciled output, everything committed. */
beforeEach(async () => {
  const root = aFolder();
  project = projectIn(root, {
    'policies/p.yaml': DENY_ALL,
    'cluster-state/all.yaml': ['a', 'b', 'c'].map((name) => namespaceText(name)).join('---\n'),
  });
  expect(cli(root, ['reconcile', '--no-commit']).status).toBe(0);
  await git.init({ fs, dir: root, defaultBranch: 'main' });
  await git.add({ fs, dir: root, filepath: '.' });
  await git.commit({ fs, dir: root, message: 'm', author: PERSON });
});

function json(...args: readonly string[]) {
  const { status, stdout } = cli(project.root, ['validate', '--format', 'json', ...args]);
  const report = JSON.parse(stdout) as {
    readonly edits?: readonly Record<string, unknown>[];
    readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
  };
  expect(misfits(report, REPORT_SCHEMA)).toEqual([]);
  return { status, ...report };
}

describe('validate --base REF', () => {
  test('exits 0 without edits and with edits that are warned about, and writes nothing', () => {
    expect(json('--base', 'main')).toMatchObject({ status: 0, edits: [], diagnostics: [] });
    project.write({ 'policies/p.yaml': RENAMED });
    const before = filesBelow(project.root);
    const { status, edits } = json('--base', 'main');
    expect(status).toBe(0);
    expect(edits).toMatchObject([
      {
        ...{
          policy: 'default-deny',
          rule: 'deny-all',
          outcome: 'warned',
          change: 'changed',
          fields: ['generate.name'],
        },
        warning: 'no synchronization will be performed to the old target resource upon policy updates',
        effects: { created: 3, deleted: 3, updated: 0, unchanged: 0 },
      },
    ]);
    expect(filesBelow(project.root)).toEqual(before);
  });

  test('exits 1 with an edit that is refused', () => {
    project.write({ 'policies/p.yaml': REFUSED });
    expect(json('--base', 'HEAD')).toMatchObject({
      status: 1,
      edits: [{ outcome: 'refused', fields: ['match'], effects: { deleted: 2, unchanged: 1 } }],
    });
  });

  test('shows edits and effects as text', () => {
    project.write({ 'policies/p.yaml': RENAMED });
    const { stdout } = cli(project.root, ['validate', '--base', 'HEAD']);
    expect(stdout).toContain('warned    default-deny/deny-all  changes generate.name\n');
    expect(stdout).toContain('3 downstreams would be deleted');
    expect(stdout).toContain('e.g. output/a/networkpolicy.networking.k8s.io_deny-all.yaml\n');
  });

  test('takes a folder first where both are there', async () => {
    project.write({ 'main/p.yaml': RENAMED });
    expect(json('--base', 'main').edits).toMatchObject([{ outcome: 'warned' }]);
    expect(json('--base', 'refs/heads/main').edits).toEqual([]);
    await git.branch({ fs, dir: project.root, ref: 'other' });
    expect(json('--base', 'other').edits).toEqual([]);
  });

  test('takes every policy for new where the folder is new, with a notice', () => {
    project.write({ 'more/q.yaml': DENY_ALL.replace('name: default-deny', 'name: more') });
    const { status, edits, diagnostics } = json('--base', 'main', '--policies', 'policies', '--policies', 'more');
    expect(status).toBe(0);
    expect(edits).toMatchObject([{ policy: 'more', outcome: 'new' }]);
    expect(diagnostics.map(({ code }) => code)).toContain('load/not-at-reference');
  });

  test('exits 2 where the base is neither a folder nor a reference', () => {
    const { status, edits, diagnostics } = json('--base', 'nowhere');
    expect(status).toBe(2);
    expect(edits).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['cli/usage']);
    expect(diagnostics[0]!.message).toContain('--base nowhere is neither a folder nor a Git reference');
  });

  test('exits 2 with a reference where the policies are in no repository', () => {
    fs.rmSync(join(project.root, '.git'), { recursive: true });
    const { status, diagnostics } = json('--base', 'main');
    expect(status).toBe(2);
    expect(diagnostics[0]!.message).toContain('policies lies in no Git repository');
  });

  test('reads a reference from headwater.yaml, also of another folder', () => {
    project.write({
      'policies/p.yaml': RENAMED,
      'ci/headwater.yaml': 'base: main\npolicies: ../policies\nclusterState: ../cluster-state\noutput: ../output\n',
    });
    expect(json('--config', 'ci/headwater.yaml').edits).toMatchObject([{ outcome: 'warned', effects: { deleted: 3 } }]);
  });

  test('works without the inventory and without the output', () => {
    project.write({ 'policies/p.yaml': RENAMED });
    project.remove('cluster-state');
    const { status, edits, diagnostics } = json('--base', 'main');
    expect(status).toBe(0);
    expect(edits![0]).not.toHaveProperty('effects');
    expect(diagnostics.map(({ code }) => code)).toContain('policy/effects-unknown');
    project.remove('output');
    expect(json('--base', 'main').status).toBe(0);
  });
});
