// Takes the draft of a rebuilt ledger one step further by what a plan on it wants: what can be taken up next, what is not there, and at
// last what only its marks speak for. Each step is settled again, since what is taken up may set off rules that chain.
import { hasProvenance, isMarkedBy, manifestPath, namedParties, withoutProvenance } from '../../kube/index.ts';
import { digestOf, sameJson } from '../../model/digest.ts';
import { seenKey, type LedgerCause, type LedgerEntry, type Seen } from '../../model/ledger.ts';
import type { OutputManifest } from '../../model/output.ts';
import type { Change } from '../../model/plan.ts';
import { policyLabel, ruleKey, type RuleKey } from '../../model/rule-id.ts';
import { parseResourceKey, resourceKey, textAt, type ResourceId, type ResourceKey } from '../../model/resource.ts';
import type { Agreed, Want } from '../conflicts.ts';
import { ledgerCause } from '../judge-wanted.ts';
import { evaluationId } from '../outcome.ts';
import type { Settled } from '../settle.ts';
import { isNamed, withMore, withRecords, type Draft, type Ground } from './draft.ts';

/** The next draft; undefined where a plan on this one has nothing to add. */
export function extendDraft(draft: Draft, settled: Settled): Draft | undefined {
  const look = lookAt(draft, settled);
  return judgeTried(look) ?? takeUp(look) ?? believeIdle(look) ?? tellMissing(look) ?? retain(look);
}

/** A draft, and what a plan on it says. */
interface Look {
  readonly draft: Draft;
  readonly settled: Settled;
  readonly changes: ReadonlyMap<ResourceKey, Change>;
  /** Manifests that no entry of the draft knows and that lie where Headwater would have written them. */
  readonly open: readonly (readonly [ResourceKey, OutputManifest])[];
}

function lookAt(draft: Draft, settled: Settled): Look {
  const { manifests } = settled.trace.context.output;
  const open = [...manifests].filter(
    ([key, { id, path, shared }]) =>
      !draft.ledger.downstreams.has(key) && !draft.rejected.has(key) && !shared && path === manifestPath(id),
  );
  const changes = new Map(settled.plan.changes.map((change) => [resourceKey(change.id), change]));
  return { draft, settled, changes, open };
}

// ---- tries

/** What was taken up for a try stays where the plan finds it as it is wanted, marks left aside. */
function judgeTried({ draft, changes }: Look): Draft | undefined {
  if (draft.tried.size === 0) return undefined;
  const wrong = [...draft.tried].filter((key) => !isAsWanted(changes.get(key)));
  const downstreams = new Map(draft.ledger.downstreams);
  const grounds = new Map(draft.grounds);
  for (const key of wrong) {
    downstreams.delete(key);
    grounds.delete(key);
  }
  return {
    ...draft,
    grounds,
    ledger: { ...draft.ledger, downstreams },
    tried: new Set(),
    rejected: withMore(draft.rejected, wrong),
  };
}

function isAsWanted(change: Change | undefined): boolean {
  if (change?.before === undefined || change.after === undefined) return false;
  if (change.action === 'none') return change.reason === 'up-to-date';
  return change.action === 'update' && sameJson(withoutProvenance(change.before), withoutProvenance(change.after));
}

// ---- manifests that a rule wants

function takeUp(look: Look): Draft | undefined {
  const { draft, settled, open } = look;
  const entries: LedgerEntry[] = [];
  const grounds = new Map(draft.grounds);
  const tried: ResourceKey[] = [];
  const disbelieved: ResourceKey[] = [];
  for (const [key, manifest] of [...open, ...doubtful(look)]) {
    const agreed = settled.trace.agreed.get(key);
    const ground = agreed && groundOf(manifest, agreed, draft.ledger.downstreams.get(key));
    if (agreed === undefined || ground === undefined) continue;
    entries.push(entryOf(look, manifest, agreed));
    grounds.set(key, ground === 'try' ? 'policies' : ground);
    if (ground === 'try') tried.push(key);
    if (ground !== 'provenance' && hasProvenance(manifest.resource)) disbelieved.push(key);
  }
  if (entries.length === 0) return undefined;
  return {
    ...withRecords(draft, entries),
    grounds,
    tried: new Set(tried),
    disbelieved: withMore(draft.disbelieved, disbelieved),
  };
}

/** Undefined where what is known of it stays. */
function groundOf(
  { resource }: OutputManifest,
  { first, sharing }: Agreed,
  entry: LedgerEntry | undefined,
): Ground | 'try' | undefined {
  if (sharing.some((want) => isMarkedByWant(resource, want))) return 'provenance';
  if (entry !== undefined) return undefined;
  return sameJson(withoutProvenance(resource), withoutProvenance(first.desired.content)) ? 'policies' : 'try';
}

/** Edited since the ledger of before, and marked by somebody whom that does not know: the manifest may have another owner by now. */
function doubtful({ draft, settled }: Look): readonly (readonly [ResourceKey, OutputManifest])[] {
  const { context, agreed } = settled.trace;
  return [...context.output.manifests].filter(([key, { resource }]) => {
    const entry = draft.ledger.downstreams.get(key);
    if (entry?.state !== 'managed' || draft.former.downstreams.get(key) !== entry) return false;
    if (!hasProvenance(resource) || entry.causes.some((cause) => isNamed(resource, cause))) return false;
    return entry.written !== context.digest(resource) && !isSharedWith(entry, agreed.get(key));
  });
}

function isSharedWith({ causes }: LedgerEntry, agreed: Agreed | undefined): boolean {
  const wanting = new Set((agreed?.sharing ?? []).map((want) => evaluationId(want.ruleKey, want.triggerKey)));
  return causes.some((cause) => wanting.has(evaluationId(cause.rule, cause.trigger)));
}

function isMarkedByWant(resource: OutputManifest['resource'], { rule, triggerKey }: Want): boolean {
  const triggerId = parseResourceKey(triggerKey);
  return triggerId !== undefined && isMarkedBy(resource, { rule: rule.id, triggerId });
}

function entryOf({ settled }: Look, { id, path, resource }: OutputManifest, { sharing }: Agreed): LedgerEntry {
  const written = settled.trace.context.digest(resource);
  return { key: resourceKey(id), state: 'managed', path, written, causes: sharing.map(ledgerCause) };
}

// ---- triggers that were there before their policy

/** A rule and a trigger of which nothing lies in output made nothing, as their record says. */
function believeIdle(look: Look): Draft | undefined {
  const { draft } = look;
  if (draft.questioned.size === 0) return undefined;
  // What a ledger of before knows, it knows the makers of: none of these is among them.
  const made = pairsThatMade(look, (key) => !draft.former.downstreams.has(key));
  const idle = [...draft.questioned].filter((pair) => !made.has(pair));
  const records = idle.flatMap((pair): (readonly [string, Seen])[] => {
    const record = draft.former.seen.get(pair);
    return record ? [[pair, record]] : [];
  });
  return { ...withRecords(draft, [], records), questioned: new Set() };
}

// ---- downstreams that are wanted and not there

function tellMissing(look: Look): Draft | undefined {
  const { draft, settled, changes } = look;
  const { files } = settled.trace.context.output;
  const made = pairsThatMade(look);
  const entries: LedgerEntry[] = [];
  const seen: (readonly [string, Seen])[] = [];
  for (const [key, agreed] of settled.trace.agreed) {
    const change = changes.get(key);
    if (change?.action !== 'create' || change.after === undefined || files.has(change.path)) continue;
    if (draft.ledger.downstreams.has(key)) continue;
    const there = agreed.sharing.filter((want) => isThere(look, want.triggerKey));
    const older = there.filter((want) => isPerhapsOlder(look, want, made));
    seen.push(...older.flatMap((want) => seenNow(look, want, true)));
    if (older.length > 0 || there.length === 0 || isSynchronized(agreed)) continue;
    const { path, after } = change;
    const written = settled.trace.context.digest(after);
    entries.push({ key, state: 'managed', path, written, causes: there.map(ledgerCause) });
    seen.push(...there.flatMap((want) => seenNow(look, want, false)));
  }
  if (entries.length + seen.length === 0) return undefined;
  return {
    ...withRecords(draft, entries, seen),
    missing: withMore(
      draft.missing,
      entries.map(({ key }) => key),
    ),
  };
}

/** Rules and triggers that have a manifest in output, among those that `counts` says to count. */
function pairsThatMade(
  { draft, settled }: Look,
  counts: (key: ResourceKey) => boolean = () => true,
): ReadonlySet<string> {
  const { agreed, context } = settled.trace;
  const made = [...agreed].filter(
    ([key]) => context.output.manifests.has(key) && draft.ledger.downstreams.has(key) && counts(key),
  );
  return new Set(made.flatMap(([, { sharing }]) => sharing.map((want) => seenKey(want.ruleKey, want.triggerKey))));
}

/** In `kyverno` a trigger that was there before its policy is given nothing; where nobody remembers and nothing is there, it was. */
function isPerhapsOlder(
  { draft: { former }, settled }: Look,
  { rule, ruleKey: key, triggerKey }: Want,
  made: ReadonlySet<string>,
): boolean {
  const pair = seenKey(key, triggerKey);
  if (settled.trace.context.mode !== 'kyverno' || rule.lifecycle.generateExisting) return false;
  return !former.seen.has(pair) && !former.rules.has(key) && !made.has(pair);
}

/** The trigger is there already, and not only going to be made by the next run. */
function isThere({ settled }: Look, trigger: ResourceKey): boolean {
  const { inventory, output } = settled.trace.context;
  return inventory.objects.has(trigger) || output.manifests.has(trigger);
}

function seenNow(
  { settled }: Look,
  { ruleKey: rule, triggerKey: trigger }: Want,
  existing: boolean,
): readonly (readonly [string, Seen])[] {
  const observed = settled.trace.outcomes.get(evaluationId(rule, trigger))?.observed;
  if (observed?.digest === undefined || observed.since === 'gone') return [];
  const operation = observed.trigger?.operation ?? 'CREATE';
  return [[seenKey(rule, trigger), { rule, trigger, digest: observed.digest, operation, existing, gone: false }]];
}

function isSynchronized({ sharing }: Agreed): boolean {
  return sharing.some((want) => want.rule.lifecycle.synchronize);
}

// ---- manifests that only their marks speak for

function retain(look: Look): Draft | undefined {
  const { draft, open } = look;
  const named = open.filter(([, { resource }]) => hasProvenance(resource));
  const uids = named.length > 0 ? idsByUid(look) : new Map<string, ResourceId>();
  const causes = named.flatMap(([key, manifest]) => {
    const cause = namedCause(look, manifest, uids);
    return cause ? [{ key, manifest, cause }] : [];
  });
  const updates = causes.flatMap(({ cause }) => asUpdate(look, cause));
  if (updates.length > 0) return withRecords(draft, [], updates);
  const entries = causes.map(({ key, manifest, cause }): LedgerEntry => {
    const { path, resource } = manifest;
    const written = look.settled.trace.context.digest(resource);
    return { key, state: 'retained', path, written, causes: [cause] };
  });
  const doubted = doubtful(look).flatMap(([key]) => draft.ledger.downstreams.get(key) ?? []);
  const retained = [...entries, ...doubted.map((entry): LedgerEntry => ({ ...entry, state: 'retained' }))];
  if (retained.length === 0) return undefined;
  return {
    ...withRecords(draft, retained),
    retained: withMore(
      draft.retained,
      retained.map(({ key }) => key),
    ),
  };
}

/** The cause that the marks name; of a policy that is gone nobody knows more than what they say. */
function namedCause(
  { settled }: Look,
  { resource }: OutputManifest,
  uids: ReadonlyMap<string, ResourceId>,
): LedgerCause | undefined {
  const { context } = settled.trace;
  const parties = namedParties(resource, (uid) => uids.get(uid));
  if (parties === undefined) return undefined;
  const { policy, rule, trigger } = parties;
  const known = context.rules.find(({ id }) => policyLabel(id) === policy && id.rule === rule);
  return {
    rule: known ? ruleKey(known.id) : goneRule(policy, rule),
    trigger: resourceKey(trigger),
    round: 0,
    mode: 'data',
    ruleDigest: known?.digest ?? digestOf(null),
  };
}

function idsByUid({ settled }: Look): ReadonlyMap<string, ResourceId> {
  const { objects } = settled.trace.context.inventory;
  const named = [...objects.values()].map(({ id, resource }) => [textAt(resource.metadata, 'uid'), id] as const);
  return new Map(named.filter(([uid]) => uid !== ''));
}

function goneRule(label: string, rule: string): RuleKey {
  const slash = label.indexOf('/');
  const [policyNamespace, policy] = slash < 0 ? ['', label] : [label.slice(0, slash), label.slice(slash + 1)];
  return ruleKey({ policyKind: slash < 0 ? 'ClusterPolicy' : 'Policy', policyNamespace, policy, rule });
}

/** What a rule made that hears of updates and not of creations, it made of an update; in `kyverno` the ledger remembers which it was. */
function asUpdate({ draft, settled }: Look, { rule, trigger }: LedgerCause): readonly (readonly [string, Seen])[] {
  const { context, outcomes } = settled.trace;
  const outcome = outcomes.get(evaluationId(rule, trigger));
  const pair = seenKey(rule, trigger);
  if (context.mode !== 'kyverno' || outcome?.fact !== 'unlisted' || draft.ledger.seen.has(pair)) return [];
  const { operations } = outcome.observed.rule.lifecycle;
  const { digest } = outcome.observed;
  if (!operations.includes('UPDATE') || digest === undefined) return [];
  return [[pair, { rule, trigger, digest, operation: 'UPDATE', existing: false, gone: false }]];
}
