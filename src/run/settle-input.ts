// What the pure stages are given: options and the world as read, in the form that compiling and settling take.
import { OFFLINE_ANSWERS } from '../evaluate/index.ts';
import type { CompiledPolicies } from '../model/policy.ts';
import type { SettleInput } from '../plan/index.ts';
import type { CompileOptions } from '../policy/index.ts';
import type { RunOptions } from './options.ts';
import type { ReadWorld } from './world.ts';

/** The world without the policies, which may be those of another state. */
export type Surroundings = Pick<ReadWorld, 'inventory' | 'ledger' | 'output' | 'halfWritten' | 'filters'>;

/** How policies are compiled in a world. */
export function compileOptions({ inventory, filters }: Surroundings, options: RunOptions): CompileOptions {
  return {
    kinds: inventory.kinds,
    resourceFilters: filters,
    cloneMetadata: options.cloneMetadata,
    substitution: options.substitution,
    digestKey: options.digestKey,
    limits: options.limits,
    now: options.now,
  };
}

/** What is settled. */
export function settleInput(compiled: CompiledPolicies, world: Surroundings, options: RunOptions): SettleInput {
  return {
    mode: options.lifecycle,
    rules: compiled.rules,
    policies: compiled.policies,
    inventory: world.inventory,
    ledger: world.ledger,
    output: world.output,
    halfWritten: world.halfWritten,
    answers: OFFLINE_ANSWERS,
    now: options.now,
    provenance: options.provenance,
    delivery: options.delivery,
    secrets: options.secrets,
    digestKey: options.digestKey,
  };
}
