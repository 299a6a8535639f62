// The built program in the two jobs of a pull request from a fork: one computes without rights, the other posts without believing.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { CLI, plainEnv, type Ran } from '../support/cli.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { A_TOKEN, aGitHub, type GitHub } from '../support/github-service.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

/** Runs the program beside a server of this process. */
function run(
  project: GitProject,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: project.root, env: plainEnv(env) });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(input);
  });
}

interface TwoJobs {
  readonly project: GitProject;
  readonly github: GitHub;
  readonly head: string;
  readonly event: (name: string, content: unknown) => Readonly<Record<string, string>>;
}

async function twoJobs(state = {}): Promise<TwoJobs> {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-a\n';
  const project = aGitProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespace });
  await project.reconcile();
  project.commit('reconcile');
  project.branch('change');
  project.write({ 'policies/deny.yaml': DENY_ALL.replace('[Ingress]', '[Ingress, Egress]') });
  project.commit('change');
  const head = project.git('rev-parse', 'HEAD').trim();
  const github = await aGitHub({ pull: { number: 7, state: 'open', sha: head }, ...state });
  const event = (name: string, content: unknown): Readonly<Record<string, string>> => {
    const path = join(project.root, '.git', 'event.json');
    writeFileSync(path, JSON.stringify(content));
    const summary = join(project.root, '.git', 'summary.md');
    return { ...github.env, GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, GITHUB_STEP_SUMMARY: summary };
  };
  return { project, github, head, event };
}

describe.skipIf(!HAS_GIT)(`two jobs${NEEDS_GIT}`, () => {
  test("the fork's job may not comment and says so; the other posts its report", async () => {
    const { project, github, head, event } = await twoJobs({ mayWrite: false });
    const summary = join(project.root, '.git', 'summary.md');
    const report = join(project.root, '.git', 'preview.json');
    const forkEnv = { ...event('pull_request_target', { number: 7 }), GITHUB_ACTIONS: '' };
    const computed = await run(
      project,
      ['preview', '--base', 'main', '--json', report, '--comment', 'github'],
      forkEnv,
    );
    expect(computed).toMatchObject({ status: 0, stderr: '' });
    expect(computed.stdout).toContain('The comment may not be written here, it stands in the job summary');
    expect(readFileSync(summary, 'utf8')).toContain('**1 changed**');
    expect(github.state.comments).toEqual([]);

    github.state.mayWrite = true;
    const given = readFileSync(report, 'utf8').replace('"groups"', '"pullRequest": 7, "groups"');
    const later = event('workflow_run', { workflow_run: { head_sha: head } });
    const posted = await run(project, ['preview', '--from', '-', '--comment', 'github'], later, given);
    expect(posted).toMatchObject({ status: 0, stderr: '' });
    expect(github.state.comments[0]?.body).toContain('**1 changed**');
    expect(`${computed.stdout}${posted.stdout}`).not.toContain(A_TOKEN);
  });

  test('a report of an earlier push is refused', async () => {
    const { project, github, event } = await twoJobs();
    const report = join(project.root, '.git', 'preview.json');
    await run(project, ['preview', '--base', 'main', '--json', report], {});
    const given = readFileSync(report, 'utf8').replace('"groups"', '"pullRequest": 7, "groups"');
    github.state.pull.sha = '0'.repeat(40);
    const html = join(project.root, '.git', 'page.html');
    const args = ['preview', '--from', '-', '--comment', 'github', '--html', html];
    const posted = await run(project, args, event('workflow_run', {}), given);
    expect(posted.status).toBe(2);
    expect(posted.stdout).toContain('nothing is posted');
    expect(github.writes()).toEqual([]);
    expect(existsSync(html)).toBe(false);
  });
});
