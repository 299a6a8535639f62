// Entry of review/: two plans in, what a reviewer is told out.
export type { FoldedGroup } from './folded.ts';
export { reviewChange, type Reviewed, type ReviewEdit, type ReviewInput, type ReviewSide } from './review.ts';
