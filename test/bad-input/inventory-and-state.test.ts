// Inventories that lost something, triggers that are on their way out, ledgers and manifests that somebody else had a hand in.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aProject, type Project } from '../support/project.ts';
import {
  carriedOut,
  configMapRule,
  everything,
  headwater,
  MANIFEST_OF_A,
  namespace,
  namespaces,
  ofCode,
  refused,
  settled,
  SHARED,
  tenants,
  TENANTS,
  trigger,
} from './tenants.ts';

describe('B60: a trigger that is being deleted', () => {
  const leaving = (name: string) =>
    namespace(name, '  deletionTimestamp: "2026-01-01T00:00:00Z"\n  finalizers: [kubernetes]\n');

  for (const lifecycle of ['desired', 'kyverno'] as const) {
    test(`B60: keeps what it has and gets nothing new, with a notice (${lifecycle})`, async () => {
      const project = await tenants();
      await carriedOut(project, 0, { lifecycle });
      const before = project.manifests();
      project.write({ 'cluster-state/team-a.yaml': leaving('team-a'), 'cluster-state/team-b.yaml': leaving('team-b') });
      const { report } = await carriedOut(project, 0, { lifecycle });
      expect(project.manifests()).toEqual(before);
      expect(report.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, failed: 0 });
      for (const name of ['team-a', 'team-b']) {
        const notices = report.diagnostics.filter((one) => one.trigger === `/Namespace//${name}`);
        expect(notices.map(({ severity, rule }) => [severity, rule])).toEqual([
          ['notice', 'deny-all'],
          ['notice', 'quota'],
          ['notice', 'settings'],
        ]);
        expect(notices[0]?.message).toContain(`${name} is being deleted`);
      }
      await settled(project, 0, { lifecycle });
    });
  }

  test('B60: explain says so, of the trigger and of what it has', async () => {
    const project = await tenants();
    await carriedOut(project, 0);
    project.write({ 'cluster-state/team-a.yaml': leaving('team-a'), 'cluster-state/team-b.yaml': leaving('team-b') });
    const [trigger] = (await project.explain('ns/team-b')).report.explained ?? [];
    expect(trigger?.beingDeleted).toBe(true);
    const outcomes = trigger?.rules.map(({ rule, outcome, downstreams }) => [rule.rule, outcome, downstreams.length]);
    expect(outcomes).toEqual([
      ['deny-all', 'being-deleted', 0],
      ['quota', 'being-deleted', 0],
      ['settings', 'being-deleted', 0],
    ]);
    const [path = ''] = Object.keys(project.manifests()).filter((file) => file.startsWith('team-a/'));
    const downstream = (await project.explain(`output/${path}`)).report.explained?.[0]?.downstream;
    expect(downstream?.next.action).toBe('hold');
    expect(downstream?.causes.map(({ standing, because }) => [standing, because])).toEqual([
      ['undecided', 'Namespace/team-a is being deleted'],
    ]);
  });

  test('B60: when it is gone its synchronized downstreams go', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/team-a.yaml': leaving('team-a') });
    await carriedOut(project, 0);
    project.remove('cluster-state/team-a.yaml');
    const { report } = await carriedOut(project, 0);
    expect(report.counts).toMatchObject({ deleted: 2 });
    expect(Object.keys(project.manifests())).toEqual(['team-a/resourcequota_quota.yaml']);
  });
});

describe('B64: an inventory that lost its triggers', () => {
  const many = (count: number, more = {}): Promise<Project> =>
    tenants({ 'cluster-state/many.yaml': namespaces(count), ...more });
  const lose = (project: Project, left: number): void => project.write({ 'cluster-state/many.yaml': namespaces(left) });

  test('B64: more than half of at least 20 downstreams of one rule are not deleted without a word of the user', async () => {
    const project = await many(40);
    lose(project, 0);
    const [error, ...rest] = await refused(project);
    expect(rest).toEqual([]);
    expect(error?.code).toBe('plan/max-deletions');
    expect(error?.message).toContain('80 of 123 downstreams would be deleted');
    expect(error?.message).toContain('tenants/deny-all: trigger-deleted 40');
    expect(error?.message).toContain('tenants/settings: trigger-deleted 40');
    expect(error?.help).toContain('headwater reconcile --max-deletions 80');
    const run = headwater(project, ['reconcile', '--no-commit']);
    expect([run.status, run.stdout.includes('--max-deletions 80')]).toEqual([2, true]);
    const { report } = await carriedOut(project, 0, { maxDeletions: { count: 80 } });
    expect(report.counts).toMatchObject({ deleted: 80, retained: 40 });
  });

  test('B64: the flag lets through what it says and no more, as a number and as a share', async () => {
    const project = await many(40);
    lose(project, 0);
    for (const flag of ['79', '0', '65%', '1%']) {
      const before = everything(project.root);
      expect(headwater(project, ['reconcile', '--no-commit', '--max-deletions', flag]).status, flag).toBe(2);
      expect(everything(project.root)).toEqual(before);
    }
    expect(headwater(project, ['reconcile', '--no-commit', '--max-deletions', '66%']).status).toBe(0);
    expect(Object.keys(project.manifests())).toHaveLength(43);
  });

  test('B64: a flag that is neither number nor share is refused', async () => {
    const project = await many(2);
    for (const flag of ['all', '-1', '1.5', '50 %', '']) {
      const before = everything(project.root);
      expect(headwater(project, ['reconcile', '--no-commit', `--max-deletions=${flag}`]).status, flag).toBe(2);
      expect(everything(project.root)).toEqual(before);
    }
  });

  test('B64: half of them may go, and so may all of fewer than 20', async () => {
    const half = await many(39);
    lose(half, 19);
    await carriedOut(half, 0);
    const project = await tenants({ 'policies/tenants.yaml': TENANTS.slice(0, TENANTS.indexOf('  - name: quota')) });
    project.write({ 'cluster-state/many.yaml': namespaces(18) });
    await carriedOut(project, 0);
    project.remove('cluster-state/many.yaml', 'cluster-state/team-a.yaml');
    const { report } = await carriedOut(project, 0);
    expect(report.counts.deleted).toBe(19);
  });

  test('B64: one rule that loses more than half is stopped, however little that is of the whole', async () => {
    const label = (wanted: boolean) => (name: string) =>
      wanted ? namespace(name) : namespace(name).replace('settings: wanted', 'settings: other');
    const some = (wanted: number) =>
      Array.from({ length: 200 }, (_, index) => label(index < wanted)(`team-${index}`)).join('---\n');
    const project = await tenants({ 'cluster-state/many.yaml': some(30) });
    project.write({ 'cluster-state/many.yaml': some(10) });
    const [error] = await refused(project);
    expect(error?.message).toContain('20 of 433 downstreams would be deleted, tenants/settings would lose');
    expect(error?.message).toContain('tenants/settings: trigger-unmatched 20');
    project.write({ 'cluster-state/many.yaml': some(16) });
    await carriedOut(project, 0);
  });

  test('B64: more than 100 and more than a tenth of all is stopped, though no rule loses half', async () => {
    const project = await many(200);
    lose(project, 149);
    const [error] = await refused(project);
    expect(error?.message).toContain('102 of 603 downstreams');
    lose(project, 150);
    await carriedOut(project, 0);
  });

  test('B64: more than 100 that are no tenth of all may go', async () => {
    const project = await many(600);
    lose(project, 540);
    const { report } = await carriedOut(project, 0);
    expect(report.counts.deleted).toBe(120);
  });

  test('B64: an edit of the policy may take more than half of a rule, but not more than half of all', async () => {
    const project = await many(25);
    const before = project.manifests();
    project.write({ 'policies/tenants.yaml': TENANTS.slice(0, TENANTS.indexOf('  - name: settings')) });
    await carriedOut(project, 0, { maxDeletions: { count: 26 } });
    expect(project.manifests()).toEqual(before);

    const rule = TENANTS.slice(0, TENANTS.indexOf('  - name: quota'));
    const only = await many(25, { 'policies/tenants.yaml': rule });
    only.write({ 'policies/tenants.yaml': rule.replace('  - name: deny-all', '  - name: deny-everything') });
    await carriedOut(only, 0);
    only.remove('policies/tenants.yaml');
    const [error] = await refused(only);
    expect(error?.message).toContain('26 of 26 downstreams would be deleted, more than half of all');
    expect(error?.message).toContain('tenants/deny-everything: policy-deleted 26');
    await carriedOut(only, 0, { maxDeletions: { percent: 100 } });
    expect(only.manifests()).toEqual({});
  });

  test('B64: a lost clone source counts as a reason in the inventory', async () => {
    const project = await many(200);
    project.write({ 'cluster-state/shared.yaml': SHARED.slice(SHARED.indexOf('---\n') + 4) });
    const [error] = ofCode(await refused(project), 'plan/max-deletions');
    expect(error?.message).toContain('tenants/settings: source-deleted 201');
  });
});

describe('B65, B66, B67: objects that are there twice, of an unknown kind, or not there', () => {
  test('B65: one object with two contents is refused with both files', async () => {
    const project = await tenants();
    project.write({
      'cluster-state/again.yaml': `---\n# copied\n---\n${namespace('team-a', '  annotations: {a: b}\n')}`,
    });
    const [error] = ofCode(await refused(project), 'load/duplicate-object');
    const places = `${error?.file}:${error?.line} ${error?.message}`;
    expect(places).toContain('cluster-state/again.yaml');
    expect(places).toContain('cluster-state/team-a.yaml:1');
  });

  test('B65: a Secret with two contents is refused without its values', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/again.yaml': `${SHARED.slice(SHARED.indexOf('---\n') + 4)}  more: eA==\n` });
    ofCode(await refused(project), 'load/duplicate-object');
  });

  test('B65: the same object with the same content twice is one object, and another version of it is not', async () => {
    const project = await tenants();
    project.write({ 'cluster-state/again.yaml': namespace('team-a') });
    await settled(project);
    project.write({
      'cluster-state/hpa.yaml':
        'apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: default}\n',
    });
    ofCode(await refused(project), 'load/duplicate-object');
  });

  const WIDGET = 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: big\n';
  const FOR_WIDGETS = configMapRule(`
apiVersion: v1
kind: ConfigMap
name: of-widget
namespace: "{{request.namespace}}"
data:
  data:
    a: b
`).replace('kinds: [ConfigMap]\n          names: [trigger]', 'kinds: [Widget]');

  test('B66: a trigger of an unknown kind without a namespace is taken to be in default, with a warning', async () => {
    const project = await tenants();
    project.write({
      'policies/widgets.yaml': FOR_WIDGETS,
      'cluster-state/widget.yaml': `${WIDGET}---\n${WIDGET.replace('big', 'small')}`,
    });
    const { report } = await carriedOut(project, 0);
    const [warning, ...more] = ofCode(report.diagnostics, 'load/kind-unknown');
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ severity: 'warning', line: 1 });
    expect(warning?.help).toContain('CustomResourceDefinition of Widget (example.com/v1)');
    expect(project.manifests()).toHaveProperty('default/configmap_of-widget.yaml');
    await settled(project);
  });

  const TARGET = (more: string) =>
    configMapRule(`
apiVersion: example.com/v1
kind: Widget
name: big
${more}data:
  spec: {}
`);

  test('B66: a target of an unknown kind is taken to live in a namespace, with one warning for its rule', async () => {
    const project = await tenants();
    project.write({
      'policies/widgets.yaml': TARGET('namespace: "{{request.namespace}}"\n'),
      'cluster-state/trigger.yaml': `${trigger()}---\n${trigger().replace('team-a', 'team-b')}`,
    });
    const { report } = await carriedOut(project, 0);
    const [warning, ...more] = ofCode(report.diagnostics, 'evaluate/kind-unknown');
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ severity: 'warning', policy: 'made', rule: 'make' });
    expect(warning?.help).toContain('Widget (example.com/v1)');
    expect(project.manifests()).toHaveProperty('team-b/widget.example.com_big.yaml');
    await settled(project);
  });

  test('B66: a target of an unknown kind without a namespace fails its rule, with the definition to add', async () => {
    const project = await tenants();
    project.write({ 'policies/widgets.yaml': TARGET(''), 'cluster-state/trigger.yaml': trigger() });
    const { errors } = await carriedOut(project, 1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'evaluate/kind-unknown', policy: 'made', rule: 'make' });
    expect(errors[0]?.help).toContain('CustomResourceDefinition of Widget (example.com/v1)');
    await settled(project, 1);
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  scope: Cluster
  names: {kind: Widget, plural: widgets}
  versions: [{name: v1, served: true, storage: true}]
`;
    project.write({ 'cluster-state/definition.yaml': definition });
    await carriedOut(project, 0);
    expect(project.manifests()).toHaveProperty('_cluster/widget.example.com_big.yaml');
  });

  test('B67: a source that goes takes the synchronized copies with it, and a new trigger fails; all else is carried out', async () => {
    const project = await tenants();
    project.write({
      'cluster-state/shared.yaml': SHARED.slice(SHARED.indexOf('---\n') + 4),
      'cluster-state/team-b.yaml': namespace('team-b'),
    });
    const { errors, report } = await carriedOut(project, 1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      code: 'evaluate/source-missing',
      policy: 'tenants',
      rule: 'settings',
      trigger: '/Namespace//team-b',
      downstream: '/ConfigMap/team-b/settings',
    });
    expect(errors[0]?.message).toContain('ConfigMap/shared/settings');
    expect(ofCode(report.diagnostics, 'plan/source-deleted')[0]).toMatchObject({
      severity: 'warning',
      trigger: '/Namespace//team-a',
    });
    expect(Object.keys(project.manifests())).toEqual([
      'team-a/networkpolicy.networking.k8s.io_deny-all.yaml',
      'team-a/resourcequota_quota.yaml',
      'team-b/networkpolicy.networking.k8s.io_deny-all.yaml',
      'team-b/resourcequota_quota.yaml',
    ]);
    await project.reconcile();
    await settled(project, 1);
    project.write({ 'cluster-state/shared.yaml': SHARED });
    await carriedOut(project, 0);
    expect(Object.keys(project.manifests())).toHaveLength(6);
  });

  test('B67: a source that goes leaves the copies of a rule that does not synchronize', async () => {
    const project = await tenants({
      'policies/tenants.yaml': TENANTS.replaceAll('synchronize: true', 'synchronize: false'),
    });
    project.write({ 'cluster-state/shared.yaml': SHARED.slice(SHARED.indexOf('---\n') + 4) });
    const before = project.manifests();
    await carriedOut(project, 0);
    expect(project.manifests()).toEqual(before);
  });
});

describe('B69, B70: a ledger that is not as it was written', () => {
  const LEDGER = 'output/.headwater/ledger';
  const SHARD = `${LEDGER}/namespaces/team-a.jsonl`;
  const HEADER = `${LEDGER}/header.jsonl`;
  const ADOPT = /headwater adopt/;

  test('B69: missing while manifests carry its marks is refused with the command that rebuilds it', async () => {
    for (const path of ['output/.headwater', LEDGER]) {
      const project = await tenants();
      project.remove(path);
      const [error] = ofCode(await refused(project), 'ledger/missing');
      expect(error?.help).toMatch(ADOPT);
      expect(error?.message).toMatch(/^3 manifests/);
      const run = headwater(project, ['reconcile', '--no-commit']);
      expect([run.status, ADOPT.test(run.stdout)]).toEqual([2, true]);
    }
  });

  test('B69: missing with an empty output is the first run', async () => {
    const project = await tenants();
    const before = everything(project.root);
    project.remove('output');
    await carriedOut(project, 0);
    expect(everything(project.root)).toEqual(before);
    project.remove('output');
    mkdirSync(join(project.root, 'output'));
    await carriedOut(project, 0);
  });

  test('B69: missing beside manifests of somebody else is the first run, and theirs are left alone', async () => {
    const project = await tenants();
    project.remove('output');
    project.write({ 'output/app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: theirs\n' });
    await carriedOut(project, 0);
    expect(project.manifests()).toHaveProperty(['app.yaml']);
  });

  test('B69: without its header, or with a folder in its place, it is refused', async () => {
    const project = await tenants();
    project.remove(HEADER);
    expect(ofCode(await refused(project), 'ledger/broken')[0]?.help).toMatch(ADOPT);
    mkdirSync(join(project.root, HEADER));
    expect(ofCode(await refused(project), 'ledger/broken')[0]?.help).toMatch(ADOPT);
  });

  test('B69: cut off anywhere inside a line, or to nothing, it is refused', async () => {
    const project = await tenants();
    for (const path of [SHARD, HEADER, `${LEDGER}/rules/tenants.jsonl`]) {
      const whole = project.read(path);
      for (const length of [0, 1, 10, Math.floor(whole.length / 2), whole.length - 2]) {
        if (whole.slice(0, length).endsWith('\n')) continue;
        project.write({ [path]: whole.slice(0, length) });
        const [error] = ofCode(await refused(project), 'ledger/broken');
        expect(error?.file).toContain(path);
        expect(error?.help).toMatch(ADOPT);
      }
      project.write({ [path]: whole });
    }
    await settled(project);
  });

  test('B69: cut off between two lines nothing is deleted or overwritten, also when its trigger is gone', async () => {
    for (const gone of [false, true]) {
      const project = await tenants();
      const manifests = project.manifests();
      project.write({ [SHARD]: `${project.read(SHARD).split('\n')[0]}\n` });
      if (gone) project.remove('cluster-state/team-a.yaml');
      const run = await project.reconcile();
      const first = Object.keys(manifests)[0] ?? '';
      for (const [path, text] of Object.entries(manifests)) {
        if (gone && path === first) continue;
        expect(project.manifests()[path], path).toBe(text);
      }
      if (!gone) {
        expect(run.status).toBe(1);
        for (const error of ofCode(run.report.diagnostics, 'plan/foreign-file')) expect(error.help).toMatch(ADOPT);
      }
    }
  });

  test('B69: of a newer version it is refused, and called neither broken nor ours to rebuild', async () => {
    const project = await tenants();
    project.write({ [HEADER]: '{"cluster":"","kind":"ledger","version":2}\n', [SHARD]: '{"kind":"surprise","x":1}\n' });
    const errors = await refused(project);
    expect(errors.map(({ code }) => code)).toEqual(['ledger/newer']);
    expect(errors[0]?.help).toContain('Update');
  });

  const EDITS: readonly (readonly [string, (line: string) => string])[] = [
    ['an unknown field', (line) => line.replace('{', '{"note":"mine",')],
    ['a field of another type', (line) => line.replace(/"path":"[^"]*"/, '"path":7')],
    ['a missing field', (line) => line.replace(/"written":"[^"]*"/, '"state":"retained"')],
    ['a digest that is none', (line) => line.replace(/"written":"[^"]*"/, '"written":"abc"')],
    ['a key that is none', (line) => line.replace(/"key":"[^"]*"/, '"key":"ConfigMap"')],
    ['no JSON', (line) => `# ${line}`],
    [
      'a second, different line for one object',
      (line) => `${line}\n${line.replace(/"path":"[^"]*"/, '"path":"a/b.yaml"')}`,
    ],
  ];
  for (const [name, edit] of EDITS) {
    test(`B69: edited by hand with ${name} it is refused`, async () => {
      const project = await tenants();
      project.write({ [SHARD]: project.read(SHARD).replace(/^.*"kind":"downstream".*$/m, edit) });
      const [error] = ofCode(await refused(project), 'ledger/broken');
      expect(error?.file).toContain(SHARD);
      expect(error?.help).toMatch(ADOPT);
    });
  }

  const OUTSIDE = [
    '../policies/tenants.yaml',
    '../../x.yaml',
    '/etc/x.yaml',
    'a/../../x.yaml',
    'a\\\\..\\\\x.yaml',
    '.headwater/x.yaml',
    '.git/x.yaml',
    'a//b.yaml',
    '',
    'a/x.json',
    'C:/x.yaml',
    'git~1/x.yaml',
  ];
  for (const path of OUTSIDE) {
    test(`B69: with the path ${JSON.stringify(path)} nothing there is written or deleted`, async () => {
      const project = await tenants();
      project.write({ 'policies/extra.yaml': '# nothing\n', 'output/a/x.json': '{}' });
      project.write({ [SHARD]: project.read(SHARD).replace(/"path":"[^"]*"/, `"path":"${path}"`) });
      project.remove('cluster-state/team-a.yaml');
      const before = everything(project.root);
      const run = await project.reconcile();
      const after = everything(project.root);
      for (const [file, entry] of Object.entries(before)) {
        if (!file.startsWith('output/team-a') && !file.startsWith('output/.headwater'))
          expect(after[file], file).toBe(entry);
      }
      if (!/^(?:C:|git~1)/.test(path)) {
        expect(run.status).toBe(2);
        expect(after).toEqual(before);
        expect(ofCode(run.report.diagnostics, 'ledger/path-outside')[0]?.help).toMatch(ADOPT);
      }
    });
  }

  test('B69: edited to name a manifest of somebody else, that one is not deleted', async () => {
    const project = await tenants();
    const theirs = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: theirs\n  namespace: team-a\n';
    project.write({ 'output/team-a/configmap_theirs.yaml': theirs });
    project.write({ [SHARD]: project.read(SHARD).replace(/"path":"[^"]*"/, '"path":"team-a/configmap_theirs.yaml"') });
    project.remove('cluster-state/team-a.yaml');
    await project.reconcile();
    expect(project.read('output/team-a/configmap_theirs.yaml')).toBe(theirs);
  });

  test('B69: of another cluster it is refused', async () => {
    const project = aProject({
      'policies/tenants.yaml': TENANTS,
      'cluster-state/shared.yaml': SHARED,
      'cluster-state/team-a.yaml': namespace('team-a'),
    });
    await carriedOut(project, 0, { cluster: 'prod-eu' });
    const [error] = ofCode(await refused(project, { cluster: 'prod-us' }), 'ledger/other-cluster');
    expect(error?.message).toMatch(/"prod-eu".*"prod-us"/);
    const run = headwater(project, ['reconcile', '--no-commit', '--cluster', 'prod-us']);
    expect([run.status, run.stdout.includes('prod-us')]).toEqual([2, true]);
    await settled(project, 0, { cluster: 'prod-eu' });
    await settled(project);
  });

  test('B70: conflict markers of a merge are refused with the command that rebuilds it', async () => {
    const markers: readonly ((text: string) => string)[] = [
      (text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> feature\n`,
      (text) => `<<<<<<< HEAD\r\n${text}||||||| base\r\n=======\r\n>>>>>>> feature\r\n`,
      (text) => `${text}>>>>>>> feature\n`,
      (text) => `${text}=======\n`,
    ];
    for (const path of [SHARD, HEADER]) {
      for (const mark of markers) {
        const project = await tenants();
        project.write({ [path]: mark(project.read(path)) });
        const [error] = ofCode(await refused(project), 'ledger/merge-conflict');
        expect(error?.file).toContain(path);
        expect(error?.help).toMatch(ADOPT);
      }
    }
  });

  test('B70: conflict markers in a manifest leave it to the user', async () => {
    const project = await tenants();
    const conflicted = `<<<<<<< HEAD\n${project.read(MANIFEST_OF_A)}=======\n>>>>>>> feature\n`;
    project.write({ [MANIFEST_OF_A]: conflicted });
    const { errors } = await carriedOut(project, 1);
    expect(errors[0]).toMatchObject({ code: 'plan/tampered', policy: 'tenants', rule: 'deny-all' });
    expect(project.read(MANIFEST_OF_A)).toBe(conflicted);
  });
});

describe('B71, B72: files in output that are not what Headwater wrote', () => {
  const TAMPERED: readonly (readonly [string, (text: string) => string])[] = [
    ['another name', (text) => text.replace('name: deny-all', 'name: allow-all')],
    ['another kind', (text) => text.replace('kind: NetworkPolicy', 'kind: Ingress')],
    ['another group', (text) => text.replace('networking.k8s.io/v1', 'example.com/v1')],
    ['another namespace', (text) => text.replace('namespace: team-a', 'namespace: team-z')],
    ['no object any more', () => 'replicas: 1\n'],
    ['nothing at all', () => ''],
    ['no YAML', () => 'a: "b\n'],
  ];
  for (const [name, edit] of TAMPERED) {
    test(`B71: a manifest edited to ${name} is told and left alone, and what was managed is held`, async () => {
      const project = await tenants();
      const edited = edit(project.read(MANIFEST_OF_A));
      project.write({ [MANIFEST_OF_A]: edited, 'cluster-state/team-b.yaml': namespace('team-b') });
      const { errors, report } = await carriedOut(project, 1);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        code: 'plan/tampered',
        policy: 'tenants',
        rule: 'deny-all',
        trigger: '/Namespace//team-a',
        downstream: 'networking.k8s.io/NetworkPolicy/team-a/deny-all',
      });
      expect(report.counts).toMatchObject({ created: 3, held: 1, updated: 0, deleted: 0 });
      expect(project.read(MANIFEST_OF_A)).toBe(edited);
      await settled(project, 1);
    });

    test(`B71: when the trigger of a manifest edited to ${name} goes, the file stays and is told`, async () => {
      const project = await tenants();
      const original = project.read(MANIFEST_OF_A);
      const edited = edit(original);
      project.write({ [MANIFEST_OF_A]: edited });
      project.remove('cluster-state/team-a.yaml');
      const { status } = await project.reconcile();
      expect(status).toBe(1);
      expect(project.read(MANIFEST_OF_A)).toBe(edited);
      project.write({ [MANIFEST_OF_A]: original });
      await carriedOut(project, 0);
      expect(project.manifests()).not.toHaveProperty(['team-a/networkpolicy.networking.k8s.io_deny-all.yaml']);
    });
  }

  test('B71: a manifest to which a second object was added is neither overwritten nor deleted', async () => {
    const project = await tenants();
    const original = project.read(MANIFEST_OF_A);
    const edited = `${original}---\n${original.replaceAll('name: deny-all', 'name: second')}`;
    project.write({ [MANIFEST_OF_A]: edited });
    await carriedOut(project, 0);
    for (const change of ['edit', 'delete']) {
      if (change === 'edit') project.write({ 'policies/tenants.yaml': TENANTS.replace('[Ingress]', '[Egress]') });
      else project.remove('cluster-state/team-a.yaml');
      const { status, report } = await project.reconcile();
      expect(status).toBe(1);
      expect(ofCode(report.diagnostics, 'plan/tampered')[0]).toMatchObject({ policy: 'tenants', rule: 'deny-all' });
      expect(project.read(MANIFEST_OF_A)).toBe(edited);
    }
  });

  test('B71: put back, the manifest is managed as before', async () => {
    const project = await tenants();
    const before = everything(project.root);
    const text = project.read(MANIFEST_OF_A);
    project.write({ [MANIFEST_OF_A]: text.replace('name: deny-all', 'name: x') });
    await carriedOut(project, 1);
    project.write({ [MANIFEST_OF_A]: text });
    await carriedOut(project, 0);
    expect(everything(project.root)).toEqual(before);
  });

  test('B71: a manifest of somebody else in the place of a new downstream is never overwritten', async () => {
    const theirs = [
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: theirs\n',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny-all\n  namespace: team-b\n',
      'some: values\n',
    ];
    for (const text of theirs) {
      const project = await tenants();
      const path = 'output/team-b/networkpolicy.networking.k8s.io_deny-all.yaml';
      project.write({ [path]: text, 'cluster-state/team-b.yaml': namespace('team-b') });
      const { errors, report } = await carriedOut(project, 1);
      expect(errors[0]).toMatchObject({
        code: 'plan/foreign-file',
        policy: 'tenants',
        rule: 'deny-all',
        trigger: '/Namespace//team-b',
      });
      expect(errors[0]?.help).toMatch(/headwater adopt/);
      expect(report.counts.created).toBe(2);
      expect(project.read(path)).toBe(text);
      await settled(project, 1);
    }
  });

  test('B72: files that are not Headwater’s are left alone and listed, manifests among them too', async () => {
    const project = await tenants();
    const theirs = {
      'output/README.md': '# hello\n',
      'output/team-a/notes.txt': 'note',
      'output/team-a/configmap_theirs.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: theirs\n  namespace: team-a\n',
      'output/.gitkeep': '',
      'output/kustomization.yaml': 'resources: []\n',
    };
    project.write(theirs);
    project.remove('cluster-state/team-a.yaml');
    const { report } = await carriedOut(project, 0);
    const [notice] = ofCode(report.diagnostics, 'output/foreign-file');
    expect(notice).toMatchObject({ severity: 'notice', file: expect.stringContaining('output/.gitkeep') as string });
    expect(notice?.message).toMatch(/\(5\):/);
    for (const path of Object.keys(theirs)) expect(notice?.message).toContain(path.slice('output/'.length));
    for (const [path, text] of Object.entries(theirs)) expect(project.read(path)).toBe(text);
    expect(headwater(project, ['reconcile', '--no-commit', '--verbose']).stdout).toContain('left alone (5)');
    await settled(project);
  });
});
