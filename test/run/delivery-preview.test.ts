// What delivery adds to manifests is equal for equal objects, so that a preview folds them as before.
import { describe, expect, test } from 'vitest';
import { aGitProject, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';

const NAMES = Array.from({ length: 40 }, (_, index) => `team-${index + 10}`);

function policy(synchronize: boolean): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: scripts
spec:
  rules:
  - name: script
    match:
      any:
      - resources:
          kinds: [Namespace]
    generate:
      synchronize: ${synchronize}
      apiVersion: v1
      kind: ConfigMap
      name: script
      namespace: "{{ request.object.metadata.name }}"
      data:
        data:
          path: "\${HOME}/{{ request.object.metadata.name }}"
`;
}

async function foldedBy(project: GitProject): Promise<readonly (readonly [string, number])[]> {
  const { report } = await project.preview({ base: 'main' });
  return (report.preview?.groups ?? []).map(({ action, members }) => [action, members.length] as const);
}

describe.skipIf(!HAS_GIT)(`a preview of manifests with additions${NEEDS_GIT}`, () => {
  const inventory = {
    'cluster-state/all.yaml': NAMES.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`).join(
      '---\n',
    ),
  };

  test('has one entry for those that a new rule makes in every namespace', async () => {
    const project = aGitProject(inventory);
    project.branch('change');
    project.write({ 'policies/scripts.yaml': policy(false) });
    expect(await foldedBy(project)).toEqual([['create', 40]]);
  });

  test('has one entry for those that lose an addition', async () => {
    const project = aGitProject({ ...inventory, 'policies/scripts.yaml': policy(false) });
    expect((await project.reconcile()).status).toBe(0);
    project.commit('reconcile');
    project.branch('change');
    project.write({ 'policies/scripts.yaml': policy(true) });
    expect(await foldedBy(project)).toEqual([['update', 40]]);
    const { report } = await project.preview({ base: 'main' });
    expect(report.preview?.groups[0]?.diff).toContain('-    kustomize.toolkit.fluxcd.io/ssa: IfNotPresent');
  });
});
