// Finding equal values in lists: by a text for numbers, texts and bools, one by one for the rest. What the functions over lists and sets have
// in common.
import { equalValues } from '../equality.ts';
import { CelFailure } from '../failure.ts';
import type { CelRun } from '../run.ts';
import { CelBytes, CelMap, CelOptional, CelUint, isList, type CelValue } from '../value.ts';
import { textSteps } from './code-points.ts';

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

/** How many steps comparing the value with another may take. */
export function weightOf(value: CelValue): number {
  if (typeof value === 'string') return textSteps(value.length);
  if (typeof value !== 'object' || value === null) return 1;
  if (isList(value)) return 1 + sumOfWeights(value);
  if (value instanceof CelBytes) return textSteps(value.bytes.length);
  if (value instanceof CelOptional) return value.value === undefined ? 1 : 1 + weightOf(value.value);
  return value instanceof CelMap ? weightOfMap(value) : 1;
}

function weightOfMap(map: CelMap): number {
  return map.keys().reduce<number>((sum, key) => {
    const item = map.get(key) ?? null;
    return sum + weightOf(key) + (item instanceof CelFailure ? 1 : weightOf(item));
  }, 1);
}

/** How many steps comparing each of the values once may take. */
export function sumOfWeights(values: readonly CelValue[]): number {
  return values.reduce<number>((sum, value) => sum + weightOf(value), 0);
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
    const refused = run.spend(weightOf(value) * this.#others.length);
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
