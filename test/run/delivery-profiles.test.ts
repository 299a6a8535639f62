// Profiles of delivery over a whole project: which manifests each changes, that going from one to another and back leaves nothing behind, and
// that the plainest of them is what the rules say and nothing else.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DeliveryProfile } from '../../src/kube/index.ts';
import { ROOT } from '../support/example.ts';
import { aProject, type Project } from '../support/project.ts';

function policy(name: string, synchronize: boolean, data: string): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: ${name}}
spec:
  rules:
  - name: make
    match: {any: [{resources: {kinds: [Namespace]}}]}
    generate:
      synchronize: ${synchronize}
      apiVersion: v1
      kind: ConfigMap
      name: ${name}
      namespace: "{{ request.object.metadata.name }}"
      data:
        data: ${data}
`;
}

/** The example, and rules whose manifests each reader needs something for. */
function largerExample(): Project {
  const project = aProject({
    'policies/plain.yaml': policy('plain', true, '{a: b}'),
    'policies/once.yaml': policy('once', false, '{a: b}'),
    'policies/variable.yaml': policy('variable', true, '{a: "${HOME}", "${KEY}": b}'),
    'policies/both.yaml': policy('both', false, '{a: "${HOME}"}'),
    'policies/large.yaml': policy('large', true, `{a: "${'x'.repeat(270_000)}"}`).replace(
      'Namespace]',
      'Namespace], names: [payments]',
    ),
  });
  for (const folder of ['policies', 'cluster-state'])
    cpSync(join(ROOT, folder), join(project.root, folder), { recursive: true });
  return project;
}

/** All that is written but the last difference, which tells of the last run. */
function treeOf(project: Project): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(project.files('output')).filter(([path]) => !path.endsWith('last.diff')));
}

async function reconciled(project: Project, delivery: DeliveryProfile): Promise<Readonly<Record<string, string>>> {
  const { report, status } = await project.reconcile({ delivery, secrets: 'plain' });
  expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(status).toBe(0);
  return treeOf(project);
}

const ADDED = /kustomize\.toolkit\.fluxcd\.io|argocd\.argoproj\.io/;

describe('profiles', () => {
  test('add what the reader needs, where it needs it, and neutral adds nothing', async () => {
    const added: Record<string, readonly string[]> = {};
    for (const delivery of ['neutral', 'argocd', 'flux', 'both'] as const) {
      const tree = await reconciled(largerExample(), delivery);
      added[delivery] = Object.keys(tree).filter((path) => path.startsWith('payments/') && ADDED.test(tree[path]!));
    }
    const [both, large, once, variable] = ['both', 'large', 'once', 'variable'].map(
      (name) => `payments/configmap_${name}.yaml`,
    );
    // A rule of the example that does not synchronize.
    const limits = 'payments/limitrange_default-limits.yaml';
    expect(added).toEqual({
      neutral: [],
      argocd: [large],
      flux: [both, once, variable, limits],
      both: [both, large, once, variable, limits],
    });
  });

  test('there and back again leaves nothing behind', async () => {
    const project = largerExample();
    const before = await reconciled(project, 'both');
    for (const delivery of ['neutral', 'flux', 'argocd', 'neutral'] as const) {
      const tree = await reconciled(project, delivery);
      expect(tree['payments/configmap_once.yaml']).toBe(before['payments/configmap_once.yaml']);
      expect(tree['payments/configmap_variable.yaml']?.includes('substitute: disabled')).toBe(delivery === 'flux');
    }
    expect(await reconciled(project, 'both')).toEqual(before);
  });
});

test('without provenance and for nobody a manifest is what its rule says', async () => {
  const project = aProject({
    'policies/variable.yaml': policy('variable', false, '{a: "${HOME}"}'),
    'cluster-state/a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n',
  });
  await project.reconcile({ delivery: 'neutral', provenance: 'none' });
  expect(project.manifests()).toEqual({
    'team-a/configmap_variable.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: variable\n  namespace: team-a\ndata:\n  a: "${HOME}"\n',
  });
});
