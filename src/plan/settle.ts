// The engine: rounds of evaluation until nothing changes. Round 0 tries every candidate; each later round takes only triggers that the
// decisions made new or other, and evaluations that had looked at what became other. Everything here is one synchronous call.
import { sortDiagnostics, type Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { compareText, type ResourceKey } from '../model/resource.ts';
import type { ExternalRequest } from '../model/trigger.ts';
import { collectAnnotations } from './annotations.ts';
import { openContext } from './context.ts';
import { breakCycle } from './cycle.ts';
import { decideRound, tellRound, type Round } from './decide-round.ts';
import { changedKeys, deletedKeys, overlayBeforeDeciding, overlayOf } from './effective.ts';
import { evaluateAll, observeAll, toEvaluateAgain } from './evaluate-round.ts';
import type { PlanContext, SettleInput } from './input.ts';
import { tellMatchedNothing } from './matched-nothing.ts';
import { nextLedger } from './memory.ts';
import type { Observed } from './observe.ts';
import { tellMissingSources } from './sources.ts';
import { evaluationId, type Outcome } from './outcome.ts';
import type { State } from './state.ts';
import { tallyRules } from './tally.ts';
import type { Trace } from './trace.ts';
import { joined, nextTurn } from './turns.ts';

/** After this many rounds evaluations take turns. */
const MAX_ROUNDS = 16;

/** After this many turns what still changes is a cycle. */
const MAX_TURNS = 32;

/** A settled plan. `needs` are questions to the outside that have no answer yet, by key, each once: what asked them is held. */
export interface Settled {
  readonly plan: Plan;
  readonly needs: readonly ExternalRequest[];
  readonly rounds: number;
  readonly trace: Trace;
}

/**
 * Settles policies, inventory and ledger into a plan.
 *
 * Shape   first everything that is wanted builds up to a fixpoint; only then what is deleted counts as gone where the inventory shows
 *         it still, which may end what hung on it, and so on. Were it gone at once, the end of a chain would flicker with its head.
 *         What evaluating all at once does not settle is evaluated in turns, and what turns do not settle either is a cycle.
 */
export function settle(input: SettleInput): Settled {
  const context = openContext(input);
  let state: State = {
    outcomes: new Map(),
    overlay: overlayBeforeDeciding(context.ledger),
    effective: new Map(),
  };
  evaluateAll(context, state, observeAll(context), 0);
  let waiting: readonly Observed[] = [];
  let takesTurns = false;
  for (let rounds = 1, growing = 1; ; rounds += 1, growing += 1) {
    const round = decideRound(context, state);
    const known = state.overlay.gone;
    let look = lookAgain(context, state, round, known);
    if (waiting.length === 0 && isSettled(look, round)) {
      const gone = withDeleted(context, known, round);
      if (gone.size === known.size) return finish(context, state, round, rounds, []);
      look = lookAgain(context, look.state, round, gone);
      growing = 0;
    }
    state = look.state;
    const agenda = joined(waiting, look.again);
    if (growing === (takesTurns ? MAX_TURNS : MAX_ROUNDS)) {
      if (takesTurns || !someReturn(agenda, state)) {
        const cycle = breakCycle(agenda, state.outcomes);
        return finish(context, state, decideRound(context, state), rounds, cycle);
      }
      takesTurns = true;
      growing = 0;
    }
    const turn = takesTurns ? nextTurn(agenda) : { now: agenda, waiting: [] };
    waiting = turn.waiting;
    evaluateAll(context, state, turn.now, rounds);
  }
}

/** Taking turns may settle what is evaluated over and over; what is ever new it can only make longer. */
function someReturn(agenda: readonly Observed[], { outcomes }: State): boolean {
  return agenda.some(({ ruleKey, key }) => outcomes.has(evaluationId(ruleKey, key)));
}

/** What a round's decisions come to: the view they give, the objects that are others in it, and the evaluations that it concerns. */
interface Look {
  readonly state: State;
  readonly changed: readonly ResourceKey[];
  readonly again: readonly Observed[];
}

function lookAgain(context: PlanContext, before: State, { effective }: Round, gone: ReadonlySet<ResourceKey>): Look {
  const state: State = { outcomes: before.outcomes, overlay: overlayOf(effective, gone), effective };
  const changed = changedKeys(before, state);
  return { state, changed, again: toEvaluateAgain(context, state, changed) };
}

function isSettled({ again, changed }: Look, { bench }: Round): boolean {
  return again.length === 0 && !changed.some((key) => bench.asked.has(key));
}

/** What is gone already, and what the round deletes while the inventory shows it still: it only grows. */
function withDeleted(context: PlanContext, gone: ReadonlySet<ResourceKey>, round: Round): ReadonlySet<ResourceKey> {
  return new Set([...gone, ...deletedKeys(round.judgements).filter((key) => context.index.get(key))]);
}

function finish(
  context: PlanContext,
  { outcomes: settled, overlay }: State,
  round: Round,
  rounds: number,
  cycle: readonly Diagnostic[],
): Settled {
  const outcomes = [...settled.values()];
  const diagnostics = [
    ...outcomes.flatMap((outcome) => outcome.diagnostics),
    ...outcomes.flatMap((outcome) => tellMissingSources(context, outcome)),
    ...tellRound(context, round),
    ...tellMatchedNothing(context, outcomes),
    ...cycle,
  ];
  const annotations = collectAnnotations(context, outcomes, overlay);
  const plan: Plan = {
    changes: [...round.judgements.values()].map((judgement) => judgement.change),
    ledger: nextLedger(context, outcomes, round.judgements),
    rules: tallyRules(context, outcomes, round.merged.agreed),
    ...(annotations.length > 0 ? { annotations } : {}),
    diagnostics: sortDiagnostics(diagnostics),
  };
  const trace: Trace = { context, outcomes: settled, agreed: round.merged.agreed, overlay };
  return { plan, needs: needsOf(outcomes), rounds, trace };
}

/** By key, each once: many triggers may ask the same. */
function needsOf(outcomes: readonly Outcome[]): readonly ExternalRequest[] {
  const needs = new Map(outcomes.flatMap((outcome) => outcome.needs).map((request) => [request.key, request]));
  return [...needs.values()].sort((a, b) => compareText(a.key, b.key));
}
