// The facts that the lifecycle table asks for. They are few and closed, so that a test can enumerate all of them.
import type { Lifecycle } from '../model/policy.ts';

/** Which column of the contract's table counts. */
export type LifecycleMode = 'desired' | 'kyverno';

/** What became of the rule since the last run. */
export type RuleFact = 'same' | 'changed' | 'deleted' | 'policy-deleted';

/**
 * What became of the trigger, for one rule. `existing`: it was there before its policy and nothing happened to it since;
 * `unmatched`: it matched and no longer does; `unlisted`: only the rule's operations keep it from matching; `ignored`: this event
 * concerns the rule neither before nor after.
 */
export type TriggerFact =
  'new' | 'existing' | 'same' | 'changed' | 'gone' | 'unmatched' | 'excepted' | 'unlisted' | 'ignored';

/** What became of a clone's source. `none` for data. */
export type SourceFact = 'none' | 'same' | 'changed' | 'gone' | 'unselected';

/** The ledger's knowledge of a downstream. */
export type EntryFact = 'none' | 'managed' | 'retained';

/** What lies in output under the downstream's identity. */
export type FoundFact = 'absent' | 'as-written' | 'edited';

/** Facts of a downstream that some rule wants. */
export interface WantedFacts {
  readonly lifecycleMode: LifecycleMode;
  readonly lifecycle: Lifecycle;
  readonly rule: 'same' | 'changed';
  readonly trigger: TriggerFact;
  readonly source: SourceFact;
  readonly entry: EntryFact;
  /** The entry names the same rule: of a retained one, so that the rule takes it up again. */
  readonly entryOfRule: boolean;
  /** The rule synchronized when it was last seen; as now where it was not seen. */
  readonly wasSynchronized: boolean;
  readonly found: FoundFact;
  /** What is wanted has other content than what was found. */
  readonly differs: boolean;
  /** The inventory has the object, and the ledger knows nothing of it. */
  readonly foreign: boolean;
  /** Its namespace is nowhere in inventory or output. */
  readonly namespaceMissing: boolean;
}

/** Facts of a downstream that one of its causes no longer wants. */
export interface UnwantedFacts {
  readonly lifecycleMode: LifecycleMode;
  /** As last seen where the rule is gone. */
  readonly lifecycle: Lifecycle;
  readonly content: 'data' | 'clone';
  readonly rule: RuleFact;
  readonly trigger: TriggerFact;
  readonly source: SourceFact;
  readonly wasSynchronized: boolean;
  /** False: something failed or could not be read, so that nothing is proved. */
  readonly complete: boolean;
}
