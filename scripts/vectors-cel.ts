// Runs vectors of CEL and of templates: the language and its libraries over a small stand-in for a cluster, which lists in the order given.
import {
  CelFailure,
  CelMap,
  CelOptional,
  CelRun,
  CelTimestamp,
  compileCel,
  compileTemplate,
  fromJson,
  generatingEnvironment,
  libraryValues,
  toJson,
  typeName,
  type CelEnvironments,
  type CelHost,
  type CelProgram,
  type CelResult,
  type CelValue,
  type HostAnswer,
  type Type,
} from '../src/cel/index.ts';
import { indexObjects, OFFLINE_ANSWERS, openWorld } from '../src/evaluate/index.ts';
import { kindCatalog } from '../src/kube/index.ts';
import { child, groupOf, isJsonObject, textAt, versionOf, type Json } from '../src/model/resource.ts';
import { generatedBy } from '../src/policy/generating-policy/generated.ts';
import { DEFAULT_EVALUATION_LIMITS } from '../src/policy/options.ts';

/** A case as it stands in a file. */
export interface CelCase {
  readonly expr?: string;
  readonly template?: { readonly value: string; readonly interpolate?: 'none' | 'cel' };
  readonly bindings?: Readonly<Record<string, Json>>;
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly inventory?: readonly Json[];
  readonly policyNamespace?: string;
  readonly globalContext?: Readonly<Record<string, Json>>;
  readonly http?: Readonly<Record<string, Json>>;
  readonly type?: string;
}

/** What came of a case: its value, the type it has and the objects handed over; or why it failed, and in which phase. */
export type CelOutcome =
  | { readonly value: Json; readonly type: string; readonly generated: readonly Json[] }
  | { readonly failure: string; readonly phase: 'check' | 'evaluate' };

/** Runs a case as a policy would: everything is checked first, then evaluated. */
export function runCelCase(test: CelCase): CelOutcome {
  const types = new Map<string, Type>();
  const namespace = test.policyNamespace;
  const environments = (): CelEnvironments =>
    generatingEnvironment({ variables: types, ...(namespace === undefined ? {} : { namespace }) });
  const variables = new Map<string, CelProgram>();
  for (const { name, expression } of test.variables ?? []) {
    const { program, problems } = compileCel(expression, environments());
    const [problem] = problems;
    if (problem !== undefined || program === undefined) return failed(problem, 'check');
    types.set(name, program.type);
    variables.set(name, program);
  }
  return test.template === undefined
    ? runExpression(test, environments(), variables)
    : runTemplate(test, environments(), variables);
}

function runExpression(
  test: CelCase,
  environments: CelEnvironments,
  variables: ReadonlyMap<string, CelProgram>,
): CelOutcome {
  const { program, problems } = compileCel(test.expr ?? '', environments);
  if (program === undefined || problems.length > 0) return failed(problems[0], 'check');
  const handed: Handed[] = [];
  const run = new CelRun(hostOf(test, handed));
  const value = program.evaluate(run, bindingsOf(test, variables, run));
  if (value instanceof CelFailure) return failed(value, 'evaluate');
  const generated: Json[] = [];
  for (const one of handed) {
    const made = cleaned(one, test.policyNamespace ?? '');
    if (typeof made === 'string') return { failure: made, phase: 'evaluate' };
    generated.push(made);
  }
  return { value: vectorJson(value), type: typeName(value), generated };
}

function runTemplate(
  { template, ...test }: CelCase,
  environments: CelEnvironments,
  variables: ReadonlyMap<string, CelProgram>,
): CelOutcome {
  const compiled = compileTemplate(template?.value ?? '', template?.interpolate ?? 'none', environments);
  if (compiled.template === undefined || compiled.problems.length > 0) return failed(compiled.problems[0], 'check');
  const run = new CelRun(hostOf(test, []));
  const documents = compiled.template.render(run, bindingsOf(test, variables, run));
  return documents instanceof CelFailure
    ? failed(documents, 'evaluate')
    : { value: documents, type: 'list', generated: [] };
}

function failed(failure: CelFailure | undefined, phase: 'check' | 'evaluate'): CelOutcome {
  return { failure: failure?.message ?? 'it cannot be evaluated', phase };
}

function bindingsOf(test: CelCase, variables: ReadonlyMap<string, CelProgram>, run: CelRun): CelMap {
  const given = test.bindings ?? {};
  const absent: Readonly<Record<string, Json>> = {
    object: null,
    oldObject: null,
    namespaceObject: null,
    request: {},
    exceptions: { allowedImages: [], allowedValues: [] },
  };
  const libraries = libraryValues();
  const read = (name: string): CelResult => {
    if (name === 'variables') return declared;
    return libraries.get(name) ?? fromJson(given[name] ?? absent[name] ?? null);
  };
  const all = CelMap.lazy([...Object.keys(absent), ...libraries.keys(), 'variables'], read);
  const declared = CelMap.lazy(
    [...variables.keys()],
    (name) => variables.get(name)?.evaluate(run, all) ?? new CelFailure('no-such-name', name),
  );
  return all;
}

// ---- values as the files write them

/** Source  cel-libraries: whole numbers beyond 2^53 and special doubles as texts, bytes in base64, timestamps in UTC. */
function vectorJson(value: CelValue): Json {
  if (value instanceof CelOptional) return { optional: value.value === undefined ? 'none' : vectorJson(value.value) };
  if (Array.isArray(value)) return value.map(vectorJson);
  if (value instanceof CelMap) {
    return Object.fromEntries(value.keys().map((key) => [keyText(key), vectorJson(known(value.get(key)))]));
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value instanceof CelTimestamp) return vectorText(new CelTimestamp(value.nanoseconds));
  return vectorText(value);
}

function keyText(key: CelValue): string {
  const text = vectorText(key);
  return typeof text === 'string' ? text : JSON.stringify(text);
}

function vectorText(value: CelValue): Json {
  const json = toJson(value);
  return json instanceof CelFailure ? json.message : json;
}

function known(value: CelResult | undefined): CelValue {
  if (value === undefined || value instanceof CelFailure) throw new Error('a map has what it lists');
  return value;
}

// ---- the stand-in for a cluster

interface Handed {
  readonly namespace: string | undefined;
  readonly object: Json;
}

const PLURALS: ReadonlyMap<string, string> = new Map(
  [
    'ConfigMap Secret Pod Service Deployment NetworkPolicy:networkpolicies ServiceAccount PodDisruptionBudget Role RoleBinding',
    'ResourceQuota LimitRange Ingress:ingresses Namespace Node ClusterRole ClusterRoleBinding PersistentVolume StorageClass:storageclasses',
  ]
    .join(' ')
    .split(' ')
    .map((text): [string, string] => {
      const [kind = '', plural = `${kind.toLowerCase()}s`] = text.split(':');
      return [plural, kind];
    }),
);

function hostOf(test: CelCase, handed: Handed[]): CelHost {
  const objects = test.inventory ?? [];
  const servedAt = (group: string, version: string, resource: string): readonly Json[] =>
    objects.filter(
      (one) =>
        textAt(one, 'kind') === PLURALS.get(resource) &&
        groupOf(textAt(one, 'apiVersion')) === group &&
        versionOf(textAt(one, 'apiVersion')) === version,
    );
  return {
    now: '2026-01-02T03:04:05Z',
    seed: 'vectors',
    getResource({ group, version, resource }, namespace, name) {
      const found = servedAt(group, version, resource).find((one) => {
        const metadata = child(one, 'metadata');
        return textAt(metadata, 'name') === name && textAt(metadata, 'namespace') === namespace;
      });
      return { value: found ?? null };
    },
    listResources({ group, version, resource }, namespace, labels): HostAnswer {
      const kind = PLURALS.get(resource);
      if (kind === undefined) return { failure: `${resource} is not known` };
      const items = servedAt(group, version, resource).filter((one) => {
        const metadata = child(one, 'metadata');
        const inNamespace = namespace === '' || textAt(metadata, 'namespace') === namespace;
        return inNamespace && [...labels].every(([key, value]) => child(child(metadata, 'labels'), key) === value);
      });
      return {
        value: { apiVersion: group === '' ? version : `${group}/${version}`, kind: `${kind}List`, metadata: {}, items },
      };
    },
    addressOfKind(group, version, kind) {
      const [resource] = [...PLURALS].find(([, known]) => known === kind) ?? [];
      return resource === undefined ? { failure: `${kind} is not known` } : { group, version, resource };
    },
    generate(namespace, given) {
      handed.push(...given.map((object) => ({ namespace: namespace ?? test.policyNamespace, object })));
      return undefined;
    },
    globalContext(name, projection): HostAnswer {
      const value = child(test.globalContext ?? {}, name);
      if (value === undefined) return { value: null };
      if (projection === undefined || projection === '') return { value };
      const found = isJsonObject(value) ? child(value, projection) : undefined;
      return found === undefined ? { failure: `there is no projection ${projection}` } : { value: found };
    },
    http({ method, url }): HostAnswer {
      const answers = test.http ?? {};
      const value = child(answers, `${method}:${url}`) ?? child(answers, url);
      return value === undefined ? { failure: 'http calls are not available' } : { value };
    },
  };
}

/** What is generated of one object, as a policy generates it; a text where it is not. */
function cleaned({ namespace, object }: Handed, own: string): Json | string {
  const kinds = kindCatalog([]);
  const world = openWorld({
    inventory: indexObjects([]),
    kinds,
    overlay: { objects: indexObjects([]), gone: new Set(), causedOnlyBy: () => false },
    answers: OFFLINE_ANSWERS,
    now: '2026-01-02T03:04:05Z',
    evaluation: 'vectors',
  });
  const options = {
    kinds,
    resourceFilters: [],
    cloneMetadata: 'keep' as const,
    substitution: 'once' as const,
    digestKey: undefined,
    limits: DEFAULT_EVALUATION_LIMITS,
  };
  const generated = generatedBy({ own, options, world, originOf: () => undefined }, [
    { object, namespace, element: 'generate[0]/0', path: [] },
  ]);
  if (!generated.ok) return generated.trouble.message;
  return generated.value.desired[0]?.content ?? 'nothing was generated';
}
