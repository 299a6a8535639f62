// Kustomize, which Flux uses and Argo CD can use, reads the tree: every manifest parses, no two are the same object, and what comes out is
// what was meant. Who takes which file is judged by rules that are written down apart from the product's.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DeliveryProfile } from '../../src/kube/index.ts';
import { parseYaml } from '../../src/yaml/index.ts';
import { shell } from '../support/cli.ts';
import { copyOfExample } from '../support/example.ts';
import { aProject, filesBelow, type Files, type Project } from '../support/project.ts';
import { findingsOf, takenBy } from '../support/reader-rules.ts';

const HAS_KUBECTL = spawnSync('kubectl', ['version', '--client']).status === 0;
const NEEDS_KUBECTL = HAS_KUBECTL ? '' : ' (skipped: needs kubectl (Debian package kubernetes-client))';

const NAMESPACES = 500;

/** Values that some reader of YAML, or of the readers, takes for something else. */
const VALUES: Readonly<Record<string, string>> = {
  home: '${HOME}/bin and ${X:=y}',
  marker: '# +argocd:skip-file-rendering',
  lines: 'first\n+argocd:skip-file-rendering\n  ${A}\n',
  no: 'NO',
  on: 'on',
  octal: '0777',
  exponent: '1e3',
  sexagesimal: '12:30:45',
  hex: '0x1F',
  tilde: '~',
  empty: '',
  null: 'null',
  date: '2026-01-01',
  equals: '=',
  merge: '<<',
  blank: ' leading and trailing ',
  tab: 'a\tb',
  windows: 'a\r\nb\r\n',
  document: '---\na: b\n...\n',
  colon: 'a: b # c',
  unicode: 'Grüße, 世界 😀 \u2028 \u00a0 \u202e \ufeff',
  control: 'bell \u0007 escape \u001b',
  quotes: '"\'`\\',
  long: `${'word '.repeat(60)}end`,
  block: 'A line of a script that has some length\n'.repeat(12),
};
const KEYS: readonly string[] = ['NO', 'on', '0777', '1e3', 'a.b', 'A_B', '-', 'null', 'y', '.hidden'];

type Shape = Readonly<Record<string, unknown>>;

const OFF = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };
const ONCE = { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' };
const RULE_TEXT = 'system:team ${GROUP}';

interface Made {
  readonly rule: string;
  readonly synchronize: boolean;
  readonly target: Shape;
  readonly data: Shape;
  /** Annotations that are to be there beside. */
  readonly added: Shape;
}

const CORE = { apiVersion: 'v1', kind: 'ConfigMap' };
const OF_NAMESPACE = '{{ request.object.metadata.name }}';

/** Four rules: three for each namespace, one that is cluster-scoped. */
const MADE: readonly Made[] = [
  {
    rule: 'nasty',
    synchronize: true,
    target: { ...CORE, name: 'nasty', namespace: OF_NAMESPACE },
    data: { data: { ...VALUES, ...Object.fromEntries(KEYS.map((key) => [key, key])) } },
    added: OFF,
  },
  {
    rule: 'once',
    synchronize: false,
    target: { apiVersion: 'example.com/v1', kind: 'Widget', name: 'once', namespace: OF_NAMESPACE },
    data: {
      spec: { size: 3, ratio: 0.5, big: 9007199254740991, on: true, off: null, list: ['NO', ['on'], {}], text: 'yes' },
    },
    added: ONCE,
  },
  {
    rule: 'role',
    synchronize: true,
    target: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', name: 'team:Readers', namespace: OF_NAMESPACE },
    data: { rules: [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }] },
    added: {},
  },
  {
    rule: 'cluster',
    synchronize: true,
    target: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: `${OF_NAMESPACE}:Readers` },
    data: {
      rules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }],
      metadata: { annotations: { note: RULE_TEXT } },
    },
    added: OFF,
  },
];

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'widgets.example.com',
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [{ name: 'v1', served: true, storage: true }],
  },
};

function policy(name: string, rules: readonly Shape[]): string {
  return JSON.stringify({ apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name }, spec: { rules } });
}

function aRule({ rule, synchronize, target, data }: Made, match: Shape): Shape {
  return { name: rule, match: { any: [{ resources: match }] }, generate: { synchronize, ...target, data } };
}

/** 500 namespaces with four objects each, and a definition that is generated too. */
function largeProject(): Project {
  const names = Array.from({ length: NAMESPACES }, (_, index) => `team-${index}`);
  const namespaces = names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const { name, apiVersion, kind, spec } = DEFINITION;
  const definition: Made = {
    rule: 'crd',
    synchronize: true,
    target: { apiVersion, kind, name },
    data: { spec },
    added: {},
  };
  return aProject({
    'policies/teams.json': policy(
      'teams',
      MADE.map((made) => aRule(made, { kinds: ['Namespace'] })),
    ),
    'policies/definition.json': policy('definition', [aRule(definition, { kinds: ['Namespace'], names: ['team-0'] })]),
    'cluster-state/namespaces.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: namespaces }),
  });
}

/** The objects that are to come out, by kind, namespace and name. */
function intended(): ReadonlyMap<string, Shape> {
  const objects = Array.from({ length: NAMESPACES }, (_, index) => `team-${index}`).flatMap((team) =>
    MADE.map(({ target, data, added }) => {
      const { metadata, ...rest } = data as { metadata?: { annotations: Shape } };
      const [name, namespace] = [target['name'], target['namespace']].map((text) =>
        String(text).replace(OF_NAMESPACE, team),
      );
      const annotations = { ...metadata?.annotations, ...added };
      return {
        apiVersion: target['apiVersion'],
        kind: target['kind'],
        metadata: {
          name,
          ...(target['namespace'] === undefined ? {} : { namespace }),
          ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
        },
        ...rest,
      };
    }),
  );
  const { name, spec, ...definition } = DEFINITION;
  return byName([...objects, { ...definition, metadata: { name }, spec }]);
}

function byName(objects: readonly Shape[]): ReadonlyMap<string, Shape> {
  return new Map(
    objects.map((object) => {
      const { name, namespace } = object['metadata'] as { name: string; namespace?: string };
      return [`${String(object['kind'])} ${namespace ?? ''} ${name}`, object];
    }),
  );
}

/** What `kubectl kustomize` makes of files of a tree, which is written anew so that nothing is added to it. */
function builtBy(tree: Files, paths: readonly string[]): readonly Shape[] {
  const copy = aProject(Object.fromEntries(paths.map((path) => [`output/${path}`, tree[path] ?? ''])));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: paths.map((path) => `output/${path}`),
  };
  copy.write({ 'kustomization.yaml': JSON.stringify(kustomization) });
  const { status, stdout, stderr } = shell(copy.root, 'kubectl kustomize . > built.yaml && cat built.yaml');
  expect(status, stderr).toBe(0);
  const { documents, problems } = parseYaml(stdout, { maxBytes: 2 ** 28, maxDocuments: 10_000 });
  expect(problems).toEqual([]);
  return documents.map(({ value }) => value as Shape);
}

describe('the output tree', () => {
  test.skipIf(!HAS_KUBECTL)(`is accepted by kubectl kustomize, manifest for manifest${NEEDS_KUBECTL}`, () => {
    const tree = filesBelow(join(copyOfExample('output'), 'output'));
    const manifests = takenBy('flux', tree);
    expect(manifests.length).toBeGreaterThan(20);
    expect(builtBy(tree, manifests)).toHaveLength(manifests.length);
  });

  test('of the example is read by Argo CD and Flux as it is meant', () => {
    const tree = filesBelow(join(copyOfExample('output'), 'output'));
    for (const reader of ['argocd', 'flux'] as const) {
      expect(findingsOf(reader, tree)).toEqual([]);
      expect(takenBy(reader, tree).filter((path) => path.startsWith('.headwater/'))).toEqual([]);
    }
  });
});

/** A machine that does much else beside takes many times the few seconds that it needs. */
const PATIENCE = { timeout: 300_000 };

describe.each(['flux', 'both'] as const)('a tree of 2,001 manifests, --delivery %s', (delivery: DeliveryProfile) => {
  const produce = async (): Promise<Files> => {
    const project = largeProject();
    const { status, report } = await project.reconcile({ delivery, provenance: 'none' });
    expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(status).toBe(0);
    return project.files('output');
  };
  let first: Promise<Files> | undefined;
  /** Made once, by the test that comes first. */
  const produced = (): Promise<Files> => (first ??= produce());

  test('has nothing that Argo CD or Flux would drop, split, substitute or stop at', PATIENCE, async () => {
    const tree = await produced();
    for (const reader of ['argocd', 'flux'] as const) {
      expect(takenBy(reader, tree)).toHaveLength(NAMESPACES * MADE.length + 1);
      expect(findingsOf(reader, tree)).toEqual([]);
    }
  });

  test.skipIf(!HAS_KUBECTL)(
    `comes out of kubectl kustomize as it is meant, value for value${NEEDS_KUBECTL}`,
    PATIENCE,
    async () => {
      const tree = await produced();
      const built = byName(builtBy(tree, takenBy('flux', tree)));
      const expected = intended();
      expect([...built.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [name, object] of expected) {
        if (!isDeepStrictEqual(built.get(name), object)) expect(built.get(name), name).toEqual(object);
      }
    },
  );
});
