// The action as the runner starts it. What policies hold is hostile: nothing of it may be taken for a command, an output or Markdown.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runAction } from '../support/action.ts';
import { aFolder, plainEnv, shell } from '../support/cli.ts';
import { commitAll } from '../support/example.ts';
import { aProject } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const FILES = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };

/** In block scalars a line break comes through whole. */
const HOSTILE = [
  'apiVersion: kyverno.io/v1',
  'kind: ClusterPolicy',
  'metadata:',
  '  name: |-',
  '    x',
  '    ::set-output name=changed::forged',
  '    ::error::forged',
  '    ##[error]forged',
  '    %0A::warning::forged',
  '    ```',
  '    <img src=x>',
  'spec: {rules: 5}',
  '',
].join('\n');

const DATA = [
  '        note: |',
  '          ````',
  '          ::set-output name=changed::forged',
  '          ::add-mask::forged',
  '          ##[warning]forged',
  '          %0A::error::forged',
].join('\n');

const HOSTILE_DATA = DENY_ALL.replace('      data:\n', `      data:\n${DATA}\n`);

describe.each(['validate', 'diff', 'reconcile'])('%s with hostile policies', (command) => {
  const run = () => {
    const project = aProject({ ...FILES, 'policies/hostile.yaml': HOSTILE });
    return runAction({
      workspace: project.root,
      inputs: { command, ...(command === 'reconcile' && { commit: 'false' }) },
    });
  };

  test('gives only annotations of its own as commands', () => {
    const { status, commands, quoted, stderr } = run();
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(commands.length).toBeGreaterThan(0);
    for (const line of commands) {
      expect(line).toMatch(/^::(error|warning|notice) (file=[^:,]*,line=\d+,col=\d+,)?title=[^:,]*::/);
      expect(line).not.toContain('title=forged');
    }
    expect(quoted.join('\n')).toContain('forged');
  });

  test('sets its own outputs only', () => {
    const { outputs } = run();
    expect(outputs).toMatchObject({ changed: command === 'validate' ? 'false' : 'true', commit: '' });
    expect(Object.keys(outputs)).toHaveLength(11);
    expect(Number(outputs['failed'])).toBeGreaterThan(0);
    expect(readFileSync(outputs['sarif-file']!, 'utf8')).toContain('"version": "2.1.0"');
    expect(JSON.parse(readFileSync(outputs['json-file']!, 'utf8'))).toMatchObject({ apiVersion: 'headwater.dev/v1' });
  });

  test('keeps the summary in fences', () => {
    const { summary } = run();
    const [fence = ''] = /^`{3,}/m.exec(summary) ?? [];
    const outside = summary.split(new RegExp(`^${fence}[a-z]*$`, 'm')).filter((_, index) => index % 2 === 0);
    expect(summary).toContain(`### headwater ${command}`);
    expect(outside.join('')).not.toContain('forged');
    expect(outside.join('')).not.toContain('<img');
  });
});

test('a difference with commands in it stands between stop-commands, and in a file', async () => {
  const project = aProject({ ...FILES, 'policies/deny.yaml': HOSTILE_DATA });
  await project.reconcile();
  // Now the commands are lines of context, which begin with blanks: the runner would take them.
  project.write({
    'policies/deny.yaml': HOSTILE_DATA.replace('      data:\n', '      data:\n        a: b\n        zz: b\n'),
  });
  const { status, commands, quoted, outputs, summary } = runAction({
    workspace: project.root,
    inputs: { command: 'diff' },
  });
  expect(status).toBe(0);
  expect(commands).toEqual([]);
  expect(quoted.some((line) => line.trim().startsWith('::set-output name=changed::forged'))).toBe(true);
  expect(outputs).toMatchObject({
    changed: 'true',
    added: '0',
    updated: '1',
    removed: '0',
    failed: '0',
    'html-file': '',
  });
  expect(readFileSync(outputs['diff-file']!, 'utf8')).toContain('::set-output name=changed');
  expect(summary).toContain('\n`````diff\n');
});

test('reconcile commits and tells the commit', () => {
  const project = aProject(FILES);
  commitAll(project.root);
  const { status, outputs } = runAction({ workspace: project.root, inputs: { command: 'reconcile' } });
  expect(status).toBe(0);
  expect(outputs).toMatchObject({ changed: 'true', added: '1' });
  expect(shell(project.root, 'git rev-parse HEAD').stdout.trim()).toBe(outputs['commit']);
});

test('test tells what failed, at its line', () => {
  const project = aProject();
  project.write({
    'kyverno-test.yaml':
      'apiVersion: cli.kyverno.io/v1alpha1\nkind: Test\nmetadata: {name: t}\npolicies: [policies/deny.yaml]\nresources: [cluster-state/a.yaml]\nresults:\n- {policy: default-deny, rule: deny-all, resources: [team-a], kind: Namespace, result: fail}\n',
    ...FILES,
  });
  const { status, commands, summary } = runAction({ workspace: project.root, inputs: { command: 'test' } });
  expect(status).toBe(1);
  expect(commands).toHaveLength(1);
  expect(commands[0]).toMatch(/^::error file=kyverno-test\.yaml,line=7,/);
  expect(summary).toContain('### headwater test: 0 passed, 1 failed');
});

test('several values are one a line, and a working directory is entered', () => {
  const project = aProject({ ...FILES, 'more/quota.yaml': DENY_ALL.replaceAll('deny', 'quota') });
  mkdirSync(join(project.root, '.git'));
  const { status, outputs } = runAction({
    workspace: join(project.root, '..'),
    inputs: {
      command: 'validate',
      policies: 'policies\n  more  \n\n',
      'working-directory': project.root.split('/').at(-1)!,
    },
  });
  expect(status).toBe(0);
  const { policies } = JSON.parse(readFileSync(outputs['json-file']!, 'utf8')) as { policies: readonly unknown[] };
  expect(policies).toHaveLength(2);
});

test('annotations name files as the repository does', () => {
  const project = aProject();
  mkdirSync(join(project.root, '.git'));
  project.write({ 'east/policies/broken.yaml': HOSTILE });
  const inputs = { command: 'validate', 'working-directory': 'east' };
  expect(runAction({ workspace: project.root, inputs }).commands[0]).toMatch(
    /^::error file=east\/policies\/broken\.yaml,/,
  );
});

describe('an input never becomes another flag', () => {
  test.each([
    { name: 'output', value: 'made --no-commit' },
    { name: 'output', value: '--allow-empty' },
    { name: 'cluster', value: '--format=text' },
    { name: 'policies', value: '--output=elsewhere' },
  ])('$name: $value', ({ name, value }) => {
    const project = aProject(FILES);
    const { outputs, status } = runAction({
      workspace: project.root,
      inputs: { command: 'reconcile', commit: 'false', [name]: value },
    });
    expect(status).toBe(name === 'policies' ? 2 : 0);
    const shown = name === 'output' ? value : 'output';
    expect(existsSync(join(project.root, shown))).toBe(name !== 'policies');
    expect(existsSync(join(project.root, 'elsewhere'))).toBe(false);
    expect(JSON.parse(readFileSync(outputs['json-file']!, 'utf8'))).toMatchObject({
      kind: 'ReconcileReport',
      cluster: name === 'cluster' ? value : '',
    });
  });
});

describe('unusable inputs end with 2 and an annotation, and nothing is written', () => {
  test.each<{ inputs: Record<string, string>; told: RegExp; event?: string }>([
    { inputs: { command: 'explain' }, told: /command must be one of/ },
    { inputs: { command: 'diff', 'allow-empty': 'yes' }, told: /allow-empty must be true or false/ },
    { inputs: { command: 'diff', output: 'a\n::error::forged' }, told: /output must be one line/ },
    { inputs: { command: 'diff', comment: 'true' }, told: /comment goes with preview/ },
    { inputs: { comment: 'gitlab' }, told: /comment must be true or false/ },
    { inputs: { command: 'diff', 'working-directory': 'nowhere' }, told: /nowhere is no folder/ },
    { inputs: {}, event: 'pull_request_target', told: /does not run on pull_request_target/ },
    { inputs: { command: 'diff', token: 'ghs_one\nghs_two' }, told: /token must be one line/ },
  ])('$inputs', ({ inputs, told, event }) => {
    const project = aProject(FILES);
    const before = project.files('.');
    const ran = runAction({
      workspace: project.root,
      inputs,
      ...(event && { event: { name: event, payload: {} } }),
    });
    expect(ran.status).toBe(2);
    expect(ran.stdout).toMatch(told);
    expect(ran.commands).toHaveLength(1);
    expect(ran.stdout).not.toContain('ghs_');
    expect(project.files('.')).toEqual(before);
  });

  test('so do arguments that the program does not take', () => {
    const project = aProject(FILES);
    const ran = runAction({ workspace: project.root, inputs: { command: 'validate', 'max-deletions': 'many' } });
    expect(ran.status).toBe(2);
    expect(ran.commands.join('\n')).toContain('--max-deletions many is neither');
    const other = runAction({ workspace: project.root, inputs: { command: 'validate', args: '--nonsense' } });
    expect(other).toMatchObject({ status: 2, outputs: { changed: 'false', failed: '1' } });
  });
});

test('the token is masked, and no program that is started has it', () => {
  const project = aProject(FILES);
  commitAll(project.root);
  // A git that notes what it is started with.
  const bin = aFolder();
  const seen = join(bin, 'seen');
  const git = shell(bin, 'command -v git').stdout.trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nenv >> '${seen}'\nexec '${git}' "$@"\n`, { mode: 0o755 });
  const { stdout, outputs } = runAction({
    workspace: project.root,
    inputs: { command: 'reconcile', token: 'ghs_100%secret' },
    env: { GITHUB_TOKEN: 'ghs_100%secret', PATH: `${bin}:${plainEnv()['PATH'] ?? ''}` },
  });
  expect(outputs['commit']).not.toBe('');
  expect(stdout).toMatch(/^::add-mask::ghs_100%25secret\n::stop-commands::/);
  expect(stdout.replace(/^.*\n/, '')).not.toContain('ghs_');
  expect(readFileSync(seen, 'utf8')).toContain('GITHUB_WORKSPACE=');
  expect(readFileSync(seen, 'utf8')).not.toContain('ghs_');
});

test('without the files of a runner it still runs', () => {
  const project = aProject(FILES);
  const env = { GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '', RUNNER_TEMP: '' };
  expect(runAction({ workspace: project.root, inputs: { command: 'validate' }, env }).status).toBe(0);
});
