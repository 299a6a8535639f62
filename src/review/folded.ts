// A group as it is reported, beside the changes that it stands for: what finds risks looks at the objects, what shows them does not.
import type { Change } from '../model/plan.ts';
import type { PreviewGroup } from '../model/preview.ts';

/** One group and its changes, in the order of the group's members; never empty. */
export interface FoldedGroup {
  readonly group: PreviewGroup;
  readonly changes: readonly Change[];
}
