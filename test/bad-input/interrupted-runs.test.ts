// Runs that end in the middle of writing, wherever that is: the next run leaves the tree that an undisturbed one would have left.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunOptions } from '../../src/run/index.ts';
import { HAS_GIT, NEEDS_GIT, openSandbox, type Sandbox } from '../publish/git-sandbox.ts';
import { aProject, projectIn, type Project } from '../support/project.ts';
import { builtProgram, configMapRule, namespace, namespaces, SHARED, TENANTS, trigger } from './tenants.ts';

/** A rule that writes into another namespace than its trigger's, so that two files of the ledger have to agree. */
const ACROSS = configMapRule(`
apiVersion: v1
kind: ConfigMap
name: "of-{{request.namespace}}"
namespace: "{{request.object.metadata.annotations.to}}"
data:
  data: "{{request.object.data}}"
`).replace(
  'names: [trigger]',
  'names: [trigger]\n          selector:\n            matchLabels:\n              copy: "yes"',
);

function across(from: string, to: string, copy: 'yes' | 'no', value = 'one'): string {
  return trigger({ value }).replace(
    'namespace: team-a\n',
    `namespace: ${from}\n  labels:\n    copy: "${copy}"\n  annotations:\n    to: ${to}\n`,
  );
}

const BEFORE = {
  'policies/tenants.yaml': TENANTS,
  'policies/across.yaml': ACROSS,
  'cluster-state/shared.yaml': SHARED,
  'cluster-state/a.yaml': namespace('team-a'),
  'cluster-state/b.yaml': namespace('team-b'),
  'cluster-state/c.yaml': namespace('team-c'),
  'cluster-state/d.yaml': namespace('team-d'),
  'cluster-state/x.yaml': across('team-a', 'team-d', 'yes'),
  'cluster-state/y.yaml': across('team-d', 'team-a', 'yes'),
  'cluster-state/z.yaml': across('team-c', 'team-b', 'yes'),
};

/** Names the files of output that a user edits before the run that is interrupted. */
const EDITED = ['team-b/resourcequota_quota.yaml', 'team-c/resourcequota_quota.yaml', 'team-a/configmap_settings.yaml'];

/** Creates, updates, deletes and retains, also across namespaces, with manifests that were edited and a rule that changed. */
function change(project: Project): void {
  for (const path of EDITED) {
    project.write({ [`output/${path}`]: project.read(`output/${path}`).replace(/(pods|color): .*/, '$1: "99"') });
  }
  project.remove('cluster-state/b.yaml');
  project.write({
    'policies/tenants.yaml': TENANTS.replace('[Ingress]', '[Ingress, Egress]').replace('pods: "20"', 'pods: "30"'),
    'cluster-state/shared.yaml': SHARED.replace('blue', 'green'),
    'cluster-state/c.yaml': namespace('team-c', '  annotations: {changed: "yes"}\n'),
    'cluster-state/e.yaml': namespace('team-e'),
    'cluster-state/x.yaml': across('team-a', 'team-d', 'no'),
    'cluster-state/y.yaml': across('team-d', 'team-a', 'no'),
    'cluster-state/z.yaml': across('team-c', 'team-b', 'yes', 'two'),
    'cluster-state/w.yaml': across('team-e', 'team-a', 'yes'),
  });
}

class Killed extends Error {}

/** What is compared: all of output but last.diff, which tells what the last run changed and so depends on how many there were. */
function tree(project: Project): Record<string, string> {
  const files = project.files('output');
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== '.headwater/last.diff'));
}

/** Runs until the step of this number; tells whether it was reached. */
async function killedAt(project: Project, step: number, options: Partial<RunOptions>): Promise<boolean> {
  let count = 0;
  const before = (): void => {
    if (count === step) throw new Killed();
    count += 1;
  };
  try {
    await project.reconcile(options, { before });
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

/** A project as another one is now. */
function copyOf(template: Project): Project {
  const project = aProject();
  cpSync(template.root, project.root, { recursive: true });
  return project;
}

interface Scenario {
  readonly name: string;
  readonly options: Partial<RunOptions>;
  readonly prepare: () => Promise<Project>;
}

const SCENARIOS: readonly Scenario[] = (['desired', 'kyverno'] as const).flatMap((lifecycle): Scenario[] => [
  {
    name: `a first run (${lifecycle})`,
    options: { lifecycle },
    prepare: () => Promise.resolve(aProject(BEFORE)),
  },
  {
    name: `a run that creates, updates, deletes and retains (${lifecycle})`,
    options: { lifecycle },
    async prepare() {
      const project = aProject({
        ...BEFORE,
        'policies/tenants.yaml': '# later\n',
        'policies/across.yaml': '# later\n',
      });
      project.remove(...Object.keys(BEFORE).filter((path) => path.startsWith('cluster-state')));
      project.write({
        'cluster-state/shared.yaml': SHARED,
        'policies/tenants.yaml': TENANTS,
        'policies/across.yaml': ACROSS,
      });
      // Rules first and triggers afterwards, so that in `kyverno` they are triggers and not older than their policies.
      await project.reconcile({ lifecycle });
      project.write(BEFORE);
      await project.reconcile({ lifecycle });
      expect(Object.keys(project.manifests())).toHaveLength(15);
      change(project);
      return project;
    },
  },
]);

describe('B73: a run killed at any step of writing', () => {
  for (const { name, options, prepare } of SCENARIOS) {
    test(`B73: ${name}, killed before each step, is completed by the next run`, async () => {
      const template = await prepare();
      const whole = copyOf(template);
      const { report, status } = await whole.reconcile(options);
      expect(status).toBe(0);
      if (name.startsWith('a run')) {
        for (const count of ['created', 'updated', 'deleted', 'retained'] as const) {
          expect(report.counts[count], count).toBeGreaterThan(0);
        }
      }
      const expected = tree(whole);
      let steps = 0;
      for (let project = copyOf(template); await killedAt(project, steps, options); project = copyOf(template)) {
        expect((await project.reconcile(options)).status).toBe(0);
        expect(tree(project), `killed at step ${steps}`).toEqual(expected);
        rmSync(project.root, { recursive: true });
        steps += 1;
      }
      expect(steps).toBeGreaterThan(10);
    });

    test(`B73: ${name}, killed twice, is completed by the third run`, async () => {
      const template = await prepare();
      const whole = copyOf(template);
      await whole.reconcile(options);
      const expected = tree(whole);
      let once = copyOf(template);
      for (let first = 0; await killedAt(once, first, options); first += 9) {
        let project = copyOf(once);
        for (let second = 0; await killedAt(project, second, options); second += 7) {
          await project.reconcile(options);
          expect(tree(project), `killed at steps ${first} and ${second}`).toEqual(expected);
          rmSync(project.root, { recursive: true });
          project = copyOf(once);
        }
        rmSync(project.root, { recursive: true });
        once = copyOf(template);
      }
    });

    // What was written half is judged before the lifecycle comes in.
    if (options.lifecycle === 'kyverno') continue;
    test(`B73: ${name}, killed while a manifest was written in place, is completed by the next run`, async () => {
      const template = await prepare();
      const whole = copyOf(template);
      await whole.reconcile(options);
      const expected = tree(whole);
      const written = Object.keys(expected).filter((path) => {
        const isManifest = !path.startsWith('.headwater/');
        return isManifest && template.files('output')[path] !== expected[path];
      });
      expect(written.length).toBeGreaterThan(5);
      for (const [index, path] of written.entries()) {
        const text = expected[path] ?? '';
        for (const length of cuts(text, index)) {
          const project = copyOf(template);
          await killedBefore(project, `write ${path}`, options);
          project.write({ [`output/${path}`]: text.slice(0, length) });
          expect((await project.reconcile(options)).status).toBe(0);
          expect(tree(project), `${path} cut after ${length} of ${text.length}`).toEqual(expected);
          rmSync(project.root, { recursive: true });
        }
      }
    });
  }
});

/** Where a text is cut off: at its beginning, inside a line, and between every third two lines, another third for each file. */
function cuts(text: string, file: number): readonly number[] {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  return [0, Math.floor(text.length / 2), text.length - 2, ...ends.filter((_, index) => index % 3 === file % 3)];
}

async function killedBefore(project: Project, wanted: string, options: Partial<RunOptions>): Promise<void> {
  const before = (step: string): void => {
    if (step === wanted) throw new Killed();
  };
  await expect(project.reconcile(options, { before })).rejects.toThrow(Killed);
}

describe('B73: a run killed before its commit', () => {
  function committed(box: Sandbox): Project {
    const project = projectIn(box.root, BEFORE);
    box.git('add', '.');
    box.git('commit', '-qm', 'inputs');
    return project;
  }

  const WAYS = ['git', 'isomorphic'] as const;
  test.skipIf(!HAS_GIT).each(WAYS)(
    `B73: the next run commits files and ledger of one state, by %s${NEEDS_GIT}`,
    async (way) => {
      const box = openSandbox();
      onTestFinished(box.close);
      const project = committed(box);
      const commits = () => Number(box.git('rev-list', '--count', 'HEAD'));
      expect(headwaterIn(box, way)).toBe(0);
      expect([commits(), box.status()]).toEqual([2, '']);
      change(project);
      const template = copyOf(project);
      await template.reconcile();
      const expected = tree(template);
      box.git('add', 'policies', 'cluster-state');
      box.git('commit', '-qm', 'change');
      for (const wanted of [
        'write .headwater/ledger/header.jsonl',
        'write .headwater/last.diff',
        'remove-folder',
        'nothing',
      ]) {
        // Nothing is committed by a run that ends here; what it wrote stays in the work tree.
        const before = (step: string): void => {
          if (step.startsWith(wanted)) throw new Killed();
        };
        await project.reconcile({}, { before }).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      }
      expect(commits()).toBe(3);
      expect(box.status()).not.toBe('');
      expect(headwaterIn(box, way)).toBe(0);
      expect([commits(), box.status()]).toEqual([4, '']);
      expect(tree(project)).toEqual(expected);
      const names = box.git('show', '--name-only', '--format=', 'HEAD').trim().split('\n');
      expect(names.some((name) => name.startsWith('output/team-e/'))).toBe(true);
      expect(names).toContain('output/.headwater/ledger/namespaces/team-e.jsonl');
      expect(headwaterIn(box, way)).toBe(0);
      expect(commits()).toBe(4);
    },
  );

  function headwaterIn({ root, env }: Sandbox, way: string): number | null {
    const run = spawnSync(process.execPath, [builtProgram(), 'reconcile'], {
      cwd: root,
      env: { ...env, HEADWATER_GIT: way },
      encoding: 'utf8',
    });
    return run.status;
  }
});

describe('B73: the built program under SIGKILL', () => {
  const COUNT = 200;
  /** So many namespaces come, and as many go. */
  const MOVED = 60;

  /** A project of a few hundred namespaces that has run, and whose policies and inventory changed since. */
  function large(): Project {
    const project = aProject({
      'policies/tenants.yaml': TENANTS,
      'cluster-state/shared.yaml': SHARED,
      'cluster-state/many.yaml': namespaces(COUNT),
    });
    expect(run(project).status).toBe(0);
    const left = namespaces(COUNT + 60)
      .split('---\n')
      .slice(60)
      .join('---\n');
    project.write({
      'policies/tenants.yaml': TENANTS.replace('[Ingress]', '[Egress]'),
      'cluster-state/many.yaml': left,
    });
    return project;
  }

  const ARGS = ['reconcile', '--no-commit', '--max-deletions', '1000'];

  function run(project: Project) {
    return spawnSync(process.execPath, [builtProgram(), ...ARGS], { cwd: project.root, encoding: 'utf8' });
  }

  /** Starts the program and kills it as soon as this is so; tells whether it was killed. */
  async function killedWhen(project: Project, reached: () => boolean): Promise<boolean> {
    const child = spawn(process.execPath, [builtProgram(), ...ARGS], { cwd: project.root, stdio: 'ignore' });
    const ended = new Promise<boolean>((resolve) => {
      child.on('exit', (_, signal) => resolve(signal === 'SIGKILL'));
    });
    while (child.exitCode === null && !reached()) await pause(1);
    child.kill('SIGKILL');
    return ended;
  }

  /** Moments of the run: the ledger of both states is being written; manifests are being made; manifests are being taken away. */
  const MOMENTS: readonly ((project: Project, random: number) => boolean)[] = [
    ({ root }, random) => existsSync(join(root, `output/.headwater/ledger/namespaces/team-${COUNT + random}.jsonl`)),
    ({ root }, random) => existsSync(join(root, `output/team-${COUNT + random}/configmap_settings.yaml`)),
    ({ root }, random) => !existsSync(join(root, `output/team-${random}/configmap_settings.yaml`)),
  ];

  test('B73: killed at random moments of a run over hundreds of namespaces, the next run repairs', async () => {
    const template = large();
    const whole = copyOf(template);
    expect(run(whole).status).toBe(0);
    const expected = tree(whole);
    const untouched = tree(template);
    let midway = 0;
    for (const moment of [...MOMENTS, ...MOMENTS.slice(0, 2)]) {
      const project = copyOf(template);
      const random = Math.floor(Math.random() * MOVED);
      await killedWhen(project, () => moment(project, random));
      const left = JSON.stringify(tree(project));
      if (left !== JSON.stringify(untouched) && left !== JSON.stringify(expected)) midway += 1;
      const again = run(project);
      expect(again.status, again.stdout + again.stderr).toBe(0);
      expect(tree(project)).toEqual(expected);
      rmSync(project.root, { recursive: true });
    }
    expect(midway).toBeGreaterThan(0);
  }, 300_000);
});

test('B73: what is left of a file written under a temporary name is gone after the next run', async () => {
  const project = aProject(BEFORE);
  await killedBefore(project, 'rename .headwater/ledger/header.jsonl', {});
  expect(Object.keys(project.files('output'))).toEqual(['.headwater/write.partial']);
  await project.reconcile();
  expect(Object.keys(project.files('output'))).not.toContain('.headwater/write.partial');
});
