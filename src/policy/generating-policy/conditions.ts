// Lists of conditions that must all be true, on one trigger. One that is false decides, also after one that failed; a failure alone leaves
// the answer open. What the conditions may name is for those who compile them.
import { CelFailure, type CelProgram, type CelResult } from '../../cel/index.ts';
import type { ShownCondition } from '../../model/policy.ts';
import { evaluationTrouble, type PlacedTrouble } from './environment.ts';
import type { CompiledExpression } from './expressions.ts';

/** A condition and what it came to. */
export interface JudgedCondition {
  readonly condition: CompiledExpression;
  readonly outcome: boolean | CelFailure;
}

/** What the conditions come to together: undefined where all are true. */
export type Unmet = { readonly detail: string } | { readonly trouble: PlacedTrouble };

/** The conditions in order, up to the first that is false; `evaluate` gives the value of one. */
export function judgeConditions(
  conditions: readonly CompiledExpression[],
  evaluate: (program: CelProgram) => CelResult,
): readonly JudgedCondition[] {
  const judged: JudgedCondition[] = [];
  for (const condition of conditions) {
    const outcome = asBool(evaluate(condition.program));
    judged.push({ condition, outcome });
    if (outcome === false) break;
  }
  return judged;
}

/** What keeps the conditions from holding. */
export function unmetOf(judged: readonly JudgedCondition[]): Unmet | undefined {
  const unmet = judged.find(({ outcome }) => outcome === false);
  if (unmet !== undefined) return { detail: `matchCondition ${unmet.condition.name} is false` };
  const failed = judged.find(({ outcome }) => outcome !== true);
  if (failed === undefined) return undefined;
  const { condition, outcome } = failed;
  return { trouble: evaluationTrouble(condition.source, outcome instanceof CelFailure ? outcome : noBool()) };
}

/** The conditions that are not true, as people are shown them. */
export function shownConditions(judged: readonly JudgedCondition[]): readonly ShownCondition[] {
  return judged
    .filter(({ outcome }) => outcome !== true)
    .map(({ condition: { name, source }, outcome }) => ({
      at: source.placeWithin(source.path, 0),
      field: source.path.join('.'),
      name,
      expression: source.text,
      ...(outcome instanceof CelFailure ? { error: outcome.message } : { value: outcome }),
    }));
}

/** The value as a bool; anything else is a failure. */
export function asBool(value: CelResult): boolean | CelFailure {
  return typeof value === 'boolean' || value instanceof CelFailure ? value : noBool();
}

function noBool(): CelFailure {
  return new CelFailure('invalid-value', 'the expression must give a bool, and gave something else');
}
