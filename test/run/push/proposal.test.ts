// A branch for a pull request over its life: made, brought up to date, edited by people, merged one way or the other, closed and deleted.
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/report/index.ts';
import { aRemote, type FakeRemote } from '../../support/fake-remote.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../../support/git-project.ts';
import { push, type Pushing } from '../../support/pushing.ts';
import type { Files } from '../../support/project.ts';
import { DENY_ALL, namespaceText } from '../../support/sample-policies.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const ONCE = DENY_ALL.replace('synchronize: true', 'synchronize: false');
const PATH = 'output/team-a/networkpolicy.networking.k8s.io_deny-all.yaml';
const BRANCH = 'headwater/update';

interface Scene {
  readonly project: GitProject;
  readonly remote: FakeRemote;
  /** Brings the branch up to date. */
  readonly update: (given?: Pushing) => ReturnType<typeof push>;
  /** A commit of somebody on a branch of the remote; undefined removes a file. */
  readonly edit: (branch: string, files: Readonly<Record<string, string | undefined>>) => string;
  readonly tip: (branch?: string) => string;
  readonly read: (path: string, branch?: string) => string | undefined;
  readonly paths: (branch?: string) => readonly string[];
  /** Whether one commit is an ancestor of another, or it. */
  readonly isIn: (commit: string, branch: string) => boolean;
}

function aScene(files: Files = FILES): Scene {
  const project = aGitProject(files);
  const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
  const tip = (branch = BRANCH): string => remote.tips.get(branch) ?? '';
  const scene: Scene = {
    project,
    remote,
    tip,
    update: (given = {}) => push(project, remote, { ...given, push: { branch: BRANCH, base: 'main', ...given.push } }),
    edit: (branch, edits) => {
      project.git('checkout', '-q', '--detach', tip(branch));
      for (const [path, text] of Object.entries(edits)) {
        if (text === undefined) project.remove(path);
        else project.write({ [path]: text });
      }
      remote.tips.set(branch, project.commit('edit'));
      project.git('checkout', '-q', 'main');
      return tip(branch);
    },
    read: (path, branch = BRANCH) => {
      return scene.paths(branch).includes(path) ? project.git('show', `${tip(branch)}:${path}`) : undefined;
    },
    paths: (branch = BRANCH) => project.git('ls-tree', '-r', '--name-only', tip(branch)).trim().split('\n'),
    isIn: (commit, branch) => {
      return project.git('rev-list', tip(branch)).split('\n').includes(commit);
    },
  };
  return scene;
}

/** What holds of the branch whatever happened: main and what it was before are in it, and all but output is main's. */
function expectUpToDate({ project, tip, isIn, paths }: Scene, former: string): void {
  expect(isIn(tip('main'), BRANCH)).toBe(true);
  if (former !== '') expect(isIn(former, BRANCH)).toBe(true);
  const outside = project.git('diff', '--name-only', tip('main'), tip()).split('\n').filter(Boolean);
  expect(outside.filter((path) => !path.startsWith('output/'))).toEqual([]);
  expect(paths().length).toBeGreaterThan(0);
}

function codes({ diagnostics }: Report): readonly string[] {
  return diagnostics.map(({ code }) => code);
}

function merge({ project, remote, tip }: Scene, ...how: readonly string[]): void {
  project.git('checkout', '-q', '--detach', tip('main'));
  project.git('merge', '-q', ...how, tip());
  if (how.includes('--squash')) project.git('commit', '-qm', 'squashed');
  remote.tips.set('main', project.id('HEAD'));
  project.git('checkout', '-q', 'main');
}

describe.skipIf(!HAS_GIT)(`a branch for a pull request${NEEDS_GIT}`, () => {
  test('is made from main, which stays as it is, and so does the checkout', async () => {
    const scene = aScene();
    const { project, remote, tip } = scene;
    const main = tip('main');
    const { report, status } = await scene.update();
    expect({ status, push: report.push }).toEqual({
      ...{ status: 0, push: { remote: 'origin', branch: BRANCH, attempts: 1 } },
    });
    expect(remote.delivered[0]).toMatchObject({ base: main, parents: [main], expected: undefined });
    expect(scene.paths()).toContain(PATH);
    expect([tip('main'), project.id('HEAD')]).toEqual([main, main]);
    expect(project.git('status', '--porcelain')).toBe('');
  });

  test('is not made where there is nothing to propose', async () => {
    const scene = aScene();
    await push(scene.project, scene.remote);
    const { report, status } = await scene.update();
    expect({ status, commit: report.commit, tip: scene.tip() }).toEqual({ status: 0, commit: undefined, tip: '' });
  });

  test('is left alone where it is up to date', async () => {
    const scene = aScene();
    await scene.update();
    const former = scene.tip();
    const { report } = await scene.update();
    expect({ commit: report.commit, tip: scene.tip() }).toEqual({ commit: undefined, tip: former });
  });

  test('follows main, with a merge', async () => {
    const scene = aScene();
    await scene.update();
    const former = scene.tip();
    const main = scene.edit('main', { 'cluster-state/b.yaml': namespaceText('team-b'), 'notes.txt': 'x' });
    const { report } = await scene.update();
    expect(scene.remote.delivered.at(-1)?.parents).toEqual([former, main]);
    expect(report.counts).toMatchObject({ created: 1, unchanged: 1 });
    expect(scene.read(PATH.replace('team-a', 'team-b'))).toBeDefined();
    expect(scene.read('output/.headwater/last.diff')).toMatch(/team-a[^]*team-b/);
    expectUpToDate(scene, former);
  });

  test('follows main also where that changes nothing of it', async () => {
    const scene = aScene();
    await scene.update();
    const former = scene.tip();
    scene.edit('main', { 'notes.txt': 'x' });
    await scene.update();
    expectUpToDate(scene, former);
    expect(scene.read('notes.txt')).toBe('x');
  });

  test('a person’s edit of a synchronized manifest is reverted', async () => {
    const scene = aScene();
    await scene.update();
    const made = scene.read(PATH);
    expect(made).toContain('Ingress');
    const former = scene.edit(BRANCH, { [PATH]: made?.replace('Ingress', 'Egress') ?? '' });
    const { report } = await scene.update();
    expect(scene.read(PATH)).toBe(made);
    expect(report.changes).toMatchObject([{ action: 'update', reason: 'edited' }]);
    expect(scene.remote.delivered.at(-1)?.parents).toEqual([former]);
    expectUpToDate(scene, former);
  });

  test('a person’s edit of a manifest that is not synchronized is kept, and proposed', async () => {
    const scene = aScene({ ...FILES, 'policies/deny.yaml': ONCE });
    await scene.update();
    const edited = scene.read(PATH)?.replace('Ingress', 'Egress') ?? '';
    expect(edited).toContain('Egress');
    const former = scene.edit(BRANCH, { [PATH]: edited });
    scene.edit('main', { 'cluster-state/b.yaml': namespaceText('team-b') });
    await scene.update();
    expect(scene.read(PATH)).toBe(edited);
    expectUpToDate(scene, former);
    const last = scene.tip();
    await scene.update();
    expect(scene.tip()).toBe(last);
  });

  test('files of others in its output stay', async () => {
    const scene = aScene();
    await scene.update();
    const former = scene.edit(BRANCH, { 'output/readme.txt': 'mine\n' });
    await scene.update();
    expect(scene.read('output/readme.txt')).toBe('mine\n');
    expectUpToDate(scene, former);
  });

  test('what people change outside of the output root is put back, with one warning', async () => {
    const scene = aScene();
    await scene.update();
    const former = scene.edit(BRANCH, { 'policies/deny.yaml': ONCE, 'notes.txt': 'x' });
    const { report, status } = await scene.update();
    expect({ status, codes: codes(report) }).toEqual({ status: 0, codes: ['publish/put-back'] });
    expect(report.diagnostics[0]?.message).toContain('notes.txt, policies/deny.yaml');
    expect(scene.read('policies/deny.yaml')).toBe(DENY_ALL);
    expect(scene.read('notes.txt')).toBeUndefined();
    expectUpToDate(scene, former);
    expect(codes((await scene.update()).report)).toEqual([]);
  });

  test('merged with a merge commit: nothing is left to do, and the next change goes on from main', async () => {
    const scene = aScene();
    await scene.update();
    merge(scene, '--no-ff', '-m', 'merge');
    const former = scene.tip();
    expect((await scene.update()).report.commit).toBeUndefined();
    expect(scene.tip()).toBe(former);
    const main = scene.edit('main', { 'cluster-state/b.yaml': namespaceText('team-b') });
    const { report } = await scene.update();
    expect(scene.remote.delivered.at(-1)).toMatchObject({ parents: [main], expected: former });
    expect(report.counts).toMatchObject({ created: 1, unchanged: 1 });
    expectUpToDate(scene, former);
  });

  test('squashed into main: brought up to date once, with nothing to propose', async () => {
    const scene = aScene();
    await scene.update();
    merge(scene, '--squash');
    const former = scene.tip();
    const { report } = await scene.update();
    expect(report.counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    expectUpToDate(scene, former);
    expect(scene.project.git('diff', '--name-only', scene.tip('main'), scene.tip())).toBe('');
    const last = scene.tip();
    await scene.update();
    expect(scene.tip()).toBe(last);
  });

  test('closed and deleted: the next run makes it anew', async () => {
    const scene = aScene();
    await scene.update();
    scene.remote.tips.delete(BRANCH);
    const { report } = await scene.update();
    expect(report.counts.created).toBe(1);
    expect(scene.remote.delivered.at(-1)).toMatchObject({ parents: [scene.tip('main')], expected: undefined });
  });

  test('what was proposed and is no longer wanted goes from the branch', async () => {
    const scene = aScene({ ...FILES, 'cluster-state/b.yaml': namespaceText('team-b') });
    await scene.update();
    const former = scene.tip();
    scene.edit('main', { 'cluster-state/b.yaml': undefined });
    const { report } = await scene.update();
    expect(report.counts).toMatchObject({ deleted: 1, unchanged: 1 });
    expect(scene.read(PATH.replace('team-a', 'team-b'))).toBeUndefined();
    expectUpToDate(scene, former);
  });

  test('a deletion that main wants is proposed, and stays proposed', async () => {
    const scene = aScene({ ...FILES, 'cluster-state/b.yaml': namespaceText('team-b') });
    await push(scene.project, scene.remote);
    scene.edit('main', { 'cluster-state/b.yaml': undefined });
    for (const note of ['one', 'two']) {
      await scene.update();
      expect(scene.read(PATH.replace('team-a', 'team-b'))).toBeUndefined();
      expect(scene.read(PATH)).toBeDefined();
      expectUpToDate(scene, '');
      scene.edit('main', { 'notes.txt': note });
    }
  });

  test('a lost race is computed again from both tips', async () => {
    const scene = aScene();
    let lost = 0;
    const remote = aRemote(scene.project, {
      tips: { main: scene.tip('main') },
      onDeliver: () => {
        if ((lost += 1) > 1) return undefined;
        scene.project.git('checkout', '-q', '--detach', scene.tip('main'));
        scene.project.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
        remote.tips.set('main', scene.project.commit('more'));
        scene.project.git('checkout', '-q', 'main');
        return { kind: 'lost', said: 'stale info' };
      },
    });
    const { report } = await push(scene.project, remote, { push: { branch: BRANCH, base: 'main' } });
    expect(report).toMatchObject({ counts: { created: 2 }, push: { attempts: 2 } });
    expect(remote.delivered[0]?.parents).toEqual([remote.tips.get('main')]);
  });

  test('a base that the remote has not, and branches begun apart: exit 2', async () => {
    const scene = aScene();
    const none = await scene.update({ push: { base: 'trunk' } });
    expect({ status: none.status, codes: codes(none.report) }).toEqual({ status: 2, codes: ['publish/no-branch'] });
    scene.project.git('checkout', '-q', '--orphan', 'apart');
    scene.remote.tips.set(BRANCH, scene.project.commit('apart'));
    scene.project.git('checkout', '-q', 'main');
    const apart = await scene.update();
    expect({ status: apart.status, codes: codes(apart.report) }).toEqual({
      ...{ status: 2, codes: ['load/no-common-history'] },
    });
  });

  test('values of Secrets are masked in the difference from main', async () => {
    const policy = DENY_ALL.replaceAll('networking.k8s.io/v1', 'v1')
      .replace('kind: NetworkPolicy', 'kind: Secret')
      .replace(/spec:\n {10}podSelector[^]*$/, 'stringData: {password: correct-horse}\n');
    const scene = aScene({ ...FILES, 'policies/deny.yaml': policy });
    await scene.update({ options: { secrets: 'plain' } });
    scene.edit('main', { 'notes.txt': 'x' });
    await scene.update({ options: { secrets: 'plain' } });
    const diff = scene.read('output/.headwater/last.diff');
    expect(diff).toContain('secret_deny-all.yaml');
    expect(diff).not.toContain('correct-horse');
    expect(diff).not.toContain(btoa('correct-horse'));
  });
});

describe.skipIf(!HAS_GIT)(`the pull request itself${NEEDS_GIT}`, () => {
  function keeping(answer: 'opened' | 'failed' = 'opened'): { readonly reports: Report[]; readonly given: Pushing } {
    const reports: Report[] = [];
    const keepPullRequest: NonNullable<Pushing['ports']>['keepPullRequest'] = (report, { head, base }) => {
      expect([head, base]).toEqual([BRANCH, 'main']);
      reports.push(report);
      if (answer === 'opened') return Promise.resolve({ value: A_REQUEST, diagnostics: [] });
      const error = { code: 'publish/pull-request-failed', severity: 'error', message: 'no right', about: {} } as const;
      return Promise.resolve({ value: undefined, diagnostics: [error] });
    };
    return { reports, given: { push: { pullRequest: 'github' }, ports: { keepPullRequest } } };
  }

  const A_REQUEST = { address: 'https://example.org/o/r/pull/7', number: 7, opened: true };

  test('is kept with what the branch brings to main, also where the run itself changes nothing', async () => {
    const scene = aScene();
    const { reports, given } = keeping();
    const { report } = await scene.update(given);
    expect(report.pullRequest).toEqual(A_REQUEST);
    await scene.update(given);
    scene.edit('main', { 'notes.txt': 'x' });
    await scene.update(given);
    expect(reports.map(({ counts }) => counts.created)).toEqual([1, 1, 1]);
  });

  test('is not opened where there is nothing to propose', async () => {
    const scene = aScene();
    const { reports, given } = keeping();
    await push(scene.project, scene.remote);
    await scene.update(given);
    expect(reports).toEqual([]);
  });

  test('is not opened for a branch that was not pushed', async () => {
    const scene = aScene();
    const { reports, given } = keeping();
    const remote = aRemote(scene.project, {
      tips: { main: scene.tip('main') },
      onDeliver: () => ({ kind: 'refused', said: 'no' }),
    });
    const { status } = await push(scene.project, remote, {
      ...given,
      push: { branch: BRANCH, base: 'main', ...given.push },
    });
    expect({ status, reports }).toEqual({ status: 1, reports: [] });
  });

  test('that cannot be opened: exit 1, and the branch is there', async () => {
    const scene = aScene();
    const { given } = keeping('failed');
    const { report, status } = await scene.update(given);
    expect({ status, codes: codes(report), commit: report.commit }).toEqual({
      ...{ status: 1, codes: ['publish/pull-request-failed'], commit: scene.tip() },
    });
  });
});
