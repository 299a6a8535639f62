// Kustomize, which both Flux and Argo CD use, reads the tree: every manifest parses and no two are the same object.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shell } from '../support/cli.ts';
import { copyOfExample } from '../support/example.ts';
import { filesBelow } from '../support/project.ts';

const HAS_KUBECTL = spawnSync('kubectl', ['version', '--client']).status === 0;
const NEEDS_KUBECTL = HAS_KUBECTL ? '' : ' (skipped: needs kubectl (Debian package kubernetes-client))';

describe('the output tree', () => {
  test.skipIf(!HAS_KUBECTL)(`is accepted by kubectl kustomize, manifest for manifest${NEEDS_KUBECTL}`, () => {
    const copy = copyOfExample('output');
    // What a reader takes: every file with such a name, dot folders included.
    const manifests = Object.keys(filesBelow(join(copy, 'output'))).filter((path) => /\.(?:ya?ml|json)$/.test(path));
    expect(manifests.length).toBeGreaterThan(20);
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: manifests.map((path) => `output/${path}`),
    };
    writeFileSync(join(copy, 'kustomization.yaml'), JSON.stringify(kustomization));
    const { status, stdout, stderr } = shell(copy, 'kubectl kustomize .');
    expect(status, stderr).toBe(0);
    expect(stdout.split(/^---$/m)).toHaveLength(manifests.length);
  });
});
