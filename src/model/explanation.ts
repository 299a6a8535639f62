// What `explain` answers: where a manifest comes from, and what rules made of a trigger. Values of Secrets are masked before they get here;
// the words for people are report/'s.
import type { Position } from './diagnostic.ts';
import type { Action, Reason } from './plan.ts';
import type { Mismatch, ShownCondition } from './policy.ts';
import type { ResourceId, ResourceKey } from './resource.ts';

/** One object that was asked about: as something generated, as a trigger, or as both. */
export interface Explanation {
  readonly id: ResourceId;
  /** Where the inventory has it. */
  readonly at?: Position;
  readonly beingDeleted: boolean;
  readonly downstream?: DownstreamExplanation;
  /** Every rule, as this trigger meets it: empty where nothing of this name is or was a trigger. */
  readonly rules: readonly RuleVerdict[];
}

/** `foreign`: in output and not Headwater's. `new`: nothing in output or ledger yet. */
export type DownstreamState = 'managed' | 'retained' | 'foreign' | 'new';

/** One manifest with what made it. */
export interface DownstreamExplanation {
  readonly id: ResourceId;
  /** Below the output root. */
  readonly path: string;
  readonly state: DownstreamState;
  /** What the next run does with it. */
  readonly next: NextStep;
  /** The first is the one that provenance names. */
  readonly causes: readonly CauseExplanation[];
}

/** What the next run does with a manifest. `refused`: it would, but Secrets are refused. */
export interface NextStep {
  readonly action: Action;
  readonly reason: Reason;
  readonly refused?: true;
}

/** `wants`: what it wants is written. `outvoted`: it wants other content, and another comes first. `ended`: the ledger knows it, and it wants it no more. */
export type CauseStanding = 'wants' | 'outvoted' | 'ended' | 'undecided';

/** One rule and trigger that a manifest comes from. */
export interface CauseExplanation {
  readonly rule: RuleName;
  readonly standing: CauseStanding;
  /** Why it wants it no more, or why that is not known; '' for the other standings. */
  readonly because: string;
  readonly trigger: ResourceKey;
  readonly triggerAt?: Position;
  /** Where the trigger itself comes from, when it is a downstream; without causes where that was told already. */
  readonly triggerFrom?: DownstreamExplanation;
  readonly element?: string;
  readonly mode: 'data' | 'clone';
  readonly synchronize?: boolean;
  readonly source?: SourceExplanation;
}

/** What a clone was copied from. `removed` are fields that are not in the copy. */
export interface SourceExplanation {
  readonly key: ResourceKey;
  readonly at?: Position;
  readonly present: boolean;
  readonly removed: readonly string[];
}

/** A rule with the places of its policy and of itself, as far as they are still there. */
export interface RuleName {
  readonly policy: string;
  readonly rule: string;
  readonly policyAt?: Position;
  readonly ruleAt?: Position;
}

/**
 * What a rule made of a trigger. `other-kind`: none of its kinds. `own-product`: Headwater made the trigger, and the rule passes over such. `older`: it
 * was there before the policy. `set-aside`: the rule cannot be used as it is written.
 */
export type VerdictOutcome =
  | 'generates'
  | 'generates-nothing'
  | 'does-not-match'
  | 'excepted'
  | 'undecided'
  | 'being-deleted'
  | 'older'
  | 'own-product'
  | 'other-kind'
  | 'gone'
  | 'set-aside';

/** One rule and the trigger. */
export interface RuleVerdict {
  readonly rule: RuleName;
  readonly outcome: VerdictOutcome;
  /** The part of the rule that decides, where it does not match. */
  readonly because?: Mismatch;
  readonly detail: string;
  /** Conditions that do not hold, with what they compared. */
  readonly conditions: readonly ShownCondition[];
  readonly downstreams: readonly VerdictDownstream[];
  /** What was left out or failed, one sentence each. */
  readonly remarks: readonly string[];
}

/** A downstream that a rule wants for the trigger. */
export interface VerdictDownstream {
  readonly key: ResourceKey;
  readonly path: string;
  readonly action: Action;
  readonly reason: Reason;
}
