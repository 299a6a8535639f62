// A branch for a pull request from clones as runners make them: one commit deep, detached, while main moves on.
import { describe, expect, test } from 'vitest';
import { HAS_GIT, NEEDS_GIT, type GitProject } from '../../support/git-project.ts';
import { publish, runnerClone, serve, type Published } from '../../support/published.ts';
import { push, type Pushing } from '../../support/pushing.ts';
import type { Files } from '../../support/project.ts';
import { DENY_ALL, namespaceText } from '../../support/sample-policies.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const BRANCH = 'headwater/update';

/** What actions/checkout leaves: the tip of main alone, detached. */
function shallowClone(published: Published, name: string, address: string): Promise<GitProject> {
  return runnerClone(published, name, [
    ['init', '-q', '.'],
    ['remote', 'add', 'origin', address],
    ['fetch', '-q', '--no-tags', '--depth=1', 'origin', `+${published.tip()}:refs/remotes/origin/main`],
    ['checkout', '-q', '--detach', 'refs/remotes/origin/main'],
  ]);
}

/** More commits on main than the first deepening brings for both branches. */
function goOn({ project }: Published): void {
  project.git('fetch', '-q', 'origin');
  project.git('checkout', '-q', '-f', '--detach', 'origin/main');
  project.git('-c', 'alias.more=!for i in $(seq 130); do git commit -q --allow-empty -m more; done', 'more');
  project.git('push', '-q', 'origin', 'HEAD:refs/heads/main');
}

function propose(clone: GitProject, git: Pushing['publish'] = {}): ReturnType<typeof push> {
  return push(clone, undefined, { push: { branch: BRANCH, base: 'main' }, publish: git });
}

describe.skipIf(!HAS_GIT)(`a proposal from a clone that is one commit deep${NEEDS_GIT}`, () => {
  test.each([
    ['http', 'git'],
    ['http', 'isomorphic'],
    ['file', 'git'],
  ] as const)('over %s, with %s, after main has moved', async (way, git) => {
    const published = publish(FILES);
    const address = way === 'http' ? (await serve(published)).address : `file://${published.path}`;
    const first = await propose(await shallowClone(published, 'one', address), { git });
    expect({ status: first.status, diagnostics: first.report.diagnostics }).toEqual({ status: 0, diagnostics: [] });
    goOn(published);
    const main = published.edit({ 'cluster-state/b.yaml': namespaceText('team-b') });
    const clone = await shallowClone(published, 'two', address);
    const { status, report } = await propose(clone, { git });
    expect({ status, diagnostics: report.diagnostics }).toEqual({ status: 0, diagnostics: [] });
    expect(published.tip(BRANCH)).toBe(report.commit);
    expect(published.git('log', '-1', '--format=%P', BRANCH).trim()).toBe(`${first.report.commit ?? ''} ${main}`);
    expect(published.manifests(BRANCH)).toHaveLength(2);
    const again = await propose(await shallowClone(published, 'three', address), { git });
    expect({ status: again.status, commit: again.report.commit }).toEqual({ status: 0, commit: undefined });
  });

  test('what people did on the branch is kept where an older base would have hidden it', async () => {
    const published = publish(FILES);
    const address = `file://${published.path}`;
    await propose(await shallowClone(published, 'one', address));
    // Main gets the output, and the branch a person's edit on top of it; a line of work that is older than all that is merged last.
    const old = published.tip();
    published.git('update-ref', 'refs/heads/main', published.tip(BRANCH));
    goOn(published);
    published.git('update-ref', `refs/heads/${BRANCH}`, published.tip());
    const [path = ''] = published.manifests();
    const made = published.git('show', `main:${path}`);
    published.edit({ [path]: `${made}# kept by a person\n` }, BRANCH);
    goOn(published);
    const { project } = published;
    project.git('checkout', '-q', '-f', '--detach', 'origin/main');
    const aside = project.git('commit-tree', `${old}^{tree}`, '-p', old, '-m', 'aside').trim();
    project.git('merge', '-q', '-s', 'ours', '-m', 'merged', aside);
    project.git('push', '-q', 'origin', 'HEAD:refs/heads/main');
    const { status } = await propose(await shallowClone(published, 'two', address));
    expect(status).toBe(0);
    expect(published.git('show', `${BRANCH}:${path}`)).toContain('# kept by a person');
  });

  test('histories that were begun apart are told as such, once everything is fetched', async () => {
    const published = publish(FILES);
    published.project.git('checkout', '-q', '--orphan', 'apart');
    published.project.commit('apart');
    published.project.git('push', '-q', 'origin', `HEAD:refs/heads/${BRANCH}`);
    published.edit({ 'notes.txt': 'x' });
    const clone = await shallowClone(published, 'one', `file://${published.path}`);
    const { status, report } = await propose(clone);
    expect({ status, codes: report.diagnostics.map(({ code }) => code) }).toEqual({
      ...{ status: 2, codes: ['load/no-common-history'] },
    });
    expect(report.diagnostics[0]?.message).toContain('begun apart');
  });
});
