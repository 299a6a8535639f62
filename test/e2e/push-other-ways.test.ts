// Runs of the program that push without Git's own push: through GitHub's API, beside a server of Git that has the same repository, and by what is
// built in where there is no git program.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { A_TOKEN, aGitHub, type GitHub } from '../support/github-service.ts';
import { cloneAs, job, publish, serve, type Published } from '../support/published.ts';
import type { Files } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };

/** A repository that Git and GitHub's API reach; `first` is done when the first commit is asked for. */
async function aForge(first: (published: Published) => void): Promise<{
  readonly published: Published;
  readonly github: GitHub;
  readonly address: string;
}> {
  const published = publish(FILES);
  const { address } = await serve(published);
  let isFirst = true;
  const github = await aGitHub({
    folder: published.path,
    before: (what) => {
      if (what === 'createCommitOnBranch' && isFirst) {
        isFirst = false;
        first(published);
      }
    },
  });
  return { published, github, address };
}

describe.skipIf(!HAS_GIT)(`--push-via github${NEEDS_GIT}`, () => {
  test('a lost race is computed again on the new tip; the checkout follows, and no token is said', async () => {
    const { published, github, address } = await aForge((to) => {
      to.edit({ 'cluster-state/b.yaml': namespaceText('team-b') });
    });
    const clone = await cloneAs(published, 'work', address);
    const env = { ...github.env, GITHUB_REF: 'refs/heads/main' };
    const args = ['--push', '--push-via', 'github', '--verbose'];
    const { status, report, stdout, stderr } = await job(clone, args, env);
    expect({ status, diagnostics: report.diagnostics }).toEqual({ status: 0, diagnostics: [] });
    expect(report).toMatchObject({
      counts: { created: 2 },
      push: { remote: 'origin', branch: 'main', attempts: 2 },
      commit: published.tip(),
    });
    expect(published.manifests()).toHaveLength(2);
    expect(published.git('log', '-1', '--format=%an %cn', 'main').trim()).toBe('github-actions[bot] GitHub');
    expect([clone.id('HEAD'), clone.git('status', '--porcelain')]).toEqual([report.commit, '']);
    expect(github.service.received.length).toBeGreaterThan(1);
    for (const { headers } of github.service.received) expect(headers.authorization).toBe(`Bearer ${A_TOKEN}`);
    const kept = [clone.read('.git/config'), published.git('log', '-p', 'main')];
    expect([stdout, stderr, ...kept].join('\n')).not.toContain(A_TOKEN);
    const again = await job(clone, args, env);
    expect({ status: again.status, commit: again.report.commit }).toEqual({ status: 0, commit: undefined });
  });

  test('a rule that refuses is told, not tried again, and nothing is left behind', async () => {
    const { published, github, address } = await aForge(() => undefined);
    github.state.commitErrors = [{ type: 'UNPROCESSABLE', message: 'Repository rule violations found' }];
    const clone = await cloneAs(published, 'work', address);
    const before = published.tip();
    const { status, report } = await job(clone, ['--push', '--push-via', 'github'], github.env);
    expect(status).toBe(1);
    expect(report.diagnostics).toMatchObject([
      { code: 'publish/push-refused', message: expect.stringContaining('Repository rule violations found') as string },
    ]);
    expect(github.writes()).toHaveLength(1);
    expect([published.tip(), clone.id('HEAD'), clone.git('status', '--porcelain')]).toEqual([before, before, '']);
  });
});

describe.skipIf(!HAS_GIT)(`without the git program${NEEDS_GIT}`, () => {
  test('a push over http, with a lost race, and what is left is clean', async () => {
    const published = publish(FILES);
    let isFirst = true;
    const { address } = await serve(published, {
      before: (request) => {
        if (isFirst && request.includes('service=git-receive-pack')) {
          isFirst = false;
          published.edit({ 'cluster-state/b.yaml': namespaceText('team-b') });
        }
        return undefined;
      },
    });
    const clone = await cloneAs(published, 'work', address);
    const env = { HEADWATER_GIT: 'isomorphic', PATH: join(clone.home, 'nobody') };
    const { status, report, stderr } = await job(clone, ['--push'], env);
    expect({ status, stderr, diagnostics: report.diagnostics }).toEqual({ status: 0, stderr: '', diagnostics: [] });
    expect(report).toMatchObject({ counts: { created: 2 }, push: { attempts: 2 }, commit: published.tip() });
    expect(published.manifests()).toHaveLength(2);
    expect([clone.id('HEAD'), clone.git('status', '--porcelain')]).toEqual([report.commit, '']);
  });
});
