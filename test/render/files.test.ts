import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/model/digest.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import type { Output, OutputManifest } from '../../src/model/output.ts';
import type { Action, Change, Plan } from '../../src/model/plan.ts';
import { resourceKey, type Resource, type ResourceKey } from '../../src/model/resource.ts';
import { renderFiles } from '../../src/render/index.ts';

function aConfigMap(value: string): Resource {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'zk', namespace: 'team-a' }, data: { value } };
}

function aChange(
  action: Action,
  before: Resource | undefined,
  after: Resource | undefined,
  path = 'team-a/configmap_zk.yaml',
): Change {
  const kind = (after ?? before)?.kind ?? 'ConfigMap';
  const id = { group: '', kind, namespace: 'team-a', name: 'zk' };
  return { id, action, reason: 'new', path, ...(before && { before }), ...(after && { after }), causes: [] };
}

function aPlan(...changes: readonly Change[]): Plan {
  return { changes, ledger: emptyLedger(''), rules: [], diagnostics: [] };
}

function anOutput(text?: string, resource?: Resource, shared = false): Output {
  const path = 'team-a/configmap_zk.yaml';
  const id = { group: '', kind: resource?.kind ?? '', namespace: 'team-a', name: 'zk' };
  const manifests: [ResourceKey, OutputManifest][] = resource
    ? [
        [
          resourceKey(id),
          { id, path, resource, digest: digestOf(resource), shared, at: { file: path, line: 1, column: 1 } },
        ],
      ]
    : [];
  return {
    manifests: new Map(manifests),
    files: new Map(text === undefined ? [] : [[path, text]]),
  };
}

const ONE = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: zk\n  namespace: team-a\ndata:\n  value: one\n';

describe('renderFiles', () => {
  test('writes a new manifest', () => {
    expect(renderFiles(aPlan(aChange('create', undefined, aConfigMap('one'))), anOutput())).toEqual([
      { path: 'team-a/configmap_zk.yaml', after: ONE },
    ]);
  });

  test('shows the text that was there, as it was', () => {
    const found = `# by hand\n${ONE.replace('one', 'two')}`;
    const change = aChange('update', aConfigMap('two'), aConfigMap('one'));
    expect(renderFiles(aPlan(change), anOutput(found, aConfigMap('two')))).toEqual([
      { path: 'team-a/configmap_zk.yaml', before: found, after: ONE },
    ]);
  });

  test('leaves a reformatted file with the same content as it is', () => {
    const change = aChange('update', aConfigMap('one'), aConfigMap('one'));
    expect(renderFiles(aPlan(change), anOutput(`# reformatted\n${ONE}`, aConfigMap('one')))).toEqual([]);
  });

  test('deletes, and finds nothing to delete where no file is', () => {
    const change = aChange('delete', aConfigMap('one'), undefined);
    expect(renderFiles(aPlan(change), anOutput(ONE, aConfigMap('one')))).toEqual([
      { path: 'team-a/configmap_zk.yaml', before: ONE },
    ]);
    expect(renderFiles(aPlan(change), anOutput())).toEqual([]);
  });

  test.each<Action>(['retain', 'hold', 'none'])('touches nothing for %s', (action) => {
    const change = aChange(action, aConfigMap('one'), aConfigMap('two'));
    expect(renderFiles(aPlan(change), anOutput(ONE, aConfigMap('one')))).toEqual([]);
  });

  test('refuses to write over a file with several objects', () => {
    const change = aChange('delete', aConfigMap('one'), undefined);
    expect(() => renderFiles(aPlan(change), anOutput(ONE, aConfigMap('one'), true))).toThrow('invariant broken');
  });

  test('sorts by path', () => {
    const changes = ['b.yaml', 'a.yaml'].map((path) => aChange('create', undefined, aConfigMap('one'), path));
    expect(renderFiles(aPlan(...changes), anOutput()).map(({ path }) => path)).toEqual(['a.yaml', 'b.yaml']);
  });

  test('marks Secrets, before and after', () => {
    const secret = (value: string): Resource => ({ ...aConfigMap(value), kind: 'Secret' });
    const output = anOutput(ONE, secret('one'));
    const update = aChange('update', secret('one'), secret('two'));
    expect(renderFiles(aPlan(update), output)[0]?.sensitive).toEqual({ before: secret('one'), after: secret('two') });
    const removal = aChange('delete', secret('one'), undefined);
    expect(renderFiles(aPlan(removal), output)[0]?.sensitive).toEqual({ before: secret('one') });
  });
});
