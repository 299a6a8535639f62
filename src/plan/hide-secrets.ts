// Keeps values of Secrets out of what is told of an evaluation. Where one was read, the evaluation is repeated with other values in the
// Secrets: what is then told in the same words depends on none of them.
import {
  evaluateTrigger,
  HIDDEN,
  readsSecrets,
  triggerWithStandIns,
  withStandIns,
  type Read,
  type TriggerOutcome,
} from '../evaluate/index.ts';
import { isSecret } from '../model/digest.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Evaluation } from '../model/downstream.ts';
import type { World } from '../model/trigger.ts';
import type { Observed } from './observe.ts';

/** The part of an outcome that is looked at. */
interface Told {
  readonly observed: Observed;
  readonly evaluation?: Evaluation;
  readonly reads: readonly Read[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is told of matching and of evaluating. */
export function toldOf({ match, evaluation }: TriggerOutcome): readonly Diagnostic[] {
  const unknown = match.outcome === 'unknown' ? match.diagnostics : (evaluation?.diagnostics ?? []);
  return [...(match.warnings ?? []), ...unknown];
}

/** The outcome with nothing told that depends on a Secret. What it took from `world` must have been asked before. */
export function hideSecrets<T extends Told>(outcome: T, world: World): T {
  const { observed, evaluation, diagnostics, reads } = outcome;
  const { rule, trigger } = observed;
  if (trigger === undefined || diagnostics.length === 0) return outcome;
  if (!isSecret(trigger.object) && !readsSecrets(reads)) return outcome;
  const twin = toldOf(evaluateTrigger(rule, triggerWithStandIns(trigger), withStandIns(world)));
  const same = new Set(twin.map(wordsOf));
  const visible = (told: Diagnostic): Diagnostic => (same.has(wordsOf(told)) ? told : masked(told));
  return {
    ...outcome,
    diagnostics: diagnostics.map(visible),
    ...(evaluation ? { evaluation: { ...evaluation, diagnostics: evaluation.diagnostics.map(visible) } } : {}),
  };
}

function wordsOf({ code, message, help, about }: Diagnostic): string {
  return JSON.stringify([code, message, help, about.downstream, about.expression, about.field]);
}

function masked({ code, severity, at, about: { policy, rule, trigger, field } }: Diagnostic): Diagnostic {
  return {
    code,
    severity,
    message: `What is wrong is not shown, since it depends on a Secret: ${HIDDEN}`,
    help: 'Try the expression on values that are no secrets.',
    ...(at ? { at } : {}),
    about: {
      ...(policy === undefined ? {} : { policy }),
      ...(rule === undefined ? {} : { rule }),
      ...(trigger === undefined ? {} : { trigger }),
      ...(field === undefined ? {} : { field }),
    },
  };
}
