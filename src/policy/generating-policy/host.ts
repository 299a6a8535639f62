// What the expressions of a policy may ask for, answered from the world: objects and lists of the inventory, entries of the global context,
// services. Objects that are given out are remembered, so that one handed over unchanged is known for a copy.
import {
  HTTP_REFUSED,
  type CelFailure,
  type CelHost,
  type CelHttpRequest,
  type HostAnswer,
  type ResourceAddress,
} from '../../cel/index.ts';
import { DEFAULT_NAMESPACE } from '../../kube/index.ts';
import { compileExpression, isExpressionError } from '../../jmespath/index.ts';
import { canonicalJson, isSecret } from '../../model/digest.ts';
import { httpRequest } from '../../model/http-request.ts';
import {
  child,
  isJsonList,
  isJsonObject,
  resourceKey,
  textAt,
  type Json,
  type Resource,
  type ResourceId,
  type ResourceKey,
} from '../../model/resource.ts';
import type { Trigger, World } from '../../model/trigger.ts';
import { answerRead } from '../api/api-answer.ts';
import type { SuppliedContext, SuppliedGlobal } from '../supplied.ts';
import type { PolicyEnvironment } from './environment.ts';
import type { Origin } from './generated.ts';

/** A host, and what was asked of it. */
export interface RecordingHost {
  readonly host: CelHost;
  /** The object of the inventory that this very object is. */
  originOf(object: object): Origin | undefined;
  /** What was looked for by name and is not there. */
  absent(): readonly ResourceKey[];
  /** Whether a Secret was given out, or something that may hold one: what came of it may show in no message. */
  sawSecret(): boolean;
  /** Resources that no kind is known for, `configmaps.example.com`. */
  unknown(): readonly string[];
}

/** Takes what `generator.apply` hands over. */
export type Taker = (namespace: string | undefined, objects: readonly Json[]) => CelFailure | undefined;

/** The host of one evaluation; `take` is left out where nothing may be generated. */
export function hostOf(environment: PolicyEnvironment, trigger: Trigger, world: World, take?: Taker): RecordingHost {
  const origins = new WeakMap<object, Origin>();
  const absent = new Set<ResourceKey>();
  const unknown = new Set<string>();
  let sawSecret = isSecret(trigger.object);
  const give: Giver = (resource, id, listed) => {
    const served = servedAs(resource, id);
    sawSecret ||= isSecret(resource);
    origins.set(served, { id, resource: served, listed });
    return served;
  };
  const asked: Asked = { environment, world, give, absent, unknown };
  // The trigger itself may be copied too.
  origins.set(trigger.object, { id: trigger.id, resource: trigger.object, listed: false });
  return {
    host: {
      // Only when it is asked for: taking the time makes the evaluation depend on it.
      get now() {
        return world.now;
      },
      seed: [environment.id.policyNamespace, environment.id.policy, resourceKey(trigger.id)].join(' '),
      getResource: (at, namespace, name) => getResource(asked, at, namespace, name),
      listResources: (at, namespace, labels) => listResources(asked, at, namespace, labels),
      addressOfKind: (group, version, kind) => addressOfKind(asked, group, version, kind),
      globalContext(name, projection) {
        sawSecret = true;
        return readEntry(environment, world, name, projection);
      },
      http(request) {
        sawSecret = true;
        return askHttp(environment, world, request);
      },
      imageData: (reference) => imageData(environment, reference),
      ...(take ? { generate: take } : {}),
    },
    originOf: (object) => origins.get(object),
    absent: () => [...absent].sort(),
    sawSecret: () => sawSecret,
    unknown: () => [...unknown].sort(),
  };
}

type Giver = (resource: Resource, id: ResourceId, listed: boolean) => Resource;

interface Asked {
  readonly environment: PolicyEnvironment;
  readonly world: World;
  readonly give: Giver;
  readonly absent: Set<ResourceKey>;
  readonly unknown: Set<string>;
}

/** The object as the API server would send it, which always says the namespace. */
function servedAs(resource: Resource, { namespace }: ResourceId): Resource {
  if (namespace === '' || textAt(resource.metadata, 'namespace') !== '') return resource;
  return { ...resource, metadata: { ...resource.metadata, namespace } };
}

function getResource(
  asked: Asked,
  at: ResourceAddress & { readonly subresource: string },
  namespace: string,
  name: string,
): HostAnswer {
  const kind = kindAt(asked, at);
  if (kind === undefined) return { value: null };
  if (at.subresource !== '' && at.subresource !== 'status') {
    return { failure: `the inventory has no subresource ${at.subresource} of ${kind}` };
  }
  const isCluster = asked.world.scope(at.group, kind) === 'Cluster';
  if (isCluster !== (namespace === '')) return { value: null };
  const id: ResourceId = { group: at.group, kind, namespace, name };
  const found = asked.world.get(id);
  if (found !== undefined) return { value: asked.give(found, id, false) };
  asked.absent.add(resourceKey(id));
  return { value: null };
}

/** Undefined where no kind is served there: of an unknown one this is remembered, since its definition may just be missing. */
function kindAt(
  { environment, world, unknown }: Asked,
  { group, version, resource }: ResourceAddress,
): string | undefined {
  const kind = world.kindOfPlural(group, resource);
  if (kind === undefined) {
    unknown.add(group === '' ? resource : `${resource}.${group}`);
    return undefined;
  }
  const versions = environment.options.kinds.find(group, kind)?.versions ?? [];
  return versions.length === 0 || versions.includes(version) ? kind : undefined;
}

function listResources(
  { environment, world, give }: Asked,
  { group, version, resource }: ResourceAddress,
  namespace: string,
  labels: ReadonlyMap<string, string>,
): HostAnswer {
  const address = {
    group,
    version,
    plural: resource,
    namespace: namespace === '' ? undefined : namespace,
    name: undefined,
    subresource: undefined,
    parameters: new Map<string, string>(),
  };
  const answer = answerRead(address, world, environment.options.kinds);
  if ('failure' in answer) return answer;
  const kind = world.kindOfPlural(group, resource) ?? '';
  const items = child(answer.value, 'items');
  const found = (isJsonList(items) ? items : []).filter(isResource).filter((item) => hasLabels(item, labels));
  const isCluster = world.scope(group, kind) === 'Cluster';
  const given = found.map((item) => {
    const within = isCluster ? '' : textAt(item.metadata, 'namespace') || DEFAULT_NAMESPACE;
    return give(item, { group, kind, namespace: within, name: item.metadata.name }, true);
  });
  return { value: isJsonObject(answer.value) ? { ...answer.value, items: given } : null };
}

function isResource(item: Json): item is Resource {
  return isJsonObject(item) && textAt(child(item, 'metadata'), 'name') !== '';
}

function hasLabels(resource: Resource, labels: ReadonlyMap<string, string>): boolean {
  const own = child(resource.metadata, 'labels');
  return [...labels].every(([key, value]) => child(own, key) === value);
}

function addressOfKind(
  { world }: Asked,
  group: string,
  version: string,
  kind: string,
): ResourceAddress | { readonly failure: string } {
  const resource = world.pluralOfKind(group, kind);
  if (resource !== undefined) return { group, version, resource };
  return { failure: `kind ${kind} is not known; add its CustomResourceDefinition to the inventory` };
}

function readEntry(
  { options }: PolicyEnvironment,
  world: World,
  name: string,
  projection: string | undefined,
): HostAnswer {
  const supplied = options.supplied?.globals.get(name);
  if (supplied !== undefined) return suppliedContent(supplied, projection, world);
  if (!options.globalContext.has(name)) return { value: null };
  const content = options.globalContext.read(projection === undefined ? name : `${name}.${projection}`, world);
  return 'failure' in content ? { failure: content.failure } : content;
}

/** Source  Kyverno, command line: globalContextEntries of a test, fieldPath first, then the projection. */
function suppliedContent(
  { value, fieldPath, projections }: SuppliedGlobal,
  projection: string | undefined,
  world: World,
): HostAnswer {
  const path = projection === undefined ? '' : projections.get(projection);
  if (path === undefined) return { failure: `the entry has no projection ${JSON.stringify(projection)}` };
  const field = projected(value, fieldPath, world);
  return 'failure' in field ? field : projected(field.value, path, world);
}

function projected(
  value: Json,
  expression: string,
  world: World,
): { readonly value: Json } | { readonly failure: string } {
  if (expression === '') return { value };
  const compiled = compileExpression(expression);
  const found = isExpressionError(compiled) ? compiled : compiled.evaluate(value, { now: world.now });
  return isExpressionError(found) ? { failure: found.message } : { value: found };
}

/** The answers of a test come first; a run asks only what it may, and elsewhere the answer says why not. */
function askHttp({ options, document }: PolicyEnvironment, world: World, request: CelHttpRequest): HostAnswer {
  if (document.namespace !== '') return { failure: HTTP_REFUSED };
  const { method, url, headers, body, caBundle } = request;
  if (options.supplied !== undefined) return suppliedCall(options.supplied, method, url);
  const answer = world.ask(
    httpRequest({
      method,
      url,
      headers: [...headers].map(([name, value]) => ({ name, value })),
      ...(body === undefined ? {} : { body: canonicalJson(body) }),
      ...(caBundle === undefined ? {} : { caBundle }),
    }),
  );
  if (answer.known) return { value: answer.value };
  return answer.failure === undefined ? { pending: 'the service was not asked yet' } : { failure: answer.failure };
}

function suppliedCall({ calls }: SuppliedContext, method: string, url: string): HostAnswer {
  const found =
    calls.find((call) => call.url === url && call.method === method) ??
    calls.find((call) => call.url === url && call.method === '');
  if (found === undefined)
    return { failure: 'http calls are not available: no apiCallResponses of the test has this url' };
  const isGood = found.status >= 200 && found.status <= 299;
  return isGood ? { value: found.body } : { failure: `the call is answered with status ${found.status}` };
}

function imageData({ options }: PolicyEnvironment, reference: string): HostAnswer {
  const found = options.supplied?.images.get(reference);
  if (found !== undefined) return { value: found };
  return {
    failure: 'image registries are not asked: what is known of an image comes from the Context file of a test only',
  };
}
