// Gathers the facts of one downstream, asks the table, and says what that means for output and ledger.
import { manifestPath, withoutProvenance, withProvenance } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { sameJson } from '../model/digest.ts';
import type { LedgerCause, LedgerEntry } from '../model/ledger.ts';
import type { OutputManifest } from '../model/output.ts';
import type { Change } from '../model/plan.ts';
import { type Lifecycle } from '../model/policy.ts';
import { parseRuleKey } from '../model/rule-id.ts';
import { parseResourceKey, type Resource, type ResourceId, type ResourceKey } from '../model/resource.ts';
import { inRuleOrder, type Agreed, type Want } from './conflicts.ts';
import { combineUnwanted, decideUnwanted, decideWanted, type Decision } from './decide.ts';
import type { FoundFact, UnwantedFacts, WantedFacts } from './facts.ts';
import type { PlanContext } from './input.ts';
import { evaluationId, type Outcome } from './outcome.ts';
import { tellForeignFile, tellKeptForOther, tellTampered, tellTaken } from './notices.ts';
import { applyServerSide, leafFields } from './server-side.ts';

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

interface Subject {
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

/** Judges one downstream; undefined when its key is none (a ledger edited by hand). */
export function judge(bench: Bench, key: ResourceKey): Judgement | undefined {
  const id = parseResourceKey(key);
  if (id === undefined) return undefined;
  const entry = bench.context.ledger.downstreams.get(key);
  const found = bench.context.output.manifests.get(key);
  const path = found?.path ?? entry?.path ?? manifestPath(id);
  const subject: Subject = { key, id, entry, found, path };
  const agreed = bench.agreed.get(key);
  return guardFile(bench, subject, agreed ? judgeWanted(bench, subject, agreed) : judgeUnwanted(bench, subject));
}

// ---- wanted

function judgeWanted(bench: Bench, subject: Subject, agreed: Agreed): Judgement {
  const { entry, found } = subject;
  const others = otherCauses(entry, agreed);
  const held = others.filter((cause) => unwantedDecision(bench, subject, cause).action === 'hold');
  const first = agreed.first;
  const wanted = wantedManifest(bench, subject, agreed);
  const keepsMarks = keptMarks(bench, subject, [ledgerCause(first), ...held], wanted);
  const after = keepsMarks && found ? found.resource : wanted;
  const facts = wantedFacts(bench, subject, agreed, after);
  if (held.length > 0 && entry && !isCauseOf(entry, agreed) && facts.differs) {
    return heldForOther(subject, entry, first);
  }
  const decision = decideWanted(facts);
  const writes = decision.action === 'create' || decision.action === 'update';
  const change = changeOf(subject, decision, writes ? after : found?.resource, agreed.sharing.map(causeOf));
  const next = nextWanted(bench, subject, agreed, { decision, after, held, differs: facts.differs });
  return { change, ...(next ? { entry: next } : {}), diagnostics: tellWanted(subject, first, facts, decision) };
}

/** Whether only its marks differ from what was found, and a cause that is held comes first: its name stays on it. `causes` begin with the one that wants it. */
function keptMarks({ context }: Bench, { found }: Subject, causes: readonly LedgerCause[], wanted: Resource): boolean {
  const [first] = inRuleOrder(context, causes);
  if (found === undefined || first === causes[0]) return false;
  return sameJson(withoutProvenance(found.resource), withoutProvenance(wanted));
}

function heldForOther(subject: Subject, entry: LedgerEntry, first: Want): Judgement {
  const decision: Decision = { action: 'hold', reason: 'conflict' };
  return {
    change: changeOf(subject, decision, subject.found?.resource, entry.causes),
    entry,
    diagnostics: [tellKeptForOther(subject.key, first, entry)],
  };
}

function tellWanted(subject: Subject, first: Want, facts: WantedFacts, decision: Decision): readonly Diagnostic[] {
  if (decision.reason === 'foreign' && facts.entry === 'none' && subject.found) {
    return [tellForeignFile(subject.key, first, subject.found.at)];
  }
  return facts.foreign && decision.action === 'create' ? [tellTaken(subject.key, first)] : [];
}

function wantedManifest(bench: Bench, { entry, found }: Subject, agreed: Agreed): Resource {
  const { context } = bench;
  const { first } = agreed;
  const { source, sourceObject } = first.desired;
  const sourceId = source ? parseResourceKey(source.key) : undefined;
  const outcome = bench.outcomes.get(evaluationId(first.ruleKey, first.triggerKey));
  const triggerId = parseResourceKey(first.triggerKey);
  const marked = withProvenance(
    first.desired.content,
    {
      rule: first.rule.id,
      trigger: outcome?.observed.trigger?.object,
      triggerId: triggerId ?? first.desired.id,
      ...(sourceId ? { source: { id: sourceId, ...(sourceObject ? { object: sourceObject } : {}) } } : {}),
    },
    context.provenance,
  );
  const merges = agreedLifecycle(agreed).serverSideApply && found !== undefined && entry !== undefined;
  return merges ? applyServerSide(found.resource, marked, entry.fields ?? []) : marked;
}

function wantedFacts(bench: Bench, subject: Subject, agreed: Agreed, after: Resource): WantedFacts {
  const { context } = bench;
  const { entry, found, key, id } = subject;
  const { first } = agreed;
  const cause = entry?.causes.find((known) => known.rule === first.ruleKey && known.trigger === first.triggerKey);
  const lifecycle = agreedLifecycle(agreed);
  return {
    lifecycleMode: context.mode,
    lifecycle,
    rule: cause && cause.ruleDigest !== first.rule.digest ? 'changed' : 'same',
    trigger: first.trigger,
    source: sourceFact(cause, first),
    entry: entry?.state ?? 'none',
    entryOfRule: entry?.causes.some((known) => known.rule === first.ruleKey) ?? false,
    wasSynchronized: wasSynchronized(bench, entry, agreed) ?? lifecycle.synchronize,
    found: foundFact(context, subject),
    differs: found === undefined || !sameJson(found.resource, after),
    foreign: entry === undefined && found === undefined && context.inventory.objects.has(key),
    namespaceMissing: id.namespace !== '' && !bench.namespaceExists(id.namespace),
  };
}

function sourceFact(cause: LedgerCause | undefined, want: Want): WantedFacts['source'] {
  const { source } = want.desired;
  if (source === undefined) return 'none';
  return cause?.source && cause.source.digest === source.digest && cause.source.key === source.key ? 'same' : 'changed';
}

/** A downstream with several causes is synchronized when one of them is. */
function agreedLifecycle({ first, sharing }: Agreed): Lifecycle {
  const synchronize = sharing.some((want) => want.rule.lifecycle.synchronize);
  return { ...first.rule.lifecycle, synchronize };
}

/** Whether one of the entry's causes that still want it synchronized when last seen; undefined where none was seen. */
function wasSynchronized({ context }: Bench, entry: LedgerEntry | undefined, agreed: Agreed): boolean | undefined {
  const wanting = new Set(agreed.sharing.map((want) => want.ruleKey));
  const known = (entry?.causes ?? [])
    .filter((cause) => wanting.has(cause.rule))
    .flatMap((cause) => context.ledger.rules.get(cause.rule)?.lifecycle.synchronize ?? []);
  return known.length === 0 ? undefined : known.includes(true);
}

function foundFact(context: PlanContext, { entry, found }: Subject): FoundFact {
  if (found === undefined) return 'absent';
  return entry && entry.written === context.digest(found.resource) ? 'as-written' : 'edited';
}

interface Carried {
  readonly decision: Decision;
  readonly after: Resource;
  readonly held: readonly LedgerCause[];
  readonly differs: boolean;
}

function nextWanted(bench: Bench, subject: Subject, agreed: Agreed, carried: Carried): LedgerEntry | undefined {
  const { entry, found, key, path } = subject;
  const { decision, after } = carried;
  const writes = decision.action === 'create' || decision.action === 'update';
  if (!writes && entry === undefined) return undefined;
  if (!writes && decision.reason === 'foreign') return entry;
  // What was found and is as wanted has its digest already.
  const written = writes || !found ? after : found.resource;
  const current = !writes && carried.differs && entry ? entry.written : bench.context.digest(written);
  const ownFields = agreedLifecycle(agreed).serverSideApply
    ? leafFields(wantedManifest(bench, { ...subject, found: undefined }, agreed))
    : undefined;
  return {
    key,
    state: 'managed',
    path,
    written: current,
    causes: inRuleOrder(bench.context, [...agreed.sharing.map(ledgerCause), ...carried.held]),
    ...(ownFields ? { fields: ownFields } : {}),
  };
}

function ledgerCause(want: Want): LedgerCause {
  const { mode, source } = want.desired;
  return { ...causeOf(want), mode, ...(source ? { source } : {}), ruleDigest: want.rule.digest };
}

function causeOf({ ruleKey, triggerKey, desired, round }: Want): Change['causes'][number] {
  const { element } = desired;
  return { rule: ruleKey, trigger: triggerKey, ...(element === undefined ? {} : { element }), round };
}

function otherCauses(entry: LedgerEntry | undefined, agreed: Agreed): readonly LedgerCause[] {
  if (entry?.state !== 'managed') return [];
  const wanting = new Set(agreed.sharing.map((want) => evaluationId(want.ruleKey, want.triggerKey)));
  return entry.causes.filter((cause) => !wanting.has(evaluationId(cause.rule, cause.trigger)));
}

function isCauseOf(entry: LedgerEntry, { sharing }: Agreed): boolean {
  return sharing.some((want) =>
    entry.causes.some((cause) => cause.rule === want.ruleKey && cause.trigger === want.triggerKey),
  );
}

// ---- not wanted

function judgeUnwanted(bench: Bench, subject: Subject): Judgement {
  const { entry, found } = subject;
  if (entry === undefined) {
    return { change: changeOf(subject, { action: 'none', reason: 'foreign' }, found?.resource, []), diagnostics: [] };
  }
  if (entry.state === 'retained') return stillRetained(subject, entry);
  const decision = combineUnwanted(entry.causes.map((cause) => unwantedDecision(bench, subject, cause)));
  const change = changeOf(subject, decision, decision.action === 'delete' ? undefined : found?.resource, entry.causes);
  if (decision.action === 'hold') return { change, entry: heldEntry(bench, subject, entry), diagnostics: [] };
  // Something else in the place of what is to be deleted is for guardFile to tell, before the downstream is forgotten.
  const isReplaced = decision.action === 'delete' && isTampered(bench, subject);
  if (found === undefined && !isReplaced) return { change: { ...change, action: 'none' }, diagnostics: [] };
  if (decision.action === 'delete') return { change, diagnostics: [] };
  return { change, entry: { ...entry, state: 'retained' }, diagnostics: [] };
}

function stillRetained(subject: Subject, entry: LedgerEntry): Judgement {
  const { found } = subject;
  const change = changeOf(subject, { action: 'none', reason: 'retained-before' }, found?.resource, entry.causes);
  return { change, ...(found ? { entry } : {}), diagnostics: [] };
}

/** Only the causes that are still in doubt stay; the others have come to their end. */
function heldEntry(bench: Bench, subject: Subject, entry: LedgerEntry): LedgerEntry {
  const held = entry.causes.filter((cause) => unwantedDecision(bench, subject, cause).action === 'hold');
  return { ...entry, causes: held };
}

function unwantedDecision(bench: Bench, subject: Subject, cause: LedgerCause): Decision {
  const facts = unwantedFacts(bench, subject, cause);
  return facts ? decideUnwanted(facts) : { action: 'hold', reason: 'incomplete' };
}

/** The facts for one cause; undefined where the ledger knows too little to decide anything. */
function unwantedFacts(bench: Bench, { key }: Subject, cause: LedgerCause): UnwantedFacts | undefined {
  const { context, outcomes, refused } = bench;
  const id = evaluationId(cause.rule, cause.trigger);
  const outcome = outcomes.get(id);
  const seenRule = context.ledger.rules.get(cause.rule);
  const rule = context.ruleByKey.get(cause.rule);
  const lifecycle = rule?.lifecycle ?? seenRule?.lifecycle;
  if (lifecycle === undefined) return undefined;
  return {
    lifecycleMode: context.mode,
    lifecycle,
    content: cause.mode,
    rule: rule ? (rule.digest === cause.ruleDigest ? 'same' : 'changed') : ruleAbsence(context, cause),
    trigger: outcome?.fact ?? (bench.exists(cause.trigger) ? leftKinds(context) : 'gone'),
    source: goneSource(bench, cause, outcome),
    wasSynchronized: seenRule?.lifecycle.synchronize ?? lifecycle.synchronize,
    complete: (outcome?.complete ?? true) && !refused.has(refusal(id, key)) && !isPartlyRead(context, cause),
  };
}

function leftKinds(context: PlanContext): 'unmatched' | 'ignored' {
  return context.mode === 'desired' ? 'unmatched' : 'ignored';
}

function ruleAbsence(context: PlanContext, cause: LedgerCause): 'same' | 'deleted' | 'policy-deleted' {
  const policy = policyOf(context, cause);
  if (policy === undefined) return 'policy-deleted';
  // A policy that was not understood as a whole does not prove that a rule of it is gone.
  return policy.complete ? 'deleted' : 'same';
}

function isPartlyRead(context: PlanContext, cause: LedgerCause): boolean {
  return context.ruleByKey.get(cause.rule) === undefined && policyOf(context, cause)?.complete === false;
}

function policyOf(context: PlanContext, cause: LedgerCause): PlanContext['policies'][number] | undefined {
  const id = parseRuleKey(cause.rule);
  return context.policies.find(
    (policy) => policy.kind === id?.policyKind && policy.namespace === id.policyNamespace && policy.name === id.policy,
  );
}

function goneSource(bench: Bench, cause: LedgerCause, outcome: Outcome | undefined): UnwantedFacts['source'] {
  const { source } = cause;
  if (source === undefined) return 'none';
  if (!bench.exists(source.key)) return 'gone';
  const listed = cause.element?.includes('cloneList') ?? false;
  const stillCopied = outcome?.evaluation?.desired.some((desired) => desired.source?.key === source.key) ?? false;
  return listed && !stillCopied ? 'unselected' : 'same';
}

// ---- both

/** A file that is not what the ledger says, or that holds more than the one object, is never overwritten or deleted. */
function guardFile(bench: Bench, subject: Subject, judgement: Judgement): Judgement {
  const { change } = judgement;
  const writes = change.action === 'create' || change.action === 'update' || change.action === 'delete';
  if (!writes || !isTampered(bench, subject)) return judgement;
  const { entry, path, found } = subject;
  const decision: Decision = { action: 'hold', reason: entry ? 'tampered' : 'foreign' };
  const shown = bench.agreed.get(subject.key)?.first;
  return {
    change: changeOf(subject, decision, found?.resource, change.causes),
    ...(entry ? { entry } : {}),
    diagnostics: [...judgement.diagnostics, tellTampered(subject.key, path, shown, entry)],
  };
}

function isTampered({ context }: Bench, { found, path }: Subject): boolean {
  if (found !== undefined) return found.shared;
  return context.output.files.has(path) && !context.halfWritten.has(path);
}

function changeOf(
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
