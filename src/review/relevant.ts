// Which changes of the run after the merge are the change's own, by action and reason.
import type { Action, Change, Reason } from '../model/plan.ts';
import type { PreviewGroup } from '../model/preview.ts';
import { resourceKey, type ResourceKey } from '../model/resource.ts';
import type { ReviewInput } from './review.ts';

/** A change of which something is told. */
export type ToldChange = Change & { readonly action: PreviewGroup['action'] };

/** All but what stays as it is, and what is held for the same reason without the change too; in the plan's order. */
export function toldChanges({ plan, basePlan }: Pick<ReviewInput, 'plan' | 'basePlan'>): readonly ToldChange[] {
  const heldBefore = new Map<ResourceKey, Reason>();
  for (const { id, action, reason } of basePlan.changes) {
    if (action === 'hold') heldBefore.set(resourceKey(id), reason);
  }
  return plan.changes.filter(
    (change): change is ToldChange =>
      change.action !== 'none' &&
      (change.action !== 'hold' || heldBefore.get(resourceKey(change.id)) !== change.reason),
  );
}

/** How actions are counted; what is held is not. */
export interface ActionCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly retained: number;
}

/** How many of these come, change, go, and are left to themselves. */
export function countActions(changes: readonly Pick<Change, 'action'>[]): ActionCounts {
  const counts: Record<Action, number> = { create: 0, update: 0, delete: 0, retain: 0, hold: 0, none: 0 };
  for (const { action } of changes) counts[action] += 1;
  return { added: counts.create, changed: counts.update, removed: counts.delete, retained: counts.retain };
}
