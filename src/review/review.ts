// What is reviewed: the two plans, what they were made from, and what went wrong. How it is reviewed is review-change.ts.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Output } from '../model/output.ts';
import type { Plan } from '../model/plan.ts';
import type { Rule } from '../model/policy.ts';
import type { PolicyEdit } from '../model/policy-edit.ts';

/** What is reviewed: the run after the merge, beside the state that a run before it would leave. */
export interface ReviewInput {
  /** What the run after the merge would do. */
  readonly plan: Plan;
  /** What a run without the change does: what is the same in both is not the change's doing. */
  readonly basePlan: Plan;
  /** What lies below the output root when the run after the merge begins. */
  readonly output: Output;
  /** Rules and inventory, without the change and with it. */
  readonly before: ReviewSide;
  readonly after: ReviewSide;
  /** Edits of policies, as Kyverno would take them. */
  readonly edits: readonly ReviewEdit[];
  /** What the deletion guard says to the run after the merge. */
  readonly guard?: Diagnostic;
  /** Errors of the run without the change. */
  readonly failuresBefore: readonly Diagnostic[];
  /** Errors of the run after the merge, the plan's own among them. */
  readonly failures: readonly Diagnostic[];
}

/** Rules and inventory of one state. */
export interface ReviewSide {
  readonly rules: readonly Rule[];
  readonly inventory: Inventory;
}

/** An edit with its place in the inputs. */
export interface ReviewEdit {
  readonly edit: PolicyEdit;
  readonly at: { readonly file: string; readonly line: number };
}
