// Small believable projects for property tests: policies of every form, namespaces with labels, sources and workloads, and histories
// of edits. Names come from small pools, so that conflicts, renames and returns are common rather than lucky.
import fc from 'fast-check';
import type { Texts } from './memory-run.ts';

/** A document as it would be in a file. */
export type Document = Readonly<Record<string, unknown>>;

/** Policies by name and objects of the inventory by an identity of their own. */
export interface ProjectState {
  readonly policies: Readonly<Record<string, Document>>;
  readonly objects: Readonly<Record<string, Document>>;
}

/** One edit by a person or a cluster between two runs. `undefined` takes the thing away. */
export type Edit =
  | { readonly kind: 'policy'; readonly name: string; readonly document: Document | undefined }
  | { readonly kind: 'object'; readonly name: string; readonly document: Document | undefined }
  | { readonly kind: 'output-delete'; readonly pick: number }
  | { readonly kind: 'output-edit'; readonly pick: number; readonly value: string }
  | { readonly kind: 'output-foreign'; readonly path: string; readonly value: string };

/** A project and what happens to it, one list of edits before each further run. */
export interface History {
  readonly start: ProjectState;
  readonly steps: readonly (readonly Edit[])[];
}

/** How policies may be. */
export interface PolicyLimits {
  /** Every rule synchronizes, none orphans, and none looks at operations: what `desired` makes a function of its input. */
  readonly onlySynchronized: boolean;
  /** Rules may be wrong: expressions that do not resolve, targets that are no names. */
  readonly mayFail: boolean;
}

const POLICY_NAMES = ['alpha', 'beta', 'gamma', 'delta'] as const;
const NAMESPACE_NAMES = ['team-a', 'team-b', 'team-c', 'shop', 'lab', 'kube-system'] as const;
const SOURCE_NAMES = ['source-a', 'source-b', 'source-c'] as const;
const WORKLOAD_NAMES = ['web', 'api'] as const;
const TARGET_NAMES = ['settings', 'defaults', 'limits'] as const;
const TIERS = ['gold', 'silver', 'off'] as const;

const TRIGGER_NAMESPACE = {
  Namespace: '{{request.object.metadata.name}}',
  Deployment: '{{request.object.metadata.namespace}}',
  ConfigMap: '{{request.object.metadata.namespace}}',
} as const;
type TriggerKind = keyof typeof TRIGGER_NAMESPACE;

// ---- inventory

function namespaceObject(name: string): fc.Arbitrary<Document> {
  return fc
    .record({
      tier: fc.option(fc.constantFrom(...TIERS), { nil: undefined }),
      shared: fc.boolean(),
      items: fc.option(fc.constantFrom('one', 'one,two', 'two,three', 'Not A Name'), { nil: undefined }),
      version: fc.nat(3),
    })
    .map(({ tier, shared, items, version }) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        resourceVersion: String(version),
        labels: { ...(tier === undefined ? {} : { tier }), ...(shared ? { shared: 'true' } : {}) },
        ...(items === undefined ? {} : { annotations: { items } }),
      },
    }));
}

function sourceObject(name: string): fc.Arbitrary<Document> {
  return fc
    .record({ value: fc.constantFrom('1', '2', 'yes', '1e3', ''), selected: fc.boolean() })
    .map(({ value, selected }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default', ...(selected ? { labels: { copy: 'true' } } : {}) },
      data: { value },
    }));
}

function workloadObject(namespace: string, name: string): fc.Arbitrary<Document> {
  return fc.record({ replicas: fc.nat(3), tier: fc.constantFrom(...TIERS) }).map(({ replicas, tier }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { tier } },
    spec: { replicas },
  }));
}

const anyObject: fc.Arbitrary<readonly [string, Document]> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMESPACE_NAMES).chain((name) => named(name, namespaceObject(name))) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...SOURCE_NAMES).chain((name) => named(`default/${name}`, sourceObject(name))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...NAMESPACE_NAMES), fc.constantFrom(...WORKLOAD_NAMES))
      .chain(([namespace, name]) => named(`${namespace}/${name}`, workloadObject(namespace, name))),
  },
);

function named(name: string, document: fc.Arbitrary<Document>): fc.Arbitrary<readonly [string, Document]> {
  return document.map((value) => [name, value] as const);
}

// ---- policies

interface Generated {
  readonly generate: Document;
  readonly context?: readonly Document[];
}

function target(kind: TriggerKind, mayFail: boolean): fc.Arbitrary<{ name: string; namespace: string }> {
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<string>(...TARGET_NAMES) },
    { weight: 1, arbitrary: fc.constant("{{request.object.metadata.labels.tier || 'none'}}-settings") },
    { weight: mayFail ? 1 : 0, arbitrary: fc.constantFrom('{{request.object.metadata.labels.tier}}', 'No Name!') },
  );
  const namespace = fc.oneof(
    { weight: 6, arbitrary: fc.constant<string>(TRIGGER_NAMESPACE[kind]) },
    { weight: 1, arbitrary: fc.constant('shop') },
  );
  return fc.record({ name, namespace });
}

function dataForm(kind: TriggerKind, mayFail: boolean): fc.Arbitrary<Generated> {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('fixed', 'other') },
    { weight: 2, arbitrary: fc.constant("{{request.object.metadata.labels.tier || 'none'}}") },
    { weight: 1, arbitrary: fc.constant('{{request.object.metadata.name}}') },
    { weight: 1, arbitrary: fc.constant('{{time_now_utc()}}') },
    { weight: mayFail ? 1 : 0, arbitrary: fc.constant('{{request.object.metadata.labels.missing}}') },
  );
  return fc
    .record({ target: target(kind, mayFail), value, kind: fc.constantFrom('ConfigMap', 'ResourceQuota') })
    .map(({ target: at, value: text, kind: made }) => ({
      generate: {
        apiVersion: 'v1',
        kind: made,
        ...at,
        data: made === 'ConfigMap' ? { data: { value: text } } : { spec: { hard: { pods: text } } },
      },
    }));
}

function countForm(kind: TriggerKind): fc.Arbitrary<Generated> {
  return fc.constant({
    context: [
      {
        name: 'quotas',
        apiCall: {
          urlPath: `/api/v1/namespaces/${TRIGGER_NAMESPACE[kind]}/resourcequotas`,
          jmesPath: 'items[].metadata.name | sort(@) | join(`,`, @)',
        },
      },
    ],
    generate: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'quotas',
      namespace: TRIGGER_NAMESPACE[kind],
      data: { data: { names: '{{quotas}}' } },
    },
  });
}

function cloneForm(kind: TriggerKind, mayFail: boolean): fc.Arbitrary<Generated> {
  return fc
    .record({ target: target(kind, mayFail), source: fc.constantFrom(...SOURCE_NAMES) })
    .map(({ target: at, source }) => ({
      generate: { apiVersion: 'v1', kind: 'ConfigMap', ...at, clone: { namespace: 'default', name: source } },
    }));
}

function cloneListForm(kind: TriggerKind): fc.Arbitrary<Generated> {
  return fc.constantFrom({}, { selector: { matchLabels: { copy: 'true' } } }).map((selected) => ({
    generate: {
      namespace: TRIGGER_NAMESPACE[kind],
      cloneList: { namespace: 'default', kinds: ['v1/ConfigMap'], ...selected },
    },
  }));
}

function foreachForm(kind: TriggerKind): fc.Arbitrary<Generated> {
  return fc.constantFrom('item', 'part').map((prefix) => ({
    generate: {
      foreach: [
        {
          list: "split(request.object.metadata.annotations.items || 'none', ',')",
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: `${prefix}-{{element}}`,
          namespace: TRIGGER_NAMESPACE[kind],
          data: { data: { element: '{{element}}', index: '{{elementIndex}}' } },
        },
      ],
    },
  }));
}

function form(kind: TriggerKind, mayFail: boolean): fc.Arbitrary<Generated> {
  return fc.oneof(
    { weight: 4, arbitrary: dataForm(kind, mayFail) },
    { weight: 2, arbitrary: cloneForm(kind, mayFail) },
    { weight: 1, arbitrary: cloneListForm(kind) },
    { weight: 1, arbitrary: foreachForm(kind) },
    { weight: 1, arbitrary: countForm(kind) },
  );
}

const excluded: fc.Arbitrary<Document> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { exclude: { any: [{ resources: { kinds: ['*'], names: ['team-b'] } }] } },
      { exclude: { any: [{ resources: { selector: { matchLabels: { tier: 'off' } } } }] } },
    ),
  },
);

const preconditions: fc.Arbitrary<Document> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('gold', 'silver').map((value) => ({
      preconditions: {
        all: [{ key: "{{request.object.metadata.labels.tier || 'none'}}", operator: 'NotEquals', value }],
      },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2026-01-01T00:02:30Z', '2027-01-01T00:00:00Z').map((end) => ({
      preconditions: { all: [{ key: `{{time_before(time_now_utc(), '${end}')}}`, operator: 'Equals', value: true }] },
    })),
  },
);

function lifecycle({ onlySynchronized }: PolicyLimits): fc.Arbitrary<Document> {
  if (onlySynchronized) return fc.constant({ synchronize: true, generateExisting: true });
  const orphan = fc.constantFrom(
    {},
    { orphanDownstreamOnPolicyDelete: true },
    { orphanDownstreamOnPolicyDelete: false },
  );
  return fc
    .record({ synchronize: fc.boolean(), generateExisting: fc.boolean(), orphan })
    .map(({ orphan: kept, ...flags }) => ({ ...flags, ...kept }));
}

function operations({ onlySynchronized }: PolicyLimits): fc.Arbitrary<Document> {
  if (onlySynchronized) return fc.constant({});
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(['CREATE'], ['UPDATE'], ['CREATE', 'UPDATE'], ['DELETE'])
        .map((list) => ({ operations: list })),
    },
  );
}

function rule(name: string, limits: PolicyLimits): fc.Arbitrary<Document> {
  return fc.constantFrom<TriggerKind>('Namespace', 'Namespace', 'Namespace', 'Deployment', 'ConfigMap').chain((kind) =>
    fc
      .record({
        form: form(kind, limits.mayFail),
        lifecycle: lifecycle(limits),
        operations: operations(limits),
        excluded,
        preconditions,
        chains: fc.boolean(),
        selects: fc.boolean(),
      })
      .map((parts) => ({
        name,
        match: {
          any: [
            {
              resources: {
                kinds: [kind],
                ...parts.operations,
                ...(parts.selects ? { selector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] } } : {}),
              },
            },
          ],
        },
        ...parts.excluded,
        ...parts.preconditions,
        // A rule that makes ConfigMaps from ConfigMaps would go round without end; such cycles have tests of their own.
        ...(parts.chains && kind !== 'ConfigMap' ? { skipBackgroundRequests: false } : {}),
        ...(parts.form.context ? { context: parts.form.context } : {}),
        generate: { ...parts.lifecycle, ...parts.form.generate },
      })),
  );
}

/** A policy of that name, with one or two rules. */
export function policyNamed(name: string, limits: PolicyLimits): fc.Arbitrary<Document> {
  return fc
    .tuple(rule('first', limits), fc.option(rule('second', limits), { nil: undefined, freq: 3 }))
    .map(([first, second]) => ({
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      metadata: { name },
      spec: { rules: second ? [first, second] : [first] },
    }));
}

function anyPolicy(limits: PolicyLimits): fc.Arbitrary<readonly [string, Document]> {
  return fc.constantFrom(...POLICY_NAMES).chain((name) => named(name, policyNamed(name, limits)));
}

// ---- projects

/** Projects without a history. */
export function arbitraryState(limits: PolicyLimits): fc.Arbitrary<ProjectState> {
  return fc
    .record({
      policies: fc.array(anyPolicy(limits), { maxLength: 4 }),
      objects: fc.array(anyObject, { maxLength: 12 }),
    })
    .map(({ policies, objects }) => ({
      policies: Object.fromEntries(policies),
      objects: Object.fromEntries(objects),
    }));
}

/** Edits of policies and inventory, and with `output` also of what lies in output. */
export function arbitraryEdit(limits: PolicyLimits, output: boolean): fc.Arbitrary<Edit> {
  const gone = fc.constant(undefined);
  const foreign = fc
    .constantFrom(...NAMESPACE_NAMES)
    .chain((namespace) =>
      fc.constantFrom(...TARGET_NAMES, 'quotas').map((name) => `${namespace}/configmap_${name}.yaml`),
    );
  return fc.oneof(
    { weight: 3, arbitrary: anyPolicy(limits).map(([name, document]): Edit => ({ kind: 'policy', name, document })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...POLICY_NAMES), gone)
        .map(([name, document]): Edit => ({ kind: 'policy', name, document })),
    },
    { weight: 3, arbitrary: anyObject.map(([name, document]): Edit => ({ kind: 'object', name, document })) },
    {
      weight: 2,
      arbitrary: anyObject.map(([name]): Edit => ({ kind: 'object', name, document: undefined })),
    },
    { weight: output ? 1 : 0, arbitrary: fc.nat(20).map((pick): Edit => ({ kind: 'output-delete', pick })) },
    {
      weight: output ? 1 : 0,
      arbitrary: fc
        .record({ pick: fc.nat(20), value: fc.constantFrom('by-hand', 'again') })
        .map((edit): Edit => ({ kind: 'output-edit', ...edit })),
    },
    {
      weight: output ? 1 : 0,
      arbitrary: fc
        .record({ path: foreign, value: fc.constantFrom('foreign', 'strange') })
        .map((edit): Edit => ({ kind: 'output-foreign', ...edit })),
    },
  );
}

/** A project with one to four further steps of one to three edits each. */
export function arbitraryHistory(limits: PolicyLimits, output: boolean): fc.Arbitrary<History> {
  const step = fc.array(arbitraryEdit(limits, output), { minLength: 1, maxLength: 3 });
  return fc.record({ start: arbitraryState(limits), steps: fc.array(step, { minLength: 1, maxLength: 4 }) });
}

/** The project after edits of policies and inventory. */
export function editedState(state: ProjectState, edits: readonly Edit[]): ProjectState {
  return edits.reduce<ProjectState>((now, edit) => {
    if (edit.kind === 'policy') return { ...now, policies: withEntry(now.policies, edit.name, edit.document) };
    if (edit.kind === 'object') return { ...now, objects: withEntry(now.objects, edit.name, edit.document) };
    return now;
  }, state);
}

/** Output after edits of it: manifests deleted, their values changed, files of others laid where a manifest may want to be. */
export function editedOutput(output: Texts, edits: readonly Edit[]): Texts {
  return edits.reduce<Texts>((now, edit) => {
    const manifests = Object.keys(now).filter((path) => path.endsWith('.yaml'));
    switch (edit.kind) {
      case 'policy':
      case 'object':
        return now;
      case 'output-delete':
        return withEntry(now, manifests[edit.pick % Math.max(1, manifests.length)] ?? '', undefined);
      case 'output-edit': {
        const path = manifests[edit.pick % Math.max(1, manifests.length)];
        return path === undefined
          ? now
          : { ...now, [path]: `${(now[path] ?? '').replace(/^edited: .*\n/m, '')}edited: ${edit.value}\n` };
      }
      case 'output-foreign':
        return Object.hasOwn(now, edit.path) ? now : { ...now, [edit.path]: foreignManifest(edit.path, edit.value) };
    }
  }, output);
}

function foreignManifest(path: string, value: string): string {
  const [namespace = '', file = ''] = path.split('/');
  const name = file.replace(/^configmap_|\.yaml$/g, '');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n  value: ${value}\n`;
}

function withEntry<V>(
  map: Readonly<Record<string, V>>,
  name: string,
  value: V | undefined,
): Readonly<Record<string, V>> {
  const others = Object.entries(map).filter(([key]) => key !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

// ---- files

/** The project as files, one document each. */
export function asFiles({ policies, objects }: ProjectState): { readonly policies: Texts; readonly inventory: Texts } {
  return { policies: oneFileEach(policies), inventory: oneFileEach(objects) };
}

function oneFileEach(documents: Readonly<Record<string, Document>>): Texts {
  return Object.fromEntries(
    Object.entries(documents).map(([name, document]) => [
      `${name.replaceAll('/', '_')}.json`,
      JSON.stringify(document),
    ]),
  );
}

/** The same project written otherwise: documents put into a few files in another order, keys of maps in another order. */
export function asFilesOtherwise(
  { policies, objects }: ProjectState,
  shuffle: number,
): { readonly policies: Texts; readonly inventory: Texts } {
  const draw = drawFrom(shuffle);
  return { policies: fewFiles(Object.values(policies), draw), inventory: fewFiles(Object.values(objects), draw) };
}

function fewFiles(documents: readonly Document[], draw: () => number): Texts {
  const files = new Map<string, string[]>();
  for (const document of shuffled(documents, draw)) {
    const name = `${'zyx'.charAt(Math.floor(draw() * 3))}.yaml`;
    files.set(name, [...(files.get(name) ?? []), JSON.stringify(withShuffledKeys(document, draw))]);
  }
  return Object.fromEntries([...files].map(([name, texts]) => [name, texts.map((text) => `---\n${text}\n`).join('')]));
}

function withShuffledKeys(value: unknown, draw: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => withShuffledKeys(item, draw));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withShuffledKeys(item, draw)] as const);
  return Object.fromEntries(shuffled(entries, draw));
}

function shuffled<T>(items: readonly T[], draw: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Numbers in [0, 1), always the same for one seed. */
function drawFrom(seed: number): () => number {
  let state = (seed + 1) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 0x1_0000_0000;
  };
}
