// What a preview shows of a change, and what it leaves alone. Real repositories; which two commits are compared has a file of its own.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RUN_OPTIONS, type PreviewOptions, type RunResult } from '../../src/run/index.ts';
import { parseConfiguration } from '../../src/load/index.ts';
import { child, textAt } from '../../src/model/resource.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { projectIn, type Files } from '../support/project.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

const BASE = { base: 'main' };
const FILE = 'networkpolicy.networking.k8s.io_deny-all.yaml';
const EGRESS = DENY_ALL.replace('[Ingress]', '[Ingress, Egress]');
const BROKEN = 'apiVersion: kyverno.io/v1\nkind: [\n';

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
}

function namespaces(count: number): Files {
  const names = Array.from({ length: count }, (_, index) => `n${index + 10}`);
  return Object.fromEntries(names.map((name) => [`cluster-state/${name}.yaml`, namespace(name)]));
}

/** These files reconciled on main, and a branch `change` checked out. */
async function aBranch(files: Files = { 'cluster-state/a.yaml': namespace('a') }): Promise<GitProject> {
  const project = aGitProject({ 'policies/deny.yaml': DENY_ALL, ...files });
  expect((await project.reconcile()).status).toBe(0);
  project.commit('reconcile');
  project.branch('change');
  return project;
}

const changed = ({ report }: RunResult): readonly string[] =>
  report.changes.map(({ action, reason, resource }) => `${action} ${resource.namespace}: ${reason}`);

const told = ({ report }: RunResult, code: string): readonly string[] =>
  report.diagnostics.filter((one) => one.code === code).map(({ message }) => message);

/** Every file with its bytes, links as what they say, `.git` included. */
function everyByte(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((path) => {
      const stats = lstatSync(join(folder, path));
      const bytes = stats.isFile() ? readFileSync(join(folder, path)).toString('base64') : '';
      return [path, `${stats.mode} ${stats.mtimeMs} ${bytes}`];
    }),
  );
}

describe.skipIf(!HAS_GIT)(`a change${NEEDS_GIT}`, () => {
  test('what is committed, changed in the work tree and not tracked yet counts alike', async () => {
    const project = await aBranch();
    project.write({ 'cluster-state/b.yaml': namespace('b') });
    project.commit();
    project.write({ 'cluster-state/c.yaml': namespace('c'), 'policies/deny.yaml': EGRESS });
    project.git('add', 'cluster-state/c.yaml');
    project.write({ 'cluster-state/d.yaml': namespace('d') });
    expect(changed(await project.preview(BASE))).toEqual([
      'update a: rule-changed',
      'create b: new',
      'create c: new',
      'create d: new',
    ]);
  });

  test('a policy under another name is shown as a move: nothing goes and nothing comes', async () => {
    const project = await aBranch();
    project.write({ 'policies/deny.yaml': DENY_ALL.replace('name: default-deny', 'name: no-traffic') });
    const result = await project.preview(BASE);
    expect(changed(result)).toEqual(['update a: rule-moved']);
    expect(result.report.preview?.groups.map(({ why }) => why)).toEqual([
      'it moves here from rule default-deny/deny-all',
    ]);
  });

  test('nothing is written: no file of the work tree, of the index or of .git', async () => {
    const project = await aBranch();
    project.write({ 'policies/deny.yaml': EGRESS, 'output/a/mine.yaml': 'x: 1\n' });
    const before = everyByte(project.root);
    const result = await project.preview(BASE);
    expect(changed(result)).toEqual(['update a: rule-changed']);
    expect(everyByte(project.root)).toEqual(before);
  });

  test('what is merely pending on the base does not show, and what the branch makes of it does', async () => {
    const project = await aBranch();
    project.git('checkout', '-q', 'main');
    project.write({
      'cluster-state/pending.yaml': namespace('pending'),
      'cluster-state/other.yaml': namespace('other'),
    });
    project.commit('with no run after it');
    project.git('checkout', '-q', '-B', 'change');
    project.remove('cluster-state/other.yaml');
    project.write({ 'cluster-state/mine.yaml': namespace('mine') });
    expect(changed(await project.preview(BASE))).toEqual(['create mine: new', 'delete other: trigger-deleted']);
  });

  test('edits of output are the change’s own: counted, and put right by the next run', async () => {
    const project = await aBranch(namespaces(3));
    project.write({ [`output/n10/${FILE}`]: project.read(`output/n10/${FILE}`).replace('Ingress', 'Egress') });
    project.remove(`output/n11/${FILE}`);
    project.write({ 'output/notes.txt': 'mine' });
    const result = await project.preview(BASE);
    expect(changed(result)).toEqual(['update n10: edited', 'create n11: missing']);
    expect(result.report.preview?.ownEdits).toBe(3);
    expect(told(result, 'output/foreign-file')).toHaveLength(1);
  });

  test('a branch that holds what the run on it writes leaves nothing to do', async () => {
    const project = await aBranch();
    project.write({ 'policies/deny.yaml': EGRESS, 'cluster-state/b.yaml': namespace('b') });
    await project.reconcile();
    project.commit();
    expect(changed(await project.preview({ ...BASE, exitCode: true }))).toEqual([]);
  });

  test('a checkout with carriage returns is no edit', async () => {
    const project = await aBranch();
    for (const path of Object.keys(project.files('output'))) {
      project.write({ [`output/${path}`]: project.read(`output/${path}`).replaceAll('\n', '\r\n') });
    }
    const result = await project.preview(BASE);
    expect([changed(result), result.report.preview?.ownEdits]).toEqual([[], 0]);
  });

  test('a folder that the base does not have is new and holds nothing there', async () => {
    const project = aGitProject({ 'README.md': 'none yet' });
    project.branch('change');
    project.write({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespace('a') });
    const result = await project.preview(BASE);
    expect([result.status, changed(result)]).toEqual([0, ['create a: new']]);
    expect(result.report.diagnostics).toEqual([]);
  });

  test('a folder that the head does not have is an error', async () => {
    const project = await aBranch();
    project.remove('policies');
    project.commit();
    for (const head of [undefined, 'change']) {
      const result = await project.preview({ ...BASE, head });
      expect([result.status, told(result, 'load/missing-folder').length]).toEqual([2, 1]);
    }
  });
});

describe.skipIf(!HAS_GIT)(`what cannot be used${NEEDS_GIT}`, () => {
  test('a head that does not parse: the forms are written, with the errors and the comparison', async () => {
    const project = await aBranch();
    project.write({ 'policies/deny.yaml': BROKEN });
    const files = { json: join(project.home, 'p.json'), html: join(project.home, 'p.html') };
    const result = await project.preview({ ...BASE, ...files, markdown: join(project.home, 'p.md') });
    expect([result.status, changed(result)]).toEqual([2, []]);
    expect(result.report.preview).toMatchObject({
      computed: false,
      output: 'output',
      base: { name: 'main', commit: project.id('main') },
      head: { name: 'change', workTree: true },
    });
    expect(result.report.diagnostics[0]).toMatchObject({ code: 'load/syntax' });
    expect(result.report.diagnostics[0]?.file).toMatch(/policies\/deny\.yaml$/);
    expect(JSON.parse(readFileSync(files.json, 'utf8'))).toMatchObject({
      kind: 'Preview',
      preview: { computed: false },
    });
    expect(existsSync(files.html) && existsSync(join(project.home, 'p.md'))).toBe(true);
  });

  test('a base that does not parse is left as it is: a change may be what mends it', async () => {
    const project = await aBranch();
    project.git('checkout', '-q', 'main');
    project.write({ 'policies/deny.yaml': BROKEN });
    project.commit();
    project.git('checkout', '-q', '-B', 'change');
    project.write({ 'policies/deny.yaml': EGRESS });
    const result = await project.preview(BASE);
    expect([result.status, changed(result)]).toEqual([0, ['update a: rule-changed']]);
    expect(told(result, 'preview/base-unusable')).toHaveLength(1);
    expect(told(result, 'preview/base-unusable')[0]).toMatch(/main:.*policies\/deny\.yaml:\d/);
  });

  test('a ledger of the base with conflict markers, mended by the change', async () => {
    const project = await aBranch();
    const header = project.read('output/.headwater/ledger/header.jsonl');
    project.git('checkout', '-q', 'main');
    project.write({ 'output/.headwater/ledger/header.jsonl': `<<<<<<< x\n${header}=======\n${header}>>>>>>> y\n` });
    project.commit();
    project.git('checkout', '-q', '-B', 'change');
    project.write({ 'output/.headwater/ledger/header.jsonl': header, 'cluster-state/b.yaml': namespace('b') });
    const result = await project.preview(BASE);
    expect([result.status, changed(result)]).toEqual([0, ['create b: new']]);
    expect(told(result, 'preview/base-unusable')).toHaveLength(1);
  });

  test('the deletion guard stops no preview, and says that it would stop the run after the merge', async () => {
    const project = await aBranch(namespaces(30));
    project.remove(...Object.keys(namespaces(25)));
    const result = await project.preview({ ...BASE, exitCode: true });
    expect(changed(result)).toHaveLength(25);
    expect([result.status, result.report.preview?.stopped]).toEqual([3, true]);
    expect(result.report.counts.failed).toBe(0);
  });

  test('a base whose own run would be stopped is left as it is', async () => {
    const project = await aBranch(namespaces(30));
    project.git('checkout', '-q', 'main');
    project.remove(...Object.keys(namespaces(25)));
    project.commit();
    project.git('checkout', '-q', '-B', 'change');
    project.write({ ...namespaces(25), 'cluster-state/b.yaml': namespace('b') });
    const result = await project.preview(BASE);
    expect([result.status, changed(result)]).toEqual([0, ['create b: new']]);
    expect(told(result, 'preview/base-unusable')).toHaveLength(1);
  });

  test('a Secret is refused as a run would refuse it', async () => {
    const project = await aBranch();
    project.write({
      'policies/secret.yaml': DENY_ALL.replace('default-deny', 'secrets')
        .replace('networking.k8s.io/v1', 'v1')
        .replace('NetworkPolicy', 'Secret')
        .replace(/ {6}data:\n[^]*/, '      data: {stringData: {password: hunter2}}\n'),
    });
    const result = await project.preview(BASE);
    expect([result.status, result.report.counts.failed]).toEqual([1, 1]);
    expect(JSON.stringify(result.report)).not.toContain('hunter2');
  });
});

describe.skipIf(!HAS_GIT)(`each state has its own settings${NEEDS_GIT}`, () => {
  /** Options as a configuration file of that state says them. */
  function underConfiguration(project: GitProject, seen: string[] = []): Partial<PreviewOptions> {
    const plain = project.previewOptions().runOptions(undefined).value;
    return {
      ...BASE,
      configuration: existsSync(join(project.root, 'headwater.yaml'))
        ? join(project.root, 'headwater.yaml')
        : undefined,
      runOptions: (file) => {
        seen.push(file === undefined ? 'none' : file.shown.replace(`${project.root}/`, ''));
        if (file === undefined) return { value: plain, diagnostics: [] };
        const { values } = parseConfiguration(file, 'headwater.yaml').value;
        const output = textAt(values, 'output') || DEFAULT_RUN_OPTIONS.output;
        const policies = child(values, 'policies');
        return {
          value: {
            ...plain,
            output: join(project.root, output),
            provenance: textAt(values, 'provenance') === 'none' ? 'none' : 'headwater',
            ...(Array.isArray(policies) ? { policies: policies.map((path) => join(project.root, String(path))) } : {}),
          },
          diagnostics: [],
        };
      },
    };
  }

  test('a setting that the change adds is not the base’s', async () => {
    const project = await aBranch();
    project.write({ 'headwater.yaml': 'provenance: none\n' });
    const seen: string[] = [];
    const result = await project.preview(underConfiguration(project, seen));
    expect(changed(result)).toHaveLength(1);
    expect(changed(result)[0]).toMatch(/^update a: /);
    expect(seen.slice(1)).toEqual(['none', 'headwater.yaml']);
  });

  test('a configuration that the change takes away is still the base’s', async () => {
    const project = aGitProject({
      'policies/deny.yaml': DENY_ALL,
      'cluster-state/a.yaml': namespace('a'),
      'headwater.yaml': 'provenance: none\n',
    });
    project.branch('change');
    project.remove('headwater.yaml');
    const seen: string[] = [];
    const result = await project.preview(underConfiguration(project, seen));
    expect(seen.slice(1)).toEqual(['main:headwater.yaml', 'none']);
    expect(changed(result)).toHaveLength(1);
  });

  test('an output root that the change moves, with what lies in it', async () => {
    const project = await aBranch();
    project.git('mv', 'output', 'rendered');
    project.write({ 'headwater.yaml': 'output: rendered\n', 'cluster-state/b.yaml': namespace('b') });
    const result = await project.preview(underConfiguration(project));
    expect([result.status, changed(result)]).toEqual([0, ['create b: new']]);
    expect(result.report.preview?.output).toBe('rendered');
  });

  test('an output root that the change only names otherwise starts anew', async () => {
    const project = await aBranch();
    project.write({ 'headwater.yaml': 'output: rendered\n' });
    expect(changed(await project.preview(underConfiguration(project)))).toEqual(['create a: new']);
  });

  test('policies that the change moves to another folder', async () => {
    const project = await aBranch();
    project.git('mv', 'policies', 'rules');
    project.write({ 'headwater.yaml': 'policies: [rules]\n' });
    expect(changed(await project.preview(underConfiguration(project)))).toEqual([]);
  });

  test('a file of resource filters is read from each state', async () => {
    const project = await aBranch({ 'filters.txt': '[Event,*,*]\n', ...namespaces(2) });
    project.write({ 'filters.txt': '[Namespace,n10,n10]\n' });
    const options = { resourceFilters: join(project.root, 'filters.txt') };
    const result = await project.preview(BASE, options);
    expect(changed(result).map((line) => line.slice(0, 10))).toEqual(['delete n10']);
    expect(changed(await project.preview({ base: 'HEAD', head: 'HEAD' }, options))).toEqual([]);
  });

  test('inventory and policies outside of the repository are the same in both', async () => {
    const project = await aBranch();
    const elsewhere = projectIn(join(project.home, 'elsewhere'), {
      'cluster-state/a.yaml': namespace('a'),
      'cluster-state/far.yaml': namespace('far'),
    });
    const options = { clusterState: [join(elsewhere.root, 'cluster-state')] };
    expect(changed(await project.preview(BASE, options))).toEqual([]);
    project.write({ 'policies/deny.yaml': EGRESS });
    expect(changed(await project.preview(BASE, options))).toEqual([
      'update a: rule-changed',
      'update far: rule-changed',
    ]);
  });

  test.each(['cluster-state/', '/cluster-state', '*'])('so is an inventory that Git ignores: %s', async (pattern) => {
    const project = aGitProject({ 'policies/deny.yaml': DENY_ALL });
    project.write({ '.gitignore': `${pattern}\n`, 'cluster-state/a.yaml': namespace('a') });
    await project.reconcile();
    project.git('add', '-f', '.gitignore', 'output');
    project.git('commit', '-q', '-m', 'reconcile');
    project.branch('change');
    expect(changed(await project.preview(BASE))).toEqual([]);
    project.write({ 'policies/deny.yaml': EGRESS });
    expect(changed(await project.preview(BASE))).toEqual(['update a: rule-changed']);
    expect(changed(await project.preview({ ...BASE, head: 'change' }))).toEqual([]);
  });

  test('and files that are ignored beside committed ones', async () => {
    const project = aGitProject({
      '.gitignore': 'live.yaml\n',
      'policies/deny.yaml': DENY_ALL,
      'cluster-state/a.yaml': namespace('a'),
    });
    project.write({ 'cluster-state/live.yaml': namespace('live') });
    await project.reconcile();
    project.commit('reconcile');
    project.branch('change');
    expect(changed(await project.preview(BASE))).toEqual([]);
    project.write({ 'policies/deny.yaml': EGRESS });
    expect(changed(await project.preview(BASE))).toEqual(['update a: rule-changed', 'update live: rule-changed']);
    project.commit();
    expect(changed(await project.preview({ ...BASE, head: 'change' }))).toHaveLength(2);
  });

  test('an output root outside of the repository is what both states begin with', async () => {
    const project = await aBranch();
    const options = { output: join(project.home, 'elsewhere') };
    await project.reconcile(options);
    project.git('checkout', '-q', 'main');
    project.write({ 'cluster-state/pending.yaml': namespace('pending') });
    project.commit();
    project.git('checkout', '-q', '-B', 'change');
    project.write({ 'cluster-state/b.yaml': namespace('b') });
    const result = await project.preview(BASE, options);
    expect([changed(result), result.report.preview?.ownEdits]).toEqual([['create b: new'], 0]);
  });

  test('and an output root that Git ignores', async () => {
    const project = aGitProject({
      '.gitignore': 'output\n',
      'policies/deny.yaml': DENY_ALL,
      'cluster-state/a.yaml': namespace('a'),
    });
    await project.reconcile();
    project.write({ 'cluster-state/b.yaml': namespace('b') });
    const result = await project.preview(BASE);
    expect([changed(result), result.report.preview?.ownEdits]).toEqual([['create b: new'], 0]);
  });

  test('so is an inventory behind a link that leads out of the repository', async () => {
    const project = await aBranch();
    const elsewhere = projectIn(join(project.home, 'elsewhere'), { 'cluster-state/far.yaml': namespace('far') });
    symlinkSync(join(elsewhere.root, 'cluster-state'), join(project.root, 'linked'));
    const options = { clusterState: [join(project.root, 'cluster-state'), join(project.root, 'linked')] };
    expect(changed(await project.preview(BASE, options))).toEqual([]);
  });
});

describe.skipIf(!HAS_GIT)(`the forms of a preview${NEEDS_GIT}`, () => {
  test('one of them may be standard output', async () => {
    const project = await aBranch();
    project.write({ 'policies/deny.yaml': EGRESS });
    const result = await project.preview({ ...BASE, json: '-' });
    expect(JSON.parse(result.text ?? '')).toEqual(JSON.parse(JSON.stringify(result.report)));
    expect((await project.preview(BASE)).text).toBeUndefined();
  });

  test('two of them may not, and nothing is computed', async () => {
    const project = await aBranch();
    const result = await project.preview({ ...BASE, json: '-', html: '-' });
    expect([result.status, result.text]).toEqual([2, undefined]);
    expect(told(result, 'cli/usage')).toEqual(['--json and --html both want standard output']);
  });

  test('a file that cannot be written fails, and the others are written', async () => {
    const project = await aBranch();
    const json = join(project.home, 'p.json');
    const result = await project.preview({ ...BASE, html: join(project.home, 'no-folder', 'p.html'), json });
    expect([result.status, told(result, 'publish/failed').length]).toEqual([1, 1]);
    expect(existsSync(json)).toBe(true);
  });

  test('with --exit-code the status is 3 where something changes', async () => {
    const project = await aBranch();
    const status = async (more: Partial<PreviewOptions>) => (await project.preview({ ...BASE, ...more })).status;
    expect(await status({ exitCode: true })).toBe(0);
    project.write({ 'policies/deny.yaml': EGRESS });
    expect([await status({ exitCode: true }), await status({})]).toEqual([3, 0]);
  });
});

test.skipIf(!HAS_GIT)(`a submodule below the policies is read in each state${NEEDS_GIT}`, async () => {
  const rules = aGitProject({ 'deny.yaml': DENY_ALL });
  const project = aGitProject({ 'cluster-state/a.yaml': namespace('a'), 'policies/README.md': 'x' });
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', rules.root, 'policies/vendor');
  expect((await project.reconcile()).status).toBe(0);
  project.commit('reconcile');
  project.branch('change');
  expect(changed(await project.preview(BASE))).toEqual([]);
  project.write({ 'policies/vendor/deny.yaml': EGRESS });
  expect(changed(await project.preview(BASE))).toEqual(['update a: rule-changed']);
});

test.skipIf(!HAS_GIT)(`policies in a submodule are those that each state names${NEEDS_GIT}`, async () => {
  const rules = aGitProject({ 'deny.yaml': DENY_ALL });
  const project = aGitProject({ 'cluster-state/a.yaml': namespace('a') });
  rmSync(join(project.root, 'policies'), { recursive: true });
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', rules.root, 'policies');
  expect((await project.reconcile()).status).toBe(0);
  project.commit('reconcile');
  project.branch('change');
  expect(changed(await project.preview(BASE))).toEqual([]);
  project.write({ 'policies/deny.yaml': EGRESS });
  project.git('-C', join(project.root, 'policies'), 'commit', '-q', '-am', 'more');
  expect(changed(await project.preview(BASE))).toEqual(['update a: rule-changed']);
  project.commit('newer policies');
  const { report } = await project.preview({ ...BASE, head: 'change' });
  expect(report.changes.map(({ reason }) => reason)).toEqual(['rule-changed']);
  expect(report.preview?.pending).toBe(0);
});

test.skipIf(!HAS_GIT)(`a work tree of its own beside the main one is a repository as well${NEEDS_GIT}`, async () => {
  const project = await aBranch();
  const root = join(project.home, 'second');
  project.git('worktree', 'add', '-q', '-b', 'second', root, 'change');
  const second = projectIn(root, { 'cluster-state/b.yaml': namespace('b') });
  const result = await second.preview(BASE);
  expect(changed(result)).toEqual(['create b: new']);
  expect(result.report.preview?.head.name).toBe('second');
  expect(execFileSync('git', ['-C', root, 'status', '--porcelain'], { encoding: 'utf8' })).toBe(
    '?? cluster-state/b.yaml\n',
  );
});
