// Plays the tests that lie beside a policy: kyverno-test.yaml with its generatedResource, and the steps of a chainsaw test that
// need no shell. What a cluster would answer by itself (conditions, other controllers) is passed over.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileExpression, isExpressionError } from '../../src/jmespath/index.ts';
import { guessPlural } from '../../src/kube/index.ts';
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../../src/model/resource.ts';
import { filesBelow, objectsIn, withProject, type CorpusProject } from './project.ts';

/** What did not come as the tests of a folder say; nothing where all did, or there are none. */
export async function replayTests(folder: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [path, text] of filesBelow(folder)) {
    for (const test of objectsIn(/(?:kyverno|chainsaw)-test\.yaml$/.test(path) ? text : '')) {
      const base = dirname(join(folder, path));
      const isSuite = textAt(test, 'apiVersion').startsWith('cli.kyverno.io/');
      const found = await withProject((project) =>
        isSuite ? playSuite(test, base, project) : playSteps(test, base, project),
      );
      problems.push(...found.map((problem) => `${path}: ${textAt(child(test, 'metadata'), 'name')}: ${problem}`));
    }
  }
  return problems;
}

async function playSuite(suite: JsonObject, base: string, project: CorpusProject): Promise<readonly string[]> {
  for (const path of listAt(suite, 'policies').map(String)) project.write('policies/policy.yaml', read(base, path));
  for (const path of listAt(suite, 'resources').map(String)) project.apply(objectsIn(read(base, path)));
  const { report } = await project.reconcile({ provenance: 'none', delivery: 'neutral' });
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const made = outputObjects(project);
  const expected = listAt(suite, 'results').flatMap((result) => {
    const path = textAt(result, 'generatedResource');
    return path === '' || textAt(result, 'result') !== 'pass' ? [] : objectsIn(read(base, path));
  });
  const wrong = expected.filter((object) => !made.some((other) => sameObject(other, object)));
  return [...errors, ...wrong.map((object) => `not generated as expected: ${describe(object)}`)];
}

async function playSteps(test: JsonObject, base: string, project: CorpusProject): Promise<readonly string[]> {
  const bindings = bindingsOf(test);
  const problems: string[] = [];
  for (const operation of listAt(child(test, 'spec'), 'steps').flatMap((step) => operationsOf(step, base))) {
    // What a script does to the cluster cannot be known, and so neither what holds after it.
    if (isJsonObject(child(operation, 'script'))) break;
    for (const verb of ['apply', 'create', 'update', 'delete', 'assert', 'error'] as const) {
      const given = child(operation, verb);
      if (isJsonObject(given)) problems.push(...(await play(verb, resolved(given, base, bindings), project)));
    }
  }
  return problems;
}

/** What a step does. Of a template that lies elsewhere in its repository it is known that a file which it is given is applied. */
function operationsOf(step: Json, base: string): readonly Json[] {
  const use = child(step, 'use');
  if (use === undefined || existsSync(join(base, textAt(use, 'template')))) return listAt(step, 'try');
  const bindings = listAt(child(use, 'with'), 'bindings').filter((binding) => textAt(binding, 'name') === 'file');
  return bindings.map((binding) => ({ apply: { file: textAt(binding, 'value') } }));
}

type Verb = 'apply' | 'create' | 'update' | 'delete' | 'assert' | 'error';

async function play(verb: Verb, objects: readonly JsonObject[], project: CorpusProject): Promise<readonly string[]> {
  const policies = objects.filter(isPolicy);
  const others = objects.filter((object) => !isPolicy(object));
  if (verb === 'assert' || verb === 'error') {
    const made = [...outputObjects(project), ...inventoryObjects(project)];
    const wrong = others.filter((object) => made.some((one) => holds(one, object)) !== (verb === 'assert'));
    // A definition has conditions that only a cluster writes.
    const told = wrong.filter(({ kind }) => kind !== 'CustomResourceDefinition');
    return told.map((object) => `${verb === 'assert' ? 'not there' : 'there'}: ${describe(object)}`);
  }
  for (const policy of policies) {
    const text = verb === 'delete' ? '' : JSON.stringify(policy);
    project.write(`policies/${textAt(child(policy, 'metadata'), 'name')}.yaml`, text);
  }
  if (verb === 'delete') for (const object of others) project.remove(object);
  else project.apply(others.map((object) => asServed(asStored(object, inventoryObjects(project)), project)));
  const { report } = await project.reconcile({ lifecycle: 'kyverno' });
  return report.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

/** An object as a cluster gives it back: with a uid, and a generation that counts the changes of its spec. */
function asStored(object: JsonObject, stored: readonly JsonObject[]): JsonObject {
  const before = stored.find((one) => describe(one) === describe(object));
  const counted = Number(child(child(before, 'metadata'), 'generation') ?? 0);
  const isSame = before !== undefined && JSON.stringify(before['spec']) === JSON.stringify(object['spec']);
  const metadata = child(object, 'metadata');
  const uid = '5f1c3c0e-0000-4000-8000-000000000000';
  const generation = isSame ? counted : counted + 1;
  return { ...object, metadata: { uid, generation, ...(isJsonObject(metadata) ? metadata : {}) } };
}

/** In the version that a rule of a policy in CEL lists: a cluster converts what it hands to a policy, unless matchPolicy is Exact. */
function asServed(object: JsonObject, project: CorpusProject): JsonObject {
  const [group = '', version] = textAt(object, 'apiVersion').split('/');
  if (version === undefined) return object;
  const policies = filesBelow(join(project.root, 'policies')).flatMap(([, text]) => objectsIn(text));
  const constraints = policies.map((policy) => child(child(policy, 'spec'), 'matchConstraints'));
  const listed = constraints
    .flatMap((one) => listAt(one, 'resourceRules'))
    .filter((rule) => listAt(rule, 'apiGroups').includes(group))
    .filter((rule) => listAt(rule, 'resources').includes(guessPlural(textAt(object, 'kind'))))
    .flatMap((rule) => listAt(rule, 'apiVersions'));
  const [first] = listed;
  if (typeof first !== 'string' || listed.includes('*') || listed.includes(version)) return object;
  return { ...object, apiVersion: `${group}/${first}` };
}

/** The objects of an operation, from its file or as written, with `(…)` evaluated. A file outside the folder may be missing. */
function resolved(given: JsonObject, base: string, bindings: ReadonlyMap<string, string>): readonly JsonObject[] {
  const file = textAt(given, 'file');
  const resource = child(given, 'resource') ?? child(given, 'ref');
  const written = isJsonObject(resource) ? [resource] : [];
  const objects = file === '' ? written : objectsIn(existsSync(join(base, file)) ? read(base, file) : '');
  return objects.map((object) => evaluated(object, bindings) as JsonObject);
}

function bindingsOf(test: JsonObject): ReadonlyMap<string, string> {
  const spec = child(test, 'spec');
  const written = listAt(spec, 'bindings').map((one): [string, string] => [textAt(one, 'name'), textAt(one, 'value')]);
  return new Map([['namespace', textAt(spec, 'namespace')], ...written]);
}

function evaluated(value: Json, bindings: ReadonlyMap<string, string>): Json {
  if (isJsonList(value)) return value.map((item) => evaluated(item, bindings));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluated(item, bindings)]));
  }
  if (typeof value !== 'string' || !/^\(.*\)$/s.test(value)) return value;
  const expression = compileExpression(value.replace(/\$(\w+)/g, (_, name: string) => `'${bindings.get(name) ?? ''}'`));
  const result = isExpressionError(expression) ? value : expression.evaluate({});
  return typeof result === 'string' ? result : value;
}

/** What was generated. */
export function outputObjects(project: CorpusProject): readonly JsonObject[] {
  return [...project.output().values()].flatMap(objectsIn);
}

function inventoryObjects(project: CorpusProject): readonly JsonObject[] {
  return filesBelow(join(project.root, 'cluster-state')).flatMap(([, text]) => objectsIn(text));
}

/** Whether two objects have the same contents, in whatever order of keys. */
export function sameObject(one: JsonObject, other: JsonObject): boolean {
  return holds(one, other) && holds(other, one);
}

/** Whether everything in `part` is in `whole`. */
function holds(whole: Json | undefined, part: Json): boolean {
  if (isJsonList(part)) {
    return isJsonList(whole) && whole.length === part.length && part.every((item, at) => holds(whole[at], item));
  }
  if (isJsonObject(part)) {
    return isJsonObject(whole) && Object.entries(part).every(([key, item]) => holds(whole[key], item));
  }
  return whole === part;
}

function isPolicy(object: JsonObject): boolean {
  return /^(?:policies\.)?kyverno\.io\//.test(textAt(object, 'apiVersion')) && /Policy$/.test(textAt(object, 'kind'));
}

/** Kind, namespace and name. */
export function describe(object: JsonObject): string {
  const metadata = child(object, 'metadata');
  return [textAt(object, 'kind'), textAt(metadata, 'namespace'), textAt(metadata, 'name')].join('/');
}

function read(base: string, path: string): string {
  return readFileSync(join(base, path), 'utf8');
}

function listAt(value: Json | undefined, key: string): readonly Json[] {
  const list = child(value, key);
  return isJsonList(list) ? list : [];
}
