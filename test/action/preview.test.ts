// The action's preview on a pull request, as the runner starts it: merge commit, event and files.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runAction, type ActionRan } from '../support/action.ts';
import { shell } from '../support/cli.ts';
import { aProject } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const HOSTILE = ['::set-output name=changed::forged', '::error::forged', '%0A::warning::forged', '##[error]forged'];
const BROKEN = [
  'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata:\n  name: |-\n    x\n',
  ...HOSTILE.map((line) => `    ${line}\n`),
  'spec: {rules: 5}\n',
].join('');

/** A repository on the merge commit of a pull request that adds a rule's field, with hostile text around it. */
function onPullRequest(changed: Readonly<Record<string, string>>) {
  const project = aProject({
    'policies/deny.yaml': DENY_ALL,
    'cluster-state/a.yaml': namespaceText('team-a'),
    'cluster-state/b.yaml': namespaceText('team-b'),
  });
  const git = (line: string) => shell(project.root, line).stdout.trim();
  const user = 'git -c user.name=U -c user.email=u@example.com';
  git(`git init -q -b main && git add . && ${user} commit -qm base && git checkout -qb change`);
  project.write(changed);
  git(
    `git add . && ${user} commit -qm change && git checkout -q --detach main && ${user} merge -q --no-ff change -m merge`,
  );
  const [merge, base, head] = ['HEAD', 'main', 'change'].map((name) => git(`git rev-parse ${name}`));
  const side = (ref: string, sha: string | undefined) => ({ ref, sha, repo: { full_name: 'o/r', fork: false } });
  const event = (fork: boolean) => ({
    number: 7,
    pull_request: {
      number: 7,
      base: side('main', base),
      head: { ...side('change', head), repo: { full_name: fork ? 'else/r' : 'o/r', fork } },
    },
    repository: { full_name: 'o/r', default_branch: 'main' },
  });
  return {
    project,
    run: (inputs: Readonly<Record<string, string>>, fork = false): ActionRan =>
      runAction({
        workspace: project.root,
        inputs,
        event: { name: 'pull_request', payload: event(fork) },
        env: {
          GITHUB_REPOSITORY: 'o/r',
          GITHUB_SHA: merge ?? '',
          GITHUB_REF: 'refs/pull/7/merge',
          GITHUB_BASE_REF: 'main',
          GITHUB_HEAD_REF: 'change',
          // Nobody answers there: a test that asks fails.
          GITHUB_API_URL: 'http://127.0.0.1:9',
          GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
        },
      }),
  };
}

const EDITED = {
  'policies/deny.yaml': DENY_ALL.replace(
    '      data:\n',
    `      data:\n        note: |\n${HOSTILE.map((line) => `          ${line}\n`).join('')}`,
  ),
};
// `preview` is built beside the action: these run as soon as the program has it.
describe('preview on a pull request', () => {
  test('counts, keeps page and report, and fills the summary', () => {
    const { run } = onPullRequest(EDITED);
    const { status, outputs, summary, commands, stdout } = run({ comment: 'false' });
    expect(status, stdout).toBe(0);
    expect(outputs).toMatchObject({ changed: 'true', added: '0', updated: '2', removed: '0', failed: '0', commit: '' });
    expect(readFileSync(outputs['html-file']!, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(readFileSync(outputs['json-file']!, 'utf8'))).toMatchObject({ kind: 'Preview' });
    expect(readFileSync(outputs['sarif-file']!, 'utf8')).toContain('"version": "2.1.0"');
    expect(summary).toContain('deny-all');
    for (const line of commands)
      expect(line).toMatch(/^::(error|warning|notice) (file=[^:,]*,line=\d+,col=\d+,)?title=/);
  });

  test('takes nothing of a policy for a command', () => {
    const { run } = onPullRequest({ ...EDITED, 'policies/broken.yaml': BROKEN });
    const { commands, outputs, quoted } = run({ comment: 'false' });
    expect(quoted.join('\n')).toContain('forged');
    expect(outputs['changed']).not.toBe('forged');
    for (const line of commands)
      expect(line).toMatch(/^::(error|warning|notice) (file=[^:,]*,line=\d+,col=\d+,)?title=/);
  });

  test('of a fork, without a token, puts the preview into the summary once, and does not fail', () => {
    const { run } = onPullRequest(EDITED);
    const { status, summary, stdout } = run({ token: '' }, true);
    expect(status, stdout).toBe(0);
    expect(summary.match(/^## Headwater preview/gm)).toHaveLength(1);
    expect(summary).toContain('deny-all');
  });

  test('refuses a value that a flag does not have', () => {
    const { run } = onPullRequest({ 'policies/broken.yaml': BROKEN });
    expect(run({ comment: 'false', 'fail-on': 'nonsense' })).toMatchObject({ status: 2 });
  });

  test('does not annotate what another job reported', () => {
    const { run, project } = onPullRequest({ ...EDITED, 'policies/broken.yaml': BROKEN });
    const first = run({ comment: 'false' });
    const file = join(project.root, 'report.json');
    writeFileSync(file, readFileSync(first.outputs['json-file']!));
    const second = run({ comment: 'false', from: file });
    expect(second.commands.filter((line) => line.includes('file='))).toEqual([]);
    expect(second.summary).toContain('deny-all');
  });
});
