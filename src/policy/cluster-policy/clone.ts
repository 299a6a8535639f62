// Clone: a copy of one source in the target's place.
import { copyForClone, refusedSource } from '../../kube/index.ts';
import { digestOfResource } from '../../model/digest.ts';
import type { Desired } from '../../model/downstream.ts';
import { child, describeResource, groupOf, resourceKey, type Resource, type ResourceId } from '../../model/resource.ts';
import { refusedAccess, type Confined } from '../confinement.ts';
import { nothingBut, ownTarget, textsOf, type PatternResult, type Rendered } from './rendered.ts';
import type { Target } from '../target.ts';
import type { Trouble } from '../trouble.ts';

/**
 * Copies the source that the pattern names.
 *
 * Source  Kyverno, generate, clone: the source has the target's apiVersion and kind; a source that is its own target is skipped.
 */
export function cloneOne(rendered: Rendered): PatternResult {
  const target = ownTarget(rendered);
  if (!target.ok) return nothingBut(target.trouble);
  const { id, remarks } = target.value;
  const clone = textsOf(child(rendered.document, 'clone'), ['namespace', 'name'], [...rendered.path, 'clone']);
  if (!clone.ok) return nothingBut(clone.trouble);
  const sourceId: ResourceId = { ...id, ...clone.value };
  const source = isCluster(rendered, id) ? { ...sourceId, namespace: '' } : sourceId;
  const result = copySource(rendered, target.value, source);
  const skipped = result.skipped.map(({ detail }) => selfClone(rendered, detail));
  return { ...result, troubles: [...remarks, ...skipped, ...result.troubles] };
}

/** One source copied into one target, or why not. */
export function copySource(rendered: Rendered, target: Target, sourceId: ResourceId): PatternResult {
  const { environment, world, element } = rendered;
  const refused = refusedAccess(environment.policy.namespace, { to: 'object', id: sourceId, scope: target.scope });
  if (refused !== undefined) return nothingBut(outside(rendered, target.id, refused));
  const mark = element === undefined ? {} : { element };
  if (resourceKey(sourceId) === resourceKey(target.id)) {
    const detail = `${describeResource(sourceId)} is its own source`;
    return { desired: [], missingSources: [], skipped: [{ because: 'self-clone', detail }], troubles: [] };
  }
  const source = world.get(sourceId);
  if (source === undefined || groupOf(source.apiVersion) !== target.id.group) {
    const missing = { target: target.id, source: sourceId, ...mark };
    return { desired: [], missingSources: [missing], skipped: [], troubles: [] };
  }
  return copyFound(rendered, target, { id: sourceId, object: source });
}

interface FoundSource {
  readonly id: ResourceId;
  readonly object: Resource;
}

function copyFound(rendered: Rendered, target: Target, source: FoundSource): PatternResult {
  const { environment, element } = rendered;
  const { options } = environment;
  const refused = refusedSource(source.object);
  if (refused !== undefined) return nothingBut(refusedTrouble(rendered, target.id, source.id, refused));
  const { content } = copyForClone(source.object, target.id, options.cloneMetadata, source.id);
  const desired: Desired = {
    id: target.id,
    content,
    mode: 'clone',
    source: { key: resourceKey(source.id), digest: digestOfResource(source.object, options.digestKey) },
    sourceObject: source.object,
    ...(element === undefined ? {} : { element }),
  };
  return { desired: [desired], missingSources: [], skipped: [], troubles: [] };
}

function isCluster({ world }: Rendered, id: ResourceId): boolean {
  return world.scope(id.group, id.kind) === 'Cluster';
}

function outside({ path }: Rendered, target: ResourceId, { problem, help }: Confined): Trouble {
  return {
    code: 'evaluate/confined',
    message: `The source cannot be read: ${problem}`,
    help,
    path,
    downstream: resourceKey(target),
  };
}

/** Told for a clone only: a cloneList meets its own sources in every namespace that has some. */
function selfClone({ path }: Rendered, detail: string): Trouble {
  return {
    code: 'evaluate/skipped',
    severity: 'notice',
    message: `${detail}, so it is not copied onto itself`,
    help: 'Nothing; exclude the trigger from the rule to be told no more.',
    path: [...path, 'clone'],
  };
}

function refusedTrouble({ path }: Rendered, target: ResourceId, source: ResourceId, reason: string): Trouble {
  return {
    code: 'evaluate/source-refused',
    message: `${describeResource(source)} is not copied: ${reason}`,
    help: 'Create a Secret of your own and clone that one.',
    path: [...path, 'clone'],
    downstream: resourceKey(target),
  };
}
