// One rule on one trigger, as the lifecycle sees it: the outcome of matching and evaluating, put into the words of the table.
import { evaluateTrigger, type Read, type RecordingWorld } from '../evaluate/index.ts';
import { digestOf, digestOfSecretValue } from '../model/digest.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Evaluation } from '../model/downstream.ts';
import type { KeptClock } from '../model/ledger.ts';
import type { Match } from '../model/policy.ts';
import type { RuleKey } from '../model/rule-id.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { ExternalRequest, Trigger, World } from '../model/trigger.ts';
import type { LifecycleMode, TriggerFact } from './facts.ts';
import type { PlanContext } from './input.ts';
import type { Observed } from './observe.ts';

/** What came of one evaluation. `reads` are what it depends on. */
export interface Outcome {
  readonly observed: Observed;
  readonly fact: TriggerFact;
  readonly match?: Match;
  readonly evaluation?: Evaluation;
  /** False: failed or undecidable, so that nothing it does not want is proved unwanted. */
  readonly complete: boolean;
  readonly reads: readonly Read[];
  /** Questions to the outside, of matching and of evaluating, that have no answer yet. */
  readonly needs: readonly ExternalRequest[];
  readonly round: number;
  /** The instant it took for now, where it asked for the time. */
  readonly clock?: KeptClock;
  readonly diagnostics: readonly Diagnostic[];
}

/** Names an evaluation: the rule and the trigger. */
export function evaluationId(rule: RuleKey, trigger: ResourceKey): string {
  return `${rule} ${trigger}`;
}

/** Evaluates what was observed. */
export function outcomeOf(context: PlanContext, observed: Observed, world: RecordingWorld, round: number): Outcome {
  const { rule, trigger } = observed;
  if (trigger === undefined) return outcomeOfGone(context, observed, world, round);
  const { match, evaluation } = evaluateTrigger(rule, trigger, world);
  // Before the former object is matched, which the next run has no reason to do again.
  const clock = clockOf(context, observed, trigger, world);
  const fact = factOf(observed, trigger, match, world, context.mode);
  const unknown = match.outcome === 'unknown';
  return {
    observed,
    fact,
    match,
    ...(evaluation ? { evaluation } : {}),
    complete: evaluation ? evaluation.complete : !unknown,
    reads: world.taken(),
    needs: world.unanswered(),
    round,
    ...(clock ? { clock } : {}),
    diagnostics: [...(match.warnings ?? []), ...(unknown ? match.diagnostics : (evaluation?.diagnostics ?? []))],
  };
}

/** A deletion that an exception covers cleans nothing up; one that it may cover proves nothing. */
function outcomeOfGone({ mode }: PlanContext, observed: Observed, world: RecordingWorld, round: number): Outcome {
  const { former, rule } = observed;
  const isHeard = mode === 'desired' || rule.ignoresRequests !== true;
  const match = former && rule.exceptions?.test(former, world);
  const gone = {
    observed,
    fact: isHeard ? factOfGone(observed) : ('ignored' as const),
    round,
    reads: world.taken(),
    needs: world.unanswered(),
  };
  if (match === undefined) return { ...gone, complete: true, diagnostics: [] };
  const fact = match.outcome === 'excepted' ? 'excepted' : gone.fact;
  return { ...gone, fact, match, complete: match.outcome !== 'unknown', diagnostics: match.warnings ?? [] };
}

/** That a rule fires on a deletion is another event than that it fired on the object, though the object is the same. */
function clockOf(
  context: PlanContext,
  { rule, ruleKey, key }: Observed,
  { object, operation }: Trigger,
  world: RecordingWorld,
): KeptClock | undefined {
  const instant = world.clockTaken();
  if (instant === undefined) return undefined;
  const contents = world.contents({
    object: (resource) => context.triggerDigest(resource),
    answer: (value) => digestOfSecretValue(value, context.digestKey),
  });
  const dependsOn = digestOf({
    rule: rule.digest,
    trigger: context.triggerDigest(object),
    deleted: operation === 'DELETE',
    contents,
  });
  return { rule: ruleKey, trigger: key, instant, dependsOn };
}

function factOf(observed: Observed, trigger: Trigger, match: Match, world: World, mode: LifecycleMode): TriggerFact {
  switch (match.outcome) {
    case 'yes':
      return observed.since === 'gone' ? (observed.seen?.gone ? 'same' : 'new') : observed.since;
    case 'excepted':
      return 'excepted';
    case 'unknown':
      return observed.since;
    case 'no':
      return factOfMismatch(observed, trigger, match.because === 'operation', world, mode);
  }
}

function factOfMismatch(
  observed: Observed,
  trigger: Trigger,
  onlyOperation: boolean,
  world: World,
  mode: LifecycleMode,
): TriggerFact {
  if (observed.since === 'gone') return factOfGone(observed);
  if (onlyOperation) return 'unlisted';
  if (mode === 'desired') return 'unmatched';
  return observed.since === 'changed' && formerMatched(observed, trigger, world) ? 'unmatched' : 'ignored';
}

/** A trigger whose deletion was generated for is not deleted once more: what was made is kept from then on. */
function factOfGone({ seen }: Observed): 'gone' | 'ignored' {
  return seen?.gone ? 'ignored' : 'gone';
}

/**
 * Whether the former object would match in the same request.
 *
 * Source  Kyverno: an update leaves the match only where the old object matches with the update's own operation. A former object is
 *         kept only where the answer can depend on it; without one, that the trigger was seen says that it matched.
 */
function formerMatched(observed: Observed, trigger: Trigger, world: World): boolean {
  const { operations } = observed.rule.lifecycle;
  if (operations.length > 0 && !operations.includes('UPDATE')) return false;
  const former = observed.seen?.object;
  if (former === undefined) return observed.seen !== undefined;
  // What an exception covered had matched before: it was seen.
  const { outcome } = observed.rule.match({ ...trigger, object: former }, world);
  return outcome === 'yes' || outcome === 'excepted';
}
