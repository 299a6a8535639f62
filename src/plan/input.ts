// What planning works on: the world as read, the memory, and the few options that change what is decided.
import type { DeliveryProfile, ProvenanceMode } from '../kube/index.ts';
import type { ObjectIndex } from '../evaluate/index.ts';
import type { Digest } from '../model/digest.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import type { PolicyPresence, Rule } from '../model/policy.ts';
import type { RuleKey } from '../model/rule-id.ts';
import type { Resource } from '../model/resource.ts';
import type { Answers } from '../model/trigger.ts';
import type { LifecycleMode } from './facts.ts';

/** Whether a Secret may be planned at all; how it is encoded is for publish/. */
export type SecretsMode = 'refuse' | 'plain';

/** Everything a plan depends on. */
export interface SettleInput {
  readonly mode: LifecycleMode;
  /** In order: policy name, then rule order. */
  readonly rules: readonly Rule[];
  readonly policies: readonly PolicyPresence[];
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly output: Output;
  /** Paths of Headwater's own manifests that a crash left half written: they may be overwritten. */
  readonly halfWritten: ReadonlySet<string>;
  readonly answers: Answers;
  /** RFC 3339. */
  readonly now: string;
  readonly provenance: ProvenanceMode;
  readonly delivery: DeliveryProfile;
  readonly secrets: SecretsMode;
  /** Key for digests of secret values; undefined: they do not enter digests. */
  readonly digestKey: string | undefined;
}

/** The input with what is made from it once. */
export interface PlanContext extends SettleInput {
  readonly index: ObjectIndex;
  readonly ruleByKey: ReadonlyMap<RuleKey, Rule>;
  /** Digest of an object as the ledger keeps it. */
  digest(resource: Resource): Digest;
  /** Digest of a trigger: server-kept counters left out. Computed once an object. */
  triggerDigest(resource: Resource): Digest;
}
