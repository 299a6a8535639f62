// What an evaluation takes for now: the instant first used while nothing that it depends on has changed, else that of the run. So a
// manifest that holds the time of its making is not rewritten by every run.
import { seenKey, type KeptClock, type Ledger } from '../model/ledger.ts';
import { compareText } from '../model/resource.ts';
import type { PlanContext } from './input.ts';
import type { Observed } from './observe.ts';
import type { Outcome } from './outcome.ts';

/**
 * The outcome under the instant that counts.
 *
 * Shape   tried with the kept instant first, since what an evaluation depends on is only known once it was made. One that fails
 *         proves no change, so that the part of it that succeeded stays as it was.
 */
export function withKeptClock(
  { ledger, now }: PlanContext,
  { ruleKey, key }: Observed,
  evaluate: (now: string) => Outcome,
): Outcome {
  const kept = ledger.clocks.get(seenKey(ruleKey, key));
  if (kept === undefined) return evaluate(now);
  const outcome = evaluate(kept.instant);
  const { clock, complete } = outcome;
  const isSame = clock === undefined || clock.dependsOn === kept.dependsOn;
  return isSame || !complete ? outcome : withReadsOf(outcome, evaluate(now));
}

/** What made it another instant counts too: where a later round takes it back, the kept one holds. */
function withReadsOf(tried: Outcome, outcome: Outcome): Outcome {
  return { ...outcome, reads: [...new Set([...tried.reads, ...outcome.reads])].sort(compareText) };
}

/** The instant to remember after the run: what was not evaluated to its end keeps the one it had. */
export function clockAfter({ clocks }: Ledger, outcome: Outcome): KeptClock | undefined {
  const { observed, clock } = outcome;
  return isDecided(outcome) ? clock : (clocks.get(seenKey(observed.ruleKey, observed.key)) ?? clock);
}

/** A failure, an exception and an event that the rule does not list leave what there is as it is. */
function isDecided({ match, complete }: Outcome): boolean {
  if (!complete || match?.outcome === 'excepted') return false;
  return match?.outcome !== 'no' || match.because !== 'operation';
}
