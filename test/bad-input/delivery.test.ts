// Manifests that Argo CD or Flux would not apply as they are meant (rows B74 to B84), and files of others that they stumble over.
import { describe, expect, test } from 'vitest';
import type { DeliveryProfile } from '../../src/kube/index.ts';
import type { RunResult } from '../../src/run/index.ts';
import { aProject, type Files, type Project } from '../support/project.ts';
import { findingsOf, takenBy } from '../support/reader-rules.ts';
import { actionsOf, clusterPolicy, errorsOf, manifest, namespaces, warningsOf, wordsOf } from './inputs.ts';

const PROFILES: readonly DeliveryProfile[] = ['both', 'argocd', 'flux', 'neutral'];
const MARKER = '+argocd:skip-file-rendering';

/** A rule over Namespaces that makes a ConfigMap `made`; `lines` are what it sets beside, written at column 0. */
function rule(lines: string, synchronize = true): string {
  const body = lines.trim().split('\n');
  return `
- name: make
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: ${synchronize}
    apiVersion: v1
    kind: ConfigMap
    name: made
    namespace: "{{ request.object.metadata.name }}"
    data:
      ${body.join('\n      ')}
`;
}

function making(lines: string, more: Files = {}, synchronize = true): Project {
  return aProject({
    'policies/made.yaml': clusterPolicy('made', rule(lines, synchronize)),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
    ...more,
  });
}

const MADE = 'team-a/configmap_made.yaml';

function made(project: Project): Readonly<Record<string, unknown>> {
  return manifest(project.manifests()[MADE]);
}

function annotationsOf(project: Project): unknown {
  return (made(project)['metadata'] as Record<string, unknown>)['annotations'];
}

/** Codes of the warnings. */
function codesOf(result: RunResult): readonly string[] {
  return warningsOf(result).map(({ code }) => code);
}

/** What a run in each profile warns of. */
async function warnedIn(project: Project): Promise<Record<string, readonly string[]>> {
  const warned: Record<string, readonly string[]> = {};
  for (const delivery of PROFILES) {
    const result = await project.reconcile({ delivery });
    expect(result.status).toBe(0);
    warned[delivery] = codesOf(result);
  }
  return warned;
}

/** Lines that are longer together than this. */
function longText(bytes: number): string {
  return `${'x'.repeat(99)}\n`.repeat(Math.ceil(bytes / 100));
}

function configMap(name: string, text: string): string {
  const lines = text.split('\n').filter((line) => line !== '');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  text: |\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

const CLONE = clusterPolicy(
  'share',
  `
- name: copy
  match:
    any:
    - resources:
        kinds: [Namespace]
        selector: {matchLabels: {copy: wanted}}
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: big
    namespace: "{{ request.object.metadata.name }}"
    clone: {namespace: default, name: big}
`,
);

function wanting(...names: readonly string[]): string {
  return names
    .map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels: {copy: wanted}\n`)
    .join('---\n');
}

describe('B74: the marker that makes Argo CD leave a file out', () => {
  test('is written so that the bytes do not hold it, wherever the rule has it', async () => {
    const project = making(`
metadata:
  annotations:
    example.com/note: "${MARKER}"
    example.com/lines: "a\\n${MARKER}\\nb"
data:
  value: "${MARKER}"
  "${MARKER}": "x"
  "a ${MARKER} b": "# ${MARKER}"
  block: |
    first
    ${MARKER}
    # ${MARKER}
  folded: >-
    ${MARKER}
    goes on
  kept: |+
    ${MARKER}

  script.sh: "#!/bin/sh\\n# ${MARKER}\\n"
`);
    expect((await project.reconcile({ provenance: 'none' })).status).toBe(0);
    const tree = project.manifests();
    expect(Object.keys(tree)).toEqual([MADE]);
    expect(tree[MADE]).not.toContain(MARKER);
    expect(findingsOf('argocd', tree)).toEqual([]);
    expect(made(project)['data']).toEqual({
      value: MARKER,
      [MARKER]: 'x',
      [`a ${MARKER} b`]: `# ${MARKER}`,
      block: `first\n${MARKER}\n# ${MARKER}\n`,
      folded: `${MARKER} goes on`,
      kept: `${MARKER}\n\n`,
      'script.sh': `#!/bin/sh\n# ${MARKER}\n`,
    });
    expect(annotationsOf(project)).toEqual({
      'example.com/note': MARKER,
      'example.com/lines': `a\n${MARKER}\nb`,
    });
  });

  test('in the base64 of a Secret it is not there to begin with', async () => {
    const project = aProject({
      'policies/share.yaml': CLONE.replace('kind: ConfigMap', 'kind: Secret'),
      'cluster-state/namespaces.yaml': wanting('team-a'),
      'cluster-state/big.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: big, namespace: default}\ndata: {a: ${Buffer.from(MARKER).toString('base64')}}\n`,
    });
    await project.reconcile({ secrets: 'plain', digestKey: 'key' });
    const tree = project.manifests();
    expect(Object.keys(tree)).toEqual(['team-a/secret_big.yaml']);
    expect(findingsOf('argocd', tree)).toEqual([]);
    const { data } = manifest(tree['team-a/secret_big.yaml']) as { data: { a: string } };
    expect(Buffer.from(data.a, 'base64').toString()).toBe(MARKER);
  });
});

describe('B75: text that Flux would replace', () => {
  const TEXT = `
data:
  path: "\${HOME}/bin"
`;
  const OFF = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };

  test.each(['both', 'flux'] as const)(
    '%s: substitution is switched off for the object, without a warning',
    async (delivery) => {
      const project = making(TEXT);
      const result = await project.reconcile({ delivery, provenance: 'none' });
      expect(result.status).toBe(0);
      expect(codesOf(result)).toEqual([]);
      expect(annotationsOf(project)).toEqual(OFF);
      expect(made(project)['data']).toEqual({ path: '${HOME}/bin' });
      expect(findingsOf('flux', project.manifests())).toEqual([]);
    },
  );

  test.each(['argocd', 'neutral'] as const)(
    '%s: a warning says it, with policy, rule, trigger and downstream',
    async (delivery) => {
      const project = making(TEXT);
      const result = await project.reconcile({ delivery, provenance: 'none' });
      expect(result.status).toBe(0);
      expect(warningsOf(result)).toEqual([
        {
          code: 'delivery/substituted',
          at: 'policies/made.yaml:7',
          policy: 'made',
          rule: 'make',
          trigger: '/Namespace//team-a',
        },
      ]);
      expect(result.report.diagnostics[0]?.downstream).toBe('/ConfigMap/team-a/made');
      expect(wordsOf(result)).toContain('ConfigMap/team-a/made');
      expect(wordsOf(result)).not.toContain('HOME');
      expect(annotationsOf(project)).toBeUndefined();
      expect(findingsOf('flux', project.manifests())).toHaveLength(1);
    },
  );

  test('another profile renders what is synchronized anew, and the next run changes nothing', async () => {
    const project = making(TEXT);
    await project.reconcile({ delivery: 'argocd' });
    const bare = project.manifests();
    expect(actionsOf(await project.reconcile({ delivery: 'flux' }))).toEqual(['update ConfigMap/team-a/made']);
    expect(annotationsOf(project)).toMatchObject(OFF);
    const before = project.files('output');
    expect((await project.reconcile({ delivery: 'flux' })).report.counts).toMatchObject({ updated: 0 });
    expect(project.files('output')).toEqual(before);
    await project.reconcile({ delivery: 'neutral' });
    expect(project.manifests()).toEqual(bare);
  });

  test('what is not synchronized stays as it is under another profile, and a warning says what is missing', async () => {
    const project = making(TEXT, {}, false);
    await project.reconcile({ delivery: 'neutral' });
    const before = project.manifests();
    const result = await project.reconcile({ delivery: 'both' });
    expect(project.manifests()).toEqual(before);
    expect(codesOf(result)).toEqual(['delivery/substituted']);
    expect(wordsOf(result)).toContain('add it to the manifest');
  });

  test('an annotation of the rule itself wins', async () => {
    const project = making(
      `metadata:\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: "enabled"}\n${TEXT.trim()}`,
    );
    const result = await project.reconcile({ provenance: 'none' });
    expect(annotationsOf(project)).toEqual({ 'kustomize.toolkit.fluxcd.io/substitute': 'enabled' });
    expect(codesOf(result)).toEqual([]);
  });
});

describe('what no rule synchronizes', () => {
  const ONCE = 'data:\n  a: b';

  test.each([
    ['both', { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' }],
    ['flux', { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' }],
    ['argocd', undefined],
    ['neutral', undefined],
  ] as const)('%s: is created by Flux and then left to people', async (delivery, expected) => {
    const project = making(ONCE, {}, false);
    await project.reconcile({ delivery, provenance: 'none' });
    expect(annotationsOf(project)).toEqual(expected);
  });

  test('an annotation of the rule itself wins', async () => {
    const project = making(`metadata:\n  annotations: {kustomize.toolkit.fluxcd.io/ssa: Merge}\n${ONCE}`, {}, false);
    await project.reconcile({ provenance: 'none' });
    expect(annotationsOf(project)).toEqual({ 'kustomize.toolkit.fluxcd.io/ssa': 'Merge' });
  });

  test('is applied again where another rule that wants the same synchronizes', async () => {
    const project = making(ONCE, { 'policies/other.yaml': clusterPolicy('other', rule(ONCE, true)) }, false);
    const result = await project.reconcile({ provenance: 'none' });
    expect(result.status).toBe(0);
    expect(annotationsOf(project)).toBeUndefined();
  });

  test('loses the annotation when its rule synchronizes from now on', async () => {
    const project = making(ONCE, {}, false);
    await project.reconcile({ provenance: 'none' });
    project.write({ 'policies/made.yaml': clusterPolicy('made', rule(ONCE, true)) });
    await project.reconcile({ provenance: 'none' });
    expect(annotationsOf(project)).toBeUndefined();
  });
});

test('B76: a list of items at the top is warned of, but for Flux alone', async () => {
  const project = aProject({
    'policies/made.yaml': clusterPolicy(
      'made',
      rule('items:\n- a: b')
        .replace('apiVersion: v1', 'apiVersion: example.com/v1')
        .replace('kind: ConfigMap', 'kind: Basket'),
    ),
    'cluster-state/all.yaml': `${namespaces('team-a')}---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: baskets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Basket, plural: baskets}
  versions: [{name: v1, served: true, storage: true}]
`,
  });
  expect(await warnedIn(project)).toEqual({
    both: ['delivery/list'],
    argocd: ['delivery/list'],
    flux: [],
    neutral: ['delivery/list'],
  });
  expect(findingsOf('argocd', project.manifests()).map(({ does }) => does)).toEqual(['split']);
});

test('B77: nothing below .headwater/ has a name that a reader takes, whatever the run comes to', async () => {
  const project = making('data:\n  a: "${HOME}"', {
    'policies/kustomization.yaml': clusterPolicy(
      'kustomization.yaml',
      rule('data:\n  a: c').replace('name: made', 'name: x.json'),
    ),
    'policies/bad.yaml': clusterPolicy('bad', rule('data:\n  a: "{{ nothing }}"').replace('name: made', 'name: bad')),
  });
  expect((await project.reconcile()).status).toBe(1);
  const tree = project.files('output');
  const own = Object.fromEntries(Object.entries(tree).filter(([path]) => path.startsWith('.headwater/')));
  expect(Object.keys(own).length).toBeGreaterThan(3);
  for (const path of Object.keys(own)) expect(path).not.toMatch(/\.(?:ya?ml|json|jsonnet)$/);
  for (const reader of ['argocd', 'flux'] as const) {
    expect(takenBy(reader, own)).toEqual([]);
    expect(takenBy(reader, tree)).toEqual(Object.keys(project.manifests()));
    expect(findingsOf(reader, tree)).toEqual([]);
  }
});

test('B31: an object that is called like a file of a tool is written under another name', async () => {
  for (const name of ['kustomization', 'kustomization.yaml', 'chart', 'values', 'flux']) {
    const project = aProject({
      'policies/made.yaml': clusterPolicy('made', rule('data:\n  a: b').replace('name: made', `name: ${name}`)),
      'cluster-state/namespaces.yaml': namespaces('team-a'),
    });
    expect((await project.reconcile()).status).toBe(0);
    expect(Object.keys(project.manifests())).toEqual([`team-a/configmap_${name}.yaml`]);
    for (const reader of ['argocd', 'flux'] as const) expect(findingsOf(reader, project.manifests())).toEqual([]);
  }
});

describe('B78: a manifest over 256 KiB', () => {
  const project = (options = ''): Project =>
    aProject({
      'policies/made.yaml': clusterPolicy(
        'made',
        rule(`${options}data:\n  text: "{{ request.object.metadata.annotations.text }}"`),
      ),
      'cluster-state/team-a.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-a', annotations: { text: longText(262_144) } },
      }),
    });

  test('is warned of, but for Flux alone', async () => {
    expect(await warnedIn(project())).toEqual({
      both: ['delivery/large'],
      argocd: ['delivery/large'],
      flux: [],
      neutral: ['delivery/large'],
    });
  });

  test.each([
    ['both', 'ServerSideApply=true'],
    ['argocd', 'ServerSideApply=true'],
    ['flux', undefined],
    ['neutral', undefined],
  ] as const)('%s: the server applies it for Argo CD: %s', async (delivery, expected) => {
    const one = project();
    await one.reconcile({ delivery, provenance: 'none' });
    const annotations = annotationsOf(one) as Record<string, string> | undefined;
    expect(annotations?.['argocd.argoproj.io/sync-options']).toBe(expected);
  });

  test('options of the rule stay in front', async () => {
    const one = project('metadata:\n  annotations: {argocd.argoproj.io/sync-options: "Prune=false"}\n');
    await one.reconcile({ provenance: 'none' });
    expect(annotationsOf(one)).toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=false,ServerSideApply=true' });
  });
});

describe('B79: what no API server takes', () => {
  test.each(PROFILES)('%s: a copy of over 1 MiB of data fails, and the copy that is there stays', async (delivery) => {
    const project = aProject({
      'policies/share.yaml': CLONE,
      'policies/made.yaml': clusterPolicy('made', rule('data:\n  a: b')),
      'cluster-state/namespaces.yaml': wanting('team-a'),
      'cluster-state/big.yaml': configMap('big', longText(2000)),
    });
    expect((await project.reconcile({ delivery })).status).toBe(0);
    const before = project.manifests();
    expect(Object.keys(before)).toEqual(['team-a/configmap_big.yaml', MADE]);
    project.write({
      'cluster-state/big.yaml': configMap('big', longText(1_048_577)),
      'cluster-state/more.yaml': namespaces('team-b'),
    });
    const result = await project.reconcile({ delivery });
    expect(result.status).toBe(1);
    expect(errorsOf(result)).toEqual([
      {
        code: 'delivery/too-large',
        at: 'policies/share.yaml:13',
        policy: 'share',
        rule: 'copy',
        trigger: '/Namespace//team-a',
      },
    ]);
    expect(wordsOf(result)).toContain(
      'ConfigMap/team-a/big cannot be applied: it holds 1.01 MiB of data, and a ConfigMap may hold 1 MiB',
    );
    expect(actionsOf(result)).toContain('hold ConfigMap/team-a/big');
    expect(project.manifests()).toEqual({ ...before, 'team-b/configmap_made.yaml': expect.any(String) as string });
  });

  test('exactly 1 MiB of data is written', async () => {
    const project = aProject({
      'policies/share.yaml': CLONE,
      'cluster-state/namespaces.yaml': wanting('team-a'),
      'cluster-state/big.yaml': configMap('big', longText(1_048_500)).replace(
        /x\n$/,
        `${'x'.repeat(1_048_576 - 1_048_500)}x\n`,
      ),
    });
    const result = await project.reconcile();
    expect(errorsOf(result)).toEqual([]);
    expect((manifest(project.manifests()['team-a/configmap_big.yaml'])['data'] as { text: string }).text).toHaveLength(
      1_048_576,
    );
  });

  test('other objects of the same trigger are written', async () => {
    const each = `
- name: make
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
    foreach:
    - list: "['small', 'large']"
      apiVersion: v1
      kind: ConfigMap
      name: "{{ element }}"
      namespace: "{{ request.object.metadata.name }}"
      data:
        data:
          text: "{{ element == 'large' && request.object.metadata.annotations.text || 'x' }}"
`;
    const project = aProject({
      'policies/each.yaml': clusterPolicy('each', each),
      'cluster-state/team-a.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-a', annotations: { text: longText(1_048_577) } },
      }),
    });
    const result = await project.reconcile();
    expect(result.status).toBe(1);
    expect(errorsOf(result).map(({ code }) => code)).toEqual(['delivery/too-large']);
    expect(Object.keys(project.manifests())).toEqual(['team-a/configmap_small.yaml']);
  });
});

test('B79: a policy in CEL generates all of it for a trigger, or nothing', async () => {
  const project = aProject({
    'policies/cel.yaml': `apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata:
  name: cel
spec:
  matchConstraints:
    resourceRules:
    - apiGroups: [""]
      apiVersions: [v1]
      operations: [CREATE]
      resources: [namespaces]
  variables:
  - name: text
    expression: object.metadata.annotations.text
  generate:
  - expression: >
      generator.Apply(object.metadata.name, [
        {"apiVersion": dyn("v1"), "kind": dyn("ConfigMap"), "metadata": dyn({"name": "small"}), "data": dyn({"a": "b"})},
        {"apiVersion": dyn("v1"), "kind": dyn("ConfigMap"), "metadata": dyn({"name": "large"}), "data": dyn({"a": variables.text})}
      ])
`,
    'cluster-state/team-a.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-a', annotations: { text: longText(1_048_577) } },
    }),
    'cluster-state/team-b.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-b', annotations: { text: 'x' } },
    }),
  });
  const result = await project.reconcile();
  expect(result.status).toBe(1);
  expect(errorsOf(result).map(({ code, policy, trigger }) => [code, policy, trigger])).toEqual([
    ['delivery/too-large', 'cel', '/Namespace//team-a'],
  ]);
  expect(Object.keys(project.manifests())).toEqual(['team-b/configmap_large.yaml', 'team-b/configmap_small.yaml']);
});

describe('B80: more manifests than Argo CD reads for one Application', () => {
  const names = Array.from({ length: 12 }, (_, index) => `team-${String.fromCharCode(97 + index)}`);
  const project = (): Project =>
    aProject({
      'policies/share.yaml': CLONE,
      'cluster-state/namespaces.yaml': wanting(...names),
      'cluster-state/big.yaml': configMap('big', longText(900_000)),
    });

  test('is one warning with the figures and a way to split', async () => {
    const one = project();
    const result = await one.reconcile({ delivery: 'both' });
    const told = result.report.diagnostics.filter(({ code }) => code === 'delivery/total-size');
    expect(told).toHaveLength(1);
    expect(told[0]?.message).toContain('holds 10.8 MiB of manifests in 12 files');
    expect(told[0]?.help).toMatch(/ApplicationSet over .*\/\*/);
    expect(result.status).toBe(0);
    expect(findingsOf('argocd', one.files('output')).map(({ does }) => does)).toEqual(['overflow']);
    const again = await one.reconcile({ delivery: 'argocd' });
    expect(codesOf(again)).toContain('delivery/total-size');
    for (const delivery of ['flux', 'neutral'] as const) {
      expect(codesOf(await one.reconcile({ delivery }))).not.toContain('delivery/total-size');
    }
  });

  test('files of others count, and what is deleted does not', async () => {
    const one = project();
    one.write({
      'cluster-state/namespaces.yaml': wanting(...names.slice(0, 11)),
      'output/notes.txt': longText(9_000_000),
    });
    expect(codesOf(await one.reconcile())).not.toContain('delivery/total-size');
    one.write({ 'output/theirs/a.yaml': configMap('theirs', longText(900_000)) });
    expect(codesOf(await one.reconcile())).toContain('delivery/total-size');
    one.write({ 'cluster-state/namespaces.yaml': wanting(...names.slice(0, 9)) });
    expect(codesOf(await one.reconcile())).not.toContain('delivery/total-size');
  });
});

test('B84: a Namespace, a definition and what lies in them are all written, and the order is left to the reader', async () => {
  const of = (name: string, kind: string, apiVersion: string, rest: string): string => `
- name: ${name}
  match:
    any:
    - resources:
        kinds: [ConfigMap]
        names: [order]
  generate:
    synchronize: true
    apiVersion: ${apiVersion}
    kind: ${kind}
    ${rest.trim().split('\n').join('\n    ')}
`;
  const project = aProject({
    'policies/made.yaml': clusterPolicy(
      'made',
      of('namespace', 'Namespace', 'v1', 'name: new\ndata: {}'),
      of('inside', 'ConfigMap', 'v1', 'name: made\nnamespace: new\ndata:\n  data: {a: b}'),
      of(
        'definition',
        'CustomResourceDefinition',
        'apiextensions.k8s.io/v1',
        `
name: widgets.example.com
data:
  spec:
    group: example.com
    scope: Namespaced
    names: {kind: Widget, plural: widgets}
    versions: [{name: v1, served: true, storage: true}]`,
      ),
      of('widget', 'Widget', 'example.com/v1', 'name: made\nnamespace: new\ndata:\n  spec: {size: 1}'),
    ),
    'cluster-state/order.yaml': `${namespaces('default')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: order, namespace: default}\n`,
  });
  const result = await project.reconcile({ provenance: 'none' });
  expect(errorsOf(result)).toEqual([]);
  const tree = project.manifests();
  expect(Object.keys(tree)).toEqual([
    '_cluster/customresourcedefinition.apiextensions.k8s.io_widgets.example.com.yaml',
    '_cluster/namespace_new.yaml',
    'new/configmap_made.yaml',
    'new/widget.example.com_made.yaml',
  ]);
  for (const text of Object.values(tree)) expect(text).not.toMatch(/sync-wave|annotations/);
  for (const reader of ['argocd', 'flux'] as const) expect(findingsOf(reader, tree)).toEqual([]);
});

test('a tracking mark in the data of a rule is warned of where Argo CD reads', async () => {
  const project = making(`metadata:
  annotations: {argocd.argoproj.io/tracking-id: "platform:/ConfigMap:default/made"}
data:
  a: b`);
  expect(await warnedIn(project)).toEqual({
    both: ['delivery/tracked'],
    argocd: ['delivery/tracked'],
    flux: [],
    neutral: [],
  });
});

describe('files of others', () => {
  const THEIRS: Files = {
    'output/values.yaml': 'replicas: 3\n',
    'output/broken.yml': 'a: [\n',
    'output/package.json': '{"name": "x"}\n',
    'output/gen.jsonnet': '{}\n',
    'output/apps/kustomization.yaml': 'resources: []\n',
    'output/chart/Chart.yaml': 'name: x\n',
    'output/.argocd-source.yaml': 'helm: {}\n',
    'output/.sourceignore': '/*\n',
    'output/.flux.yaml': 'version: 1\n',
    'output/README.md': '# ${HOME}\n',
    'output/good.yaml': configMap('good', 'x'),
  };
  const named = async (delivery: DeliveryProfile, run: 'reconcile' | 'diff'): Promise<readonly string[]> => {
    const project = making('data:\n  a: b', THEIRS);
    const result = await project[run]({ delivery });
    expect(result.status).toBe(run === 'diff' ? 3 : 0);
    const told = result.report.diagnostics.filter(({ code }) => code === 'delivery/foreign-file');
    expect(new Set(told.map(({ severity }) => severity))).toEqual(new Set(told.length > 0 ? ['warning'] : []));
    return told.map(({ file }) => file?.replace(/^.*\/output\//, '') ?? '').sort();
  };

  test('that stop a reader, or make it read the folder in another way, are warned of once each', async () => {
    expect(await named('both', 'reconcile')).toEqual([
      '.argocd-source.yaml',
      '.flux.yaml',
      '.sourceignore',
      'apps/kustomization.yaml',
      'broken.yml',
      'chart/Chart.yaml',
      'gen.jsonnet',
      'package.json',
      'values.yaml',
    ]);
    expect(await named('argocd', 'diff')).toEqual([
      '.argocd-source.yaml',
      'apps/kustomization.yaml',
      'chart/Chart.yaml',
      'gen.jsonnet',
      'package.json',
    ]);
    expect(await named('neutral', 'reconcile')).toEqual([]);
  });

  test('are told one by one up to twenty, and the rest by number', async () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`output/v${index}.yaml`, 'a: 1\n']));
    const project = making('data:\n  a: b', many);
    const { report } = await project.reconcile();
    const told = report.diagnostics.filter(({ code }) => code === 'delivery/foreign-file');
    expect(told).toHaveLength(21);
    expect(told.filter(({ message }) => message.startsWith('13 more files'))).toHaveLength(1);
  });
});

test('B81, B82, B83: everything that is left out of a copy is listed by explain, key for key', async () => {
  const annotations = [
    'kubectl.kubernetes.io/last-applied-configuration',
    ...['tracking-id', 'hook', 'hook-delete-policy', 'sync-wave', 'sync-options'].map(
      (key) => `argocd.argoproj.io/${key}`,
    ),
    ...['prune', 'ssa', 'substitute', 'reconcile', 'force'].map((key) => `kustomize.toolkit.fluxcd.io/${key}`),
    ...['meta.helm.sh/release-name', 'meta.helm.sh/release-namespace'],
    ...['helm.sh/hook', 'helm.sh/hook-weight', 'helm.sh/hook-delete-policy', 'helm.sh/resource-policy'],
    ...['config.kubernetes.io/origin', 'deployment.kubernetes.io/revision', 'control-plane.alpha.kubernetes.io/leader'],
    ...['reflector.v1.k8s.emberstack.com/reflects', 'replicator.v1.mittwald.de/replicate-to'],
  ];
  const labels = {
    'app.kubernetes.io/instance': 'platform',
    'argocd.argoproj.io/instance': 'platform',
    'kustomize.toolkit.fluxcd.io/name': 'platform',
    'helm.toolkit.fluxcd.io/name': 'platform',
    'app.kubernetes.io/managed-by': 'Helm',
  };
  const serverSet = {
    uid: '7c1b5d8e-0000-4000-8000-000000000001',
    resourceVersion: '48813',
    generation: 3,
    creationTimestamp: '2025-11-02T10:00:00Z',
    deletionTimestamp: '2025-11-02T10:00:00Z',
    deletionGracePeriodSeconds: 30,
    selfLink: '/api/v1/namespaces/default/configmaps/big',
    managedFields: [{ manager: 'kubectl', operation: 'Update' }],
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'platform', uid: '2' }],
    finalizers: ['example.com/protect'],
  };
  const project = aProject({
    'policies/share.yaml': CLONE,
    'cluster-state/namespaces.yaml': wanting('team-a'),
    'cluster-state/big.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'big',
        namespace: 'default',
        ...serverSet,
        labels: { ...labels, team: 'platform' },
        annotations: { ...Object.fromEntries(annotations.map((key) => [key, 'x'])), 'example.com/contact': 'platform' },
      },
      data: { a: 'b' },
      status: { phase: 'Ready' },
    }),
  });
  const { report } = await project.explain('cm/team-a/big', {});
  expect(report.explained?.[0]?.downstream?.causes[0]?.source?.removed).toEqual(
    [
      ...annotations.map((key) => `metadata.annotations[${key}]`),
      ...Object.keys(labels).map((key) => `metadata.labels[${key}]`),
      ...Object.keys(serverSet).map((key) => `metadata.${key}`),
      'status',
    ].sort(),
  );
  await project.reconcile({ provenance: 'none' });
  expect(manifest(project.manifests()['team-a/configmap_big.yaml'])).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'big',
      namespace: 'team-a',
      labels: { team: 'platform' },
      annotations: { 'example.com/contact': 'platform' },
    },
    data: { a: 'b' },
  });
});
