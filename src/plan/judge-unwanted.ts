// A downstream that nobody wants: the facts of each of its causes, and what all of them together come to.
import { isListed } from '../model/downstream.ts';
import type { LedgerCause, LedgerEntry } from '../model/ledger.ts';
import type { Lifecycle, Rule } from '../model/policy.ts';
import { changeOf, isTampered, refusal, type Bench, type Judgement, type Subject } from './bench.ts';
import { combineUnwanted, decideUnwanted, type Decision } from './decide.ts';
import type { UnwantedFacts } from './facts.ts';
import { evaluationId, type Outcome } from './outcome.ts';
import { isReachEdited } from './observe.ts';
import { standingOf, type Standing } from './standing.ts';

/** The judgement of a downstream that nobody wants: a file of others, a retained one, or one whose causes have ended. */
export function judgeUnwanted(bench: Bench, subject: Subject): Judgement {
  const { entry, found } = subject;
  if (entry === undefined) {
    return { change: changeOf(subject, { action: 'none', reason: 'foreign' }, found?.resource, []), diagnostics: [] };
  }
  if (entry.state === 'retained') return stillRetained(subject, entry);
  const decision = combineUnwanted(entry.causes.map((cause) => unwantedDecision(bench, subject, cause)));
  const change = changeOf(subject, decision, decision.action === 'delete' ? undefined : found?.resource, entry.causes);
  if (decision.action === 'hold') return { change, entry: heldEntry(bench, subject, entry), diagnostics: [] };
  // Something else in the place of what is to be deleted is for judge.ts to tell, before the downstream is forgotten.
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

/** What one cause that no longer wants a downstream comes to. */
export function unwantedDecision(bench: Bench, subject: Subject, cause: LedgerCause): Decision {
  const isRefused = bench.refused.has(refusal(evaluationId(cause.rule, cause.trigger), subject.key));
  if (isRefused) return { action: 'hold', reason: 'secret-refused' };
  const facts = unwantedFacts(bench, cause);
  return facts ? decideUnwanted(facts) : { action: 'hold', reason: 'incomplete' };
}

/** The facts for one cause; undefined where the ledger knows too little to decide anything. */
function unwantedFacts(bench: Bench, cause: LedgerCause): UnwantedFacts | undefined {
  const { context, outcomes } = bench;
  const outcome = outcomes.get(evaluationId(cause.rule, cause.trigger));
  const seenRule = context.ledger.rules.get(cause.rule);
  const rule = context.ruleByKey.get(cause.rule);
  const standing = standingOf(context, cause.rule);
  const lifecycle = rule?.lifecycle ?? seenRule?.lifecycle;
  if (lifecycle === undefined) return undefined;
  const source = goneSource(bench, cause, outcome);
  const isProved = (outcome?.complete ?? true) || (source === 'gone' && missesSource(cause, outcome));
  return {
    lifecycleMode: context.mode,
    lifecycle,
    content: cause.mode,
    rule: ruleFact(rule, standing, cause),
    trigger: isDeletionEvaluated(outcome, lifecycle) ? 'ignored' : leftBehind(bench, cause, outcome),
    source,
    wasSynchronized: seenRule?.lifecycle.synchronize ?? lifecycle.synchronize,
    complete: isProved && standing !== 'in-doubt',
  };
}

/**
 * An event that concerns a policy neither before nor after is one of the match, too, where the policy itself was edited.
 *
 * Source  Kyverno, GeneratingPolicy: an edit deletes what was made, and generates again for those triggers that are still meant.
 */
function leftBehind(bench: Bench, cause: LedgerCause, outcome: Outcome | undefined): UnwantedFacts['trigger'] {
  const fact = outcome?.fact ?? leftFact(bench, cause);
  const rule = bench.context.ruleByKey.get(cause.rule);
  if (fact !== 'ignored' || rule === undefined || !bench.exists(cause.trigger)) return fact;
  return isReachEdited(bench.context, cause.rule, rule.lifecycle) ? 'unmatched' : fact;
}

/** What became of a trigger that is none of the rule's kinds any more. */
function leftFact(bench: Bench, { trigger }: LedgerCause): UnwantedFacts['trigger'] {
  if (!bench.exists(trigger)) return 'gone';
  return bench.context.mode === 'desired' ? 'unmatched' : 'ignored';
}

/**
 * A policy that evaluates a deletion makes something of it and takes nothing away.
 *
 * Source  Kyverno, GeneratingPolicy: with DELETE among the operations it is evaluated instead of its downstreams being deleted.
 */
function isDeletionEvaluated(outcome: Outcome | undefined, { cells }: Lifecycle): boolean {
  return !cells.retainRenamed && outcome?.observed.since === 'gone' && outcome.match?.outcome === 'yes';
}

function ruleFact(rule: Rule | undefined, standing: Standing, cause: LedgerCause): UnwantedFacts['rule'] {
  if (standing === 'rule-deleted') return 'deleted';
  if (standing === 'policy-deleted') return 'policy-deleted';
  return rule && rule.digest !== cause.ruleDigest ? 'changed' : 'same';
}

/** The evaluation looked for the very source and did not find it: what failed afterwards does not put the copy in doubt. */
function missesSource({ source }: LedgerCause, outcome: Outcome | undefined): boolean {
  return source !== undefined && (outcome?.evaluation?.absent ?? []).includes(source.key);
}

function goneSource(bench: Bench, cause: LedgerCause, outcome: Outcome | undefined): UnwantedFacts['source'] {
  const { source } = cause;
  if (source === undefined) return 'none';
  if (!bench.exists(source.key)) return 'gone';
  const listed = cause.element !== undefined && isListed(cause.element);
  const stillCopied = outcome?.evaluation?.desired.some((desired) => desired.source?.key === source.key) ?? false;
  return listed && !stillCopied ? 'unselected' : 'same';
}
