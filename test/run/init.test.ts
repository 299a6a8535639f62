// headwater init: writes what is not there yet, changes nothing that is, follows no link out, and refuses where readers are told wrong.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_RUN_OPTIONS, runInit, type InitOptions, type RunResult } from '../../src/run/index.ts';
import { readSettings } from '../../src/cli/options.ts';
import { filesBelow } from '../support/project.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';

const SCHEMA = join(import.meta.dirname, '..', '..', 'schemas', 'headwater.schema.json');

function aFolder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-init-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

function init(cwd: string, changes: Partial<InitOptions> = {}): Promise<RunResult> {
  return runInit({
    ...DEFAULT_RUN_OPTIONS,
    cwd,
    version: '0.0.0-test',
    progress: () => undefined,
    configuration: undefined,
    dryRun: false,
    ...changes,
  });
}

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: all, namespace: argocd}
spec:
  source: {repoURL: 'https://git.example.com/a/b', path: ., directory: {recurse: true}}
  syncPolicy: {automated: {prune: true}}
`;

const FILES = ['.gitattributes', 'cluster-state/README.md', 'headwater.yaml', 'policies/README.md'];

describe('an empty folder', () => {
  test('gets all files, and a second run changes nothing', async () => {
    const root = aFolder();
    const first = await init(root);
    expect(first.status).toBe(0);
    expect(first.report).toMatchObject({
      kind: 'InitReport',
      written: ['headwater.yaml', 'policies/README.md', 'cluster-state/README.md', '.gitattributes'],
    });
    expect(misfits(JSON.parse(JSON.stringify(first.report)), REPORT_SCHEMA)).toEqual([]);
    const before = filesBelow(root);
    expect(Object.keys(before)).toEqual(FILES);
    const again = await init(root, { configuration: 'headwater.yaml' });
    expect({ status: again.status, written: again.report.written }).toEqual({ status: 0, written: [] });
    expect(filesBelow(root)).toEqual(before);
  });

  test('a dry run writes nothing and says the same', async () => {
    const root = aFolder();
    const { report } = await init(root, { dryRun: true });
    expect(report).toMatchObject({ dryRun: true, written: expect.arrayContaining(['headwater.yaml']) as unknown });
    expect(filesBelow(root)).toEqual({});
  });

  test.each<Partial<InitOptions>>([
    {},
    { policies: ['a', 'b/c'], clusterState: ['yes'], output: 'made', delivery: 'flux', cluster: 'prod: "eu" #1' },
  ])('what is written is a configuration that says the same', async (changes) => {
    const root = aFolder();
    await init(root, changes);
    const file = join(root, 'headwater.yaml');
    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as { $id: string };
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema.$id}`);
    const settings = readSettings({ config: file }, { cwd: root, env: {} });
    expect(settings.diagnostics).toEqual([]);
    const expected = { ...DEFAULT_RUN_OPTIONS, ...changes };
    const inside = (path: string): string => join(root, path);
    expect(settings.texts('policies')!.map((path) => join(process.cwd(), path))).toEqual(expected.policies.map(inside));
    expect(settings.texts('clusterState')!.map((path) => join(process.cwd(), path))).toEqual(
      expected.clusterState.map(inside),
    );
    expect(join(process.cwd(), settings.text('output')!)).toBe(inside(expected.output));
    expect(settings.text('delivery')).toBe(expected.delivery);
    expect(settings.text('cluster') ?? '').toBe(expected.cluster);
  });

  test('lines for the output root that is named', async () => {
    const root = aFolder();
    await init(root, { output: './clusters/prod/output/' });
    const lines = readFileSync(join(root, '.gitattributes'), 'utf8').split('\n');
    expect(lines.filter((line) => !line.startsWith('#') && line !== '')).toEqual([
      'clusters/prod/output/** linguist-generated=true',
      'clusters/prod/output/.headwater/last.diff merge=union -diff',
      'clusters/prod/output/.headwater/ledger/cluster/*.jsonl merge=union',
    ]);
  });
});

describe('what is there', () => {
  test('stays as it is', async () => {
    const root = aFolder();
    mkdirSync(join(root, 'policies'));
    writeFileSync(join(root, 'policies', 'a.yaml'), 'a: 1\n');
    writeFileSync(join(root, 'headwater.yaml'), '# mine\n');
    const { report } = await init(root, { configuration: 'headwater.yaml' });
    expect(report.written).toEqual(['cluster-state/README.md', '.gitattributes']);
    expect(filesBelow(root)).toMatchObject({ 'headwater.yaml': '# mine\n', 'policies/a.yaml': 'a: 1\n' });
    expect(Object.keys(filesBelow(root))).not.toContain('policies/README.md');
  });

  test('a file in the way of headwater.yaml is never overwritten', async () => {
    const root = aFolder();
    writeFileSync(join(root, 'headwater.yaml'), '# mine\n');
    await init(root);
    expect(readFileSync(join(root, 'headwater.yaml'), 'utf8')).toBe('# mine\n');
  });

  test('lines that are missing are added to .gitattributes, without a last line end too', async () => {
    const root = aFolder();
    const file = join(root, '.gitattributes');
    writeFileSync(file, '*.png binary\noutput/** linguist-generated=true');
    const { report } = await init(root);
    expect(report.written).toContain('.gitattributes');
    expect(readFileSync(file, 'utf8')).toBe(
      '*.png binary\noutput/** linguist-generated=true\noutput/.headwater/last.diff merge=union -diff\n' +
        'output/.headwater/ledger/cluster/*.jsonl merge=union\n',
    );
  });
});

describe('links', () => {
  test('a folder that is a link out of the project: nothing is written at all', async () => {
    const [root, outside] = [aFolder(), aFolder()];
    symlinkSync(outside, join(root, 'policies'));
    const { report, status } = await init(root);
    expect({ status, written: report.written }).toEqual({ status: 1, written: [] });
    expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'publish/failed', message: expect.stringContaining('policies') as string },
    ]);
    expect([filesBelow(outside), Object.keys(filesBelow(root))]).toEqual([{}, []]);
  });

  test.each(['.gitattributes', 'headwater.yaml'])('%s that is a link is not written through', async (name) => {
    const [root, outside] = [aFolder(), aFolder()];
    writeFileSync(join(outside, 'target'), 'mine\n');
    symlinkSync(join(outside, 'target'), join(root, name));
    await init(root);
    expect(readFileSync(join(outside, 'target'), 'utf8')).toBe('mine\n');
  });

  test('a link to nothing is something', async () => {
    const [root, outside] = [aFolder(), aFolder()];
    symlinkSync(join(outside, 'nothing'), join(root, 'headwater.yaml'));
    symlinkSync(join(outside, 'none'), join(root, 'cluster-state'));
    expect((await init(root)).status).toBe(1);
    expect(filesBelow(outside)).toEqual({});
  });

  test('paths outside of the folder are left alone', async () => {
    const [root, outside] = [aFolder(), aFolder()];
    const { report, status } = await init(root, { policies: [outside, '.'], clusterState: ['-', 'live:prod'] });
    expect({ status, written: report.written }).toEqual({ status: 0, written: ['headwater.yaml', '.gitattributes'] });
    expect(filesBelow(outside)).toEqual({});
  });

  test.each(['.', '..', '/', 'policies/output', '.git/output'])('an output root %s is refused', async (output) => {
    const root = aFolder();
    const { report, status } = await init(root, { output });
    expect(status).toBe(2);
    expect(report.diagnostics.map(({ code }) => code)).toContain('output/unsafe-root');
    expect(filesBelow(root)).toEqual({});
  });
});

test('a repository that tells readers the wrong thing is refused, and nothing is written', async () => {
  const root = aFolder();
  writeFileSync(join(root, 'app.yaml'), APPLICATION);
  const { report, status } = await init(root);
  expect(status).toBe(1);
  expect(report.diagnostics.map(({ code }) => code)).toEqual([
    'delivery/applies-inventory',
    'delivery/applies-policies',
  ]);
  expect(report.diagnostics[1]!.message).toContain('applies what will lie in policies');
  expect(Object.keys(filesBelow(root))).toEqual(['app.yaml']);
});

test('headwater.yaml that would be written where Flux reads it is refused', async () => {
  const root = aFolder();
  writeFileSync(
    join(root, 'flux.yaml'),
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec: {path: ./, prune: true, sourceRef: {kind: GitRepository, name: x}}\n',
  );
  const { report } = await init(root);
  expect(report.diagnostics.map(({ code }) => code)).toContain('delivery/applies-configuration');
  expect(Object.keys(filesBelow(root))).toEqual(['flux.yaml']);
});
