// What a run will do: one decision for each object that is desired, remembered or found, with its reason.
import type { Diagnostic } from './diagnostic.ts';
import type { Cause } from './downstream.ts';
import type { Ledger } from './ledger.ts';
import type { Resource, ResourceId, ResourceKey } from './resource.ts';

/** `hold`: left as it is, still managed. `retain`: left as it is, no longer managed. */
export type Action = 'create' | 'update' | 'delete' | 'retain' | 'hold' | 'none';

/** Why an action was taken; each has a clause in reason-words.ts. */
export type Reason =
  | 'new'
  | 'missing'
  | 'edited'
  | 'rule-changed'
  | 'rule-moved'
  | 'trigger-changed'
  | 'source-changed'
  | 'inputs-changed'
  | 'marks'
  | 'rule-deleted'
  | 'policy-deleted'
  | 'trigger-deleted'
  | 'trigger-unmatched'
  | 'source-deleted'
  | 'source-appeared'
  | 'source-unselected'
  | 'target-renamed'
  | 'synchronize-changed'
  | 'taken-up-again'
  | 'exception'
  | 'up-to-date'
  | 'not-synchronized'
  | 'left-deleted'
  | 'kept-as-edited'
  | 'incomplete'
  | 'conflict'
  | 'foreign'
  | 'namespace-missing'
  | 'trigger-older-than-policy'
  | 'operation-unlisted'
  | 'retained-before'
  | 'secret-refused'
  | 'tampered';

/** One decision. `before` is what output holds, `after` what it will hold. */
export interface Change {
  readonly id: ResourceId;
  readonly action: Action;
  readonly reason: Reason;
  readonly path: string;
  readonly before?: Resource;
  readonly after?: Resource;
  readonly causes: readonly Cause[];
}

/** Counts for one rule, for the report and the deletion guard. */
export interface RuleTally {
  readonly policy: string;
  readonly rule: string;
  /** Objects of the rule's kinds, and triggers that are gone. */
  readonly looked: number;
  /** Those that it concerned. */
  readonly triggers: number;
  readonly downstreams: number;
  /** Those that an exception kept from it, by the exception that is named as the reason; absent where there is none. */
  readonly excepted?: Readonly<Record<string, number>>;
}

/** What a policy wants noted of one of its triggers; no value of a Secret is in it. */
export interface Annotation {
  /** `name` or `namespace/name`. */
  readonly policy: string;
  readonly rule: string;
  readonly trigger: ResourceKey;
  readonly key: string;
  readonly value: string;
}

/** Exactly one Change for each id in desired ∪ ledger ∪ output, in key order. */
export interface Plan {
  readonly changes: readonly Change[];
  /** The ledger as it will be after this run. */
  readonly ledger: Ledger;
  readonly rules: readonly RuleTally[];
  /** What policies want noted; absent where there is nothing. */
  readonly annotations?: readonly Annotation[];
  readonly diagnostics: readonly Diagnostic[];
}
