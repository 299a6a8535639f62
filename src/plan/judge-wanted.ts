// A downstream that some rule wants: its facts, what the table says of them, and what output and ledger will hold.
import { withDelivery, withoutProvenance, withProvenance } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { sameJson, type Digest } from '../model/digest.ts';
import type { LedgerCause, LedgerEntry } from '../model/ledger.ts';
import type { Change } from '../model/plan.ts';
import { type Lifecycle } from '../model/policy.ts';
import { parseResourceKey, type Resource } from '../model/resource.ts';
import { changeOf, type Bench, type Judgement, type Subject } from './bench.ts';
import { inRuleOrder, type Agreed, type Want } from './conflicts.ts';
import { decideWanted, type Decision } from './decide.ts';
import type { FoundFact, WantedFacts } from './facts.ts';
import type { PlanContext } from './input.ts';
import { unwantedDecision } from './judge-unwanted.ts';
import { tellForeignFile, tellKeptForOther, tellTaken } from './notices.ts';
import { evaluationId } from './outcome.ts';
import { applyServerSide, leafFields } from './server-side.ts';

/** The judgement of a downstream that somebody wants. */
export function judgeWanted(bench: Bench, subject: Subject, agreed: Agreed): Judgement {
  const { entry, found } = subject;
  const others = otherCauses(entry, agreed);
  const kept = others.map((cause) => ({ cause, decision: unwantedDecision(bench, subject, cause) }));
  const held = kept.filter(({ decision }) => decision.action === 'hold').map(({ cause }) => cause);
  const first = agreed.first;
  const wanted = wantedManifest(bench, subject, agreed);
  const keepsMarks = keptMarks(bench, subject, [ledgerCause(first), ...held], wanted);
  const after = keepsMarks && found ? found.resource : wanted;
  const facts = wantedFacts(bench, subject, agreed, after);
  // Under an exception nothing is in doubt: who wants the target now may have it.
  const isInDoubt = kept.some((one) => one.decision.action === 'hold' && one.decision.reason !== 'exception');
  if (isInDoubt && entry && !isCauseOf(entry, agreed) && facts.differs) {
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
  const { serverSideApply, synchronize } = agreedLifecycle(agreed);
  const delivered = withDelivery(marked, { profile: context.delivery, synchronize });
  const merges = serverSideApply && found !== undefined && entry !== undefined;
  return merges ? applyServerSide(found.resource, delivered, entry.fields ?? []) : delivered;
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
    rule: ruleFact(context, first, cause?.ruleDigest),
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

/** By the digest its downstream was written under; for one that is new, by the one the rule had in the last run. */
function ruleFact({ ledger }: PlanContext, { rule, ruleKey }: Want, written: Digest | undefined): WantedFacts['rule'] {
  const former = written ?? ledger.rules.get(ruleKey)?.digest;
  return former === undefined || former === rule.digest ? 'same' : 'changed';
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

/** A want as the ledger remembers it. */
export function ledgerCause(want: Want): LedgerCause {
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
