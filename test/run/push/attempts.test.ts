// A push to the branch that is checked out: what comes of a lost race, a refusal, a failure, and of a checkout that is not as the remote is.
import { describe, expect, test } from 'vitest';
import type { Delivered } from '../../../src/publish/index.ts';
import { aRemote, type FakeRemote } from '../../support/fake-remote.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../../support/git-project.ts';
import { push, type Pushing } from '../../support/pushing.ts';
import type { Files } from '../../support/project.ts';
import { DENY_ALL, namespaceText } from '../../support/sample-policies.ts';
import { DEFAULT_RUN_OPTIONS } from '../../../src/run/index.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };

/** A commit on top of another one that somebody else pushed; the work tree is left as it was. */
function another(project: GitProject, on: string, files: Files): string {
  const back = project.git('rev-parse', '--abbrev-ref', 'HEAD').trim();
  project.git('checkout', '-q', '--detach', on);
  project.write(files);
  const id = project.commit('another');
  project.git('checkout', '-q', back === 'HEAD' ? on : back);
  return id;
}

function codes({ report }: { readonly report: { readonly diagnostics: readonly { readonly code: string }[] } }) {
  return report.diagnostics.map(({ code }) => code);
}

/** Everything that a run could leave behind: commits of the branch, files, index. */
function stateOf(project: GitProject): unknown {
  const tree = Object.keys(project.files('.')).filter((path) => !path.startsWith('.git/'));
  return { head: project.id('HEAD'), status: project.git('status', '--porcelain'), tree };
}

function manifestsAt(project: GitProject, commit: string): readonly string[] {
  const paths = project.git('ls-tree', '-r', '--name-only', commit, 'output/').trim().split('\n');
  return paths.filter((path) => path !== '' && !path.includes('/.headwater/'));
}

describe.skipIf(!HAS_GIT)(`a push${NEEDS_GIT}`, () => {
  test('on HEAD asks the remote for nothing before it delivers, and the checkout follows', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const remote = aRemote(project, { tips: { main: head } });
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls }).toEqual({ status: 0, calls: ['deliver main'] });
    expect(report.push).toEqual({ remote: 'origin', branch: 'main', attempts: 1 });
    expect(report.commit).toBe(remote.tips.get('main'));
    expect(project.id('HEAD')).toBe(report.commit);
    expect(project.git('status', '--porcelain')).toBe('');
    expect(Object.keys(project.manifests())).toHaveLength(1);
    const [commit] = remote.delivered;
    expect(commit).toMatchObject({ branch: 'main', base: head, expected: head, parents: [head] });
    expect(commit?.message).toContain(`Headwater-Policies: ${head}\n`);
    expect(commit?.changes.map(({ path }) => path)).toContain('output/.headwater/last.diff');
  });

  test('pushes nothing and asks for nothing where nothing differs', async () => {
    const project = aGitProject(FILES);
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    await push(project, remote);
    remote.calls.length = 0;
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls, commit: report.commit, push: report.push }).toEqual({
      ...{ status: 0, calls: [] },
      ...{ commit: undefined, push: undefined },
    });
  });

  test('a lost race is computed again from inputs and output of the new tip', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const tip = another(project, head, { 'cluster-state/b.yaml': namespaceText('team-b') });
    const remote = aRemote(project, { tips: { main: tip }, seen: { main: head } });
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls }).toEqual({
      status: 0,
      calls: ['deliver main', 'fetch main', 'deliver main'],
    });
    expect(report.push?.attempts).toBe(2);
    expect(report.counts.created).toBe(2);
    expect(remote.delivered[0]).toMatchObject({ base: tip, expected: tip, parents: [tip] });
    expect(remote.delivered[0]?.message).toContain(`Headwater-Policies: ${tip}\n`);
    expect(manifestsAt(project, report.commit ?? '')).toHaveLength(2);
    expect(project.id('HEAD')).toBe(report.commit);
  });

  test('nothing is committed twice where the other run did the same', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const other = aRemote(project, { tips: { main: head } });
    await push(project, other, { options: { version: '0.0.0-test' } });
    project.git('reset', '-q', '--hard', head);
    const remote = aRemote(project, { tips: { main: other.tips.get('main') ?? '' }, seen: { main: head } });
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls }).toEqual({ status: 0, calls: ['deliver main', 'fetch main'] });
    expect(report).toMatchObject({ counts: { created: 0, unchanged: 1 } });
    expect(report.commit).toBeUndefined();
    // As after a run that was killed before the checkout followed: now it is where the remote is.
    expect([project.id('HEAD'), project.git('status', '--porcelain')]).toEqual([remote.tips.get('main'), '']);
  });

  test('the configuration of the new tip counts', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const tip = another(project, head, { 'headwater.yaml': 'cluster: moved\n' });
    const remote = aRemote(project, { tips: { main: tip }, seen: { main: head } });
    const { report } = await push(project, remote, {
      committed: configured(project, (text) => (text.includes('moved') ? { cluster: 'moved' } : { cluster: 'first' })),
    });
    expect(report.cluster).toBe('moved');
    expect(remote.delivered[0]?.message).toContain('(cluster moved)');
  });

  test('gives up after five attempts, with growing pauses, and leaves nothing', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const pauses: number[] = [];
    const lose = (_: unknown, remote: FakeRemote): Delivered => {
      const tip = another(project, remote.tips.get('main') ?? '', { [`notes/${remote.calls.length}.txt`]: 'x' });
      remote.tips.set('main', tip);
      return { kind: 'lost', said: 'fetch first' };
    };
    const remote = aRemote(project, { tips: { main: head }, onDeliver: lose });
    const before = stateOf(project);
    const result = await push(project, remote, { ports: { pause: (time) => Promise.resolve(pauses.push(time)) } });
    expect(result.status).toBe(1);
    expect(codes(result)).toEqual(['publish/push-lost']);
    expect(result.report).toMatchObject({ counts: { created: 1 } });
    expect([result.report.commit, result.report.push]).toEqual([undefined, undefined]);
    expect(remote.calls.filter((call) => call === 'deliver main')).toHaveLength(5);
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
    expect(stateOf(project)).toEqual(before);
  });

  test.each([0, 0.999])('the pauses differ from run to run: %s', async (random) => {
    const project = aGitProject(FILES);
    const pauses: number[] = [];
    const remote = aRemote(project, {
      tips: { main: project.id('HEAD') },
      onDeliver: () => ({ kind: 'lost', said: 'fetch first' }),
    });
    const ports: Pushing['ports'] = { random: () => random, pause: (time) => Promise.resolve(pauses.push(time)) };
    await push(project, remote, { ports });
    expect(pauses[0]).toBeCloseTo(500 * (0.5 + random));
  });

  test.each([
    ['refused', 'publish/push-refused'],
    ['failed', 'publish/push-failed'],
  ] as const)('what is %s is told, not tried again, and leaves nothing', async (kind, code) => {
    const project = aGitProject(FILES);
    const remote = aRemote(project, {
      tips: { main: project.id('HEAD') },
      onDeliver: () => ({ kind, said: 'protected branch hook declined', help: 'Ask the owner.' }),
    });
    const before = stateOf(project);
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls }).toEqual({ status: 1, calls: ['deliver main'] });
    expect(report.diagnostics).toMatchObject([
      { code, message: 'origin/main was not pushed: protected branch hook declined', help: 'Ask the owner.' },
    ]);
    expect(report).toMatchObject({ counts: { created: 1, failed: 1 } });
    expect(report.commit).toBeUndefined();
    expect(stateOf(project)).toEqual(before);
  });

  test('a fetch that fails ends the run', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const tip = another(project, head, { 'notes.txt': 'x' });
    const remote = aRemote(project, { tips: { main: tip }, onFetch: () => ({ said: 'no route' }) });
    const result = await push(project, remote);
    expect({ status: result.status, codes: codes(result) }).toEqual({ status: 1, codes: ['publish/fetch-failed'] });
    expect(result.report.counts.created).toBe(1);
  });

  test('input that cannot be used at the new tip: exit 2, nothing pushed', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const tip = another(project, head, { 'policies/broken.yaml': 'kind: [' });
    const remote = aRemote(project, { tips: { main: tip }, seen: { main: head } });
    const { report, status } = await push(project, remote);
    expect({ status, calls: remote.calls }).toEqual({ status: 2, calls: ['deliver main', 'fetch main'] });
    expect(report.diagnostics.map(({ file }) => file)).toEqual([`${project.root}/policies/broken.yaml`]);
    expect(remote.tips.get('main')).toBe(tip);
  });

  test('a rule that fails: exit 1, and what could be done is pushed', async () => {
    const project = aGitProject({
      ...FILES,
      'policies/fails.yaml': DENY_ALL.replaceAll('default-deny', 'fails')
        .replace(
          'name: deny-all\n      namespace',
          'name: "{{request.object.metadata.labels.nothing}}"\n      namespace',
        )
        .replaceAll('- name: deny-all', '- name: failing'),
    });
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const { report, status } = await push(project, remote);
    expect({ status, commit: report.commit }).toEqual({ status: 1, commit: remote.tips.get('main') });
    expect(report.counts.created).toBe(1);
  });

  test.each([
    { name: 'change what others changed', theirs: { 'notes.txt': 'x' }, mine: { 'notes.txt': 'mine' } },
    { name: 'touch the output', theirs: { 'notes.txt': 'x' }, mine: { 'output/notes.txt': 'mine' } },
  ])('commits that are only here and $name stop a run that would leave them behind', async ({ theirs, mine }) => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const tip = another(project, head, theirs);
    project.write(mine);
    project.commit('mine');
    const remote = aRemote(project, { tips: { main: tip }, seen: { main: head } });
    const before = stateOf(project);
    const result = await push(project, remote);
    expect(result.status).toBe(1);
    expect(codes(result)).toContain('publish/unpushed-commits');
    expect(stateOf(project)).toEqual(before);
    expect(remote.tips.get('main')).toBe(tip);
  });

  describe('commits that are only here go along', () => {
    test.each([
      { name: 'where the remote is as it was last seen', isSeen: true, calls: ['deliver main'] },
      {
        name: 'in a clone that never saw the branch',
        isSeen: false,
        calls: ['deliver main', 'fetch main', 'deliver main'],
      },
    ])('$name', async ({ isSeen, calls }) => {
      const project = aGitProject(FILES);
      const head = project.id('HEAD');
      project.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
      const mine = project.commit('mine');
      const remote = aRemote(project, { tips: { main: head }, seen: isSeen ? { main: head } : {} });
      const { status } = await push(project, remote);
      expect({ status, calls: remote.calls }).toEqual({ status: 0, calls });
      const [commit] = remote.delivered;
      expect({ parents: commit?.parents, expected: commit?.expected }).toEqual({ parents: [mine], expected: head });
    });

    test('merged with what others pushed in the meantime', async () => {
      const project = aGitProject(FILES);
      const head = project.id('HEAD');
      const tip = another(project, head, { 'cluster-state/c.yaml': namespaceText('team-c') });
      project.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
      const mine = project.commit('a snapshot');
      const remote = aRemote(project, { tips: { main: tip }, seen: { main: head } });
      const result = await push(project, remote);
      expect({ status: result.status, codes: codes(result) }).toEqual({ status: 0, codes: ['publish/merged'] });
      const made = result.report.commit ?? '';
      expect(project.id(`${made}^^1`)).toBe(tip);
      expect(project.id(`${made}^^2`)).toBe(mine);
      expect(
        project.git('ls-tree', '-r', '--name-only', made, 'output/team-b', 'output/team-c').split('\n'),
      ).toHaveLength(3);
      expect(project.id('HEAD')).toBe(made);
    });

    test('and are not said to be pushed where nothing was left to commit', async () => {
      const project = aGitProject(FILES);
      const head = project.id('HEAD');
      const first = aRemote(project, { tips: { main: head } });
      await push(project, first);
      const done = first.tips.get('main') ?? '';
      project.git('reset', '-q', '--hard', head);
      project.write({ 'notes.txt': 'mine' });
      const mine = project.commit('mine');
      const remote = aRemote(project, { tips: { main: done }, seen: { main: head } });
      const result = await push(project, remote);
      expect({ status: result.status, codes: codes(result) }).toEqual({ status: 0, codes: [] });
      expect(remote.tips.get('main')).toBe(done);
      expect(project.id('HEAD')).toBe(mine);
    });

    test('but not where the branch was taken back on the remote: they would bring back what is gone', async () => {
      const project = aGitProject(FILES);
      const root = project.id('HEAD');
      project.write({ 'notes.txt': 'taken back' });
      const seen = project.commit('taken back');
      project.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
      project.commit('mine');
      const remote = aRemote(project, { tips: { main: root }, seen: { main: seen } });
      const result = await push(project, remote);
      expect({ status: result.status, codes: codes(result) }).toEqual({
        status: 1,
        codes: ['publish/unpushed-commits'],
      });
      expect(remote.tips.get('main')).toBe(root);
    });
  });

  test('what a hook says in several lines is one line of the message', async () => {
    const project = aGitProject(FILES);
    const said = 'error: GH006: Protected branch update failed.\nerror: Changes must be made through a pull request.';
    const remote = aRemote(project, {
      tips: { main: project.id('HEAD') },
      onDeliver: () => ({ kind: 'refused', said }),
    });
    const { report } = await push(project, remote);
    expect(report.diagnostics[0]?.message).toBe(`origin/main was not pushed: ${said.replace('\n', '; ')}`);
  });

  test('a history that was rewritten on the remote is built on: nothing of it is only here', async () => {
    const project = aGitProject(FILES);
    const root = project.id('HEAD');
    project.write({ 'notes.txt': 'old' });
    const old = project.commit('old');
    const rewritten = another(project, root, { 'notes.txt': 'new' });
    const remote = aRemote(project, { tips: { main: rewritten }, seen: { main: old } });
    const { status } = await push(project, remote);
    expect(status).toBe(0);
    expect(remote.delivered[0]?.parents).toEqual([rewritten]);
  });

  test('another branch is checked out: fetched first, built on its tip, the checkout left alone', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const tip = another(project, head, { 'cluster-state/b.yaml': namespaceText('team-b') });
    const remote = aRemote(project, { tips: { release: tip } });
    const before = stateOf(project);
    const { report, status } = await push(project, remote, { push: { branch: 'release' } });
    expect({ status, calls: remote.calls }).toEqual({ status: 0, calls: ['fetch release', 'deliver release'] });
    expect(report.push).toEqual({ remote: 'origin', branch: 'release', attempts: 1 });
    expect(manifestsAt(project, report.commit ?? '')).toHaveLength(2);
    expect(stateOf(project)).toEqual(before);
  });

  test('a branch that was deleted on the remote is not made anew', async () => {
    const project = aGitProject(FILES);
    const remote = aRemote(project, { seen: { main: project.id('HEAD') } });
    const before = stateOf(project);
    const result = await push(project, remote);
    expect({ status: result.status, codes: codes(result), tips: remote.tips.size }).toEqual({
      ...{ status: 1, codes: ['publish/no-branch'], tips: 0 },
    });
    expect(stateOf(project)).toEqual(before);
  });

  test('a branch that the remote has not yet begins at HEAD', async () => {
    const project = aGitProject(FILES);
    const head = project.id('HEAD');
    const remote = aRemote(project);
    const { status } = await push(project, remote, { push: { branch: 'release' } });
    expect(status).toBe(0);
    expect(remote.delivered[0]).toMatchObject({ branch: 'release', expected: undefined, parents: [head] });
  });

  test('an input outside of the repository is read once for all attempts', async () => {
    const project = aGitProject({ 'policies/deny.yaml': DENY_ALL });
    const head = project.id('HEAD');
    const tip = another(project, head, { 'notes.txt': 'x' });
    const outside = `${project.home}/state`;
    project.write({ '../state/a.yaml': namespaceText('team-a') });
    const remote = aRemote(project, {
      tips: { main: tip },
      seen: { main: head },
      onDeliver: (_, { calls }) => {
        if (calls.length === 1) project.write({ '../state/b.yaml': namespaceText('team-b') });
        return undefined;
      },
    });
    const { report } = await push(project, remote, { options: { clusterState: [outside] } });
    expect(report).toMatchObject({ counts: { created: 1 }, push: { attempts: 2 } });
  });

  test('the first commit of a repository, from inputs that are ignored', async () => {
    const project = aGitProject({ ...FILES, '.gitignore': '/policies/\n/cluster-state/\n' });
    project.git('update-ref', '-d', 'HEAD');
    project.git('rm', '-rq', '--cached', '.');
    const remote = aRemote(project);
    const { report, status } = await push(project, remote);
    expect(status).toBe(0);
    expect(remote.delivered[0]).toMatchObject({ base: undefined, expected: undefined, parents: [] });
    expect(remote.delivered[0]?.message).not.toContain('Headwater-Policies');
    expect(project.id('HEAD')).toBe(report.commit);
  });

  test('a snapshot that is ignored beside objects that are committed counts, also after a lost race', async () => {
    const project = aGitProject({ ...FILES, '.gitignore': 'live*.yaml\n/cluster-state/made/\n' });
    const head = project.id('HEAD');
    project.write({
      'cluster-state/live.yaml': namespaceText('live'),
      'cluster-state/made/deeper/c.yaml': namespaceText('made'),
      'cluster-state/.git-ignored': 'no input',
    });
    const tip = another(project, head, { 'cluster-state/b.yaml': namespaceText('team-b') });
    const remote = aRemote(project, { tips: { main: tip }, seen: { main: head } });
    project.write({
      'cluster-state/live.yaml': namespaceText('live'),
      'cluster-state/made/deeper/c.yaml': namespaceText('made'),
    });
    const { report, status } = await push(project, remote);
    expect({ status, created: report.counts.created }).toEqual({ status: 0, created: 4 });
    expect(report.diagnostics).toEqual([]);
    const again = await push(project, remote);
    expect(again.report).toMatchObject({ counts: { created: 0, deleted: 0, unchanged: 4 } });
    const changes = remote.delivered.flatMap((commit) => commit.changes.map(({ path }) => path));
    expect(changes.filter((path) => path.startsWith('cluster-state'))).toEqual([]);
  });

  test('a file that was committed although it is ignored goes with the commit that removes it', async () => {
    const project = aGitProject({ ...FILES, '.gitignore': 'live*.yaml\n' });
    project.write({ 'cluster-state/live.yaml': namespaceText('live') });
    project.git('add', '-f', 'cluster-state/live.yaml');
    project.git('commit', '-q', '-m', 'live');
    const head = project.id('HEAD');
    project.git('checkout', '-q', '--detach');
    project.git('rm', '-q', 'cluster-state/live.yaml');
    const tip = project.commit('gone');
    project.git('checkout', '-q', 'main');
    const { report } = await push(project, aRemote(project, { tips: { main: tip }, seen: { main: head } }));
    expect(report).toMatchObject({ counts: { created: 1 }, push: { attempts: 2 } });
  });

  test('a commit of files that .gitignore names is told, once', async () => {
    const project = aGitProject({ ...FILES, '.gitignore': '/output/\n' });
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const first = await push(project, remote);
    expect(first.status).toBe(0);
    expect(first.report.diagnostics).toMatchObject([
      {
        code: 'publish/ignored',
        severity: 'warning',
        message: expect.stringMatching(/^\d committed files are named/) as string,
      },
    ]);
    expect(codes(await push(project, remote))).toEqual([]);
  });

  test('edits that are only here stay, and are told', async () => {
    const project = aGitProject(FILES);
    const remote = aRemote(project, { tips: { main: project.id('HEAD') } });
    const path = Object.keys(project.manifests())[0] ?? 'team-a/networkpolicy.networking.k8s.io_deny-all.yaml';
    project.write({ [`output/${path}`]: 'mine\n', 'staged.txt': 'staged', 'dirty.txt': 'dirty' });
    project.git('add', 'staged.txt');
    const { report, status } = await push(project, remote);
    expect(status).toBe(0);
    expect(project.read(`output/${path}`)).toBe('mine\n');
    expect(project.git('status', '--porcelain')).toContain('A  staged.txt');
    expect(report.diagnostics.filter(({ code }) => code === 'publish/not-followed')).toMatchObject([
      { message: expect.stringContaining(path) as string, severity: 'notice' },
    ]);
  });
});

function configured(
  project: GitProject,
  read: (text: string) => { readonly cluster: string },
): NonNullable<Pushing['committed']> {
  const options = {
    policies: [`${project.root}/policies`],
    clusterState: [`${project.root}/cluster-state`],
    output: `${project.root}/output`,
  };
  return {
    configuration: undefined,
    isNamed: false,
    runOptions: (file) => ({
      value: { ...A_RUN, cwd: project.root, ...options, ...read(new TextDecoder().decode(file?.bytes)) },
      diagnostics: [],
    }),
  };
}

const A_RUN = {
  ...DEFAULT_RUN_OPTIONS,
  now: '2026-01-01T00:00:00Z',
  version: '0.0.0-test',
  progress: () => undefined,
};
