// Runs that push, against a real server: two jobs that race, and clones as the runners of GitHub and GitLab leave them.
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aRemote } from '../support/fake-remote.ts';
import { HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { cloneAs, job, publish, refresh, runnerClone, serve, type Published } from '../support/published.ts';
import { push } from '../support/pushing.ts';
import type { Files } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const ROUNDS = 20;
const BOT = 'headwater[bot]';

/** Two jobs at once, again and again, and somebody who goes on adding namespaces meanwhile. */
async function race(published: Published, address: string, rounds: number): Promise<readonly number[]> {
  const jobs = [await cloneAs(published, 'one', address), await cloneAs(published, 'two', address)];
  const attempts: number[] = [];
  const pushed: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    published.edit({ [`cluster-state/${round}.yaml`]: namespaceText(`team-${round}`) });
    for (const clone of jobs) await refresh(clone);
    const running = jobs.map(async (clone) => {
      const { report, status } = await push(clone, undefined, { ports: { pause: (time) => wait(time / 50) } });
      expect({ status, diagnostics: report.diagnostics }).toEqual({ status: 0, diagnostics: [] });
      if (report.commit !== undefined) pushed.push(report.commit);
      attempts.push(report.push?.attempts ?? 0);
    });
    published.edit({ [`cluster-state/${round}-more.yaml`]: namespaceText(`more-${round}`) });
    await Promise.all(running);
  }
  const all = published.git('rev-list', 'main').split('\n');
  expect(pushed.filter((commit) => !all.includes(commit))).toEqual([]);
  return attempts;
}

/** Each commit of a run, computed again from its own inputs: nothing is to be changed, so manifests and ledger are of one run. */
async function expectWhole({ project, git }: Published, rounds: number): Promise<void> {
  project.git('fetch', '-q', 'origin');
  const commits = git('log', '--format=%H %an', 'main').trim().split('\n');
  const own = commits.filter((line) => line.endsWith(BOT)).map((line) => line.slice(0, 40));
  expect(own.length).toBeGreaterThan(rounds / 2);
  project.git('checkout', '-q', '-f', '-B', 'aside', 'origin/main');
  for (const commit of own) {
    const remote = aRemote(project, { tips: { check: commit } });
    const { report } = await push(project, remote, { push: { branch: 'check' } });
    expect(report).toMatchObject({ counts: { created: 0, updated: 0, deleted: 0, failed: 0 }, diagnostics: [] });
    expect(remote.calls).toEqual(['fetch check']);
  }
}

/** Every tip that the branch ever had is in the next one. */
function expectNothingForced({ git }: Published, rounds: number): void {
  const tips = git('reflog', 'show', '--format=%H', 'main').trim().split('\n').toReversed();
  expect(tips.length).toBeGreaterThan(2 * rounds);
  const parents = parentsByCommit(git('rev-list', '--parents', ...new Set(tips)));
  for (const [index, tip] of tips.entries()) {
    const next = tips[index + 1];
    if (next !== undefined) expect(reaches(next, tip, parents), `${tip} in ${next}`).toBe(true);
  }
}

function parentsByCommit(listing: string): ReadonlyMap<string, readonly string[]> {
  const lines = listing.trim().split('\n');
  return new Map(lines.map((line) => [line.slice(0, 40), line.split(' ').slice(1)]));
}

/** Tells whether one commit is in the history of another; all is read once, since a process for each pair takes long. */
function reaches(from: string, commit: string, parents: ReadonlyMap<string, readonly string[]>): boolean {
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === commit) return true;
    open.push(...(parents.get(next) ?? []));
  }
  return false;
}

describe.skipIf(!HAS_GIT)(`two jobs race on one branch${NEEDS_GIT}`, () => {
  test.each(['http', 'file'] as const)('over %s', { timeout: 300_000 }, async (way) => {
    const published = publish(FILES);
    const address = way === 'http' ? (await serve(published)).address : `file://${published.path}`;
    const attempts = await race(published, address, ROUNDS);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    await push(await cloneAs(published, 'last', address), undefined);
    const objects = published.git('ls-tree', '-r', '--name-only', 'main', 'cluster-state/').trim().split('\n');
    expect(objects).toHaveLength(2 * ROUNDS + 1);
    expect(published.manifests()).toHaveLength(objects.length);
    expectNothingForced(published, ROUNDS);
    await expectWhole(published, ROUNDS);
  });
});

describe.skipIf(!HAS_GIT)(`a clone as a runner leaves it${NEEDS_GIT}`, () => {
  const TOKEN = 'glcbt-correct-horse-battery';

  /** A server that wants to see the token, and lets somebody else push while the first push is on its way. */
  async function aForge(user: string): Promise<{ published: Published; address: string; requests: readonly string[] }> {
    const published = publish(FILES);
    for (const name of ['b', 'c']) published.edit({ [`cluster-state/${name}.yaml`]: namespaceText(`team-${name}`) });
    let isFirst = true;
    const service = await serve(published, {
      credentials: `${user}:${TOKEN}`,
      before: (request) => {
        if (isFirst && request.includes('service=git-receive-pack')) {
          isFirst = false;
          published.edit({ 'cluster-state/d.yaml': namespaceText('team-d') });
        }
        return undefined;
      },
    });
    return { published, address: service.address, requests: service.requests };
  }

  async function expectPushed(
    { published, clone }: { readonly published: Published; readonly clone: GitProject },
    env: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { status, report, stdout, stderr } = await job(clone, ['--push'], env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(report.push).toEqual({ remote: 'origin', branch: 'main', attempts: 2 });
    expect(published.tip()).toBe(report.commit);
    expect(published.manifests()).toHaveLength(4);
    expect(published.git('log', '-1', '--format=%an %cn', 'main').trim()).toBe(`${BOT} ${BOT}`);
    expect(clone.id('HEAD')).toBe(report.commit);
    expect(clone.git('status', '--porcelain')).toBe('');
    const said = [stdout, stderr, published.git('log', '-p', 'main')].join('\n');
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(btoa(TOKEN).slice(0, 20));
  }

  const onActions = (published: Published, address: string): readonly (readonly string[])[] => {
    const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
    const origin = new URL(address).origin;
    return [
      ['init', '-q', '.'],
      ['remote', 'add', 'origin', address],
      ['config', '--local', 'gc.auto', '0'],
      ['config', '--local', `http.${origin}/.extraheader`, header],
      [
        ...['-c', 'protocol.version=2', 'fetch', '--no-tags', '--prune', '--no-recurse-submodules', '--depth=1'],
        ...['origin', `+${published.tip()}:refs/remotes/origin/main`],
      ],
    ];
  };

  test('of actions/checkout, on the branch', async () => {
    const { published, address } = await aForge('x-access-token');
    const checkout = ['checkout', '--progress', '--force', '-B', 'main', 'refs/remotes/origin/main'];
    const clone = await runnerClone(published, 'work', [...onActions(published, address), checkout]);
    const env = { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/main', GITHUB_SHA: published.tip() };
    await expectPushed({ published, clone }, env);
    expect(clone.git('symbolic-ref', 'HEAD').trim()).toBe('refs/heads/main');
  });

  test('of actions/checkout with a commit as its ref: detached', async () => {
    const { published, address } = await aForge('x-access-token');
    const checkout = ['checkout', '--progress', '--force', published.tip()];
    const clone = await runnerClone(published, 'work', [...onActions(published, address), checkout]);
    await expectPushed({ published, clone }, { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/main' });
  });

  test('of GitLab: detached, shallow, without an identity, the token in the address', async () => {
    const { published, address } = await aForge('gitlab-ci-token');
    const withToken = address.replace('http://', `http://gitlab-ci-token:${TOKEN}@`);
    const clone = await runnerClone(published, 'builds', [
      ['init', '-q', '.', '--template', join(published.project.home, 'nothing')],
      ['remote', 'add', 'origin', withToken],
      [
        ...['-c', 'http.userAgent=gitlab-runner', 'fetch', 'origin', '--no-recurse-submodules', '--depth', '20'],
        ...['--prune', '--quiet', '+refs/heads/main:refs/remotes/origin/main', `+${published.tip()}:refs/pipelines/1`],
      ],
      ['checkout', '-f', '-q', published.tip()],
      ['clean', '-ffdx'],
    ]);
    const env = { GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'main', CI_JOB_URL: 'https://gitlab.example/-/jobs/1' };
    await expectPushed({ published, clone }, env);
    expect(published.git('log', '-1', '--format=%B', 'main')).toContain(
      'Headwater-Run: https://gitlab.example/-/jobs/1',
    );
  });

  test('a branch for a pull request, from a whole clone of main', async () => {
    const published = publish(FILES);
    const { address } = await serve(published);
    const clone = await cloneAs(published, 'work', address);
    const args = ['--branch', 'headwater/update', '--base', 'main'];
    const first = await job(clone, args);
    expect({ status: first.status, push: first.report.push }).toEqual({
      ...{ status: 0, push: { remote: 'origin', branch: 'headwater/update', attempts: 1 } },
    });
    const main = published.edit({ 'cluster-state/b.yaml': namespaceText('team-b') });
    const second = await job(clone, args);
    expect(published.git('log', '-1', '--format=%P', 'headwater/update').trim()).toBe(
      `${first.report.commit ?? ''} ${main}`,
    );
    expect(published.manifests('headwater/update')).toHaveLength(2);
    expect(published.manifests()).toEqual([]);
    expect((await job(clone, args)).report.commit).toBeUndefined();
    expect(published.tip('headwater/update')).toBe(second.report.commit);
  });
});
