// What comes of the last draft and of the plan on it: the rebuilt ledger, and what is to be told of each manifest. Whatever the plan would
// write or delete stays as the draft has it, so that the next run finds it still to be done.
import { hasProvenance, manifestPath } from '../../kube/index.ts';
import { seenKey, type Ledger, type LedgerEntry, type Seen, type SeenRule } from '../../model/ledger.ts';
import type { OutputManifest } from '../../model/output.ts';
import type { Action, Change, Plan } from '../../model/plan.ts';
import type { RuleKey } from '../../model/rule-id.ts';
import { compareText, resourceKey, type ResourceKey } from '../../model/resource.ts';
import type { Settled } from '../settle.ts';
import type { Doubt, Draft, Ground } from './draft.ts';

/** What is to be told of a manifest. `foreign`: nothing speaks for Headwater having made it. */
export interface AdoptedManifest {
  readonly key: ResourceKey;
  readonly path: string;
  readonly from: Ground | 'retained' | 'foreign' | 'unknown';
  readonly doubt?: Doubt;
  readonly entry?: LedgerEntry;
}

/** A rebuilt ledger and what it was rebuilt from. */
export interface Adoption {
  readonly ledger: Ledger;
  /** In the order of their keys. */
  readonly manifests: readonly AdoptedManifest[];
  /** Not in output, wanted by rules that do not synchronize: they count as deleted by somebody. */
  readonly missing: readonly Change[];
  /** What the next run will write or delete. */
  readonly pending: readonly Change[];
}

/** The rebuilt ledger. *Order* every map in key order. */
export function concludeDraft(draft: Draft, settled: Settled): Adoption {
  const { plan } = settled;
  const pending = plan.changes.filter(({ action }) => WRITES.has(action));
  const ledger = rebuilt(draft, settled, pending);
  const { manifests } = settled.trace.context.output;
  return {
    ledger,
    manifests: [...manifests]
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, manifest]) => manifestOf(draft, settled, ledger, key, manifest)),
    missing: plan.changes.filter(({ id }) => draft.missing.has(resourceKey(id))),
    pending,
  };
}

const WRITES: ReadonlySet<Action> = new Set(['create', 'update', 'delete']);

function rebuilt(draft: Draft, settled: Settled, pending: readonly Change[]): Ledger {
  const { plan } = settled;
  const causes = pending.flatMap((change) => [
    ...change.causes,
    ...(draft.ledger.downstreams.get(resourceKey(change.id))?.causes ?? []),
  ]);
  const pairs = new Set(causes.map(({ rule, trigger }) => seenKey(rule, trigger)));
  const rules = new Set(causes.map(({ rule }) => rule));
  const isThere = present(settled);
  return {
    ...plan.ledger,
    downstreams: inOrder(entriesAfter(draft, plan, pending)),
    seen: inOrder(seenAfter(draft, plan, pairs, isThere)),
    clocks: new Map([...plan.ledger.clocks].filter(([pair, { trigger }]) => isThere(trigger) || !pairs.has(pair))),
    rules: inOrder(rulesAfter(draft, plan, rules)),
  };
}

function entriesAfter(
  { ledger }: Draft,
  plan: Plan,
  pending: readonly Change[],
): ReadonlyMap<ResourceKey, LedgerEntry> {
  const entries = new Map(plan.ledger.downstreams);
  for (const { id } of pending) {
    const key = resourceKey(id);
    const entry = ledger.downstreams.get(key);
    if (entry) entries.set(key, entry);
    else entries.delete(key);
  }
  return entries;
}

/** Every trigger as the plan saw it. What is still to be done for one that is gone, or no longer meant, needs what was known of it. */
function seenAfter(
  { former }: Draft,
  plan: Plan,
  pairs: ReadonlySet<string>,
  isThere: (trigger: ResourceKey) => boolean,
): ReadonlyMap<string, Seen> {
  const seen = new Map([...plan.ledger.seen].filter(([pair, { trigger }]) => isThere(trigger) || !pairs.has(pair)));
  for (const pair of pairs) {
    const known = former.seen.get(pair);
    if (known && !seen.has(pair)) seen.set(pair, known);
  }
  return seen;
}

/** A rule with something left to do counts as it was last seen: how it was then decides what is to be done. */
function rulesAfter({ former }: Draft, plan: Plan, pending: ReadonlySet<RuleKey>): ReadonlyMap<RuleKey, SeenRule> {
  const kept = [...former.rules].filter(([rule]) => pending.has(rule));
  return new Map([...plan.ledger.rules, ...kept]);
}

function present({ trace: { context } }: Settled): (key: ResourceKey) => boolean {
  return (key) => context.inventory.objects.has(key) || context.output.manifests.has(key);
}

function manifestOf(
  draft: Draft,
  settled: Settled,
  { downstreams }: Ledger,
  key: ResourceKey,
  manifest: OutputManifest,
): AdoptedManifest {
  const { path } = manifest;
  const entry = downstreams.get(key);
  const doubt = doubtOf(draft, settled, key, manifest);
  if (entry === undefined) return { key, path, ...(doubt ? { from: 'unknown', doubt } : { from: 'foreign' }) };
  if (draft.retained.has(key)) return { key, path, from: 'retained', entry };
  const told = draft.disbelieved.has(key) ? { doubt: 'marks-disagree' as const } : {};
  return { key, path, from: draft.grounds.get(key) ?? 'history', entry, ...told };
}

/** Why a manifest that nobody knows could be Headwater's all the same. */
function doubtOf(
  { ledger }: Draft,
  { trace }: Settled,
  key: ResourceKey,
  { id, path, resource, shared }: OutputManifest,
): Doubt | undefined {
  if (ledger.downstreams.has(key)) return undefined;
  const isMarked = hasProvenance(resource);
  const isWanted = trace.agreed.has(key);
  if (!isMarked && !isWanted) return undefined;
  if (shared) return 'shared-file';
  if (path !== manifestPath(id)) return 'other-place';
  if (!isMarked) return 'other-content';
  return isWanted ? 'marks-disagree' : 'no-trigger';
}

function inOrder<K extends string, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  return new Map([...map].sort(([a], [b]) => compareText(a, b)));
}
