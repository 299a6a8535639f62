// An edit of a policy, rule by rule: what Kyverno makes of it, and what it would do to the downstreams that exist.
import type { Action, Reason } from './plan.ts';
import type { RuleId } from './rule-id.ts';

/** What becomes of an edit: `new` and `removed` are rules of policies that are new or gone as a whole, and rules added. */
export type EditOutcome = 'refused' | 'warned' | 'accepted' | 'new' | 'removed';

/** One edit. Where `rule` is not given it is one of the policy's own fields. */
export interface PolicyEdit {
  readonly policy: Omit<RuleId, 'rule'>;
  readonly rule?: string;
  readonly outcome: EditOutcome;
  /** Whether the rule is in both states, only in the new one, or only in the old one. */
  readonly change: 'changed' | 'added' | 'removed';
  /** The fields that differ, as in `match` and `generate.data`; empty for a rule that is added or removed. */
  readonly fields: readonly string[];
  /** Kyverno's words about a change that is refused or warned about. */
  readonly warning?: string;
  /** Undefined where it was not looked at: there is no ledger, or no inventory. */
  readonly effects?: EditEffects;
}

/** What the next run would do to downstreams because of an edit, by action. `unchanged` are those of the rule that stay as they are. */
export interface EditEffects {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly retained: number;
  readonly held: number;
  readonly unchanged: number;
  /** What goes first; without what stays unchanged. */
  readonly groups: readonly EffectGroup[];
}

/** Downstreams with one action for one reason, with one of their files, as a person would name it. */
export interface EffectGroup {
  readonly action: Action;
  readonly reason: Reason;
  readonly count: number;
  readonly example: string;
}
