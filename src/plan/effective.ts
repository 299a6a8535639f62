// What output will hold after a round's decisions, laid over the inventory: what the next round's evaluations see and are set off by.
import { indexObjects, type IndexedObject, type Overlay } from '../evaluate/index.ts';
import { sameJson } from '../model/digest.ts';
import type { Cause } from '../model/downstream.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Change } from '../model/plan.ts';
import type { Resource, ResourceKey } from '../model/resource.ts';
import { evaluationId } from './outcome.ts';
import type { Judgement } from './bench.ts';

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

/** The effective set as an overlay. `gone` are the downstreams that this plan deletes, whatever the inventory shows still. */
export function overlayOf(effective: Effective, gone: ReadonlySet<ResourceKey>): Overlay {
  return {
    objects: indexObjects([...effective.values()].map(({ object }) => object)),
    gone,
    causedOnlyBy: (key, evaluation) => areAllOf(effective.get(key)?.change.causes ?? [], evaluation),
  };
}

/** What the judgements delete. */
export function deletedKeys(judgements: ReadonlyMap<ResourceKey, Judgement>): readonly ResourceKey[] {
  return [...judgements].filter(([, { change }]) => change.action === 'delete').map(([key]) => key);
}

/** What round 0 sees beside the inventory: nothing new, and not what the ledger says that only the evaluation itself caused. */
export function overlayBeforeDeciding(ledger: Ledger): Overlay {
  return {
    objects: indexObjects([]),
    gone: new Set(),
    causedOnlyBy: (key, evaluation) => areAllOf(ledger.downstreams.get(key)?.causes ?? [], evaluation),
  };
}

function areAllOf(causes: readonly Cause[], evaluation: string): boolean {
  return causes.length > 0 && causes.every((cause) => evaluationId(cause.rule, cause.trigger) === evaluation);
}

/** A round's view: what output will hold, and how that lies over the inventory. */
export interface View {
  readonly effective: Effective;
  readonly overlay: Overlay;
}

/** Keys whose object appeared, went or became another between two rounds; also those that only the inventory shows still. */
export function changedKeys(before: View, after: View): readonly ResourceKey[] {
  const [was, is] = [before.overlay.gone, after.overlay.gone];
  const keys = new Set([...before.effective.keys(), ...after.effective.keys(), ...was, ...is]);
  const object = ({ effective }: View, key: ResourceKey): Resource | undefined => effective.get(key)?.object.resource;
  return [...keys].filter(
    (key) => was.has(key) !== is.has(key) || !sameObject(object(before, key), object(after, key)),
  );
}

function remaining({ action, after, before }: Change): Resource | undefined {
  return action === 'delete' ? undefined : (after ?? before);
}

function sameObject(a: Resource | undefined, b: Resource | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameJson(a, b);
}
