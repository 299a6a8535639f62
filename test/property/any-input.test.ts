// Whatever is given, each entry answers with a value or with what is wrong: nothing throws. Texts and documents are drawn, and
// documents that are right are spoilt in places drawn.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindCatalog } from '../../src/kube/index.ts';
import { memoryTree, readPolicies } from '../../src/load/index.ts';
import type { Json } from '../../src/model/resource.ts';
import { validatePolicies } from '../../src/policy/index.ts';
import { compilePattern } from '../../src/values/index.ts';
import { evaluateOperator } from '../../src/policy/cluster-policy/operators.ts';
import { memoryRun } from '../support/memory-run.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

const PIECES = ['{{', '}}', '{{-', '$(', ')', '\\', 'request.object', '.metadata', 'labels', '"a/b"', '[0]', '[]', ' | ', '@', "'x'", '`1`', 'element', 'to_string(@)', "split(@,',')", '../', './', '*', '?', '&', '\n', '💥', '\u0000', '-', '>', '1h', '10Mi', '2-4', '!3-5', '1.2.3'] as const; // prettier-ignore

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
);

/** A policy with one of everything. */
const POLICY: Json = {
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'tenants', annotations: { a: 'b' } },
  spec: {
    generateExisting: true,
    background: true,
    rules: [
      {
        name: 'settings',
        match: { any: [{ resources: { kinds: ['Namespace'], selector: { matchLabels: { team: '*' } } } }] },
        exclude: { any: [{ resources: { names: ['kube-*'] } }] },
        context: [
          { name: 'map', configMap: { name: 'settings', namespace: 'default' } },
          { name: 'team', variable: { jmesPath: 'request.object.metadata.labels.team', default: 'none' } },
          { name: 'pods', apiCall: { urlPath: '/api/v1/namespaces/default/pods', jmesPath: 'items[].metadata.name' } },
        ],
        preconditions: { all: [{ key: '{{ team }}', operator: 'AnyIn', value: ['red', 'green'] }] },
        generate: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'settings-{{ team }}',
          namespace: '{{ request.object.metadata.name }}',
          synchronize: true,
          data: { metadata: { labels: { team: '{{ team }}' } }, data: { all: '{{ map.data.all }} $(./../a)' } },
        },
      },
      {
        name: 'copies',
        match: { resources: { kinds: ['Namespace'] } },
        generate: {
          synchronize: true,
          foreach: [
            {
              list: "split('a,b', ',')",
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: 'copy-{{ element }}',
              namespace: '{{ request.object.metadata.name }}',
              clone: { name: 'settings', namespace: 'default' },
            },
          ],
        },
      },
      {
        name: 'lists',
        match: { all: [{ resources: { kinds: ['v1/Namespace'], operations: ['CREATE', 'UPDATE'] } }] },
        generate: {
          namespace: '{{ request.object.metadata.name }}',
          cloneList: { kinds: ['v1/Secret'], namespace: 'default', selector: { matchLabels: { copy: 'yes' } } },
        },
      },
    ],
  },
};

const INVENTORY: Json = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', labels: { team: 'red' } } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'default', labels: { copy: 'yes' } },
      data: { all: 'x' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: 'default', labels: { copy: 'yes' } },
      type: 'Opaque',
      data: { all: 'eA==' },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' }, spec: { containers: [] } },
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'queues.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Queue', plural: 'queues' },
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    },
  ],
};

interface Spoiling {
  /** Which of the places there are, as a fraction. */
  readonly place: number;
  readonly value: Json | undefined;
}

const spoilings = fc.array(
  fc.record({
    place: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
    value: fc.oneof(json, text, fc.constantFrom(undefined, null, '', [], {}, [null], -1, 1e300)),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The document with a value put in, or a field left out, at each place. */
function spoilt(document: Json, changes: readonly Spoiling[]): Json {
  return changes.reduce<Json>((current, { place, value }) => {
    const paths = pathsIn(current);
    return replaced(current, paths[Math.floor(place * paths.length)] ?? [], value);
  }, document);
}

type Path = readonly string[];

function pathsIn(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function replaced(document: Json, [key, ...rest]: Path, value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  const inner = (part: Json): Json | undefined => (rest.length === 0 ? value : replaced(part, rest, value));
  if (Array.isArray(document))
    return document.map((item: Json, at) => (String(at) === key ? (inner(item) ?? null) : item));
  const entries = Object.entries(document as object).map(([name, part]): [string, Json | undefined] => [
    name,
    name === key ? inner(part as Json) : (part as Json),
  ]);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined)) as Json;
}

/** Reads, validates and reconciles; what is said has to be sayable. */
function expectAnswers(policies: string, inventory: string): void {
  const documents = readPolicies(memoryTree({ 'p.yaml': policies }));
  const validated = validatePolicies({ documents: documents.value, kinds: kindCatalog([]) });
  const { diagnostics } = memoryRun({
    policies: { 'p.yaml': policies },
    inventory: { 'all.yaml': inventory },
    output: {},
    lifecycle: 'desired',
  });
  for (const { message, at } of [...validated.diagnostics, ...documents.diagnostics, ...diagnostics]) {
    expect(message).not.toBe('');
    expect(at?.line ?? 1).toBeGreaterThan(0);
  }
}

describe(`any input is answered (${SHOWN_SEED})`, () => {
  test('the documents that are spoilt are right by themselves', () => {
    const { output, diagnostics } = memoryRun({
      policies: { 'p.yaml': JSON.stringify(POLICY).replace(' $(./../a)', '') },
      inventory: { 'all.yaml': JSON.stringify(INVENTORY) },
      output: {},
      lifecycle: 'desired',
    });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    for (const file of ['configmap_settings-red', 'configmap_copy-b', 'secret_login']) {
      expect(Object.keys(output)).toContain(`team-a/${file}.yaml`);
    }
  });

  test('a policy with anything anywhere', () => {
    fc.assert(
      fc.property(spoilings, (changes) => {
        expectAnswers(JSON.stringify(spoilt(POLICY, changes)), JSON.stringify(INVENTORY));
      }),
      runs(150),
    );
  });

  test('an inventory with anything anywhere', () => {
    fc.assert(
      fc.property(spoilings, (changes) => {
        expectAnswers(JSON.stringify(POLICY), JSON.stringify(spoilt(INVENTORY, changes)));
      }),
      runs(150),
    );
  });

  test('any text as a file of policies, and as one of the inventory', () => {
    const yaml = fc.oneof(
      text,
      fc
        .array(
          fc.constantFrom(
            'a: ',
            '- ',
            '&x ',
            '*x',
            '{',
            '}',
            '[',
            ']',
            '"',
            "'",
            '|',
            '>-',
            '\n',
            '  ',
            '---',
            '#',
            '!!map',
            '<<: ',
            'kind: ',
            'apiVersion: v1\n',
            'Namespace\n',
            '\t',
            '\r',
            '\uFEFF',
            ',',
          ),
          { maxLength: 25 },
        ) // prettier-ignore
        .map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(yaml, (source) => {
        expectAnswers(source, JSON.stringify(INVENTORY));
        expectAnswers(JSON.stringify(POLICY), source);
      }),
      runs(150),
    );
  });

  test('any key, operator and value of a precondition', () => {
    const operators = fc.constantFrom('Equals', 'NotEquals', 'In', 'AnyIn', 'AllIn', 'NotIn', 'AnyNotIn', 'AllNotIn', 'GreaterThan', 'LessThanOrEquals', 'DurationGreaterThan', 'x'); // prettier-ignore
    const operand = fc.oneof(json, text, fc.array(text, { maxLength: 3 }));
    fc.assert(
      fc.property(operand, fc.oneof(operators, text), operand, (key, operator, value) => {
        expect(evaluateOperator(operator, key, value)).toBeDefined();
      }),
      runs(1_000),
    );
  });

  test('any text as a regular expression', () => {
    const pattern = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('a', '.', '*', '+', '?', '(', ')', '[', ']', '^', '-', '|', '{2,3}', '{', '\\', 'd', '\\pL', '(?i)', '(?P<n>', '$', '[[:alpha:]]'), { maxLength: 15 }).map((pieces) => pieces.join('')), // prettier-ignore
    );
    fc.assert(
      fc.property(pattern, text, text, (source, subject, put) => {
        const compiled = compilePattern(source);
        if ('problem' in compiled) expect(compiled.problem).not.toBe('');
        else expect(typeof compiled.matches(subject) + typeof compiled.replaceAll(subject, put)).toBe('booleanstring');
      }),
      runs(1_000),
    );
  });
});
