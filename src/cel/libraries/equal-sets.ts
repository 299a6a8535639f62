// Finding equal values in lists: by a text for numbers, texts and bools, one by one for the rest. What the functions over lists and sets have
// in common.
import { weightOf } from '../cost.ts';
import { equalValues } from '../equality.ts';
import { CelFailure } from '../failure.ts';
import type { CelRun } from '../run.ts';
import { CelUint, type CelValue } from '../value.ts';

/** A text that equal plain values share and others do not have; undefined for values that have to be compared. */
function plainKey(value: CelValue): string | undefined {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'boolean':
      return `b${value}`;
    case 'bigint':
      return `n${value}`;
    case 'number':
      return doubleKey(value);
    default:
      return value instanceof CelUint ? `n${value.value}` : undefined;
  }
}

/** NaN has none: it equals nothing, and comparing finds that out. */
function doubleKey(value: number): string | undefined {
  if (Number.isInteger(value)) return `n${BigInt(value)}`;
  return Number.isNaN(value) ? undefined : `n${value}`;
}

/** Values of which it can be asked whether they are there. */
export class ValueSet {
  readonly #plain = new Set<string>();
  readonly #others: CelValue[] = [];

  /** Puts the value in. */
  add(value: CelValue): void {
    const key = plainKey(value);
    if (key === undefined) this.#others.push(value);
    else this.#plain.add(key);
  }

  /** Whether an equal value is in, or that there are no steps left to find out. */
  has(value: CelValue, run: CelRun): boolean | CelFailure {
    const key = plainKey(value);
    if (key !== undefined) return this.#plain.has(key);
    const refused = run.spend(this.#others.length === 0 ? 0 : weightOf(value, run) * this.#others.length);
    return refused ?? this.#others.some((other) => equalValues(other, value));
  }
}

/** The values without those that equal an earlier one. */
export function distinctValues(values: readonly CelValue[], run: CelRun): readonly CelValue[] | CelFailure {
  const seen = new ValueSet();
  const out: CelValue[] = [];
  for (const value of values) {
    const known = seen.has(value, run);
    if (known instanceof CelFailure) return known;
    if (known) continue;
    seen.add(value);
    out.push(value);
  }
  return out;
}
