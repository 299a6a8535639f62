// The example manifests of the documentation, and the same broken by hand, in repositories as people have them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { checkFiles } from './check-files.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'examples', 'delivery');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** A repository around one manifest. */
const AROUND = {
  'policies/deny.yaml': 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: deny}\n',
  'policies/teams/quota.yaml': 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: quota}\n',
  'cluster-state/cluster.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n',
  'headwater.yaml': 'cluster: prod\n',
  'output/team-a/configmap_a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: team-a}\n',
  'output/team-b/configmap_b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: team-b}\n',
  'output/_cluster/namespace_c.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: c}\n',
  'output/.headwater/ledger/team-a.jsonl': '{}\n',
  'apps/shop/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n',
};

/** Before the first run. */
const NO_OUTPUT = Object.fromEntries(Object.entries(AROUND).filter(([path]) => !path.startsWith('output/')));

const PLACES: Readonly<Record<string, string>> = { 'flux-bootstrap.yaml': 'clusters/prod/headwater.yaml' };

function exampleText(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

function codes(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}

test('there are examples', () => {
  expect(NAMES).toEqual(['argocd-application.yaml', 'argocd-applicationset.yaml', 'flux-bootstrap.yaml', 'flux.yaml']);
});

describe.each(NAMES)('%s', (name) => {
  const path = PLACES[name] ?? `delivery/${name}`;
  const profile = name.startsWith('argocd') ? 'argocd' : 'flux';

  test.each(['both', profile, 'neutral'] as const)('is right for the profile %s', async (asked) => {
    expect(await checkFiles({ ...AROUND, [path]: exampleText(name) }, { profile: asked })).toEqual([]);
  });

  test('is right before the first run', async () => {
    expect(await checkFiles({ ...NO_OUTPUT, [path]: exampleText(name) }, { profile })).toEqual([]);
  });

  test('is not what the other reader needs', async () => {
    const other = profile === 'argocd' ? 'flux' : 'argocd';
    const found = await checkFiles({ ...AROUND, [path]: exampleText(name) }, { profile: other });
    expect(codes(found)).toEqual(['delivery/covers-nothing']);
  });
});

interface Broken {
  readonly title: string;
  readonly example: string;
  /** What is replaced by what. */
  readonly edit: readonly [string, string];
  readonly more?: Readonly<Record<string, string>>;
  readonly codes: readonly string[];
  readonly line: number;
  readonly says: string;
}

const BROKEN: readonly Broken[] = [
  {
    title: 'an Application of the whole repository',
    example: 'argocd-application.yaml',
    edit: ['path: output\n', "path: '.'\n"],
    codes: ['delivery/applies-policies', 'delivery/applies-inventory'],
    line: 15,
    says: 'Application/argocd/headwater applies policies/deny.yaml and 1 more file of policies: Kyverno would go on generating, beside Argo CD',
  },
  {
    title: 'an Application of the policies',
    example: 'argocd-application.yaml',
    edit: ['path: output\n', 'path: policies\n'],
    codes: ['delivery/applies-policies', 'delivery/covers-nothing'],
    line: 15,
    says: 'applies policies/deny.yaml and 1 more file of policies',
  },
  {
    title: 'an Application of the inventory',
    example: 'argocd-application.yaml',
    edit: ['path: output\n', 'path: ./cluster-state/\n'],
    codes: ['delivery/applies-inventory', 'delivery/covers-nothing'],
    line: 15,
    says: 'applies cluster-state/cluster.yaml: the snapshot would be put back over the cluster it was taken of',
  },
  {
    title: 'an Application that does not go into folders',
    example: 'argocd-application.yaml',
    edit: ['recurse: true', 'recurse: false'],
    codes: ['delivery/covers-nothing'],
    line: 15,
    says: 'Application/argocd/headwater applies nothing of output: without directory.recurse: true only files directly in the folder are read',
  },
  {
    title: 'an Application of another folder',
    example: 'argocd-application.yaml',
    edit: ['path: output\n', 'path: out\n'],
    codes: ['delivery/covers-nothing'],
    line: 15,
    says: 'No definition for Argo CD or Flux applies output: Application/argocd/headwater is the only definition for this repository',
  },
  {
    title: 'an Application of one namespace',
    example: 'argocd-application.yaml',
    edit: ['path: output\n', 'path: output/team-a\n'],
    codes: ['delivery/covers-partly'],
    line: 15,
    says: 'Nobody applies output/_cluster, output/team-b',
  },
  {
    title: 'an Application of a namespace that is gone',
    example: 'argocd-application.yaml',
    edit: ['path: output\n', 'path: output/team-x\n'],
    codes: ['delivery/covers-nothing'],
    line: 15,
    says: 'Application/argocd/headwater applies nothing of output/team-x: there is no manifest that it takes',
  },
  {
    title: 'an Application that does not prune',
    example: 'argocd-application.yaml',
    edit: ['prune: true', 'prune: false'],
    codes: ['delivery/keeps-removed'],
    line: 25,
    says: 'Application/argocd/headwater does not prune',
  },
  {
    title: 'an ApplicationSet over every folder',
    example: 'argocd-applicationset.yaml',
    edit: ['- path: output/*', "- path: '*'"],
    codes: ['delivery/applies-policies', 'delivery/applies-inventory', 'delivery/covers-nothing'],
    line: 11,
    says: 'ApplicationSet/argocd/headwater applies policies/deny.yaml: Kyverno would go on generating',
  },
  {
    title: 'an ApplicationSet that forgets to exclude the policies',
    example: 'argocd-applicationset.yaml',
    edit: [
      '- path: output/*',
      "- path: '*'\n          - path: '*/*'\n          - path: output\n            exclude: true\n          - path: cluster-state\n            exclude: true",
    ],
    codes: ['delivery/applies-policies'],
    line: 11,
    says: 'ApplicationSet/argocd/headwater applies policies/deny.yaml and 1 more file of policies',
  },
  {
    title: 'an ApplicationSet of another folder',
    example: 'argocd-applicationset.yaml',
    edit: ['- path: output/*', '- path: out/*'],
    codes: ['delivery/covers-nothing'],
    line: 11,
    says: 'No definition for Argo CD or Flux applies output',
  },
  {
    title: 'an ApplicationSet of some namespaces',
    example: 'argocd-applicationset.yaml',
    edit: ['- path: output/*', '- path: output/team-*'],
    codes: ['delivery/covers-partly'],
    line: 11,
    says: 'Nobody applies output/_cluster, while ApplicationSet/argocd/headwater applies other folders of output',
  },
  {
    title: 'a Kustomization of the whole repository',
    example: 'flux.yaml',
    edit: ['path: ./output', 'path: ./'],
    codes: ['delivery/applies-policies', 'delivery/applies-inventory', 'delivery/applies-configuration'],
    line: 23,
    says: 'Kustomization/flux-system/headwater reads headwater.yaml, which is no Kubernetes object: Flux stops there',
  },
  {
    title: 'a Kustomization of the policies',
    example: 'flux.yaml',
    edit: ['path: ./output', 'path: ./policies'],
    codes: ['delivery/applies-policies', 'delivery/covers-nothing'],
    line: 23,
    says: 'No definition for Argo CD or Flux applies output',
  },
  {
    title: 'a Kustomization of another folder',
    example: 'flux.yaml',
    edit: ['path: ./output', 'path: ./outputs'],
    codes: ['delivery/covers-nothing'],
    line: 23,
    says: 'No definition for Argo CD or Flux applies output',
  },
  {
    title: 'a Kustomization that does not prune',
    example: 'flux.yaml',
    edit: ['prune: true', 'prune: false'],
    codes: ['delivery/keeps-removed'],
    line: 26,
    says: 'Set spec.prune to true',
  },
];

describe('an example broken by hand', () => {
  test.each(BROKEN)('$title', async ({ example, edit: [from, to], more, codes: expected, line, says }) => {
    const text = exampleText(example);
    expect(text).toContain(from);
    const found = await checkFiles({ ...AROUND, ...more, [`delivery/${example}`]: text.replace(from, to) });
    expect(codes(found).toSorted()).toEqual([...expected].sort());
    expect(found.map(({ message, help }) => `${message}\n${help ?? ''}`).join('\n')).toContain(says);
    expect(found.map(({ at }) => `${at?.file ?? ''}:${at?.line ?? 0}`)).toEqual(
      expected.map(() => `delivery/${example}:${line}`),
    );
  });

  test("headwater.yaml below the path of Flux's bootstrap", async () => {
    const name = 'flux-bootstrap.yaml';
    const found = await checkFiles(
      {
        ...AROUND,
        'clusters/prod/sync.yaml': exampleText(name),
        'clusters/prod/headwater.yaml': 'output: ../../output\n',
      },
      { configuration: 'clusters/prod/headwater.yaml' },
    );
    expect(codes(found)).toEqual(['delivery/applies-configuration']);
    expect(found[0]!.message).toContain('Kustomization/flux-system/flux-system reads clusters/prod/headwater.yaml');
  });

  test("a whole project below the path of Flux's bootstrap", async () => {
    const below = Object.fromEntries(Object.entries(AROUND).map(([path, text]) => [`clusters/prod/${path}`, text]));
    const text = exampleText('flux-bootstrap.yaml').replace('path: ./output', 'path: ./clusters/prod/output');
    const found = await checkFiles(
      { ...below, 'clusters/prod/sync.yaml': text },
      { base: 'clusters/prod', configuration: 'clusters/prod/headwater.yaml' },
    );
    expect(codes(found).toSorted()).toEqual([
      'delivery/applies-configuration',
      'delivery/applies-inventory',
      'delivery/applies-policies',
    ]);
    expect(new Set(found.map(({ message }) => message.split(' ')[0]))).toEqual(
      new Set(['Kustomization/flux-system/flux-system']),
    );
  });
});
