// B69 and B70: a ledger that is missing, cut off, newer, edited, of somebody else, or in conflict after a merge. Whatever it is, nothing is
// deleted or written over for it, and where adopt is the remedy, the command in the error's own words mends it.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/model/digest.ts';
import { resourceKey } from '../../src/model/resource.ts';
import type { RunOptions } from '../../src/run/index.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { aProject, type Project } from '../support/project.ts';
import {
  builtProgram,
  carriedOut,
  everything,
  namespace,
  ofCode,
  refused,
  settled,
  SHARED,
  TENANTS,
} from './tenants.ts';

const LEDGER = 'output/.headwater/ledger';
const SHARD = `${LEDGER}/namespaces/team-a.jsonl`;
const HEADER = `${LEDGER}/header.jsonl`;

const MODES = (['desired', 'kyverno'] as const).flatMap((lifecycle) =>
  (['headwater', 'kyverno', 'none'] as const).map((provenance) => ({ lifecycle, provenance })),
);

/** One object outside of namespaces for each namespace; the lines are those that init writes. */
const CLUSTER_WIDE = {
  'policies/admins.yaml': `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: admins
spec:
  rules:
  - name: binding
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate:
      generateExisting: true
      synchronize: true
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      name: "{{request.object.metadata.name}}"
      data:
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
        subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: admins}]
`,
  'cluster-state/default.yaml': SHARED,
  '.gitattributes':
    'output/.headwater/last.diff merge=union -diff\noutput/.headwater/ledger/cluster/*.jsonl merge=union\n',
};

function shardOf(name: string): string {
  const key = resourceKey({ group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', namespace: '', name });
  return `${LEDGER}/cluster/${digestOf(key).slice(0, 2)}.jsonl`;
}

/** Names whose bindings the ledger has in one file. */
function namesInOneShard(count: number): readonly string[] {
  const names: string[] = [];
  for (let index = 0; names.length < count; index += 1) {
    const name = `team-${index}`;
    if (shardOf(name) === shardOf('team-0')) names.push(name);
  }
  return names;
}

/** What the tenants have, a cluster-scoped downstream, a Namespace made for a Namespace and what that has in turn. */
const MORE = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: more
spec:
  rules:
  - name: binding
    match: {any: [{resources: {kinds: [Namespace], selector: {matchLabels: {settings: wanted}}}}]}
    generate:
      synchronize: true
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      name: "{{request.object.metadata.name}}-admins"
      data:
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
        subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "{{request.object.metadata.name}}"}]
  - name: twin
    match: {any: [{resources: {kinds: [Namespace], selector: {matchLabels: {settings: wanted}}}}]}
    generate:
      synchronize: true
      apiVersion: v1
      kind: Namespace
      name: "{{request.object.metadata.name}}-dev"
      data:
        metadata: {labels: {twin: "true"}}
  - name: in-twin
    skipBackgroundRequests: false
    match: {any: [{resources: {kinds: [Namespace], selector: {matchLabels: {twin: "true"}}}}]}
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: welcome
      namespace: "{{request.object.metadata.name}}"
      data:
        data: {tier: "{{request.object.metadata.labels.twin}}"}
  - name: label
    match: {any: [{resources: {kinds: [Namespace], selector: {matchLabels: {settings: wanted}}}}]}
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: tier
      namespace: "{{request.object.metadata.name}}"
      data:
        data: {tier: "{{request.object.metadata.annotations.tier || 'none'}}"}
`;

const START = {
  'policies/tenants.yaml': TENANTS,
  'policies/more.yaml': MORE,
  'cluster-state/shared.yaml': SHARED,
  '.gitattributes': 'output/.headwater/last.diff merge=union -diff\n',
};

/** Under `kyverno` a namespace that was there before its policy has nothing: the first run is one without it. */
async function grown(project: Project, options: Partial<RunOptions>): Promise<void> {
  await carriedOut(project, 0, options);
  project.write({ 'cluster-state/team-a.yaml': namespace('team-a') });
  await carriedOut(project, 0, options);
  expect(Object.keys(project.manifests())).toHaveLength(7);
}

async function aGrownProject(options: Partial<RunOptions> = {}): Promise<Project> {
  const project = aProject(START);
  await grown(project, options);
  return project;
}

/** Takes the command out of an error's words and runs it with the program as it is built. */
function runNamed(
  project: Project,
  text: string,
  more = '',
): { readonly status: number | null; readonly stdout: string } {
  const command = /`(headwater adopt --from-output[^`]*)`/.exec(text)?.[1];
  expect(command, text).toBeDefined();
  const program = `${JSON.stringify(process.execPath)} ${JSON.stringify(builtProgram())}`;
  const line = `${command!.replace(/^headwater/, () => program)} ${more}`;
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
  const { status, stdout } = spawnSync('sh', ['-c', line], { cwd: project.root, encoding: 'utf8', env });
  return { status, stdout };
}

/** As a user would call it, from the folder of the project; what is printed to either stream. */
function cli(
  project: Project,
  ...args: readonly string[]
): { readonly status: number | null; readonly stdout: string } {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
  const run = spawnSync(process.execPath, [builtProgram(), ...args], { cwd: project.root, encoding: 'utf8', env });
  return { status: run.status, stdout: run.stdout + run.stderr };
}

/** Adopts: no manifest changes by it, and the next run changes nothing at all. */
async function mended(project: Project, options: Partial<RunOptions>): Promise<void> {
  const manifests = project.manifests();
  const { status, report } = await project.adopt(options);
  expect([status, report.diagnostics.filter(({ severity }) => severity === 'error')]).toEqual([0, []]);
  expect(report.adopted).toMatchObject({ retained: 0, unknown: 0, foreign: 0, missing: 0, pending: 0, written: true });
  expect(project.manifests()).toEqual(manifests);
  await settled(project, 0, options);
}

describe.each(MODES)('B69 in the lifecycle $lifecycle with the marks $provenance', (options) => {
  test('a lost ledger is rebuilt to the same bytes from the manifests alone', async () => {
    const project = await aGrownProject(options);
    const before = everything(project.root);
    project.remove(LEDGER);
    if (options.provenance === 'headwater') ofCode(await refused(project, options), 'ledger/missing');
    await mended(project, options);
    expect(everything(project.root)).toEqual(before);
  });

  test('a run between loss and repair writes and deletes nothing', async () => {
    const project = await aGrownProject(options);
    const manifests = project.manifests();
    project.remove('output/.headwater');
    const { status } = await project.reconcile(options);
    expect(status).toBe(options.provenance === 'headwater' ? 2 : options.lifecycle === 'kyverno' ? 0 : 1);
    expect(project.manifests()).toEqual(manifests);
    await mended(project, options);
  });

  test('what somebody deleted of a rule that does not synchronize is not made again, and what they edited stays', async () => {
    const project = await aGrownProject(options);
    const quota = 'output/team-a/resourcequota_quota.yaml';
    project.remove(quota, LEDGER);
    const { status, report } = await project.adopt(options);
    expect(status).toBe(0);
    const isTold = options.lifecycle === 'desired';
    // Under `kyverno` it may as well be of a trigger that was there before the policy.
    expect(report.adopted?.missing).toBe(isTold ? 1 : 0);
    await settled(project, 0, options);
    expect(project.manifests()).not.toHaveProperty(['team-a/resourcequota_quota.yaml']);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, Math.floor(text.length / 2))],
    ['emptied', () => ''],
    ['edited to no JSON', (text: string) => `# ${text}`],
    ['edited to a path outside', (text: string) => text.replace(/"path":"[^"]*"/, '"path":"../../x.yaml"')],
    ['doubled', (text: string) => `${text}${text.replace(/"written":"[^"]*"/, `"written":"${'0'.repeat(64)}"`)}`],
  ])('%s it is refused and rebuilt to the same bytes', async (_, damage) => {
    const project = await aGrownProject(options);
    const before = everything(project.root);
    for (const path of [SHARD, HEADER, `${LEDGER}/rules/tenants.jsonl`]) {
      const whole = project.read(path);
      if (damage(whole) === whole || (path !== SHARD && /path|written/.test(damage.toString()))) continue;
      project.write({ [path]: damage(whole) });
      expect((await refused(project, options)).every(({ code }) => code.startsWith('ledger/'))).toBe(true);
      await mended(project, options);
      expect(everything(project.root)).toEqual(before);
    }
  });
});

describe('B69: what adopt does not mend', () => {
  test('missing with an empty output is the first run, and adopt leaves it so', async () => {
    const project = aProject({ ...START, 'cluster-state/team-a.yaml': namespace('team-a') });
    const { status, report } = await project.adopt();
    expect([status, report.adopted?.written, project.files('output')]).toEqual([0, false, {}]);
    await carriedOut(project, 0);
    expect(Object.keys(project.manifests())).toHaveLength(7);
  });

  test('of a newer version, or of another cluster, it is refused by both with its own words', async () => {
    for (const [code, header] of [
      ['ledger/newer', '{"cluster":"","kind":"ledger","version":2}\n'],
      ['ledger/other-cluster', '{"cluster":"prod-eu","kind":"ledger","version":1}\n'],
    ] as const) {
      const project = await aGrownProject();
      project.write({ [HEADER]: header });
      const [error] = ofCode(await refused(project, { cluster: 'prod-us' }), code);
      expect(error?.help).not.toContain('adopt');
      const before = everything(project.root);
      const { status, report } = await project.adopt({ cluster: 'prod-us' });
      expect([status, report.diagnostics.map((one) => one.code)]).toEqual([2, [code]]);
      expect(everything(project.root)).toEqual(before);
    }
  });

  test('without --from-output it says that this version takes up nothing else', async () => {
    const project = await aGrownProject();
    const { status, report } = await project.adopt({}, { fromOutput: false });
    expect([status, report.diagnostics[0]?.code]).toEqual([2, 'cli/usage']);
    expect(cli(project, 'adopt').stdout).toContain('headwater adopt --from-output');
  });

  test('an inventory without an object is refused', async () => {
    const project = await aGrownProject();
    project.remove('cluster-state', LEDGER);
    project.write({ 'cluster-state/nothing.yaml': '# nothing\n' });
    const { status, report } = await project.adopt();
    expect(status).toBe(2);
    ofCode(report.diagnostics, 'load/empty-inventory');
  });

  test('--dry-run writes nothing', async () => {
    const project = await aGrownProject();
    project.remove(LEDGER);
    const before = everything(project.root);
    const { status, report } = await project.adopt({}, { dryRun: true });
    expect([status, report.adopted?.provenance, report.adopted?.written]).toEqual([0, 7, false]);
    expect(everything(project.root)).toEqual(before);
  });
});

describe('B69: marks are text that anybody may write', () => {
  const forged = (name: string, policy: string, trigger: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    headwater.dev/policy: ${policy}
    headwater.dev/rule: settings
    headwater.dev/trigger: ${trigger}
  labels:
    app.kubernetes.io/managed-by: headwater
  name: ${name}
  namespace: team-a
data:
  mine: "yes"
`;

  test('a manifest that only its marks speak for is never deleted and never written over', async () => {
    const project = await aGrownProject();
    const files = {
      'output/team-a/configmap_mine.yaml': forged('mine', 'tenants', 'Namespace/team-a'),
      'output/team-a/configmap_gone.yaml': forged('gone', 'no-such-policy', 'Namespace/team-z'),
    };
    project.write(files);
    project.remove(LEDGER);
    const { status, report } = await project.adopt();
    expect([status, report.adopted?.retained, report.adopted?.provenance]).toEqual([0, 2, 7]);
    ofCode(report.diagnostics, 'adopt/retained');
    await settled(project);
    project.remove('cluster-state/team-a.yaml');
    await carriedOut(project, 0);
    for (const [path, text] of Object.entries(files)) expect(project.read(path)).toBe(text);
  });

  test('marks that name another than who wants the place are not believed, and the file is left alone', async () => {
    const project = await aGrownProject();
    const text = forged('settings', 'others', 'Namespace/team-z');
    project.write({ 'output/team-a/configmap_settings.yaml': text });
    project.remove(LEDGER);
    const { status, report } = await project.adopt();
    expect([status, report.adopted?.unknown]).toEqual([1, 1]);
    expect(ofCode(report.diagnostics, 'adopt/could-not-tell')[0]?.message).toContain('configmap_settings.yaml');
    await settled(project, 1);
    expect(project.read('output/team-a/configmap_settings.yaml')).toBe(text);
  });

  test('marks at a place where the manifest does not belong are not believed', async () => {
    const project = await aGrownProject();
    project.write({ 'output/elsewhere.yaml': forged('mine', 'tenants', 'Namespace/team-a') });
    project.remove(LEDGER);
    const { status, report } = await project.adopt();
    expect([status, report.adopted?.unknown]).toEqual([1, 1]);
  });

  test('manifests of somebody else are listed and left alone', async () => {
    const project = await aGrownProject();
    project.write({
      'output/team-a/configmap_theirs.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: theirs, namespace: team-a}\n',
      'output/README.md': '# hello\n',
    });
    project.remove(LEDGER);
    const { status, report } = await project.adopt();
    expect([status, report.adopted?.foreign]).toEqual([0, 2]);
    await settled(project);
  });
});

describe('the command that an error names works as it is', () => {
  test('with the folders that were given', async () => {
    const project = await aGrownProject({ cluster: 'prod' });
    execFileSync('mv', ['output', "it's rendered"], { cwd: project.root });
    project.remove(`it's rendered/.headwater/ledger/header.jsonl`);
    const args = ['--no-commit', '--output', "it's rendered", '--cluster', 'prod'];
    const refusedRun = cli(project, 'reconcile', ...args);
    expect(refusedRun.status).toBe(2);
    const before = everything(project.root);
    expect(runNamed(project, refusedRun.stdout).status).toBe(0);
    expect(Object.keys(everything(project.root)).length).toBe(Object.keys(before).length + 1);
    const after = everything(project.root);
    expect(cli(project, 'reconcile', ...args).status).toBe(0);
    expect(everything(project.root)).toEqual(after);
  });

  test('with a configuration of another name, by every command that reads the ledger', async () => {
    const project = await aGrownProject();
    project.write({
      'clusters/prod.yaml': 'policies: ../policies\nclusterState: ../cluster-state\noutput: ../output\n',
    });
    project.remove(LEDGER);
    for (const args of [['reconcile', '--no-commit'], ['diff'], ['explain', 'ns/team-a']]) {
      const { status, stdout } = cli(project, ...args, '--config', 'clusters/prod.yaml');
      expect(stdout).toContain('headwater adopt --from-output --config clusters/prod.yaml');
      expect(status).toBe(2);
    }
    const { stdout } = cli(project, 'diff', '--config', 'clusters/prod.yaml');
    expect(runNamed(project, stdout).status).toBe(0);
    await settled(project);
  });
});

describe.runIf(HAS_GIT).each(['desired', 'kyverno'] as const)(`B70 in the lifecycle %s${NEEDS_GIT}`, (lifecycle) => {
  const options = { lifecycle };

  async function aGrownRepository(): Promise<GitProject> {
    const project = aGitProject(START);
    await grown(project, options);
    project.commit('team-a');
    return project;
  }

  /** Two branches from main, each with a run of its own. */
  async function branched(
    project: GitProject,
    edits: Readonly<Record<'one' | 'two', Record<string, string>>>,
  ): Promise<void> {
    for (const name of ['one', 'two'] as const) {
      project.git('checkout', '-q', '-b', name, 'main');
      project.write(edits[name]);
      await carriedOut(project, 0, options);
      project.commit(name);
    }
    project.git('checkout', '-q', 'one');
  }

  test('two branches that each add a namespace merge without a conflict, and the next run changes nothing', async () => {
    const project = await aGrownRepository();
    await branched(project, {
      one: { 'cluster-state/team-b.yaml': namespace('team-b') },
      two: { 'cluster-state/team-c.yaml': namespace('team-c') },
    });
    project.git('merge', '-q', '--no-edit', 'two');
    expect(Object.keys(project.manifests())).toHaveLength(21);
    await settled(project, 0, options);
    expect(project.git('status', '--porcelain')).toBe('');
  });

  /** Two branches that add and remove bindings whose records lie in one file, merged by Git with the lines of init. */
  async function unitedShard(first: number, isRemoving: boolean): Promise<GitProject> {
    const names = namesInOneShard(12);
    const files = (...at: readonly number[]) =>
      Object.fromEntries(
        at
          .map((index) => names[(index * 7 + first) % 12]!)
          .map((name) => [`cluster-state/${name}.yaml`, namespace(name)]),
      );
    const project = aGitProject({ ...CLUSTER_WIDE, ...files(0, 1, 2, 3) });
    await carriedOut(project, 0, options);
    project.commit('base');
    for (const [name, added, removed] of [
      ['one', files(4, 6, 8), files(1)],
      ['two', files(5, 7, 9), files(2)],
    ] as const) {
      project.git('checkout', '-q', '-b', name, 'main');
      project.write(added);
      if (isRemoving) project.remove(...Object.keys(removed));
      await carriedOut(project, 0, options);
      project.commit(name);
    }
    project.git('checkout', '-q', 'one');
    project.git('merge', '-q', '--no-edit', 'two');
    expect(Object.keys(project.manifests())).toHaveLength(isRemoving ? 8 : 10);
    return project;
  }

  test.each([0, 6])(
    'branches that add objects to one file of cluster/ merge with the lines of init, and the next run changes no byte (%i)',
    async (first) => {
      const project = await unitedShard(first, false);
      const lines = project.read(shardOf('team-0')).trimEnd().split('\n');
      expect(new Set(lines).size).toBe(10);
      await settled(project, 0, options);
    },
  );

  test.each([0, 6])('where they remove some, too, the next run changes no manifest (%i)', async (first) => {
    const project = await unitedShard(first, true);
    const manifests = project.manifests();
    await carriedOut(project, 0, options);
    expect(project.manifests()).toEqual(manifests);
    expect(project.read(shardOf('team-0')).trimEnd().split('\n')).toHaveLength(8);
    await settled(project, 0, options);
  });

  const tier = (value: string) => ({
    'cluster-state/team-a.yaml': namespace('team-a', `  annotations: {tier: ${value}}\n`),
  });

  /** Both branches edit one trigger; the person resolves inputs and manifests, and not the ledger. */
  async function conflicted(side: 'ours' | 'theirs'): Promise<GitProject> {
    const project = await aGrownRepository();
    await branched(project, { one: tier('gold'), two: tier('silver') });
    expect(() => project.git('merge', '-q', '--no-edit', 'two')).toThrow();
    const paths = project.git('diff', '--name-only', '--diff-filter=U').trim().split('\n');
    expect(paths.some((path) => path.startsWith(LEDGER))).toBe(true);
    const others = paths.filter((path) => !path.startsWith('output/.headwater/'));
    project.git('checkout', '-q', `--${side}`, '--', ...others);
    project.git('add', '--', ...others);
    return project;
  }

  test.each(['ours', 'theirs'] as const)(
    'markers that were committed (%s) are refused, and the command mends them',
    async (side) => {
      const project = await conflicted(side);
      project.commit('a bad merge');
      const manifests = project.manifests();
      ofCode(await refused(project, options), 'ledger/merge-conflict');
      const run = cli(project, 'reconcile', '--lifecycle', lifecycle);
      expect(run.status).toBe(2);
      const repair = runNamed(project, run.stdout);
      expect([repair.status, repair.stdout]).toEqual([0, expect.stringContaining('Committed') as string]);
      expect(project.git('log', '-1', '--format=%s').trim()).toBe('headwater: ledger rebuilt');
      expect(project.git('status', '--porcelain')).toBe('');
      expect(project.manifests()).toEqual(manifests);
      await settled(project, 0, options);
      const head = project.id('HEAD');
      expect(cli(project, 'reconcile', '--lifecycle', lifecycle).status).toBe(0);
      expect(project.id('HEAD')).toBe(head);
    },
  );

  test('in the middle of a merge the commit is left to the person, with the words for it', async () => {
    const project = await conflicted('theirs');
    const run = cli(project, 'reconcile', '--lifecycle', lifecycle);
    expect(run.status).toBe(2);
    const manifests = project.manifests();
    const repair = runNamed(project, run.stdout);
    expect(repair.status).toBe(0);
    const next = /^Next: (.*)$/m.exec(repair.stdout)?.[1];
    expect(next).toBe('git add output && git commit');
    project.git('add', 'output');
    project.git('commit', '-q', '--no-edit');
    expect(project.manifests()).toEqual(manifests);
    expect(project.git('status', '--porcelain')).toBe('');
    await settled(project, 0, options);
  });

  test('manifests with markers are told and left alone by both, and the ledger keeps them', async () => {
    const project = await conflicted('ours');
    const path = 'output/team-a/configmap_tier.yaml';
    const whole = project.read(path);
    const text = `<<<<<<< HEAD\n${whole}=======\n${whole}>>>>>>> two\n`;
    project.write({ [path]: text });
    project.commit('a bad merge');
    const { status, report } = await project.adopt(options);
    expect([status, report.adopted?.unknown]).toEqual([1, 1]);
    expect(ofCode(report.diagnostics, 'adopt/could-not-tell')[0]?.message).toContain('conflict markers');
    await settled(project, 1, options);
    expect(project.read(path)).toBe(text);
    project.write({ [path]: whole });
    await carriedOut(project, 0, options);
    expect(project.read(path)).toBe(whole);
    await settled(project, 0, options);
  });

  test('where the remote has a bad merge, a run that pushes is refused, and the repair is a push of one’s own', async () => {
    const project = await conflicted('theirs');
    project.commit('a bad merge');
    project.git('branch', '-f', 'main');
    project.git('checkout', '-q', 'main');
    const remote = join(project.home, 'remote.git');
    project.git('clone', '-q', '--bare', project.root, remote);
    project.git('remote', 'add', 'origin', remote);
    const refs = project.git('ls-remote', 'origin');
    const run = cli(project, 'reconcile', '--push', '--lifecycle', lifecycle);
    expect([run.status, run.stdout]).toEqual([2, expect.stringContaining('ledger/merge-conflict') as string]);
    expect(project.git('ls-remote', 'origin')).toBe(refs);
    expect(runNamed(project, run.stdout).status).toBe(0);
    project.git('push', '-q', 'origin', 'main');
    const repaired = project.id('HEAD');
    expect(cli(project, 'reconcile', '--push', '--lifecycle', lifecycle).status).toBe(0);
    expect([project.id('HEAD'), project.git('ls-remote', remote, 'main').slice(0, 40)]).toEqual([repaired, repaired]);
  });

  test('a ledger that was deleted and committed comes back from history, with what only it knew', async () => {
    const project = await aGrownRepository();
    const before = everything(join(project.root, 'output'));
    project.remove('output/.headwater/ledger');
    project.commit('without');
    project.commit('and more');
    const { status, report } = await project.adopt(options);
    expect([status, report.adopted?.commits]).toEqual([0, [project.id('HEAD~2')]]);
    expect(everything(join(project.root, 'output'))).toEqual(before);
  });

  test('the marks of last.diff stop nothing', async () => {
    const project = await aGrownRepository();
    const diff = 'output/.headwater/last.diff';
    project.write({ [diff]: `<<<<<<< HEAD\n${project.read(diff)}=======\n>>>>>>> two\n`, [SHARD]: 'broken' });
    await mended(project, options);
    expect(project.files('output/.headwater')).not.toHaveProperty(['last.diff']);
  });
});
