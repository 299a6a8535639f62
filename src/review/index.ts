// Entry of review/: two plans in, what a reviewer is told out.
export type { FoldedGroup } from './folded.ts';
export type { ReviewEdit, ReviewInput, ReviewSide } from './review.ts';
export { reviewChange, type Reviewed } from './review-change.ts';
export { hidingOf } from './hidden-values.ts';
export { secretNames, withNamesHidden } from './secret-names.ts';
