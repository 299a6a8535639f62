// Who gets the token: the program where it asks GitHub for something, and nobody else.
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readInputs } from '../../src/action/inputs.ts';
import { programEnv } from '../../src/action/run-action.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import { buildReport } from '../../src/report/index.ts';
import { aProject } from '../support/project.ts';

const TOKEN = 'ghs_secret';

/** The token that the program of these inputs sees. */
function tokenOf(inputs: Readonly<Record<string, string>>, configuration?: string): string | undefined {
  const project = aProject(configuration === undefined ? {} : { 'headwater.yaml': configuration });
  const before = process.cwd();
  process.chdir(project.root);
  onTestFinished(() => process.chdir(before));
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const);
  const env = { GITHUB_TOKEN: TOKEN, GH_TOKEN: TOKEN, INPUT_TOKEN: TOKEN, ...Object.fromEntries(given) };
  const seen = programEnv(env, readInputs(env), project.root);
  expect(Object.keys(seen).filter((name) => name.startsWith('INPUT_') || name === 'GH_TOKEN')).toEqual([]);
  return seen['GITHUB_TOKEN'];
}

describe('the program has it', () => {
  test.each<[string, Readonly<Record<string, string>>, string?]>([
    ['to comment', { comment: 'true' }],
    ['for a pull request', { command: 'reconcile', 'pull-request': 'github', branch: 'b', base: 'main' }],
    ['to commit through the API', { command: 'reconcile', push: 'true', 'push-via': 'github' }],
    ['where further arguments say so', { command: 'reconcile', args: '--pull-request\ngithub\n--branch=b' }],
    ['where the file says so', { command: 'reconcile', push: 'true' }, 'pushVia: github\n'],
    ['where the file says all of it', { command: 'reconcile' }, 'push: true\npullRequest: github\nbranch: b\n'],
    [
      'where the file has another name',
      { command: 'reconcile', push: 'true', config: 'headwater.yaml' },
      'pushVia: github\n',
    ],
  ])('%s', (_, inputs, configuration) => expect(tokenOf(inputs, configuration)).toBe(TOKEN));
});

describe('it does not', () => {
  test.each<[string, Readonly<Record<string, string>>, string?]>([
    ['to reconcile', { command: 'reconcile' }],
    ['to push with git', { command: 'reconcile', push: 'true', branch: 'b' }],
    ['where nothing is pushed', { command: 'reconcile', 'push-via': 'github' }, 'pullRequest: github\n'],
    ['where the input says otherwise', { command: 'reconcile', push: 'true', 'push-via': 'git' }, 'pushVia: github\n'],
    ['for GitLab', { command: 'reconcile', 'pull-request': 'gitlab', branch: 'b' }],
    ['for other commands', { command: 'diff', push: 'true', 'push-via': 'github' }],
    ['for a preview without a comment', { comment: 'false', 'pull-request': 'github' }],
    ['for a file that cannot be read', { command: 'reconcile' }, 'push: [\n'],
  ])('%s', (_, inputs, configuration) => expect(tokenOf(inputs, configuration)).toBeUndefined());
});

test('the address of the pull request is an output', () => {
  const pullRequest = { address: 'https://github.com/o/r/pull/7', number: 7, opened: true };
  const report = buildReport({ kind: 'ReconcileReport', version: '1', cluster: '', diagnostics: [], pullRequest });
  expect(outputsOf(report, {})).toMatchObject({ 'pull-request': pullRequest.address, commit: '' });
});
