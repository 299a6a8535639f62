// Names that are no names: paths, devices, names of Git's own folder, names that file systems fold together; and names that are long.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { aProject, type Project } from '../support/project.ts';
import {
  carriedOut,
  configMapRule,
  errorsOf,
  everything,
  namespace,
  ofCode,
  refused,
  settled,
  SHARED,
  tenants,
  trigger,
} from './tenants.ts';

interface TargetParts {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** A rule whose target takes its parts from the trigger, as far as these do not say otherwise. */
function ruleFor(parts: TargetParts): string {
  return configMapRule(`
apiVersion: ${JSON.stringify(parts.apiVersion ?? 'v1')}
kind: ${JSON.stringify(parts.kind ?? 'ConfigMap')}
namespace: ${JSON.stringify(parts.namespace ?? 'team-a')}
name: ${JSON.stringify(parts.name ?? 'made')}
data:
  data:
    a: b
`);
}

/** The parts of a target, taken from the trigger's data by expressions. */
const FROM_TRIGGER = {
  apiVersion: '{{request.object.data.apiVersion}}',
  kind: '{{request.object.data.kind}}',
  namespace: '{{request.object.data.namespace}}',
  name: '{{request.object.data.name}}',
};

const GOOD = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'team-a', name: 'made' };

/** Puts the parts into the trigger, runs, and expects that nothing was made of it and all else is as it was. */
async function refusesTarget(parts: TargetParts): Promise<void> {
  const project = await tenants();
  const before = everything(project.root);
  const names = Object.keys(project.manifests());
  project.write({
    'policies/made.yaml': ruleFor(FROM_TRIGGER),
    'cluster-state/trigger.yaml': trigger({ ...GOOD, ...parts }),
  });
  const { errors } = await carriedOut(project, 1);
  expect(errors, JSON.stringify(parts)).toHaveLength(1);
  expect(errors[0]).toMatchObject({
    code: 'evaluate/invalid-target',
    policy: 'made',
    rule: 'make',
    trigger: '/ConfigMap/team-a/trigger',
    file: expect.stringContaining('policies/made.yaml') as string,
  });
  expect(Object.keys(project.manifests())).toEqual(names);
  const after = everything(project.root);
  for (const [path, entry] of Object.entries(before)) {
    if (!path.startsWith('output/.headwater')) expect(after[path], path).toBe(entry);
  }
  await settled(project, 1);
}

describe('B22, B23, B24, B27: what a template gives and no cluster would take', () => {
  const NAMES = [
    '../../../.git/hooks/post-checkout',
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'a\u0000b',
    'UPPER',
    'con:',
    'x'.repeat(254),
    '-a',
    'a.',
    'ä',
    'a b',
    '%2e%2e%2f',
    '.git',
    '.git::$INDEX_ALLOCATION',
    '.g\u200cit',
    'git~1',
  ];
  for (const name of NAMES) {
    test(`B22: the name ${JSON.stringify(name.slice(0, 40))} is refused as a name`, () => refusesTarget({ name }));
  }

  const NAMESPACES = [
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    'x'.repeat(300),
    'UPPER',
    'a.b',
    '_cluster',
    '.headwater',
    '.git',
    'git~1',
  ];
  for (const one of NAMESPACES) {
    test(`B23: the namespace ${JSON.stringify(one.slice(0, 20))} is refused as a name`, () =>
      refusesTarget({ namespace: one }));
  }

  const KINDS: readonly TargetParts[] = [
    { kind: '../x' },
    { kind: 'a/b' },
    { kind: 'Config Map' },
    { kind: '.git' },
    { kind: 'K'.repeat(64) },
    { apiVersion: '../x/v1' },
    { apiVersion: '..\\x/v1' },
    { apiVersion: 'Up.Per/v1' },
    { apiVersion: '.git/v1' },
    { apiVersion: 'a..b/v1' },
  ];
  for (const parts of KINDS) {
    test(`B24: the target ${JSON.stringify(parts).slice(0, 50)} is refused as a kind or group`, () =>
      refusesTarget(parts));
  }

  for (const apiVersion of ['apps/../v1', 'apps/v1/../../x', 'apps/', '/v1', 'v 1', 'apps/V1', '../x']) {
    test(`B24: the version of ${JSON.stringify(apiVersion)} is refused`, () => refusesTarget({ apiVersion }));
  }

  test('B23: a policy that writes the namespace down wrong fails in the same way', async () => {
    for (const one of ['..', 'a/b', 'x'.repeat(300)]) {
      const project = await tenants();
      project.write({ 'policies/made.yaml': ruleFor({ namespace: one }), 'cluster-state/trigger.yaml': trigger() });
      const { errors } = await carriedOut(project, 1);
      expect(errors[0]).toMatchObject({ policy: 'made', rule: 'make' });
      expect(Object.keys(project.manifests())).toHaveLength(3);
    }
  });

  test('B22: a Namespace of the inventory whose name is a path makes nothing, anywhere', async () => {
    for (const name of ['../../../.git/hooks/post-checkout', '..', '.', 'a\\b', 'x'.repeat(300), '.git']) {
      const project = await tenants();
      project.write({
        'cluster-state/odd.json': JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      });
      const before = Object.keys(everything(project.root)).filter((path) => !path.startsWith('output/.headwater'));
      const { errors } = await carriedOut(project, 1);
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error).toMatchObject({ code: 'evaluate/invalid-target', policy: 'tenants' });
      const after = Object.keys(everything(project.root)).filter((path) => !path.startsWith('output/.headwater'));
      expect(after).toEqual(before);
      await settled(project, 1);
    }
  });

  test('B23: an object of the inventory in a namespace that is a path makes nothing, anywhere', async () => {
    const project = await tenants();
    const rule = configMapRule(`
apiVersion: v1
kind: ConfigMap
namespace: "{{request.namespace}}"
name: made
data:
  data:
    a: b
`);
    project.write({
      'policies/made.yaml': rule,
      'cluster-state/trigger.yaml': trigger().replace('namespace: team-a', 'namespace: ../../outside'),
    });
    const { errors } = await carriedOut(project, 1);
    expect(errors[0]).toMatchObject({
      code: 'evaluate/invalid-target',
      trigger: '/ConfigMap/..%2F..%2Foutside/trigger',
    });
    expect(Object.keys(project.manifests())).toHaveLength(3);
  });

  test('B24: a kind of the inventory that is a path makes nothing, anywhere', async () => {
    const project = await tenants();
    const rule = configMapRule(`
apiVersion: "{{request.object.apiVersion}}"
kind: "{{request.object.kind}}"
namespace: team-a
name: made
data:
  data:
    a: b
`).replace('kinds: [ConfigMap]', 'kinds: ["*/*"]');
    project.write({
      'policies/made.yaml': rule,
      'cluster-state/trigger.json': JSON.stringify({
        apiVersion: '../../x/v1',
        kind: '../y',
        metadata: { name: 'trigger', namespace: 'team-a' },
      }),
    });
    const run = await project.reconcile();
    expect([run.status, errorsOf(run).length > 0]).toEqual([1, true]);
    expect(Object.keys(project.manifests())).toHaveLength(3);
  });

  test('B27: a policy or cluster name that reads as .git or as a path stays a plain file of the ledger', async () => {
    for (const name of ['git~1', '.git', '..', '../../x', 'con', 'a.']) {
      const project = await tenants();
      project.write({ 'policies/made.yaml': ruleFor({}).replace('name: made\n', `name: ${JSON.stringify(name)}\n`) });
      project.write({ 'cluster-state/trigger.yaml': trigger() });
      const run = await project.reconcile({ cluster: '../../../prod' });
      expect([0, 1, 2]).toContain(run.status);
      for (const path of Object.keys(everything(project.root))) {
        expect(path).toMatch(/^(?:policies|cluster-state|output)(?:\/|$)/);
        expect(
          path.split('/').every((part) => !/^(?:\.git|git~\d|con)(?:\.|$)|[. ]$/.test(part)),
          path,
        ).toBe(true);
      }
    }
  });

  test('B27: an output root that file systems read as .git is refused', async () => {
    const project = await tenants();
    execFileSync('git', ['init', '-q', project.root]);
    for (const output of [
      '.git',
      '.git/x',
      'git~1',
      'GIT~2/x',
      '.git::$INDEX_ALLOCATION',
      '.g\u200cit',
      '.git.',
      '.Git ',
    ]) {
      ofCode(await refused(project, { output }), 'output/unsafe-root');
    }
  });
});

describe('B25, B26, B28, B29, B31: names that are legal and no file names', () => {
  const ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };

  async function made(targets: readonly TargetParts[]): Promise<{ project: Project; paths: readonly string[] }> {
    const rules = targets.map((parts, index) =>
      configMapRule(
        `
apiVersion: ${parts.apiVersion ?? 'v1'}
kind: ${parts.kind ?? 'ConfigMap'}
${parts.kind === 'ClusterRole' ? '' : `namespace: ${parts.namespace ?? 'team-a'}`}
name: ${JSON.stringify(parts.name ?? 'made')}
data:
  ${parts.kind === 'ClusterRole' ? 'rules: []' : 'spec: {}'}
`.replace('\n\n', '\n'),
        `made-${index}`,
      ),
    );
    const project = aProject({
      'policies/made.yaml': rules.join('---\n'),
      'cluster-state/shared.yaml': SHARED,
      'cluster-state/team-a.yaml': namespace('team-a'),
      'cluster-state/trigger.yaml': trigger(),
    });
    await carriedOut(project, 0);
    await settled(project);
    return { project, paths: Object.keys(project.manifests()) };
  }

  test('B25: names with colons and capitals get escaped file names, two that differ in case two files', async () => {
    const { project, paths } = await made([
      { ...ROLE, name: 'system:node' },
      { ...ROLE, name: 'Admin' },
      { ...ROLE, name: 'admin' },
      { ...ROLE, name: 'a b*c?"<>|' },
    ]);
    expect(paths).toHaveLength(4);
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(4);
    for (const path of paths) expect(path).toMatch(/^_cluster\/[a-z0-9._%-]+\.yaml$/);
    expect(project.read('output/_cluster/clusterrole.rbac.authorization.k8s.io_system%3anode.yaml')).toContain(
      'name: "system:node"\n',
    );
  });

  test('B26: names of devices, and names that end in a dot, are escaped', async () => {
    const { project, paths } = await made([
      ...['con', 'nul', 'aux', 'com1', 'lpt9'].map((name) => ({ name })),
      { ...ROLE, name: 'ends.' },
      { ...ROLE, name: '.starts' },
      { namespace: 'con', name: 'x' },
    ]);
    expect(paths).toHaveLength(8);
    for (const part of paths.flatMap((path) => path.split('/'))) {
      expect(part).not.toMatch(/^(?:con|nul|aux|prn|com\d|lpt\d)(?:\.|$)|[. ]$/i);
    }
    const texts = paths.map((path) => project.read(`output/${path}`));
    for (const name of ['con', 'nul', 'aux', 'ends.', '.starts']) {
      expect(
        texts.some((text) => new RegExp(`^  name: "?${name.replaceAll('.', '\\.')}"?$`, 'm').test(text)),
        name,
      ).toBe(true);
    }
  });

  test('B28: a name of 253 characters gets a shorter file name that is its own, and stays', async () => {
    const label = 'n'.repeat(62);
    const names = ['a', 'b'].map((last) => `${label}.${label}.${label}.${label}${last}`.padEnd(253, 'x').slice(-253));
    const { project, paths } = await made(names.map((name) => ({ name })));
    expect(paths).toHaveLength(2);
    for (const path of paths) expect(Buffer.byteLength(path.split('/').at(-1) ?? '')).toBeLessThanOrEqual(255);
    for (const name of names) {
      expect(name).toHaveLength(253);
      expect(paths.some((path) => project.read(`output/${path}`).includes(`name: ${name}\n`))).toBe(true);
    }
    const again = await made(names.map((name) => ({ name })));
    expect(again.paths).toEqual(paths);
  });

  test('B28: a long name in capitals, of which every byte is escaped, still fits', async () => {
    const { paths } = await made([{ ...ROLE, name: 'Ä:'.repeat(120) }]);
    expect(Buffer.byteLength(paths[0]?.split('/').at(-1) ?? '')).toBeLessThanOrEqual(255);
  });

  test('B29: the same kind and name in two groups are two files', async () => {
    const { paths } = await made([
      { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' },
      { apiVersion: 'extensions/v1beta1', kind: 'Ingress', name: 'web' },
    ]);
    expect(paths).toEqual(['team-a/ingress.extensions_web.yaml', 'team-a/ingress.networking.k8s.io_web.yaml']);
  });

  test('B30: one target under two versions of a group is one object, and the conflict is told', async () => {
    const project = aProject({
      'policies/a.yaml': ruleFor({ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' }),
      'policies/b.yaml': ruleFor({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }).replace(
        'name: made\n',
        'name: other\n',
      ),
      'cluster-state/team-a.yaml': namespace('team-a'),
      'cluster-state/trigger.yaml': trigger(),
    });
    const { errors } = await carriedOut(project, 1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      code: 'plan/conflict',
      policy: 'other',
      rule: 'make',
      trigger: '/ConfigMap/team-a/trigger',
    });
    expect(Object.keys(project.manifests())).toEqual(['team-a/horizontalpodautoscaler.autoscaling_made.yaml']);
    expect(project.read('output/team-a/horizontalpodautoscaler.autoscaling_made.yaml')).toContain('autoscaling/v1');
    await settled(project, 1);
  });

  test('B31: nothing can be written under a name that tools look for', async () => {
    const special = [
      'kustomization',
      'Chart',
      'chart',
      'values',
      'kustomization.yaml',
      '.argocd-source',
      'jsonnet',
      'sops',
    ];
    const legal = special.filter((name) => /^[a-z]/.test(name));
    const { paths } = await made([
      ...legal.map((name) => ({ name })),
      { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', name: 'kustomization' },
      { apiVersion: 'x.example/v1', kind: 'Chart', name: 'chart' },
      ...special.map((name) => ({ ...ROLE, name })),
    ]);
    expect(paths).toHaveLength(legal.length + 2 + special.length);
    for (const path of paths) {
      const name = path.split('/').at(-1) ?? '';
      expect(name).toMatch(/^[^_]+_[^/]+\.yaml$/);
      expect(name).not.toMatch(/^(?:kustomization\.ya?ml|Kustomization|Chart\.yaml|values\.yaml|\..*|.*\.jsonnet)$/i);
    }
  });
});

describe('B32: labels that would be too long', () => {
  const LONG = `${'policy-'.repeat(20)}end`;
  const LONG_RULE = 'r'.repeat(63);

  for (const provenance of ['headwater', 'kyverno', 'none'] as const) {
    test(`B32: a long policy, rule and trigger name give legal labels with --provenance ${provenance}`, async () => {
      const rule = configMapRule(`
apiVersion: v1
kind: ConfigMap
namespace: team-a
name: made
data:
  data:
    a: b
`)
        .replace('name: made\n', `name: ${LONG}\n`)
        .replace('- name: make', `- name: ${LONG_RULE}`)
        .replace('names: [trigger]', "names: ['t*']");
      const project = aProject({
        'policies/long.yaml': rule,
        'cluster-state/team-a.yaml': namespace('team-a'),
        'cluster-state/trigger.yaml': trigger().replace('name: trigger', `name: ${'t'.repeat(253)}`),
      });
      await carriedOut(project, 0, { provenance });
      const text = project.read('output/team-a/configmap_made.yaml');
      const labels = /^ {2}labels:\n((?: {4}.*\n)*)/m.exec(text)?.[1] ?? '';
      expect(labels === '').toBe(provenance === 'none');
      for (const [, value = ''] of labels.matchAll(/^ {4}\S+: "?([^"\n]*)"?$/gm)) {
        expect(value).toMatch(/^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/);
      }
      if (provenance === 'headwater') expect(text).toContain(`headwater.dev/policy: ${LONG}\n`);
      await settled(project, 0, { provenance });
    });
  }
});
