// Why an object is there, or is not: the chain of causes of a manifest, and what every rule made of a trigger. Nothing is decided here;
// everything is read off a plan and its trace.
import { hideTextsOf } from '../../evaluate/index.ts';
import type { Explanation } from '../../model/explanation.ts';
import { child, parseResourceKey, resourceKey, type Resource, type ResourceKey } from '../../model/resource.ts';
import { explainDownstream } from './downstream.ts';
import type { ExplainInput, Explaining } from './input.ts';
import { judgeTrigger } from './verdicts.ts';

/** Explains one object after the other. */
export function startExplaining(input: ExplainInput): (key: ResourceKey) => Explanation {
  const explaining: Explaining = {
    ...input,
    changes: changesByKey(input),
    hide: hideTextsOf(everyObject(input)),
  };
  return (key) => explainObject(explaining, key);
}

/** Every object that can be explained: what the inventory, the ledger or the plan knows. */
export function explainableKeys({ plan, trace: { context } }: ExplainInput): readonly ResourceKey[] {
  const seen = [...context.ledger.seen.values()].map(({ trigger }) => trigger);
  return [
    ...new Set([
      ...context.inventory.objects.keys(),
      ...context.ledger.downstreams.keys(),
      ...changesByKey({ plan }).keys(),
      ...seen,
    ]),
  ];
}

function explainObject(explaining: Explaining, key: ResourceKey): Explanation {
  const { index, inventory } = explaining.trace.context;
  const id = parseResourceKey(key);
  if (id === undefined) throw new Error('invariant broken: a key names an object');
  const at = inventory.objects.get(key)?.at;
  const object = explaining.trace.overlay.objects.get(key) ?? index.get(key);
  const downstream = explainDownstream(explaining, key, new Set());
  return {
    id,
    ...(at ? { at } : {}),
    beingDeleted: isBeingDeleted(object?.resource),
    ...(downstream ? { downstream } : {}),
    rules: judgeTrigger(explaining, { key, object }),
  };
}

function isBeingDeleted(object: Resource | undefined): boolean {
  return (child(object?.metadata, 'deletionTimestamp') ?? null) !== null;
}

function changesByKey({ plan }: Pick<ExplainInput, 'plan'>): Explaining['changes'] {
  return new Map(plan.changes.map((change) => [resourceKey(change.id), change]));
}

function* everyObject({ plan, trace }: ExplainInput): Iterable<Resource> {
  for (const { resource } of trace.context.inventory.objects.values()) yield resource;
  for (const { before, after } of plan.changes) {
    if (before) yield before;
    if (after) yield after;
  }
}
