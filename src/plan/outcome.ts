// One rule on one trigger, as the lifecycle sees it: the outcome of matching and evaluating, put into the words of the table.
import { evaluateTrigger, type Read, type RecordingWorld } from '../evaluate/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Evaluation } from '../model/downstream.ts';
import type { Match } from '../model/policy.ts';
import type { RuleKey } from '../model/rule-id.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { ExternalRequest, Trigger, World } from '../model/trigger.ts';
import type { LifecycleMode, TriggerFact } from './facts.ts';
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
  readonly diagnostics: readonly Diagnostic[];
}

/** Names an evaluation: the rule and the trigger. */
export function evaluationId(rule: RuleKey, trigger: ResourceKey): string {
  return `${rule} ${trigger}`;
}

/** Evaluates what was observed. */
export function outcomeOf(observed: Observed, world: RecordingWorld, mode: LifecycleMode, round: number): Outcome {
  const { rule, trigger } = observed;
  if (trigger === undefined) {
    return { observed, fact: factOfGone(observed), complete: true, reads: [], needs: [], round, diagnostics: [] };
  }
  const { match, evaluation } = evaluateTrigger(rule, trigger, world);
  const fact = factOf(observed, trigger, match, world, mode);
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
    diagnostics: unknown ? match.diagnostics : (evaluation?.diagnostics ?? []),
  };
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
  return observed.rule.match({ ...trigger, object: former }, world).outcome === 'yes';
}
