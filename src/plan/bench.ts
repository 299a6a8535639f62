// What the judgements of a round have in common: what they look at, what they are about, and the shape of what comes out.
import type { LedgerEntry } from '../model/ledger.ts';
import type { OutputManifest } from '../model/output.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Change } from '../model/plan.ts';
import type { Resource, ResourceId, ResourceKey } from '../model/resource.ts';
import type { Agreed } from './conflicts.ts';
import type { Decision } from './decide.ts';
import type { PlanContext } from './input.ts';
import type { Outcome } from './outcome.ts';

/** What all judgements of a round look at. */
export interface Bench {
  readonly context: PlanContext;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly agreed: ReadonlyMap<ResourceKey, Agreed>;
  /** Downstreams that were refused for their cause, such as Secrets: `evaluation id` + target key. */
  readonly refused: ReadonlySet<string>;
  /** Keys that `exists` was asked about and the inventory does not have: the answer may be another in the next round. */
  readonly asked: ReadonlySet<ResourceKey>;
  /** Tells whether the object is there in inventory or in what this plan leaves in output. */
  exists(key: ResourceKey): boolean;
  namespaceExists(name: string): boolean;
}

/** The decision for one downstream, with what the ledger will know of it (undefined: nothing). */
export interface Judgement {
  readonly change: Change;
  readonly entry?: LedgerEntry;
  readonly diagnostics: readonly Diagnostic[];
}

/** One downstream with what is known and what is there. */
export interface Subject {
  readonly key: ResourceKey;
  readonly id: ResourceId;
  readonly entry: LedgerEntry | undefined;
  readonly found: OutputManifest | undefined;
  readonly path: string;
}

/** Names what was refused for one cause. */
export function refusal(evaluation: string, target: ResourceKey): string {
  return `${evaluation} ${target}`;
}

/** A decision as a change of what output holds. */
export function changeOf(
  { id, found, path }: Subject,
  { action, reason }: Decision,
  after: Resource | undefined,
  causes: Change['causes'],
): Change {
  return {
    id,
    action,
    reason,
    path,
    ...(found ? { before: found.resource } : {}),
    ...(after ? { after } : {}),
    causes,
  };
}

/** Tells whether a downstream's file is not what the ledger says, or holds more than the one object. */
export function isTampered({ context }: Bench, { found, path }: Subject): boolean {
  if (found !== undefined) return found.shared;
  return context.output.files.has(path) && !context.halfWritten.has(path);
}
