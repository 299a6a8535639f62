// Lists taken as sets: neither order nor repetition counts.
//
// Source  cel-go, `ext.Sets()`.
import { sumOfWeights } from '../cost.ts';
import { CelFailure } from '../failure.ts';
import { functionOverload, listAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { BOOL, listOf, parameter } from '../type.ts';
import type { CelResult, CelValue } from '../value.ts';
import { ValueSet } from './equal-sets.ts';

type Items = readonly CelValue[];
type Quantifier = 'all' | 'some';

/** Whether all, or some, of `wanted` are among `items`. */
function among(items: Items, wanted: Items, quantifier: Quantifier, run: CelRun): boolean | CelFailure {
  const refused = run.spend(sumOfWeights(items, run) + sumOfWeights(wanted, run));
  if (refused !== undefined) return refused;
  const known = new ValueSet();
  for (const item of items) known.add(item);
  for (const item of wanted) {
    const found = known.has(item, run);
    if (found instanceof CelFailure) return found;
    if (found !== (quantifier === 'all')) return found;
  }
  return quantifier === 'all';
}

function equivalent(left: Items, right: Items, run: CelRun): CelResult {
  const there = among(left, right, 'all', run);
  return there === true ? among(right, left, 'all', run) : there;
}

const LIST = listOf(parameter('A'));

function overload(name: string, run: (left: Items, right: Items, state: CelRun) => CelResult): Overload {
  return functionOverload(name, [LIST, LIST], BOOL, (args, state) => run(listAt(args, 0), listAt(args, 1), state));
}

/** The functions of sets. */
export const SETS: readonly Overload[] = [
  overload('sets.contains', (items, wanted, run) => among(items, wanted, 'all', run)),
  overload('sets.intersects', (left, right, run) => among(left, right, 'some', run)),
  overload('sets.equivalent', equivalent),
];
