// What of a source a clone keeps, and which sources must not be cloned. Labels and annotations that Headwater adds are in provenance.ts.
import { isSecret } from '../model/digest.ts';
import { isJsonObject, textAt, type Json, type JsonObject, type Resource, type ResourceId } from '../model/resource.ts';
import { matchesWildcard } from '../values/index.ts';

/** `clean` leaves out what has no place in Git; `keep` does as Kyverno does. */
export type CloneMetadata = 'clean' | 'keep';

/** A copy, and what of the source is not in it: paths in code unit order. */
export interface CloneCopy {
  readonly content: Resource;
  readonly removed: readonly string[];
}

interface Removals {
  readonly fields: ReadonlySet<string>;
  readonly metadata: ReadonlySet<string>;
  readonly annotations: readonly string[];
  readonly labels: readonly string[];
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SERVER_SET = ['uid', 'selfLink', 'creationTimestamp', 'managedFields', 'resourceVersion'];

const CLEAN: Removals = {
  fields: new Set(['status']),
  metadata: new Set([
    ...SERVER_SET,
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'ownerReferences',
    'finalizers',
  ]),
  annotations: [
    LAST_APPLIED,
    'argocd.argoproj.io/*',
    'kustomize.toolkit.fluxcd.io/*',
    'meta.helm.sh/*',
    'helm.sh/hook*',
    'helm.sh/resource-policy',
    'config.kubernetes.io/*',
    'deployment.kubernetes.io/*',
    'control-plane.alpha.kubernetes.io/*',
    'reflector.v1.k8s.emberstack.com/*',
    'replicator.v1.mittwald.de/*',
  ],
  labels: [
    'app.kubernetes.io/instance',
    'argocd.argoproj.io/*',
    'kustomize.toolkit.fluxcd.io/*',
    'helm.toolkit.fluxcd.io/*',
  ],
};

/**
 * What a clone of `source` looks like in `target`, before provenance.
 *
 * Shape   a new object with the name and namespace of the target; `clean` leaves out all of CLEAN, `keep` only what a server sets and
 *         owner references across namespaces. Labels and annotations that become empty go too.
 * Errors  none: a missing source, and a source that is its own target, are the caller's to tell apart.
 * Source  Kyverno 1.19, generate rules, clone. One exception to `keep`: a Secret loses its last-applied annotation, which repeats its
 *         values in clear text where no encryption reaches them.
 */
export function copyForClone(
  source: Resource,
  target: ResourceId,
  mode: CloneMetadata,
  sourceId: ResourceId,
): CloneCopy {
  const removals = mode === 'clean' ? CLEAN : keepRemovals(source, target, sourceId);
  const fields = split(source, (field) => removals.fields.has(field));
  const metadata = split(source.metadata, (field) => removals.metadata.has(field));
  const annotations = splitMap(metadata.kept, 'annotations', (key) => matchesOne(removals.annotations, key));
  const labels = splitMap(metadata.kept, 'labels', (key, value) => isRemovedLabel(removals, key, value));
  const content = {
    ...fields.kept,
    apiVersion: source.apiVersion,
    kind: source.kind,
    metadata: {
      ...without(metadata.kept, ['namespace', 'annotations', 'labels']),
      ...annotations.kept,
      ...labels.kept,
      name: target.name,
      ...(target.namespace === '' ? {} : { namespace: target.namespace }),
    },
  };
  const removed = [
    ...fields.removed,
    ...metadata.removed.map((field) => `metadata.${field}`),
    ...annotations.removed,
    ...labels.removed,
  ];
  return { content, removed: removed.sort() };
}

/** Why this object must not be cloned, as the end of a sentence; undefined where it may be. */
export function refusedSource(source: Resource): string | undefined {
  if (!isSecret(source)) return undefined;
  const type = textAt(source, 'type');
  return REFUSED_TYPES.find((refused) => refused.type === type)?.reason;
}

const REFUSED_TYPES: readonly { readonly type: string; readonly reason: string }[] = [
  {
    type: 'kubernetes.io/service-account-token',
    reason: 'it is a service account token, which its own cluster issues and which is worth nothing elsewhere',
  },
  { type: 'helm.sh/release.v1', reason: 'it is the record of a Helm release, which only Helm may write' },
  {
    type: 'bootstrap.kubernetes.io/token',
    reason: 'it is a bootstrap token, which lets whoever reads it join nodes to the cluster',
  },
];

function keepRemovals(source: Resource, target: ResourceId, sourceId: ResourceId): Removals {
  const isElsewhere = target.namespace !== sourceId.namespace;
  return {
    fields: new Set(),
    metadata: new Set(isElsewhere ? [...SERVER_SET, 'ownerReferences'] : SERVER_SET),
    annotations: isSecret(source) ? [LAST_APPLIED] : [],
    labels: [],
  };
}

function isRemovedLabel(removals: Removals, key: string, value: Json): boolean {
  if (matchesOne(removals.labels, key)) return true;
  return removals === CLEAN && key === 'app.kubernetes.io/managed-by' && value === 'Helm';
}

function matchesOne(patterns: readonly string[], key: string): boolean {
  return patterns.some((pattern) => matchesWildcard(pattern, key));
}

function split(
  object: JsonObject,
  isRemoved: (key: string, value: Json) => boolean,
): { readonly kept: JsonObject; readonly removed: readonly string[] } {
  const entries = Object.entries(object);
  const removed = entries.filter(([key, value]) => isRemoved(key, value)).map(([key]) => key);
  return { kept: without(object, removed), removed };
}

/** The map under `field` of metadata, wrapped for spreading; nothing where it was emptied. */
function splitMap(
  metadata: JsonObject,
  field: 'labels' | 'annotations',
  isRemoved: (key: string, value: Json) => boolean,
): { readonly kept: JsonObject; readonly removed: readonly string[] } {
  const map = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
  if (!isJsonObject(map)) return { kept: map === undefined ? {} : { [field]: map }, removed: [] };
  const { kept, removed } = split(map, isRemoved);
  const isEmptied = removed.length > 0 && Object.keys(kept).length === 0;
  return { kept: isEmptied ? {} : { [field]: kept }, removed: removed.map((key) => `metadata.${field}[${key}]`) };
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
