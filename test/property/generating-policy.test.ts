// Whatever becomes of a policy in CEL, a run answers: nothing throws, nothing is written outside of output, nothing of another policy goes,
// and the same input gives the same bytes, in whatever order it stands.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/resource.ts';
import type { RunResult } from '../../src/run/index.ts';
import { filesBelow, projectIn, type Files, type Project } from '../support/project.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

/** A policy with one of everything. */
const POLICY: Json = {
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'GeneratingPolicy',
  metadata: { name: 'tenants', annotations: { a: 'b' } },
  spec: {
    evaluation: {
      generateExisting: { enabled: true },
      synchronize: { enabled: true },
      orphanDownstreamOnPolicyDelete: { enabled: false },
    },
    matchConstraints: {
      matchPolicy: 'Equivalent',
      namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['x'] }] },
      objectSelector: { matchLabels: { team: 'red' } },
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] }],
      excludeResourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['namespaces'], resourceNames: ['shared'] }],
    },
    matchConditions: [{ name: 'named', expression: 'object.metadata.name.startsWith("team-")' }],
    variables: [
      { name: 'name', expression: 'object.metadata.name' },
      { name: 'source', expression: 'resource.get("v1", "configmaps", "shared", "settings")' },
      { name: 'copy', expression: '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "of-" + variables.name}, "data": {"n": string(object.metadata.labels.size())}}' },
    ],
    generate: [
      { expression: 'generator.apply(variables.name, [variables.copy, variables.source])' },
      { template: { interpolate: 'cel', value: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: templated\n  namespace: (( variables.name ))\ndata:\n  team: (( object.metadata.labels.team ))-x\n' } },
    ],
    auditAnnotations: [{ key: 'why', valueExpression: '"for " + variables.name' }],
  },
}; // prettier-ignore

const EXCEPTION: Json = {
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'PolicyException',
  metadata: { name: 'spared', namespace: 'ops' },
  spec: {
    policyRefs: [{ name: 'tenants', kind: 'GeneratingPolicy' }],
    matchConditions: [{ name: 'one', expression: 'object.metadata.name == "team-b"' }],
  },
};

/** Another policy, which nothing happens to. */
const OTHER: Json = {
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'GeneratingPolicy',
  metadata: { name: 'others' },
  spec: {
    evaluation: { synchronize: { enabled: true } },
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] }],
    },
    generate: [{ expression: 'generator.apply(object.metadata.name, [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}, "data": {"a": "b"}}])' }],
  },
}; // prettier-ignore

const STATE: Json = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', labels: { team: 'red' } } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-b', labels: { team: 'red' } } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shared' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shared' }, data: { color: 'red' } },
  ],
}; // prettier-ignore

const PIECES = ['((', '))', '(( object ))', '"', "'", '\n', '{', '}', '.', '?', 'object', '[', ']', ' + ', '../', '/', '*', '💥', '\u0000', 'team-b', 'shared', 'other', 'v1', 'DELETE', 'variables.', 'generator.apply(']; // prettier-ignore
const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 5 }).map((parts) => parts.join('')); // prettier-ignore

/** A text is cut and pasted, anything else is replaced or left out. */
interface Spoiling {
  readonly place: number;
  readonly value: Json | undefined;
  readonly cut: readonly [at: number, length: number, put: string] | undefined;
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, text, fc.constantFrom(undefined, null, '', [], {}, [null], -1, 1e300, true)); // prettier-ignore
const spoilings: fc.Arbitrary<readonly Spoiling[]> = fc.array(
  fc.record({
    place: fraction,
    value: values,
    cut: fc.option(fc.tuple(fraction, fc.nat(6), text), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 4 },
);

type Path = readonly string[];

function spoilt(document: Json, changes: readonly Spoiling[]): Json {
  return changes.reduce<Json>((current, change) => {
    const paths = pathsIn(current).slice(1);
    const path = paths[Math.floor(change.place * paths.length)];
    return path === undefined ? current : replaced(current, path, change);
  }, document);
}

function pathsIn(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function replaced(document: Json, [key, ...rest]: Path, change: Spoiling): Json {
  const inner = (part: Json): Json | undefined => (rest.length === 0 ? changed(part, change) : replaced(part, rest, change)); // prettier-ignore
  if (Array.isArray(document)) {
    return document.flatMap((item: Json, at) => (String(at) === key ? [inner(item)].filter((one) => one !== undefined) : [item])); // prettier-ignore
  }
  const entries = Object.entries(document as object).map(([name, part]): [string, Json | undefined] => [name, name === key ? inner(part as Json) : (part as Json)]); // prettier-ignore
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined)) as Json;
}

function changed(part: Json, { value, cut }: Spoiling): Json | undefined {
  if (typeof part !== 'string' || cut === undefined) return value;
  const [at, length, put] = cut;
  const start = Math.floor(at * part.length);
  return part.slice(0, start) + put + part.slice(start + length);
}

const policies = (...documents: readonly Json[]): string => documents.map((one) => JSON.stringify(one)).join('\n---\n');
const state: Files = { 'cluster-state/all.yaml': JSON.stringify(STATE) };

/** A project one folder below a folder of its own, so that what is written beside it is seen. */
async function within<T>(files: Files, body: (project: Project, around: string) => Promise<T>): Promise<T> {
  const around = mkdtempSync(join(tmpdir(), 'headwater-property-'));
  try {
    mkdirSync(join(around, 'project'));
    return await body(projectIn(join(around, 'project'), files), around);
  } finally {
    rmSync(around, { recursive: true, force: true });
  }
}

/** Everything around a project but its output. */
function outside(around: string): Record<string, string> {
  return Object.fromEntries(Object.entries(filesBelow(around)).filter(([path]) => !path.startsWith('project/output/')));
}

function expectSayable({ report }: RunResult): void {
  for (const { message, line } of report.diagnostics) {
    expect(message).not.toBe('');
    expect(message).not.toMatch(/invariant|is not a function|Cannot read|undefined \(/);
    expect(line ?? 1).toBeGreaterThan(0);
  }
}

const OTHERS = ['team-a/configmap_other.yaml', 'team-b/configmap_other.yaml', 'shared/configmap_other.yaml'];

describe(`any policy in CEL is answered (${SHOWN_SEED})`, () => {
  test('the policy that is spoilt is right by itself', async () => {
    await within({ ...state, 'policies/p.yaml': policies(POLICY, EXCEPTION, OTHER) }, async (project) => {
      expect((await project.validate()).report.diagnostics).toEqual([]);
      expect((await project.reconcile()).report.diagnostics).toEqual([]);
      const made = ['configmap_of-team-a', 'configmap_settings', 'configmap_templated'].map(
        (one) => `team-a/${one}.yaml`,
      );
      expect(Object.keys(project.manifests())).toEqual([...made, ...OTHERS].sort());
    });
  });

  test('nothing throws, leaves output, or takes away what another policy made; a run more changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(spoilings, spoilings, fc.boolean(), async (changes, more, isLate) => {
        const broken = { 'policies/p.yaml': policies(spoilt(POLICY, changes)), 'policies/e.yaml': policies(isLate ? EXCEPTION : spoilt(EXCEPTION, more)) }; // prettier-ignore
        await within({ ...state, 'policies/other.yaml': policies(OTHER) }, async (project, around) => {
          if (isLate) project.write({ 'policies/p.yaml': policies(POLICY) });
          await project.reconcile();
          expect(Object.keys(project.manifests())).toEqual(expect.arrayContaining(OTHERS));
          project.write(broken);
          const before = outside(around);
          expectSayable(await project.validate());
          expectSayable(await project.reconcile());
          expect(Object.keys(project.manifests())).toEqual(expect.arrayContaining(OTHERS));
          const output = project.files('output');
          await project.reconcile();
          expect(project.files('output')).toEqual(output);
          expect(outside(around)).toEqual(before);
        });
      }),
      runs(60),
    );
  }, 120_000);

  test('the same input gives the same bytes, in whatever order files and policies stand', async () => {
    const outputOf = (files: Files): Promise<Record<string, string>> =>
      within({ ...state, ...files }, async (project) => {
        await project.reconcile();
        return project.files('output');
      });
    await fc.assert(
      fc.asyncProperty(spoilings, async (changes) => {
        const changedPolicy = spoilt(POLICY, changes);
        const documents = [changedPolicy, EXCEPTION, OTHER];
        const first = await outputOf({ 'policies/p.yaml': policies(...documents) });
        expect(await outputOf({ 'policies/p.yaml': policies(...documents) })).toEqual(first);
        expect(await outputOf({ 'policies/p.yaml': policies(...documents.toReversed()) })).toEqual(first);
        const [a, b, c] = documents.map((one) => policies(one));
        expect(await outputOf({ 'policies/z.yaml': a!, 'policies/m/e.yaml': b!, 'policies/a.yaml': c! })).toEqual(
          first,
        );
      }),
      runs(40),
    );
  }, 120_000);
});
