// Puts together what a reviewer is told of a change: groups of equal differences with their reasons, risks, and counts by rule and
// kind. Each of these has a file of its own; what is compared with what is decided in run/.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Preview } from '../model/preview.ts';
import { countByKind, countByRule } from './counts.ts';
import { foldChanges } from './fold.ts';
import { hidingOf, type Hiding } from './hidden-values.ts';
import { countActions, toldChanges } from './relevant.ts';
import type { ReviewInput } from './review.ts';
import { findRisks } from './risks/risks.ts';

/** What review finds out; who is compared with whom is the caller's to add. */
export type Reviewed = Pick<
  Preview,
  'stopped' | 'namespaces' | 'managed' | 'pending' | 'failedBefore' | 'groups' | 'risks' | 'rules' | 'kinds'
>;

/** The review of a change. */
export function reviewChange(input: ReviewInput, hiding: Hiding = hidingOf(input)): Reviewed {
  const folded = foldChanges(input, hiding);
  const told = toldChanges(input);
  const moved = told.filter(({ action }) => action !== 'hold');
  const { added, changed, removed } = countActions(input.basePlan.changes);
  return {
    stopped: input.guard !== undefined,
    namespaces: new Set(moved.map(({ id }) => id.namespace).filter((namespace) => namespace !== '')).size,
    managed: [...input.plan.ledger.downstreams.values()].filter(({ state }) => state === 'managed').length,
    pending: added + changed + removed,
    failedBefore: countFailedBefore(input),
    groups: folded.map(({ group }) => group),
    risks: findRisks(input, folded, hiding),
    rules: countByRule(input, told),
    kinds: countByKind(told),
  };
}

/** The same words about the same thing; an edit further up moves a line without making it another error. */
function countFailedBefore({ failures, failuresBefore }: ReviewInput): number {
  const known = new Set(failuresBefore.map(failureKey));
  return failures.filter((failure) => known.has(failureKey(failure))).length;
}

function failureKey({ code, message, about }: Diagnostic): string {
  const { policy, rule, trigger, downstream, field, expression } = about;
  return JSON.stringify([code, message, policy, rule, trigger, downstream, field, expression]);
}
