// What output will hold after a round's decisions, laid over the inventory: what the next round's evaluations see and are set off by.
import { indexObjects, type IndexedObject, type Overlay } from '../evaluate/index.ts';
import { sameJson } from '../model/digest.ts';
import type { Change } from '../model/plan.ts';
import type { Resource, ResourceKey } from '../model/resource.ts';
import { evaluationId } from './outcome.ts';
import type { Judgement } from './judge.ts';

/** The objects that output will hold and that Headwater has to do with, by key. */
export type Effective = ReadonlyMap<ResourceKey, { readonly object: IndexedObject; readonly change: Change }>;

/** The effective set of a round. Files of others are not in it: they are no part of the plan. */
export function effectiveSet(judgements: ReadonlyMap<ResourceKey, Judgement>): Effective {
  const set = new Map<ResourceKey, { object: IndexedObject; change: Change }>();
  for (const [key, { change, entry }] of judgements) {
    const resource = remaining(change);
    if (resource && entry) set.set(key, { object: { key, id: change.id, resource }, change });
  }
  return set;
}

/** The effective set as an overlay. `gone` are the downstreams that this plan deletes. */
export function overlayOf(effective: Effective, judgements: ReadonlyMap<ResourceKey, Judgement>): Overlay {
  const gone = [...judgements].filter(([, { change }]) => change.action === 'delete').map(([key]) => key);
  return {
    objects: indexObjects([...effective.values()].map(({ object }) => object)),
    gone: new Set(gone),
    causedOnlyBy(key, evaluation) {
      const causes = effective.get(key)?.change.causes ?? [];
      return causes.length > 0 && causes.every((cause) => evaluationId(cause.rule, cause.trigger) === evaluation);
    },
  };
}

/** An overlay of nothing: what round 0 sees beside the inventory. */
export function emptyOverlay(): Overlay {
  return { objects: indexObjects([]), gone: new Set(), causedOnlyBy: () => false };
}

/** Keys whose object appeared, went or became another between two rounds. */
export function changedKeys(before: Effective, after: Effective): readonly ResourceKey[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !sameObject(before.get(key)?.object.resource, after.get(key)?.object.resource));
}

function remaining({ action, after, before }: Change): Resource | undefined {
  return action === 'delete' ? undefined : (after ?? before);
}

function sameObject(a: Resource | undefined, b: Resource | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameJson(a, b);
}
