// What the expressions and templates of a policy hand over, turned into downstreams: which namespace, clone or data, and what of an
// object is left out.
import { copyForClone, refusedSource, withoutServerFields } from '../../kube/index.ts';
import { digestOfResource } from '../../model/digest.ts';
import { listedElement, type Desired, type Skipped } from '../../model/downstream.ts';
import {
  child,
  describeResource,
  isJsonObject,
  resourceKey,
  textAt,
  type Json,
  type JsonObject,
  type Resource,
  type ResourceId,
} from '../../model/resource.ts';
import type { World } from '../../model/trigger.ts';
import { refusedAccess } from '../confinement.ts';
import type { CompileOptions } from '../options.ts';
import { resolveTarget, type Target } from '../target.ts';
import { tooLarge } from '../too-large.ts';
import { failed, made, type Attempt, type FieldPath, type Trouble } from '../trouble.ts';

/** One object as it was handed over. `namespace` undefined: the object's own, or the policy's. */
export interface HandedOver {
  readonly object: Json;
  readonly namespace: string | undefined;
  /** Where it came from: `generate[0]/2`. */
  readonly element: string;
  readonly path: FieldPath;
}

/** An object of the inventory that an expression was given. `listed`: as one of a list. */
export interface Origin {
  readonly id: ResourceId;
  readonly resource: Resource;
  readonly listed: boolean;
}

/** What turning objects into downstreams depends on. `originOf` knows the objects that came out of the inventory, by identity. */
export interface GeneratedIn {
  /** '' for a cluster-wide policy. */
  readonly own: string;
  readonly options: CompileOptions;
  readonly world: World;
  readonly originOf: (object: object) => Origin | undefined;
}

/** The downstreams of one trigger, and what there is to remark. */
export interface Generated {
  readonly desired: readonly Desired[];
  readonly skipped: readonly Skipped[];
  readonly remarks: readonly Trouble[];
}

type OneGenerated = { readonly desired: Desired } | { readonly skipped: Skipped };

/**
 * The downstreams that objects come to, in the order in which they were handed over.
 *
 * Shape   of two with the same identity the last content counts, in the first one's place, and a remark says so.
 * Errors  the first object that cannot be written ends it: a policy generates all of it for a trigger, or nothing.
 * Source  Kyverno, GeneratingPolicy, generator.apply.
 */
export function generatedBy(within: GeneratedIn, objects: readonly HandedOver[]): Attempt<Generated> {
  const byKey = new Map<string, Desired>();
  const skipped: Skipped[] = [];
  const remarks: Trouble[] = [];
  for (const handed of objects) {
    const one = generateOne(within, handed);
    if (!one.ok) return one;
    if ('skipped' in one.value) {
      skipped.push(one.value.skipped);
      continue;
    }
    const { desired } = one.value;
    const large = tooLarge(desired, handed.path);
    if (large !== undefined) return failed(large);
    const key = resourceKey(desired.id);
    if (byKey.has(key)) remarks.push(generatedTwice(desired, handed.path));
    byKey.set(key, desired);
  }
  return made({ desired: [...byKey.values()], skipped, remarks });
}

function generateOne(within: GeneratedIn, handed: HandedOver): Attempt<OneGenerated> {
  const { object, path } = handed;
  if (!isJsonObject(object)) return failed(noObject(path));
  const target = targetOf(within, handed, object);
  if (!target.ok) return target;
  const origin = within.originOf(object);
  return origin
    ? cloned(within, handed, target.value, origin)
    : made({ desired: asData(handed, target.value, withoutServerFields(object, within.options.cloneMetadata)) });
}

/** The namespace that is asked for always replaces the object's own; a namespaced policy writes into its own namespace only. */
function targetOf({ own, options, world }: GeneratedIn, handed: HandedOver, object: JsonObject): Attempt<Target> {
  const metadata = child(object, 'metadata');
  const written = handed.namespace ?? textAt(metadata, 'namespace');
  const text = {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: written === '' ? own : written,
    name: textAt(metadata, 'name'),
  };
  const missing = (['apiVersion', 'kind'] as const).find((field) => text[field] === '');
  if (missing !== undefined) return failed(incompleteObject(missing, handed.path));
  return resolveTarget({ policy: { namespace: own }, options }, text, handed.path, world);
}

function asData({ element }: HandedOver, { id, apiVersion }: Target, object: JsonObject): Desired {
  const content = placed(object, apiVersion, id, namespaceOf(object) !== id.namespace);
  return { id, content, mode: 'data', element };
}

function namespaceOf(object: JsonObject): string {
  return textAt(child(object, 'metadata'), 'namespace');
}

/** The object under its identity. Owners in another namespace are none: an object that moved loses them. */
function placed(object: JsonObject, apiVersion: string, id: ResourceId, moved: boolean): Resource {
  const metadata = child(object, 'metadata');
  const kept = isJsonObject(metadata) ? Object.entries(metadata).filter(([key]) => key !== 'namespace') : [];
  const dropsOwners = moved && namespaceOf(object) !== '';
  return {
    ...object,
    apiVersion,
    kind: id.kind,
    metadata: {
      ...Object.fromEntries(kept.filter(([key]) => !(dropsOwners && key === 'ownerReferences'))),
      name: id.name,
      ...(id.namespace === '' ? {} : { namespace: id.namespace }),
    },
  };
}

function cloned(
  { own, options }: GeneratedIn,
  { element, path }: HandedOver,
  target: Target,
  origin: Origin,
): Attempt<OneGenerated> {
  const { id } = target;
  if (resourceKey(origin.id) === resourceKey(id)) {
    return made({ skipped: { because: 'self-clone', detail: `${describeResource(id)} is its own source` } });
  }
  const scope = target.scope;
  const confined = own === '' ? undefined : refusedAccess(own, { to: 'object', id: origin.id, scope });
  if (confined !== undefined) return failed(notCopied(origin.id, id, confined.problem, confined.help, path));
  const refused = refusedSource(origin.resource);
  if (refused !== undefined) return failed(notCopied(origin.id, id, refused, 'Create a Secret of your own.', path));
  const { content } = copyForClone(origin.resource, id, options.cloneMetadata, origin.id);
  return made({
    desired: {
      id,
      content,
      mode: 'clone',
      source: { key: resourceKey(origin.id), digest: digestOfResource(origin.resource, options.digestKey) },
      sourceObject: origin.resource,
      element: origin.listed ? listedElement(element) : element,
    },
  });
}

function noObject(path: FieldPath): Trouble {
  return {
    code: 'evaluate/invalid-target',
    message: 'What is to be generated is no object',
    help: 'Give generator.apply a list of objects; a source that is not there is null: ask for it before.',
    path,
  };
}

function incompleteObject(field: string, path: FieldPath): Trouble {
  return {
    code: 'evaluate/invalid-target',
    message: `An object that is to be generated has no ${field}`,
    help: `Give it a ${field}.`,
    path,
  };
}

function notCopied(source: ResourceId, target: ResourceId, problem: string, help: string, path: FieldPath): Trouble {
  return {
    code: 'evaluate/source-refused',
    message: `${describeResource(source)} is not copied: ${problem}`,
    help,
    path,
    downstream: resourceKey(target),
  };
}

function generatedTwice({ id }: Desired, path: FieldPath): Trouble {
  return {
    code: 'evaluate/skipped',
    severity: 'notice',
    message: `${describeResource(id)} is generated more than once for the trigger; the last content counts`,
    help: 'Give the objects different names, or generate it once.',
    path,
    downstream: resourceKey(id),
  };
}
