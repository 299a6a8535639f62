// Which fields of an object the API server does not let anybody change, by kind. Fields that it fills in itself are compared as it
// would fill them in. What to do about a change of one is not decided here.
import { compareQuantities, parseQuantity } from '../values/index.ts';
import { sameJson } from '../model/digest.ts';
import { child, compareText, groupOf, isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';
import { secretValues } from './secret-values.ts';

type Check = (before: Resource, after: Resource) => readonly string[];

/** What one field is where nothing is written. */
type Defaults = Readonly<Record<string, Json>>;

const SELECTOR: Check = fields({ 'spec.selector': null });

/** *Source*: Kubernetes 1.34, validation of updates. */
const CHECKS: Readonly<Record<string, Check>> = {
  '/ConfigMap': configMap,
  '/PersistentVolume': persistentVolume,
  '/PersistentVolumeClaim': persistentVolumeClaim,
  '/Pod': pod,
  '/ResourceQuota': resourceQuota,
  '/Secret': secret,
  '/Service': service,
  'apiextensions.k8s.io/CustomResourceDefinition': fields({
    'spec.group': null,
    'spec.names.kind': null,
    'spec.names.plural': null,
    'spec.scope': null,
  }),
  'apps/DaemonSet': SELECTOR,
  'apps/Deployment': SELECTOR,
  'apps/ReplicaSet': SELECTOR,
  'apps/StatefulSet': statefulSet,
  'batch/Job': job,
  'discovery.k8s.io/EndpointSlice': fields({ addressType: null }),
  'networking.k8s.io/IngressClass': fields({ 'spec.controller': null }),
  'node.k8s.io/RuntimeClass': fields({ handler: null }),
  'rbac.authorization.k8s.io/ClusterRoleBinding': roleRef,
  'rbac.authorization.k8s.io/RoleBinding': roleRef,
  'scheduling.k8s.io/PriorityClass': fields({ value: 0, preemptionPolicy: 'PreemptLowerPriority' }),
  'storage.k8s.io/StorageClass': fields({
    parameters: null,
    provisioner: null,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  }),
};

/**
 * The fields that make an update of `before` to `after` fail, as `spec.selector`.
 *
 * Order   by name. Empty for kinds that nothing is known of.
 */
export function changedImmutableFields(before: Resource, after: Resource): readonly string[] {
  const kind = `${groupOf(after.apiVersion)}/${after.kind}`;
  const check = Object.hasOwn(CHECKS, kind) ? CHECKS[kind] : undefined;
  return check === undefined ? [] : [...check(before, after)].sort(compareText);
}

function fields(defaults: Defaults): Check {
  return (before, after) =>
    Object.entries(defaults)
      .filter(([path, value]) => !same(at(before, path) ?? value, at(after, path) ?? value))
      .map(([path]) => path);
}

/** All fields below `spec` but some. */
function specBut(but: readonly string[], defaults: Defaults = {}): Check {
  return (before, after) => {
    const [was, is] = [at(before, 'spec'), at(after, 'spec')];
    const names = new Set([was, is].flatMap((spec) => (isJsonObject(spec) ? Object.keys(spec) : [])));
    const looked = [...names].filter((name) => !but.includes(name)).map((name) => `spec.${name}`);
    return fields(Object.fromEntries(looked.map((path) => [path, defaults[path] ?? null])))(before, after);
  };
}

function roleRef(before: Resource, after: Resource): readonly string[] {
  const read = (binding: Resource): readonly Json[] =>
    ['roleRef.kind', 'roleRef.name'].map((path) => at(binding, path) ?? null);
  return same(read(before), read(after)) ? [] : ['roleRef'];
}

function statefulSet(before: Resource, after: Resource): readonly string[] {
  const free = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'minReadySeconds'];
  const check = specBut([...free, 'persistentVolumeClaimRetentionPolicy'], {
    'spec.podManagementPolicy': 'OrderedReady',
  });
  return check(before, after);
}

/** A claim may grow, and what is not said at first may be said once while it is not bound. */
function persistentVolumeClaim(before: Resource, after: Resource): readonly string[] {
  const isUnbound = isAbsent(at(before, 'spec.volumeName'));
  const sayable = ['volumeName', 'storageClassName'].filter(
    (name) => isUnbound && isAbsent(at(before, `spec.${name}`)),
  );
  const check = specBut(['resources', 'volumeAttributesClassName', ...sayable], { 'spec.volumeMode': 'Filesystem' });
  const limits = fields({ 'spec.resources.limits': null })(before, after);
  return [...check(before, after), ...limits, ...(shrinks(before, after) ? ['spec.resources.requests'] : [])];
}

function shrinks(before: Resource, after: Resource): boolean {
  const [was, is] = [at(before, 'spec.resources.requests'), at(after, 'spec.resources.requests')];
  if (!isJsonObject(was)) return false;
  return Object.entries(was).some(([name, value]) => {
    const [old, current] = [quantity(value), quantity(child(is, name))];
    if (old === undefined || current === undefined) return !same(value, child(is, name) ?? null);
    return compareQuantities(current, old) < 0;
  });
}

function quantity(value: Json | undefined): ReturnType<typeof parseQuantity> {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined;
}

/** What is left is where the volume lies. */
function persistentVolume(before: Resource, after: Resource): readonly string[] {
  const free = [
    'capacity',
    'accessModes',
    'claimRef',
    'persistentVolumeReclaimPolicy',
    'storageClassName',
    'mountOptions',
  ];
  const sayable = isAbsent(at(before, 'spec.nodeAffinity')) ? ['nodeAffinity'] : [];
  const check = specBut([...free, 'volumeAttributesClassName', ...sayable], { 'spec.volumeMode': 'Filesystem' });
  return check(before, after);
}

function job(before: Resource, after: Resource): readonly string[] {
  const fixed = fields({
    'spec.selector': null,
    'spec.completionMode': 'NonIndexed',
    'spec.podFailurePolicy': null,
    'spec.successPolicy': null,
    'spec.backoffLimitPerIndex': null,
    'spec.managedBy': null,
  });
  const isSuspended = at(before, 'spec.suspend') === true;
  const [was, is] = [before, after].map((one) => jobTemplate(at(one, 'spec.template'), isSuspended));
  return [
    ...fixed(before, after),
    ...(same(was ?? null, is ?? null) ? [] : ['spec.template']),
    ...(mayComplete(before, after) ? [] : ['spec.completions']),
  ];
}

/** An indexed Job may be resized, where as many run at once as are to complete. */
function mayComplete(before: Resource, after: Resource): boolean {
  const [was, is] = [completions(before), completions(after)];
  if (same(was, is)) return true;
  return at(after, 'spec.completionMode') === 'Indexed' && same(is, at(after, 'spec.parallelism') ?? 1);
}

function completions(one: Resource): Json {
  const written = at(one, 'spec.completions');
  if (!isAbsent(written)) return written ?? null;
  return isAbsent(at(one, 'spec.parallelism')) ? 1 : null;
}

/** Where a suspended Job is to run may still be changed. */
function jobTemplate(template: Json | undefined, isSuspended: boolean): Json {
  if (!isSuspended || !isJsonObject(template)) return template ?? null;
  const metadata = without(child(template, 'metadata'), ['labels', 'annotations']);
  const spec = without(child(template, 'spec'), ['nodeSelector', 'tolerations', 'schedulingGates']);
  const affinity = without(child(spec, 'affinity'), ['nodeAffinity']);
  return { ...template, metadata, spec: isJsonObject(spec) ? { ...spec, affinity } : spec };
}

function pod(before: Resource, after: Resource): readonly string[] {
  const free = ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds', 'schedulingGates'];
  const lists = ['containers', 'initContainers'];
  const check = specBut([...free, ...lists]);
  const changed = lists.filter((list) => {
    const [was, is] = [before, after].map((one) => withoutImages(at(one, `spec.${list}`)));
    return !same(was ?? null, is ?? null);
  });
  return [...check(before, after), ...changed.map((list) => `spec.${list}`)];
}

function withoutImages(containers: Json | undefined): Json {
  return isJsonList(containers) ? containers.map((container) => without(container, ['image'])) : (containers ?? null);
}

function resourceQuota(before: Resource, after: Resource): readonly string[] {
  const scopes = (quota: Resource): readonly string[] => {
    const list = at(quota, 'spec.scopes');
    return isJsonList(list) ? list.filter((item) => typeof item === 'string').sort(compareText) : [];
  };
  return same(scopes(before), scopes(after)) ? [] : ['spec.scopes'];
}

function configMap(before: Resource, after: Resource): readonly string[] {
  return child(before, 'immutable') === true
    ? fields({ immutable: false, data: null, binaryData: null })(before, after)
    : [];
}

function secret(before: Resource, after: Resource): readonly string[] {
  const type = fields({ type: 'Opaque' })(before, after);
  if (child(before, 'immutable') !== true) return type;
  const data = same(secretValues(before), secretValues(after)) ? [] : ['data'];
  return [...type, ...data, ...fields({ immutable: false })(before, after)];
}

/** An address that is not written is given by the cluster and then kept; `None` is none. */
function service(before: Resource, after: Resource): readonly string[] {
  if ([before, after].some((one) => at(one, 'spec.type') === 'ExternalName')) return [];
  const [was, is] = [clusterAddress(before), clusterAddress(after)];
  if (is === '' || was === is) return [];
  return was !== '' || is === 'None' ? ['spec.clusterIP'] : [];
}

function clusterAddress(one: Resource): string {
  const single = at(one, 'spec.clusterIP');
  if (typeof single === 'string' && single !== '') return single;
  const several = at(one, 'spec.clusterIPs');
  const first = isJsonList(several) ? several[0] : undefined;
  return typeof first === 'string' ? first : '';
}

/** The value below names joined with dots; none of the names of this file has one in it. */
function at(value: Json, path: string): Json | undefined {
  return path.split('.').reduce((found: Json | undefined, name) => child(found, name), value) ?? undefined;
}

function without(value: Json | undefined, names: readonly string[]): Json {
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '';
}

/** The same to the API server, which takes an empty list or map for one that is not there. */
function same(a: Json, b: Json): boolean {
  return sameJson(withoutEmpty(a), withoutEmpty(b));
}

function withoutEmpty(value: Json): Json {
  if (isJsonList(value)) return value.length === 0 ? null : value.map(withoutEmpty);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value)
    .map(([key, one]): [string, Json] => [key, withoutEmpty(one)])
    .filter(([, one]) => one !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
